"""What is answered to a request, as values: addresses, validators, headers. Opens no file and asks no clock."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from typing import Final

from qa_calendar.delivering.state.links import TOKEN
from qa_calendar.rendering.pages import policy_of

Headers = tuple[tuple[bytes, bytes], ...]

_TOKEN = TOKEN.pattern
_SLUG = "[a-z0-9][a-z0-9-]{0,199}"
_ADDRESS = re.compile(rf"/({_TOKEN})/(?:qa-({_SLUG})\.ics|({_SLUG}\.html)?)".encode())
_IS_TOKEN, _IS_SLUG = re.compile(_TOKEN), re.compile(_SLUG)
_TAGS = re.compile(rb'"([^"]*)"')
_BEGIN, _END = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"
_ALWAYS: Headers = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex"),
)
_NOTHING = b"default-src 'none'"
_AGAIN = b"60"


@dataclass(frozen=True, slots=True)
class Address:
    """A well-formed address below the site: somebody's feed, or with *slug* None the *page* of that name beside it."""

    token: str
    slug: str | None
    page: str = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a request counts for its answer. *path* is as it was sent, without what the site stands under."""

    method: str
    path: bytes
    if_none_match: bytes | None = None
    if_modified_since: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent. Its Content-Length is that of GET, whether the body goes with it or not."""

    status: int
    headers: Headers
    body: bytes = b""

    def without_body(self) -> Answer:
        """The same to HEAD."""
        return replace(self, body=b"")


@dataclass(frozen=True)
class Representation:
    """One version of a file: its bytes and when it was last changed, of the same moment."""

    body: bytes
    modified: datetime
    is_page: bool = False

    @cached_property
    def tag(self) -> bytes:
        """The strong ETag."""
        return b'"' + hashlib.sha256(self.body).hexdigest()[:32].encode() + b'"'

    @cached_property
    def whole(self) -> Answer:
        """The answer with everything in it."""
        content = (b"content-type", self._type), (b"content-length", b"%d" % len(self.body))
        return Answer(200, (*content, *self._validators, *self._guarding), self.body)

    @cached_property
    def unchanged(self) -> Answer:
        """The answer to whoever has this version already."""
        return Answer(304, (*self._validators, *self._guarding))

    def ready(self) -> Representation:
        """The same with its answers made, so that nobody waits for them later."""
        _ = self.whole, self.unchanged
        return self

    def to(self, asked: Asked) -> Answer:
        """The answer to a GET or HEAD (RFC 9110, section 13.2.2: If-None-Match counts before If-Modified-Since)."""
        if self._is_known_to(asked):
            return self.unchanged
        return self.whole.without_body() if asked.method == "HEAD" else self.whole

    def _is_known_to(self, asked: Asked) -> bool:
        if asked.if_none_match is not None:
            known = asked.if_none_match.strip()
            return known == b"*" or self.tag[1:-1] in _TAGS.findall(known)
        since = _instant(asked.if_modified_since)
        return since is not None and self.modified.replace(microsecond=0) <= since

    @property
    def _type(self) -> bytes:
        if self.is_page:
            return b"text/html; charset=utf-8"
        head, _, _ = self.body.partition(b"\r\nBEGIN:")
        return b"text/calendar; charset=utf-8" + (b"; method=PUBLISH" if b"\nMETHOD:PUBLISH\r" in head + b"\r" else b"")

    @property
    def _validators(self) -> Headers:
        fresh = b"private, no-cache" if self.is_page else b"private, max-age=900"
        last = format_datetime(self.modified.astimezone(UTC), usegmt=True).encode()
        return (b"etag", self.tag), (b"last-modified", last), (b"cache-control", fresh)

    @property
    def _guarding(self) -> Headers:
        return (*_ALWAYS, (b"content-security-policy", self._policy))

    @property
    def _policy(self) -> bytes:
        if not self.is_page:
            return _NOTHING
        return f"{policy_of(self.body.decode(errors='replace'))}; frame-ancestors 'none'".encode()


def address(path: bytes) -> Address | None:
    """What *path* asks for; None for what cannot be an address of the site, written in whatever way."""
    if (found := _ADDRESS.fullmatch(path)) is None:
        return None
    slug = found[2]
    page = (found[3] or b"index.html").decode()
    return Address(found[1].decode(), slug.decode() if slug is not None else None, page)


def is_token(text: object) -> bool:
    """Whether *text* is written as tokens are."""
    return isinstance(text, str) and _IS_TOKEN.fullmatch(text) is not None


def is_slug(text: object) -> bool:
    """Whether *text* can be the name of a feed's file."""
    return isinstance(text, str) and _IS_SLUG.fullmatch(text) is not None


def is_whole(feed: bytes) -> bool:
    """Whether *feed* is one from its first line to its last."""
    return feed.startswith(_BEGIN) and feed.endswith(_END)


def below(path: bytes, *prefixes: bytes) -> bytes:
    """*path* without the sub-paths in front of it, as far as they are there: a proxy may have taken them off."""
    for prefix in prefixes:
        if prefix and path.startswith(prefix + b"/"):
            path = path[len(prefix) :]
    return path


def _instant(written: bytes | None) -> datetime | None:
    if written is None:
        return None
    try:
        found = parsedate_to_datetime(written.decode("latin-1"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None  # RFC 9110, 13.1.3: what is no date is ignored
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _plain(status: int, said: str, *more: tuple[bytes, bytes]) -> Answer:
    body = f"{said}\n".encode()
    headers = (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))
    guarding = (*_ALWAYS, (b"cache-control", b"no-store"), (b"content-security-policy", _NOTHING))
    return Answer(status, (*headers, *guarding, *more), body)


NOT_FOUND: Final = _plain(404, "There is nothing at this address.")
"""To an unknown token, one that was revoked, any other path and any other method, byte for byte."""

UNAVAILABLE: Final = _plain(503, "This cannot be read at the moment. Please try again.", (b"retry-after", _AGAIN))
"""For what exists and cannot be read: calendar programs keep what they have on 503, and on nothing else."""

NOT_READY: Final = _plain(503, "not ready", (b"retry-after", _AGAIN))
WELL: Final = _plain(200, "ok")
TOO_MUCH: Final = _plain(431, "The headers of this request are too long.")
UNREADABLE: Final = _plain(400, "This request cannot be read.")
