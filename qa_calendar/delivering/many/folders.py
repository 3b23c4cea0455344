"""Which workspaces are meant, whose calendar each is, and which of them are this shard's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from qa_calendar.delivering.workspace import CONFIG
from qa_calendar.problems import InvalidInputError, Location, Problem

_PLAIN = re.compile(rb"^calendar_id:[ \t]+([A-Za-z0-9._-]+)[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_IS_PATTERN = re.compile(r"[*?\[]")


def folders_of(written: Iterable[str], base: Path) -> list[Path]:
    """The folders that are *written*, relative to *base*, each once; of a pattern, those that hold a config.yaml.

    Not every shell makes names of `services/*`. Raises ValueError for a pattern that names none.
    """
    found: dict[Path, None] = {}
    for one in written:
        if (base / one).is_dir() or not _IS_PATTERN.search(one):
            found[base / one] = None
            continue
        there = [path for path in _matching(one, base) if (path / CONFIG).is_file()]
        if not there:
            raise ValueError(f"no folder with a {CONFIG} is called {one}")
        found |= dict.fromkeys(there)
    return list(found)


def _matching(pattern: str, base: Path) -> list[Path]:
    anchor = Path(pattern).anchor
    start = Path(anchor) if anchor else base
    return sorted(start.glob(pattern[len(anchor) :]))


def calendar_id_of(root: Path) -> str | None:
    """The calendar_id that config.yaml of the workspace at *root* has; None where it says none that can be read."""
    try:
        content = (root / CONFIG).read_bytes()
    except OSError:
        return None
    if len(found := _PLAIN.findall(content)) == 1:
        return str(found[0].decode())  # a line of its own, as nearly everywhere, needs no YAML
    from qa_calendar.reading.source import decode, read_yaml

    try:
        document = read_yaml(decode(content, CONFIG), CONFIG).value
    except InvalidInputError:
        return None
    named = document.get("calendar_id") if isinstance(document, dict) else None
    return named if isinstance(named, str) else None


def whose(folders: Sequence[Path]) -> dict[Path, str | None]:
    """The calendar_id of each; raises InvalidInputError where two have one: they would write over each other."""
    found = {folder: calendar_id_of(folder) for folder in folders}
    first: dict[str, Path] = {}
    problems = []
    for folder, calendar_id in found.items():
        if calendar_id is None:
            continue  # which is that workspace's own fault, and told as its own
        if (other := first.setdefault(calendar_id, folder)) is not folder:
            place = _place(folder)
            cure = "give each service one of its own, or build only one of them"
            problems.append(Problem(place, f"'{calendar_id}' is the calendar_id of {other.as_posix()} as well; {cure}"))
    if problems:
        raise InvalidInputError(problems)
    return found


def _place(folder: Path) -> Location:
    """Where the calendar_id of a workspace stands."""
    before = re.split(rb"^[ {]*calendar_id", (folder / CONFIG).read_bytes(), maxsplit=1, flags=re.MULTILINE)[0]
    return Location((folder / CONFIG).as_posix(), before.count(b"\n") + 1)


def shard_of(calendar_id: str, shards: int) -> int:
    """Which of so many shards, counting from 1, a calendar belongs to, on every computer and for good."""
    digest = hashlib.sha256(calendar_id.encode()).digest()
    return int.from_bytes(digest[:8], "big") % shards + 1
