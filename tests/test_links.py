"""Secret links: who has one, what becomes of one that is replaced, and how they outlive the database."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import QA
from test_scheduling import parsed, shown
from workspaces import ROOT, SMALL_CONFIG, edit, run, small

from qa_calendar.cli.asked import PANELS
from qa_calendar.delivering.publishing.copies import COPY
from qa_calendar.delivering.state.database import opened
from qa_calendar.delivering.state.fetches import Fetches
from qa_calendar.delivering.state.links import TOKEN, Links, LinkStore, digest_of, new_token
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.problems import DeliveryError

NOW = datetime(2020, 4, 1, 9, tzinfo=UTC)
AT = ("--now", "2020-04-01T09:00Z")
CONFIG = SMALL_CONFIG + "base_url: https://qa.example.gov.uk/\n"


def workspace(folder: Path, more: str = "publish: {to: site}\n", config: str = CONFIG) -> Workspace:
    """A small workspace that was built."""
    found = small(folder, config + more)
    assert run("build", *AT, cwd=found.root).returncode == 0
    return found


def asked(root: Path, *argv: str, code: int = 0) -> CompletedProcess[str]:
    """What the command said, with that exit code."""
    ended = run(*argv, *AT, cwd=root)
    assert ended.returncode == code, ended.stderr
    return ended


def published(root: Path) -> None:
    """Build, and publish."""
    asked(root, "build")
    asked(root, "publish")


def urls(root: Path) -> dict[str, str | None]:
    """Everybody's address by name, as a script gets it."""
    return {one["name"]: one["url"] for one in json.loads(asked(root, "links", "--json").stdout)}


def on_site(root: Path) -> set[str]:
    """The feeds on the site, and the page of what needs a person, as addresses."""
    site = root / "site"
    found = (*site.glob("*/qa-*.ics"), *site.glob("*/what-needs-a-person-*.html"))
    return {f"https://qa.example.gov.uk/{path.relative_to(site).as_posix()}" for path in found}


LEAD = "What needs a person"


def test_each_person_and_the_team_has_a_secret_address_of_their_own_which_stays(tmp_path: Path) -> None:
    root = workspace(tmp_path).root

    first = urls(root)

    assert list(first) == ["Anna Bell", "Cem Dora", "The team", LEAD]
    tokens = {
        re.fullmatch(
            r"https://qa\.example\.gov\.uk/([a-z2-7]{32})/(qa-[a-z-]+\.ics|what-needs-a-person-[0-9a-f]{12}\.html)",
            url or "",
        )
        for url in first.values()
    }
    assert len({found[1] for found in tokens if found}) == 4
    assert urls(root) == first


def test_links_are_said_as_a_table_as_csv_and_as_json(tmp_path: Path) -> None:
    root = workspace(
        tmp_path, config=CONFIG.replace("  Anna Bell:", '  "=Anna": {role: Manager, id: a}\n  Anna Bell:')
    ).root

    known = urls(root)
    rows = list(csv.DictReader(io.StringIO(asked(root, "links", "--csv").stdout)))
    table = asked(root, "links").stdout

    assert [(row["name"], row["url"]) for row in rows] == [
        (name.replace("=Anna", "'=Anna"), url) for name, url in known.items()
    ]
    assert all(str(url) in table for url in known.values())


def test_without_a_base_url_it_says_so(tmp_path: Path) -> None:
    ended = asked(workspace(tmp_path, "", SMALL_CONFIG).root, "links")

    assert "config.yaml has no base_url" in ended.stderr
    assert re.search(r" /[a-z2-7]{32}/qa-anna-bell\.ics", ended.stdout)


def test_a_rotated_link_is_another_and_touches_no_other(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    before = urls(root)
    asked(root, "publish")

    asked(root, "links", "rotate", "anna bell")

    after = urls(root)
    assert {name for name in before if before[name] != after[name]} == {"Anna Bell"}
    assert on_site(root) == set(after.values())


def test_a_revoked_link_is_gone_from_the_site_and_stays_so_until_somebody_makes_another(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    before = urls(root)
    asked(root, "publish")

    asked(root, "links", "revoke", "Cem Dora")
    published(root)

    assert urls(root) == {**before, "Cem Dora": None}
    assert before["Cem Dora"] not in on_site(root)
    asked(root, "links", "rotate", "Cem Dora")
    assert urls(root)["Cem Dora"] not in (None, before["Cem Dora"])


def test_what_is_typed_wrong_is_said(tmp_path: Path) -> None:
    root = workspace(tmp_path).root

    assert "did you mean 'Anna Bell'" in asked(root, "links", "rotate", "Ana Bell", code=2).stderr
    assert "say whose" in asked(root, "links", "revoke", code=2).stderr
    assert "links rotate NAME or links revoke NAME" in asked(root, "links", "rotat", "Anna Bell", code=2).stderr
    assert "not both" in asked(root, "links", "--csv", "--json", code=2).stderr


LOST = {
    "the state": ("state",),
    "the state and out/": ("state", "out"),
}


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("first", ["links", "publish", "run"])
def test_a_lost_database_makes_no_address_another(tmp_path: Path, lost: str, first: str) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    asked(root, "links", "rotate", "Anna Bell")
    asked(root, "links", "revoke", "Cem Dora")
    before = urls(root)
    for name in LOST[lost]:
        shutil.rmtree(root / name)

    ended = run(first, "--yes", *AT, cwd=root)

    nothing_to_publish = first == "publish" and "out" in LOST[lost]
    said = "nothing is built yet" if nothing_to_publish else "the state was lost: the links were read back from"
    assert said in ended.stderr
    assert first != "publish" or ended.returncode == (3 if nothing_to_publish else 0)
    assert urls(root) == before
    published(root)
    assert on_site(root) == {url for url in before.values() if url}


def test_a_restored_database_learns_what_was_rotated_and_revoked_since(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    shutil.copytree(root / "state", root / "backup")
    asked(root, "links", "rotate", "Anna Bell")
    asked(root, "links", "revoke", "Cem Dora")
    before = urls(root)
    for name in ("state", "out"):
        shutil.rmtree(root / name)
    shutil.move(root / "backup", root / "state")

    ended = asked(root, "links")

    assert "the state is older than what was published" in ended.stderr
    assert urls(root) == before


def test_where_the_site_cannot_be_read_no_link_is_made_anew_and_a_person_decides(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    before = urls(root)
    (root / "site").rename(root / "elsewhere")
    shutil.rmtree(root / "state")

    refused = asked(root, "links", code=3)
    asked(root, "build")
    again = asked(root, "publish", code=3)

    assert "cannot be read: " in refused.stderr
    assert "cannot be read" in again.stderr
    assert not (root / "site").exists()
    (root / "elsewhere").rename(root / "site")
    assert urls(root) == before


def test_a_person_may_go_on_without_the_site_with_what_out_has(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    before = urls(root)
    shutil.rmtree(root / "site")
    shutil.rmtree(root / "state")

    asked(root, "links", "--yes")

    assert urls(root) == before


def test_somebody_who_joins_while_the_site_cannot_be_read_waits_for_a_link(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    asked(found.root, "publish")
    before = urls(found.root)
    (found.root / "site").rename(found.root / "elsewhere")
    (found.root / "site").write_text("a file where a folder was")
    edit(found, "config.yaml", "  Cem Dora:", "  Eve Fox: {role: Auditor}\n  Cem Dora:")

    ended = asked(found.root, "links", code=3)

    assert "no link was made for Eve Fox" in ended.stderr
    assert all(str(url) in ended.stdout for url in before.values())


def test_a_database_that_made_links_before_the_site_was_back_gives_way_to_it(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    before = urls(root)
    (root / "site").rename(root / "elsewhere")
    for name in ("state", "out"):
        shutil.rmtree(root / name)
    asked(root, "build")
    assert set(urls(root).values()) != set(before.values())

    (root / "elsewhere").rename(root / "site")

    assert urls(root) == before


def test_the_copy_of_the_links_is_for_owner_and_group_only(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    known = urls(root)

    copy = root / "out" / COPY

    assert not stat.S_IMODE(copy.stat().st_mode) & stat.S_IRWXO
    assert set(json.loads(copy.read_text())["links"]) == {"anna-bell", "cem-dora", "team", "what-needs-a-person"}
    page = root / "out" / "pages" / "anna-bell" / "index.html"
    assert str(known["Anna Bell"]) in page.read_text()
    assert not stat.S_IMODE(page.stat().st_mode) & stat.S_IRWXO


@pytest.mark.parametrize(
    "damaged", ["", "{", '{"format": 1}', '{"format": 1, "calendar_id": "qa.example.gov.uk", "number": 9}']
)
def test_a_damaged_copy_is_no_memory(tmp_path: Path, damaged: str) -> None:
    root = workspace(tmp_path).root
    before = urls(root)
    (root / "out" / COPY).write_text(damaged)

    assert urls(root) == before


def test_a_secret_is_in_no_feed_and_no_log(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    run("run", "--log", "run.log", *AT, cwd=root)
    tokens = re.findall("[a-z2-7]{32}", " ".join(map(str, urls(root).values())))
    asked(root, "build")

    public = [*(root / "out" / "feeds").iterdir(), *(root / "site").glob(".qa-calendar-*"), root / "run.log"]

    assert len(tokens) == 4
    assert not [path for path in public for token in tokens if token in path.read_text(encoding="utf-8")]


def test_a_leaver_s_link_shows_that_it_has_ended_and_is_then_gone_for_good(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    published(found.root)
    url = str(urls(found.root)["Cem Dora"])
    edit(found, "config.yaml", "cem@example.gov.uk", "cem@example.gov.uk, until: 2020-04-01")
    site = found.root / "site"

    run("run", "--now", "2020-04-02T09:00Z", cwd=found.root)

    path = site / url.removeprefix("https://qa.example.gov.uk/")
    assert b"This calendar has ended" in path.read_bytes()
    assert b"This calendar has ended" in path.with_name("index.html").read_bytes()
    run("run", "--now", "2020-04-30T09:00Z", cwd=found.root)
    assert not path.parent.exists()
    edit(found, "config.yaml", ", until: 2020-04-01", "")
    assert urls(found.root)["Cem Dora"] != url


def test_whoever_was_taken_out_of_staff_can_be_revoked_before_the_weeks_are_over(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    published(found.root)
    edit(found, "config.yaml", "  Cem Dora: {role: Auditor, email: cem@example.gov.uk}\n", "")
    edit(found, "framework.yaml", "[Anna Bell, Cem Dora]", "[Anna Bell]")
    published(found.root)
    assert list(urls(found.root)) == ["Anna Bell", "cem-dora (ended)", "The team", LEAD]

    asked(found.root, "links", "revoke", "cem-dora")

    assert len(on_site(found.root)) == 3


def test_two_that_change_links_at_once_do_not_undo_each_other(state: str, tmp_path: Path) -> None:
    with opened(state, tmp_path, QA) as database:
        store = LinkStore(database)
        store.keep(Links().with_new(["anna"], NOW), 0)
        seen = store.links()
        store.keep(seen.with_new(["anna"], NOW), seen.number)

        with pytest.raises(DeliveryError, match="somebody else changed the links"):
            store.keep(seen.revoking("anna", NOW), seen.number)

        assert store.links().tokens.keys() == {"anna"}
        assert store.links().revoked == {digest_of(seen.tokens["anna"])}


def test_links_are_kept_by_calendar(state: str, tmp_path: Path) -> None:
    for calendar_id in (QA, "other.example.org"):
        with opened(state, tmp_path, calendar_id) as database:
            assert LinkStore(database).links() == Links()
            LinkStore(database).keep(Links().with_new(["team"], NOW), 0)
            LinkStore(database).note_written("/site", f"{calendar_id}.ics", "0" * 64, NOW)
            assert list(LinkStore(database).written("/site")) == [f"{calendar_id}.ics"]


def test_a_token_is_160_random_bits_that_every_server_tells_apart() -> None:
    tokens = {new_token() for _ in range(200)}

    assert len(tokens) == 200
    assert all(TOKEN.fullmatch(token) for token in tokens)
    assert {len(set(column)) > 16 for column in zip(*tokens, strict=True)} == {True}


@given(st.lists(st.tuples(st.sampled_from(["new", "revoke", "drop"]), st.sampled_from("abc")), max_size=12))
def test_what_was_in_use_once_is_in_use_still_or_revoked(changes: list[tuple[str, str]]) -> None:
    links, ever, number = Links(), set[str](), 0
    for do, slug in changes:
        match do:
            case "new":
                links = links.with_new([slug], NOW)
            case "revoke":
                links = links.revoking(slug, NOW)
            case _:
                links = links.leaving_out({slug})
        ever |= set(links.tokens.values())
        assert links.number >= number
        number = links.number
    live = set(links.tokens.values())
    assert links.revoked == {digest_of(token) for token in ever - live}


@pytest.mark.parametrize("version", [4, 5])
def test_a_database_of_before_there_were_links_gets_them_and_keeps_what_it_had(tmp_path: Path, version: int) -> None:
    root = workspace(tmp_path).root
    with closing(sqlite3.connect(root / "state" / "qa-calendar.db")) as database, database:
        for table in ("links", "revoked", "published"):
            database.execute(f"DROP TABLE {table}")
        gone = [("calendars", "links"), ("revisions", "shared"), ("completions", "remaining")]
        gone += [("mail", "build"), ("mail", "view"), ("calendars", "mailed")] * (version < 5)
        for table, column in gone:
            database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        database.execute(f"UPDATE about SET schema_version = {version}")
    before = asked(root, "log", "--json").stdout

    assert len(set(urls(root).values())) == 4
    assert asked(root, "log", "--json").stdout == before


def test_forgetting_somebody_takes_their_link_and_their_calendar_away(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    published(found.root)
    edit(found, "config.yaml", "  Cem Dora: {role: Auditor, email: cem@example.gov.uk}\n", "")
    edit(found, "framework.yaml", "[Anna Bell, Cem Dora]", "[Anna Bell]")
    published(found.root)
    assert len(on_site(found.root)) == 4

    asked(found.root, "forget", "Cem Dora", "--yes")
    published(found.root)

    assert list(urls(found.root)) == ["Anna Bell", "The team", LEAD]
    assert on_site(found.root) == {str(url) for url in urls(found.root).values()}
    assert not [path for path in (found.root / "out").rglob("*cem*") if path.suffix != ".eml"]


def test_who_fetched_a_feed_is_said_where_somebody_counts(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    token = str(urls(root)["Anna Bell"]).split("/")[3]
    assert "last fetched" not in asked(root, "links").stdout
    fetches = Fetches(root / "state" / "fetches.db")
    fetches.begin()
    fetches.add({(digest_of(token), "Outlook"): (12, NOW)})

    table = asked(root, "links").stdout
    known = json.loads(asked(root, "links", "--json").stdout)

    assert re.search(r"Anna Bell .*qa-anna-bell\.ics +Wed 2020-04-01 10:00 +Outlook 12", table)
    assert "2 of 3 feeds not fetched for 14 days." in table
    assert [one["last_fetched"] for one in known] == ["2020-04-01T09:00:00+00:00", None, None, None]
    assert known[0]["fetched_by"] == [{"client": "Outlook", "count": 12, "last": "2020-04-01T09:00:00+00:00"}]


def test_status_says_what_is_published_and_what_is_not(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    assert "Not published yet: 3 feeds; `qa-calendar publish` does it." in asked(found.root, "status").stdout

    asked(found.root, "publish")

    assert f"Published to {found.root / 'site'}." in asked(found.root, "status").stdout
    assert "Not published" not in asked(found.root, "status").stdout


@pytest.mark.parametrize("page", ["links.md", "hosting.md", "serve.md", "subscribing.md", "doctor.md"])
def test_every_command_the_pages_show_exists_with_its_options(page: str) -> None:
    found = shown((ROOT / "docs" / page).read_text(encoding="utf-8"))

    assert found
    assert {parsed(words) for words in found} <= {verb for verbs in PANELS.values() for verb in verbs}
