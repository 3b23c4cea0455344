"""What a workbook shows: values, numbers and days in their formats, merges, what is hidden, what is noticed."""

from __future__ import annotations

from datetime import date

import pytest
from packed import SHEET, only, read, refusal, relations, rows, said, xlsx

from qa_calendar.reading.documents.opening.numbers import Shown, shown

STYLES = f"""<styleSheet {SHEET}>
<numFmts><numFmt numFmtId="164" formatCode="mmm\\-yy"/></numFmts>
<fonts><font/><font><strike/></font><font><name val="Wingdings"/></font>
<font><strike val="0"/><name val="Arial"/></font></fonts>
<cellXfs><xf/><xf numFmtId="164"/><xf fontId="1"/><xf fontId="2"/><xf numFmtId="14" fontId="3"/><xf fontId="77"/>
</cellXfs>
</styleSheet>"""


def sheet(*rows_: str, after: str = "", before: str = "") -> str:
    """The content of a sheet."""
    return f"{before}<sheetData>{''.join(f'<row>{cells}</row>' for cells in rows_)}</sheetData>{after}"


def typed(text: str) -> str:
    """A cell with a text of its own."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def test_every_kind_of_value() -> None:
    runs = "<si><r><t>two </t></r><r><t>runs</t></r><rPh><t>SOUND</t></rPh></si>"
    strings = f"<sst {SHEET}><si><t>one</t></si>{runs}<si/></sst>"
    content = sheet(
        '<c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>99</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c>'
        '<c t="str"><v>text</v></c><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>S</t></rPh></is></c>'
        '<c><v>3</v></c><c t="n"><v>2.5</v></c><c t="d"><v>2026-03-01T00:00:00</v></c><c t="e"><v>#REF!</v></c>'
        '<c t="b"/><c><v/></c><c t="d"><v>soon</v></c>'
    )

    document = read(xlsx(content, parts={"sharedStrings.xml": strings}))

    assert only(document) == [
        ["two runs", "", "", "TRUE", "FALSE", "text", "inline", "3", "2.5", "01/03/2026", "", "", "", "soon"]
    ]
    assert document.grids[0].at(0, 9).day == date(2026, 3, 1)
    assert said(document) == [("sheet 'S0', K1", "an error of Excel stands here, read as empty", "#REF!")]


def test_looks_of_cells() -> None:
    content = sheet(
        '<c s="1"><v>46082</v></c><c s="2" t="str"><v>gone</v></c>'
        '<c s="3" t="str"><v>ü</v></c><c s="3" t="str"><v>x</v></c>'
        '<c s="4"><v>45754</v></c><c s="5"><v>7</v></c><c s="99"><v>8</v></c>'
    )

    (grid,) = read(xlsx(content, parts={"styles.xml": STYLES})).grids

    assert rows(grid) == [["Mar-26", "gone", "✓", "X", "07/04/2025", "7", "8"]]
    assert [grid.at(0, column).day for column in (0, 4)] == [date(2026, 3, 1), date(2025, 4, 7)]
    assert [grid.at(0, column).struck for column in (0, 1, 4)] == [False, True, False]


def test_days_since_1904() -> None:
    content = sheet('<c s="1"><v>44620</v></c>')

    (grid,) = read(xlsx(content, parts={"styles.xml": STYLES}, workbook='<workbookPr date1904="1"/>')).grids

    assert grid.at(0, 0).day == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("number", "kind", "code", "text", "day"),
    [
        ("3", 0, "", "3", None),
        ("3.0", 0, "General", "3", None),
        ("0.1", 0, "", "0.1", None),
        ("1e20", 0, "", "1e+20", None),
        ("nan", 0, "", "nan", None),
        ("what", 0, "", "what", None),
        ("0.25", 9, "", "25%", None),
        ("0.255", 10, "", "25.50%", None),
        ("1234.5", 4, "", "1,234.50", None),
        ("-1234", 3, "", "-1,234", None),
        ("-0.001", 2, "", "0.00", None),
        ("7", 164, "00", "07", None),
        ("3", 164, '0" days"', "3 days", None),
        ("3", 164, "[$£-809]#,##0;[Red]-0", "£3", None),
        ("3", 164, "_(0_)", "3", None),
        ("3", 164, "@", "3", None),
        ("45754", 14, "", "07/04/2025", date(2025, 4, 7)),
        ("45754", 15, "", "7-Apr-25", date(2025, 4, 7)),
        ("45754", 17, "", "Apr-25", date(2025, 4, 7)),
        ("45754", 22, "", "07/04/2025", date(2025, 4, 7)),
        ("45754", 30, "", "07/04/2025", date(2025, 4, 7)),
        ("45754", 164, "m/d/yy", "07/04/2025", date(2025, 4, 7)),
        ("45754", 164, "[$-F800]dddd\\, mmmm dd\\, yyyy", "Monday, April 07, 2025", date(2025, 4, 7)),
        ("45754", 164, '"w/c "ddd d mmm', "w/c Mon 7 Apr", date(2025, 4, 7)),
        ("45754", 164, "mmmm", "April", date(2025, 4, 7)),
        ("45754", 164, "mmmmm", "Apr", date(2025, 4, 7)),
        ("45754", 164, "mm/yyyy", "04/2025", date(2025, 4, 7)),
        ("45754", 164, "yyyy", "2025", date(2025, 4, 7)),
        ("0.5", 20, "", "12:00", None),
        ("0.5625", 18, "", "1:30 PM", None),
        ("0.0625", 164, "hh:mm A/P", "01:30 A", None),
        ("0.5", 45, "", "00:00", None),
        ("0.5", 21, "", "12:00:00", None),
        ("1", 14, "", "01/01/1900", date(1900, 1, 1)),
        ("61", 14, "", "01/03/1900", date(1900, 3, 1)),
        ("2958465", 14, "", "31/12/9999", date(9999, 12, 31)),
        ("2958466", 14, "", "2958466", None),
        ("-5", 14, "", "-5", None),
    ],
)
def test_numbers_as_they_are_seen(number: str, kind: int, code: str, text: str, day: date | None) -> None:
    assert shown(number, kind, code) == Shown(text, day)


def test_a_day_behind_the_last_one_since_1904_is_a_number() -> None:
    assert shown("2958466", 14, "", since_1904=True) == Shown("2958466")


def test_formulas_with_and_without_a_value() -> None:
    content = sheet(
        '<c><f t="shared" si="0">A9+1</f><v>1</v></c><c><f t="shared" si="0"/><v>2</v></c><c><f>B1</f><v>3</v></c>'
        '<c t="str"><f>C1</f><v>four</v></c><c t="str"><f>""</f><v></v></c><c><f>C9</f><v></v></c><c><f>D9</f></c>'
    )

    document = read(xlsx(content))

    (grid,) = document.grids
    assert rows(grid) == [["1", "2", "3", "four", "", "", ""]]
    assert [grid.at(0, column).formula for column in (0, 5, 6)] == [None, "=C9", "=D9"]
    assert grid.at(0, 4) is None
    assert said(document) == [
        (
            "sheet 'S0'",
            (
                "of a formula the stored value is used: A1 '=A9+1' gives '1'; B1 '=A9+1' gives '2'; "
                "C1 '=B1' gives '3' and 1 more"
            ),
            "",
        )
    ]


def test_merges_reach_as_far_as_something_stands() -> None:
    content = sheet(
        typed("title"),
        typed("a") + typed("covered") + typed("c"),
        after='<mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A2:B1048576"/><mergeCell ref="?"/></mergeCells>',
    )

    (grid,) = read(xlsx(content)).grids

    assert rows(grid) == [["title", "title", "title"], ["a", "a", "c"]]
    assert (grid.at(0, 2).width, grid.at(1, 1).height) == (3, 1)


def test_places_are_those_of_the_references() -> None:
    third = '<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c><c r="XFE1"><v>3</v></c></row>'
    content = f"<sheetData>{third}<row><c><v>4</v></c></row></sheetData>"

    (grid,) = read(xlsx(content)).grids

    assert {place: found.text for place, found in grid.cells.items()} == {
        (2, 2): "1", (2, 3): "2", (2, 4): "3", (3, 0): "4"
    }  # fmt: skip


def test_what_is_hidden() -> None:
    columns = (
        '<cols><col min="1" max="1" hidden="1"/><col min="2" max="3" width="0"/><col min="4" max="4" hidden="0"/>'
        '<col min="9" max="16384" hidden="1"/></cols>'
    )
    content = (
        f'{columns}<sheetData><row hidden="1"><c r="A1"><v>1</v></c><c r="D1"><v>1</v></c></row><row ht="0"/>'
        '<row hidden="0"><c><v>2</v></c></row><row hidden="1"/></sheetData>'
    )

    document = read(xlsx(content, sheet(typed("a")), sheet(), states=("visible", "veryHidden")))

    first, second, third = document.grids
    assert (first.hidden_rows, first.hidden_columns) == ({0, 1}, {0, 1, 2})
    assert (first.is_hidden, second.is_hidden, third.is_hidden) == (False, True, False)
    assert third.cells == {}


def test_comments_are_told_once() -> None:
    threads = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    content = packed_with_comments(
        f'{threads}<threadedComment ref="B2"><text>Really?</text></threadedComment></ThreadedComments>',
        f'<comments {SHEET}><commentList><comment ref="B2"><text><t>[Threaded comment]</t></text></comment>'
        '<comment ref="A1"><text><r><t>Ask </t></r><r><t>Kit</t></r></text></comment><comment ref="?"/>'
        "</commentList></comments>",
    )

    assert said(read(content)) == [
        ("sheet 'S0', B2", "a comment is not imported", "Really?"),
        ("sheet 'S0', A1", "a comment is not imported", "Ask Kit"),
    ]


def packed_with_comments(threads: str, comments: str) -> bytes:
    """A workbook whose sheet has both."""
    listed = relations(("a", "threadedComment", "t/one.xml"), ("b", "comments", "t/two.xml"))
    parts = {"_rels/sheet0.xml.rels": listed, "t/one.xml": threads, "t/two.xml": comments}
    return xlsx(sheet(typed("a")), parts=parts)


def test_other_workbooks_and_sheets_that_are_none_are_told() -> None:
    parts = {
        "externalLink1.xml": "<x/>",
        "_rels/externalLink1.xml.rels": relations(("a", "externalLinkPath", "file:///other.xlsx", "External")),
    }
    content = xlsx(sheet(typed("a")), parts=parts)

    assert [note.text for note in read(content).notes] == [
        "the document points to outside files (workbook), which were not opened",
        "the workbook points to other workbooks or programs, which were not opened",
    ]


def test_a_sheet_of_a_chart_is_left_out() -> None:
    whole = xlsx(sheet(typed("a")), workbook='<sheets><sheet name="Chart" r:id="c"/></sheets>')

    assert said(read(whole)) == [("", "sheet 'Chart' is no sheet of cells, and was left out", "")]


@pytest.mark.slow
@pytest.mark.exhaustive
def test_bounds_of_a_workbook() -> None:
    assert refusal(xlsx(*["" for _ in range(251)])).startswith("it has more than 250 sheets")
    assert refusal(xlsx(sheet("<c><v>1</v></c>" * 200_001))).startswith("it holds more than 200,000 cells")
    first, last = '<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="900000"><c r="Z900000"><v>1</v></c></row>'
    far = f"<sheetData>{first}{last}</sheetData>"
    merge = '<mergeCells><mergeCell ref="A1:Z900000"/></mergeCells>'
    assert refusal(xlsx(far + merge)).startswith("it holds more than 200,000 cells")


@pytest.mark.exhaustive
@pytest.mark.slow
def test_blank_cells_are_counted_too() -> None:
    assert refusal(xlsx(sheet("<c/>" * 1_000_001))).startswith("it holds more than can be read")


def test_many_runs_of_hidden_columns_cost_little() -> None:
    columns = "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 2_000 + "</cols>"

    (grid,) = read(xlsx(columns + sheet(typed("a")))).grids

    assert grid.hidden_columns == {0}


def test_a_workbook_without_sheets_has_no_grid() -> None:
    assert read(xlsx()).grids == ()


def test_raised_figures_are_marks_of_footnotes() -> None:
    up = '<r><rPr><vertAlign val="superscript"/></rPr><t>{}</t></r>'
    strings = (
        f"<sst {SHEET}><si><r><t>Audit</t></r>{up.format('1')}</si>"
        f"<si><r><t>1</t></r>{up.format('st')}<r><t> visit</t></r></si><si><t>plain</t></si></sst>"
    )
    content = sheet(
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c>'
        f'<c t="inlineStr"><is><r><t>Survey</t></r>{up.format("*")}</is></c>',
        f'<c t="s"><v>0</v></c>{typed("x")}',
    )

    document = read(xlsx(content, parts={"sharedStrings.xml": strings}))

    assert only(document) == [["Audit", "1st visit", "plain", "Survey"], ["Audit", "x", "", ""]]
    assert said(document) == [
        ("sheet 'S0', A1", "a footnote mark is left out", "'1' in 'Audit'"),
        ("sheet 'S0', D1", "a footnote mark is left out", "'*' in 'Survey'"),
        ("sheet 'S0', A2", "a footnote mark is left out", "'1' in 'Audit'"),
    ]


def test_cells_that_are_only_coloured_are_said_and_not_read() -> None:
    fills = (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="solid"><fgColor rgb="FFFFFFFF"/></patternFill></fill>',
        '<fill><patternFill patternType="solid"><fgColor rgb="FF00B050"/></patternFill></fill>',
        '<fill><patternFill patternType="solid"><fgColor theme="0"/></patternFill></fill>',
        "<fill/>",
    )
    looks = "".join(f'<xf fillId="{number}"/>' for number in range(6))
    styles = f"<styleSheet {SHEET}><fills>{''.join(fills)}</fills><cellXfs>{looks}</cellXfs></styleSheet>"
    row = "".join(f'<c s="{number}"/>' for number in range(6))
    content = xlsx(
        sheet(
            typed("Audit") * 6,
            row,
            '<c s="2"/>' * 2 + typed("x") * 4,
            after='<mergeCells><mergeCell ref="A3:B3"/></mergeCells>',
        ),
        parts={"styles.xml": styles},
    )

    document = read(content, "a.xlsx")

    assert [note.text for note in document.notes] == [
        "1 cell is coloured and empty, the first is C2: colours are not read; write a mark into a cell that means work"
    ]
