"""The verb that answers calendar programs: serve."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_calendar.cli.asked import Now, Today, instant, read, usage, verb

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from qa_calendar.delivering.publishing.server import Served
    from qa_calendar.delivering.workspace import Snapshot

_SERVED = "QA_CALENDAR_SERVED"
"""The variable by which worker processes, which are begun anew, are told what to serve."""


@verb
def serve(
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="Where to listen.")] = 8000,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="Whom to listen to; the default: only this computer.")
    ] = "127.0.0.1",
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=1, max=64, help="How many processes.")] = 1,
    root_path: Annotated[
        str, typer.Option("--root-path", metavar="PATH", help="The sub-path it has behind a proxy, such as /qa.")
    ] = "",
    proxy_headers: Annotated[
        bool, typer.Option("--proxy-headers", help="Believe what a proxy on this computer says of the client.")
    ] = False,
    access_log: Annotated[
        str | None, typer.Option("--access-log", metavar="FILE", help="Log each answer as JSON; - is the screen.")
    ] = None,
    today: Today = None,
    now: Now = None,
) -> None:
    """Serve the feeds and the pages beside them over HTTP, from out/ as it is at any moment."""
    from qa_calendar.delivering.publishing.serving import Listening, refuse_to_start, run_server

    if root_path and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", root_path):
        raise usage(f"--root-path is a path such as /qa, without a slash at its end, not '{root_path}'")
    snapshot = read()
    listening = Listening(host=host, port=port, workers=workers, behind_proxy=proxy_headers)
    refuse_to_start(listening)
    _prepare(snapshot, instant(today, now))
    served = _served(snapshot, access_log, root_path)
    os.environ[_SERVED] = json.dumps(
        {
            "out": str(served.out),
            "fetches": str(served.fetches),
            "access": served.access,
            "root_path": served.root_path,
        }
    )
    _say(f"serving {served.out} at {listening.address}{root_path}; Ctrl+C ends it")
    run_server(f"{__name__}:application", listening)


def application() -> Starlette:
    """What each process serves; uvicorn calls it by its name."""
    from qa_calendar.delivering.publishing import server

    told = json.loads(os.environ[_SERVED])
    served = server.Served(
        out=Path(told["out"]), fetches=Path(told["fetches"]), access=told["access"], root_path=told["root_path"]
    )
    return server.application(served, _now, _say)


def _prepare(snapshot: Snapshot, now: datetime) -> None:
    """See to it that there is something to serve, a link to each feed, and that fetches are counted from now on.

    Raises DeliveryError.
    """
    from qa_calendar.delivering.publishing.publish import Publisher
    from qa_calendar.delivering.state.fetches import fetches_of
    from qa_calendar.delivering.workspace import FEEDS
    from qa_calendar.problems import DeliveryError

    if not (snapshot.out / FEEDS / "team.ics").is_file():
        raise DeliveryError("nothing is built yet: run `qa-calendar build` first")
    publisher = Publisher(snapshot=snapshot, now=now)
    # Whoever serves need not be able to write there, once a run has made the links.
    if publisher.is_lacking() and (said := publisher.links().said):
        _say(said)
    try:
        fetches_of(snapshot).begin()
    except DeliveryError as error:
        _say(f"fetches are not counted: {error}")


def _served(snapshot: Snapshot, access: str | None, root_path: str) -> Served:
    """What is to be served, with whole paths; raises DeliveryError when the access log cannot be written."""
    from qa_calendar.delivering.publishing.access import access_log
    from qa_calendar.delivering.publishing.server import Served
    from qa_calendar.delivering.state.fetches import fetches_of

    if access is not None:
        access = access if access == "-" else str(Path(access).resolve())
        access_log(access, _say).close()
    fetches = fetches_of(snapshot).path.resolve()
    return Served(out=snapshot.out.resolve(), fetches=fetches, access=access, root_path=root_path)


def _now() -> datetime:
    return datetime.now(UTC)


def _say(message: str) -> None:
    print(f"qa-calendar: {message}", file=sys.stderr, flush=True)
