"""A sheet of Excel as its cells come by: only those that hold something are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qa_calendar.reading.documents.grid import Cell, Grid, letters
from qa_calendar.reading.documents.opening import xml
from qa_calendar.reading.documents.opening.bounds import MOST_CELLS, is_on, whole
from qa_calendar.reading.documents.opening.numbers import Shown, shown, written_day
from qa_calendar.reading.documents.opening.package import Package
from qa_calendar.reading.documents.opening.places import Places
from qa_calendar.reading.documents.opening.raised import MARK, Piece, in_its_text, without_marks
from qa_calendar.reading.documents.opening.symbols import is_of_signs, seen_as

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_EMPTY_ROWS_WORTH_SAYING = 1_000
_EXAMPLES = 3
_MOST_COLOURED = 2_000
_MOST_COLUMN_RUNS = 1_000


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell looks: its number format by number and code, whether it is crossed out, its font, its colour."""

    kind: int = 0
    code: str = ""
    struck: bool = False
    font: str = ""
    coloured: bool = False


_PLAIN = Format()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the sheets of a workbook share; *marks* of footnotes are of the string with that number."""

    strings: list[str]
    marks: Mapping[int, tuple[str, ...]]
    formats: tuple[Format, ...]
    since_1904: bool


def place_of(reference: str) -> tuple[int, int] | None:
    """Row and column of `C3`, from 0; None for what is no cell."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row - 1, column - 1) if row <= _LAST_ROW and column <= _LAST_COLUMN else None


def read_sheet(package: Package, part: str, places: Places, book: Book) -> Grid:
    """The cells of a sheet, within the rows and columns that hold something."""
    sheet = _Sheet(places, book)
    xml.stream(package.chunks(part), sheet, "Excel")
    return sheet.grid()


@dataclass(slots=True)
class _Open:
    """The cell that is being read."""

    row: int = 0
    column: int = 0
    kind: str = ""
    format: Format = _PLAIN
    value: str | None = None
    formula: str | None = None
    runs: list[Piece] = field(default_factory=list)


class _Sheet:
    def __init__(self, places: Places, book: Book) -> None:
        self._places, self._book = places, book
        self._row, self._column = -1, -1
        self._cell: _Open | None = None
        self._pieces: list[str] | None = None
        self._in_sound = False
        self._is_raised = False
        self._merges: dict[tuple[int, int], tuple[int, int]] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: list[range] = []
        self._formulas: dict[str, str] = {}
        self._shared = ""
        self._calculated: list[str] = []
        self._coloured: list[tuple[int, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "row":
                self._start_row(attributes)
            case "c":
                self._start_cell(attributes)
            case "v" | "f" | "t" if self._cell and not self._in_sound:
                self._pieces = []
                self._shared = attributes.get("si", "")
            case "rPh":
                self._in_sound = True
            case "r" | "vertAlign":
                self._is_raised = attributes.get("val") == "superscript"
            case "col":
                self._hide_columns(attributes)
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        if tag == "c" and self._cell:
            self._keep(self._cell)
            self._cell, self._is_raised = None, False
        elif tag == "rPh":
            self._in_sound = False
        elif tag in ("v", "f", "t") and self._cell and self._pieces is not None:
            text = "".join(self._pieces)
            self._pieces = None
            if tag == "f":
                self._cell.formula = self._formulas.setdefault(self._shared, text) if self._shared else text
            else:
                self._cell.value = (self._cell.value or "") + text
                self._cell.runs.append((text, self._is_raised))

    def text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)

    def grid(self) -> Grid:
        """What was found, clipped to what is used."""
        places = self._places
        places.cells = [self._merged(cell) for cell in places.cells]
        height, width = places.used
        if self._row - height > _EMPTY_ROWS_WORTH_SAYING:
            places.found.note(f"sheet '{places.name}'", f"rows {height + 1:,} to {self._row + 1:,} hold nothing")
        if self._calculated:
            more = f" and {len(self._calculated) - _EXAMPLES} more" if len(self._calculated) > _EXAMPLES else ""
            what = f"of a formula the stored value is used: {'; '.join(self._calculated[:_EXAMPLES])}{more}"
            places.found.note(f"sheet '{places.name}'", what)
        self._say_colours(height, width)
        columns = {column for hidden in self._hidden_columns for column in range(hidden.start, min(hidden.stop, width))}
        return places.grid(height, width, hidden=({row for row in self._hidden_rows if row < height}, columns))

    def _say_colours(self, height: int, width: int) -> None:
        """A colour may be the only mark of a month; it is not read, and that is said."""
        covered = [
            (range(row, row + tall), range(column, column + wide))
            for (row, column), (tall, wide) in self._merges.items()
        ]
        found = [
            (row, column)
            for row, column in self._coloured
            if row < height and column < width and not any(row in rows and column in across for rows, across in covered)
        ]
        if found:
            row, column = found[0]
            cells = "1 cell is" if len(found) == 1 else f"{len(found)} cells are"
            what = f"{cells} coloured and empty, the first is {letters(column)}{row + 1}: colours are not read"
            self._places.found.note(f"sheet '{self._places.name}'", f"{what}; write a mark into a cell that means work")

    def _merged(self, cell: Cell) -> Cell:
        height, width = self._merges.get((cell.row, cell.column), (1, 1))
        return cell if (height, width) == (1, 1) else replace(cell, height=height, width=width)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = min(whole(attributes.get("r"), self._row + 2), _LAST_ROW) - 1
        self._column = -1
        is_hidden = "hidden" in attributes and is_on(attributes["hidden"])
        if (is_hidden or attributes.get("ht") == "0") and len(self._hidden_rows) < MOST_CELLS:
            self._hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        row, self._column = place_of(attributes.get("r", "")) or (max(0, self._row), self._column + 1)
        style = whole(attributes.get("s"))
        formats = self._book.formats
        look = formats[style] if style < len(formats) else _PLAIN
        self._cell = _Open(row, self._column, attributes.get("t", "n"), look)

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        is_hidden = "hidden" in attributes and is_on(attributes["hidden"])
        if (is_hidden or attributes.get("width") == "0") and len(self._hidden_columns) < _MOST_COLUMN_RUNS:
            first = max(1, whole(attributes.get("min")))
            self._hidden_columns.append(range(first - 1, min(whole(attributes.get("max"), first), _LAST_COLUMN)))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = place_of(first), place_of(last)
        if begin and end:
            self._merges[begin] = (max(1, end[0] - begin[0] + 1), max(1, end[1] - begin[1] + 1))

    def _keep(self, cell: _Open) -> None:
        if cell.value is None and cell.formula is None:
            if cell.format.coloured and len(self._coloured) < _MOST_COLOURED:
                self._coloured.append((cell.row, cell.column))
            return
        place = f"{letters(cell.column)}{cell.row + 1}"
        seen = self._seen(cell)
        # Where a formula gives a text, an empty one is a result; anything else without a value was not calculated.
        if cell.formula is not None and not cell.value and cell.kind != "str":
            self._places.put(Cell(row=cell.row, column=cell.column, formula=f"={cell.formula}"))
            return
        if cell.formula is not None and seen.text:
            self._calculated.append(f"{place} '={cell.formula[:40]}' gives '{seen.text[:40]}'")
        kept = Cell(row=cell.row, column=cell.column, text=seen.text, day=seen.day, struck=cell.format.struck)
        self._places.put(kept)

    def _seen(self, cell: _Open) -> Shown:
        value = cell.value or ""
        marks: tuple[str, ...] = ()
        match cell.kind:
            case "s":
                number = whole(value.strip(), len(self._book.strings))
                text = self._book.strings[number] if number < len(self._book.strings) else ""
                marks = self._book.marks.get(number, ())
            case "b":
                text = {"1": "TRUE", "0": "FALSE"}.get(value.strip(), "")
            case "e":
                self._places.note(cell.row, cell.column, "an error of Excel stands here, read as empty", value)
                text = ""
            case "d":
                return written_day(value)
            case "inlineStr":
                text, marks = without_marks(cell.runs)
            case "str":
                text = value
            case _:
                look = cell.format
                return shown(value, look.kind, look.code, since_1904=self._book.since_1904) if value else Shown("")
        if marks:
            self._places.note(cell.row, cell.column, MARK, in_its_text(marks, text))
        return Shown(seen_as(text, cell.format.font) if is_of_signs(cell.format.font) else text)
