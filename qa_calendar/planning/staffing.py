"""Who does a piece of work on a given day: handover, vacancy, cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from qa_calendar.model import Assignment, Config, Entry, Occurrence, Share, StaffChange, StaffStep


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who does a piece of work, nobody named twice, and the changes that led there.

    *shares* say what those have who have more than one part of it.
    """

    assignments: tuple[Assignment, ...]
    steps: tuple[StaffStep, ...] = ()
    shares: tuple[Share, ...] = ()


def staff(entry: Entry, day: date, changes: Sequence[StaffChange]) -> Staffing:
    """Who does *entry* when it starts on *day*; no assignments when nobody does."""
    relevant = [change for change in changes if change.concerns(entry.activity.title, day)]
    if not relevant and len(set(entry.workers)) == len(entry.workers):
        return _as_named(entry.workers)
    found: dict[str, Assignment] = {}
    parts: dict[str, list[Assignment]] = {}
    passed: list[tuple[StaffChange, StaffStep]] = []
    for worker in entry.workers:
        assignment, applied = _follow(worker, relevant)
        holder = assignment.worker if assignment else None
        passed += ((change, StaffStep(worker, holder, str(change))) for change in applied)
        if assignment:
            parts.setdefault(assignment.worker, []).append(assignment)
            # Who does it themselves and covers somebody as well is named once, with whom they cover.
            known = found.setdefault(assignment.worker, assignment)
            found[assignment.worker] = known if known.covering else assignment
    in_order = sorted(passed, key=lambda one: one[0].since)
    shares = tuple(_share(some) for some in parts.values() if len(some) > 1)
    return Staffing(tuple(found.values()), tuple(step for _, step in in_order), shares)


@lru_cache(maxsize=1024)
def _as_named(workers: tuple[str, ...]) -> Staffing:
    # The same few people have most of the work.
    return Staffing(tuple(map(Assignment, workers)))


def _share(parts: Sequence[Assignment]) -> Share:
    covers = dict.fromkeys(one.covering for one in parts if one.covering)
    return Share(parts[0].worker, own=any(one.covering is None for one in parts), covers=tuple(covers))


def members_of(assignments: Iterable[Assignment], config: Config, day: date) -> tuple[str, ...]:
    """The members, there on *day*, of the groups among those who do something, less those who do it by name."""
    workers = [one.worker for one in assignments]
    found = [name for worker in workers for name in config.person(worker).members]
    if not found:
        return ()
    return tuple(name for name in dict.fromkeys(found) if name not in workers and config.person(name).is_here(day))


def still_to_do(work: Occurrence, by: Iterable[str], config: Config) -> tuple[str, ...]:
    """Who of a group, and beside it, is still to do *work* when those called so in *by* have.

    The name of a group stands for all of its members; a former name for whoever has it now.
    """
    done = {person.name if (person := config.meant_by(name)) else name for name in by}
    for name in done & config.people.keys():
        done |= set(config.person(name).members)
    one_by_one = dict.fromkeys(name for name in work.held_by if not config.person(name).members)
    return tuple(name for name in one_by_one if name not in done)


def touches(change: StaffChange, entry: Entry, day: date, changes: Sequence[StaffChange]) -> bool:
    """Whether *change* alters who does *entry* on *day*, given all *changes*."""
    others = [other for other in changes if other is not change]
    return staff(entry, day, changes).assignments != staff(entry, day, others).assignments


def cover_of(worker: str, title: str, day: date, changes: Iterable[StaffChange]) -> StaffChange | None:
    """The change by which somebody covers what *worker* has of *title* on *day*; None when nobody does."""
    return _first_of(worker, _covers(change for change in changes if change.concerns(title, day)))


def _follow(worker: str, changes: Sequence[StaffChange]) -> tuple[Assignment | None, list[StaffChange]]:
    holder, vacant = worker, False
    applied: list[StaffChange] = []
    lasting = sorted((change for change in changes if not change.is_cover), key=_order)
    # In order of date, so that work handed over in May and back in September ends where it began, and a vacancy can be
    # filled. Changes of one day happen at once: two people who swap their work each get the other's.
    for _, together in groupby(lasting, key=lambda change: change.since):
        if change := _first_of(holder, together):
            holder, vacant = change.goes_to or holder, change.goes_to is None
            applied.append(change)
    cover = _first_of(holder, _covers(changes))
    if cover and cover.goes_to:
        return Assignment(cover.goes_to, covering=holder), [*applied, cover]
    return None if vacant else Assignment(holder), applied


def _covers(changes: Iterable[StaffChange]) -> list[StaffChange]:
    # However long a cover of everything has begun, one that names the activity wins.
    return sorted((change for change in changes if change.is_cover), key=lambda one: (_breadth(one), _order(one)))


def _first_of(holder: str, changes: Iterable[StaffChange]) -> StaffChange | None:
    return next((change for change in changes if change.work_of == holder), None)


def _breadth(change: StaffChange) -> tuple[bool, bool]:
    """Less for a change that names the activities it holds for, or does not; the narrower of two wins."""
    return not change.only, not change.excluding


def _order(change: StaffChange) -> tuple[object, ...]:
    # The order in the file never matters.
    return change.since, *_breadth(change), change.goes_to is None, change.goes_to or ""
