"""How a workspace stands, what a schedule keeps of it, how long mail is kept, and forgetting somebody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from posting import notice
from sqlalchemy import text
from test_memory import hand_over, in_state, log
from test_postroom import Office, at, office_at
from workspaces import MONDAY, WEDNESDAY, built, edit, environment, feeds, run, small

from qa_calendar import run_one
from qa_calendar.delivering.building.standing import place_of
from qa_calendar.delivering.mail.sending import Delivery
from qa_calendar.delivering.many.outcome import Result
from qa_calendar.delivering.running import run as run_all
from qa_calendar.delivering.screen.mail_report import outcome_of
from qa_calendar.delivering.state.builds import opened_store
from qa_calendar.delivering.state.completions import Completions
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.state.ledger import Ledger, Mail
from qa_calendar.delivering.state.memory import remembered
from qa_calendar.delivering.state.tables import metadata
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.problems import MostVanishesError

# Status


def test_a_new_workspace_stands_well(tmp_path: Path) -> None:
    ended = run("status", cwd=small(tmp_path).root)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "Nothing was built yet.",
        "No run on this computer yet.",
        "To be sent: nothing.",
        "State: state/qa-calendar.db, calendar qa.example.gov.uk.",
        "Nothing needs you.",
    ]
    assert not (tmp_path / "a small one" / "state").exists()


def test_what_a_person_should_look_at_is_named(state: str, tmp_path: Path) -> None:
    with office_at(
        tmp_path, state=state, decide=lambda address: "gone" if address.startswith("cem") else "fine"
    ) as office:
        assert office.run().needs_a_person
        (office.workspace.root / "out" / "feeds" / "cem-dora.ics").unlink()

        ended = run("status", cwd=office.workspace.root)
        values = json.loads(run("status", "--json", cwd=office.workspace.root).stdout)

    assert ended.returncode == 3
    lines = ended.stdout.splitlines()
    assert re.fullmatch(r"Last build: 1, Mon 2020-03-30 09:00 on .+; it changed 3 new\.", lines[0])
    assert "Last run on this computer: Mon 2020-03-30 09:00." in lines
    assert "Not as it was built last: cem-dora.ics; `qa-calendar build` writes it." in lines
    failed = next(line for line in lines if line.startswith("Failed"))
    assert failed.startswith("Failed: reminder of the week of Monday 30 March to Cem Dora: 550 ")
    assert failed.endswith("; see `qa-calendar sent`.")
    assert lines[-1] == "Somebody should look."
    assert (values["held"], values["needs_a_person"], values["build"]["number"]) == (["cem-dora.ics"], True, 1)
    assert [one["name"] for one in values["needing"]] == ["Cem Dora"]


def test_a_run_that_stopped_is_told_until_one_does_not(tmp_path: Path) -> None:
    with office_at(tmp_path) as office:
        office.run()
        framework = office.workspace.root / "framework.yaml"
        written = framework.read_text(encoding="utf-8")
        less = written.replace("    - Peer Audit\n", "").partition("  May:")[0]
        framework.write_text(less, encoding="utf-8")
        with pytest.raises(MostVanishesError):
            office.on("2020-03-31").run()
        stopped = run("status", cwd=office.workspace.root)
        framework.write_text(written, encoding="utf-8")
        office.on("2020-03-31", 10).run()
        ended = run("status", cwd=office.workspace.root)

    assert (stopped.returncode, ended.returncode) == (3, 0)
    assert "Since Tue 2020-03-31 09:00: nothing written: " in stopped.stdout


def test_mail_is_counted_by_mails_not_by_what_is_in_them(tmp_path: Path) -> None:
    more = "overdue: {since: 2020-01-01, tell_worker: [1]}\n"
    with office_at(tmp_path, more, decide=lambda address: "busy" if address.startswith("anna") else "fine") as office:
        office.on("2020-05-11").run()
        in_parts = [line for line in office.lines() if line.key.person == "anna-bell"]
        status = run("status", cwd=office.workspace.root)

    assert len(in_parts) > 1
    assert "To be sent: 1 mail." in status.stdout


def test_for_many_each_mail_is_counted_by_what_became_of_it_and_a_failed_one_is_said_once(tmp_path: Path) -> None:
    with office_at(tmp_path, decide=lambda address: "gone" if address.startswith("cem") else "fine") as office:
        first = run_one(office.workspace.root, office.clock.at)
        again = run_one(office.workspace.root, office.on("2020-03-30", 10).clock.at)

    failed = "Cem Dora, reminder of the week of Monday 30 March: failed: 550 5.1.1 no such mailbox"
    count = "1 mail needs somebody: `qa-calendar sent` in that folder"
    assert first.done.endswith("2 mails sent, 1 mail failed")
    assert (first.result, first.troubles, first.known) == (Result.LOOK, (failed, count), frozenset())
    assert (again.result, again.troubles, again.known) == (Result.LOOK, (failed, count), {failed, count})


def test_mail_sent_before_a_database_fails_is_told_as_sent(tmp_path: Path) -> None:
    with office_at(tmp_path) as office:
        office.build()

        def damage(_: Delivery) -> None:
            (office.workspace.root / "state" / "qa-calendar.db").write_bytes(b"x" * 9999)

        ran = run_all(replace(office.room, told=damage))

    assert ran.trouble
    assert outcome_of(ran).startswith("nothing new to build; 1 sent, and then no more could be; somebody should look")


def test_where_the_state_lies_is_said_without_a_password(tmp_path: Path) -> None:
    assert place_of("postgresql://qa:Secret@db.example.gov.uk/qa", tmp_path) == "postgresql://db.example.gov.uk/qa"
    assert place_of("postgres://db.example.gov.uk/qa", tmp_path) == "postgresql://db.example.gov.uk/qa"


def test_what_was_edited_since_the_last_build_is_named(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    hand_over(workspace)

    assert "Edited since then: config.yaml." in run("status", cwd=workspace.root).stdout


# The log of a schedule


def test_a_run_keeps_what_it_says_with_time_and_level(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    assert run("run", "--log", "run.log", "--now", "2020-02-03T09:00", cwd=workspace.root).returncode == 0
    edit(workspace, "config.yaml", "nation: England", "nation: Englnd")
    assert run("run", "--log", "run.log", "--now", "2020-03-30T10:00", cwd=workspace.root).returncode == 1

    first, second = (workspace.root / "run.log").read_text(encoding="utf-8").splitlines()

    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d INFO built: 3 new; .* nothing needs you\.", first)
    assert re.fullmatch(r"\S+ \S+ ERROR config.yaml:\d+:\d+: .*did you mean.*", second)


def test_a_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    kept = workspace.root / "run.log"
    for _ in range(6):
        kept.write_text("x" * 1_000_001, encoding="utf-8")
        assert run("run", "--log", "run.log", "--now", "2020-02-03T09:00", cwd=workspace.root).returncode == 0

    assert sorted(path.name for path in workspace.root.glob("run.log*")) == [
        "run.log",
        *(f"run.log.{n}" for n in range(1, 5)),
    ]
    assert kept.stat().st_size < 1000


def test_a_log_that_cannot_be_written_is_said_and_keeps_nothing_back(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace.root / "run.log").mkdir()

    ended = run("run", "--log", "run.log", "--now", "2020-02-03T09:00", cwd=workspace.root)

    assert ended.returncode == 0
    assert re.fullmatch(r"cannot write to .*run\.log: Is a directory; it is gone on without a log\n", ended.stderr)
    assert len(feeds(workspace)) == 3


def test_no_stdout_and_no_stderr_is_no_reason_to_stop(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    script = "import sys; sys.stdout = sys.stderr = None; sys.argv[1:] = ['build', '--now', '2020-03-30T09:00']\n"
    (tmp_path / "pythonw.py").write_text(f"{script}from qa_calendar.cli import main\nmain()\n", encoding="utf-8")

    assert run_script(tmp_path / "pythonw.py", workspace) == 0
    assert len(feeds(workspace)) == 3


def run_script(script: Path, workspace: Workspace) -> int:
    return subprocess.run([sys.executable, str(script)], cwd=workspace.root, env=environment(), check=False).returncode


# How long mail is kept


def test_old_mail_is_forgotten_but_not_what_would_be_sent_again(state: str, tmp_path: Path) -> None:
    with office_at(tmp_path, state=state) as office:
        office.edit("smtp:", "overdue: {since: 2020-04-01, tell_worker: [3]}\nprivacy: {keep_mail_months: 2}\nsmtp:")
        office.run()
        office.on("2020-05-07").run()  # April's work is overdue: both are told
        assert (
            run("done", "File Audit", "--month", "April", "--today", "2020-05-08", cwd=office.workspace.root).returncode
            == 0
        )
        office.got()
        before = kinds(office)
        assert before.count("overdue") == 3

        office.on("2020-09-01").run()

        lines = list(of(office))
        old = [(line.key.kind.value, str(line.key.period)) for line in lines if line.at < at("2020-07-01")]
        assert {kind for kind, _ in old} == {"overdue"}
        assert {period.partition(" ")[0] for _, period in old} == {"2020-04-peer-audit"}
        office.got()
        office.on("2020-09-02").run()
        assert office.got() == []


def kinds(office: Office) -> list[str]:
    return [line.key.kind.value for line in of(office)]


def of(office: Office) -> Iterator[Mail]:
    with opened_for(office.workspace.read(), create=False) as database:
        yield from Ledger(database).lines().values()


def test_without_it_all_is_kept(tmp_path: Path) -> None:
    with office_at(tmp_path) as office:
        office.run()
        before = len(kinds(office))
        office.on("2023-09-01").run()

        assert len(kinds(office)) >= before > 0


# Forgetting somebody


SIAN = "Siân O'Neill"


@pytest.fixture
def left(state: str, tmp_path: Path) -> Workspace:
    """A workspace that Siân has left: her work was built, done, handed on, and she is in no file any more."""
    workspace = in_state(state, tmp_path)
    for file in ("config.yaml", "framework.yaml"):
        path = workspace.root / file
        path.write_text(
            path.read_text(encoding="utf-8").replace("Cem Dora", SIAN).replace("cem@", "sian@"), encoding="utf-8"
        )
    built(workspace)
    mark = ("done", "Peer Audit", "--month", "April", "--by", SIAN, "--today", "2020-04-03")
    assert run(*mark, cwd=workspace.root).returncode == 0
    built(workspace, WEDNESDAY)
    with opened_for(workspace.read()) as database:
        Ledger(database).plan([notice(SIAN, address="sian@example.gov.uk")], MONDAY)
    for file in ("config.yaml", "framework.yaml"):
        path = workspace.root / file
        written = path.read_text(encoding="utf-8").replace(f"Anna Bell, {SIAN}", "Anna Bell")
        path.write_text(re.sub(rf"  {SIAN}: .*\n", "", written), encoding="utf-8")
    built(workspace, WEDNESDAY.replace(day=2), force=True)
    return workspace


def everything(workspace: Workspace) -> str:
    """All that the database holds, as text."""
    with opened_for(workspace.read()) as database, database.transaction() as connection:
        rows = [tuple(row) for table in metadata.sorted_tables for row in connection.execute(table.select())]
    return json.dumps(rows, default=str, ensure_ascii=False).encode().decode("unicode_escape", "replace")


def test_somebody_is_forgotten_in_all_of_the_database(left: Workspace) -> None:
    assert "O'Neill" in everything(left)

    looked = run("forget", SIAN, "--dry-run", cwd=left.root)
    assert "O'Neill" in everything(left)
    ended = run("forget", SIAN, "--yes", cwd=left.root)

    assert (looked.returncode, ended.returncode) == (0, 0)
    assert re.match(rf"Of {SIAN} the database keeps 1 row of the ledger, .*rows? of the log and", looked.stdout)
    assert ended.stdout.endswith("Taken out, for good. The next `qa-calendar build` brings the feeds up to date.\n")
    held = everything(left)
    assert [word for word in ("O'Neill", "sian-o-neill", "sian@") if word in held] == []
    if (file := left.root / "state" / "qa-calendar.db").exists():
        raw = file.read_bytes()
        assert [word for word in (b"O'Neill", b"sian") if word in raw] == []
    with opened_for(left.read()) as database:
        assert [one.by for one in Completions(database).current().values()] == [("a former colleague",)]
    assert len(log(left)[0].changes) == 3
    assert built(left, WEDNESDAY.replace(day=5)).held == ()


def test_what_names_them_elsewhere_is_listed(left: Workspace) -> None:
    news = left.root / "out" / "news" / "1"
    news.mkdir(parents=True)
    (news / "team.txt").write_text(f"was with {SIAN}", encoding="utf-8")
    (news / "other.txt").write_text("was with somebody", encoding="utf-8")
    (left.root / "config.yaml.20200401-090000.bak").write_text(f"staff: {{{SIAN}: {{}}}}", encoding="utf-8")

    listed = run("forget", SIAN, "--dry-run", cwd=left.root).stdout

    assert "These files name them too, and stay as they are:" in listed
    assert {"config.yaml.20200401-090000.bak", "out/news/1/team.txt"} <= {line.strip() for line in listed.splitlines()}
    assert "other.txt" not in listed


@pytest.mark.parametrize(
    ("is_forgotten", "is_back", "is_named"), [(False, False, True), (True, False, False), (True, True, True)]
)
def test_old_feeds_bring_back_nobody_who_was_forgotten_and_is_not_back(
    left: Workspace, is_forgotten: bool, is_back: bool, is_named: bool
) -> None:
    if is_forgotten:
        assert run("forget", "Siân O’Neill", "--yes", cwd=left.root).returncode == 0
    with opened_for(left.read()) as database, database.transaction() as connection:
        connection.execute(text("DELETE FROM revisions"))
    for feed in (left.root / "out" / "feeds").glob("*.ics"):
        feed.write_bytes(feed.read_bytes().replace(b"Anna Bell", SIAN.encode()))
    if is_back:
        edit(left, "config.yaml", "staff:\n", f"staff:\n  {SIAN}: {{role: Auditor}}\n")

    with opened_store(left.read(), create=False) as store:
        known = remembered(store, left.root / "out", left.read().config).revisions.values()

    assert known
    assert any(SIAN in f"{one.summary} {one.people}" for one in known) is is_named


def test_a_look_at_what_is_kept_writes_nothing(tmp_path: Path) -> None:
    workspace = small(tmp_path)

    assert run("forget", "Somebody Else", "--dry-run", cwd=workspace.root).returncode == 2
    assert sorted(path.name for path in workspace.root.iterdir()) == ["config.yaml", "framework.yaml"]


def test_whoever_is_still_in_the_files_is_not_forgotten(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)

    for name in ("Anna Bell", "anna bell", "anna@example.gov.uk"):
        ended = run("forget", name, "--yes", cwd=workspace.root)
        assert ended.returncode == 2
        assert "is still in config.yaml" in ended.stderr.replace("\n", " ").replace("│", "").replace("  ", " ")


def test_a_name_that_nothing_is_kept_of_is_said(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)

    ended = run("forget", "Ana Bell", "--yes", cwd=workspace.root)

    assert ended.returncode == 2
    assert "nothing is kept of anybody called" in ended.stderr
