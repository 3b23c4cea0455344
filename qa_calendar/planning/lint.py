"""What is valid but probably wrong: one check for each id, and never a change to a date.

plan ─▶ every check ─▶ findings ─▶ less those config.yaml silences ─▶ in reading order

docs/checks.md has the table. What a person must put right (L07, L13, L15) is an error and found before there is a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from qa_calendar.model import Plan
from qa_calendar.planning import lint_absence, lint_days, lint_framework, lint_people, lint_periods
from qa_calendar.problems import Location, Problem


class Level(StrEnum):
    """How much a finding matters: `--strict` fails on a warning, never on a note."""

    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One remark on a plan, where it stands, and the id to silence it by."""

    location: Location
    id: str
    level: Level
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.id} {self.level}: {self.message}"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table in docs/checks.md."""

    id: str
    level: Level
    find: Callable[[Plan], Iterator[Problem]]


CHECKS = (
    Check("L01", Level.WARNING, lint_framework.cadence),
    Check("L02", Level.WARNING, lint_periods.overlaps_and_gaps),
    Check("L03", Level.WARNING, lint_periods.unfinished_and_repeated),
    Check("L04", Level.NOTE, lint_periods.lengths),
    Check("L05", Level.WARNING, lint_people.overload),
    Check("L06", Level.NOTE, lint_days.same_day),
    Check("L08", Level.NOTE, lint_people.idle),
    Check("L09", Level.WARNING, lint_people.once_by_another),
    Check("L10", Level.WARNING, lint_framework.titles_alike),
    Check("L11", Level.WARNING, lint_framework.empty_months),
    Check("L14", Level.WARNING, lint_days.remarkable_dates),
    Check("L16", Level.WARNING, lint_people.changes_without_effect),
    Check("L17", Level.NOTE, lint_people.no_deputy),
    Check("L18", Level.NOTE, lint_days.crowded_weeks),
    Check("L19", Level.WARNING, lint_absence.cover_inside_cover),
    Check("L20", Level.WARNING, lint_absence.away_uncovered),
    Check("L21", Level.NOTE, lint_absence.away_covered),
    Check("L22", Level.WARNING, lint_absence.leaving_before_due),
)


def lint(plan: Plan) -> tuple[Finding, ...]:
    """Everything in *plan* that is probably not meant, less what `lint: {ignore: …}` silences, in reading order."""
    wanted = (check for check in CHECKS if check.id not in plan.config.lint_ignored)
    return tuple(
        sorted(
            Finding(found.location, check.id, check.level, found.message)
            for check in wanted
            for found in check.find(plan)
        )
    )
