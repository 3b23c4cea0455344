"""Which lines of the ledger are too old to keep, and would not be sent again for want of them."""

from __future__ import annotations

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.mail.desk import Desk
from qa_calendar.delivering.state.ledger import State
from qa_calendar.planning.mailing import PieceOfWork
from qa_calendar.rendering.letters import Key


def outdated(desk: Desk, months: int) -> Iterator[Key]:
    """What is settled and older than so many *months*, but not of work that is not done: that would be sent again."""
    before = desk.today - relativedelta(months=months)
    unfinished = {one.uid.rpartition("@")[0] for one in desk.plan.occurrences if one.done is None}
    for key, line in desk.lines.items():
        is_open = line.state in (State.PLANNED, State.CLAIMED) or line.needs_a_person
        is_of_open_work = isinstance(key.period, PieceOfWork) and key.period.work in unfinished
        if day_in_london(line.at) < before and not is_open and not is_of_open_work:
            yield key
