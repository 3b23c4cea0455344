"""Cells as they are found, and the grid that they make."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field, replace

from qa_calendar.names import UNSEEN
from qa_calendar.reading.documents.grid import BULLET, BULLETS, Cell, Grid
from qa_calendar.reading.documents.opening.bounds import LONGEST_CELL, Found

_UNSEEN = str.maketrans("\xa0\u2007\u202f\x0b\u2028\u2029", "   \n\n\n", UNSEEN)
_TYPED_BULLET = re.compile(rf"^[ \t]*[{BULLETS}][ \t]+(?=\S)", re.MULTILINE)
_NONE: tuple[Set[int], Set[int]] = (frozenset(), frozenset())
_BOXES = {"☐": "", "□": "", "❑": "", "☑": "✓", "☒": "✓", "✔": "✓"}


def tidied(text: str) -> str:
    """*text* without what nobody sees, line ends as `\\n`, and the bullets that somebody typed as BULLET."""
    if text.isascii() and text.isalnum():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN).strip()
    text = _TYPED_BULLET.sub(BULLET, text)
    return _BOXES.get(text, text)


@dataclass(slots=True, kw_only=True)
class Places:
    """The cells of one table or sheet so far."""

    found: Found
    number: int
    name: str = ""
    is_sheet: bool = False
    is_hidden: bool = False
    first_line: int | None = None
    cells: list[Cell] = field(default_factory=list)
    _empty: Grid = field(init=False)

    def __post_init__(self) -> None:
        self._empty = self._grid({})

    def note(self, row: int, column: int | None, text: str, quoted: str = "") -> None:
        """Keep what was noticed at a place, said as the grid says it."""
        self.found.note(self._empty.place(row, column), text, quoted)

    def put(self, cell: Cell) -> None:
        """Keep *cell* if it holds anything; a text that no cell can be is left out, and noted."""
        text = tidied(cell.text)
        if len(text) > LONGEST_CELL:
            self.note(cell.row, cell.column, f"a cell of {len(text):,} characters is left out", text[:40])
            text = ""
        if text or cell.formula is not None or cell.day is not None:
            self.found.count(1)
            self.cells.append(cell if text == cell.text else replace(cell, text=text))

    @property
    def used(self) -> tuple[int, int]:
        """How many rows and columns there are up to the last that a cell begins in."""
        rows = 1 + max((cell.row for cell in self.cells), default=-1)
        return rows, 1 + max((cell.column for cell in self.cells), default=-1)

    def grid(
        self,
        height: int,
        width: int,
        *,
        hidden: tuple[Set[int], Set[int]] = _NONE,
        headers: int = 0,
    ) -> Grid:
        """The grid of so many rows and columns: no cell reaches beyond them. *hidden* are rows, then columns."""
        at: dict[tuple[int, int], Cell] = {}
        for given in self.cells:
            tall, wide = min(given.height, height - given.row), min(given.width, width - given.column)
            cell = given if (tall, wide) == (given.height, given.width) else replace(given, height=tall, width=wide)
            self.found.count(tall * wide - 1)
            for row in range(cell.row, cell.row + tall):
                for column in range(cell.column, cell.column + wide):
                    at.setdefault((row, column), cell)
        return self._grid(at, frozenset(hidden[0]), frozenset(hidden[1]), headers)

    def _grid(
        self,
        at: dict[tuple[int, int], Cell],
        rows: frozenset[int] = frozenset(),
        columns: frozenset[int] = frozenset(),
        headers: int = 0,
    ) -> Grid:
        return Grid(
            number=self.number,
            cells=at,
            name=self.name,
            is_sheet=self.is_sheet,
            is_hidden=self.is_hidden,
            hidden_rows=rows,
            hidden_columns=columns,
            header_rows=headers,
            first_line=self.first_line,
        )
