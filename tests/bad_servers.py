"""A server of a feed on the loopback that is as good as can be, and everything that servers do instead."""

from __future__ import annotations

import gzip
import hashlib
import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread
from typing import Any

from test_fitness import GOOD

FEED = GOOD.encode()
TOKEN = "4k2j5h6g7f3d2s5a4k2j5h6g7f3d2s5a"
PATH = f"/{TOKEN}/qa-kara.ics"
MODIFIED = "Mon, 30 Mar 2020 08:15:00 GMT"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its method, its path and its headers by name in small letters."""

    method: str
    path: str
    headers: dict[str, str]


Behaviour = Callable[[socket.socket, Asked, Event], None]
Answering = Callable[[Asked], bytes]


@dataclass(slots=True)
class Server:
    """A server on the loopback that does as *behave* says; *asked* is what it was asked so far."""

    listening: socket.socket
    behave: Behaviour
    tls: ssl.SSLContext | None
    asked: list[Asked] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    threads: list[Thread] = field(default_factory=list)
    port: int = field(init=False)

    def __post_init__(self) -> None:
        self.port = self.listening.getsockname()[1]


@contextmanager
def serving(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server that does as *behave* says with every connection, until the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(listening, behave, tls)
        accepting = Thread(target=_accept, args=(server,))
        accepting.start()
        try:
            yield server
        finally:
            server.over.set()
            # Closing does not wake whoever waits for a connection.
            socket.create_connection(("127.0.0.1", server.port)).close()
            accepting.join()
            for thread in server.threads:
                thread.join()


def _accept(server: Server) -> None:
    while True:
        connection, _ = server.listening.accept()
        if server.over.is_set():
            connection.close()
            return
        server.threads.append(Thread(target=_serve, args=(connection, server)))
        server.threads[-1].start()


def _serve(connection: socket.socket, server: Server) -> None:
    connection.settimeout(5)
    with suppress(OSError), connection:
        if server.tls is None:
            _answer(connection, server)
            return
        with server.tls.wrap_socket(connection, server_side=True) as secured:
            _answer(secured, server)


def _answer(connection: socket.socket, server: Server) -> None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = connection.recv(65536)
        if not piece:
            return
        raw += piece
        if raw.startswith(b"\x16"):
            # Somebody speaks TLS to a server that does not.
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
    first, *lines = raw.decode().partition("\r\n\r\n")[0].split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, *_ = first.split(" ")
    server.asked.append(Asked(method, path, headers))
    server.behave(connection, server.asked[-1], server.over)


def answering(make: Answering) -> Behaviour:
    """Send what *make* makes of a request, and be done."""

    def behave(connection: socket.socket, asked: Asked, over: Event) -> None:
        connection.sendall(make(asked))

    return behave


def reply(asked: Asked, status: str = "200 OK", body: bytes = FEED, **changes: Any) -> bytes:
    """A whole answer with the headers a feed should have, but for *changes*; None takes one away."""
    headers: dict[str, str | None] = {
        "content_type": "text/calendar; charset=utf-8",
        "content_length": str(len(body)),
        "etag": f'"{hashlib.sha256(body).hexdigest()}"',
        "last_modified": MODIFIED,
        "cache_control": "private, max-age=900",
        "referrer_policy": "no-referrer",
        "x_robots_tag": "noindex",
        "x_content_type_options": "nosniff",
    }
    headers |= changes
    if status.startswith("304"):
        headers |= {"content_type": None, "content_length": None}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value is not None]
    sent = b"" if asked.method == "HEAD" or status.startswith("304") else body
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + sent


def good(asked: Asked, body: bytes = FEED, path: str = PATH, **changes: Any) -> bytes:
    """The feed at its path, 304 for whoever has it, 404 for everything else; headers but for *changes*."""
    if asked.path != path:
        return reply(asked, "404 Not Found", b"not found", content_type="text/plain", etag=None)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    known, since = asked.headers.get("if-none-match"), asked.headers.get("if-modified-since")
    if known == etag or (known is None and since == MODIFIED):
        return reply(asked, "304 Not Modified", body, **changes)
    return reply(asked, body=body, **changes)


def with_headers(**changes: Any) -> Behaviour:
    """As good as can be, but for these headers."""
    return answering(partial(good, **changes))


def moved(to: str) -> Behaviour:
    """A redirect of the feed."""
    return answering(lambda asked: reply(asked, "302 Found", b"", location=to) if asked.path == PATH else good(asked))


def status(line: str, body: bytes = b"trouble", content_type: str = "text/plain") -> Behaviour:
    """Another answer for everything."""
    return answering(lambda asked: reply(asked, line, body, content_type=content_type))


def sending(*pieces: bytes, again: bytes = b"", pause: float = 0.0) -> Behaviour:
    """Send *pieces*, then *again* until nobody listens."""

    def behave(connection: socket.socket, asked: Asked, over: Event) -> None:
        for piece in pieces:
            connection.sendall(piece)
        while again and not over.wait(pause):
            connection.sendall(again)

    return behave


def silent(connection: socket.socket, asked: Asked, over: Event) -> None:
    """Say nothing."""
    over.wait(5)


def reset(connection: socket.socket, asked: Asked, over: Event) -> None:
    """Hang up in the rudest way there is."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def with_page(path: str, page: bytes) -> Behaviour:
    """As good as can be, with a page at *path*."""
    return answering(
        lambda asked: (
            reply(asked, body=page, content_type="text/html", etag=None) if asked.path == path else good(asked)
        )
    )


def only_for(method: str, otherwise: Answering) -> Behaviour:
    """As good as can be, but for requests of that *method*."""
    return answering(lambda asked: otherwise(asked) if asked.method == method else good(asked))


def if_known(otherwise: Answering) -> Behaviour:
    """As good as can be, but for whoever says what it has."""
    return answering(lambda asked: otherwise(asked) if "if-none-match" in asked.headers else good(asked))


def changing(old: bytes, new: str) -> Behaviour:
    """A feed in which *old* is another thing at every request."""
    count = iter(range(10_000_000, 99_999_999))
    return answering(lambda asked: good(asked, FEED.replace(old, new.format(next(count)).encode())))


def squeezed(body: bytes, *, asked_for: bool) -> Behaviour:
    """*body* compressed, for everybody or for whoever asks."""
    small = gzip.compress(body)

    def make(asked: Asked) -> bytes:
        if asked_for and "gzip" not in asked.headers["accept-encoding"]:
            return good(asked)
        return good(asked, small, content_encoding="gzip")

    return answering(make)
