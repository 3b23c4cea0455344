"""How often, in the words people use for it, and what `every:` has for it."""

from __future__ import annotations

import re

from qa_calendar.dates.grammar import WEEKDAY_NUMBERS, any_of

A_FIRST_DATE = "2026-04-10"
"""Stands in examples for the date of the first, which weeks are counted from."""

_EACH = "(?:every|each)"
_SECOND = "(?:other|second|2nd|two|2)"
# Bi-monthly is every second month to some and twice a month to others, and so on: of those nothing is offered.
_WORDS = (
    (rf"{_EACH} {_SECOND} (?:weeks?|\w+day)s?|{_EACH} fortnight|fortnight(?:ly)?|two weeks|2[- ]?weekly", "2 weeks"),
    (rf"{_EACH} (?:week|{any_of(WEEKDAY_NUMBERS)})s?|weekly(?: on \w+)?|once a week", "week"),
    (rf"{_EACH} {_SECOND} months?|2[- ]?monthly", "2 months"),
    (rf"{_EACH} months?|monthly|once a month", "month"),
    (rf"{_EACH} quarters?|quarterly|(?:3|three)[- ]?monthly|once a quarter", "quarter"),
    (rf"half[- ]?year(?:ly)?|{_EACH} half[- ]year|(?:6|six)[- ]?monthly|twice a year", "half-year"),
    (rf"{_EACH} (?:financial )?year|annual(?:ly)?|yearly|once a year|12[- ]?monthly", "year"),
)


def every_meant(words: str) -> str | None:
    """What `every:` has for *words*, in small letters: `quarter`, `2 weeks from` a first date; None for other words."""
    found = next((every for pattern, every in _WORDS if re.fullmatch(pattern, words)), None)
    return f"{found} from {A_FIRST_DATE}" if found and "week" in found else found


def every_line(words: str) -> str | None:
    """That to write at the activity, in so many words."""
    every = every_meant(words)
    if every is None:
        return None
    return f"`every: {every}` at the activity{', with the date of the first' if A_FIRST_DATE in every else ''}"
