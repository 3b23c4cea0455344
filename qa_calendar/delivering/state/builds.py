"""What was last published of every UID, which feeds are ours, and the log of builds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from qa_calendar.dates.zone import utc_text
from qa_calendar.delivering.state import tables
from qa_calendar.delivering.state.completions import Recorded, append
from qa_calendar.delivering.state.database import PATIENCE, Database, insert_new, opened_for
from qa_calendar.delivering.state.tables import calendars, completions
from qa_calendar.delivering.workspace import Snapshot
from qa_calendar.model import Assignment
from qa_calendar.planning.revisions import Change, Kind, Revised, Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One line of the log. *inputs* are the digests of the files it was made from, *files* the feeds it wrote.

    *forced* when it was told to go on although most of what was coming vanished; *host* is the computer it ran on.
    """

    id: int
    at: datetime
    day: date
    changes: tuple[Change, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    forced: bool = False
    host: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which files a build was made from, by their digests, and on which computer: what it changed is the most of it."""

    id: int
    inputs: Mapping[str, str]
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept with a build: the digests of its *feeds*, the *floor*, and how far the store was when it was *seen*.

    Where more was read back than the database knew, *done* is the work it had not heard of, and *unsure* why it is not
    known who was sent what; *tell* has people told of a first build.
    """

    seen: Seen
    feeds: Mapping[str, str] = field(default_factory=dict)
    floor: int = 0
    done: tuple[Recorded, ...] = ()
    unsure: Unsure | None = None
    tell: bool = False


class OvertakenError(Exception):
    """Another build was recorded, or work said to be done, since the store was looked at."""


class Unsure(StrEnum):
    """Why it is not known who was sent what."""

    LOST = "lost"
    OLDER = "older"

    @property
    def said(self) -> str:
        """It in words."""
        match self:
            case Unsure.LOST:
                return "the state database was lost, and with it who was sent what"
            case Unsure.OLDER:
                return "the state database is older than the feeds, and does not know all that was sent since"


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the store had got when it was looked at: the number of the last build, and the last record of done work.

    *number* is None before the first build. *forgotten* is how many names and addresses had been taken out.
    """

    number: int | None
    completion: int = 0
    forgotten: int = 0


@dataclass(frozen=True, slots=True)
class Store:
    """What an open *database* knows of builds."""

    database: Database

    @property
    def fresh(self) -> bool:
        """Whether it held no build yet when it was opened."""
        return self.database.fresh

    def seen(self) -> Seen:
        """How far it has got."""
        if self.database.is_nothing:
            return Seen(None)
        ours = {"whose": self.database.calendar_id}
        with self.database.transaction() as connection:
            completion = connection.execute(_LAST_COMPLETION, ours).scalar() or 0
            forgotten = connection.execute(_FORGOTTEN, ours).scalar() or 0
        return Seen(self._about("number"), completion, forgotten)

    def revisions(self) -> dict[str, Revision]:
        """The last revision of every UID ever published."""
        found = self.database.read(tables.revisions, _revision, self.database.rows(tables.revisions))
        return {one.uid: one for one in found}

    def floor(self) -> int:
        """The SEQUENCE at which an event never seen begins: above 0 when an earlier database was lost."""
        return int(self._about("floor") or 0)

    def manifest(self) -> dict[str, str]:
        """The feeds we wrote: file name and SHA-256."""
        return {row["name"]: row["digest"] for row in self.database.rows(tables.feeds)}

    def builds(self, after: int = 0) -> tuple[Build, ...]:
        """Every build that changed something, in order; only those numbered higher than *after*."""
        rows = self.database.rows(tables.builds, tables.builds.c.id > after, order_by="id")
        return tuple(self.database.read(tables.builds, _build, rows))

    def origins(self, limit: int | None = None) -> tuple[Origin, ...]:
        """Where the builds came from, the last one first; so many of them, or all."""
        rows = self.database.rows(tables.builds, columns=("id", "inputs", "host"), order_by="-id", limit=limit)
        return tuple(self.database.read(tables.builds, _origin, rows))

    def last_build(self) -> Build | None:
        """The latest build that changed something."""
        rows = self.database.rows(tables.builds, order_by="-id", limit=1)
        return next(iter(self.database.read(tables.builds, _build, rows)), None)

    def last_origin(self) -> Origin | None:
        """Where the last build came from that changed something."""
        return next(iter(self.origins(limit=1)), None)

    def untold(self) -> tuple[Build, ...]:
        """The builds whose news were not written: something came between."""
        told = self._about("told")
        return () if told is None else self.builds(int(told))

    def record(self, build: Build, revised: Revised, kept: Kept) -> int:
        """Keep a *build*, its revisions and what is *kept* with it, in one transaction.

        Returns the number it is logged by: at least that of *build*, or 0 for one that only repeats the last. Nobody
        is to be told of a first build. Raises OvertakenError, and nothing is kept, when the store has moved on.
        """
        with self.database.at_once(), self.database.transaction() as connection:
            known, listed, last = self._now()
            repeats = last is not None and not (build.changes or build.files) and build.inputs == last.inputs
            number = build.id if last is None else max(build.id, last.id + 1)
            changed = [rev for uid, rev in revised.revisions.items() if known.get(uid) != rev]
            new_feeds = kept.feeds.items() - listed.items()
            if repeats and not (changed or new_feeds or kept.done or kept.unsure):
                return 0
            told = number - 1 if kept.tell or last is not None else number
            self._move_on(connection, kept, (last.id if last else 0) if repeats else number, told)
            written = {id(one): _row(one) for one in changed}
            self.database.put_all(connection, tables.revisions, "uid", list(written.values()), known)
            listing = [{"name": name, "digest": digest} for name, digest in sorted(new_feeds)]
            self.database.put_all(connection, tables.feeds, "name", listing, listed)
            for one in kept.done:
                append(connection, self.database, one)
            if not repeats:
                row = _build_row(replace(build, id=number), written)
                self.database.put_all(connection, tables.builds, "id", [row], ())
        return 0 if repeats else number

    def _now(self) -> tuple[Mapping[str, Revision], Mapping[str, str], Origin | None]:
        """The revisions, the feeds and the last build, in the transaction that is open."""
        if self.database.is_just_made:
            return {}, {}, None
        return self.revisions(), self.manifest(), self.last_origin()

    def mark_told(self, number: int) -> None:
        """Note that the news of every build up to *number* is written."""
        if (self._about("told") or 0) < number:
            self._note(told=number)

    def unsure(self) -> Unsure | None:
        """Why it is not known who was sent what; None when it is."""
        why = self._about("unsure")
        return None if why is None else Unsure(why)

    def mailed(self) -> int:
        """How many mails were handed over, ever."""
        return int(self._about("mailed") or 0)

    def be_unsure(self, why: Unsure) -> None:
        """Note that it is not known who was sent what, and *why*."""
        self._note(unsure=why.value)

    def be_sure(self, mailed: int = 0) -> None:
        """Note that a person has said to go on although nobody knows who was sent what, of *mailed* mails at least."""
        self._note(unsure=None, mailed=max(mailed, self.mailed()))

    def forget_feeds(self, names: Sequence[str]) -> None:
        """Take feeds that were removed out of the manifest."""
        if names:
            ours = delete(tables.feeds).where(self.database.ours(tables.feeds), tables.feeds.c.name.in_(names))
            with self.database.transaction() as connection:
                connection.execute(ours)

    def _move_on(self, connection: Connection, kept: Kept, number: int, told: int) -> None:
        """Take the step from what was *seen* to *number*, which only one can."""
        ours, seen = self.database.ours(calendars), kept.seen
        values = {"number": number, "floor": kept.floor, **({"unsure": kept.unsure.value} if kept.unsure else {})}
        if not seen.number:
            values["told"] = told
        if seen.number is None:
            row = {"calendar_id": self.database.calendar_id, **values}
            taken = connection.execute(
                insert_new(connection, calendars), row, execution_options={"preserve_rowcount": True}
            )
        else:
            taken = connection.execute(update(calendars).where(ours, calendars.c.number == seen.number).values(values))
        last = connection.execute(_LAST_COMPLETION, {"whose": self.database.calendar_id}).scalar() or 0
        if taken.rowcount != 1 or last != seen.completion:
            raise OvertakenError

    def _note(self, **values: Any) -> None:
        with self.database.transaction() as connection:
            if connection.execute(update(calendars).where(self.database.ours(calendars)).values(values)).rowcount == 0:
                row = {"calendar_id": self.database.calendar_id, "number": 0, "floor": 0, **values}
                connection.execute(insert(calendars).values(row))

    def _about(self, what: str) -> Any:
        row = self.database.row(calendars)
        return None if row is None else row[what]


_LAST_COMPLETION = select(func.max(completions.c.id)).where(completions.c.calendar_id == bindparam("whose"))
_FORGOTTEN = (
    select(func.count()).select_from(tables.forgotten).where(tables.forgotten.c.calendar_id == bindparam("whose"))
)


@contextmanager
def opened_store(snapshot: Snapshot, *, create: bool = True, patience: float = PATIENCE) -> Iterator[Store]:
    """What the database of a workspace knows of builds; see `database.opened`."""
    with opened_for(snapshot, create=create, patience=patience) as found:
        yield Store(found)


def _row(revision: Revision) -> dict[str, Any]:
    people = revision.people
    return {
        "uid": revision.uid,
        "sequence": revision.sequence,
        "stamp": utc_text(revision.stamp),
        "start": revision.start.isoformat(),
        "end": revision.end.isoformat(),
        "at": revision.at.strftime("%H:%M") if revision.at is not None else None,
        "minutes": revision.minutes,
        "feeds": _slugs(revision.feeds),
        "summary": revision.summary,
        "digest": revision.digest,
        "live": revision.live,
        "description": revision.description,
        "due": revision.due.isoformat() if revision.due is not None else None,
        "people": None if people is None else _people(people),
        "title": revision.title,
        "done": revision.done.isoformat() if revision.done is not None else None,
        "shared": _slugs(revision.shared) if revision.shared else None,
    }


@lru_cache(maxsize=1024)
def _slugs(slugs: tuple[str, ...]) -> str:
    # The same few people have most of the work.
    return json.dumps(slugs)


@lru_cache(maxsize=1024)
def _people(people: tuple[Assignment, ...]) -> str:
    return json.dumps([(one.worker, one.covering) for one in people])


def _revision(row: Mapping[str, Any]) -> Revision:
    at, due, people, done = row["at"], row.get("due"), row.get("people"), row.get("done")
    return Revision(
        uid=row["uid"],
        sequence=row["sequence"],
        stamp=datetime.fromisoformat(row["stamp"]),
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]),
        at=None if at is None else time.fromisoformat(at),
        minutes=row["minutes"],
        feeds=tuple(json.loads(row["feeds"])),
        summary=row["summary"],
        digest=row["digest"],
        live=bool(row["live"]),
        description=row.get("description"),
        due=None if due is None else date.fromisoformat(due),
        people=None if people is None else tuple(Assignment(*one) for one in json.loads(people)),
        title=row.get("title"),
        done=None if done is None else date.fromisoformat(done),
        shared=tuple(json.loads(row.get("shared") or "[]")),
    )


def _build_row(build: Build, written: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """The row of *build*; of its revisions some rows are *written* already, each by the id of its object."""
    return {
        "id": build.id,
        "at": utc_text(build.at),
        "day": build.day.isoformat(),
        "changes": json.dumps([_change_row(change, written) for change in build.changes]),
        "inputs": json.dumps(dict(build.inputs)),
        "files": json.dumps(build.files),
        "forced": build.forced,
        "host": build.host,
    }


def _build(row: Mapping[str, Any]) -> Build:
    at = datetime.fromisoformat(row["at"])
    return Build(
        id=row["id"],
        at=at,
        day=date.fromisoformat(row.get("day") or row["at"][:10]),
        changes=tuple(_change(one) for one in json.loads(row["changes"])),
        inputs=json.loads(row.get("inputs") or "{}"),
        files=tuple(json.loads(row.get("files") or "[]")),
        forced=bool(row.get("forced")),
        host=row.get("host") or "",
    )


def _origin(row: Mapping[str, Any]) -> Origin:
    return Origin(row["id"], json.loads(row["inputs"] or "{}"), row["host"] or "")


def _change_row(change: Change, written: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    before, after = change.before, change.after
    return {
        "kind": change.kind.value,
        "uid": change.uid,
        "before": None if before is None else _row(before),
        "after": None if after is None else written.get(id(after)) or _row(after),
        "why": change.why,
    }


def _change(row: Mapping[str, Any]) -> Change:
    before, after = (None if row[key] is None else _revision(row[key]) for key in ("before", "after"))
    return Change(Kind(row["kind"]), before, after, tuple(row.get("why", ())))
