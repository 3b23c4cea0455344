"""Which work is done: a record for each time somebody says so or takes it back, and none ever changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from qa_calendar.dates.zone import utc_text
from qa_calendar.delivering.state import tables
from qa_calendar.delivering.state.database import Database, opened_for
from qa_calendar.delivering.workspace import Snapshot
from qa_calendar.model import Assignment, Completion


@dataclass(frozen=True, slots=True)
class Recorded:
    """One record: a *completion*, or that it is *undone* as of its `recorded`."""

    completion: Completion
    undone: bool


@dataclass(frozen=True, slots=True)
class Completions:
    """What an open *database* knows of work that is done."""

    database: Database

    def current(self) -> dict[str, Completion]:
        """What is done, by UID, as it was recorded last."""
        return {uid: one.completion for uid, one in self.latest().items() if not one.undone}

    def latest(self) -> dict[str, Recorded]:
        """The last record of every UID."""
        return {one.completion.uid: one for one in self.history()}

    def history(self) -> tuple[Recorded, ...]:
        """Every record, in order."""
        rows = self.database.rows(tables.completions, order_by="id")
        return tuple(self.database.read(tables.completions, _recorded, rows))

    def record(self, completion: Completion) -> None:
        """Keep *completion*; it counts instead of an earlier one of the same UID."""
        self._append(Recorded(completion, undone=False))

    def undo(self, uid: str, at: datetime) -> Completion | None:
        """Take back that *uid* is done, as of *at* (aware); what it takes back, None when there is nothing."""
        taken_back = self.current().get(uid)
        if taken_back is not None:
            self._append(Recorded(replace(taken_back, recorded=at), undone=True))
        return taken_back

    def _append(self, one: Recorded) -> None:
        with self.database.transaction() as connection:
            append(connection, self.database, one)


def completions_of(snapshot: Snapshot) -> dict[str, Completion]:
    """What is done in a workspace, by UID; nothing is written, also where there is no database yet."""
    with opened_for(snapshot, create=False) as database:
        return Completions(database).current()


def append(connection: Connection, database: Database, one: Recorded) -> None:
    """Add a record to those of *database*."""
    values = {"calendar_id": database.calendar_id, **_row(one)}
    connection.execute(insert(tables.completions).values(values))


def _row(one: Recorded) -> dict[str, Any]:
    done = one.completion
    return {
        "uid": done.uid,
        "recorded": utc_text(done.recorded),
        "undone": one.undone,
        "done_on": done.on.isoformat(),
        "done_by": json.dumps(done.by),
        "workers": json.dumps([(worker.worker, worker.covering) for worker in done.workers]),
        "title": done.title,
        "due": done.due.isoformat() if done.due is not None else None,
        "remaining": json.dumps(done.remaining) if done.remaining else None,
    }


def _recorded(row: Mapping[str, Any]) -> Recorded:
    completion = Completion(
        uid=row["uid"],
        title=row["title"],
        on=date.fromisoformat(row["done_on"]),
        by=tuple(json.loads(row["done_by"])),
        workers=tuple(Assignment(*one) for one in json.loads(row["workers"])),
        due=None if row["due"] is None else date.fromisoformat(row["due"]),
        recorded=datetime.fromisoformat(row["recorded"]),
        remaining=tuple(json.loads(row.get("remaining") or "[]")),
    )
    return Recorded(completion, bool(row["undone"]))
