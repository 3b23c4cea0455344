"""How often: `Quarterly: Apr, Jul, Oct, Jan`, `Monthly except August`, `Every 2 years (next due June 2025)`."""

from __future__ import annotations

import re
from dataclasses import replace

from qa_calendar.reading.documents.when.cadence_words import so_often
from qa_calendar.reading.documents.when.days import Reading, day_at
from qa_calendar.reading.documents.when.months import covered, months_at
from qa_calendar.reading.documents.when.patterns import one_of
from qa_calendar.reading.documents.when.spelling import Words
from qa_calendar.reading.documents.when.values import (
    MONTHS_EVERY,
    Across,
    DayOrder,
    InMonths,
    MonthNamed,
    Often,
    OnDay,
    Undated,
    Why,
)

_MARK = r" (?:[(,:;-] )?"
_FROM = re.compile(rf"{_MARK}{one_of('from', '(?:starting|beginning|commencing)(?: in| from)?', 'wef')} ")
_NAMED = re.compile(rf"{_MARK}(?:{one_of('in', 'during', 'each', 'every', 'months', 'i e', 'ie')} )?(?:the )?")
_EXCEPT_WORDS = ("except(?:ing)?(?: for)?", "excluding", "excl?", "(?:but )?not", "apart from", "other than", "no")
_EXCEPT = re.compile(rf"{_MARK}{one_of(*_EXCEPT_WORDS)} (?:in |during )?")
_WORK = one_of("review", "audit", "one", "date", "check", "visit")
_NEXT = re.compile(rf"{_MARK}(?:next|first)(?: {_WORK})?(?: is)?(?: due)?(?: in| on| from| by| date)?(?: :)? ")


def cadence_at(words: Words, at: int, order: DayOrder) -> Reading | None:
    """How often, with the months that are named with it; or why that cannot be placed."""
    plain = so_often(words, at)
    if plain is None:
        return None
    if not isinstance(plain.timing, Often):
        # What `biannual` leaves open, the months say that stand beside it.
        ambiguous = isinstance(plain.timing, Undated) and plain.timing.why is Why.AMBIGUOUS
        return (_with_months(words, plain, Often("half-year")) if ambiguous else None) or plain
    readings = (
        _left_out(words, plain, plain.timing),
        _with_first(words, plain, plain.timing, order),
        _from(words, plain, plain.timing, order),
        _with_months(words, plain, plain.timing),
    )
    found = next(filter(None, readings), plain)
    return replace(found, remarks=(*plain.remarks, *found.remarks)) if found is not plain else plain


def _left_out(words: Words, plain: Reading, often: Often) -> Reading | None:
    found = _EXCEPT.match(words.spaced, plain.end)
    named = months_at(words, found.end()) if found else None
    if found is None or named is None or not isinstance(named.timing, InMonths | Across):
        return None
    return _closed(words, found, replace(named, timing=replace(often, not_in=covered(named.timing))))


def _with_first(words: Words, plain: Reading, often: Often, order: DayOrder) -> Reading | None:
    found = _NEXT.match(words.spaced, plain.end)
    named = _day_or_month(words, found.end(), order) if found else None
    if found is None or named is None:
        return None
    first, read = named
    return _closed(words, found, replace(read, timing=replace(often, first=first)))


def _from(words: Words, plain: Reading, often: Often, order: DayOrder) -> Reading | None:
    """`Every 3 months from May`: the months are counted where a year holds a whole number of them."""
    found = _FROM.match(words.spaced, plain.end)
    named = _day_or_month(words, found.end(), order) if found else None
    if found is None or named is None:
        return None
    first, read = named
    step = MONTHS_EVERY.get(often.every)
    if step is None or isinstance(first, OnDay):
        return _closed(words, found, replace(read, timing=replace(often, first=first)))
    months = tuple((first.month - 1 + after) % 12 + 1 for after in range(0, 12, step))
    timing = replace(often, months=months, first=first if first.year else None, since=first.month)
    return _closed(words, found, replace(read, timing=timing))


def _with_months(words: Words, plain: Reading, often: Often) -> Reading | None:
    found = _NAMED.match(words.spaced, plain.end)
    named = months_at(words, found.end()) if found else None
    if found is None or named is None or not isinstance(named.timing, InMonths | Across):
        return None
    if isinstance(named.timing, InMonths) and named.timing.is_deadline:
        return None
    first = named.timing.months[0] if isinstance(named.timing, InMonths) else named.timing.first
    timing = replace(often, months=covered(named.timing), first=first if first.year else None)
    return _closed(words, found, replace(named, timing=timing))


def _day_or_month(words: Words, at: int, order: DayOrder) -> tuple[OnDay | MonthNamed, Reading] | None:
    read = day_at(words, at, order) or months_at(words, at)
    match read:
        case Reading(OnDay() as first) | Reading(InMonths((MonthNamed() as first,))):
            return first, read
    return None


def _closed(words: Words, opening: re.Match[str], read: Reading) -> Reading | None:
    """The reading with the bracket that closes it; None where it is not closed there."""
    if "(" not in opening[0]:
        return read
    return replace(read, end=read.end + len(" )")) if words.spaced.startswith(" )", read.end) else None
