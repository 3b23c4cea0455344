"""The service's own document, as text, in Word, Excel and Calc: imported without a hand laid on it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from builders import read_both
from workspaces import ROOT, run

from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model import Config, Entry, Framework

DOCUMENTS = Path(__file__).parent / "documents"
GIVEN = DOCUMENTS / "given"
FORMATS = (
    GIVEN / "o00-service-framework.txt",
    DOCUMENTS / "open" / "o01-service-framework.docx",
    GIVEN / "service-framework.xlsx",
    GIVEN / "service-framework.ods",
)
CONFIG, FRAMEWORK = read_both((ROOT / "config.yaml").read_bytes(), (ROOT / "framework.yaml").read_bytes())


def told(framework: Framework, config: Config) -> list[tuple[str, ...]]:
    """Each entry: its month, its activity, how it is shown, its period, its purpose, and who does it."""
    return [
        (str(one.month), *_told(one), *(config.spellings[name].name for name in one.workers))
        for one in framework.entries
    ]


def _told(entry: Entry) -> tuple[str, ...]:
    texts = (entry.activity.title, entry.title, entry.period or "", entry.activity.purpose)
    return tuple(" ".join(text.split()) for text in texts)


def test_the_text_is_as_it_was_given() -> None:
    digest = hashlib.sha256(FORMATS[0].read_bytes()).hexdigest()

    assert digest == "c06068c7e358d8d2d58f79048d78930ff543062cbac48bea8d33027c965c3d22"


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.suffix)
def test_it_becomes_the_framework_that_is_shipped(path: Path, tmp_path: Path) -> None:
    new = tmp_path / "QA 2020"

    imported = run("-C", new.name, "import", str(path), "--yes", "--today", "2020-03-30", cwd=tmp_path)

    assert imported.returncode == 0, imported.stderr
    assert "Asked" not in imported.stdout
    assert "question" not in imported.stdout
    snapshot = Workspace(new).read()
    (framework,) = snapshot.frameworks
    # The shipped config.yaml knows the spellings of the document.
    assert told(framework, CONFIG) == told(FRAMEWORK, CONFIG)
    assert (len(framework.entries), sum(len(one.workers) for one in framework.entries)) == (40, 54)
    assert (framework.title, framework.service) == (FRAMEWORK.title, FRAMEWORK.service)
    assert (framework.year, framework.first_month) == (FRAMEWORK.year, FRAMEWORK.first_month)


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.suffix)
def test_its_feeds_are_built(path: Path, tmp_path: Path) -> None:
    run("-C", "new", "import", str(path), "--yes", "--today", "2020-03-30", cwd=tmp_path)

    built = run("-C", "new", "build", "--today", "2020-03-30", cwd=tmp_path)

    assert built.returncode == 0, built.stderr
    assert [feed.name for feed in sorted((tmp_path / "new" / "out" / "feeds").iterdir())] == [
        *("claire-turnbull.ics", "iro-s.ics", "kara-walne.ics", "kelda-claire.ics", "stuart-jones.ics", "team.ics")
    ]
