"""A year of staff changes, step by step: each step a workspace and the commands run on it.

tests/stories/<story>/<step>/ holds the files a person edited for it and, in cmd, the commands, one a line without
`qa-calendar`. What they print, which files they touch, what every feed then holds and what everybody is told is in
expected.txt. `--update-cases` writes it anew.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from workspaces import files, run, starter

STORIES = Path(__file__).parent / "stories"
STORY = STORIES / "staff-changes"
STEPS = sorted(path for path in STORY.iterdir() if path.is_dir())
RAISED = {"5-the-handover-is-undone": ("nothing-planned.a-n-other",)}
READ_BACK = "The state database was empty: "


def took(step: Path, root: Path) -> str:
    """Everything that came of a step."""
    for path in step.glob("*.yaml"):
        shutil.copy(path, root / path.name)
    before = files(root / "out") if (root / "out").is_dir() else {}
    told = [line for command in commands(step) for line in printed(command, root)]
    return "\n".join([*told, *touched(before, files(root / "out")), *feeds(root), *news(root, before)]) + "\n"


def commands(step: Path) -> list[str]:
    return (step / "cmd").read_text(encoding="utf-8").splitlines()


def printed(command: str, root: Path) -> Iterator[str]:
    ended = run(*shlex.split(command), cwd=root)
    yield f"$ qa-calendar {command}"
    yield from ended.stdout.splitlines()
    yield from (f"stderr: {line}" for line in ended.stderr.splitlines())
    yield from ([f"exit {ended.returncode}"] if ended.returncode else [])
    yield ""


def touched(before: dict[str, tuple[bytes, int]], after: dict[str, tuple[bytes, int]]) -> Iterator[str]:
    """The files below out/ that are not what they were, their modification times included."""
    yield "== files touched"
    names = sorted(name for name in before | after if ".qa-calendar" not in name)
    yield from (f"{_doing(before, after, name)} {name}" for name in names if before.get(name) != after.get(name))
    yield ""


def _doing(before: dict[str, tuple[bytes, int]], after: dict[str, tuple[bytes, int]], name: str) -> str:
    return "removed" if name not in after else "rewritten" if name in before else "new"


def feeds(root: Path) -> Iterator[str]:
    """What every feed holds: UID, SEQUENCE, DTSTAMP and title of each event."""
    for path in sorted((root / "out" / "feeds").glob("*.ics")):
        yield f"== {path.name}"
        for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
            uid = str(event["UID"]).removesuffix("@qa.example.gov.uk")
            yield f"{uid:58} {event['SEQUENCE']} {event.decoded('DTSTAMP'):%Y-%m-%d %H:%M} {event['SUMMARY']}"
        yield ""


def news(root: Path, before: dict[str, tuple[bytes, int]]) -> Iterator[str]:
    """Every message of this step, as text."""
    for name in sorted(set(files(root / "out")) - set(before)):
        if name.startswith("news/") and name.endswith(".txt"):
            yield f"== {name}"
            yield (root / "out" / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each step came to, the steps taken one after the other."""
    root = starter(tmp_path_factory.mktemp("story")).root
    return {step.name: took(step, root) for step in STEPS}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_is_as_expected(step: Path, told: dict[str, str], request: pytest.FixtureRequest) -> None:
    expected = step / "expected.txt"
    if request.config.getoption("--update-cases"):
        expected.write_text(told[step.name], encoding="utf-8", newline="\n")
    assert told[step.name] == expected.read_bytes().decode()


@pytest.mark.exhaustive
@pytest.mark.parametrize("lost_before", STEPS[1:], ids=lambda step: step.name)
def test_a_database_deleted_midway_changes_nothing_anybody_sees(lost_before: Path, tmp_path: Path) -> None:
    root = starter(tmp_path).root
    for step in STEPS:
        if step == lost_before:
            shutil.rmtree(root / "state")

        found = took(step, root)

        expected = (step / "expected.txt").read_bytes().decode()
        if step == lost_before:
            assert READ_BACK in found
            # An event of which no feed knows any more had SEQUENCE 0, and nobody can tell which that was.
            for line in RAISED.get(step.name, ()):
                expected = expected.replace(f"{line:58} 0 ", f"{line:58} 1 ")
        assert [line for line in found.splitlines() if not line.startswith(READ_BACK)] == expected.splitlines()
