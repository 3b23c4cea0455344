"""The site over HTTP: an ASGI application that answers from out/, which another process may rebuild at any moment.

request ─▶ Asked ─▶ Tokens: whose? ─▶ Shelf: which bytes? ─▶ Answer ─▶ sent, counted, logged
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from qa_calendar.delivering.publishing.access import Access, AccessLog, access_log
from qa_calendar.delivering.publishing.answers import (
    NOT_FOUND,
    NOT_READY,
    UNAVAILABLE,
    WELL,
    Address,
    Answer,
    Asked,
    Representation,
    address,
    below,
)
from qa_calendar.delivering.publishing.copies import COPY
from qa_calendar.delivering.publishing.counting import Counting
from qa_calendar.delivering.publishing.shelf import NotThereError, NotWholeError, Say, Shelf, Tokens
from qa_calendar.delivering.state.fetches import Fetches
from qa_calendar.model import TEAM

_TRIES, _PAUSE = 5, 0.02
"""How often, and after how many seconds each, a file that is not whole is looked at again before it is 503."""

_HEALTH, _READY = b"/healthz", b"/readyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What is served, and how. *fetches* is the file that fetches are counted in, *access* that of the log or `-`."""

    out: Path
    fetches: Path
    access: str | None = None
    root_path: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The answers of one process."""

    links: Tokens
    shelf: Shelf

    async def answer(self, asked: Asked) -> tuple[Answer, Address | None]:
        """What is answered, and the address of the feed where it is one: only its fetches count."""
        if asked.method not in ("GET", "HEAD"):
            # 405 with what is allowed would tell that there is something.
            return NOT_FOUND, None
        if asked.path in (_HEALTH, _READY):
            answer = WELL if asked.path == _HEALTH or await self._is_ready() else NOT_READY
        elif (wanted := address(asked.path)) is None:
            answer = NOT_FOUND
        else:
            answer = await self._of(wanted, asked)
            if wanted.slug is not None and asked.method == "GET" and answer.status in (200, 304):
                return answer, wanted
        return (answer.without_body() if asked.method == "HEAD" else answer), None

    async def _of(self, wanted: Address, asked: Asked) -> Answer:
        slugs = self.links.current()
        if slugs is None:
            return UNAVAILABLE
        slug = slugs.get(wanted.token)
        if slug is None or wanted.slug not in (slug, None):
            return NOT_FOUND
        try:
            if wanted.slug is None:
                return (await self._read(self.shelf.page(slug, wanted.page))).to(asked)
            return (await self._read(self.shelf.feed(slug))).to(asked)
        except NotThereError:
            # A link is a promise that there is a feed; of a page it is none.
            return UNAVAILABLE if wanted.slug is not None else NOT_FOUND
        except NotWholeError:
            return UNAVAILABLE

    async def _read(self, path: Path) -> Representation:
        for left in reversed(range(_TRIES)):
            if (known := self.shelf.kept(path)) is not None:
                return known
            try:
                found, read = await asyncio.to_thread(self.shelf.read, path)
            except (NotThereError, NotWholeError) as error:
                if not left or (isinstance(error, NotThereError) and path.suffix == ".html"):
                    raise
                await asyncio.sleep(_PAUSE)
            else:
                self.shelf.keep(path, found, read)
                return read
        raise AssertionError("the last try returns or raises")

    async def _is_ready(self) -> bool:
        if self.links.current() is None or not self.links.are_well:
            return False
        try:
            await self._read(self.shelf.feed(TEAM))
        except (NotThereError, NotWholeError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Door:
    """The ASGI end of a site: takes requests apart, sends answers whole, counts and logs them."""

    site: Site
    counting: Counting
    now: Callable[[], datetime]
    say: Say
    root_path: bytes = b""
    log: AccessLog | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        began, headers, asked = perf_counter(), Headers(scope=scope), _asked(scope, self.root_path)
        try:
            answer, fetched = await self.site.answer(asked)
        except Exception as error:
            # Whatever is wrong here, a calendar that is there keeps what it has only on 503.
            self.say(f"a fault of ours: {type(error).__name__}: {error}")
            answer, fetched = UNAVAILABLE, None
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})
        user_agent = headers.get("user-agent", "")
        if fetched is not None:
            self.counting.note(fetched.token, user_agent)
        if self.log is not None:
            self.log.write(self._access(asked, answer, perf_counter() - began, user_agent).line)

    def _access(self, asked: Asked, answer: Answer, seconds: float, user_agent: str) -> Access:
        return Access(
            at=self.now(),
            method=asked.method,
            path=asked.path,
            status=answer.status,
            size=len(answer.body),
            seconds=seconds,
            user_agent=user_agent,
        )


def application(served: Served, now: Callable[[], datetime], say: Say) -> Starlette:
    """The application that serves *served*; raises DeliveryError when its access log cannot be written."""
    counting = Counting(Fetches(served.fetches), now, say)
    log = access_log(served.access, say) if served.access else None
    site = Site(Tokens(served.out / COPY, now, say), Shelf(served.out, now))

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        counting.start()
        yield
        await asyncio.to_thread(counting.stop)
        if log is not None:
            log.close()

    app = Starlette(lifespan=living)
    # No routes: they answer 405, redirect and decode, and each of these tells what there is.
    app.router.redirect_slashes = False
    app.router.default = Door(site, counting, now, say, served.root_path.rstrip("/").encode(), log)
    return app


def _asked(scope: Scope, root_path: bytes) -> Asked:
    headers = Headers(scope=scope)
    tags = headers.getlist("if-none-match")
    since = headers.get("if-modified-since")
    return Asked(
        method=scope["method"],
        path=below(scope.get("raw_path") or scope["path"].encode(), scope.get("root_path", "").encode(), root_path),
        if_none_match=", ".join(tags).encode("latin-1") if tags else None,
        if_modified_since=since.encode("latin-1") if since is not None else None,
    )
