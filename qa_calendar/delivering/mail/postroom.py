"""Sending mail from a workspace: what is due out of the outbox, through the ledger, to the server.

workspace, database ─▶ desk ─▶ outbox ─▶ what expired is given up ─▶ the rest is sent
                         ▲                                               │
                         └───── the digest comes last, to tell of it ◀───┘
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

from qa_calendar.dates.months import Week
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering import files
from qa_calendar.delivering.mail.desk import Desk, Wanted, desk_of
from qa_calendar.delivering.mail.kinds import kind_of
from qa_calendar.delivering.mail.outbox import Outbox, is_over
from qa_calendar.delivering.mail.retention import outdated
from qa_calendar.delivering.mail.sending import PATIENCE, Clock, Delivery, Mailer, sendable_now
from qa_calendar.delivering.mail.smtp import Post
from qa_calendar.delivering.state.builds import Store, Unsure
from qa_calendar.delivering.state.database import Database, opened_for
from qa_calendar.delivering.state.ledger import Ledger, Mail
from qa_calendar.delivering.state.memory import remembered
from qa_calendar.delivering.state.senders import sender
from qa_calendar.delivering.workspace import TO_SEND, Snapshot
from qa_calendar.model import Config
from qa_calendar.planning.mailing import BuildNumber, PieceOfWork
from qa_calendar.problems import InvalidInputError, Location, Problem, UnsureError
from qa_calendar.rendering.letters import Key, MailKind, Notice, letter_bytes, letters_of, name_of
from qa_calendar.rendering.messages import mailbox_of

_NEVER = datetime.max.replace(tzinfo=UTC)
"""Later than anything is put off until."""

_LATE = (
    "that week is over, and a reminder is never sent late: what is left of it is in the next one; "
    "`qa-calendar sent --settle NAME --because TEXT` lays it to rest"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What came of it, *since* an instant: each delivery, who has no address, what was given up, what needs a person.

    *needing* is everything in the ledger that does, whenever it was sent.
    """

    since: datetime
    deliveries: tuple[Delivery, ...] = ()
    unreachable: tuple[str, ...] = ()
    expired: tuple[Mail, ...] = ()
    needing: tuple[Mail, ...] = ()

    def __add__(self, later: Dispatch) -> Dispatch:
        return Dispatch(
            since=self.since,
            deliveries=self.deliveries + later.deliveries,
            unreachable=tuple(dict.fromkeys(self.unreachable + later.unreachable)),
            expired=self.expired + later.expired,
            needing=later.needing,
        )

    @property
    def is_incomplete(self) -> bool:
        """Whether something was not sent that should have been, or nobody can tell."""
        return any(not one.is_well for one in self.deliveries)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would be sent, as *files* in order, who has no address, why who was sent what may not be known."""

    files: tuple[Path, ...]
    unreachable: tuple[str, ...]
    unsure: Unsure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRoom:
    """A workspace to send from, as read, with what finds the mail server's *password*.

    *told* hears of each attempt as it is made. *sure* when a person wants even mail sent of which nobody knows whether
    it was, in a *hurry* when what is put off.
    """

    snapshot: Snapshot
    clock: Clock
    password: Callable[[], str | None] = field(default=lambda: None, repr=False)
    patience: float = PATIENCE
    sure: bool = False
    hurry: bool = False
    told: Callable[[Delivery], None] = lambda _: None

    def send(self, wanted: Wanted) -> Dispatch:
        """Send what is *wanted* and was not sent yet.

        Raises InvalidInputError, UnsureError when it is not known who was sent what, or DeliveryError where nothing can
        be sent before a person acts; whatever was not sent stays to be sent.
        """
        config = self.snapshot.config
        address = check_mail(config)
        self._plan()
        with opened_for(self.snapshot) as database, sender(database) as us:
            self._be_sure(database)
            ledger = Ledger(database, us.name)
            ledger.orphan(us.is_alive, self.clock.now())
            assert config.smtp is not None
            post = Post(config.smtp, address, self.password())
            mailer = Mailer(ledger=ledger, post=post, sender=us, clock=self.clock, config=config, told=self.told)
            try:
                return self._send(wanted, mailer, database)
            finally:
                post.close()

    def send_again(self, keys: Collection[Key]) -> Dispatch:
        """Send what a person asks for, also what was sent; but what is of a week that is over.

        Raises ValueError when that is all.
        """
        config = self.snapshot.config
        check_mail(config)
        today = day_in_london(self.clock.now())
        keys = [key for key in keys if not is_over(key, today)]
        if not keys:
            raise ValueError(_LATE)
        with opened_for(self.snapshot) as database:
            self._be_sure(database)
            Ledger(database).renew(keys, self.clock.now())
        done = Dispatch(since=self.clock.now())
        for wanted in dict.fromkeys(map(_of_the_same, keys)):
            some = [key for key in keys if _of_the_same(key) == wanted]
            kinds, people = tuple(dict.fromkeys(key.kind for key in some)), frozenset(key.person for key in some)
            done += self.send(replace(wanted, kinds=kinds, only=people))
        return done

    def forget_old(self) -> None:
        """Keep no mail longer than config.yaml says, but what would be sent again for want of it."""
        months = self.snapshot.config.keep_mail_months
        if months is not None:
            with opened_for(self.snapshot) as database:
                desk = desk_of(self.snapshot, database, day_in_london(self.clock.now()))
                Ledger(database).forget(outdated(desk, months))

    def rehearse(self, wanted: Wanted) -> Rehearsed:
        """Write what `send` would send now, byte for byte, into out/to-send/."""
        config = self.snapshot.config
        check_mail(config)
        self._plan()
        folder, now = self.snapshot.out / TO_SEND, self.clock.now()
        with opened_for(self.snapshot, create=False) as database:
            desk = desk_of(self.snapshot, database, day_in_london(now))
            found = _filled(desk, wanted)
            unsure = self._unsure(database)
        ready = sendable_now(found.notices, desk.lines, _NEVER if self.hurry else now)
        letters = letters_of(_only(ready, wanted))
        mails = {}
        for letter in letters:
            revision = max((desk.lines[key].revision for key in letter.keys if key in desk.lines), default=0)
            mails[folder / f"{name_of(letter, revision)}.eml"] = letter_bytes(letter, config, revision, now)
        for path, raw in mails.items():
            files.replace(path, raw, private=True)
        for stale in sorted(set(folder.glob("*.eml")) - mails.keys()):
            files.remove(stale)
        return Rehearsed(tuple(mails), found.unreachable, unsure)

    def _send(self, wanted: Wanted, mailer: Mailer, database: Database) -> Dispatch:
        done = Dispatch(since=self.clock.now())
        for kinds in _in_turn(wanted.kinds):
            desk = desk_of(self.snapshot, database, day_in_london(self.clock.now()))
            found = _filled(desk, replace(wanted, kinds=kinds))
            mailer.ledger.expire(found.expired, self.clock.now())
            expired = tuple(mailer.ledger.lines(found.expired).values())
            deliveries = mailer.send(_only(found.notices, wanted), self.patience, hurry=self.hurry)
            unreachable = found.unreachable if wanted.only is None else ()
            done += Dispatch(since=done.since, deliveries=deliveries, unreachable=unreachable, expired=expired)
        needing = tuple(line for line in mailer.ledger.lines().values() if line.needs_a_person)
        return replace(done, needing=needing)

    def _plan(self) -> None:
        """Find what is wrong with the rules and the templates before a database is opened."""
        _ = self.snapshot.plan, self.snapshot.templates

    def _be_sure(self, database: Database) -> None:
        """Ask before anything is sent when the database was lost or is older: the feeds tell."""
        if (why := self._unsure(database)) is None:
            return
        if not self.sure:
            raise UnsureError(f"{why.said}: this may send mail a second time; --yes sends it all the same")
        Store(database).be_sure()

    def _unsure(self, database: Database) -> Unsure | None:
        return remembered(Store(database), self.snapshot.out, self.snapshot.config).unsure


def check_mail(config: Config) -> str:
    """The address mail comes from; raises InvalidInputError when config.yaml does not say all it takes to send."""
    problems = []
    if config.smtp is None:
        cure = "add for example smtp: {host: smtp.example.gov.uk}, see docs/mail.md"
        problems.append(Problem(Location(config.location.file), f"nothing says where mail is handed over; {cure}"))
    if config.reminders.sender is None:
        cure = "add reminders: {from: qa-team@example.gov.uk}"
        problems.append(Problem(Location(config.location.file), f"nothing says who mail comes from; {cure}"))
    if problems or config.reminders.sender is None:
        raise InvalidInputError(problems)
    return mailbox_of(config.reminders.sender)[1]


def looked_at(snapshot: Snapshot) -> tuple[dict[Key, Mail], Unsure | None]:
    """The ledger of a workspace, and why it may not know all that was sent; nothing is written."""
    with opened_for(snapshot, create=False) as database:
        return Ledger(database).lines(), remembered(Store(database), snapshot.out, snapshot.config).unsure


def settled(snapshot: Snapshot, keys: Iterable[Key], why: str) -> dict[Key, Mail]:
    """Note what a person says of mail that failed or is unknown, so that it needs nobody any more; the ledger then."""
    with opened_for(snapshot) as database:
        Ledger(database).settle(keys, why)
        return Ledger(database).lines()


def _of_the_same(key: Key) -> Wanted:
    """What to send so that everything of the same week, build or day as *key* is among it."""
    match key.period:
        case Week():
            return Wanted(kinds=(), week=key.period)
        case BuildNumber():
            return Wanted(kinds=(), build=key.period.number)
        case PieceOfWork():
            return Wanted(kinds=())
        case _:
            assert_never(key.period)


def _in_turn(kinds: tuple[MailKind, ...]) -> list[tuple[MailKind, ...]]:
    first = tuple(kind for kind in kinds if not kind_of(kind).last)
    return [some for some in (first, tuple(kind for kind in kinds if kind_of(kind).last)) if some]


def _filled(desk: Desk, wanted: Wanted) -> Outbox:
    found = Outbox()
    for kind in wanted.kinds:
        found += kind_of(kind).fill(desk, wanted)
    return found


def _only(notices: Iterable[Notice], wanted: Wanted) -> tuple[Notice, ...]:
    return tuple(one for one in notices if wanted.only is None or one.person in wanted.only)
