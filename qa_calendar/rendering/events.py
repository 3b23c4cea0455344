"""A plan's occurrences in words, and as the events the feeds publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from functools import lru_cache

from qa_calendar.dates.months import MONTHS, Month, listed, over_on
from qa_calendar.garbage import left_alone
from qa_calendar.model import Config, Event, Framework, Occurrence, Plan, deadline_uid
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.templates import Templates
from qa_calendar.values import made_often


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody who does a piece of work, with their role; *covering* names the absent person when it is cover."""

    name: str
    role: str
    covering: str | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.role}, covering {self.covering})" if self.covering else f"{self.name} ({self.role})"


@made_often
@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An occurrence as the templates are given it, listed in the *month* of that name. *end* is its last day.

    *minutes* counts when there is an *at*. *steps* and *due_steps* say how its dates came about, *brief* and
    *due_brief* what of that differs from plain counting. *done* is the day it was done, by those in *done_by*.
    *details* are pairs of a name and a text. *members* have it with a group; *done_in_part* did their part of it.
    """

    title: str
    month: str
    purpose: str
    workers: tuple[Worker, ...]
    start: date
    end: date
    period: str | None
    due: date | None
    at: time | None
    minutes: int
    steps: tuple[str, ...]
    due_steps: tuple[str, ...]
    brief: tuple[str, ...] = ()
    due_brief: tuple[str, ...] = ()
    done: date | None = None
    done_by: tuple[str, ...] = ()
    theme: str | None = None
    place: str | None = None
    link: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()
    done_in_part: tuple[str, ...] = ()

    @property
    def last(self) -> date:
        """The day it is over: its last day, or when it is due if that is later."""
        return over_on(self.end, self.at, self.minutes, self.due)


@left_alone()
def events_of(plan: Plan, templates: Templates) -> tuple[Event, ...]:
    """The events of *plan* by date then UID; raises InvalidInputError where a template fails."""
    # The same for every event of a year, and a later year wins as it does where a month is asked for.
    wordings = {
        month: wording for one in plan.frameworks for wording in (_wording(one, templates),) for month in one.months
    }
    events = (
        event
        for found in plan.occurrences
        for event in _events(_shown(found, plan.config), plan.config, wordings[found.month])
    )
    return tuple(sorted(events, key=lambda event: (event.start, event.uid)))


@dataclass(frozen=True, slots=True)
class _Wording:
    """What makes the title and the description of an event, as templates have them, of its `work`."""

    summary: Callable[..., str]
    description: Callable[..., str]


def _wording(framework: Framework, templates: Templates) -> _Wording:
    shared = _values_of(framework)
    return _Wording(
        templates.prepared("event.summary.j2", **shared), templates.prepared("event.description.j2", **shared)
    )


def _shown(occurrence: Occurrence, config: Config) -> Occurrence:
    """*occurrence* as feeds show it."""
    return occurrence if config.feeds.show_done or occurrence.done is None else replace(occurrence, done=None)


def work_of(occurrence: Occurrence, config: Config) -> Work:
    """*occurrence* as templates are given it."""
    entry, done = occurrence.entry, occurrence.done
    covering = {share.worker: listed(share.covers) or None for share in occurrence.shares}
    return Work(
        title=entry.title,
        month=MONTHS[entry.month.month - 1],
        purpose=entry.activity.purpose,
        workers=tuple(
            _worker(one.worker, config.person(one.worker).role, covering.get(one.worker, one.covering))
            for one in occurrence.assignments
        ),
        start=occurrence.start,
        end=occurrence.end,
        period=entry.period,
        due=occurrence.due,
        at=occurrence.at,
        minutes=_minutes(occurrence),
        steps=occurrence.steps,
        due_steps=occurrence.due_steps,
        brief=occurrence.brief or occurrence.steps,
        due_brief=occurrence.due_brief or occurrence.due_steps,
        done=done.on if done else None,
        done_by=done.by if done else (),
        theme=entry.theme,
        place=entry.about.place,
        link=entry.about.link,
        details=entry.about.details,
        members=occurrence.members,
        done_in_part=occurrence.done_in_part,
    )


def summary_of(occurrence: Occurrence, plan: Plan, templates: Templates) -> str:
    """The title of its event, as feeds have it; raises InvalidInputError where the template fails."""
    work = work_of(_shown(occurrence, plan.config), plan.config)
    return _in_one_line(templates.render("event.summary.j2", work=work, **framework_values(plan, occurrence.month)))


def framework_values(plan: Plan, month: Month) -> dict[str, object]:
    """What every template is given of the framework that *month* is in."""
    return _values_of(plan.framework_of(month))


def _values_of(framework: Framework) -> dict[str, object]:
    return {"framework": framework.name, "service": framework.service, "years": framework.years}


def _events(occurrence: Occurrence, config: Config, wording: _Wording) -> Iterator[Event]:
    options, entry = config.feeds, occurrence.entry
    activity, about = entry.activity, entry.about
    work = work_of(occurrence, config)
    event = Event(
        uid=occurrence.uid,
        start=occurrence.start,
        end=occurrence.end,
        at=occurrence.at,
        minutes=work.minutes,
        summary=_in_one_line(wording.summary(work=work)),
        description=printable(wording.description(work=work)).strip(),
        title=_in_one_line(work.title),
        feeds=_slugs(occurrence.workers, config),
        shared=_slugs(occurrence.members, config),
        people=occurrence.assignments,
        due=occurrence.due,
        steps=occurrence.steps,
        due_steps=occurrence.due_steps,
        brief=occurrence.brief,
        due_brief=occurrence.due_brief,
        staffing=tuple(
            replace(
                step,
                work_of=config.person(step.work_of).slug,
                worker=config.person(step.worker).slug if step.worker else None,
            )
            for step in occurrence.staffing
        ),
        categories=_categories(options.categories + activity.categories),
        alarm=activity.alarm.minutes if activity.alarm else options.alarm,
        done=work.done,
        done_by=work.done_by,
        place=_in_one_line(about.place or ""),
        link=printable(about.link or ""),
    )
    yield event
    has_due_event = options.due_events if activity.due_events is None else activity.due_events
    if occurrence.due is not None and has_due_event:
        yield _due_event(event, occurrence.due)


@lru_cache(maxsize=1024)
def _worker(name: str, role: str, covering: str | None) -> Worker:
    # The same few people have most of the work.
    return Worker(name=name, role=role, covering=covering)


@lru_cache(maxsize=1024)
def _categories(written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(printable, written)))


def _slugs(names: tuple[str, ...], config: Config) -> tuple[str, ...]:
    return tuple(sorted({config.person(name).slug for name in names}))


@lru_cache(maxsize=4096)
def _in_one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _minutes(occurrence: Occurrence) -> int:
    return 0 if occurrence.at is None else occurrence.minutes


def _due_event(event: Event, due: date) -> Event:
    return replace(
        event,
        uid=deadline_uid(event.uid),
        start=due,
        end=due,
        due=None,
        steps=event.due_steps,
        due_steps=(),
        brief=event.due_brief,
        due_brief=(),
        at=None,
        minutes=0,
        summary=f"Due: {event.summary}",
    )
