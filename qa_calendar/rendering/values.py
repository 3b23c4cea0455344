"""Plans, findings, changes and progress as JSON-ready values; dates are ISO 8601."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from qa_calendar.model import Completion, Occurrence, Plan
from qa_calendar.planning.lint.checks import Finding
from qa_calendar.planning.progress import Progress
from qa_calendar.planning.revisions import Change, Revision
from qa_calendar.rendering.differences import title_of


def plan_values(plan: Plan) -> dict[str, Any]:
    """The plan as JSON-ready values; dates are ISO 8601."""
    return {
        "frameworks": [
            {"title": framework.title, "service": framework.service, "years": framework.years}
            for framework in plan.frameworks
        ],
        "occurrences": [occurrence_values(occurrence) for occurrence in plan.occurrences],
        "as_required": [one.title for framework in plan.frameworks for one in framework.as_required],
        "skipped": [
            {"activity": one.entry.title, "month": one.entry.month.iso, "because": one.because} for one in plan.skipped
        ],
    }


def occurrence_values(occurrence: Occurrence) -> dict[str, Any]:
    """A piece of work with its dates and how they came about."""
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
        "members": list(occurrence.members),
        "period": occurrence.entry.period,
        "theme": occurrence.entry.theme,
        "purpose": occurrence.entry.activity.purpose,
        "place": occurrence.entry.about.place,
        "link": occurrence.entry.about.link,
        "details": dict(occurrence.entry.about.details),
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


def change_values(changes: Iterable[Change], today: date) -> list[dict[str, Any]]:
    """Changes as JSON-ready values; dates are ISO 8601."""
    return [
        {
            "kind": change.kind.value,
            "uid": change.uid,
            "title": title_of(change.shown),
            "moved": change.is_move,
            "reassigned": change.is_restaffing,
            "already_past": change.rewrites_the_past(today),
            "why": list(change.why),
            "before": _revision(change.before),
            "after": _revision(change.after),
        }
        for change in changes
    ]


def _revision(revision: Revision | None) -> dict[str, Any] | None:
    if revision is None:
        return None
    people = revision.people
    return {
        "summary": revision.summary,
        "description": revision.description,
        "start": revision.start.isoformat(),
        "end": revision.end.isoformat(),
        "at": revision.at.strftime("%H:%M") if revision.at else None,
        "minutes": revision.minutes,
        "due": revision.due.isoformat() if revision.due else None,
        "done": revision.done.isoformat() if revision.done else None,
        "workers": None if people is None else [{"name": one.worker, "covering": one.covering} for one in people],
        "feeds": list(revision.feeds),
        "shared": list(revision.shared),
        "sequence": revision.sequence,
    }


def completion_values(work: Occurrence, completion: Completion | None) -> dict[str, Any]:
    """A piece of work and how it was done as JSON-ready values; dates are ISO 8601."""
    return {
        "uid": work.uid,
        "activity": work.title,
        "month": work.month.iso,
        "done": completion.on.isoformat() if completion else None,
        "by": list(completion.by) if completion else [],
        "remaining": list(completion.remaining) if completion else [],
        "due": _iso(completion.due if completion else work.due),
        "late": completion.is_late if completion else None,
    }


def progress_values(progress: Progress, late: Sequence[Occurrence]) -> dict[str, Any]:
    """The progress and what is overdue as JSON-ready values; what is nobody's is of the person null."""
    return {
        "months": [{"month": month.iso, **asdict(counts)} for month, counts in progress.months.items()],
        "people": [{"person": name, **asdict(counts)} for name, counts in progress.people.items()],
        "total": asdict(progress.total),
        "overdue": [
            {
                "uid": one.uid,
                "activity": one.title,
                "month": one.month.iso,
                "due": _iso(one.due),
                "over": one.last.isoformat(),
                "workers": [{"name": worker.worker, "covering": worker.covering} for worker in one.assignments],
            }
            for one in late
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
