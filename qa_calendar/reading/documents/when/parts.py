"""Named parts of a year: quarters, terms, half terms, seasons, half-years, weeks by number."""

from __future__ import annotations

import re
from dataclasses import replace

from qa_calendar.dates.grammar import ORDINALS
from qa_calendar.reading.documents.when.days import Reading
from qa_calendar.reading.documents.when.months import covered, months_at
from qa_calendar.reading.documents.when.patterns import COUNTS, DASH, END, YEAR, one_of
from qa_calendar.reading.documents.when.spelling import Words
from qa_calendar.reading.documents.when.values import Across, InMonths, Part

_SEASONS = {"autumn": "Autumn", "aut": "Autumn", "spring": "Spring", "spr": "Spring"}
_SEASONS |= {"summer": "Summer", "sum": "Summer", "winter": "Winter"}
_SEASON = f"(?P<season>{one_of(*_SEASONS)})"
_WHOLE_SEASON = "(?P<season>autumn|spring|summer|winter)"
_NTH = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_NUMBERS = COUNTS | _NTH | ORDINALS | {"final": 4}
_SIX = "(?P<n>[1-6]|one|two|three|four|five|six)"
_OF_YEAR = rf"(?:(?: ,| of)? (?P<year>{YEAR}(?: [/-] (?:20)?[0-9]{{2}})?|[0-9]{{2}} / [0-9]{{2}}){END})?"
_HALF_TERM = rf"half{DASH} ?term"
_PATTERNS = tuple(
    (kind, name, re.compile(rf"(?:the )?{pattern}{END}{_OF_YEAR}"))
    for kind, name, pattern in (
        ("quarter", "Q{}", r"(?:q|qtr|qrt|quarter) ?(?P<n>[1-4]|one|two|three|four)"),
        ("quarter", "Q{}", rf"(?P<n>{one_of(*_NTH, *tuple(ORDINALS)[:4], 'final')}) (?:quarter|qtr)"),
        ("half-year", "H{}", rf"(?:h|half{DASH} year )(?P<n>[12])"),
        ("half-year", "H{}", rf"(?P<n>1st|2nd|first|second) half{DASH}(?: of the)? year"),
        ("half term", "Half term {}", rf"(?:{_HALF_TERM}|ht) ?{_SIX}"),
        ("half term", "{}", rf"{_SEASON} ?(?P<n>[12])(?: {_HALF_TERM})?"),
        ("half term", "{} half term", rf"{_WHOLE_SEASON} {_HALF_TERM}"),
        ("half term", "Half term", _HALF_TERM),
        ("term", "Term {}", rf"(?:term|t) ?{_SIX}"),
        ("half term", "Term {}", r"term ?(?P<n>[1-3] ?[ab])"),
        ("term", "{} term", rf"{_SEASON} term"),
        ("season", "{}", _WHOLE_SEASON),
        ("week", "Week {}", r"(?:week|wk)(?: no)? ?(?P<n>[0-9]{1,2})"),
    )
)
_MONTH_HALF_TERM = re.compile(rf"§(?P<month>[0-9]{{1,2}}) {_HALF_TERM}{END}")
_PLAINLY = re.compile(r"(?:in|during)(?: the)? ")
_ROUGHLY = re.compile(
    rf"(?:in |during |by )?(?:the )?{one_of('early', 'mid(?: -)?', 'late', 'end(?: of)?')} |by(?: the)? "
)
_AND = re.compile(r" (?:,|&|and|/|\+|;|-|to) ")
_OPENING = re.compile(r"(?: [(:,-])? ")


def part_at(words: Words, at: int) -> Reading | None:
    """The part of a year that is named at *at*, with the months it names itself: `Q1 (Apr-Jun)`."""
    roughly = _ROUGHLY.match(words.spaced, at)
    lead = roughly or _PLAINLY.match(words.spaced, at)
    first = _one(words, lead.end() if lead else at)
    if first is None:
        return None
    whole, part = _several(words, *first)
    if roughly:
        remark = f"'{words.between(at, whole.end)}' is taken as {part.name}"
        whole = replace(whole, remarks=(*whole.remarks, remark))
    return _with_months(words, whole, part)


def _one(words: Words, at: int) -> tuple[Reading, Part] | None:
    if found := _MONTH_HALF_TERM.match(words.spaced, at):
        part = Part("half term", words.between(at, found.end()), (int(found["month"]),))
        return Reading(part, found.end(), words.slips_before(found.end())), part
    matches = ((kind, name, pattern.match(words.spaced, at)) for kind, name, pattern in _PATTERNS)
    parts = [(found.end(), Part(kind, _named(name, found))) for kind, name, found in matches if found]
    if not parts:
        return None
    end, part = max(parts, key=lambda one: one[0])
    return Reading(part, end), part


def _named(name: str, found: re.Match[str]) -> str:
    groups = found.groupdict()
    season, number, year = groups.get("season"), groups.get("n"), groups["year"]
    if number is not None:
        number = str(_NUMBERS.get(number, number.replace(" ", ""))).lstrip("0")
    said = " ".join(filter(None, [_SEASONS[season] if season else None, number]))
    return name.format(said) + (f" {year.replace(' ', '')}" if year else "")


def _several(words: Words, first: Reading, part: Part) -> tuple[Reading, Part]:
    """The part, or all that are listed as one: which months they have is one question."""
    name, end = part.name, first.end
    while (mark := _AND.match(words.spaced, end)) and (another := _one(words, mark.end())):
        between = mark[0].lstrip() if mark[0] in {" , ", " ; "} else mark[0].replace(" / ", "/").replace(" - ", "-")
        name += f"{between}{another[1].name}"
        end = another[0].end
    whole = replace(part, name=name)
    return replace(first, timing=whole, end=end), whole


def _with_months(words: Words, read: Reading, part: Part) -> Reading:
    opening = _OPENING.match(words.spaced, read.end)
    named = months_at(words, opening.end()) if opening and not part.months else None
    if opening is None or named is None or not isinstance(named.timing, InMonths | Across):
        return read
    end = named.end
    if "(" in opening[0]:
        if not words.spaced.startswith(" )", end):
            return read
        end += len(" )")
    elif end < len(words.spaced) and not words.spaced.startswith((" ,", " -", " :", " ;", " ("), end):
        return read
    return Reading(replace(part, months=covered(named.timing)), end, (*read.remarks, *named.remarks))
