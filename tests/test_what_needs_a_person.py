"""The page of what needs a person, on disk: what it knows, and that what it says to do does it."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from test_links import CONFIG, LEAD, asked, urls, workspace
from workspaces import Workspace, edit, run

from qa_calendar.delivering.state.fetches import Fetches
from qa_calendar.delivering.state.links import digest_of

APRIL, JUNE = ("--now", "2020-04-20T09:00Z"), ("--now", "2020-06-15T09:00Z")
LATE = CONFIG.replace(", email: cem@example.gov.uk", "") + "overdue: {since: 2020-04-01}\n"
NOBODY = "  - {from: 2020-05-01, work_of: Anna Bell, goes_to: nobody}"


def page(found: Workspace, at: tuple[str, str] = JUNE) -> str:
    """What the page says once it was published."""
    ended = run("publish", *at, cwd=found.root)
    assert ended.returncode == 0, ended.stderr
    (path,) = (found.root / "site").glob("*/what-needs-a-person-*.html")
    raw = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(td|th|code)>", "\n", raw))))


def commands(found: Workspace) -> list[str]:
    (path,) = (found.root / "site").glob("*/what-needs-a-person-*.html")
    codes = re.findall(r"<code>(.*?)</code>", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", code)) for code in codes]


def test_what_it_says_records_overdue_work_as_done(tmp_path: Path) -> None:
    found = workspace(tmp_path, config=LATE)
    before = page(found)
    (first, *_) = [one for one in commands(found) if one.startswith("qa-calendar done")]

    ended = run(*shlex.split(first)[1:], *JUNE, cwd=found.root)

    assert ended.returncode == 0, ended.stderr
    assert "overdue" in before
    assert first not in " ".join([page(found), *commands(found)])


def test_the_line_it_names_is_the_one_that_gives_work_to_nobody(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    edit(found, "config.yaml", "feeds:\n", f"staff_changes:\n{NOBODY}\nfeeds:\n")

    said = page(found, APRIL)

    (number,) = {int(line) for line in re.findall(r"in line (\d+) of config\.yaml", said)}
    assert (found.root / "config.yaml").read_text(encoding="utf-8").splitlines()[number - 1] == NOBODY
    edit(found, "config.yaml", "goes_to: nobody", "goes_to: Cem Dora")
    assert "Everything has somebody." in page(found, APRIL)


def test_it_knows_who_fetches_where_somebody_counts(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    assert "Nobody counts here who fetches" in page(found)
    token = str(urls(found.root)["Anna Bell"]).split("/")[3]
    fetches = Fetches(found.root / "state" / "fetches.db")
    fetches.add({(digest_of(token), "Outlook"): (1, datetime(2020, 6, 14, 9, tzinfo=UTC))})

    said = page(found)

    assert "1 of 3 calendars were fetched in the last 14 days." in said
    assert 'qa-calendar links welcome "Cem Dora"' in said
    assert "Anna Bell link made" not in said


def test_a_damaged_count_of_fetches_keeps_no_feed_back_and_is_said(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    (found.root / "state" / "fetches.db").write_bytes(b"SQLite format 3\0 and then nothing" * 100)

    ended = run("publish", *JUNE, cwd=found.root)

    assert "cannot read" in ended.stderr
    assert "fetches.db" in ended.stderr
    assert ended.returncode == 3
    assert len([*(found.root / "site").glob("*/qa-*.ics")]) == 3


def test_whoever_has_no_address_is_named_with_the_page_to_print(tmp_path: Path) -> None:
    found = workspace(tmp_path, config=LATE)

    said = page(found, APRIL)

    (path,) = (found.root / "site").glob("*/what-needs-a-person-*.html")
    theirs = str(urls(found.root)["Cem Dora"]).replace("qa-cem-dora.ics", "index.html")
    assert "Cem Dora" in said
    assert f'href="{theirs}"' in path.read_text(encoding="utf-8")


def test_it_is_linked_from_no_page_feed_or_mail(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    page(found)
    run("run", *JUNE, cwd=found.root)
    run("links", "welcome", *JUNE, cwd=found.root)
    token = str(urls(found.root)[LEAD]).split("/")[3]

    said = [path for path in found.root.rglob("*") if path.is_file() and token.encode() in path.read_bytes()]

    assert {path.name for path in said} <= {"qa-calendar.db", "qa-calendar.db-wal", ".qa-calendar.links"}


def test_its_link_is_replaced_and_taken_away_as_any_other(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    page(found)
    before = urls(found.root)

    asked(found.root, "links", "rotate", "what needs a person")
    after = urls(found.root)
    asked(found.root, "links", "revoke", "What needs a person")

    assert {name for name in before if before[name] != after[name]} == {LEAD}
    assert urls(found.root)[LEAD] is None
    assert not [*(found.root / "site").glob("*/what-needs-a-person-*.html")]


def test_nobody_is_told_of_it_by_mail(tmp_path: Path) -> None:
    ended = asked(workspace(tmp_path).root, "links", "welcome", "What needs a person", code=2)

    assert "`qa-calendar links` shows its address" in " ".join(ended.stderr.replace("│", " ").split())


def test_no_person_may_be_called_as_it_is(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    edit(found, "config.yaml", "  Cem Dora:", "  Needs: {role: Auditor, id: what-needs-a-person}\n  Cem Dora:")

    ended = asked(found.root, "check", code=1)

    assert "gets the same feed name as the page of what needs a person" in ended.stderr
