"""Plans, changes and rules as rows and as JSON-ready values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qa_calendar.dates.months import Month
from qa_calendar.model import Occurrence, Plan
from qa_calendar.planning.revisions import Change, Kind, Revision


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the occurrences under it."""

    heading: str
    occurrences: tuple[Occurrence, ...]


def by_month(plan: Plan) -> tuple[Group, ...]:
    """The plan month by month, as the framework lists it."""
    found = []
    for month in plan.framework.months:
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
        "framework": {"title": plan.framework.title, "service": plan.framework.service, "years": plan.framework.years},
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
    }


def change_values(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as JSON-ready values."""
    return [
        {
            "kind": change.kind.value,
            "uid": change.uid,
            "before": _revision(change.before),
            "after": _revision(change.after),
        }
        for change in changes
    ]


def _revision(revision: Revision | None) -> dict[str, Any] | None:
    if revision is None:
        return None
    return {
        "summary": revision.summary,
        "start": revision.start.isoformat(),
        "end": revision.end.isoformat(),
        "feeds": list(revision.feeds),
        "sequence": revision.sequence,
    }


def change_line(change: Change) -> str:
    """A change in one line of plain English."""
    before, after = change.before, change.after
    if change.kind is Kind.MOVED and before and after and before.start != after.start:
        return f"{after.summary}: from {before.start} to {after.start}"
    if change.kind is Kind.REASSIGNED and before and after:
        return f"{before.summary}, now {after.summary}, on {after.start}"
    shown = after or before
    assert shown is not None
    return f"{shown.summary}, on {shown.start}"


def explained(rule: str, month: Month, day: str | None, steps: Iterable[str], nation: str) -> dict[str, Any]:
    """What `explain --json` prints of one month."""
    return {"rule": rule, "nation": nation, "month": month.iso, "date": day, "steps": list(steps)}
