"""A line of JSON for each answer: who reads it learns no link, and no address of a computer."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from qa_calendar.delivering.state.fetches import client_of
from qa_calendar.problems import DeliveryError

_SHOWN, _LONGEST = 4, 200
_SECRET = re.compile(r"[0-9A-Za-z]{20,}")
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "PROPFIND", "REPORT")


@dataclass(slots=True)
class AccessLog:
    """Lines added to an open file, each in one write, so that several processes may share it."""

    handle: int
    say: Callable[[str], None]
    _failed: bool = False

    def write(self, line: str) -> None:
        """Add *line*; that it cannot be written is said once, and serving goes on."""
        try:
            os.write(self.handle, line.encode())
            self._failed = False
        except OSError as error:
            if not self._failed:
                self.say(f"the access log cannot be written: {error.strerror or error}")
            self._failed = True

    def close(self) -> None:
        """Close the file."""
        if self.handle > 2:
            with suppress(OSError):
                os.close(self.handle)


def access_log(written: str, say: Callable[[str], None]) -> AccessLog:
    """The log at that path, `-` being standard output; raises DeliveryError when it cannot be written."""
    if written == "-":
        return AccessLog(1, say)
    try:
        return AccessLog(os.open(Path(written), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640), say)
    except OSError as error:
        raise DeliveryError(f"cannot write {written}: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One answer, as it is logged. *seconds* is what it took; *size* counts the bytes of the body that was sent."""

    at: datetime
    method: str
    path: bytes
    status: int
    size: int
    seconds: float
    user_agent: str

    @property
    def line(self) -> str:
        """The line, with its end."""
        values = {
            "at": self.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "method": self.method if self.method in _METHODS else "another",
            "path": masked(self.path),
            "status": self.status,
            "bytes": self.size,
            "ms": round(self.seconds * 1000, 2),
            "client": client_of(self.user_agent),
        }
        return json.dumps(values, ensure_ascii=False) + "\n"


def masked(path: bytes) -> str:
    """*path* as one may read it: of whatever may be a link, however it is written, the first few characters."""
    text = path.decode("latin-1")
    for _ in range(3):
        text = unquote(text, errors="replace")
    text = _SECRET.sub(lambda found: f"{found[0][:_SHOWN]}…", text)
    shown = "".join(one if one.isprintable() else "\ufffd" for one in text[:_LONGEST])
    return shown if len(text) <= _LONGEST else f"{shown}…"
