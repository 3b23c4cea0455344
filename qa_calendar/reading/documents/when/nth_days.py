"""Days by a rule: `3rd Wed in October`, `last working day of the month`."""

from __future__ import annotations

import re

from qa_calendar.dates.grammar import ORDINALS
from qa_calendar.dates.months import WEEKDAYS
from qa_calendar.dates.rules import ordinal
from qa_calendar.reading.documents.when.days import Reading
from qa_calendar.reading.documents.when.patterns import END, MONTH, WEEKDAY, YEAR, one_of
from qa_calendar.reading.documents.when.spelling import Words
from qa_calendar.reading.documents.when.values import MonthNamed, NthDay

_LEAD = r"(?:on |by )?(?:the )?"
_EACH = one_of("the", "each", "every", "a")
_UNIT = one_of("month", "quarter", "half term", "term", "year")
_OF = one_of(
    rf" (?:of|in)(?: {_EACH})? (?P<unit>{_UNIT})",
    rf" (?:each|every|a|per) (?P<each>{_UNIT})",
    r" (?P<ly>monthly|quarterly|termly)",
    rf"(?: of| in)?(?: each| every)? (?P<month>{MONTH}){END}(?:(?: ,)? (?P<year>{YEAR}){END})?",
)
_WHICH = one_of("[0-9]{1,2}(?:st|nd|rd|th)", *ORDINALS, "last", "penultimate")
_NTH_WEEKDAY = re.compile(rf"{_LEAD}(?P<which>{_WHICH}) (?P<day>{WEEKDAY}){END}{_OF}?{END}")
_FROM_THE_END = "(?P<last>(?<!last|mate) last)?"
_NTH_WORKING = re.compile(rf"{_LEAD}(?P<which>{_WHICH}){_FROM_THE_END} (?:working|business|week) day{_OF}?{END}")
_WORKING_DAY = re.compile(rf"{_LEAD}working day (?P<which>[0-9]{{1,2}}){END}{_OF}?{END}")
_OF_MONTH = one_of(rf"(?:of|in) {_EACH} month", "of month", "monthly", "each month", "every month")
_DAY_OF_MONTH = re.compile(rf"{_LEAD}(?P<day>[0-9]{{1,2}}(?:st|nd|rd|th))(?: day)? {_OF_MONTH}{END}")
_LAST_DAY = re.compile(rf"{_LEAD}{one_of(f'last day {_OF_MONTH}', 'month end', f'end {_OF_MONTH}')}{END}")


def nth_day_at(words: Words, at: int) -> Reading | None:
    """A day by a rule of ours, in a month or every so often."""
    spaced = words.spaced
    if found := _NTH_WEEKDAY.match(spaced, at):
        which = _weekday_ordinal(found["which"])
        return _read(words, found, f"{which} {WEEKDAYS[int(found['day'][1:])]}") if which else None
    if (found := _NTH_WORKING.match(spaced, at)) and found["which"][0] != "0":
        which = {"1st": "first", "penultimate": "2nd last"}.get(found["which"], found["which"])
        return _read(words, found, f"{which}{found['last'] or ''} working day{_of_the_quarter(found)}")
    if (found := _WORKING_DAY.match(spaced, at)) and found["which"].strip("0"):
        return _read(words, found, f"{ordinal(int(found['which']))} working day")
    if found := _LAST_DAY.match(spaced, at):
        return Reading(NthDay("last day", None, "month"), found.end())
    if (found := _DAY_OF_MONTH.match(spaced, at)) and 1 <= (day := int(found["day"][:-2])) <= 31:
        return Reading(NthDay(f"day {day}", None, "month"), found.end())
    return None


def _read(words: Words, found: re.Match[str], phrase: str) -> Reading:
    every = found["unit"] or found["each"] or (found["ly"] or "").removesuffix("ly")
    month = (
        MonthNamed(int(found["month"][1:]), int(found["year"]) if found["year"] else None) if found["month"] else None
    )
    remarks = words.slips_before(found.end())
    if every not in {"", "month"} and not phrase.endswith("quarter"):
        remarks = (*remarks, f"'{words.between(found.start(), found.end())}' does not say which month of the {every}")
    return Reading(NthDay(phrase, month, every or None), found.end(), remarks)


def _of_the_quarter(found: re.Match[str]) -> str:
    # Only working days are counted in a quarter by a rule of ours.
    return " of the quarter" if "quarter" in {found["unit"], found["each"]} else ""


def _weekday_ordinal(which: str) -> str | None:
    if which == "penultimate":
        return "2nd last"
    if not which[0].isdigit():
        return which
    return next((word for word, number in ORDINALS.items() if number == int(which[:-2])), None)
