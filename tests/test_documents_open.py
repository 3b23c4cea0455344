"""What an OpenDocument text or spreadsheet shows."""

from __future__ import annotations

from datetime import date

from packed import OPEN, only, open_document, read, refusal, rows, said

from qa_calendar.reading.documents.grid import Text


def sheets(*tables: str, automatic: str = "") -> bytes:
    """A spreadsheet of tables."""
    return open_document(f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet>", automatic)


def text(*blocks: str, styles: str = "") -> bytes:
    """A text document of blocks."""
    return open_document(f"<office:text>{''.join(blocks)}</office:text>", styles=styles)


def cell(content: str, attributes: str = "") -> str:
    """A cell; a plain text becomes a paragraph."""
    inside = content if content.startswith("<") or not content else f"<text:p>{content}</text:p>"
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    """A row of cells or texts."""
    written = "".join(one if one.startswith("<table:") else cell(one) for one in cells)
    return f"<table:table-row {attributes}>{written}</table:table-row>"


def table(*rows_: str, name: str = "A", style: str = "") -> str:
    """A table or sheet."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows_)}</table:table>'


def test_what_is_empty_costs_nothing_however_often_it_is_repeated() -> None:
    content = sheets(
        table(
            row("a", '<table:table-cell table:number-columns-repeated="16383"/>'),
            row("", attributes='table:number-rows-repeated="1048000"'),
            row(cell("x", 'table:number-columns-repeated="2"'), attributes='table:number-rows-repeated="2"'),
        )
    )

    (grid,) = read(content, "plan.ods").grids

    assert {place: found.text for place, found in grid.cells.items()} == {
        (0, 0): "a", (1_048_001, 0): "x", (1_048_001, 1): "x", (1_048_002, 0): "x", (1_048_002, 1): "x"
    }  # fmt: skip
    assert refusal(sheets(table(row(cell("x", 'table:number-columns-repeated="999999"'))))).startswith("it holds more")


def test_values_without_a_text_and_formulas() -> None:
    content = sheets(
        table(
            row(
                cell("", 'office:value-type="date" office:date-value="2026-03-01T00:00:00"'),
                cell("", 'office:value-type="float" office:value="3"'),
                cell("", 'table:formula="of:=[.B2]"'),
                cell("5", 'table:formula="of:=[.B2]" office:value-type="float"'),
                cell("", 'table:formula="of:=&quot;&quot;" office:value-type="string"'),
            )
        )
    )

    (grid,) = read(content).grids

    assert rows(grid) == [["01/03/2026", "3", "", "5"]]
    assert (grid.at(0, 0).day, grid.at(0, 2).formula, grid.at(0, 3).formula) == (date(2026, 3, 1), "=[.B2]", None)


def test_spans_and_what_is_hidden() -> None:
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style><style:style/>'
    columns = (
        '<table:table-column/><table:table-columns><table:table-column table:visibility="collapse" '
        'table:number-columns-repeated="2"/></table:table-columns>'
    )
    heading = row(cell("T", 'table:number-columns-spanned="3"'), "covered")
    content = sheets(
        table(
            columns,
            f"<table:table-header-rows>{heading}</table:table-header-rows>",
            row("b", "c", "d", attributes='table:visibility="filter"'),
            f"<table:table-row-group>{row('e')}</table:table-row-group>",
        ),
        table(row("z"), name="B", style="ta2"),
        automatic=style,
    )

    first, second = read(content).grids

    assert (first.hidden_rows, first.hidden_columns, first.header_rows, first.name) == ({1}, {1, 2}, 1, "A")
    assert first.at(0, 1) is first.at(0, 0)
    assert (first.is_hidden, second.is_hidden) == (False, True)


def test_text_with_everything_that_may_stand_in_it() -> None:
    content = text(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>",
        '<text:h text:outline-level="2">Head<text:note text:note-class="endnote">'
        "<text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>behind</text:p></text:note-body></text:note></text:h>",
        '<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/><text:span>d</text:span>'
        "<text:ruby><text:ruby-base>e"
        "</text:ruby-base><text:ruby-text>f</text:ruby-text></text:ruby>"
        "<office:annotation><text:p>ask</text:p></office:annotation></text:p>",
        "<text:list><text:list-header><text:p>h</text:p></text:list-header><text:list-item><text:p>one</text:p><text:p>more</text:p>"
        "<text:list><text:list-item><text:p>two</text:p></text:list-item></text:list></text:list-item></text:list>",
        "<text:section><text:p>in</text:p><text:p/></text:section>",
        "<text:p><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>",
        "<draw:frame><draw:text-box><text:p>box 2</text:p></draw:text-box></draw:frame><draw:frame/><office:forms/>",
        styles=f"<style:master-page><style:header><text:p>top</text:p>{table(row('t'))}</style:header></style:master-page>",
    )

    document = read(content, "plan.odt")

    assert document.blocks == (
        Text("top", is_margin=True),
        Text("Head", 2),
        Text("a  b c\nde"),
        Text("• h"),
        Text("• one"),
        Text("more"),
        Text("• two"),
        Text("in"),
        Text("box"),
        Text("box 2"),
    )
    assert said(document) == [
        ("", "an endnote is no part of the text", "behind"),
        ("", "a comment is not imported", "ask"),
        ("", "1 tracked change is still open; the document is read as if accepted", ""),
    ]
    assert document.kind == "OpenDocument text"


def test_tables_of_a_text_and_within_them() -> None:
    region = "<text:changed-region/>"
    content = text(
        f"<text:tracked-changes>{region * 2}</text:tracked-changes>",
        table(
            row(
                cell(
                    "<text:p>a<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>"
                    f"<office:annotation><text:p>ask</text:p></office:annotation>{table(row('inner'))}"
                    "<text:section><text:list><text:list-item><text:p>x</text:p></text:list-item></text:list></text:section>"
                )
            )
        ),
        table(row(cell(table(row("only inner"))))),
    )

    document = read(content)

    assert [(grid.number, rows(grid)) for grid in document.grids] == [
        (1, [["a\n• x"]]),
        (2, [["inner"]]),
        (4, [["only inner"]]),
    ]
    assert said(document)[0] == ("table 1, row 1, column 1", "a comment is not imported", "ask")
    assert document.texts == (Text("box"),)
    assert document.notes[-1].text.startswith("2 tracked changes are")


def test_flat_files() -> None:
    body = f"<office:spreadsheet>{table(row('a'))}</office:spreadsheet>"
    content = f"<?xml version='1.0'?><office:document {OPEN}><office:body>{body}</office:body></office:document>"

    assert only(read(content, "plan.fods")) == [["a"]]


def test_what_is_refused() -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    manifest = f"<manifest:manifest {OPEN}>{entry}</manifest:manifest>"
    secret = open_document("", parts={"META-INF/manifest.xml": manifest})

    assert refusal(secret) == "the file has a password: save it without one, and import that"
    assert refusal(open_document("<office:presentation/>")).startswith("an OpenDocument file without text or sheets")
    assert refusal(sheets(*[table() for _ in range(251)])).startswith("it has more than 250 sheets")


def test_raised_figures_are_marks_of_footnotes() -> None:
    looks = '<style:style style:name="{}"><style:text-properties style:text-position="{}"/></style:style>'
    automatic = looks.format("T1", "super 58%") + looks.format("T2", "sub 58%") + looks.format("T3", "33% 80%")
    span = '<text:span text:style-name="{}">{}</text:span>'
    paragraph = f"<text:p>Audit{span.format('T1', '<text:span>1</text:span>')}</text:p>"
    visit = f"<text:p>1{span.format('T3', 'st')} visit, CO{span.format('T2', '2')}</text:p>"

    document = read(sheets(table(row(cell(paragraph), cell(visit))), automatic=automatic), "plan.ods")

    assert only(document) == [["Audit", "1st visit, CO2"]]
    assert said(document) == [("sheet 'A', A1", "a footnote mark is left out", "'1' in 'Audit'")]
