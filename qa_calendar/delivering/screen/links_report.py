"""What people read of links and of publishing."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa_calendar.dates.months import listed
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
from qa_calendar.delivering.workspace import Snapshot
from qa_calendar.model import TEAM, Config


@dataclass(frozen=True, slots=True)
class _Line:
    """A link as it is shown: whose, and where, None for one that was revoked."""

    slug: str
    name: str
    url: str | None

    @property
    def state(self) -> str:
        return "in use" if self.url else "revoked"


def _lines(config: Config, linked: Linked) -> list[_Line]:
    """In the order of staff, then those whose feed has ended, then the team."""
    links = linked.links.by_slug
    ended = [slug for slug in sorted(links) if slug not in config.names and slug != TEAM]
    names = {**config.names, **{slug: f"{slug} (ended)" for slug in ended}, TEAM: config.feeds.team_name}
    return [_Line(slug, name, _url(slug, links[slug].token, config)) for slug, name in names.items() if slug in links]


def _url(slug: str, token: str | None, config: Config) -> str | None:
    return None if token is None else address_of(slug, token, config)


def show_links(snapshot: Snapshot, linked: Linked, now: datetime) -> None:
    """Each link in a line; what a person should know on stderr."""
    from rich.markup import escape

    _remark(snapshot, linked)
    table = table_of("Links: whoever has one can read the calendar", "for", "address")
    for line in _lines(snapshot.config, linked):
        table.add_row(
            escape(line.name), escape(line.url or "none: it was revoked; `qa-calendar links rotate` makes one")
        )
    print_table(new_console(), table)


def show_links_csv(snapshot: Snapshot, linked: Linked, now: datetime) -> None:
    """The same as CSV."""
    _remark(snapshot, linked)
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["name", "url", "state"])
    rows.writerows([_harmless(line.name), line.url or "", line.state] for line in _lines(snapshot.config, linked))
    show_line(written.getvalue().rstrip("\n"))


def show_links_json(snapshot: Snapshot, linked: Linked, now: datetime) -> None:
    """The same, for a script."""
    _remark(snapshot, linked)
    show_json([_values(line) for line in _lines(snapshot.config, linked)])


def _values(line: _Line) -> dict[str, Any]:
    return {"name": line.name, "url": line.url, "slug": line.slug, "state": line.state}


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
    if linked.lacking:
        yield f"no link was made for {listed(linked.lacking)}: {linked.closed}"


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
    for line in (*remarks(done.linked), *done.troubles):
        show_warning(line)
    show_line(f"{published_line(done)}.")


def published_line(done: Published) -> str:
    """What was put where."""
    put = done.put
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
