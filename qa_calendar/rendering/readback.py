"""Revisions read back from the feeds, when the state database was lost or is older: SEQUENCE never falls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from qa_calendar.model import TEAM, Completion, Event, EventKind
from qa_calendar.planning.revisions import Revision
from qa_calendar.rendering.feeds import FLOOR, PRODID
from qa_calendar.rendering.properties import DONE_BY, read_back, texts


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the feeds remember: the revisions they show, and the *floor* above every SEQUENCE they no longer do.

    *done* is the work they show as done, by UID. *whole* when the team's feed, which holds everything, was among them;
    *foreign* are the feeds we wrote for another calendar.
    """

    revisions: Mapping[str, Revision]
    floor: int = 0
    done: Mapping[str, Completion] = field(default_factory=dict)
    whole: bool = False
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was published, from a database and from feeds; *newer* are the UIDs of which the feeds know more."""

    revisions: Mapping[str, Revision]
    floor: int
    newer: frozenset[str] = frozenset()


def reconcile(known: Mapping[str, Revision], floor: int, feeds: Recovered) -> Reconciled:
    """Take the higher side of what a database has *known*, with its *floor*, and what the *feeds* show.

    Feeds of before show nothing that the database has not; those of a later build do when the database was restored.
    """
    higher = {uid: one for uid, one in feeds.revisions.items() if uid not in known or _age(one) > _age(known[uid])}
    merged = {**known, **higher}
    gone = set()
    if feeds.whole and (higher or feeds.floor > floor):
        gone = {uid for uid, one in known.items() if one.live and uid not in feeds.revisions and not _is_note(one)}
        lowest = max(feeds.floor - 1, 0)
        merged |= {uid: replace(known[uid], live=False, sequence=max(known[uid].sequence, lowest)) for uid in gone}
    newer = frozenset(higher) | gone
    return Reconciled(merged, max(floor, feeds.floor), newer)


def _age(revision: Revision) -> tuple[int, datetime]:
    return revision.sequence, revision.stamp


def _is_note(revision: Revision) -> bool:
    return revision.kind is EventKind.NOTE


def recover(feeds: Mapping[str, bytes], calendar_id: str, slugs: Mapping[str, str] | None = None) -> Recovered:
    """The revisions of every event of ours in *feeds* (content by slug); what cannot be read is passed over.

    *slugs* are everybody's by name: an event says who does it, so that a feed that is lost as well is not missed.
    """
    held: dict[str, dict[str, tuple[int, datetime]]] = {}
    found: dict[str, Revision] = {}
    done_by: dict[str, tuple[str, ...]] = {}
    floor = 0
    foreign = []
    for slug, raw in sorted(feeds.items()):
        for calendar in _calendars(raw):
            events = [(str(event.get("UID", "")), event) for event in calendar.walk("VEVENT")]
            ours = [uid for uid, _ in events if uid.endswith(f"@{calendar_id}")]
            if str(calendar.get("PRODID", "")) == PRODID and events and not ours:
                foreign.append(slug)
                continue
            floor = max(floor, _floor(calendar))
            for uid, event in events:
                revision = _revision(uid, event) if uid in ours else None
                if revision is not None:
                    # Feeds differ where a build was cut off between them: what was published last counts.
                    found[uid] = max(found.get(uid, revision), revision, key=lambda one: (one.sequence, one.stamp))
                    held.setdefault(uid, {})[slug] = _age(revision)
                    if found[uid] is revision:
                        done_by[uid] = texts(event, DONE_BY)
    return Recovered(
        {uid: _held(one, held[uid], slugs or {}) for uid, one in found.items()},
        floor,
        {one.uid: done for one in found.values() if (done := _done(one, done_by[one.uid]))},
        whole=any(TEAM in slugs for slugs in held.values()),
        foreign=tuple(foreign),
    )


def _done(revision: Revision, by: tuple[str, ...]) -> Completion | None:
    if revision.done is None or revision.kind is EventKind.DEADLINE:
        return None
    return Completion(
        uid=revision.uid,
        title=revision.title or revision.summary,
        on=revision.done,
        by=by,
        workers=revision.people or (),
        due=revision.due,
        recorded=revision.stamp,
    )


def _calendars(raw: bytes) -> Iterator[Any]:
    from icalendar import Calendar

    try:
        yield Calendar.from_ical(raw)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return  # whatever a parser stumbles over: somebody else has had the file


def _floor(calendar: Any) -> int:
    written = str(calendar.get(FLOOR, ""))
    return int(written) if re.fullmatch("[0-9]{1,9}", written) else 0


def _held(revision: Revision, held: Mapping[str, tuple[int, datetime]], slugs: Mapping[str, str]) -> Revision:
    """*revision* with the feeds of those who do it; where their names do not tell, those it stands in.

    *held* says of each feed that holds it in what age.
    """
    if revision.kind is EventKind.NOTE:
        return replace(revision, feeds=tuple(sorted(held)))
    named = {slugs.get(one.worker, "") for one in revision.people or ()}
    # The team's feed holds everything, so that is no sign of who does the work.
    if revision.people is None or "" in named:
        return replace(revision, feeds=tuple(sorted((held.keys() | named) - {TEAM, ""})))
    # Whoever holds it as it was published last, and does not do it, has it as one of a group.
    shared = {slug for slug in set(slugs.values()) - named if held.get(slug) == _age(revision)}
    return replace(revision, feeds=tuple(sorted(named)), shared=tuple(sorted(shared)))


def _revision(uid: str, event: Any) -> Revision | None:
    try:
        return _read(uid, event)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return None  # something is missing, or is not what we write: somebody else has had the file


def _read(uid: str, event: Any) -> Revision:
    said = Event(uid=uid, **read_back(event))
    # Without a title it is of an earlier version, which did not say who does it, nor when it is due.
    is_whole = bool(said.title) or said.kind is EventKind.NOTE
    return Revision(
        uid=uid,
        sequence=int(event["SEQUENCE"]),
        stamp=_utc(event.decoded("DTSTAMP")),
        start=said.start,
        end=said.end,
        at=said.at,
        minutes=said.minutes,
        feeds=(),
        summary=said.summary,
        digest=said.digest,
        description=said.description if is_whole else None,
        due=said.due,
        people=said.people if is_whole else None,
        title=said.title if is_whole else None,
        done=said.done,
    )


def _utc(stamp: datetime) -> datetime:
    if stamp.tzinfo is None:
        raise ValueError("a DTSTAMP is in UTC (RFC 5545, 3.8.7.2)")
    return stamp.astimezone(UTC)
