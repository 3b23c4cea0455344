"""Separated values, pasted text, web pages and Markdown."""

from __future__ import annotations

import pytest
from packed import only, read, refusal, rows, said

from qa_calendar.reading.documents.grid import Text


def test_quotes_as_excel_writes_them() -> None:
    content = 'a,"b, c","say ""x""","two\nlines"\r\n"Cyber" security,,\rlast,"",'

    document = read(content, "a.csv")

    assert only(document) == [
        ["a", "b, c", 'say "x"', "two\nlines"],
        ["Cyber security", "", "", ""],
        ["last", "", "", ""],
    ]
    assert document.kind == "comma separated text"
    assert said(document) == []


def test_a_quote_that_is_never_closed_swallows_no_row() -> None:
    content = 'Month,Lead\n"x\ny",Ann\nJune,"Priya\nJuly,"Tom"\nAugust,"Ed'

    document = read(content, "a.csv")

    assert only(document) == [
        ["Month", "Lead"], ["x\ny", "Ann"], ["June", '"Priya'], ["July", "Tom"], ["August", '"Ed']
    ]  # fmt: skip
    assert [note.place for note in document.notes] == ["line 4", "line 6"]


@pytest.mark.parametrize(
    ("content", "table"),
    [
        ("sep=;\na;b,c", [["a", "b,c"]]),
        ("sep=;\r\na;b", [["a", "b"]]),
        ("sep=x\na,b", [["sep=x", ""], ["a", "b"]]),
        ("a;b\nc, d;e", [["a", "b"], ["c, d", "e"]]),
        ("a|b\nc|d", [["a", "b"], ["c", "d"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
    ],
)
def test_what_separates(content: str, table: list[list[str]]) -> None:
    assert only(read(content, "a.csv")) == table


def test_empty_rows_stay_in_their_lines() -> None:
    (grid,) = read("a,b\n\n,\nc,d\n", "a.csv").grids

    assert (grid.at(3, 0).text, grid.place(3, 1)) == ("c", "line 4, column 2")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-8", "cp1252"])
def test_what_wrote_the_bytes(encoding: str) -> None:
    content = "Month,Activity\nApril,Case file audit – “closed” £\n".encode(encoding)

    assert only(read(content, "a.csv"))[1] == ["April", "Case file audit – “closed” £"]


def test_a_byte_that_is_no_character_is_told() -> None:
    document = read(b"a,b\n\x81\xe9,c", "a.csv")

    assert only(document)[1] == ["�é", "c"]
    assert [(note.place, note.text) for note in document.notes] == [
        ("line 2", "a character cannot be read, and stands as �")
    ]


def test_pasted_lines_tables_and_markup() -> None:
    content = "**Plan**\n\n<b>Month</b>\tWhat\nApril\t<i>one</i><br/>two\n\t\nnote\nMay\tx\n\nEnd of <u>it</u>\n<br>\n"

    document = read(content, "a.txt")

    first, second = document.grids
    assert rows(first) == [["Month", "What"], ["April", "one\ntwo"]]
    assert rows(second) == [["May", "x"]]
    assert document.texts == (Text("Plan"), Text("note"), Text("End of it"))
    assert (first.first_line, second.first_line, document.kind) == (3, 7, "text")


def test_columns_between_wide_gaps() -> None:
    content = (
        "QA plan\nMonth     Activity            Lead\nApril     Case file audit     Ann\n          of closed cases\n"
        "May       Dip sample          Bob   C\nJune      Peer review\nJuly      x                   Di\n"
    )

    document = read(content, "a.txt")

    assert document.texts == (Text("QA plan"),)
    assert only(document)[:4] == [
        ["Month", "Activity", "Lead"], ["April", "Case file audit", "Ann"], ["", "of closed cases", ""],
        ["May", "Dip sample", "Bob C"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content", ["One  gap\nno columns here\nnone at all\n", "just\nlines\n", "a  b\n", "x  " * 120 + "\ny  z\n"]
)
def test_prose_is_no_table(content: str) -> None:
    assert read(content, "a.txt").grids == ()


def test_a_pasted_text_with_bars() -> None:
    assert only(read("a;b;c\nd;e;f\ng;h;i\n", "a.txt")) == [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]


def page(body: str) -> str:
    """A page."""
    return f"<!DOCTYPE html><html><body>{body}</body></html>"


def test_spans_of_a_page() -> None:
    body = """<table><caption>All <b>audits</b></caption>
    <tr><th rowspan=2>Month<th colspan="2">Who
    <tr><td>a<td>b
    <tr><td rowspan="99">c<td>d<td colspan=0>e
    <tr><td>f
    </table>"""

    document = read(page(body), "a.html")

    assert only(document) == [["Month", "Who", "Who"], ["Month", "a", "b"], ["c", "d", "e"], ["c", "f", ""]]
    assert document.grids[0].header_rows == 1
    assert document.texts == (Text("All audits"),)


def test_lines_of_a_page() -> None:
    body = """<h2>Head</h2> loose <b>text</b><p>one<p>two &amp; &#163;3<br>three
    <ul><li>a<li><p>b</p>more</ul><dl><dt>t<dd>d</dl><div>x</div><hr><title>T</title>
    <script>if (a < b) document.write("<p>no")</script><style>p {}</style><!-- <p>no --><pre>p</pre>5 < 6 <5>"""

    texts = [(text.text, text.level) for text in read(page(body), "a.html").texts]

    assert texts == [
        ("Head", 2), ("loose text", 0), ("one", 0), ("two & £3", 0), ("three", 0), ("• a", 0), ("• b", 0), ("more", 0),
        ("t", 0), ("d", 0), ("x", 0), ("T", 0), ("p", 0), ("5 < 6 <5>", 0),
    ]  # fmt: skip


def test_what_a_page_hides_strikes_or_deletes() -> None:
    body = """<p style="DISPLAY: none">secret</p><p hidden></p><del>old</del><table>
    <tr><td><s>all</s><td><span style='text-decoration:line-through'>one</span> two<td style="display:none">td
    <tr style="display:none"><td>x<td>y
    <tr><td><del>gone</del>kept<td><input type="checkbox" checked><input></table>"""

    document = read(page(body), "a.html")

    (grid,) = document.grids
    assert rows(grid) == [["all", "two"], ["x", "y"], ["kept", "✓"]]
    assert ([grid.at(0, column).struck for column in (0, 1)], grid.hidden_rows) == ([True, False], {1})
    assert said(document) == [
        ("", "hidden text is left out", "secret"),
        ("", "text that is marked as deleted is left out", "old"),
        ("table 1, row 1, column 2", "part of the text is crossed out, and left out", "one"),
        ("table 1, row 1, column 3", "hidden text is left out", "td"),
        ("table 1, row 3, column 1", "text that is marked as deleted is left out", "gone"),
    ]


def test_tables_within_tables_and_around_pages() -> None:
    inner = "<table><tr><td>{}</table>"
    body = f"<table><tr><td>menu{inner.format('inner')}</td></tr></table>{inner.format(inner.format('x'))}"

    assert [(grid.number, rows(grid)) for grid in read(page(body), "a.htm").grids] == [
        (1, [["menu"]]), (2, [["inner"]]), (4, [["x"]])
    ]  # fmt: skip


def test_pictures_speak_where_nothing_else_does() -> None:
    body = '<table><tr><td><img alt="tick"><img alt="x"></td><td>a<img alt="icon"></td><td><img></td></tr></table>'

    assert only(read(page(body), "a.html")) == [["tick", "a"]]


def test_what_word_and_excel_put_on_the_clipboard() -> None:
    content = """Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:1\r\n<html xmlns:o="urn:o"><body><o:p/>
    <p class=MsoListParagraph style='mso-list:l0 level1'><![if !supportLists]><span style='mso-list:Ignore'>·
    <span>&nbsp;&nbsp;</span></span><![endif]>Dip sample<o:p></o:p></p><?xml:namespace prefix = o ns = "x" /></body>"""

    document = read(content, "a.txt")

    assert document.texts == (Text("• Dip sample"),)
    assert (document.kind, document.notes) == ("web page", ())


def test_badly_written_tags() -> None:
    head = "<TABLE><THEAD><TR><TH>h</TH>"
    cells = """<tbody><tr><td title="a > b" a='x' b=c>1</td></b></tr></p></table></table>"""
    body = f'{head}{cells}<a href="never closed'

    assert only(read(page(body), "a.html")) == [["h"], ["1"]]


def test_a_page_is_known_by_its_beginning() -> None:
    start = "<!-- x --><?xml version='1.0'?>\n<html><table><tr><td>a</td></tr></table>"

    assert read(start, "a.txt").kind == "web page"
    assert said(read(start, "a.doc")) == [
        ("", "the file is a web page, though it is named .doc; it was read as one", "")
    ]
    assert read("<!-- never closed <table>", "a.html").blocks == ()
    assert read("just <b text", "a.html").texts == (Text("just <b text"),)
    assert read("<b></b><script>x", "a.html").blocks == ()


@pytest.mark.slow
@pytest.mark.exhaustive
def test_a_page_is_refused_beyond_its_bounds() -> None:
    assert refusal(page("<div>" * 101), "a.html") == "its content is nested too deeply: refused"
    assert refusal(page("<br>" * 500_001), "a.html").startswith("it holds more than can be read")
    assert refusal(page("<table>" + "<tr><td rowspan=500 colspan=100>" * 900), "a.html").startswith(
        "it holds more than"
    )


def test_markdown_with_settings_before_it() -> None:
    content = "---\ntitle: x\n---\n# Plan\n\n- a\n- **b**\n\n| M | A |\n|---|---|\n| May | x<br>y |\n"

    document = read(content, "a.txt")

    assert document.texts == (Text("Plan", 1), Text("• a"), Text("• b"))
    assert rows(document.grids[0]) == [["M", "A"], ["May", "x\ny"]]
    assert read("# a", "a.md").kind == "Markdown text"
    assert refusal("# a" * 100_000, "a.md").startswith("the Markdown is larger than 250 KB")


def utf16(*names: str) -> bytes:
    """The beginning of an OLE file that holds streams of these names."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"".join(name.encode("utf-16-le") for name in names)


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        (b"", "the file is empty"),
        (b"\0\0 \r\n", "the file is empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"Rar!", "a packed archive"),
        (utf16("__substg1.0_1000"), "an e-mail of Outlook"),
        (utf16("WordDocument"), "an old Word document"),
        (utf16("PowerPoint Document"), "an old PowerPoint"),
        (utf16("Contents"), "an old Office file"),
        (b"MIME-Version: 1.0\r\n", "a web archive (.mht)"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "an XML spreadsheet of an old Excel"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "an XML document of Word"),
        (bytes(range(1, 32)) * 9, "no document that can be read"),
        (b"a" * 4_000_001, "the text is larger than 4 MB"),
        (b"a\n" * 200_001, "it has more than 200,000 lines"),
    ],
)
def test_what_is_refused(content: bytes, beginning: str) -> None:
    assert refusal(content, "a.txt").startswith(beginning)


def test_other_xml_is_text() -> None:
    assert read('<?xml version="1.0"?><plan>May</plan>', "a.txt").kind == "text"


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<a " * 200_000),
        ("a.html", "<!--" * 200_000),
        ("a.html", "<a '" * 200_000 + ">"),
        ("a.html", "<p>" * 200_000),
        ("a.csv", '"a\n' * 60_000),
        ("a.txt", "a  " * 200_000),
        ("a.txt", "<b" * 200_000),
    ],
)
def test_what_could_be_gone_through_again_and_again_is_read_once(name: str, content: str) -> None:
    document = read(content, name)

    assert document.file == name


def test_raised_figures_are_marks_of_footnotes() -> None:
    up = '<span style="font-size:8pt; vertical-align: super">{}</span>'
    cells = f"<td>Audit<sup>1</sup></td><td>1<sup>st</sup> visit{up.format('[2]')}</td><td><sup>x</sup></td>"

    document = read(f"<p>Plan<sup>*</sup></p><table><tr>{cells}</tr></table>", "a.html")

    assert only(document) == [["Audit", "1st visit", "x"]]
    assert document.texts == (Text("Plan"),)
    assert said(document) == [
        ("", "a footnote mark is left out", "'*' in 'Plan'"),
        ("table 1, row 1, column 1", "a footnote mark is left out", "'1' in 'Audit'"),
        ("table 1, row 1, column 2", "a footnote mark is left out", "'[2]' in '1st visit'"),
    ]
