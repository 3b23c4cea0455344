"""Workspaces on disk for tests, and the command run on them."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from qa_calendar.cli import main
from qa_calendar.delivering.building.build import build
from qa_calendar.delivering.building.unchanged import Built
from qa_calendar.delivering.workspace import Workspace, init

ROOT = Path(__file__).parent.parent
MONDAY = datetime(2020, 3, 30, 9, tzinfo=UTC)
TUESDAY = datetime(2020, 3, 31, 9, tzinfo=UTC)
WEDNESDAY = datetime(2020, 4, 1, 9, tzinfo=UTC)

SMALL_CONFIG = """\
calendar_id: qa.example.gov.uk
timezone: Europe/London
staff:
  Anna Bell: {role: Manager, email: anna@example.gov.uk}
  Cem Dora: {role: Auditor, email: cem@example.gov.uk}
working_days:
  nation: England
rules:
  default: {start: first working day, due: last working day}
feeds:
  team_name: The team
"""

SMALL_FRAMEWORK = """\
title: The framework
service: The service
year: 2020
first_month: April
activities:
  File Audit:
    purpose: To see that files are in order.
    workers: [Anna Bell]
  Peer Audit:
    purpose: To share good practice.
    workers: [Anna Bell, Cem Dora]
months:
  April:
    - File Audit
    - Peer Audit
  May:
    - File Audit
"""

AWKWARD = (
    r"""Commas, semi;colons; «q» 'more', a back\\slash, C:\\notes, 😀 café – ‘so’ % { } [b] :on: #\nand \"a\" line."""
)


def starter(folder: Path) -> Workspace:
    """The starter workspace, in a folder with spaces in its name."""
    root = folder / "QA 2020 – 21"
    init(root)
    return Workspace(root)


def small(folder: Path, config: str = SMALL_CONFIG, framework: str = SMALL_FRAMEWORK) -> Workspace:
    """Two people, two activities, three events."""
    root = folder / "a small one"
    root.mkdir()
    (root / "config.yaml").write_text(config, encoding="utf-8", newline="")
    (root / "framework.yaml").write_text(framework, encoding="utf-8", newline="")
    return Workspace(root)


def edit(workspace: Workspace, file: str, old: str, new: str) -> None:
    """Write *new* for the one *old* in a file of *workspace*."""
    path = workspace.root / file
    text = path.read_bytes().decode()
    assert text.count(old) == 1, (file, old)
    path.write_bytes(text.replace(old, new).encode())


def built(workspace: Workspace, now: datetime = MONDAY, *, dry_run: bool = False, force: bool = False) -> Built:
    """A build of *workspace* at *now*."""
    return build(workspace, now, dry_run=dry_run, force=force)


def feeds(workspace: Workspace) -> dict[str, bytes]:
    """Every file among the feeds."""
    return {path.name: path.read_bytes() for path in sorted((workspace.root / "out" / "feeds").iterdir())}


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Everything below *folder*, with its bytes and modification time."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def environment(**more: str) -> dict[str, str]:
    """The environment of a subprocess that is to import the package these tests import."""
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR", "PYTHONUTF8")}
    return {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", **more}


class Stream(io.TextIOWrapper):
    """A stream of UTF-8 in memory, a terminal's where *typed* says what somebody types there, line by line."""

    def __init__(self, typed: Sequence[str] | None = None) -> None:
        super().__init__(
            io.BytesIO("".join(f"{line}\n" for line in typed or ()).encode()),
            "utf-8",
            newline="\n",
            write_through=True,
        )
        self._is_terminal = typed is not None

    def isatty(self) -> bool:
        return self._is_terminal


def run(*argv: str, cwd: Path, typed: Sequence[str] | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """`qa-calendar` with *argv* in *cwd*: the whole command, within this process, which spares importing it anew.

    With *typed*, somebody is at a terminal and answers with those lines, after which there are no more (Ctrl-D).
    With *more* in its environment it is `run_apart`.
    """
    if more:
        return run_apart(*argv, cwd=cwd, **more)
    before, code = Path.cwd(), 0
    out, err = Stream(), Stream(None if typed is None else ())
    with (
        mock.patch.object(sys, "stdin", Stream(typed)),
        mock.patch.dict(os.environ, environment(), clear=True),
        mock.patch.object(sys, "argv", ["qa-calendar", *argv]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        os.chdir(cwd)
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        finally:
            os.chdir(before)
    stdout, stderr = (stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(argv, code, stdout, stderr)


def run_apart(*argv: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`python -m qa_calendar` with *argv*, in *cwd*, in a process of its own; *more* is its environment."""
    encoding = more.get("PYTHONIOENCODING", "utf-8")
    command = [sys.executable, "-m", "qa_calendar", *argv]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, encoding=encoding, check=False, env=environment(**more), timeout=60
    )
