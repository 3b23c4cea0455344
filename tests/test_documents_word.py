"""What a Word document means: merges, changes, lists, boxes, notes."""

from __future__ import annotations

import zipfile

import pytest
from packed import (
    PACKAGE,
    WORD,
    cell,
    docx,
    only,
    packed,
    paragraph,
    read,
    refusal,
    relations,
    row,
    rows,
    said,
    table,
    types,
)

from qa_calendar.reading.documents.grid import Grid, Text

MERGED, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
DELETED = "<w:del/>"


def run(text: str, *properties: str) -> str:
    """A run with properties such as `strike`."""
    return f"<w:r><w:rPr>{''.join(f'<w:{name}/>' for name in properties)}</w:rPr><w:t>{text}</w:t></w:r>"


def gone(text: str) -> str:
    """A run that a tracked change takes away."""
    return f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def test_runs_breaks_and_hyphens() -> None:
    body = paragraph(
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>d</w:t></w:r>",
        "<w:hyperlink><w:r><w:t>e</w:t></w:r></w:hyperlink>",
        "<w:smartTag><w:ins><w:r><w:t>f</w:t></w:r></w:ins></w:smartTag>",
        "<w:moveFrom><w:r><w:t>g</w:t></w:r></w:moveFrom>",
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>h</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Choose</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r><w:instrText>PAGE</w:instrText><w:fldChar/></w:r>",
    )

    document = read(docx(body + "<w:p/>"))

    assert document.blocks == (Text("a b\nc-defh"),)
    assert said(document) == [("", "2 tracked changes are still open; the document is read as if accepted", "")]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    first = paragraph("Review of", properties="<w:rPr><w:del/></w:rPr>")

    assert only(read(docx(table(row(cell(first, " closed cases"))))))[0][0] == "Review of closed cases"


def test_one_tracked_change() -> None:
    assert read(docx(paragraph("a", gone("b")))).notes[0].text.startswith("1 tracked change is still open")


STYLES = f"""<w:styles {WORD}>
<w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Sub"><w:basedOn w:val="Kop1"/></w:style>
<w:style w:styleId="Eight"><w:name w:val="Heading 8"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Out"><w:name w:val="Mine"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Bul"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Round"><w:basedOn w:val="Round"/></w:style>
</w:styles>"""


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ('<w:pStyle w:val="Kop1"/>', Text("a", 1)),
        ('<w:pStyle w:val="Sub"/>', Text("a", 1)),
        ('<w:pStyle w:val="Eight"/>', Text("a", 6)),
        ('<w:pStyle w:val="Out"/>', Text("a", 3)),
        ('<w:pStyle w:val="T"/>', Text("a", 1)),
        ('<w:pStyle w:val="Bul"/>', Text("• a")),
        ('<w:pStyle w:val="Bul"/><w:numPr><w:numId w:val="0"/></w:numPr>', Text("a")),
        ('<w:numPr><w:numId w:val="4"/></w:numPr>', Text("• a")),
        ('<w:outlineLvl w:val="9"/>', Text("a")),
        ('<w:outlineLvl w:val="0"/>', Text("a", 1)),
        ('<w:pStyle w:val="Round"/>', Text("a")),
        ('<w:pStyle w:val="Unknown"/>', Text("a")),
    ],
)
def test_styles_tell_headings_and_items(properties: str, text: Text) -> None:
    document = read(docx(paragraph("a", properties=properties), {"styles.xml": STYLES}))

    assert document.blocks == (text,)


def test_merges_down_across_and_before() -> None:
    body = table(
        row(cell("Title", properties='<w:gridSpan w:val="3"/>')),
        row(cell("April", properties=MERGED), "a", "b"),
        row(cell(properties=GOES_ON), "c", properties="<w:hidden/>"),
        row("d", properties='<w:gridBefore w:val="1"/>'),
        row(
            cell("old", properties='<w:hMerge w:val="restart"/>'), cell(properties='<w:hMerge w:val="continue"/>'), "e"
        ),
        row(cell("alone", properties=GOES_ON), cell(properties="<w:hMerge/>")),
    )

    (grid,) = read(docx(body)).grids

    assert rows(grid) == [
        ["Title", "Title", "Title"], ["April", "a", "b"], ["April", "c", ""], ["", "d", ""], ["old", "old", "e"],
        ["alone", "alone", ""],
    ]  # fmt: skip
    assert grid.hidden_rows == {2}


def test_a_merge_goes_on_only_below_a_cell_as_wide() -> None:
    body = table(
        row(cell("wide", properties=MERGED + '<w:gridSpan w:val="2"/>')),
        row(cell("own", properties=GOES_ON), "b"),
        row(cell("first", properties=GOES_ON), cell("hm", properties="<w:hMerge/>")),
    )

    assert only(read(docx(body))) == [["wide", "wide"], ["own", "b"], ["own", "hm"]]


def test_rows_struck_out_leave_the_merge_around_them() -> None:
    body = table(
        row(cell("April", properties=MERGED), paragraph_cell(gone("out 1")), properties=DELETED),
        row(cell(properties=GOES_ON), "kept"),
        row(cell(properties=GOES_ON), paragraph_cell(gone("out 2")), properties=DELETED),
        row(cell(properties=GOES_ON), "kept too"),
        row(cell(paragraph(gone("May")), properties=MERGED), "x", properties=DELETED),
        row(cell(properties=GOES_ON), "y"),
        row(cell("gone", properties=MERGED), cell(table(row("inner"))), properties=DELETED),
    )

    document = read(docx(body))

    assert only(document) == [["April", "kept"], ["April", "kept too"], ["May", "y"]]
    assert [(place, quoted) for place, text, quoted in said(document) if text.startswith("a row")] == [
        ("table 1, row 1", "April | out 1"),
        ("table 1, row 2", "out 2"),
        ("table 1, row 3", "May | x"),
        ("table 1, row 4", "gone"),
    ]


def paragraph_cell(*runs: str) -> str:
    """A cell of one paragraph."""
    return cell(paragraph(*runs))


def test_heads_are_only_those_at_the_top() -> None:
    body = table(row("a", properties="<w:tblHeader/>"), row("b"), row("c", properties="<w:tblHeader/>"))

    assert read(docx(body)).grids[0].header_rows == 1
    assert read(docx(table(row("a", properties='<w:tblHeader w:val="0"/>')))).grids[0].header_rows == 0


def test_tables_within_tables_stand_behind_them() -> None:
    body = table(row(cell("outer", table(row("inner"))))) + table(row(cell(table(row("only inner")))))

    grids = read(docx(body)).grids

    assert [(grid.number, rows(grid)) for grid in grids] == [(1, [["outer"]]), (2, [["inner"]]), (4, [["only inner"]])]


def test_rows_and_cells_in_content_controls() -> None:
    controlled = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    inside = controlled(row(controlled(cell("a"))))

    assert only(read(docx(f"<w:sdt><w:sdtContent>{table(inside)}</w:sdtContent></w:sdt><w:customXml/>"))) == [["a"]]


@pytest.mark.parametrize(
    ("run_", "seen"),
    [
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F078"/></w:r>', "X"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>a</w:t></w:r>', "a"),
        ('<w:r><w:sym w:font="Wingdings" w:char="what"/><w:t>a</w:t></w:r>', "a"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>ü</w:t></w:r>', "✓"),
        ("<w:r><w:t>☒</w:t></w:r>", "✓"),
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr></w:sdt>', "✓"),
        ("<w:r><w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>", "✓"),
    ],
)
def test_check_marks(run_: str, seen: str) -> None:
    assert only(read(docx(table(row(cell(paragraph(run_))))))) == [[seen]]


@pytest.mark.parametrize(
    "run_",
    [
        "<w:r><w:t>☐</w:t></w:r>",
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr></w:sdt>',
        "<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr></w:sdt>",
        '<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>',
    ],
)
def test_a_box_that_is_not_ticked_is_empty(run_: str) -> None:
    assert read(docx(table(row(cell(paragraph(run_)))))).blocks == ()


def test_text_that_is_crossed_out_or_hidden() -> None:
    body = table(
        row(cell(paragraph(run("all", "strike"), run(" of it", "dstrike")))),
        row(cell(paragraph(run("Ann", "strike"), "Bob", run("unseen", "vanish")))),
    )

    document = read(docx(body))

    (grid,) = document.grids
    assert [(grid.at(line, 0).text, grid.at(line, 0).struck) for line in (0, 1)] == [
        ("all of it", True),
        ("Bob", False),
    ]
    assert said(document) == [
        ("table 1, row 2, column 1", "hidden text is left out", "unseen"),
        ("table 1, row 2, column 1", "part of the text is crossed out, and left out", "Ann"),
    ]


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('in the box')}{table(row('t'))}</w:txbxContent>"
    shape = f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
    both = (
        f"<mc:AlternateContent><mc:Choice>{shape}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )

    document = read(
        docx(paragraph(f"<w:r><w:t>text</w:t>{both}</w:r>") + table(row(cell(paragraph(f"<w:r>{both}</w:r>")))))
    )

    seen = [block.text if isinstance(block, Text) else rows(block) for block in document.blocks]
    assert seen == ["text", "in the box", [["t"]], "in the box", [["t"]]]


def test_notes_comments_objects_and_other_documents_are_told() -> None:
    parts = {
        "footnotes.xml": f'<w:footnotes {WORD}><w:footnote w:id="1">{paragraph("below")}</w:footnote></w:footnotes>',
        "endnotes.xml": f'<w:endnotes {WORD}><w:endnote w:id="1">{paragraph("behind")}</w:endnote></w:endnotes>',
    }
    marks = '<w:footnoteReference w:id="1"/><w:endnoteReference w:id="1"/><w:commentReference w:id="9"/><w:object/>'

    document = read(docx(paragraph("a", f"<w:r>{marks}</w:r>") + '<w:altChunk r:id="x"/>', parts))

    assert document.blocks == (Text("a"),)
    assert said(document) == [
        ("", "a footnote is no part of the text", "below"),
        ("", "an endnote is no part of the text", "behind"),
        ("", "a comment is not imported", ""),
        ("", "an embedded object was not read", ""),
        ("", "another document is embedded in it, which was not read", ""),
    ]


def test_headers_and_footers_are_margins_each_once() -> None:
    parts = {
        "header1.xml": f"<w:hdr {WORD}>{paragraph('top')}{table(row('in', 'cells'))}</w:hdr>",
        "header2.xml": f"<w:hdr {WORD}>{paragraph('top')}</w:hdr>",
        "footer1.xml": f"<w:ftr {WORD}>{paragraph('Page 1')}</w:ftr>",
    }

    document = read(docx(table(row("a")), parts))

    assert [block.text for block in document.texts if block.is_margin] == ["top", "in", "cells", "Page 1"]
    assert document.grids[0].number == 1
    assert isinstance(document.blocks[3], Grid)


def test_a_document_of_the_strict_kind_and_with_other_prefixes() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    content = packed(
        {
            "[Content_Types].xml": types("doc.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
            "_rels\\.rels": relations(("r1", "officeDocument", "./x/../doc.xml")),
            "DOC.xml": f'<a:document xmlns:a="{strict}"><a:body><a:p><a:r><a:t>a</a:t></a:r></a:p></a:body>'
            "</a:document>",
        }
    )

    assert read(content).blocks == (Text("a"),)


def test_what_is_no_word_document() -> None:
    listed = relations(("r1", "officeDocument", "main.xml"))

    def of(kind: str, **more: str) -> bytes:
        return packed({"[Content_Types].xml": types("main.xml", kind), "_rels/.rels": listed, **more})

    assert refusal(of("vnd.openxmlformats-officedocument.presentationml.presentation")).startswith("a PowerPoint")
    assert refusal(of("vnd.ms-excel.sheet.binary.macroEnabled")).startswith("a binary Excel workbook (.xlsb)")
    assert refusal(of("something else"), "plan.xlsx").startswith("not an Excel workbook, though packed like one")
    assert refusal(packed({"Index/Document.iwa": ""})).startswith("an Apple Pages or Numbers file")
    assert refusal(packed({"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>'})).startswith(
        "not a Word"
    )


def test_a_package_that_is_broken_or_too_large() -> None:
    good = docx(paragraph("a"))
    damaged = "the file is damaged or not fully downloaded: open it in Word and save it again"

    assert refusal(b"PK\x03\x04" + b"\0" * 50) == damaged
    assert refusal(packed({"[Content_Types].xml": "<Types/>"}, zipfile.ZIP_BZIP2)) == damaged
    assert refusal(good.replace(b"word/document.xml", b"word/documenu.xml")) == damaged
    assert refusal(docx("<w:p>")) == damaged
    assert refusal(docx("", {"styles.xml": '<?xml version="1.0" encoding="cp037"?><a/>'})) == damaged
    assert refusal(packed({str(number): "" for number in range(5_001)})).startswith("it holds more than 5,000 parts")
    assert (
        refusal(good + b"\0" * 64_000_000)
        == "the file is larger than 64 MB: copy what is planned into a file of its own"
    )


def test_parts_that_are_longer_than_they_say_are_not_unpacked() -> None:
    content = bytearray(docx(f"<!--{' ' * 25_000_000}-->"))
    size = 25_000_000
    for at in range(len(content) - 4):
        if size < int.from_bytes(content[at : at + 4], "little") < size + 1_000:
            content[at : at + 4] = (1_000).to_bytes(4, "little")

    assert refusal(bytes(content)).startswith(("the file is damaged", "the document unpacks to"))


def test_parts_that_are_too_long_together() -> None:
    long = f"<w:hdr {WORD}><!--{' ' * 15_000_000}--></w:hdr>"

    assert refusal(docx("", {f"header{n}.xml": long for n in (1, 2, 3)})).startswith("the document unpacks to 40 MB")


@pytest.mark.slow
@pytest.mark.exhaustive
def test_too_many_elements_and_cells() -> None:
    assert refusal(docx("<w:p/>" * 500_001)).startswith("it holds more than can be read")
    wide = row(cell("a", properties='<w:gridSpan w:val="99"/>'))
    assert refusal(docx(table(wide * 2_100))).startswith("it holds more than 200,000 cells")


def test_so_many_notes_are_kept() -> None:
    document = read(docx(paragraph(*[run("x", "vanish")]) * 1_100))

    assert len(document.notes) == 1_001
    assert document.notes[-1].text == "more than 1,000 things were noticed; the others are not listed"


def test_what_is_quoted_is_shortened() -> None:
    assert read(docx(paragraph(run("x" * 400, "vanish")))).notes[0].quoted == "x" * 300 + "…"


def raised(text: str) -> str:
    """A run above the line."""
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("runs", "text", "mark"),
    [
        (("Case file audit", raised("1")), "Case file audit", "'1'"),
        (("Case file audit", raised("1, 12"), " of closed cases"), "Case file audit of closed cases", "'1, 12'"),
        (("Audit", raised("a"), " and visit", raised("*")), "Audit and visit", "'a', '*'"),
        (("1", raised("st"), " review"), "1st review", ""),
        (("1", raised("s"), raised("t"), " review", raised("2")), "1st review", "'2'"),
        ((raised("1"), " See the policy"), "See the policy", "'1'"),
        (("room of 20 m", raised("2")), "room of 20 m2", ""),
        ((raised("x"),), "x", ""),
    ],
)
def test_a_raised_figure_or_sign_is_a_mark_of_a_footnote(runs: tuple[str, ...], text: str, mark: str) -> None:
    document = read(docx(table(row(cell(paragraph(*runs)), "b"))))

    assert only(document) == [[text, "b"]]
    quoted = [("table 1, row 1, column 1", "a footnote mark is left out", f"{mark} in '{text}'")]
    assert said(document) == (quoted if mark else [])


def test_a_style_of_runs_may_raise_them() -> None:
    styles = f"""<w:styles {WORD}><w:style w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
    <w:style w:styleId="Ref"><w:basedOn w:val="Up"/></w:style><w:style w:styleId="Plain"/></w:styles>"""
    run = '<w:r><w:rPr><w:rStyle w:val="{}"/></w:rPr><w:t>2</w:t></w:r>'

    document = read(docx(paragraph("Audit ", run.format("Plain"), run.format("Ref")), {"styles.xml": styles}))

    assert document.blocks == (Text("Audit 2"),)
    assert said(document) == [("", "a footnote mark is left out", "'2' in 'Audit 2'")]
