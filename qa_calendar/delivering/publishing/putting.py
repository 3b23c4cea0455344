"""Putting a site where people read it: only what differs, and what is there recorded after each write.

    the record of what was revoked ─▶ what is gone is removed ─▶ feeds and pages

A write that was cut off is done again; nothing is done on top of somebody else's newer links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from qa_calendar.delivering.publishing.copies import paths_on, read_record, record_of, record_path
from qa_calendar.delivering.publishing.site import INDEX, Site
from qa_calendar.delivering.publishing.target import Target
from qa_calendar.delivering.state.links import Links, LinkStore, digest_of, masked
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.pages import NOTHING_HERE

_ENOUGH = 3
"""After how many failures in a row the rest is not tried: a store that is not there fails slowly."""


@dataclass(frozen=True, slots=True)
class Put:
    """What came of putting a site where people read it, by path; *held* says why some could not be, or stayed."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    held: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Putter:
    """Somebody who puts *links* to *target* at an instant, *told* of each path as it is done."""

    target: Target
    links: Links
    kept: LinkStore
    at: datetime
    told: Callable[[str], None] = lambda _: None
    held: dict[str, str] = field(default_factory=dict)

    def put(self, site: Site, *, look: bool) -> Put:
        """Bring the target up to date; raises DeliveryError where nothing can be done.

        *look* for what a database that was lost or is older had put there.
        """
        if look or not self._known():
            self._adopt()
        self._record()
        if self.target.read(INDEX) is None:
            self.target.write(INDEX, NOTHING_HERE)
        known = self._known()
        wanted = site.files.keys() | site.kept.keys() | {self._record_path}
        removed = self._each(sorted(known.keys() - wanted), self._remove)
        self._check()
        written = self._each(site.files, lambda path: self._bring(path, site.files[path], known.get(path)))
        unchanged = len(site.files) - len(written) - sum(path in self.held for path in site.files)
        return Put(written, removed, unchanged, {**site.kept, **self.held})

    def withdraw(self) -> Put:
        """Take what was revoked away, from a place where nothing else is put any more; raises DeliveryError."""
        stale = [path for path in self._known() if digest_of(path.partition("/")[0]) in self.links.revoked]
        if not stale:
            return Put()
        self._record()
        return Put((), self._each(sorted(stale), self._remove), 0, self.held)

    @property
    def _calendar_id(self) -> str:
        return self.kept.database.calendar_id

    @property
    def _record_path(self) -> str:
        return record_path(self._calendar_id)

    def _known(self) -> dict[str, str]:
        return self.kept.written(self.target.name)

    def _adopt(self) -> None:
        """Note whatever of ours is there, so that what is not wanted goes, also if this is cut off."""
        known = self._known()
        for path in paths_on(self.target, self._calendar_id):
            if path not in known:
                self.kept.note_written(self.target.name, path, "", self.at)

    def _record(self) -> None:
        """Before anything: a link that was revoked is known as such before another takes its place."""
        self._check()
        there = read_record(self.target.read(self._record_path), self._calendar_id)
        if there is not None and there.number > self.links.number:
            raise DeliveryError(_OVERTAKEN)
        record = record_of(self.links, self._calendar_id)
        self._bring(self._record_path, record, self._known().get(self._record_path))

    def _check(self) -> None:
        if self.kept.number() != self.links.number:
            raise DeliveryError(_OVERTAKEN)

    def _each(self, paths: Iterable[str], do: Callable[[str], bool]) -> tuple[str, ...]:
        """*do* it for each path; those of which it changed something."""
        changed, failures = [], 0
        for path in paths:
            if failures >= _ENOUGH:
                self.held[path] = "the rest was not tried, after as many failures"
                continue
            try:
                if do(path):
                    changed.append(path)
                    self.told(path)
                failures = 0
            except DeliveryError as error:
                failures += 1
                self.held[path] = masked(str(error))
        return tuple(changed)

    def _bring(self, path: str, content: bytes, recorded: str | None) -> bool:
        is_there = self.target.holds(path, content, recorded)
        if not is_there:
            self.target.write(path, content)
        digest = self.target.digest(path, content)
        if recorded != digest:
            self.kept.note_written(self.target.name, path, digest, self.at)
        return not is_there

    def _remove(self, path: str) -> bool:
        self.target.remove(path)
        self.kept.note_removed(self.target.name, path)
        return True


_OVERTAKEN = "somebody else changed the links just now; run this again"
