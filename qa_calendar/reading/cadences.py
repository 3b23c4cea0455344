"""How often: `every: quarter from June`, `every: 2 weeks from 2026-04-10`."""

from __future__ import annotations

import re
from datetime import date

from qa_calendar.dates.months import MONTHS, any_date, iso_date, month_beginning_with
from qa_calendar.dates.often import A_FIRST_DATE, every_meant
from qa_calendar.model import Every, EveryMonths, EveryWeeks
from qa_calendar.problems import did_you_mean
from qa_calendar.reading.shape import wrong

EXAMPLES = ("month", "2 months", "quarter", "half-year", "year", "quarter from June", "2 weeks from 2026-04-10")
_SPANS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_MONTHS = re.compile(
    r"(?:(?P<count>[0-9]{1,2}) months?|(?P<span>month|quarter|half-year|year))(?: from (?P<first>.+))?"
)
_WEEKS = re.compile(r"(?:(?P<count>[0-9]{1,2}) weeks?|week)(?: from (?P<since>.+?)(?: until (?P<until>.+))?)?")
_AMBIGUOUS = {
    "bi-annually": "twice a year is half-year; every second year is no cadence of one year, so list it in its month",
    "biannually": "twice a year is half-year; every second year is no cadence of one year, so list it in its month",
    "bimonthly": "every second month is '2 months'; twice a month is '2 weeks from' the date of the first",
    "termly": "write the terms' dates, dates: […], or list it under their months",
    "half-termly": "write the dates, dates: […], or list it under their months",
    "daily": "what is done every day is no event",
}


def parse_every(text: str) -> Every:
    """The cadence that *text* says; raises what pydantic tells of a wrong value."""
    words = text.casefold()
    if found := _MONTHS.fullmatch(words):
        count = int(found["count"]) if found["count"] else _SPANS[found["span"]]
        if not 1 <= count <= 12:
            raise wrong(f"'{text}' is no cadence of one year: write from 1 to 12 months, or list it in its months")
        return EveryMonths(count, _month(found["first"], text) if found["first"] else None)
    if found := _WEEKS.fullmatch(words):
        return _weeks(found, text)
    raise wrong(f"cannot read '{text}' as how often{_offer(words)}")


def _weeks(found: re.Match[str], text: str) -> EveryWeeks:
    count = int(found["count"] or 1)
    if not 1 <= count <= 52:
        raise wrong(f"'{text}' is no cadence of one year: write from 1 to 52 weeks")
    if not found["since"]:
        raise wrong(f"'{text}' does not say from which date: {text} from 2026-04-10, with the date of the first")
    since, until = (_day(found[name], text) if found[name] else None for name in ("since", "until"))
    assert since is not None
    if until is not None and until < since:
        raise wrong(f"'{text}' ends before it begins")
    return EveryWeeks(count, since, until)


def _month(word: str, text: str) -> int:
    for number, name in enumerate(MONTHS, 1):
        if name.casefold() == word:
            return number
    meant = month_beginning_with(word)
    if meant is None and iso_date(word):
        often = text.split(" from ", maxsplit=1)[0]
        raise wrong(f"'{text}' counts months, so it is from a month (did you mean '{often} from {_name(word)}'?)")
    hint = f" (did you mean '{meant}'?)" if meant else did_you_mean(word, MONTHS)
    raise wrong(f"no month '{word}' in '{text}'{hint}")


def _name(day: str) -> str:
    return MONTHS[int(day[5:7]) - 1]


def _day(word: str, text: str) -> date:
    if (day := iso_date(word)) is not None:
        return day
    meant = any_date(word)
    hint = f" (did you mean {meant}?)" if meant else "; weeks are counted from a date, such as 2026-04-10"
    raise wrong(f"'{word}' in '{text}' is not a date{hint}")


def _offer(words: str) -> str:
    if words in _AMBIGUOUS:
        return f": {_AMBIGUOUS[words]}"
    meant = every_meant(words)
    if meant is not None and A_FIRST_DATE in meant:
        return f": write '{meant}', with the date of the first"
    plain = words.removeprefix("every ")
    if meant is None and _MONTHS.fullmatch(plain):
        meant = plain
    if meant is not None:
        return f" (did you mean '{meant}'?)"
    return f" (write for example {', '.join(EXAMPLES[:4])}, or {EXAMPLES[-1]})"
