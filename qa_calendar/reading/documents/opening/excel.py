"""Excel workbooks (ISO/IEC 29500 SpreadsheetML): each sheet a grid, with the values as they were last calculated."""

from __future__ import annotations

from collections.abc import Iterator

from qa_calendar.reading.documents.grid import COMMENT
from qa_calendar.reading.documents.opening import sheets, xml
from qa_calendar.reading.documents.opening.bounds import MOST_SHEETS, SMALLER, Found, UnreadableError, is_on, whole
from qa_calendar.reading.documents.opening.package import Package, Relation
from qa_calendar.reading.documents.opening.places import Places
from qa_calendar.reading.documents.opening.raised import Piece, without_marks
from qa_calendar.reading.documents.opening.sheets import Book, Format, place_of
from qa_calendar.reading.documents.opening.xml import Element


def read_excel(package: Package, main: str, found: Found) -> None:
    """Read the workbook whose main part is *main* into *found*."""
    relations = {relation.key: relation for relation in package.relations(main)}
    workbook = package.tree(main)
    book = _book(package, workbook, relations)
    listed = list((workbook.child("sheets") or Element("")).children("sheet"))
    if len(listed) > MOST_SHEETS:
        raise UnreadableError(f"it has more than {MOST_SHEETS} sheets: {SMALLER}")
    for sheet in listed:
        relation = relations.get(sheet.get("r:id"))
        if relation is None or relation.kind != "worksheet" or relation.is_outside:
            found.note("", f"sheet '{sheet.get('name')}' is no sheet of cells, and was left out")
            continue
        name, is_hidden = sheet.get("name"), sheet.get("state") in ("hidden", "veryHidden")
        number = found.next_table()
        places = Places(found=found, number=number, name=name, is_sheet=True, is_hidden=is_hidden)
        found.blocks.append(sheets.read_sheet(package, relation.target, places, book))
        _note_comments(package, relation.target, places)
    if any(relation.kind == "externalLink" for relation in relations.values()):
        found.note("", "the workbook points to other workbooks or programs, which were not opened")


def _book(package: Package, workbook: Element, relations: dict[str, Relation]) -> Book:
    parts = {relation.kind: relation.target for relation in relations.values()}
    strings = _Strings()
    if parts.get("sharedStrings", "") in package:
        xml.stream(package.chunks(parts["sharedStrings"]), strings, "Excel")
    properties = workbook.child("workbookPr") or Element("")
    since_1904 = "date1904" in properties.attributes and is_on(properties.get("date1904"))
    return Book(
        strings=strings.texts,
        marks=strings.marks,
        formats=tuple(_formats(package.tree_if_any(parts.get("styles", "")))),
        since_1904=since_1904,
    )


class _Strings:
    """The texts that the cells share, with their *marks* of footnotes; how a word is pronounced is none of it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.marks: dict[int, tuple[str, ...]] = {}
        self._pieces: list[Piece] = []
        self._is_raised = False
        self._in_text = False
        self._in_sound = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("r", "vertAlign"):
            self._is_raised = attributes.get("val") == "superscript"
        self._in_sound |= tag == "rPh"
        self._in_text = tag == "t" and not self._in_sound

    def end(self, tag: str) -> None:
        self._in_text = False
        if tag == "rPh":
            self._in_sound = False
        elif tag == "si":
            text, marks = without_marks(self._pieces)
            if marks:
                self.marks[len(self.texts)] = marks
            self.texts.append(text)
            self._pieces, self._is_raised = [], False

    def text(self, text: str) -> None:
        if self._in_text:
            self._pieces.append((text, self._is_raised))


def _formats(styles: Element) -> Iterator[Format]:
    codes = {code.get("numFmtId"): code.get("formatCode") for code in styles.child("numFmts") or Element("")}
    fonts = list(styles.child("fonts") or Element(""))
    coloured = [_is_colour(fill) for fill in styles.child("fills") or Element("")]
    for cell in styles.child("cellXfs") or Element(""):
        number = whole(cell.get("fontId"))
        font = fonts[number] if number < len(fonts) else Element("")
        strike, name = font.child("strike"), font.child("name")
        yield Format(
            whole(cell.get("numFmtId")),
            codes.get(cell.get("numFmtId"), ""),
            strike is not None and is_on(strike.get("val")),
            name.get("val") if name else "",
            (fill := whole(cell.get("fillId"))) < len(coloured) and coloured[fill],
        )


def _is_colour(fill: Element) -> bool:
    """Whether a fill is one that somebody sees: plain, and not white."""
    pattern = fill.child("patternFill")
    colour = pattern.child("fgColor") if pattern is not None else None
    if pattern is None or colour is None or pattern.get("patternType") != "solid":
        return False
    return colour.get("rgb").upper()[-6:] != "FFFFFF" and not (colour.get("theme") == "0" and not colour.get("tint"))


def _note_comments(package: Package, sheet: str, places: Places) -> None:
    """Say what is written about cells; an answer of a thread stands there again as a plain comment, for old Excels."""
    parts = {
        kind: [r.target for r in package.relations(sheet) if r.kind == kind] for kind in ("threadedComment", "comments")
    }
    threads = [found for part in parts["threadedComment"] for found in package.tree(part).children("threadedComment")]
    plain = [found for part in parts["comments"] for found in package.tree(part).walk() if found.tag == "comment"]
    threaded = {comment.get("ref") for comment in threads}
    for comment in [*threads, *(comment for comment in plain if comment.get("ref") not in threaded)]:
        place = place_of(comment.get("ref"))
        if place:
            places.note(*place, COMMENT, comment.text)
