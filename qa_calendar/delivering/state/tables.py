"""The tables of the state database, every row a calendar_id's; and those of an earlier version as rows of these.

Schema 2 added what else is published, and what `log` and news need; 3 mail and done work; 4 several calendars in one
database, and who sends; 5 how far a mail told; 6 links, and what was published where; 7 groups with
members. A database of schema 3 may lack any column that came while it was the newest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    text,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateTable

SCHEMA_VERSION = 7

Row = Mapping[str, Any]

metadata = MetaData()


def _whose() -> Column[str]:
    return Column("calendar_id", String(250), primary_key=True)


about = Table("about", metadata, Column("schema_version", Integer, nullable=False))
calendars = Table(
    "calendars",
    metadata,
    _whose(),
    Column("number", Integer, nullable=False),
    Column("floor", Integer, nullable=False),
    Column("told", Integer),
    Column("unsure", String(10)),
    Column("mailed", Integer),
    Column("links", Integer),
)
"""*number* is that of the last build, *told* of the last whose news are written, *unsure* why it is not known who was
sent what, *mailed* how many mails were handed over, *links* how often the links were changed."""
revisions = Table(
    "revisions",
    metadata,
    _whose(),
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
    Column("done", String(10)),
    Column("shared", Text),
)
feeds = Table(
    "feeds",
    metadata,
    _whose(),
    Column("name", String(250), primary_key=True),
    Column("digest", String(64), nullable=False),
)
builds = Table(
    "builds",
    metadata,
    _whose(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", String(20), nullable=False),
    Column("changes", Text, nullable=False),
    Column("day", String(10)),
    Column("inputs", Text),
    Column("files", Text),
    Column("forced", Boolean),
    Column("host", String(250)),
)
mails = Table(
    "mail",
    metadata,
    _whose(),
    Column("person", String(250), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("period", String(300), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", String(20), nullable=False),
    Column("not_before", String(20)),
    Column("sender", String(250)),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("settled", Text),
    Column("history", Text),
    Column("build", Integer),
    Column("view", Text),
)
forgotten = Table("forgotten", metadata, _whose(), Column("digest", String(64), primary_key=True))
"""The tombstones of those whose names were taken out: no feed of before brings them back."""
links = Table(
    "links",
    metadata,
    _whose(),
    Column("slug", String(250), primary_key=True),
    Column("token", String(32)),
    Column("made", String(20), nullable=False),
    Column("moved", Boolean, nullable=False),
)
revoked = Table("revoked", metadata, _whose(), Column("digest", String(64), primary_key=True))
"""The digests of the tokens that no longer lead to anything."""
published = Table(
    "published",
    metadata,
    _whose(),
    Column("target", String(500), primary_key=True),
    Column("path", String(300), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("at", String(20), nullable=False),
)
"""What was written where, and when, recorded after the write."""
senders = Table(
    "senders",
    metadata,
    Column("name", String(250), primary_key=True),
    Column("until", BigInteger, nullable=False),
)
"""Who is sending, and until when it has to give the next sign of life, in milliseconds by the database's own clock."""
completions = Table(
    "completions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("calendar_id", String(250), nullable=False),
    Column("uid", String(250), nullable=False),
    Column("recorded", String(20), nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("done_on", String(10)),
    Column("done_by", Text, nullable=False),
    Column("workers", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("due", String(10)),
    Column("remaining", Text),
)

_SHARED = 4
"""The schema from which on every row is a calendar_id's."""

_ADDED = (
    (5, (mails, "build INTEGER")),
    (5, (mails, "view TEXT")),
    (5, (calendars, "mailed INTEGER")),
    (6, (calendars, "links INTEGER")),
    (7, (revisions, "shared TEXT")),
    (7, (completions, "remaining TEXT")),
)
"""The columns that came later, each with its schema."""

_KEPT = (revisions, feeds, builds, mails, completions)


def version_of(connection: Connection) -> int | None:
    """The schema a database was written with; None for one that has none yet, or whose making was cut off."""
    is_file = connection.dialect.name == "sqlite"
    # On a server it may be in another schema of the search path than new tables would be.
    is_there = about.name in _names(connection) if is_file else inspect(connection).has_table(about.name)
    if not is_there:
        return None
    return connection.exec_driver_sql("SELECT schema_version FROM about").scalar()


def _names(connection: Connection) -> set[str]:
    """The tables that are there."""
    if connection.dialect.name == "sqlite":
        # As SQLAlchemy would ask, which takes four times as long to get to it.
        return set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    return set(inspect(connection).get_table_names())


def earlier_rows(connection: Connection, version: int, calendar_id: str) -> list[tuple[Table, list[dict[str, Any]]]]:
    """What a database of an earlier schema *version* holds, as rows of these tables, looked at by that calendar."""
    if version >= _SHARED:
        return [(table, _rows_of(table, connection)) for table in (calendars, forgotten, *_KEPT)]
    there = _names(connection)
    found = {
        table.name: [dict(row) for row in connection.execute(text(f"SELECT * FROM {table.name}")).mappings()]
        for table in (about, *_KEPT)
        if table.name in there
    }
    owner = _owner(found.get(revisions.name, ()), calendar_id)
    rows = [(table, [_as_row(table, row, owner) for row in found.get(table.name, ())]) for table in _KEPT]
    return [(calendars, list(_calendars(found, owner))), *rows]


def _rows_of(table: Table, connection: Connection) -> list[dict[str, Any]]:
    found = connection.execute(text(f"SELECT * FROM {table.name}")).mappings()
    return [{column.name: row.get(column.name) for column in table.columns} for row in found]


def replace_earlier(connection: Connection, version: int, calendar_id: str) -> bool:
    """Make a database of an earlier schema *version*, or an empty one (0), one of this, everything in it kept.

    Returns whether there was nothing in it.
    """
    if version >= _SHARED:
        for table, column in (one for since, one in _ADDED if since > version):
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column}"))
        metadata.create_all(connection)
        connection.execute(update(about).values(schema_version=SCHEMA_VERSION))
        return False
    there = _names(connection) & metadata.tables.keys()
    rows = earlier_rows(connection, version, calendar_id) if there else []
    for name in there:
        connection.execute(text(f"DROP TABLE {name}"))
    make(connection)
    connection.execute(insert(about).values(schema_version=SCHEMA_VERSION))
    put_all(connection, rows)
    return not there


def make(connection: Connection) -> None:
    """Make every table in a database that has none of them."""
    with closing(connection.connection.cursor()) as cursor:  # SQLAlchemy's own steps take as long as SQLite's
        for statement in _statements(connection.dialect.name, connection.dialect):
            cursor.execute(statement)


_MADE_WITH: dict[str, tuple[str, ...]] = {}


def _statements(name: str, dialect: Dialect) -> tuple[str, ...]:
    # Looking for each table first, and wording each statement anew, takes longer than making them.
    if name not in _MADE_WITH:
        _MADE_WITH[name] = tuple(str(CreateTable(one).compile(dialect=dialect)) for one in metadata.sorted_tables)
    return _MADE_WITH[name]


def put_all(connection: Connection, rows: Sequence[tuple[Table, list[dict[str, Any]]]]) -> None:
    """Write rows into empty tables."""
    for table, some in rows:
        if some:
            connection.execute(insert(table), some)


def _owner(known: Sequence[Row], calendar_id: str) -> str:
    """Whose log, ledger and list of feeds it is: they do not say, and there was one calendar to a database."""
    live = Counter(_calendar_of(row["uid"]) for row in known if row["live"])
    if not live or calendar_id in live:
        return calendar_id
    return live.most_common(1)[0][0]


def _calendar_of(uid: str) -> str:
    return uid.rpartition("@")[2]


def _as_row(table: Table, row: Row, owner: str) -> dict[str, Any]:
    values = {column.name: row.get(column.name) for column in table.columns}
    # What two services wrote into one database by mistake parts again.
    return {**values, "calendar_id": _calendar_of(row["uid"]) if "uid" in row else owner}


def _calendars(found: Mapping[str, Sequence[Row]], owner: str) -> Iterator[dict[str, Any]]:
    log = found.get(builds.name, ())
    for row in found.get(about.name, ()):
        if not log:
            return
        number = max(build["id"] for build in log)
        # Until schema 2 nobody was told of a build.
        told = number if row["schema_version"] < 2 else row.get("told")
        yield {
            "calendar_id": owner,
            "number": number,
            "floor": row.get("floor") or 0,
            "told": told,
            "unsure": "lost" if row.get("unsure") else None,
        }
