"""A state that cannot lie: restored, lost, shared, overtaken or of an earlier version, and nothing is taken back."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from icalendar import Calendar
from sqlalchemy import MetaData, create_engine, text
from test_postroom import COORDINATOR, WEEKLY, Office, office_at
from workspaces import MONDAY, SMALL_CONFIG, TUESDAY, WEDNESDAY, built, edit, feeds, files, run, small

from qa_calendar.delivering.building.build import build
from qa_calendar.delivering.building.unchanged import Action, Built
from qa_calendar.delivering.state.builds import Build, Kept, OvertakenError, Unsure, opened_store
from qa_calendar.delivering.state.completions import Completions
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.state.ledger import Ledger
from qa_calendar.delivering.state.tables import SCHEMA_VERSION, metadata
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.planning.revisions import Revised
from qa_calendar.problems import MostVanishesError, UnsureError

DATA = Path(__file__).parent / "data"
SHOWING_DONE = SMALL_CONFIG.replace("feeds:\n", "feeds:\n  show_done: true\n")
TO_CEM = "staff_changes:\n  - {from: 2020-05-01, work_of: Anna Bell, goes_to: Cem Dora}\n"


def in_state(state: str, folder: Path, name: str = "a small one") -> Workspace:
    """The small workspace with that database, in a folder of that name."""
    folder.mkdir(exist_ok=True)
    workspace = small(folder, f"{SHOWING_DONE}state: {state}\n")
    target = workspace.root.with_name(name)
    return Workspace(workspace.root.rename(target))


def hand_over(workspace: Workspace) -> None:
    edit(workspace, "config.yaml", "feeds:\n", f"{TO_CEM}feeds:\n")


def hand_back(workspace: Workspace) -> None:
    edit(workspace, "config.yaml", f"{TO_CEM}feeds:\n", "feeds:\n")


def published(workspace: Workspace) -> dict[str, tuple[int, datetime, str]]:
    """SEQUENCE, DTSTAMP and title of everything in the feeds."""
    return {
        str(event["UID"]): (int(event["SEQUENCE"]), event.decoded("DTSTAMP"), str(event["SUMMARY"]))
        for raw in feeds(workspace).values()
        for event in Calendar.from_ical(raw).walk("VEVENT")
    }


def log(workspace: Workspace) -> tuple[Build, ...]:
    with opened_store(workspace.read(), create=False) as store:
        return store.builds()


def backup(workspace: Workspace) -> Callable[[], None]:
    """What the database holds, and how to put it back."""
    with opened_for(workspace.read()) as database, database.transaction() as connection:
        held = [
            (table, [dict(row) for row in connection.execute(table.select()).mappings()])
            for table in metadata.sorted_tables
        ]

    def restore() -> None:
        with opened_for(workspace.read()) as database, database.transaction() as connection:
            for table, rows in held:
                connection.execute(table.delete())
                if rows:
                    connection.execute(table.insert(), rows)

    return restore


# A database older than the feeds


def test_a_restored_backup_takes_nothing_back(state: str, tmp_path: Path) -> None:
    workspace = in_state(state, tmp_path)
    built(workspace)
    restore = backup(workspace)
    hand_over(workspace)
    built(workspace, TUESDAY)
    hand_back(workspace)
    built(workspace, TUESDAY + timedelta(hours=1))
    assert run("done", "File Audit", "--month", "April", "--today", "2020-04-01", cwd=workspace.root).returncode == 0
    last = built(workspace, WEDNESDAY)
    before, bytes_before = published(workspace), feeds(workspace)
    assert {sequence for sequence, *_ in before.values()} == {0, 2}

    restore()
    outcome = built(workspace, WEDNESDAY + timedelta(days=1))

    assert published(workspace) == before
    assert feeds(workspace) == bytes_before
    assert (outcome.changes, outcome.older, outcome.number) == ((), True, last.number + 1)
    assert built(workspace, WEDNESDAY + timedelta(days=2)).older is False
    progress = run("progress", "--today", "2020-06-01", "--json", cwd=workspace.root)
    assert '"done": 1' in progress.stdout


def test_mail_alone_that_a_restored_database_does_not_know_of_is_asked_about_too(state: str, tmp_path: Path) -> None:
    """Nothing was built between, so that no feed tells."""
    with office_at(tmp_path, state=state) as office:
        office.run()
        restore = backup(office.workspace)
        office.on("2020-04-06").run()
        assert office.got()

        restore()
        refused = run("run", "--now", "2020-04-06T10:00", cwd=office.workspace.root)
        looked = run("status", cwd=office.workspace.root)
        assert (refused.returncode, looked.returncode, office.got()) == (3, 3, [])
        assert "does not know all that was sent since" in refused.stderr
        assert "Mail waits: " in looked.stdout

        sure = run("run", "--yes", "--now", "2020-04-06T10:05", cwd=office.workspace.root)
        again = run("run", "--now", "2020-04-06T10:10", cwd=office.workspace.root)
        assert (sure.returncode, again.returncode) == (0, 0)


def test_it_is_said_and_mail_waits_for_a_person(state: str, tmp_path: Path) -> None:
    with office_at(tmp_path, state=state) as office:
        office.run()
        restore = backup(office.workspace)
        office.on("2020-03-31").edit("start: first working day", "start: second working day")
        office.run()
        office.on("2020-04-06").run()
        assert {person for person, _ in office.got()} == {"anna", "cem", "manager"}

        restore()
        seen = run("build", "--now", "2020-04-06T09:05:00Z", cwd=office.workspace.root)
        with pytest.raises(UnsureError) as refused:
            office.run()
        again = run("run", "--now", "2020-04-06T09:10:00Z", cwd=office.workspace.root)

        older = "the state database is older than the feeds, and does not know all that was sent since"
        assert "The state database is older than the feeds: 3 events' revisions read back" in seen.stdout
        assert (
            str(refused.value)
            == f"{older}: this may send mail a second time; `qa-calendar run --yes` sends it all the same"
        )
        assert (again.returncode, again.stderr) == (3, f"qa-calendar: {refused.value}\n")
        assert office.got() == []
        assert not office.room.snapshot.root.joinpath("out/news/2").exists()

        replace(office.room, sure=True).send(WEEKLY)
        assert {person for person, _ in office.got()} == {"manager"}  # whatever is in view was so on 30 March
        assert not office.run().needs_a_person


def test_the_backup_of_the_manual_can_be_made_and_put_back(tmp_path: Path) -> None:
    manual = (Path(__file__).parent.parent / "docs" / "hosting.md").read_text(encoding="utf-8")
    (line,) = re.findall(r'^python -c "(import sqlite3.*)"$', manual, re.MULTILINE)
    workspace = small(tmp_path)
    built(workspace)
    subprocess.run([sys.executable, "-c", line], cwd=workspace.root, check=True)
    hand_over(workspace)
    built(workspace, TUESDAY)
    before = feeds(workspace)

    shutil.copyfile(workspace.root / "backup.db", workspace.root / "state" / "qa-calendar.db")

    assert built(workspace, WEDNESDAY).older
    assert feeds(workspace) == before


def test_a_person_s_yes_before_the_first_build_does_not_keep_it_from_being_told(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    with opened_store(workspace.read()) as store:
        store.be_sure()
        first = Build(id=1, at=MONDAY, day=MONDAY.date())
        store.record(first, Revised({}, ()), Kept(seen=store.seen(), tell=True))

        assert [one.id for one in store.untold()] == [1]


def test_revisions_that_are_gone_from_a_database_are_read_back(state: str, tmp_path: Path) -> None:
    workspace = in_state(state, tmp_path)
    built(workspace)
    hand_over(workspace)
    built(workspace, TUESDAY)
    before = feeds(workspace)
    with opened_for(workspace.read()) as database, database.transaction() as connection:
        connection.execute(text("DELETE FROM revisions"))

    outcome = built(workspace, WEDNESDAY)

    assert (feeds(workspace), outcome.changes, outcome.recovered) == (before, (), 3)
    with opened_store(workspace.read(), create=False) as store:
        assert store.unsure() is Unsure.OLDER


def test_old_feeds_beside_a_current_database_raise_no_alarm(state: str, tmp_path: Path) -> None:
    workspace = in_state(state, tmp_path)
    built(workspace)
    shutil.copytree(workspace.root / "out", tmp_path / "old")
    hand_over(workspace)
    built(workspace, TUESDAY)
    before = feeds(workspace)
    shutil.rmtree(workspace.root / "out")
    shutil.copytree(tmp_path / "old", workspace.root / "out")

    outcome = built(workspace, WEDNESDAY)

    assert (feeds(workspace), outcome.changes, outcome.recovered, outcome.older) == (before, (), 0, False)
    assert outcome.number == 0
    with opened_store(workspace.read(), create=False) as store:
        assert store.unsure() is None


def test_what_newer_feeds_had_dropped_comes_back_with_a_higher_sequence(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    restore = backup(workspace)
    edit(workspace, "framework.yaml", "  May:\n    - File Audit\n", "")
    built(workspace, TUESDAY)
    restore()
    assert built(workspace, TUESDAY + timedelta(hours=1)).changes == ()  # nobody is told twice that it is gone
    edit(workspace, "framework.yaml", "    - Peer Audit\n", "    - Peer Audit\n  May:\n    - File Audit\n")

    built(workspace, WEDNESDAY)

    assert published(workspace)["2020-05-file-audit@qa.example.gov.uk"][0] == 1


def test_work_taken_back_since_the_backup_stays_taken_back(tmp_path: Path) -> None:
    workspace = small(tmp_path, SHOWING_DONE)
    built(workspace)
    mark = ("done", "File Audit", "--month", "April")
    assert run(*mark, "--now", "2020-04-01T09:00:00Z", cwd=workspace.root).returncode == 0
    built(workspace, WEDNESDAY)
    restore = backup(workspace)
    assert run(*mark, "--undo", "--now", "2020-04-02T09:00:00Z", cwd=workspace.root).returncode == 0
    built(workspace, WEDNESDAY + timedelta(days=1, minutes=1))
    before = feeds(workspace)

    restore()
    built(workspace, WEDNESDAY + timedelta(days=2))

    assert feeds(workspace) == before
    with opened_for(workspace.read()) as database:
        assert Completions(database).current() == {}


def test_numbers_go_on_above_those_that_news_have(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    restore = backup(workspace)
    for n, day in enumerate((TUESDAY, WEDNESDAY)):
        (hand_back if n else hand_over)(workspace)
        built(workspace, day)
    restore()
    hand_over(workspace)

    assert built(workspace, WEDNESDAY + timedelta(days=1)).number == 4
    assert sorted(path.name for path in (workspace.root / "out" / "news").iterdir() if path.is_dir()) == ["2", "3", "4"]


# One database, many services


def test_two_services_in_one_database_leave_each_other_alone(state: str, tmp_path: Path) -> None:
    shared = state_in(state, tmp_path)
    with (
        office_at(folder_in(tmp_path, "one"), state=shared) as one,
        office_at(folder_in(tmp_path, "two"), state=shared) as two,
    ):
        two.edit("qa.example.gov.uk", "other.example.gov.uk")

        assert not any(office.run().needs_a_person for office in (one, two, one, two))

        everybody = {"anna", "cem", "manager"}
        for office in (one, two):
            assert (len(log(office.workspace)), len(published(office.workspace))) == (1, 3)
            assert {person for person, _ in office.got()} == everybody
            with opened_for(office.workspace.read()) as database:
                assert {key.person for key in Ledger(database).lines()} == {"anna-bell", "cem-dora", COORDINATOR}


def folder_in(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def state_in(state: str, folder: Path) -> str:
    """*state* as several workspaces can have it."""
    return state if state.startswith("postgresql") else f"sqlite:///{(folder / 'shared.db').as_posix()}"


def test_feeds_of_another_calendar_are_neither_replaced_nor_adopted(tmp_path: Path) -> None:
    out = (tmp_path / "shared out").as_posix()
    one, two = (small_in(tmp_path / name) for name in ("one", "two"))
    for workspace in (one, two):
        edit(workspace, "config.yaml", "feeds:\n", f'out: "{out}"\nfeeds:\n')
    edit(two, "config.yaml", "qa.example.gov.uk", "other.example.gov.uk")
    built(one)
    before = files(tmp_path / "shared out")

    refused = run("build", "--now", "2020-03-30T10:00:00Z", cwd=two.root)

    assert refused.returncode == 3
    assert "anna-bell.ics is a feed of another calendar than other.example.gov.uk" in refused.stderr
    assert "if its calendar_id was changed and nobody subscribes, delete" in refused.stderr
    assert files(tmp_path / "shared out") == before
    assert not (two.root / "state").exists()


def small_in(folder: Path) -> Workspace:
    folder.mkdir()
    return small(folder)


# Two machines, one service


def machines(state: str, tmp_path: Path) -> tuple[Workspace, Workspace]:
    """The same files on two machines, on one database."""
    first = in_state(state_in(state, tmp_path), tmp_path, "first machine")
    built(first)
    shutil.copytree(first.root, tmp_path / "second machine")
    return first, Workspace(tmp_path / "second machine")


def test_a_build_that_was_overtaken_plans_again(state: str, tmp_path: Path) -> None:
    first, second = machines(state, tmp_path)
    for workspace in (first, second):
        hand_over(workspace)
    barrier, numbers, failed = Barrier(2), [], []

    def work(workspace: Workspace) -> None:
        barrier.wait()
        try:
            numbers.append(build(workspace, TUESDAY).number)
        except Exception as error:  # a thread's would only be a warning
            failed.append(error)

    threads = [Thread(target=work, args=(workspace,)) for workspace in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(numbers) == [0, 2]
    assert [len(one.changes) for one in log(first)] == [3, 1]
    assert feeds(first) == feeds(second)


def test_only_one_step_can_be_taken_from_what_was_seen(state: str, tmp_path: Path) -> None:
    workspace = in_state(state, tmp_path)
    built(workspace)
    entry = Build(id=2, at=TUESDAY, day=TUESDAY.date(), files=("team.ics",))
    with opened_store(workspace.read()) as store, opened_store(workspace.read()) as other:
        kept = Kept(seen=store.seen(), feeds={"team.ics": "x"})
        assert store.record(entry, Revised({}, ()), kept) == 2
        with pytest.raises(OvertakenError):
            other.record(entry, Revised({}, ()), kept)
        assert [one.id for one in store.builds()] == [1, 2]


def test_a_machine_with_an_empty_disk_logs_nothing(state: str, tmp_path: Path) -> None:
    first, second = machines(state, tmp_path)
    shutil.rmtree(second.root / "out")

    outcome = built(second, TUESDAY)

    assert (outcome.number, outcome.changes, feeds(second)) == (0, (), feeds(first))
    assert len(log(first)) == 1


def test_two_copies_of_the_files_that_take_turns_are_said(
    state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = machines(state, tmp_path)
    hand_over(second)
    outcomes: list[Built] = []
    for n, (workspace, host) in enumerate(((first, "lead-pc"), (second, "server"), (first, "lead-pc"))):
        monkeypatch.setattr("platform.node", lambda host=host: host)
        if n == 0:
            edit(first, "framework.yaml", "To share good practice.", "To share good practice, gladly.")
        outcomes.append(built(workspace, TUESDAY + timedelta(hours=n)))

    cure = "keep one copy of the files, or let one computer build"
    assert [one.elsewhere for one in outcomes] == [
        "",
        "",
        f"built last from other files, on server, and before that from these: {cure}",
    ]


# A pooler


@pytest.fixture
def pooled() -> Iterator[str]:
    """A database of a real PostgreSQL behind PgBouncer in transaction mode, where there is one."""
    url = os.environ.get("QA_CALENDAR_TEST_PGBOUNCER")
    server = os.environ.get("QA_CALENDAR_TEST_POSTGRESQL")
    if url is None or server is None:
        pytest.skip("QA_CALENDAR_TEST_PGBOUNCER names no pooler")
    name = f"pooled_{os.getpid()}"
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{url.rpartition('/')[0]}/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def test_two_machines_at_once_behind_a_pooler(pooled: str, tmp_path: Path) -> None:
    test_a_build_that_was_overtaken_plans_again(pooled, tmp_path)


def test_everything_works_behind_a_pooler_that_gives_each_transaction_another_session(
    pooled: str, tmp_path: Path
) -> None:
    with office_at(tmp_path, state=pooled) as office:
        for day in ("2020-03-30", "2020-03-31", "2020-04-06", "2020-04-07"):
            assert not office.on(day).run().needs_a_person
            if day == "2020-03-30":
                office.edit("start: first working day", "start: second working day")
        assert [one.id for one in log(office.workspace)] == [1, 2]
        assert len(office.got()) == 7


# Last year


def test_a_new_year_in_the_old_file_does_not_take_the_past_away(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    edit(workspace, "framework.yaml", "year: 2020", "year: 2021")

    with pytest.raises(MostVanishesError) as stopped:
        built(workspace, datetime(2021, 3, 1, tzinfo=MONDAY.tzinfo))

    assert "3 events of the past twelve months would vanish" in str(stopped.value)
    assert "`frameworks: [framework.yaml, framework-2021.yaml]`" in str(stopped.value)
    assert "`qa-calendar rollover`" in str(stopped.value)


# What somebody has open


def test_a_feed_that_cannot_be_written_keeps_back_only_itself(tmp_path: Path) -> None:
    with office_at(tmp_path) as office:
        office.run()
        office.got()
        feed = office.workspace.root / "out" / "feeds" / "anna-bell.ics"
        feed.unlink()
        feed.mkdir()
        office.on("2020-03-31").edit("start: first working day", "start: second working day")
        before = feeds_but(office, feed.name)

        ran = office.run()

        assert [line.file for line in ran.built.feeds if line.action is Action.HELD] == ["anna-bell.ics"]
        assert ran.needs_a_person
        assert ran.built.held == (f"cannot read {feed}: that is a folder, where a file has to be",)
        assert feeds_but(office, feed.name) != before
        assert {person for person, _ in office.got()} == {"anna", "cem", "manager"}
        root = office.workspace.root
        again = [run("run", "--now", f"2020-03-31T{hour}:00:00Z", cwd=root) for hour in ("10", "11", "12")]
        assert [one.returncode for one in again] == [3, 3, 3]
        why = "that is a folder, where a file has to be"
        assert [one.stderr for one in again] == [f"cannot read {feed.relative_to(root)}: {why}\n", "", ""]

        feed.rmdir()
        mended = office.run()

        assert (mended.built.held, mended.needs_a_person) == ((), False)
        assert feed.is_file()


def feeds_but(office: Office, name: str) -> dict[str, bytes]:
    folder = office.workspace.root / "out" / "feeds"
    return {path.name: path.read_bytes() for path in folder.glob("*.ics") if path.name != name}


def test_a_damaged_memory_of_the_last_build_is_none(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    memory = workspace.root / "state" / "last-build.json"
    whole = memory.read_text(encoding="utf-8")
    damaged = ['{"format":3}', "[]", "null", "{", whole.replace('"feeds": [', '"feeds": [3,'), whole[: len(whole) // 2]]
    for text_ in damaged:
        memory.write_text(text_, encoding="utf-8")
        ended = run("build", "--now", "2020-03-30T12:00:00Z", cwd=workspace.root)
        assert (ended.returncode, ended.stderr) == (0, ""), text_


# An upgrade


@pytest.fixture(params=["8d79088", "944234e", "87bc1e7", "911adbb", "c970708"])
def earlier(request: pytest.FixtureRequest, state: str, root: Path) -> str:
    """A database as the version of that commit left it."""
    file = root / "earlier.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((DATA / f"state-{request.param}.sql").read_text(encoding="utf-8"))
    if state.startswith("sqlite"):
        (root / "state").mkdir()
        file.rename(root / "state" / "qa-calendar.db")
        return str(request.param)
    tables, source = MetaData(), create_engine(f"sqlite:///{file.as_posix()}")
    target = create_engine(state.replace("postgresql://", "postgresql+psycopg://", 1))
    tables.reflect(source)
    tables.create_all(target)
    with source.begin() as reading, target.begin() as writing:
        for table in tables.sorted_tables:
            if rows := [dict(row) for row in reading.execute(table.select()).mappings()]:
                writing.execute(table.insert(), rows)
    for engine in (source, target):
        engine.dispose()
    return str(request.param)


def test_a_database_of_an_earlier_version_is_taken_over_whole(
    earlier: str, state: str, root: Path, tmp_path: Path
) -> None:
    workspace = in_state(state, tmp_path / "made")
    hand_over(workspace)
    edit(workspace, "config.yaml", "  show_done: true\n", "")
    if state.startswith("sqlite"):
        shutil.copytree(root / "state", workspace.root / "state")
    looked = [len(one.changes) for one in log(workspace)]

    outcome = built(workspace, WEDNESDAY + timedelta(days=7))

    assert (looked[:2], outcome.changes) == ([3, 1], ())
    assert {uid.partition("@")[0]: found[:2] for uid, found in published(workspace).items()} == {
        "2020-04-file-audit": (0, MONDAY),
        "2020-04-peer-audit": (0, MONDAY),
        "2020-05-file-audit": (1, TUESDAY),
    }
    full = earlier in ("911adbb", "c970708")
    with opened_for(workspace.read(), create=False) as database:
        assert [len(one.changes) for one in log(workspace)][:2] == [3, 1]
        assert len(Ledger(database).lines()) == (4 if full else 0)
        assert list(Completions(database).current()) == (["2020-04-file-audit@qa.example.gov.uk"] if full else [])
        with database.transaction() as connection:
            assert connection.execute(text("SELECT schema_version FROM about")).scalar() == SCHEMA_VERSION


# What cannot be right


@pytest.mark.parametrize(
    ("column", "value", "table"),
    [
        ("stamp", "not a time", "revisions"),
        ("start", "2020-13-45", "revisions"),
        ("feeds", "{", "revisions"),
        ("at", "0000-99-99T", "builds"),
        ("changes", '[{"kind": "odd"}]', "builds"),
    ],
)
def test_what_no_version_wrote_is_told_with_the_cure(tmp_path: Path, column: str, value: str, table: str) -> None:
    workspace = small(tmp_path)
    built(workspace)
    with opened_for(workspace.read()) as database, database.transaction() as connection:
        connection.execute(text(f'UPDATE {table} SET "{column}" = :value'), {"value": value})
    edit(workspace, "framework.yaml", "share good", "share better")  # else a build looks no further than it has to

    for verb in ("status", "log" if table == "builds" else "build"):
        ended = run(verb, "--now", "2020-03-31T09:00", cwd=workspace.root)
        assert ended.returncode == 3, (verb, ended.stderr)
        assert f"the state database holds what no qa-calendar wrote, in {table} (" in ended.stderr
        assert "; restore a backup, or move it away and build again" in ended.stderr


@pytest.mark.parametrize("stamp", ["99991231T235959Z", "00010101T000000Z", "20200330T090000", "nonsense", ""])
def test_a_nonsense_stamp_in_a_feed_is_no_fault_of_ours(tmp_path: Path, stamp: str) -> None:
    workspace = small(tmp_path)
    built(workspace)
    shutil.rmtree(workspace.root / "state")
    for path in (workspace.root / "out" / "feeds").glob("*.ics"):
        raw = path.read_bytes()
        path.write_bytes(raw.replace(b"DTSTAMP:20200330T090000Z", f"DTSTAMP:{stamp}".encode()))

    ended = run("build", "--now", "2020-03-31T09:00", cwd=workspace.root)

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "state: sqlite:///config.yaml",
            "12:8: 'sqlite:///config.yaml' is config.yaml, which you edit; name a file",
        ),
        ("state: sqlite:///framework.yaml", "12:8: 'sqlite:///framework.yaml' is framework.yaml, which you edit"),
        (
            "state: sqlite:///templates/qa.db",
            "12:8: 'sqlite:///templates/qa.db' is in templates, which you edit",
        ),
        ("out: .", "12:6: '.' holds config.yaml, which you edit; name a folder of its own, such as out"),
        ("out: ..", "12:6: '..' holds config.yaml, which you edit"),
        ("out: templates", "12:6: 'templates' is templates, which you edit; name a folder"),
        ("out: ./sub/../templates/x", "12:6: './sub/../templates/x' is in templates, which you edit"),
        ("state: sqlite:///out/qa.db", "12:8: 'sqlite:///out/qa.db' is in 'out', what people are given, or holds it"),
        ("out: state/qa-calendar.db/x", "12:6: 'sqlite:///state/qa-calendar.db' is in 'state/qa-calendar.db/x'"),
        (
            "out: ~nobody-at-all/x",
            "12:6: '~nobody-at-all/x': nobody of that name has a home here; write the whole path",
        ),
        ("state: postgres//qa:Secret@127.0.0.1/qa", "12:8: 'postgres//…@127.0.0.1/qa' is not a database"),
    ],
)
def test_places_that_cannot_be_are_config_yaml_s_errors(tmp_path: Path, lines: str, said: str) -> None:
    workspace = small(tmp_path, f"{SMALL_CONFIG.rstrip()}\n{lines}\n")
    before = files(workspace.root)

    ended = run("build", cwd=workspace.root)

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"config.yaml:{said}"), ended.stderr
    assert files(workspace.root) == before


@pytest.mark.skipif(os.name == "nt", reason="HOME is POSIX's")
def test_a_tilde_is_one_s_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    workspace = small(tmp_path, f"{SMALL_CONFIG}out: ~/feeds of ours\n")

    built(workspace)

    assert (tmp_path / "home" / "feeds of ours" / "feeds" / "team.ics").is_file()


@pytest.mark.services
def test_a_role_without_rights_is_told_which_grant(tmp_path: Path) -> None:
    server = os.environ.get("QA_CALENDAR_TEST_POSTGRESQL")
    if server is None:
        pytest.skip("QA_CALENDAR_TEST_POSTGRESQL names no server")
    name = f"rights_{os.getpid()}"
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        connection.execute(text(f"CREATE ROLE {name} LOGIN"))
    host = server.rpartition("@")[2].rpartition("/")[0]
    state = f"postgresql://{name}@{host}/{name}"
    workspace = in_state(state, tmp_path)
    try:
        first = run("build", "--now", "2020-03-30T09:00", cwd=workspace.root)
        edit(workspace, "config.yaml", state, f"{server.rpartition('/')[0]}/{name}")
        built(workspace)
        edit(workspace, "config.yaml", f"{server.rpartition('/')[0]}/{name}", state)
        second = run("status", cwd=workspace.root)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            connection.execute(text(f"DROP ROLE {name}"))
        admin.dispose()

    assert (first.returncode, second.returncode) == (3, 3)
    assert f"let its owner say: GRANT USAGE, CREATE ON SCHEMA public TO {name}" in first.stderr
    assert "let its owner say: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO" in second.stderr
