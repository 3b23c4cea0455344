"""The framework with dates and people."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import NamedTuple

from qa_calendar.dates.months import Month, over_on
from qa_calendar.model.config import Config
from qa_calendar.model.framework import Entry, Framework, years_from
from qa_calendar.model.people import Assignment, Share, StaffStep
from qa_calendar.problems import Location
from qa_calendar.values import made_often


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """That a piece of work was done: the day, and *by* whom.

    *workers* are those whose work it was, and *due* the day it was due, when it was *recorded* (an aware instant).
    *remaining* are the members of a group who were still to do it then: until they have, it is not done.
    """

    uid: str
    title: str
    on: date
    by: tuple[str, ...]
    workers: tuple[Assignment, ...]
    due: date | None
    recorded: datetime
    remaining: tuple[str, ...] = ()

    @property
    def is_late(self) -> bool:
        """Whether it was done after it was due."""
        return self.due is not None and self.on > self.due


class Decided(NamedTuple):
    """The words that decided a day, and where they stand."""

    words: str
    location: Location

    def __str__(self) -> str:
        return f"{self.words}, {self.location}"


@made_often
@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One activity in one month with its dates. *end* is the last day of the work, inclusive.

    *steps* say how the start came about, *due_steps* how the due date did, the *brief* ones in a mail; *staffing* how
    it came to its workers where they are not the framework's, *shares* what those have who have several parts of it.
    *moved* says whether a one-off set its day. *minutes* is the length of a timed event. *remind* is when its workers
    are reminded, *reminds* when those are whose role has a lead time of its own. *start_by* and *due_by* say which
    words of which file decided. *members* have it because a group of theirs does; *done_in_part* are those who have
    done theirs while others have not.
    """

    uid: str
    entry: Entry
    start: date
    end: date
    assignments: tuple[Assignment, ...]
    steps: tuple[str, ...]
    due: date | None = None
    due_steps: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    due_brief: tuple[str, ...] = ()
    staffing: tuple[StaffStep, ...] = ()
    shares: tuple[Share, ...] = ()
    remind: date | None = None
    reminds: tuple[tuple[str, date], ...] = ()
    at: time | None = None
    minutes: int = 60
    moved: bool = False
    start_by: Decided | None = None
    due_by: Decided | None = None
    members: tuple[str, ...] = ()
    done_in_part: tuple[str, ...] = ()
    done: Completion | None = None

    @property
    def last(self) -> date:
        """The day it is over: its last day, or when it is due if that is later."""
        return over_on(self.end, self.at, self.minutes, self.due)

    @property
    def title(self) -> str:
        """The title people see, without the workers."""
        return self.entry.title

    @property
    def month(self) -> Month:
        """The month the framework lists it in."""
        return self.entry.month

    @property
    def workers(self) -> tuple[str, ...]:
        """Who does it, in the framework's order; empty when nobody does."""
        return tuple(assignment.worker for assignment in self.assignments)

    @property
    def held_by(self) -> tuple[str, ...]:
        """Everybody whose calendar it is in: who does it, and the members of a group that does."""
        return (*self.workers, *self.members)

    @property
    def asked(self) -> tuple[str, ...]:
        """Those of them who are still to do it."""
        return tuple(name for name in self.held_by if name not in self.done_in_part)

    def share_of(self, worker: str) -> Share:
        """What *worker* has of it."""
        of_several = (one for one in self.shares if one.worker == worker)
        return next(of_several, None) or next(
            (_share(one) for one in self.assignments if one.worker == worker),
            Share(worker, own=worker in self.members),
        )

    def is_open_on(self, today: date) -> bool:
        """Whether it is still to be done: a meeting that is not due later is over when its day is, done or not."""
        return self.done is None and not (self.at is not None and self.due is None and self.last < today)

    def reminds_of(self, worker: str) -> date | None:
        """The day on which *worker* is reminded of it apart from the weekly reminder, if any."""
        return dict(self.reminds).get(worker, self.remind)


def _share(one: Assignment) -> Share:
    return Share(one.worker, own=one.covering is None, covers=(one.covering,) if one.covering else ())


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry that has no event, the UID that event would have, and why."""

    entry: Entry
    because: str
    uid: str = ""


@dataclass(frozen=True, slots=True)
class DateNote:
    """Something about a planned date a person may want to know: rolled onto leave, out of its month, projected."""

    location: Location
    message: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The frameworks, in order of years, with dates: occurrences by date then UID, what was skipped, remarks.

    *addresses* are where each feed is read, by slug; None while that is told by `base_url` alone.
    """

    frameworks: tuple[Framework, ...]
    config: Config
    occurrences: tuple[Occurrence, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[DateNote, ...] = ()
    addresses: Mapping[str, str] | None = None

    def of(self, name: str) -> tuple[Occurrence, ...]:
        """The occurrences *name* does."""
        return tuple(one for one in self.held(name) if name in one.workers)

    def held(self, name: str) -> tuple[Occurrence, ...]:
        """The occurrences in the calendar of *name*: what they do, and what a group of theirs does."""
        return tuple(self._by_name.get(name, ()))

    @cached_property
    def _by_name(self) -> Mapping[str, list[Occurrence]]:
        # Asked for everybody in staff, and more than once.
        found: dict[str, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            for name in dict.fromkeys(occurrence.held_by):
                found.setdefault(name, []).append(occurrence)
        return found

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month of every framework, in order."""
        return tuple(month for framework in self.frameworks for month in framework.months)

    @property
    def years(self) -> str:
        """`2020-21`; `2020-22` for two years that follow each other."""
        return years_from(self.months[0].year, self.months[-1].year)

    def framework_of(self, month: Month) -> Framework:
        """The framework *month* is in, else the last one before it, else the first."""
        # Asked for every event: it must not cost more the more years there are.
        begun = bisect_right(self.frameworks, month, key=lambda framework: framework.first)
        return self.frameworks[max(0, begun - 1)]
