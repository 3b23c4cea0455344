"""The state database: what was last published of every UID, which feeds are ours, and the log of builds.

One SQLite file, or PostgreSQL where several machines build, through SQLAlchemy Core.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from qa_calendar.model import Assignment
from qa_calendar.planning.revisions import Change, Kind, Revised, Revision
from qa_calendar.problems import DeliveryError

SCHEMA_VERSION = 2
"""2 added the columns that may be null: what else is published, and what `log` and news need."""

_metadata = MetaData()
_about = Table(
    "about",
    _metadata,
    Column("schema_version", Integer, nullable=False),
    Column("floor", Integer),
    Column("told", Integer),
)
_revisions = Table(
    "revisions",
    _metadata,
    Column("uid", String(250), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("stamp", String(20), nullable=False),
    Column("start", String(10), nullable=False),
    Column("end", String(10), nullable=False),
    Column("at", String(5)),
    Column("minutes", Integer, nullable=False),
    Column("feeds", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("live", Boolean, nullable=False),
    Column("description", Text),
    Column("due", String(10)),
    Column("people", Text),
    Column("title", Text),
)
_feeds = Table(
    "feeds",
    _metadata,
    Column("name", String(250), primary_key=True),
    Column("digest", String(64), nullable=False),
)
_builds = Table(
    "builds",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(20), nullable=False),
    Column("changes", Text, nullable=False),
    Column("day", String(10)),
    Column("inputs", Text),
    Column("files", Text),
    Column("forced", Boolean),
)


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
    """An open state database. *fresh* when it held no build yet."""

    engine: Engine
    fresh: bool

    def revisions(self) -> dict[str, Revision]:
        """The last revision of every UID ever published."""
        with self._transaction() as connection:
            return {row["uid"]: _revision(row) for row in _rows(connection, _revisions)}

    def floor(self) -> int:
        """The SEQUENCE at which an event never seen begins: above 0 when an earlier database was lost."""
        return int(self._about("floor") or 0)

    def manifest(self) -> dict[str, str]:
        """The feeds we wrote: file name and SHA-256."""
        with self._transaction() as connection:
            return {row["name"]: row["digest"] for row in _rows(connection, _feeds)}

    def builds(self, after: int = 0) -> tuple[Build, ...]:
        """Every build that changed something, in order; only those numbered higher than *after*."""
        with self._transaction() as connection:
            rows = _rows(connection, _builds, f"WHERE id > {after:d} ORDER BY id")
        return tuple(map(_build, rows))

    def last_build(self) -> Build | None:
        """The latest build that changed something."""
        with self._transaction() as connection:
            rows = _rows(connection, _builds, "ORDER BY id DESC LIMIT 1")
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
        with self._transaction() as connection:
            if self.fresh:
                connection.execute(update(_about).values(floor=floor, told=number - 1 if previous else number))
            for revision in changed:
                _put(connection, _revisions, "uid", _row(revision))
            for name, digest in feeds.items() - listed.items():
                _put(connection, _feeds, "name", {"name": name, "digest": digest})
            if not repeats:
                connection.execute(insert(_builds).values(_build_row(replace(build, id=number))))
        return 0 if repeats else number

    def mark_told(self, number: int) -> None:
        """Note that the news of every build up to *number* is written."""
        if self._about("told") != number:
            with self._transaction() as connection:
                connection.execute(update(_about).values(told=number))

    def forget_feeds(self, names: Sequence[str]) -> None:
        """Take feeds that were removed out of the manifest."""
        if names:
            with self._transaction() as connection:
                connection.execute(delete(_feeds).where(_feeds.c.name.in_(names)))

    def _about(self, what: str) -> Any:
        with self._transaction() as connection:
            return next((row.get(what) for row in _rows(connection, _about)), None)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with _told_plainly(self.engine), self.engine.begin() as connection:
            yield connection


@contextmanager
def opened(url: str, root: Path, *, create: bool = True) -> Iterator[Store]:
    """The database at *url*, a SQLite path being relative to *root*; raises DeliveryError with the cure.

    With *create* False nothing is written: a database that is not there yet is an empty one in memory.
    """
    engine = _engine(url, root) if create else _engine_to_read(url, root)
    try:
        with _told_plainly(engine), engine.begin() as connection:
            _metadata.create_all(connection)
            _check_version(connection, migrate=create)
            fresh = connection.execute(select(_builds.c.id).limit(1)).first() is None
        store = Store(engine, fresh)
        yield store
    finally:
        engine.dispose()


def sqlite_file(url: str, root: Path) -> Path | None:
    """The file of a SQLite *url*; None for another database."""
    return root / url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else None


def _engine(url: str, root: Path) -> Engine:
    file = sqlite_file(url, root)
    if file is None:
        return _server(url)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DeliveryError(f"cannot make the folder {file.parent}: {error.strerror or error}") from error
    return _sqlite(file)


def _engine_to_read(url: str, root: Path) -> Engine:
    file = sqlite_file(url, root)
    if file is None or file.exists():
        engine = _server(url) if file is None else _sqlite(file)
        with _told_plainly(engine):
            if inspect(engine).has_table(_about.name):
                return engine
        engine.dispose()
    return create_engine("sqlite://")


def _sqlite(file: Path) -> Engine:
    # Not an f-string: a folder's name may hold what means something else in a URL.
    return create_engine(URL.create("sqlite", database=str(file)))


def _server(url: str) -> Engine:
    try:
        return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    except ModuleNotFoundError:
        message = "a PostgreSQL state needs the postgres extra: pip install 'qa-calendar[postgres]'"
        raise DeliveryError(message) from None


@contextmanager
def _told_plainly(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        where = engine.url.database if engine.url.drivername == "sqlite" else engine.url.host
        cure = ""
        if "not a database" in cause or "malformed" in cause:
            cure = "; move that file away and build again: revisions are recovered from the feeds"
        raise DeliveryError(f"the state database {where} failed: {cause}{cure}") from error


def _check_version(connection: Connection, *, migrate: bool) -> None:
    row = connection.execute(select(_about.c.schema_version)).first()
    if row is None:
        connection.execute(insert(_about).values(schema_version=SCHEMA_VERSION))
    elif row.schema_version > SCHEMA_VERSION:
        raise DeliveryError("the state database was written by a newer qa-calendar; upgrade this one")
    elif row.schema_version < SCHEMA_VERSION and migrate:
        _add_columns(connection)
        told = select(func.max(_builds.c.id)).scalar_subquery()
        connection.execute(update(_about).values(schema_version=SCHEMA_VERSION, told=told))


def _add_columns(connection: Connection) -> None:
    for table in _metadata.sorted_tables:
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                kind = column.type.compile(connection.dialect)
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}"))


def _rows(connection: Connection, table: Table, which: str = "") -> list[Mapping[str, Any]]:
    # All the columns there are: a look at a database of an earlier version neither fails nor changes it.
    return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table.name} {which}")).mappings()]


def _put(connection: Connection, table: Table, key: str, row: dict[str, Any]) -> None:
    # Update, then insert: the one upsert that every database has.
    if connection.execute(update(table).where(table.c[key] == row[key]).values(row)).rowcount == 0:
        connection.execute(insert(table).values(row))


def _row(revision: Revision) -> dict[str, Any]:
    people = revision.people
    return {
        "uid": revision.uid,
        "sequence": revision.sequence,
        "stamp": _instant(revision.stamp),
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
    }


def _revision(row: Mapping[str, Any]) -> Revision:
    at, due, people = row["at"], row.get("due"), row.get("people")
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
    )


def _build_row(build: Build) -> dict[str, Any]:
    return {
        "id": build.id,
        "at": _instant(build.at),
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


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
