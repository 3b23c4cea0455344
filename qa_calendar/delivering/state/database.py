"""Opening the state database: one SQLite file, or PostgreSQL where several machines build or send (SQLAlchemy Core).

A database holds any number of calendars; whoever opens it sees the rows of one. No lock outlives a transaction and no
statement is prepared, so that PostgreSQL may stand behind a pooler. What is compiled of statements serves every SQLite
file of a process, and while `engines_are_kept` every calendar of a server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    bindparam,
    create_engine,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from qa_calendar.delivering.files import keep_private
from qa_calendar.delivering.state.kept import KEPT
from qa_calendar.delivering.state.tables import (
    SCHEMA_VERSION,
    builds,
    earlier_rows,
    make,
    put_all,
    replace_earlier,
    version_of,
)
from qa_calendar.delivering.workspace import Snapshot, sqlite_file
from qa_calendar.problems import DeliveryError

T = TypeVar("T")

PATIENCE = 30.0
"""How many seconds a writer waits for another."""

_A_MOMENT = 1.0
"""A look waits no longer than another's commit may take."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open state database as the calendar of that id sees it."""

    engine: Engine
    calendar_id: str
    _had_none: list[bool] = field(default_factory=list, repr=False)
    _open: list[Connection] = field(default_factory=list, repr=False)
    _noted: list[dict[Table, Mapping[str, Any] | None]] = field(default_factory=list, repr=False)
    _unmade: list[bool] = field(default_factory=list, repr=False)
    _made: list[bool] = field(default_factory=list, repr=False)

    @property
    def fresh(self) -> bool:
        """Whether it held no build yet when this was first asked."""
        if self.is_nothing:
            return True
        if not self._had_none:
            with self.transaction() as connection:
                known = connection.execute(_ANY_BUILD, {"whose": self.calendar_id})
                self._had_none.append(known.first() is None)
        return self._had_none[0]

    @property
    def is_nothing(self) -> bool:
        """Whether it only stands for one that is not there yet, which there is nothing to ask of."""
        return self.engine is _nothing()

    @property
    def is_just_made(self) -> bool:
        """Whether the transaction that is open made its tables, so that nothing was in it before."""
        return bool(self._made) and self._made[-1]

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for another."""
        return Path(self.engine.url.database or "") if self.engine.url.drivername == "sqlite" else None

    def ours(self, table: Table) -> ColumnElement[bool]:
        """That a row of *table* is this calendar's."""
        return table.c.calendar_id == self.calendar_id

    def rows(
        self,
        table: Table,
        *where: ColumnElement[bool],
        columns: Iterable[str] = (),
        order_by: str = "",
        limit: int | None = None,
    ) -> list[Mapping[str, Any]]:
        """This calendar's rows of *table*, in the order of the columns *order_by*, whole or only those *columns*."""
        if self.is_nothing:
            return []
        wanted = _selection(table, tuple(columns), order_by, limit)
        if where:
            wanted = wanted.where(*where)
        with self.transaction() as connection:
            return [dict(row) for row in connection.execute(wanted, {"whose": self.calendar_id}).mappings()]

    def read(self, table: Table, make: Callable[[Mapping[str, Any]], T], rows: Iterable[Mapping[str, Any]]) -> list[T]:
        """What *make* makes of *rows* of *table*; raises DeliveryError with the cure for one that none of us wrote."""
        found = []
        for row in rows:
            try:
                found.append(make(row))
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                key = ", ".join(str(row[column.name]) for column in table.primary_key if column.name != "calendar_id")
                cure = "restore a backup, or move it away and build again"
                raise DeliveryError(
                    f"the state database holds what no qa-calendar wrote, in {table.name} ({key}): {error}; {cure}"
                ) from error
        return found

    def put(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
        """Write *row* over this calendar's row of the same key, or as a new one."""
        # Update, then insert: the one upsert that every database has.
        values = {"calendar_id": self.calendar_id, **row}
        key = [column == values[column.name] for column in table.primary_key]
        if connection.execute(update(table).where(*key).values(values)).rowcount == 0:
            connection.execute(insert(table).values(values))

    def put_all(
        self, connection: Connection, table: Table, key: str, rows: Sequence[Mapping[str, Any]], known: Container[Any]
    ) -> None:
        """Write *rows*, over this calendar's row of the same value in the column *key* where that is *known*."""
        new = [{"calendar_id": self.calendar_id, **row} for row in rows if row[key] not in known]
        over = [{**row, "its_key": row[key]} for row in rows if row[key] in known]
        if new:
            # As they stand: they are texts, numbers and truths, and going through each for what it is takes longest.
            statement, names = _insertion(table, tuple(new[0]), connection.dialect)
            in_order = itemgetter(*names) if names else dict
            connection.exec_driver_sql(statement, [in_order(row) for row in new])
        if over:
            connection.execute(update(table).where(self.ours(table), table.c[key] == bindparam("its_key")), over)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose work is kept whole or not at all; raises DeliveryError with the cure."""
        if self._open:
            yield self._open[-1]
            return
        with self.told_plainly(), self.engine.begin() as connection:
            is_made = bool(self._unmade) and _make(connection, self.calendar_id)
            self._made.append(is_made)
            try:
                yield connection
            finally:
                self._made.pop()
        self._unmade.clear()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Make all that is read or written meanwhile one transaction."""
        with self.transaction() as connection:
            self._open.append(connection)
            try:
                yield
            finally:
                self._open.pop()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Read in one transaction, and what `row` gives once: nothing is written meanwhile."""
        with nullcontext() if self.is_nothing else self.at_once():
            self._noted.append({})
            try:
                yield
            finally:
                self._noted.pop()

    def row(self, table: Table) -> Mapping[str, Any] | None:
        """This calendar's row of a *table* that has one of each."""
        noted = self._noted[-1] if self._noted else {}
        if table not in noted:
            noted[table] = next(iter(self.rows(table)), None)
        return noted[table]

    @contextmanager
    def told_plainly(self) -> Iterator[None]:
        """Make a failure of the database a DeliveryError with the cure."""
        with _told_plainly(self.engine):
            yield


@lru_cache(maxsize=128)
def _selection(table: Table, columns: tuple[str, ...], order_by: str, limit: int | None) -> Select[Any]:
    # Made once: there are a few dozen, and making one takes longer than asking.
    wanted = select(*(table.c[name] for name in columns or table.c.keys()))
    for name in order_by.split():
        wanted = wanted.order_by(table.c[name.lstrip("-")].desc() if name[0] == "-" else table.c[name])
    return wanted.where(table.c.calendar_id == bindparam("whose")).limit(limit)


_ANY_BUILD = select(builds.c.id).where(builds.c.calendar_id == bindparam("whose")).limit(1)


def _insertion(table: Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The statement that puts rows with those columns into *table*; and their order where a dialect goes by that."""
    known = _INSERTIONS.get((dialect.name, table.name, names))
    if known is None:
        made = insert(table).compile(dialect=dialect, column_keys=list(names))
        known = made.string, tuple(made.positiontup or ())
        _INSERTIONS[dialect.name, table.name, names] = known
    return known


_INSERTIONS: dict[tuple[str, str, tuple[str, ...]], tuple[str, tuple[str, ...]]] = {}


@contextmanager
def opened(
    url: str, root: Path, calendar_id: str, *, create: bool = True, patience: float = PATIENCE
) -> Iterator[Database]:
    """The database at *url*, a SQLite path being relative to *root*; raises DeliveryError with the cure.

    With *create* False nothing is written, and nobody is waited for: a database that is not there yet is an empty one
    in memory, and one of an earlier version a copy there. Else a writer is waited for *patience* seconds; in a
    database that is new, the first transaction makes the tables.
    """
    engine, is_empty = _engine(url, root, patience) if create else (_engine_to_read(url, root, calendar_id), False)
    try:
        if create and not is_empty:
            with _told_plainly(engine), engine.begin() as connection:
                version = _version(connection)
                is_empty = version is None
                if version not in (None, SCHEMA_VERSION):
                    _make(connection, calendar_id)
        yield Database(engine, calendar_id, _unmade=[True] if is_empty else [])
    finally:
        _let_go(engine)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection to the server at *url*, whatever is in it; raises DeliveryError for what is no address."""
    engine = _server(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        _let_go(engine)


def opened_for(
    snapshot: Snapshot, *, create: bool = True, patience: float = PATIENCE
) -> AbstractContextManager[Database]:
    """The database of a workspace; see `opened`."""
    config = snapshot.config
    return opened(config.state, snapshot.root, config.calendar_id, create=create, patience=patience)


def _make(connection: Connection, calendar_id: str) -> bool:
    """Make the tables, or those of an earlier version ones of this; whether there was nothing before."""
    # Two that make the same tables at once would get in each other's way.
    first = "SELECT pg_advisory_xact_lock(1)" if connection.dialect.name == "postgresql" else "BEGIN IMMEDIATE"
    connection.exec_driver_sql(first)
    version = _version(connection)
    return version != SCHEMA_VERSION and replace_earlier(connection, version or 0, calendar_id)


def _version(connection: Connection) -> int | None:
    version = version_of(connection)
    if version is not None and version > SCHEMA_VERSION:
        raise DeliveryError("the state database was written by a newer qa-calendar; upgrade this one")
    return version


def _engine(url: str, root: Path, patience: float) -> tuple[Engine, bool]:
    """What connects to a database that may be written to, and whether that is a file that was not there."""
    file = sqlite_file(url, root)
    if file is None:
        return _server(url), False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DeliveryError(f"cannot make the folder {file.parent}: {error.strerror or error}") from error
    is_new = False
    with suppress(OSError):  # what cannot be opened says so when it is, and some file systems have no modes
        if not file.exists():
            file.touch(mode=0o660, exist_ok=False)
            is_new = True
        keep_private(file)
    return _sqlite(file, patience), is_new


def _let_go(engine: Engine) -> None:
    if engine is not _nothing() and engine not in (KEPT.get() or {}).values():
        engine.pool.dispose()  # for good: the engine's own way makes another


def _engine_to_read(url: str, root: Path, calendar_id: str) -> Engine:
    file = sqlite_file(url, root)
    earlier = []
    if file is None or file.exists():
        engine = _server(url) if file is None else _sqlite(file, _A_MOMENT)
        try:
            with _told_plainly(engine), engine.connect() as connection:
                version = _version(connection)
                if version == SCHEMA_VERSION:
                    return engine
                if version is not None:
                    earlier = earlier_rows(connection, version, calendar_id)
        except DeliveryError:
            _let_go(engine)
            raise
        _let_go(engine)
    if not earlier:
        return _nothing()
    return _in_memory(earlier)


@cache
def _nothing() -> Engine:
    """A database with nothing in it, which nobody writes to."""
    return _in_memory([])


def _in_memory(rows: Sequence[tuple[Table, list[dict[str, Any]]]]) -> Engine:
    dialect = _sqlite_dialect()
    pool = StaticPool(lambda: dialect.connect(":memory:", check_same_thread=False), dialect=dialect)
    memory = Engine(pool, dialect, URL.create("sqlite"), execution_options={"compiled_cache": _COMPILED})
    with memory.begin() as connection:
        make(connection)
        put_all(connection, rows)
    return memory


@cache
def _sqlite_dialect() -> Dialect:
    engine = create_engine("sqlite://")
    with engine.connect():  # which is when it learns what this SQLite can do
        return engine.dialect


_COMPILED: dict[Any, Any] = {}
"""The statements compiled for SQLite: as many as this program has."""


def _sqlite(file: Path, patience: float) -> Engine:
    dialect = _sqlite_dialect()
    # Not an f-string: a folder's name may hold what means something else in a URL.
    url = URL.create("sqlite", database=str(file))
    where, how = dialect.create_connect_args(url)
    pool = QueuePool(lambda: dialect.connect(*where, **how, timeout=patience), dialect=dialect)
    return Engine(pool, dialect, url, execution_options={"compiled_cache": _COMPILED})


def _server(url: str) -> Engine:
    kept = KEPT.get()
    if kept is None:
        return _server_engine(url)
    if url not in kept:
        kept[url] = _server_engine(url)
    return kept[url]


def _server_engine(url: str) -> Engine:
    driver = re.sub("^postgres(ql)?://", "postgresql+psycopg://", url)
    try:
        # A pooler gives each transaction another session, which knows nothing of a statement prepared in one.
        return create_engine(driver, connect_args={"prepare_threshold": None})
    except ModuleNotFoundError:
        cure = "python -m pip install '.[postgres]' in the folder it was installed from"
        message = f"a PostgreSQL state needs the postgres extra: {cure}"
        raise DeliveryError(message) from None
    except (ArgumentError, ValueError):
        # What was written may hold a password, and so does what is said of it.
        raise DeliveryError("config.yaml's state is no database address; write it as postgresql://HOST/NAME") from None


@contextmanager
def _told_plainly(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        where = engine.url.database if engine.url.drivername == "sqlite" else engine.url.host
        raise DeliveryError(f"the state database {where} failed: {cause}{_cure(cause, engine.url)}") from error


def insert_new(connection: Connection, table: Table) -> Any:
    """An insert into *table* that leaves a row of the same key as it is."""
    # The dialect that is not connected to takes long to load.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_on_server

        return insert_on_server(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as insert_in_file

    return insert_in_file(table).on_conflict_do_nothing()


def _cure(cause: str, url: URL) -> str:
    if "not a database" in cause or "malformed" in cause:
        return "; move that file away and build again: revisions are recovered from the feeds"
    if "database is locked" in cause:
        return (
            ": another program has it open and is writing to it, such as a second qa-calendar, a backup or a database "
            "viewer; let it finish or close it, and run this again"
        )
    if "permission denied for schema" in cause:
        return f"; let its owner say: GRANT USAGE, CREATE ON SCHEMA public TO {url.username}"
    if "must be owner of" in cause:
        return "; an upgrade makes its tables anew: let their owner run `qa-calendar build` once"
    if "permission denied for" in cause:
        return (
            f"; let its owner say: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "
            f"{url.username}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {url.username}"
        )
    return ""
