"""What a command loads: what takes long to load is loaded by who needs it, and by nobody else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import invoke
from workspaces import environment, small

READING, PLANNING = {"pydantic", "yaml"}, {"holidays", "dateutil"}
WRITING, KEEPING, SHOWING = {"jinja2", "slugify"}, {"sqlalchemy", "filelock"}, {"rich"}
HEAVY = {
    *(READING | PLANNING | WRITING | KEEPING | SHOWING),
    *("icalendar", "segno", "urllib3", "markdown_it", "openpyxl", "docx", "starlette", "uvicorn", "psycopg", "keyring"),
    *("fsspec", "s3fs", "adlfs", "gcsfs", "paramiko", "weasyprint", "distributed"),
}
OF_TYPER = {"rich", "markdown_it", "pydantic"}
"""What Typer's own loads, for its help and for what it asks."""

COMMAND = """
import sys
from qa_calendar.cli import app
try:
    app(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def loaded_by(*argv: str) -> set[str]:
    command = [sys.executable, "-c", COMMAND, *argv]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment(), timeout=60)
    return set(ended.stderr.splitlines()[-1].split()) & HEAVY


@pytest.mark.parametrize(
    ("verb", "before", "needed"),
    [
        ("check", (), READING | PLANNING | WRITING | KEEPING),
        ("build", (), READING | PLANNING | WRITING | KEEPING | SHOWING),
        ("remind", ("build",), READING | PLANNING | WRITING | KEEPING | SHOWING),
        ("build", ("build",), set()),
    ],
)
def test_a_verb_loads_what_it_needs(verb: str, before: tuple[str, ...], needed: set[str], tmp_path: Path) -> None:
    root, now = small(tmp_path).root, ("--now", "2020-03-30T12:00:00Z")
    for one in before:
        assert invoke(one, *now, folder=root).exit_code == 0

    assert loaded_by("-C", str(root), verb, *now) - OF_TYPER <= needed - OF_TYPER


def test_help_loads_nothing_but_what_shows_it() -> None:
    assert loaded_by("--help") <= OF_TYPER
