"""The site: every file of it, and putting it where people read it, only what differs.

    feeds as built, links ─▶ Site ─▶ the record of what was revoked, what is gone removed, then feeds and pages

A write is recorded after it is done, so that one that was cut off is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from qa_calendar.delivering import files
from qa_calendar.delivering.publishing.copies import paths_on, record_of, record_path
from qa_calendar.delivering.publishing.target import Target
from qa_calendar.delivering.state.links import Links, LinkStore
from qa_calendar.delivering.workspace import FEEDS, PAGES, Snapshot
from qa_calendar.model import TEAM, Config
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.pages import NOTHING_HERE, render_link_page

_ENOUGH = 3
"""After how many failures in vain the rest is not tried: a store that is not there fails slowly."""

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


def addresses_of(config: Config, kept: LinkStore) -> dict[str, str] | None:
    """Where each feed that was published is read, by slug; None while people are not sent there yet."""
    if config.publish_to is None or config.base_url is None:
        return None
    paths = kept.written_anywhere()
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


@dataclass(frozen=True, slots=True)
class Put:
    """What came of putting a site where people read it, by path; *held* says why some could not be, or stayed."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    held: Mapping[str, str] = field(default_factory=dict)


def put(site: Site, links: Links, target: Target, kept: LinkStore, told: Callable[[str], None] = lambda _: None) -> Put:
    """Bring *target* up to date, *told* of each path as it is done; raises DeliveryError where nothing can be done."""
    calendar_id = kept.database.calendar_id
    known = kept.written(target.name)
    # Before anything: a link that was revoked is known as such before another takes its place.
    record = {record_path(calendar_id): record_of(links, calendar_id)}
    _write(record, known, target, kept)
    if target.read(INDEX) is None:
        target.write(INDEX, NOTHING_HERE)
    there = known if known else dict.fromkeys(_left_there(target, calendar_id))
    stale = [path for path in there if path not in site.files.keys() | site.kept.keys() | record.keys()]
    work = _Work(target, kept, told)
    removed = work.each(sorted(stale), work.remove)
    differing = [path for path, content in site.files.items() if not target.holds(path, content, known.get(path))]
    written = work.each(differing, lambda path: work.write(path, site.files[path]))
    for path in site.files.keys() - set(differing):
        _recorded(path, site.files[path], known, target, kept)
    return Put(written, removed, len(site.files) - len(differing), {**site.kept, **work.held})


@dataclass(slots=True)
class _Work:
    target: Target
    kept: LinkStore
    told: Callable[[str], None]
    held: dict[str, str] = field(default_factory=dict)

    def each(self, paths: Iterable[str], do: Callable[[str], None]) -> tuple[str, ...]:
        """*do* it for each path; those for which it was done."""
        done = []
        for path in paths:
            if len(self.held) >= _ENOUGH:
                self.held[path] = "not tried, after as many failures"
                continue
            try:
                do(path)
            except DeliveryError as error:
                self.held[path] = str(error)
            else:
                done.append(path)
                self.told(path)
        return tuple(done)

    def write(self, path: str, content: bytes) -> None:
        self.target.write(path, content)
        self.kept.note_written(self.target.name, path, self.target.digest(path, content))

    def remove(self, path: str) -> None:
        self.target.remove(path)
        self.kept.note_removed(self.target.name, path)


def _write(files_: Mapping[str, bytes], known: Mapping[str, str], target: Target, kept: LinkStore) -> None:
    for path, content in files_.items():
        if not target.holds(path, content, known.get(path)):
            target.write(path, content)
        _recorded(path, content, known, target, kept)


def _recorded(path: str, content: bytes, known: Mapping[str, str], target: Target, kept: LinkStore) -> None:
    digest = target.digest(path, content)
    if known.get(path) != digest:
        kept.note_written(target.name, path, digest)


def _left_there(target: Target, calendar_id: str) -> list[str]:
    """What a database that was lost had written: feeds, and the page beside each."""
    feeds = paths_on(target, calendar_id)
    return [*feeds, *(f"{path.partition('/')[0]}/{INDEX}" for path in feeds)]
