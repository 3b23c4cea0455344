"""The files in docs/hosting/ for nginx and Apache, held against real ones."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_servers import APACHE, APACHE_MODULES, NGINX, Host, apache, nginx, public_folder, publish
from workspaces import built, feeds, starter

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
RECORD = ".qa-calendar-0123456789ab.json"
PAST = 1_585_558_800
"""Half a minute before `MONDAY`: a file that has been there for a while."""


def new_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(32))


# Written down, since they are in the names of tests.
TOKEN, OTHER, UNKNOWN = (digit * 4 + "kfa3qrxw7mzb2ucn5tgyhd6pvljs" for digit in "aei")
KARA = f"{TOKEN}/qa-kara-walne.ics"


@pytest.fixture(scope="module")
def real_feeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    workspace = starter(tmp_path_factory.mktemp("starter"))
    built(workspace)
    return feeds(workspace)


KINDS = (
    *("nginx", "nginx over https", "nginx below /qa/"),
    *("apache", "apache over https", "apache below /qa/", "apache by .htaccess"),
)


@pytest.fixture(scope="module", params=KINDS)
def host(request: pytest.FixtureRequest, real_feeds: dict[str, bytes]) -> Iterator[Host]:
    """A server in front of a site with two people's feeds, and other things around it."""
    kind = str(request.param)
    if kind.startswith("nginx") and NGINX is None:
        pytest.skip("no nginx on this machine")
    if kind.startswith("apache") and (APACHE is None or not APACHE_MODULES.is_dir()):
        pytest.skip("no apache2 on this machine")
    below = "/qa/" if "below" in kind else "/"
    with public_folder() as folder, contextlib.ExitStack() as stack:
        site = lay_out(folder, real_feeds)
        own = folder / "server"
        own.mkdir()
        https = kind.endswith("https")
        if kind.startswith("nginx"):
            yield stack.enter_context(nginx(own, site, below, https=https))
        else:
            yield stack.enter_context(apache(own, site, below, https=https, htaccess=kind.endswith(".htaccess")))


def lay_out(folder: Path, real: dict[str, bytes]) -> Path:
    site = folder / "a site"
    for token, name in ((TOKEN, "kara-walne.ics"), (OTHER, "stuart-jones.ics")):
        feed = publish(site, token, name, real[name])
        for page in ("index.html", "planner-2020-21.html"):
            (feed.parent / page).write_text("<!doctype html><p>Your calendar", encoding="utf-8")
        (feed.parent / ".hidden").write_text("hidden", encoding="utf-8")
        os.utime(feed, (PAST, PAST))
    (site / "index.html").write_text("Nothing to see here", encoding="utf-8")
    (site / RECORD).write_text("{}", encoding="utf-8")
    (site / "qa-loose.ics").write_text("loose", encoding="utf-8")
    (folder / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "www").mkdir()
    (folder / "www" / "other.html").write_text("other", encoding="utf-8")
    return site


def test_a_feed_is_served_as_clients_want_it(host: Host, real_feeds: dict[str, bytes]) -> None:
    answer = host.ask(KARA, accept_encoding="gzip, br, deflate")

    assert (answer.status, answer.body) == (200, real_feeds["kara-walne.ics"])
    assert answer["Content-Type"].lower() == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, max-age=900"
    assert answer["Content-Length"] == str(len(answer.body))
    assert answer["Last-Modified"] == "Mon, 30 Mar 2020 09:00:00 GMT"
    assert re.fullmatch(r'"[^"]+"', answer["ETag"])
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.headers.keys().isdisjoint({"content-encoding", "content-disposition", "location", "expires"})


def test_head_says_what_get_says(host: Host) -> None:
    get, head = host.ask(KARA), host.ask(KARA, "HEAD")

    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


@pytest.mark.parametrize("path", [f"{TOKEN}/", f"{TOKEN}/index.html", f"{TOKEN}/planner-2020-21.html"])
def test_a_page_runs_nothing_and_tells_nobody_where_it_was(path: str, host: Host) -> None:
    answer = host.ask(path)

    assert (answer.status, answer.body) == (200, b"<!doctype html><p>Your calendar")
    assert answer["Content-Type"].lower() == "text/html; charset=utf-8"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_feed_that_did_not_change_is_not_sent_again(host: Host) -> None:
    first = host.ask(KARA)

    for question in ({"if_none_match": first["ETag"]}, {"if_modified_since": first["Last-Modified"]}):
        again = host.ask(KARA, **question)

        assert (again.status, again.body) == (304, b"")
        for name in ("ETag", "Last-Modified", "Cache-Control"):
            assert again[name] == first[name]


def test_another_etag_counts_for_more_than_the_date(host: Host) -> None:
    answer = host.ask(KARA, if_none_match='"another"', if_modified_since=host.ask(KARA)["Last-Modified"])

    assert answer.status == 200


def test_a_replaced_feed_is_served_whole_with_another_etag(host: Host, real_feeds: dict[str, bytes]) -> None:
    token = new_token()
    before = publish(host.site, token, "team.ics", real_feeds["kara-walne.ics"])
    os.utime(before, (PAST, PAST))
    first = host.ask(f"{token}/qa-team.ics")

    after = publish(host.site, token, "team.ics", real_feeds["team.ics"])
    os.utime(after, (PAST + 60, PAST + 60))
    second = host.ask(f"{token}/qa-team.ics", if_none_match=first["ETag"], if_modified_since=first["Last-Modified"])

    assert (first.body, second.body) == (real_feeds["kara-walne.ics"], real_feeds["team.ics"])
    assert (first.status, second.status) == (200, 200)
    assert second["ETag"] != first["ETag"]


NOT_THERE = {
    "a token of nobody": f"{UNKNOWN}/qa-kara-walne.ics",
    "a page of nobody": f"{UNKNOWN}/",
    "somebody else's file": f"{TOKEN}/qa-stuart-jones.ics",
    "a token in capitals": f"{TOKEN.upper()}/qa-kara-walne.ics",
    "a folder without its slash": TOKEN,
    "a feed with a slash": f"{KARA}/",
    "something behind a feed": f"{KARA}/more",
    "the record": RECORD,
    "the record, masked": f"%2e{RECORD[1:]}",
    "a dot file beside a feed": f"{TOKEN}/.hidden",
    "the server's own file": ".htaccess",
    "a file without a folder": "qa-loose.ics",
    "anything": "robots.txt",
    "a folder beside the site": f"{TOKEN}/%2e%2e/secret.txt",
}


@pytest.mark.parametrize("path", NOT_THERE.values(), ids=NOT_THERE)
def test_what_is_not_there_is_not_there_in_one_way(path: str, host: Host) -> None:
    usual = host.ask(f"{new_token()}/qa-anybody.ics")

    answer = host.ask(path)

    assert (usual.status, usual.body.strip()) == (404, b"Not found")
    assert (answer.status, answer.body) == (usual.status, usual.body)
    assert {**answer.headers, "date": ""} == {**usual.headers, "date": ""}
    assert usual["Cache-Control"] == "no-store"
    assert "etag" not in usual.headers


def test_a_revoked_link_is_as_if_it_had_never_been(host: Host) -> None:
    token = new_token()
    feed = publish(host.site, token, "anybody.ics", b"BEGIN:VCALENDAR")
    assert host.ask(f"{token}/qa-anybody.ics").status == 200

    feed.unlink()
    feed.parent.rmdir()

    unknown, revoked = (host.ask(f"{one}/qa-anybody.ics") for one in (new_token(), token))
    assert (revoked.status, revoked.body) == (unknown.status, unknown.body)
    assert {**revoked.headers, "date": ""} == {**unknown.headers, "date": ""}


@pytest.mark.parametrize(
    "path", ["../secret.txt", "%2e%2e/secret.txt", f"{TOKEN}/..%2f..%2fsecret.txt", "//secret.txt"]
)
def test_nothing_outside_the_site_is_served(path: str, host: Host) -> None:
    answer = host.ask(path)

    assert answer.status in (400, 404)
    assert b"secret" not in answer.body


def test_a_feed_that_cannot_be_read_is_trouble_and_not_gone(host: Host) -> None:
    token = new_token()
    publish(host.site, token, "team.ics", b"BEGIN:VCALENDAR").chmod(0)

    answer = host.ask(f"{token}/qa-team.ics")

    # Apache cannot make another number of it; clients keep what they have on both.
    assert answer.status == (503 if host.kind == "nginx" else 403)
    assert answer["Cache-Control"] == "no-store"


def test_no_folder_is_listed(host: Host) -> None:
    bare = new_token()
    publish(host.site, bare, "team.ics", b"BEGIN:VCALENDAR")

    root, folder = host.ask(""), host.ask(f"{bare}/")

    assert (root.status, root.body) == (200, b"Nothing to see here")
    assert (folder.status, folder.body.strip()) == (404, b"Not found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(method: str, host: Host, real_feeds: dict[str, bytes]) -> None:
    answer = host.ask(KARA, method)

    assert answer.status in (404, 405)
    assert host.ask(KARA).body == real_feeds["kara-walne.ics"]


def test_no_log_holds_a_token(host: Host) -> None:
    token = new_token()
    publish(host.site, token, "team.ics", b"BEGIN:VCALENDAR")
    masked = f"%{ord(token[0]):x}{token[1:]}"
    for path in (
        *(f"{token}/{rest}" for rest in ("qa-team.ics", "qa-nobody.ics", "", "x/y")),
        f"?next={token}",
        masked,
    ):
        host.ask(path, referer=f"{host.base_url}{token}/")
    host.ask("the-last-one")

    said = host.logged("the-last-one")

    assert f"{host.below}********/qa-team.ics" in said
    assert token not in said + host.error_log.read_text(encoding="utf-8")
    assert token[1:] not in said


def test_other_things_on_the_host_are_left_alone_and_a_host_of_its_own_has_none(host: Host) -> None:
    answer = host.ask_server("/other.html")

    if host.below == "/":
        assert answer.status == 404
    else:
        assert (answer.status, answer.body) == (200, b"other")
        assert "x-robots-tag" not in answer.headers
