"""Checks of people who are away, cover or leave: L19 to L22."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qa_calendar.dates.months import listed, spoken, spoken_with_year
from qa_calendar.model import Person, Plan
from qa_calendar.planning.staffing import cover_of
from qa_calendar.problems import Problem


def cover_inside_cover(plan: Plan) -> Iterator[Problem]:
    """L19: a deputy who is covered themselves on the day, for work which cover does not pass on."""
    changes = plan.config.staff_changes
    for occurrence in plan.occurrences:
        title, day = occurrence.entry.activity.title, occurrence.start
        for deputy in occurrence.assignments:
            if deputy.covering and (own := cover_of(deputy.worker, title, day, changes)):
                message = f"{own}, and {deputy.worker} covers {deputy.covering} for '{title}' on {spoken(day)}"
                cure = f"cover is not passed on, so say who covers {deputy.covering} then"
                yield Problem(own.location, f"{message}: {cure}")


def away_uncovered(plan: Plan) -> Iterator[Problem]:
    """L20: somebody away when something of theirs is due, and nobody covers it."""
    for person in plan.config.staff:
        # Whoever has the work when it starts has it to the end: a cover that begins later does not hold for it. Work
        # that starts on leave is L14's to say.
        alone = [
            f"'{one.title}' (due {spoken_with_year(one.due)})"
            for one in plan.of(person.name)
            if one.due and one.due != one.start and _is_away(person, one.due)
        ]
        if alone:
            message = f"{person.name} is away when work of theirs is due, and nobody covers it: {listed(alone)}"
            yield Problem(person.location, f"{message}; let a cover begin by the day it starts, or move it")


def away_covered(plan: Plan) -> Iterator[Problem]:
    """L21: who covers what of somebody."""
    for person in plan.config.staff:
        covered = [
            f"'{one.title}' (starts {spoken_with_year(one.start)}) by {deputy.worker}"
            for one in plan.occurrences
            for deputy in one.assignments
            if deputy.covering == person.name
        ]
        if covered:
            yield Problem(person.location, f"{person.name} is covered for {listed(covered)}")


def _is_away(person: Person, day: date) -> bool:
    return person.days is not None and day in person.days.away


def leaving_before_due(plan: Plan) -> Iterator[Problem]:
    """L22: somebody who leaves between the start of their work and the day it is due."""
    for person in plan.config.staff:
        unfinished = [
            f"'{one.title}' (due {spoken_with_year(one.due)})"
            for one in plan.of(person.name)
            if person.until and one.due and one.due > person.until
        ]
        if person.until and unfinished:
            leaves = f"{person.name} leaves on {spoken_with_year(person.until)}, before work of theirs is due"
            yield Problem(person.location, f"{leaves}: {listed(unfinished)}; agree who finishes it, or move it")
