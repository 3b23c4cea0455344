"""Which year a document is the programme of, and the month it begins with, by all it says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from qa_calendar.dates.months import Month
from qa_calendar.reading.documents.when import MonthNamed, OnDay, YearSaid, years_in

APRIL, SEPTEMBER = 4, 9


@dataclass(frozen=True, slots=True)
class Programme:
    """Twelve months from *first_month* (1 to 12) of *year* on."""

    year: int
    first_month: int

    def month(self, named: MonthNamed) -> Month | None:
        """The month that is *named*; None where its year is another one."""
        month = Month(self.year + (named.month < self.first_month), named.month)
        return month if named.year in (None, month.year) else None

    def day(self, said: OnDay) -> date | None:
        """The day that is *said*; None where it is of another year, or there is none."""
        month = self.month(MonthNamed(said.month, said.year))
        if month is None:
            return None
        try:
            return date(month.year, month.month, said.day)
        except ValueError:
            return None

    def holds(self, month: Month) -> bool:
        """Whether *month* is one of the twelve."""
        return Month(self.year, self.first_month) <= month <= Month(self.year, self.first_month).plus(11)

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve, in order."""
        return tuple(Month(self.year, self.first_month).plus(n) for n in range(12))

    def __str__(self) -> str:
        first, *_, last = self.months
        return f"{first} to {last}"


@dataclass(slots=True)
class Evidence:
    """What was found of the year: *titles* say it, *dated* are months with a year, *orders* are months as they come,
    table by table.

    *names* are the headings and titles among those, *terms* the terms and half terms it counts in; *headings* stand
    over columns of times, *columns* over others.
    """

    titles: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    dated: list[MonthNamed] = field(default_factory=list)
    orders: list[list[int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    terms: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Found:
    """The *programme*, and a sentence on how it was found; whether a person ought to look at it, and years left out."""

    programme: Programme
    said: str
    asks: bool = False
    others: tuple[str, ...] = ()


def programme_of(evidence: Evidence, today: date, year: int | None, first_month: int | None) -> Found:
    """The programme that *evidence* speaks of, where nobody has said *year* or *first_month*."""
    said = [(rank, one) for rank, one in _said(evidence) if not one.is_document_date and one.strength >= _ALONE]
    best = max(said, key=lambda pair: (pair[0], pair[1].strength, pair[1].year), default=None)
    ranges = [one for _, one in said if one.strength >= _RANGE]
    chosen = best[1] if best else None
    first = first_month or _first_month(evidence, chosen, ranges)
    if year is not None:
        return Found(Programme(year, first), f"The year is {Programme(year, first)}, as was said.")
    if chosen is not None and not (chosen.strength < _RANGE and evidence.dated):
        found = Programme(chosen.year, first)
        others = sorted({one.text for one in ranges if one.year != chosen.year})
        return Found(found, f"The year is {found}: the document says '{chosen.text}'.", others=tuple(others))
    if evidence.dated:
        return _of_dates(evidence, first, fixed=first_month is not None)
    return _assumed(evidence, today, first)


_MOST_MONTHS = 8
"""With more months in a table, the one it begins with is the programme's first, whichever that is."""

_ALONE, _RANGE = 2, 3
"""How strongly a year alone and a pair of years say that they are the programme's."""

_SCHOOL = re.compile(
    r"\b(?:school|pupils?|half[ -]terms?|(?:autumn|spring|summer) terms?|academic|academy|governors?)\b", re.I
)


def _said(evidence: Evidence) -> Iterable[tuple[int, YearSaid]]:
    for rank, texts in enumerate((evidence.margins, evidence.columns, evidence.titles, evidence.headings)):
        for text in texts:
            for one in years_in(text):
                yield rank, one


def _first_month(evidence: Evidence, chosen: YearSaid | None, ranges: Sequence[YearSaid]) -> int:
    named = next((one.first_month for one in (chosen, *ranges) if one and one.first_month), None)
    if named:
        return named
    orders = [_distinct(order) for order in evidence.orders if order]
    order = max(orders, key=len, default=[])
    falls = sum(after < before for before, after in pairwise(order))
    spans_two = chosen is not None and chosen.strength >= _RANGE
    if _is_of_school(evidence, orders, chosen if spans_two else None):
        return SEPTEMBER
    if order and not spans_two and (order[0] == 1 or (chosen and falls == 0 and order[0] != APRIL)):
        return 1
    if falls == 1 and len(set(order)) > _MOST_MONTHS and _fit(orders, order[0]):
        return order[0]
    begins_late = bool(order) and order[0] >= SEPTEMBER and _fit(orders, SEPTEMBER) and not _fit(orders, APRIL)
    return SEPTEMBER if begins_late else APRIL


def _distinct(order: Sequence[int]) -> list[int]:
    return [month for n, month in enumerate(order) if n == 0 or month != order[n - 1]]


def _is_of_school(evidence: Evidence, orders: Sequence[Sequence[int]], pair: YearSaid | None) -> bool:
    """Whether it counts in terms, or is a school's by its title; and no month or date speaks against September."""
    by_terms = len(evidence.terms) > 1
    if not by_terms and not any(_SCHOOL.search(text) for text in evidence.names):
        return False
    if pair is not None and not all(map(Programme(pair.year, SEPTEMBER).holds, _months(evidence))):
        return False
    if _fit(orders, SEPTEMBER):
        return not any(order[0] == 1 for order in orders)
    return by_terms and orders[0][0] == SEPTEMBER and not _fit(orders, APRIL)


def _months(evidence: Evidence) -> list[Month]:
    return sorted(Month(one.year, one.month) for one in evidence.dated if one.year)


def _fit(orders: Sequence[Sequence[int]], first: int) -> bool:
    """Whether the months of each table go once through a year that begins with *first*."""
    places = [[(month - first) % 12 for month in order] for order in orders]
    return all(before <= after for one in places for before, after in pairwise(one))


def _of_dates(evidence: Evidence, first: int, *, fixed: bool) -> Found:
    months = _months(evidence)
    candidates = [first] if fixed else list(dict.fromkeys((first, APRIL, 1, SEPTEMBER)))
    found = [_around(month, one) for one in candidates for month in dict.fromkeys(months)]
    fitting = next((one for one in found if all(map(one.holds, months))), None)
    if fitting is None:
        counts = [(sum(map(one.holds, months)), one.year) for one in found]
        fitting = found[counts.index(max(counts))]
    span = str(months[0]) if months[0] == months[-1] else f"{months[0]} to {months[-1]}"
    return Found(fitting, f"The year is {fitting}: the dates in it are of {span}.")


def _around(month: Month, first: int) -> Programme:
    return Programme(month.year - (month.month < first), first)


def _assumed(evidence: Evidence, today: date, first: int) -> Found:
    for text in (*evidence.titles, *evidence.margins):
        for one in years_in(text):
            if one.is_document_date and one.day is not None:
                found = _nearest(one.day, first)
                quoted = " ".join(text.split())[:90]
                return Found(
                    found, f"The year is in no title or date; {found} is taken, as it says '{quoted}'.", asks=True
                )
    found = Programme(today.year + (today.month >= first), first)
    return Found(found, f"The document names no year; the next to come is taken, {found}.", asks=True)


def _nearest(day: date, first: int) -> Programme:
    """The programme that begins nearest to *day*: of December the year to come, of January the one that has begun."""
    begins = [Programme(year, first) for year in (day.year - 1, day.year, day.year + 1)]
    return min(begins, key=lambda one: abs((one.months[0].first - day).days))
