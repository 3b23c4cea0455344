"""A feed examined: a file, an address, or everything of a workspace.

address ─▶ looked up, once ─▶ fetched, redirects judged first ─▶ a few more questions ─▶ Visit ─▶ findings
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin

from qa_calendar.delivering.doctor.addresses import Endpoint, NoAnswerError, Place, as_https, read_endpoint
from qa_calendar.delivering.doctor.fetching import Bounds, Client, UntrustedError
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.fitness import compare, events_in, examine, examine_visit
from qa_calendar.rendering.fitness.answers import Answer, Hop, Reach, Visit
from qa_calendar.rendering.fitness.findings import MUST, Finding, is_secret, masked
from qa_calendar.rendering.fitness.lines import MOST_BYTES

_MOVED = (301, 302, 303, 307, 308)
_PAGE = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What is to be said of one feed; *unreached* says why it could not be looked at."""

    feed: str
    findings: tuple[Finding, ...] = ()
    events: int = 0
    unreached: str = ""

    @property
    def is_fit(self) -> bool:
        """Whether no MUST is broken."""
        return not self.unreached and not any(one.level is MUST for one in self.findings)


def examine_file(path: Path) -> Examination:
    """The feed in a file; raises DeliveryError when it cannot be read."""
    raw = _content(path)
    return Examination(feed=str(path), findings=examine(raw), events=events_in(raw))


def examine_files(paths: Iterable[Path]) -> Iterator[Examination]:
    """Feeds that belong together: each, and whether they say the same of what they share."""
    found = {path: _content(path) for path in paths}
    for path, raw in found.items():
        yield Examination(feed=str(path), findings=examine(raw), events=events_in(raw))
    if differing := compare({path.name: raw for path, raw in found.items()}):
        yield Examination(feed="all of them together", findings=differing)


def examine_address(
    address: str,
    bounds: Bounds | None = None,
    *,
    trust: ssl.SSLContext | None = None,
    may_be_inside: bool = True,
    calendar_id: str | None = None,
) -> Examination:
    """The feed at an http, https or webcal *address*, fetched within *bounds*.

    *may_be_inside* says that a person named it, so that it may lead into a network. With a *calendar_id* a feed of that
    calendar has to be there. Raises ValueError for what is no address.
    """
    target = read_endpoint(address)
    try:
        visit = _visited(target, Client(bounds or Bounds(), trust), may_be_inside=may_be_inside)
    except NoAnswerError as error:
        return Examination(feed=masked(address), unreached=str(error))
    findings = examine_visit(replace(visit, address=as_https(address)), calendar_id)
    return Examination(feed=masked(address), findings=findings, events=events_in(visit.first.body))


def examine_addresses(addresses: Mapping[str, str], calendar_id: str) -> Iterator[Examination]:
    """Where people are told their feeds are, by name; nobody named these just now, so none may lead inside."""
    for name, address in addresses.items():
        found = examine_address(address, may_be_inside=False, calendar_id=calendar_id)
        yield replace(found, feed=f"{name} at {found.feed}")


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise DeliveryError(f"{path}: {'is no file' if path.exists() else 'there is no such file'}")
        with path.open("rb") as handle:
            return handle.read(MOST_BYTES + 1)
    except OSError as error:
        raise DeliveryError(f"{path}: cannot be read: {error.strerror or error}") from error


def _visited(target: Endpoint, client: Client, *, may_be_inside: bool) -> Visit:
    place = client.find(target)
    visit = Visit(address=target.url, reach=place.reach, first=Answer(status=0))
    if place.reach is not Reach.ANYWHERE and not may_be_inside:
        return replace(visit, unasked=True)
    try:
        first = client.ask(place, {})
    except UntrustedError as error:
        return replace(visit, untrusted=str(error))
    final, first, hops = _followed(place, first, client)
    visit = replace(visit, first=first, hops=hops)
    if first.status != 200 or first.trouble:
        return visit
    return _questioned(visit, final, client)


def _followed(place: Place, answer: Answer, client: Client) -> tuple[Place, Answer, tuple[Hop, ...]]:
    """Where redirects end: the last answer that may be looked at, and the way there."""
    hops: list[Hop] = []
    start = place
    while answer.status in _MOVED and (location := answer.header("Location")) is not None:
        status = answer.status
        try:
            to = _allowed(start, place, location, client, len(hops))
            answer, place = client.ask(to, {}), to
        except (NoAnswerError, ValueError) as error:
            return place, answer, (*hops, Hop(status=status, to=location, refused=str(error)))
        hops.append(Hop(status=status, to=to.target.url))
    return place, answer, tuple(hops)


def _allowed(start: Place, here: Place, location: str, client: Client, behind: int) -> Place:
    """The place a redirect leads to; raises ValueError when a stranger must not lead us there."""
    if behind >= client.bounds.redirects:
        raise ValueError(f"it is the {behind + 1}th")
    target = read_endpoint(urljoin(here.target.url, location))
    if here.target.scheme == "https" and target.scheme == "http":
        raise ValueError("it leads from https to http")
    place = client.find(target)
    if place.reach is not Reach.ANYWHERE and (start.reach is Reach.ANYWHERE or target.host != start.target.host):
        raise ValueError("it leads into a network")
    return place


def _questioned(visit: Visit, place: Place, client: Client) -> Visit:
    """*visit* with the questions that follow a feed."""
    etag, modified = visit.first.header("ETag"), visit.first.header("Last-Modified")
    stranger = _with_another_secret(place.target)
    dated = {"If-Modified-Since": _header(modified)} if modified else {}
    return replace(
        visit,
        again=_tried(client, place, {}),
        head=_tried(client, place, {}, method="HEAD"),
        squeezed=_tried(client, place, {"Accept-Encoding": "gzip"}),
        known=_tried(client, place, {"If-None-Match": _header(etag)}) if etag else None,
        since=_tried(client, place, dated) if dated else None,
        other=_tried(client, place, {"If-None-Match": '"another"', **dated}),
        parents=tuple(_tried(client, replace(place, target=one), {}, most=_PAGE) for one in _above(place.target)),
        stranger=_tried(client, replace(place, target=stranger), {}, most=_PAGE) if stranger else None,
    )


def _tried(
    client: Client, place: Place, headers: Mapping[str, str], *, method: str = "GET", most: int | None = None
) -> Answer:
    try:
        return client.ask(place, headers, method=method, most=most)
    except NoAnswerError as error:
        return Answer(status=0, trouble=str(error))


def _header(text: str) -> str:
    # What a server sent goes back to it, but never a line break.
    return "".join(one for one in text if one.isprintable() and one.isascii())[:1000]


def _above(target: Endpoint) -> Iterator[Endpoint]:
    """The folder a feed is in, and the one above where the folder's name is the secret."""
    folder = target.path.partition("?")[0].rpartition("/")[0]
    yield replace(target, path=f"{folder}/")
    above, _, name = folder.rpartition("/")
    if is_secret(name):
        yield replace(target, path=f"{above}/")


def _with_another_secret(target: Endpoint) -> Endpoint | None:
    words = target.path.partition("?")[0].split("/")
    others = [_other(word) if is_secret(word) else word for word in words]
    return replace(target, path="/".join(others)) if others != words else None


def _other(word: str) -> str:
    stem, dot, ending = word.rpartition(".") if word.endswith(".ics") else (word, "", "")
    return stem[::-1] + dot + ending
