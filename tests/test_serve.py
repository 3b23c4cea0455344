"""The site over HTTP: what is answered, to whom, and what cannot be made to go wrong."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from serving import (
    LONG_AGO,
    Got,
    Server,
    app_of,
    ask,
    asked,
    exchanged,
    feed,
    free_port,
    put,
    put_links,
    server,
    site,
    token,
    workspace_with_site,
)
from workspaces import run, run_apart, small

from qa_calendar.delivering.publishing import connections
from qa_calendar.delivering.publishing.access import AccessLog, masked
from qa_calendar.delivering.publishing.serving import Listening, options
from qa_calendar.delivering.state.fetches import Fetches
from qa_calendar.delivering.state.links import digest_of

CHANGED = format_datetime(datetime.fromtimestamp(LONG_AGO, UTC), usegmt=True)
EARLIER = format_datetime(datetime.fromtimestamp(LONG_AGO - 1, UTC), usegmt=True)
ADDRESS = f"/{token('anna-bell')}/qa-anna-bell.ics"
PAGE = f"/{token('anna-bell')}/"
GUARDING = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex"),
)
NOTHING = ("content-security-policy", "default-src 'none'")
METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "get", "BREW")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A site of three feeds and no page."""
    folder = tmp_path / "out"
    site(folder, "anna-bell", "cem-dora")
    return folder


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server of two processes for all tests that need a real one and leave it as it is."""
    workspace, _ = workspace_with_site(tmp_path_factory.mktemp("served"))
    with server(workspace, "--workers", "2", "--access-log", "access.log", "--root-path", "/qa") as one:
        yield one


def test_a_feed_has_every_header_and_no_other(out: Path) -> None:
    got = ask(app_of(out), ADDRESS)

    tag = got["etag"]
    assert re.fullmatch('"[0-9a-f]{32}"', tag or "")
    assert got == Got(
        200,
        (
            ("content-type", "text/calendar; charset=utf-8"),
            ("content-length", str(len(feed("anna-bell")))),
            ("etag", str(tag)),
            ("last-modified", CHANGED),
            ("cache-control", "private, max-age=900"),
            *GUARDING,
            NOTHING,
        ),
        feed("anna-bell"),
    )


def test_a_page_has_headers_of_its_own(out: Path) -> None:
    put(out / "pages" / "anna-bell" / "index.html", b"<!doctype html>")

    got = ask(app_of(out), PAGE)

    assert (got.status, got.body, got["content-type"]) == (200, b"<!doctype html>", "text/html; charset=utf-8")
    assert got["cache-control"] == "private, no-cache"
    assert got["content-security-policy"] == (
        "default-src 'none'; style-src 'none'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert set(GUARDING) <= set(got.headers)
    assert ask(app_of(out), f"{PAGE}index.html") == got
    assert ask(app_of(out), PAGE, if_none_match=str(got["etag"])).status == 304


def test_the_styles_of_a_page_are_allowed_by_their_digest_and_no_others(out: Path) -> None:
    put(out / "pages" / "anna-bell" / "planner-2020-21.html", b"<style>b{color:red}</style><b>now</b>")

    got = ask(app_of(out), f"{PAGE}planner-2020-21.html")

    # printf 'b{color:red}' | openssl dgst -sha256 -binary | base64
    allowed = "sha256-ypIZpeWh67Lh3q46jpjGW7VCAJpmEqcFe8Dl5B2rXQU="
    assert f"style-src '{allowed}'; " in str(got["content-security-policy"])


@pytest.mark.parametrize(
    "name", ["planner-2019-20.html", "what-needs-a-person-0123456789ab.html", "..html", "a/b.html"]
)
def test_a_page_of_another_link_is_as_any_other_address(out: Path, name: str) -> None:
    put(out / "pages" / "anna-bell" / "planner-2020-21.html", b"<!doctype html>")
    put(out / "pages" / "what-needs-a-person" / "what-needs-a-person-0123456789ab.html", b"<!doctype html>")

    assert ask(app_of(out), f"{PAGE}{name}") == ask(app_of(out), "/nothing")


def test_a_page_that_is_not_there_is_as_any_other_address(out: Path) -> None:
    app = app_of(out)

    assert ask(app, PAGE) == ask(app, f"{PAGE}index.html") == ask(app, "/nothing")


@pytest.mark.parametrize(("method", "said"), [("PUBLISH", "; method=PUBLISH"), ("", ""), ("REQUEST", "")])
def test_the_method_of_a_feed_is_in_its_type(out: Path, method: str, said: str) -> None:
    put(out / "feeds" / "anna-bell.ics", feed(method=method))

    assert ask(app_of(out), ADDRESS)["content-type"] == f"text/calendar; charset=utf-8{said}"


def test_what_an_event_says_of_a_method_does_not_count(out: Path) -> None:
    event = b"BEGIN:VEVENT\r\nMETHOD:PUBLISH\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    put(out / "feeds" / "anna-bell.ics", feed().replace(b"END:VCALENDAR\r\n", event))

    assert ask(app_of(out), ADDRESS)["content-type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("path", [ADDRESS, PAGE, "/nothing", "/healthz", "/readyz"])
@pytest.mark.parametrize("known", [{}, {"if_none_match": "*"}, {"if_modified_since": CHANGED}])
def test_head_is_get_without_its_body(out: Path, path: str, known: dict[str, str]) -> None:
    put(out / "pages" / "anna-bell" / "index.html", b"<!doctype html>")
    app = app_of(out)

    get, head = (ask(app, path, method, **known) for method in ("GET", "HEAD"))

    assert head == Got(get.status, get.headers, b"")
    assert get.status == 304 or get["content-length"] == str(len(get.body))


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ({"if_none_match": "TAG"}, 304),
        ({"if_none_match": "W/TAG"}, 304),
        ({"if_none_match": '"a", W/"b,c" ,TAG'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": ' "a" '}, 200),
        ({"if_none_match": "BARE"}, 200),
        ({"if_none_match": ""}, 200),
        ({"if_modified_since": CHANGED}, 304),
        ({"if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
        ({"if_modified_since": EARLIER}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": "Fri, 99 Foo 99999999999999 00:00:00 GMT"}, 200),
        ({"if_modified_since": ""}, 200),
        ({"if_none_match": '"a"', "if_modified_since": CHANGED}, 200),
        ({"if_none_match": "TAG", "if_modified_since": EARLIER}, 304),
        ({"range": "bytes=0-9"}, 200),
        ({"range": "bytes=0-9", "if_range": "TAG"}, 200),
        ({"accept_encoding": "gzip, br", "accept": "text/html"}, 200),
    ],
)
def test_who_has_it_already_is_told_so(out: Path, known: dict[str, str], status: int) -> None:
    app = app_of(out)
    whole = ask(app, ADDRESS)
    tag = str(whole["etag"])

    got = ask(
        app, ADDRESS, **{name: value.replace("TAG", tag).replace("BARE", tag[1:-1]) for name, value in known.items()}
    )

    if status == 200:
        assert got == whole
    else:
        kept = tuple(one for one in whole.headers if one[0] not in ("content-type", "content-length"))
        assert got == Got(304, kept, b"")


def test_what_is_not_there_is_one_answer(out: Path) -> None:
    assert ask(app_of(out), "/nothing") == Got(
        404,
        (
            ("content-type", "text/plain; charset=utf-8"),
            ("content-length", "34"),
            *GUARDING,
            ("cache-control", "no-store"),
            NOTHING,
        ),
        b"There is nothing at this address.\n",
    )


def wrong_paths() -> list[str]:
    own = token("anna-bell")
    climbing = ["..", "%2e%2e", "%2E%2E", "%252e%252e", "..%2f", "%2e%2e%2f", "..%5c", "..\\", "....//", "%c0%ae%c0%ae"]
    return [
        *(f"/{own}/{one}/qa-anna-bell.ics" for one in climbing),
        *(f"/{own}/{one}/{one}/{one}/etc/passwd" for one in climbing),
        *(f"/{one}/{own}/qa-anna-bell.ics" for one in (*climbing, ".", "x")),
        *(f"/{own}/qa-{one}.ics" for one in ("..", "../anna-bell", "%61nna-bell", "anna-bell%00", "Anna-Bell", "ann")),
        *(
            f"/{own}/qa-anna-bell.ics{end}"
            for end in ("/", "%00", "%0a", "%20", ".bak", ";a", "%3f", "#a", "%2f..", "~")
        ),
        *(
            f"/{own}{end}"
            for end in ("", "//", "/%2e", "/index.htm", "/INDEX.HTML", "/index.html/", "/team.ics", "/qa-.ics")
        ),
        *(f"/{own[:-1]}{end}/qa-anna-bell.ics" for end in ("", "1", "%61", "aa", "\u00e9".encode().decode("latin-1"))),
        f"/{own.upper()}/qa-anna-bell.ics",
        f"/{own}/qa-cem-dora.ics",
        f"//{own}/qa-anna-bell.ics",
        f"/feeds/anna-bell.ics/{own}",
        f"{own}/qa-anna-bell.ics",
        f"http://127.0.0.1/{own}/qa-anna-bell.ics",
        f"http://elsewhere.example/{own}/qa-anna-bell.ics",
        *("/", "*", "/feeds/anna-bell.ics", "/.qa-calendar.links", "/healthz/", "/readyz%00", "/HEALTHZ", "/%", "/%zz"),
        *(f"/{'a' * 10_000}", f"/{own}/qa-{'a' * 10_000}.ics", "/" * 10_000, f"/{own}/" + "../" * 4000),
    ]


@pytest.mark.parametrize("path", wrong_paths(), ids=lambda path: ascii(path[:60]))
def test_no_other_way_of_writing_leads_anywhere(out: Path, path: str) -> None:
    app = app_of(out)

    assert ask(app, path) == ask(app, "/nothing")


@pytest.mark.parametrize("method", METHODS)
def test_no_other_method_tells_that_there_is_something(out: Path, method: str) -> None:
    app = app_of(out)

    for path in (ADDRESS, PAGE, "/healthz", "/nothing", "*"):
        assert ask(app, path, method) == ask(app, "/nothing")


def test_ten_thousand_wrong_tokens_are_answered_alike(out: Path) -> None:
    app = app_of(out)

    async def every() -> set[Got]:
        return {await asked(app, f"/{token(str(n))}/qa-anna-bell.ics") for n in range(10_000)}

    assert asyncio.run(every()) == {ask(app, "/nothing")}


def test_a_query_changes_nothing(running: Server) -> None:
    assert running.get(f"{ADDRESS}?nocache=1") == running.get(ADDRESS)


@pytest.mark.parametrize("content", [None, b"", feed()[:-1], feed()[:-20], b"<html></html>", b"\xef\xbb\xbf" + feed()])
def test_a_feed_that_is_not_whole_is_503_and_never_404(out: Path, content: bytes | None) -> None:
    path = out / "feeds" / "anna-bell.ics"
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    got = ask(app_of(out), ADDRESS)

    assert (got.status, got["retry-after"], got["cache-control"]) == (503, "60", "no-store")
    assert got.body == b"This cannot be read at the moment. Please try again.\n"
    assert set(GUARDING) <= set(got.headers)


def test_a_folder_in_place_of_a_file_is_503(out: Path) -> None:
    for path in (out / "feeds" / "anna-bell.ics", out / "pages" / "anna-bell" / "index.html"):
        path.unlink(missing_ok=True)
        path.mkdir(parents=True)

    assert [ask(app_of(out), one).status for one in (ADDRESS, PAGE)] == [503, 503]


def test_a_feed_that_is_whole_in_a_moment_is_waited_for(out: Path) -> None:
    path = out / "feeds" / "anna-bell.ics"
    path.write_bytes(feed()[:-5])
    later = threading.Timer(0.03, put, (path, feed("again")))
    later.start()

    got = ask(app_of(out), ADDRESS)
    later.join()

    assert (got.status, got.body) == (200, feed("again"))


@pytest.mark.parametrize("settled", [True, False])
def test_a_feed_that_was_replaced_is_the_new_one_at_once(out: Path, settled: bool) -> None:
    app = app_of(out)
    path = out / "feeds" / "anna-bell.ics"
    found = []
    for n in range(20):
        # Same size and, unless it has been there for long, perhaps the same time and inode.
        put(path, feed(f"{n % 2}"))
        if settled:
            os.utime(path, (LONG_AGO + n, LONG_AGO + n))
        found.append(ask(app, ADDRESS).body)

    assert found == [feed(f"{n % 2}") for n in range(20)]


def test_a_link_that_was_rotated_away_is_gone_at_once(out: Path) -> None:
    app = app_of(out)
    links = {"team": token("team"), "anna-bell": token("anna-bell")}
    for n in range(20):
        assert ask(app, f"/{links['anna-bell']}/qa-anna-bell.ics").status == 200
        before, links = links, links | {"anna-bell": token(f"rotated {n}")}
        put_links(out, links)
        assert ask(app, f"/{before['anna-bell']}/qa-anna-bell.ics") == ask(app, "/nothing")
        assert ask(app, f"/{links['anna-bell']}/qa-anna-bell.ics").status == 200


@pytest.mark.parametrize(
    "content",
    [
        *(
            None,
            b"",
            b"{",
            b"\xff",
            b"[]",
            b'{"format": 2, "links": {}}',
            b'{"format": 1}',
            b'{"format": 1, "links": []}',
        ),
        b'{"format": 1, "links": {"team": "short"}}',
        json.dumps({"format": 1, "links": {"../team": token("team")}}).encode(),
        json.dumps({"format": 1, "links": {"team": 7}}).encode(),
    ],
)
def test_damaged_links_are_those_that_counted_last(out: Path, content: bytes | None) -> None:
    said: list[str] = []
    app = app_of(out)
    app.router.default.site.links.say = said.append  # type: ignore[attr-defined]
    good = ask(app, ADDRESS)
    path = out / ".qa-calendar.links"
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    assert [ask(app, ADDRESS) for _ in range(3)] == [good] * 3
    assert [one.partition(": ")[0] for one in said] == [f"{path} cannot be used"]
    assert ask(app, "/readyz").status == 503
    put_links(out, {"team": token("team")})
    assert ask(app, ADDRESS).status == 404
    assert ask(app, "/readyz").status == 200


def test_without_any_links_what_looks_like_one_is_503(out: Path) -> None:
    (out / ".qa-calendar.links").unlink()
    app = app_of(out)
    app.router.default.site.links.say = lambda _: None  # type: ignore[attr-defined]

    assert [ask(app, one).status for one in (ADDRESS, PAGE, f"/{token('x')}/")] == [503, 503, 503]
    assert [ask(app, one).status for one in ("/nothing", "/healthz", "/readyz")] == [404, 200, 503]


def test_ready_needs_the_feed_of_the_team(out: Path) -> None:
    app = app_of(out)
    assert ask(app, "/readyz").body == b"ok\n"

    (out / "feeds" / "team.ics").unlink()

    assert (ask(app, "/readyz").status, ask(app, "/healthz").status) == (503, 200)


@pytest.mark.parametrize(
    ("configured", "root_path", "path", "status"),
    [
        ("", "", ADDRESS, 200),
        ("", "", f"/qa{ADDRESS}", 404),
        ("/qa", "", ADDRESS, 200),
        ("/qa", "", f"/qa{ADDRESS}", 200),
        ("/qa", "/qa", f"/qa{ADDRESS}", 200),
        ("/qa", "/qa", ADDRESS, 200),
        ("", "/deep/er", f"/deep/er{ADDRESS}", 200),
        ("/qa", "", f"/qaa{ADDRESS}", 404),
        ("/qa", "", f"/qa/../qa{ADDRESS}", 404),
        ("/qa", "", "/qa/healthz", 200),
    ],
)
def test_behind_a_proxy_under_a_sub_path(out: Path, configured: str, root_path: str, path: str, status: int) -> None:
    assert ask(app_of(out, root_path=configured), path, root_path=root_path).status == status


def test_a_fault_of_ours_is_503_and_said(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app, said = app_of(out), list[str]()
    door: Any = app.router.default
    monkeypatch.setattr(type(door.site), "answer", None)
    object.__setattr__(door, "say", said.append)

    assert ask(app, ADDRESS).status == 503
    assert said == ["a fault of ours: TypeError: 'NoneType' object is not callable"]


# What follows is asked of the real command.


def test_the_real_server_says_the_same(running: Server) -> None:
    app = app_of(running.out)

    for path in (ADDRESS, f"/qa{ADDRESS}", "/nothing", "/healthz", "/readyz"):
        for method in ("GET", "HEAD"):
            assert running.get(path, method) == ask(app, path.removeprefix("/qa"), method)
    tag = str(running.get(ADDRESS)["etag"])
    assert running.get(ADDRESS, If_None_Match=tag) == ask(app, ADDRESS, if_none_match=tag)


def request(line: str, *headers: str) -> bytes:
    return "\r\n".join([line, "Host: x", "Connection: close", *headers, "", ""]).encode("latin-1")


def without_date(answer: bytes) -> bytes:
    return re.sub(rb"\r\ndate: [^\r]+", b"", answer)


def test_nothing_that_is_sent_over_the_wire_is_told_from_nothing(running: Server) -> None:
    constant = without_date(running.raw(request("GET /nothing HTTP/1.1")))
    own = token("anna-bell")
    lines = [
        *(f"GET {path} HTTP/1.1" for path in wrong_paths() if path.isascii()),
        *(
            f"GET {path} HTTP/1.1"
            for path in (f"/{own}/\x00", f"/{own} /qa-anna-bell.ics", f"/{own}/\u00e9", "/" * 20_000)
        ),
        *(f"{method} {ADDRESS} HTTP/1.1" for method in METHODS),
        f"GET /{'a' * 200_000} HTTP/1.1",
        "GET / HTTP/1.1",
        "nonsense",
    ]

    assert b"\r\nConnection: close\r\n" in constant
    assert {line[:60]: without_date(running.raw(request(line))) for line in lines} == {
        line[:60]: constant for line in lines
    }


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (["X: " + "a" * 20_000], 431),
        (["X: " + "a" * 500_000], 431),
        ([f"X-{n}: {'a' * 100}" for n in range(300)], 431),
        (["X: " + "a" * 10_000], 200),
        (["X : a"], 400),
        (["Content-Length: -1"], 400),
        (["Transfer-Encoding: chunked", "Content-Length: 5"], 200),
        (["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA=="], 200),
    ],
)
def test_headers_over_the_limit_or_unreadable_are_refused(running: Server, headers: list[str], status: int) -> None:
    found = running.raw(request(f"GET {ADDRESS} HTTP/1.1", *headers))

    # To 404 a calendar program would forget what it has, and one behind a proxy may send more than we take.
    assert found.startswith(f"HTTP/1.1 {status} ".encode())
    if status != 200:
        assert b"\r\nx-robots-tag: noindex\r\n" in found


def test_several_requests_on_one_connection_are_answered_in_turn(running: Server) -> None:
    one = f"GET {ADDRESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode()

    found = running.raw(one * 5 + request("GET /nothing HTTP/1.1"))

    assert (found.count(b"HTTP/1.1 200 OK"), found.count(b"HTTP/1.1 404 Not Found")) == (5, 1)
    assert found.count(feed("anna-bell")) == 5


def test_the_log_is_lines_of_json_without_links_or_addresses(running: Server) -> None:
    own = token("anna-bell")
    running.get(ADDRESS, User_Agent="Thunderbird/115 of Anna")
    running.get("/odd%0d%0a%22%7bpath", "HEAD", User_Agent="Evolution/3.50")
    running.get("/%6" + "%6".join(own[:20]), User_Agent="vdirsyncer/0.19")

    # It is written once the answer is sent.
    logged: dict[str, dict[str, object]] = {}
    for _ in range(100):
        text = (running.workspace.root / "access.log").read_text(encoding="utf-8")
        logged = {one["client"]: one for one in map(json.loads, text.splitlines())}
        if {"Thunderbird", "Evolution", "vdirsyncer"} <= logged.keys():
            break
        time.sleep(0.02)

    assert all(list(one) == ["at", "method", "path", "status", "bytes", "ms", "client"] for one in logged.values())
    feed_line, odd_line = logged["Thunderbird"], logged["Evolution"]
    assert [feed_line[key] for key in ("method", "path", "status", "bytes")] == [
        *("GET", f"/{own[:4]}…/qa-anna-bell.ics", 200, len(feed("anna-bell"))),
    ]
    assert [odd_line[key] for key in ("method", "path", "status", "bytes")] == ["HEAD", '/odd��"{path', 404, 0]
    assert own[:8] not in text
    assert "127.0.0.1" not in "".join(map(str, (feed_line, odd_line)))


def test_a_log_that_is_full_is_said_once_and_no_reason_to_stop() -> None:
    said: list[str] = []
    there, here = os.pipe()
    os.close(there)
    log = AccessLog(here, said.append)

    for _ in range(3):
        log.write("{}\n")
    log.close()

    assert said == ["the access log cannot be written: Broken pipe"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"/" + token("x").encode() + b"/", f"/{token('x')[:4]}…/"),
        (b"/" + "".join(f"%{ord(one):02x}" for one in token("x")).encode(), f"/{token('x')[:4]}…"),
        (b"/" + "".join(f"%25{ord(one):02x}" for one in token("x")).encode(), f"/{token('x')[:4]}…"),
        (b"/a%0a%00b\r\n\x1b[0m", "/a��b���[0m"),
        (b"/" + b"ab/" * 100, "/" + ("ab/" * 100)[:199] + "…"),
    ],
)
def test_a_path_is_masked_however_it_is_written(path: bytes, shown: str) -> None:
    assert masked(path) == shown


def test_fetches_are_counted_by_all_processes(tmp_path: Path) -> None:
    workspace, links = workspace_with_site(tmp_path)
    with server(workspace, "--workers", "2") as one:
        put(one.out / "pages" / "anna-bell" / "index.html", b"<!doctype html>")
        tag = str(one.get(ADDRESS, User_Agent="Evolution/3.50")["etag"])
        for agent in ("Evolution/3.50", "Google-Calendar-Importer", "qa-calendar/0.1"):
            for _ in range(3):
                assert one.get(ADDRESS, User_Agent=agent, If_None_Match=tag).status == 304
        one.get(ADDRESS, "HEAD")
        one.get(PAGE)
        one.get(f"/{token('nobody')}/qa-anna-bell.ics")

    counted = Fetches(workspace.root / "state" / "fetches.db").of(digest_of(link) for link in links.values())

    assert counted.keys() == {digest_of(links["anna-bell"])}
    ((evolution, google),) = (sorted(one, key=lambda fetch: fetch.client) for one in counted.values())
    assert (evolution.client, evolution.count, google.client, google.count) == ("Evolution", 4, "Google Calendar", 3)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_told_to_end_it_finishes_what_is_under_way(tmp_path: Path, workers: str) -> None:
    workspace, _ = workspace_with_site(tmp_path)
    whole = feed("long", size=20_000_000)
    put(workspace.root / "out" / "feeds" / "anna-bell.ics", whole)
    with (
        server(workspace, "--workers", workers) as one,
        socket.create_connection(("127.0.0.1", one.port), timeout=20) as slow,
    ):
        slow.sendall(f"GET {ADDRESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        found = slow.recv(1000)
        one.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert one.process.poll() is None
        while piece := slow.recv(1_000_000):
            found += piece
        assert one.process.wait(timeout=20) == 0

    head, _, body = found.partition(b"\r\n\r\n")
    assert f"content-length: {len(whole)}".encode() in head
    assert body == whole


@contextmanager
def within(out: Path, **changed: object) -> Iterator[int]:
    """A server in a thread of this process, so that its limits can be made small; its port."""
    port = free_port()
    config = uvicorn.Config(app_of(out), **{**options(Listening(port=port)), **changed})
    one = uvicorn.Server(config)
    thread = threading.Thread(target=one.run)
    thread.start()
    try:
        while not one.started:
            time.sleep(0.01)
        yield port
    finally:
        one.should_exit = True
        thread.join()


@pytest.mark.parametrize(
    "first",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n"],
)
def test_who_sends_no_whole_request_in_time_is_cut_off(
    out: Path, first: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_WITHIN", 0.4)
    with within(out) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as slow:
        began = time.monotonic()
        slow.sendall(first)
        with suppress(OSError):
            while time.monotonic() - began < 4:
                time.sleep(0.05)
                slow.sendall(b"x")
        assert time.monotonic() - began < 2
        assert exchanged(port, request(f"GET {ADDRESS} HTTP/1.1")).startswith(b"HTTP/1.1 200 OK")


def test_a_later_request_on_a_connection_has_its_time_too(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_WITHIN", 0.4)
    one = f"GET {ADDRESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with within(out) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        for _ in range(3):
            client.sendall(one)
            time.sleep(0.3)
            assert client.recv(65536).startswith(b"HTTP/1.1 200 OK")
        client.sendall(one[:20])
        time.sleep(0.8)
        assert _is_over(client)


def test_who_takes_no_answer_is_let_go(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "ANSWER_WITHIN", 0.3)
    put(out / "feeds" / "anna-bell.ics", feed(size=20_000_000))
    with within(out) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(f"GET {ADDRESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(1)
        taken = 0
        with suppress(ConnectionResetError):
            while piece := client.recv(1_000_000):
                taken += len(piece)
        assert taken < 20_000_000


def test_too_many_connections_are_refused_and_the_others_go_on(out: Path) -> None:
    with within(out, limit_concurrency=4) as port:
        held = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(3)]
        try:
            time.sleep(0.1)
            assert exchanged(port, b"").startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
            for one in held:
                one.sendall(request(f"GET {ADDRESS} HTTP/1.1"))
                assert one.recv(65536).startswith(b"HTTP/1.1 200 OK")
        finally:
            for one in held:
                one.close()


def _is_over(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


def test_nothing_is_served_before_there_is_anything(tmp_path: Path) -> None:
    ended = run("serve", cwd=small(tmp_path).root)

    assert (ended.returncode, ended.stderr) == (3, "qa-calendar: nothing is built yet: run `qa-calendar build` first\n")


def test_a_port_that_is_taken_is_one_line(running: Server) -> None:
    ended = run("serve", "--port", str(running.port), cwd=running.workspace.root)

    cure = "end that, or choose another with --port"
    said = f"qa-calendar: port {running.port} of 127.0.0.1 is taken by another program; {cure}\n"
    assert (ended.returncode, ended.stderr) == (3, said)


@pytest.mark.parametrize("lacking", ["starlette", "uvicorn"])
def test_a_lacking_extra_is_one_line(running: Server, lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, lacking, None)

    ended = run("serve", "--port", str(free_port()), cwd=running.workspace.root)

    cure = 'run python -m pip install ".[serve]" in the folder qa-calendar was installed from'
    said = f"qa-calendar: serve needs {lacking}, which is not installed: {cure}\n"
    assert (ended.returncode, ended.stderr) == (3, said)


@pytest.mark.parametrize("written", ["qa", "/qa/", "/", "/q a", "/qa?"])
def test_a_sub_path_is_written_one_way(running: Server, written: str) -> None:
    ended = run("serve", "--root-path", written, cwd=running.workspace.root)

    assert ended.returncode == 2
    assert "--root-path is a path such as /qa" in ended.stderr


def test_a_log_that_cannot_be_written_is_one_line(running: Server) -> None:
    log = str(Path("nowhere", "access.log"))

    ended = run_apart("serve", "--port", str(free_port()), "--access-log", log, cwd=running.workspace.root)

    assert (ended.returncode, ended.stderr.count("\n")) == (3, 1)
    assert "access.log: No such file or directory" in ended.stderr
