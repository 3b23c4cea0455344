"""A piece of work as the templates of pages are given it: plain values, with how it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property

from qa_calendar.dates.months import listed, month_beginning_with
from qa_calendar.model import Entry, Occurrence, Plan
from qa_calendar.names import straight
from qa_calendar.planning.states import WorkState, states_of
from qa_calendar.rendering.pages.initials import initials_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody who does a piece of work; *covering* and *for_initials* name the absent when it is cover."""

    name: str
    initials: str
    slug: str
    covering: str | None = None
    for_initials: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of work. *key* names it in the page, *title* has its theme and period, *period* is those, short.

    *state* is a `WorkState`; *last* is the day it is over. *done_by* are those who did it, where others had it.
    *moved* when its date is not what the rules first made of it. *why* and *due_why* are steps, *staffing* says how it
    came to its people. *slugs* are of all who have it or did it, or stand for nobody. *details* are pairs of a name and
    a text; *done_in_part* are the members of a group who have done theirs.
    """

    key: str
    title: str
    purpose: str
    period: str | None
    workers: tuple[Who, ...]
    state: str
    start: date
    last: date
    due: date | None
    at: time | None
    minutes: int
    done: date | None
    done_by: tuple[str, ...]
    late: bool
    moved: bool
    why: tuple[str, ...]
    due_why: tuple[str, ...]
    staffing: tuple[str, ...]
    slugs: tuple[str, ...]
    place: str | None = None
    link: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    done_in_part: tuple[str, ...] = ()


NOBODYS = "-nobody"
"""Stands for nobody among slugs: none begins with a dash."""


@dataclass(frozen=True)
class Pieces:
    """Every piece of work of *plan* as it stands *today*; *moved* are the UIDs that a build has moved."""

    plan: Plan
    today: date
    moved: Collection[str] = ()

    @cached_property
    def of_uid(self) -> Mapping[str, Piece]:
        """Each by its UID, in the order of the plan."""
        return {one.uid: self._piece(one) for one in self.plan.occurrences}

    @cached_property
    def initials(self) -> Mapping[str, str]:
        """The initials of everybody in staff."""
        return initials_of(person.name for person in self.plan.config.staff)

    @cached_property
    def _states(self) -> Mapping[str, WorkState]:
        return states_of(self.plan, self.today)

    def _piece(self, one: Occurrence) -> Piece:
        done = one.done
        workers = tuple(self._who(name, one) for name in dict.fromkeys(one.workers))
        return Piece(
            key=one.uid.rpartition("@")[0],
            title=one.title,
            purpose=one.entry.activity.purpose,
            period=_beside(one.entry),
            workers=workers,
            state=self._states[one.uid],
            start=one.start,
            last=one.last,
            due=one.due,
            at=one.at,
            minutes=one.minutes if one.at else 0,
            done=done.on if done else None,
            done_by=done.by if done and set(done.by) != set(one.workers) else (),
            late=done is not None and done.is_late,
            moved=one.moved or one.uid in self.moved,
            why=self._discreet(one.steps),
            due_why=self._discreet(one.due_steps),
            staffing=tuple(step.said for step in one.staffing),
            slugs=self._slugs(one),
            place=one.entry.about.place,
            link=one.entry.about.link,
            details=one.entry.about.details,
            done_in_part=one.done_in_part,
        )

    def _slugs(self, one: Occurrence) -> tuple[str, ...]:
        people = self.plan.config.people
        names = dict.fromkeys((*one.held_by, *(one.done.by if one.done else ())))
        return tuple(people[name].slug for name in names if name in people) or (NOBODYS,)

    def _discreet(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        """*steps* without why anybody is away: everybody reads a page."""
        for told, said in self._absences:
            steps = tuple(step.replace(told, said) for step in steps)
        return steps

    @cached_property
    def _absences(self) -> tuple[tuple[str, str], ...]:
        found = {
            f"{days.name} is away: {reason}": f"{days.name} is away"
            for person in self.plan.config.staff
            if (days := person.days)
            for reason in days.away.values()
            if reason
        }
        # One reason may begin as another does.
        return tuple(sorted(found.items(), key=lambda one: -len(one[0])))

    def _who(self, name: str, one: Occurrence) -> Who:
        covers = one.share_of(name).covers
        return Who(
            name=name,
            initials=self.initials[name],
            slug=self.plan.config.person(name).slug,
            covering=listed(covers) or None,
            for_initials=" ".join(self.initials.get(absent, absent) for absent in covers) or None,
        )


def _beside(entry: Entry) -> str | None:
    """What stands in a box besides the people: its theme, and what it looks back on."""
    period = shortened(entry.period) if entry.period else None
    return ", ".join(filter(None, (entry.theme, period))) or None


def shortened(period: str) -> str:
    """`Jul–Nov` for `July -November`; as it is written where it is not two months."""
    first, dash, last = re.sub(r"\s+to\s+", "-", straight(period)).partition("-")
    months = [month_beginning_with(word.strip()) for word in (first, last)]
    return f"{months[0][:3]}–{months[1][:3]}" if dash and months[0] and months[1] else period
