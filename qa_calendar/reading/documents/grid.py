"""What any document is once its bytes are read: texts and grids of cells in reading order, and what was noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

BULLET = "• "
"""How the line of a cell begins that is an item of a list, whatever the document marks it with."""

BULLETS = "•·▪‣◦●○∙■□➢»\uf0b7\uf0a7"
"""What documents mark it with; the last two are those of Word's fonts of signs."""

COMMENT = "a comment is not imported"
FOOTNOTE, ENDNOTE = "a footnote is no part of the text", "an endnote is no part of the text"
"""What is noted of a comment and of a footnote; what they say is quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell; *row* and *column* count from 0 and are those of its top left corner where it is merged over several.

    *text* has a line for each paragraph, break or item. *day* is what a spreadsheet keeps as a date; of a *formula*
    whose result was not stored the text is empty. *struck* is text that is crossed out throughout.
    """

    row: int
    column: int
    text: str = ""
    height: int = 1
    width: int = 1
    day: date | None = None
    formula: str | None = None
    struck: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are not empty."""
        return tuple(line.strip() for line in self.text.split("\n") if line.strip())

    @property
    def flat(self) -> str:
        """The text in one line, single spaces."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table, a sheet or the lines of a text: only the cells that hold something, each at every place it covers.

    *name* is that of the sheet, else empty; *number* counts the tables of a document from 1. *first_line* is the line
    of the file that row 0 stands in, for text files. *used* are the rows that hold something, with their columns. One
    that *is_turned* has the document's columns as its rows; one *of_paragraphs* was made of them, by their numbers.
    """

    number: int
    cells: Mapping[tuple[int, int], Cell]
    name: str = ""
    is_sheet: bool = False
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    header_rows: int = 0
    first_line: int | None = None
    is_turned: bool = False
    of_paragraphs: bool = False
    file: str = ""
    height: int = field(init=False)
    width: int = field(init=False)
    used: Mapping[int, tuple[int, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "height", 1 + max((row for row, _ in self.cells), default=-1))
        object.__setattr__(self, "width", 1 + max((column for _, column in self.cells), default=-1))
        # A sheet has a million rows: only those that hold something are ever gone through.
        used: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            used.setdefault(row, []).append(column)
        object.__setattr__(self, "used", {row: tuple(columns) for row, columns in used.items()})

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers this place; None where nothing is."""
        return self.cells.get((row, column))

    def row(self, row: int) -> Iterator[Cell]:
        """The cells that cover something of this row, each once, from the left."""
        seen: set[int] = set()
        for column in self.used.get(row, ()):
            cell = self.cells[row, column]
            if id(cell) not in seen:
                seen.add(id(cell))
                yield cell

    @property
    def where(self) -> str:
        """`sheet 'Apr 25'` or `table 2`, with the file before it where there are several."""
        return ", ".join(filter(None, (self.file, self._where)))

    @property
    def _where(self) -> str:
        return f"sheet '{self.name}'" if self.is_sheet else f"table {self.number}"

    def place(self, row: int, column: int | None = None) -> str:
        """`sheet 'Apr 25', C3`, `table 2, row 3, column 2`, `line 4, column 2` or `paragraph 7`, as it is found.

        The file stands before it where there are several.
        """
        return ", ".join(filter(None, (self.file, self._place(row, column))))

    def _place(self, row: int, column: int | None) -> str:
        if self.of_paragraphs:
            return f"paragraph {row}" if row else "the text"
        if self.is_turned:
            row, column = (0 if column is None else column), row
        if self.is_sheet:
            return f"{self._where}, row {row + 1}" if column is None else f"{self._where}, {letters(column)}{row + 1}"
        where = f"{self._where}, row {row + 1}" if self.first_line is None else f"line {self.first_line + row}"
        return where if column is None else f"{where}, column {column + 1}"

    def turned(self) -> Grid:
        """The same with rows for columns; places stay those of the document."""
        swapped = {
            id(cell): replace(cell, row=cell.column, column=cell.row, height=cell.width, width=cell.height)
            for cell in self.cells.values()
        }
        return replace(
            self,
            cells={(column, row): swapped[id(cell)] for (row, column), cell in self.cells.items()},
            hidden_rows=self.hidden_columns,
            hidden_columns=self.hidden_rows,
            header_rows=0,
            is_turned=not self.is_turned,
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph outside the tables; *level* 1 to 6 of a heading, 0 of any other."""

    text: str
    level: int = 0
    is_margin: bool = False
    """Whether it stands in a header or footer of the page."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something noticed in reading that a person should know: *place* may be empty, *quoted* is what it is about."""

    place: str
    text: str
    quoted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A *file* as it was read, of a *kind* such as `Word document`: *blocks* in reading order, and *notes*."""

    file: str
    kind: str
    blocks: tuple[Text | Grid, ...]
    notes: tuple[Note, ...] = ()

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The tables and sheets."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @property
    def texts(self) -> tuple[Text, ...]:
        """What stands outside them."""
        return tuple(block for block in self.blocks if isinstance(block, Text))


def letters(column: int) -> str:
    """The letters of a sheet's *column*, counted from 0: A, Z, AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
