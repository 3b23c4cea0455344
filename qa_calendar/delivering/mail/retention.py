"""Which lines of the ledger are too old to keep, and would not be sent again for want of them."""

from __future__ import annotations

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from qa_calendar.dates.months import Week
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.mail.desk import Desk
from qa_calendar.delivering.mail.waiting import TOLD
from qa_calendar.delivering.mail.welcoming import periods_of
from qa_calendar.delivering.state.ledger import State
from qa_calendar.planning.mailing import PieceOfWork
from qa_calendar.rendering.letters import Key, MailKind


def outdated(desk: Desk, months: int) -> Iterator[Key]:
    """What is settled and older than so many *months*, but not of work that is not done, nor of a link in use.

    These would be sent again.
    """
    before = desk.today - relativedelta(months=months)
    kept = _last_of_each(desk)
    unfinished = {one.uid.rpartition("@")[0] for one in desk.plan.occurrences if one.done is None}
    told = set(periods_of(desk.links).values())
    for key, line in desk.lines.items():
        is_open = line.state in (State.PLANNED, State.CLAIMED) or line.needs_a_person
        is_of_open_work = isinstance(key.period, PieceOfWork) and key.period.work in unfinished
        is_kept = is_open or is_of_open_work or key in kept or key.period in told
        if day_in_london(line.at) < before and not is_kept:
            yield key


def _last_of_each(desk: Desk) -> set[Key]:
    """The last weekly mail of each kind that each person had: the next one goes on from there."""
    last: dict[tuple[str, MailKind], tuple[Week, Key]] = {}
    for key, line in desk.lines.items():
        if isinstance(key.period, Week) and line.state in TOLD:
            known = last.get((key.person, key.kind))
            if known is None or known[0].first < key.period.first:
                last[key.person, key.kind] = key.period, key
    return {key for _, key in last.values()}
