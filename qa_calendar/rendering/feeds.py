"""Events to iCalendar feeds (RFC 5545 and 7986): one for each person, and the team's.

events ──┐                          ┌─▶ kelda-claire.ics   the events that name her feed
revised ─┼─▶ each event's VEVENT ───┼─▶ …
people ──┘   written once           └─▶ team.ics           every event that is not a note
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from qa_calendar.model import NOTE, TEAM, Event, FeedOptions, Method, Person
from qa_calendar.planning.revisions import Revised, Revision
from qa_calendar.rendering.contentlines import escape, fold, printable, text_line

PRODID = "-//qa-calendar//QA framework//EN"
"""Who wrote the feed; constant, as a new one would make every feed new."""

FLOOR, DUE = "X-QA-CALENDAR-FLOOR", "X-QA-CALENDAR-DUE"
DONE, DONE_BY = "X-QA-CALENDAR-DONE", "X-QA-CALENDAR-DONE-BY"
TITLE, WORKER = "X-QA-CALENDAR-TITLE", "X-QA-CALENDAR-WORKER"
"""What feeds say that only a build reads, after its database was lost: all it has to remember of an event."""

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

_DAY = timedelta(days=1)


def render_feeds(
    events: Sequence[Event],
    revised: Revised,
    people: Sequence[Person],
    options: FeedOptions,
    years: str,
) -> dict[str, bytes]:
    """Every feed by its file name: each person's in the given order, then the team's, which keeps the floor.

    Raises ValueError for a feed without events, which clients would not empty: give `nothing_planned` notes.
    """
    held, timed = _held(events, revised.revisions)
    names = {person.slug: f"QA - {person.name} {years}" for person in people} | {TEAM: f"{options.team_name} {years}"}
    for slug in names:
        if slug not in held:
            raise ValueError(f"nothing to put in the feed '{slug}', and a feed is never empty")
    return {
        f"{slug}.ics": render_feed(name, held[slug], options, slug in timed, revised.floor if slug == TEAM else 0)
        for slug, name in names.items()
    }


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
    when = f"DTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\nSEQUENCE:{revision.sequence}\r\n{_span(event)}"
    summary = text_line("SUMMARY", event.summary)
    parts = [b"BEGIN:VEVENT\r\n", text_line("UID", event.uid), when.encode(), summary]
    if event.description:
        parts.append(text_line("DESCRIPTION", event.description))
    if event.categories:
        parts.append(_categories(event.categories))
    if event.title:
        parts += _to_remember(event)
    parts.append(_BUSY if busy and event.at is not None else _FREE)
    if event.alarm is not None:
        parts.append(_alarm(event.alarm, event.summary))
    parts.append(b"END:VEVENT\r\n")
    return b"".join(parts)


def _to_remember(event: Event) -> Iterator[bytes]:
    # A property nobody knows has no type (RFC 7265, 5.1), unless it says so itself.
    yield text_line(f"{TITLE};VALUE=TEXT", event.title)
    yield from (text_line(f"{WORKER};VALUE=TEXT", str(assignment)) for assignment in event.people)
    if event.due is not None:
        yield f"{DUE};VALUE=DATE:{_compact(event.due.isoformat())}\r\n".encode()
    if event.done is not None:
        yield f"{DONE};VALUE=DATE:{_compact(event.done.isoformat())}\r\n".encode()
        yield from (text_line(f"{DONE_BY};VALUE=TEXT", name) for name in event.done_by)


def nothing_planned(person: Person, calendar_id: str, day: date) -> Event:
    """The note for somebody without work, on the *day* that became so."""
    return _note(person.slug, calendar_id, day, "No QA work planned for you")


def nothing_planned_for_team(calendar_id: str, day: date) -> Event:
    """The note for a team without work; the only kind of note that is in the team's feed."""
    return _note(TEAM, calendar_id, day, "No QA work planned for the team")


def _note(slug: str, calendar_id: str, day: date, summary: str) -> Event:
    return Event(
        uid=f"{NOTE}{slug}@{calendar_id}",
        start=day,
        end=day,
        summary=summary,
        description="This calendar works: when QA work is planned, it will appear here by itself.",
        feeds=(slug,),
        note=True,
    )


def _held(events: Sequence[Event], revisions: Mapping[str, Revision]) -> tuple[dict[str, list[bytes]], set[str]]:
    """What each feed holds, in order, and which feeds hold a timed event."""
    held: defaultdict[str, list[bytes]] = defaultdict(list)
    timed: set[str] = set()
    for event in sorted(events, key=lambda event: (event.start, event.uid)):
        revision = revisions[event.uid]
        slugs = set(event.feeds) if event.note else {*event.feeds, TEAM}
        free = busy = event_lines(event, revision)
        if event.at is not None:
            busy = event_lines(event, revision, busy=True)
            timed |= slugs
        for slug in slugs:
            held[slug].append(free if slug == TEAM else busy)
    return held, timed


def _span(event: Event) -> str:
    if event.at is None:
        first, after = _compact(event.start.isoformat()), _compact((event.end + _DAY).isoformat())
        return f"DTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{after}\r\n"
    # Time on the wall, without a zone: TZID says which wall it is.
    start = datetime.combine(event.start, event.at)
    end = start + timedelta(minutes=event.minutes)
    lines = f"DTSTART;TZID=Europe/London:{_compact(start.isoformat(timespec='seconds'))}\r\n"
    if end == start:  # DTEND must be later (3.8.2.2); left out, the event ends when it starts
        return lines
    return f"{lines}DTEND;TZID=Europe/London:{_compact(end.isoformat(timespec='seconds'))}\r\n"


def _compact(iso: str) -> str:
    return iso.replace("-", "").replace(":", "")


@lru_cache(maxsize=1024)
def _instant(stamp: datetime) -> str:
    return _compact(stamp.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")) + "Z"


@lru_cache(maxsize=1024)
def _categories(categories: tuple[str, ...]) -> bytes:
    return fold("CATEGORIES:" + ",".join(map(escape, categories)))


def _alarm(minutes: int, summary: str) -> bytes:
    trigger = f"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:{_before(minutes)}\r\n".encode()
    return trigger + text_line("DESCRIPTION", summary) + b"END:VALARM\r\n"


def _before(minutes: int) -> str:
    """How long before, as a DURATION (RFC 5545, 3.3.6): days where it is whole days."""
    days, rest = divmod(abs(minutes), 24 * 60)
    return f"{'-' if minutes > 0 else ''}{f'PT{abs(minutes)}M' if rest else f'P{days}D'}"
