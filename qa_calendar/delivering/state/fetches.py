"""How often each feed was fetched, by what kind of program, and when last. A file of its own: no build looks at it.

It holds digests of tokens, no name, no address of a computer. Several processes may add to it while others read.
"""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qa_calendar.delivering.state.links import digest_of
from qa_calendar.delivering.workspace import Snapshot, sqlite_file
from qa_calendar.problems import DeliveryError

NAME = "fetches.db"
DOCTOR = "qa-calendar"
"""How the User-Agent of our own fetches begins: they are not counted."""

_PATIENCE = 5.0
_AT_ONCE = 500
_MAKE = """\
CREATE TABLE IF NOT EXISTS fetches (
  digest TEXT NOT NULL, client TEXT NOT NULL, count INTEGER NOT NULL, last TEXT NOT NULL, PRIMARY KEY (digest, client)
) WITHOUT ROWID"""
_ADD = """\
INSERT INTO fetches VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET count = count + excluded.count, last = max(last, excluded.last)"""
_CLIENTS = {
    # Thunderbird on a Mac says Mac OS X as well, and Outlook there macOS.
    "Thunderbird": r"thunderbird",
    "Outlook": r"outlook|microsoft (exchange|office)|exchangeservices",
    "Google Calendar": r"google-calendar",
    "Evolution": r"evolution",
    "vdirsyncer": r"vdirsyncer",
    "Apple Calendar": r"dataaccessd|calendaragent|accountsd|^(ios|ipados|watchos|macos|mac[ +]os[ +]x)/",
}

OTHER = "another program"


@dataclass(frozen=True, slots=True)
class Fetch:
    """How often one kind of program fetched a feed, and when last."""

    client: str
    count: int
    last: datetime


Counted = Mapping[tuple[str, str], tuple[int, datetime]]
"""By digest and client: how many fetches more, and the last of them."""


@dataclass(frozen=True, slots=True)
class Fetches:
    """The file of fetches at *path*, which need not be there: then nobody counts."""

    path: Path

    def add(self, counted: Counted) -> None:
        """Add what was *counted*, all or nothing; raises DeliveryError when it cannot be written."""
        rows = [
            (of, client, count, _written(last)) for (of, client), (count, last) in sorted(counted.items()) if count > 0
        ]
        if rows:
            self._put(rows)

    def begin(self) -> None:
        """Say that somebody counts, though nothing was counted yet; raises DeliveryError when it cannot be written."""
        self._put([])

    def _put(self, rows: list[tuple[str, str, int, str]]) -> None:
        with self._told_plainly("write"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not self.path.exists()
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as connection:
                if is_new:
                    _begin(connection, self.path)
                with connection:
                    connection.execute(_MAKE)
                    connection.executemany(_ADD, rows)

    def of(self, digests: Iterable[str]) -> dict[str, tuple[Fetch, ...]]:
        """Who fetched the feeds with those *digests* of tokens, the last first; raises DeliveryError.

        A feed that nobody fetched is left out.
        """
        wanted = sorted(set(digests))
        found: dict[str, tuple[Fetch, ...]] = {}
        with self._rows_of(wanted) as rows:
            for of, client, count, last in rows:
                found[of] = (*found.get(of, ()), Fetch(client, count, datetime.fromisoformat(last)))
        return found

    def is_kept(self) -> bool:
        """Whether anybody counts; raises DeliveryError."""
        with self._told_plainly("read"), self._reading() as connection:
            return connection is not None

    @contextmanager
    def _rows_of(self, digests: list[str]) -> Iterator[list[tuple[str, str, int, str]]]:
        rows: list[tuple[str, str, int, str]] = []
        with self._told_plainly("read"), self._reading() as connection:
            for start in range(0, len(digests) if connection else 0, _AT_ONCE):
                some = digests[start : start + _AT_ONCE]
                marks = ", ".join("?" * len(some))
                query = f"SELECT digest, client, count, last FROM fetches WHERE digest IN ({marks})"
                assert connection is not None
                rows += connection.execute(f"{query} ORDER BY digest, last DESC, client", some)
            yield rows

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to look with, None where nothing was ever written."""
        if not self.path.is_file() or not self.path.stat().st_size:
            yield None
            return
        address = f"{self.path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, timeout=_PATIENCE, uri=True)) as connection:
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'fetches'").fetchone()
            yield connection if known else None

    @contextmanager
    def _told_plainly(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            cure = "if it is damaged, delete it: it only holds how often feeds were fetched"
            raise DeliveryError(f"cannot {doing} {self.path}: {reason}; {cure}") from error


def fetches_of(snapshot: Snapshot) -> Fetches:
    """The file of fetches of that workspace: beside its database, or in state/ where that is on a server."""
    database = sqlite_file(snapshot.config.state, snapshot.root)
    return Fetches((database.parent if database else snapshot.root / "state") / NAME)


def fetched_of(snapshot: Snapshot, tokens: Mapping[str, str]) -> dict[str, tuple[Fetch, ...]] | None:
    """Who fetched the feed of each of *tokens*, by slug, the last first; None where nobody counts."""
    fetches = fetches_of(snapshot)
    if not fetches.is_kept():
        return None
    found = fetches.of(map(digest_of, tokens.values()))
    return {slug: found[digest_of(token)] for slug, token in tokens.items() if digest_of(token) in found}


def client_of(user_agent: str) -> str:
    """What kind of program says *user_agent* of itself, in plain words."""
    for name, pattern in _CLIENTS.items():
        if re.search(pattern, user_agent, re.IGNORECASE):
            return name
    return OTHER


def _begin(connection: sqlite3.Connection, path: Path) -> None:
    # Those who read are not in the way of those who write. Where another process is just making the file it sees to
    # this, and on a share that cannot have it, it stays as it was.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode=WAL")
    with suppress(OSError):
        # SQLite lets nobody but the owner write, and gives what it makes beside the file the same mode: whoever
        # of the group looked first would keep the owner out.
        owner = path.stat().st_mode & stat.S_IRWXU
        path.chmod(owner | owner >> 3)


def _written(last: datetime) -> str:
    return last.astimezone(UTC).isoformat(timespec="seconds")
