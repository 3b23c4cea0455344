"""What a line of the peers' events file holds, for the type checker."""

from __future__ import annotations

from typing import TypedDict


class Said(TypedDict):
    """An event in words. *start* and *end* are days (ISO 8601), *end* the day after; *alarm* is a day before, or not.

    *feeds* are the names of the feeds that hold it, without `.ics`.
    """

    uid: str
    start: str
    end: str
    summary: str
    description: str
    categories: list[str]
    sequence: int
    alarm: bool
    feeds: list[str]


class Service(TypedDict):
    """A service: its *calendars*' names by feed, its *events* in order, and the *stamp* of all (UTC, ISO 8601)."""

    id: str
    stamp: str
    calendars: dict[str, str]
    events: list[Said]
