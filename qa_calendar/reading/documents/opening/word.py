"""Word documents (ISO/IEC 29500 WordprocessingML): tables as laid out once every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from qa_calendar.reading.documents.grid import COMMENT, ENDNOTE, FOOTNOTE, Cell, Grid, Text
from qa_calendar.reading.documents.opening.bounds import WIDEST_CELL, Found, whole
from qa_calendar.reading.documents.opening.package import Package
from qa_calendar.reading.documents.opening.places import Places, tidied
from qa_calendar.reading.documents.opening.raised import MARK, in_its_text
from qa_calendar.reading.documents.opening.runs import Paragraphs, has, inner
from qa_calendar.reading.documents.opening.struck import CROSSED
from qa_calendar.reading.documents.opening.styles import Styles
from qa_calendar.reading.documents.opening.xml import Element

_TRACKED = frozenset({"w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel"})
_NOTES = {"footnotes": "w:footnote", "endnotes": "w:endnote", "comments": "w:comment"}
_SAID = {"footnotes": FOOTNOTE, "endnotes": ENDNOTE, "comments": COMMENT}


def read_word(package: Package, main: str, found: Found) -> None:
    """Read the document whose main part is *main* into *found*."""
    relations = package.relations(main)
    body = package.tree(main).child("w:body") or Element("")
    parts = {kind: next((r.target for r in relations if r.kind == kind), "") for kind in ("styles", *_NOTES)}
    said = {
        (kind, note.get("w:id")): note
        for kind, tag in _NOTES.items()
        for note in package.tree_if_any(parts[kind]).children(tag)
    }
    reader = _Reader(found, Styles.of(package.tree_if_any(parts["styles"])), said)
    margins = {kind: [r.target for r in relations if r.kind == kind] for kind in ("header", "footer")}
    found.blocks += reader.margins([package.tree_if_any(part) for part in margins["header"]])
    found.blocks += reader.blocks(body)
    found.blocks += reader.margins([package.tree_if_any(part) for part in margins["footer"]])
    if changes := sum(element.tag in _TRACKED for element in body.walk()):
        what = "1 tracked change is" if changes == 1 else f"{changes} tracked changes are"
        found.note("", f"{what} still open; the document is read as if accepted")


@dataclass(slots=True)
class _Piece:
    """A cell of the table, which rows further down may lengthen."""

    row: int
    column: int
    width: int
    text: str
    struck: bool
    height: int = 0

    @property
    def cell(self) -> Cell:
        """The cell that it has become."""
        return Cell(
            row=self.row,
            column=self.column,
            text=self.text,
            height=self.height,
            width=self.width,
            struck=self.struck,
        )


@dataclass(slots=True)
class _Table:
    """A table as far as it was read: *row* is the one that comes, *open* what goes on below, by column."""

    places: Places
    row: int = 0
    width: int = 0
    headers: int = 0
    open: dict[int, _Piece] = field(default_factory=dict)
    pieces: list[_Piece] = field(default_factory=list)
    within: list[Text | Grid] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Reader:
    found: Found
    styles: Styles
    said: dict[tuple[str, str], Element]

    def blocks(self, parent: Element) -> list[Text | Grid]:
        """Paragraphs and tables in reading order."""
        blocks: list[Text | Grid] = []
        for element in inner(parent, "w:p", "w:tbl", "w:altChunk"):
            match element.tag:
                case "w:tbl":
                    blocks += self._table(element)
                case "w:altChunk":
                    self.found.note("", "another document is embedded in it, which was not read")
                case _:
                    blocks += self._paragraph(element)
        return blocks

    def margins(self, parts: list[Element]) -> list[Text]:
        """The texts of headers or footers, each once; their tables are only a way to place them."""
        apart = _Reader(Found(), self.styles, self.said)
        texts: dict[str, None] = {}
        for block in (block for part in parts for block in apart.blocks(part)):
            cells = [block] if isinstance(block, Text) else block.cells.values()
            texts |= dict.fromkeys(cell.text for cell in cells)
        return [Text(text, is_margin=True) for text in texts]

    def _paragraph(self, element: Element) -> list[Text | Grid]:
        if not element.content:
            return []
        paragraphs = Paragraphs(self.styles)
        paragraphs.add(element)
        self._notice(paragraphs, None)
        text = tidied(paragraphs.text)
        return [*([Text(text, self.styles.level(element))] if text else []), *self._boxes(paragraphs)]

    def _boxes(self, paragraphs: Paragraphs) -> list[Text | Grid]:
        return [block for box in paragraphs.boxes for block in self.blocks(box)]

    def _table(self, element: Element) -> list[Text | Grid]:
        table = _Table(Places(found=self.found, number=self.found.next_table()))
        for row in inner(element, "w:tr"):
            self._row(row, table)
        for piece in table.pieces:
            if piece.height:
                table.places.put(piece.cell)
        grid = table.places.grid(table.row, table.width, hidden=(table.hidden, set()), headers=table.headers)
        return [*([grid] if grid.cells else []), *table.within]

    def _row(self, element: Element, table: _Table) -> None:
        properties = element.child("w:trPr") or Element("")
        is_deleted = properties.child("w:del") is not None
        before = properties.child("w:gridBefore")
        column = whole(before.get("w:val")) if before else 0
        left_out: list[str] = []
        for cell in inner(element, "w:tc"):
            piece, text = self._cell(cell, table, min(column, WIDEST_CELL), is_deleted=is_deleted)
            column = piece.column + piece.width
            left_out.append(text)
        if is_deleted:
            what = "a row that is struck out with tracked changes is left out"
            table.places.note(table.row, None, what, " | ".join(filter(None, left_out)))
            return
        table.width = max(table.width, column)
        if has(properties, "w:hidden"):
            table.hidden.add(table.row)
        if has(properties, "w:tblHeader") and table.headers == table.row:
            table.headers += 1
        table.row += 1

    def _cell(self, element: Element, table: _Table, column: int, *, is_deleted: bool) -> tuple[_Piece, str]:
        """The piece of the table that this cell is or goes on with, and all text in it."""
        properties = element.child("w:tcPr") or Element("")
        span = properties.child("w:gridSpan")
        width = max(1, min(whole(span.get("w:val"), 1) if span else 1, WIDEST_CELL))
        if _goes_on(properties, "w:hMerge") and (left := self._left_of(table, column)):
            left.width += width
            return left, ""
        above = table.open.get(column) if _goes_on(properties, "w:vMerge") else None
        if above and above.width == width:
            return self._going_on(above, table, is_deleted=is_deleted), ""
        paragraphs, within = self._contents(element, table, column)
        kept = paragraphs.text or (paragraphs.removed if is_deleted else "")
        piece = _Piece(table.row, column, width, kept, paragraphs.is_struck, height=0 if is_deleted else 1)
        for covered in range(column, column + width):
            table.open.pop(covered, None)
        if properties.child("w:vMerge") is not None:
            table.open[column] = piece
        table.pieces.append(piece)
        table.within += [] if is_deleted else within
        return piece, " ".join(filter(None, [paragraphs.text, paragraphs.removed]))

    def _going_on(self, above: _Piece, table: _Table, *, is_deleted: bool) -> _Piece:
        if not is_deleted:
            # The head may have stood in rows that are struck out: the cell then begins here.
            above.row = above.row if above.height else table.row
            above.height += 1
        return above

    def _left_of(self, table: _Table, column: int) -> _Piece | None:
        last = table.pieces[-1] if table.pieces else None
        return last if last and last.row == table.row and last.column + last.width == column else None

    def _contents(self, element: Element, table: _Table, column: int) -> tuple[Paragraphs, list[Text | Grid]]:
        paragraphs, within = Paragraphs(self.styles), list[Text | Grid]()
        for block in inner(element, "w:p", "w:tbl"):
            if block.tag == "w:tbl":
                within += self._table(block)
            else:
                paragraphs.add(block)
        self._notice(paragraphs, (table, column))
        return paragraphs, within + self._boxes(paragraphs)

    def _notice(self, paragraphs: Paragraphs, at: tuple[_Table, int] | None) -> None:
        for what, quoted in self._noticed(paragraphs):
            if at:
                at[0].places.note(at[0].row, at[1], what, quoted)
            else:
                self.found.note("", what, quoted)

    def _noticed(self, paragraphs: Paragraphs) -> Iterator[tuple[str, str]]:
        for kind, key in paragraphs.references:
            note = Paragraphs(self.styles)
            for paragraph in inner(self.said.get((kind, key), Element("")), "w:p"):
                note.add(paragraph)
            yield _SAID[kind], note.text
        if paragraphs.marks:
            yield MARK, in_its_text(paragraphs.marks, paragraphs.text)
        if hidden := paragraphs.hidden:
            yield "hidden text is left out", hidden
        if paragraphs.struck and not paragraphs.is_struck:
            yield CROSSED, paragraphs.struck
        if paragraphs.has_object:
            yield "an embedded object was not read", ""


def _goes_on(properties: Element, tag: str) -> bool:
    merge = properties.child(tag)
    return merge is not None and merge.get("w:val") in ("", "continue")
