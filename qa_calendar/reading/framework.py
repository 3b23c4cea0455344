"""The shape of framework.yaml, and how it becomes a Framework."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic_core import core_schema

from qa_calendar.dates.months import MONTHS, Month, listed
from qa_calendar.dates.often import every_line
from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR
from qa_calendar.model import NOTHING_MORE, About, Activity, Dated, Entry, Every, Framework
from qa_calendar.reading import cures
from qa_calendar.reading.cadences import EXAMPLES, parse_every
from qa_calendar.reading.clashes import id_of
from qa_calendar.reading.rules import DateRulesShape, RulesShape, all_rules, date_rules
from qa_calendar.reading.shape import EMPTY, Shape, expected, wrong
from qa_calendar.reading.source import Document, tidy
from qa_calendar.reading.words import (
    TEXT_SCHEMA,
    ActivityTitle,
    AlarmText,
    Day,
    Flag,
    Id,
    Link,
    MonthName,
    OrNothing,
    Text,
    Title,
    Word,
    WorkerName,
    number,
)

EveryText = Annotated[Every, Word("text", parse_every, {"type": "string", "examples": list(EXAMPLES)})]


def _shown(text: str) -> str:
    if "{period}" not in text and "{theme}" not in text:
        raise wrong(f"'{text}' does not say where the period goes: put {{period}} or {{theme}} in it")
    return text


_ALL_YEAR = ("all year", "all", "ongoing")
_NO_DATE = "as required|as (?:and )?when(?: required| needed)?|as needed|when (?:required|needed)|ad[ -]hoc|tb[acd]"


def _month_key(text: str, info: ValidationInfo) -> str:
    """Refuse what is no month but says when: a quarter, how often, or that there is no date."""
    if text in MONTHS:
        return text
    if found := re.fullmatch(r"(?:q|qtr|quarter) ?([1-4])", text.casefold()):
        first = 3 * int(found[1]) - 3 + info.data.get("first_month", 4) - 1
        months = listed([MONTHS[(first + n) % 12] for n in range(3)])
        raise wrong(f"'{text}' is no month: write {months}, one by one, or every: quarter at the activity")
    words = text.casefold()
    line = every_line("every month" if words in _ALL_YEAR else words) or every_line(f"every {words}")
    if line:
        raise wrong(f"'{text}' is no month: write {line}, and list it in none")
    if re.fullmatch(_NO_DATE, text.casefold()):
        raise wrong(f"'{text}' is no month: what has no date is listed in as_required: […], at the start of a line")
    return text


class _MonthKey:
    """A month, or a better word for what people write in its place than that there is no such month."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        def check(value: Any, info: ValidationInfo) -> Any:
            return _month_key(tidy(value), info) if isinstance(value, str) else value

        return core_schema.with_info_before_validator_function(check, handler(source))


class DatedShape(Shape):
    """One of the dates of an activity, with what is special about it."""

    on: Day = Field(description="The day.")
    theme: Text | None = Field(None, description="What it is about; part of the title people see.")
    skip: Flag = Field(False, description="true: it does not take place; it stays, so that the others keep theirs.")
    because: Text | None = Field(None, description="Why it does not, as people are to see it.")

    @model_validator(mode="after")
    def _says_why(self) -> DatedShape:
        if self.skip != (self.because is not None):
            raise wrong("one that does not take place has `skip: true` and `because:` with the reason", "on")
        return self


@dataclass(frozen=True, slots=True)
class _OneDay:
    """A day alone, or one with what is special about it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        def alone(value: Any) -> Any:
            return {"on": value} if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(alone, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "format": "date"}, handler(schema["schema"])]}


class ActivityShape(Shape):
    """One line of the framework."""

    cures = cures.OF_AN_ACTIVITY

    purpose: Text | None = Field(None, description="What the activity is for, in the document's words.")
    workers: list[WorkerName] = Field(
        EMPTY, description="Who does it; names as in config.yaml's staff. None: nobody yet."
    )
    every: EveryText | None = Field(None, description="How often, in place of listing it month by month.")
    not_in: list[MonthName] = Field(EMPTY, description="Months that `every` leaves out.")
    dates: list[Annotated[DatedShape, _OneDay()]] = Field(EMPTY, description="The days it takes place on, exactly.")
    also_known_as: list[Title] = Field(EMPTY, description="Other spellings, or what it was called before.")
    title: Annotated[Text, AfterValidator(_shown)] | None = Field(
        None, description="Where {period} and {theme} go in the title."
    )
    categories: list[Text] = Field(EMPTY, description="Categories of its events, for colours in Outlook.")
    id: Id | None = Field(None, description="Keep it and a retitled activity stays the same event.")
    rule: RulesShape = Field(DateRulesShape(), description="Wins over config.yaml's rules.")
    place: Text | None = Field(None, description="Where it is, such as a room.")
    link: Link | None = Field(None, description="Where more is to be read, such as the audit tool.")
    details: dict[Text, Text] = Field(EMPTY, description="What else is to be shown, each with its name.")
    due_events: Flag | None = Field(None, description="Whether it has an event on its due date, whatever `feeds` says.")
    alarm: AlarmText | None = Field(None, description="none, or for example 1 day before, whatever `feeds` says.")

    @model_validator(mode="after")
    def _has_its_days_one_way(self) -> ActivityShape:
        if self.every is not None and self.dates:
            raise wrong("it has its days by `every` or by `dates`, not by both", "dates")
        if self.not_in and self.every is None:
            raise wrong("`not_in` says which months `every` leaves out, and there is no `every`", "not_in")
        return self


class DetailShape(Shape):
    """What is special about an activity in one month."""

    cures = cures.OF_AN_ENTRY

    period: Text | None = Field(None, description="What the work looks back on; part of the title people see.")
    theme: Text | None = Field(None, description="What it is about; part of the title people see.")
    workers: list[WorkerName] | None = Field(None, min_length=1, description="Who does it this month.")
    id: Id | None = Field(None, description="Needed when the activity is listed twice in a month.")
    on: Day | None = Field(None, description="The day it takes place on, exactly.")
    meant: Day | None = Field(None, alias="date", description="Which one, where the month has several by themselves.")
    rule: DateRulesShape = Field(DateRulesShape(), description="The rules of this one.")
    place: Text | None = Field(None, description="Where it is this time.")
    link: Link | None = Field(None, description="Where more is to be read.")
    details: dict[Text, Text] = Field(EMPTY, description="What else is to be shown, each with its name.")

    @model_validator(mode="after")
    def _has_one_day(self) -> DetailShape:
        if self.on is not None and self.rule.start is not None:
            raise wrong("it is on that day, so that its rule has no `start`", "on")
        return self


_NOTHING_SPECIAL = DetailShape()


def _one_activity(value: Any) -> Any:
    if isinstance(value, str) and tidy(value):
        return {value: _NOTHING_SPECIAL}
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
    months: dict[Annotated[MonthName, _MonthKey()], Annotated[list[Listing], OrNothing(list)]] = Field(
        {}, description="The activities of each month, in the document's order."
    )
    as_required: list[ActivityTitle] = Field(EMPTY, description="Activities that have no date.")


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
        as_required=tuple(activities[title] for title in shape.as_required),
        month_locations={month: document.key_at(("months", MONTHS[month - 1])) for month in shape.months},
    )


def _months(shape: FrameworkShape) -> tuple[Month, ...]:
    first = Month(shape.year, shape.first_month)
    return tuple(first.plus(n) for n in range(12))


def _activity(title: str, shape: ActivityShape, document: Document) -> Activity:
    path = ("activities", title)
    rules, later = all_rules(shape.rule, document, (*path, "rule"))
    return Activity(
        id=shape.id or id_of(title),
        title=title,
        purpose=shape.purpose or "",
        workers=tuple(dict.fromkeys(shape.workers)),
        aliases=tuple(shape.also_known_as),
        location=document.key_at(path),
        shown_as=shape.title,
        categories=tuple(shape.categories),
        rules=rules,
        later_rules=later,
        every=shape.every,
        not_in=frozenset(shape.not_in),
        dates=tuple(
            Dated(on=one.on, location=document.at((*path, "dates", place)), theme=one.theme, skipped=one.because)
            for place, one in enumerate(shape.dates)
        ),
        about=_about(shape),
        due_events=shape.due_events,
        alarm=shape.alarm,
    )


def _about(shape: ActivityShape | DetailShape) -> About:
    if not (shape.place or shape.link or shape.details):
        return NOTHING_MORE
    return About(place=shape.place, link=shape.link, details=tuple(dict(shape.details).items()))  # EMPTY has no items


def _entry(
    month: Month,
    position: int,
    listing: dict[str, DetailShape],
    activities: dict[str, Activity],
    document: Document,
) -> Entry:
    ((title, detail),) = listing.items()
    activity = activities[title]
    path = ("months", MONTHS[month.month - 1], position)
    typed = _typed(document, path)
    return Entry(
        id=detail.id or activity.id,
        month=month,
        activity=activity,
        workers=activity.workers if detail.workers is None else tuple(dict.fromkeys(detail.workers)),
        period=detail.period,
        theme=detail.theme,
        on=detail.on,
        meant=detail.meant or detail.on,
        rules=date_rules(detail.rule, document, (*path, typed, "rule")),
        about=_about(detail).over(activity.about) if detail.model_fields_set else activity.about,
        location=document.at(path),
    )


def _typed(document: Document, path: tuple[str, str, int]) -> str:
    """The title of a listed activity as it is typed there, which the places in the file go by."""
    value: Any = document.value
    for key in path:
        value = value[key]
    return value if isinstance(value, str) else next(iter(value))
