"""How a client learns whether a feed has changed, and what else the headers say (RFC 9110, 9.3.2 and 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_calendar.rendering.fitness.answers import Answer, Visit
from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Finding, Rule, shown

HEAD = Rule(
    "head",
    MUST,
    "HEAD is answered as GET is, without the body",
    why="some programs and gateways ask with HEAD first, and give up",
    cure="let the server answer HEAD as GET (RFC 9110, 9.3.2)",
)
ETAG = Rule(
    "etag",
    SHOULD,
    "a strong ETag, the same as long as the bytes are",
    why="without it every client loads the whole feed each time; a weak one says less than it could",
    cure="send ETag with a digest of the bytes",
)
MODIFIED = Rule(
    "last-modified",
    SHOULD,
    "Last-Modified is there",
    why="clients that know no ETag ask by it",
    cure="send when the feed last changed, never less than before",
)
UNCHANGED = Rule(
    "not-modified",
    SHOULD,
    "304 for whoever has this version, with ETag and Last-Modified",
    why="the whole feed goes out for nothing each time; a 304 without them makes some clients forget them",
    cure="answer If-None-Match with 304 and both validators",
)
STALE = Rule(
    "stale",
    MUST,
    "never 304 for whoever has another version: If-None-Match goes before If-Modified-Since",
    why="the client is told that nothing changed, and never sees what did (RFC 9110, 13.2.2)",
    cure="look at If-Modified-Since only where there is no If-None-Match",
)
CACHE = Rule(
    "cache-control",
    SHOULD,
    "Cache-Control: private, and a max-age of an hour or less",
    why="what is kept in a shared cache is old, and is read by those it is not for",
    cure="send Cache-Control: private, max-age=900",
)
REFERRER = Rule(
    "referrer-policy",
    SHOULD,
    "Referrer-Policy: no-referrer",
    why="a link that is followed gives the secret address away",
    cure="send Referrer-Policy: no-referrer",
)
ROBOTS = Rule(
    "robots",
    SHOULD,
    "X-Robots-Tag: noindex",
    why="an address that was written somewhere is found by search engines",
    cure="send X-Robots-Tag: noindex",
)
SNIFF = Rule(
    "nosniff",
    SHOULD,
    "X-Content-Type-Options: nosniff",
    why="without it a browser may take what people wrote for a page",
    cure="send X-Content-Type-Options: nosniff",
)
UIDS = Rule(
    "changing-uids",
    MUST,
    "two fetches have the same UIDs",
    why="every fetch makes every event new: reminders come back, changes are lost",
    cure="make the UID from what the event is, and keep it",
)
CHANGING = Rule(
    "changing-bytes",
    SHOULD,
    "two fetches in a row have the same bytes",
    why="no client can be told 'not modified', and every event looks changed",
    cure="write DTSTAMP and LAST-MODIFIED only when the event changes, and events in a stable order",
)
RULES = (
    *(HEAD, ETAG, MODIFIED, UNCHANGED, STALE, CACHE, REFERRER, ROBOTS, SNIFF),
    *(UIDS, CHANGING),
)

_ALIKE = ("Content-Type", "Content-Length", "ETag", "Last-Modified")
_STAMP = re.compile(rb"(?m)^DTSTAMP[^\r\n]*")
_UID = re.compile(rb"(?m)^UID[:;][^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")
_HOUR = 3600


def of_freshness(visit: Visit) -> Iterator[Finding]:
    """What is wrong with how *visit* was told what is new."""
    first = visit.first
    yield from _validators(first)
    if visit.head:
        yield from _head(first, visit.head)
    if visit.known:
        yield from _known(first, visit.known)
    if visit.since and visit.since.status != 304:
        yield UNCHANGED.broken("If-Modified-Since", f"the answer for this very version is {_status(visit.since)}")
    if visit.other and visit.other.status == 304:
        yield STALE.broken("If-None-Match", "304 for a version that is not this one")
    yield from _others(first)
    if visit.again and visit.again.status == 200:
        yield from _again(first, visit.again)


def _validators(first: Answer) -> Iterator[Finding]:
    etag = first.header("ETag")
    if etag is None:
        yield ETAG.broken("ETag", "is missing")
    elif not re.fullmatch(r'"[\x21\x23-\x7e]*"', etag):
        weak = etag.startswith("W/")
        yield ETAG.broken("ETag", "it is weak" if weak else f"'{shown(etag, 40)}' has not the form of one")
    if first.header("Last-Modified") is None:
        yield MODIFIED.broken("Last-Modified", "is missing")


def _head(first: Answer, head: Answer) -> Iterator[Finding]:
    if head.status != first.status:
        yield HEAD.broken("HEAD", f"the answer to HEAD is {_status(head)}, to GET {first.status}")
        return
    for name in _ALIKE:
        if first.header(name) != head.header(name):
            what = f"{name} is {_said(head, name)}, for GET {_said(first, name)}"
            yield HEAD.broken("HEAD", what, level=SHOULD)


def _status(answer: Answer) -> str:
    return str(answer.status) if answer.status else f"none: {shown(answer.trouble, 100)}"


def _said(answer: Answer, name: str) -> str:
    found = answer.header(name)
    return "missing" if found is None else f"'{shown(found, 40)}'"


def _known(first: Answer, known: Answer) -> Iterator[Finding]:
    if known.status != 304:
        yield UNCHANGED.broken("If-None-Match", f"the answer for this very version is {_status(known)}")
        return
    for name in ("ETag", "Last-Modified"):
        if first.header(name) != known.header(name):
            yield UNCHANGED.broken("If-None-Match", f"in the 304 {name} is {_said(known, name)}")


def _others(first: Answer) -> Iterator[Finding]:
    cache = (first.header("Cache-Control") or "").lower()
    age = re.search(r"\bmax-age=\"?(\d{1,9})", cache)
    if "private" not in cache and "no-store" not in cache:
        yield CACHE.broken("Cache-Control", f"it is '{shown(cache, 40)}'" if cache else "is missing")
    elif age and int(age[1]) > _HOUR:
        yield CACHE.broken("Cache-Control", f"it lets clients keep it for {int(age[1])} seconds")
    for rule, name, wanted in (
        (REFERRER, "Referrer-Policy", "no-referrer"),
        (ROBOTS, "X-Robots-Tag", "noindex"),
        (SNIFF, "X-Content-Type-Options", "nosniff"),
    ):
        said = first.header(name)
        if wanted not in (said or "").lower():
            yield rule.broken(name, f"it is '{shown(said, 40)}'" if said else "is missing")


def _again(first: Answer, again: Answer) -> Iterator[Finding]:
    if first.body == again.body:
        if first.header("ETag") != again.header("ETag"):
            yield ETAG.broken("ETag", "it is another one for the same bytes")
        return
    if set(_UID.findall(first.body)) != set(_UID.findall(again.body)):
        yield UIDS.broken("a second fetch", "the UIDs are others")
    elif _STAMP.sub(b"", first.body) == _STAMP.sub(b"", again.body):
        yield CHANGING.broken("a second fetch", "DTSTAMP is the time of the fetch")
    else:
        yield CHANGING.broken("a second fetch", "the bytes are others")
