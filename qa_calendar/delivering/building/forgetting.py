"""Forgetting somebody: what is kept of them, what is taken out, and where their name still stands."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from html import unescape
from pathlib import Path

from qa_calendar.delivering import files
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.state.forgetting import Trace, counted_of, forget, known_people
from qa_calendar.delivering.workspace import FEEDS, PAGES, Snapshot
from qa_calendar.model import TEAM
from qa_calendar.names import key
from qa_calendar.problems import NoSuchWorkError, did_you_mean
from qa_calendar.reading.clashes import slug_of


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Whom it is about, how many rows of each table named them, and which *files* name them still."""

    trace: Trace
    rows: dict[str, int]
    files: tuple[Path, ...]


def forget_person(snapshot: Snapshot, wanted: str, *, dry_run: bool = False) -> Forgotten:
    """Take whoever is *wanted*, by name or address, out of the database, for good; with *dry_run* only say what of.

    Raises NoSuchWorkError for somebody the files still name, or of whom nothing is kept.
    """
    config = snapshot.config
    person = config.meant_by(wanted) or next((one for one in config.staff if _same(one.email, wanted)), None)
    if person is not None or any(_same(one, wanted) for one in config.reminders.digest_to):
        cure = "take them out of config.yaml and the frameworks, build, and say this again"
        raise NoSuchWorkError(f"'{wanted}' is still in config.yaml: {cure}")
    alone = nullcontext() if dry_run else files.alone(snapshot.out, files.LOCK_PATIENCE)
    with alone, opened_for(snapshot, create=not dry_run) as database:
        known = known_people(database)
        names = [name for name, one in known.items() if any(_same(word, wanted) for word in (name, *one.addresses))]
        gone = [name for name in names if config.meant_by(name) is None]
        if not gone:
            raise NoSuchWorkError(f"nothing is kept of anybody called '{wanted}'{did_you_mean(wanted, known)}")
        trace = Trace(
            frozenset(gone),
            _slugs(gone, known) - {*config.names, TEAM},
            frozenset(address for name in gone for address in known[name].addresses) - _kept(snapshot),
        )
        rows = counted_of(database, trace)
        if not dry_run:
            forget(database, trace)
            # It said that the calendar has ended, at an address with their name in it.
            for slug in sorted(trace.slugs):
                files.remove(snapshot.out / FEEDS / f"{slug}.ics")
                files.remove(snapshot.out / PAGES / f"{slug}.html")
        return Forgotten(trace, rows, tuple(_naming(snapshot, trace)))


def _slugs(gone: Sequence[str], known: Mapping[str, Trace]) -> frozenset[str]:
    """The names of their feeds; a colleague who changed their name has one of these still."""
    return frozenset(slug_of(name) for name in gone) | {slug for name in gone for slug in known[name].slugs}


def _same(one: str | None, other: str) -> bool:
    return one is not None and key(one) == key(other)


def _kept(snapshot: Snapshot) -> set[str]:
    """The addresses that others have too."""
    config = snapshot.config
    return {one.email for one in config.staff if one.email} | set(config.reminders.digest_to)


def _naming(snapshot: Snapshot, trace: Trace) -> Iterator[Path]:
    root, out = snapshot.root, snapshot.out
    places = [*(path for path in root.glob("*") if path.is_file()), *out.rglob("*"), *(root / "templates").rglob("*")]
    for path in sorted(set(places)):
        if path.is_file() and path.stat().st_size < _LARGEST and trace.is_in(_text_of(path)):
            yield path


_LARGEST = 20_000_000


def _text_of(path: Path) -> str:
    raw = files.content_of(path) or b""
    match path.suffix:
        case ".eml":
            message = email.message_from_bytes(raw, _class=EmailMessage, policy=default)
            parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
            return unescape("\n".join([*map(str, message.values()), *parts]))
        case ".ics":
            # Lines are folded wherever they happen to be long (RFC 5545, 3.1).
            return re.sub(rb"\r?\n[ \t]", b"", raw).decode("utf-8", "replace")
        case _:
            return unescape(raw.decode("utf-8", "replace"))
