"""Date rules as values, and the day each lands on with the steps that led there.

The vocabulary is that of docs/rules.md; `phrases.py` reads it, this module works it out. The business day conventions
of finance go by their names in code only: Following is `or next working day`, Modified Following adds `in the same
month`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from qa_calendar.dates.counting import in_short, walk
from qa_calendar.dates.months import DAY, MONTHS, SUFFIXES, WEEKDAYS, Month, Period, spoken, spoken_with_year
from qa_calendar.dates.workdays import WorkCalendar, bank_holidays, is_projected
from qa_calendar.problems import NoSuchDayError

if TYPE_CHECKING:
    from dateutil.relativedelta import relativedelta


class Roll(StrEnum):
    """What happens to a day that is not worked; the value is the phrase people write."""

    FOLLOWING = "or next working day"
    PRECEDING = "or previous working day"
    MODIFIED_FOLLOWING = "or next working day in the same month"
    MODIFIED_PRECEDING = "or previous working day in the same month"
    SKIP = "or skip"
    LAST = "or last working day"
    NO_ADJUST = "exactly"


@dataclass(frozen=True, slots=True)
class NthWorkingDay:
    """The nth working day of a period; negative counts from its end."""

    n: int
    period: Period = Period.MONTH


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth Monday (0) to Sunday (6) of the month, holidays included; negative counts from its end."""

    n: int
    weekday: int


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """Day 1 to 31; the last day where the month is shorter."""

    day: int


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day of the month."""


@dataclass(frozen=True, slots=True)
class FixedDate:
    """One date, whatever the month."""

    day: date


Point = NthWorkingDay | NthWeekday | DayOfMonth | LastDay | FixedDate


class Unit(StrEnum):
    """What an offset counts."""

    WORKING_DAY = "working day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Named(StrEnum):
    """A date of the same occurrence that an offset counts from."""

    START = "start"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class StartOf:
    """The start of another activity: its first in the month, else its next one. *title* is as it was typed."""

    title: str


Anchor = Point | Named | StartOf


@dataclass(frozen=True, slots=True)
class Place:
    """A point in the month, and what happens when it is not worked (None: what the workspace says)."""

    point: Point
    roll: Roll | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """So many units from an anchor; negative is before it."""

    count: int
    unit: Unit
    anchor: Anchor
    roll: Roll | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """A person's share of the month: the first working day of one of k equal slices."""


@dataclass(frozen=True, slots=True)
class NoDay:
    """There is no such day, on purpose: of a due date only."""


Rule = Place | Offset | Spread | NoDay


StartsOf = Callable[[str], date]


def no_start(title: str) -> date:
    """When the activity with that *title* starts, where there is none: raises NoSuchDayError."""
    raise NoSuchDayError(f"it counts from '{title}', and only a framework says when that is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything a rule needs besides itself. *share* is i and k of `spread`, i counting from 1.

    *start_of* gives the start of the activity with a title, or raises NoSuchDayError.
    """

    month: Month
    calendar: WorkCalendar
    first_month: int = 4
    if_not_working: Roll = Roll.MODIFIED_FOLLOWING
    start: date | None = None
    due: date | None = None
    share: tuple[int, int] = (1, 1)
    start_of: StartsOf = no_start


@dataclass(frozen=True, slots=True)
class Resolution:
    """The day a rule lands on, None when it is skipped, and the steps in plain English that led there.

    *short* is what differs from plain counting, where the steps count for long.
    """

    day: date | None
    steps: tuple[str, ...]
    short: tuple[str, ...] = ()

    @property
    def brief(self) -> tuple[str, ...]:
        """The steps for whoever reads a mail."""
        return self.short or self.steps

    def then(self, day: date | None, step: str) -> Resolution:
        """This resolution moved to *day* by one more step."""
        short = (*self.short, step) if self.short else ()
        return replace(self, day=day, steps=(*self.steps, step), short=short)


def resolve(rule: Rule, setting: Setting) -> Resolution:
    """Work out *rule*; raises NoSuchDayError with the month's true count when there is no such day."""
    if isinstance(rule, Place):
        return placed(rule, setting.month, setting.first_month, setting.if_not_working, setting.calendar)
    return _worked_out(rule, setting)


@lru_cache(maxsize=8192)
def placed(rule: Place, month: Month, first_month: int, if_not_working: Roll, calendar: WorkCalendar) -> Resolution:
    """As `resolve`, of what such a rule asks for: the same few stand at most activities of most frameworks."""
    setting = Setting(month=month, calendar=calendar, first_month=first_month, if_not_working=if_not_working)
    return _worked_out(rule, setting)


def _worked_out(rule: Rule, setting: Setting) -> Resolution:
    bank_holidays(setting.calendar.nation, setting.month.year)  # refuses a year they are not known for
    found = _resolve(rule, setting)
    if found.day is not None and is_projected(found.day):
        return found.then(found.day, f"projected: bank holidays for {found.day.year} are not published yet")
    return found


def _resolve(rule: Rule, setting: Setting) -> Resolution:
    if isinstance(rule, Spread):
        return _spread(setting)
    if isinstance(rule, NoDay):
        return Resolution(None, ())
    try:
        return adjust(_unadjusted(rule, setting), rule.roll or setting.if_not_working, setting.calendar)
    except _NoNthError as none:
        if rule.roll is not Roll.LAST:
            raise
        last = _last_working_day(*none.months, setting.calendar)
        step = f"{none.count}; the rule says or last working day, which is {spoken_with_year(last)}"
        return Resolution(last, (step,))


class _NoNthError(NoSuchDayError):
    """There is no nth of those from the first to the last of *months*; *count* says how many there are."""

    def __init__(self, count: str, months: tuple[Month, Month]) -> None:
        self.count, self.months = count, months
        super().__init__(f"{count} (write ', or last working day' to take that instead)")


def _unadjusted(rule: Place | Offset, setting: Setting) -> Resolution:
    match rule:
        case Place(point):
            return _nominal(point, setting)
        case Offset(count, Unit.WORKING_DAY, anchor):
            return _count_working_days(count, anchor, setting)
        case Offset(count, unit, anchor):
            return _count_days(count, unit, anchor, setting)


def adjust(found: Resolution, roll: Roll, calendar: WorkCalendar) -> Resolution:
    """Move a day that is not worked as *roll* says; a working day stays."""
    assert found.day is not None
    reason = calendar.why_not(found.day)
    if reason is None:
        return found
    day, month = found.day, Month.of(found.day)
    not_worked = f"{spoken(day)} is not a working day ({reason})"
    match roll:
        case Roll.NO_ADJUST:
            return found.then(day, f"{not_worked}; the rule says exactly, so it stays")
        case Roll.SKIP:
            return found.then(None, f"{not_worked}; the rule says skip")
        case Roll.LAST:
            last = _last_working_day(month, month, calendar)
            return found.then(last, f"{not_worked}; the last working day of {month} is {spoken(last)}")
        case Roll.FOLLOWING:
            return _rolled(found, not_worked, "next", calendar.after(day))
        case Roll.PRECEDING:
            return _rolled(found, not_worked, "previous", calendar.before(day))
        case Roll.MODIFIED_FOLLOWING:
            return _kept_in_month(found, not_worked, "next", calendar)
        case Roll.MODIFIED_PRECEDING:
            return _kept_in_month(found, not_worked, "previous", calendar)


def _kept_in_month(found: Resolution, not_worked: str, wanted: str, calendar: WorkCalendar) -> Resolution:
    assert found.day is not None
    nominal, month = found.day, Month.of(found.day)
    days = _working_days(month, month, calendar)
    sides = {
        "next": [day for day in days if day > nominal][:1],
        "previous": [day for day in days if day < nominal][-1:],
    }
    side, none = wanted, ""
    if not sides[wanted]:
        side, where = ("previous", "after") if wanted == "next" else ("next", "before")
        none = f"none {where} it in the month; "
    [day] = sides[side]
    return found.then(day, f"{not_worked}; {none}the {side} working day in the same month is {spoken(day)}")


def _rolled(found: Resolution, not_worked: str, name: str, day: date) -> Resolution:
    assert found.day is not None
    crossed = "" if day in Month.of(found.day) else f", in {Month.of(day)}"
    return found.then(day, f"{not_worked}; the {name} working day is {spoken(day)}{crossed}")


def _last_working_day(first: Month, last: Month, calendar: WorkCalendar) -> date:
    return _working_days(first, last, calendar)[-1]


def _working_days(first: Month, last: Month, calendar: WorkCalendar) -> tuple[date, ...]:
    days = calendar.working_days(first, last)
    if not days:
        raise NoSuchDayError(f"{_span(first, last)} has no working day at all")
    return days


def _nominal(point: Point, setting: Setting) -> Resolution:
    month = setting.month
    match point:
        case NthWorkingDay():
            return _nth_working_day(point, setting)
        case NthWeekday():
            return _nth_weekday(point, month)
        case DayOfMonth(day) if day > month.last.day:
            short = f"{month} has no day {day}: its last day is {spoken(month.last)}"
            return Resolution(month.last, (short,))
        case DayOfMonth(day):
            found = month.first + (day - 1) * DAY
            return Resolution(found, (f"day {day} of {month} is {spoken(found)}",))
        case LastDay():
            return Resolution(month.last, (f"the last day of {month} is {spoken(month.last)}",))
        case FixedDate(day):
            return Resolution(day, (f"the rule names {spoken_with_year(day)}",))


def _nth_working_day(point: NthWorkingDay, setting: Setting) -> Resolution:
    first, last = point.period.around(setting.month, setting.first_month)
    days = _working_days(first, last, setting.calendar)
    if not 1 <= abs(point.n) <= len(days):
        count = f"{_span(first, last)} has no {ordinal(point.n)} working day: it has {len(days)}"
        raise _NoNthError(count, (first, last))
    day = days[point.n - 1 if point.n > 0 else point.n]
    begin = first.first if point.n > 0 else last.last
    title = f"{ordinal(point.n)} working day of {_span(first, last)}"
    step = f"{title} ({setting.calendar.nation}): {walk(begin, day, setting.calendar)}"
    return Resolution(day, (step,), in_short(title, begin, day, setting.calendar))


def _nth_weekday(point: NthWeekday, month: Month) -> Resolution:
    name = f"{ordinal(point.n)} {WEEKDAYS[point.weekday]}"
    day = day_of(point, month)
    if day is None:
        count = len(_weekdays(point.weekday, month))
        raise _NoNthError(f"{month} has no {name}: it has {count}", (month, month))
    return Resolution(day, (f"the {name} of {month} is {spoken(day)}",))


def day_of(point: NthWeekday, month: Month) -> date | None:
    """The day that *point* is in *month*; None where there are not so many."""
    days = _weekdays(point.weekday, month)
    return days[point.n - 1 if point.n > 0 else point.n] if 1 <= abs(point.n) <= len(days) else None


def _weekdays(weekday: int, month: Month) -> list[date]:
    first = month.first + ((weekday - month.first.weekday()) % 7) * DAY
    return [day for week in range(5) if (day := first + 7 * week * DAY) in month]


def _anchor(anchor: Anchor, setting: Setting) -> tuple[date, tuple[str, ...]]:
    match anchor:
        case Named.START | Named.DUE:
            day = setting.start if anchor is Named.START else setting.due
            if day is None:
                raise NoSuchDayError(f"the rule counts from {anchor}, and no {anchor} date is given")
            return day, (f"counting from {anchor}, {spoken_with_year(day)}",)
        case StartOf(title):
            day = setting.start_of(title)
            return day, (f"counting from '{title}', {spoken_with_year(day)}",)
        case _:
            found = _nominal(anchor, setting)
            assert found.day is not None
            return found.day, found.steps


def _count_working_days(count: int, anchor: Anchor, setting: Setting) -> Resolution:
    # Libraries differ on a day 0 that is not worked; here day 1 is the first working day strictly past the anchor.
    start, steps = _anchor(anchor, setting)
    calendar, side = setting.calendar, 1 if count > 0 else -1
    day = start
    for _ in range(abs(count)):
        day = calendar.after(day) if count > 0 else calendar.before(day)
    where = f"{_plural(abs(count), 'working day')} {'after' if count > 0 else 'before'} {spoken(start)}"
    step = f"{where}: {walk(start + side * DAY, day, calendar)}"
    short = in_short(where, start + side * DAY, day, calendar)
    # That it counts from that day is said in so many words.
    before = () if isinstance(anchor, Named) else steps
    return Resolution(day, (*steps, step), (*before, *short) if short else ())


def _count_days(count: int, unit: Unit, anchor: Anchor, setting: Setting) -> Resolution:
    start, steps = _anchor(anchor, setting)
    try:
        day = start + _length(count, unit)
    except (OverflowError, ValueError):
        raise NoSuchDayError(f"{_plural(abs(count), unit)} from {spoken_with_year(start)} is no date") from None
    where = f"{_plural(abs(count), unit)} {'after' if count > 0 else 'before'} {spoken(start)}"
    return Resolution(day, (*steps, f"{where} is {spoken_with_year(day)}"))


def _length(count: int, unit: Unit) -> relativedelta:
    from dateutil.relativedelta import relativedelta  # few frameworks count so

    # Months end on the same day of the month, or on its last.
    match unit:
        case Unit.MONTH:
            return relativedelta(months=count)
        case Unit.WEEK:
            return relativedelta(weeks=count)
        case _:
            return relativedelta(days=count)


def _spread(setting: Setting) -> Resolution:
    index, share = setting.share
    days = _working_days(setting.month, setting.month, setting.calendar)
    position = (index - 1) * len(days) // share
    step = (
        f"spread over the {len(days)} working days of {setting.month}, {index} of {share}: "
        f"the {ordinal(position + 1)} working day is {spoken(days[position])}"
    )
    return Resolution(days[position], (step,))


def last_day_of(start: date, working_days: int, calendar: WorkCalendar) -> date:
    """The last day of work that takes so many working days, the first working day from *start* on included."""
    day = calendar.following(start)
    for _ in range(working_days - 1):
        day = calendar.after(day)
    return day


def ordinal(n: int) -> str:
    """`first`, `3rd`, `22nd`, `last`, `2nd last`."""
    if n < 0:
        return "last" if n == -1 else f"{ordinal(-n)} last"
    if n == 1:
        return "first"
    plain = n % 100 in (11, 12, 13) or n % 10 >= len(SUFFIXES)
    return f"{n}{SUFFIXES[0 if plain else n % 10]}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _span(first: Month, last: Month) -> str:
    return str(first) if first == last else f"{MONTHS[first.month - 1]} {first.year} to {last}"
