"""Recalling the last build: only when everything is as it was, and without loading what it does not need."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from workspaces import MONDAY, TUESDAY, built, edit, environment, files, small

from qa_calendar.delivering.building.unchanged import Action, first_look, recall
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


def test_another_day_is_another_build(workspace: Workspace) -> None:
    assert recall(first_look(workspace), date(2020, 3, 31)) is None


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


HEAVY = ("dateutil", "holidays", "icalendar", "jinja2", "pydantic", "rich", "sqlalchemy", "sqlite3", "yaml")
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
