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
from qa_calendar.delivering.publishing.pages import bring_pages_up_to_date
from qa_calendar.delivering.publishing.putting import Put, Putter
from qa_calendar.delivering.publishing.site import given_path, site_of
from qa_calendar.delivering.publishing.target import Target, name_of, target_at
from qa_calendar.delivering.state.builds import Store, Unsure, opened_store
from qa_calendar.delivering.state.ledger import Ledger, State
from qa_calendar.delivering.state.links import Links, LinkStore, masked
from qa_calendar.delivering.workspace import FEEDS, SERVE, Snapshot
from qa_calendar.model import LEAD, TEAM, Config
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.readback import recover


@dataclass(frozen=True, slots=True)
class Linked:
    """The *links* there are, what is to be *said* of where they come from, and why those *lacking* were not made.

    *published* when they are the names of something that is read. *trouble* is what is wrong with the pages.
    """

    links: Links
    published: bool = False
    said: str = ""
    lacking: tuple[str, ...] = ()
    closed: str = ""
    trouble: str = ""

    @property
    def troubles(self) -> tuple[str, ...]:
        """What a person should look at."""
        trouble = (self.trouble,) if self.trouble else ()
        if not self.lacking:
            return trouble
        names = ", ".join(self.lacking)
        cure = "if that place is gone, `qa-calendar publish --drop PLACE` says so"
        why = f"the published site, which may have one, cannot be read: {self.closed}; {cure}"
        return (*trouble, f"no link was made for {names}: {why}")


@dataclass(frozen=True, slots=True)
class Published:
    """Where a site was put, what came of it, and the links it is made of; *elsewhere* what was to go and is there."""

    target: str
    put: Put
    linked: Linked
    elsewhere: tuple[str, ...] = ()

    @property
    def troubles(self) -> tuple[str, ...]:
        """What a person should look at."""
        held = dict.fromkeys(f"not published: {why}" for why in self.put.held.values())
        return (*held, *self.elsewhere, *self.linked.troubles)


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
            linked = self._settled(store, known)
            if self.snapshot.config.publish_to == SERVE:
                linked = self._announced(store, known, linked)
            return replace(linked, trouble=bring_pages_up_to_date(self.snapshot, linked.links, store, self.now).trouble)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Whoever is to have a link, by slug."""
        today = day_in_london(self.now)
        return (*(one.slug for one in self.snapshot.config.staff if not one.has_left(today)), TEAM, LEAD)

    def is_lacking(self) -> bool:
        """Whether somebody who is here has no link in out/, as a look tells that writes nothing."""
        copy = read_copy(self.snapshot.out, self.snapshot.config.calendar_id, self.now)
        return copy is None or not set(self.wanted) <= copy.links.by_slug.keys()

    def rotate(self, slug: str) -> Linked:
        """The links, with another for *slug*; the one it had leads nowhere from now on."""
        return self._change(lambda links: links.with_new([slug], self.now, [slug]))

    def revoke(self, slug: str) -> Linked:
        """The links, without one for *slug*."""
        return self._change(lambda links: links.revoking(slug, self.now))

    def publish(self) -> Published:
        """Put what changed where people read it; raises DeliveryError where nothing can be done."""
        with self._opened() as (store, known):
            if (target := known.target) is None:
                raise DeliveryError(_NOWHERE.get(self.snapshot.config.publish_to or "", _NOWHERE[""]))
            if not (built := store.manifest() or self._left_of(store)):
                raise DeliveryError("nothing is built yet: run `qa-calendar build` first")
            # From here on there is something that a lost state has to be read back from.
            there = replace(known, targets=tuple(dict.fromkeys((target.name, *known.targets))))
            linked = self._settled(store, there)
            if not known.targets:  # since the first try no mail has named the address of before
                linked = self._first_told(store, there, linked)
            elsewhere = _other_bytes(target, LinkStore(store.database))
            paged = bring_pages_up_to_date(self.snapshot, linked.links, store, self.now, elsewhere)
            linked = replace(linked, trouble=paged.trouble)
            site = site_of(self.snapshot, linked.links, built, paged.pages)
            done = self._putter(store, target, linked).put(site, look=known.looked)
            left = [self._withdrawn(store, name, linked) for name in there.targets if name != target.name]
            return Published(target.name, done, linked, tuple(filter(None, left)))

    def drop(self, written: str) -> bool:
        """Forget that anything was put where it is *written*, which is gone; False where nothing was."""
        snapshot, name = self.snapshot, name_of(written, self.snapshot.root)
        with files.alone(snapshot.out, files.LOCK_PATIENCE), opened_store(snapshot) as store:
            kept, calendar_id = LinkStore(store.database), snapshot.config.calendar_id
            copy = read_copy(snapshot.out, calendar_id, self.now)
            was_known = kept.drop(name) or (copy is not None and name in copy.targets)
            if copy is not None:
                write_copy(snapshot.out, calendar_id, copy.links, set(copy.targets) - {name})
            return was_known

    def _putter(self, store: Store, target: Target, linked: Linked) -> Putter:
        return Putter(target, linked.links, LinkStore(store.database), self.now, self.told)

    def _withdrawn(self, store: Store, name: str, linked: Linked) -> str:
        """Take what was revoked away from another place it was put to; why it is still there, if it is."""
        try:
            held = self._putter(store, target_at(name, self.snapshot.root), linked).withdraw().held
        except DeliveryError as error:
            held = {name: masked(str(error))}
        if not held:
            return ""
        why = next(iter(held.values()))
        cure = f"if that place is gone, `qa-calendar publish --drop {name}` says so"
        return f"links that were revoked are still at {name}: {why}; {cure}"

    def _first_told(self, store: Store, known: Known, linked: Linked) -> Linked:
        """*linked*; when nothing was published yet, those marked who have had mail with the address of before."""
        if LinkStore(store.database).written_anywhere():
            return linked
        links = linked.links.moving(_mailed(store, self.snapshot.config))
        self._keep(store, known, links, linked.links.number)
        return replace(linked, links=links)

    def _announced(self, store: Store, known: Known, linked: Linked) -> Linked:
        """*linked*, noted as what people are sent to: `serve` answers there, and nothing has to be put anywhere."""
        linked, kept = self._first_told(store, known, linked), LinkStore(store.database)
        calendar_id = self.snapshot.config.calendar_id
        paths = {given_path(slug, token, calendar_id) for slug, token in linked.links.tokens.items()}
        there = kept.written(SERVE).keys()
        for path in sorted(there - paths):
            kept.note_removed(SERVE, path)
        for path in sorted(paths - there):
            kept.note_written(SERVE, path, "", self.now)
        return linked

    def _left_of(self, store: Store) -> dict[str, str]:
        """The feeds in out/, by digest, as far as they are ours: a database that was lost knows of none."""
        found = (self.snapshot.out / FEEDS).glob("*.ics") if store.fresh else ()
        raw = {path.name: files.content_of(path) or b"" for path in sorted(found)}
        calendar_id = self.snapshot.config.calendar_id
        return {name: files.digest(one) for name, one in raw.items() if recover({name: one}, calendar_id).revisions}

    def _change(self, change: Callable[[Links], Links]) -> Linked:
        with self._opened() as (store, known):
            if known.closed:
                cure = "put it right, or say `qa-calendar publish --drop PLACE` if it is gone, and say this again"
                raise DeliveryError(f"no link was changed: the published site cannot be read: {known.closed}; {cure}")
            linked = self._settled(store, known)
            changed = change(linked.links)
            self._keep(store, known, changed, linked.links.number)
            trouble = bring_pages_up_to_date(self.snapshot, changed, store, self.now).trouble
            return replace(linked, links=changed, trouble=trouble)

    @contextmanager
    def _opened(self) -> Iterator[tuple[Store, Known]]:
        snapshot = self.snapshot
        _ = snapshot.templates  # what is wrong with them is said before a link is made
        try:
            with files.alone(snapshot.out, files.LOCK_PATIENCE), opened_store(snapshot) as store:
                yield store, known_links(store, snapshot, self.now, self.to, sure=self.sure)
        except DeliveryError as error:
            if masked(str(error)) == str(error):
                raise
            raise DeliveryError(masked(str(error))) from None

    def _settled(self, store: Store, known: Known) -> Linked:
        config, links = self.snapshot.config, known.links
        lacking = [slug for slug in self.wanted if slug not in links.by_slug]
        if not known.closed:
            links = links.with_new(lacking, self.now)
        if not store.fresh:
            still = {*self.wanted, *(name.removesuffix(".ics") for name in store.manifest())}
            links = links.leaving_out(links.by_slug.keys() - still)
        if known.said and not known.seen.number and not store.unsure():
            store.be_unsure(Unsure.LOST)  # out/ may have been lost as well, by which a build would have noticed
        self._keep(store, known, links, known.seen.number)
        names = {**config.names, TEAM: config.feeds.team_name, LEAD: "what needs a person"}
        missing = tuple(names[slug] for slug in lacking if slug not in links.by_slug)
        return Linked(links, known.target is not None, known.said, missing, known.closed)

    def _keep(self, store: Store, known: Known, links: Links, seen: int) -> None:
        kept = LinkStore(store.database)
        if links != kept.links():
            kept.keep(links, seen)
        write_copy(self.snapshot.out, self.snapshot.config.calendar_id, links, set(known.targets))


_NOWHERE = {
    "": "nothing says where to publish to; say where: --to FOLDER, or publish: {to: FOLDER} in config.yaml",
    SERVE: "config.yaml says that `qa-calendar serve` answers: there is nothing to put anywhere",
}


def _other_bytes(target: Target, kept: LinkStore) -> Callable[[str, bytes], bytes | None]:
    """What is at *target*, asked only where another machine, or an out/ that was lost, put other bytes there."""
    recorded = kept.written(target.name)

    def other(path: str, content: bytes) -> bytes | None:
        if path not in recorded or recorded[path] == target.digest(path, content):
            return None
        try:
            return target.read(path)
        except DeliveryError:
            # What cannot be read is written, or that is what cannot be done.
            return None

    return other


def _mailed(store: Store, config: Config) -> set[str]:
    """Those who have had mail with the address from before feeds were published, by slug."""
    if config.base_url is None:
        return set()
    lines = Ledger(store.database).lines().values()
    told = {line.key.person for line in lines if line.state in (State.SENT, State.DRAFTED)}
    return told | ({TEAM} if any("@" in person for person in told) else set())
