"""What somebody, or the team, has to do in a week and around it, and whether that is worth a mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import DAY, Week
from qa_calendar.model import Occurrence, Person, Plan
from qa_calendar.planning.progress import overdue


@dataclass(frozen=True, slots=True)
class Agenda:
    """The work of a *week* and around it not done *today*: what is *overdue*, this week's, and what is coming up."""

    week: Week
    today: date
    overdue: tuple[Occurrence, ...]
    this_week: tuple[Occurrence, ...]
    coming_up: tuple[Occurrence, ...]

    @property
    def name(self) -> str:
        """What the week is called today."""
        return "next week" if self.today < self.week.first else "this week"

    @property
    def view(self) -> frozenset[str]:
        """The UIDs of all that is in it."""
        return frozenset(one.uid for part in (self.overdue, self.this_week, self.coming_up) for one in part)

    def __bool__(self) -> bool:
        return bool(self.overdue or self.this_week or self.coming_up)


def agenda_of(
    plan: Plan, week: Week, today: date, worker: str | None = None, also: Collection[Occurrence] = ()
) -> Agenda:
    """What *worker*, or the team, has to do in *week* and around it; *today* decides what is overdue.

    *also* is coming up, however far it is.
    """
    options = plan.config.overdue
    ours = plan.occurrences if worker is None else [one for one in plan.held(worker) if worker in one.asked]
    late = () if options is None else overdue(ours, today, options.since)
    open_work = tuple(one for one in ours if one.is_open_on(today) and one not in late)
    this_week = _by_date(open_work, week.first, week.last)
    rest = tuple(one for one in open_work if one not in this_week and one.last >= today)
    coming_up = _coming_up(rest, week, plan.config.reminders.look_ahead_weeks, worker, also)
    return Agenda(week, today, late, this_week, coming_up)


def readers_of(
    plan: Plan, week: Week, today: date, before: Mapping[str, Collection[str]] | None = None
) -> tuple[Person, ...]:
    """Whom the reminder of *week* tells something, in their order in config.yaml.

    That is whoever has work that starts or is due in *week*, is overdue, or has come into view: was not in that of the
    last reminder they had, the UIDs of which *before* has by the name of their feed; without it, of the week before.
    Nobody is written to before their first day or after their last.
    """
    return tuple(
        person
        for person in plan.config.staff
        if person.has_own_mail and person.is_here(today)
        if _says_something(person, plan, agenda_of(plan, week, today, person.name), before)
    )


def _says_something(person: Person, plan: Plan, agenda: Agenda, before: Mapping[str, Collection[str]] | None) -> bool:
    if plan.config.reminders.send_empty or agenda.overdue or agenda.this_week:
        return True
    if before is None:
        seen = agenda_of(plan, Week.of(agenda.week.first - DAY), agenda.today, person.name).view
    else:
        seen = frozenset(before.get(person.slug, ()))
    return any(one.uid not in seen for one in agenda.coming_up)


def _by_date(occurrences: tuple[Occurrence, ...], first: date, last: date) -> tuple[Occurrence, ...]:
    """Those that start or are due from *first* to *last*, by the day on which they do."""
    dated = [
        (min(days), occurrence.uid, occurrence)
        for occurrence in occurrences
        if (days := [day for day in _days(occurrence) if first <= day <= last])
    ]
    return tuple(occurrence for *_, occurrence in sorted(dated, key=lambda found: found[:2]))


def _coming_up(
    occurrences: tuple[Occurrence, ...],
    week: Week,
    look_ahead: int,
    worker: str | None,
    also: Collection[Occurrence],
) -> tuple[Occurrence, ...]:
    coming = _by_date(occurrences, week.last + DAY, date.max)
    # What lasts for months has no day of its own in between.
    lasting = (one for one in occurrences if one.start < week.first and one not in coming)
    ahead = (*sorted(lasting, key=lambda one: (one.last, one.uid)), *coming)
    horizon = week.last + 7 * look_ahead * DAY
    # `remind` asks to hear of something earlier than everybody else does.
    return tuple(
        occurrence
        for occurrence in ahead
        if occurrence in also
        or any(week.last < day <= horizon for day in _days(occurrence))
        or any(day in week for day in _reminders(occurrence, worker))
        or occurrence.start < week.first
    )


def _reminders(occurrence: Occurrence, worker: str | None) -> tuple[date, ...]:
    days = (occurrence.reminds_of(name) for name in ((worker,) if worker else occurrence.workers))
    return tuple(day for day in days if day is not None)


def _days(occurrence: Occurrence) -> tuple[date, ...]:
    return (occurrence.start,) if occurrence.due is None else (occurrence.start, occurrence.due)
