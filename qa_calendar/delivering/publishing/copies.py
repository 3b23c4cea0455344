"""What is known of links outside the database: a copy in out/, and a record on the published site.

The copy has the tokens, for `serve` and for a state that is lost. The record is where everybody may read it, so that it
has only digests; the tokens are the names of the site's folders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeGuard

from qa_calendar.delivering import files
from qa_calendar.delivering.publishing.target import Target, known_as, lead_page
from qa_calendar.delivering.state.links import TOKEN, Link, Links, digest_of
from qa_calendar.model import LEAD
from qa_calendar.rendering.readback import recover

COPY = ".qa-calendar.links"
_FORMAT, _MOST = 1, 1_000_000_000
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Copy:
    """The links as out/ has them, and every *target* they were published to."""

    links: Links
    targets: tuple[str, ...] = ()


def write_copy(out: Path, calendar_id: str, links: Links, targets: Iterable[str]) -> None:
    """Keep *links* in *out*, for its owner and group only; raises DeliveryError."""
    kept = {
        "format": _FORMAT,
        "calendar_id": calendar_id,
        "number": links.number,
        "links": links.tokens,
        "without": sorted(links.without),
        "revoked": sorted(links.revoked),
        "targets": sorted(targets),
    }
    files.replace(out / COPY, json.dumps(kept, indent=1).encode(), private=True)


def read_copy(out: Path, calendar_id: str, now: datetime) -> Copy | None:
    """The links that *out* has; None where there are none, they are damaged, or another calendar's."""
    kept = _json(files.content_of(out / COPY) if out.is_dir() else None, calendar_id)
    if kept is None:
        return None
    tokens, without, targets = kept.get("links"), kept.get("without", []), kept.get("targets", [])
    if not (isinstance(tokens, dict) and _are_texts(without) and _are_texts(targets)):
        return None
    if not all(isinstance(token, str) and TOKEN.fullmatch(token) for token in tokens.values()):
        return None
    by_slug = {slug: Link(slug, token, now) for slug, token in tokens.items()}
    by_slug |= {slug: Link(slug, None, now) for slug in without}
    return Copy(Links(kept["number"], by_slug, frozenset(kept.get("revoked", []))), tuple(targets))


@dataclass(frozen=True, slots=True)
class Record:
    """What the published site says of its links: their number, and digests of what was revoked and of who has none."""

    number: int = 0
    revoked: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


def record_path(calendar_id: str) -> str:
    """Where the record of a calendar is: several services may share a site."""
    return f".qa-calendar-{known_as(calendar_id)}.json"


def record_of(links: Links, calendar_id: str) -> bytes:
    """The record of *links*: no token is in it, and no name."""
    kept = {
        "format": _FORMAT,
        "calendar_id": calendar_id,
        "number": links.number,
        "links": digest_of(" ".join(sorted(links.tokens.values()))),
        "revoked": sorted(links.revoked),
        "without": sorted(_whose(slug, calendar_id) for slug in links.without),
    }
    return json.dumps(kept, indent=1).encode()


def read_record(raw: bytes | None, calendar_id: str) -> Record | None:
    """The record that a site has in *raw*; None for none of that calendar."""
    kept = _json(raw, calendar_id)
    if kept is None or not _are_texts(kept.get("without", [])):
        return None
    return Record(kept["number"], frozenset(kept.get("revoked", [])), frozenset(kept.get("without", [])))


def links_on(target: Target, record: Record, calendar_id: str, slugs: Iterable[str], now: datetime) -> Links:
    """The links as the site has them: whatever holds a feed of *calendar_id* and was not revoked."""
    found: dict[str, tuple[datetime, str]] = {}
    for token, path in target.found():
        if digest_of(token) in record.revoked:
            continue
        if path == f"{token}/{lead_page(calendar_id)}":
            found[LEAD] = max(found.get(LEAD, (now, token)), (now, token))
        elif newest := _newest(target, path, calendar_id):
            slug = _slug(path)
            found[slug] = max(found.get(slug, (newest, token)), (newest, token))
    by_slug = {slug: Link(slug, token, now) for slug, (_, token) in found.items()}
    none = {slug: Link(slug, None, now) for slug in slugs if _whose(slug, calendar_id) in record.without}
    return Links(record.number, {**by_slug, **none}, record.revoked)


def paths_on(target: Target, calendar_id: str) -> list[str]:
    """Every feed and page of *calendar_id* on the site, also of links that were revoked."""
    found = list(target.found())
    lead = lead_page(calendar_id)
    ours = {token for token, path in found if path == f"{token}/{lead}" or _newest(target, path, calendar_id)}
    return [path for token, path in found if token in ours]


def _slug(path: str) -> str:
    return path.rpartition("/qa-")[2].removesuffix(".ics")


def _newest(target: Target, path: str, calendar_id: str) -> datetime | None:
    """When the feed last changed; None for a feed of others, and for what is none."""
    if not path.endswith(".ics"):
        return None
    events = recover({_slug(path): target.read(path) or b""}, calendar_id).revisions.values()
    return max((event.stamp for event in events), default=None)


def _whose(slug: str, calendar_id: str) -> str:
    return digest_of(f"{calendar_id}\n{slug}")


def _json(raw: bytes | None, calendar_id: str) -> Mapping[str, Any] | None:
    try:
        kept = json.loads(raw or b"null")
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(kept, dict) and (kept.get("format"), kept.get("calendar_id")) == (_FORMAT, calendar_id)
    if not is_ours or kept.get("number") not in range(_MOST) or not _are_texts(kept.get("revoked", [])):
        return None
    return kept if all(_DIGEST.fullmatch(one) for one in kept.get("revoked", [])) else None


def _are_texts(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
