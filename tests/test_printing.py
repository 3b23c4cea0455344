"""The planner on paper: a page to print, a PDF, and what is refused; the PDFs by WeasyPrint itself."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from pypdf import PdfReader
from workspaces import SMALL_CONFIG, built, edit, environment, files, run, run_apart, small, starter

from qa_calendar.dates.months import MONTHS
from qa_calendar.delivering.workspace import Workspace

AT = ("--today", "2020-10-12")
OF_THE_TABLE = "--json, --by and --why are of the table; --html and --pdf write a sheet"
CURE = "or use --html and print that page from a browser"


@pytest.fixture
def pango() -> None:
    """WeasyPrint with the libraries that pip does not bring."""
    try:
        import weasyprint
    except OSError:
        pytest.skip("no Pango on this machine")
    assert weasyprint


def plan(workspace: Workspace, *argv: str) -> tuple[int, str, str]:
    """`plan` with *argv* in the folder that *workspace* is in: exit code, stdout, stderr."""
    ended = run("-C", workspace.root.name, "plan", *argv, *AT, cwd=workspace.root.parent)
    return ended.returncode, ended.stdout, ended.stderr


def refused(workspace: Workspace, *argv: str) -> str:
    """The usage error that `plan` with *argv* ends in, without the box around it."""
    before = files(workspace.root.parent)
    code, stdout, stderr = plan(workspace, *argv)
    assert (code, stdout, files(workspace.root.parent)) == (2, "", before)
    return " ".join(stderr.replace("│", " ").partition("Error")[2].strip(" ─╮╯╰\n").split())


def two_years(folder: Path, activities: int = 2, people: int = 2) -> Workspace:
    """A workspace of two years, each of so many *activities* that so many *people* share, monthly to every four."""
    names = [f"{chr(65 + at)}nna {chr(90 - at)}immer" for at in range(people)]
    staff = "".join(f"  {name}: {{role: Auditor}}\n" for name in names)
    config = SMALL_CONFIG.replace("staff:\n", f"frameworks: [first.yaml, second.yaml]\nstaff:\n{staff}")
    workspace = small(folder, config)
    for year, file in ((2020, "first.yaml"), (2021, "second.yaml")):
        work = [(f"Audit of kind {at} of our case files", names[at % people]) for at in range(activities)]
        lines = ["title: The framework", "service: The service", f"year: {year}", "first_month: April", "activities:"]
        lines += [f"  {title}: {{purpose: To see., workers: [{name}, {names[-1]}]}}" for title, name in work]
        lines.append("months:")
        for number, month in enumerate(MONTHS):
            listed = [f"    - {title}" for at, (title, _) in enumerate(work) if (number + at) % (1 + at % 4) == 0]
            lines += [f"  {month}:", *listed]
        (workspace.root / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return workspace


def sizes(path: Path) -> list[tuple[int, int]]:
    """Width and height of each sheet of a PDF, in millimetres."""
    return [tuple(round(side / 72 * 25.4) for side in page.mediabox[2:]) for page in PdfReader(path).pages]


def words(path: Path) -> str:
    """What a PDF says, on all its sheets."""
    # Where a sheet has letters of many kinds, pypdf takes some for two.
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).replace("\0", "").split())


A4, A3 = (297, 210), (420, 297)


def test_a_page_is_the_planner_alone(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    built(workspace)
    run("done", "Peer Audit", "--month", "October", *AT, cwd=workspace.root)
    before = files(workspace.root)

    ended = plan(workspace, "--html", "the year.html")

    page = (tmp_path / "the year.html").read_text(encoding="utf-8")
    assert ended == (0, "the year.html: written, 1 sheet to print.\n", "")
    assert page.count('<table class="sheet">') == 1
    assert "As of Monday 12 October 2020" in page
    assert '<span class="tick">✓</span> 12' in page
    assert {link[:1] for link in re.findall('<a [^>]*href="([^"]*)"', page)} == {"#"}
    assert "with this address" not in page
    assert files(workspace.root) == before


def test_work_that_a_build_moved_says_so(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    built(workspace)

    plan(workspace, "--html", "x.html")

    assert (tmp_path / "x.html").read_text(encoding="utf-8").count("<b>moved</b>") == 3


def test_printing_makes_no_state(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    before = files(workspace.root)

    code, _, _ = plan(workspace, "--html", "x.html")

    assert code == 0
    assert files(workspace.root) == before
    assert sorted(path.name for path in workspace.root.iterdir()) == ["config.yaml", "framework.yaml"]


def test_every_year_has_a_sheet_and_one_can_be_asked_for(tmp_path: Path) -> None:
    workspace = two_years(tmp_path)

    both = plan(workspace, "--html", "both.html")
    one = plan(workspace, "--html", "one.html", "--year", "2021")
    same = plan(workspace, "--html", "same.html", "--year", "2021-22")

    pages = [(tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("both", "one", "same")]
    assert [page.count('<table class="sheet">') for page in pages] == [2, 1, 1]
    assert "<h1>The team: 2021–22 planner</h1>" in pages[1]
    assert pages[1] == pages[2]
    assert [ended[1].partition(", ")[2] for ended in (both, one, same)] == [
        "2 sheets to print.\n",
        "1 sheet to print.\n",
        "1 sheet to print.\n",
    ]


@pytest.mark.parametrize("there", ["", "<!DOCTYPE html>\n<p>", "\ufeff \n<HTML>"])
def test_an_earlier_page_is_written_over(there: str, tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (tmp_path / "x.html").write_text(there, encoding="utf-8")

    first, again = (plan(workspace, "--html", "x.html") for _ in range(2))

    assert first == (0, "x.html: written, 1 sheet to print.\n", "")
    assert again == (0, "x.html: unchanged, 1 sheet to print.\n", "")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("--html", "x.html", "--json"), OF_THE_TABLE),
        (
            ("--pdf", "x.pdf", "--by", "month"),
            "--json, --by and --why are of the table; --html and --pdf write a sheet",
        ),
        (("--pdf", "x.pdf", "--why"), OF_THE_TABLE),
        (("--html", "x", "--pdf", "./x"), "--html and --pdf name the same file; give each its own"),
        (("--paper", "A4"), "--paper is of --pdf; for a page the browser asks what it is printed on"),
        (
            ("--html", "x.html", "--paper", "A3"),
            "--paper is of --pdf; for a page the browser asks what it is printed on",
        ),
        (("--pdf", "x.pdf", "--paper", "A5"), "--paper is A4 or A3, not 'A5'"),
        (("--pdf", "x.pdf", "--paper", ""), "--paper is A4 or A3, not ''"),
        (("--year", "2020"), "--year is of --html and --pdf"),
        (
            ("--html", "x.html", "--year", "2019"),
            "no framework year begins in '2019'; --year is one of 2020",
        ),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(argv: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert refused(small(tmp_path), *argv) == f"Invalid value: {said}"


@pytest.mark.parametrize("option", ["--html", "--pdf"])
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("a small one/config.yaml", "is config.yaml, which is edited or kept by itself; name another file"),
        ("a small one/framework.yaml", "is framework.yaml, which is edited or kept by itself; name another file"),
        ("a small one/templates/x", "is in templates, which is edited or kept by itself; name another file"),
        ("a small one/out/pages/x", "is in out/pages, which is edited or kept by itself; name another file"),
        ("a small one/state/qa-calendar.db", "is the state, which is edited or kept by itself; name another file"),
        ("a link", "is config.yaml, which is edited or kept by itself; name another file"),
        ("a folder", "is a folder; name a file in it"),
    ],
)
def test_a_file_in_the_way_of_something_else_is_refused(option: str, file: str, said: str, tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a link").symlink_to(workspace.root / "config.yaml")

    assert refused(workspace, option, file) == f"Invalid value: '{Path(file)}' {said}"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    workspace = small(tmp_path)

    said = refused(workspace, "--html", "no such/x.html")

    assert said == "Invalid value: there is no folder 'no such'; make it first, or name another file"


@pytest.mark.parametrize(
    ("option", "there", "kind"),
    [
        ("--html", b"PK\x03\x04 a letter", "page"),
        ("--html", b"%PDF-1.7", "page"),
        ("--pdf", b"<!DOCTYPE html>", "PDF"),
        ("--pdf", b"notes of mine", "PDF"),
    ],
)
def test_a_file_of_another_kind_is_left_alone(option: str, there: bytes, kind: str, tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (tmp_path / "mine").write_bytes(there)

    said = refused(workspace, option, "mine")

    assert said == f"Invalid value: 'mine' is there and is no {kind}; take it away, or name another file"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (
            "sys.modules['weasyprint'] = None",
            "--pdf needs the pdf extra: python -m pip install '.[pdf]' in the folder it was installed from",
        ),
        (
            # Whoever has WeasyPrint of pip alone: its first library cannot be opened.
            "import cffi; cffi.FFI.dlopen = lambda *_: (_ for _ in ()).throw(OSError('cannot load library'))",
            "--pdf needs the Pango libraries, which are not here: install them (docs/printing.md says how)",
        ),
    ],
    ids=["the extra", "Pango"],
)
def test_what_is_lacking_is_one_line_with_the_cure_and_nothing_is_written(
    before: str, said: str, tmp_path: Path
) -> None:
    workspace = small(tmp_path)
    script = f"import sys; {before}; from qa_calendar.cli import main; main()"
    command = [sys.executable, "-c", script, "plan", "--html", "x.html", "--pdf", "x.pdf", *AT]

    ended = subprocess.run(
        command, cwd=workspace.root, env=environment(), capture_output=True, text=True, check=False, timeout=60
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", f"qa-calendar: {said}, {CURE}\n")
    assert sorted(path.name for path in workspace.root.iterdir()) == ["config.yaml", "framework.yaml"]


@pytest.mark.usefixtures("pango")
def test_no_font_is_said_before_it_ends_the_process(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{tmp_path / 'none'}</dir></fontconfig>", encoding="utf-8")

    ended = run_apart("plan", "--pdf", "x.pdf", *AT, cwd=workspace.root, FONTCONFIG_FILE=str(fonts))

    said = f"--pdf needs a font, and there is none here: install one (fonts-liberation), {CURE}"
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", f"qa-calendar: {said}\n")


@pytest.mark.usefixtures("pango")
def test_the_shipped_year_is_one_sheet_of_either_paper(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    built(workspace)
    before = files(workspace.root)

    ended = [
        plan(workspace, "--pdf", "four.pdf"),
        plan(workspace, "--pdf", "three.pdf", "--paper", "a3", "--html", "x.html"),
    ]

    assert ended == [
        (0, "four.pdf: written, 1 sheet of A4.\n", ""),
        (0, "x.html: written, 1 sheet to print.\nthree.pdf: written, 1 sheet of A3.\n", ""),
    ]
    assert [sizes(tmp_path / name) for name in ("four.pdf", "three.pdf")] == [[A4], [A3]]
    said = words(tmp_path / "four.pdf")
    assert "Safeguarding QA: 2020–21 planner" in said
    assert "As of Monday 12 October 2020" in said
    assert "Thematic Audit – Pre-Birth" in said
    assert "Made by qa-calendar." in said
    assert "Month by month" not in said
    assert files(workspace.root) == before


@pytest.mark.usefixtures("pango")
def test_a_year_is_a_sheet_with_its_own_heading(tmp_path: Path) -> None:
    workspace = two_years(tmp_path)

    ended = plan(workspace, "--pdf", "x.pdf")
    alone = plan(workspace, "--pdf", "y.pdf", "--year", "2021")

    assert ended == (0, "x.pdf: written, 2 sheets of A4.\n", "")
    assert alone == (0, "y.pdf: written, 1 sheet of A4.\n", "")
    first, second = (page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages)
    assert ("2020–21 planner" in first, "2021–22 planner" in first) == (True, False)
    assert ("2020–21 planner" in second, "2021–22 planner" in second) == (False, True)
    assert PdfReader(tmp_path / "x.pdf").metadata == {
        **(PdfReader(tmp_path / "y.pdf").metadata or {}),
        "/Title": "The team: 2020–21 planner · The team: 2021–22 planner",
    }


@pytest.mark.usefixtures("pango")
def test_thirty_activities_of_twelve_people_are_a_sheet_of_a3_each_year(tmp_path: Path) -> None:
    workspace = two_years(tmp_path, activities=30, people=12)

    small_paper = plan(workspace, "--pdf", "four.pdf", "--year", "2020")
    large_paper = plan(workspace, "--pdf", "three.pdf", "--paper", "A3")

    hint = "2020-21 did not fit on one sheet of A4; --paper A3 has more room.\n"
    assert small_paper == (0, "four.pdf: written, 2 sheets of A4.\n", hint)
    assert large_paper == (0, "three.pdf: written, 2 sheets of A3.\n", "")
    assert sizes(tmp_path / "three.pdf") == [A3, A3]


@pytest.mark.usefixtures("pango")
def test_the_same_year_is_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    workspace = small(tmp_path)

    for seed in "12":
        ended = run_apart("plan", "--pdf", f"{seed}.pdf", *AT, cwd=workspace.root, PYTHONHASHSEED=seed)
        assert (ended.returncode, ended.stderr) == (0, "")

    assert (workspace.root / "1.pdf").read_bytes() == (workspace.root / "2.pdf").read_bytes()
    assert not {"/CreationDate", "/ModDate"} & set(PdfReader(workspace.root / "1.pdf").metadata or {})
    assert plan(workspace, "--pdf", str(workspace.root / "1.pdf"))[1].endswith("1.pdf: unchanged, 1 sheet of A4.\n")


@pytest.mark.usefixtures("pango")
def test_a_pdf_takes_in_nothing_from_outside_and_says_what_it_lacks(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (tmp_path / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        logo = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='20'><text y='15'>a logo</text></svg>"
        inside = f"data:image/svg+xml,{quote(logo)}"
        pictures = f"{address}/logo.svg", (tmp_path / "secret.svg").as_uri(), "logo.svg", inside
        template = workspace.root / "templates" / "site.html.j2"
        run("init", ".", "--template", template.name, cwd=workspace.root)
        text = template.read_text(encoding="utf-8")
        images = "".join(f'<img alt="" src="{picture}">' for picture in pictures)
        text = text.replace("<body>", f"<body>{images}<a href='#nowhere'>x</a>")
        style = f"<style>@import '{address}/x.css';</style>"
        template.write_text(text.replace("</head>", f"{style}</head>"), encoding="utf-8")

        code, stdout, stderr = plan(workspace, "--pdf", "x.pdf")

        with pytest.raises(TimeoutError):
            listening.accept()
    assert (code, stdout) == (0, "x.pdf: written, 1 sheet of A4.\n")
    assert "data:" not in stderr
    begins = "Not in x.pdf, since only what is in a template itself can be: "
    lines = sorted(line.removeprefix(begins) for line in stderr.splitlines() if line.startswith(begins))
    assert len(lines) == len(stderr.splitlines()) == 4
    assert [sum(what in line for line in lines) for what in (address, pictures[1], "Relative URI")] == [2, 1, 1]


HOSTILE = (
    """<script>alert("x")</script> & 'Q'""",
    "N" * 100,
    "שלום עולם",
    "مرحبا بالعالم",
    "Zoë 🎉👩 Ünal",
)


@pytest.mark.usefixtures("pango")
def test_names_and_titles_of_any_kind_are_printed(tmp_path: Path) -> None:
    keys = ["'" + name.replace("'", "''") + "'" for name in HOSTILE]
    config = SMALL_CONFIG.replace("staff:\n", "staff:\n" + "".join(f"  {key}: {{role: x}}\n" for key in keys))
    workspace = small(tmp_path, config)
    edit(workspace, "framework.yaml", "workers: [Anna Bell]", f"workers: [{', '.join(keys)}]")
    titles = [*keys, "T" * 200]
    activities = "".join(f"  {title}: {{purpose: To see., workers: [{keys[0]}]}}\n" for title in titles)
    edit(workspace, "framework.yaml", "months:\n", f"{activities}months:\n")
    edit(workspace, "framework.yaml", "  May:\n", "  May:\n" + "".join(f"    - {title}\n" for title in titles))

    ended = plan(workspace, "--html", "x.html", "--pdf", "x.pdf")

    assert ended == (0, "x.html: written, 1 sheet to print.\nx.pdf: written, 1 sheet of A4.\n", "")
    assert "<script" not in (tmp_path / "x.html").read_text(encoding="utf-8")
    said = words(tmp_path / "x.pdf")
    assert HOSTILE[0] in said
    assert all(long in said.replace(" ", "").replace("-", "") for long in ("N" * 100, "T" * 200))
