"""Whether somebody or something only changed its name, and so would lose what hangs on it: a feed, finished work.

what was published ─┬─▶ gone and new side by side, of the same months, people or spelling ─▶ Renamed: what keeps it
what would be ──────┘
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa_calendar.model import Config, Event, EventKind
from qa_calendar.names import key
from qa_calendar.planning.revisions import Revision

_ENOUGH = 0.6
"""Which share of the months, or of the work, has to be the same where no spelling says it."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What was called *old* and is probably *new* now: so many *events* hang on it, *finished* of them are done.

    *id* keeps them; *person* says whether it is somebody, else it is an activity.
    """

    old: str
    new: str
    id: str
    events: int
    finished: int = 0
    person: bool = False


def renamed(
    previous: Mapping[str, Revision], events: Sequence[Event], config: Config, done: Collection[str]
) -> tuple[Renamed, ...]:
    """The activities and people that were published and are gone, each with what it is probably called now."""
    return (*_activities(previous, events, done), *_people(previous, events, config))


@dataclass(frozen=True, slots=True)
class _Trace:
    title: str
    months: frozenset[str]
    people: frozenset[str]
    uids: tuple[str, ...]


def _activities(previous: Mapping[str, Revision], events: Sequence[Event], done: Collection[str]) -> Iterator[Renamed]:
    now = {event.uid for event in events}
    gone = [one for uid, one in previous.items() if one.live and one.kind is EventKind.WORK and uid not in now]
    if not gone:
        return
    new = [one for one in events if one.kind is EventKind.WORK and not (one.uid in previous and previous[one.uid].live)]
    if not new:
        return
    left = _by_activity((one.uid, one.title or one.summary, one.feeds) for one in gone)
    # What is still there under the old id has not been renamed: some of its months are only no longer listed.
    kept = {_parts(uid)[1] for uid in now}
    come = _by_activity((one.uid, one.title, one.feeds) for one in new)
    taken = {_parts(uid)[1] for uid, one in previous.items() if one.live}
    for old_id, old in left.items():
        if old_id in kept:
            continue
        likely = [(_alike(old, one), new_id) for new_id, one in come.items() if new_id not in taken]
        score, new_id = max(likely, default=(0.0, ""))
        if score >= _ENOUGH:
            finished = sum(uid in done for uid in old.uids)
            yield Renamed(old.title, come[new_id].title, old_id, len(old.uids), finished)


def _by_activity(found: Iterator[tuple[str, str, tuple[str, ...]]]) -> dict[str, _Trace]:
    grouped: defaultdict[str, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    for uid, title, people in found:
        grouped[_parts(uid)[1]].append((uid, title, people))
    for own_id in list(grouped):
        # The second of a month in a list of dates is the same activity.
        first, _, number = own_id.rpartition("-")
        if number.isdecimal() and first in grouped:
            grouped[first] += grouped.pop(own_id)
    return {
        own_id: _Trace(
            title=_bare(some[0][1]),
            months=frozenset(_parts(uid)[0] for uid, *_ in some),
            people=frozenset(person for *_, people in some for person in people),
            uids=tuple(uid for uid, *_ in some),
        )
        for own_id, some in grouped.items()
    }


def _parts(uid: str) -> tuple[str, str]:
    """The month, or the ISO week, and the activity's id in a UID."""
    found = re.fullmatch(r"([0-9]{4}-(?:[0-9]{2}|W[0-9]{2}))-(.+)@[^@]*", uid)
    return (found[1], found[2]) if found else ("", uid)


def _bare(title: str) -> str:
    # The period of each month stands in brackets behind.
    return re.sub(r" \([^()]*\)$", "", title)


def _alike(old: _Trace, new: _Trace) -> float:
    """How likely *new* is *old* under another name: 1 for the same spelling, else by what they have in common."""
    if key(old.title) == key(new.title) and old.months & new.months:
        return 1.0
    months = _share(old.months, new.months)
    people = _share(old.people, new.people)
    return months * people if months >= _ENOUGH and (people >= _ENOUGH or not old.people) else 0.0


def _share(one: Collection[str], other: Collection[str]) -> float:
    together = set(one) | set(other)
    return len(set(one) & set(other)) / len(together) if together else 1.0


def _people(previous: Mapping[str, Revision], events: Sequence[Event], config: Config) -> Iterator[Renamed]:
    was, now = _work_by_slug(previous.values()), _work_by_slug(events)
    had = {slug for one in previous.values() for slug in one.feeds}
    gone = {slug: work for slug, work in was.items() if slug not in config.names}
    come = {slug: now.get(slug, set()) for slug in config.names if slug not in had}
    for slug, work in gone.items():
        likely = [(_share(work, theirs), new) for new, theirs in come.items()]
        score, new = max(likely, default=(0.0, ""))
        if score >= _ENOUGH:
            named = (one.worker for uid in sorted(work) for one in previous[uid].people or ())
            old = next((name for name in named if config.meant_by(name) is None), slug)
            yield Renamed(old, config.names[new], slug, len(work), person=True)


def _work_by_slug(found: Collection[Revision] | Sequence[Event]) -> dict[str, set[str]]:
    work: defaultdict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.kind is EventKind.WORK and getattr(one, "live", True):
            for slug in one.feeds:
                work[slug].add(one.uid)
    return work
