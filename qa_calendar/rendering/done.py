"""Done work and progress in words and as JSON-ready values."""

from __future__ import annotations

from qa_calendar.dates.months import listed, spoken_with_year
from qa_calendar.model import Completion, Occurrence


def named(work: Occurrence) -> str:
    """`Peer Audit of October 2020`."""
    return f"{work.title} of {work.month}"


def done_words(completion: Completion) -> str:
    """`done on Friday 30 October 2020 by Kara Walne`."""
    left = f", still to be done by {listed(completion.remaining)}" if completion.remaining else ""
    return f"done on {spoken_with_year(completion.on)} by {listed(completion.by)}{left}"


def in_time_words(completion: Completion, work: Occurrence) -> str:
    """`, on time`, or when it was due or was to start; nothing for what was not due."""
    if completion.on < work.start:
        return f", before it was to start on {spoken_with_year(work.start)}"
    if completion.due is None or completion.remaining:
        return ""
    return f", after it was due on {spoken_with_year(completion.due)}" if completion.is_late else ", on time"
