"""Reminders: the weekly one, the one a lead time before work is due, and what is told of work that is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import DAY, Month, Week
from qa_calendar.model import TEAM, Config, Occurrence, Person, Plan
from qa_calendar.planning.progress import overdue
from qa_calendar.rendering.events import Work, Worker, framework_values, work_of
from qa_calendar.rendering.messages import Message, Reader, feed_url, message_to, reader_of
from qa_calendar.rendering.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work as its reader does it: with *others*, or *covering* somebody who is away."""

    work: Work
    others: tuple[Worker, ...]
    covering: str | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The work of a week and around it that is not done: what is *overdue*, this week's, and what is coming up."""

    overdue: tuple[Occurrence, ...]
    this_week: tuple[Occurrence, ...]
    coming_up: tuple[Occurrence, ...]

    def __bool__(self) -> bool:
        return bool(self.overdue or self.this_week or self.coming_up)


def render_reminders(
    plan: Plan,
    week: Week,
    templates: Templates,
    today: date | None = None,
    before: Mapping[str, Week | None] | None = None,
) -> tuple[Message, ...]:
    """A message for everybody in staff whom it tells something, in their order in config.yaml.

    That is whoever has work that starts or is due in *week*, is overdue, or has come into view: was not in that of the
    last reminder they had, *before* saying of which week that was by the name of their feed, None for none yet; without
    it, of the week before. Nobody is written to before their first day or after their last. *today* decides that, and
    what is overdue; without it, it is the first day of the week. Raises InvalidInputError where a template fails.
    """
    today, week_before = today or week.first, Week.of(week.first - DAY)
    messages = (
        _message(person, plan, week, templates, today)
        for person in plan.config.staff
        if person.is_here(today)
        and _says_something(person, plan, week, today, week_before if before is None else before.get(person.slug))
    )
    return tuple(messages)


def _says_something(person: Person, plan: Plan, week: Week, today: date, last: Week | None) -> bool:
    agenda = agenda_of(plan, week, today, person.name)
    if plan.config.reminders.send_empty or agenda.overdue or agenda.this_week or last is None:
        return bool(plan.config.reminders.send_empty or agenda)
    was = agenda_of(plan, last, today, person.name)
    seen = {one.uid for part in (was.overdue, was.this_week, was.coming_up) for one in part}
    return any(one.uid not in seen for one in agenda.coming_up)


def render_due(
    person: Person, occurrences: Sequence[Occurrence], plan: Plan, templates: Templates, today: date
) -> Message:
    """What *person* is told of work a lead time before it is due; raises InvalidInputError where a template fails."""
    reader = reader_of(person)
    return message_to(reader, "due", templates, _values(reader, occurrences, plan, today))


def render_overdue(
    reader: Reader, occurrences: Sequence[Occurrence], plan: Plan, templates: Templates, today: date
) -> Message:
    """What *reader* is told of work that is overdue; raises InvalidInputError where a template fails."""
    return message_to(reader, "overdue", templates, _values(reader, occurrences, plan, today))


def agenda_of(plan: Plan, week: Week, today: date, worker: str | None = None) -> Agenda:
    """What *worker*, or the team, has to do in *week* and around it; *today* decides what is overdue."""
    options = plan.config.overdue
    late = () if options is None else overdue(plan, today, options.since)
    ours = plan.occurrences if worker is None else plan.of(worker)
    late = tuple(one for one in late if one in ours)
    open_work = tuple(one for one in ours if one.is_open_on(today) and one not in late)
    this_week = _by_date(open_work, week.first, week.last)
    rest = tuple(one for one in open_work if one not in this_week)
    return Agenda(late, this_week, _coming_up(rest, week, plan.config.reminders.look_ahead_weeks, worker))


def tasks_of(occurrences: Iterable[Occurrence], plan: Plan, reader: str) -> tuple[Task, ...]:
    """*occurrences* as the templates are given them, for the reader of that name."""
    return tuple(_task(occurrence, reader, plan.config) for occurrence in occurrences)


def _message(person: Person, plan: Plan, week: Week, templates: Templates, today: date) -> Message:
    agenda = agenda_of(plan, week, today, person.name)
    values = {
        "name": person.name,
        "week": week,
        "today": today,
        "overdue": tasks_of(agenda.overdue, plan, person.name),
        "this_week": tasks_of(agenda.this_week, plan, person.name),
        "coming_up": tasks_of(agenda.coming_up, plan, person.name),
        "look_ahead_weeks": plan.config.reminders.look_ahead_weeks,
        "feed_url": feed_url(person.slug, plan.config.base_url),
        "team": plan.config.feeds.team_name,
        **framework_values(plan, Month.of(week.first)),
    }
    return message_to(reader_of(person), "reminder", templates, values)


def _values(reader: Reader, occurrences: Sequence[Occurrence], plan: Plan, today: date) -> dict[str, object]:
    return {
        "name": reader.name,
        "whole_team": reader.slug == TEAM,
        "today": today,
        "tasks": tasks_of(occurrences, plan, reader.name),
        "feed_url": feed_url(reader.slug, plan.config.base_url),
        "team": plan.config.feeds.team_name,
        **framework_values(plan, Month.of(today)),
    }


def _by_date(occurrences: tuple[Occurrence, ...], first: date, last: date) -> tuple[Occurrence, ...]:
    """Those that start or are due from *first* to *last*, by the day on which they do."""
    dated = [
        (min(days), occurrence.uid, occurrence)
        for occurrence in occurrences
        if (days := [day for day in _days(occurrence) if first <= day <= last])
    ]
    return tuple(occurrence for *_, occurrence in sorted(dated, key=lambda found: found[:2]))


def _coming_up(
    occurrences: tuple[Occurrence, ...], week: Week, look_ahead: int, worker: str | None
) -> tuple[Occurrence, ...]:
    coming = _by_date(occurrences, week.last + DAY, date.max)
    # What lasts for months has no day of its own in between.
    lasting = (one for one in occurrences if one.start < week.first and one.last > week.last and one not in coming)
    ahead = (*sorted(lasting, key=lambda one: (one.last, one.uid)), *coming)
    horizon = week.last + 7 * look_ahead * DAY
    # `remind` asks to hear of something earlier than everybody else does.
    return tuple(
        occurrence
        for occurrence in ahead
        if any(week.last < day <= horizon for day in _days(occurrence))
        or any(day in week for day in _reminders(occurrence, worker))
        or (occurrence.start < week.first and occurrence.last > week.last)
    )


def _reminders(occurrence: Occurrence, worker: str | None) -> tuple[date, ...]:
    days = (occurrence.reminds_of(name) for name in ((worker,) if worker else occurrence.workers))
    return tuple(day for day in days if day is not None)


def _days(occurrence: Occurrence) -> tuple[date, ...]:
    return (occurrence.start,) if occurrence.due is None else (occurrence.start, occurrence.due)


def _task(occurrence: Occurrence, reader: str, config: Config) -> Task:
    work = work_of(occurrence, config)
    return Task(
        work=work,
        others=tuple(worker for worker in work.workers if worker.name != reader),
        covering=next((worker.covering for worker in work.workers if worker.name == reader), None),
    )
