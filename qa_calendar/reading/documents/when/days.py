"""Stated days: `Tues 10 June 2025`, `WK: 15th September`, `by 31 May`, `7–18 April 2025`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace

from qa_calendar.dates.months import MONTHS
from qa_calendar.reading.documents.when.numeric import in_order
from qa_calendar.reading.documents.when.patterns import ANY_YEAR, DAY, DEADLINE, END, MONTH, WEEK, WEEKDAY, YEAR
from qa_calendar.reading.documents.when.spelling import Words, year_of
from qa_calendar.reading.documents.when.values import (
    Between,
    DayOrder,
    InMonths,
    MonthNamed,
    OnDay,
    Timing,
    Undated,
    Why,
    weekday_agrees,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A timing at the beginning of a text, where in `Words.spaced` it ends, and what was decided."""

    timing: Timing
    end: int
    remarks: tuple[str, ...] = ()


_BEFORE = rf"(?:(?P<weekday>{WEEKDAY})(?: ,)?(?: the)? )?"
_IN_WORDS = re.compile(
    rf"{_BEFORE}(?P<day>{DAY})(?: -)?(?: of)? (?P<month>{MONTH}){END}"
    rf"(?:(?= (?:, {YEAR}|{ANY_YEAR})){END}(?: ,)? (?P<year>{ANY_YEAR}){END})?"
)
_MARKED = re.compile(
    rf"{_BEFORE}(?P<day>{DAY}) (?P<mark>[/.-]) (?P<month>{MONTH}) (?P=mark) (?P<year>{YEAR}|[0-9]{{2}}){END}"
)
_MONTH_FIRST = re.compile(
    rf"{_BEFORE}(?P<month>{MONTH}) (?:the )?(?P<day>{DAY}){END}(?! [:/] [0-9])(?:(?: ,)? (?P<year>{YEAR}){END})?"
)
_NUMBERS = re.compile(
    rf"{_BEFORE}(?P<first>[0-9]{{1,2}}) (?P<mark>[/.-]) (?P<second>[0-9]{{1,2}}) (?P=mark) "
    rf"(?P<year>(?:19|20)?[0-9]{{2}}){END}(?! (?P=mark) [0-9])"
)
_ISO = re.compile(
    rf"{_BEFORE}(?P<year>{YEAR}) (?P<mark>[/.-]) (?P<month>[0-9]{{1,2}}) (?P=mark) (?P<day>[0-9]{{1,2}}){END}"
)
_TWO_NUMBERS = re.compile(
    rf"{_BEFORE}(?P<first>[0-9]{{1,2}}) / (?P<second>[0-9]{{1,2}}){END}(?! /)(?=(?P<more> [^ (),:;-])?)"
)
_LEAD = re.compile(
    rf"(?:(?:(?P<deadline>{DEADLINE})|(?:on|date|next(?: due)?)(?: the)?(?: :)?){END} ?)?(?:(?P<week>{WEEK}){END})?"
)
_TO = re.compile(r" (?:-|to|until|till|through) ")
_SAME_MONTH = re.compile(
    rf"(?:{WEEKDAY} )?(?P<first>{DAY}) (?:-|to|until|till) (?:{WEEKDAY} )?(?P<last>{DAY}) (?:of )?{MONTH}{END}"
)
_DAYS_OF_MONTH = re.compile(rf"(?:{DAY} (?:,|&|and|/|, and) )+(?P<last>{DAY} (?:of )?{MONTH}{END})")
_MONTH_THEN_DAYS = re.compile(
    rf"(?P<month>{MONTH}) (?P<first>{DAY}) (?:-|to) (?P<last>{DAY}){END}(?! :)(?:(?: ,)? (?P<year>{YEAR}){END})?"
)
_NEXT_DAY = re.compile(r" (?:,|;|/|and|&|, and) ")


def day_at(words: Words, at: int, order: DayOrder) -> Reading | None:
    """The stated day that begins at *at*, with what stands before a day: `w/c`, `by`, `deadline`."""
    lead = _LEAD.match(words.spaced, at)
    begin = lead.end() if lead else at
    begin += words.spaced.startswith(" ", begin)
    is_led = begin > at
    read = _plain_day(words, begin, order, is_led=is_led)
    if read is None or not isinstance(read.timing, OnDay) or lead is None:
        return read
    day = replace(read.timing, of_week=lead["week"] is not None, is_deadline=lead["deadline"] is not None)
    return replace(read, timing=day)


def days_at(words: Words, at: int, order: DayOrder) -> Reading | None:
    """The first and last day that are stated there, as `7–18 April 2025` or `29 Sept - 3 Oct`."""
    return _in_one_month(words, at, order) or _month_then_days(words, at) or _from_day_to_day(words, at, order)


def several_days_at(words: Words, at: int, order: DayOrder) -> Reading | None:
    """The months of several stated days, `12 June, 14 August and 9 October`, since only those can be placed at once."""
    if one_month := _days_of_month(words, at, order):
        return one_month
    found: list[MonthNamed] = []
    end = at
    while (read := day_at(words, end, order)) and isinstance(day := read.timing, OnDay):
        found.append(MonthNamed(day.month, day.year))
        if not (comma := _NEXT_DAY.match(words.spaced, read.end)):
            end = read.end
            break
        end = comma.end()
    else:
        return None
    if len(found) < 2:
        return None
    return _only_months(words, at, end, found)


def _days_of_month(words: Words, at: int, order: DayOrder) -> Reading | None:
    """`4 and 18 May`."""
    found = _DAYS_OF_MONTH.match(words.spaced, at)
    last = _plain_day(words, found.start("last"), order, is_led=False) if found else None
    if last is None or not isinstance(last.timing, OnDay):
        return None
    return _only_months(words, at, last.end, [MonthNamed(last.timing.month, last.timing.year)])


def _only_months(words: Words, at: int, end: int, months: list[MonthNamed]) -> Reading:
    remark = f"'{words.between(at, end)}' are several days: only the month of each is taken"
    return Reading(InMonths(tuple(dict.fromkeys(months))), end, (*words.slips_before(end), remark))


def _plain_day(words: Words, at: int, order: DayOrder, *, is_led: bool) -> Reading | None:
    spaced = words.spaced
    if found := _MARKED.match(spaced, at) or _IN_WORDS.match(spaced, at):
        return _checked(words, found, _number(found["day"]), int(found["month"][1:]), ())
    if found := _MONTH_FIRST.match(spaced, at):
        if _is_a_year(found, order, is_led=is_led):
            return None
        return _checked(words, found, _number(found["day"]), int(found["month"][1:]), ())
    if found := _ISO.match(spaced, at):
        return _checked(words, found, int(found["day"]), int(found["month"]), ())
    if (found := _NUMBERS.match(spaced, at)) and not _is_a_clause(found):
        day, month = in_order(int(found["first"]), int(found["second"]), order)
        return _checked(words, found, day, month, _swapped(found, day, month, order))
    if found := _TWO_NUMBERS.match(spaced, at):
        return _two_numbers(words, found, order, is_led=is_led or found["weekday"] is not None)
    return None


def _two_numbers(words: Words, found: re.Match[str], order: DayOrder, *, is_led: bool) -> Reading | None:
    """A day and month in numbers: 3/3 may as well be a fraction, so it needs a weekday or `w/c`, or two digits each."""
    first, second = int(found["first"]), int(found["second"])
    day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
    # '10/12 files' is how many.
    if found["more"] and not is_led:
        return None
    written = words.between(found.start(), found.end())
    if not 1 <= month <= 12 or not 1 <= day <= 31 or not (is_led or re.fullmatch("[0-9]{2}/[0-9]{2}", written)):
        return None
    remark = () if is_led else (f"'{written}' is read as {day} {MONTHS[month - 1]}",)
    return _checked(words, found, day, month, remark)


def _checked(words: Words, found: re.Match[str], day: int, month: int, remarks: tuple[str, ...]) -> Reading:
    year = found.groupdict().get("year")
    number = year_of(year.removeprefix("' ")) if year else None
    remarks = (*words.slips_before(found.end()), *remarks)
    if not _exists(day, month, number):
        return Reading(Undated(Why.NO_SUCH_DAY, words.between(found.start(), found.end())), found.end(), remarks)
    weekday = found["weekday"]
    stated = OnDay(day, month, number, int(weekday[1:]) if weekday else None)
    wrong = weekday_agrees(stated, number) if number else None
    return Reading(stated, found.end(), (*remarks, wrong) if wrong else remarks)


def _exists(day: int, month: int, year: int | None) -> bool:
    # Without a year 29 February may be one.
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year or 2000, month)[1]


def _is_a_year(found: re.Match[str], order: DayOrder, *, is_led: bool) -> bool:
    """Whether the number of `Apr 25` is a year: from 20 on, unless something makes a day of it."""
    if is_led or found["weekday"] or found["year"] or order is DayOrder.MONTH_FIRST:
        return False
    return found["day"].isdigit() and int(found["day"]) >= 20


def _is_a_clause(found: re.Match[str]) -> bool:
    """Whether `4.2.10` is the number of a clause: dates with a short year and no slash are of these decades."""
    return found["mark"] != "/" and len(found["year"]) == 2 and not 20 <= int(found["year"]) < 50


def _swapped(found: re.Match[str], day: int, month: int, order: DayOrder) -> tuple[str, ...]:
    expected = (int(found["first"]), int(found["second"]))
    if (day, month) == (expected if order is DayOrder.DAY_FIRST else expected[::-1]):
        return ()
    written = "".join(found[0].split(" ")[-5:])
    return (f"'{written}' is read as {day} {MONTHS[month - 1]}, for there is no month {day}",)


def _in_one_month(words: Words, at: int, order: DayOrder) -> Reading | None:
    found = _SAME_MONTH.match(words.spaced, at)
    last = _plain_day(words, found.start("last"), order, is_led=False) if found else None
    if not found or last is None:
        return None
    if isinstance(last.timing, Undated):
        return last
    assert isinstance(last.timing, OnDay)
    first = replace(last.timing, day=_number(found["first"]), weekday=_weekday_before(found, "first"))
    ending = replace(last.timing, weekday=_weekday_before(found, "last"))
    return _stretch(words, at, first, ending, last)


def _month_then_days(words: Words, at: int) -> Reading | None:
    found = _MONTH_THEN_DAYS.match(words.spaced, at)
    if not found:
        return None
    month, year = int(found["month"][1:]), year_of(found["year"])
    first, last = (OnDay(_number(found[which]), month, year) for which in ("first", "last"))
    if not (_exists(first.day, month, year) and _exists(last.day, month, year) and first.day < last.day):
        return None
    return Reading(Between(first, last), found.end(), words.slips_before(found.end()))


def _from_day_to_day(words: Words, at: int, order: DayOrder) -> Reading | None:
    at += len("from ") if words.spaced.startswith("from ", at) else 0
    first = day_at(words, at, order)
    to = first and _TO.match(words.spaced, first.end)
    last = day_at(words, to.end(), order) if to else None
    if first is None or last is None:
        return None
    for one in (first, last):
        if isinstance(one.timing, Undated):
            return replace(one, end=last.end)
    assert isinstance(first.timing, OnDay)
    assert isinstance(last.timing, OnDay)
    return _stretch(words, at, first.timing, last.timing, replace(last, remarks=(*first.remarks, *last.remarks)))


def _stretch(words: Words, at: int, first: OnDay, last: OnDay, read: Reading) -> Reading | None:
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - ((first.month, first.day) > (last.month, last.day)))
    if first.year is not None and last.year is not None:
        in_order = (first.year, first.month, first.day) <= (last.year, last.month, last.day)
    else:
        in_order = first.month != last.month or first.day <= last.day
    if not in_order or not _exists(first.day, first.month, first.year):
        return None
    return replace(read, timing=Between(first, last))


def _weekday_before(found: re.Match[str], group: str) -> int | None:
    before = found.string[max(0, found.start(group) - 3) : found.start(group)]
    return int(before[1]) if re.fullmatch(r"@[0-6] ", before) else None


def _number(day: str) -> int:
    return int(re.match("[0-9]+", day)[0])  # type: ignore[index]
