"""The shape of framework.yaml, and how it becomes a Framework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import core_schema

from qa_calendar.dates.months import MONTHS, Month
from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR
from qa_calendar.model import Activity, Entry, Framework
from qa_calendar.reading.clashes import id_of
from qa_calendar.reading.rules import date_rules
from qa_calendar.reading.shape import Shape, expected, wrong
from qa_calendar.reading.source import Document, tidy
from qa_calendar.reading.words import (
    TEXT_SCHEMA,
    ActivityTitle,
    DateRulesShape,
    Id,
    MonthName,
    OrNothing,
    Text,
    Title,
    WorkerName,
    number,
)


def _shown(text: str) -> str:
    if "{period}" not in text:
        raise wrong(f"'{text}' does not say where the period goes: put {{period}} in it")
    return text


class ActivityShape(Shape):
    """One line of the framework."""

    purpose: Text = Field(description="What the activity is for, in the document's words.")
    workers: list[WorkerName] = Field(min_length=1, description="Who does it; names as in config.yaml's staff.")
    also_known_as: list[Title] = Field([], description="Other spellings, or what it was called before.")
    title: Annotated[Text, AfterValidator(_shown)] | None = Field(None, description="Where {period} goes in the title.")
    categories: list[Text] = Field([], description="Categories of its events, for colours in Outlook.")
    id: Id | None = Field(None, description="Keep it and a retitled activity stays the same event.")
    rule: DateRulesShape = Field(DateRulesShape(), description="Wins over config.yaml's rules.")


class DetailShape(Shape):
    """What is special about an activity in one month."""

    period: Text | None = Field(None, description="What the work looks back on; part of the title people see.")
    workers: list[WorkerName] | None = Field(None, min_length=1, description="Who does it this month.")
    id: Id | None = Field(None, description="Needed when the activity is listed twice in a month.")


def _one_activity(value: Any) -> Any:
    if isinstance(value, str) and tidy(value):
        return {value: {}}
    if not isinstance(value, dict) or not value:
        raise expected("an activity", value)
    if len(value) > 1:
        raise wrong("one activity to a line: indent what belongs to it, or put it in braces")
    ((title, detail),) = value.items()
    if isinstance(detail, str):
        cure = "put quotes around a title that holds a colon, or write for example {period: Nov - April}"
        raise wrong(f"expected `key: value` lines for '{title}', found '{detail}'; {cure}", title)
    return value


@dataclass(frozen=True, slots=True)
class _OneActivity:
    """A title alone, or one title with its details."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_one_activity, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        detailed = handler(schema["schema"]) | {"minProperties": 1, "maxProperties": 1}
        return {"anyOf": [TEXT_SCHEMA, detailed]}


Listing = Annotated[dict[ActivityTitle, Annotated[DetailShape, OrNothing(dict)]], _OneActivity()]


class FrameworkShape(Shape):
    """The year's Quality Assurance framework, as the service's own document has it."""

    title: Text = Field(description="What the framework is called.")
    service: Text = Field(description="Whose framework it is.")
    year: Annotated[int, number(FIRST_YEAR + 1, LAST_YEAR - 1)] = Field(description="The year it begins in.")
    first_month: MonthName = Field(4, description="The month it begins with.", json_schema_extra={"default": MONTHS[3]})
    activities: dict[Title, ActivityShape] = Field(min_length=1, description="Every activity, by its title.")
    months: dict[MonthName, Annotated[list[Listing], OrNothing(list)]] = Field(
        description="The activities of each month, in the document's order."
    )


def framework_of(shape: FrameworkShape, document: Document) -> Framework:
    """The Framework that *shape*, read from *document*, describes."""
    activities = {title: _activity(title, own, document) for title, own in shape.activities.items()}
    return Framework(
        title=shape.title,
        service=shape.service,
        year=shape.year,
        first_month=shape.first_month,
        activities=tuple(activities.values()),
        entries=tuple(
            _entry(month, position, listing, activities, document)
            for month in _months(shape)
            for position, listing in enumerate(shape.months.get(month.month, ()))
        ),
        location=document.key_at(("year",)),
        month_locations={month: document.key_at(("months", MONTHS[month - 1])) for month in shape.months},
    )


def _months(shape: FrameworkShape) -> tuple[Month, ...]:
    first = Month(shape.year, shape.first_month)
    return tuple(first.plus(n) for n in range(12))


def _activity(title: str, shape: ActivityShape, document: Document) -> Activity:
    path = ("activities", title)
    return Activity(
        id=shape.id or id_of(title),
        title=title,
        purpose=shape.purpose,
        workers=tuple(dict.fromkeys(shape.workers)),
        aliases=tuple(shape.also_known_as),
        location=document.key_at(path),
        shown_as=shape.title,
        categories=tuple(shape.categories),
        rules=date_rules(shape.rule, document, (*path, "rule")),
    )


def _entry(
    month: Month,
    position: int,
    listing: dict[str, DetailShape],
    activities: dict[str, Activity],
    document: Document,
) -> Entry:
    ((title, detail),) = listing.items()
    activity = activities[title]
    return Entry(
        id=detail.id or activity.id,
        month=month,
        activity=activity,
        workers=activity.workers if detail.workers is None else tuple(dict.fromkeys(detail.workers)),
        period=detail.period,
        location=document.at(("months", MONTHS[month.month - 1], position)),
    )
