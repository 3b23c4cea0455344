"""What a command reads, parses and plans: each file once, each plan once, and nothing it does not need."""

from __future__ import annotations

import contextlib
import io
import sys
from collections import Counter
from collections.abc import Iterator
from inspect import unwrap
from pathlib import Path
from typing import Any

import pytest
from workspaces import SMALL_CONFIG, built, small

from qa_calendar.cli import app
from qa_calendar.planning.plan import expand
from qa_calendar.planning.progress import with_done
from qa_calendar.reading.source import read_yaml

_opened: list[str] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str):
        _opened.append(arguments[0])


sys.addaudithook(_hear)

NOW = "2020-03-30T09:00:00Z"
MAIL = "smtp: {host: 127.0.0.1, port: 1, security: none, pause: 0, timeout: 1}\nreminders: {from: qa@example.gov.uk}\n"


@contextlib.contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often YAML was parsed and work was planned meanwhile."""
    found = Counter[str]()
    codes = {read_yaml.__code__: "parsed", unwrap(expand).__code__: "planned", with_done.__code__: "with done"}

    def profile(frame: Any, event: str, _: Any) -> None:
        if event == "call" and frame.f_code in codes:
            found[codes[frame.f_code]] += 1

    sys.setprofile(profile)
    try:
        yield found
    finally:
        sys.setprofile(None)


def read_by(argv: list[str], root: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each of a person's files was opened, and what was parsed and planned, for one command."""
    _opened.clear()
    unseen = io.StringIO()
    with (
        counted() as found,
        contextlib.redirect_stdout(unseen),
        contextlib.redirect_stderr(unseen),
        contextlib.suppress(SystemExit),
    ):
        app(["-C", str(root), *argv, "--now", NOW])
    files = (Path(path) for path in _opened)
    return Counter(path.name for path in files if path.parent == root and path.suffix == ".yaml"), found


ONCE = {"config.yaml": 1, "framework.yaml": 1}


@pytest.mark.parametrize(
    ("argv", "planned"),
    [
        (["check"], 1),
        (["plan"], 1),
        (["explain", "first working day", "--month", "2020-06"], 0),
        (["diff"], 1),
        (["log"], 0),
        (["build", "--dry-run", "--force"], 1),
        (["remind", "--week", "2020-W14"], 1),
        (["remind", "--send", "--week", "2020-W14", "--wait", "0"], 1),
        (["remind", "--dry-run", "--week", "2020-W14"], 1),
        (["news"], 1),
        (["sent"], 0),
        (["done", "Peer Audit", "--month", "April", "--on", "2020-03-30"], 1),
        (["progress"], 1),
        (["run", "--wait", "0"], 1),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_a_verb_reads_each_file_once(argv: list[str], planned: int, tmp_path: Path) -> None:
    root = small(tmp_path, SMALL_CONFIG + MAIL).root

    read, found = read_by(argv, root)

    assert read == ONCE
    assert (found["parsed"], found["planned"]) == (2, planned)


def test_a_build_that_finds_nothing_new_parses_nothing(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)

    assert read_by(["build"], workspace.root) == (ONCE, {})


def test_a_build_after_an_edit_still_reads_each_file_once(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    path = workspace.root / "framework.yaml"
    path.write_bytes(path.read_bytes() + b"# edited\n")

    read, found = read_by(["build"], workspace.root)

    assert read == ONCE
    assert found == {"parsed": 2, "planned": 1, "with done": 1}


@pytest.mark.parametrize(
    "argv",
    [
        ["handover", "Anna Bell", "Cem Dora", "--from", "2020-05-01"],
        ["cover", "Anna Bell", "Cem Dora", "--from", "2020-05-01", "--until", "2020-05-05"],
        ["vacate", "Anna Bell", "--from", "2020-05-01"],
    ],
    ids=lambda argv: argv[0],
)
def test_a_staff_change_plans_what_is_and_what_would_be(argv: list[str], tmp_path: Path) -> None:
    root = small(tmp_path).root

    read, found = read_by([*argv, "--dry-run"], root)

    assert read == ONCE
    assert (found["planned"], found["with done"]) == (2, 2)


def test_next_year_is_drafted_from_what_was_read(tmp_path: Path) -> None:
    root = small(tmp_path).root

    read, found = read_by(["rollover", "2021"], root)

    # The new file is looked for before it is written.
    assert {name: times for name, times in read.items() if name in ONCE} == ONCE
    assert found["planned"] == 0
