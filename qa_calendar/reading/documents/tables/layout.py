"""Where the tables are in a grid, which of its rows are headings, and which way round it is to be read.

grid ─▶ tables: headings, rows, and what stands over them (`tables_in`)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa_calendar.reading.documents.grid import BULLET, Cell, Grid
from qa_calendar.reading.documents.tables.headings import Meaning, is_heading, meanings, plain
from qa_calendar.reading.documents.tables.table import (
    Above,
    Body,
    Heading,
    Table,
    is_time,
    time_label,
    time_of,
    visible,
)
from qa_calendar.reading.documents.when import Across, InMonths, OnDay, is_nothing, is_tick, understand


def tables_in(grid: Grid) -> tuple[Table, ...]:
    """The tables of *grid*, each with its own headings; one that is written sideways is turned."""
    turned = _turned(grid)
    if turned is not None:
        return tables_in(turned)
    return tuple(_tables(grid))


def side_by_side(table: Table) -> tuple[Table, ...]:
    """*table*, or one for each time that the same headings stand beside one another in it, with the rest of it."""
    named = [
        (column, re.sub(r" \d{1,2}$", "", plain(heading.texts[-1])))
        for column, heading in enumerate(table.headings)
        if heading.texts and heading.time is None
    ]
    columns, words = [column for column, _ in named], [word for _, word in named]
    for length in range(1, len(words) // 2 + 1):
        for start in range(len(words) - 2 * length + 1):
            block = words[start : start + length]
            count = 1
            while words[start + count * length : start + (count + 1) * length] == block:
                count += 1
            if count > 1 and all(block) and any(Meaning.ACTIVITY in meanings(word) for word in block):
                starts = [start + n * length for n in range(count)]
                blocks = [frozenset(columns[at : at + length]) for at in starts]
                return tuple(_only(table, own, blocks) for own in blocks)
    return (table,)


def _only(table: Table, own: frozenset[int], blocks: Sequence[frozenset[int]]) -> Table:
    aside = frozenset(column for one in blocks if one != own for column in one)
    headings = tuple(Heading(()) if column in aside else heading for column, heading in enumerate(table.headings))
    return replace(table, headings=headings, set_aside=aside)


def _tables(grid: Grid) -> Iterator[Table]:
    gathering = _Gathering(grid)
    for row in grid.used:
        if row not in grid.hidden_rows and (cells := visible(grid, row)):
            yield from gathering.take(row, cells)
    yield from gathering.rest()


class _Gathering:
    """The tables of a grid while its rows are gone through."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.titles: list[Above] = []
        self.current: _Building | None = None
        self.headings_to = 0
        self.fresh = True
        self.before = -1

    def take(self, row: int, cells: list[Cell]) -> Iterator[Table]:
        """Take a row in; the table that ends with it, if one does."""
        fresh, self.before = self.fresh or row > self.before + 1, row
        if row < self.headings_to:
            return
        depth = _header_depth(self.grid, row, fresh, self.current)
        if depth:
            yield from self._headings(row, depth)
        elif self.current is None and len(cells) == 1 and _is_title(self.grid, cells[0]):
            self.titles.append(Above(cells[0].flat, self.grid.place(row, cells[0].column)))
        else:
            current = self.current or self._begin(tuple(Heading(()) for _ in range(self.grid.width)), row)
            self.fresh = current.take(row, cells, fresh)

    def _headings(self, row: int, depth: int) -> Iterator[Table]:
        self.headings_to, self.fresh = row + depth, False
        rows = [one for one in range(row, row + depth) if one not in self.grid.hidden_rows]
        headings = _headings(self.grid, rows)
        if self.current and _same(headings, self.current.headings):
            self.current.repeated += rows
            return
        if self.current and self.current.is_bare:
            self.titles = [*self.current.titles, *self.current.as_titles()]
        elif self.current:
            self.titles += self.current.give_back()
            yield self.current.table()
        self._begin(headings, row)

    def _begin(self, headings: tuple[Heading, ...], row: int) -> _Building:
        self.current = current = _Building(self.grid, headings, row, self.titles)
        self.titles = []
        return current

    def rest(self) -> Iterator[Table]:
        """The last table; or, without one, the texts there are."""
        if self.current:
            yield self.current.table()
        elif self.titles:
            first = next(iter(self.grid.used))
            yield Table(grid=self.grid, headings=(), first=first, rows=(), titles=tuple(self.titles))


def _is_title(grid: Grid, cell: Cell) -> bool:
    # In a document a table may begin with the rest of a row of the page before, in a column of its own.
    return grid.width > 1 and (grid.is_sheet or cell.column == 0 or cell.width > 1)


class _Building:
    """A table while its rows are gone through."""

    def __init__(self, grid: Grid, headings: tuple[Heading, ...], first: int, titles: list[Above]) -> None:
        self.grid, self.headings, self.first, self.titles = grid, headings, first, titles
        self.rows: list[Body] = []
        self.notes: list[Above] = []
        self.repeated: list[int] = []
        self.bands: tuple[Above, ...] = ()
        self.loose: list[tuple[int, Above]] = []
        self.in_key = False
        self.all_bands: list[Above] = []

    def take(self, row: int, cells: list[Cell], after_gap: bool) -> bool:
        """Take the row in; whether headings of another table may come next."""
        alone = cells[0] if len(cells) == 1 else None
        above = Above(" = ".join(cell.flat for cell in cells), self.grid.place(row, cells[0].column))
        if self.in_key and len(cells) <= 3:
            self.notes.append(above)
            return True
        if alone and (is_note(alone.flat) or (after_gap and self._is_loose(alone))):
            self.notes.append(above)
            self.loose.append((row, above))
            self.in_key = _KEY.match(alone.flat) is not None
            return after_gap
        self.loose = []
        if alone and (self._is_band(alone) or self._tells_time_alone(alone)):
            self._band(replace(above, is_band=True))
            return True
        self.rows.append(Body(row, self.bands))
        return False

    def _band(self, band: Above) -> None:
        """A band counts until the next of its kind: one for the time, one for the section."""
        kind = _stands_for_time(band)
        self.all_bands.append(band)
        self.bands = (*(one for one in self.bands if _stands_for_time(one) != kind), band)

    def _is_loose(self, cell: Cell) -> bool:
        """Whether it says something of the table, or is a title of the next, where it stands behind a gap."""
        return bool(self.rows) and cell.column == 0 and not is_time(cell.flat)

    def _tells_time_alone(self, cell: Cell) -> bool:
        """Whether it is a time that stands in a column which is for something else."""
        texts = self.headings[cell.column].texts
        timed = (Meaning.WHEN, Meaning.START, Meaning.DUE, Meaning.BAND)
        return bool(texts) and is_time(cell.flat) and not any(one in meanings(texts[-1]) for one in timed)

    def _is_band(self, cell: Cell) -> bool:
        wide = cell.width > 1 and cell.width >= len(self.headings) - 1
        return wide or (cell.width > 2 and cell.column == 0 and not self._over_marks(cell))

    def _over_marks(self, cell: Cell) -> bool:
        return any(h.time is not None for h in self.headings[cell.column : cell.column + cell.width])

    @property
    def is_bare(self) -> bool:
        """Whether it has no headings."""
        return not any(heading.texts for heading in self.headings)

    def as_titles(self) -> list[Above]:
        """Its rows as texts over the table that follows: what has no headings, before one that has them, is none."""
        rows = [*self.rows, *(Body(row) for row, _ in self.loose)]
        cells = [(row.row, visible(self.grid, row.row)) for row in rows]
        return [Above(" | ".join(cell.flat for cell in own), self.grid.place(row)) for row, own in cells]

    def give_back(self) -> list[Above]:
        """The single texts at the end, which are titles of what follows when headings come next."""
        back = [above for _, above in self.loose]
        self.notes = [one for one in self.notes if one not in back]
        return back

    def table(self) -> Table:
        return Table(
            grid=self.grid,
            headings=self.headings,
            first=self.first,
            rows=tuple(self.rows),
            titles=tuple(self.titles),
            notes=tuple(self.notes),
            repeated=tuple(self.repeated),
            bands=tuple(self.all_bands),
        )


_NOTE = re.compile(
    r"\*|†|‡|(?:please )?note\b|n\.?b\.?\b|(?:key|legend|abbreviations|initials)\b|\(\d\) |footnote|source:",
    re.IGNORECASE,
)


_KEY = re.compile(r"(?:key|legend|initials|abbreviations)\b", re.IGNORECASE)


def is_note(text: str) -> bool:
    """Whether a text that stands alone explains the table and is no row of it."""
    return bool(_NOTE.match(text.removeprefix(BULLET)))


def _stands_for_time(band: Above) -> bool:
    return is_time(band.text) or time_of(band) is not None


def _header_depth(grid: Grid, row: int, fresh: bool, current: _Building | None) -> int:
    """How many rows of headings begin at *row*; 0 for none."""
    cells = visible(grid, row)
    if current is not None and _repeats(grid, row, current.headings):
        return 1
    if row < grid.header_rows and len(cells) > 1:
        return max(grid.header_rows - row, _depth(grid, row, cells))
    below = visible(grid, row + 1)
    if fresh and any(_YEAR.fullmatch(cell.flat) for cell in cells) and _has_time_headings(below):
        return 2
    if not fresh or len(cells) < 2:
        return 0
    if _has_time_headings(cells) or _has_words(cells, strictly=current is not None):
        return _depth(grid, row, cells)
    if any(cell.width > 1 for cell in cells) and len(below) > 1:
        return 2 if _has_time_headings(below) or _has_words(below, strictly=True) else 0
    return 0


_MOST_BREAKS = 2
"""With more lines a cell that begins with a month holds what is due in it, and is no heading."""


def _has_time_headings(cells: Sequence[Cell]) -> bool:
    texts = [cell.text for cell in cells]
    if any(BULLET in text or text.count("\n") > _MOST_BREAKS for text in texts):
        return False
    times = [text for text in texts if is_time(text)]
    distinct = len({plain(text) for text in times})
    others = [text for text in texts if text not in times]
    if distinct < 2 or any(is_tick(text) for text in others):
        return False
    return distinct >= 3 or (distinct >= len(texts) - 1 and all(is_heading(text) for text in others))


def _has_words(cells: Sequence[Cell], *, strictly: bool) -> bool:
    texts = [cell.flat for cell in cells]
    if any(len(text) > 90 or text.startswith(BULLET) for text in texts):
        return False
    known = [found for text in texts if (found := meanings(text))]
    first = {max(found, key=lambda one: found[one]) for found in known}
    dated = (InMonths, OnDay, Across)
    times = [text for text in texts if (said := understand(text)) and isinstance(said.timing, dated)]
    if times or len(first) < 2 or len(known) * 2 < len(texts):
        return False
    sure = [found for found in known if max(found.values()) >= 65]
    if not strictly:
        return bool(sure)
    short = all(len(text.split()) <= 4 and not any(map(str.isdigit, text)) for text in texts)
    return short and len(sure) * 2 >= len(texts)


def _depth(grid: Grid, row: int, cells: Sequence[Cell]) -> int:
    depth = min(max(1, *(cell.row + cell.height - row for cell in cells), 1), 4) if cells else 1
    if all(cell.row + cell.height - row == depth for cell in cells):
        # All of one height: nothing says that those below are under it, unless one spans several that follow.
        depth = 1
    below = visible(grid, row + depth)
    wide = [cell for cell in cells if cell.width > 1]
    under = [cell for cell in below if any(w.column <= cell.column < w.column + w.width for w in wide)]
    if wide and below and len(under) * 2 >= len(below) and (_has_time_headings(below) or _all_short(under)):
        outside = [cell for cell in below if cell not in under]
        if all(cell.row < row + depth or is_heading(cell.flat) for cell in outside):
            return depth + 1
    return depth


def _all_short(cells: Sequence[Cell]) -> bool:
    return all(len(cell.flat) <= 25 and not is_tick(cell.flat) and not is_nothing(cell.flat) for cell in cells)


def _headings(grid: Grid, rows: Sequence[int]) -> tuple[Heading, ...]:
    return tuple(_heading(grid, rows, column) for column in range(grid.width))


def _heading(grid: Grid, rows: Sequence[int], column: int) -> Heading:
    if column in grid.hidden_columns:
        return Heading(())
    cells = dict.fromkeys(cell for row in rows if (cell := grid.at(row, column)) is not None and cell.flat)
    texts = tuple(cell.text for cell in cells)
    time = next((found for text in reversed(texts) if (found := time_label(text))), None)
    own = next((int(text) for text in texts if _YEAR.fullmatch(text.strip())), None)
    year = own or _year_before(grid, rows, column)
    if year is not None and isinstance(time, InMonths):
        time = InMonths(tuple(replace(month, year=month.year or year) for month in time.months))
    return Heading(texts, time)


_YEAR = re.compile(r"(?:19|20)\d\d")


def _year_before(grid: Grid, rows: Sequence[int], column: int) -> int | None:
    """The year that stands in the headings to the left, over the first of its months."""
    for before in range(column, -1, -1):
        for row in rows[:-1]:
            cell = grid.at(row, before)
            if cell is not None and _YEAR.fullmatch(cell.flat):
                return int(cell.flat)
    return None


def _repeats(grid: Grid, row: int, headings: tuple[Heading, ...]) -> bool:
    """Whether the headings stand again in *row*."""
    own = [cell.flat if (cell := grid.at(row, column)) else "" for column in range(grid.width)]
    return any(own) and all(
        text == heading.text or plain(text) == plain(heading.text) for text, heading in zip(own, headings, strict=False)
    )


def _same(one: tuple[Heading, ...], other: tuple[Heading, ...]) -> bool:
    texts = [tuple(plain(heading.text) for heading in headings) for headings in (one, other)]
    return texts[0] == texts[1] and any(texts[0])


_FIELDS = (Meaning.ACTIVITY, Meaning.WORKERS, Meaning.PURPOSE)


def _turned(grid: Grid) -> Grid | None:
    """*grid* the other way round where its first column holds the headings; None where it does not."""
    if grid.is_turned or grid.width < 2 or not 2 <= grid.height <= 12:
        return None
    rows = [row for row in grid.used if len(visible(grid, row)) > 1]
    firsts = [(row, grid.at(row, 0)) for row in rows]
    names = [cell.flat for _, cell in firsts if cell is not None and cell.flat and cell.width == 1]
    if len(names) < 2 or len(names) < len(rows) - 1:
        return None
    best = [max(found, key=lambda one: found[one]) for name in names if (found := meanings(name))]
    fields = {one for one in best if one in _FIELDS}
    across = [cell for row in rows[:2] for cell in visible(grid, row)[1:] if is_time(cell.text)]
    body = [cell.flat for row in rows for cell in visible(grid, row) if cell.column > 0]
    marks = sum(is_tick(text) or is_nothing(text) for text in body)
    if len(best) < len(names) * 0.6 or marks * 3 > len(body) or Meaning.ACTIVITY not in best:
        return None
    by_times = len(across) >= 2 and len(fields) >= 2
    card = grid.width == 2 and len(set(best)) >= 3 and not _has_words(visible(grid, rows[0]), strictly=True)
    return grid.turned() if by_times or card else None
