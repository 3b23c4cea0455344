"""What people read of links and of publishing."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qa_calendar.dates.zone import clock_in_london
from qa_calendar.delivering.publishing.publish import Linked, Published
from qa_calendar.delivering.publishing.site import address_of
from qa_calendar.delivering.screen.console import (
    counted,
    new_console,
    print_table,
    show_json,
    show_line,
    show_warning,
    table_of,
)
from qa_calendar.delivering.state.fetches import Fetch, fetched_of
from qa_calendar.delivering.workspace import Snapshot
from qa_calendar.model import LEAD, TEAM
from qa_calendar.rendering.pages.attention import SILENT_DAYS

_A_WHILE = timedelta(days=SILENT_DAYS)
_LEAD = "What needs a person"


@dataclass(frozen=True, slots=True)
class _Line:
    """A link as it is shown: whose, and where, None for one that was revoked; and who *fetched* it, the last first.

    *fetched* is None where nobody counts.
    """

    slug: str
    name: str
    url: str | None
    fetched: tuple[Fetch, ...] | None = None

    @property
    def state(self) -> str:
        return "in use" if self.url else "revoked"

    @property
    def last(self) -> datetime | None:
        return self.fetched[0].last if self.fetched else None

    @property
    def clients(self) -> str:
        return ", ".join(f"{one.client} {one.count}" for one in self.fetched or ())


def _lines(snapshot: Snapshot, linked: Linked) -> list[_Line]:
    """In the order of staff, then those whose feed has ended, then the team."""
    config, links = snapshot.config, linked.links.by_slug
    ended = [slug for slug in sorted(links) if slug not in (*config.names, TEAM, LEAD)]
    names = {**config.names, **{slug: f"{slug} (ended)" for slug in ended}, TEAM: config.feeds.team_name, LEAD: _LEAD}
    tokens, fetched = linked.links.tokens, fetched_of(snapshot, linked.links.tokens)
    return [
        _Line(
            slug,
            name,
            address_of(slug, tokens[slug], config) if slug in tokens else None,
            None if fetched is None else fetched.get(slug, ()),
        )
        for slug, name in names.items()
        if slug in links
    ]


def show_links(snapshot: Snapshot, linked: Linked, now: datetime) -> None:
    """Each link in a line; what a person should know on stderr."""
    from rich.markup import escape

    _remark(snapshot, linked)
    lines = _lines(snapshot, linked)
    counts = any(line.fetched is not None for line in lines)
    more = ("last fetched", "by") if counts else ()
    table = table_of("Links: whoever has one can read the calendar", "for", "address", *more)
    for line in lines:
        fetched = (_last(line), line.clients) if counts else ()
        table.add_row(*map(escape, (line.name, line.url or _REVOKED, *fetched)))
    print_table(new_console(), table)
    if counts:
        show_line(_silence([line for line in lines if line.url], now))


def _last(line: _Line) -> str:
    if line.slug == LEAD:
        return ""  # a page, and only feeds are counted
    return clock_in_london(line.last) if line.last else "never"


_REVOKED = "none: it was revoked; `qa-calendar links rotate NAME` makes one"


def _silence(lines: Sequence[_Line], now: datetime) -> str:
    """How many of *lines* nobody has fetched for a while."""
    lines = [line for line in lines if line.slug != LEAD]
    silent = sum(line.last is None or line.last < now - _A_WHILE for line in lines)
    return f"{silent} of {counted(len(lines), 'feed')} not fetched for {_A_WHILE.days} days."


def show_links_csv(snapshot: Snapshot, linked: Linked, now: datetime) -> None:
    """The same as CSV."""
    _remark(snapshot, linked)
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["name", "url", "state", "last fetched", "by"])
    for line in _lines(snapshot, linked):
        last = line.last.isoformat() if line.last else ""
        rows.writerow([_harmless(line.name), line.url or "", line.state, last, line.clients])
    show_line(written.getvalue().rstrip("\n"))


def show_links_json(snapshot: Snapshot, linked: Linked, now: datetime) -> None:
    """The same, for a script."""
    _remark(snapshot, linked)
    show_json([_values(line) for line in _lines(snapshot, linked)])


def _values(line: _Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "url": line.url,
        "slug": line.slug,
        "state": line.state,
        "last_fetched": line.last.isoformat() if line.last else None,
        "fetched_by": None if line.fetched is None else [_fetch_values(one) for one in line.fetched],
    }


def _fetch_values(one: Fetch) -> dict[str, Any]:
    return {"client": one.client, "count": one.count, "last": one.last.isoformat()}


def _harmless(cell: str) -> str:
    # A spreadsheet takes such a cell for a formula.
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _remark(snapshot: Snapshot, linked: Linked) -> None:
    for line in remarks(linked):
        show_warning(line)
    if snapshot.config.base_url is None:
        show_warning("config.yaml has no base_url: put in front of each address where the site is read")


def remarks(linked: Linked) -> Iterable[str]:
    """What a person should know of where links come from."""
    if linked.said:
        yield linked.said
    yield from linked.troubles


@contextmanager
def publishing() -> Iterator[Callable[[str], None]]:
    """Show how much was put where it belongs so far, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    done: list[str] = []
    with Console(stderr=True).status("publishing") as status:

        def told(path: str) -> None:
            done.append(path)
            status.update(f"{counted(len(done), 'file')} done")

        yield told


def show_published(done: Published) -> None:
    """What was put where, in a line; what could not be on stderr."""
    for line in (*filter(None, [done.linked.said]), *done.troubles):
        show_warning(line)
    show_line(f"{_published_line(done)}.")


def _published_line(done: Published) -> str:
    put = done.put
    if not put.written and not put.removed and done.troubles:
        return f"nothing was written to {done.target}, {counted(put.unchanged, 'file')} unchanged"
    if not put.written and not put.removed:
        return f"{done.target} is up to date, {counted(put.unchanged, 'file')}"
    removed = f", {len(put.removed)} removed" if put.removed else ""
    return f"{counted(len(put.written), 'file')} written to {done.target}{removed}, {put.unchanged} unchanged"


def show_published_json(done: Published) -> None:
    """What was put where, for a script."""
    show_json(published_values(done))


def published_values(done: Published) -> dict[str, Any]:
    """What was put where; the tokens in its paths are secrets, so that they are counted only."""
    put = done.put
    return {
        "target": done.target,
        "written": len(put.written),
        "removed": len(put.removed),
        "unchanged": put.unchanged,
        "held": len(put.held),
        "said": done.linked.said or None,
        "troubles": list(done.troubles),
    }
