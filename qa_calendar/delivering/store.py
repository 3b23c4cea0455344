"""The state database: what was last published of every UID, and which feeds are ours.

One SQLite file, or PostgreSQL where several machines build, through SQLAlchemy Core.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from qa_calendar.planning.revisions import Change, Revised, Revision
from qa_calendar.problems import DeliveryError

SCHEMA_VERSION = 1

_metadata = MetaData()
_about = Table("about", _metadata, Column("schema_version", Integer, nullable=False))
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
)


@dataclass(frozen=True, slots=True)
class Store:
    """An open state database. *fresh* when it held no build yet."""

    engine: Engine
    fresh: bool

    def revisions(self) -> dict[str, Revision]:
        """The last revision of every UID ever published."""
        with self._transaction() as connection:
            return {row.uid: _revision(row) for row in connection.execute(select(_revisions))}

    def manifest(self) -> dict[str, str]:
        """The feeds we wrote: file name and SHA-256."""
        with self._transaction() as connection:
            return {row.name: row.digest for row in connection.execute(select(_feeds))}

    def record(
        self, revised: Revised, previous: Mapping[str, Revision], feeds: Mapping[str, str], at: datetime
    ) -> None:
        """Keep a build's revisions, its changes and the feeds it is about to write, in one transaction."""
        changed = [rev for uid, rev in revised.revisions.items() if self.fresh or previous.get(uid) != rev]
        listed = self.manifest()
        with self._transaction() as connection:
            for revision in changed:
                _put(connection, _revisions, "uid", _row(revision))
            for name, digest in feeds.items() - listed.items():
                _put(connection, _feeds, "name", {"name": name, "digest": digest})
            if revised.changes or self.fresh:
                connection.execute(insert(_builds).values(at=_instant(at), changes=_told(revised.changes)))

    def forget_feeds(self, names: Sequence[str]) -> None:
        """Take feeds that were removed out of the manifest."""
        if names:
            with self._transaction() as connection:
                connection.execute(delete(_feeds).where(_feeds.c.name.in_(names)))

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
            _check_version(connection)
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


def _check_version(connection: Connection) -> None:
    row = connection.execute(select(_about.c.schema_version)).first()
    if row is None:
        connection.execute(insert(_about).values(schema_version=SCHEMA_VERSION))
    elif row.schema_version > SCHEMA_VERSION:
        raise DeliveryError("the state database was written by a newer qa-calendar; upgrade this one")


def _put(connection: Connection, table: Table, key: str, row: dict[str, Any]) -> None:
    # Update, then insert: the one upsert that every database has.
    if connection.execute(update(table).where(table.c[key] == row[key]).values(row)).rowcount == 0:
        connection.execute(insert(table).values(row))


def _row(revision: Revision) -> dict[str, Any]:
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
    }


def _revision(row: Any) -> Revision:
    return Revision(
        uid=row.uid,
        sequence=row.sequence,
        stamp=datetime.fromisoformat(row.stamp),
        start=date.fromisoformat(row.start),
        end=date.fromisoformat(row.end),
        at=None if row.at is None else time.fromisoformat(row.at),
        minutes=row.minutes,
        feeds=tuple(json.loads(row.feeds)),
        summary=row.summary,
        digest=row.digest,
        live=row.live,
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _told(changes: Sequence[Change]) -> str:
    return json.dumps(
        [
            {
                "kind": change.kind.value,
                "uid": change.uid,
                "before": None if change.before is None else _row(change.before),
                "after": None if change.after is None else _row(change.after),
            }
            for change in changes
        ]
    )
