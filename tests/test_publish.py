"""Publishing: what is put where people subscribe, what is taken away, and what is never touched."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from test_links import AT, CONFIG, LEAD, asked, published, urls, workspace
from workspaces import ROOT, SMALL_CONFIG, edit, environment, run, run_apart, small

from qa_calendar.delivering.publishing.target import Folder, shown, target_at
from qa_calendar.problems import DeliveryError

S3 = os.environ.get("QA_CALENDAR_TEST_S3")
"""A server that speaks S3, such as http://127.0.0.1:5000; `.ci/run` starts one."""

AWS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_DEFAULT_REGION": "us-east-1"}


LEAD_PAGE = "what-needs-a-person-2f9e6ffd7f4d"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def times(folder: Path) -> dict[str, int]:
    return {path.as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_the_site_is_each_feed_as_built_at_its_address_a_page_beside_it_and_nothing_to_list(tmp_path: Path) -> None:
    root = workspace(tmp_path).root

    said = asked(root, "publish").stdout

    assert f"10 files written to {root / 'site'}, 0 unchanged." in said
    found, feeds = files(root / "site"), files(root / "out" / "feeds")
    planners = set()
    for name, url in urls(root).items():
        path = str(url).removeprefix("https://qa.example.gov.uk/")
        if name == LEAD:
            assert b"What needs a person" in found.pop(path)
            continue
        assert found.pop(path) == feeds[path.rpartition("/qa-")[2]]
        token = path.partition("/")[0]
        page = found.pop(f"{token}/index.html").decode()
        assert f'value="{url}"' in page
        assert name in page
        if name == "The team":
            assert b"who has how much" in found.pop(f"{token}/load-2020-21.html")
        else:
            planners.add(found.pop(f"{token}/planner-2020-21.html"))
    assert len(planners) == 1
    assert b"Nothing to see here" in found.pop("index.html")
    (record,) = found
    assert re.fullmatch(r"\.qa-calendar-[0-9a-f]{12}\.json", record)


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    asked(found.root, "publish")
    before = times(found.root / "site")

    assert f"{found.root / 'site'} is up to date, 10 files." in asked(found.root, "publish").stdout
    assert times(found.root / "site") == before
    edit(found, "framework.yaml", "    - Peer Audit\n", "    - Peer Audit: {workers: [Cem Dora]}\n")
    run("build", "--now", "2020-04-02T09:00Z", cwd=found.root)
    ended = run("publish", "--json", "--now", "2020-04-02T09:00Z", cwd=found.root)

    after = times(found.root / "site")
    changed = [path for path in before if before[path] != after[path]]
    assert {Path(path).name for path in changed} == {
        *("qa-anna-bell.ics", "qa-cem-dora.ics", "qa-team.ics", "index.html", "planner-2020-21.html"),
        # Anna's news and Cem's wait for somebody to send them.
        *("load-2020-21.html", f"{LEAD_PAGE}.html"),
    }
    assert {key: json.loads(ended.stdout)[key] for key in ("written", "removed", "unchanged")} == {
        "written": len(changed),
        "removed": 0,
        "unchanged": 10 - len(changed),
    }


def test_a_day_on_which_nothing_changes_writes_no_page(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    asked(found.root, "publish")
    before, pages = times(found.root / "site"), times(found.root / "out" / "pages")

    said = run("publish", "--now", "2020-04-02T09:00Z", cwd=found.root).stdout

    assert said.endswith("is up to date, 10 files.\n")
    assert (times(found.root / "site"), times(found.root / "out" / "pages")) == (before, pages)
    assert b"As of Wednesday 1 April 2020" in next((found.root / "site").glob("*/planner-2020-21.html")).read_bytes()


def test_what_is_not_ours_is_not_touched_and_two_services_share_a_site(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    site = tmp_path / "the site"
    theirs = {"index.html": b"our home page", "web.config": b"<configuration/>", "x/qa-anna-bell.ics": b"theirs"}
    theirs["a" * 32 + "/qa-anna-bell.ics"] = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    for path, raw in theirs.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(raw)
    one = workspace(tmp_path / "one", f"publish: {{to: '{site}'}}\n").root
    other = CONFIG.replace("calendar_id: qa.", "calendar_id: other.")
    two = workspace(tmp_path / "two", f"publish: {{to: '{site}'}}\n", other).root
    for root in (one, two, one, two):
        published(root)

    (two / "state" / "qa-calendar.db").unlink()
    published(two)
    asked(one, "links", "revoke", "Anna Bell")

    found = files(site)
    assert {path: found.pop(path) for path in theirs} == theirs
    feeds = [path for path in found if path.endswith(".ics")]
    assert len(feeds) == 5
    assert {str(url) for url in urls(two).values()} <= {f"https://qa.example.gov.uk/{path}" for path in found}


def test_a_feed_that_is_not_as_it_was_built_is_held_back_and_what_is_there_stays(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    asked(found.root, "publish")
    before = files(found.root / "site")
    (found.root / "out" / "feeds" / "anna-bell.ics").write_bytes(b"BEGIN:VCALENDAR\r\n")

    ended = asked(found.root, "publish", code=3)

    assert "anna-bell.ics is not as it was built: run `qa-calendar build`" in ended.stderr
    assert files(found.root / "site") == before


def test_what_somebody_took_away_or_changed_is_put_back(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    before = files(root / "site")
    feed = next((root / "site").glob("*/qa-team.ics"))
    feed.unlink()
    next((root / "site").glob("*/qa-anna-bell.ics")).write_bytes(b"changed")

    asked(root, "publish")

    assert files(root / "site") == before


def test_before_a_build_and_without_a_place_it_says_what_to_do(tmp_path: Path) -> None:
    root = small(tmp_path, CONFIG).root

    assert "--to FOLDER, or publish: {to: FOLDER}" in asked(root, "publish", code=3).stderr
    assert "run `qa-calendar build` first" in asked(root, "publish", "--to", "site", code=3).stderr


@pytest.mark.parametrize("place", [".", "out", "out/feeds", "out/news", "state", "templates"])
def test_a_site_is_no_folder_with_anything_else_of_ours(tmp_path: Path, place: str) -> None:
    root = workspace(tmp_path, "").root

    told = asked(root, "publish", "--to", place, code=2).stderr
    edit_ = root / "config.yaml"
    edit_.write_text(edit_.read_text() + f"publish: {{to: {place}}}\n")
    checked = asked(root, "check", code=1).stderr

    assert "name a folder of its own" in " ".join(re.sub("[│╭╮╰╯─]", " ", told).split())
    assert re.search(rf"config\.yaml:\d+:\d+: '{re.escape(place)}' .*name a folder of its own", checked)


def test_a_site_in_out_is_well(tmp_path: Path) -> None:
    root = workspace(tmp_path, "publish: {to: out/site}\n").root

    asked(root, "publish")

    assert len(list((root / "out" / "site").glob("*/qa-*.ics"))) == 3


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("https://qa.example.gov.uk/", "is an address to read from"),
        ("sftp://qa:Secret@files.example.gov.uk/site", "a password does not belong in a place to publish to"),
    ],
)
def test_what_is_no_place_to_publish_to_is_said(tmp_path: Path, written: str, said: str) -> None:
    root = small(tmp_path, f"{CONFIG}publish: {{to: '{written}'}}\n").root

    ended = asked(root, "check", code=1)

    assert said in ended.stderr
    assert "Secret" not in ended.stderr


def test_a_kind_of_store_nobody_has_heard_of_is_said_and_no_password_is_shown() -> None:
    with pytest.raises(DeliveryError, match="cannot open nowhere://qa:…@store"):
        target_at("nowhere://qa:Secret@store/x", Path())
    assert shown("s3://bucket/qa") == "s3://bucket/qa"


def test_a_file_address_is_a_folder(tmp_path: Path) -> None:
    assert target_at((tmp_path / "a site").as_uri(), Path()) == Folder(tmp_path / "a site")


@pytest.mark.exhaustive
def test_publishing_cut_off_anywhere_is_whole_after_the_next(tmp_path: Path) -> None:
    assert int(cut(tmp_path / "cut")) > 40


def test_mail_and_drafts_lead_to_feeds_until_publishing_and_to_the_secret_address_after(tmp_path: Path) -> None:
    found = workspace(tmp_path, "")
    draft = found.root / "out" / "reminders" / "2020-W14" / "anna-bell.txt"
    run("run", *AT, cwd=found.root)
    assert "https://qa.example.gov.uk/feeds/anna-bell.ics" in draft.read_text()
    with (found.root / "config.yaml").open("a") as config:
        config.write("publish: {to: site}\n")

    told = run("run", *AT, cwd=found.root)
    again = run("run", *AT, cwd=found.root)

    url = str(urls(found.root)["Anna Bell"])
    assert url in draft.read_text()
    welcome = (found.root / "out" / "welcome" / "anna-bell.txt").read_text()
    assert "The address of your QA calendar has changed." in welcome
    assert url in welcome
    assert "out/welcome" in told.stderr
    assert "out/welcome" not in again.stderr
    assert sorted(path.name for path in (found.root / "out" / "feeds").iterdir()) == [
        *("anna-bell.ics", "cem-dora.ics", "team.ics")
    ]


def test_a_run_that_cannot_publish_says_so_and_goes_on(tmp_path: Path) -> None:
    root = small(tmp_path, CONFIG + "publish: {to: site}\n").root
    (root / "site").write_text("a file where a folder has to be")

    ended = run("run", "--json", *AT, cwd=root)

    values = json.loads(ended.stdout)
    assert (ended.returncode, values["build"], values["needs_a_person"]) == (3, 1, True)
    assert values["drafts"]


def cut(folder: Path, *store: str, **more: str) -> str:
    driver = Path(__file__).parent / "cut_publishing.py"
    env = environment(PYTHONPATH=f"{Path(__file__).parent}{os.pathsep}{Path(__file__).parent.parent}", **more)
    found = subprocess.run(
        [sys.executable, str(driver), str(folder), *store], env=env, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.fixture
def bucket() -> tuple[str, Mapping[str, str]]:
    """A new bucket on a real server, and what a command's environment has to say of it."""
    if S3 is None:
        pytest.skip("QA_CALENDAR_TEST_S3 names no server")
    name = f"qa-{secrets.token_hex(6)}"
    assert asked_s3("PUT", f"/{name}")[0] == 200
    arn = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [everybody]}).encode()
    assert asked_s3("PUT", f"/{name}?policy", policy)[0] in (200, 204)
    return name, {**AWS, "AWS_ENDPOINT_URL": S3}


def asked_s3(method: str, path: str, body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
    """What the store answers over HTTP, as whoever reads a feed sees it."""
    where = urlsplit(str(S3))
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=20)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, {name.casefold(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_a_store_has_the_feeds_with_their_type_and_caching(
    tmp_path: Path, bucket: tuple[str, Mapping[str, str]]
) -> None:
    name, env = bucket
    config = SMALL_CONFIG.replace("team_name: The team", "team_name: The team\n  method: publish")
    root = workspace(tmp_path, f"publish: {{to: 's3://{name}/qa'}}\n", f"{config}base_url: {S3}/{name}/qa/\n").root

    first = run_apart("publish", *AT, cwd=root, **env)
    again = run_apart("publish", *AT, cwd=root, **env)

    assert (first.returncode, first.stderr) == (0, "")
    assert f"10 files written to s3://{name}/qa, 0 unchanged." in first.stdout
    assert f"s3://{name}/qa is up to date" in again.stdout
    known = json.loads(run_apart("links", "--json", *AT, cwd=root, **env).stdout)
    for one in known:
        if one["name"] == LEAD:
            continue
        status, headers, body = asked_s3("GET", urlsplit(one["url"]).path)
        assert status == 200
        assert headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
        assert headers["cache-control"] == "private, max-age=900"
        assert body == (root / "out" / "feeds" / f"{one['slug']}.ics").read_bytes()
    own, lead = (urlsplit(known[at]["url"]).path for at in (0, -1))
    for page in (own.rpartition("/")[0] + "/index.html", lead):
        assert asked_s3("GET", page)[1]["content-type"] == "text/html; charset=utf-8"


def test_a_store_loses_what_is_revoked_keeps_what_is_theirs_and_gives_the_links_back(
    tmp_path: Path, bucket: tuple[str, Mapping[str, str]]
) -> None:
    name, env = bucket
    root = workspace(tmp_path, f"publish: {{to: 's3://{name}'}}\n").root
    run_apart("publish", *AT, cwd=root, **env)
    assert asked_s3("PUT", f"/{name}/theirs.txt")[0] == 200
    old = json.loads(run_apart("links", "--json", *AT, cwd=root, **env).stdout)[0]["url"]

    rotated = run_apart("links", "rotate", "Anna Bell", *AT, cwd=root, **env)
    known = run_apart("links", "--json", *AT, cwd=root, **env).stdout
    for lost in ("state", "out"):
        shutil.rmtree(root / lost)
    ended = run_apart("links", "--json", *AT, cwd=root, **env)

    assert rotated.returncode == 0
    assert "the links were read back from the published site" in ended.stderr
    assert ended.stdout == known
    assert asked_s3("GET", f"/{name}/" + old.removeprefix("https://qa.example.gov.uk/"))[0] == 404
    assert asked_s3("GET", f"/{name}/theirs.txt")[0] == 200


def test_what_is_missing_in_a_store_is_put_back(tmp_path: Path, bucket: tuple[str, Mapping[str, str]]) -> None:
    name, env = bucket
    root = workspace(tmp_path, f"publish: {{to: 's3://{name}'}}\n").root
    run_apart("publish", *AT, cwd=root, **env)
    url = json.loads(run_apart("links", "--json", *AT, cwd=root, **env).stdout)[0]["url"]
    path = f"/{name}/" + url.removeprefix("https://qa.example.gov.uk/")
    assert asked_s3("DELETE", path)[0] == 204

    ended = run_apart("publish", *AT, cwd=root, **env)

    assert "1 file written" in ended.stdout
    assert asked_s3("GET", path)[0] == 200


def test_a_store_that_is_not_there_is_said_in_a_line(tmp_path: Path) -> None:
    pytest.importorskip("s3fs")
    root = workspace(tmp_path, "publish: {to: 's3://qa-bucket'}\n").root
    nowhere = {**AWS, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}

    ended = run_apart("publish", *AT, cwd=root, **nowhere)

    assert ended.returncode == 3
    assert "s3://qa-bucket" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "not-a-secret" not in ended.stderr


@pytest.mark.exhaustive
def test_publishing_to_a_store_cut_off_at_each_write_is_whole_after_the_next(
    tmp_path: Path, bucket: tuple[str, Mapping[str, str]]
) -> None:
    name, env = bucket

    assert int(cut(tmp_path / "cut", f"s3://{name}/x", **env)) > 30


WORDS = (ROOT / "templates" / "site.words.html.j2").read_text(encoding="utf-8")


def test_words_that_lack_one_are_named_by_check_whatever_page_asks_for_it(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    (root / "templates").mkdir()
    own = WORDS.replace("macro goes_on(", "macro goes_onn(")
    (root / "templates" / "site.words.html.j2").write_text(own, encoding="utf-8")

    said = asked(root, "check", code=1).stderr

    assert "templates/site.words.html.j2:1:1: there is no 'goes_on' here (did you mean 'goes_onn'?)" in said


def test_a_page_that_cannot_be_made_keeps_no_feed_back_and_no_revoked_link_alive(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    old = str(urls(root)["Anna Bell"]).split("/")[3]
    (root / "templates").mkdir()
    own = "{{ nothing.like_this }}"
    (root / "templates" / "personal.html.j2").write_text(own, encoding="utf-8")

    ended = run("links", "rotate", "Anna Bell", *AT, cwd=root)

    new = str(urls(root)["Anna Bell"]).split("/")[3]
    assert "no page was made: templates/personal.html.j2:1:1: 'nothing' is undefined" in ended.stderr
    assert not (root / "site" / old).exists()
    assert (root / "site" / new / "qa-anna-bell.ics").exists()
    assert not (root / "site" / new / "index.html").exists()
    kept = next((root / "site").glob("*/qa-cem-dora.ics")).with_name("index.html")
    assert "Cem Dora: your QA calendar" in kept.read_text(encoding="utf-8")


def test_an_out_that_was_lost_writes_no_page_that_says_the_same(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    before = files(root / "site")
    shutil.rmtree(root / "out")
    later = ("--now", "2020-04-02T09:00Z")

    run("build", *later, cwd=root)
    said = run("publish", *later, cwd=root)

    assert said.stdout.endswith("is up to date, 10 files.\n"), said.stderr
    assert files(root / "site") == before


def test_beside_the_team_s_feed_every_year_leads_to_its_chart_and_back_to_the_first_page(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    edit(found, "config.yaml", "publish:", "frameworks: [framework.yaml, next.yaml]\npublish:")
    text = (found.root / "framework.yaml").read_text(encoding="utf-8")
    (found.root / "next.yaml").write_text(text.replace("year: 2020", "year: 2021"), encoding="utf-8")
    published(found.root)

    team = next((found.root / "site").glob("*/qa-team.ics")).parent
    links = {
        path.name: set(re.findall(r'href="([a-z0-9-]+\.html)"', path.read_text(encoding="utf-8")))
        for path in team.glob("*.html")
    }

    assert links == {
        "index.html": {"planner-2021-22.html", "load-2020-21.html"},
        "planner-2021-22.html": {"index.html", "load-2021-22.html"},
        "load-2020-21.html": {"index.html"},
        "load-2021-22.html": {"planner-2021-22.html"},
    }
