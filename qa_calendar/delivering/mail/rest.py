"""Mail that failed, or was left to a person, and needs nobody any more: what came later has what is left of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from qa_calendar.dates.months import Week, spoken
from qa_calendar.delivering.mail.outbox import is_over
from qa_calendar.delivering.state.ledger import Mail, State
from qa_calendar.planning.mailing import PieceOfWork
from qa_calendar.rendering.letters import Key


def laid_to_rest(lines: Mapping[Key, Mail], today: date) -> dict[Key, str]:
    """What of *lines* needs nobody any more, and why."""
    waiting = {key: line for key, line in lines.items() if line.needs_a_person and line.state is not State.PLANNED}
    found = {key: _why(line, _of_the_same(key, lines.values()), today) for key, line in waiting.items()}
    return {key: why for key, why in found.items() if why is not None}


def _why(line: Mail, same: Iterable[Mail], today: date) -> str | None:
    if line.state is State.DRAFTED and is_over(line.key, today):
        return "its week is over"
    arrived = (one.key.period for one in same if one.state is State.SENT and _has_what_is_left(one, line))
    weeks = [period.first for period in arrived if isinstance(period, Week)]
    return f"what is left of it arrived with the week of {spoken(max(weeks))}" if weeks else None


def _has_what_is_left(later: Mail, line: Mail) -> bool:
    match line.key.period:
        case Week(first=day):
            return later.key.kind is line.key.kind and isinstance(week := later.key.period, Week) and week.first > day
        case PieceOfWork(work=work):
            return later.at > line.at and work in {uid.rpartition("@")[0] for uid in later.view or ()}
        case _:
            return False


def _of_the_same(key: Key, lines: Iterable[Mail]) -> Iterable[Mail]:
    """The weekly mail to the same person."""
    return (one for one in lines if one.key.person == key.person and isinstance(one.key.period, Week))
