"""Sites for tests, and servers of them: the application within this process, and the real command beside it."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from base64 import b32encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from workspaces import Workspace, environment, small

from qa_calendar.delivering import files
from qa_calendar.delivering.publishing.server import Served, application

LONG_AGO = 1_600_000_000


def token(of: str) -> str:
    """A token, the same for the same word."""
    return b32encode(hashlib.sha256(of.encode()).digest())[:32].decode().lower()


def feed(text: str = "one", *, method: str = "", size: int = 0) -> bytes:
    """A feed that says *text*, of at least *size* bytes."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", *([f"METHOD:{method}"] if method else []), f"X-WR-CALNAME:{text}"]
    line = f"X-FILL:{text:.<60}\r\n".encode()
    return "\r\n".join([*head, ""]).encode() + line * (size // len(line)) + b"END:VCALENDAR\r\n"


def put(path: Path, content: bytes, *, settled: bool = True) -> Path:
    """Put a file there as a build does; *settled*, it has been there for long."""
    files.replace(path, content)
    if settled:
        os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def put_links(out: Path, links: Mapping[str, str], *, settled: bool = False) -> None:
    """Say in *out* whose each link is."""
    said = {"format": 1, "calendar_id": "qa.example.gov.uk", "number": 1, "links": links, "another": [1]}
    put(out / ".qa-calendar.links", json.dumps(said).encode(), settled=settled)


def site(out: Path, *slugs: str) -> dict[str, str]:
    """A site of *slugs* and the team in *out*; their links."""
    links = {slug: token(slug) for slug in (*slugs, "team")}
    for slug in links:
        put(out / "feeds" / f"{slug}.ics", feed(slug))
    put_links(out, links)
    return links


@dataclass(frozen=True, slots=True)
class Got:
    """An answer, its headers in their order and without the date."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key == name]
        assert len(found) < 2
        return found[0] if found else None


def app_of(out: Path, *, access: str | None = None, root_path: str = "", fetches: Path | None = None) -> Starlette:
    """The application that serves *out*."""
    served = Served(out=out, fetches=fetches or out.parent / "fetches.db", access=access, root_path=root_path)
    return application(served, lambda: datetime.now(UTC), pytest.fail)


def ask(app: Starlette, path: str | bytes, method: str = "GET", root_path: str = "", **headers: str) -> Got:
    """What *app* answers."""
    return asyncio.run(asked(app, path, method, root_path, **headers))


async def asked(app: Starlette, path: str | bytes, method: str = "GET", root_path: str = "", **headers: str) -> Got:
    """The same, within a loop."""
    raw = path.encode("latin-1") if isinstance(path, str) else path
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": raw.decode("latin-1"),
        "raw_path": raw,
        "root_path": root_path,
        "query_string": b"",
        "headers": pairs,
    }
    await app(scope, receive, send)  # type: ignore[arg-type]
    start, body = sent
    told = tuple((name.decode(), value.decode()) for name, value in start["headers"])  # type: ignore[attr-defined]
    return Got(start["status"], told, body["body"])  # type: ignore[arg-type]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Server:
    """The real command, serving *workspace*."""

    workspace: Workspace
    port: int
    process: subprocess.Popen[str]

    @property
    def out(self) -> Path:
        return self.workspace.root / "out"

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        """What it answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            told = tuple((name.lower(), value) for name, value in answer.getheaders() if name.lower() != "date")
            return Got(answer.status, told, answer.read())
        finally:
            connection.close()

    def raw(self, sent: bytes) -> bytes:
        """All it answers to these bytes, until it or we close."""
        return exchanged(self.port, sent)


def exchanged(port: int, sent: bytes) -> bytes:
    """All that is answered at *port* to these bytes, until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        one.sendall(sent)
        found = b""
        try:
            while piece := one.recv(65536):
                found += piece
        except ConnectionResetError:
            pass
        return found


@contextmanager
def server(workspace: Workspace, *options: str) -> Iterator[Server]:
    """`qa-calendar serve` for *workspace*; it has to end well when it is told to."""
    port = free_port()
    command = [sys.executable, "-m", "qa_calendar", "serve", "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=workspace.root, env=environment(), stderr=subprocess.PIPE, text=True)
    try:
        running = Server(workspace, port, process)
        _wait_for(running)
        yield running
        process.terminate()
        _, said = process.communicate(timeout=20)
        # The links of these tests are in out/ alone, so that the first to look finds a database without them.
        lines = [line for line in said.splitlines() if "links were read back" not in line]
        assert (process.returncode, len(lines)) == (0, 1), said
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def workspace_with_site(folder: Path) -> tuple[Workspace, dict[str, str]]:
    """A workspace with feeds and links, though no build made them."""
    workspace = small(folder)
    return workspace, site(workspace.root / "out", "anna-bell", "cem-dora")


def _wait_for(running: Server) -> None:
    for _ in range(200):
        try:
            if running.get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("it does not answer")
