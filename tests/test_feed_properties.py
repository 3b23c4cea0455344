"""What is written is read back equal: by icalendar, and by ical, which shares no code with it or with us."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import CalendarStream
from icalendar import Calendar

from qa_calendar.model import TEAM, Event, EventKind, FeedOptions, Person
from qa_calendar.planning.revisions import Revised, Revision, revise
from qa_calendar.problems import Location
from qa_calendar.rendering.contentlines import escape, fold, printable, text_line
from qa_calendar.rendering.feeds import render_feeds
from qa_calendar.rendering.notes import nothing_planned, nothing_planned_for_team

CALENDAR_ID = "qa.example.gov.uk"
PEOPLE = tuple(
    Person(name=name, slug=slug, role="Auditor", location=Location("config.yaml"))
    for name, slug in (("Kelda Claire", "kelda-claire"), ("Zoë, of the IRO's; S:\\QA", "zoe"))
)
TEAM_NAME = "Safeguarding\tQA; and more"
MONDAY = datetime(2020, 3, 30, 8, 15, tzinfo=UTC)

# The characters that parsers trip over come often, all others now and then.
PITFALLS = '\\,;:"^%nN= \t\n\r\x0b\x0c\x1c\x85\u2028\u2029\x00\x7f\x9f\ufeff\u00a0\u200d\ud83dé€😀'
anything = st.text(st.sampled_from(PITFALLS) | st.characters(), max_size=120)
texts = anything.map(printable)


@st.composite
def all_day_events(draw: st.DrawFn) -> Event:
    """An all-day event that says anything printable."""
    start = draw(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
    return Event(
        uid=draw(st.from_regex(r"20[0-9]{2}-[a-z0-9-]{1,150}@qa\.example\.gov\.uk", fullmatch=True)),
        start=start,
        end=start + timedelta(days=draw(st.integers(0, 40))),
        summary=draw(texts),
        description=draw(texts),
        feeds=draw(st.sampled_from([(), ("zoe",), ("kelda-claire",), ("kelda-claire", "zoe")])),
        categories=tuple(draw(st.lists(texts.filter(bool), max_size=3))),
        alarm=draw(st.none() | st.integers(0, 20_000)),
    )


@st.composite
def timed_events(draw: st.DrawFn) -> Event:
    """An event at a time of day, to the second."""
    at = draw(st.times()).replace(microsecond=0)
    return replace(draw(all_day_events()), at=at, minutes=draw(st.integers(0, 600)))


plans = st.lists(all_day_events() | timed_events(), max_size=4, unique_by=lambda event: event.uid)
no_deadline = settings(deadline=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is understood of one event; times are those on the wall, *alarm* is before the start."""

    uid: str
    summary: str
    description: str
    categories: tuple[str, ...]
    start: date
    end: date
    sequence: int
    stamp: datetime
    last_modified: datetime
    alarm: timedelta | None


def meant(event: Event, revision: Revision) -> Reading:
    """What everybody should understand of *event*."""
    start, end = event.start, event.end + timedelta(days=1)
    if event.at is not None:
        start = datetime.combine(event.start, event.at)
        end = start + timedelta(minutes=event.minutes)
    return Reading(
        uid=event.uid,
        summary=event.summary,
        description=event.description,
        categories=event.categories,
        start=start,
        end=end,
        sequence=revision.sequence,
        stamp=revision.stamp,
        last_modified=revision.stamp,
        alarm=None if event.alarm is None else timedelta(minutes=event.alarm),
    )


def on_the_wall(moment: date) -> date:
    """*moment* without its zone, which is London where it has one."""
    if not isinstance(moment, datetime):
        return moment
    assert str(moment.tzinfo) == "Europe/London"
    return moment.replace(tzinfo=None)


def read_by_icalendar(feed: bytes) -> dict[str, Reading]:
    """The events of *feed* as icalendar understands them."""
    calendar = Calendar.from_ical(feed)
    assert [component.errors for component in calendar.walk() if component.errors] == []
    return {
        str(event["UID"]): Reading(
            uid=str(event["UID"]),
            summary=str(event["SUMMARY"]),
            description=str(event.get("DESCRIPTION", "")),
            categories=tuple(map(str, event.categories)),
            start=on_the_wall(event.start),
            end=on_the_wall(event.end),
            sequence=event["SEQUENCE"],
            stamp=event.stamp,
            last_modified=event["LAST-MODIFIED"].dt,
            alarm=next((-alarm["TRIGGER"].dt for alarm in event.walk("VALARM")), None),
        )
        for event in calendar.events
    }


def read_by_ical(feed: bytes) -> tuple[list[str], dict[str, Reading]]:
    """The name and the events of *feed* as ical understands them."""
    (calendar,) = CalendarStream.from_ics(feed.decode()).calendars
    return calendar.name, {
        event.uid: Reading(
            uid=event.uid,
            summary=event.summary,
            description=event.description or "",
            categories=tuple(event.categories),
            start=on_the_wall(event.dtstart),
            end=on_the_wall(event.dtend or event.dtstart),
            sequence=event.sequence,
            stamp=event.dtstamp,
            last_modified=event.last_modified,
            alarm=next((-alarm.trigger for alarm in event.alarm), None),
        )
        for event in calendar.events
    }


def cut_at_commas(readings: dict[str, Reading]) -> dict[str, Reading]:
    """*readings* with a category cut where it has a comma, as ical 14.3 cuts those that are escaped, too."""
    return {
        uid: replace(reading, categories=tuple(",".join(reading.categories).replace("\\,", ",").split(",")))
        for uid, reading in readings.items()
    }


def render(every: Sequence[Event], revisions: Mapping[str, Revision]) -> dict[str, bytes]:
    """The feeds of *every* event."""
    return render_feeds(every, Revised(revisions, ()), PEOPLE, FeedOptions(team_name=TEAM_NAME), "2020-21")


def with_notes(planned: Sequence[Event]) -> list[Event]:
    """*planned*, and a note for everybody so that no feed is empty."""
    day = MONDAY.date()
    notes = [nothing_planned(person, CALENDAR_ID, day) for person in PEOPLE]
    return [*planned, *notes, nothing_planned_for_team(CALENDAR_ID, day)]


def held_by(slug: str, every: Sequence[Event]) -> list[Event]:
    """Those of *every* that belong in the feed of *slug*, in a feed's order."""
    held = (event for event in every if slug in event.feeds or (slug == TEAM and event.kind is not EventKind.NOTE))
    return sorted(held, key=lambda event: (event.start, event.uid))


def is_half(letter: str) -> bool:
    """Whether *letter* is half of a pair that UTF-16 writes, which UTF-8 cannot."""
    return "\ud800" <= letter <= "\udfff"


def vevents(feed: bytes) -> list[bytes]:
    """The bytes of each VEVENT, in the feed's order."""
    return re.findall(rb"BEGIN:VEVENT\r\n.*?\r\nEND:VEVENT\r\n", feed, re.DOTALL)


def as_free(block: bytes) -> bytes:
    """*block* as it is where nobody is busy with it."""
    return block.replace(b"\r\nTRANSP:OPAQUE\r\n", b"\r\nTRANSP:TRANSPARENT\r\n").replace(
        b"\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\n", b"\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"
    )


@no_deadline
@given(plans, st.integers(0, 1000), st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_two_parsers_read_back_what_was_written(planned: list[Event], sequence: int, later: timedelta) -> None:
    every = with_notes(planned)
    new = revise({}, every, MONDAY + later).revisions
    revisions = {uid: replace(revision, sequence=sequence) for uid, revision in new.items()}

    feeds = render(every, revisions)

    for slug, name in (*((person.slug, f"QA - {person.name}") for person in PEOPLE), (TEAM, TEAM_NAME)):
        expected = {event.uid: meant(event, revisions[event.uid]) for event in held_by(slug, every)}
        names, read = read_by_ical(feeds[f"{slug}.ics"])
        assert read_by_icalendar(feeds[f"{slug}.ics"]) == expected
        assert cut_at_commas(read) == cut_at_commas(expected)
        assert (list(read), names) == (list(expected), [f"{printable(name)} 2020-21"])


@no_deadline
@given(plans)
def test_every_line_is_utf8_ended_by_crlf_and_at_most_75_octets(planned: list[Event]) -> None:
    every = with_notes(planned)

    for feed in render(every, revise({}, every, MONDAY).revisions).values():
        *lines, rest = feed.split(b"\r\n")
        assert rest == b""
        assert [line for line in lines if not line.decode() or len(line) > 75 or b"\r" in line or b"\n" in line] == []


@no_deadline
@given(plans, st.integers(0, 2**32))
def test_the_order_events_come_in_does_not_matter(planned: list[Event], seed: int) -> None:
    every = with_notes(planned)
    revisions = revise({}, every, MONDAY).revisions
    shuffled = Random(seed).sample(every, len(every))

    assert render(shuffled, revisions) == render(every, revisions)


@no_deadline
@given(plans)
def test_an_event_is_the_same_bytes_in_every_feed_that_holds_it(planned: list[Event]) -> None:
    every = with_notes(planned)
    feeds = render(every, revise({}, every, MONDAY).revisions)
    of_team = dict(zip((event.uid for event in held_by(TEAM, every)), vevents(feeds["team.ics"]), strict=True))

    for person in PEOPLE:
        for event, block in zip(held_by(person.slug, every), vevents(feeds[f"{person.slug}.ics"]), strict=True):
            if event.kind is not EventKind.NOTE:
                assert (block if event.at is None else as_free(block)) == of_team[event.uid]


@no_deadline
@given(anything)
def test_printable_text_is_printable_already(text: str) -> None:
    shown = printable(text)

    assert printable(shown) == shown
    assert "\\" not in shown
    assert shown.splitlines() == shown.split("\n")[: len(shown.splitlines())]


@no_deadline
@given(st.text(st.sampled_from("x\\;,é€😀 ") | st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=400))
def test_what_is_folded_unfolds_to_the_line(text: str) -> None:
    folded = fold(f"SUMMARY:{text}".encode())

    assert folded.endswith(b"\r\n")
    assert folded.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode() == f"SUMMARY:{text}"
    assert [len(line.decode()) for line in folded.split(b"\r\n") if len(line) > 75] == []


@no_deadline
@given(anything)
def test_escaped_text_unescapes_to_the_text_backslashes_included(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    held = "".join(
        letter for letter in lines if letter in "\t\n" or not (letter < " " or letter == "\x7f" or is_half(letter))
    )

    written = escape(text)
    assert re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], written.decode()) == held
    assert text_line("SUMMARY", text) == fold(b"SUMMARY:" + written)
