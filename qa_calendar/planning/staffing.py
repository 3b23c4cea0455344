"""Who does a piece of work on a given day: handover, vacancy, cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

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


def _follow(worker: str, changes: Iterable[StaffChange]) -> Assignment | None:
    # In order of date, so that work handed over in May and back in September ends where it began.
    holder: str | None = worker
    ordered = sorted(changes, key=lambda change: change.since)
    for change in ordered:
        if change.work_of == holder and (change.until is None or change.goes_to is None):
            holder = change.goes_to
    if holder is None:
        return None
    for change in ordered:
        if change.work_of == holder and change.until is not None and change.goes_to is not None:
            return Assignment(change.goes_to, covering=holder)
    return Assignment(holder)
