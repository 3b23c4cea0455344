"""Importing as people do it: into a folder that is not there, once more with answers, and never over work."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from workspaces import SMALL_CONFIG, files, run, small, starter

from qa_calendar.delivering.building.importing import chosen, documents_of, prepared, target_in, understood, write
from qa_calendar.delivering.screen.import_report import show_import
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model.draft import Answers
from qa_calendar.problems import DeliveryError
from qa_calendar.reading.documents.files.settings import Said

OPEN = Path(__file__).parent / "documents" / "open"
DAY = date(2026, 1, 15)

DOCUMENTS = {
    "plan.md": """\
# QA programme

| Month | Activity | Lead | Purpose |
|---|---|---|---|
| April 2026 | Peer Audit (Jan - Mar) | Anna Bell (QA lead) | To share good practice. |
| 12 May 2026 to 29 May 2026 | Peer Audit | AB | |
| June | Dip sample (Neglect) | Anna Bell | |
| As required | Serious incident review | | |
| Total | | | |

AB = Anna Bell
""",
    "ask.csv": """\
Month,Activity,Lead
April 2026,Peer Audit,Grace Hall
May 2026,Peer Audit,Gita Hussain
July 2026,Case file audit,GH
Row 9: TBC,Dip sample,Grace Hall
""",
    "columns.csv": "Month,Activity,Lead,Zq\nApril 2026,Peer Audit,Grace Hall,1\nTBC,Dip sample,Grace Hall,2\n",
    "open.csv": "Month,Activity,Lead\nTBC,Peer Audit,Grace Hall\nas soon as possible,Dip sample,Grace Hall\n",
    "other.csv": "Name,Telephone\nGrace Hall,01632 960001\n",
    "empty.docx": "",
}


@pytest.fixture(autouse=True)
def _documents(tmp_path: Path) -> None:
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")


def brought(*argv: str, into: Path, code: int = 0, typed: Sequence[str] | None = None) -> str:
    """What an import into the folder *into* says on stdout, or on stderr where it fails."""
    ended = run("-C", str(into), "import", *argv, "--today", str(DAY), cwd=into.parent, typed=typed)
    assert ended.returncode == code, (ended.returncode, ended.stdout, ended.stderr)
    return ended.stderr if code else ended.stdout


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "QA new"


def test_a_dry_run_says_what_was_understood_and_writes_nothing(new: Path) -> None:
    said = brought("plan.md", into=new)

    assert not new.exists()
    assert said.splitlines()[:7] == [
        "plan.md: QA programme, April 2026 to March 2027",
        "3 entries in 3 months, of 2 activities.",
        "",
        "table 1, row 1:",
        "  Month: when",
        "  Activity: activity",
        "  Lead: named worker",
    ]
    assert "  - table 1, row 6: no activity: Total\n" in said
    assert "  Anna Bell, QA lead; also written AB\n" in said
    assert said.endswith("\nNothing is written; --yes writes it.\n")


def test_a_workspace_is_made_that_check_and_build_take(new: Path) -> None:
    said = brought("plan.md", "--yes", "--nation", "wales", "--calendar-id", "qa.cyngor.gov.uk", into=new)
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
    found, asked = (json.loads(brought(name, "--json", "--yes", into=new)) for name in ("plan.md", "ask.csv"))

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
    assert "table 1, row 6: no activity: Total" in found["report"]
    assert found["written"] == ["config.yaml", "framework.yaml", "import.yaml"]
    assert asked["questions"][0] == {"about": "people", "words": "GH", "offers": ["Grace Hall", "Gita Hussain"]}
    assert (
        "line 4, column 3: Case file audit: 'GH' may be the initials of Grace Hall or Gita Hussain (GH)"
        in asked["report"]
    )


def test_the_same_import_again_changes_nothing_and_answers_are_taken(new: Path) -> None:
    brought("ask.csv", "--yes", "--calendar-id", "qa.trust.nhs.uk", into=new)
    before = files(new)

    again = brought("ask.csv", "--yes", into=new)
    same = files(new) == before
    kept = new / "import.yaml"
    kept.write_text(kept.read_text(encoding="utf-8").replace("  GH:\n", "  GH: Grace Hall\n"), encoding="utf-8")
    brought("ask.csv", "--yes", into=new)

    assert f"\n{new} is unchanged.\n" in again
    assert "2 questions left: answer in import.yaml" in again
    assert same
    snapshot = Workspace(new).read()
    assert snapshot.config.calendar_id == "qa.trust.nhs.uk"
    assert [one.workers for one in snapshot.frameworks[0].entries][-1] == ("Grace Hall",)
    assert "  GH: Grace Hall\n" in kept.read_text(encoding="utf-8")


def test_next_years_document_begins_with_the_answers_of_this_one(new: Path) -> None:
    brought("ask.csv", "--yes", into=new, typed=["Grace Hall", "leave out"])
    following = new.parent / "QA next"
    following.mkdir()
    shutil.copy(new / "import.yaml", following)
    (new.parent / "next.csv").write_text(DOCUMENTS["ask.csv"].replace("2026", "2027"), encoding="utf-8")

    said = brought("next.csv", "--yes", into=following)

    (framework,) = Workspace(following).read().frameworks
    assert "Asked" not in said
    assert [(str(one.month), *one.workers) for one in framework.entries] == [
        ("April 2027", "Grace Hall"),
        ("May 2027", "Gita Hussain"),
        ("July 2027", "Grace Hall"),
    ]


def test_options_are_answers_too(new: Path) -> None:
    table = "| Month | Activity | Lead |\n|---|---|---|\n| {} | Audit | Anna Bell |\n\n"
    (new.parent / "two.md").write_text(table.format("June") + table.format("July"), encoding="utf-8")
    shutil.copy(OPEN / "o13-three-year-plan.xlsx", new.parent)

    brought("two.md", "--yes", "--year", "2027", "--first-month", "apr", "--table", "2", into=new)
    brought("o13-three-year-plan.xlsx", "--yes", "--sheet", "Strategic plan", into=new.parent / "other")

    assert settings(new) == ["year: 2027", "first_month: April", "table: 2", "# sheet: Audits"]
    assert settings(new.parent / "other")[-1] == "sheet: Strategic plan"
    framework = Workspace(new).read().frameworks[0]
    assert [(framework.years, str(one.month)) for one in framework.entries] == [("2027-28", "July 2027")]


def settings(root: Path) -> list[str]:
    """The lines of import.yaml that options are kept in, without what is said of them."""
    lines = (root / "import.yaml").read_text(encoding="utf-8").splitlines()
    return [line.split("  ")[0] for line in lines[5:9]]


@pytest.mark.parametrize("argv", [(), ("--service", "The team", "--year", "2026"), ("--nation", "Scotland")])
def test_what_init_wrote_and_nobody_edited_is_imported_into(argv: tuple[str, ...], new: Path) -> None:
    run("init", new.name, *argv, cwd=new.parent)

    brought("plan.md", "--yes", into=new)

    snapshot = Workspace(new).read()
    assert [one.title for one in snapshot.frameworks[0].activities] == [
        "Peer Audit",
        "Dip sample (Neglect)",
        "Serious incident review",
    ]
    assert [one.name for one in snapshot.config.staff] == ["Anna Bell"]
    assert snapshot.config.calendar.nation == ("Scotland" if "--nation" in argv else "England")
    assert snapshot.config.feeds.team_name == ("The team" if "--service" in argv else "QA team")


def test_work_is_never_written_over(tmp_path: Path) -> None:
    root = small(tmp_path).root
    before = files(root)
    message = "framework.yaml:1:1: there is work in it already; importing into that (`--into`) is to come"

    ended = {
        argv: run("-C", str(root), "import", "ask.csv", *argv, cwd=tmp_path, typed=["never asked"])
        for argv in ((), ("--yes",), ("--json",), ("--json", "--yes"))
    }

    assert {(one.returncode, one.stderr) for one in ended.values()} == {(1, f"{message}, and nothing was written\n")}
    assert ended[()].stdout == ended["--yes",].stdout
    assert ended[()].stdout.startswith("ask.csv: The team, April 2026 to March 2027\n3 entries in 3 months")
    for argv in (("--json",), ("--json", "--yes")):
        shown = json.loads(ended[argv].stdout)
        assert (len(shown["entries"]), shown["written"]) == (3, [])
    assert files(root) == before


def test_an_imported_framework_that_was_edited_is_work(new: Path) -> None:
    brought("plan.md", "--yes", into=new)
    path = new / "framework.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    brought("plan.md", "--yes", into=new)
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")

    assert "there is work in it already" in brought("plan.md", "--yes", into=new, code=1)


def test_ones_own_config_gets_only_whom_it_lacks(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    (root / "config.yaml").write_text(SMALL_CONFIG, encoding="utf-8")

    said = brought("ask.csv", "--yes", "--nation", "Wales", into=root)
    (root / "import.yaml").write_text("people: {GH: Omar Reid}\nwhen: {'Row 9: TBC': leave out}\n", encoding="utf-8")
    (root / "framework.yaml").unlink()
    brought("ask.csv", "--yes", into=root)

    text = (root / "config.yaml").read_text(encoding="utf-8")
    added = (
        "  Grace Hall: {role: Named worker}\n"
        "  Gita Hussain: {role: Named worker}\n"
        "  Omar Reid: {role: Named worker, also_known_as: [GH]}\n"
    )
    assert text == SMALL_CONFIG.replace("working_days", f"{added}working_days")
    assert "config.yaml is your own, so that --nation changes nothing: put 'Wales' into it" in said


def test_the_framework_that_config_names_is_written(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    (root / "config.yaml").write_text(f"{SMALL_CONFIG}frameworks: [plan-2026.yaml]\n", encoding="utf-8")

    brought("plan.md", "--yes", into=root)

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

    assert "no activity 'Timeliness ICPC'" in brought("plan.md", "--yes", into=root, code=1)
    assert files(root) == before


def test_nothing_that_could_be_imported_ends_with_1(new: Path) -> None:
    said = "open.csv:1:1: nothing in it could be imported, so nothing was written\n"

    assert brought("open.csv", "--yes", into=new, code=1) == said
    assert brought("open.csv", "--yes", "--json", into=new, code=1) == said
    assert brought("open.csv", into=new)
    assert brought("other.csv", into=new, code=1).startswith("other.csv:1:1: no table in it says what is to be done")
    assert not new.exists()


def test_files_that_cannot_be_read_are_told_in_a_sentence(new: Path, tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    with (tmp_path / "huge.docx").open("wb") as handle:
        handle.truncate(60_000_000)

    assert brought("empty.docx", "huge.docx", into=new, code=1).splitlines() == [
        "empty.docx:1:1: the file is empty (still syncing?)",
        "huge.docx:1:1: the file has 60 MB, and 50 MB are the most; save it without its pictures",
    ]
    assert brought("none.docx", into=new, code=3) == "qa-calendar: cannot read none.docx: No such file or directory\n"
    assert "that is a folder; name the files in it" in brought("a folder", into=new, code=3)


def test_a_pattern_is_expanded_where_nobody_else_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd[1].docx").write_bytes(b"x")

    assert [path.name for path in chosen(["*.csv", "open.csv", "plan.md"])] == [
        *("ask.csv", "columns.csv", "open.csv", "other.csv", "plan.md")
    ]
    assert chosen(["odd[1].docx"]) == (Path("odd[1].docx"),)
    assert chosen(["no*.xlsx"]) == (Path("no*.xlsx"),)
    assert "ask.csv and plan.md: QA programme" in brought("[ap]*.[cm]*", into=new)


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
    shown = " ".join(brought("plan.md", *argv, into=new, code=2).replace("│", " ").split())

    assert said in shown


def test_a_wrong_import_yaml_stops_it(new: Path) -> None:
    new.mkdir()
    (new / "import.yaml").write_text("peple: {}\n", encoding="utf-8")

    said = "import.yaml:1:1: unknown key 'peple' (did you mean 'people'?)\n"
    assert brought("plan.md", "--yes", into=new, code=1) == said


def test_a_page_shows_it_all(new: Path, tmp_path: Path) -> None:
    brought("plan.md", "ask.csv", "--html", "page.html", into=new)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")

    asked = page.index("&#39;GH&#39; may be the initials of Grace Hall or Gita Hussain")
    assert asked < page.index("April 2026</h3>") < page.index("no activity: Total")
    assert "Due Friday 29 May 2026" in page
    assert "<script" not in page


def test_a_page_is_written_over_no_other_file(new: Path, tmp_path: Path) -> None:
    brought("plan.md", "--yes", into=new)

    assert "is there and is no page" in brought("plan.md", "--html", "plan.md", into=new, code=2)
    assert "is edited or kept by itself" in " ".join(
        brought("plan.md", "--html", "QA new/config.yaml", into=new, code=2).replace("│", " ").split()
    )


def test_columns_that_were_not_taken_are_no_questions_and_are_open_in_the_same_file(new: Path) -> None:
    told = brought("columns.csv", "--yes", into=new)

    assert "1 question left and 1 column not taken over: answer in import.yaml" in told
    assert "\n  Zq:\n" in (new / "import.yaml").read_text(encoding="utf-8")


def test_somebody_at_a_terminal_is_asked_each_question_once(new: Path) -> None:
    ended = run("-C", str(new), "import", "ask.csv", cwd=new.parent, typed=["2", "", "y"])

    assert ended.returncode == 0, ended.stderr
    assert re.findall(r"  (\d  .*)|([^\n:]+\?) \[y/N\]:", ended.stderr) == [
        *(("1  Grace Hall", ""), ("2  Gita Hussain", ""), ("3  leave out", "")),
        ("1  leave out", ""),
        ("", f"Write this, and your answers, to {new}?"),
    ]
    assert "1 question left" in ended.stdout
    assert "  GH: Gita Hussain\n" in (new / "import.yaml").read_text(encoding="utf-8")
    assert [one.workers for one in Workspace(new).read().frameworks[0].entries][-1] == ("Gita Hussain",)


def test_several_answers_and_leaving_out(new: Path) -> None:
    brought("ask.csv", "--yes", into=new, typed=["1; Omar Reid", "1"])

    text = (new / "import.yaml").read_text(encoding="utf-8")
    assert "  GH: [Grace Hall, Omar Reid]\n" in text
    assert '  "Row 9: TBC": leave out\n' in text


def test_an_answer_that_changes_nothing_is_told_and_asked_about_again(new: Path) -> None:
    text = "Month,Activity,Lead\nApril 2026,Peer Audit,Grace Hall\nMay 2026,Visit – CANCELLED,Grace Hall\n"
    (new.parent / "cancelled.csv").write_text(text, encoding="utf-8")

    ended = run("-C", str(new), "import", "cancelled.csv", "--yes", cwd=new.parent, typed=["keep it", ""])
    again = brought("cancelled.csv", "--yes", into=new)

    told = "is left out: May 2026 | Visit – CANCELLED | Grace Hall"
    assert ended.stderr.count(f"{told}\n") == 1
    for shown in (ended.stderr, ended.stdout, again):
        assert shown.count(f"{told}; the answer 'keep it' changed nothing\n") == 1
    assert "1 question left" in again


def test_a_column_that_was_left_out_as_is_answered_is_not_asked_about(new: Path) -> None:
    shutil.copy(OPEN / "o13-three-year-plan.xlsx", new.parent)
    asked = json.loads(brought("o13-three-year-plan.xlsx", "--yes", "--json", into=new))["questions"]
    columns = [one["words"] for one in asked if one["about"] == "columns"]
    path = new / "import.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"^(  (?:Risk|Planned days [\d/]+):)$", r"\1 leave out", text, flags=re.MULTILINE), encoding="utf-8"
    )

    left = json.loads(brought("o13-three-year-plan.xlsx", "--yes", "--json", into=new))["questions"]

    assert columns == ["Risk", "Planned days 2024/25", "Planned days 2025/26", "Planned days 2026/27"]
    assert left == [one for one in asked if one["about"] != "columns"]


def test_a_number_that_is_not_offered_is_asked_about_again(new: Path) -> None:
    ended = run("-C", str(new), "import", "ask.csv", "--yes", cwd=new.parent, typed=["9", "1; 0", "1", "2", "1"])

    assert re.findall(r"there is no offer.*", ended.stderr) == [
        *["there is no offer 9; 1 to 3, or an answer in words", "there is no offer 0; 1 to 3, or an answer in words"],
        "there is no offer 2; 1, or an answer in words",
    ]
    assert "  GH: Grace Hall\n" in (new / "import.yaml").read_text(encoding="utf-8")


def test_who_stops_answering_keeps_what_is_answered(new: Path) -> None:
    ended = run("-C", str(new), "import", "ask.csv", "--yes", cwd=new.parent, typed=["2"])

    assert ended.returncode == 0
    assert "\nall other questions are left open\n" in ended.stderr
    assert "1 question left" in ended.stdout
    assert "  GH: Gita Hussain\n" in (new / "import.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("typed", "argv"), [((), ("--yes",)), (("2",), ()), (("2", ""), ())])
def test_who_stops_without_an_answer_or_at_the_last_question_is_told_that_nothing_was_written(
    typed: tuple[str, ...], argv: tuple[str, ...], new: Path
) -> None:
    ended = run("-C", str(new), "import", "ask.csv", *argv, cwd=new.parent, typed=typed)

    assert ended.returncode == 1
    assert ended.stderr.endswith("\nstopped, and nothing was written\n")
    assert not new.exists()


def test_a_dry_run_at_a_terminal_without_answers_asks_nothing_more(new: Path) -> None:
    said = brought("ask.csv", into=new, typed=["", ""])

    assert said.endswith("\nNothing is written; --yes writes it.\n")
    assert not new.exists()


def test_init_asks_what_the_workspace_is_for(new: Path) -> None:
    typed = ["", "Our schools", "Scotland", "2027"]

    ended = run("init", new.name, "--today", "2026-05-01", cwd=new.parent, typed=typed)

    assert ended.returncode == 0, ended.stderr
    snapshot = Workspace(new).read()
    assert (snapshot.frameworks[0].service, snapshot.frameworks[0].years) == ("Our schools", "2027-28")
    assert (snapshot.config.calendar.nation, snapshot.config.feeds.team_name) == ("Scotland", "Our schools")


def test_init_imports_a_document(new: Path) -> None:
    ended = run("init", new.name, cwd=new.parent, typed=["plan.md", "Our schools", "England"])

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
def test_a_wrong_answer_to_init_is_told(answers: tuple[str, ...], said: str, new: Path) -> None:
    ended = run("init", new.name, cwd=new.parent, typed=answers)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert not new.exists()


def test_init_with_yes_asks_nothing_and_a_template_takes_no_service(new: Path) -> None:
    assert run("init", new.name, "--yes", cwd=new.parent, typed=()).returncode == 0
    assert run("init", new.name, "--template", "due.txt.j2", "--year", "2026", cwd=new.parent).returncode == 2


def test_a_file_that_changes_meanwhile_is_left_alone(new: Path) -> None:
    target, said = target_in(new), Said()
    draft = understood(documents_of([new.parent / "plan.md"]), Answers(), said, target, DAY)
    imported = prepared(target, draft, Answers(), said)
    new.mkdir()
    (new / "framework.yaml").write_text("mine: true\n", encoding="utf-8")

    with pytest.raises(DeliveryError, match=r"^framework.yaml was edited meanwhile, so nothing was written"):
        write(imported)

    assert [path.name for path in new.iterdir()] == ["framework.yaml"]


def test_a_read_only_file_is_left_alone(new: Path) -> None:
    brought("plan.md", "--yes", into=new)
    (new / "import.yaml").chmod(0o444)

    assert "import.yaml is read-only" in brought("ask.csv", "--yes", into=new, code=3)


class Console1252(io.TextIOWrapper):
    """A terminal of 80 columns that knows the letters of Windows-1252 and no other."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "cp1252", newline="\n", write_through=True)

    def isatty(self) -> bool:
        return True


def test_the_report_is_readable_in_cp1252_and_80_columns(
    tmp_path: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, path = Console1252(), tmp_path / "long.csv"
    title = "Observation of conferences – " * 4
    row = f"When it is asked for {'again ' * 20},{title},Zoë Ünal\n"
    path.write_text(f"Month,Activity,Lead\nJuly 2026,{title},Anna Bell / Cem Dora / Zoë Ünal\n{row}", encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", console)

    show_import(understood(documents_of([path]), Answers(), Said(), target_in(new), DAY))

    shown = console.buffer.getvalue().decode("cp1252")  # type: ignore[attr-defined]
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown.splitlines()) <= 80
    assert not re.search(r"\x1b\[(?:3[0-7]|9|4[0-7])", shown)
    assert "Anna Bell, Cem" in shown
    assert "\n    again again" in shown


def test_a_folder_that_is_not_there_is_made_by_what_writes_workspaces_only(new: Path) -> None:
    checked = run("-C", new.name, "check", cwd=new.parent)
    begun = run("-C", new.name, "init", ".", cwd=new.parent)

    assert (checked.returncode, begun.returncode) == (2, 0)
    assert f"there is no folder {new.name}" in checked.stderr
    assert (new / "framework.yaml").is_file()
    assert run("-C", "plan.md", "import", "plan.md", cwd=new.parent).returncode == 2


def test_ones_own_config_keeps_every_byte_where_nobody_is_lacking(new: Path) -> None:
    brought("plan.md", "--yes", into=new)
    config = new / "config.yaml"
    own = b"\xef\xbb\xbf" + config.read_bytes().replace(b"\n", b"\r\n") + b"# edited in Notepad\r\n"
    config.write_bytes(own)

    brought("plan.md", "--yes", into=new)

    assert config.read_bytes() == own


@pytest.mark.parametrize("kept", [1, 2])
def test_an_import_that_was_cut_off_can_be_run_again(kept: int, new: Path) -> None:
    brought("plan.md", "--yes", into=new)
    before = {path.name: path.read_bytes() for path in new.glob("*.yaml")}
    brought("plan.md", "--yes", "--year", "2027", into=new)
    after = {path.name: path.read_bytes() for path in new.glob("*.yaml")}
    order = ["import.yaml", "config.yaml", "framework.yaml"]
    for name in order:
        (new / name).write_bytes(after[name] if name in order[:kept] else before[name])

    brought("plan.md", "--yes", "--year", "2027", into=new)

    assert {path.name: path.read_bytes() for path in new.glob("*.yaml")} == after


def test_a_table_that_there_cannot_be_is_a_wrong_option(new: Path) -> None:
    assert "greater than or equal to 1" in " ".join(brought("plan.md", "--table", "0", into=new, code=2).split())


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no such thing here")
def test_what_is_no_file_is_told(new: Path) -> None:
    assert "that is no file" in brought("/dev/null", into=new, code=3)
