"""What the year's programme says: activities, the months they are listed in, and their rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from qa_calendar.dates.months import Month
from qa_calendar.dates.rules import Rule
from qa_calendar.problems import Location


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date rule as somebody wrote it, and where."""

    rule: Rule
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Length:
    """How long the work lasts: a count of `working day`, `hour` or `minute`."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRules:
    """The rules of one activity or of the whole service; what is None is decided further up."""

    start: Phrase | None = None
    due: Phrase | None = None
    remind: Phrase | None = None
    lasts: Length | None = None
    at: time | None = None

    def over(self, other: DateRules) -> DateRules:
        """These rules where they say something, else those of *other*."""
        return DateRules(
            start=self.start or other.start,
            due=self.due or other.due,
            remind=self.remind or other.remind,
            lasts=self.lasts or other.lasts,
            at=self.at if self.at is not None else other.at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One line of the framework: an audit or an observation, and its purpose (ISO 19011: objective)."""

    id: str
    title: str
    purpose: str
    workers: tuple[str, ...]
    location: Location
    shown_as: str | None = None
    categories: tuple[str, ...] = ()
    rules: DateRules = DateRules()
    aliases: tuple[str, ...] = ()

    def title_for(self, period: str | None) -> str:
        """The title people see: the look-back period in its place, else in brackets behind."""
        if self.shown_as is not None:
            return self.shown_as.replace("{period}", period or "")
        return f"{self.title} ({period})" if period else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One activity listed in one month."""

    id: str
    month: Month
    activity: Activity
    workers: tuple[str, ...]
    location: Location
    period: str | None = None

    @property
    def title(self) -> str:
        """The title people see."""
        return self.activity.title_for(self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The year's programme, *first_month* (1 to 12) of *year* onwards; entries in the document's order."""

    title: str
    service: str
    year: int
    first_month: int
    activities: tuple[Activity, ...]
    entries: tuple[Entry, ...]
    location: Location
    month_locations: Mapping[int, Location] = field(default_factory=dict)

    @property
    def first(self) -> Month:
        """The month it begins with."""
        return Month(self.year, self.first_month)

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve months, in order."""
        return tuple(self.first.plus(n) for n in range(12))

    @property
    def years(self) -> str:
        """`2020-21`, or `2020` for a year that begins in January."""
        return years_from(self.year, self.year + (self.first_month > 1))


def years_from(first: int, last: int) -> str:
    """`2020-21`, or `2020` for one year."""
    return str(first) if first == last else f"{first}-{last % 100:02d}"
