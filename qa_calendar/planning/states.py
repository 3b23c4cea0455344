"""How a piece of work stands on a day: one word for each, the first that holds."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from qa_calendar.dates.months import Week
from qa_calendar.model import Occurrence, Plan
from qa_calendar.planning.progress import overdue


class WorkState(StrEnum):
    """How a piece of work stands."""

    DONE = "done"
    OVERDUE = "overdue"
    OVER = "over"
    NOBODY = "nobody"
    THIS_WEEK = "this-week"
    UNDER_WAY = "under-way"
    PLANNED = "planned"


def states_of(plan: Plan, today: date) -> dict[str, WorkState]:
    """How each piece of work of *plan* stands *today*, by UID.

    Where nothing says that work is overdue (`overdue` in config.yaml), what is past is over, as a meeting that has
    ended always is.
    """
    options = plan.config.overdue
    late = () if options is None else overdue(plan.occurrences, today, options.since)
    uids = {one.uid for one in late}
    return {one.uid: _state(one, today, is_late=one.uid in uids) for one in plan.occurrences}


def _state(one: Occurrence, today: date, *, is_late: bool) -> WorkState:
    if one.done is not None:
        return WorkState.DONE
    if is_late:
        return WorkState.OVERDUE
    if one.last < today:
        return WorkState.OVER
    if not one.assignments:
        return WorkState.NOBODY
    if one.last in Week.of(today):
        return WorkState.THIS_WEEK
    return WorkState.UNDER_WAY if one.start <= today else WorkState.PLANNED
