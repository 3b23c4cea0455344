"""The coordinator's weekly digest: the team's week, what changed, who has how much, and whom mail did not reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from qa_calendar.dates.months import DAY, Month, Week
from qa_calendar.model import TEAM, Event, Occurrence, OverdueOptions, Plan
from qa_calendar.planning.agenda import Agenda, agenda_of
from qa_calendar.planning.news import team_news, worth_telling
from qa_calendar.planning.revisions import Change, Kind, revise
from qa_calendar.rendering.events import framework_values
from qa_calendar.rendering.messages import Message, Reader, coordinator, feed_url, message_to, reader_of
from qa_calendar.rendering.news import sections_of
from qa_calendar.rendering.reminders import render_due, render_overdue, render_reminders, tasks_of
from qa_calendar.rendering.templates import Templates
from qa_calendar.rendering.welcome import render_welcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A mail that did not reach *name*, or of which nobody can tell; *what* it was and what the server said of it."""

    name: str
    what: str
    detail: str
    is_unknown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many pieces of work *name* has."""

    name: str
    this_week: int
    coming_up: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What happened since the digest before, from *since* on: the team's *changes*, and mail that needs a person."""

    since: date
    changes: tuple[Change, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def render_digest(plan: Plan, agenda: Agenda, past: Past, templates: Templates, reader: Reader) -> Message | None:
    """The team's *agenda* for *reader*, None when there is nothing in it; raises InvalidInputError, as templates do."""
    week, today = agenda.week, agenda.today
    changed, left = worth_telling(past.changes, today), _left_open(plan, today)
    # The news have told it, and it is nothing to do.
    told = tuple(one for one in changed if plan.config.tell_reworded or one.kind is not Kind.REWORDED)
    if not (agenda or told or past.troubles or left):
        return None
    values = {
        "week": week,
        "today": today,
        "week_name": agenda.name,
        "since": past.since,
        "overdue": tasks_of(agenda.overdue, plan, reader.name),
        "this_week": tasks_of(agenda.this_week, plan, reader.name),
        "coming_up": tasks_of(agenda.coming_up, plan, reader.name),
        "left": tasks_of(left, plan, reader.name),
        "sections": sections_of(team_news(told, plan.config.names), reader, plan),
        "loads": tuple(_loads(plan, week, today)),
        "ahead": _ahead(plan.config.reminders.look_ahead_weeks),
        "unreachable": _unreachable(plan, agenda),
        "troubles": past.troubles,
        "whole_team": True,
        "feed_url": feed_url(TEAM, plan),
        "team": reader.name,
        **framework_values(plan, Month.of(week.first)),
    }
    return message_to(reader, "digest", templates, values)


def _left_open(plan: Plan, today: date) -> tuple[Occurrence, ...]:
    """What is not done and is with somebody whose last day was before *today*."""
    left = {person.name for person in plan.config.staff if person.has_left(today)}
    found = (one for one in plan.occurrences if one.is_open_on(today) and left & set(one.workers))
    return tuple(sorted(found, key=lambda one: (one.last, one.uid)))


def _loads(plan: Plan, week: Week, today: date) -> Iterable[Load]:
    for person in plan.config.staff:
        if agenda := agenda_of(plan, week, today, person.name):
            yield Load(
                name=person.name,
                this_week=len(agenda.this_week),
                coming_up=len(agenda.coming_up),
                overdue=len(agenda.overdue),
            )


def _ahead(weeks: int) -> str:
    """How far the digest looks, in words; nothing where it does not look ahead."""
    return f"the next {weeks} weeks" if weeks > 1 else "the week after" if weeks else ""


def _unreachable(plan: Plan, agenda: Agenda) -> tuple[str, ...]:
    """Those with something to do to whom nobody writes."""
    parts = agenda.overdue, agenda.this_week, agenda.coming_up
    work = {name: one for part in parts for one in part for name in one.held_by}
    return tuple(
        person.name
        for person in plan.config.staff
        if person.name in work and person.email is None and not (person.members and work[person.name].members)
    )


def try_mail(events: Sequence[Event], plan: Plan, templates: Templates) -> None:
    """Render every kind of mail but news, made up from *events*; raises InvalidInputError where a template fails."""
    changes = revise({}, events, datetime(2000, 1, 1, tzinfo=UTC)).changes
    troubles = tuple(Trouble(name="", what="", detail="", is_unknown=unknown) for unknown in (True, False))
    past = Past(since=plan.months[0].first, changes=changes, troubles=troubles)
    addressed = replace(plan, addresses={slug: f"https://example.org/x/qa-{slug}.ics" for slug in _everybody(plan)})
    for reader in (coordinator(plan), *map(reader_of, plan.config.staff)):
        for moved in (False, True):
            render_welcome(reader, addressed, templates, plan.months[0].first, moved=moved)
    late = replace(plan, config=replace(plan.config, overdue=OverdueOptions(since=date.min)))
    for day in dict.fromkeys(occurrence.last + DAY for occurrence in plan.occurrences):
        render_reminders(late, Week.of(day), templates, day)
        render_digest(late, agenda_of(late, Week.of(day), day), past, templates, coordinator(late))
    for person in plan.config.staff:
        if theirs := plan.held(person.name):
            for some in (theirs, theirs[:1]):
                render_due(person, some, plan, templates, date.max)
                render_overdue(reader_of(person), some, plan, templates, date.max)
                render_overdue(coordinator(plan), some, plan, templates, date.max)
            render_overdue(reader_of(person), theirs, plan, templates, min(one.last for one in theirs) + DAY)


def _everybody(plan: Plan) -> tuple[str, ...]:
    return (*plan.config.names, TEAM)
