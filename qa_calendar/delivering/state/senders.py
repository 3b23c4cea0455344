"""Who is sending: each sender holds a lock as long as it lives, which tells its claims from those of a dead one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text

from qa_calendar.delivering.state.database import Database
from qa_calendar.problems import DeliveryError


class Sender(Protocol):
    """Somebody who sends, known to the ledger by a *name* nobody else has had."""

    @property
    def name(self) -> str:
        """What the ledger knows it by."""

    def is_alive(self, other: str) -> bool:
        """Whether the sender called *other* is still there."""


@contextmanager
def sender(database: Database) -> Iterator[Sender]:
    """A sender for this *database*, alive until the end of the block, however that comes."""
    name = secrets.token_hex(7)
    file = database.file
    if file is None:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()  # so that it ends here, and its locks with it, rather than going back to a pool
            yield _AtServer.taking(name, database, connection)
    else:
        with _in_folder(name, file.with_name(f"{file.name}.senders")) as found:
            yield found


@dataclass(frozen=True, slots=True)
class _AtServer:
    """PostgreSQL lets go of an advisory lock when its session ends."""

    name: str
    database: Database
    connection: Connection

    @classmethod
    def taking(cls, name: str, database: Database, connection: Connection) -> _AtServer:
        found = cls(name, database, connection)
        found._try(name)
        return found

    def is_alive(self, other: str) -> bool:
        if other == self.name:
            return True
        if not self._try(other):
            return True
        self._ask("pg_advisory_unlock", other)
        return False

    def _try(self, name: str) -> bool:
        return self._ask("pg_try_advisory_lock", name)

    def _ask(self, function: str, name: str) -> bool:
        with self.database.told_plainly():
            return bool(self.connection.execute(text(f"SELECT {function}(:key)"), {"key": int(name, 16)}).scalar())


@dataclass(frozen=True, slots=True)
class _InFolder:
    """A system lets go of a locked file when the process ends."""

    name: str
    folder: Path

    def is_alive(self, other: str) -> bool:
        from filelock import FileLock, Timeout

        if other == self.name:
            return True
        path = self.folder / other
        if not path.exists():
            return False
        try:
            with FileLock(path, timeout=0):
                pass
        except Timeout:
            return True
        _forget(path)
        return False


def _forget(path: Path) -> None:
    # A virus scanner may have it open; a leftover does no harm, as nobody has that name again.
    with suppress(OSError):
        path.unlink()


@contextmanager
def _in_folder(name: str, folder: Path) -> Iterator[_InFolder]:
    from filelock import FileLock

    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except OSError as error:
        raise DeliveryError(f"cannot write to {folder}: {error.strerror or error}") from error
    try:
        yield _InFolder(name, folder)
    finally:
        lock.release()
        _forget(path)
