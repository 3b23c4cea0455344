"""What changed since the last build, and the SEQUENCE and DTSTAMP each event gets for it (RFC 5545, 3.8.7.4).

previous revisions ─┐
events to publish ──┼─▶ revise ─▶ the revision of every UID ever published, and the changes
now ────────────────┘

apply(changes, previous revisions) gives the same revisions; net(changes of several builds) is what is left of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum

from qa_calendar.dates.months import listed, over_on
from qa_calendar.model import Assignment, Event, EventKind
from qa_calendar.values import made_often


@made_often
@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What was last published of one UID. *stamp* is aware, in UTC, to the second; *live* is False once it is gone.

    *people*, *title* and *description* are None, and *due* is not known, in what an earlier version recorded.
    """

    uid: str
    sequence: int
    stamp: datetime
    start: date
    end: date
    feeds: tuple[str, ...]
    summary: str
    digest: str
    shared: tuple[str, ...] = ()
    description: str | None = ""
    due: date | None = None
    at: time | None = None
    minutes: int = 0
    people: tuple[Assignment, ...] | None = None
    title: str | None = None
    live: bool = True
    done: date | None = None

    @property
    def kind(self) -> EventKind:
        """What it is."""
        return EventKind.of(self.uid)

    @property
    def last(self) -> date:
        """The day it is over: its last day, or when it is due if that is later."""
        return over_on(self.end, self.at, self.minutes, self.due)


class Kind(StrEnum):
    """What happened to an event, in the words people read."""

    NEW = "new"
    BACK = "back again"
    MOVED = "moved"
    REASSIGNED = "reassigned"
    COVERED = "covered"
    VACANT = "unassigned"
    DONE = "done"
    REWORDED = "reworded"
    GONE = "gone"
    MEMBERS = "other members"


@made_often
@dataclass(frozen=True, slots=True)
class Change:
    """One event's change; *before* is None when it is new, *after* when it is gone. *why* are the steps that led there.

    A change of people may be one of dates and of words as well: *kind* is what matters most of it.
    """

    kind: Kind
    before: Revision | None
    after: Revision | None
    why: tuple[str, ...] = ()

    @property
    def shown(self) -> Revision:
        """What is there now, or was there last."""
        revision = self.after or self.before
        assert revision is not None
        return revision

    @property
    def uid(self) -> str:
        """The UID it is about."""
        return self.shown.uid

    @property
    def was(self) -> Revision | None:
        """What people saw before, if they saw anything."""
        return self.before if self.before is not None and self.before.live else None

    @property
    def is_move(self) -> bool:
        """Whether it has other dates or times than before."""
        return bool(self.was and self.after and _dates(self.was) != _dates(self.after))

    @property
    def is_restaffing(self) -> bool:
        """Whether other people have it than before."""
        return bool(self.was and self.after and self.was.feeds != self.after.feeds)

    @property
    def is_sharing(self) -> bool:
        """Whether other members of a group have it than before."""
        return bool(self.was and self.after and self.was.shared != self.after.shared)

    @property
    def is_completion(self) -> bool:
        """Whether it is shown as done and was not, or on another day, or no longer."""
        return bool(self.was and self.after and self.was.done != self.after.done)

    def rewrites_the_past(self, today: date) -> bool:
        """Whether it takes away, moves or gives to others what was over before *today*."""
        over = self.was is not None and self.was.last < today and self.was.kind is not EventKind.NOTE
        return over and (self.after is None or self.is_move or self.is_restaffing)


@dataclass(frozen=True, slots=True)
class Revised:
    """The outcome of `revise`: every UID's revision, gone ones included, and the changes by UID.

    *floor* is above every SEQUENCE that no feed shows any more; a feed tells it to whoever has to start from the feeds.
    """

    revisions: Mapping[str, Revision]
    changes: tuple[Change, ...]
    floor: int = 0


def revise(
    previous: Mapping[str, Revision],
    events: Iterable[Event],
    now: datetime,
    *,
    floor: int = 0,
    dropped: Mapping[str, str] | None = None,
) -> Revised:
    """Give each event its revision: unchanged ones keep theirs, a risen SEQUENCE means rescheduled or reassigned.

    An event never seen before begins at *floor*; *dropped* says of a UID why it is skipped.
    """
    stamp = now.astimezone(UTC).replace(microsecond=0)
    by_uid = {event.uid: event for event in events}
    found = {uid: _next(previous.get(uid), event, stamp, floor) for uid, event in by_uid.items()}
    gone = {uid: _gone(old) for uid, old in previous.items() if uid not in found}
    revisions = found | gone
    changes = (
        _explained(compare(previous.get(uid), revisions[uid]), by_uid.get(uid), dropped or {})
        for uid in sorted(revisions)
    )
    unseen = max((revision.sequence + 1 for revision in gone.values()), default=0)
    return Revised(revisions, tuple(change for change in changes if change is not None), max(floor, unseen))


def apply(changes: Iterable[Change], previous: Mapping[str, Revision]) -> dict[str, Revision]:
    """The revisions after *changes*."""
    revisions = dict(previous)
    for change in changes:
        revisions[change.uid] = change.after or _gone(change.shown)
    return revisions


def net(builds: Iterable[Iterable[Change]]) -> tuple[Change, ...]:
    """What is left of the changes of several builds, in order of time: two that undo each other are none."""
    found: dict[str, tuple[Revision | None, Revision, tuple[str, ...]]] = {}
    for change in (change for changes in builds for change in changes):
        before, *_ = found.get(change.uid, (change.before,))
        found[change.uid] = before, change.after or _gone(change.shown), change.why
    left = (compare(before, after, why) for _, (before, after, why) in sorted(found.items()))
    return tuple(change for change in left if change is not None)


def compare(old: Revision | None, new: Revision, why: tuple[str, ...] = ()) -> Change | None:
    """The change from *old* to *new*; None when people see the same."""
    if old is None or not old.live:
        known = Kind.NEW if old is None else Kind.BACK
        return Change(known, old, new, why) if new.live else None
    if not new.live:
        return Change(Kind.GONE, old, None, why)
    if old.description is None:
        old = replace(old, due=new.due)  # an earlier version did not record it, so it is not known to have moved
    change = Change(_kind(old, new), old, new, why)
    seen = change.is_move or change.is_restaffing or change.is_completion
    differs = seen or change.is_sharing or old.digest != new.digest
    return change if differs else None


def _next(old: Revision | None, event: Event, stamp: datetime, floor: int) -> Revision:
    new = Revision(
        uid=event.uid,
        sequence=floor,
        stamp=stamp,
        start=event.start,
        end=event.end,
        feeds=event.feeds,
        shared=event.shared,
        summary=event.summary,
        digest=event.digest,
        description=event.description,
        due=event.due,
        at=event.at,
        minutes=event.minutes,
        people=event.people,
        title=event.title,
        done=event.done,
    )
    if old is None:
        return new
    change = compare(old, new)
    if change is None:
        known = replace(new, sequence=old.sequence, stamp=old.stamp)
        return old if known == old else known
    if change.kind is Kind.MEMBERS:
        # The event says the same to everybody; only who reads it is another.
        return replace(new, sequence=old.sequence, stamp=old.stamp)
    # Clients read a risen SEQUENCE as "rescheduled", so new words or a check mark must not raise it; coming back must.
    rescheduled = not old.live or change.is_move or change.is_restaffing
    return replace(new, sequence=old.sequence + rescheduled, stamp=max(stamp, old.stamp))


def _gone(old: Revision) -> Revision:
    return replace(old, live=False) if old.live else old


def _dates(revision: Revision) -> tuple[object, ...]:
    return revision.start, revision.end, revision.at, revision.minutes, revision.due


def _kind(old: Revision, new: Revision) -> Kind:
    if old.feeds == new.feeds:
        if _dates(old) != _dates(new):
            return Kind.MOVED
        if old.done != new.done:
            return Kind.DONE
        return Kind.REWORDED if old.digest != new.digest else Kind.MEMBERS
    if not new.feeds:
        return Kind.VACANT
    deputies = {one for one in new.people or () if one.covering} - set(old.people or ())
    return Kind.COVERED if deputies else Kind.REASSIGNED


def _explained(change: Change | None, event: Event | None, dropped: Mapping[str, str]) -> Change | None:
    if change is None or change.was is None:
        return change
    if event is None:
        return replace(change, why=(dropped[change.uid],) if change.uid in dropped else ())
    return replace(change, why=tuple(_why(change, change.was, event)))


def _why(change: Change, was: Revision, event: Event) -> Iterator[str]:
    if change.is_sharing and not change.is_restaffing:
        yield f"who is in {listed([one.worker for one in event.people])} has changed"
    if change.is_restaffing:
        yield from _who(was, event) or ("it is so in the framework, and no staff change says otherwise",)
    if (was.start, was.end, was.at) != (event.start, event.end, event.at):
        yield from event.brief or event.steps
    if change.is_move and was.due != event.due:
        yield from event.due_brief or event.due_steps


def _who(was: Revision, event: Event) -> tuple[str, ...]:
    """How the work came to those who did not have it, or away from those who did."""
    gained, lost = set(event.feeds) - set(was.feeds), set(was.feeds) - set(event.feeds)
    told = [step.said for step in event.staffing if step.worker in gained or step.work_of in lost]
    # One change may have moved the parts of several people, and is one reason.
    return tuple(dict.fromkeys(told if told or gained else [step.said for step in event.staffing]))
