"""When somebody is told of something by mail: the weekly reminder, a lead time before work is due, a ladder after it.

None of it knows what was sent already; the ledger does, which keeps of each mail the period it is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from qa_calendar.dates.months import DAY, Week
from qa_calendar.dates.workdays import WorkCalendar
from qa_calendar.dates.zone import LONDON
from qa_calendar.model import Config, Occurrence, OverdueOptions, Person, Plan
from qa_calendar.planning.progress import overdue

_THURSDAY = 3


@dataclass(frozen=True, slots=True, order=True)
class BuildNumber:
    """What news is of: the build of that number."""

    number: int

    def __str__(self) -> str:
        return str(self.number)


@dataclass(frozen=True, slots=True, order=True)
class PieceOfWork:
    """What a mail about single work is of: the *work*, by the local part of its UID, and the day it is *over*.

    Another day is another mail. *step* is that of the ladder, in working days, when it is overdue.
    """

    work: str
    over: date
    step: int | None = None

    def __str__(self) -> str:
        return f"{self.work} {self.over}{f' +{self.step}' if self.step is not None else ''}"


@dataclass(frozen=True, slots=True, order=True)
class SecretLink:
    """What a welcome is of: a link, by a *digest* of it."""

    digest: str

    def __str__(self) -> str:
        return f"link-{self.digest}"


Period = Week | BuildNumber | PieceOfWork | SecretLink
"""What one mail to somebody is of, and never sent twice for; as text, what the ledger keeps."""


def parse_period(text: str) -> Period:
    """The period that is *text*; raises ValueError for anything else."""
    if re.fullmatch("[0-9]+", text):
        return BuildNumber(int(text))
    if found := re.fullmatch(r"(\S+) ([0-9]{4}-[0-9]{2}-[0-9]{2})(?: \+([0-9]+))?", text):
        return PieceOfWork(found[1], date.fromisoformat(found[2]), int(found[3]) if found[3] else None)
    if text.startswith("link-"):
        return SecretLink(text.removeprefix("link-"))
    return Week.parse(text)


def week_of_reminder(today: date, config: Config) -> Week | None:
    """The week whose reminder is to be out by *today*; None before the first chance."""
    this = Week.of(today)
    return next((week for week in (Week.of(today + 7 * DAY), this) if day_of_reminder(week, config) <= today), None)


def day_of_reminder(week: Week, config: Config) -> date:
    """The day on which the reminder of *week* goes out: on a working day, if need be before the one it is set for.

    A reminder set for a Friday, Saturday or Sunday is of the week that begins after it.
    """
    weekly_on = config.reminders.weekly_on
    day = week.first + (weekly_on if weekly_on <= _THURSDAY else weekly_on - 7) * DAY
    return day if config.calendar.is_working(day) else config.calendar.before(day)


def may_send(now: datetime, config: Config) -> bool:
    """Whether `run` sends at *now*, which is aware: between two times of a working day, in London."""
    options, there = config.reminders, now.astimezone(LONDON)
    return config.calendar.is_working(there.date()) and options.send_after <= there.time() < options.send_until


@dataclass(frozen=True, slots=True)
class Due:
    """Work that its *worker* is to be reminded of by itself, a lead time before it is due."""

    worker: Person
    occurrence: Occurrence

    @property
    def period(self) -> PieceOfWork:
        """What the ledger knows it by: another day on which it is due is another reminder."""
        return PieceOfWork(_local(self.occurrence), self.occurrence.last)


def due_by(plan: Plan, today: date) -> tuple[Due, ...]:
    """The work whose workers are to have been reminded by *today*, as long as it is neither done nor over."""
    return tuple(
        Due(person, one)
        for one in plan.occurrences
        for person in map(plan.config.person, one.asked)
        if one.done is None and (day := one.reminds_of(person.name)) is not None and day <= today <= one.last
        if person.has_own_mail and person.is_here(today)
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder: so many working *days* after it was due, somebody is told of work that is not done.

    *told* is a named worker, None for the coordinator.
    """

    occurrence: Occurrence
    days: int
    told: Person | None

    @property
    def period(self) -> PieceOfWork:
        """What the ledger knows it by."""
        return PieceOfWork(_local(self.occurrence), self.occurrence.last, self.days)


def steps_by(plan: Plan, today: date) -> tuple[Step, ...]:
    """The last step that *today* has come to of all that is overdue, for its workers and for the coordinator."""
    options = plan.config.overdue
    if options is None:
        return ()
    late = overdue(plan.occurrences, today, options.since)
    return tuple(step for one in late for step in _steps(one, options, plan, today))


def _steps(occurrence: Occurrence, options: OverdueOptions, plan: Plan, today: date) -> Iterator[Step]:
    passed = working_days_after(occurrence.last, today, plan.config.calendar)
    people = [plan.config.person(name) for name in occurrence.asked]
    if days := _last_of(options.tell_worker, passed):
        yield from (Step(occurrence, days, one) for one in people if one.has_own_mail and one.is_here(today))
    # What somebody leaves open is the coordinator's at once.
    at_once = 1 if passed and any(person.has_left(today) for person in people) else None
    if days := _last_of(options.tell_coordinator, passed) or at_once:
        yield Step(occurrence, days, None)


def working_days_after(day: date, today: date, calendar: WorkCalendar) -> int:
    """How many working days after *day* there have been, *today* included."""
    return sum(calendar.is_working(day + n * DAY) for n in range(1, (today - day).days + 1))


def _last_of(rungs: tuple[int, ...], passed: int) -> int | None:
    return max((rung for rung in rungs if rung <= passed), default=None)


def _local(occurrence: Occurrence) -> str:
    return occurrence.uid.rpartition("@")[0]
