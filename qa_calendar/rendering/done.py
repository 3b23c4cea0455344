"""Done work and progress in words and as JSON-ready values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from qa_calendar.dates.months import listed, spoken_with_year
from qa_calendar.model import Completion, Occurrence
from qa_calendar.planning.progress import Progress


def named(work: Occurrence) -> str:
    """`Peer Audit of October 2020`."""
    return f"{work.title} of {work.month}"


def done_words(completion: Completion) -> str:
    """`done on Friday 30 October 2020 by Kara Walne`."""
    return f"done on {spoken_with_year(completion.on)} by {listed(completion.by)}"


def in_time_words(completion: Completion, work: Occurrence) -> str:
    """`, on time`, or when it was due or was to start; nothing for what was not due."""
    if completion.on < work.start:
        return f", before it was to start on {spoken_with_year(work.start)}"
    if completion.due is None:
        return ""
    return f", after it was due on {spoken_with_year(completion.due)}" if completion.is_late else ", on time"


def completion_values(work: Occurrence, completion: Completion | None) -> dict[str, Any]:
    """A piece of work and how it was done as JSON-ready values; dates are ISO 8601."""
    return {
        "uid": work.uid,
        "activity": work.title,
        "month": work.month.iso,
        "done": completion.on.isoformat() if completion else None,
        "by": list(completion.by) if completion else [],
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
