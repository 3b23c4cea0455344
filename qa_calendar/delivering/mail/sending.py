"""Sending what is due, so that each mail goes out once whatever happens in between.

notices ─▶ planned in the ledger ─▶ letters ─▶ connect ─▶ claim, committed ─▶ hand over ─▶ mark
                                        ▲                                               │
                                        └──────────── later, when the server said so ◀──┘
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from qa_calendar.delivering.mail.pace import Clock, Pace
from qa_calendar.delivering.mail.smtp import Accepted, Deferred, NotReachableError, Post, Refused, Unknown
from qa_calendar.delivering.state.ledger import Ledger, Mail, State
from qa_calendar.delivering.state.senders import Sender
from qa_calendar.model import Config
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.letters import Key, Letter, Notice, letter_bytes, letters_of

PATIENCE = 90.0
"""How many seconds one run goes on trying what the server put off."""

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after the first try, the second, and so on; after the last it stays at that."""


class Outcome(StrEnum):
    """What one run did with a mail."""

    SENT = "sent"
    BEFORE = "sent before"
    PUT_OFF = "put off"
    FAILED = "failed"
    UNKNOWN = "unknown"
    ELSEWHERE = "being sent by another"
    EXPIRED = "expired"
    DRAFTED = "written as a draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one *notice*; *detail* is what the server said, *again* when it is tried next, after *tries*.

    *now* when this run tried it, *settled* when a person has said what is to become of it.
    """

    notice: Notice
    outcome: Outcome
    detail: str = ""
    again: datetime | None = None
    tries: int = 0
    now: bool = True
    settled: bool = False

    @property
    def is_well(self) -> bool:
        """Whether it was sent, now or before, is being sent, or needs not be any more."""
        return self.settled or self.outcome in (Outcome.SENT, Outcome.BEFORE, Outcome.ELSEWHERE, Outcome.DRAFTED)


def counts_of(deliveries: Iterable[Delivery]) -> dict[Outcome, int]:
    """How many mails came to what, in the order people are told; two who share an address had one mail."""
    mails = {(one.notice.kind, one.notice.mailbox.address.casefold(), one.outcome) for one in deliveries}
    counts = Counter(outcome for *_, outcome in mails)
    return {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}


@dataclass(slots=True, kw_only=True)
class Mailer:
    """Sends notices over *post* as *sender*; *told* hears of each attempt at once."""

    ledger: Ledger
    post: Post
    sender: Sender
    clock: Clock
    config: Config
    told: Callable[[Delivery], None] = lambda _: None
    pace: Pace = field(default_factory=Pace)
    _tried: dict[tuple[Key, ...], Delivery] = field(default_factory=dict, init=False)

    def send(
        self, notices: Sequence[Notice], patience: float = PATIENCE, *, hurry: bool = False
    ) -> tuple[Delivery, ...]:
        """Send what of *notices* was not sent yet, and say what became of each; in a *hurry*, also what is put off.

        What the server puts off is tried again for *patience* seconds, and by later runs. Raises DeliveryError where a
        person must act before anything can be sent; what was not sent stays planned.
        """
        self._tried.clear()
        self.ledger.orphan(self.sender.is_alive, self.clock.now())
        self.ledger.plan(notices, self.clock.now())
        if hurry:
            self.ledger.hasten(key for notice in notices for key in notice.keys)
        until = self.clock.now() + timedelta(seconds=patience)
        while True:
            self._round(notices)
            again = self._next_time(notices)
            if again is None or again > until:
                return self._deliveries(notices)
            self.clock.sleep(max(0.0, (again - self.clock.now()).total_seconds()))

    def _round(self, notices: Sequence[Notice]) -> None:
        """Try once what may be sent now; nothing further when the server is not there."""
        lines, now = self.ledger.lines(), self.clock.now()
        letters = letters_of(one for one in notices if _is_ready(one, lines, now))
        for number, letter in enumerate(letters):
            if self.config.smtp is not None:
                self.pace.wait(self.config.smtp, self.clock)
            try:
                self.post.ready()
            except NotReachableError as error:
                self._put_off([notice for later in letters[number:] for notice in later.notices], str(error))
                return
            self._try(letter)

    def _next_time(self, notices: Sequence[Notice]) -> datetime | None:
        """When the first of *notices* that is still to be sent may be tried again."""
        lines = self.ledger.lines()
        planned = [line for one in notices if (line := _waiting(one, lines))]
        return min((line.not_before or self.clock.now() for line in planned), default=None)

    def _deliveries(self, notices: Sequence[Notice]) -> tuple[Delivery, ...]:
        """What became of *notices*, in this run or before it."""
        lines = self.ledger.lines()
        return tuple(self._tried.get(one.keys) or _before(one, lines) for one in notices)

    def _try(self, letter: Letter) -> None:
        lines = self.ledger.lines(letter.keys)
        wanted = [one for one in letter.notices if _is_ready(one, lines, self.clock.now())]
        claimed = tuple(one for one in wanted if self.ledger.claim(one, self.clock.now()))
        if not claimed:
            return
        (ours,) = letters_of(claimed)
        revision = max(lines[key].revision for key in ours.keys)
        with self._released(ours, Exception):
            raw = letter_bytes(ours, self.config, revision, self.clock.now())
        with self._released(ours, DeliveryError):
            verdict = self.post.hand_over(letter.mailbox.address, raw)
        if isinstance(verdict, Deferred):
            self._put_off(ours.notices, verdict.detail)
        else:
            self._end(ours, verdict)

    @contextmanager
    def _released(self, letter: Letter, kind: type[Exception]) -> Iterator[None]:
        """Let go of the claim when nothing was sent, as an exception of this *kind* says."""
        try:
            yield
        except kind:
            self.ledger.conclude(letter.keys, State.PLANNED, self.clock.now(), "")
            raise

    def _end(self, letter: Letter, verdict: Accepted | Refused | Unknown) -> None:
        match verdict:
            case Accepted():
                state, outcome = State.SENT, Outcome.SENT
            case Refused():
                state, outcome = State.FAILED, Outcome.FAILED
            case Unknown():
                state, outcome = State.UNKNOWN, Outcome.UNKNOWN
        self.ledger.conclude(letter.keys, state, self.clock.now(), verdict.detail)
        for notice in letter.notices:
            self._tell(Delivery(notice=notice, outcome=outcome, detail=verdict.detail))

    def _put_off(self, notices: Sequence[Notice], why: str) -> None:
        keys = [key for notice in notices for key in notice.keys]
        tries = max(line.tries for line in self.ledger.lines(keys).values())
        again = self.clock.now() + _PAUSES[min(tries, len(_PAUSES) - 1)]
        self.ledger.postpone(keys, self.clock.now(), why, again)
        for notice in notices:
            self._tell(Delivery(notice=notice, outcome=Outcome.PUT_OFF, detail=why, again=again, tries=tries + 1))

    def _tell(self, delivery: Delivery) -> None:
        self._tried[delivery.notice.keys] = delivery
        self.told(delivery)


_BEFORE = {
    State.PLANNED: Outcome.PUT_OFF,
    State.CLAIMED: Outcome.ELSEWHERE,
    State.SENT: Outcome.BEFORE,
    State.FAILED: Outcome.FAILED,
    State.UNKNOWN: Outcome.UNKNOWN,
    State.EXPIRED: Outcome.EXPIRED,
    State.DRAFTED: Outcome.DRAFTED,
}


def sendable_now(notices: Iterable[Notice], lines: Mapping[Key, Mail], now: datetime) -> tuple[Notice, ...]:
    """Those of *notices* that a run would try *now*; what the ledger does not know, or may plan anew, is new."""
    known = {key: line for key, line in lines.items() if not line.is_free}
    new = (key for one in notices for key in one.keys if key not in known)
    planned = {key: Mail(key=key, state=State.PLANNED, at=now, name="", address="", subject="") for key in new}
    return tuple(one for one in notices if _is_ready(one, known | planned, now))


def _is_ready(notice: Notice, lines: Mapping[Key, Mail], now: datetime) -> bool:
    waiting = _waiting(notice, lines)
    return waiting is not None and (waiting.not_before is None or waiting.not_before <= now)


def _waiting(notice: Notice, lines: Mapping[Key, Mail]) -> Mail | None:
    """The line of *notice* that may be sent first, when all of it is still to be sent."""
    found = [lines[key] for key in notice.keys]
    if any(line.state is not State.PLANNED for line in found):
        return None
    return min(found, key=lambda line: (line.not_before is not None, line.not_before or line.at))


def _before(notice: Notice, lines: Mapping[Key, Mail]) -> Delivery:
    line = lines[notice.keys[0]]
    return Delivery(
        notice=notice,
        outcome=_BEFORE[line.state],
        detail=line.detail,
        again=line.not_before,
        tries=line.tries,
        now=False,
        settled=line.settled is not None,
    )
