"""Two numbers kept in out/, by which a database that is lost or restored is told from the one that was."""

from __future__ import annotations

import re
from pathlib import Path

from qa_calendar.delivering import files

NUMBER, MAILED = ".qa-calendar.number", ".qa-calendar.mailed"
"""In out/, the number of the last build, which no later one may have again, and how many mails were handed over."""


def note(out: Path, name: str, number: int) -> None:
    """Keep a *number*, NUMBER or MAILED, for a database that is restored; the highest stands."""
    if number > noted(out, name):
        files.replace(out / name, f"{number}\n".encode())


def noted(out: Path, name: str) -> int:
    """The number that is kept, 0 where there is none."""
    written = (files.content_of(out / name) if out.is_dir() else None) or b""
    return int(written) if re.fullmatch(rb"[0-9]{1,9}\s*", written) else 0
