"""How often: `Quarterly: Apr, Jul, Oct, Jan`, `Every 2 years (next due June 2025)`, and days by a rule."""

from __future__ import annotations

import re
from dataclasses import replace

from qa_calendar.dates.months import WEEKDAYS
from qa_calendar.reading.documents.when.days import Reading, day_at
from qa_calendar.reading.documents.when.months import covered, months_at
from qa_calendar.reading.documents.when.patterns import END, MONTH, NUMBER, ORDINALS, counted
from qa_calendar.reading.documents.when.spelling import Words
from qa_calendar.reading.documents.when.values import (
    Across,
    DayOrder,
    InMonths,
    MonthNamed,
    NthDay,
    Often,
    OnDay,
    Undated,
    Why,
)

_EACH = r"(?:every|each|per|a|an|once (?:a|every|each|per|in a)|1 ?x? (?:per|a|every|each)|1x (?:per|a))"
_YEAR = r"(?:(?:financial |school |academic |calendar |municipal )?year|annum|12 months)"
_DASH = r"(?: -)?"
_TIMES = rf"(?P<times>{NUMBER}|once|twice|thrice)(?: ?x| times| time)?"
_IN_WORDS = (
    ("2 weeks", rf"(?:{_EACH} )?fortnight(?:ly)?|every (?:other|second|2nd|alternate) week"),
    ("week", rf"{_EACH} (?:week|@[0-6])|weekly(?: on @[0-6]s?)?|once weekly"),
    ("2 months", r"(?:every )?(?:other|second|2nd|alternate) months?|alternate monthly"),
    ("month", rf"{_EACH} (?:calendar )?month|monthly|once monthly"),
    ("quarter", rf"{_EACH} quarter|quarterly|once quarterly"),
    (
        "half-year",
        rf"half{_DASH} year(?:ly)?|half yearly|{_EACH} half{_DASH} year|six{_DASH} monthly|halfyearly|semi{_DASH} annual(?:ly)?",
    ),
    ("2 years", r"biennial(?:ly)?|every (?:other|second|2nd|alternate) year|alternate years"),
    ("3 years", r"triennial(?:ly)?"),
    ("year", rf"(?:{_EACH} )?{_YEAR}|annual(?:ly)?|yearly|once annually|once yearly|once|one off|p a"),
    ("half term", rf"(?:{_EACH} )?half{_DASH} (?:term(?:ly)?|termly)|twice (?:a|per|each) term|twice termly"),
    ("term", rf"{_EACH} term|termly|once termly|all terms"),
)
_NEVER_ALONE = re.compile(r"(?:year|fortnight|half(?: -)? year|12 months|annum|half(?: -)? term)(?![^ ])")
_WORDS = tuple((every, re.compile(rf"(?:{pattern}){END}")) for every, pattern in _IN_WORDS)
_EVERY_SO_MANY = re.compile(
    rf"(?:every |each )?(?P<n>{NUMBER}){_DASH} ?(?P<unit>weeks?|months?|years?|weekly|monthly|yearly|annually){END}"
)
_SO_MANY_A_YEAR = re.compile(
    rf"(?:{_TIMES} (?:(?:a|per|each|every|in a|in the|/) )?(?:{_YEAR}|yearly|annually|p a)|x ?(?P<x>[0-9]{{1,2}})|(?P<nx>[0-9]{{1,2}}) ?x)"
    rf"{END}(?: (?:a|per|each) year)?"
)
_FINER = re.compile(
    rf"(?:daily|nightly|hourly|every (?:day|shift|night|hour|working day|weekday)|each (?:day|shift|night)"
    rf"|(?:once|twice|{NUMBER} times|{NUMBER} ?x)(?: (?:a|per|each))? (?:day|daily|week|weekly|month|monthly|shift)"
    rf"|{NUMBER} times (?:a|per|each) (?:term|quarter))(?: (?:a|per|each) (?:week|month|year))?{END}"
)
_AMBIGUOUS = re.compile(
    rf"bi{_DASH} ?(?:annual|annually|yearly|monthly|weekly|termly|year|month|quarterly)"
    rf"|(?:biannual|biannually|biyearly|bimonthly|biweekly|bitermly)|(?:regularly|periodically|frequently|occasionally|regular|periodic|various)"
    rf"|at regular intervals|at least (?:annually|yearly|monthly|quarterly)"
)
_AMBIGUOUS = re.compile(rf"(?:{_AMBIGUOUS.pattern}){END}")

_LENGTHS = {
    "month": 1,
    "2 months": 2,
    "quarter": 3,
    "4 months": 4,
    "half-year": 6,
    "year": 12,
    "2 years": 12,
    "3 years": 12,
}
_BY_MONTHS = {months: every for every, months in _LENGTHS.items() if "years" not in every}
_FROM = re.compile(r" (?:[(,:;-] )?(?:from|starting(?: in| from)?|beginning(?: in)?|commencing(?: in)?|wef) ")
_NAMED = re.compile(r" (?:[(:,;-] )?(?:(?:in|during|each|every|on|by|meeting|months|i e|ie) )?(?:the )?")
_EXCEPT = re.compile(
    r" (?:[(,;-] )?(?:except(?:ing)?(?: for| in)?|excluding|excl|exc|not(?: in| during)?|but not(?: in)?|apart from|other than"
    r"|with the exception of|no) (?:in )?"
)
_NEXT = re.compile(
    r" (?:[(,:;-] )?(?:next|first)(?: (?:review|audit|one|date|check|visit))?(?: is)?(?: due| in| on| from| date)?(?: in| on| by)?(?: :)? "
)

_WHICH = rf"(?P<which>[1-5](?:st|nd|rd|th)|{'|'.join(ORDINALS)}|last|penultimate)"
_OF_EVERY = (
    r"(?: (?:of|in)(?: (?:the|each|every|a))? (?P<unit>month|quarter|term|half term|year)"
    r"| (?:each|every|a|per) (?P<each>month|quarter|term|year)| (?P<ly>monthly|quarterly|termly|annually)"
    rf"|(?: (?:of|in))?(?: each| every)? (?P<month>{MONTH}{END}(?:(?: ,)? (?:20[0-9]{{2}}){END})?))?"
)
_NTH_WEEKDAY = re.compile(rf"(?:on |by )?(?:the )?{_WHICH} (?P<day>@[0-6]){END}{_OF_EVERY}(?![^ ])")
_NTH_WORKING = re.compile(
    rf"(?:on |by )?(?:the )?(?P<which>[0-9]{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)}|last|penultimate)"
    rf"(?P<last> last)? (?:working|business|week) day{_OF_EVERY}{END}"
)
_WORKING_DAY = re.compile(rf"(?:on |by )?working day (?P<which>[0-9]{{1,2}}){END}{_OF_EVERY}{END}")
_NTH_OF_MONTH = re.compile(
    r"(?:on |by )?(?:the )?(?:(?P<which>[0-9]{1,2}(?:st|nd|rd|th))(?: day)? (?:(?:of|in) (?:the|each|every) month|of month|monthly|each month|every month)"
    r"|(?P<last>last day (?:of|in) (?:(?:the|each|every) )?month|(?:month end|end of (?:the |each |every )?month)))"
    + END
)


def nth_day_at(words: Words, at: int) -> Reading | None:
    """A day by a rule of ours: `3rd Wed in October`, `last working day of the month`."""
    spaced = words.spaced
    if found := _NTH_WEEKDAY.match(spaced, at):
        weekday = WEEKDAYS[int(found["day"][1:])]
        return _nth(words, found, f"{_ordinal(found['which'])} {weekday}")
    if found := _NTH_WORKING.match(spaced, at):
        which = found["which"]
        spoken = {"1st": "first", "penultimate": "2nd last"}.get(which, which)
        return _nth(words, found, f"{spoken}{found['last'] or ''} working day")
    if found := _WORKING_DAY.match(spaced, at):
        number = int(found["which"])
        suffix = {1: "st", 2: "nd", 3: "rd"}.get(number if number < 20 else number % 10, "th")
        return _nth(words, found, f"{number}{suffix} working day") if 1 <= number <= 23 else None
    if found := _NTH_OF_MONTH.match(spaced, at):
        day = int(found["which"][:-2]) if found["which"] else 0
        if found["which"] and not 1 <= day <= 31:
            return None
        return Reading(NthDay(f"day {day}" if day else "last day", None, "month"), found.end())
    return None


def cadence_at(words: Words, at: int, order: DayOrder) -> Reading | None:
    """How often, with the months that are named with it; or why that cannot be placed."""
    for pattern, why in ((_FINER, Why.FINER), (_AMBIGUOUS, Why.AMBIGUOUS)):
        if found := pattern.match(words.spaced, at):
            first = words.spaced.count(" ", 0, at)
            return Reading(Undated(why, words.text[words.starts[first] : words.end(found.end())]), found.end())
    plain = _so_often(words, at)
    if plain is None or not isinstance(plain.timing, Often):
        return plain
    return (
        _left_out(words, plain)
        or _with_next(words, plain, order)
        or _from(words, plain, order)
        or _with_months(words, plain)
        or plain
    )


def _so_often(words: Words, at: int) -> Reading | None:
    readings = [
        Reading(Often(every), found.end()) for every, pattern in _WORDS if (found := pattern.match(words.spaced, at))
    ]
    if found := _EVERY_SO_MANY.match(words.spaced, at):
        plural = found["unit"] in {"months", "weeks", "years", "month", "week", "year"}
        is_every = found[0].startswith(("every ", "each "))
        # '6 months' may be a length of time.
        if is_every or not plural:
            readings += _of_so_many(counted(found["n"]), found)
    if found := _SO_MANY_A_YEAR.match(words.spaced, at):
        return _times_a_year(words, found)
    best = max(readings, key=lambda reading: reading.end, default=None)
    return None if best and _NEVER_ALONE.fullmatch(words.spaced[at : best.end]) else best


def _of_so_many(count: int, found: re.Match[str]) -> list[Reading]:
    if not count:
        return []
    unit = found["unit"][0]
    if unit == "w":
        return [Reading(Often("week" if count == 1 else f"{count} weeks"), found.end())]
    months = count * (12 if unit == "y" else 1)
    if months % 12 == 0 and months > 12:
        every = f"{months // 12} years"
    else:
        every = _BY_MONTHS.get(months, f"{months} months")
    return [Reading(Often(every), found.end())]


def _times_a_year(words: Words, found: re.Match[str]) -> Reading | None:
    said = found["times"] or found["x"] or found["nx"]
    times = {"once": 1, "twice": 2, "thrice": 3}.get(said) or counted(said)
    if times and 12 % times == 0:
        return Reading(Often(_BY_MONTHS[12 // times]), found.end())
    if times in {26, 52}:
        return Reading(Often("week" if times == 52 else "2 weeks"), found.end())
    if not times:
        return None
    first = words.spaced.count(" ", 0, found.start())
    return Reading(Undated(Why.AMBIGUOUS, words.text[words.starts[first] : words.end(found.end())]), found.end())


def _left_out(words: Words, plain: Reading) -> Reading | None:
    found = _EXCEPT.match(words.spaced, plain.end)
    named = months_at(words, found.end()) if found else None
    if found is None or named is None or not isinstance(named.timing, InMonths | Across):
        return None
    often = plain.timing
    assert isinstance(often, Often)
    timing = replace(often, not_in=covered(named.timing))
    return _closed(words, found, replace(named, timing=timing))


def _with_next(words: Words, plain: Reading, order: DayOrder) -> Reading | None:
    found = _NEXT.match(words.spaced, plain.end)
    return _with_first(words, plain, found, order) if found else None


def _from(words: Words, plain: Reading, order: DayOrder) -> Reading | None:
    found = _FROM.match(words.spaced, plain.end)
    read = _with_first(words, plain, found, order) if found else None
    if read is None or not isinstance(read.timing, Often) or not isinstance(read.timing.first, MonthNamed):
        return read
    often, first = read.timing, read.timing.first
    step = _LENGTHS.get(often.every, 0)
    if step < 2 or "years" in often.every:
        return read
    months = tuple((first.month - 1 + after) % 12 + 1 for after in range(0, 12, step))
    return replace(read, timing=replace(often, months=months, first=first if first.year else None))


def _with_first(words: Words, plain: Reading, found: re.Match[str], order: DayOrder) -> Reading | None:
    read = day_at(words, found.end(), order) or months_at(words, found.end())
    often = plain.timing
    assert isinstance(often, Often)
    match read.timing if read else None:
        case OnDay() as day:
            first: OnDay | MonthNamed = day
        case InMonths((month,)):
            first = month
        case _:
            return None
    assert read is not None
    return _closed(words, found, replace(read, timing=replace(often, first=first)))


def _with_months(words: Words, plain: Reading) -> Reading | None:
    found = _NAMED.match(words.spaced, plain.end)
    named = months_at(words, found.end()) if found else None
    if found is None or named is None or not isinstance(named.timing, InMonths | Across):
        return None
    often = plain.timing
    assert isinstance(often, Often)
    year = named.timing.months[0] if isinstance(named.timing, InMonths) else named.timing.first
    timing = replace(often, months=covered(named.timing), first=year if year.year else None)
    return _closed(words, found, replace(named, timing=timing))


def _closed(words: Words, opening: re.Match[str], read: Reading) -> Reading | None:
    """The reading with the bracket that closes it; None where it is not closed there."""
    if "(" not in opening[0]:
        return read
    return replace(read, end=read.end + 2) if words.spaced.startswith(" )", read.end) else None


def _nth(words: Words, found: re.Match[str], phrase: str) -> Reading:
    every = (
        found["unit"]
        or found["each"]
        or {"annually": "year"}.get(found["ly"] or "", (found["ly"] or "").removesuffix("ly"))
    )
    month = None
    if found["month"]:
        named = re.match(r"§([0-9]{1,2})(?: ,)?(?: (20[0-9]{2}))?", found["month"])
        assert named is not None
        month = MonthNamed(int(named[1]), int(named[2]) if named[2] else None)
    return Reading(NthDay(phrase, month, every or None), found.end(), words.slips_before(found.end()))


def _ordinal(which: str) -> str:
    if which == "penultimate":
        return "2nd last"
    return ORDINALS[int(which[0]) - 1] if which[0].isdigit() else which
