"""Whether a build would take most of what is coming away at once, which is hardly ever meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from qa_calendar.model import EventKind
from qa_calendar.planning.revisions import Change, Kind, Revision


def vanishing(previous: Mapping[str, Revision], changes: Iterable[Change], today: date) -> tuple[Revision, ...]:
    """The coming events that *changes* take out of the team's plan, by date, when they are most of them; else none."""
    coming = [revision for revision in previous.values() if _is_coming(revision, today)]
    lost = [change.shown for change in changes if change.kind is Kind.GONE and _is_coming(change.shown, today)]
    return tuple(sorted(lost, key=lambda one: (one.start, one.uid))) if 2 * len(lost) > len(coming) else ()


def _is_coming(revision: Revision, today: date) -> bool:
    return revision.kind is EventKind.WORK and revision.live and revision.last >= today
