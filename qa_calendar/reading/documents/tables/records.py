"""The rows of a table, each as what it says: when, what, who, why; whatever way the table has of saying it.

table ─▶ meanings of its columns ─▶ records; a row broken over pages is one, each mark under a month is one
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa_calendar.dates.months import spelt
from qa_calendar.reading.documents.grid import Cell
from qa_calendar.reading.documents.tables.columns import has_days, under_times
from qa_calendar.reading.documents.tables.headings import Meaning
from qa_calendar.reading.documents.tables.table import Above, Body, Heading, Table, visible
from qa_calendar.reading.documents.when import is_nothing, is_tick


@dataclass(frozen=True, slots=True)
class Written:
    """What a cell says, under which heading, and where."""

    text: str
    heading: str
    place: str
    width: int = 1

    @property
    def flat(self) -> str:
        """In one line."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands under one time, or over several where a cell is merged; the *headings* are those of the times."""

    headings: tuple[Heading, ...]
    said: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row, or one mark of it; *joined* are the places of those that go on from it, *quoted* is what all of it says.

    *formulas* are cells whose value was not stored, *struck* is whether its activity is crossed out.
    """

    place: str
    quoted: str
    fields: Mapping[Meaning, tuple[Written, ...]] = field(default_factory=dict)
    above: tuple[Above, ...] = ()
    mark: Mark | None = None
    formulas: tuple[Written, ...] = ()
    struck: bool = False
    joined: tuple[str, ...] = ()

    def text(self, meaning: Meaning) -> str:
        """What it says under *meaning*, with a line for each paragraph; empty for nothing."""
        return "\n".join(said.text for said in self.fields.get(meaning, ()) if said.text)

    def flat(self, meaning: Meaning) -> str:
        """The same in one line."""
        return " ".join(self.text(meaning).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A table's *records* with the *meanings* of its columns; what is said only once of many rows stands beside them.

    *nothing* are the cells under a time that say there is nothing; *loose* are marks under a heading that is no time;
    *unmarked* are rows of which no month is marked, each with the cells of it that say so, *counted* those that add up
    others; *hidden* rows are left out.
    """

    table: Table
    meanings: tuple[Meaning, ...]
    records: tuple[Record, ...]
    nothing: tuple[Written, ...] = ()
    loose: tuple[tuple[Record, Written], ...] = ()
    unmarked: tuple[tuple[Record, tuple[Written, ...]], ...] = ()
    hidden: tuple[Record, ...] = ()
    counted: tuple[Record, ...] = ()


_LONGEST_QUOTED = 300


def _short(text: str) -> str:
    """A cell as a remark quotes it."""
    return text if len(text) <= _LONGEST_QUOTED else f"{text[: _LONGEST_QUOTED - 1]}…"


_BY_NUMBERS = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}.*")


def records_of(table: Table, meanings_of: tuple[Meaning, ...]) -> Records:
    """Every row of *table* as records, given what its columns mean."""
    reader = _Reader(table, meanings_of)
    rows = [reader.record(body) for body in table.rows]
    grid = table.grid
    hidden = [row for row in grid.used if row in grid.hidden_rows and row >= table.first and visible(grid, row)]
    found = Records(
        table=table,
        meanings=meanings_of,
        records=tuple(rows),
        hidden=tuple(reader.record(Body(row)) for row in hidden),
    )
    return _marked(found, reader) if reader.marks else found


def _marked(found: Records, reader: _Reader) -> Records:
    records: list[Record] = []
    nothing: list[Written] = []
    loose: list[tuple[Record, Written]] = []
    unmarked: list[tuple[Record, tuple[Written, ...]]] = []
    counted: list[Record] = []
    for body, row in zip(found.table.rows, found.records, strict=True):
        marks, none = reader.marks_of(body)
        beside = reader.ticks_beside(body)
        if _counts(marks, found.table):
            counted.append(row)
            continue
        nothing += none
        loose += [(row, said) for said in beside]
        records += [replace(row, mark=mark, place=mark.said.place) for mark in marks]
        if not marks and not beside:
            unmarked.append((row, tuple(none)))
    return replace(
        found,
        records=tuple(records),
        nothing=tuple(nothing),
        loose=tuple(loose),
        unmarked=tuple(unmarked),
        counted=tuple(counted),
    )


def _counts(marks: Sequence[Mark], table: Table) -> bool:
    """Whether a row only counts what stands above it: numbers under the months, where other rows have other marks."""
    numbers = [mark.said.flat for mark in marks if mark.said.flat.isdigit()]
    if not numbers or len(numbers) < len(marks) or len(marks) < 2 or set(numbers) == {"1"}:
        return False
    return not has_days(table) and not all(map(str.isdigit, under_times(table)))


class _Reader:
    """What the rows of one table say."""

    def __init__(self, table: Table, meanings_of: tuple[Meaning, ...]) -> None:
        self.table, self.grid, self.meanings = table, table.grid, meanings_of
        self.marks = [column for column, one in enumerate(meanings_of) if one is Meaning.MARKS]

    def record(self, body: Body) -> Record:
        grid, row = self.grid, body.row
        fields: dict[Meaning, list[Written]] = {}
        formulas: list[Written] = []
        struck = False
        for cell in self._cells(row):
            meaning = self.meanings[cell.column] if cell.column < len(self.meanings) else Meaning.OTHER
            heading = self.table.headings[cell.column].text if cell.column < len(self.table.headings) else ""
            # Of a merged cell its first: the same words in the same place are one cell over several rows.
            place = grid.place(cell.row, cell.column)
            if cell.formula is not None and not cell.flat:
                formulas.append(Written(cell.formula, heading, place))
            elif meaning is not Meaning.MARKS:
                # Which number of a true date is the day needs no guess.
                text = spelt(cell.day) if cell.day and _BY_NUMBERS.fullmatch(cell.flat) else cell.text.strip()
                fields.setdefault(meaning, []).append(Written(text, heading, place))
                struck = struck or (cell.struck and meaning is Meaning.ACTIVITY)
        return Record(
            place=grid.place(row),
            quoted=" | ".join(_short(cell.flat or cell.formula or "") for cell in visible(grid, row)),
            fields={meaning: tuple(said) for meaning, said in fields.items()},
            above=(*self.table.titles, *body.above),
            formulas=tuple(formulas),
            struck=struck,
        )

    def _cells(self, row: int) -> Iterator[Cell]:
        aside = self.table.set_aside
        return (
            cell for cell in visible(self.grid, row) if cell.column < len(self.meanings) and cell.column not in aside
        )

    def marks_of(self, body: Body) -> tuple[list[Mark], list[Written]]:
        """The marks of the row, and the cells of it that say there is nothing."""
        marks, none, seen = [], [], set()
        for column in self.marks:
            cell = self.grid.at(body.row, column)
            if cell is None or id(cell) in seen or not cell.flat:
                continue
            seen.add(id(cell))
            heading, place = self.table.headings[column].text, self.grid.place(body.row, column)
            said = Written(cell.text.strip(), heading, place, cell.width)
            covered = range(column, min(cell.column + cell.width, len(self.meanings)))
            if is_nothing(cell.flat):
                none.append(said)
            else:
                marks.append(Mark(tuple(self.table.headings[c] for c in covered if c in self.marks), said))
        return marks, none

    def ticks_beside(self, body: Body) -> list[Written]:
        """Ticks under a heading that is no time."""
        found = []
        for column, meaning in enumerate(self.meanings):
            cell = self.grid.at(body.row, column)
            tellable = meaning in (Meaning.OTHER, Meaning.ACTIVITY) and self.table.headings[column].text
            if cell and tellable and is_tick(cell.flat) and not cell.flat.isdigit():
                found.append(Written(cell.flat, self.table.headings[column].text, self.grid.place(body.row, column)))
        return found


def join_broken(rows: Sequence[Record]) -> list[Record]:
    """*rows* with each that only goes on from the one before joined to it, as rows broken over pages do."""
    found: list[Record] = []
    for row in rows:
        if found and goes_on(found[-1], row):
            found[-1] = _with(found[-1], row)
        else:
            found.append(row)
    return found


_JOINS = re.compile(r"(?:and|of|for|to|in|with|on|or|the|by|from|at|&|\(|-|–)\b|[&(,–-]", re.IGNORECASE)
_OPEN = re.compile(r"(?:\b(?:and|of|for|to|in|with|on|or|the|by|from|at|a|an)|[,&(–/-])$", re.IGNORECASE)
_OWN = (Meaning.WHEN, Meaning.START, Meaning.DUE, Meaning.OFTEN, Meaning.REFERENCE, Meaning.BAND)


def goes_on(before: Record, row: Record) -> bool:
    """Whether *row* is the rest of the one *before*, which a page break or a person cut in two."""
    if row.mark or before.mark or not row.fields or row.formulas:
        return False
    if any(row.fields.get(meaning) != before.fields.get(meaning) for meaning in _OWN if row.flat(meaning)):
        return False
    title, above = row.flat(Meaning.ACTIVITY), before.flat(Meaning.ACTIVITY)
    ends_open = _ends_open(before.flat(Meaning.PURPOSE)) and _begins_small(row.flat(Meaning.PURPOSE))
    if not title:
        worker = row.flat(Meaning.WORKERS)
        named = before.flat(Meaning.WORKERS)
        named_on = bool(named) and (_OPEN.search(named) is not None or (" " not in named and ends_open))
        return bool(above) and (named_on if worker else ends_open)
    if row.fields[Meaning.ACTIVITY] == before.fields.get(Meaning.ACTIVITY):
        return not any(row.flat(meaning) for meaning in _OWN if row.fields.get(meaning) != before.fields.get(meaning))
    return _begins_small(title) and bool(above) and bool(_JOINS.match(title) or _OPEN.search(above) or ends_open)


def _ends_open(text: str) -> bool:
    return bool(text) and text[-1] not in ".!?:"


def _begins_small(text: str) -> bool:
    return bool(text) and (text[0].islower() or text[0] in "(&,–-")


def _with(before: Record, row: Record) -> Record:
    fields = dict(before.fields)
    for meaning, said in row.fields.items():
        own = fields.get(meaning, ())
        more = tuple(one for one in said if one not in own)
        if meaning in _OWN or not more:
            continue
        text = " ".join(one.text for one in (*own, *more) if one.text)
        first = (own or more)[0]
        joined = (Written(text, first.heading, first.place),)
        fields[meaning] = (*own, *more) if meaning is Meaning.DETAIL else joined
    quoted = f"{before.quoted} / {row.quoted}"
    return replace(before, quoted=quoted, fields=fields, joined=(*before.joined, row.place))
