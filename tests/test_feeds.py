"""Feeds, byte for byte and rule by rule (feeds.md: Contents).

tests/data/golden-*.ics are what `golden_feeds` renders. When they should change, read what `git diff` says after

    python tests/test_feeds.py
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from qa_calendar.model import TEAM, Assignment, Event, EventKind, FeedOptions, Method, Person
from qa_calendar.planning.revisions import Revised, revise
from qa_calendar.problems import Location
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.feeds import (
    PRODID,
    event_lines,
    render_feed,
    render_feeds,
)
from qa_calendar.rendering.notes import nothing_planned, nothing_planned_for_team

DATA = Path(__file__).parent / "data"
MONDAY = datetime(2020, 3, 30, 8, 15, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
YEARS = "2020-21"
OPTIONS = FeedOptions(team_name="Safeguarding QA")
CALENDAR_ID = "qa.example.gov.uk"

KELDA = Person(name="Kelda Claire", slug="kelda-claire", role="Safeguarding SM", location=Location("config.yaml"))
KARA = Person(name="Kara Walne", slug="kara-walne", role="LAC named nurse", location=Location("config.yaml"))
STUART = Person(name="Stuart Jones", slug="stuart-jones", role="IRO", location=Location("config.yaml"))

AUDIT = Event(
    uid=f"2020-04-care-plan-quality-audit@{CALENDAR_ID}",
    start=date(2020, 4, 1),
    end=date(2020, 4, 30),
    summary="Care Plan Quality Audit - Kara Walne",
    description="To check that plans are clear; timely, agreed by the child’s family.\nDue: 30 April 2020",
    title="Care Plan; Quality Audit",
    feeds=("kara-walne",),
    people=(Assignment("Kara Walne"),),
    due=date(2020, 4, 30),
    categories=("Quality Assurance", "Audit, monthly"),
)
MEETING = Event(
    uid=f"2020-05-peer-audit@{CALENDAR_ID}",
    start=date(2020, 5, 12),
    end=date(2020, 5, 12),
    summary="Peer Audit - Kelda Claire, Kara Walne",
    title="Peer Audit",
    feeds=("kelda-claire", "kara-walne"),
    people=(Assignment("Kelda Claire"), Assignment("Kara Walne", covering="Stuart Jones")),
    at=time(14, 30),
    minutes=90,
    alarm=1440,
)
PROGRESS = Event(
    uid=f"nothing-planned.kelda-claire@{CALENDAR_ID}",
    start=date(2020, 5, 12),
    end=date(2020, 5, 12),
    summary="Kelda's work for the week",
    feeds=("kelda-claire",),
)


def render(
    *events: Event, people: tuple[Person, ...] = (KELDA, KARA), options: FeedOptions = OPTIONS
) -> dict[str, bytes]:
    """The feeds of *events*, all of them new on MONDAY."""
    return render_feeds(events, revise({}, events, MONDAY), people, options, YEARS)


def lines_of(event: Event, *, busy: bool = False, sequence: int = 0) -> list[str]:
    """The content lines of *event*'s VEVENT, unfolded."""
    revision = replace(revise({}, [event], MONDAY).revisions[event.uid], sequence=sequence)
    return unfolded(event_lines(event, revision, busy=busy))


def unfolded(feed: bytes) -> list[str]:
    """The content lines of *feed*."""
    return feed.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def vevents(feed: bytes) -> dict[str, bytes]:
    """The bytes of each VEVENT by the UID in it, in the feed's order."""
    blocks = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", feed, re.DOTALL)
    return {unfolded(block)[1].removeprefix("UID:"): block for block in blocks}


def starting(lines: list[str], *names: str) -> list[str]:
    """Those of *lines* that are properties called one of *names*."""
    return [line for line in lines if re.split("[:;]", line)[0] in names]


def golden_feeds() -> dict[str, bytes]:
    """A person with timed work and an alarm, one with all-day work, one with nothing, and the team."""
    events = (MEETING, AUDIT, nothing_planned(STUART, CALENDAR_ID, date(2020, 3, 30)))
    moved = replace(MEETING, start=date(2020, 5, 5), end=date(2020, 5, 5))
    before = revise({}, (moved, *events[1:]), MONDAY).revisions
    after = revise(before, events, TUESDAY)
    return render_feeds(events, after, (KELDA, KARA, STUART), OPTIONS, YEARS)


@pytest.mark.parametrize("name", golden_feeds())
def test_feeds_are_the_golden_files(name: str) -> None:
    assert golden_feeds()[name] == (DATA / f"golden-{name}").read_bytes()


def test_golden_files_are_all_compared() -> None:
    assert {path.name for path in DATA.glob("golden-*.ics")} == {f"golden-{name}" for name in golden_feeds()}


def test_what_is_done_is_there_to_be_read_back() -> None:
    done = replace(AUDIT, done=date(2020, 4, 29), done_by=("Kara Walne", "O; Fox"))

    found, before = lines_of(done), lines_of(AUDIT)

    assert [line for line in found if line not in before] == [
        "X-QA-CALENDAR-DONE;VALUE=DATE:20200429",
        "X-QA-CALENDAR-DONE-BY;VALUE=TEXT:Kara Walne",
        r"X-QA-CALENDAR-DONE-BY;VALUE=TEXT:O\; Fox",
    ]
    assert [line for line in before if line not in found] == []


# The form


def test_lines_are_utf8_without_bom_ended_by_crlf_and_at_most_75_octets() -> None:
    for feed in golden_feeds().values():
        *lines, rest = feed.split(b"\r\n")

        assert feed.startswith(b"BEGIN:VCALENDAR\r\n")
        assert rest == b""
        assert max(len(line) for line in lines) <= 75
        assert not [line for line in lines if b"\r" in line or b"\n" in line or not line.decode()]


def test_the_calendar_says_who_it_is_and_how_often_to_ask() -> None:
    feed = render(AUDIT, people=(KARA,))["kara-walne.ics"]

    assert unfolded(feed)[: unfolded(feed).index("BEGIN:VEVENT")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        "NAME:QA - Kara Walne 2020-21",
        "X-WR-CALNAME:QA - Kara Walne 2020-21",
        "X-PUBLISHED-TTL:PT6H",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    assert unfolded(feed)[-1] == "END:VCALENDAR"


def test_prodid_is_ours_and_never_changes() -> None:
    assert PRODID == "-//qa-calendar//QA framework//EN"


def test_a_name_is_escaped_and_printable() -> None:
    feed = render_feed("QA, audits;\tS:\\QA\x07 2020-21", [], FeedOptions(), timed=False)

    assert starting(unfolded(feed), "NAME", "X-WR-CALNAME") == [
        "NAME:QA\\, audits\\; S:/QA 2020-21",
        "X-WR-CALNAME:QA\\, audits\\; S:/QA 2020-21",
    ]


def test_the_team_feed_has_the_team_name() -> None:
    feeds = render(AUDIT, people=(KARA,))

    assert starting(unfolded(feeds["team.ics"]), "NAME") == ["NAME:Safeguarding QA 2020-21"]


@pytest.mark.parametrize(("method", "lines"), [(Method.NONE, []), (Method.PUBLISH, ["METHOD:PUBLISH"])])
def test_method_is_written_only_when_asked_for(method: Method, lines: list[str]) -> None:
    feeds = render(AUDIT, people=(KARA,), options=FeedOptions(method=method))

    assert [starting(unfolded(feed), "METHOD") for feed in feeds.values()] == [lines, lines]


# The event


def test_an_all_day_event_has_every_line_and_ends_the_day_after() -> None:
    assert lines_of(AUDIT, sequence=3) == [
        "BEGIN:VEVENT",
        "UID:2020-04-care-plan-quality-audit@qa.example.gov.uk",
        "DTSTAMP:20200330T081500Z",
        "LAST-MODIFIED:20200330T081500Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20200401",
        "DTEND;VALUE=DATE:20200501",
        "SUMMARY:Care Plan Quality Audit - Kara Walne",
        "DESCRIPTION:To check that plans are clear\\; timely\\, agreed by the child’s family.\\nDue: 30 April 2020",
        "CATEGORIES:Quality Assurance,Audit\\, monthly",
        "X-QA-CALENDAR-TITLE;VALUE=TEXT:Care Plan\\; Quality Audit",
        "X-QA-CALENDAR-WORKER;VALUE=TEXT:Kara Walne",
        "X-QA-CALENDAR-DUE;VALUE=DATE:20200430",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "END:VEVENT",
    ]


def test_a_timed_event_is_on_the_clock_of_london() -> None:
    assert lines_of(replace(MEETING, alarm=None), busy=True) == [
        "BEGIN:VEVENT",
        "UID:2020-05-peer-audit@qa.example.gov.uk",
        "DTSTAMP:20200330T081500Z",
        "LAST-MODIFIED:20200330T081500Z",
        "SEQUENCE:0",
        "DTSTART;TZID=Europe/London:20200512T143000",
        "DTEND;TZID=Europe/London:20200512T160000",
        "SUMMARY:Peer Audit - Kelda Claire\\, Kara Walne",
        "X-QA-CALENDAR-TITLE;VALUE=TEXT:Peer Audit",
        "X-QA-CALENDAR-WORKER;VALUE=TEXT:Kelda Claire",
        "X-QA-CALENDAR-WORKER;VALUE=TEXT:Kara Walne (covering Stuart Jones)",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "END:VEVENT",
    ]


def test_a_timed_event_may_end_after_midnight() -> None:
    late = replace(MEETING, at=time(23, 30))

    assert starting(lines_of(late), "DTEND") == ["DTEND;TZID=Europe/London:20200513T010000"]


def test_a_timed_event_of_no_length_has_no_end() -> None:
    assert starting(lines_of(replace(MEETING, minutes=0)), "DTSTART", "DTEND") == [
        "DTSTART;TZID=Europe/London:20200512T143000"
    ]


def test_stamps_are_the_revision_s_in_utc() -> None:
    summer = datetime(2020, 6, 1, 9, 15, tzinfo=ZoneInfo("Europe/London"))
    revision = replace(revise({}, [AUDIT], MONDAY).revisions[AUDIT.uid], stamp=summer)

    lines = unfolded(event_lines(AUDIT, revision))

    assert starting(lines, "DTSTAMP", "LAST-MODIFIED") == ["DTSTAMP:20200601T081500Z", "LAST-MODIFIED:20200601T081500Z"]


def test_an_unchanged_event_keeps_its_bytes_when_another_changes() -> None:
    before = revise({}, (AUDIT, MEETING), MONDAY)
    events = (AUDIT, replace(MEETING, start=date(2020, 5, 13), end=date(2020, 5, 13)))
    after = revise(before.revisions, events, TUESDAY)

    first = render_feeds((AUDIT, MEETING), before, (KARA,), FeedOptions(), YEARS)["kara-walne.ics"]
    second = render_feeds(events, after, (KARA,), FeedOptions(), YEARS)["kara-walne.ics"]

    assert [uid for uid, block in vevents(first).items() if vevents(second)[uid] == block] == [AUDIT.uid]
    assert starting(unfolded(vevents(second)[MEETING.uid]), "DTSTAMP", "SEQUENCE") == [
        "DTSTAMP:20200331T081500Z",
        "SEQUENCE:1",
    ]


def test_what_an_event_does_not_say_is_left_out() -> None:
    said = lines_of(replace(AUDIT, description="", categories=()))

    assert starting(said, "DESCRIPTION", "CATEGORIES") == []


@pytest.mark.parametrize(
    ("minutes", "trigger"),
    [(1440, "-P1D"), (10080, "-P7D"), (90, "-PT90M"), (60, "-PT60M"), (1500, "-PT1500M"), (0, "P0D"), (-480, "PT480M")],
)
def test_an_alarm_is_shown_before_the_start(minutes: int, trigger: str) -> None:
    lines = lines_of(replace(AUDIT, alarm=minutes))

    assert lines[lines.index("BEGIN:VALARM") :] == [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:{trigger}",
        "DESCRIPTION:Care Plan Quality Audit - Kara Walne",
        "END:VALARM",
        "END:VEVENT",
    ]


def test_there_is_no_alarm_unless_asked_for() -> None:
    assert starting(lines_of(AUDIT), "BEGIN") == ["BEGIN:VEVENT"]


def test_unprintable_texts_still_make_valid_lines() -> None:
    text = "a\r\nBEGIN:VALARM\x00\ud800\n"
    event = replace(AUDIT, uid=text, summary=text, description=text, categories=(text,), alarm=60)
    revision = replace(revise({}, [AUDIT], MONDAY).revisions[AUDIT.uid], uid=text)

    lines = unfolded(event_lines(event, revision))

    said = "a\\nBEGIN:VALARM\\n"
    assert starting(lines, "UID", "SUMMARY", "DESCRIPTION", "CATEGORIES") == [
        f"UID:{said}",
        f"SUMMARY:{said}",
        f"DESCRIPTION:{said}",
        f"CATEGORIES:{said}",
        f"DESCRIPTION:{said}",
    ]
    assert starting(lines, "BEGIN") == ["BEGIN:VEVENT", "BEGIN:VALARM"]


def test_nobody_is_invited_and_nothing_is_cancelled_or_classified() -> None:
    forbidden = ("ORGANIZER", "ATTENDEE", "CLASS", "STATUS", "URL")

    assert [starting(unfolded(feed), *forbidden) for feed in golden_feeds().values()] == [[], [], [], []]


# Free and busy


def test_all_day_events_are_free_in_every_feed() -> None:
    feeds = render(AUDIT, people=(KARA,))

    free = ["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
    status = [starting(unfolded(feed), "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS") for feed in feeds.values()]
    assert status == [free, free]
    assert lines_of(AUDIT, busy=True) == lines_of(AUDIT)


def test_timed_events_are_busy_for_who_does_them_and_free_for_the_team() -> None:
    feeds = render(MEETING)

    busy = ["TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"]
    free = ["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
    status = {name: starting(unfolded(feed), "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS") for name, feed in feeds.items()}
    assert status == {"kelda-claire.ics": busy, "kara-walne.ics": busy, "team.ics": free}


def test_an_event_is_the_same_bytes_in_every_feed_but_for_busy() -> None:
    feeds = render(
        AUDIT, replace(MEETING, feeds=("kelda-claire",)), replace(AUDIT, uid="b", feeds=(KARA.slug, KELDA.slug))
    )
    blocks = {name: vevents(feed) for name, feed in feeds.items()}

    for name in ("kara-walne.ics", "kelda-claire.ics"):
        for uid, block in blocks[name].items():
            as_free = block.replace(b"TRANSP:OPAQUE", b"TRANSP:TRANSPARENT").replace(
                b"BUSYSTATUS:BUSY", b"BUSYSTATUS:FREE"
            )
            assert as_free == blocks["team.ics"][uid]
            assert (as_free != block) == (uid == MEETING.uid)


# The time zone


def test_a_time_zone_is_written_only_where_something_has_a_time() -> None:
    feeds = render(AUDIT, replace(MEETING, feeds=("kelda-claire",)))

    zones = {name: feed.count(b"BEGIN:VTIMEZONE\r\n") for name, feed in feeds.items()}
    assert zones == {"kelda-claire.ics": 1, "kara-walne.ics": 0, "team.ics": 1}


def test_the_time_zone_is_one_daylight_and_one_standard_by_rule() -> None:
    lines = unfolded(render(MEETING)["team.ics"])
    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]

    assert starting(zone, "TZID", "BEGIN", "RRULE", "RDATE", "LAST-MODIFIED") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:DAYLIGHT",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "BEGIN:STANDARD",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    ]


def test_the_time_zone_agrees_with_the_time_zone_database() -> None:
    feed = render(MEETING)["team.ics"].decode()
    zone = feed[feed.index("BEGIN:VTIMEZONE") : feed.index("BEGIN:VEVENT")]
    ours, theirs = tzical(io.StringIO(zone)).get(), ZoneInfo("Europe/London")

    for hour in range(0, 20 * 366 * 24, 13):
        wall = datetime(2015, 1, 1, tzinfo=theirs) + timedelta(hours=hour)
        # The hour that is skipped and the one that comes twice may be read either way; nobody works in them.
        if wall.utcoffset() == wall.replace(fold=1).utcoffset():
            assert wall.replace(tzinfo=ours).utcoffset() == wall.utcoffset()


# Who gets what


def test_feeds_come_in_the_given_order_the_team_last() -> None:
    assert list(render(AUDIT, MEETING, people=(KELDA, KARA))) == ["kelda-claire.ics", "kara-walne.ics", "team.ics"]
    assert list(render(AUDIT, MEETING, people=(KARA, KELDA))) == ["kara-walne.ics", "kelda-claire.ics", "team.ics"]


def test_each_feed_holds_what_names_it_and_the_team_s_all_but_notes() -> None:
    vacant = replace(AUDIT, uid="vacant", feeds=(), summary="Timeliness ICPC - Unassigned")
    feeds = render(AUDIT, MEETING, PROGRESS, vacant)

    assert {name: set(vevents(feed)) for name, feed in feeds.items()} == {
        "kelda-claire.ics": {MEETING.uid, PROGRESS.uid},
        "kara-walne.ics": {AUDIT.uid, MEETING.uid},
        "team.ics": {AUDIT.uid, MEETING.uid, "vacant"},
    }


def test_an_event_is_in_a_feed_once() -> None:
    twice = replace(AUDIT, feeds=("kara-walne", "kara-walne"))

    assert render(twice, people=(KARA,))["kara-walne.ics"].count(b"BEGIN:VEVENT") == 1


def test_events_are_by_start_then_uid_however_they_come() -> None:
    events = [
        replace(AUDIT, uid="b"),
        replace(AUDIT, uid="a"),
        replace(AUDIT, uid="c", start=date(2020, 3, 2)),
        replace(MEETING, uid="d", start=date(2020, 4, 1), end=date(2020, 4, 1)),
    ]

    feeds = render(*events)

    assert list(vevents(feeds["team.ics"])) == ["c", "a", "b", "d"]
    assert render(*reversed(events)) == feeds


@pytest.mark.parametrize(
    ("events", "slug"),
    [
        ((), "kelda-claire"),
        ((AUDIT,), "kelda-claire"),
        ((PROGRESS, replace(PROGRESS, uid="nothing-planned.kara@qa", feeds=(KARA.slug,))), TEAM),
    ],
)
def test_a_feed_is_never_empty(events: tuple[Event, ...], slug: str) -> None:
    with pytest.raises(ValueError, match=f"^nothing to put in the feed '{slug}', and a feed is never empty$"):
        render(*events)


def test_somebody_with_nothing_to_do_has_a_note() -> None:
    note = nothing_planned(KELDA, CALENDAR_ID, date(2020, 6, 3))

    assert note == Event(
        uid="nothing-planned.kelda-claire@qa.example.gov.uk",
        start=date(2020, 6, 3),
        end=date(2020, 6, 3),
        summary="No QA work planned for you",
        description="This calendar works: when QA work is planned, it will appear here by itself.",
        feeds=("kelda-claire",),
    )
    assert printable(note.description) == note.description
    assert {name: list(vevents(feed)) for name, feed in render(note, AUDIT).items()} == {
        "kelda-claire.ics": [note.uid],
        "kara-walne.ics": [AUDIT.uid],
        "team.ics": [AUDIT.uid],
    }


def test_a_team_with_nothing_to_do_has_a_note() -> None:
    day = date(2020, 6, 3)
    notes = (nothing_planned(KELDA, CALENDAR_ID, day), nothing_planned_for_team(CALENDAR_ID, day))

    feeds = render(*notes, people=(KELDA,))

    assert (notes[1].summary, notes[1].kind) == ("No QA work planned for the team", EventKind.NOTE)
    assert list(vevents(feeds["team.ics"])) == ["nothing-planned.team@qa.example.gov.uk"]


def test_an_event_without_a_revision_is_an_error() -> None:
    with pytest.raises(KeyError, match=re.escape(AUDIT.uid)):
        render_feeds([AUDIT], Revised({}, ()), [KARA], FeedOptions(), YEARS)


if __name__ == "__main__":
    for golden, feed in golden_feeds().items():
        (DATA / f"golden-{golden}").write_bytes(feed)
