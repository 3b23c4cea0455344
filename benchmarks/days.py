"""The working days of England, from the rules of its bank holidays: the product is not asked about its own dates."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(1)


@cache
def working_day(year: int, month: int, number: int) -> date:
    """The *number*-th day of the month that is neither a weekend nor a bank holiday."""
    day = date(year, month, 1)
    while True:
        if day.weekday() < 5 and day not in bank_holidays(year):
            number -= 1
        if number == 0:
            return day
        day += _DAY


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The eight of England and Wales, substitute days included; none that was proclaimed for one year."""
    sunday = easter(year)
    mondays = {_monday_from(date(year, 5, 1)), _monday_from(date(year, 5, 25)), _monday_from(date(year, 8, 25))}
    days = mondays | {sunday - 2 * _DAY, sunday + _DAY, _substitute(date(year, 1, 1), frozenset())}
    fixed = (date(year, 12, 25), date(year, 12, 26))
    taken = {day for day in fixed if day.weekday() < 5}
    for day in fixed:
        if day.weekday() >= 5:
            taken.add(_substitute(day, taken))
    return frozenset(days | taken)


def easter(year: int) -> date:
    """Easter Sunday, Gregorian (the anonymous computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _monday_from(day: date) -> date:
    return day + timedelta(-day.weekday() % 7)


def _substitute(day: date, taken: frozenset[date] | set[date]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += _DAY
    return day
