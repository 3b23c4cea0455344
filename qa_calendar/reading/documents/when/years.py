"""What a title, heading or footer says of the year of the programme, and which dates are only the document's."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from qa_calendar.dates.months import iso_date
from qa_calendar.reading.documents.when.days import Reading, day_at
from qa_calendar.reading.documents.when.months import months_at
from qa_calendar.reading.documents.when.patterns import END, MONTH, one_of
from qa_calendar.reading.documents.when.spelling import LONGEST, Words, words_of
from qa_calendar.reading.documents.when.values import Across, DayOrder, InMonths, OnDay

_KINDS = (
    (4, re.compile(r"(?<![^ ])(?:financial|fiscal|fy[0-9]*|tax year)(?![^ ])")),
    (9, re.compile(r"(?<![^ ])(?:academic|school year)(?![^ ])")),
    (5, re.compile(r"(?<![^ ])(?:municipal|civic year)(?![^ ])")),
    (1, re.compile(r"(?<![^ ])calendar year(?![^ ])")),
)
_OF_A_DOCUMENT = one_of(
    *("updated", "version", "dated", "date", "issued?", "printed", "approved", "revised", "reviewed", "draft"),
    *("v[0-9]+", "as at", "published", "created", "saved", "modified", "agreed", "adopted", "amended", "ratified"),
)
_BEFORE_DOCUMENT_DATE = re.compile(rf"(?<![^ ]){_OF_A_DOCUMENT}(?: [^ ]+){{0,4}}$")
_PAIR = re.compile(
    r"(?<![^ ])(?:(?P<fy>fy) ?)?(?P<first>(?:19|20)?[0-9]{2}) (?:[/-]|to) (?P<second>(?:20)?[0-9]{2})"
    rf"{END}(?! [/-] [0-9])"
)
_OF_A_YEAR = re.compile("year|programme|plan|framework|calendar|timetable|schedule")
_SINGLE = re.compile(r"(?<![^ ])(?:19[5-9][0-9]|20[0-9]{2})(?![^ ])")
_FY = re.compile(r"(?<![^ ])fy ?(?P<year>(?:20)?[0-9]{2})(?![^ ])")
_DAYS = re.compile(r"(?<![^ ])(?=[0-9@]|§)")


@dataclass(frozen=True, slots=True)
class YearSaid:
    """A year the programme may begin in, and its *first_month* where that is said.

    *strength* is 4 for months that span a year, 3 for a pair of years, 2 for a year alone, 1 for a month's year, and
    0 for the date of the document, whose *day* it then has.
    """

    year: int
    first_month: int | None
    text: str
    strength: int
    is_document_date: bool = False
    day: date | None = None


def years_in(text: str) -> tuple[YearSaid, ...]:
    """The years *text* names, the strongest first; none of a text beyond `LONGEST`."""
    if len(text) > LONGEST:
        return ()
    words = words_of(" ".join(text.split()))
    taken: list[tuple[int, int]] = []
    found: list[YearSaid] = []
    for reader in (_ranges, _dates, _pairs, _singles):
        for start, end, said in reader(words):
            if all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
                found.append(said)
    kind = next((month for month, words_for_it in _KINDS if words_for_it.search(words.spaced)), None)
    named = [_of_kind(said, kind) for said in found]
    return tuple(sorted(dict.fromkeys(named), key=lambda said: -said.strength))


_Found = list[tuple[int, int, YearSaid]]


def _ranges(words: Words) -> _Found:
    found: _Found = []
    for start in re.finditer(rf"(?<![^ ]){MONTH}", words.spaced):
        read = months_at(words, start.start())
        if read is None or not isinstance(read.timing, Across) or _is_of_document(words, start.start()):
            continue
        first, last = read.timing.first, read.timing.last
        if first.year and last.year:
            length = (last.year - first.year) * 12 + last.month - first.month + 1
            # Shorter than a school year it is a period of some work.
            is_whole = 9 <= length <= 12
            text = words.between(start.start(), read.end)
            said = YearSaid(first.year, first.month if is_whole else None, text, 4 if is_whole else 1)
            found.append((start.start(), read.end, said))
    return found


def _dates(words: Words) -> _Found:
    found: _Found = []
    for start in _DAYS.finditer(words.spaced):
        read = day_at(words, start.start(), DayOrder.DAY_FIRST)
        if read and isinstance(read.timing, OnDay) and read.timing.year:
            day = iso_date(f"{read.timing.year:04d}-{read.timing.month:02d}-{read.timing.day:02d}")
            found.append(_dated(words, start.start(), read, read.timing.year, day))
            continue
        month = months_at(words, start.start())
        if month and isinstance(month.timing, InMonths) and (year := month.timing.months[0].year):
            found.append(_dated(words, start.start(), month, year, None))
    return found


def _dated(words: Words, start: int, read: Reading, year: int, day: date | None) -> tuple[int, int, YearSaid]:
    is_document = day is not None or _is_of_document(words, start)
    text = words.between(start, read.end)
    return start, read.end, YearSaid(year, None, text, 0 if is_document else 1, is_document, day)


def _pairs(words: Words) -> _Found:
    found: _Found = []
    for pair in _PAIR.finditer(words.spaced):
        first, second = (int(pair[group]) for group in ("first", "second"))
        is_short = first < 100
        first += 2000 if is_short else 0
        # 24/25 may be a score: only `FY` or another word for a year makes years of two short numbers.
        if second % 100 != (first + 1) % 100 or (second > 99 and second != first + 1):
            continue
        if is_short and not (pair["fy"] or _OF_A_YEAR.search(words.spaced)):
            continue
        found.append((pair.start(), pair.end(), YearSaid(first, None, words.between(pair.start(), pair.end()), 3)))
    return found


def _singles(words: Words) -> _Found:
    found = [
        (one.start(), one.end(), YearSaid(int(one[0]), None, one[0], *_strength(words, one.start())))
        for one in _SINGLE.finditer(words.spaced)
    ]
    for one in _FY.finditer(words.spaced):
        year = int(one["year"]) + (2000 if len(one["year"]) == 2 else 0)
        found.append((one.start(), one.end(), YearSaid(year, 4, words.between(one.start(), one.end()), 2)))
    return found


def _strength(words: Words, start: int) -> tuple[int, bool]:
    return (0, True) if _is_of_document(words, start) else (2, False)


def _is_of_document(words: Words, start: int) -> bool:
    return _BEFORE_DOCUMENT_DATE.search(words.spaced[max(0, start - 60) : start].rstrip(" ")) is not None


def _of_kind(said: YearSaid, month: int | None) -> YearSaid:
    if month is None or said.first_month is not None or said.is_document_date:
        return said
    return replace(said, first_month=month)
