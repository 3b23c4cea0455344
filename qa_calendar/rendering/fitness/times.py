"""When an event is: days, times, their ends, and whose time it is (RFC 5545, 3.3.4, 3.3.5 and 3.8.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from qa_calendar.rendering.fitness.components import Component
from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Finding, Rule, shown
from qa_calendar.rendering.fitness.lines import Line

DATES = Rule(
    "dates",
    MUST,
    "every date is one, in a form of RFC 5545, and between 1601 and 4500",
    why="Outlook refuses the event, or the feed; it knows no day before 1601 nor after August 4500",
    cure="write 20200401, 20200401T090000 with TZID, or 20200401T080000Z",
)
VALUE = Rule(
    "date-value",
    MUST,
    "a day says VALUE=DATE, a time does not",
    why="a day without VALUE=DATE is read as a time, and fails or becomes midnight",
    cure="write DTSTART;VALUE=DATE:20200401",
)
END = Rule(
    "end",
    MUST,
    "an event ends after it starts: DTEND or DURATION, not both, DTEND of the same kind as DTSTART",
    why="the end of an all-day event is the day after its last one; Outlook drops the last day, or the event",
    cure="write the last day + 1 as DTEND of an all-day event; leave DTEND out where a timed one has no length",
)
NO_END = Rule(
    "all-day-end",
    SHOULD,
    "an all-day event says its end",
    why="without it some clients show no day at all",
    cure="write DTEND;VALUE=DATE with the last day + 1",
)
FLOATING = Rule(
    "floating",
    MUST,
    "a time says which place's time it is",
    why="Outlook on the web takes a time without a zone for UTC, which is an hour wrong all summer",
    cure="write TZID=Europe/London with its VTIMEZONE, or UTC with Z",
)
ZONED = Rule(
    "zone-twice",
    MUST,
    "no TZID on a UTC time or on a day",
    why="it says two things; clients differ in which they believe",
    cure="leave out the TZID, or the Z",
)
RULES = (DATES, VALUE, END, NO_END, FLOATING, ZONED)

POINTS = ("DTSTART", "DTEND", "RECURRENCE-ID", "DTSTAMP", "LAST-MODIFIED", "CREATED", "EXDATE", "RDATE")
_LOCAL = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_LISTS = ("EXDATE", "RDATE")
_FORM = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
_OUTLOOK = date(1601, 1, 1), date(4500, 8, 31)


@dataclass(frozen=True, slots=True)
class When:
    """A day, or a time on the clock of a *zone*; None for no zone, `UTC` where it says Z."""

    day: date
    at: time | None = None
    zone: str | None = None


def read_when(text: str, zone: str | None = None) -> When | None:
    """*text* as a DATE or a DATE-TIME; None when it is no such thing."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()[:3]))
        if found[4] is None:
            return When(day)
        # The 60th second is a leap second.
        at = time(int(found[4]), int(found[5]), min(int(found[6]), 59) if int(found[6]) <= 60 else 60)
    except ValueError:
        return None
    return When(day, at, "UTC" if found[7] else zone)


def day_of(event: Component) -> str:
    """The day on which *event* starts as it is written, to sort by."""
    return event.value("DTSTART")[:8]


def of_times(event: Component) -> Iterator[Finding]:
    """What is wrong with when *event* is."""
    for line in event.lines:
        if line.name in POINTS:
            for text in line.value.split(",") if line.name in _LISTS else (line.value,):
                yield from _point(event, line, text)
    start, end = event.first("DTSTART"), event.first("DTEND")
    if start is not None:
        yield from _span(event, start, end)


def _point(event: Component, line: Line, text: str) -> Iterator[Finding]:
    place = f"{line.place}, UID {shown(event.value('UID'), 60)}"
    kind = (line.parameter("VALUE") or "DATE-TIME").upper()
    if kind == "PERIOD":
        return
    when = read_when(text)
    if when is None:
        yield DATES.broken(place, f"{line.name} is '{shown(text, 30)}', which is no date")
        return
    if not _OUTLOOK[0] <= when.day <= _OUTLOOK[1]:
        yield DATES.broken(place, f"{line.name} is in the year {when.day.year}")
    if (when.at is None) != (kind == "DATE"):
        yield VALUE.broken(place, f"{line.name} is '{shown(text, 30)}' but a value of the kind {shown(kind, 20)}")
    if line.parameter("TZID") is not None and (when.zone or when.at is None):
        yield ZONED.broken(place, f"{line.name} is '{shown(text, 30)}' and has a TZID too")
    if line.name in _LOCAL and when.at and not when.zone and not line.parameter("TZID"):
        yield FLOATING.broken(place, f"{line.name} is '{shown(text, 30)}' without a zone")


def _span(event: Component, start: Line, end: Line | None) -> Iterator[Finding]:
    begins = read_when(start.value, start.parameter("TZID"))
    if end is None:
        if begins and begins.at is None and event.first("DURATION") is None:
            yield NO_END.broken(event.place, "it is an all-day event without DTEND")
        return
    if event.first("DURATION") is not None:
        yield END.broken(event.place, "it has DTEND and DURATION")
    ends = read_when(end.value, end.parameter("TZID"))
    if begins is None or ends is None:
        return
    if (begins.at is None) != (ends.at is None):
        yield END.broken(event.place, "one of DTSTART and DTEND is a day, the other a time")
    elif _not_later(begins, ends):
        yield END.broken(event.place, f"it starts on {shown(start.value, 20)} and ends on {shown(end.value, 20)}")


def _not_later(begins: When, ends: When) -> bool:
    if begins.at is None or ends.at is None:
        return ends.day <= begins.day
    if begins.zone == ends.zone:
        return (ends.day, ends.at) <= (begins.day, begins.at)
    # Clocks differ by a day at most.
    return ends.day < begins.day and begins.day - ends.day > timedelta(days=1)
