"""Documents from their bytes: the tables, texts and notes that a person would see in them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packed import only, packed, rows, said

from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.documents.grid import Document, Text
from qa_calendar.reading.documents.opening.reading import read_document

CORPUS = Path(__file__).parent / "documents"
OPEN = sorted(path for path in (CORPUS / "open").iterdir() if path.suffix != ".json")
HOSTILE = sorted(path for path in (CORPUS / "hostile").iterdir() if path.suffix != ".json")


def opened(name: str) -> Document:
    """A document of the corpus, by the beginning of its name."""
    path = next(path for path in (*OPEN, *HOSTILE, *CORPUS.glob("given/*.txt")) if path.name.startswith(name))
    return read_document(path.name, path.read_bytes())


@pytest.mark.parametrize("path", OPEN, ids=lambda path: path.stem)
def test_every_open_document_is_read_with_all_its_activities(path: Path) -> None:
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text(encoding="utf-8"))

    document = read_document(path.name, path.read_bytes())

    cells = [found.flat for grid in document.grids for found in grid.cells.values()]
    seen = " ".join([*cells, *(text.text for text in document.texts)])
    for entry in expected["entries"]:
        assert all(word in seen for word in entry["activity"].split())
        assert all(word in seen or entry.get("unsure") for name in entry["workers"] for word in name.split()[-1:])


@pytest.mark.parametrize("name", ["o01", "o17"])
def test_months_that_are_merged_over_rows_stand_at_each_of_them(name: str) -> None:
    first, second, *_ = opened(name).grids

    assert [first.at(line, 0).text for line in range(1, 9)] == ["April"] * 3 + ["May"] * 4 + ["June"]
    assert first.at(1, 0) is first.at(3, 0)
    assert (second.at(0, 0), second.at(4, 0).flat) == (None, "Quarter 2 July")


def test_the_pages_of_the_service_s_text_are_a_table_each() -> None:
    document = opened("o00")

    assert [(grid.height, grid.width, grid.first_line) for grid in document.grids] == [
        (9, 4, 5),
        (10, 4, 15),
        (10, 4, 26),
        (8, 4, 37),
        (6, 4, 46),
    ]
    assert document.grids[1].place(4, 0) == "line 19, column 1"
    assert document.texts[0].text.startswith("Quality Assurance learning framework")
    assert document.grids[0].at(1, 0).text == "April"


def test_headings_and_typed_bullets_are_known() -> None:
    document = opened("o02")

    assert document.blocks[0] == Text("SCSP Annual Audit Calendar – 2019-2020", 1)
    assert document.grids[0].at(2, 1).text == "• Pre-Birth Assessment"
    assert document.grids[0].header_rows == 1


def test_a_workbook_keeps_the_marks_as_typed() -> None:
    (grid,) = opened("o03").grids

    assert [grid.at(5, column).text for column in (1, 3, 5, 9, 10)] == ["1", "Y", "n/a", "X", "-"]
    assert grid.at(10, 1).formula == '=COUNTIF(B2:B5,"X")'
    assert (grid.at(0, 12).width, grid.place(3, 1)) == (13, "sheet '2024', B4")


def test_markdown_s_tables_stand_under_their_headings() -> None:
    document = opened("o04")

    assert [block.text for block in document.texts if block.level == 3] == [f"Q{n} Activities" for n in (1, 3, 4)]
    assert rows(document.grids[0])[4] == ["March", "Year-end audit | completion", "Audit Committee"]
    assert rows(document.grids[1])[2] == ["August", "Succession planning review", "Compensation Committee"]
    assert document.kind == "Markdown text"


def test_breaks_and_merges_over_columns() -> None:
    (grid,) = opened("o05").grids

    assert grid.at(2, 1).lines == ("1x (HoS & DH)", "WK: 15th September")
    assert grid.at(4, 1) is grid.at(4, 3)


def test_csv_of_windows_and_with_a_mark() -> None:
    assert only(opened("o06"))[1][2] == "Registered Manager – Asha Verrall"
    audits = only(opened("o08"))
    assert audits[0][0] == "audit_id"
    assert audits[2][1] == "Cyber security; phishing"
    assert audits[3][5] == "Priya Nandan, Miles Brackwater"
    assert audits[7] == [""] * 7


def test_a_workbook_s_two_rows_of_heads() -> None:
    (grid,) = opened("o07").grids

    assert [grid.at(1, 4).text, grid.at(2, 4).flat, grid.at(2, 0).text] == ["Meeting", "Feb Q1", "#"]
    assert grid.at(4, 0).text == "1"


def test_tracked_changes_are_read_as_if_accepted_and_told() -> None:
    document = opened("o09")

    assert [line[1:3] for line in only(document)[1:]] == [
        ["Single case audit", "Kit Marwood"],
        ["Supervision audit", "Femi Adeyoola"],
        ["Dip sample: strategy meetings", "Lena Stroud (IRO)"],
        ["Front door audit", "Femi Adeyoola and Lena Stroud"],
        ["Re-audit of April actions", "Kit Marwood"],
    ]
    assert document.grids[0].at(3, 0).height == 1
    assert said(document) == [
        ("table 1, row 2, column 2", "a comment is not imported", "Is this still monthly?"),
        (
            "table 1, row 5",
            "a row that is struck out with tracked changes is left out",
            "Return home interviews | Lena Stroud | Old line that was struck out",
        ),
        (
            "table 1, row 5, column 2",
            "a footnote is no part of the text",
            "Postponed from March at the request of the board.",
        ),
        ("", "13 tracked changes are still open; the document is read as if accepted", ""),
    ]


def test_hidden_sheets_rows_and_columns_are_known() -> None:
    document = opened("o10")

    assert [grid.name for grid in document.grids] == [
        "Guidance",
        "Apr 25",
        "May 25",
        "June",
        "Jul-25",
        "Apr 24",
        "Aug 25",
    ]
    assert [grid.name for grid in document.grids if grid.is_hidden] == ["Apr 24"]
    april = document.grids[1]
    assert (april.hidden_rows, april.hidden_columns, april.at(4, 1).text) == ({4}, {3}, "Withdrawn: PPE")
    assert said(document) == [
        ("sheet 'Jul-25'", "of a formula the stored value is used: C3 '=June!C3' gives 'Asha Verrall'", "")
    ]


def test_a_page_s_bullets_breaks_and_rowspans() -> None:
    document = opened("o11")

    (grid,) = document.grids
    assert grid.at(1, 2).lines == ("• Ensure the precept request is submitted", "• Submit VAT return for the quarter")
    assert grid.at(5, 2).lines == ("Annual meeting of the council", "Annual review of the asset register")
    assert grid.at(1, 0) is grid.at(3, 0)
    assert grid.header_rows == 1
    assert document.texts[-1].text == "Last updated – 3 December 2024"


def test_pasted_tabs_with_a_line_break_in_quotes() -> None:
    first, second = opened("o12").grids

    assert rows(first)[6] == ["October", "SAQ A-EP\ncompletion", "Compliance"]
    assert (first.first_line, second.first_line, second.height) == (3, 14, 2)


def test_whole_numbers_and_empty_sheets() -> None:
    plan, chart = opened("o13").grids

    assert rows(plan)[2][4:] == ["12", "12", "12", "Q3"]
    assert (plan.at(9, 4).formula, chart.height) == ("=SUM(E3:E9)", 0)


def test_margins_stand_apart() -> None:
    document = opened("o14")

    assert document.blocks[-1] == Text("Democratic Services – version 4 – 12 May 2025", is_margin=True)
    assert document.blocks[-2] == Text("• Community grants; water companies")


def test_days_of_a_sheet() -> None:
    (grid,) = opened("o15").grids

    assert (grid.at(2, 1).text, grid.at(2, 1).day) == ("15/09/25", date(2025, 9, 15))
    assert grid.at(4, 0).text == "Autumn 1"


TABLE = [
    ["Month", "Activity", "Named worker", "Purpose"],
    ["April", "Case file audit", "Asha Verrall", "To learn"],
    ["May", "Dip sample", "Tom Okafor-Lyle", "Timeliness"],
]
DAMAGED = "the file is damaged or not fully downloaded: open it in Word and save it again"
PASSWORD = "the file has a password: remove it (File › Info › Protect), or export the table to CSV"
LIMIT = "more than the limit of 24 MB a part and 40 MB in all: refused, nothing was read"
REFUSED = {
    "x01": f"the document unpacks to 150 MB, {LIMIT}",
    "x02": f"the document unpacks to 120 MB, {LIMIT}",
    "x04": "the file contains a DTD with entities, which Word never writes: refused",
    "x05": "the file contains a DTD with entities, which Excel never writes: refused",
    "x10-": DAMAGED,
    "x10b": DAMAGED,
    "x10c": "the file is empty (still syncing?)",
    "x11-password.xlsx": PASSWORD,
    "x11-password.docx": PASSWORD,
    "x12b": "an old Excel workbook: open it in Excel and save it as .xlsx (File › Save As)",
    "x12c": "an RTF document, Word's old exchange format: open it in Word and save it as .docx (File › Save As)",
    "x15": "not a Word document (no [Content_Types].xml): did you zip it? unpack it first, and import what is in it",
    "x16": "its content is nested too deeply: refused",
}
READ = {
    "x03": [],
    "x06": ["the document points to outside files (picture, template), which were not opened"],
    "x08-macros.docm": ["the document holds macros, which were left alone"],
    "x08-macros.xlsm": ["the workbook holds macros, which were left alone"],
    "x08-macros-named": ["the document holds macros, which were left alone"],
    "x09-": ["rows 4 to 1,048,576 hold nothing"],
    "x12-": ["the file is a web page, though it is named .xls; it was read as one"],
    "x13": [],
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_document_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        opened(name)

    assert [problem.message for problem in caught.value.problems] == [REFUSED[name]]


@pytest.mark.parametrize("name", READ)
def test_a_hostile_document_is_read_without_what_is_hostile(name: str) -> None:
    document = opened(name)

    assert only(document) == TABLE
    assert [note.text for note in document.notes] == READ[name]


def test_formulas_without_a_value_are_no_text() -> None:
    (grid,) = opened("x07").grids

    assert [(grid.at(1, 1).text, str(grid.at(1, 1).formula)[:12]), grid.at(1, 3).formula] == [
        ("", '=HYPERLINK("'),
        "=cmd|' /C calc'!A0",
    ]
    assert grid.at(4, 2).text == "+Priya Nandan"


def test_many_rows_are_read() -> None:
    (grid,) = opened("x09b").grids

    assert (grid.height, grid.at(11_998, 0).text) == (11_999, "May")


def test_a_csv_with_faults_keeps_its_rows() -> None:
    document = opened("x14")

    assert only(document) == [
        ["Month", "Activity", "Named worker"],
        ["April", "Case file audit", "Asha Verrall"],
        ["May", "", "Tom"],
        ["June", 'unclosed " quote', '"Priya'],
    ]
    assert [(note.place, note.text) for note in document.notes] == [
        ("line 2", "a character that no text holds (NUL) is left out"),
        ("line 3, column 2", "a cell of 140,000 characters is left out"),
        ("line 4", "a quotation mark is never closed; the line is read as it is written"),
    ]


def test_every_hostile_document_is_tried() -> None:
    tried = (*REFUSED, *READ, "x07", "x09b", "x14")
    assert all(any(path.name.startswith(name) for name in tried) for path in HOSTILE)


MEASURED = """
import sys
import zipfile
from pathlib import Path
from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.documents.opening.reading import read_document
for name in sys.argv[1:]:
    path = Path(name)
    try:
        read_document(path.name, path.read_bytes())
    except InvalidInputError:
        pass
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) / 1000)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process alone")
def test_no_hostile_document_takes_much_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, HOSTILE)], capture_output=True, text=True, check=True
    )

    assert float(done.stdout) < 100


quick = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
SMALL = [path for path in (*OPEN, *HOSTILE) if path.stat().st_size < 60_000]


@pytest.mark.slow
@pytest.mark.exhaustive
@quick
@given(
    st.sampled_from(SMALL),
    st.floats(0, 1, exclude_max=True),
    st.binary(max_size=4),
    st.sampled_from(["put", "cut", "end"]),
    st.sampled_from(["", ".docx", ".xlsx", ".ods", ".csv", ".txt", ".html", ".md"]),
)
def test_whatever_the_bytes_are_they_are_read_or_refused(
    path: Path, where: float, put: bytes, what: str, ending: str
) -> None:
    content = path.read_bytes()
    at = int(where * len(content))
    changed = content[:at] + {"put": put + content[at + len(put) :], "cut": content[at + 1 :], "end": b""}[what]

    check(path.stem + (ending or path.suffix), changed)


@quick
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="replace"))),
    st.sampled_from(["a.csv", "a.txt", "a.html", "a.md", "a.docx"]),
)
def test_whatever_the_text_is_it_is_read_or_refused(content: bytes, name: str) -> None:
    check(name, content)


UNPACKABLE = ("x01", "x02", "x03", "x10", "x15")
PACKED = [path for path in (*OPEN, *HOSTILE) if zipfile.is_zipfile(path) and not path.name.startswith(UNPACKABLE)]
READ_PARTS = re.compile(r"(document|content|sheet\d|workbook|sharedStrings|Types\]|rels)\.(xml|rels)$")
ODD = ["", "-1", "0", "99999999999", "1e9", "²", "A1:", "XFD1048576", "A1:C3", "restart", "s", "e", "2026-13-45", " 7 "]


@pytest.mark.slow
@pytest.mark.exhaustive
@quick
@given(st.sampled_from(PACKED), st.integers(0), st.integers(0), st.sampled_from(ODD))
def test_whatever_an_attribute_says_the_document_is_read_or_refused(path: Path, part: int, at: int, odd: str) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = [name for name in parts if READ_PARTS.search(name) and b'="' in parts[name]]
    name = names[part % len(names)]
    values = list(re.finditer(rb'="([^"]*)"', parts[name]))
    value = values[at % len(values)]
    parts[name] = parts[name][: value.start(1)] + odd.encode() + parts[name][value.end(1) :]

    check(path.name, packed(parts))


MARKUP = [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "<td rowspan=3>",
    "</td>",
    "<li>",
    "<ul>",
    "<p>",
    "<br>",
    "<del>",
    "a",
    "|",
    "---",
    "\n",
    "\t",
    '"',
    ",",
    "<!--",
    "-->",
    "<script>",
    "<td hidden>",
    "&lt;",
    "<",
    ">",
    "**",
    "  ",
]


@quick
@given(
    st.lists(st.sampled_from(MARKUP), max_size=40).map("".join), st.sampled_from(["a.csv", "a.txt", "a.html", "a.md"])
)
def test_whatever_the_markup_is_it_is_read(text: str, name: str) -> None:
    check(name, text.encode())


def check(name: str, content: bytes) -> None:
    """Read *content*: what comes is whole, or one sentence."""
    try:
        document = read_document(name, content)
    except InvalidInputError as error:
        (problem,) = error.problems
        assert problem.message
        assert "\n" not in problem.message
        return
    for grid in document.grids:
        assert all(found.row <= line < found.row + found.height for (line, _), found in grid.cells.items())
        assert all(found.column <= at < found.column + found.width for (_, at), found in grid.cells.items())
        assert all(found.text or found.formula or found.day for found in grid.cells.values())
