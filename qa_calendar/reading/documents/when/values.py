"""What can be said of when: the kinds of timing a programme has, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa_calendar.dates.months import WEEKDAYS, spelt


class DayOrder(StrEnum):
    """What the first number of `05/06/2025` is."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


class Why(StrEnum):
    """Why a timing places nothing in a year."""

    AS_REQUIRED = "as required"
    ONGOING = "ongoing"
    TO_BE_CONFIRMED = "to be confirmed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    COMPLETED = "completed"
    AMBIGUOUS = "ambiguous frequency"
    FINER = "finer than a month"
    NO_SUCH_DAY = "no such day"


@dataclass(frozen=True, slots=True)
class MonthNamed:
    """A month, 1 to 12, and its year where that is written beside it or follows from a later month's."""

    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class OnDay:
    """A stated day; *weekday* counts from Monday, 0. Of a week it is the day the week is named after."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None
    of_week: bool = False
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class InMonths:
    """Once in each of the *months*."""

    months: tuple[MonthNamed, ...]
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Across:
    """One piece of work from the *first* month to the *last*."""

    first: MonthNamed
    last: MonthNamed


@dataclass(frozen=True, slots=True)
class Between:
    """One piece of work from the *first* day to the *last*."""

    first: OnDay
    last: OnDay


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a year: a `quarter`, `term`, `half term`, `season`, `half-year` or `week`.

    *name* has one spelling however it is written, such as `Q3` or `Autumn 2`; *months* are those it names itself.
    """

    kind: str
    name: str
    months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Often:
    """How often, as framework.yaml's `every:` has it, or `term`, `half term` or `2 years`, which it has not.

    *months* are those that are named, *not_in* those that are left out, *first* is the next one where that is said.
    Counted *since* a month of the year, it is in none before that.
    """

    every: str
    months: tuple[int, ...] = ()
    not_in: tuple[int, ...] = ()
    first: OnDay | MonthNamed | None = None
    since: int | None = None


MONTHS_EVERY = {"month": 1, "2 months": 2, "quarter": 3, "4 months": 4, "half-year": 6, "year": 12}
"""How many months each is, by `Often.every`, where a year holds a whole number of them."""


@dataclass(frozen=True, slots=True)
class NthDay:
    """A day by a rule *phrase* of ours such as `third Wednesday`, in a *month* or *every* so often."""

    phrase: str
    month: MonthNamed | None = None
    every: str | None = None


@dataclass(frozen=True, slots=True)
class Undated:
    """Nothing that can be placed, and *why*; *hint* is the timing within it, as it is written."""

    why: Why
    hint: str = ""


@dataclass(frozen=True, slots=True)
class NoTime:
    """Said to have no time: `N/A`, a dash."""


Timing = OnDay | InMonths | Across | Between | Part | Often | NthDay | Undated | NoTime


@dataclass(frozen=True, slots=True)
class Said:
    """A *timing*, the *rest* of the text, and a sentence in *remarks* for whatever was decided in reading it."""

    timing: Timing
    rest: str = ""
    remarks: tuple[str, ...] = ()


def weekday_agrees(stated: OnDay, year: int) -> str | None:
    """What is wrong with the weekday that is written beside the day, in *year* where none is written; None if nothing.

    >>> weekday_agrees(OnDay(10, 6, 2025, weekday=0), 2025)
    '10 June 2025 is a Tuesday, not a Monday'
    """
    if stated.weekday is None:
        return None
    try:
        day = date(stated.year or year, stated.month, stated.day)
    except ValueError:
        return None
    if day.weekday() == stated.weekday:
        return None
    return f"{spelt(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[stated.weekday]}"
