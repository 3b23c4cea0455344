"""The links as the database, out/ and the published site remember them; the newest counts.

database ──────────────┐
out/.qa-calendar.links ┼─▶ Known: the links, where they were read from, whether new ones may be made
the published site ────┘
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qa_calendar.delivering.publishing.copies import Copy, Record, links_on, read_copy, read_record
from qa_calendar.delivering.publishing.target import Target, target_at
from qa_calendar.delivering.state.builds import Store
from qa_calendar.delivering.state.links import Link, Links, LinkStore, digest_of
from qa_calendar.delivering.workspace import FEEDS, Snapshot
from qa_calendar.model import TEAM
from qa_calendar.problems import DeliveryError

_CURE = "; put it right and run this again. If the site is gone for good, --yes goes on without what it knows"


@dataclass(frozen=True, slots=True)
class Known:
    """The *links*, those the database had *seen*, the *target* they are published to, if any, and all *targets* so far.

    *said* is what a person should know of where they come from. Where *closed* is not empty it says why no new one may
    be made: the site could not be read, and might have it.
    """

    links: Links
    seen: Links
    target: Target | None = None
    targets: tuple[str, ...] = ()
    said: str = ""
    closed: str = ""


def known_links(store: Store, snapshot: Snapshot, now: datetime, to: Target | None, *, sure: bool = False) -> Known:
    """What is known of the links of *snapshot*, published *to* a target or where config.yaml or the last time says.

    Raises DeliveryError where the state was lost and the site cannot be read, unless a person is *sure* to go on.
    """
    kept = LinkStore(store.database)
    seen, copy = kept.links(), read_copy(snapshot.out, snapshot.config.calendar_id, now) or Copy(Links())
    targets = tuple(dict.fromkeys((*kept.targets(), *copy.targets)))
    target = to or _usual(snapshot, targets)
    is_published = bool(targets) or (store.fresh and any((snapshot.out / FEEDS).glob("*.ics")))
    best = max((seen, copy.links), key=lambda one: one.number)
    look = _Look(
        snapshot,
        now,
        best,
        # A database that has never written there knows nothing of it, however often its links were changed.
        is_known=target is not None and bool(kept.written(target.name)),
        is_published=is_published,
        is_lost=is_published and seen.number == 0,
    )
    found, why = Links(), ""
    try:
        found = look.at(target)
    except DeliveryError as error:
        why = str(error) if is_published and not sure else ""
    if why and (seen.number == 0 or best is not seen):
        raise DeliveryError(f"{_lost(seen)}, and the published site, which has the links, cannot be read: {why}{_CURE}")
    links = _merged(best, found, seen.revoked | copy.links.revoked | found.revoked)
    said = _said(links, seen, "the published site" if found.by_slug else snapshot.out.name)
    return Known(links, seen, target, targets, said, why)


def _usual(snapshot: Snapshot, targets: tuple[str, ...]) -> Target | None:
    to = snapshot.config.publish_to or next(iter(targets), None)
    return None if to is None else target_at(to, snapshot.root)


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at a published site by whoever has the *best* links otherwise.

    *is_known* when this database has written there, *is_published* when anything was published anywhere, *is_lost* when
    the database does not know which links these were.
    """

    snapshot: Snapshot
    now: datetime
    best: Links
    is_known: bool
    is_published: bool
    is_lost: bool

    def at(self, target: Target | None) -> Links:
        """The links of the site at *target* where it knows more; raises DeliveryError where it should, and does not."""
        if target is None:
            return Links()
        if not target.is_there():
            if self.is_published:
                raise DeliveryError(f"{target.name} is not there")
            return Links()
        record = read_record(target, self.snapshot.config.calendar_id)
        if record is None:
            return self._without_record(target) if self.is_lost else Links()
        if self.is_known and record.number <= self.best.number:
            return Links(record.number, {}, record.revoked)
        return self._read(target, record)

    def _without_record(self, target: Target) -> Links:
        found = self._read(target, Record())
        if not found.by_slug:
            raise DeliveryError(f"there is nothing of ours at {target.name}")
        return found

    def _read(self, target: Target, record: Record) -> Links:
        config = self.snapshot.config
        return links_on(target, record, config.calendar_id, (*config.names, TEAM), self.now)


def _merged(best: Links, newer: Links, revoked: frozenset[str]) -> Links:
    """The links of *newer*, then those of *best*; what was *revoked* stays so."""
    ranked = [{slug: one for slug, one in some.by_slug.items() if _is_in_use(one, revoked)} for some in (best, newer)]
    by_slug = {**ranked[0], **ranked[1]}
    in_use = {one.token for one in by_slug.values()}
    displaced = {digest_of(one.token) for one in best.by_slug.values() if one.token and one.token not in in_use}
    return Links(max(best.number, newer.number), by_slug, revoked | displaced)


def _is_in_use(link: Link, revoked: frozenset[str]) -> bool:
    return link.token is None or digest_of(link.token) not in revoked


def _said(links: Links, seen: Links, place: str) -> str:
    if links.tokens == seen.tokens or not links.tokens:
        return ""
    return f"{_lost(seen)}: the links were read back from {place}"


def _lost(seen: Links) -> str:
    return "the state is older than what was published" if seen.number else "the state was lost"
