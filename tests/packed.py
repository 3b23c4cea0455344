"""Small documents for tests, the parts that each kind needs in a zip; and what is read of them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.documents.grid import Document, Grid
from qa_calendar.reading.documents.opening.reading import read_document

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:r="{OFFICE}" xmlns:wps="urn:wps"'
)
SHEET = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}"'
OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "style", "manifest")
)


def read(content: bytes | str, file: str = "plan.docx") -> Document:
    """The document that *content* is."""
    return read_document(file, content if isinstance(content, bytes) else content.encode())


def refusal(content: bytes | str, file: str = "plan.docx") -> str:
    """What is said of a document that cannot be read."""
    with pytest.raises(InvalidInputError) as caught:
        read(content, file)
    (problem,) = caught.value.problems
    assert str(problem.location) == f"{file}:1:1"
    return problem.message


def rows(grid: Grid) -> list[list[str]]:
    """The texts of a grid, an empty one where nothing is."""
    return [
        [found.text if (found := grid.at(line, column)) else "" for column in range(grid.width)]
        for line in range(grid.height)
    ]


def only(document: Document) -> list[list[str]]:
    """The texts of the only grid."""
    (grid,) = document.grids
    return rows(grid)


def said(document: Document) -> list[tuple[str, str, str]]:
    """The notes, as place, text and what is quoted."""
    return [(note.place, note.text, note.quoted) for note in document.notes]


def packed(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of *parts*."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def relations(*listed: tuple[str, str, str] | tuple[str, str, str, str]) -> str:
    """A part of relations, each an id, the last word of its type, a target, and maybe `External`."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode[0]}"/>' if mode else "/>")
        for key, kind, target, *mode in listed
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def types(part: str, kind: str) -> str:
    """The list of contents, which names the type of the main part."""
    listed = f'<Override PartName="/{part}" ContentType="application/{kind}.main+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{listed}</Types>'


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document: *body*, and other parts of the folder `word`, each related by the first word of its name."""
    parts = parts or {}
    listed = [(name, name.partition(".")[0].rstrip("123"), name) for name in parts if "/" not in name]
    return packed(
        {
            "[Content_Types].xml": types(
                "word/document.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document"
            ),
            "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*listed),
            **{f"word/{name}": content for name, content in parts.items()},
        }
    )


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of texts, or of runs that are written out."""
    written = "".join(run if run.startswith("<") else f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{written}</w:p>"


def cell(*paragraphs: str, properties: str = "") -> str:
    """A cell of Word, of texts or of blocks that are written out."""
    blocks = "".join(text if text.startswith("<") else paragraph(text) for text in paragraphs) or "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of Word."""
    written = "".join(text if text.startswith("<w:") and "tc>" in text else cell(text) for text in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{written}</w:tr>"


def table(*rows: str) -> str:
    """A table of Word."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def xlsx(
    *sheets: str, parts: Mapping[str, str] | None = None, workbook: str = "", states: tuple[str, ...] = ()
) -> bytes:
    """A workbook: what is in each sheet, other parts of the folder `xl`, and what it says before its sheets."""
    parts = parts or {}
    listed = [(f"r{number}", "worksheet", f"sheet{number}.xml") for number, _ in enumerate(sheets)]
    named = "".join(
        f'<sheet name="S{number}" sheetId="{number + 1}" r:id="r{number}" state="{state}"/>'
        for number, state in enumerate((*states, *["visible"] * (len(sheets) - len(states))))
    )
    related = [(name, name.partition(".")[0].rstrip("123"), name) for name in parts if "/" not in name]
    return packed(
        {
            "[Content_Types].xml": types("xl/workbook.xml", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            "_rels/.rels": relations(("r1", "officeDocument", "/xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {SHEET}>{workbook}<sheets>{named}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(*listed, *related),
            **{
                f"xl/sheet{number}.xml": f"<worksheet {SHEET}>{sheet}</worksheet>"
                for number, sheet in enumerate(sheets)
            },
            **{f"xl/{name}": content for name, content in parts.items()},
        }
    )


def open_document(body: str, automatic: str = "", styles: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument file with *body*, automatic styles and the content of `styles.xml`."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument",
            "content.xml": f"<office:document-content {OPEN}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body>{body}</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {OPEN}>{styles}</office:document-styles>",
            **(parts or {}),
        }
    )
