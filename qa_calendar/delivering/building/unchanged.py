"""What a build did, and recalling it when nothing has changed since.

A scheduled build mostly finds nothing to do. It compares digests of everything that went in and came out, and asks the
database how far it is, which takes a fraction of the time that reading, planning and rendering would.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_calendar.delivering import files
from qa_calendar.delivering.state.glance import Glance, glance
from qa_calendar.delivering.state.noted import MAILED, NUMBER, noted
from qa_calendar.delivering.workspace import (
    CONFIG,
    PACKAGE,
    TEMPLATES,
    Contents,
    Snapshot,
    Workspace,
    sqlite_file,
    starter,
)
from qa_calendar.problems import DeliveryError, InvalidInputError

if TYPE_CHECKING:
    from qa_calendar.delivering.state.builds import Seen
    from qa_calendar.planning.revisions import Change

_FORMAT = 4


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
    kept = _kept(workspace)
    return workspace.contents(kept["frameworks"] if kept else ())


def recall(contents: Contents, today: date) -> Built | None:
    """The last build, if everything that went into it and came out of it is still as it was; else None.

    Nothing is believed for its time alone: files are known by what is in them, the database by how far it has got.
    """
    kept = _kept(contents.workspace)
    if kept is None or not kept["from"] <= today.isoformat() < (kept["until"] or "9999"):
        return None
    if kept["inputs"] != fingerprint(contents):
        return None
    folder = contents.path(kept["folder"])
    lines = tuple(
        FeedLine(file, name, events, Action.UNCHANGED, digest, ended)
        for file, name, events, digest, ended in kept["feeds"]
    )
    if not all(_holds(folder / line.file, line.digest) for line in lines):
        return None
    return Built(feeds=lines, changes=(), folder=folder) if _is_as_recorded(kept, contents, folder.parent) else None


def seen_of(contents: Contents) -> Glance | None:
    """How far the database of the last build has got since; None where nothing is known of it."""
    kept = _kept(contents.workspace)
    return None if kept is None else glance(_state(kept, contents), contents.root, kept["calendar_id"])


def _is_as_recorded(kept: Mapping[str, Any], contents: Contents, out: Path) -> bool:
    """Whether the database knows what it did, and is no older one, as what was noted in *out* would tell."""
    found = glance(_state(kept, contents), contents.root, kept["calendar_id"])
    if found is None or found.known_by != kept["state"]:
        return False
    return noted(out, NUMBER) <= found.number and noted(out, MAILED) <= found.mailed


def remember(
    snapshot: Snapshot, built: Built, found: Glance | None, seen: Seen, days: tuple[date, date | None]
) -> None:
    """Keep what `recall` needs: the `fingerprint` of what was built from, and what came of it.

    *seen* is how far the database is with it; where it is *found* to have got further meanwhile, nothing is kept. It
    holds from the first of *days* on, up to the second.
    """
    memory, config = _memory(snapshot.contents.workspace), snapshot.config
    inputs, where = fingerprint(snapshot.contents), _where(snapshot)
    # Whether somebody takes away what was left alone is for a build to see.
    is_whole = not built.held and all(line.action is not Action.LEFT_ALONE for line in built.feeds)
    if not is_whole or inputs is None or where is None or found is None or not found.is_at(seen):
        files.remove(memory)
        return
    first, last = days
    kept = {
        "format": _FORMAT,
        "calendar_id": config.calendar_id,
        "from": first.isoformat(),
        "until": last and last.isoformat(),
        "frameworks": list(snapshot.names),
        "inputs": inputs,
        "where": where,
        "state": found.known_by,
        "folder": _within(snapshot.root, built.folder),
        "feeds": [(line.file, line.name, line.events, line.digest, line.ended) for line in built.feeds if line.digest],
    }
    # Without it, or with half of it, the next build only takes longer.
    files.replace(memory, json.dumps(kept).encode(), lasting=False)


def _where(snapshot: Snapshot) -> str | list[int] | None:
    """Where the state is: a file, or between which two bytes of config.yaml the address stands, which may be secret.

    Empty where whoever builds says so.
    """
    state = snapshot.config.state
    if snapshot.contents.workspace.state is not None:
        return ""
    if (file := sqlite_file(state, snapshot.root)) is not None:
        return _within(snapshot.root, file)
    begin = snapshot.contents.of(CONFIG).find(state.encode())
    return None if begin < 0 else [begin, begin + len(state.encode())]


def _state(kept: Mapping[str, Any], contents: Contents) -> str:
    where = kept["where"]
    if contents.workspace.state is not None:
        return contents.workspace.state
    if isinstance(where, str):
        return f"sqlite:///{contents.path(where).absolute().as_posix()}"
    begin, end = where
    return contents.of(CONFIG)[begin:end].decode()


def fingerprint(contents: Contents) -> str | None:
    """A digest of everything a build is made from; None when an input cannot be read, which the build will say.

    The frameworks among *contents* may be those of the last build, as naming others changes config.yaml.
    """
    told = hashlib.sha256(software().encode())
    try:
        for name, content in contents.own_inputs().items():
            told.update(f"{name} {len(content)}\n".encode() + content)
    except InvalidInputError:
        return None
    return told.hexdigest()


def _memory(workspace: Workspace) -> Path:
    return workspace.kept / "last-build.json"


def _kept(workspace: Workspace) -> Mapping[str, Any] | None:
    try:
        return _read(files.content_of(_memory(workspace)) or b"null")
    except DeliveryError:
        return None


@lru_cache(maxsize=1)
def _read(content: bytes) -> Mapping[str, Any] | None:
    # It is looked at twice: for the frameworks there were, and for all else.
    try:
        kept = json.loads(content)
    except ValueError:
        return None
    return kept if _is_memory(kept) else None


_LINE = [str, str, int, str, bool]


def _is_memory(kept: Any) -> bool:
    """Whether it is what `remember` writes, and not another version's, or damaged."""
    return (
        isinstance(kept, dict)
        and kept.get("format") == _FORMAT
        and all(isinstance(kept.get(key), str) for key in ("inputs", "calendar_id", "from", "folder"))
        and isinstance(kept.get("until"), str | None)
        and (isinstance(kept.get("where"), str) or [type(one) for one in kept.get("where") or ()] == [int, int])
        and all(isinstance(kept.get(key), list) for key in ("frameworks", "state", "feeds"))
        and all(isinstance(name, str) for name in kept["frameworks"])
        and all(isinstance(line, list) and [type(value) for value in line] == _LINE for line in kept["feeds"])
        and any(line[0] == "team.ics" for line in kept["feeds"])
    )


@cache
def software() -> str:
    """A digest of the program as it is when this process first asks: an upgrade may write other bytes.

    So may other bank holidays, and another library. It is of what is in the files, which another computer has as well.
    """
    told = hashlib.sha256(f"{sys.version}\n".encode())
    for content in _program():
        told.update(content)
    for package in ("holidays", "jinja2", "python_slugify", "text_unidecode"):
        told.update(f"{package} {_version(package)}\n".encode())
    return told.hexdigest()


def _program() -> Iterator[bytes]:
    """What the program is, by the list of digests that it was installed with, else by all of its files."""
    if record := next(PACKAGE.parent.glob("qa_calendar-*.dist-info/RECORD"), None):
        yield record.read_bytes()
        return
    for path in sorted((*PACKAGE.rglob("*.py"), *(starter() / TEMPLATES).glob("*.j2"))):
        yield f"{path.name}\n".encode()
        yield path.read_bytes()


def _version(package: str) -> str:
    """The name its installer gave what it knows of *package*, the version in it; empty where there is none."""
    # importlib.metadata would say so as well, and takes as long to load as all else that is done here.
    return next((name for name in _installed() if name.partition("-")[0].casefold() == package), "")


@cache
def _installed() -> tuple[str, ...]:
    found = find_spec("jinja2")
    folder = Path(found.origin).parent.parent if found and found.origin else PACKAGE.parent
    return tuple(sorted(path.name for path in folder.glob("*.dist-info")))


def _within(root: Path, path: Path) -> str:
    # Relative where it can be: a copied or moved workspace must not be told about the feeds of the old one.
    inside = path.is_relative_to(root)
    return (path.relative_to(root) if inside else path.absolute()).as_posix()


def _holds(path: Path, digest: str) -> bool:
    try:
        content = files.content_of(path)
    except DeliveryError:
        return False  # a build says what is the matter with it
    return content is not None and files.digest(content) == digest
