"""What is done of the plan, what is late or overdue, and how often it moved or changed hands.

plan ──────────┐
completions ───┴─▶ with_done ─▶ the plan, done work staying with whoever had it ─▶ overdue, tally
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date
from functools import reduce

from qa_calendar.dates.months import Month
from qa_calendar.model import Completion, Config, Occurrence, Person, Plan
from qa_calendar.planning.revisions import Change
from qa_calendar.planning.staffing import members_of, still_to_do


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pieces of work are planned, done, *late* (done after they were due), overdue, moved, reassigned."""

    planned: int = 0
    done: int = 0
    late: int = 0
    overdue: int = 0
    moved: int = 0
    reassigned: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Progress:
    """The counts of each month, of each person (None: of nobody), and of everything once.

    What two people do is in the counts of both, so those do not add up to the *total*.
    """

    months: Mapping[Month, Counts]
    people: Mapping[str | None, Counts]
    total: Counts


def with_done(plan: Plan, completions: Mapping[str, Completion]) -> Plan:
    """*plan* with what is done (by UID), which stays with those whose work it was when that was recorded."""
    found = (_settled(one, completions.get(one.uid), plan.config) for one in plan.occurrences)
    return replace(plan, occurrences=tuple(found))


def overdue(work: Iterable[Occurrence], today: date, since: date | None = None) -> tuple[Occurrence, ...]:
    """What of *work* is still to be done and was over before *today*, not before *since*; the longest overdue first."""
    found = (one for one in work if one.is_open_on(today) and (since or date.min) <= one.last < today)
    return tuple(sorted(found, key=lambda one: (one.last, one.uid)))


def tally(plan: Plan, builds: Iterable[Iterable[Change]], today: date, since: date | None = None) -> Progress:
    """The progress of *plan*, a plan `with_done`; *builds* are the changes of every build there was.

    Done work counts for those who did it, the rest for those who have it. Who is in staff comes first, in its order.
    """
    changes = [change for build in builds for change in build]
    late = {one.uid for one in overdue(plan.occurrences, today, since)}
    moved = {change.uid for change in changes if change.is_move}
    reassigned = {change.uid for change in changes if change.is_restaffing}
    counted = [
        (
            one,
            Counts(
                planned=1,
                done=one.done is not None,
                late=one.done is not None and one.done.is_late,
                overdue=one.uid in late,
                moved=one.uid in moved,
                reassigned=one.uid in reassigned,
            ),
        )
        for one in plan.occurrences
    ]
    by_month: dict[Month, list[Counts]] = {}
    by_person: dict[str | None, list[Counts]] = {}
    for one, counts in counted:
        by_month.setdefault(one.month, []).append(counts)
        for name in dict.fromkeys(whose(one)):
            by_person.setdefault(name, []).append(counts)
    return Progress(
        months={month: _sum(by_month[month]) for month in plan.months if month in by_month},
        people={name: _sum(by_person.get(name, ())) for name in _names(plan.config.staff, plan.occurrences)},
        total=_sum(counts for _, counts in counted),
    )


def whose(occurrence: Occurrence) -> tuple[str | None, ...]:
    """Whom a piece of work counts for: those who did it, else those who have it, None for nobody."""
    return (occurrence.done.by if occurrence.done else occurrence.workers) or (None,)


def _settled(occurrence: Occurrence, done: Completion | None, config: Config) -> Occurrence:
    if done is None:
        return occurrence
    if done.remaining and (left := still_to_do(occurrence, done.by, config)):
        people = (name for name in occurrence.held_by if not config.person(name).members)
        return replace(occurrence, done_in_part=tuple(name for name in people if name not in left))
    # Whoever has left staff has no feed to show it in.
    had = tuple(one._replace(worker=person.name) for one in done.workers if (person := config.meant_by(one.worker)))
    assignments = had if had or not done.workers else occurrence.assignments
    by = (person.name if (person := config.meant_by(name)) else name for name in done.by)
    return replace(
        occurrence,
        done=replace(done, by=tuple(dict.fromkeys(by))),
        assignments=assignments,
        staffing=occurrence.staffing if assignments == occurrence.assignments else (),
        shares=occurrence.shares if assignments == occurrence.assignments else (),
        members=members_of(assignments, config, occurrence.start),
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    return reduce(Counts.__add__, counts, Counts())


def _names(staff: Iterable[Person], occurrences: Iterable[Occurrence]) -> Iterator[str | None]:
    """Everybody in staff, those who did something and are no longer, and None if something is nobody's."""
    counted = dict.fromkeys(name for one in occurrences for name in whose(one))
    named = dict.fromkeys([*(person.name for person in staff), *(name for name in counted if name is not None)])
    yield from named
    if None in counted:
        yield None
