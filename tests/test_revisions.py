"""What changed since the last build: feeds.md's table, row by row, and that nothing ever goes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from qa_calendar.model import Event
from qa_calendar.planning.revisions import Kind, Revised, Revision, revise

MONDAY = datetime(2020, 3, 30, 8, 15, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))

AUDIT = Event(
    uid="2020-06-peer-audit@qa.example.gov.uk",
    start=date(2020, 6, 1),
    end=date(2020, 6, 1),
    summary="Peer Audit - Kara",
    feeds=("kara",),
)
OTHER = replace(AUDIT, uid="2020-07-peer-audit@qa.example.gov.uk", start=date(2020, 7, 1), end=date(2020, 7, 1))
MOVED = replace(AUDIT, start=date(2020, 6, 2), end=date(2020, 6, 2))
REASSIGNED = replace(AUDIT, feeds=("stuart",), summary="Peer Audit - Stuart")
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
        )
    }
    assert [(change.kind, change.before, change.uid) for change in first.changes] == [(Kind.NEW, None, AUDIT.uid)]


@pytest.mark.parametrize(
    ("after", "kind", "sequence"),
    [
        (REASSIGNED, Kind.REASSIGNED, 1),
        (replace(AUDIT, feeds=("kelda",), summary="Peer Audit - Kelda (covering Kara)"), Kind.REASSIGNED, 1),
        (replace(AUDIT, feeds=(), summary="Peer Audit - Unassigned"), Kind.REASSIGNED, 1),
        (replace(AUDIT, feeds=("kara", "kelda")), Kind.REASSIGNED, 1),
        (MOVED, Kind.MOVED, 1),
        (replace(AUDIT, end=date(2020, 6, 3)), Kind.MOVED, 1),
        (replace(AUDIT, at=time(10, 30), minutes=60), Kind.MOVED, 1),
        (replace(AUDIT, minutes=90), Kind.MOVED, 1),
        (replace(MOVED, feeds=("stuart",), summary="Peer Audit - Stuart"), Kind.REASSIGNED, 1),
        (replace(MOVED, summary="Peer Audit of plans"), Kind.MOVED, 1),
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
