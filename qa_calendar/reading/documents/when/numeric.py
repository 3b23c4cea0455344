"""Dates in numbers, and which of their numbers is the day."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa_calendar.reading.documents.when.spelling import LONGEST
from qa_calendar.reading.documents.when.values import DayOrder

_NUMERIC = re.compile(r"(?<![0-9./-])([0-9]{1,2})([/.-])([0-9]{1,2})\2((?:19|20)?[0-9]{2})(?![0-9]|[/.-][0-9])")


def in_order(first: int, second: int, order: DayOrder) -> tuple[int, int]:
    """The day and the month of two numbers, in the other *order* where only that gives a month."""
    day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
    return (month, day) if month > 12 >= day else (day, month)


def day_order(texts: Iterable[str]) -> tuple[DayOrder, str]:
    """What the first number of a column's dates is, and the sentence about it; empty where there are no such dates."""
    found = [date for text in texts if len(text) <= LONGEST for date in _NUMERIC.finditer(text)]
    days_first = [date for date in found if int(date[1]) > 12 >= int(date[3])]
    months_first = [date for date in found if int(date[3]) > 12 >= int(date[1])]
    if days_first and months_first:
        both = f"'{days_first[0][0]}' and '{months_first[0][0]}'"
        return DayOrder.DAY_FIRST, f"{both} do not agree which number is the day: day first is taken"
    if days_first:
        date = days_first[0]
        return DayOrder.DAY_FIRST, f"dates are read day first: in '{date[0]}' {date[1]} is no month"
    if months_first:
        date = months_first[0]
        return DayOrder.MONTH_FIRST, f"dates are read month first: in '{date[0]}' {date[3]} is no month"
    if found:
        return DayOrder.DAY_FIRST, f"nothing tells which number of '{found[0][0]}' is the day: day first is taken"
    return DayOrder.DAY_FIRST, ""
