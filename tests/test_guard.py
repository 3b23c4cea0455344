"""When a build stops, because most of what is coming would vanish."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from qa_calendar.model import Event
from qa_calendar.planning.guard import vanishing
from qa_calendar.planning.revisions import revise

MONDAY = datetime(2020, 3, 30, tzinfo=UTC)
TODAY = date(2020, 4, 20)
NOTE = Event(uid="nothing-planned.kara@qa", start=date(2020, 5, 1), end=date(2020, 5, 1), summary="Nothing")


def event(number: int, start: date = date(2020, 5, 1)) -> Event:
    return Event(uid=f"{number:02d}@qa", start=start, end=start, summary=f"Audit {number}", feeds=("kara",))


COMING = [event(number) for number in range(10)]
PAST = [event(number, date(2020, 4, 1)) for number in range(20, 40)]


def vanish(before: list[Event], after: list[Event]) -> list[str]:
    known = revise({}, before, MONDAY).revisions
    changes = revise(known, after, MONDAY + timedelta(days=1)).changes
    return [one.summary for one in vanishing(known, changes, TODAY)]


@pytest.mark.parametrize(("kept", "stops"), [(4, True), (5, False), (0, True), (10, False)])
def test_it_stops_when_more_than_half_would_vanish(kept: int, stops: bool) -> None:
    assert vanish(COMING, COMING[:kept]) == ([one.summary for one in COMING[kept:]] if stops else [])


def test_what_is_past_hides_nothing_of_what_is_coming() -> None:
    assert len(vanish([*COMING, *PAST], [*COMING[:4], *PAST])) == 6


def test_the_past_year_is_not_taken_away_in_silence() -> None:
    assert len(vanish([*COMING, *PAST], COMING)) == 20
    assert vanish([*COMING, *PAST], [*COMING, *PAST[:6]]) == []  # 14 of 30


def test_what_is_older_than_a_year_may_go() -> None:
    old = [event(number, date(2019, 4, 19)) for number in range(40, 60)]

    assert vanish([*COMING, *old], COMING) == []
    assert len(vanish([*COMING, *old, event(60, date(2019, 4, 20))], COMING)) == 0


def test_work_that_is_still_due_is_coming() -> None:
    due = [replace(one, due=TODAY) for one in PAST]

    assert len(vanish(due, [])) == len(due)


def test_what_was_gone_before_does_not_count_again() -> None:
    known = revise(revise({}, COMING, MONDAY).revisions, COMING[:5], MONDAY).revisions

    assert vanishing(known, revise(known, COMING[:3], MONDAY).changes, TODAY) == ()


def test_moving_or_reassigning_everything_is_no_vanishing() -> None:
    assert (
        vanish(COMING, [replace(one, start=date(2020, 6, 1), end=date(2020, 6, 1), feeds=()) for one in COMING]) == []
    )


def test_notes_and_due_dates_are_no_events_of_their_own() -> None:
    deadlines = [replace(one, uid=one.uid.replace("@", ".due@")) for one in COMING]

    assert vanish([*COMING, *deadlines, NOTE], COMING) == []
    assert len(vanish([*COMING, *deadlines, NOTE], [*COMING[:4], *deadlines, NOTE])) == 6


def test_all_the_uids_new_is_everything_gone() -> None:
    assert len(vanish(COMING, [replace(one, uid=f"{one.uid}.other") for one in COMING])) == 10


def test_the_vanishing_are_in_order_of_date() -> None:
    mixed = [event(1, date(2020, 7, 1)), event(2, date(2020, 5, 1)), event(3, date(2020, 6, 1))]

    assert vanish(mixed, []) == ["Audit 2", "Audit 3", "Audit 1"]
