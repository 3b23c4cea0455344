"""The secret links of a calendar, what is recorded as published of it, and where.

A link is a word that nobody can guess, in the address of one feed. What was revoked is kept as a digest: enough to know
it by, and to nobody's use.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from qa_calendar.dates.zone import utc_text
from qa_calendar.delivering.files import digest
from qa_calendar.delivering.state import tables
from qa_calendar.delivering.state.database import Database, insert_new
from qa_calendar.delivering.state.tables import calendars
from qa_calendar.delivering.workspace import SERVE
from qa_calendar.problems import DeliveryError

TOKEN = re.compile("[a-z2-7]{32}")
"""Small letters and digits only: some servers tell no capitals, and some programs cut a dash off an address."""


def masked(text: str) -> str:
    """*text* with four letters left of each token in it."""
    return TOKEN.sub(lambda found: f"{found[0][:4]}…", text)


def new_token() -> str:
    """A word of 160 random bits."""
    return b32encode(secrets.token_bytes(20)).decode().lower()


def digest_of(word: str) -> str:
    """What a token is known by where it may not stand itself (SHA-256)."""
    return digest(word.encode())


@dataclass(frozen=True, slots=True)
class Link:
    """The secret *token* of the feed called *slug*, None once it was revoked without another in its place.

    *made* is aware. *moved* when whoever reads the feed may have subscribed to it at another address before.
    """

    slug: str
    token: str | None
    made: datetime
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Every link by slug, the digests of what was *revoked*, and a *number* that every change raises."""

    number: int = 0
    by_slug: Mapping[str, Link] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()

    @property
    def tokens(self) -> dict[str, str]:
        """The tokens that are in use, by slug."""
        return {slug: one.token for slug, one in self.by_slug.items() if one.token is not None}

    @property
    def without(self) -> frozenset[str]:
        """Those whose link was revoked without another in its place, by slug."""
        return frozenset(slug for slug, one in self.by_slug.items() if one.token is None)

    def with_new(self, slugs: Iterable[str], now: datetime, moved: Collection[str] = ()) -> Links:
        """With a link for each of *slugs*, whatever they had; *moved* are those of them who had another address."""
        made = {slug: Link(slug, new_token(), now, slug in moved) for slug in slugs}
        return self._changed({**self.by_slug, **made}) if made else self

    def moving(self, slugs: Collection[str]) -> Links:
        """The same links, *slugs* of which had another address before."""
        return replace(
            self,
            by_slug={
                slug: replace(one, moved=True) if slug in slugs and one.token else one
                for slug, one in self.by_slug.items()
            },
        )

    def revoking(self, slug: str, now: datetime) -> Links:
        """With no link for *slug*, until somebody makes another."""
        return self._changed({**self.by_slug, slug: Link(slug, None, now)})

    def leaving_out(self, slugs: Collection[str]) -> Links:
        """Without those of feeds that are gone."""
        left = {slug: one for slug, one in self.by_slug.items() if slug not in slugs}
        return self if len(left) == len(self.by_slug) else self._changed(left)

    def _changed(self, by_slug: Mapping[str, Link]) -> Links:
        after = replace(self, number=self.number + 1, by_slug=by_slug)
        gone = set(self.tokens.values()) - set(after.tokens.values())
        return replace(after, revoked=self.revoked | {digest_of(token) for token in gone})


@dataclass(frozen=True, slots=True)
class LinkStore:
    """What an open *database* knows of links, and of what was published of them."""

    database: Database

    def links(self) -> Links:
        """The links as they were recorded last."""
        rows = self.database.read(tables.links, _link, self.database.rows(tables.links))
        revoked = frozenset(row["digest"] for row in self.database.rows(tables.revoked))
        return Links(self.number(), {one.slug: one for one in rows}, revoked)

    def keep(self, links: Links, seen: int) -> None:
        """Record *links*, which were made from those numbered *seen*; raises DeliveryError if these were not the last.

        Nothing is recorded then.
        """
        known = self.links()
        with self.database.transaction() as connection:
            row = {"calendar_id": self.database.calendar_id, "number": 0, "floor": 0}
            connection.execute(insert_new(connection, calendars).values(row))
            is_last = func.coalesce(calendars.c.links, 0) == seen
            step = update(calendars).where(self.database.ours(calendars), is_last).values(links=links.number)
            if connection.execute(step).rowcount != 1:
                raise DeliveryError("somebody else changed the links just now; run this again")
            ours = self.database.ours(tables.links)
            gone = known.by_slug.keys() - links.by_slug.keys()
            connection.execute(delete(tables.links).where(ours, tables.links.c.slug.in_(sorted(gone))))
            for slug, one in links.by_slug.items():
                if known.by_slug.get(slug) != one:
                    self.database.put(connection, tables.links, _row(one))
            for one_digest in sorted(links.revoked - known.revoked):
                values = {"calendar_id": self.database.calendar_id, "digest": one_digest}
                connection.execute(insert_new(connection, tables.revoked).values(values))

    def written(self, target: str) -> dict[str, str]:
        """What is recorded as written to *target*: path and digest."""
        rows = self.database.rows(tables.published, tables.published.c.target == target)
        return {row["path"]: row["digest"] for row in rows}

    def targets(self) -> tuple[str, ...]:
        """Everywhere something was published, the last place first."""
        table = tables.published
        ours = self.database.ours(table), table.c.target != SERVE
        wanted = select(table.c.target).where(*ours).group_by(table.c.target).order_by(func.max(table.c.at).desc())
        with self.database.transaction() as connection:
            return tuple(connection.execute(wanted).scalars())

    def written_anywhere(self) -> frozenset[str]:
        """Every path that is recorded as written."""
        return frozenset(row["path"] for row in self.database.rows(tables.published))

    def note_written(self, target: str, path: str, known_by: str, at: datetime) -> None:
        """Note that *path* now holds what is *known_by* that digest; an empty one where nobody knows what it is."""
        row = {"target": target, "path": path, "digest": known_by, "at": utc_text(at)}
        with self.database.transaction() as connection:
            self.database.put(connection, tables.published, row)

    def note_removed(self, target: str, path: str) -> None:
        """Note that *path* is gone."""
        table = tables.published
        ours = self.database.ours(table), table.c.target == target, table.c.path == path
        with self.database.transaction() as connection:
            connection.execute(delete(table).where(*ours))

    def drop(self, target: str) -> bool:
        """Forget that anything was put to *target*; False where nothing was."""
        table = tables.published
        ours = self.database.ours(table), table.c.target == target
        with self.database.transaction() as connection:
            return connection.execute(delete(table).where(*ours)).rowcount > 0

    def number(self) -> int:
        """How often the links were changed."""
        return next((row["links"] or 0 for row in self.database.rows(calendars)), 0)


def _row(link: Link) -> dict[str, Any]:
    return {"slug": link.slug, "token": link.token, "made": utc_text(link.made), "moved": link.moved}


def _link(row: Mapping[str, Any]) -> Link:
    token = row["token"]
    if token is not None and not TOKEN.fullmatch(token):
        raise ValueError(f"the link of '{row['slug']}' is none of ours")
    return Link(row["slug"], token, datetime.fromisoformat(row["made"]), bool(row["moved"]))
