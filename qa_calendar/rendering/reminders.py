"""The weekly reminder: what each person has this week and coming up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import DAY, Month, Week
from qa_calendar.model import Occurrence, Person, Plan
from qa_calendar.rendering.events import Work, Worker, framework_values, work_of
from qa_calendar.rendering.messages import Message, feed_url, message_to, reader_of
from qa_calendar.rendering.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work as its reader does it: with *others*, or *covering* somebody who is away."""

    work: Work
    others: tuple[Worker, ...]
    covering: str | None


def render_reminders(plan: Plan, week: Week, templates: Templates) -> tuple[Message, ...]:
    """A message for everybody in staff with something in *week* or coming up, in their order in config.yaml.

    Raises InvalidInputError where a template fails.
    """
    messages = (_message(person, plan, week, templates) for person in plan.config.staff)
    return tuple(message for message in messages if message is not None)


def _message(person: Person, plan: Plan, week: Week, templates: Templates) -> Message | None:
    theirs = plan.of(person.name)
    this_week = _by_date(theirs, week.first, week.last)
    rest = tuple(occurrence for occurrence in theirs if occurrence not in this_week)
    coming_up = _coming_up(rest, week, plan.config.reminders.look_ahead_weeks)
    if not this_week and not coming_up:
        return None
    staff = {somebody.name: somebody for somebody in plan.config.staff}
    values = {
        "name": person.name,
        "week": week,
        "this_week": tuple(_task(occurrence, person, staff) for occurrence in this_week),
        "coming_up": tuple(_task(occurrence, person, staff) for occurrence in coming_up),
        "look_ahead_weeks": plan.config.reminders.look_ahead_weeks,
        "feed_url": feed_url(person.slug, plan.config.base_url),
        "team": plan.config.feeds.team_name,
        **framework_values(plan, Month.of(week.first)),
    }
    return message_to(reader_of(person), "reminder", templates, values)


def _by_date(occurrences: tuple[Occurrence, ...], first: date, last: date) -> tuple[Occurrence, ...]:
    """Those that start or are due from *first* to *last*, by the day on which they do."""
    dated = [
        (min(days), occurrence.uid, occurrence)
        for occurrence in occurrences
        if (days := [day for day in _days(occurrence) if first <= day <= last])
    ]
    return tuple(occurrence for *_, occurrence in sorted(dated, key=lambda found: found[:2]))


def _coming_up(occurrences: tuple[Occurrence, ...], week: Week, look_ahead: int) -> tuple[Occurrence, ...]:
    ahead = _by_date(occurrences, week.last + DAY, date.max)
    horizon = week.last + 7 * look_ahead * DAY
    # `remind` asks to hear of something earlier than everybody else does.
    return tuple(
        occurrence
        for occurrence in ahead
        if any(week.last < day <= horizon for day in _days(occurrence))
        or (occurrence.remind is not None and occurrence.remind in week)
    )


def _days(occurrence: Occurrence) -> tuple[date, ...]:
    return (occurrence.start,) if occurrence.due is None else (occurrence.start, occurrence.due)


def _task(occurrence: Occurrence, reader: Person, staff: Mapping[str, Person]) -> Task:
    work = work_of(occurrence, staff)
    return Task(
        work=work,
        others=tuple(worker for worker in work.workers if worker.name != reader.name),
        covering=next(worker.covering for worker in work.workers if worker.name == reader.name),
    )
