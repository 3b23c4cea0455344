"""Addresses: what one says, which computers it leads to, and whether those are inside a network."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from threading import Thread
from urllib.parse import quote, urlsplit

from qa_calendar.rendering.fitness.answers import Reach
from qa_calendar.rendering.fitness.findings import shown
from qa_calendar.rendering.hosts import inner, is_inside, is_internal, is_number

_PORTS = {"http": 80, "https": 443}
_SAFE = "%/:=&?~+!$,;'@()*[]-._"


class NoAnswerError(Exception):
    """Nothing came back that could be looked at; the message says why, and the cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An http or https address taken apart; name and password are left out."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the header Host says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address, as it is asked for."""
        return f"{self.scheme}://{self.authority}{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A target and the numbers its name stood for when it was looked up: these are connected to, and no others."""

    target: Endpoint
    numbers: tuple[str, ...]

    @property
    def reach(self) -> Reach:
        """From where it can be reached, as far as its name and numbers tell."""
        found = [inner(number) for number in self.numbers]
        if found and all(one.is_loopback for one in found):
            return Reach.HERE
        host = self.target.host
        if any(map(is_internal, found)) or (not is_number(host) and is_inside(host)):
            return Reach.INSIDE
        return Reach.ANYWHERE


def as_https(address: str) -> str:
    """*address*, in which webcal stands for https."""
    return re.sub(r"(?i)^webcals?:", "https:", address)


def read_endpoint(address: str) -> Endpoint:
    """Take *address* apart; webcal stands for https. Raises ValueError with the reason when it is none."""
    if re.search(r"[\x00-\x20\x7f\\]", address):
        raise ValueError("an address has no spaces in it")
    try:
        parts = urlsplit(as_https(address))
        scheme, port = parts.scheme.lower(), parts.port
        host = _ascii(parts.hostname or "")
    except ValueError as error:
        raise ValueError(f"that is no address: {shown(str(error))}") from None
    if scheme not in _PORTS:
        raise ValueError(f"'{shown(scheme, 20)}' is not http or https")
    if not host:
        raise ValueError("there is no host in it")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Endpoint(scheme=scheme, host=host, port=_PORTS[scheme] if port is None else port, path=path)


def look_up(target: Endpoint, patience: float) -> Place:
    """The numbers of its host, looked up once within *patience* seconds; raises NoAnswerError."""
    found: list[str] = []
    failed: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failed.append(getattr(error, "strerror", None) or str(error))
        else:
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    # The system's own look-up knows no time limit.
    worker = Thread(target=ask, daemon=True)
    worker.start()
    worker.join(patience)
    if not found:
        why = failed[0] if failed else f"no answer within {patience:g} seconds"
        raise NoAnswerError(f"there is no computer called '{shown(target.host)}' ({why}); is it spelt right?")
    return Place(target=target, numbers=tuple(found))


def _ascii(host: str) -> str:
    host = host.rstrip(".")
    return host if host.isascii() else host.encode("idna").decode("ascii")
