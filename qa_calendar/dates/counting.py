"""A count of working days in words: the days it takes, and why some of them do not count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby

from qa_calendar.dates.months import DAY, MONTHS, WEEKDAYS, Month, listed, spoken, spoken_with_year
from qa_calendar.dates.workdays import WorkCalendar

_LONGEST_WALK = 45
_LONGEST_IN_SHORT = 5
_SATURDAY_AND_SUNDAY = [5, 6]

_Name = Callable[[Month], str]


def walk(start: date, end: date, calendar: WorkCalendar) -> str:
    """The days from *start* to *end* as a person would count them, with the reason for each that does not count."""
    days = _counted(start, end)
    if len(days) > _LONGEST_WALK:
        return f"counted from {spoken_with_year(start)}{_passing_over(days, calendar)} to {spoken_with_year(end)}"
    return f"{', '.join(_day_by_day(days, calendar))}, then {spoken(end)}" if days else spoken(end)


def in_short(what: str, start: date, end: date, calendar: WorkCalendar) -> tuple[str, ...]:
    """*what* was counted, and the days off or open that no week has; nothing where day by day is short enough."""
    days = _counted(start, end)
    if len(days) <= _LONGEST_IN_SHORT:
        return ()
    name = _naming(days)
    off: dict[str | None, list[date]] = {}  # by the reason for a closure, None for a bank holiday
    for day in days:
        if _why_this_day(day, calendar) is not None:
            off.setdefault(calendar.closed.get(day), []).append(day)
    said = [_off(reason, some, name) for reason, some in off.items()]
    if opened := [day for day in (*days, end) if calendar.is_worked_after_all(day)]:
        said.append(f"{_when(opened, name)} {_are(opened)} worked")
    return ("; ".join([what, *said]),)


def _counted(start: date, end: date) -> list[date]:
    """The days from *start* on, forwards or backwards, up to *end* but without it."""
    step = DAY if end >= start else -DAY
    return [start + n * step for n in range(abs((end - start).days))]


def _day_by_day(days: list[date], calendar: WorkCalendar) -> list[str]:
    pieces: list[str] = []
    said: Month | None = None
    counting = True
    for reason, run in groupby(days, calendar.why_not):
        group = list(run)
        if reason is None:
            for day in group:
                pieces.append(_short(day, said))
                said = Month.of(day)
        else:
            pieces.append(f"{'not ' if counting else ''}{_range(group, said)} ({reason})")
            said = Month.of(max(group))  # a range is read from its earlier day on, also in a count that goes back
        counting = reason is None
    return pieces


def _passing_over(days: list[date], calendar: WorkCalendar) -> str:
    """Which of *days* do not count: the weekdays the week leaves out, but for those opened, and days by their date."""
    name = _naming(days)
    weekdays = sorted({day.weekday() for day in days if calendar.is_off_by_week(day)})
    runs = groupby(days, lambda day: _why_this_day(day, calendar))
    dated = [f"{_range(list(run), None, name)} ({reason})" for reason, run in runs if reason is not None]
    opened = [day for day in days if day.weekday() in weekdays and calendar.is_working(day)]
    but = f", but not {_when(opened, name)}" if opened else ""
    passed = listed([*_weekdays(weekdays), *dated])
    return f", passing over {passed}{but}," if passed else ""


def _why_this_day(day: date, calendar: WorkCalendar) -> str | None:
    """The bank holiday or closure *day* is not worked for; None also where the office's week leaves it out."""
    return None if calendar.is_off_by_week(day) else calendar.why_not(day)


def _weekdays(numbers: list[int]) -> list[str]:
    return ["weekends"] if numbers == _SATURDAY_AND_SUNDAY else [f"{WEEKDAYS[number]}s" for number in numbers]


def _off(reason: str | None, days: list[date], name: _Name) -> str:
    """That *days* are off for a *reason*; bank holidays are where there is none."""
    if reason is not None:
        return f"{_when(days, name)} {_are(days)} not worked ({reason})"
    return f"{_when(days, name)} {'is a bank holiday' if len(days) == 1 else 'are bank holidays'}"


def _are(days: list[date]) -> str:
    return "is" if len(days) == 1 else "are"


def _when(days: list[date], name: _Name) -> str:
    """`25–26 and 28 December and 1 January`, in the order of the calendar."""
    months = groupby(sorted(days), Month.of)
    return listed([f"{listed(_runs([day.day for day in some]))} {name(month)}" for month, some in months])


def _runs(numbers: list[int]) -> list[str]:
    """`25–26`, `28`: numbers in order, those that follow each other together."""
    runs = [list(run) for _, run in groupby(enumerate(numbers), lambda found: found[1] - found[0])]
    return [f"{run[0][1]}–{run[-1][1]}" if len(run) > 1 else str(run[0][1]) for run in runs]


def _name(month: Month) -> str:
    return MONTHS[month.month - 1]


def _naming(days: list[date]) -> _Name:
    """How the months of *days* are said: with the year where a name alone would be that of two of them."""
    return str if Month.of(max(days)) >= Month.of(min(days)).plus(12) else _name


def _short(day: date, said: Month | None, name: _Name = _name) -> str:
    """*day* without its month where that is the one *said* last."""
    return str(day.day) if said is not None and day in said else f"{day.day} {name(Month.of(day))}"


def _range(days: list[date], said: Month | None, name: _Name = _name) -> str:
    first, last = min(days), max(days)
    if first == last:
        return _short(first, said, name)
    if Month.of(first) == Month.of(last):
        return f"{first.day}–{_short(last, said, name)}"
    return f"{_short(first, None, name)} – {_short(last, None, name)}"
