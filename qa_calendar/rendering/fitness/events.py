"""What an event has to have, and what it must not have (RFC 5545, 3.6.1; [MS-OXCICAL])."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qa_calendar.rendering.fitness.components import Component
from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Finding, Rule, shown
from qa_calendar.rendering.fitness.times import read_when

UID = Rule(
    "uid",
    MUST,
    "every event has a UID: ASCII, under 200 bytes",
    why="by it a client knows the event again; without one, or with one cut off, it is doubled at every fetch",
    cure="give each event a short UID that never changes",
)
TWICE = Rule(
    "uid-twice",
    MUST,
    "a UID is there once",
    why="clients keep one of the two events, or refuse the feed",
    cure="give each event a UID of its own",
)
DATED = Rule(
    "uid-date",
    SHOULD,
    "no date in a UID",
    why="when the event moves it gets another UID, and is a new event",
    cure="make the UID from what the event is, not from when it is",
)
STAMP = Rule(
    "dtstamp",
    MUST,
    "every event has a DTSTAMP, in UTC",
    why="RFC 5545 requires it, and Outlook compares it to tell the newer of two versions",
    cure="write when the event last changed, such as DTSTAMP:20200330T081500Z; not the time of writing the file",
)
START = Rule(
    "dtstart",
    MUST,
    "every event has a DTSTART",
    why="without it there is no day to show it on; Outlook refuses the feed",
    cure="write DTSTART",
)
SUMMARY = Rule(
    "summary",
    MUST,
    "every event has a SUMMARY",
    why="it is all that is seen in a calendar; Outlook shows an event without a title",
    cure="write a SUMMARY",
)
REVISION = Rule(
    "revision",
    SHOULD,
    "every event has SEQUENCE and LAST-MODIFIED (in UTC)",
    why="they tell that the event changed, and that it was moved rather than reworded",
    cure="write both; raise SEQUENCE when the date moves",
)
REPEATED = Rule(
    "repeated",
    MUST,
    "what may be there once is there once",
    why="of two SUMMARY or DTSTART each client takes another one",
    cure="write each of them once",
)
MEETING = Rule(
    "meeting",
    MUST,
    "no ORGANIZER and no ATTENDEE",
    why="Outlook takes the event for a meeting and offers to answer it; addresses are given away",
    cure="name people in the text",
)
PRIVATE = Rule(
    "class",
    MUST,
    "no CLASS:PRIVATE or CONFIDENTIAL",
    why="it protects nothing: whoever has the feed reads it, and some clients hide the event from its owner",
    cure="leave out what is not for everybody who has the link, and CLASS with it",
)
CANCELLED = Rule(
    "cancelled",
    MUST,
    "no event with STATUS:CANCELLED",
    why="Outlook shows it in a subscribed calendar as if it took place",
    cure="leave the event out of the feed",
)
BUSY = Rule(
    "busy",
    MUST,
    "an all-day event says TRANSP:TRANSPARENT and X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    why="Outlook looks at BUSYSTATUS first, others at TRANSP; without them somebody is busy for the whole day",
    cure="write both",
)
ALARM = Rule(
    "alarm",
    SHOULD,
    "no VALARM, unless people asked for it: then DISPLAY with TRIGGER and DESCRIPTION",
    why="subscriptions ignore alarms, or people resent them",
    cure="leave VALARM out",
)
RULES = (UID, TWICE, DATED, STAMP, START, SUMMARY, REVISION, REPEATED, MEETING, PRIVATE, CANCELLED, BUSY, ALARM)

_ONCE = (
    *("UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "SEQUENCE"),
    *("LAST-MODIFIED", "CREATED", "STATUS", "TRANSP", "CLASS", "ORGANIZER", "RECURRENCE-ID"),
    "X-MICROSOFT-CDO-BUSYSTATUS",
)


def of_event(event: Component) -> Iterator[Finding]:
    """What is missing in *event*, and what is too much."""
    yield from _uid(event)
    yield from _stamp(event)
    if event.first("DTSTART") is None:
        yield START.broken(event.place, "it has no DTSTART")
    if not event.value("SUMMARY"):
        yield SUMMARY.broken(event.place, "it has no SUMMARY")
    counts = Counter(line.name for line in event.lines)
    for name in (name for name in _ONCE if counts[name] > 1):
        yield REPEATED.broken(event.place, f"{name} is there {counts[name]} times")
    yield from _unwanted(event)
    yield from _busy(event)
    yield from _revision(event)


def twice(calendar: Component) -> Iterator[Finding]:
    """The UIDs that several events of *calendar* have; changed occurrences of a series may share one."""
    seen: set[tuple[str, str]] = set()
    for event in calendar.each("VEVENT"):
        key = event.value("UID"), event.value("RECURRENCE-ID")
        if key[0] and key in seen:
            yield TWICE.broken(event.place, "another event above has this UID")
        seen.add(key)


def _uid(event: Component) -> Iterator[Finding]:
    uid = event.value("UID")
    if not uid:
        yield UID.broken(event.place, "it has no UID")
        return
    if not uid.isascii():
        yield UID.broken(event.place, "its UID is not ASCII")
    if (length := len(uid.encode("utf-8", "replace"))) >= 200:
        yield UID.broken(event.place, f"its UID is {length} bytes long")
    when = read_when(event.value("DTSTART"))
    if when and any(form in uid for form in (when.day.isoformat(), when.day.isoformat().replace("-", ""))):
        yield DATED.broken(event.place, f"its UID has its date in it, {when.day}")


def _stamp(event: Component) -> Iterator[Finding]:
    stamp = event.value("DTSTAMP")
    if not stamp:
        yield STAMP.broken(event.place, "it has no DTSTAMP")
    elif not stamp.endswith("Z"):
        yield STAMP.broken(event.place, f"DTSTAMP is '{shown(stamp, 30)}', which is not UTC")


def _revision(event: Component) -> Iterator[Finding]:
    if missing := [name for name in ("SEQUENCE", "LAST-MODIFIED") if not event.value(name)]:
        yield REVISION.broken(event.place, f"it has no {' and no '.join(missing)}")
    sequence, modified = event.value("SEQUENCE"), event.value("LAST-MODIFIED")
    if sequence and not (sequence.isascii() and sequence.isdigit()):
        yield REVISION.broken(event.place, f"SEQUENCE is '{shown(sequence, 20)}', which is no number", level=MUST)
    if modified and not modified.endswith("Z"):
        yield REVISION.broken(event.place, f"LAST-MODIFIED is '{shown(modified, 30)}', which is not UTC")


def _unwanted(event: Component) -> Iterator[Finding]:
    for line in event.lines:
        if line.name in ("ORGANIZER", "ATTENDEE"):
            yield MEETING.broken(f"{line.place}, UID {shown(event.value('UID'), 60)}", f"{line.name} is there")
    if (kind := event.value("CLASS").upper()) in ("PRIVATE", "CONFIDENTIAL"):
        yield PRIVATE.broken(event.place, f"CLASS is {kind}")
    if event.value("STATUS").upper() == "CANCELLED":
        yield CANCELLED.broken(event.place, "STATUS is CANCELLED")
    for alarm in event.each("VALARM"):
        missing = [name for name in ("ACTION", "TRIGGER", "DESCRIPTION") if not alarm.value(name)]
        without = f" without {' and '.join(missing)}" if missing else ""
        yield ALARM.broken(event.place, f"it has an alarm{without}")


def _busy(event: Component) -> Iterator[Finding]:
    when = read_when(event.value("DTSTART"))
    if when is None:
        return
    opaque, status = event.value("TRANSP").upper(), event.value("X-MICROSOFT-CDO-BUSYSTATUS").upper()
    if opaque and status and (opaque == "TRANSPARENT") != (status == "FREE"):
        yield BUSY.broken(event.place, f"TRANSP is {shown(opaque, 20)}, but BUSYSTATUS {shown(status, 20)}")
    elif when.at is not None:
        return
    elif not opaque and not status:
        yield BUSY.broken(event.place, "an all-day event has neither TRANSP nor BUSYSTATUS, so it is busy")
    elif not (opaque == "TRANSPARENT" and status == "FREE"):
        said = f"TRANSP is {shown(opaque, 20) or 'missing'} and BUSYSTATUS {shown(status, 20) or 'missing'}"
        yield BUSY.broken(event.place, f"an all-day event: {said}", level=SHOULD)
