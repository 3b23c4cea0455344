"""Checks of the days work falls on: L06, L14 and L18."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from qa_calendar.dates.months import MONTHS, Month, Week, listed, spoken_with_year
from qa_calendar.model import Plan
from qa_calendar.problems import Problem

_CROWD = 3
_SHARE = 0.4
_CURE = "`start: spread` sets them apart"


def same_day(plan: Plan) -> Iterator[Problem]:
    """L06: a person with several activities that start on one day."""
    for person in plan.config.staff:
        count = Counter(occurrence.start for occurrence in plan.of(person.name))
        if days := sorted(day for day, n in count.items() if n > 1 and not person.group):
            often = f" {len(days)} times, first on" if len(days) > 1 else ","
            message = f"{person.name} starts several activities on one day{often} {spoken_with_year(days[0])}"
            yield Problem(person.location, f"{message}: {_CURE}")


def remarkable_dates(plan: Plan) -> Iterator[Problem]:
    """L14: a date out of its month, on somebody's leave, or past the published bank holidays."""
    return (Problem(note.location, note.message) for note in plan.notes)


def crowded_weeks(plan: Plan) -> Iterator[Problem]:
    """L18: months of which more than 40% of the work, and at least 3 pieces, start in one week."""
    by_month: dict[Month, list[date]] = {}
    for occurrence in plan.occurrences:
        by_month.setdefault(occurrence.month, []).append(occurrence.start)
    for framework in plan.frameworks:
        starts = [day for month in framework.months for day in by_month.get(month, ())]
        if crowds := _crowds(starts):
            message = f"much of a month's work starts in one week: {listed(crowds)}"
            yield Problem(framework.location, f"{message}; {_CURE}")


def _crowds(starts: list[date]) -> list[str]:
    total = Counter(Month.of(day) for day in starts)
    weeks = Counter((Month.of(day), Week.of(day)) for day in starts)
    return [
        f"{count} of {total[month]} in {MONTHS[month.month - 1]}"
        for (month, _), count in sorted(weeks.items())
        if count >= _CROWD and count > _SHARE * total[month]
    ]
