"""OpenDocument texts and spreadsheets (ISO/IEC 26300), in their zip or as one flat file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qa_calendar.reading.documents.grid import BULLET, COMMENT, ENDNOTE, FOOTNOTE, Cell, Grid, Text
from qa_calendar.reading.documents.opening.bounds import MOST_SHEETS, SMALLER, Found, UnreadableError, whole
from qa_calendar.reading.documents.opening.numbers import shown, written_day
from qa_calendar.reading.documents.opening.places import Places, tidied
from qa_calendar.reading.documents.opening.raised import MARK, Piece, in_its_text, without_marks
from qa_calendar.reading.documents.opening.xml import Element

# What only surrounds paragraphs, lists and tables.
_AROUND = ("text:section", "text:index-body", "text:numbered-paragraph")
_ROWS_AROUND = ("table:table-header-rows", "table:table-rows", "table:table-row-group")
_COLUMNS_AROUND = ("table:table-header-columns", "table:table-columns", "table:table-column-group")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_NOT_SHOWN = ("collapse", "filter")


def read_text(content: Element, styles: Element, found: Found) -> None:
    """Read the text document *content*, with the headers and footers of its *styles*."""
    reader = _Reader(found, _raised(content, styles))
    pages = [page for page in styles.walk() if page.tag in ("style:header", "style:footer")]
    for page in pages:
        found.blocks += (Text(block.text, is_margin=True) for block in reader.blocks(page) if isinstance(block, Text))
    body = content.child("office:body", "office:text") or Element("")
    found.blocks += reader.blocks(body)
    if changes := sum(element.tag == "text:changed-region" for element in body.walk()):
        what = "1 tracked change is" if changes == 1 else f"{changes} tracked changes are"
        found.note("", f"{what} still open; the document is read as if accepted")


def read_sheets(content: Element, found: Found) -> None:
    """Read the spreadsheet *content*."""
    hidden = {
        style.get("style:name")
        for style in content.walk()
        if style.tag == "style:style"
        and (looks := style.child("style:table-properties"))
        and looks.get("table:display") == "false"
    }
    raised = _raised(content)
    tables = list((content.child("office:body", "office:spreadsheet") or Element("")).children("table:table"))
    if len(tables) > MOST_SHEETS:
        raise UnreadableError(f"it has more than {MOST_SHEETS} sheets: {SMALLER}")
    for table in tables:
        places = Places(
            found=found,
            number=found.next_table(),
            name=table.get("table:name"),
            is_sheet=True,
            is_hidden=table.get("table:style-name") in hidden,
        )
        found.blocks += _Reader(found, raised).table(table, places)


@dataclass(slots=True)
class _Lines:
    """The text of a paragraph or of a cell as it grows, and what stands in it that is none; by the *raised* styles."""

    raised: frozenset[str] = frozenset()
    lines: list[str] = field(default_factory=list)
    noticed: list[tuple[str, str]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def noticed_of_it(self) -> list[tuple[str, str]]:
        """What stands in it that is no text, its marks of footnotes with the text that they stand in."""
        return [*self.noticed, *([(MARK, in_its_text(self.marks, self.text))] if self.marks else [])]

    def add(self, parent: Element, bullet: str = "") -> None:
        """Put what is in *parent*, paragraphs and lists, below what there is."""
        for child in parent:
            match child.tag:
                case "text:p" | "text:h":
                    text, marks = without_marks(self._inside(child))
                    self.marks += marks
                    self.lines.append(f"{bullet}{text}")
                    bullet = ""
                case "text:list":
                    self.add(child)
                case "text:list-item" | "text:list-header":
                    self.add(child, BULLET)
                case "office:annotation":
                    self.noticed.append((COMMENT, _said(child)))
                case tag if tag in _AROUND:
                    self.add(child, bullet)

    def _inside(self, parent: Element, *, is_raised: bool = False) -> Iterator[Piece]:
        for part in parent.content:
            if isinstance(part, str):
                yield part, is_raised
            elif (text := self._part(part)) is None:
                yield from self._inside(part, is_raised=is_raised or part.get("text:style-name") in self.raised)
            else:
                yield text, is_raised

    def _part(self, element: Element) -> str | None:
        """The text that *element* stands for; None where it is what is in it."""
        match element.tag:
            case "text:s":
                return " " * min(whole(element.get("text:c"), 1), 100)
            case "text:tab":
                return " "
            case "text:line-break":
                return "\n"
            case "text:note":
                kind = element.get("text:note-class") or "footnote"
                what = ENDNOTE if kind == "endnote" else FOOTNOTE
                self.noticed.append((what, _said(element.child("text:note-body"))))
            case "office:annotation":
                self.noticed.append((COMMENT, _said(element)))
            case "draw:frame" | "draw:custom-shape" | "draw:rect" | "draw:g":
                self.boxes.append(element.child("draw:text-box") or element)
            case "text:ruby-text" | "office:annotation-end" | "text:hidden-text" | "svg:title" | "svg:desc":
                pass
            case _:
                return None
        return ""


def _said(element: Element | None) -> str:
    lines = _Lines()
    lines.add(element or Element(""))
    return lines.text


@dataclass(slots=True)
class _Table:
    """A table as far as it was read: *row* is the one that comes."""

    places: Places
    row: int = 0
    width: int = 0
    within: list[Text | Grid] = field(default_factory=list)
    hidden: list[range] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reader:
    found: Found
    raised: frozenset[str]

    def blocks(self, parent: Element) -> list[Text | Grid]:
        """Paragraphs and tables in reading order."""
        blocks: list[Text | Grid] = []
        for child in parent:
            match child.tag:
                case "table:table":
                    places = Places(found=self.found, number=self.found.next_table())
                    blocks += (block for block in self.table(child, places) if isinstance(block, Text) or block.cells)
                case "text:p" | "text:h" | "text:list":
                    blocks += self._paragraphs(child)
                case "draw:frame":
                    blocks += self.blocks(child.child("draw:text-box") or Element(""))
                case tag if tag in _AROUND:
                    blocks += self.blocks(child)
        return blocks

    def table(self, element: Element, places: Places) -> list[Text | Grid]:
        """The grid of a table or sheet, then what stands in its cells and has a place of its own."""
        table = _Table(places)
        for row in _through(element, _ROWS_AROUND, "table:table-row"):
            self._row(row, table)
        height, width = places.used if places.is_sheet else (table.row, table.width)
        rows = {row for hidden in table.hidden for row in range(hidden.start, min(hidden.stop, height))}
        grid = places.grid(height, width, hidden=(rows, _hidden_columns(element, width)), headers=_headers(element))
        return [grid, *table.within]

    def _paragraphs(self, element: Element) -> list[Text | Grid]:
        lines = _Lines(self.raised)
        lines.add(Element("", content=[element]))
        for what, said in lines.noticed_of_it:
            self.found.note("", what, said)
        level = min(whole(element.get("text:outline-level"), 1), 6) if element.tag == "text:h" else 0
        texts: list[Text | Grid] = [Text(text, level) for line in lines.lines if (text := tidied(line))]
        return [*texts, *(block for box in lines.boxes for block in self.blocks(box))]

    def _row(self, element: Element, table: _Table) -> None:
        times = max(1, whole(element.get("table:number-rows-repeated"), 1))
        if element.get("table:visibility") in _NOT_SHOWN:
            table.hidden.append(range(table.row, table.row + times))
        column = 0
        for cell in element.children(*_CELLS):
            across = max(1, whole(cell.get("table:number-columns-repeated"), 1))
            if cell.tag == "table:table-cell" and (cell.content or cell.attributes):
                kept = self._cell(cell, table, column)
                # What is empty costs nothing, however often it is repeated; the rest is counted.
                if kept.text or kept.formula is not None or kept.day:
                    _repeat(kept, table.places, times, across)
            column += across
        table.row += times
        table.width = max(table.width, column)

    def _cell(self, element: Element, table: _Table, column: int) -> Cell:
        lines = _Lines(self.raised)
        lines.add(element)
        for what, said in lines.noticed_of_it:
            table.places.note(table.row, column, what, said)
        for nested in element.children("table:table"):
            table.within += self.blocks(Element("", content=[nested]))
        table.within += (block for box in lines.boxes for block in self.blocks(box))
        value = element.get("office:value")
        day = written_day(element.get("office:date-value"))
        text = lines.text or day.text or (shown(value, 0, "").text if value else "")
        formula = element.get("table:formula").partition("=")[2]
        is_open = formula and not text and not element.get("office:value-type")
        return Cell(
            row=table.row,
            column=column,
            text=tidied(text),
            height=max(1, whole(element.get("table:number-rows-spanned"), 1)),
            width=max(1, whole(element.get("table:number-columns-spanned"), 1)),
            day=day.day,
            formula=f"={formula}" if is_open else None,
        )


def _raised(*parts: Element) -> frozenset[str]:
    """The styles of what stands above the line: `super 58%`, or by so many percent."""
    return frozenset(
        style.get("style:name")
        for part in parts
        for style in part.walk()
        if style.tag == "style:style"
        and (looks := style.child("style:text-properties"))
        and re.match(r"super|[1-9]", looks.get("style:text-position"))
    )


def _repeat(cell: Cell, places: Places, times: int, across: int) -> None:
    for row in range(cell.row, cell.row + times):
        for column in range(cell.column, cell.column + across):
            places.put(replace(cell, row=row, column=column))


def _through(parent: Element, around: tuple[str, ...], tag: str) -> Iterator[Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in around:
            yield from _through(child, around, tag)


def _hidden_columns(table: Element, width: int) -> set[int]:
    hidden: set[int] = set()
    first = 0
    for column in _through(table, _COLUMNS_AROUND, "table:table-column"):
        after = first + max(1, whole(column.get("table:number-columns-repeated"), 1))
        if column.get("table:visibility") in _NOT_SHOWN:
            hidden |= set(range(first, min(after, width)))
        first = after
    return hidden


def _headers(table: Element) -> int:
    """How many rows at the top are repeated on every page."""
    first = next(table.children("table:table-row", *_ROWS_AROUND), None)
    is_header = first is not None and first.tag == "table:table-header-rows"
    return sum(1 for _ in first.children("table:table-row")) if first and is_header else 0
