"""The year on one sheet: activities down, months across; and the same month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import MONTHS, Month
from qa_calendar.model import Framework, Occurrence, Plan
from qa_calendar.planning.states import WorkState
from qa_calendar.rendering.pages.pieces import Piece, Pieces

_ROOM = 3
"""How many pieces of work a cell has room for, one below the other."""

_FIRST_TO_CARE = (
    WorkState.OVERDUE,
    WorkState.NOBODY,
    WorkState.THIS_WEEK,
    WorkState.UNDER_WAY,
    WorkState.PLANNED,
    WorkState.OVER,
    WorkState.DONE,
)


@dataclass(frozen=True, slots=True)
class Stroke:
    """Where in a month something is: its *first* day, and how many *days* on a scale of 31."""

    first: int
    days: int


@dataclass(frozen=True, slots=True)
class Box:
    """What stands in a cell: one piece of work, or all that start in the month where they are too many.

    *state* is the one that most needs somebody, *next* the first of several that is still to
    come, *done* and *overdue* how many are.
    """

    pieces: tuple[Piece, ...]
    stroke: Stroke
    state: str
    done: int
    overdue: int
    next: Piece | None

    @property
    def slugs(self) -> tuple[str, ...]:
        """Whose it is."""
        return tuple(dict.fromkeys(slug for piece in self.pieces for slug in piece.slugs))


@dataclass(frozen=True, slots=True)
class Going:
    """A piece of work that began in an earlier month and goes on in this one."""

    piece: Piece
    stroke: Stroke


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that has no date on purpose, and why."""

    title: str
    because: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One activity in one month."""

    month: Head
    boxes: tuple[Box, ...]
    going: tuple[Going, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One activity: what it is called, and its twelve cells."""

    title: str
    cells: tuple[Cell, ...]
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A month. *quarter* is 1 to 4 where one begins; *is_now* for the month that the page is as of."""

    name: str
    year: int
    key: str
    quarter: int | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class InMonth:
    """A month of the list: all that starts in it, how many of those are in each state, and what is left out."""

    month: Head
    pieces: tuple[Piece, ...]
    counts: Mapping[str, int]
    left_out: tuple[LeftOut, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is shown from the start: it is now, or something in it needs somebody."""
        return self.month.is_now or any(self.counts[state] for state in (WorkState.OVERDUE, WorkState.THIS_WEEK))

    @property
    def slugs(self) -> tuple[str, ...]:
        """Who has something in it."""
        return tuple(dict.fromkeys(slug for piece in self.pieces for slug in piece.slugs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A framework year. *title* is the framework's, without its years.

    *counts* say how many pieces of work are in each state; *as_required* are the titles of what has no date.
    """

    title: str
    service: str
    years: str
    months: tuple[Head, ...]
    rows: tuple[Row, ...]
    listed: tuple[InMonth, ...]
    counts: Mapping[str, int]
    total: int
    as_required: tuple[str, ...]


def sheet_of(framework: Framework, pieces: Pieces) -> Sheet:
    """The year of *framework* as it stands."""
    plan, months = pieces.plan, framework.months
    heads = {month: _head(month, at, pieces.today) for at, month in enumerate(months)}
    ours = [one for one in plan.occurrences if one.month in heads]
    left_out = _left_out(plan, heads)
    rows = tuple(
        _row(activity.title, [one for one in ours if one.entry.activity.id == activity.id], heads, pieces, left_out)
        for activity in framework.activities
        if activity not in framework.as_required
    )
    by_month = {
        month: tuple(pieces.of_uid[one.uid] for one in ours if shown_in(one, heads) == month) for month in heads
    }
    return Sheet(
        title=framework.name,
        service=framework.service,
        years=framework.years,
        months=tuple(heads.values()),
        rows=rows,
        listed=tuple(
            InMonth(
                heads[month],
                found,
                _counts(found),
                tuple(one for (_, when), some in left_out.items() if when == month for one in some),
            )
            for month, found in by_month.items()
        ),
        counts=_counts(pieces.of_uid[one.uid] for one in ours),
        total=len(ours),
        as_required=tuple(one.title for one in framework.as_required),
    )


def shown_in(one: Occurrence, months: Iterable[Month]) -> Month:
    """The month of a year that *one* stands in: that of its first day, or the one that lists it if that is outside."""
    starts = Month.of(one.start)
    return starts if starts in months else one.month


def _head(month: Month, at: int, today: date) -> Head:
    return Head(
        name=MONTHS[month.month - 1],
        year=month.year,
        key=month.iso,
        quarter=None if at % 3 else at // 3 + 1,
        is_now=today in month,
    )


def _counts(pieces: Iterable[Piece]) -> Mapping[str, int]:
    found = Counter(piece.state for piece in pieces)
    return {state.value: found[state] for state in WorkState}


_LeftOut = Mapping[tuple[str, Month], tuple[LeftOut, ...]]


def _left_out(plan: Plan, months: Mapping[Month, Head]) -> _LeftOut:
    found: dict[tuple[str, Month], tuple[LeftOut, ...]] = {}
    for skipped in plan.skipped:
        entry = skipped.entry
        if entry.month in months:
            one = LeftOut(entry.title, skipped.because.removeprefix("skipped: "))
            key = entry.activity.title, entry.month
            found[key] = (*found.get(key, ()), one)
    return found


def _row(
    title: str, ours: Sequence[Occurrence], heads: Mapping[Month, Head], pieces: Pieces, left_out: _LeftOut
) -> Row:
    cells = tuple(
        Cell(
            head,
            _boxes([pieces.of_uid[one.uid] for one in ours if shown_in(one, heads) == month], month, pieces.today),
            tuple(_going(ours, month, heads, pieces)),
            left_out.get((title, month), ()),
        )
        for month, head in heads.items()
    )
    slugs = tuple(dict.fromkeys(slug for cell in cells for box in cell.boxes for slug in box.slugs))
    return Row(title, cells, slugs)


def _boxes(found: Sequence[Piece], month: Month, today: date) -> tuple[Box, ...]:
    if len(found) <= _ROOM:
        return tuple(_box((piece,), month, today) for piece in found)
    return (_box(tuple(found), month, today),)


def _box(found: tuple[Piece, ...], month: Month, today: date) -> Box:
    states = {piece.state for piece in found}
    coming = (piece for piece in found if piece.state != WorkState.DONE and piece.start >= today)
    return Box(
        pieces=found,
        stroke=_stroke(min(piece.start for piece in found), max(piece.last for piece in found), month),
        state=next(state.value for state in _FIRST_TO_CARE if state in states),
        done=sum(piece.state == WorkState.DONE for piece in found),
        overdue=sum(piece.state == WorkState.OVERDUE for piece in found),
        next=next(coming, None),
    )


def _going(ours: Iterable[Occurrence], month: Month, heads: Iterable[Month], pieces: Pieces) -> Iterable[Going]:
    for one in ours:
        if shown_in(one, heads) < month and one.last >= month.first:
            yield Going(pieces.of_uid[one.uid], _stroke(one.start, one.last, month))


def _stroke(first: date, last: date, month: Month) -> Stroke:
    begin, end = max(first, month.first), min(last, month.last)
    if begin > end:
        # It is listed in a month that it has no day in.
        return Stroke(1, 1)
    return Stroke(begin.day, end.day - begin.day + 1)
