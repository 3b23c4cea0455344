"""Events to content lines: ours beside icalendar as one would write it, the same events, in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar
from icalendar import Event as VEvent

from qa_calendar.model import Event
from qa_calendar.planning.revisions import Revision, revise
from qa_calendar.rendering.feeds import event_lines

EVENTS, ROUNDS = 5_000, 5
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


def events() -> list[Event]:
    text = (
        "Purpose: read the guidance first; then complete the form, attach evidence, and sign it off.\nWho: Chloé Łukasz"
    )
    return [
        Event(
            uid=f"2026-11-activity-{n}@qa.example.gov.uk",
            start=date(2026, 1, 1) + timedelta(n % 365),
            end=date(2026, 1, 1) + timedelta(n % 365),
            summary=f"Care Plan Quality Audit, part {n} - Kara Walne",
            description=f"{text} {n}",
            feeds=("kara-walne",),
            categories=("Quality Assurance", "Audit"),
        )
        for n in range(EVENTS)
    ]


def ours(said: list[Event], revisions: dict[str, Revision]) -> int:
    return sum(len(event_lines(event, revisions[event.uid])) for event in said)


def icalendars(said: list[Event], revisions: dict[str, Revision]) -> int:
    calendar = Calendar()
    for event in said:
        revision, component = revisions[event.uid], VEvent()
        component.add("uid", event.uid)
        component.add("dtstamp", revision.stamp)
        component.add("last-modified", revision.stamp)
        component.add("sequence", revision.sequence)
        component.add("dtstart", event.start)
        component.add("dtend", event.end + timedelta(1))
        component.add("summary", event.summary)
        component.add("description", event.description)
        component.add("categories", list(event.categories))
        component.add("transp", "TRANSPARENT")
        component.add("x-microsoft-cdo-busystatus", "FREE")
        calendar.add_component(component)
    return len(calendar.to_ical())


def main() -> None:
    said = events()
    revisions = dict(revise({}, said, NOW).revisions)
    ways: dict[str, Callable[[list[Event], dict[str, Revision]], int]] = {"ours": ours, "icalendar": icalendars}
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            way(said, revisions)
            found[name].append(time.perf_counter() - began)
    for name, times in found.items():
        print(f"{name:10} {statistics.median(times) / EVENTS * 1e6:7.1f} us an event")
    print(f"ratio      {statistics.median(found['ours']) / statistics.median(found['icalendar']):7.4f}")


main()
