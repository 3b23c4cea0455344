"""What changed since the last build, and the SEQUENCE and DTSTAMP each event gets for it (RFC 5545, 3.8.7.4).

previous revisions ─┐
events to publish ──┼─▶ revise ─▶ the revision of every UID ever published, and the changes
now ────────────────┘
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum

from qa_calendar.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What was last published of one UID. *stamp* is aware, in UTC, to the second; *live* is False once it is gone."""

    uid: str
    sequence: int
    stamp: datetime
    start: date
    end: date
    feeds: tuple[str, ...]
    summary: str
    digest: str
    at: time | None = None
    minutes: int = 0
    live: bool = True


class Kind(StrEnum):
    """What happened to an event, in the words people read."""

    NEW = "new"
    MOVED = "moved"
    REASSIGNED = "reassigned"
    REWORDED = "reworded"
    GONE = "gone"
    BACK = "back again"


@dataclass(frozen=True, slots=True)
class Change:
    """One event's change; *before* is None when it is new, *after* is None when it is gone."""

    kind: Kind
    before: Revision | None
    after: Revision | None

    @property
    def uid(self) -> str:
        """The UID it is about."""
        revision = self.after or self.before
        assert revision is not None
        return revision.uid


@dataclass(frozen=True, slots=True)
class Revised:
    """The outcome of `revise`: every UID's revision, gone ones included, and the changes by UID."""

    revisions: Mapping[str, Revision]
    changes: tuple[Change, ...]


def revise(previous: Mapping[str, Revision], events: Iterable[Event], now: datetime) -> Revised:
    """Give each event its revision: unchanged ones keep theirs, a risen SEQUENCE means rescheduled or reassigned."""
    stamp = now.astimezone(UTC).replace(microsecond=0)
    found = {event.uid: _next(previous.get(event.uid), event, stamp) for event in events}
    gone = {uid: _gone(old) for uid, old in previous.items() if uid not in found}
    revisions = found | gone
    changes = (_change(previous.get(uid), revisions[uid]) for uid in sorted(revisions))
    return Revised(revisions, tuple(change for change in changes if change is not None))


def _next(old: Revision | None, event: Event, stamp: datetime) -> Revision:
    new = Revision(
        uid=event.uid,
        sequence=0,
        stamp=stamp,
        start=event.start,
        end=event.end,
        feeds=event.feeds,
        summary=event.summary,
        digest=event.digest,
        at=event.at,
        minutes=event.minutes,
    )
    if old is None:
        return new
    # Clients read a risen SEQUENCE as "rescheduled", so new wording must not raise it; coming back must.
    rescheduled = not old.live or _schedule(old) != _schedule(new)
    if not rescheduled and old.digest == new.digest:
        return old
    return replace(new, sequence=old.sequence + rescheduled, stamp=max(stamp, old.stamp))


def _gone(old: Revision) -> Revision:
    return replace(old, live=False) if old.live else old


def _schedule(revision: Revision) -> tuple[object, ...]:
    return revision.start, revision.end, revision.at, revision.minutes, revision.feeds


def _change(old: Revision | None, new: Revision) -> Change | None:
    was_live = old is not None and old.live
    if not was_live and not new.live:
        return None
    if old is None:
        return Change(Kind.NEW, None, new)
    if not was_live:
        return Change(Kind.BACK, old, new)
    if not new.live:
        return Change(Kind.GONE, old, None)
    if old is new:
        return None
    return Change(_kind(old, new), old, new)


def _kind(old: Revision, new: Revision) -> Kind:
    if old.feeds != new.feeds:
        return Kind.REASSIGNED
    return Kind.MOVED if _schedule(old) != _schedule(new) else Kind.REWORDED
