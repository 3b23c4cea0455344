"""Links and publishing, from a workspace: what is lacking is made, what changed is put where people read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering import files
from qa_calendar.delivering.publishing.copies import read_copy, write_copy
from qa_calendar.delivering.publishing.memory import Known, known_links
from qa_calendar.delivering.publishing.site import Put, put, site_of, write_pages
from qa_calendar.delivering.publishing.target import Target
from qa_calendar.delivering.state.builds import Store, opened_store
from qa_calendar.delivering.state.ledger import Ledger, State
from qa_calendar.delivering.state.links import Links, LinkStore
from qa_calendar.delivering.workspace import FEEDS, Snapshot
from qa_calendar.model import TEAM, Config
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.readback import recover


@dataclass(frozen=True, slots=True)
class Linked:
    """The *links* there are, what is to be *said* of where they come from, and why those *lacking* were not made.

    *published* when they are the names of something that is read.
    """

    links: Links
    published: bool = False
    said: str = ""
    lacking: tuple[str, ...] = ()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """Where a site was put, what came of it, and the links it is made of."""

    target: str
    put: Put
    linked: Linked

    @property
    def troubles(self) -> tuple[str, ...]:
        """What a person should look at."""
        closed = (_closed(self.linked),) if self.linked.lacking else ()
        return (*dict.fromkeys(f"not published: {why}" for why in self.put.held.values()), *closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A workspace whose feeds people subscribe to, *now*; *to* is where, else config.yaml or the last time says it.

    *sure* when a person goes on without a site that has the links, and cannot be read. *told* hears of each path.
    """

    snapshot: Snapshot
    now: datetime
    to: Target | None = None
    sure: bool = False
    told: Callable[[str], None] = lambda _: None

    def links(self) -> Linked:
        """The links, those made that were lacking; raises DeliveryError."""
        with self._opened() as (store, known):
            return self._settled(store, known)

    def is_lacking(self) -> bool:
        """Whether somebody who is here has no link in out/, as a look tells that writes nothing."""
        copy = read_copy(self.snapshot.out, self.snapshot.config.calendar_id, self.now)
        return copy is None or not set(self._wanted) <= copy.links.by_slug.keys()

    def rotate(self, slug: str) -> Linked:
        """The links, with another for *slug*; the one it had leads nowhere from now on."""
        return self._change(lambda links: links.with_new([slug], self.now, [slug]))

    def revoke(self, slug: str) -> Linked:
        """The links, without one for *slug*."""
        return self._change(lambda links: links.revoking(slug, self.now))

    def publish(self) -> Published:
        """Put what changed where people read it; raises DeliveryError where nothing can be done."""
        with self._opened() as (store, known):
            if known.target is None:
                cure = "say where: --to FOLDER, or publish: {to: FOLDER} in config.yaml"
                raise DeliveryError(f"nothing says where to publish to; {cure}")
            if not (built := store.manifest() or self._left_of(store)):
                raise DeliveryError("nothing is built yet: run `qa-calendar build` first")
            # From here on there is something that a lost state has to be read back from.
            linked = self._settled(store, replace(known, targets=(*known.targets, known.target.name)))
            site = site_of(self.snapshot, linked.links, built, day_in_london(self.now))
            done = put(site, linked.links, known.target, LinkStore(store.database), self.told)
            return Published(known.target.name, done, linked)

    def _left_of(self, store: Store) -> dict[str, str]:
        """The feeds in out/, by digest, as far as they are ours: a database that was lost knows of none."""
        found = (self.snapshot.out / FEEDS).glob("*.ics") if store.fresh else ()
        raw = {path.name: files.content_of(path) or b"" for path in sorted(found)}
        calendar_id = self.snapshot.config.calendar_id
        return {name: files.digest(one) for name, one in raw.items() if recover({name: one}, calendar_id).revisions}

    def _change(self, change: Callable[[Links], Links]) -> Linked:
        with self._opened() as (store, known):
            if known.closed:
                cure = "put it right, or let `qa-calendar publish` write it anew, and say this again"
                raise DeliveryError(f"no link was changed: the published site cannot be read: {known.closed}; {cure}")
            linked = self._settled(store, known)
            changed = change(linked.links)
            self._keep(store, known, changed, linked.links.number)
            return replace(linked, links=changed)

    @property
    def _wanted(self) -> tuple[str, ...]:
        """Whoever is to have a link, by slug."""
        today = day_in_london(self.now)
        return (*(one.slug for one in self.snapshot.config.staff if not one.has_left(today)), TEAM)

    @contextmanager
    def _opened(self) -> Iterator[tuple[Store, Known]]:
        snapshot = self.snapshot
        _ = snapshot.templates  # what is wrong with them is said before a link is made
        with files.alone(snapshot.out, files.LOCK_PATIENCE), opened_store(snapshot) as store:
            yield store, known_links(store, snapshot, self.now, self.to, sure=self.sure)

    def _settled(self, store: Store, known: Known) -> Linked:
        config, wanted = self.snapshot.config, self._wanted
        lacking = [slug for slug in wanted if slug not in known.links.by_slug]
        links = known.links
        if not known.closed:
            links = links.with_new(lacking, self.now, _moved(store, config) if links.number == 0 else ())
        if not store.fresh:
            still = {*wanted, *(name.removesuffix(".ics") for name in store.manifest())}
            links = links.leaving_out(links.by_slug.keys() - still)
        self._keep(store, known, links, known.seen.number)
        names = {**config.names, TEAM: config.feeds.team_name}
        missing = tuple(names[slug] for slug in lacking if slug not in links.by_slug)
        return Linked(links, known.target is not None, known.said, missing, known.closed)

    def _keep(self, store: Store, known: Known, links: Links, seen: int) -> None:
        kept = LinkStore(store.database)
        if links != kept.links():
            kept.keep(links, seen)
        write_copy(self.snapshot.out, self.snapshot.config.calendar_id, links, set(known.targets))
        write_pages(self.snapshot, links, day_in_london(self.now))


def _moved(store: Store, config: Config) -> set[str]:
    """Those who have had mail with the address from before there were links."""
    if config.base_url is None:
        return set()
    lines = Ledger(store.database).lines().values()
    told = {line.key.person for line in lines if line.state in (State.SENT, State.DRAFTED)}
    return told | ({TEAM} if any("@" in person for person in told) else set())


def _closed(linked: Linked) -> str:
    names = ", ".join(linked.lacking)
    return f"no link was made for {names}: the published site, which may have one, cannot be read: {linked.closed}"
