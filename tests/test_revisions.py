"""What changed since the last build: feeds.md's table, row by row, and that nothing ever goes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest

from qa_calendar.model import Assignment, Event, StaffStep
from qa_calendar.planning.revisions import Kind, Revised, Revision, apply, net, revise

MONDAY = datetime(2020, 3, 30, 8, 15, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))

AUDIT = Event(
    uid="2020-06-peer-audit@qa.example.gov.uk",
    start=date(2020, 6, 1),
    end=date(2020, 6, 1),
    summary="Peer Audit - Kara",
    title="Peer Audit",
    feeds=("kara",),
    people=(Assignment("Kara"),),
)
OTHER = replace(AUDIT, uid="2020-07-peer-audit@qa.example.gov.uk", start=date(2020, 7, 1), end=date(2020, 7, 1))
MOVED = replace(AUDIT, start=date(2020, 6, 2), end=date(2020, 6, 2))
REASSIGNED = replace(AUDIT, feeds=("stuart",), people=(Assignment("Stuart"),), summary="Peer Audit - Stuart")
COVERED = replace(
    AUDIT, feeds=("kelda",), people=(Assignment("Kelda", "Kara"),), summary="Peer Audit - Kelda (covering Kara)"
)
DONE = replace(AUDIT, done=date(2020, 6, 1), done_by=("Kara",), summary="✓ Peer Audit - Kara")
VACANT = replace(AUDIT, feeds=(), people=(), summary="Peer Audit - Unassigned")
REWORDED = replace(AUDIT, summary="Peer Audit of plans - Kara")


def built(*builds: tuple[datetime, tuple[Event, ...]]) -> Revised:
    """The last of several builds, one after the other."""
    found = Revised({}, ())
    for now, events in builds:
        found = revise(found.revisions, events, now)
    return found


def marks(revisions: Mapping[str, Revision], event: Event = AUDIT) -> tuple[int, datetime, bool]:
    """SEQUENCE, stamp and whether it is live."""
    revision = revisions[event.uid]
    return revision.sequence, revision.stamp, revision.live


# feeds.md: What changes, and what is emitted


def test_a_new_event_begins_at_0() -> None:
    first = built((MONDAY, (AUDIT,)))

    assert first.revisions == {
        AUDIT.uid: Revision(
            uid=AUDIT.uid,
            sequence=0,
            stamp=MONDAY,
            start=AUDIT.start,
            end=AUDIT.end,
            feeds=("kara",),
            summary="Peer Audit - Kara",
            digest=AUDIT.digest,
            people=(Assignment("Kara"),),
            title="Peer Audit",
        )
    }
    assert [(change.kind, change.before, change.uid) for change in first.changes] == [(Kind.NEW, None, AUDIT.uid)]


@pytest.mark.parametrize(
    ("after", "kind", "sequence"),
    [
        (REASSIGNED, Kind.REASSIGNED, 1),
        (COVERED, Kind.COVERED, 1),
        (VACANT, Kind.VACANT, 1),
        (replace(AUDIT, feeds=("kara", "kelda")), Kind.REASSIGNED, 1),
        (MOVED, Kind.MOVED, 1),
        (replace(AUDIT, end=date(2020, 6, 3)), Kind.MOVED, 1),
        (replace(AUDIT, at=time(10, 30), minutes=60), Kind.MOVED, 1),
        (replace(AUDIT, minutes=90), Kind.MOVED, 1),
        (replace(AUDIT, due=date(2020, 6, 30)), Kind.MOVED, 1),
        (replace(MOVED, feeds=("stuart",), summary="Peer Audit - Stuart"), Kind.REASSIGNED, 1),
        (replace(MOVED, summary="Peer Audit of plans"), Kind.MOVED, 1),
        (DONE, Kind.DONE, 0),
        (replace(AUDIT, done=date(2020, 6, 1)), Kind.DONE, 0),
        (replace(DONE, start=MOVED.start, end=MOVED.end), Kind.MOVED, 1),
        (replace(DONE, feeds=("stuart",)), Kind.REASSIGNED, 1),
        (REWORDED, Kind.REWORDED, 0),
        (replace(AUDIT, description="Sharing good practice."), Kind.REWORDED, 0),
        (replace(AUDIT, categories=("Audit",)), Kind.REWORDED, 0),
        (replace(AUDIT, alarm=1440), Kind.REWORDED, 0),
    ],
)
def test_a_change_has_its_kind_and_its_sequence(after: Event, kind: Kind, sequence: int) -> None:
    before = built((MONDAY, (AUDIT,)))

    second = revise(before.revisions, [after], TUESDAY)

    assert marks(second.revisions) == (sequence, TUESDAY, True)
    assert [(one.kind, one.before, one.after) for one in second.changes] == [
        (kind, before.revisions[AUDIT.uid], second.revisions[AUDIT.uid])
    ]


def test_what_is_done_and_taken_back_keeps_its_sequence_and_says_so_each_time() -> None:
    later = replace(DONE, done=date(2020, 6, 2))

    found = [
        built((MONDAY, (AUDIT,)), *zip((TUESDAY, WEDNESDAY, THURSDAY), after, strict=False))
        for after in ([(DONE,)], [(DONE,), (later,)], [(DONE,), (later,), (AUDIT,)], [(DONE,), (DONE,)])
    ]

    assert [[one.kind for one in revised.changes] for revised in found] == [[Kind.DONE]] * 3 + [[]]
    assert [marks(revised.revisions) for revised in found] == [
        (0, TUESDAY, True),
        (0, WEDNESDAY, True),
        (0, THURSDAY, True),
        (0, TUESDAY, True),
    ]


def test_what_an_earlier_version_recorded_is_not_taken_for_undone() -> None:
    before = built((MONDAY, (AUDIT,))).revisions

    assert before[AUDIT.uid].done is None
    assert revise(before, [AUDIT], TUESDAY).changes == ()


def test_moved_and_reassigned_at_once_is_one_change_that_holds_both() -> None:
    both = replace(MOVED, feeds=("stuart",))

    (change,) = built((MONDAY, (AUDIT,)), (TUESDAY, (both,))).changes

    assert change.before
    assert change.after
    assert (change.before.start, change.after.start) == (AUDIT.start, MOVED.start)
    assert (change.before.feeds, change.after.feeds) == (("kara",), ("stuart",))
    assert change.after.sequence == 1


def test_what_is_dropped_is_kept_as_gone() -> None:
    found = built((MONDAY, (AUDIT, OTHER)), (TUESDAY, (OTHER,)))

    assert marks(found.revisions) == (0, MONDAY, False)
    assert [(one.kind, one.uid, one.after) for one in found.changes] == [(Kind.GONE, AUDIT.uid, None)]


@pytest.mark.parametrize("again", [AUDIT, MOVED, REASSIGNED, REWORDED])
def test_what_comes_back_is_above_any_sequence_it_ever_had(again: Event) -> None:
    found = built((MONDAY, (AUDIT,)), (TUESDAY, (MOVED,)), (WEDNESDAY, ()), (THURSDAY, (again,)))

    assert marks(found.revisions) == (2, THURSDAY, True)
    assert [one.kind for one in found.changes] == [Kind.BACK]


def test_what_came_back_twice_is_higher_still() -> None:
    found = built(*((MONDAY + timedelta(days=n), (AUDIT,) if n % 2 == 0 else ()) for n in range(7)))

    assert found.revisions[AUDIT.uid].sequence == 3


def test_a_handback_is_two_reassignments() -> None:
    found = built((MONDAY, (AUDIT,)), (TUESDAY, (REASSIGNED,)), (WEDNESDAY, (AUDIT,)))

    assert marks(found.revisions) == (2, WEDNESDAY, True)


def test_a_new_year_begins_at_0_and_leaves_the_old_years_events() -> None:
    next_year = replace(AUDIT, uid="2021-06-peer-audit@qa.example.gov.uk", start=date(2021, 6, 1), end=date(2021, 6, 1))
    old = built((MONDAY, (AUDIT,)), (TUESDAY, (MOVED,)))

    new = revise(old.revisions, [MOVED, next_year], WEDNESDAY)

    assert new.revisions[AUDIT.uid] is old.revisions[AUDIT.uid]
    assert marks(new.revisions, next_year) == (0, WEDNESDAY, True)
    assert [(one.kind, one.uid) for one in new.changes] == [(Kind.NEW, next_year.uid)]


# Nothing changes without a reason, and nothing goes back


def test_what_is_unchanged_is_the_same_object() -> None:
    first = built((MONDAY, (AUDIT, OTHER)), (TUESDAY, (AUDIT,)))

    second = revise(first.revisions, [AUDIT], WEDNESDAY)

    assert second.changes == ()
    assert all(second.revisions[uid] is revision for uid, revision in first.revisions.items())


def test_a_clock_set_back_takes_no_stamp_back() -> None:
    found = built((TUESDAY, (AUDIT,)), (MONDAY, (MOVED,)))

    assert marks(found.revisions) == (1, TUESDAY, True)


def test_a_stamp_is_in_utc_to_the_second() -> None:
    summer = timezone(timedelta(hours=1))

    found = built((datetime(2020, 6, 1, 0, 30, 15, 999_999, tzinfo=summer), (AUDIT,)))

    stamp = found.revisions[AUDIT.uid].stamp
    assert (stamp.isoformat(), stamp.tzinfo) == ("2020-05-31T23:30:15+00:00", UTC)


def test_changes_are_in_order_of_uid() -> None:
    found = built((MONDAY, (OTHER, AUDIT)))

    assert [change.uid for change in found.changes] == [AUDIT.uid, OTHER.uid]


def test_gone_and_never_seen_again_is_no_news() -> None:
    assert built((MONDAY, (AUDIT,)), (TUESDAY, ()), (WEDNESDAY, ())).changes == ()


def test_cover_that_ends_and_a_vacancy_that_is_filled_are_reassignments() -> None:
    back = [built((MONDAY, (before,)), (TUESDAY, (AUDIT,))).changes[0].kind for before in (COVERED, VACANT)]

    assert back == [Kind.REASSIGNED, Kind.REASSIGNED]


# Why


STAFFING, STEPS, DUE_STEPS = ("the work goes to Stuart",), ("first working day: Monday 1 June",), ("the last one",)
PASSED_ON = (StaffStep("kara", "stuart", *STAFFING), StaffStep("claire", "kelda", "what went to Kelda before"))
EXPLAINED: dict[str, Any] = {"staffing": PASSED_ON, "steps": STEPS, "due_steps": DUE_STEPS}
LATER = date(2020, 7, 31)


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (replace(REASSIGNED, **EXPLAINED), STAFFING),
        (
            replace(REASSIGNED, **{**EXPLAINED, "staffing": ()}),
            ("it is so in the framework, and no staff change says otherwise",),
        ),
        (
            replace(VACANT, **{**EXPLAINED, "staffing": (StaffStep("kara", None, "nobody does it"),)}),
            ("nobody does it",),
        ),
        (replace(REASSIGNED, **{**EXPLAINED, "staffing": (PASSED_ON[0], PASSED_ON[0])}), STAFFING),
        (replace(MOVED, **EXPLAINED), STEPS),
        (replace(AUDIT, due=LATER, **EXPLAINED), DUE_STEPS),
        (replace(MOVED, due=LATER, **EXPLAINED), STEPS + DUE_STEPS),
        (replace(REASSIGNED, start=date(2020, 5, 29), due=LATER, **EXPLAINED), STAFFING + STEPS + DUE_STEPS),
        (replace(REWORDED, **EXPLAINED), ()),
        (replace(OTHER, **EXPLAINED), ()),
    ],
)
def test_a_change_says_what_led_to_it_and_no_more(after: Event, why: tuple[str, ...]) -> None:
    changes = built((MONDAY, (AUDIT,)), (TUESDAY, (after,))).changes

    assert {change.why for change in changes if change.after} == {why}


def test_what_is_gone_says_why_it_is_skipped_if_it_is() -> None:
    before = built((MONDAY, (AUDIT, OTHER))).revisions

    found = revise(before, (), TUESDAY, dropped={AUDIT.uid: "skipped: merged"})

    assert [change.why for change in found.changes] == [("skipped: merged",), ()]


# What is past


@pytest.mark.parametrize(
    ("after", "told"),
    [(REASSIGNED, True), (VACANT, True), (MOVED, True), (None, True), (REWORDED, False)],
    ids=["reassigned", "unassigned", "moved", "gone", "reworded"],
)
def test_a_change_of_what_is_over_rewrites_the_past(after: Event | None, told: bool) -> None:
    (change,) = built((MONDAY, (AUDIT,)), (TUESDAY, (after,) if after else ())).changes

    assert change.rewrites_the_past(date(2020, 6, 2)) is told
    assert not change.rewrites_the_past(date(2020, 6, 1))


def test_work_that_is_still_due_is_not_past() -> None:
    (change,) = built((MONDAY, (replace(AUDIT, due=LATER),)), (TUESDAY, ())).changes

    assert not change.rewrites_the_past(LATER)
    assert change.rewrites_the_past(LATER + timedelta(days=1))


def test_what_is_new_rewrites_nothing() -> None:
    (change,) = built((MONDAY, (AUDIT,))).changes

    assert not change.rewrites_the_past(date(2021, 1, 1))


# Applying changes, and summing them up


def test_applying_the_changes_gives_the_new_revisions() -> None:
    before = built((MONDAY, (AUDIT, OTHER)))
    after = revise(before.revisions, (replace(MOVED, feeds=()),), TUESDAY)

    assert apply(after.changes, before.revisions) == after.revisions


def test_two_builds_are_summed_up_in_one_change() -> None:
    first = built((MONDAY, (AUDIT,)))
    second = revise(first.revisions, (MOVED,), TUESDAY)
    third = revise(second.revisions, (replace(REASSIGNED, start=MOVED.start, end=MOVED.end),), WEDNESDAY)

    (change,) = net([second.changes, third.changes])

    assert (change.kind, change.is_move, change.why) == (
        Kind.REASSIGNED,
        True,
        ("it is so in the framework, and no staff change says otherwise",),
    )
    assert (change.before, change.after) == (first.revisions[AUDIT.uid], third.revisions[AUDIT.uid])


@pytest.mark.parametrize(
    "between",
    [(MOVED,), (REASSIGNED,), (REWORDED,), ()],
    ids=["moved", "reassigned", "reworded", "gone"],
)
def test_what_was_undone_is_no_change(between: tuple[Event, ...]) -> None:
    first = built((MONDAY, (AUDIT,)))
    second = revise(first.revisions, between, TUESDAY)
    third = revise(second.revisions, (AUDIT,), WEDNESDAY)

    assert net([second.changes, third.changes]) == ()


def test_what_came_and_went_is_no_change() -> None:
    second = built((MONDAY, (OTHER,)), (TUESDAY, (OTHER, AUDIT)))
    third = revise(second.revisions, (OTHER,), WEDNESDAY)

    assert net([second.changes, third.changes]) == ()


# What a lost database cannot remember


def test_what_no_feed_shows_any_more_has_a_sequence_below_the_floor() -> None:
    found = built((MONDAY, (AUDIT, OTHER)), (TUESDAY, (MOVED, OTHER)), (WEDNESDAY, (OTHER,)))

    assert found.floor == 2

    recovered = {OTHER.uid: found.revisions[OTHER.uid]}
    again = revise(recovered, (AUDIT, OTHER), THURSDAY, floor=found.floor)

    assert again.revisions[AUDIT.uid].sequence == 2 > found.revisions[AUDIT.uid].sequence
    assert again.revisions[OTHER.uid] == found.revisions[OTHER.uid]
    assert again.floor == 2


def test_while_nothing_is_gone_there_is_no_floor() -> None:
    assert built((MONDAY, (AUDIT, OTHER)), (TUESDAY, (MOVED, OTHER))).floor == 0


def test_what_was_read_back_from_feeds_is_completed_without_a_change() -> None:
    known = built((MONDAY, (AUDIT,))).revisions
    read_back = {uid: replace(one, people=None, title=None) for uid, one in known.items()}

    found = revise(read_back, (AUDIT,), TUESDAY)

    assert (found.revisions, found.changes) == (known, ())


def test_a_due_date_that_an_older_version_did_not_record_is_no_move() -> None:
    due = replace(AUDIT, due=LATER)
    known = built((MONDAY, (due,))).revisions
    recorded = {uid: replace(one, description=None, due=None) for uid, one in known.items()}

    found = revise(recorded, (due,), TUESDAY)

    assert (found.revisions, found.changes) == (known, ())


def test_nor_is_it_when_the_people_change_at_the_same_time() -> None:
    due = replace(AUDIT, due=LATER)
    recorded = {uid: replace(one, description=None, due=None) for uid, one in built((MONDAY, (due,))).revisions.items()}

    (change,) = revise(recorded, (replace(REASSIGNED, due=LATER),), TUESDAY).changes

    assert (change.kind, change.is_move, change.was and change.was.due) == (Kind.REASSIGNED, False, LATER)


def test_work_that_lasts_beyond_its_due_date_is_not_over() -> None:
    (change,) = built((MONDAY, (replace(AUDIT, end=date(2020, 6, 9), due=date(2020, 6, 5)),)), (TUESDAY, ())).changes

    assert not change.rewrites_the_past(date(2020, 6, 9))
