"""What a build did, and recalling it when nothing has changed since.

A scheduled build mostly finds nothing to do. It compares digests of everything that went in and came out, which takes
a fraction of the time that reading, planning and rendering would.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_calendar.delivering import files
from qa_calendar.delivering.workspace import Workspace

if TYPE_CHECKING:
    from qa_calendar.planning.revisions import Change

_FORMAT = 1
_PACKAGE = Path(__file__).resolve().parent.parent


class Action(StrEnum):
    """What a build did with a feed's file."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    LEFT_ALONE = "left alone"


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed of a build: whose it is, how many events it holds and what was done with its file."""

    file: str
    name: str
    events: int
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did, or with *dry_run* would do. *recovered* counts revisions read back from the feeds."""

    feeds: tuple[FeedLine, ...]
    changes: tuple[Change, ...]
    folder: Path
    dry_run: bool = False
    recovered: int = 0


def recall(workspace: Workspace, today: date) -> Built | None:
    """The last build, if everything that went into it and came out of it is still as it was; else None."""
    kept = _kept(_memory(workspace))
    if kept is None or kept["inputs"] != _inputs(workspace, today):
        return None
    if kept["state"] != _stamp(workspace.path(kept["state_file"])):
        return None
    folder = Path(kept["folder"])
    if any(_digest(files.content_of(folder / name)) != digest for name, digest in kept["digests"].items()):
        return None
    lines = tuple(FeedLine(file, name, events, Action.UNCHANGED) for file, name, events in kept["feeds"])
    return Built(feeds=lines, changes=(), folder=folder)


def remember(workspace: Workspace, today: date, built: Built, state: Path | None) -> None:
    """Keep what `recall` needs. *state* is the SQLite file; other databases change where no file shows it."""
    if state is None:
        files.remove(_memory(workspace))
        return
    lines = [line for line in built.feeds if line.action in (Action.WRITTEN, Action.UNCHANGED)]
    kept = {
        "format": _FORMAT,
        "inputs": _inputs(workspace, today),
        "state_file": str(state.absolute()),
        "state": _stamp(state),
        "folder": str(built.folder.absolute()),
        "digests": {line.file: _digest(files.content_of(built.folder / line.file)) for line in lines},
        "feeds": [(line.file, line.name, line.events) for line in lines],
    }
    files.replace(_memory(workspace), json.dumps(kept, indent=1).encode())


def _memory(workspace: Workspace) -> Path:
    return workspace.root / "state" / "last-build.json"


def _kept(path: Path) -> Mapping[str, Any] | None:
    try:
        kept = json.loads(files.content_of(path) or b"null")
    except ValueError:
        return None
    return kept if isinstance(kept, dict) and kept.get("format") == _FORMAT else None


def _inputs(workspace: Workspace, today: date) -> str:
    told = hashlib.sha256(f"{today} {sys.version}\n".encode())
    for name, content in workspace.inputs():
        told.update(f"{name} {len(content)}\n".encode() + content)
    for path in _software():
        told.update(f"{path} {_stamp(path)}\n".encode())
    return told.hexdigest()


def _software() -> Iterator[Path]:
    # An upgrade may write other bytes, and a newer holidays package may know other bank holidays.
    yield from sorted(_PACKAGE.rglob("*.py"))
    for package in ("holidays", "slugify"):
        if (spec := find_spec(package)) and spec.origin:
            yield Path(spec.origin)


def _stamp(path: Path) -> list[int]:
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
