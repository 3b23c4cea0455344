"""The tables of the state database, and what brings an older one up to date."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)

from qa_calendar.problems import DeliveryError

SCHEMA_VERSION = 3
"""2 added what else is published, and what `log` and news need, in columns that may be null; 3 mail and done work."""

metadata = MetaData()
about = Table(
    "about",
    metadata,
    Column("schema_version", Integer, nullable=False),
    Column("floor", Integer),
    Column("told", Integer),
    Column("unsure", Boolean),
)
revisions = Table(
    "revisions",
    metadata,
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
)
feeds = Table(
    "feeds",
    metadata,
    Column("name", String(250), primary_key=True),
    Column("digest", String(64), nullable=False),
)
builds = Table(
    "builds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(20), nullable=False),
    Column("changes", Text, nullable=False),
    Column("day", String(10)),
    Column("inputs", Text),
    Column("files", Text),
    Column("forced", Boolean),
)
mails = Table(
    "mail",
    metadata,
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
)
completions = Table(
    "completions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("uid", String(250), nullable=False),
    Column("recorded", String(20), nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("done_on", String(10)),
    Column("done_by", Text, nullable=False),
    Column("workers", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("due", String(10)),
)


def is_behind(connection: Connection) -> bool:
    """Whether it has something to be brought up to date."""
    if not inspect(connection).has_table(about.name):
        return True
    row = connection.execute(select(about.c.schema_version)).first()
    return row is None or row.schema_version < SCHEMA_VERSION


def bring_up_to_date(connection: Connection, *, migrate: bool) -> None:
    """Make the tables and columns that are missing, if told to *migrate*; raises DeliveryError for a newer schema."""
    empty = not inspect(connection).has_table(about.name)
    if migrate or empty:
        metadata.create_all(connection)
    row = connection.execute(select(about.c.schema_version)).first()
    if row is None and (migrate or empty):
        connection.execute(insert(about).values(schema_version=SCHEMA_VERSION))
    elif row is None:
        return
    elif row.schema_version > SCHEMA_VERSION:
        raise DeliveryError("the state database was written by a newer qa-calendar; upgrade this one")
    elif row.schema_version < SCHEMA_VERSION and migrate:
        _add_columns(connection)
        if row.schema_version < 2:
            told = select(func.max(builds.c.id)).scalar_subquery()
            connection.execute(update(about).values(told=told))
        connection.execute(update(about).values(schema_version=SCHEMA_VERSION))


def _add_columns(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                kind = column.type.compile(connection.dialect)
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}"))
