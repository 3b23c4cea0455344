"""What is served, as it lies in out/: links, feeds and pages, any of which another process may replace at any moment.

    out/.qa-calendar.links ─▶ Tokens: token ─▶ slug ─┐
    out/feeds/<slug>.ics ───────────────────────────┼─▶ Representation
    out/pages/<slug>/<name> ────────────────────────┘

Bytes and times are of one open file, so they belong together whatever is renamed over it meanwhile.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from qa_calendar.delivering.publishing.answers import Representation, is_slug, is_token, is_whole
from qa_calendar.delivering.workspace import FEEDS, PAGES

_FORMAT = 1
_KEPT_BYTES = 64_000_000
# Within one tick of a clock a file may change twice and have the same size, time and inode.
_SETTLED = 3.0

Stamp = tuple[int, int, int]
Say = Callable[[str], None]


class NotThereError(Exception):
    """There is no such file."""


class NotWholeError(Exception):
    """The file cannot be read at the moment, or is not whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file's bytes and its stamp, of one open file."""

    content: bytes
    stamp: Stamp

    @property
    def modified(self) -> datetime:
        """When it was last changed."""
        return datetime.fromtimestamp(self.stamp[1] // 1_000_000_000, UTC)


@dataclass(slots=True)
class Tokens:
    """Which token is whose, as the file says now; while it cannot be read, as it said last."""

    path: Path
    now: Callable[[], datetime]
    say: Say
    _slugs: Mapping[str, str] | None = None
    _stamp: Stamp | None = None
    _content: bytes = b""
    _trouble: str = ""

    def current(self) -> Mapping[str, str] | None:
        """The slug of each token; None when there never was a file that could be read."""
        try:
            if self._stamp is None or _stamp_of(self.path) != self._stamp:
                self._take(opened(self.path))
            self._trouble = ""
        except (NotThereError, NotWholeError, OSError, ValueError) as error:
            self._tell(str(error) or type(error).__name__)
        return self._slugs

    @property
    def are_well(self) -> bool:
        """Whether the last look at the file could read it."""
        return self._slugs is not None and not self._trouble

    def _take(self, found: Found) -> None:
        if self._slugs is None or found.content != self._content:
            self._slugs, self._content = slugs_of(found.content), found.content
        self._stamp = found.stamp if is_settled(found, self.now()) else None

    def _tell(self, trouble: str) -> None:
        self._stamp = None
        if trouble != self._trouble:
            self.say(f"{self.path} cannot be used: {trouble}; what it said before goes on counting")
        self._trouble = trouble


@dataclass(slots=True)
class Shelf:
    """The feeds and pages below *out*; those lately read are kept in memory as long as their files stay the same."""

    out: Path
    now: Callable[[], datetime]
    _kept: OrderedDict[Path, tuple[Stamp, Representation]] = field(default_factory=OrderedDict)
    _bytes: int = 0

    def feed(self, slug: str) -> Path:
        """Where the feed called *slug* lies."""
        return self.out / FEEDS / f"{slug}.ics"

    def page(self, slug: str, name: str) -> Path:
        """Where the page of that name beside it lies."""
        return self.out / PAGES / slug / name

    def kept(self, path: Path) -> Representation | None:
        """What is known of the file at *path* without reading it; None when it has to be read."""
        if (found := self._kept.get(path)) is None:
            return None
        try:
            if _stamp_of(path) != found[0]:
                return None
        except (OSError, NotThereError):
            return None
        self._kept.move_to_end(path)
        return found[1]

    def read(self, path: Path) -> tuple[Found, Representation]:
        """The file at *path* as it is now; raises NotThereError, or NotWholeError for one to try again."""
        found = opened(path)
        is_page = path.suffix == ".html"
        if not is_page and not is_whole(found.content):
            raise NotWholeError(f"{path} is no whole feed")
        return found, Representation(found.content, found.modified, is_page).ready()

    def keep(self, path: Path, found: Found, read: Representation) -> None:
        """Remember what was read."""
        self._forget(path)
        if not is_settled(found, self.now()) or len(found.content) > _KEPT_BYTES:
            return
        self._kept[path] = found.stamp, read
        self._bytes += len(found.content)
        while self._bytes > _KEPT_BYTES:
            self._forget(next(iter(self._kept)))

    def _forget(self, path: Path) -> None:
        if (gone := self._kept.pop(path, None)) is not None:
            self._bytes -= len(gone[1].body)


def slugs_of(content: bytes) -> dict[str, str]:
    """The slug of each token, of what a file of links says; raises ValueError for what no qa-calendar wrote."""
    said = json.loads(content)
    if not isinstance(said, dict) or said.get("format") != _FORMAT or not isinstance(said.get("links"), dict):
        raise ValueError(f"it is no file of links in format {_FORMAT}")
    links = said["links"]
    if not all(is_slug(slug) and is_token(token) for slug, token in links.items()):
        raise ValueError("it holds what is no link")
    return {token: slug for slug, token in links.items()}


def opened(path: Path) -> Found:
    """The file at *path*; raises NotThereError, or NotWholeError when it changed while it was read."""
    try:
        with path.open("rb") as handle:
            before = _stamp(os.fstat(handle.fileno()))
            content = handle.read()
            after = _stamp(os.fstat(handle.fileno()))
    except (FileNotFoundError, NotADirectoryError):
        raise NotThereError(f"{path} is not there") from None
    except OSError as error:
        raise NotWholeError(f"{path}: {error.strerror or error}") from error
    if before != after or len(content) != after[0]:
        raise NotWholeError(f"{path} changed while it was read")
    return Found(content, after)


def is_settled(found: Found, now: datetime) -> bool:
    """Whether the stamp of what was found tells it from any later version."""
    return (now - found.modified).total_seconds() > _SETTLED


def _stamp_of(path: Path) -> Stamp:
    try:
        return _stamp(path.stat())
    except FileNotFoundError:
        raise NotThereError(f"{path} is not there") from None


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns, found.st_ino
