"""Opening the state database: one SQLite file, or PostgreSQL where several machines build or send (SQLAlchemy Core)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, insert, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from qa_calendar.delivering.state.tables import about, bring_up_to_date, builds, is_behind, metadata
from qa_calendar.problems import DeliveryError

_BUSY = 30
"""How many seconds SQLite waits for another writer."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open state database. *fresh* when it held no build yet.

    *missing* are the tables that one of an earlier version lacks, when it is only looked at.
    """

    engine: Engine
    fresh: bool
    missing: frozenset[str] = frozenset()

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for another."""
        return Path(self.engine.url.database or "") if self.engine.url.drivername == "sqlite" else None

    def rows(self, table: Table, which: str = "") -> list[Mapping[str, Any]]:
        """The rows of *table*, those that *which* says, in SQL."""
        if table.name in self.missing:
            return []
        # All the columns there are: a look at a database of an earlier version neither fails nor changes it.
        with self.transaction() as connection:
            return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table.name} {which}")).mappings()]

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose work is kept whole or not at all; raises DeliveryError with the cure."""
        with self.told_plainly(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def told_plainly(self) -> Iterator[None]:
        """Make a failure of the database a DeliveryError with the cure."""
        with _told_plainly(self.engine):
            yield


@contextmanager
def opened(url: str, root: Path, *, create: bool = True) -> Iterator[Database]:
    """The database at *url*, a SQLite path being relative to *root*; raises DeliveryError with the cure.

    With *create* False nothing is written: a database that is not there yet is an empty one in memory.
    """
    engine = _engine(url, root) if create else _engine_to_read(url, root)
    try:
        with _told_plainly(engine), engine.begin() as connection:
            if create and is_behind(connection):
                _wait_for_others(connection)
            bring_up_to_date(connection, migrate=create)
            missing = frozenset(metadata.tables) - frozenset(inspect(connection).get_table_names())
            # A first build that was cut off may have made no more than the first tables.
            fresh = builds.name in missing or connection.execute(select(builds.c.id).limit(1)).first() is None
        yield Database(engine, fresh, missing)
    finally:
        engine.dispose()


def _wait_for_others(connection: Connection) -> None:
    # Two that make the same tables at once would get in each other's way.
    first = "SELECT pg_advisory_xact_lock(1)" if connection.dialect.name == "postgresql" else "BEGIN IMMEDIATE"
    connection.execute(text(first))


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
        try:
            with _told_plainly(engine):
                if inspect(engine).has_table(about.name):
                    return engine
        except DeliveryError:
            engine.dispose()
            raise
        engine.dispose()
    return create_engine("sqlite://")


def _sqlite(file: Path) -> Engine:
    # Not an f-string: a folder's name may hold what means something else in a URL.
    return create_engine(URL.create("sqlite", database=str(file)), connect_args={"timeout": _BUSY})


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


def put(connection: Connection, table: Table, key: str, row: dict[str, Any]) -> None:
    """Write *row* over the one with the same *key*, or as a new one."""
    # Update, then insert: the one upsert that every database has.
    if connection.execute(update(table).where(table.c[key] == row[key]).values(row)).rowcount == 0:
        connection.execute(insert(table).values(row))
