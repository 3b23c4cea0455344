"""Any document that holds a plan, from its bytes: what kind it is by what is in it, and only then by its name.

bytes ─▶ `package`, `xml`, `tags`, `decoding` (within the `bounds`) ─▶ `word`, `excel`, `opendocument`, `separated`,
`lines`, `pages` ─▶ `grid`
"""

from __future__ import annotations

import re

from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading.documents.grid import Document
from qa_calendar.reading.documents.opening import opendocument, xml
from qa_calendar.reading.documents.opening.bounds import (
    MB,
    MOST_OF_A_FILE,
    MOST_OF_A_TEXT,
    SMALLER,
    Found,
    UnreadableError,
)
from qa_calendar.reading.documents.opening.decoding import decode, lines_of
from qa_calendar.reading.documents.opening.excel import read_excel
from qa_calendar.reading.documents.opening.lines import read_lines
from qa_calendar.reading.documents.opening.package import Package
from qa_calendar.reading.documents.opening.pages import read_markdown, read_page
from qa_calendar.reading.documents.opening.refusals import refuse_by_first_bytes, refuse_no_text, refuse_zip
from qa_calendar.reading.documents.opening.separated import read_separated
from qa_calendar.reading.documents.opening.word import read_word
from qa_calendar.reading.documents.opening.xml import Element

_PAGE = re.compile(r"<(?:!doctype html|html|head|body|meta|table|div)\b", re.IGNORECASE)
_CLIPBOARD = re.compile(r"Version:[0-9.]+\s+StartHTML:")
_ENDINGS_OF_PAGES = ("html", "htm", "xhtml")
_FLAT = b"urn:oasis:names:tc:opendocument:xmlns:office"
_FOR_EXCEL = ("xls", "xlsx", "xlsm", "xltx")
_OUTSIDE = {"attachedTemplate": "template", "image": "picture", "oleObject": "object", "externalLinkPath": "workbook"}


def read_document(file: str, content: bytes) -> Document:
    """Read *content*, which *file* is only a name for; raises InvalidInputError with what to do where it cannot be."""
    found = Found()
    try:
        kind = _read(file, content, found)
    except UnreadableError as error:
        raise InvalidInputError([Problem(Location(file), str(error))]) from None
    return Document(file=file, kind=kind, blocks=tuple(found.blocks), notes=tuple(found.notes))


def _read(file: str, content: bytes, found: Found) -> str:
    """Read *content* into *found*; gives its kind."""
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableError("the file is empty (still syncing?)")
    if len(content) > MOST_OF_A_FILE:
        raise UnreadableError(f"the file is larger than {MOST_OF_A_FILE // MB} MB: {SMALLER}")
    ending = file.rpartition(".")[2].casefold()
    if content.startswith(b"PK"):
        return _read_zip(content, ending, found)
    refuse_by_first_bytes(content)
    if _FLAT in content[:5_000] and content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        return _read_open_document(xml.tree([content], "LibreOffice"), Element(""), found)
    return _read_text(content, ending, found)


def _read_zip(content: bytes, ending: str, found: Found) -> str:
    package = Package(content, _program(ending))
    if "content.xml" in package and "mimetype" in package:
        if any(
            element.tag == "manifest:encryption-data" for element in package.tree_if_any("META-INF/manifest.xml").walk()
        ):
            raise UnreadableError("the file has a password: save it without one, and import that")
        return _read_open_document(package.tree("content.xml"), package.tree_if_any("styles.xml"), found)
    main = next((r.target for r in package.relations("") if r.kind == "officeDocument" and not r.is_outside), "")
    kind = _content_type(package, main)
    is_word = "wordprocessingml" in kind or "ms-word" in kind
    if (not is_word and not ("spreadsheetml" in kind or "ms-excel" in kind)) or "binary" in kind:
        refuse_zip(package.names(), kind, ending)
    if "macroenabled" in kind:
        found.note("", f"the {'document' if is_word else 'workbook'} holds macros, which were left alone")
    _note_what_is_outside(package, found)
    if is_word:
        read_word(package, main, found)
        return "Word document"
    read_excel(package, main, found)
    return "Excel workbook"


def _program(ending: str) -> str:
    return "Excel" if ending in _FOR_EXCEL else "LibreOffice" if ending in ("odt", "ods") else "Word"


def _content_type(package: Package, main: str) -> str:
    """What the list of contents says of the part *main*, in small letters."""
    for part in package.tree_if_any("[Content_Types].xml").children("Override"):
        if part.get("PartName").lstrip("/").casefold() == main.casefold():
            return part.get("ContentType").casefold()
    return ""


def _note_what_is_outside(package: Package, found: Found) -> None:
    """Say what the document would fetch; what a person clicks on is no matter."""
    kinds: dict[str, None] = {}
    for name in package.names():
        folder, is_relations, part = name.rpartition("_rels/")
        if is_relations and part.endswith(".rels"):
            for relation in package.relations(folder + part.removesuffix(".rels")):
                if relation.is_outside and relation.kind != "hyperlink":
                    kinds[_OUTSIDE.get(relation.kind, relation.kind)] = None
    if kinds:
        found.note("", f"the document points to outside files ({', '.join(kinds)}), which were not opened")


def _read_open_document(content: Element, styles: Element, found: Found) -> str:
    if content.child("office:body", "office:spreadsheet") is not None:
        opendocument.read_sheets(content, found)
        return "OpenDocument spreadsheet"
    if content.child("office:body", "office:text") is None:
        raise UnreadableError("an OpenDocument file without text or sheets: save it as .odt or .ods")
    opendocument.read_text(content, styles, found)
    return "OpenDocument text"


def _read_text(content: bytes, ending: str, found: Found) -> str:
    if len(content) > MOST_OF_A_TEXT:
        raise UnreadableError(f"the text is larger than {MOST_OF_A_TEXT // MB} MB: {SMALLER}")
    text = decode(content, found)
    refuse_no_text(text)
    if ending in _ENDINGS_OF_PAGES or _is_page(text):
        if ending not in (*_ENDINGS_OF_PAGES, "txt"):
            found.note("", f"the file is a web page, though it is named .{ending}; it was read as one")
        read_page(text, found)
        return "web page"
    if ending in ("csv", "tsv"):
        read_separated(text, found)
        return "comma separated text"
    if ending in ("md", "markdown") or any(map(_is_ruled, lines_of(text))):
        read_markdown(text, found)
        return "Markdown text"
    read_lines(text, found)
    return "text"


def _is_page(text: str) -> bool:
    text = text.lstrip()
    while text.startswith(("<!--", "<?xml")):
        text = text.partition("-->" if text.startswith("<!--") else "?>")[2].lstrip()
    return _PAGE.match(text) is not None or _CLIPBOARD.match(text) is not None


def _is_ruled(line: str) -> bool:
    """Whether it is the line under the head of a table in Markdown."""
    return "|" in line and "---" in line and not line.strip("|-: \t")
