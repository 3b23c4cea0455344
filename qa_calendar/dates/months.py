"""Months, periods and weeks, and how a date is said in plain English."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

MONTHS = tuple(calendar.month_name[1:])
WEEKDAYS = tuple(calendar.day_name)
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
SUFFIXES = ("th", "st", "nd", "rd")
DAY = timedelta(days=1)


class Month(NamedTuple):
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month *day* falls in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2022-06`; raises ValueError for anything else."""
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text) or text.startswith("0000"):
            raise ValueError(f"'{text}' is not a month; write it as 2022-06")
        return cls(int(text[:4]), int(text[5:]))

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier when negative)."""
        year, month = divmod(12 * self.year + self.month - 1 + months, 12)
        return Month(date(year, month + 1, 1).year, month + 1)  # date refuses a year that no date can have

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day.year == self.year and day.month == self.month

    def __str__(self) -> str:
        return f"{MONTHS[self.month - 1]} {self.year}"

    @property
    def iso(self) -> str:
        """`2022-06`."""
        return f"{self.year}-{self.month:02d}"


class Period(StrEnum):
    """A stretch of whole months that working days are counted in."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    FINANCIAL_YEAR = "financial year"

    def around(self, month: Month, first_month: int) -> tuple[Month, Month]:
        """The first and last month of the period *month* is in, in years that begin with *first_month* (1 to 12)."""
        length = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.FINANCIAL_YEAR: 12}[self]
        into = (month.month - first_month) % 12 % length
        start = month.plus(-into)
        return start, start.plus(length - 1)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week, Monday to Sunday."""

    year: int
    week: int

    @classmethod
    def of(cls, day: date) -> Week:
        """The week *day* falls in."""
        year, week, _ = day.isocalendar()
        return cls(year, week)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2020-W36`; raises ValueError for anything else, also for a week 53 the year does not have."""
        found = re.fullmatch(r"([0-9]{4})-?W([0-9]{1,2})", text.strip().upper())
        if not found:
            raise ValueError(f"'{text}' is not a week; write it as 2020-W36")
        week = cls(int(found[1]), int(found[2]))
        try:
            date.fromisocalendar(week.year, week.week, 1)
        except ValueError:
            raise ValueError(f"there is no week {week.week} in {week.year}") from None
        return week

    @property
    def first(self) -> date:
        """The Monday."""
        return date.fromisocalendar(self.year, self.week, 1)

    @property
    def last(self) -> date:
        """The Sunday."""
        return self.first + 6 * DAY

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.year}-W{self.week:02d}"


@lru_cache(maxsize=4096)
def spoken(day: date) -> str:
    """`Monday 2 November`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


@lru_cache(maxsize=4096)
def spoken_with_year(day: date) -> str:
    """`Monday 2 November 2020`."""
    return f"{WEEKDAYS[day.weekday()]} {spelt(day)}"


def spelt(day: date) -> str:
    """`2 November 2020`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def spoken_from(day: date, today: date) -> str:
    """`Friday 30 October`, and the year where it is another than *today*'s."""
    return spoken(day) if day.year == today.year else spoken_with_year(day)


def abbreviated(day: date, today: date, *, weekday: bool = True) -> str:
    """`Fri 30 Oct` or `30 Oct`, and the year where it is another than *today*'s."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{SHORT_WEEKDAYS[day.weekday()] + ' ' if weekday else ''}{day.day} {MONTHS[day.month - 1][:3]}{year}"


def time_left(day: date, today: date) -> str:
    """How long it is from *today* until *day*, as `5 days left`; in weeks where that is plainer."""
    days = (day - today).days
    number, unit = (days, "day") if days < 14 else (days // 7, "week")
    return "the last day" if days == 0 else f"{number} {unit}{'s' if number != 1 else ''} left"


def iso_date(text: str) -> date | None:
    """The date written as `2020-09-01`, or None when *text* is not one (also for 31 February)."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def any_date(text: str) -> date | None:
    """A date as the British write it, `01/06/2026` or `1 June 2026`, or as files do; None for anything else."""
    parts = date_parts(text)
    return None if parts is None else iso_date("{:04d}-{:02d}-{:02d}".format(*parts))


def date_parts(text: str) -> tuple[int, int, int] | None:
    """The year, month and day that are written in any order or spelling people use, be there such a day or not."""
    if found := re.fullmatch(r"([0-9]{4})[/. -]([0-9]{1,2})[/. -]([0-9]{1,2})", text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", text):
        return int(found[3]), int(found[2]), int(found[1])
    found = re.fullmatch(rf"([0-9]{{1,2}})(?:{'|'.join(SUFFIXES)})? (\w+),? ([0-9]{{4}})", text)
    if found and (name := month_beginning_with(found[2])):
        return int(found[3]), MONTHS.index(name) + 1, int(found[1])
    return None


def month_beginning_with(text: str) -> str | None:
    """The month whose name begins so; at least three letters tell which."""
    return next((name for name in MONTHS if len(text) > 2 and name.casefold().startswith(text.casefold())), None)


def over_on(end: date, at: time | None, minutes: int, due: date | None) -> date:
    """The day that work is over: its last one, *end* or the one on which its time ends; or when it is due, if later."""
    if at is not None and 60 * at.hour + at.minute + minutes > _DAY_IN_MINUTES:
        end = (datetime.combine(end, at) + timedelta(minutes=minutes - 1)).date()  # midnight belongs to the day before
    return end if due is None else max(end, due)


_DAY_IN_MINUTES = 24 * 60


def listed(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`; another word for the *last*, such as `or`."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
