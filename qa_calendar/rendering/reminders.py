"""Reminders: the weekly one, the one a lead time before work is due, and what is told of work that is overdue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import Month, Week, listed
from qa_calendar.model import TEAM, Config, Occurrence, Person, Plan
from qa_calendar.planning.agenda import Agenda, agenda_of, readers_of
from qa_calendar.rendering.events import Work, Worker, framework_values, work_of
from qa_calendar.rendering.messages import Message, Reader, feed_url, message_to, reader_of
from qa_calendar.rendering.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work as its reader does it: with *others*, *covering* whoever is away, with a part of their *own*."""

    work: Work
    others: tuple[Worker, ...]
    covering: str | None
    own: bool = True


def render_reminders(
    plan: Plan,
    week: Week,
    templates: Templates,
    today: date | None = None,
    before: Mapping[str, Collection[str]] | None = None,
) -> tuple[Message, ...]:
    """A message for everybody whom the reminder of *week* tells something; see `readers_of`, which *before* is for.

    *today* decides who is here and what is overdue; without it, it is the first day of the week. Raises
    InvalidInputError where a template fails.
    """
    today = today or week.first
    return tuple(
        render_reminder(person, agenda_of(plan, week, today, person.name), plan, templates)
        for person in readers_of(plan, week, today, before)
    )


def render_reminder(person: Person, agenda: Agenda, plan: Plan, templates: Templates) -> Message:
    """What *person* has to do; raises InvalidInputError where a template fails."""
    values = {
        "name": person.name,
        "week": agenda.week,
        "today": agenda.today,
        "week_name": agenda.name,
        "overdue": tasks_of(agenda.overdue, plan, person.name),
        "this_week": tasks_of(agenda.this_week, plan, person.name),
        "coming_up": tasks_of(agenda.coming_up, plan, person.name),
        "look_ahead_weeks": plan.config.reminders.look_ahead_weeks,
        "feed_url": feed_url(person.slug, plan),
        "team": plan.config.feeds.team_name,
        **framework_values(plan, Month.of(agenda.week.first)),
    }
    return message_to(reader_of(person), "reminder", templates, values)


def render_due(
    person: Person, occurrences: Sequence[Occurrence], plan: Plan, templates: Templates, today: date
) -> Message:
    """What *person* is told of work a lead time before it is due; raises InvalidInputError where a template fails."""
    reader, in_order = reader_of(person), sorted(occurrences, key=lambda one: (one.last, one.uid))
    return message_to(reader, "due", templates, _values(reader, in_order, plan, today))


def render_overdue(
    reader: Reader, occurrences: Sequence[Occurrence], plan: Plan, templates: Templates, today: date
) -> Message:
    """What *reader* is told of work that is overdue, and due soon; raises InvalidInputError where a template fails."""
    late, soon = ([one for one in occurrences if (one.last < today) is is_late] for is_late in (True, False))
    values = {**_values(reader, late, plan, today), "soon": tasks_of(soon, plan, reader.name)}
    return message_to(reader, "overdue", templates, values)


def tasks_of(occurrences: Iterable[Occurrence], plan: Plan, reader: str) -> tuple[Task, ...]:
    """*occurrences* as the templates are given them, for the reader of that name."""
    return tuple(_task(occurrence, reader, plan.config) for occurrence in occurrences)


def _values(reader: Reader, occurrences: Sequence[Occurrence], plan: Plan, today: date) -> dict[str, object]:
    return {
        "name": reader.name,
        "whole_team": reader.slug == TEAM,
        "today": today,
        "tasks": tasks_of(occurrences, plan, reader.name),
        "feed_url": feed_url(reader.slug, plan),
        "team": plan.config.feeds.team_name,
        **framework_values(plan, Month.of(today)),
    }


def _task(occurrence: Occurrence, reader: str, config: Config) -> Task:
    work, share = work_of(occurrence, config), occurrence.share_of(reader)
    return Task(
        work=work,
        others=tuple(worker for worker in work.workers if worker.name != reader),
        covering=listed(share.covers) or None,
        own=share.own,
    )
