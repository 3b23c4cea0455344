"""The words for how often, and those that do not say it exactly enough."""

from __future__ import annotations

import re

from qa_calendar.reading.documents.when.days import Reading
from qa_calendar.reading.documents.when.patterns import DASH, END, NUMBER, WEEKDAY, counted, one_of
from qa_calendar.reading.documents.when.spelling import Words
from qa_calendar.reading.documents.when.values import MONTHS_EVERY, Often, Undated, Why

_A = one_of("a", "per", "each", "every", "in a", "in the", "/")
_EACH = one_of("every", "each", "per", rf"once {_A}", rf"1 ?x? {_A}", rf"one {_A}")
_OTHER = one_of("other", "second", "2nd", "alternate")
_YEAR = rf"(?:{one_of('financial', 'school', 'academic', 'calendar')} )?{one_of('year', 'annum', '12 months')}"
_WORDS = (
    ("2 weeks", (rf"{_EACH} fortnight", "fortnightly", rf"every {_OTHER} week", "alternate weeks")),
    ("week", (rf"{_EACH} {one_of('week', WEEKDAY)}", f"weekly(?: on {WEEKDAY})?", "once weekly")),
    ("2 months", (rf"every {_OTHER} month", "alternate months")),
    ("month", (rf"{_EACH} (?:calendar )?month", "monthly", "once monthly")),
    ("quarter", (rf"{_EACH} quarter", "all quarters", "quarterly", "once quarterly")),
    ("half-year", (f"half{DASH} yearly", f"{_EACH} half{DASH} year", f"semi{DASH} annual(?:ly)?", "halfyearly")),
    ("year", (f"{_EACH} {_YEAR}", "(?:once )?annually", "annual", "(?:once )?yearly", "once", f"one{DASH} off")),
    ("2 years", ("biennial(?:ly)?", rf"every {_OTHER} year", "alternate years")),
    ("3 years", ("triennial(?:ly)?",)),
    ("half term", (f"half{DASH} ?termly", f"{_EACH} half{DASH} term", rf"twice (?:{_A} term|termly)")),
    ("term", (rf"{_EACH} term", "termly", "once termly", "all terms")),
)
_PATTERNS = tuple((every, re.compile(one_of(*phrases) + END)) for every, phrases in _WORDS)
_PLAIN_UNIT, _LY_UNIT = (
    one_of("weeks?", "wks?", "months?", "mths?", "years?", "yrs?"),
    one_of("weekly", "monthly", "yearly"),
)
# '6 months' without every may be a length of time.
_SO_MANY = re.compile(
    one_of(
        rf"(?:every|each) (?P<n>{NUMBER}){DASH} (?P<unit>{_PLAIN_UNIT})",
        rf"(?:every )?(?P<n_ly>{NUMBER}){DASH} (?P<unit_ly>{_LY_UNIT})",
    )
    + END
)
_TIMES = rf"(?P<times>{NUMBER}(?: ?x| times?)|once|twice|thrice)"
_A_YEAR = rf"{one_of(rf'(?:{_A} )?{_YEAR}', 'yearly', 'annually', 'p a', 'pa')}"
_SO_MANY_A_YEAR = re.compile(
    one_of(
        rf"{_TIMES} {_A_YEAR}",
        rf"(?P<n>{NUMBER}) {_A} {_YEAR}",
        rf"x ?(?P<x>[0-9]{{1,2}})(?: {_A} {_YEAR})?",
        r"(?P<nx>[0-9]{1,2}) ?(?:x|times)",
    )
    + END
)
_SEVERAL = one_of("twice", f"{NUMBER} times", f"{NUMBER} ?x")
_FINER = (
    *("daily", "nightly", "hourly"),
    rf"(?:every|each) {one_of('day', 'shift', 'night', 'hour', 'working day', 'weekday')}",
    rf"once (?:{_A} )?(?:day|shift|daily)",
    rf"{_SEVERAL} (?:{_A} )?{one_of('day', 'daily', 'week', 'weekly', 'month', 'monthly', 'shift')}",
    rf"{_SEVERAL} {_A} {one_of('quarter')}",
    rf"{one_of(f'{NUMBER} times', f'{NUMBER} ?x')} {_A} term",
)
_TWO_WAYS = one_of("annual", "annually", "yearly", "monthly", "weekly", "termly", "quarterly")
_AMBIGUOUS = (
    f"bi{DASH} {_TWO_WAYS}",
    f"bi{_TWO_WAYS}",
    *("regular(?:ly)?", "periodic(?:ally)?", "frequent(?:ly)?", "occasional(?:ly)?", "at regular intervals", "various"),
)
_UNCLEAR = tuple(
    (why, re.compile(one_of(*phrases) + END)) for why, phrases in ((Why.FINER, _FINER), (Why.AMBIGUOUS, _AMBIGUOUS))
)
_AT_LEAST = re.compile(one_of("at least", "minimum(?: of)?", "min", "approx(?:imately)?", "usually") + " ")
_BY_MONTHS = {months: every for every, months in MONTHS_EVERY.items()}


def so_often(words: Words, at: int) -> Reading | None:
    """How often the words at *at* say it is, as `Often.every` has it, or that they do not say it exactly enough."""
    least = _AT_LEAST.match(words.spaced, at)
    begin = least.end() if least else at
    for why, pattern in _UNCLEAR:
        if found := pattern.match(words.spaced, begin):
            return Reading(Undated(why, words.between(at, found.end())), found.end())
    if found := _SO_MANY_A_YEAR.match(words.spaced, begin):
        return _times_a_year(words, found)
    readings = [(every, pattern.match(words.spaced, begin)) for every, pattern in _PATTERNS]
    found_words = [(every, found.end()) for every, found in readings if found]
    if (found := _SO_MANY.match(words.spaced, begin)) and (every := _of_so_many(found)):
        found_words.append((every, found.end()))
    if not found_words:
        return None
    every, end = max(found_words, key=lambda one: one[1])
    remark = (f"'{words.between(at, end)}' is taken as {words.between(begin, end)}",) if least else ()
    return Reading(Often(every), end, remark)


def _of_so_many(found: re.Match[str]) -> str | None:
    count, unit = counted(found["n"] or found["n_ly"]), found["unit"] or found["unit_ly"]
    if not count:
        return None
    if unit.startswith("w"):
        return "week" if count == 1 else f"{count} weeks"
    months = count * (12 if unit.startswith("y") else 1)
    if months > 12 and months % 12 == 0:
        return f"{months // 12} years"
    return _BY_MONTHS.get(months, f"{months} months")


def _times_a_year(words: Words, found: re.Match[str]) -> Reading | None:
    said = (found["times"] or found["n"] or found["x"] or found["nx"]).removesuffix("x").split(" ")[0]
    times = {"once": 1, "twice": 2, "thrice": 3}.get(said) or counted(said)
    if times and 12 % times == 0:
        return Reading(Often(_BY_MONTHS[12 // times]), found.end())
    return Reading(Undated(Why.AMBIGUOUS, words.between(found.start(), found.end())), found.end()) if times else None
