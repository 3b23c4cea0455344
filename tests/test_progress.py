"""What is done, late and overdue, by month and by person, and that nothing done ever becomes somebody else's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from test_events import IROS, KARA, KELDA, STAFF, STUART, occurrence, plan_of

from qa_calendar.dates.months import Month
from qa_calendar.model import Assignment, Completion, Event, Occurrence, Plan, StaffStep
from qa_calendar.planning.progress import Counts, overdue, tally, with_done
from qa_calendar.planning.revisions import Change, Revision, revise

NOON = datetime(2020, 10, 30, 12, tzinfo=UTC)
TODAY = date(2020, 12, 1)
OCTOBER, NOVEMBER = Month(2020, 10), Month(2020, 11)
STEP = StaffStep(KARA, STUART, "the work of Kara Walne goes to Stuart Jones from Thursday 1 October 2020")

AUDIT = occurrence("Peer Audit", KARA, start=date(2020, 10, 1), due=date(2020, 10, 30))
TOGETHER = occurrence("Observation", KARA, KELDA, start=date(2020, 11, 2), due=date(2020, 11, 30))
VACANT = occurrence("Dip Audit", start=date(2020, 11, 3), due=date(2020, 11, 30))
LATER = occurrence("Dip Audit", KELDA, start=date(2020, 12, 1), due=date(2020, 12, 31))


def done(work: Occurrence, on: date = date(2020, 10, 30), *by: str, **more: object) -> Completion:
    """That *work* is done, by those who have it unless others are named."""
    values = {
        "uid": work.uid,
        "title": work.title,
        "on": on,
        "by": by or work.workers,
        "workers": work.assignments,
        "due": work.due,
        "recorded": NOON,
    }
    return Completion(**values | more)  # type: ignore[arg-type]


def settled(plan: Plan, *completions: Completion) -> Plan:
    return with_done(plan, {one.uid: one for one in completions})


def passed_on(*work: Occurrence) -> Plan:
    """A plan where Stuart has everything."""
    return plan_of(*(replace(one, assignments=(Assignment(STUART),), staffing=(STEP,)) for one in work))


def test_work_is_over_on_its_last_day_or_when_it_is_due() -> None:
    whole_month = replace(AUDIT, end=date(2020, 11, 13))

    assert [one.last for one in (AUDIT, whole_month, replace(AUDIT, due=None))] == [
        date(2020, 10, 30),
        date(2020, 11, 13),
        date(2020, 10, 1),
    ]


@pytest.mark.parametrize(
    ("on", "due", "late"),
    [
        (date(2020, 10, 30), date(2020, 10, 30), False),
        (date(2020, 10, 31), date(2020, 10, 30), True),
        (date(2020, 10, 31), None, False),
    ],
)
def test_late_is_after_it_was_due_when_that_was_recorded(on: date, due: date | None, late: bool) -> None:
    assert done(AUDIT, on, due=due).is_late is late


def test_done_work_says_so_and_the_rest_stays_as_it_is() -> None:
    found = settled(plan_of(AUDIT, TOGETHER), done(AUDIT)).occurrences

    assert found == (replace(AUDIT, done=done(AUDIT)), TOGETHER)


def test_done_work_stays_with_whoever_had_it() -> None:
    (found,) = settled(passed_on(AUDIT), done(AUDIT)).occurrences

    assert (found.assignments, found.staffing) == ((Assignment(KARA),), ())


def test_what_was_nobodys_stays_nobodys() -> None:
    (found,) = settled(passed_on(VACANT), done(VACANT, date(2020, 11, 5), KELDA)).occurrences

    assert (found.assignments, found.done and found.done.by) == ((), (KELDA,))


def test_how_it_came_to_those_who_had_it_is_kept_where_nothing_changed() -> None:
    (work,) = passed_on(AUDIT).occurrences

    (found,) = settled(plan_of(work), done(work)).occurrences

    assert found.staffing == (STEP,)


def test_whoever_is_no_longer_in_staff_gives_way() -> None:
    without_kara = tuple(one for one in STAFF if one.name != KARA)
    nobody_left = replace(passed_on(AUDIT), config=replace(plan_of().config, staff=without_kara))
    one_left = replace(passed_on(TOGETHER), config=nobody_left.config)

    assert settled(nobody_left, done(AUDIT)).occurrences[0].workers == (STUART,)
    assert settled(one_left, done(TOGETHER)).occurrences[0].workers == (KELDA,)


def test_a_new_name_is_the_same_person_while_the_old_one_is_known() -> None:
    married = tuple(replace(one, name="Kara Bell", aliases=(KARA,)) if one.name == KARA else one for one in STAFF)
    plan = plan_of(replace(AUDIT, assignments=(Assignment("Kara Bell"),)), staff=married)

    (found,) = settled(plan, done(AUDIT)).occurrences

    assert (found.workers, found.done and found.done.by) == (("Kara Bell",), ("Kara Bell",))


def test_overdue_is_what_is_over_and_not_done_the_longest_first() -> None:
    plan = plan_of(TOGETHER, AUDIT, VACANT, LATER)

    assert overdue(plan.occurrences, date(2020, 10, 30)) == ()
    assert overdue(plan.occurrences, date(2020, 10, 31)) == (AUDIT,)
    assert overdue(plan.occurrences, TODAY) == (AUDIT, VACANT, TOGETHER)
    assert overdue(settled(plan, done(AUDIT)).occurrences, TODAY) == (VACANT, TOGETHER)


def test_what_was_due_before_people_began_to_record_is_not_overdue() -> None:
    assert overdue(plan_of(AUDIT, TOGETHER).occurrences, TODAY, date(2020, 10, 30)) == (AUDIT, TOGETHER)
    assert overdue(plan_of(AUDIT, TOGETHER).occurrences, TODAY, date(2020, 10, 31)) == (TOGETHER,)


def test_each_month_and_each_person_is_counted_and_the_total_once() -> None:
    plan = settled(plan_of(AUDIT, TOGETHER, VACANT), done(AUDIT, date(2020, 11, 2)))

    found = tally(plan, [], TODAY)

    assert found.months == {OCTOBER: Counts(1, 1, 1), NOVEMBER: Counts(2, overdue=2)}
    assert found.people == {
        KELDA: Counts(1, overdue=1),
        KARA: Counts(2, 1, 1, 1),
        STUART: Counts(),
        IROS: Counts(),
        None: Counts(1, overdue=1),
    }
    assert list(found.people) == [KELDA, KARA, STUART, IROS, None]
    assert found.total == Counts(3, 1, 1, 2)


def test_done_work_counts_for_those_who_did_it() -> None:
    found = tally(settled(plan_of(TOGETHER), done(TOGETHER, TODAY, STUART, "Dora Fox")), [], TODAY).people

    assert found == {
        KELDA: Counts(),
        KARA: Counts(),
        STUART: Counts(1, 1, 1),
        IROS: Counts(),
        "Dora Fox": Counts(1, 1, 1),
    }


def builds(*versions: Iterable[Event]) -> list[tuple[Change, ...]]:
    """The changes of builds, one after the other."""
    known, found = dict[str, Revision](), []
    for events in versions:
        revised = revise(known, events, NOON)
        known = dict(revised.revisions)
        found.append(revised.changes)
    return found


def event(work: Occurrence, **more: object) -> Event:
    slugs = {one.name: one.slug for one in STAFF}
    values = {"uid": work.uid, "start": work.start, "end": work.end, "summary": work.title, "due": work.due}
    return Event(**values | {"feeds": tuple(slugs[name] for name in work.workers)} | more)  # type: ignore[arg-type]


def test_moved_and_reassigned_are_counted_once_each_from_the_log() -> None:
    first = [event(AUDIT), event(TOGETHER)]
    moved = [event(AUDIT, due=date(2020, 10, 29)), event(TOGETHER)]
    both = [event(AUDIT, due=date(2020, 10, 28)), event(TOGETHER, feeds=("stuart-jones",), start=date(2020, 11, 4))]
    gone_and_back = [[], both]

    found = tally(plan_of(AUDIT, TOGETHER), builds(first, moved, both, *gone_and_back), TODAY, TODAY)

    assert found.months == {OCTOBER: Counts(1, moved=1), NOVEMBER: Counts(1, moved=1, reassigned=1)}
    assert found.total == Counts(2, moved=2, reassigned=1)
    assert found.people[KARA] == Counts(2, moved=2, reassigned=1)


def test_a_meeting_that_is_over_is_neither_done_nor_overdue() -> None:
    meeting = replace(AUDIT, due=None, at=time(10), minutes=120)

    counts = tally(plan_of(meeting), (), TODAY).total

    assert overdue(plan_of(meeting).occurrences, TODAY) == ()
    assert (counts.planned, counts.done, counts.overdue) == (1, 0, 0)
    assert overdue(plan_of(replace(meeting, due=date(2020, 10, 30))).occurrences, TODAY) != ()
