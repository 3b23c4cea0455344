"""Importing as people do it: into a folder that is not there, once more with answers, and never over work.

What reads documents is stood in for: a file says which draft it is.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from test_import_writing import draft_of, entry
from workspaces import SMALL_CONFIG, files, run, small, starter

from qa_calendar.delivering.building.importing import chosen
from qa_calendar.delivering.screen.import_report import show_import
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model.draft import (
    Answers,
    Draft,
    DraftActivity,
    DraftPerson,
    Kind,
    Question,
    Remark,
    TableRead,
    Topic,
)
from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading.documents.grid import Document

WHO = Question(Topic.PEOPLE, "GH", ("Grace Hall", "Gita Hussain"))
ROW = Question(Topic.ROWS, "Row 9: TBC", ())
PLAN = draft_of(
    entry("2026-04", "Peer Audit", workers=("Anna Bell",), purpose="To share good practice.", period="Jan - Mar"),
    entry("2026-05", "Peer Audit", workers=("Anna Bell",), on=date(2026, 5, 12), due=date(2026, 5, 29)),
    entry("2026-06", "Dip sample", place="table 1, row 7", theme="Neglect"),
    title="QA programme",
    people=(DraftPerson(name="Anna Bell", role="QA lead", spellings=("AB",)),),
    as_required=(entry("2026-04", "Serious incident review"),),
    activities=(DraftActivity(title="Peer Audit"),),
    tables=(TableRead("table 1", (("Month", "when"), ("Lead", "named worker"))),),
    remarks=(
        Remark(kind=Kind.DECIDED, text="the year is 2026, as the title says"),
        Remark(kind=Kind.SKIPPED, text="'Total' is no work", place="table 1, row 30"),
    ),
)


def drafted(documents: Sequence[Document], answers: Answers, today: date, staff: Mapping[str, str]) -> Draft:
    """The plan; of a file called ask it asks who GH is, and what row 9 is."""
    draft = replace(
        PLAN,
        files=tuple(one.file for one in documents),
        year=answers.year or PLAN.year,
        first_month=answers.first_month or PLAN.first_month,
    )
    if draft.year != PLAN.year:
        moved = [
            replace(one, month=one.month.plus(12 * (draft.year - PLAN.year)), on=None, due=None) for one in PLAN.entries
        ]
        draft = replace(draft, entries=tuple(moved))
    if any("nothing" in one.file for one in documents):
        return replace(draft, entries=(), as_required=())
    if any("ask" in one.file for one in documents):
        who = answers.to(Topic.PEOPLE, "GH")
        workers = () if who in (None, ("leave out",)) else who or ()
        draft = replace(draft, entries=(*draft.entries, entry("2026-07", "Case file audit", workers=workers)))
        asked = [(WHO, "who is 'GH'?", "table 1, row 8")] * (who is None)
        asked += [(ROW, "'TBC' is no month", "table 1, row 9")] * (answers.to(Topic.ROWS, ROW.words) is None)
        more = (Remark(kind=Kind.ASKED, text=text, place=place, question=one) for one, text, place in asked)
        draft = replace(draft, remarks=(*draft.remarks, *more))
    return draft


def read_document(file: str, content: bytes) -> Document:
    if not content:
        raise InvalidInputError([Problem(Location(file), "the file is empty")])
    return Document(file=file, kind="text", blocks=())


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, function in (("reading", read_document), ("drafting", drafted)):
        module: Any = ModuleType(name)
        setattr(module, function.__name__ if name == "reading" else "draft", function)
        monkeypatch.setitem(sys.modules, f"qa_calendar.reading.documents.{name}", module)
    for name in ("plan.docx", "ask.docx", "nothing.docx"):
        (tmp_path / name).write_bytes(b"a document")
    (tmp_path / "empty.docx").write_bytes(b"")


def brought(*argv: str, into: Path, code: int = 0) -> str:
    """What an import into the folder *into* says on stdout, or on stderr where it fails."""
    ended = run("-C", str(into), "import", *argv, "--today", "2026-01-15", cwd=into.parent)
    assert ended.returncode == code, (ended.returncode, ended.stdout, ended.stderr)
    return ended.stderr if code else ended.stdout


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "QA new"


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Somebody at a terminal who gives these answers, and what they are asked."""

    def at_terminal(*answers: object) -> list[str]:
        given, asked = iter(answers), []

        def prompt(text: str, *_: object, **__: object) -> object:
            asked.append(text)
            return next(given)

        for module in ("files", "importing"):
            monkeypatch.setattr(f"qa_calendar.cli.{module}.is_terminal", lambda: True)
        monkeypatch.setattr(typer, "prompt", prompt)
        monkeypatch.setattr(typer, "confirm", prompt)
        return asked

    return at_terminal


def test_a_dry_run_says_what_was_understood_and_writes_nothing(new: Path) -> None:
    said = brought("plan.docx", into=new)

    assert not new.exists()
    assert said.splitlines()[:7] == [
        "plan.docx: QA programme, April 2026 to March 2027",
        "3 entries in 3 months, of 2 activities.",
        "",
        "table 1:",
        "  Month: when",
        "  Lead: named worker",
        "",
    ]
    assert "  - table 1, row 30: 'Total' is no work\n" in said
    assert "  Anna Bell, QA lead; also written AB\n" in said
    assert said.endswith("\nNothing is written; --yes writes it.\n")


def test_a_workspace_is_made_that_check_and_build_take(new: Path) -> None:
    said = brought("plan.docx", "--yes", "--nation", "wales", "--calendar-id", "qa.cyngor.gov.uk", into=new)
    checked = run("-C", new.name, "check", cwd=new.parent)
    built = run("-C", new.name, "build", "--today", "2026-03-30", cwd=new.parent)

    assert f"config.yaml, framework.yaml and import.yaml: written to {new}.\n" in said
    assert sorted(path.name for path in new.iterdir() if path.is_file()) == [
        "config.yaml",
        "framework.yaml",
        "import.yaml",
    ]
    assert len(list((new / "schemas").iterdir())) == 2
    assert (checked.returncode, built.returncode) == (0, 0), checked.stdout + built.stderr
    snapshot = Workspace(new).read()
    assert snapshot.config.calendar_id == "qa.cyngor.gov.uk"
    assert snapshot.config.calendar.nation == "Wales"
    assert [one.title for one in snapshot.plan.occurrences] == [
        "Peer Audit (Jan - Mar)",
        "Peer Audit",
        "Dip sample (Neglect)",
    ]
    assert [str(one.start) for one in snapshot.plan.occurrences] == ["2026-04-01", "2026-05-12", "2026-06-01"]


def test_json_has_what_a_script_wants(new: Path) -> None:
    found = json.loads(brought("ask.docx", "--json", "--yes", into=new))

    assert (found["year"], found["first_month"]) == (2026, "April")
    assert found["entries"][1] == {
        "month": "2026-05",
        "activity": "Peer Audit",
        "workers": ["Anna Bell"],
        "purpose": "",
        "period": None,
        "theme": None,
        "date": "2026-05-12",
        "due": "2026-05-29",
    }
    assert found["report"][:3] == [
        "the year is 2026, as the title says",
        "table 1, row 30: 'Total' is no work",
        "table 1, row 8: who is 'GH'?",
    ]
    assert found["written"] == ["config.yaml", "framework.yaml", "import.yaml"]
    assert found["questions"][0] == {"about": "people", "words": "GH", "offers": ["Grace Hall", "Gita Hussain"]}


def test_the_same_import_again_changes_nothing_and_answers_are_taken(new: Path) -> None:
    brought("ask.docx", "--yes", "--calendar-id", "qa.trust.nhs.uk", into=new)
    before = files(new)

    again = brought("ask.docx", "--yes", into=new)
    same = files(new) == before
    kept = new / "import.yaml"
    kept.write_text(kept.read_text(encoding="utf-8").replace("  GH:\n", "  GH: Grace Hall\n"), encoding="utf-8")
    brought("ask.docx", "--yes", into=new)

    assert f"\n{new} is unchanged.\n" in again
    assert "2 questions left: answer in import.yaml" in again
    assert same
    snapshot = Workspace(new).read()
    assert snapshot.config.calendar_id == "qa.trust.nhs.uk"
    assert [one.workers for one in snapshot.frameworks[0].entries][-1] == ("Grace Hall",)
    assert "  GH: Grace Hall\n" in kept.read_text(encoding="utf-8")


def test_options_are_answers_too(new: Path) -> None:
    brought(
        "plan.docx", "--yes", "--year", "2027", "--first-month", "apr", "--table", "2", "--sheet", "Audits", into=new
    )

    lines = (new / "import.yaml").read_text(encoding="utf-8").splitlines()
    assert [line.split("  ")[0] for line in lines[5:9]] == [
        "year: 2027",
        "first_month: April",
        "table: 2",
        "sheet: Audits",
    ]
    assert Workspace(new).read().frameworks[0].years == "2027-28"


@pytest.mark.parametrize("argv", [(), ("--service", "The team", "--year", "2026"), ("--nation", "Scotland")])
def test_what_init_wrote_and_nobody_edited_is_imported_into(argv: tuple[str, ...], new: Path) -> None:
    run("init", new.name, *argv, cwd=new.parent)

    brought("plan.docx", "--yes", into=new)

    snapshot = Workspace(new).read()
    assert [one.title for one in snapshot.frameworks[0].activities] == [
        "Peer Audit",
        "Dip sample",
        "Serious incident review",
    ]
    assert [one.name for one in snapshot.config.staff] == ["Anna Bell"]
    assert snapshot.config.calendar.nation == ("Scotland" if "--nation" in argv else "England")
    assert snapshot.config.feeds.team_name == ("The team" if "--service" in argv else "QA team")


def test_work_is_never_written_over(tmp_path: Path) -> None:
    root = small(tmp_path).root
    before = files(root)
    message = "framework.yaml:1:1: there is work in it already; importing into that (`--into`) is to come"

    looked = run("-C", str(root), "import", "plan.docx", cwd=tmp_path)
    refused = brought("plan.docx", "--yes", into=root, code=1)

    assert (looked.returncode, looked.stderr) == (0, f"{message}, and nothing was written\n")
    assert refused == f"{message}, and nothing was written\n"
    assert files(root) == before


def test_an_imported_framework_that_was_edited_is_work(new: Path) -> None:
    brought("plan.docx", "--yes", into=new)
    path = new / "framework.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    brought("plan.docx", "--yes", into=new)
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")

    assert "there is work in it already" in brought("plan.docx", "--yes", into=new, code=1)


def test_ones_own_config_gets_only_whom_it_lacks(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    (root / "config.yaml").write_text(SMALL_CONFIG, encoding="utf-8")

    said = brought("ask.docx", "--yes", "--nation", "Wales", into=root)
    (root / "import.yaml").write_text("people: {GH: Grace Hall}\nrows: {'Row 9: TBC': leave out}\n", encoding="utf-8")
    (root / "framework.yaml").unlink()
    brought("ask.docx", "--yes", into=root)

    text = (root / "config.yaml").read_text(encoding="utf-8")
    assert text == SMALL_CONFIG.replace("working_days", "  Grace Hall: {role: Named worker}\nworking_days")
    assert "config.yaml is your own, so that --nation changes nothing: put 'Wales' into it" in said


def test_the_framework_that_config_names_is_written(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    (root / "config.yaml").write_text(f"{SMALL_CONFIG}frameworks: [plan-2026.yaml]\n", encoding="utf-8")

    brought("plan.docx", "--yes", into=root)

    assert (root / "plan-2026.yaml").is_file()
    assert not (root / "framework.yaml").exists()


def test_a_config_that_would_be_wrong_with_it_stops_it(tmp_path: Path) -> None:
    root = starter(tmp_path).root
    path = root / "config.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "  activities: {}", "  activities: {Timeliness ICPC: {start: day 15}}"
    )
    path.write_text(text, encoding="utf-8")
    before = files(root)

    assert "no activity 'Timeliness ICPC'" in brought("plan.docx", "--yes", into=root, code=1)
    assert files(root) == before


def test_nothing_that_could_be_imported_ends_with_1(new: Path) -> None:
    said = "nothing.docx:1:1: nothing in it could be imported, so nothing was written\n"

    assert brought("nothing.docx", "--yes", into=new, code=1) == said
    assert brought("nothing.docx", "--yes", "--json", into=new, code=1) == said
    assert brought("nothing.docx", into=new)
    assert not new.exists()


def test_files_that_cannot_be_read_are_told_in_a_sentence(new: Path, tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    with (tmp_path / "huge.docx").open("wb") as handle:
        handle.truncate(60_000_000)

    assert brought("empty.docx", "huge.docx", into=new, code=1).splitlines() == [
        "empty.docx:1:1: the file is empty",
        "huge.docx:1:1: the file has 60 MB, and 50 MB are the most; save it without its pictures",
    ]
    assert brought("none.docx", into=new, code=3) == "qa-calendar: cannot read none.docx: No such file or directory\n"
    assert "that is a folder; name the files in it" in brought("a folder", into=new, code=3)


def test_a_pattern_is_expanded_where_nobody_else_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd[1].docx").write_bytes(b"x")

    assert [path.name for path in chosen(["*.docx", "plan.docx"])][:3] == ["ask.docx", "empty.docx", "nothing.docx"]
    assert chosen(["odd[1].docx"]) == (Path("odd[1].docx"),)
    assert chosen(["no*.xlsx"]) == (Path("no*.xlsx"),)
    assert "ask.docx and plan.docx: QA programme" in brought("[ap]*.docx", into=new)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("--nation", "Walse"), "no nation 'Walse' (did you mean 'Wales'?)"),
        (("--first-month", "Arpil"), "no month 'Arpil' (did you mean 'April'?)"),
        (("--year", "1066"), "no framework can be of 1066"),
        (("--calendar-id", "QA!"), "'QA!' is not a name such as qa.example.gov.uk"),
        (("--html", "nowhere/page.html"), "there is no folder 'nowhere'"),
    ],
)
def test_wrong_options_are_told(argv: tuple[str, ...], said: str, new: Path) -> None:
    shown = " ".join(brought("plan.docx", *argv, into=new, code=2).replace("│", " ").split())

    assert said in shown


def test_a_wrong_import_yaml_stops_it(new: Path) -> None:
    new.mkdir()
    (new / "import.yaml").write_text("peple: {}\n", encoding="utf-8")

    said = "import.yaml:1:1: unknown key 'peple' (did you mean 'people'?)\n"
    assert brought("plan.docx", "--yes", into=new, code=1) == said


def test_a_page_shows_it_all(new: Path, tmp_path: Path) -> None:
    brought("ask.docx", "--html", "page.html", into=new)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")

    assert page.index("who is &#39;GH&#39;?") < page.index("April 2026</h3>") < page.index("Total&#39; is no work")
    assert "Due Friday 29 May 2026" in page
    assert "<script" not in page


def test_a_page_is_written_over_no_other_file(new: Path, tmp_path: Path) -> None:
    brought("plan.docx", "--yes", into=new)

    assert "is there and is no page" in brought("plan.docx", "--html", "plan.docx", into=new, code=2)
    assert "is edited or kept by itself" in " ".join(
        brought("plan.docx", "--html", "QA new/config.yaml", into=new, code=2).replace("│", " ").split()
    )


def test_somebody_at_a_terminal_is_asked_each_question_once(new: Path, answering: Callable[..., list[str]]) -> None:
    asked = answering("2", "", True)

    said = brought("ask.docx", into=new)

    assert len(asked) == 3
    assert asked[-1].startswith("Write this, and your answers, to ")
    assert "1 question left" in said
    assert "  GH: Gita Hussain\n" in (new / "import.yaml").read_text(encoding="utf-8")
    assert [one.name for one in Workspace(new).read().config.staff] == ["Anna Bell", "Gita Hussain"]


def test_several_answers_and_leaving_out(new: Path, answering: Callable[..., list[str]]) -> None:
    answering("1; Omar Reid", "1")

    brought("ask.docx", "--yes", into=new)

    text = (new / "import.yaml").read_text(encoding="utf-8")
    assert "  GH: [Grace Hall, Omar Reid]\n" in text
    assert '  "Row 9: TBC": leave out\n' in text


def test_a_dry_run_at_a_terminal_without_answers_asks_nothing_more(
    new: Path, answering: Callable[..., list[str]]
) -> None:
    asked = answering("", "")

    brought("ask.docx", into=new)

    assert len(asked) == 2
    assert not new.exists()


def test_init_asks_what_the_workspace_is_for(new: Path, answering: Callable[..., list[str]]) -> None:
    asked = answering("", "Our schools", "Scotland", "2027")

    ended = run("init", new.name, "--today", "2026-05-01", cwd=new.parent)

    assert ended.returncode == 0, ended.stderr
    assert len(asked) == 4
    snapshot = Workspace(new).read()
    assert (snapshot.frameworks[0].service, snapshot.frameworks[0].years) == ("Our schools", "2027-28")
    assert (snapshot.config.calendar.nation, snapshot.config.feeds.team_name) == ("Scotland", "Our schools")


def test_init_imports_a_document(new: Path, answering: Callable[..., list[str]]) -> None:
    answering("plan.docx", "Our schools", "England")

    ended = run("init", new.name, cwd=new.parent)

    assert ended.returncode == 0, ended.stderr
    assert Workspace(new).read().frameworks[0].service == "Our schools"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("no.docx",), "there is no file no.docx"),
        (("", "", "Walse"), "no nation 'Walse'"),
        (("", "", "England", "soon"), "'soon' is not a year"),
    ],
)
def test_a_wrong_answer_to_init_is_told(
    answers: tuple[str, ...], said: str, new: Path, answering: Callable[..., list[str]]
) -> None:
    answering(*answers)

    ended = run("init", new.name, cwd=new.parent)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert not new.exists()


def test_init_with_yes_asks_nothing_and_a_template_takes_no_service(
    new: Path, answering: Callable[..., list[str]]
) -> None:
    answering()

    assert run("init", new.name, "--yes", cwd=new.parent).returncode == 0
    assert run("init", new.name, "--template", "due.txt.j2", "--year", "2026", cwd=new.parent).returncode == 2


def test_a_file_that_changes_meanwhile_is_left_alone(new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qa_calendar.delivering.building import importing as core

    made = core.prepared

    def slowly(*given: Any) -> core.Imported:
        found = made(*given)
        new.mkdir()
        (new / "framework.yaml").write_text("mine: true\n", encoding="utf-8")
        return found

    monkeypatch.setattr(core, "prepared", slowly)

    assert "framework.yaml was edited meanwhile, so nothing was written" in brought(
        "plan.docx", "--yes", into=new, code=3
    )
    assert [path.name for path in new.iterdir()] == ["framework.yaml"]


def test_a_read_only_file_is_left_alone(new: Path) -> None:
    brought("plan.docx", "--yes", into=new)
    (new / "import.yaml").chmod(0o444)

    assert "import.yaml is read-only" in brought("ask.docx", "--yes", into=new, code=3)


class Console1252(io.TextIOWrapper):
    """A terminal of 80 columns that knows the letters of Windows-1252 and no other."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "cp1252", newline="\n", write_through=True)

    def isatty(self) -> bool:
        return True


def test_the_report_is_readable_in_cp1252_and_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console1252()
    long = entry("2026-07", "Observation of conferences – " * 4, workers=("Anna Bell", "Cem Dora", "Zoë Ünal"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", console)

    much = Remark(kind=Kind.SKIPPED, text="twenty " * 20)
    show_import(replace(PLAN, entries=(*PLAN.entries, long), remarks=(*PLAN.remarks, much)))

    shown = console.buffer.getvalue().decode("cp1252")  # type: ignore[attr-defined]
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown.splitlines()) <= 80
    assert not re.search(r"\x1b\[(?:3[0-7]|9|4[0-7])", shown)
    assert " Neglect" in shown
    assert "\n    twenty twenty" in shown


def test_a_folder_that_is_not_there_is_made_by_what_writes_workspaces_only(new: Path) -> None:
    checked = run("-C", new.name, "check", cwd=new.parent)
    begun = run("-C", new.name, "init", ".", cwd=new.parent)

    assert (checked.returncode, begun.returncode) == (2, 0)
    assert f"there is no folder {new.name}" in checked.stderr
    assert (new / "framework.yaml").is_file()
    assert run("-C", "plan.docx", "import", "plan.docx", cwd=new.parent).returncode == 2
