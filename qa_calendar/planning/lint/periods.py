"""Look-back periods such as `Nov - April`: what months they mean, and the checks L02, L03 and L04."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_calendar.dates.months import MONTHS, Month, listed
from qa_calendar.model import Activity, Entry, Plan
from qa_calendar.planning.lint.framework import listings
from qa_calendar.problems import Problem

_RUNNING_AT_MOST = 6
"""The longest period, in months, that is taken to be the one now running rather than last year's."""

_NAMED = r"([a-z]{3,9})\.?(?: ((?:19|20)\d\d))?"
_PERIOD = re.compile(rf"{_NAMED}(?: ?(?:[-‐‑‒–—−/]+|\b(?:to|until|till)\b) ?{_NAMED})?")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Whole months, from the first to the last, both included."""

    first: Month
    last: Month

    @property
    def length(self) -> int:
        """How many months it has."""
        return 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1

    def overlaps(self, other: Span) -> bool:
        """Whether some month is in both."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def look_back(period: str, month: Month) -> Span | None:
    """The months *period* means when listed in *month*; None when it cannot be read as months.

    Without a year it is the one that ended most recently, in *month* itself at the latest; but a period of up to half
    a year that is running in *month* is that one, not the one of a year ago.
    """
    found = _PERIOD.fullmatch(" ".join(period.casefold().split()))
    if not found:
        return None
    first, first_year, last, last_year = found.groups()
    numbers = _number(first), _number(last or first)
    if None in numbers:
        return None
    return _span(numbers[0] or 0, numbers[1] or 0, first_year, last_year, month)


def _span(first: int, last: int, first_year: str | None, last_year: str | None, month: Month) -> Span | None:
    months = (last - first) % 12
    if first_year and last_year:
        span = Span(Month(int(first_year), first), Month(int(last_year), last))
        return span if span.first <= span.last else None
    if first_year:
        start = Month(int(first_year), first)
        return Span(start, start.plus(months))
    end = Month(int(last_year), last) if last_year else _end(last, months + 1, month)
    return Span(end.plus(-months), end)


def _end(last: int, length: int, month: Month) -> Month:
    ended = month.plus(-((month.month - last) % 12))
    coming = ended.plus(12)
    return coming if length <= _RUNNING_AT_MOST and coming.plus(1 - length) <= month else ended


def _number(word: str) -> int | None:
    return next((number for number, name in enumerate(MONTHS, 1) if name.casefold().startswith(word)), None)


@dataclass(frozen=True, slots=True)
class _Look:
    """An entry and the months it looks back on."""

    entry: Entry
    span: Span

    def __str__(self) -> str:
        return f"'{self.entry.period}' ({MONTHS[self.entry.month.month - 1]})"


def _looks(plan: Plan) -> Iterator[tuple[Activity, tuple[Entry, ...], list[_Look]]]:
    for activity, entries in (found for framework in plan.frameworks for found in listings(framework)):
        spans = [(entry, look_back(entry.period, entry.month)) for entry in entries if entry.period is not None]
        yield activity, entries, [_Look(entry, span) for entry, span in spans if span is not None]


def overlaps_and_gaps(plan: Plan) -> Iterator[Problem]:
    """L02: periods of one activity that share a month, or together leave a month of the year out."""
    for activity, entries, looks in _looks(plan):
        yield from _overlaps(activity, looks)
        # With a period that cannot be read there is no telling what is left out.
        first_month = plan.framework_of(entries[0].month).first_month
        if len(looks) == len(entries) > 1 and (left_out := _left_out(looks, first_month)):
            yield Problem(activity.location, f"'{activity.title}': no period covers {left_out}")


def _overlaps(activity: Activity, looks: list[_Look]) -> Iterator[Problem]:
    # The period that clashes most is named once, with all it clashes with, until none clashes.
    left = list(looks)
    while left:
        worst = max(left, key=lambda look: (len(_clashes(look, left)), look.entry.month))
        if not (clashes := _clashes(worst, left)):
            return
        yield Problem(
            worst.entry.location, f"'{activity.title}': {worst} overlaps {listed([str(other) for other in clashes])}"
        )
        left.remove(worst)


def _clashes(look: _Look, others: list[_Look]) -> list[_Look]:
    return [
        other
        for other in others
        if other.entry.month != look.entry.month and other.span != look.span and other.span.overlaps(look.span)
    ]


def _left_out(looks: list[_Look], first_month: int) -> str:
    covered = {look.span.first.plus(n).month for look in looks for n in range(look.span.length)}
    year = [(first_month - 1 + n) % 12 + 1 for n in range(12)]
    starts = [month for month in year if month not in covered and _before(month) in covered]
    return listed([_run(month, covered) for month in starts])


def _before(month: int) -> int:
    return (month - 2) % 12 + 1


def _run(month: int, covered: set[int]) -> str:
    last = month
    while last % 12 + 1 not in covered:
        last = last % 12 + 1
    return MONTHS[month - 1] if last == month else f"{MONTHS[month - 1]} to {MONTHS[last - 1]}"


def unfinished_and_repeated(plan: Plan) -> Iterator[Problem]:
    """L03: a period that is not over when the work is due, or that an earlier occurrence has looked at already."""
    due = {(occurrence.month, occurrence.entry.id): occurrence.due for occurrence in plan.occurrences}
    for activity, _, looks in _looks(plan):
        seen: dict[Span, _Look] = {}
        for look in looks:
            what = f"'{activity.title}': {look}"
            earlier = seen.setdefault(look.span, look)
            if earlier.entry.month != look.entry.month:
                again = f"looks back on {look.span} again, as {earlier} does"
                yield Problem(look.entry.location, f"{what} {again}: write the months that have passed since")
            day = due.get((look.entry.month, look.entry.id))
            worked = plan.config.calendar.working_days(look.span.last, look.span.last)
            if day is not None and worked and day < worked[-1]:
                message = f"{what} is due on {day.day} {Month.of(day)}, before {look.span} is over"
                yield Problem(look.entry.location, message)


def lengths(plan: Plan) -> Iterator[Problem]:
    """L04: periods of one activity that are not equally long."""
    for activity, _, looks in _looks(plan):
        by_length: dict[int, list[str]] = {}
        for look in looks:
            by_length.setdefault(look.span.length, []).append(str(look))
        if len(by_length) > 1:
            said = [f"{_months(length)} in {listed(found)}" for length, found in by_length.items()]
            yield Problem(activity.location, f"'{activity.title}' looks back on {'; '.join(said)}")


def _months(count: int) -> str:
    return f"{count} month{'' if count == 1 else 's'}"
