"""The shape of framework.yaml, and how it becomes a Framework."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from slugify import slugify

from qa_calendar.dates.months import MONTHS, Month
from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR
from qa_calendar.model import Activity, DateRules, Entry, Framework
from qa_calendar.problems import InvalidInputError, Problem
from qa_calendar.reading.rules import date_rules
from qa_calendar.reading.source import Document, Path, Shape
from qa_calendar.reading.words import ActivityTitle, DateRulesShape, MonthName, Number, Text, WorkerName, wrong

MAX_ID = 80


def _id(value: str) -> str:
    if value != slugify(value) or len(value) > MAX_ID:
        hint = slugify(value)[:MAX_ID]
        raise wrong(
            f"'{value}' is not an id: small letters, digits and dashes" + (f" (for example '{hint}')" if hint else "")
        )
    return value


def _year(value: int) -> int:
    if not FIRST_YEAR < value < LAST_YEAR:
        raise wrong(f"no year {value}: bank holidays are known for {FIRST_YEAR} to {LAST_YEAR}")
    return value


def _shown(value: str) -> str:
    if "{period}" not in value:
        raise wrong(f"'{value}' does not say where the period goes: put {{period}} in it")
    return value


def _listing(value: Any) -> Any:
    return {value: {}} if isinstance(value, str) else value


def _single(value: dict[str, Any]) -> dict[str, Any]:
    if len(value) != 1:
        raise wrong("one activity to a line: indent what belongs to it, or put it in braces")
    return value


def _nothing_is_empty(value: Any) -> Any:
    return {} if value is None else value


Id = Annotated[Text, AfterValidator(_id)]


class ActivityShape(Shape):
    """One line of the framework."""

    purpose: Text = Field(description="What the activity is for, in the document's words.")
    workers: list[WorkerName] = Field(min_length=1, description="Who does it; names as in config.yaml's staff.")
    title: Annotated[Text, AfterValidator(_shown)] | None = Field(None, description="Where {period} goes in the title.")
    categories: list[Text] = Field([], description="Categories of its events, for colours in Outlook.")
    id: Id | None = Field(None, description="Keep it and a retitled activity stays the same event.")
    rule: DateRulesShape = Field(DateRulesShape(), description="Wins over config.yaml's rules.")


class DetailShape(Shape):
    """What is special about an activity in one month."""

    period: Text | None = Field(None, description="What the work looks back on; part of the title people see.")
    workers: list[WorkerName] | None = Field(None, min_length=1, description="Who does it this month.")
    id: Id | None = Field(None, description="Needed when the activity is listed twice in a month.")


_DETAIL_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "period": {"type": "string", "description": "What the work looks back on."},
                    "workers": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                    "id": {"type": "string"},
                },
            },
        },
    ]
}
Listing = Annotated[
    dict[ActivityTitle, Annotated[DetailShape, BeforeValidator(_nothing_is_empty)]],
    BeforeValidator(_listing),
    AfterValidator(_single),
    WithJsonSchema(_DETAIL_SCHEMA),
]


class FrameworkShape(Shape):
    """The year's Quality Assurance framework, as the service's own document has it."""

    title: Text
    service: Text
    year: Annotated[Number, AfterValidator(_year)] = Field(description="The year it begins in.")
    first_month: MonthName = 4
    activities: dict[Text, ActivityShape] = Field(min_length=1)
    months: dict[MonthName, Annotated[list[Listing], BeforeValidator(lambda value: [] if value is None else value)]]


def titles_in(document: Document) -> dict[str, str] | None:
    """The activities of a document that may be wrong elsewhere, for checking names; None when it has none."""
    found = document.value.get("activities") if isinstance(document.value, dict) else None
    return {" ".join(title.split()): " ".join(title.split()) for title in found} if isinstance(found, dict) else None


def framework_of(shape: FrameworkShape, document: Document) -> Framework:
    """The Framework that *shape* describes; raises InvalidInputError for ids that clash."""
    reader = _Reader(shape, document)
    framework = reader.read()
    if reader.problems:
        raise InvalidInputError(reader.problems)
    return framework


class _Reader:
    def __init__(self, shape: FrameworkShape, document: Document) -> None:
        self.problems: list[Problem] = []
        self._shape = shape
        self._document = document
        # The document's own spellings, to find places by: keys were tidied on the way into the shape.
        self._raw: dict[str, Any] = document.value if isinstance(document.value, dict) else {}

    def read(self) -> Framework:
        shape = self._shape
        activities = self._activities()
        months = {MONTHS.index(name) + 1: ("months", name) for name in self._raw["months"]}
        return Framework(
            title=shape.title,
            service=shape.service,
            year=shape.year,
            first_month=shape.first_month,
            activities=tuple(activities.values()),
            entries=self._entries(activities),
            location=self._document.key_at(("year",)),
            month_locations={month: self._document.key_at(path) for month, path in months.items()},
        )

    def _activities(self) -> dict[str, Activity]:
        found: dict[str, Activity] = {}
        ids: dict[str, str] = {}
        for raw_title, (title, shape) in zip(self._raw["activities"], self._shape.activities.items(), strict=True):
            path: Path = ("activities", raw_title)
            activity_id = shape.id or id_of(title)
            if not activity_id:
                self._wrong(path, f"no id can be made from '{title}'; give it one: `id: some-words`")
            if other := ids.get(activity_id):
                self._wrong(path, f"'{title}' gets the same id as '{other}' ('{activity_id}'); give one its own `id`")
            ids[activity_id] = title
            found[title] = Activity(
                id=activity_id,
                title=title,
                purpose=shape.purpose,
                workers=tuple(dict.fromkeys(shape.workers)),
                location=self._document.key_at(path),
                shown_as=shape.title,
                categories=tuple(shape.categories),
                rules=self._rules(shape, path),
            )
        return found

    def _rules(self, shape: ActivityShape, path: Path) -> DateRules:
        return date_rules(shape.rule, self._document, (*path, "rule"))

    def _entries(self, activities: dict[str, Activity]) -> tuple[Entry, ...]:
        order = [(self._shape.first_month - 1 + n) % 12 + 1 for n in range(12)]
        entries: list[Entry] = []
        for number in order:
            listed = self._shape.months.get(number, [])
            month = Month(self._shape.year + (number < self._shape.first_month), number)
            found = [self._entry(month, n, listing, activities) for n, listing in enumerate(listed)]
            self._check_ids(found)
            entries += found
        return tuple(entries)

    def _entry(
        self, month: Month, position: int, listing: dict[str, DetailShape], activities: dict[str, Activity]
    ) -> Entry:
        ((title, detail),) = listing.items()
        activity = activities[title]
        workers = activity.workers if detail.workers is None else tuple(dict.fromkeys(detail.workers))
        return Entry(
            id=detail.id or activity.id,
            month=month,
            activity=activity,
            workers=workers,
            period=detail.period,
            location=self._document.at(("months", MONTHS[month.month - 1], position)),
        )

    def _check_ids(self, entries: list[Entry]) -> None:
        seen: dict[str, Entry] = {}
        for entry in entries:
            if other := seen.get(entry.id):
                name, line = entry.activity.title, other.location.line
                cure = f"give this one its own `id`, for example {{id: {entry.id}-2}}"
                message = f"'{name}' is in {MONTHS[entry.month.month - 1]} twice (first in line {line}); {cure}"
                self.problems.append(Problem(entry.location, message))
            seen.setdefault(entry.id, entry)

    def _wrong(self, path: Path, message: str) -> None:
        self.problems.append(Problem(self._document.key_at(path), message))


def id_of(title: str) -> str:
    """The id made from a title: `18 + month CP Plan Audit` is `18-month-cp-plan-audit`."""
    return str(slugify(title, max_length=MAX_ID, word_boundary=True))
