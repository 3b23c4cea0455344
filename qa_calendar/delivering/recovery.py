"""Revisions read back from the feeds, when the state database was lost: SEQUENCE never falls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from qa_calendar.model import NOTE, TEAM, Assignment, Event
from qa_calendar.planning.revisions import Revision
from qa_calendar.rendering.feeds import DUE, FLOOR, TITLE, WORKER


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the feeds remember: the revisions they show, and the *floor* above every SEQUENCE they no longer do."""

    revisions: Mapping[str, Revision]
    floor: int = 0


def recover(feeds: Mapping[str, bytes], calendar_id: str, slugs: Mapping[str, str] | None = None) -> Recovered:
    """The revisions of every event of ours in *feeds* (content by slug); what cannot be read is passed over.

    *slugs* are everybody's by name: an event says who does it, so that a feed that is lost as well is not missed.
    """
    held: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    floor = 0
    for slug in sorted(feeds, key=lambda slug: slug == TEAM):
        for calendar in _calendars(feeds[slug]):
            floor = max(floor, _floor(calendar))
            for event in calendar.walk("VEVENT"):
                uid = str(event.get("UID", ""))
                if uid.endswith(f"@{calendar_id}"):
                    found[uid] = event
                    held.setdefault(uid, []).append(slug)
    revisions = (_revision(uid, event, _people(held[uid], event, slugs or {})) for uid, event in found.items())
    return Recovered({revision.uid: revision for revision in revisions if revision is not None}, floor)


def _calendars(raw: bytes) -> Iterator[Any]:
    from icalendar import Calendar

    try:
        yield Calendar.from_ical(raw)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return  # whatever a parser stumbles over: somebody else has had the file


def _floor(calendar: Any) -> int:
    written = str(calendar.get(FLOOR, ""))
    return int(written) if re.fullmatch("[0-9]{1,9}", written) else 0


def _people(held: list[str], event: Any, slugs: Mapping[str, str]) -> tuple[str, ...]:
    # The team's feed holds everything, so that is no sign of who does the work; only its own note is its own.
    found = {slug for slug in held if slug != TEAM or str(event["UID"]).startswith(NOTE)}
    named = {slugs[one.worker] for one in _workers(event) or () if one.worker in slugs}
    return tuple(sorted(found | named))


def _revision(uid: str, event: Any, feeds: tuple[str, ...]) -> Revision | None:
    try:
        return _read(uid, event, feeds)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # something is missing, or is not what we write: somebody else has had the file


def _read(uid: str, event: Any, feeds: tuple[str, ...]) -> Revision:
    said = _event(uid, event, feeds)
    return Revision(
        uid=uid,
        sequence=int(event["SEQUENCE"]),
        stamp=_utc(event.decoded("DTSTAMP")),
        start=said.start,
        end=said.end,
        at=said.at,
        minutes=said.minutes,
        feeds=feeds,
        summary=said.summary,
        digest=said.digest,
        description=said.description,
        due=said.due,
        people=_workers(event),
        title=str(event[TITLE]) if TITLE in event else "" if uid.startswith(NOTE) else None,
    )


def _workers(event: Any) -> tuple[Assignment, ...] | None:
    if TITLE not in event and not str(event["UID"]).startswith(NOTE):
        return None
    written = event.get(WORKER, [])
    return tuple(_assignment(str(one)) for one in (written if isinstance(written, list) else [written]))


def _assignment(written: str) -> Assignment:
    covering = re.fullmatch(r"(.*) \(covering (.*)\)", written)
    return Assignment(covering[1], covering[2]) if covering else Assignment(written)


def _utc(stamp: datetime) -> datetime:
    if stamp.tzinfo is None:
        raise ValueError("a DTSTAMP is in UTC (RFC 5545, 3.8.7.2)")
    return stamp.astimezone(UTC)


def _event(uid: str, event: Any, feeds: tuple[str, ...]) -> Event:
    start, end = event.decoded("DTSTART"), event.decoded("DTEND", event.decoded("DTSTART"))
    timed = isinstance(start, datetime)
    return Event(
        uid=uid,
        start=start.date() if timed else start,
        end=start.date() if timed else _inclusive(end),
        at=start.time().replace(tzinfo=None) if timed else None,
        minutes=int((end - start).total_seconds()) // 60 if timed else 0,
        summary=str(event["SUMMARY"]),
        description=str(event.get("DESCRIPTION", "")),
        categories=tuple(map(str, event["CATEGORIES"].cats)) if "CATEGORIES" in event else (),
        alarm=_alarm(event),
        feeds=feeds,
        due=date.fromisoformat(event[DUE].to_ical().decode()) if DUE in event else None,
    )


def _inclusive(end: date) -> date:
    return end - timedelta(days=1)


def _alarm(event: Any) -> int | None:
    for alarm in event.walk("VALARM"):
        return int(-alarm.decoded("TRIGGER").total_seconds()) // 60
    return None
