"""Events to iCalendar feeds (RFC 5545 and 7986): one for each person, and the team's.

events ──┐                          ┌─▶ kelda-claire.ics   the events that name her feed
revised ─┼─▶ each event's VEVENT ───┼─▶ …
people ──┘   written once           └─▶ team.ics           every event that is not a note
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from qa_calendar.model import TEAM, Event, EventKind, FeedOptions, Method, Person, ended_slug
from qa_calendar.planning.revisions import Revised, Revision
from qa_calendar.rendering.contentlines import printable, text_line
from qa_calendar.rendering.properties import ALARM, PROPERTIES, compact

PRODID = "-//qa-calendar//QA framework//EN"
"""Who wrote the feed; constant, as a new one would make every feed new."""

FLOOR = "X-QA-CALENDAR-FLOOR"
"""What the team's feed says of SEQUENCE, for a build that has lost its database."""

# Outlook asks BUSYSTATUS first, the others TRANSP.
_FREE = b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"
_BUSY = b"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\n"

# Two rules without an end: Outlook misreads a zone that lists its changes one by one.
_LONDON = b"""\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19700329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")


def render_feeds(
    events: Sequence[Event],
    revised: Revised,
    people: Sequence[Person],
    options: FeedOptions,
    years: str,
) -> dict[str, bytes]:
    """Every feed by its file name: each person's in the given order, those that have ended, then the team's.

    The team's keeps the floor. One that a note says has ended holds that note and nothing else. Raises ValueError for a
    feed without events, which clients would not empty: give the notes of `with_notes`.
    """
    ended = tuple(filter(None, (ended_slug(event.uid) for event in events)))
    held, timed = _held(events, revised.revisions, frozenset(ended))
    names = {person.slug: calendar_name(person, years) for person in people}
    # Whoever was taken out of staff is not named any more.
    names |= dict.fromkeys(ended, "QA - calendar ended") | {TEAM: team_calendar_name(options, years)}
    for slug in names:
        if slug not in held:
            raise ValueError(f"nothing to put in the feed '{slug}', and a feed is never empty")
    return {
        f"{slug}.ics": render_feed(name, held[slug], options, slug in timed, revised.floor if slug == TEAM else 0)
        for slug, name in names.items()
    }


def calendar_name(person: Person, years: str) -> str:
    """What the calendar of *person* is called in whatever shows it."""
    return f"QA - {person.name} {years}"


def team_calendar_name(options: FeedOptions, years: str) -> str:
    """What the team's is called."""
    return f"{options.team_name} {years}"


def render_feed(name: str, lines: Iterable[bytes], options: FeedOptions, timed: bool, floor: int = 0) -> bytes:
    """The calendar called *name* around *lines*, events in their order; *timed* says whether one has a time of day.

    A *floor* above 0 tells a build that has lost its database where the SEQUENCE of an event no feed shows may begin.
    """
    title = printable(name)
    head = [
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\n".encode(),
        b"METHOD:PUBLISH\r\n" if options.method is Method.PUBLISH else b"",
        text_line("NAME", title),
        text_line("X-WR-CALNAME", title),
        b"X-PUBLISHED-TTL:PT6H\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n",
        f"{FLOOR}:{floor}\r\n".encode() if floor else b"",
        _LONDON if timed else b"",
    ]
    return b"".join((*head, *lines, b"END:VCALENDAR\r\n"))


def event_lines(event: Event, revision: Revision, *, busy: bool = False) -> bytes:
    """The VEVENT of *event*, the same bytes in every feed that holds it; *busy* changes those of a timed one only.

    Its texts are written as they are: make events with `printable` text, so that their digest, and with it DTSTAMP,
    changes when what people see changes and at no other time.
    """
    stamp = _instant(revision.stamp)
    head = f"DTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\nSEQUENCE:{revision.sequence}\r\n".encode()
    said = [one.write(event) for one in PROPERTIES]
    shown = _BUSY if busy and event.at is not None else _FREE
    return b"".join(
        (b"BEGIN:VEVENT\r\n", text_line("UID", event.uid), head, *said, shown, ALARM.write(event), b"END:VEVENT\r\n")
    )


def _held(
    events: Sequence[Event], revisions: Mapping[str, Revision], ended: frozenset[str]
) -> tuple[dict[str, list[bytes]], set[str]]:
    """What each feed holds, in order, and which feeds hold a timed event."""
    held: defaultdict[str, list[bytes]] = defaultdict(list)
    timed: set[str] = set()
    for event in sorted(events, key=lambda event: (event.start, event.uid)):
        revision = revisions[event.uid]
        slugs = set(event.feeds) if event.kind is EventKind.NOTE else {*event.feeds, *event.shared, TEAM} - ended
        free = busy = event_lines(event, revision)
        if event.at is not None:
            busy = event_lines(event, revision, busy=True)
            timed |= slugs
        for slug in slugs:
            held[slug].append(free if slug == TEAM else busy)
    return held, timed


@lru_cache(maxsize=1024)
def _instant(stamp: datetime) -> str:
    return compact(stamp.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")) + "Z"
