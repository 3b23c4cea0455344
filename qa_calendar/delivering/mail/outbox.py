"""What there is to send now: the notices, what was planned and is worth nothing any more, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from qa_calendar.dates.months import Week
from qa_calendar.delivering.mail.desk import Desk
from qa_calendar.delivering.state.ledger import State
from qa_calendar.rendering.letters import Key, MailKind, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The *notices* to send, and those to hand over *by_hand*. *expired* is planned but not worth sending any more."""

    notices: tuple[Notice, ...] = ()
    expired: Mapping[Key, str] = field(default_factory=dict)
    by_hand: tuple[Notice, ...] = ()

    def __add__(self, other: Outbox) -> Outbox:
        return Outbox(
            notices=self.notices + other.notices,
            expired={**self.expired, **other.expired},
            by_hand=self.by_hand + other.by_hand,
        )


def is_open(desk: Desk, key: Key) -> bool:
    """Whether it is still to be sent: never planned, planned, given up by itself, or a draft nobody said was sent."""
    line = desk.lines.get(key)
    return line is None or line.state is State.PLANNED or line.is_free


def stale(desk: Desk, kind: MailKind, notices: Iterable[Notice], why: str) -> dict[Key, str]:
    """What is planned of *kind*, but no longer among the *notices*."""
    wanted = {key for notice in notices for key in notice.keys}
    planned = (key for key, line in desk.lines.items() if key.kind is kind and line.state is State.PLANNED)
    return {key: why for key in planned if key not in wanted}


def withdrawn(desk: Desk, notices: Iterable[Notice], week: Week) -> dict[Key, str]:
    """The drafts of *week* that are no longer among the *notices*, and that nobody said were sent."""
    wanted = {key for notice in notices for key in notice.own_keys}
    drafted = (line for line in desk.lines.values() if line.state is State.DRAFTED and line.is_free)
    return {
        line.key: "nothing is left of it to tell"
        for line in drafted
        if line.key.period == week and line.key not in wanted
    }


def folded(desk: Desk, kind: MailKind, notices: Iterable[Notice], week: Week) -> dict[Key, str]:
    """What is planned of a weekly *kind*, but has nothing left to tell, or is of a week that is over."""
    left = stale(desk, kind, notices, "nothing is left of it to tell")
    over = {key: f"its week is over; {week} has what is left of it" for key in left if is_over(key, desk.today)}
    return {key: why for key, why in left.items() if key.period == week} | over


def is_over(key: Key, today: date) -> bool:
    """Whether it is of a week that is over."""
    return isinstance(key.period, Week) and key.period.last < today
