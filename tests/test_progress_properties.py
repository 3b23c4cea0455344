"""What holds of done work, whatever staff changes come afterwards, backdated or not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from builders import config
from hypothesis import given, settings
from hypothesis import strategies as st
from test_plan_properties import EXAMPLES, NAMES, consistent, frameworks, people, staff_changes

from qa_calendar.model import Assignment, Completion, Framework, Plan, StaffChange
from qa_calendar.planning.plan import expand
from qa_calendar.planning.progress import Progress, tally, with_done

NOON = datetime(2020, 11, 2, 12, tzinfo=UTC)
TODAY = date(2020, 11, 2)
changes = st.lists(staff_changes(), max_size=3)
doers = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), changes, changes, st.data())
def test_no_staff_change_ever_takes_done_work_from_whoever_did_it(
    listed: Framework, staff: list[Any], first: list[StaffChange], later: list[StaffChange], data: st.DataObject
) -> None:
    known = consistent(first)
    plan = expand([listed], config(*staff, staff_changes=known))
    done = {
        one.uid: Completion(
            uid=one.uid,
            title=one.title,
            on=data.draw(st.dates(date(2020, 4, 1), TODAY)),
            by=one.workers or tuple(data.draw(doers)),
            workers=one.assignments,
            due=one.due,
            recorded=NOON,
        )
        for one in plan.occurrences
        if data.draw(st.booleans())
    }
    before = with_done(plan, done)

    after = with_done(expand([listed], config(*staff, staff_changes=consistent([*known, *later]))), done)

    assert done_by(tally(after, [], TODAY)) == done_by(tally(before, [], TODAY))
    assert people_of(after) == people_of(before)
    assert tally(after, [], TODAY).total.done == len(done)


def done_by(progress: Progress) -> dict[str | None, tuple[int, int]]:
    """What each person did, and did late."""
    return {name: (counts.done, counts.late) for name, counts in progress.people.items() if counts.done}


def people_of(plan: Plan) -> dict[str, tuple[Assignment, ...]]:
    """Whose each piece of done work is."""
    return {one.uid: one.assignments for one in plan.occurrences if one.done}
