"""Whose feed has ended, what is in it then, and where it is no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import config
from icalendar import Calendar
from stores import QA

from qa_calendar.model import Assignment, Config, Event, EventKind, LinkOptions, ended_slug, ended_uid
from qa_calendar.planning.endings import Endings, endings_of
from qa_calendar.planning.revisions import revise
from qa_calendar.rendering.feeds import render_feeds
from qa_calendar.rendering.notes import with_endings, with_notes

DAY = date(2020, 9, 1)
NOON = datetime(2020, 9, 1, 12, tzinfo=UTC)


def service(until: date | None = None, weeks: int = 4) -> Config:
    """Kelda, Kara and the others, of whom Kara's last day may be known."""
    known = config()
    staff = tuple(replace(one, until=until) if one.slug == "kara" else one for one in known.staff)
    return replace(known, calendar_id=QA, staff=staff, links=LinkOptions(leaver_weeks=weeks))


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (0, Endings()),
        (1, Endings({"kara": DAY + timedelta(days=1)})),
        (28, Endings({"kara": DAY + timedelta(days=1)})),
        (29, Endings({}, frozenset(["kara"]))),
    ],
)
def test_a_leaver_s_has_from_the_day_after_for_some_weeks(days: int, found: Endings) -> None:
    assert endings_of(service(until=DAY), ["kara", "team"], {}, DAY + timedelta(days=days)) == found


def test_whoever_was_taken_out_has_from_when_it_was_noticed() -> None:
    known = service()
    noted = revise({}, with_endings([], {"max": DAY}, QA, {}), NOON).revisions

    assert endings_of(known, ["max", "kara", "team"], {}, DAY).saying == {"max": DAY}
    assert endings_of(known, ["max"], noted, DAY + timedelta(days=20)).saying == {"max": DAY}
    # A database that was lost does not know which feeds were written, but the feed says it itself.
    assert endings_of(known, [], noted, DAY + timedelta(days=28)) == Endings({}, frozenset(["max"]))


def test_no_weeks_at_all_is_over_at_once() -> None:
    assert endings_of(service(until=DAY, weeks=0), [], {}, DAY + timedelta(days=1)).over == {"kara"}


def test_the_note_stands_in_their_own_feed_only_and_in_place_of_everything() -> None:
    known = service(until=DAY)
    work = Event(
        uid=f"2020-04-audit@{QA}",
        start=date(2020, 4, 1),
        end=date(2020, 4, 1),
        summary="Audit - Kara, Stuart",
        title="Audit",
        feeds=("kara", "stuart"),
        people=(Assignment("Kara"), Assignment("Stuart")),
    )
    staff = [one for one in known.staff if one.slug != "kara"]
    events = with_endings(with_notes([work], staff, QA, {}, DAY), {"kara": DAY}, QA, {})

    feeds = render_feeds(events, revise({}, events, NOON), staff, known.feeds, "2020-21")

    held = {name: [str(one["UID"]) for one in Calendar.from_ical(raw).events] for name, raw in feeds.items()}
    assert held["kara.ics"] == [f"ended.kara@{QA}"]
    assert held["stuart.ics"] == held["team.ics"] == [work.uid]
    assert b"X-WR-CALNAME:QA - calendar ended\r\n" in feeds["kara.ics"]


def test_the_note_is_known_by_its_uid() -> None:
    uid = ended_uid("kara", QA)

    assert (EventKind.of(uid), ended_slug(uid)) == (EventKind.NOTE, "kara")
    assert ended_slug(f"nothing-planned.kara@{QA}") is None
