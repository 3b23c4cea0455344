"""How a piece of work stands on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from test_events import KARA, occurrence, plan_of
from test_progress import done, settled

from qa_calendar.model import Occurrence, OverdueOptions, Plan
from qa_calendar.planning.states import WorkState, states_of

MONDAY = date(2020, 10, 12)
SINCE = OverdueOptions(since=date(2020, 4, 1))


def work(start: date, due: date | None, *workers: str, at: time | None = None) -> Occurrence:
    return occurrence("Peer Audit", *workers, start=start, due=due, at=at)


def tracked(plan: Plan, since: OverdueOptions | None = SINCE) -> Plan:
    return replace(plan, config=replace(plan.config, overdue=since))


def state(one: Occurrence, since: OverdueOptions | None = SINCE) -> WorkState:
    return states_of(tracked(plan_of(one), since), MONDAY)[one.uid]


@pytest.mark.parametrize(
    ("start", "due", "workers", "expected"),
    [
        (date(2020, 10, 1), date(2020, 10, 11), [KARA], WorkState.OVERDUE),
        (date(2020, 10, 1), date(2020, 10, 11), [], WorkState.OVERDUE),
        (date(2020, 10, 1), date(2020, 10, 12), [KARA], WorkState.THIS_WEEK),
        (date(2020, 10, 16), date(2020, 10, 18), [KARA], WorkState.THIS_WEEK),
        (date(2020, 10, 16), date(2020, 10, 18), [], WorkState.NOBODY),
        (date(2020, 10, 12), date(2020, 10, 19), [KARA], WorkState.UNDER_WAY),
        (date(2020, 10, 13), date(2020, 10, 19), [KARA], WorkState.PLANNED),
        (date(2020, 10, 13), None, [KARA], WorkState.THIS_WEEK),
        (date(2020, 10, 19), None, [], WorkState.NOBODY),
    ],
)
def test_the_first_word_that_holds_is_the_state(
    start: date, due: date | None, workers: list[str], expected: WorkState
) -> None:
    assert state(work(start, due, *workers)) is expected


def test_done_work_is_done_however_late() -> None:
    one = work(date(2020, 8, 3), date(2020, 8, 28), KARA)

    plan = tracked(settled(plan_of(one), done(one, date(2020, 9, 30))))

    assert states_of(plan, MONDAY) == {one.uid: WorkState.DONE}


def test_a_meeting_that_has_ended_is_over_and_never_overdue() -> None:
    assert state(work(date(2020, 10, 8), None, KARA, at=time(10))) is WorkState.OVER


@pytest.mark.parametrize("since", [None, OverdueOptions(since=date(2020, 10, 1))])
def test_what_is_past_and_does_not_count_as_overdue_is_over(since: OverdueOptions | None) -> None:
    assert state(work(date(2020, 9, 1), date(2020, 9, 30), KARA), since) is WorkState.OVER


def test_a_visit_of_days_by_the_clock_is_not_over_while_it_lasts() -> None:
    plan = plan_of(occurrence("Visit", KARA, start=date(2020, 11, 2), at=time(9), minutes=56 * 60))
    (uid,) = (one.uid for one in plan.occurrences)

    found = {day: states_of(plan, date(2020, 11, day))[uid] for day in (2, 3, 4, 5)}
    assert (found[3], found[4], found[5]) == (WorkState.THIS_WEEK, WorkState.THIS_WEEK, WorkState.OVER)
