"""A table as it lies in a grid, and the time that a text over a row or a column stands for: values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_calendar.reading.documents.grid import Cell, Grid
from qa_calendar.reading.documents.tables.headings import is_heading
from qa_calendar.reading.documents.when import (
    Across,
    InMonths,
    MonthNamed,
    OnDay,
    Part,
    Timing,
    month_named,
    understand,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a column: its texts from the top, and the time they tell where they tell one."""

    texts: tuple[str, ...]
    time: Timing | None = None

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(dict.fromkeys(" ".join(text.split()) for text in self.texts))

    @property
    def own(self) -> str:
        """The lowest of it that some column is known by, else all."""
        return next((one for one in reversed(self.texts) if is_heading(one)), self.text)


@dataclass(frozen=True, slots=True)
class Above:
    """A text over a row: a title, the heading before the table, a band across it, a section; and where."""

    text: str
    place: str = ""
    is_band: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A row of a table that is no heading, and what stands over it in the table, the nearest last."""

    row: int
    above: tuple[Above, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in a *grid*: a heading for each column, none where it goes on from the table before; and its rows.

    *titles* stand over it in the grid, *notes* are rows below it that say something of it. *bands* are texts across
    it, *repeated* are rows in which the headings stand again, columns *set_aside* are read as a table of their own.
    """

    grid: Grid
    headings: tuple[Heading, ...]
    first: int
    rows: tuple[Body, ...]
    titles: tuple[Above, ...] = ()
    notes: tuple[Above, ...] = ()
    repeated: tuple[int, ...] = ()
    bands: tuple[Above, ...] = ()
    set_aside: frozenset[int] = frozenset()

    @property
    def time_columns(self) -> tuple[int, ...]:
        """The columns that stand for a time, where two or more do."""
        found = tuple(column for column, heading in enumerate(self.headings) if heading.time is not None)
        return found if len(found) > 1 else ()

    @property
    def place(self) -> str:
        """Where it begins."""
        return self.grid.place(self.first)


def visible(grid: Grid, row: int) -> list[Cell]:
    """The cells of *row* that hold text and are not in a hidden column."""
    return [
        cell
        for cell in grid.row(row)
        if (cell.flat or cell.formula) and not _is_hidden(cell.column, cell.width, grid.hidden_columns)
    ]


def _is_hidden(first: int, count: int, hidden: frozenset[int]) -> bool:
    return bool(hidden) and all(one in hidden for one in range(first, first + count))


def time_label(text: str) -> Timing | None:
    """The month, day or part of the year that a heading stands for, said by all of it or, better, by a line of it."""
    lines = [line.strip(" *†‡:") for line in (*text.split("\n"), " ".join(text.split()))]
    found = [said.timing for line in lines if line and (said := understand(line)) and not said.rest]
    for kind in (InMonths, OnDay, Across, Part):
        for one in found:
            if isinstance(one, kind):
                return one
    return None


def is_time(text: str) -> bool:
    """Whether *text* is a month, a day or a part of the year."""
    return time_label(text) is not None


def time_of(above: Above) -> InMonths | Part | None:
    """The time that *above* stands for: a title may have it anywhere, a row across the table begins with it."""
    if not above.is_band:
        return time_over(above.text)
    said = understand(above.text)
    return said.timing if said is not None and isinstance(said.timing, InMonths | Part) else None


def time_over(text: str) -> InMonths | Part | None:
    """The month, or else the part of the year, that a title, a sheet's name or a band stands for."""
    found = time_label(text)
    if isinstance(found, InMonths | Part):
        return found
    words = re.findall(r"[^\W\d_]+(?:[ '-]*\d{2,4})?", text)
    if len(words) > 8:
        return None
    months = list(dict.fromkeys(one for word in words if (one := _spelt_out(word)) is not None))
    return InMonths((months[0],)) if len(months) == 1 else None


def _spelt_out(word: str) -> MonthNamed | None:
    # Of a text with other words only a month that is spelt right: May and March are words of their own.
    return month_named(word) if re.match(r"[A-Z]", word) else None
