"""The package's own names, as a program that uses it would import them."""

from __future__ import annotations

import re
import shutil
import textwrap
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import qa_calendar

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there() -> None:
    assert [name for name in qa_calendar.__all__ if not hasattr(qa_calendar, name)] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'qa_calendar' has no attribute 'parse'"):
        _ = qa_calendar.parse


def recipe() -> str:
    """The lines of code in the package's docstring."""
    assert qa_calendar.__doc__ is not None
    return textwrap.dedent("\n".join(line for line in qa_calendar.__doc__.splitlines() if line.startswith("    ")))


@pytest.mark.parametrize(
    ("more", "idle"),
    [("", {}), ("  Dora Fox: {role: Auditor}\n", {"dora-fox.ics": 1})],
    ids=["everybody busy", "somebody idle"],
)
def test_the_docstring_is_the_way_to_use_it(more: str, idle: dict[str, int]) -> None:
    shipped = (ROOT / "config.yaml").read_text(encoding="utf-8")
    given = {
        "config_text": re.sub(r"(?m)^staff:.*\n", lambda found: found[0] + more, shipped),
        "framework_text": (ROOT / "framework.yaml").read_text(encoding="utf-8"),
        "templates": qa_calendar.Templates(
            {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "templates").glob("*.j2")}, {}
        ),
        "previous": {},
        "today": date(2020, 3, 30),
        "now": datetime(2020, 3, 30, tzinfo=UTC),
    }
    names = {name: getattr(qa_calendar, name) for name in qa_calendar.__all__}

    exec(recipe(), found := {**names, **given})  # the docstring, as somebody would type it in

    assert {name: raw.count(b"BEGIN:VEVENT") for name, raw in found["feeds"].items()} == {
        "kelda-claire.ics": 23,
        "kara-walne.ics": 12,
        "stuart-jones.ics": 15,
        "claire-turnbull.ics": 2,
        "iros.ics": 2,
        "team.ics": 40,
        **idle,
    }


def test_a_folder_is_built_with_the_public_names(tmp_path: Path) -> None:
    shutil.copy(ROOT / "config.yaml", tmp_path)
    shutil.copy(ROOT / "framework.yaml", tmp_path)

    found = qa_calendar.build(qa_calendar.Workspace(tmp_path), datetime(2020, 3, 30, tzinfo=UTC))

    assert len(found.changes) == 40
    assert (tmp_path / "out" / "feeds" / "team.ics").is_file()
