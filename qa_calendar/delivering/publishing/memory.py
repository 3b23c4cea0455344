"""The links as the database, out/ and the published site remember them; the newest counts.

database ──────────────┐
out/.qa-calendar.links ┼─▶ Known: the links, where they were read from, whether new ones may be made
the published site ────┘
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qa_calendar.delivering.publishing.copies import Copy, Record, links_on, read_copy, read_record, record_path
from qa_calendar.delivering.publishing.target import Target, target_at
from qa_calendar.delivering.state.builds import Store
from qa_calendar.delivering.state.links import Link, Links, LinkStore, digest_of
from qa_calendar.delivering.workspace import FEEDS, SERVE, Snapshot
from qa_calendar.model import LEAD, TEAM
from qa_calendar.problems import DeliveryError

_CURE = (
    "; put it right and run this again. If that place is gone for good, `qa-calendar publish --yes` goes on without "
    "what it knows"
)


@dataclass(frozen=True, slots=True)
class Known:
    """The *links*, those the database had *seen*, the *target* they are published to, if any, and all *targets* so far.

    *said* is what a person should know of where they come from; *looked* when the site was looked through for them.
    Where *closed* is not empty it says why no new one may be made: the site could not be read, and might have it.
    """

    links: Links
    seen: Links
    target: Target | None = None
    targets: tuple[str, ...] = ()
    said: str = ""
    looked: bool = False
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
    look = _Look(snapshot, now, kept, is_published=is_published, is_lost=is_published and seen.number == 0)
    best = max((seen, copy.links), key=lambda one: one.number)
    found, why = None, ""
    try:
        found = look.at(target)
    except DeliveryError as error:
        why = str(error) if is_published and not sure else ""
    if why and (seen.number == 0 or best is not seen):
        raise DeliveryError(f"{_lost(seen)}, and the published site, which has the links, cannot be read: {why}{_CURE}")
    links = _merged(best, found or Links(), seen.revoked | copy.links.revoked)
    said = _said(links, seen, "the published site" if found else snapshot.out.name)
    return Known(links, seen, target, targets, said, found is not None, why)


def _usual(snapshot: Snapshot, targets: tuple[str, ...]) -> Target | None:
    to = snapshot.config.publish_to or next(iter(targets), None)
    return None if to in (None, SERVE) else target_at(to, snapshot.root)


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at a published site: *is_published* when anything was, anywhere, *is_lost* when the state forgot what."""

    snapshot: Snapshot
    now: datetime
    kept: LinkStore
    is_published: bool
    is_lost: bool

    def at(self, target: Target | None) -> Links | None:
        """The links of the site at *target*, None where it is as we left it, or we never were there.

        Raises DeliveryError where it should be there, and is not.
        """
        if target is None:
            return None
        if not target.is_there():
            if self.is_published:
                raise DeliveryError(f"{target.name} is not there")
            return None
        path = record_path(self.snapshot.config.calendar_id)
        raw = target.read(path)
        record = read_record(raw, self.snapshot.config.calendar_id)
        if record is None:
            return self._without_record(target) if self.is_lost else None
        if self.kept.written(target.name).get(path) == target.digest(path, raw or b""):
            return None
        return self._read(target, record)

    def _without_record(self, target: Target) -> Links:
        found = self._read(target, Record())
        if not found.by_slug:
            raise DeliveryError(f"there is nothing of ours at {target.name}")
        return found

    def _read(self, target: Target, record: Record) -> Links:
        config = self.snapshot.config
        return links_on(target, record, config.calendar_id, (*config.names, TEAM, LEAD), self.now)


def _merged(best: Links, site: Links, revoked: frozenset[str]) -> Links:
    """The links of the newer of both, filled up by the other's; what was *revoked*, by any, stays so.

    The site is the newer where both have the same number: it was there before a state that was lost began anew.
    """
    revoked = revoked | best.revoked | site.revoked
    ranked = (site, best) if site.number >= best.number else (best, site)
    newer, older = (_in_use(one, revoked) for one in ranked)
    # Of the same link the database knows more than its name on the site.
    known = {slug: one for slug, one in best.by_slug.items() if one.token is not None}
    by_slug = {
        slug: known[slug] if slug in known and known[slug].token == one.token else one
        for slug, one in {**older, **newer}.items()
    }
    in_use = {one.token for one in by_slug.values()}
    every = (one.token for some in (best, site) for one in some.by_slug.values())
    displaced = {digest_of(token) for token in every if token and token not in in_use}
    return Links(max(best.number, site.number), by_slug, revoked | displaced)


def _in_use(links: Links, revoked: frozenset[str]) -> dict[str, Link]:
    return {
        slug: one for slug, one in links.by_slug.items() if one.token is None or digest_of(one.token) not in revoked
    }


def _said(links: Links, seen: Links, place: str) -> str:
    if links.tokens == seen.tokens or not links.tokens:
        return ""
    return f"{_lost(seen)}: the links were read back from {place}"


def _lost(seen: Links) -> str:
    return "the state is older than what was published" if seen.number else "the state was lost"
