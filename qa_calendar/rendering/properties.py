"""The properties of an event, one by one: how each is written into a feed, and read back when a database was lost.

A new one is a field of Event and a line of PROPERTIES. Its fingerprint needs nothing: see `Event.digest`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from qa_calendar.model import Assignment, Event
from qa_calendar.rendering.contentlines import escape, fold, text_line

DUE, DONE, DONE_BY = "X-QA-CALENDAR-DUE", "X-QA-CALENDAR-DONE", "X-QA-CALENDAR-DONE-BY"
TITLE, WORKER = "X-QA-CALENDAR-TITLE", "X-QA-CALENDAR-WORKER"
"""What feeds say that only a build reads, after its database was lost: all it has to remember of an event."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Property:
    """The *fields* of Event that stand in one property: as content lines, none for what is not there, and read back.

    *read* is given a component as icalendar parsed it. For what we do not write it may raise AttributeError, KeyError,
    TypeError or ValueError.
    """

    fields: tuple[str, ...]
    write: Callable[[Event], bytes]
    read: Callable[[Any], Mapping[str, Any]]


def read_back(vevent: Any) -> Mapping[str, Any]:
    """The fields of Event that *vevent* says, by name; raises as `Property.read` does."""
    found: dict[str, Any] = {}
    for one in (*PROPERTIES, ALARM):
        found |= one.read(vevent)
    return found


def texts(vevent: Any, name: str) -> tuple[str, ...]:
    """Every value of the property called *name*."""
    written = vevent.get(name, [])
    return tuple(map(str, written if isinstance(written, list) else [written]))


def compact(iso: str) -> str:
    """A date or time of ISO 8601 in its basic form, as iCalendar has it."""
    return iso.replace("-", "").replace(":", "")


def _span(event: Event) -> bytes:
    if event.at is None:
        first, after = compact(event.start.isoformat()), compact((event.end + _DAY).isoformat())
        return f"DTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{after}\r\n".encode()
    # Time on the wall, without a zone: TZID says which wall it is.
    start = datetime.combine(event.start, event.at)
    end = start + timedelta(minutes=event.minutes)
    lines = f"DTSTART;TZID=Europe/London:{compact(start.isoformat(timespec='seconds'))}\r\n"
    if end != start:  # DTEND must be later (3.8.2.2); left out, the event ends when it starts
        lines += f"DTEND;TZID=Europe/London:{compact(end.isoformat(timespec='seconds'))}\r\n"
    return lines.encode()


def _read_span(vevent: Any) -> Mapping[str, Any]:
    start, end = vevent.decoded("DTSTART"), vevent.decoded("DTEND", vevent.decoded("DTSTART"))
    if not isinstance(start, datetime):
        return {"start": start, "end": end - _DAY}
    minutes = int((end - start).total_seconds()) // 60
    return {"start": start.date(), "end": start.date(), "at": start.time().replace(tzinfo=None), "minutes": minutes}


def _place(event: Event) -> bytes:
    return text_line("LOCATION", event.place) if event.place else b""


def _link(event: Event) -> bytes:
    # A URI, not a text: nothing in it is escaped (RFC 5545, 3.3.13).
    return fold(f"URL:{event.link}".encode()) if event.link else b""


def _description(event: Event) -> bytes:
    return text_line("DESCRIPTION", event.description) if event.description else b""


@lru_cache(maxsize=1024)
def _category_line(categories: tuple[str, ...]) -> bytes:
    return fold(b"CATEGORIES:" + b",".join(map(escape, categories)))


def _categories(event: Event) -> bytes:
    return _category_line(event.categories) if event.categories else b""


def _read_categories(vevent: Any) -> Mapping[str, Any]:
    return {"categories": tuple(map(str, vevent["CATEGORIES"].cats))} if "CATEGORIES" in vevent else {}


# A property nobody knows has no type (RFC 7265, 5.1), unless it says so itself.


def _title(event: Event) -> bytes:
    return text_line(f"{TITLE};VALUE=TEXT", event.title) if event.title else b""


@lru_cache(maxsize=1024)
def _worker_lines(people: tuple[Assignment, ...]) -> bytes:
    return _lines(WORKER, map(str, people))


def _people(event: Event) -> bytes:
    return _worker_lines(event.people) if event.title else b""


def _read_people(vevent: Any) -> Mapping[str, Any]:
    return {"people": tuple(map(_assignment, texts(vevent, WORKER)))}


def _assignment(written: str) -> Assignment:
    covering = re.fullmatch(r"(.*) \(covering (.*)\)", written)
    return Assignment(covering[1], covering[2]) if covering else Assignment(written)


def _due(event: Event) -> bytes:
    return _day_line(DUE, event.due) if event.title and event.due is not None else b""


def _done(event: Event) -> bytes:
    if not event.title or event.done is None:
        return b""
    return _day_line(DONE, event.done) + _lines(DONE_BY, event.done_by)


def _alarm(event: Event) -> bytes:
    if event.alarm is None:
        return b""
    trigger = f"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:{_before(event.alarm)}\r\n".encode()
    return trigger + text_line("DESCRIPTION", event.summary) + b"END:VALARM\r\n"


def _before(minutes: int) -> str:
    """How long before, as a DURATION (RFC 5545, 3.3.6): days where it is whole days."""
    days, rest = divmod(abs(minutes), 24 * 60)
    return f"{'-' if minutes > 0 else ''}{f'PT{abs(minutes)}M' if rest else f'P{days}D'}"


def _read_alarm(vevent: Any) -> Mapping[str, Any]:
    for alarm in vevent.walk("VALARM"):
        return {"alarm": int(-alarm.decoded("TRIGGER").total_seconds()) // 60}
    return {}


def _day_line(name: str, day: date) -> bytes:
    return f"{name};VALUE=DATE:{compact(day.isoformat())}\r\n".encode()


def _lines(name: str, values: Iterable[str]) -> bytes:
    return b"".join(text_line(f"{name};VALUE=TEXT", value) for value in values)


def _day(vevent: Any, name: str) -> date | None:
    return date.fromisoformat(vevent[name].to_ical().decode()) if name in vevent else None


PROPERTIES = (
    Property(("start", "end", "at", "minutes"), _span, _read_span),
    Property(
        ("summary",),
        lambda event: text_line("SUMMARY", event.summary),
        lambda vevent: {"summary": str(vevent["SUMMARY"])},
    ),
    Property(("description",), _description, lambda vevent: {"description": str(vevent.get("DESCRIPTION", ""))}),
    Property(("place",), _place, lambda vevent: {"place": str(vevent.get("LOCATION", ""))}),
    Property(("link",), _link, lambda vevent: {"link": str(vevent.get("URL", ""))}),
    Property(("categories",), _categories, _read_categories),
    Property(("title",), _title, lambda vevent: {"title": str(vevent.get(TITLE, ""))}),
    Property(("people",), _people, _read_people),
    Property(("due",), _due, lambda vevent: {"due": _day(vevent, DUE)}),
    Property(
        ("done", "done_by"),
        _done,
        lambda vevent: {"done": _day(vevent, DONE), "done_by": texts(vevent, DONE_BY)},
    ),
)
"""In the order in which they are written, behind UID and what the revision says."""

ALARM = Property(("alarm",), _alarm, _read_alarm)
"""Behind all the others: it is a component of its own."""
