"""Recalling the last build: only when everything is as it was, and without loading what it does not need."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import SQLITE_URL
from sqlalchemy import update
from test_cli import invoke
from workspaces import MONDAY, SMALL_CONFIG, TUESDAY, built, edit, environment, files, small

from qa_calendar.delivering.building.unchanged import Action, first_look, recall
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.state.noted import MAILED, note
from qa_calendar.delivering.state.tables import calendars
from qa_calendar.delivering.workspace import Workspace

TODAY = MONDAY.date()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = small(tmp_path)
    built(found)
    return found


def test_a_build_is_recalled(workspace: Workspace) -> None:
    before = files(workspace.root)

    known = recall(first_look(workspace), TODAY)

    assert known is not None
    assert {(line.file, line.name, line.events, line.action) for line in known.feeds} == {
        ("anna-bell.ics", "Anna Bell", 3, Action.UNCHANGED),
        ("cem-dora.ics", "Cem Dora", 1, Action.UNCHANGED),
        ("team.ics", "The team", 3, Action.UNCHANGED),
    }
    assert (known.changes, known.folder) == ((), workspace.root / "out" / "feeds")
    assert files(workspace.root) == before


def rewrite(name: str, content: bytes) -> Callable[[Path], object]:
    def do(root: Path) -> object:
        (root / name).parent.mkdir(exist_ok=True)
        return (root / name).write_bytes(content)

    return do


@pytest.mark.parametrize(
    "touch",
    [
        rewrite("config.yaml", b"# other\n"),
        rewrite("framework.yaml", b"# other\n"),
        rewrite("templates/event.summary.j2", b"{{ work.title }}"),
        rewrite("out/feeds/team.ics", b""),
        rewrite("state/last-build.json", b'{"format":'),
        rewrite("state/last-build.json", b'{"format": 1}'),
        rewrite("state/last-build.json", b"[]"),
        rewrite("state/qa-calendar.db", b""),
        lambda root: (root / "state" / "qa-calendar.db").unlink(),
        lambda root: (root / "out" / "feeds" / "anna-bell.ics").unlink(),
        lambda root: (root / "config.yaml").unlink(),
        lambda root: shutil.rmtree(root / "state"),
        lambda root: shutil.rmtree(root / "out"),
    ],
)
def test_nothing_is_recalled_when_anything_is_not_as_it_was(
    workspace: Workspace, touch: Callable[[Path], object]
) -> None:
    touch(workspace.root)

    assert recall(first_look(workspace), TODAY) is None


@pytest.fixture
def office(root: Path, state: str) -> Workspace:
    """A workspace with its state in a file, and on a real server where there is one."""
    found = small(root, f"{SMALL_CONFIG}state: {state}\n")
    built(found)
    return found


def is_recalled(workspace: Workspace, day: date = TODAY) -> bool:
    return recall(first_look(workspace), day) is not None


def span(workspace: Workspace) -> tuple[date, date]:
    """The first and the last day of those around which the last build is recalled."""
    around = (date(2020, 3, 1) + timedelta(n) for n in range(120))
    known = [day for day in around if is_recalled(workspace, day)]
    return known[0], known[-1]


def test_another_day_that_changes_nothing_is_no_other_build(office: Workspace) -> None:
    assert is_recalled(office, date(2020, 3, 31))
    assert is_recalled(office, date(2031, 3, 31))
    assert not is_recalled(office, date(2020, 3, 29))


def test_the_day_a_feed_ends_is_another_build_and_so_is_that_on_which_it_is_taken_away(office: Workspace) -> None:
    edit(office, "config.yaml", "Cem Dora: {", "Cem Dora: {until: 2020-04-20, ")
    built(office)
    assert span(office) == (date(2020, 3, 30), date(2020, 4, 20))

    built(office, datetime(2020, 4, 21, 9, tzinfo=UTC))
    assert span(office) == (date(2020, 4, 21), date(2020, 5, 18))

    last = built(office, datetime(2020, 5, 19, 9, tzinfo=UTC))
    assert [line.file for line in last.feeds if line.action is Action.REMOVED] == ["cem-dora.ics"]
    assert is_recalled(office, date(2031, 3, 31))


def test_nothing_is_written_when_nothing_has_changed(office: Workspace) -> None:
    before = files(office.root)

    ended = invoke("build", "--today", "2020-06-01", folder=office.root)

    assert (ended.exit_code, ended.stdout[:27]) == (0, "Nothing has changed: 3 feed")
    assert files(office.root) == before


def test_work_that_is_done_and_names_that_are_forgotten_are_another_build(office: Workspace) -> None:
    assert invoke("done", "Peer Audit", "--month", "April", "--today", "2020-04-02", folder=office.root).exit_code == 0
    assert not is_recalled(office, date(2020, 4, 2))

    built(office, datetime(2020, 4, 2, 9, tzinfo=UTC))
    assert is_recalled(office, date(2020, 4, 2))

    edit(office, "config.yaml", "  Cem Dora: {role: Auditor, email: cem@example.gov.uk}\n", "")
    edit(office, "framework.yaml", "Anna Bell, Cem Dora", "Anna Bell")
    built(office, datetime(2020, 4, 2, 10, tzinfo=UTC))
    assert is_recalled(office, date(2020, 4, 2))
    assert invoke("forget", "Cem Dora", "--yes", "--today", "2020-04-02", folder=office.root).exit_code == 0
    assert not is_recalled(office, date(2020, 4, 2))


def test_a_build_on_another_computer_is_another_build_here(office: Workspace, tmp_path: Path) -> None:
    there = Workspace(tmp_path / "another computer")
    shutil.copytree(office.root, there.root)
    if office.read().config.state == SQLITE_URL:
        shutil.rmtree(there.root / "state")
        (there.root / "state").symlink_to(office.root / "state")
    edit(there, "framework.yaml", "share good", "share better")
    built(there, TUESDAY)

    assert not is_recalled(office, TUESDAY.date())


def test_mail_that_is_sent_is_no_other_build_but_a_database_that_knows_less_of_it_is(office: Workspace) -> None:

    with opened_for(office.read()) as database, database.transaction() as connection:
        connection.execute(update(calendars).values(mailed=2))
    note(office.root / "out", MAILED, 2)
    assert is_recalled(office)

    with opened_for(office.read()) as database, database.transaction() as connection:
        connection.execute(update(calendars).values(mailed=1))
    assert not is_recalled(office)


def test_a_newer_list_of_bank_holidays_is_another_build_and_shows_what_it_moves(office: Workspace) -> None:
    newer = f"""
import sys, holidays.countries
class UK(holidays.countries.UK):
    def _populate(self, year):
        super()._populate(year)
        if year == 2020:
            self[__import__("datetime").date(2020, 4, 1)] = "A day nobody had thought of"
holidays.countries.UK = UK
from qa_calendar.delivering.building import unchanged
installed = unchanged._installed()
others = [one for one in installed if not one.startswith("holidays")]
unchanged._installed = lambda: ("holidays-9999.dist-info", *others)
from qa_calendar.cli import app
app([*sys.argv[1:], "--today", "{TODAY}"], standalone_mode=False)
"""

    def say(*argv: str) -> str:
        command = [sys.executable, "-c", newer, "-C", str(office.root), *argv]
        ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment())
        return " ".join(ended.stdout.split())

    shown = say("diff")
    assert "2 moved" in shown
    assert "not 1 April (A day nobody had thought of)" in shown
    assert "Changed: 2 moved" in say("build")
    assert say("build").startswith("Nothing has changed")
    assert not is_recalled(office)


def test_a_password_in_the_address_of_the_state_is_written_nowhere_else(root: Path, state: str) -> None:
    if state == SQLITE_URL:
        return
    secret = state.replace("postgres@", "postgres:hidden-word@")
    workspace = small(root, f"{SMALL_CONFIG}state: '{secret}'\n")
    built(workspace)

    assert is_recalled(workspace)
    holding = [path.name for path in root.rglob("*") if path.is_file() and b"hidden-word" in path.read_bytes()]
    assert holding == ["config.yaml"]


def test_undoing_a_change_is_no_way_back_to_an_old_memory(workspace: Workspace) -> None:
    memory = (workspace.root / "state" / "last-build.json").read_bytes()
    edit(workspace, "framework.yaml", "share good", "share better")
    built(workspace, TUESDAY)
    edit(workspace, "framework.yaml", "share better", "share good")
    (workspace.root / "state" / "last-build.json").write_bytes(memory)

    assert recall(first_look(workspace), TODAY) is None


def test_a_moved_workspace_is_still_known(workspace: Workspace, tmp_path: Path) -> None:
    workspace.root.rename(tmp_path / "moved")

    known = recall(first_look(Workspace(tmp_path / "moved")), TODAY)

    assert known is not None
    assert known.folder == tmp_path / "moved" / "out" / "feeds"


def test_absolute_paths_are_known_too(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    edit(workspace, "config.yaml", "feeds:\n", f'out: "{elsewhere.as_posix()}"\nfeeds:\n')
    edit(workspace, "config.yaml", "feeds:\n", f'state: "sqlite:///{tmp_path.as_posix()}/s.db"\nfeeds:\n')

    built(workspace)

    known = recall(first_look(workspace), TODAY)
    assert known is not None
    assert known.folder == elsewhere / "feeds"


HEAVY = ("dateutil", "holidays", "icalendar", "jinja2", "pydantic", "rich", "sqlalchemy", "yaml")
RECALL = """
import sys
from datetime import date
from pathlib import Path
from qa_calendar.delivering.building.unchanged import first_look, recall
from qa_calendar.delivering.screen.build_report import show_unchanged
from qa_calendar.delivering.workspace import Workspace
known = recall(first_look(Workspace(Path(sys.argv[1]))), date(2020, 3, 30))
show_unchanged(known)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
COMMAND = """
import sys
from qa_calendar.cli import app
app(["-C", sys.argv[1], "build", "--now", "2020-03-30T12:00:00Z"], standalone_mode=False)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def modules(script: str, workspace: Workspace) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", script, str(workspace.root)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=environment(),
        timeout=60,
    )
    said, loaded = ended.stdout.splitlines()
    assert said.startswith("Nothing has changed: 3 feeds in ")
    return set(loaded.split())


def test_a_repeated_build_loads_nothing_it_does_not_need(workspace: Workspace) -> None:
    loaded = modules(RECALL, workspace)

    assert loaded.isdisjoint(HEAVY)


def test_nor_does_the_command_but_for_what_typer_loads(workspace: Workspace) -> None:
    of_typer = {"pydantic", "rich"}

    assert modules(COMMAND, workspace).isdisjoint(set(HEAVY) - of_typer)
