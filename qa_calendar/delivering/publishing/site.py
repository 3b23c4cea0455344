"""The site: every file of it, and where people read them.

feeds as built, links ─▶ Site: path ─▶ bytes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qa_calendar.delivering import files
from qa_calendar.delivering.publishing.target import name_of
from qa_calendar.delivering.state.links import Links, LinkStore
from qa_calendar.delivering.workspace import FEEDS, PAGES, Snapshot
from qa_calendar.model import TEAM, Config
from qa_calendar.rendering.pages import render_link_page

INDEX = "index.html"


def path_of(slug: str, token: str) -> str:
    """Where on the site the feed called *slug* is."""
    return f"{token}/qa-{slug}.ics"


def address_of(slug: str, token: str, config: Config) -> str:
    """Where people read it; without a base_url, from the top of the site on."""
    return f"{config.base_url or '/'}{path_of(slug, token)}"


@dataclass(frozen=True, slots=True)
class Site:
    """All that is to be on it: *files* by path, and the paths that stay as they are, each with why."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


def addresses_of(snapshot: Snapshot, kept: LinkStore) -> dict[str, str] | None:
    """Where each feed that was published is read, by slug; None while people are not sent there yet."""
    config = snapshot.config
    if config.publish_to is None or config.base_url is None:
        return None
    paths = kept.written(name_of(config.publish_to, snapshot.root))
    there = {slug: token for slug, token in kept.links().tokens.items() if path_of(slug, token) in paths}
    return {slug: address_of(slug, token, config) for slug, token in there.items()} if paths else None


def write_pages(snapshot: Snapshot, links: Links, today: date) -> None:
    """Bring the pages in out/ up to date, one for each link; raises DeliveryError."""
    folder = snapshot.out / PAGES
    pages = {f"{slug}.html": _page(slug, token, snapshot, today) for slug, token in links.tokens.items()}
    for name, content in pages.items():
        files.replace(folder / name, content, private=True)
    for stale in sorted({path.name for path in folder.glob("*.html")} - pages.keys()):
        files.remove(folder / stale)


def site_of(snapshot: Snapshot, links: Links, built: Mapping[str, str], today: date) -> Site:
    """The site that *links* make of the feeds in out/, *built* being the digest of each as it was built last."""
    found, kept = {}, {}
    for slug, token in links.tokens.items():
        feed = files.content_of(snapshot.out / FEEDS / f"{slug}.ics")
        if feed is not None and files.digest(feed) == built.get(f"{slug}.ics"):
            found[path_of(slug, token)] = feed
        elif f"{slug}.ics" in built:
            kept[path_of(slug, token)] = f"{slug}.ics is not as it was built: run `qa-calendar build`"
        else:
            continue
        found[f"{token}/{INDEX}"] = _page(slug, token, snapshot, today)
    return Site(found, kept)


def _page(slug: str, token: str, snapshot: Snapshot, today: date) -> bytes:
    config = snapshot.config
    person = next((one for one in config.staff if one.slug == slug), None)
    has_ended = person.has_left(today) if person else slug != TEAM
    name = person.name if person else config.feeds.team_name
    address = address_of(slug, token, config)
    return render_link_page(name, address, config.feeds.team_name, snapshot.templates, ended=has_ended)
