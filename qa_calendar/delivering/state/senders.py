"""Who is sending, which tells the claims of a sender that lives from those of a dead one.

Beside SQLite each sender holds a locked file, which the system lets go of when the process ends, however it ends. In
PostgreSQL each has a lease, by the database's own clock, that it renews as long as it lives: a lock of a session would
not outlive a pooler's transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from sqlalchemy import Connection, delete, insert, select, text, update

from qa_calendar.delivering.files import locked
from qa_calendar.delivering.state.database import Database
from qa_calendar.delivering.state.tables import senders
from qa_calendar.problems import DeliveryError

LEASE = 30.0
"""Seconds without a sign of life after which a sender on a server is taken for gone."""

_RENEWALS = 6
"""How often a lease is renewed before it would run out: some may fail."""


class Sender(Protocol):
    """Somebody who sends, known to the ledger by a *name* nobody else has had."""

    @property
    def name(self) -> str:
        """What the ledger knows it by."""

    def is_alive(self, other: str) -> bool:
        """Whether the sender called *other* is still there."""


@contextmanager
def sender(database: Database, lease: float = LEASE) -> Iterator[Sender]:
    """A sender for this *database*, alive until the end of the block, however that comes.

    On a server it may count as alive for *lease* seconds more.
    """
    name = secrets.token_hex(7)
    file = database.file
    if file is None:
        with _leased(name, database, lease) as leased:
            yield leased
    else:
        with _in_folder(name, file.with_name(f"{file.name}.senders")) as found:
            yield found


@dataclass(frozen=True, slots=True)
class _Leased:
    name: str
    database: Database
    lease: float

    def is_alive(self, other: str) -> bool:
        wanted = select(senders.c.until).where(senders.c.name == other)
        with self.database.transaction() as connection:
            until = connection.execute(wanted).scalar()
            return until is not None and until > _clock(connection)

    def sign(self) -> None:
        """Give a sign of life."""
        with self.database.transaction() as connection:
            until = _clock(connection) + int(self.lease * 1000)
            mine = update(senders).where(senders.c.name == self.name).values(until=until)
            if connection.execute(mine).rowcount == 0:
                connection.execute(insert(senders).values(name=self.name, until=until))

    def leave(self) -> None:
        """Take leave, and clear away what has long run out."""
        with self.database.transaction() as connection:
            long_ago = _clock(connection) - _A_DAY
            connection.execute(delete(senders).where((senders.c.name == self.name) | (senders.c.until < long_ago)))


_A_DAY = 86_400_000


def _clock(connection: Connection) -> int:
    # Not now(), which stands still in a transaction.
    return int(connection.execute(text("SELECT extract(epoch FROM clock_timestamp()) * 1000")).scalar_one())


@contextmanager
def _leased(name: str, database: Database, lease: float) -> Iterator[_Leased]:
    found, ended = _Leased(name, database, lease), Event()
    found.sign()

    def live() -> None:
        while not ended.wait(lease / _RENEWALS):
            # The next one may get through; whoever is taken for gone and is not corrects the ledger when done.
            with suppress(DeliveryError):
                found.sign()

    signs = Thread(target=live, name="signs of life", daemon=True)
    signs.start()
    try:
        yield found
    finally:
        ended.set()
        signs.join()
        with suppress(DeliveryError):  # then it runs out
            found.leave()


@dataclass(frozen=True, slots=True)
class _InFolder:
    name: str
    folder: Path

    def is_alive(self, other: str) -> bool:
        if other == self.name:
            return True
        path = self.folder / other
        if not path.exists():
            return False
        try:
            locked(path, 0).release()
        except TimeoutError:
            return True
        _forget(path)
        return False


def _forget(path: Path) -> None:
    # A virus scanner may have it open; a leftover does no harm, as nobody has that name again.
    with suppress(OSError):
        path.unlink()


@contextmanager
def _in_folder(name: str, folder: Path) -> Iterator[_InFolder]:
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locked(path, 0)
    except OSError as error:
        raise DeliveryError(f"cannot write to {folder}: {error.strerror or error}") from error
    try:
        yield _InFolder(name, folder)
    finally:
        lock.release()
        _forget(path)
