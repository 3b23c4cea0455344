"""Who does a piece of work on a given day: handover, vacancy, cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from qa_calendar.model import Assignment, Entry, StaffChange


def assign(entry: Entry, day: date, changes: Sequence[StaffChange]) -> tuple[Assignment, ...]:
    """Who does *entry* when it starts on *day*; empty when nobody does. Nobody is named twice."""
    relevant = [change for change in changes if change.concerns(entry.activity.title, day)]
    found: dict[str, Assignment] = {}
    for worker in entry.workers:
        if assignment := _follow(worker, relevant):
            found.setdefault(assignment.worker, assignment)
    return tuple(found.values())


def touches(change: StaffChange, entry: Entry, day: date, changes: Sequence[StaffChange]) -> bool:
    """Whether *change* alters who does *entry* on *day*, given all *changes*."""
    others = [other for other in changes if other is not change]
    return assign(entry, day, changes) != assign(entry, day, others)


def _follow(worker: str, changes: Sequence[StaffChange]) -> Assignment | None:
    holder, vacant = worker, False
    covers = sorted(filter(_is_cover, changes), key=_order)
    lasting = sorted((change for change in changes if not _is_cover(change)), key=_order)
    # In order of date, so that work handed over in May and back in September ends where it began, and a vacancy can be
    # filled. Changes of one day happen at once: two people who swap their work each get the other's.
    for _, together in groupby(lasting, key=lambda change: change.since):
        if change := _first_of(holder, together):
            holder, vacant = change.goes_to or holder, change.goes_to is None
    cover = _first_of(holder, covers)
    if cover and cover.goes_to:
        return Assignment(cover.goes_to, covering=holder)
    return None if vacant else Assignment(holder)


def _is_cover(change: StaffChange) -> bool:
    return change.until is not None and change.goes_to is not None


def _first_of(holder: str, changes: Iterable[StaffChange]) -> StaffChange | None:
    return next((change for change in changes if change.work_of == holder), None)


def _order(change: StaffChange) -> tuple[object, ...]:
    # Of two for the same work the one that names the activity wins; their order in the file never matters.
    return change.since, not change.only, not change.excluding, change.goes_to is None, change.goes_to or ""
