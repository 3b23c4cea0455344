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
    found, why = Links(), ""
    try:
        found = _on_site(target, snapshot, now, is_published=is_published, is_lost=is_published and seen.number == 0)
    except DeliveryError as error:
        why = str(error) if is_published and not sure else ""
    if why and (seen.number == 0 or best is not seen):
        raise DeliveryError(f"{_lost(seen)}, and the published site, which has the links, cannot be read: {why}{_CURE}")
    # A database that has never written there knows nothing of it, however often its links were changed.
    is_news = found.number > best.number or (target is not None and not kept.written(target.name))
    links = _merged(best, found if is_news else Links(), seen.revoked | copy.links.revoked | found.revoked)
    said = _said(links, seen, "the published site" if is_news and found.by_slug else snapshot.out.name)
    return Known(links, seen, target, targets, said, why)


def _usual(snapshot: Snapshot, targets: tuple[str, ...]) -> Target | None:
    to = snapshot.config.publish_to or next(iter(targets), None)
    return None if to is None else target_at(to, snapshot.root)


def _on_site(target: Target | None, snapshot: Snapshot, now: datetime, *, is_published: bool, is_lost: bool) -> Links:
    """The links that the site at *target* has; raises DeliveryError where it is not there but *is_published*.

    Or where the state *is_lost*, and it has none of ours.
    """
    if target is None:
        return Links()
    if not target.is_there():
        if is_published:
            raise DeliveryError(f"{target.name} is not there")
        return Links()
    config, record = snapshot.config, read_record(target, snapshot.config.calendar_id)
    if record is None and not is_lost:
        return Links()
    found = links_on(target, record or Record(), config.calendar_id, (*config.names, TEAM), now)
    if record is None and not found.by_slug:
        raise DeliveryError(f"there is nothing of ours at {target.name}")
    return found


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
