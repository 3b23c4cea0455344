"""What is hardly ever meant: most of what is coming, or of the past year, gone at once; the past on other days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from dateutil.relativedelta import relativedelta

from qa_calendar.model import EventKind, Occurrence
from qa_calendar.planning.revisions import Change, Kind, Revision


def vanishing(previous: Mapping[str, Revision], changes: Iterable[Change], today: date) -> tuple[Revision, ...]:
    """The events that *changes* take out of the team's plan, by date, when they are most of them; else none.

    Counted are those that are coming, and those together with what was published of the last twelve months.
    """
    lost = [change.shown for change in changes if change.kind is Kind.GONE]
    for since in (today, today - relativedelta(years=1)):
        had = sum(_is_since(one, since) for one in previous.values())
        gone = sorted((one for one in lost if _is_since(one, since)), key=lambda one: (one.start, one.uid))
        if 2 * len(gone) > had:
            return tuple(gone)
    return ()


def shifted(
    previous: Mapping[str, Revision], occurrences: Iterable[Occurrence], done: Collection[str], today: date
) -> tuple[tuple[Revision, Occurrence], ...]:
    """What is over or *done* and would be on another day, because another stands in its place in a list of `dates`."""
    return tuple(
        (before, one)
        for one in occurrences
        if one.entry.activity.dates and not one.moved and (before := previous.get(one.uid)) is not None
        if before.live and before.start != one.start and (one.uid in done or before.last < today)
    )


def _is_since(revision: Revision, since: date) -> bool:
    return revision.kind is EventKind.WORK and revision.live and revision.last >= since
