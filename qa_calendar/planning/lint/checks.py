"""What is valid but probably wrong: one check for each id, and never a change to a date.

plan ─▶ every check ─▶ findings ─▶ less those config.yaml silences ─▶ in reading order

docs/checks.md has the table. What a person must put right (problems.ERRORS) is found before there is a plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from qa_calendar.model import Plan
from qa_calendar.names import key
from qa_calendar.planning.lint import absence, days, framework, people, periods
from qa_calendar.problems import LintId, Location, Problem


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

    id: LintId
    level: Level
    find: Callable[[Plan], Iterator[Problem]]


CHECKS = (
    Check(LintId.L01, Level.WARNING, framework.cadence),
    Check(LintId.L02, Level.WARNING, periods.overlaps_and_gaps),
    Check(LintId.L03, Level.WARNING, periods.unfinished_and_repeated),
    Check(LintId.L04, Level.NOTE, periods.lengths),
    Check(LintId.L05, Level.WARNING, people.overload),
    Check(LintId.L06, Level.NOTE, days.same_day),
    Check(LintId.L08, Level.NOTE, people.idle),
    Check(LintId.L09, Level.WARNING, people.once_by_another),
    Check(LintId.L10, Level.WARNING, framework.titles_alike),
    Check(LintId.L11, Level.WARNING, framework.empty_months),
    Check(LintId.L14, Level.WARNING, days.remarkable_dates),
    Check(LintId.L16, Level.WARNING, people.changes_without_effect),
    Check(LintId.L17, Level.NOTE, people.no_deputy),
    Check(LintId.L18, Level.NOTE, days.crowded_weeks),
    Check(LintId.L19, Level.WARNING, absence.cover_inside_cover),
    Check(LintId.L20, Level.WARNING, absence.away_uncovered),
    Check(LintId.L21, Level.NOTE, absence.away_covered),
    Check(LintId.L22, Level.WARNING, absence.leaving_before_due),
)


def lint(plan: Plan, only: Collection[str] = ()) -> tuple[Finding, ...]:
    """Everything in *plan* that is probably not meant, less what `lint: {ignore: …}` silences, in reading order.

    *only* are the ids that are wanted, all where there are none.
    """
    wanted = (one for one in CHECKS if one.id not in plan.config.lint_ignored and (not only or one.id in only))
    silenced = _silenced(plan)
    return tuple(
        sorted(
            Finding(found.location, check.id, check.level, found.message)
            for check in wanted
            for found in check.find(plan)
            if (check.id, found.location) not in silenced
        )
    )


def _silenced(plan: Plan) -> frozenset[tuple[str, Location]]:
    """Where which checks say nothing, as it is agreed for one activity."""
    places: defaultdict[str, set[Location]] = defaultdict(set)
    for year in plan.frameworks:
        for activity in year.activities:
            places[key(activity.title)].add(activity.location)
        for entry in year.entries:
            places[key(entry.activity.title)].add(entry.location)
    ignored = plan.config.lint_ignored_for.items()
    return frozenset((id_, place) for id_, titles in ignored for title in titles for place in places[key(title)])
