"""What was last published of every UID, which feeds are ours, and the log of builds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, update

from qa_calendar.dates.zone import utc_text
from qa_calendar.delivering.state import database, tables
from qa_calendar.delivering.state.database import Database, put
from qa_calendar.model import Assignment
from qa_calendar.planning.revisions import Change, Kind, Revised, Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One line of the log. *inputs* are the digests of the files it was made from, *files* the feeds it wrote.

    *forced* when it was told to go on although most of what was coming vanished.
    """

    id: int
    at: datetime
    day: date
    changes: tuple[Change, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Store:
    """What an open *database* knows of builds."""

    database: Database

    @property
    def fresh(self) -> bool:
        """Whether it held no build yet when it was opened."""
        return self.database.fresh

    def revisions(self) -> dict[str, Revision]:
        """The last revision of every UID ever published."""
        return {row["uid"]: _revision(row) for row in self.database.rows(tables.revisions)}

    def floor(self) -> int:
        """The SEQUENCE at which an event never seen begins: above 0 when an earlier database was lost."""
        return int(self._about("floor") or 0)

    def manifest(self) -> dict[str, str]:
        """The feeds we wrote: file name and SHA-256."""
        return {row["name"]: row["digest"] for row in self.database.rows(tables.feeds)}

    def builds(self, after: int = 0) -> tuple[Build, ...]:
        """Every build that changed something, in order; only those numbered higher than *after*."""
        return tuple(map(_build, self.database.rows(tables.builds, f"WHERE id > {after:d} ORDER BY id")))

    def last_build(self) -> Build | None:
        """The latest build that changed something."""
        rows = self.database.rows(tables.builds, "ORDER BY id DESC LIMIT 1")
        return _build(rows[0]) if rows else None

    def untold(self) -> tuple[Build, ...]:
        """The builds whose news were not written: something came between."""
        told = self._about("told")
        return () if told is None else self.builds(int(told))

    def record(
        self,
        build: Build,
        revised: Revised,
        previous: Mapping[str, Revision],
        feeds: Mapping[str, str],
        floor: int = 0,
    ) -> int:
        """Keep a *build*, its revisions, the digests of its *feeds* and the *floor*, in one transaction.

        Returns the number it is logged by: at least that of *build*, or 0 for one that only repeats the last. Nobody
        is to be told of a first build.
        """
        changed = [rev for uid, rev in revised.revisions.items() if self.fresh or previous.get(uid) != rev]
        listed, last = self.manifest(), self.last_build()
        repeats = last is not None and not (build.changes or build.files) and build.inputs == last.inputs
        number = build.id if last is None else max(build.id, last.id + 1)
        with self.database.transaction() as connection:
            if self.fresh:
                connection.execute(update(tables.about).values(floor=floor, told=number - 1 if previous else number))
            for revision in changed:
                put(connection, tables.revisions, "uid", _row(revision))
            for name, digest in feeds.items() - listed.items():
                put(connection, tables.feeds, "name", {"name": name, "digest": digest})
            if not repeats:
                connection.execute(insert(tables.builds).values(_build_row(replace(build, id=number))))
        return 0 if repeats else number

    def mark_told(self, number: int) -> None:
        """Note that the news of every build up to *number* is written."""
        if self._about("told") != number:
            with self.database.transaction() as connection:
                connection.execute(update(tables.about).values(told=number))

    def is_unsure(self) -> bool:
        """Whether an earlier database was lost, and with it who was sent what."""
        return bool(self._about("unsure"))

    def be_unsure(self, unsure: bool) -> None:
        """Note that who was sent what is lost, or that a person has said to go on all the same."""
        with self.database.transaction() as connection:
            connection.execute(update(tables.about).values(unsure=unsure))

    def forget_feeds(self, names: Sequence[str]) -> None:
        """Take feeds that were removed out of the manifest."""
        if names:
            with self.database.transaction() as connection:
                connection.execute(delete(tables.feeds).where(tables.feeds.c.name.in_(names)))

    def _about(self, what: str) -> Any:
        return next((row.get(what) for row in self.database.rows(tables.about)), None)


@contextmanager
def opened_store(url: str, root: Path, *, create: bool = True) -> Iterator[Store]:
    """What the database at *url* knows of builds; see `database.opened`."""
    with database.opened(url, root, create=create) as found:
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
        "feeds": json.dumps(revision.feeds),
        "summary": revision.summary,
        "digest": revision.digest,
        "live": revision.live,
        "description": revision.description,
        "due": revision.due.isoformat() if revision.due is not None else None,
        "people": None if people is None else json.dumps([(one.worker, one.covering) for one in people]),
        "title": revision.title,
        "done": revision.done.isoformat() if revision.done is not None else None,
    }


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
    )


def _build_row(build: Build) -> dict[str, Any]:
    return {
        "id": build.id,
        "at": utc_text(build.at),
        "day": build.day.isoformat(),
        "changes": json.dumps([_change_row(change) for change in build.changes]),
        "inputs": json.dumps(dict(build.inputs)),
        "files": json.dumps(build.files),
        "forced": build.forced,
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
    )


def _change_row(change: Change) -> dict[str, Any]:
    before, after = (None if one is None else _row(one) for one in (change.before, change.after))
    return {"kind": change.kind.value, "uid": change.uid, "before": before, "after": after, "why": change.why}


def _change(row: Mapping[str, Any]) -> Change:
    before, after = (None if row[key] is None else _revision(row[key]) for key in ("before", "after"))
    return Change(Kind(row["kind"]), before, after, tuple(row.get("why", ())))
