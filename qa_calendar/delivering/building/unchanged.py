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
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_calendar.delivering import files
from qa_calendar.delivering.workspace import PACKAGE, Contents, Snapshot, Workspace
from qa_calendar.problems import DeliveryError, InvalidInputError

if TYPE_CHECKING:
    from qa_calendar.planning.revisions import Change

_FORMAT = 3


class Action(StrEnum):
    """What a build did with a feed's file."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    LEFT_ALONE = "left alone"
    HELD = "held up"


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed of a build: whose it is, how many events it holds and what was done with its file.

    *name* is empty for somebody no longer in staff. *digest* is what the file holds (SHA-256), empty for one that is
    not to be there. One that has *ended* holds a note that says so.
    """

    file: str
    name: str
    events: int
    action: Action
    digest: str
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did, or with *dry_run* would do.

    *recovered* counts revisions read back from the feeds. *number* is what it is logged by, 0 when it is not;
    *rewritten* is what it changed of the past; *told* are those who have news, in a folder below *news*, or to be sent;
    *by_hand* those of them whose news cannot be sent. *older* when the database was, and not lost; *held* says which
    feeds could not be written, and why; *elsewhere* says that two computers build in turn, each from files of its own,
    *renamed* that somebody may only have changed their name.
    """

    feeds: tuple[FeedLine, ...]
    changes: tuple[Change, ...]
    folder: Path
    dry_run: bool = False
    recovered: int = 0
    number: int = 0
    rewritten: tuple[Change, ...] = ()
    told: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    news: Path | None = None
    older: bool = False
    held: tuple[str, ...] = ()
    elsewhere: str = ""
    renamed: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """Everybody's name by the name of their feed."""
        return {line.file.removesuffix(".ics"): line.name for line in self.feeds if line.name}


def first_look(workspace: Workspace) -> Contents:
    """The files of *workspace*, those frameworks among them that the last build was made from."""
    kept = _kept(workspace.root)
    return workspace.contents(kept["frameworks"] if kept else ())


def recall(contents: Contents, today: date) -> Built | None:
    """The last build, if everything that went into it and came out of it is still as it was; else None."""
    kept = _kept(contents.root)
    if kept is None or kept["inputs"] != fingerprint(contents, today):
        return None
    if kept["state"] != _stamp(contents.path(kept["state_file"])):
        return None
    folder = contents.path(kept["folder"])
    lines = tuple(
        FeedLine(file, name, events, Action.UNCHANGED, digest) for file, name, events, digest in kept["feeds"]
    )
    if not all(_holds(folder / line.file, line.digest) for line in lines):
        return None
    return Built(feeds=lines, changes=(), folder=folder)


def remember(snapshot: Snapshot, today: date, built: Built, state: Path | None) -> None:
    """Keep what `recall` needs: the `fingerprint` of what was built from, and what came of it.

    *state* is the SQLite file; another database changes where no file shows it, so its builds are not kept.
    """
    inputs, memory = fingerprint(snapshot.contents, today), _memory(snapshot.root)
    if state is None or inputs is None:
        files.remove(memory)
        return
    kept = {
        "format": _FORMAT,
        "frameworks": list(snapshot.names),
        "inputs": inputs,
        "state_file": _within(snapshot.root, state),
        "state": _stamp(state),
        "folder": _within(snapshot.root, built.folder),
        "feeds": [(line.file, line.name, line.events, line.digest) for line in built.feeds if line.digest],
    }
    files.replace(memory, json.dumps(kept, indent=1).encode())


def fingerprint(contents: Contents, today: date) -> str | None:
    """A digest of everything a build is made from; None when an input cannot be read, which the build will say.

    The frameworks among *contents* may be those of the last build, as naming others changes config.yaml.
    """
    told = hashlib.sha256(f"{today} {sys.version}\n".encode())
    try:
        for name, content in contents.inputs().items():
            told.update(f"{name} {len(content)}\n".encode() + content)
    except InvalidInputError:
        return None
    told.update(software().encode())
    return told.hexdigest()


def _memory(root: Path) -> Path:
    return root / "state" / "last-build.json"


def _kept(root: Path) -> Mapping[str, Any] | None:
    try:
        kept = json.loads(files.content_of(_memory(root)) or b"null")
    except (DeliveryError, ValueError):
        return None
    return kept if _is_memory(kept) else None


def _is_memory(kept: Any) -> bool:
    """Whether it is what `remember` writes, and not another version's, or damaged."""
    return (
        isinstance(kept, dict)
        and kept.get("format") == _FORMAT
        and all(isinstance(kept.get(key), str) for key in ("inputs", "state_file", "folder"))
        and all(isinstance(kept.get(key), list) for key in ("frameworks", "state", "feeds"))
        and all(isinstance(name, str) for name in kept["frameworks"])
        and all(
            isinstance(line, list) and [type(value) for value in line] == [str, str, int, str] for line in kept["feeds"]
        )
        and any(line[0] == "team.ics" for line in kept["feeds"])
    )


@cache
def software() -> str:
    """A digest of the program as it was when this process began."""
    told = hashlib.sha256()
    for path in _software():
        told.update(f"{path} {_stamp(path)}\n".encode())
    return told.hexdigest()


def _software() -> Iterator[Path]:
    # An upgrade may write other bytes, and a newer holidays package may know other bank holidays.
    yield from sorted(PACKAGE.rglob("*.py"))
    for package in ("holidays", "jinja2", "slugify", "text_unidecode"):
        if (spec := find_spec(package)) and spec.origin:
            yield Path(spec.origin)


def _within(root: Path, path: Path) -> str:
    # Relative where it can be: a copied or moved workspace must not be told about the feeds of the old one.
    inside = path.is_relative_to(root)
    return (path.relative_to(root) if inside else path.absolute()).as_posix()


def _stamp(path: Path) -> list[int]:
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]


def _holds(path: Path, digest: str) -> bool:
    try:
        content = files.content_of(path)
    except DeliveryError:
        return False  # a build says what is the matter with it
    return content is not None and files.digest(content) == digest
