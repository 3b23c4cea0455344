"""Whole stories: files over the starter workspace, a command, and exactly what it prints.

tests/cases/<story>/cmd holds one command a line, without `qa-calendar`; what the last one prints is in stdout and
stderr, its exit code in exit. The lines before it must succeed. `--update-cases` writes the expected files anew.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from workspaces import starter

from qa_calendar.cli import main

CASES = Path(__file__).parent / "cases"
EXPECTED = ("cmd", "stdout", "stderr", "exit")


@pytest.mark.parametrize("story", sorted(path.name for path in CASES.iterdir()))
def test_a_story_is_told_as_expected(
    story: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    case, root = CASES / story, starter(tmp_path).root
    shutil.copytree(case, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*EXPECTED))
    *before, last = (shlex.split(line) for line in (case / "cmd").read_text(encoding="utf-8").splitlines())

    monkeypatch.chdir(root)
    monkeypatch.setenv("NO_COLOR", "1")

    assert [_exit_code(command, monkeypatch) for command in before] == [0] * len(before)
    capfd.readouterr()
    code = _exit_code(last, monkeypatch)

    stdout, stderr = capfd.readouterr()
    found = {"stdout": stdout, "stderr": stderr, "exit": f"{code}\n"}
    if request.config.getoption("--update-cases"):
        _write(case, found)
    assert found == {name: _expected(case / name) for name in found}


def _exit_code(command: list[str], monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr("sys.argv", ["qa-calendar", *command])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code or 0


def _write(case: Path, found: dict[str, str]) -> None:
    for name, text in found.items():
        (case / name).unlink(missing_ok=True)
        if text and (name, text) != ("exit", "0\n"):
            (case / name).write_text(text, encoding="utf-8", newline="\n")


def _expected(path: Path) -> str:
    if not path.exists():
        return "0\n" if path.name == "exit" else ""
    return path.read_bytes().decode()


def test_there_are_ten_broken_stories_and_each_says_what_is_wrong() -> None:
    broken = sorted(CASES.glob("broken-*"))

    assert len(broken) >= 10
    assert all((case / "stderr").stat().st_size and (case / "exit").read_text() in ("1\n", "3\n") for case in broken)
