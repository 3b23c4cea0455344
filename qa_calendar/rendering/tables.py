"""Plans and findings as rows and as JSON-ready values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qa_calendar.model import Occurrence, Plan
from qa_calendar.planning.lint.checks import Finding


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the occurrences under it."""

    heading: str
    occurrences: tuple[Occurrence, ...]


def by_month(plan: Plan) -> tuple[Group, ...]:
    """The plan month by month, as the framework lists it."""
    found = []
    for month in plan.months:
        inside = tuple(occurrence for occurrence in plan.occurrences if occurrence.month == month)
        if inside:
            found.append(Group(str(month), inside))
    return tuple(found)


def by_worker(plan: Plan) -> tuple[Group, ...]:
    """The plan person by person, as config.yaml lists them; what nobody does comes last."""
    groups = [Group(f"{person.name} ({person.role})", plan.of(person.name)) for person in plan.config.staff]
    vacant = tuple(occurrence for occurrence in plan.occurrences if not occurrence.assignments)
    return (*groups, *([Group("Unassigned", vacant)] if vacant else []))


def who(occurrence: Occurrence) -> str:
    """The people of an occurrence, or `Unassigned`."""
    return ", ".join(map(str, occurrence.assignments)) or "Unassigned"


def plan_values(plan: Plan) -> dict[str, Any]:
    """The plan as JSON-ready values; dates are ISO 8601."""
    return {
        "frameworks": [
            {"title": framework.title, "service": framework.service, "years": framework.years}
            for framework in plan.frameworks
        ],
        "occurrences": [_occurrence(occurrence) for occurrence in plan.occurrences],
        "skipped": [
            {"activity": one.entry.title, "month": one.entry.month.iso, "because": one.because} for one in plan.skipped
        ],
    }


def _occurrence(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "uid": occurrence.uid,
        "activity": occurrence.title,
        "month": occurrence.month.iso,
        "start": occurrence.start.isoformat(),
        "end": occurrence.end.isoformat(),
        "at": occurrence.at.strftime("%H:%M") if occurrence.at else None,
        "due": occurrence.due.isoformat() if occurrence.due else None,
        "workers": [
            {"name": assignment.worker, "covering": assignment.covering} for assignment in occurrence.assignments
        ],
        "period": occurrence.entry.period,
        "purpose": occurrence.entry.activity.purpose,
        "steps": list(occurrence.steps),
        "due_steps": list(occurrence.due_steps),
        "staffing": [step.said for step in occurrence.staffing],
    }


def finding_values(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """What `check` finds as JSON-ready values."""
    return [
        {
            "file": finding.location.file,
            "line": finding.location.line,
            "column": finding.location.column,
            "id": finding.id,
            "level": finding.level.value,
            "message": finding.message,
        }
        for finding in findings
    ]
