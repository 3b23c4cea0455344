"""Who has how much: people down, months across, a square for each piece of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa_calendar.dates.months import Month
from qa_calendar.model import Framework, Occurrence
from qa_calendar.planning.progress import whose
from qa_calendar.rendering.pages.pieces import Pieces
from qa_calendar.rendering.pages.sheet import Head, Sheet, shown_in

_TOLD = 4
"""How many of the fullest months are named one by one."""


@dataclass(frozen=True, slots=True)
class LoadCell:
    """The pieces of work of somebody that start in a month, by how they stand; whether it is their fullest month."""

    month: Head
    states: tuple[str, ...]
    is_most: bool


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Somebody's year; *name* is None for what is nobody's."""

    name: str | None
    role: str
    cells: tuple[LoadCell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Fullest:
    """A month in which somebody starts more than anybody in any other."""

    name: str
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """The chart. *fullest* are the first few of the months with *most* pieces of work, and *others* how many more.

    *totals* count every piece of work once, by month.
    """

    rows: tuple[LoadRow, ...]
    months: tuple[Head, ...]
    totals: tuple[int, ...]
    total: int
    most: int
    fullest: tuple[Fullest, ...]
    others: int


def loads_of(framework: Framework, sheet: Sheet, pieces: Pieces) -> Loads:
    """The chart of the year of *framework*, whose *sheet* it is."""
    heads = dict(zip(framework.months, sheet.months, strict=True))
    ours = [one for one in pieces.plan.occurrences if one.month in heads]
    held: dict[str | None, list[Occurrence]] = {person.name: [] for person in pieces.plan.config.staff}
    for one in ours:
        for name in dict.fromkeys(whose(one)):
            held.setdefault(name, []).append(one)
    nobodys = held.pop(None, [])
    rows = [_row(name, some, heads, pieces) for name, some in held.items()]
    most = max((len(cell.states) for row in rows for cell in row.cells), default=0)
    fullest = [
        Fullest(row.name or "", cell.month.name)
        for row in rows
        for cell in row.cells
        if most and len(cell.states) == most
    ]
    told = fullest if len(fullest) <= _TOLD else fullest[:1]
    return Loads(
        rows=(*rows, *([_row(None, nobodys, heads, pieces)] if nobodys else [])),
        months=sheet.months,
        totals=tuple(len(found.pieces) for found in sheet.listed),
        total=len(ours),
        most=most,
        fullest=tuple(told),
        others=len(fullest) - len(told),
    )


def _row(name: str | None, held: Sequence[Occurrence], heads: Mapping[Month, Head], pieces: Pieces) -> LoadRow:
    found = {month: tuple(_states(held, month, heads, pieces)) for month in heads}
    most = max(map(len, found.values()))
    cells = tuple(LoadCell(heads[month], states, 0 < most == len(states)) for month, states in found.items())
    person = pieces.plan.config.people.get(name or "")
    return LoadRow(name, person.role if person else "", cells, len(held))


def _states(held: Iterable[Occurrence], month: Month, heads: Iterable[Month], pieces: Pieces) -> Iterable[str]:
    return (pieces.of_uid[one.uid].state for one in held if shown_in(one, heads) == month)
