"""The site: every file of it, and where people read them.

feeds as built, links, pages ─▶ Site: path ─▶ bytes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_calendar.delivering import files
from qa_calendar.delivering.publishing.target import lead_page, name_of
from qa_calendar.delivering.state.links import Links, LinkStore
from qa_calendar.delivering.workspace import FEEDS, Snapshot
from qa_calendar.model import LEAD, Config

INDEX = "index.html"


def path_of(slug: str, token: str) -> str:
    """Where on the site the feed called *slug* is."""
    return f"{token}/qa-{slug}.ics"


def given_path(slug: str, token: str, calendar_id: str) -> str:
    """Where on the site that is which somebody is given the link for: a feed, or the page of what needs a person."""
    return f"{token}/{lead_page(calendar_id)}" if slug == LEAD else path_of(slug, token)


def address_of(slug: str, token: str, config: Config) -> str:
    """Where people read it; without a base_url, from the top of the site on."""
    return f"{config.base_url or '/'}{given_path(slug, token, config.calendar_id)}"


@dataclass(frozen=True, slots=True)
class Site:
    """All that is to be on it: *files* by path, and the paths that stay as they are, each with why."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


def addresses_of(snapshot: Snapshot, kept: LinkStore) -> dict[str, str] | None:
    """Where each feed that was published is read, by slug; None while nobody has tried to send people there."""
    config = snapshot.config
    if config.publish_to is None or config.base_url is None:
        return None
    paths = kept.written(name_of(config.publish_to, snapshot.root))
    links = kept.links()
    there = {slug: token for slug, token in links.tokens.items() if path_of(slug, token) in paths}
    # Links and nothing there: the first publishing failed, and no address is better than one that leads nowhere.
    return {slug: address_of(slug, token, config) for slug, token in there.items()} if links.number else None


def site_of(
    snapshot: Snapshot, links: Links, built: Mapping[str, str], pages: Mapping[str, Mapping[str, bytes]]
) -> Site:
    """The site that *links* make of the feeds in out/ and of *pages*, by slug and name.

    *built* is the digest of each feed as it was built last.
    """
    found: dict[str, bytes] = {}
    beside: dict[str, bytes] = {}
    kept: dict[str, str] = {}
    for slug, token in links.tokens.items():
        feed = files.content_of(snapshot.out / FEEDS / f"{slug}.ics")
        if feed is not None and files.digest(feed) == built.get(f"{slug}.ics"):
            found[path_of(slug, token)] = feed
        elif f"{slug}.ics" in built:
            kept[path_of(slug, token)] = f"{slug}.ics is not as it was built: run `qa-calendar build`"
        elif slug != LEAD:
            continue
        beside |= {f"{token}/{name}": content for name, content in pages.get(slug, {}).items()}
    # Where writing fails the rest is given up: feeds come first.
    return Site({**found, **beside}, kept)
