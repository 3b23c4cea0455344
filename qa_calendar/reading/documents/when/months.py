"""Months: one, several, or a stretch of them."""

from __future__ import annotations

import re
from itertools import pairwise

from qa_calendar.dates.months import MONTHS
from qa_calendar.reading.documents.when.days import Reading
from qa_calendar.reading.documents.when.patterns import ANY_YEAR, END, MONTH, YEAR, one_of
from qa_calendar.reading.documents.when.spelling import Words, year_of
from qa_calendar.reading.documents.when.values import Across, InMonths, MonthNamed

_ITEM = rf"{MONTH}{END}(?:(?: [-/'])? {ANY_YEAR}{END}| , {YEAR}{END})?"
_ONE = re.compile(rf"(?P<month>{MONTH}){END}(?:(?: [-/',])? (?P<year>{ANY_YEAR}){END})?")
_NUMBERED = re.compile(
    rf"(?:(?P<month>0?[1-9]|1[0-2]) [/-] (?P<year>{YEAR})|(?P<year2>{YEAR}) - (?P<month2>0[1-9]|1[0-2])){END}(?! [/.-])"
)
_COMMA = one_of(",", "&", "and", "/", ";", r"\+", ", and", ", &")
_LIST = re.compile(rf"(?P<items>{_ITEM}(?: (?:{_COMMA} )?{_ITEM})*)")
_TO = one_of("-", "to", "until", "till", "through", "thru", "up to", "and")
_RANGE = re.compile(rf"(?P<between>between |from )?(?P<first>{_ITEM}) (?P<to>{_TO}) (?P<last>{_ITEM})")
_DURING = rf"(?:{one_of('in', 'each', 'every', 'during', 'throughout', 'month of', 'next(?: due)?(?: in)?')} )?"
_WHICH_WEEK = one_of("[1-5](?:st|nd|rd|th)", "first", "second", "third", "fourth", "last")
_ROUGHLY = one_of(
    *("early", "mid(?: -)?", "middle of", "late", "end(?: of)?", "(?:beginning|start) of"),
    rf"{_WHICH_WEEK}(?: half| week| full week)? (?:in|of)",
    r"week (?:[1-5]|one|two|three|four)(?: (?:in|of))?",
)
_BY = one_of("by", "before", "due(?: in| by)?", "deadline(?: :)?", "no later than")
_LEAD = re.compile(rf"(?P<deadline>{_BY} )?{_DURING}(?P<roughly>(?:the )?{_ROUGHLY} )?")


def months_at(words: Words, at: int) -> Reading | None:
    """The months that are named at *at*: in a list, as a stretch, or one, be it its beginning or end."""
    if numbered := _NUMBERED.match(words.spaced, at):
        month = MonthNamed(int(numbered["month"] or numbered["month2"]), int(numbered["year"] or numbered["year2"]))
        return None if _is_a_school_year(numbered) else Reading(InMonths((month,)), numbered.end())
    return _range(words, at) or _list(words, at)


def covered(timing: InMonths | Across) -> tuple[int, ...]:
    """The months, 1 to 12, that *timing* names or goes through, in its order."""
    if isinstance(timing, InMonths):
        return tuple(named.month for named in timing.months)
    first, last = timing.first.month, timing.last.month
    return tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))


def _range(words: Words, at: int) -> Reading | None:
    found = _RANGE.match(words.spaced, at)
    if not found or (found["to"] == "and") != (found["between"] == "between "):
        return None
    across = _across(found["first"], found["last"])
    if across.first.year and across.last.year and across.first.year > across.last.year:
        return None
    return Reading(across, found.end(), words.slips_before(found.end()))


def _list(words: Words, at: int) -> Reading | None:
    lead = _LEAD.match(words.spaced, at)
    found = _LIST.match(words.spaced, lead.end() if lead else at)
    if not found or lead is None:
        return None
    items = re.split(rf" (?:{_COMMA} )?(?=§)", found["items"])
    # Two months side by side may be a person; three are a list without its commas.
    if len(items) == 2 and not re.search(rf" {_COMMA} §", found["items"]):
        return None
    remarks = words.slips_before(found.end())
    # Jan/Apr is two months, April/May one piece of work from one to the other.
    if len(items) == 2 and " / §" in found["items"]:
        across = _across(*items)
        if (across.last.month - across.first.month) % 12 == 1:
            return Reading(across, found.end(), remarks)
    months = tuple(_with_years(tuple(map(_month, items))))
    is_deadline = lead["deadline"] is not None
    if lead["roughly"]:
        if len(months) > 1:
            return None
        remarks = (*remarks, f"'{words.between(at, found.end())}' is taken as {MONTHS[months[0].month - 1]}")
    return Reading(InMonths(tuple(dict.fromkeys(months)), is_deadline), found.end(), remarks)


def _across(first: str, last: str) -> Across:
    return Across(*_with_years((_month(first), _month(last))))


def _month(item: str) -> MonthNamed:
    found = _ONE.match(item)
    assert found is not None
    year = found["year"]
    return MonthNamed(int(found["month"][1:]), year_of(year.removeprefix("' ")) if year else None)


def _with_years(months: tuple[MonthNamed, ...]) -> tuple[MonthNamed, ...]:
    """Each with its year where one of its neighbours has one: of `Nov - Feb 2026` the first is November 2025."""
    years = [named.year for named in months]
    numbered = list(enumerate(pairwise(months)))
    for place, (now, then) in reversed(numbered):
        if years[place] is None and (later := years[place + 1]) is not None:
            years[place] = later - (now.month > then.month)
    for place, (now, then) in numbered:
        if years[place + 1] is None and (earlier := years[place]) is not None:
            years[place + 1] = earlier + (now.month > then.month)
    return tuple(MonthNamed(named.month, year) for named, year in zip(months, years, strict=True))


def _is_a_school_year(found: re.Match[str]) -> bool:
    """Whether it is 2010-11 in the sense of a year and the next."""
    return found["year2"] is not None and int(found["month2"]) == (int(found["year2"]) + 1) % 100
