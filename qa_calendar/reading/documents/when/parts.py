"""Named parts of a year: quarters, terms, half terms, seasons, half-years, weeks by number."""

from __future__ import annotations

import re
from dataclasses import replace

from qa_calendar.reading.documents.when.days import Reading
from qa_calendar.reading.documents.when.months import covered, months_at
from qa_calendar.reading.documents.when.patterns import COUNTS, END, ORDINALS, YEAR
from qa_calendar.reading.documents.when.spelling import Words
from qa_calendar.reading.documents.when.values import Across, InMonths, Part

_SEASONS = {
    "autumn": "Autumn",
    "aut": "Autumn",
    "spring": "Spring",
    "spr": "Spring",
    "summer": "Summer",
    "sum": "Summer",
}
_SEASONS |= {"winter": "Winter", "fall": "Autumn"}
_SEASON = r"(?P<season>autumn|aut|spring|spr|summer|sum|winter)"
_NTH = {
    f"{number}{suffix}": number for number, suffix in ((1, "st"), (2, "nd"), (3, "rd"), (4, "th"), (5, "th"), (6, "th"))
}
_NUMBERS = COUNTS | _NTH | {word: number for number, word in enumerate(ORDINALS, 1)} | {"final": 4}
_OF_YEAR = rf"(?: ,)?(?: (?:of )?(?P<year>(?:{YEAR}|[0-9]{{2}} [/-])(?: ?[/-] ?(?:20)?[0-9]{{2}}|(?<=[/-]) [0-9]{{2}})?){END})?"
_PATTERNS = tuple(
    (kind, name, re.compile(rf"{pattern}{END}{_OF_YEAR}"))
    for kind, name, pattern in (
        ("quarter", "Q{}", r"(?:q|qtr|qrt|quarter)(?: ?)(?P<n>[1-4]|one|two|three|four)"),
        ("quarter", "Q{}", r"(?P<n>1st|2nd|3rd|4th|first|second|third|fourth|final) (?:quarter|qtr)"),
        ("half-year", "H{}", r"(?:h|half - year |half year )(?P<n>[12])"),
        ("half-year", "H{}", r"(?P<n>1st|2nd|first|second) half(?: of(?: the)?|-)? year"),
        ("half term", "Half term {}", r"(?:half(?: -)? term|ht) ?(?P<n>[1-6]|one|two|three|four|five|six)"),
        ("half term", "{}", rf"{_SEASON} (?P<n>[12])(?: half(?: -)? term)?"),
        ("half term", "{}", r"(?:(?P<season>autumn|spring|summer)(?P<n>[12]))"),
        ("half term", "{} half term", r"(?:the )?(?P<season>autumn|spring|summer) half(?: -)? term"),
        ("half term", "Half term", r"half(?: -)? term"),
        ("term", "Term {}", r"(?:term|t) ?(?P<n>[1-6]|one|two|three|four|five|six)"),
        ("half term", "Term {}", r"term ?(?P<n>[1-3] ?[ab])"),
        ("term", "{} term", rf"(?:the )?{_SEASON} term"),
        ("season", "{}", r"(?:the )?(?P<season>autumn|spring|summer|winter)"),
        ("week", "Week {}", r"(?:week|wk)(?: no)? ?(?P<n>[0-9]{1,2})"),
    )
)
_MONTH_HALF_TERM = re.compile(rf"§(?P<month>[0-9]{{1,2}}) half(?: -)? term{END}")
_ROUGHLY = re.compile(
    r"(?:in |during |by )?(?:the )?(?:early|mid(?: -)?|late|end(?: of)?|beginning of|start of)(?: the)? |(?:in|during|by)(?: the)? "
)
_AND = re.compile(r" (?:,|&|and|/|\+|;|-|to) ")
_OPENING = re.compile(r"(?: [(:,-])? ")


def part_at(words: Words, at: int) -> Reading | None:
    """The part of a year that is named at *at*, with the months it names itself: `Q1 (Apr-Jun)`."""
    roughly = _ROUGHLY.match(words.spaced, at)
    first = _one(words, roughly.end() if roughly else at)
    if first is None:
        return None
    whole = _several(words, first)
    text = words.text[words.starts[words.spaced.count(" ", 0, at)] : words.end(whole.end)]
    assert isinstance(whole.timing, Part)
    if roughly:
        whole = replace(whole, remarks=(*whole.remarks, f"'{text}' is taken as {whole.timing.name}"))
    return _with_months(words, whole)


def _one(words: Words, at: int) -> Reading | None:
    if found := _MONTH_HALF_TERM.match(words.spaced, at):
        name = words.text[words.starts[words.spaced.count(" ", 0, at)] : words.end(found.end())]
        return Reading(Part("half term", name, (int(found["month"]),)), found.end(), words.slips_before(found.end()))
    matches = ((kind, name, pattern.match(words.spaced, at)) for kind, name, pattern in _PATTERNS)
    readings = [Reading(Part(kind, _named(name, found)), found.end()) for kind, name, found in matches if found]
    return max(readings, key=lambda reading: reading.end, default=None)


def _named(name: str, found: re.Match[str]) -> str:
    groups = found.groupdict()
    season, number, year = groups.get("season"), groups.get("n"), groups.get("year")
    if number is not None:
        number = str(_NUMBERS.get(number, number.replace(" ", "")))
        number = str(int(number)) if number.isdigit() else number
    said = " ".join(filter(None, [_SEASONS[season] if season else None, number]))
    return name.format(said) + (f" {year.replace(' ', '')}" if year else "")


def _several(words: Words, first: Reading) -> Reading:
    """The part, or all that are listed as one: which months each has is one question."""
    assert isinstance(first.timing, Part)
    names, end = [first.timing.name], first.end
    joined = first.timing.name
    while (mark := _AND.match(words.spaced, end)) and (another := _one(words, mark.end())):
        assert isinstance(another.timing, Part)
        names.append(another.timing.name)
        joined += f"{mark[0]}{another.timing.name}".replace(" , ", ", ").replace(" ; ", "; ")
        end = another.end
    return replace(first, timing=Part(first.timing.kind, joined, first.timing.months), end=end)


def _with_months(words: Words, read: Reading) -> Reading:
    assert isinstance(read.timing, Part)
    opening = _OPENING.match(words.spaced, read.end)
    named = months_at(words, opening.end()) if opening and not read.timing.months else None
    if opening is None or named is None or not isinstance(named.timing, InMonths | Across):
        return read
    end = named.end
    if "(" in opening[0]:
        if not words.spaced.startswith(" )", end):
            return read
        end += 2
    elif end < len(words.spaced) and not words.spaced.startswith((" ,", " -", " :", " ;", " ("), end):
        return read
    part = replace(read.timing, months=covered(named.timing))
    return Reading(part, end, (*read.remarks, *named.remarks))
