"""What the year's programme says: activities, when they are due to take place, and their rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import assert_never

from qa_calendar.dates.months import DAY, Month, Week, spoken_with_year
from qa_calendar.dates.rules import Rule
from qa_calendar.names import key
from qa_calendar.problems import Location
from qa_calendar.values import made_often


@made_often
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


@made_often
@dataclass(frozen=True, slots=True, kw_only=True)
class DateRules:
    """The rules of one activity or of the whole service; what is None is decided further up.

    A *due* that is the rule `none` says that there is no due date.
    """

    start: Phrase | None = None
    due: Phrase | None = None
    remind: Phrase | None = None
    lasts: Length | None = None
    at: time | None = None

    def over(self, other: DateRules) -> DateRules:
        """These rules where they say something, else those of *other*."""
        if other is NO_RULES:
            return self
        if self is NO_RULES:
            return other
        return DateRules(
            start=self.start or other.start,
            due=self.due or other.due,
            remind=self.remind or other.remind,
            lasts=self.lasts or other.lasts,
            at=self.at if self.at is not None else other.at,
        )


NO_RULES = DateRules()
"""Those of most entries, and of all that config.yaml says nothing of."""


@dataclass(frozen=True, slots=True)
class LaterRules:
    """The rules of an activity from a month on, in place of all it had before."""

    since: Month
    rules: DateRules


def rules_in(month: Month, first: DateRules, later: tuple[LaterRules, ...]) -> DateRules:
    """Of the *first* rules and the *later* ones those that have begun last by *month*."""
    begun = [one for one in later if one.since <= month]
    return max(begun, key=lambda one: one.since).rules if begun else first


@dataclass(frozen=True, slots=True)
class EveryMonths:
    """Each *count* months, from the year's first month on, or from the month of that number (1 to 12)."""

    count: int
    first: int | None = None


@dataclass(frozen=True, slots=True)
class EveryWeeks:
    """Each *count* weeks from the day *since* to *until*, both included; None for as long as there is a plan."""

    count: int
    since: date
    until: date | None = None


Every = EveryMonths | EveryWeeks


def occasions(every: Every, months: Sequence[Month]) -> Iterator[tuple[Month, date | None]]:
    """When *every* is in a year of *months*: the month, and the day where it counts weeks."""
    match every:
        case EveryMonths(count, first):
            begin = next(n for n, month in enumerate(months) if first in (None, month.month))
            yield from ((month, None) for month in months[begin::count])
        case EveryWeeks(count, since, until):
            step, last = 7 * count * DAY, min(until or months[-1].last, months[-1].last)
            day = since + max(0, -((since - months[0].first) // step)) * step
            while day <= last:
                yield Month.of(day), day
                day += step
        case _:
            assert_never(every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One of an activity's dates: exactly *on* that day; or it would have been, but for a reason."""

    on: date
    location: Location
    theme: str | None = None
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm so many *minutes* before the start; None for no alarm."""

    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Where work is done, where more is to be read, and what else is said of it, as name and text, in order."""

    place: str | None = None
    link: str | None = None
    details: tuple[tuple[str, str], ...] = ()

    def over(self, other: About) -> About:
        """What this says where it says something, else what *other* does; of the details, key by key."""
        own = {key(name): (name, text) for name, text in self.details}
        kept = [own.pop(key(name), (name, text)) for name, text in other.details]
        return About(place=self.place or other.place, link=self.link or other.link, details=(*kept, *own.values()))


NOTHING_MORE = About()
"""That of most work."""


@made_often
@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One line of the framework: an audit or an observation, and its purpose (ISO 19011: objective).

    Nobody is named yet where there are no *workers*. It takes place where the months list it, and besides *every* so
    often but *not_in* some months (1 to 12), or on its *dates*. *due_events* and *alarm* are its own, whatever the
    feeds have; None where it has none of its own.
    """

    id: str
    title: str
    location: Location
    purpose: str = ""
    workers: tuple[str, ...] = ()
    shown_as: str | None = None
    categories: tuple[str, ...] = ()
    rules: DateRules = NO_RULES
    later_rules: tuple[LaterRules, ...] = ()
    aliases: tuple[str, ...] = ()
    every: Every | None = None
    not_in: frozenset[int] = frozenset()
    dates: tuple[Dated, ...] = ()
    about: About = NOTHING_MORE
    due_events: bool | None = None
    alarm: Alarm | None = None

    def rules_in(self, month: Month) -> DateRules:
        """The rules of the framework that hold for it in *month*."""
        return rules_in(month, self.rules, self.later_rules)

    def title_for(self, period: str | None, theme: str | None = None) -> str:
        """The title people see: the theme and the look-back period in their places, else in brackets behind."""
        if not (self.shown_as or period or theme):
            return self.title
        shown, said = self.shown_as or self.title, {"{theme}": theme, "{period}": period}
        if self.shown_as is None:
            places: dict[str, str | None] = {}
        else:
            places = {mark: text for mark, text in said.items() if mark in shown}
        behind = [text for mark, text in said.items() if text and mark not in places]
        for mark in (mark for mark, text in places.items() if not text):
            shown = _without(shown, mark)
        if places:
            # In one go: what is put in may look like a place itself.
            shown = re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]] or "", shown)
        return f"{shown} ({', '.join(behind)})" if behind else shown


def _without(shown: str, mark: str) -> str:
    # Without it its brackets, and what leads up to it, would stand there for nothing.
    for around in (f"({mark})", f"[{mark}]", f": {mark}", f" - {mark}", f" – {mark}", mark):
        shown = shown.replace(around, "")
    return " ".join(shown.split())


@made_often
@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One activity once: in a *month*, or on the day that was *meant*, which its activity or its entry names.

    It is *on* a day exactly where that is not None. One of a count of weeks is known by its week. *skipped* says why it
    does not take place. *rules* are its own, *about* its activity's and its own.
    """

    id: str
    month: Month
    activity: Activity
    workers: tuple[str, ...]
    location: Location
    period: str | None = None
    theme: str | None = None
    on: date | None = None
    meant: date | None = None
    by_weeks: bool = False
    skipped: str | None = None
    rules: DateRules = NO_RULES
    about: About = NOTHING_MORE
    uid_stem: str = field(init=False, repr=False, compare=False)
    """What its UID begins with: the month it is listed in, or the ISO week that was meant, and its id."""

    def __post_init__(self) -> None:
        when = str(Week.of(self.meant)) if self.by_weeks and self.meant else self.month.iso
        object.__setattr__(self, "uid_stem", f"{when}-{self.id}")  # once: every stage of planning asks for it

    @property
    def title(self) -> str:
        """The title people see."""
        return self.activity.title_for(self.period, self.theme)

    @property
    def when(self) -> str:
        """`November 2020`; the day that was meant where the month alone would not say which."""
        return spoken_with_year(self.meant) if self.by_weeks and self.meant else str(self.month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The year's programme, *first_month* (1 to 12) of *year* onwards; entries in the document's order.

    As read, the entries are those that the months list; in a plan, all there are. *as_required* are the activities that
    have no date.
    """

    title: str
    service: str
    year: int
    first_month: int
    activities: tuple[Activity, ...]
    entries: tuple[Entry, ...]
    location: Location
    month_locations: Mapping[int, Location] = field(default_factory=dict)
    as_required: tuple[Activity, ...] = ()

    @property
    def name(self) -> str:
        """Its title without the years, where it ends with them: those are shown beside it."""
        bare = re.sub(rf"[\s,(:–-]*\b{self.year}(?:\s*[-/–]\s*(?:\d\d)?\d\d)?\)?$", "", self.title)
        return bare or self.title

    @property
    def first(self) -> Month:
        """The month it begins with."""
        return Month(self.year, self.first_month)

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve months, in order."""
        return _year_from(self.first)

    @property
    def years(self) -> str:
        """`2020-21`, or `2020` for a year that begins in January."""
        return years_from(self.year, self.year + (self.first_month > 1))


@lru_cache(maxsize=64)
def _year_from(first: Month) -> tuple[Month, ...]:
    return tuple(first.plus(n) for n in range(12))


def years_from(first: int, last: int) -> str:
    """`2020-21`, or `2020` for one year."""
    return str(first) if first == last else f"{first}-{last % 100:02d}"
