"""Revisions read back from feeds, whole or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_calendar.model import TEAM, Assignment, Completion, Event, FeedOptions, Person
from qa_calendar.planning.revisions import Revised, Revision, revise
from qa_calendar.problems import Location
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.feeds import render_feeds
from qa_calendar.rendering.notes import nothing_planned
from qa_calendar.rendering.readback import recover

QA = "qa.example.gov.uk"
MONDAY = datetime(2020, 3, 30, 9, tzinfo=UTC)
ANNA, CEM = (Person(name=name, slug=name.lower(), role="Auditor", location=Location("c")) for name in ("Anna", "Cem"))
ALL_DAY = Event(
    uid=f"2020-04-file-audit@{QA}",
    start=date(2020, 4, 1),
    end=date(2020, 4, 3),
    summary="File Audit; a, b - Anna",
    description='Semi;colon, comma: "quoted"\nsecond line\n\nfourth 😀 é ' + "long " * 40,
    categories=("Quality, Assurance", "a;b"),
    feeds=("anna",),
    due=date(2020, 4, 30),
    title="File Audit; a, b",
    people=(Assignment("Anna"),),
)
TIMED = replace(ALL_DAY, uid=f"2020-10-peer@{QA}", start=date(2020, 10, 25), end=date(2020, 10, 25), at=time(0, 30))
TIMED = replace(TIMED, minutes=150, alarm=1440, feeds=("anna", "cem"), categories=())
TIMED = replace(TIMED, people=(Assignment("Anna"), Assignment("Cem", covering="Dora, née “Fox”")))
VACANT = replace(ALL_DAY, uid=f"2020-05-file-audit@{QA}", feeds=(), description="", alarm=90, due=None, people=())
NO_TIME = replace(TIMED, uid=f"2020-11-peer@{QA}", minutes=0)


def published(*events: Event, floor: int = 0) -> tuple[dict[str, bytes], dict[str, Revision]]:
    """The feeds of Anna, Cem and the team, and the revisions in them."""
    notes = [
        nothing_planned(person, QA, date(2020, 3, 30))
        for person in (ANNA, CEM)
        if not any(person.slug in event.feeds for event in events)
    ]
    everything = (*events, *notes)
    revisions = {
        uid: replace(revision, sequence=number)
        for number, (uid, revision) in enumerate(revise({}, everything, MONDAY).revisions.items())
    }
    found = render_feeds(everything, Revised(revisions, (), floor), (ANNA, CEM), FeedOptions(), "2020-21")
    return {name.removesuffix(".ics"): raw for name, raw in found.items()}, revisions


def test_every_revision_comes_back() -> None:
    feeds, revisions = published(ALL_DAY, TIMED, VACANT, NO_TIME)

    assert recover(feeds, QA).revisions == revisions


def test_what_is_done_comes_back_with_who_did_it_and_whose_it_was() -> None:
    done = replace(ALL_DAY, done=date(2020, 4, 29), done_by=("Cem", "Dora, née “Fox”"))
    twin = replace(done, uid=f"2020-04-file-audit.due@{QA}", due=None)
    one_did_it = replace(TIMED, done=date(2020, 10, 26), done_by=("Anna",))

    feeds, revisions = published(done, twin, one_did_it, VACANT)
    found = recover(feeds, QA)

    assert found.revisions == revisions
    assert found.done == {
        done.uid: Completion(
            uid=done.uid,
            title="File Audit; a, b",
            on=date(2020, 4, 29),
            by=("Cem", "Dora, née “Fox”"),
            workers=(Assignment("Anna"),),
            due=date(2020, 4, 30),
            recorded=MONDAY,
        ),
        one_did_it.uid: Completion(
            uid=one_did_it.uid,
            title="File Audit; a, b",
            on=date(2020, 10, 26),
            by=("Anna",),
            workers=TIMED.people,
            due=date(2020, 4, 30),
            recorded=MONDAY,
        ),
    }


def test_of_feeds_that_differ_the_latest_says_what_is_done() -> None:
    before, _ = published(replace(TIMED, done=date(2020, 10, 26), done_by=("Anna",)))
    later = revise({}, [TIMED], MONDAY.replace(hour=10))
    cem = render_feeds([TIMED], later, [CEM], FeedOptions(), "2020-21")["cem.ics"]

    assert list(recover(before, QA).done) == [TIMED.uid]
    assert recover({**before, "cem": cem}, QA).done == {}


def test_of_feeds_that_differ_the_latest_says_who_did_it() -> None:
    by_anna, by_cem = (replace(TIMED, done=date(2020, 10, 26), done_by=(name,)) for name in ("Anna", "Cem"))
    old, new = (
        render_feeds([event], revise({}, [event], now), [ANNA, CEM], FeedOptions(), "2020-21")
        for event, now in ((by_anna, MONDAY), (by_cem, MONDAY.replace(hour=10)))
    )

    found = [
        recover({"anna": first["anna.ics"], "cem": second["cem.ics"]}, QA).done[TIMED.uid].by
        for first, second in ((old, new), (new, old))
    ]

    assert found == [("Cem",), ("Cem",)]


def test_a_note_comes_back_as_its_own_feed_s() -> None:
    feeds, revisions = published(ALL_DAY)

    assert recover(feeds, QA).revisions == revisions
    assert revisions[f"nothing-planned.cem@{QA}"].feeds == ("cem",)


def test_events_of_another_calendar_are_passed_over() -> None:
    feeds, _ = published(ALL_DAY)

    assert recover(feeds, "other.example.gov.uk").revisions == {}


def test_a_feed_that_cannot_be_read_is_passed_over() -> None:
    feeds, revisions = published(ALL_DAY, TIMED)

    found = recover({**feeds, "anna": b"", "cem": b"\xff\x00"}, QA).revisions

    assert {uid: (revision.sequence, revision.stamp) for uid, revision in found.items()} == {
        uid: (revision.sequence, revision.stamp) for uid, revision in revisions.items()
    }


def test_an_event_somebody_rewrote_is_passed_over() -> None:
    feeds, revisions = published(ALL_DAY, VACANT)
    stamp = b"DTSTAMP:20200330T090000Z\r\n"
    for damage in (
        b"DTSTAMP:20200330T090000\r\n",
        b"DTSTAMP:yesterday\r\n",
        b"",
        stamp * 2,
        b"DTSTAMP;VALUE=DATE:20200330\r\n",
    ):
        one = {TEAM: feeds[TEAM].replace(stamp, damage, 1)}
        assert len(recover(one, QA).revisions) == len(revisions) - 2, damage  # nor is Cem's note in the team's


@given(st.data())
def test_whatever_happened_to_a_feed_recovery_does_not_fail(data: st.DataObject) -> None:
    feeds, revisions = published(ALL_DAY, TIMED)
    raw = feeds["anna"]
    first = data.draw(st.integers(0, len(raw)))
    last = data.draw(st.integers(first, min(len(raw), first + 200)))
    feeds["anna"] = raw[:first] + data.draw(st.binary(max_size=20)) + raw[last:]

    found = recover(feeds, QA).revisions

    assert found[ALL_DAY.uid].stamp.tzinfo is UTC
    assert found.keys() >= revisions.keys()


def test_the_floor_comes_back_from_the_team_s_feed() -> None:
    feeds, _ = published(ALL_DAY, floor=7)

    assert {slug for slug, raw in feeds.items() if b"X-QA-CALENDAR-FLOOR:7\r\n" in raw} == {TEAM}
    assert recover(feeds, QA).floor == 7


@pytest.mark.parametrize("written", [b"", b"X-QA-CALENDAR-FLOOR:many\r\n", b"X-QA-CALENDAR-FLOOR:-7\r\n"])
def test_a_floor_that_is_missing_or_rewritten_is_none(written: bytes) -> None:
    feeds, _ = published(ALL_DAY, floor=7)
    feeds[TEAM] = feeds[TEAM].replace(b"X-QA-CALENDAR-FLOOR:7\r\n", written)

    assert recover(feeds, QA).floor == 0


TEXT = st.text(max_size=120).map(printable).map(str.strip)


@given(summary=TEXT.filter(bool), description=TEXT, categories=st.lists(TEXT.filter(bool), max_size=3, unique=True))
def test_any_text_comes_back_unchanged(summary: str, description: str, categories: list[str]) -> None:
    event = replace(ALL_DAY, summary=" ".join(summary.split()) or "x", description=description)
    event = replace(event, categories=tuple(categories))

    feeds, revisions = published(event)

    assert recover(feeds, QA).revisions == revisions
