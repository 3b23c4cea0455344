"""The verb about feeds as others see them: doctor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_calendar.cli.asked import WORLD_FAILED, WRONG_INPUT, AsJson, Now, Today, read, usage, verb, where

if TYPE_CHECKING:
    from qa_calendar.delivering.doctor.examining import Examination
    from qa_calendar.delivering.workspace import Snapshot


@verb
def doctor(
    feed: Annotated[
        str | None,
        typer.Argument(
            metavar="URL|FILE", help="The feed; without it, every feed of the workspace.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Say whether a feed, anybody's, is fit for Outlook: what is wrong, why that matters, and the cure."""
    from qa_calendar.delivering.screen.doctor_report import show_examined, show_examined_json

    found = _all() if feed is None else (_one(feed),)
    if as_json:
        show_examined_json(found, several=feed is None)
    else:
        show_examined(found)
    if code := _code(found):
        raise typer.Exit(code)


def addresses(snapshot: Snapshot) -> Mapping[str, str]:
    """Where everybody is told their feed is, by file name; none without a base_url."""
    from qa_calendar.delivering.publishing.site import addresses_of
    from qa_calendar.delivering.state.database import opened_for
    from qa_calendar.delivering.state.links import LinkStore
    from qa_calendar.model import TEAM
    from qa_calendar.rendering.messages import feed_url

    with opened_for(snapshot, create=False) as database:
        plan = snapshot.plan_with({}, addresses_of(snapshot, LinkStore(database)))
    urls = {f"{slug}.ics": feed_url(slug, plan) for slug in (*snapshot.config.names, TEAM)}
    return {name: url for name, url in urls.items() if url is not None}


def _one(feed: str) -> Examination:
    from qa_calendar.delivering.doctor.examining import examine_address, examine_file

    try:
        if re.match(r"(?i)file:", feed):
            return examine_file(_path_of(feed))
        if re.match(r"(?i)[a-z][a-z0-9+.-]*://", feed):
            return examine_address(feed)
    except ValueError as error:
        raise usage(f"{error}; give an https or webcal address, or a file") from None
    return examine_file(where.root / Path(feed).expanduser())


def _path_of(url: str) -> Path:
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise ValueError("a file: address is one of this computer, as in file:///tmp/feed.ics")
    return Path(url2pathname(parts.path))


def _all() -> tuple[Examination, ...]:
    from qa_calendar.delivering.doctor.examining import examine_addresses, examine_files
    from qa_calendar.delivering.workspace import FEEDS
    from qa_calendar.problems import DeliveryError

    snapshot = read()
    paths = sorted((snapshot.out / FEEDS).glob("*.ics"))
    if not paths:
        raise DeliveryError("there are no feeds yet: run `qa-calendar build`, or name one to look at")
    names = {path.name for path in paths}
    told = {name: url for name, url in addresses(snapshot).items() if name in names}
    return (*examine_files(paths), *examine_addresses(told, snapshot.config.calendar_id))


def _code(found: Sequence[Examination]) -> int:
    if any(not one.is_fit and not one.unreached for one in found):
        return WRONG_INPUT
    return WORLD_FAILED if any(one.unreached for one in found) else 0
