"""doctor over HTTP: a good server, every kind of bad one, hostile ones, and the verb."""

from __future__ import annotations

import json
import ssl
import zlib
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

import pytest
import trustme
from bad_servers import (
    FEED,
    PATH,
    TOKEN,
    Asked,
    Behaviour,
    answering,
    changing,
    good,
    if_known,
    moved,
    only_for,
    reply,
    reset,
    sending,
    serving,
    silent,
    squeezed,
    status,
    with_headers,
    with_page,
)
from workspaces import Workspace, built, edit, run, small, starter

from qa_calendar.cli.doctor import addresses
from qa_calendar.delivering.doctor.addresses import Place, read_endpoint
from qa_calendar.delivering.doctor.examining import Examination, examine_address, examine_addresses
from qa_calendar.delivering.doctor.fetching import Bounds, Client
from qa_calendar.rendering.fitness import SERVING, examine_visit
from qa_calendar.rendering.fitness.answers import Answer, Reach, Visit
from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Level

CALM = Bounds(connect=10, read=10, total=20, whole=60, most=200_000)
SHORT = Bounds(connect=0.5, read=0.3, total=0.4, whole=3, most=200_000)
"""For servers that keep one waiting; the others have all the time a busy machine may need."""

HERE = {("https", SHOULD), ("reach", SHOULD)}
"""What is said of every feed on this computer, and fails none."""

HTML = b"<!DOCTYPE html><html><title>Sign in</title><form><input type='password'></form></html>"


def look(behave: Behaviour, path: str = PATH, bounds: Bounds = CALM) -> Examination:
    """The feed at *path* of a server that does as *behave* says."""
    with serving(behave) as server:
        return examine_address(f"http://127.0.0.1:{server.port}{path}", bounds)


def rules(found: Examination) -> set[tuple[str, Level]]:
    return {(one.rule, one.level) for one in found.findings} - HERE


def test_a_good_server_has_nothing_to_mend() -> None:
    found = look(answering(good))

    assert rules(found) == set()
    assert (found.is_fit, found.events) == (True, 2)


def by_date(asked: Asked) -> bool:
    return "if-modified-since" in asked.headers and "if-none-match" not in asked.headers


COUNT = iter(range(10_000))
BAD: dict[str, tuple[Behaviour, str, Level]] = {
    "not found": (status("404 Not Found"), "status", MUST),
    "broken": (status("500 Internal Server Error"), "status", MUST),
    "nothing in it": (status("204 No Content", b""), "status", MUST),
    "wants a password": (status("401 Unauthorized"), "login", MUST),
    "forbidden": (status("403 Forbidden"), "login", MUST),
    "a login page": (status("200 OK", HTML, "text/html"), "login", MUST),
    "a page": (status("200 OK", b"<html>Welcome</html>", "text/html"), "calendar", MUST),
    "leads to a login": (moved("/login?next=feed"), "login", MUST),
    "leads elsewhere": (moved("/other.ics"), "redirect", MUST),
    "leads round and round": (moved(PATH), "redirect", MUST),
    "leads to a file": (moved("file:///etc/passwd"), "redirect", MUST),
    "leads to another protocol": (moved("ftp://127.0.0.1/feed.ics"), "redirect", MUST),
    "leads to the cloud's own address": (moved("http://169.254.169.254/latest/meta-data"), "redirect", MUST),
    "leads nowhere": (moved("http://[::1/"), "redirect", MUST),
    "another type": (with_headers(content_type="text/plain"), "content-type", MUST),
    "no type": (with_headers(content_type=None), "content-type", MUST),
    "no charset": (with_headers(content_type="text/calendar"), "content-type", SHOULD),
    "another charset": (with_headers(content_type="text/calendar; charset=iso-8859-1"), "content-type", MUST),
    "a method the feed has not": (
        with_headers(content_type="text/calendar; charset=utf-8; method=REQUEST"),
        "content-type",
        SHOULD,
    ),
    "compressed unasked": (squeezed(FEED, asked_for=False), "compression", MUST),
    "compressed when asked": (squeezed(FEED, asked_for=True), "compression", SHOULD),
    "not what it says it is": (with_headers(content_encoding="gzip"), "cut-off", MUST),
    "compressed in a new way": (with_headers(content_encoding="zstd"), "compression", MUST),
    "no length": (with_headers(content_length=None), "length", SHOULD),
    "cut off": (with_headers(content_length=str(len(FEED) + 10)), "cut-off", MUST),
    "a length too short": (with_headers(content_length=str(len(FEED) - 300)), "whole", MUST),
    "no HEAD": (only_for("HEAD", lambda asked: reply(asked, "405 Method Not Allowed")), "head", MUST),
    "no answer to HEAD": (only_for("HEAD", lambda asked: b""), "head", MUST),
    "another HEAD": (only_for("HEAD", lambda asked: good(asked, content_length="0")), "head", SHOULD),
    "no etag": (with_headers(etag=None), "etag", SHOULD),
    "a weak etag": (with_headers(etag='W/"1"'), "etag", SHOULD),
    "an etag without quotes": (with_headers(etag="abc"), "etag", SHOULD),
    "no last-modified": (with_headers(last_modified=None), "last-modified", SHOULD),
    "never 304": (if_known(reply), "not-modified", SHOULD),
    "a bare 304": (if_known(lambda asked: b"HTTP/1.1 304 Not Modified\r\n\r\n"), "not-modified", SHOULD),
    "always 304": (if_known(lambda asked: reply(asked, "304 Not Modified")), "stale", MUST),
    "304 by the date": (
        if_known(lambda asked: reply(asked, "304 Not Modified" if "if-modified-since" in asked.headers else "200 OK")),
        "stale",
        MUST,
    ),
    "no 304 by the date": (
        answering(lambda asked: reply(asked) if by_date(asked) else good(asked)),
        "not-modified",
        SHOULD,
    ),
    "no cache-control": (with_headers(cache_control=None), "cache-control", SHOULD),
    "for everybody's cache": (with_headers(cache_control="public, max-age=900"), "cache-control", SHOULD),
    "kept for a day": (with_headers(cache_control="private, max-age=86400"), "cache-control", SHOULD),
    "an attachment": (with_headers(content_disposition='attachment; filename="a.ics"'), "attachment", SHOULD),
    "tells where people come from": (with_headers(referrer_policy=None), "referrer-policy", SHOULD),
    "for search engines": (with_headers(x_robots_tag="all"), "robots", SHOULD),
    "guessed by browsers": (with_headers(x_content_type_options=None), "nosniff", SHOULD),
    "a list of files": (with_page(f"/{TOKEN}/", b"<title>Index of /x</title>"), "listing", MUST),
    "a list of secrets": (with_page("/", b"<title>Directory listing for /</title>"), "listing", MUST),
    "links to others": (with_page(f"/{TOKEN}/", b'<a href="qa-kelda.ics">'), "listing", MUST),
    "any secret will do": (answering(lambda asked: good(asked, path=asked.path)), "unknown-secret", MUST),
    "another word for an unknown secret": (
        answering(lambda asked: good(asked) if asked.path == PATH else reply(asked, "410 Gone")),
        "unknown-secret",
        SHOULD,
    ),
    "stamped at each fetch": (changing(b"DTSTAMP:20200330T081500Z", "DTSTAMP:{}T081500Z"), "changing-bytes", SHOULD),
    "other bytes at each fetch": (changing(b"Peer Audit", "Peer Audit {}"), "changing-bytes", SHOULD),
    "other UIDs at each fetch": (changing(b"UID:audit", "UID:audit-{}"), "changing-uids", MUST),
    "an etag of its own for each fetch": (
        answering(lambda asked: good(asked, etag=f'"{next(COUNT)}"')),
        "etag",
        SHOULD,
    ),
    "a broken feed": (answering(lambda asked: good(asked, FEED.replace(b"\r\n", b"\n"))), "line-ends", MUST),
}


@pytest.mark.parametrize(("behave", "rule", "level"), BAD.values(), ids=BAD)
def test_a_bad_server_is_found_out(behave: Behaviour, rule: str, level: Level) -> None:
    found = look(behave)

    assert (rule, level) in rules(found)
    assert found.is_fit is all(one.level is SHOULD for one in found.findings)


BOMB = zlib.compressobj(9, zlib.DEFLATED, 31)
BOMB_BYTES = b"".join(BOMB.compress(bytes(1_000_000)) for _ in range(60)) + BOMB.flush()
HOSTILE: dict[str, tuple[Behaviour, str]] = {
    "without end": (sending(b"HTTP/1.1 200 OK\r\n\r\n", again=bytes(65536)), "size"),
    "one endless chunk": (
        sending(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n", again=bytes(65536)),
        "size",
    ),
    "chunks of nonsense": (sending(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"), "cut-off"),
    "a gzip bomb": (sending(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + BOMB_BYTES), "size"),
    "stops in the middle": (sending(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nBEGIN:VCALENDAR\r\n"), "cut-off"),
}


@pytest.mark.parametrize(("behave", "rule"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_bounded(behave: Behaviour, rule: str) -> None:
    assert (rule, MUST) in rules(look(behave))


def test_a_body_byte_by_byte_is_not_waited_for() -> None:
    began = monotonic()

    found = look(sending(b"HTTP/1.1 200 OK\r\n\r\n", again=b"B", pause=0.05), bounds=SHORT)

    (cut,) = (one for one in found.findings if one.rule == "cut-off")
    assert cut.what.endswith("it was not through after 0.4 seconds")
    assert monotonic() - began < 2


NO_ANSWER: dict[str, tuple[Behaviour, str]] = {
    "says nothing": (silent, "no answer: it"),
    "hangs up": (sending(), "no answer: it hung up"),
    "resets": (reset, "no answer: it hung up"),
    "speaks nonsense": (sending(b"SSH-2.0-OpenSSH_9.6\r\n"), "what it said is no HTTP: 'SSH-2.0-OpenSSH_9.6"),
    "an endless first line": (sending(again=b"x" * 65536), "no answer: "),
    "a first line byte by byte": (sending(again=b"H", pause=0.05), "it was not through after 0.4 seconds"),
    "endless headers": (sending(b"HTTP/1.1 200 OK\r\n", again=b"X-More: 1\r\n"), "got more than 100 headers"),
    "headers byte by byte": (sending(b"HTTP/1.1 200 OK\r\nX: ", again=b"x", pause=0.05), "it was not through"),
    "always goes on": (sending(again=b"HTTP/1.1 100 Continue\r\n\r\n"), "it was not through"),
}


@pytest.mark.parametrize(("behave", "why"), NO_ANSWER.values(), ids=NO_ANSWER)
def test_no_answer_is_said_so(behave: Behaviour, why: str) -> None:
    began = monotonic()

    found = look(behave, bounds=SHORT)

    assert why in found.unreached
    assert not found.is_fit
    assert monotonic() - began < 2


def test_nobody_there_is_said_so() -> None:
    with serving(silent) as server:
        pass

    found = examine_address(f"http://127.0.0.1:{server.port}/feed.ics", CALM)

    assert found.unreached.startswith("it cannot be reached: Connection refused; is it running")


def test_a_name_that_nobody_has_is_said_so() -> None:
    found = examine_address(f"https://{'a' * 70}.example/feed.ics", CALM)

    assert found.unreached.startswith("there is no computer called 'aaa")


def test_everything_together_is_bounded() -> None:
    found = look(answering(good), bounds=Bounds(whole=0))

    assert found.unreached == "it took more than 0 seconds in all"


def test_a_redirect_is_followed_to_say_what_is_there() -> None:
    found = look(
        answering(lambda asked: reply(asked, "301 Moved", location=PATH) if asked.path == "/a.ics" else good(asked)),
        "/a.ics",
    )

    assert {rule for rule, _ in rules(found)} == {"redirect", "secret"}
    assert found.events == 2


def test_a_redirect_is_followed_five_times_at_most() -> None:
    with serving(moved(PATH)) as server:
        examine_address(f"http://127.0.0.1:{server.port}{PATH}", CALM)

    assert len(server.asked) == 1 + CALM.redirects


def test_a_redirect_into_the_network_asks_nobody_there() -> None:
    with serving(answering(good)) as inside, serving(moved(f"http://localhost:{inside.port}{PATH}")) as outside:
        found = examine_address(f"http://127.0.0.1:{outside.port}{PATH}", CALM)

    assert inside.asked == []
    assert [one.what for one in found.findings if one.rule == "redirect"] == [
        f"302 leads to http://localhost:{inside.port}/…/qa-kara.ics, which was not followed: it leads into a network"
    ]


def test_an_address_nobody_named_may_not_lead_inside() -> None:
    with serving(answering(good)) as server:
        address = f"http://127.0.0.1:{server.port}{PATH}"
        (found,) = examine_addresses({"kara.ics": address}, "example.org")

    assert server.asked == []
    assert [(one.rule, one.level) for one in found.findings if one.rule == "reach"] == [("reach", MUST)]


def test_a_name_is_looked_up_once_and_that_is_where_it_goes() -> None:
    place = Place(target=read_endpoint("http://qa.example.org/feed.ics"), numbers=("127.0.0.1",))
    with serving(answering(lambda asked: good(asked, path="/feed.ics"))) as server:
        here = Place(target=read_endpoint(f"http://qa.example.org:{server.port}/feed.ics"), numbers=place.numbers)
        answer = Client(CALM).ask(here, {})

    assert answer.body == FEED
    assert server.asked[0].headers["host"] == f"qa.example.org:{server.port}"


def test_a_name_and_password_go_nowhere_and_are_not_shown() -> None:
    with serving(answering(good)) as server:
        found = examine_address(f"http://kara:hush@127.0.0.1:{server.port}{PATH}", CALM)

    assert ("login", MUST) in rules(found)
    assert not any("authorization" in asked.headers for asked in server.asked)
    assert "hush" not in repr(found)
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    ("numbers", "host", "reach"),
    [
        (("93.184.215.14",), "qa.example.org", Reach.ANYWHERE),
        (("2606:2800:21f:cb07::1",), "qa.example.org", Reach.ANYWHERE),
        (("127.0.0.1", "::1"), "localhost", Reach.HERE),
        (("::ffff:127.0.0.1",), "qa.example.org", Reach.HERE),
        *(
            ((number,), "qa.example.org", Reach.INSIDE)
            for number in (
                *("10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
                *("fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::"),
            )
        ),
        (("93.184.215.14", "10.0.0.1"), "qa.example.org", Reach.INSIDE),
        (("93.184.215.14",), "intranet", Reach.INSIDE),
        (("93.184.215.14",), "qa.council.local", Reach.INSIDE),
        (("93.184.215.14",), "qa.internal", Reach.INSIDE),
    ],
)
def test_from_where_an_address_can_be_reached(numbers: tuple[str, ...], host: str, reach: Reach) -> None:
    assert Place(target=read_endpoint(f"https://{host}/feed.ics"), numbers=numbers).reach is reach


@pytest.mark.parametrize(
    ("reach", "address", "expected"),
    [
        (Reach.ANYWHERE, f"https://qa.example.org{PATH}", set()),
        (Reach.ANYWHERE, f"http://qa.example.org{PATH}", {("https", MUST)}),
        (Reach.INSIDE, f"http://intranet{PATH}", {("https", SHOULD), ("reach", MUST)}),
        (Reach.HERE, f"http://localhost{PATH}", {("https", SHOULD), ("reach", SHOULD)}),
        (Reach.ANYWHERE, f"https://qa.example.org/{TOKEN}.ics?id=1", {("path", SHOULD)}),
        (Reach.ANYWHERE, "https://qa.example.org/team.ics", {("secret", SHOULD)}),
        (Reach.ANYWHERE, "https://qa.example.org/0123456789abcdef0123/team.ics", {("secret", SHOULD)}),
        (Reach.ANYWHERE, "https://qa.example.org/0b54ef8a-31c1-4dd5-9f4e-2f0a6c1d7e11/team.ics", set()),
    ],
)
def test_an_address_is_judged_by_itself(reach: Reach, address: str, expected: set[tuple[str, Level]]) -> None:
    visit = Visit(address=address, reach=reach, first=Answer(status=0))

    assert {(one.rule, one.level) for one in examine_visit(visit)} == expected


@pytest.mark.parametrize("address", ["ftp://a/b", "https://", "https://a b/", "https://[::1", "https://a:99999/", "x"])
def test_what_is_no_address_is_said_so(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|http|host"):
        read_endpoint(address)


def test_webcal_is_https() -> None:
    assert (
        read_endpoint("webcal://qa.example.org/a b.ics".replace(" ", "%20")).url == "https://qa.example.org/a%20b.ics"
    )


AUTHORITY = trustme.CA()
CERTIFICATES = {
    "expired": (AUTHORITY.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC)), "it has expired"),
    "of another name": (AUTHORITY.issue_cert("qa.example.org"), "it is for another name"),
    "of an unknown authority": (trustme.CA().issue_cert("127.0.0.1"), "its authority is not trusted"),
}


@pytest.fixture
def trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


def speaking(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def test_a_certificate_that_is_trusted_is_no_finding(trust: ssl.SSLContext) -> None:
    with serving(answering(good), speaking(AUTHORITY.issue_cert("127.0.0.1"))) as server:
        found = examine_address(f"https://127.0.0.1:{server.port}{PATH}", CALM, trust=trust)

    assert [(one.rule, one.level) for one in found.findings] == [("reach", SHOULD)]


@pytest.mark.parametrize(("certificate", "what"), CERTIFICATES.values(), ids=CERTIFICATES)
def test_a_certificate_is_not_trusted(certificate: trustme.LeafCert, what: str, trust: ssl.SSLContext) -> None:
    with serving(answering(good), speaking(certificate)) as server:
        found = examine_address(f"https://127.0.0.1:{server.port}{PATH}", CALM, trust=trust)

    assert server.asked == []
    assert [one.what.startswith(what) for one in found.findings if one.rule == "certificate"] == [True]


def test_a_self_signed_certificate_is_called_so(trust: ssl.SSLContext, tmp_path: Path) -> None:
    own = trustme.CA()
    file = tmp_path / "own.pem"
    file.write_bytes(own.private_key_pem.bytes() + own.cert_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with serving(answering(good), context) as server:
        found = examine_address(f"https://127.0.0.1:{server.port}{PATH}", CALM, trust=trust)

    assert [one.what for one in found.findings if one.rule == "certificate"] == ["it is self-signed"]


def test_https_where_only_http_is_spoken_is_said_so() -> None:
    with serving(answering(good)) as server:
        found = examine_address(f"https://127.0.0.1:{server.port}{PATH}", CALM)

    assert found.unreached.startswith("it cannot be reached: it does not speak TLS there (")


@pytest.mark.parametrize(
    ("behave", "what"),
    [
        (answering(good), "it is something else, not a feed of qa.example.gov.uk"),
        (status("200 OK", HTML, "text/html"), "it is a web page, not a feed of qa.example.gov.uk"),
        (status("404 Not Found"), "the answer is 404"),
    ],
)
def test_a_base_url_that_leads_elsewhere_is_found(behave: Behaviour, what: str) -> None:
    with serving(behave) as server:
        address = f"http://127.0.0.1:{server.port}{PATH}"
        found = examine_address(address, CALM, calendar_id="qa.example.gov.uk")

    assert [one.what for one in found.findings if one.rule == "base-url"] == [what]


def test_a_base_url_that_leads_to_us_is_no_finding() -> None:
    with serving(answering(good)) as server:
        found = examine_address(f"http://127.0.0.1:{server.port}{PATH}", CALM, calendar_id="example.org")

    assert rules(found) == set()


def test_every_rule_of_serving_is_broken_by_some_server() -> None:
    # Those that need another address, or another certificate, have tests of their own.
    elsewhere = {"https", "reach", "path", "secret", "certificate", "base-url"}

    assert {one.id for one in SERVING} == elsewhere | {rule for _, rule, _ in BAD.values()} & {
        one.id for one in SERVING
    }


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = starter(tmp_path_factory.mktemp("doctor"))
    built(workspace)
    return workspace.root / "out" / "feeds"


def test_every_feed_of_ours_is_clean_over_http(feeds: Path) -> None:
    found = {}
    for path in feeds.glob("*.ics"):
        body = path.read_bytes()
        found[path.name] = rules(look(answering(partial(good, body=body))))

    assert len(found) == 6
    assert found == {name: set() for name in found}


def test_the_verb_says_what_why_and_the_cure(tmp_path: Path) -> None:
    (tmp_path / "feed.ics").write_bytes(FEED.replace(b"SUMMARY:Peer Audit\r\n", b""))

    done = run("doctor", "feed.ics", cwd=tmp_path)

    assert done.stdout == (
        "feed.ics: 2 events\n"
        "  MUST summary\n"
        "    line 35, UID meeting@example.org: it has no SUMMARY\n"
        "    why: it is all that is seen in a calendar; Outlook shows an event without a title\n"
        "    cure: write a SUMMARY\n"
        "Not fit for Outlook: 1 to mend, 0 to improve.\n"
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_a_rule_that_is_broken_often_is_explained_once(tmp_path: Path) -> None:
    (tmp_path / "feed.ics").write_bytes(FEED.replace(b"SEQUENCE:0\r\n", b""))

    done = run("doctor", "feed.ics", cwd=tmp_path)

    assert (done.returncode, done.stdout.count("it has no SEQUENCE"), done.stdout.count("why: ")) == (0, 2, 1)
    assert done.stdout.endswith("\nFit for Outlook, 1 to improve.\n")


def test_the_verb_speaks_json(tmp_path: Path) -> None:
    (tmp_path / "feed.ics").write_bytes(FEED.replace(b"PRODID:-//Example//Feed//EN\r\n", b""))

    done = run("doctor", (tmp_path / "feed.ics").as_uri(), "--json", cwd=tmp_path)

    said = json.loads(done.stdout)
    assert (done.returncode, said["fit"], said["events"]) == (0, True, 2)
    assert [(one["rule"], one["level"], one["place"]) for one in said["findings"]] == [("prodid", "SHOULD", "line 1")]
    assert set(said["findings"][0]) == {"rule", "level", "place", "what", "why", "cure"}


def test_the_verb_fetches(tmp_path: Path) -> None:
    with serving(answering(good)) as server:
        done = run("doctor", f"http://127.0.0.1:{server.port}{PATH}", cwd=tmp_path)

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Fit for Outlook, 2 to improve.")
    assert TOKEN not in done.stdout


def test_the_verb_says_that_nothing_answers(tmp_path: Path) -> None:
    with serving(silent) as server:
        pass

    done = run("doctor", f"http://127.0.0.1:{server.port}{PATH}", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"http://127.0.0.1:{server.port}/…/qa-kara.ics: it cannot be reached: ")


@pytest.mark.parametrize(
    ("feed", "code", "said"),
    [
        ("nothing.ics", 3, "nothing.ics: there is no such file"),
        (".", 3, "is no file"),
        ("ftp://qa.example.org/feed.ics", 2, "'ftp' is not http or https"),
        ("file://server/share/feed.ics", 2, "a file: address is one of this computer"),
    ],
)
def test_the_verb_says_what_it_cannot_look_at(feed: str, code: int, said: str, tmp_path: Path) -> None:
    done = run("doctor", feed, cwd=tmp_path)

    assert done.returncode == code
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_without_a_feed_the_whole_workspace_is_looked_at(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    before = run("doctor", cwd=workspace.root)
    built(workspace)

    clean = run("doctor", cwd=workspace.root)
    team = workspace.root / "out" / "feeds" / "team.ics"
    team.write_bytes(team.read_bytes().replace(b"SUMMARY:File Audit", b"SUMMARY:Fine Audit"))
    differing = run("doctor", "--json", cwd=workspace.root)

    assert (before.returncode, "run `qa-calendar build`" in before.stderr) == (3, True)
    assert (clean.returncode, clean.stdout.count("Fit for Outlook.")) == (0, 3)
    said = json.loads(differing.stdout)
    assert (differing.returncode, said["fit"]) == (1, False)
    assert {one["rule"] for one in said["feeds"][-1]["findings"]} == {"one-thing"}


def test_a_base_url_inside_a_network_is_found_and_not_fetched(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    with serving(answering(good)) as server:
        base = f"base_url: http://127.0.0.1:{server.port}/"
        edit(workspace, "config.yaml", "timezone:", f"{base}\ntimezone:")
        built(workspace)
        done = run("doctor", cwd=workspace.root)

    assert server.asked == []
    assert f"anna-bell.ics at http://127.0.0.1:{server.port}/feeds/anna-bell.ics\n" in done.stdout
    assert "this computer only; nothing was fetched, as nobody named it on the command line\n" in done.stdout
    assert done.returncode == 1


def test_the_addresses_are_those_that_mail_gives(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    assert addresses(workspace.read()) == {}
    edit(workspace, "config.yaml", "timezone:", "base_url: https://qa.example.org/qa\ntimezone:")

    assert addresses(Workspace(workspace.root).read()) == {
        f"{slug}.ics": f"https://qa.example.org/qa/feeds/{slug}.ics" for slug in ("anna-bell", "cem-dora", "team")
    }
