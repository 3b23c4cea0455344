"""A count of working days in words: the days it takes, and why some of them do not count."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from qa_calendar.dates.months import DAY, MONTHS, Month, listed, spoken, spoken_with_year
from qa_calendar.dates.workdays import NOT_IN_WEEK, WEEKEND, WorkCalendar

_LONGEST_WALK = 45


def walk(start: date, end: date, calendar: WorkCalendar) -> str:
    """The days from *start* to *end* as a person would count them, with the reason for each that does not count."""
    step = 1 if end >= start else -1
    days = [start + n * step * DAY for n in range(abs((end - start).days))]
    if len(days) > _LONGEST_WALK:
        passed = listed(["weekends", *_days_off(days, calendar)])
        return f"counted from {spoken_with_year(start)}, passing over {passed}, to {spoken_with_year(end)}"
    pieces: list[str] = []
    month: Month | None = None
    counting = True
    for reason, run in groupby(days, calendar.why_not):
        group = list(run)
        if reason is None:
            for day in group:
                pieces.append(_short(day, month))
                month = Month.of(day)
        else:
            pieces.append(f"{'not ' if counting else ''}{_range(group, month)} ({reason})")
            month = Month.of(max(group))  # a range is read from its earlier day on, also in a count that goes back
        counting = reason is None
    return f"{', '.join(pieces)}, then {spoken(end)}" if pieces else spoken(end)


_LONGEST_IN_SHORT = 5


def in_short(what: str, start: date, end: date, calendar: WorkCalendar) -> tuple[str, ...]:
    """*what* was counted, and the days off that no week has; nothing where it is told day by day soon enough."""
    step = 1 if end >= start else -1
    days = [start + n * step * DAY for n in range(abs((end - start).days))]
    if len(days) <= _LONGEST_IN_SHORT:
        return ()
    off: dict[str, list[date]] = {}
    for run in _runs_off(days, calendar):
        is_holiday = run[0] not in calendar.closed
        off.setdefault("" if is_holiday else str(calendar.why_not(run[0])), []).extend(run)
    return ("; ".join([what, *(_off(reason, sorted(some)) for reason, some in off.items())]),)


def _off(reason: str, days: list[date]) -> str:
    """That *days* are off for a *reason*; bank holidays are where there is none."""
    is_one, by_month = len(days) == 1, groupby(days, Month.of)
    when = listed([f"{listed(_runs([day.day for day in some]))} {MONTHS[month.month - 1]}" for month, some in by_month])
    if reason:
        return f"{when} {'is' if is_one else 'are'} not worked ({reason})"
    return f"{when} {'is a bank holiday' if is_one else 'are bank holidays'}"


def _runs(numbers: list[int]) -> list[str]:
    """`25–26`, `28`: numbers in order, those that follow each other together."""
    runs = [list(run) for _, run in groupby(enumerate(numbers), lambda found: found[1] - found[0])]
    return [f"{run[0][1]}–{run[-1][1]}" if len(run) > 1 else str(run[0][1]) for run in runs]


def _runs_off(days: list[date], calendar: WorkCalendar) -> list[list[date]]:
    runs = [(reason, list(run)) for reason, run in groupby(days, calendar.why_not)]
    return [run for reason, run in runs if reason not in (None, WEEKEND, NOT_IN_WEEK)]


def _days_off(days: list[date], calendar: WorkCalendar) -> list[str]:
    return [f"{_range(run, None)} ({calendar.why_not(run[0])})" for run in _runs_off(days, calendar)]


def _short(day: date, month: Month | None) -> str:
    return str(day.day) if month is not None and day in month else f"{day.day} {MONTHS[day.month - 1]}"


def _range(days: list[date], month: Month | None) -> str:
    first, last = min(days), max(days)
    if first == last:
        return _short(first, month)
    if Month.of(first) == Month.of(last):
        return f"{first.day}–{_short(last, month)}"
    return f"{_short(first, None)} – {_short(last, None)}"
