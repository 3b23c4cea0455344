"""Taking a person's name and address out of what is remembered, and a tombstone, so that no old feed brings it back.

    name or address ─▶ who that is in the ledger, the log and the records of done work ─▶ rows without them, tombstones
    feeds read back ─▶ without whoever has a tombstone

A tombstone is a digest of the name, so that it says of nobody who it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update

from qa_calendar.delivering.state import tables
from qa_calendar.delivering.state.database import Database, insert_new
from qa_calendar.delivering.state.links import digest_of
from qa_calendar.model import Assignment, Completion, Config, ended_uid, note_uid
from qa_calendar.names import key
from qa_calendar.planning.revisions import Revision
from qa_calendar.rendering.readback import Recovered

SOMEBODY = "a former colleague"
_SLUG = "former-colleague"
_LOOKED_THROUGH = {
    tables.mails: ("name", "address", "subject", "detail", "settled", "history"),
    tables.completions: ("done_by", "workers", "title", "remaining"),
    tables.builds: ("changes", "files"),
    tables.revisions: ("feeds", "shared", "summary", "description", "people", "title"),
}


@dataclass(frozen=True, slots=True)
class Trace:
    """What somebody is known by: *names*, the names of their feeds, and addresses."""

    names: frozenset[str]
    slugs: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """All of it."""
        return tuple(sorted(self.names | self.slugs | self.addresses))

    def out_of(self, written: str) -> str:
        """*written* without any of it."""
        for name in sorted(self.names | self.addresses, key=len, reverse=True):
            written = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", SOMEBODY, written, flags=re.IGNORECASE)
        return written

    def is_in(self, written: str) -> bool:
        """Whether any of it is in *written*."""
        return self.out_of(written) != written


def known_people(database: Database) -> dict[str, Trace]:
    """Everybody that the database names, by name."""
    found: dict[str, Trace] = {}
    for name, slug, address in _named(database):
        was = found.get(name, Trace(frozenset({name})))
        slugs, addresses = ({one} if one else set() for one in (slug, address))
        found[name] = replace(was, slugs=was.slugs | slugs, addresses=was.addresses | addresses)
    return found


def _named(database: Database) -> Iterator[tuple[str, str, str]]:
    for row in database.rows(tables.mails):
        slug = "" if "@" in row["person"] else row["person"]
        yield row["name"], slug, row["address"]
    for row in database.rows(tables.completions):
        yield from ((name, "", "") for name in json.loads(row["done_by"]))
        yield from ((name, "", "") for name in json.loads(row["remaining"] or "[]"))
        yield from ((name, "", "") for one in json.loads(row["workers"]) for name in one if name)
    for row in database.rows(tables.revisions):
        yield from _of_revision(row)
    for row in database.rows(tables.builds):
        sides = (change[side] for change in json.loads(row["changes"]) for side in ("before", "after"))
        for one in filter(None, sides):
            yield from _of_revision(one)


def _of_revision(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    people, feeds = json.loads(row.get("people") or "[]"), json.loads(row["feeds"])
    slug = feeds[0] if len(people) == len(feeds) == 1 else ""
    yield from ((name, slug, "") for one in people for name in one if name)


def counted_of(database: Database, trace: Trace) -> dict[str, int]:
    """How many rows of each table name them."""
    return {
        table.name: sum(
            any(_cleared(trace, row[column]) != row[column] for column in columns) for row in database.rows(table)
        )
        for table, columns in _LOOKED_THROUGH.items()
    }


def forget(database: Database, trace: Trace) -> None:
    """Take them out, for good: their mail, their name in all else; and leave tombstones."""
    notes = _notes(trace, database)
    with database.transaction() as connection:
        theirs = tables.mails.c.person.in_([*trace.slugs, *(one.casefold() for one in trace.addresses)])
        connection.execute(delete(tables.mails).where(database.ours(tables.mails), theirs))
        _forget_links(connection, database, trace)
        feeds = tables.feeds.c.name.in_([f"{slug}.ics" for slug in trace.slugs])
        connection.execute(delete(tables.feeds).where(database.ours(tables.feeds), feeds))
        # What comes back under a UID that was forgotten must not begin below where it was.
        gone = database.ours(tables.revisions), tables.revisions.c.uid.in_(sorted(notes))
        highest = connection.execute(select(func.max(tables.revisions.c.sequence)).where(*gone)).scalar()
        if highest is not None:
            floor = update(tables.calendars).where(database.ours(tables.calendars), tables.calendars.c.floor <= highest)
            connection.execute(floor.values(floor=highest + 1))
            connection.execute(delete(tables.revisions).where(*gone))
        for table, columns in _LOOKED_THROUGH.items():
            for row in connection.execute(select(table).where(database.ours(table))).mappings().all():
                values = {name: _cleared(trace, row[name], notes) for name in columns if row[name]}
                changed = {name: value for name, value in values.items() if value != row[name]}
                if changed:
                    this = [column == row[column.name] for column in table.primary_key]
                    connection.execute(update(table).where(*this).values(changed))
        for word in trace.words:
            stone = {"calendar_id": database.calendar_id, "digest": tombstone(database.calendar_id, word)}
            connection.execute(insert_new(connection, tables.forgotten).values(stone))
    if database.file is not None:
        # Else what was written over stays in the file's free pages.
        with database.told_plainly(), database.engine.connect() as connection:
            connection.connection.driver_connection.isolation_level = None  # type: ignore[union-attr]
            connection.execute(text("VACUUM"))


def _forget_links(connection: Connection, database: Database, trace: Trace) -> None:
    """Their links are revoked: whoever publishes next takes them away from everywhere they were put to."""
    theirs = database.ours(tables.links), tables.links.c.slug.in_(sorted(trace.slugs))
    tokens = connection.execute(select(tables.links.c.token).where(*theirs)).scalars().all()
    connection.execute(delete(tables.links).where(*theirs))
    for token in filter(None, tokens):
        stone = {"calendar_id": database.calendar_id, "digest": digest_of(token)}
        connection.execute(insert_new(connection, tables.revoked).values(stone))
    if tokens:
        one_more = func.coalesce(tables.calendars.c.links, 0) + 1
        connection.execute(update(tables.calendars).where(database.ours(tables.calendars)).values(links=one_more))


def _notes(trace: Trace, database: Database) -> set[str]:
    return {uid(slug, database.calendar_id) for slug in trace.slugs for uid in (note_uid, ended_uid)}


def _cleared(trace: Trace, value: Any, notes: Collection[str] = ()) -> Any:
    """*value* without them, also inside JSON inside JSON, as in the log; and without the changes of their *notes*."""
    match value:
        case str() if (inner := _listed(value)) is not None:
            return json.dumps(_cleared(trace, inner, notes))
        case str():
            slug, dot, ending = value.rpartition(".") if value.endswith(".ics") else (value, "", "")
            return f"{_SLUG}{dot}{ending}" if slug in trace.slugs else trace.out_of(value)
        case list():
            return [_cleared(trace, one, notes) for one in value if not _is_of(one, notes)]
        case dict():
            return {name: _cleared(trace, one, notes) for name, one in value.items()}
        case _:
            return value


def _listed(value: str) -> list[Any] | None:
    try:
        found = json.loads(value) if value[:1] == "[" else None
    except ValueError:
        return None  # a title in brackets
    return found if isinstance(found, list) else None


def _is_of(change: Any, notes: Collection[str]) -> bool:
    return isinstance(change, dict) and change.get("uid") in notes


def tombstone(calendar_id: str, word: str) -> str:
    """What is kept of a name, a feed's name or an address that was forgotten."""
    return hashlib.sha256(f"{calendar_id}\n{key(word)}".encode()).hexdigest()


def without_forgotten(shown: Recovered, database: Database, config: Config) -> Recovered:
    """What feeds show, without whoever was forgotten since they were written and is not back."""
    stones = {row["digest"] for row in database.rows(tables.forgotten)}
    if not stones:
        return shown

    def is_forgotten(word: str) -> bool:
        is_back = word in config.names or config.meant_by(word) is not None
        return not is_back and tombstone(database.calendar_id, word) in stones

    words = {word for revision in shown.revisions.values() for word in _words(revision)}
    words |= {name for done in shown.done.values() for name in (*done.by, *(one.worker for one in done.workers))}
    slugs = {slug for revision in shown.revisions.values() for slug in (*revision.feeds, *revision.shared)}
    trace = Trace(frozenset(filter(is_forgotten, words)), frozenset(filter(is_forgotten, slugs)))
    if not trace.words:
        return shown
    notes = _notes(trace, database)
    revisions = {uid: _cleared_revision(trace, one) for uid, one in shown.revisions.items() if uid not in notes}
    done = {uid: _cleared_completion(trace, one) for uid, one in shown.done.items()}
    return replace(shown, revisions=revisions, done=done)


def _words(revision: Revision) -> Iterator[str]:
    for one in revision.people or ():
        yield from filter(None, (one.worker, one.covering))


def _cleared_revision(trace: Trace, one: Revision) -> Revision:
    return replace(
        one,
        summary=trace.out_of(one.summary),
        description=None if one.description is None else trace.out_of(one.description),
        people=None if one.people is None else tuple(_cleared_assignment(trace, who) for who in one.people),
        feeds=tuple(slug for slug in one.feeds if slug not in trace.slugs),
        shared=tuple(slug for slug in one.shared if slug not in trace.slugs),
    )


def _cleared_completion(trace: Trace, one: Completion) -> Completion:
    by = tuple(trace.out_of(name) for name in one.by)
    return replace(one, by=by, workers=tuple(_cleared_assignment(trace, who) for who in one.workers))


def _cleared_assignment(trace: Trace, who: Assignment) -> Assignment:
    return Assignment(trace.out_of(who.worker), None if who.covering is None else trace.out_of(who.covering))
