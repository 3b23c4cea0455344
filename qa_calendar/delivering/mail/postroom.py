"""Sending mail from a workspace: what is due out of the outbox, through the ledger, to the server.

workspace, database ─▶ desk ─▶ outbox ─▶ what expired is given up ─▶ the rest is sent
                         ▲                                               │
                         └───── the digest comes last, to tell of it ◀───┘
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import assert_never

from qa_calendar.dates.months import Week
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering import files
from qa_calendar.delivering.mail.desk import Desk, Wanted, desk_of
from qa_calendar.delivering.mail.drafts import Drafted, write_drafts
from qa_calendar.delivering.mail.kinds import drafts_in, kind_of
from qa_calendar.delivering.mail.outbox import Outbox, is_over, withdrawn
from qa_calendar.delivering.mail.pace import Clock, Pace
from qa_calendar.delivering.mail.rest import laid_to_rest
from qa_calendar.delivering.mail.retention import outdated
from qa_calendar.delivering.mail.sending import PATIENCE, Delivery, Mailer, Outcome, sendable_now
from qa_calendar.delivering.mail.smtp import Post
from qa_calendar.delivering.state.builds import Store, Unsure
from qa_calendar.delivering.state.database import Database, opened_for
from qa_calendar.delivering.state.ledger import Ledger, Mail
from qa_calendar.delivering.state.memory import remembered
from qa_calendar.delivering.state.noted import MAILED, note, noted
from qa_calendar.delivering.state.senders import sender
from qa_calendar.delivering.workspace import TO_SEND, Snapshot
from qa_calendar.model import Config
from qa_calendar.planning.mailing import BuildNumber, PieceOfWork, SecretLink, week_of_reminder
from qa_calendar.problems import DeliveryError, InvalidInputError, Location, Problem, UnsureError
from qa_calendar.rendering.letters import Key, MailKind, Notice, letter_bytes, letters_of, name_of
from qa_calendar.rendering.messages import mailbox_of

_NEVER = datetime.max.replace(tzinfo=UTC)
"""Later than anything is put off until."""

_LATE = "that week is over, and a reminder is never sent late: what is left of it is in the next one"
_NOWHERE = (
    "there is no e-mail address to send it to: hand it over, then "
    "`qa-calendar sent --settle NAME --because TEXT` says so"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What came of it, *since* an instant: each delivery, what was given up, what needs a person.

    *by_hand* are the drafts that were written for those without an address. *needing* is everything in the ledger that
    does, whenever it was sent; *trouble* is what could not be noted of it.
    """

    since: datetime
    deliveries: tuple[Delivery, ...] = ()
    by_hand: tuple[Drafted, ...] = ()
    expired: tuple[Mail, ...] = ()
    needing: tuple[Mail, ...] = ()
    trouble: str = ""

    def __add__(self, later: Dispatch) -> Dispatch:
        return Dispatch(
            since=self.since,
            deliveries=self.deliveries + later.deliveries,
            by_hand=self.by_hand + later.by_hand,
            expired=self.expired + later.expired,
            needing=later.needing,
            trouble=later.trouble or self.trouble,
        )

    @property
    def of_now(self) -> tuple[Delivery, ...]:
        """The deliveries that this run tried, or put off."""
        return tuple(one for one in self.deliveries if one.now or one.outcome is Outcome.PUT_OFF)

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
    pace: Pace = field(default_factory=Pace)

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
            mailer = Mailer(
                ledger=ledger, post=post, sender=us, clock=self.clock, config=config, told=self.told, pace=self.pace
            )
            try:
                dispatch = self._send(wanted, mailer, database)
            finally:
                post.close()
            try:
                note(self.snapshot.out, MAILED, Store(database).mailed())
            except DeliveryError as error:
                return replace(dispatch, trouble=str(error))  # what was sent is sent
            return dispatch

    def send_again(self, keys: Collection[Key]) -> Dispatch:
        """Send what a person asks for, also what was sent.

        What did not arrive in a week that is over is laid to rest: this week's mail has what is left of it. Raises
        ValueError where there is nothing to send, as it was sent in a week that is over, or there is no address.
        """
        config = self.snapshot.config
        check_mail(config)
        today = day_in_london(self.clock.now())
        nowhere = {one.slug for one in config.staff if one.email is None}
        if not (keys := [key for key in keys if key.person not in nowhere]):
            raise ValueError(_NOWHERE)
        late, keys = [key for key in keys if is_over(key, today)], [key for key in keys if not is_over(key, today)]
        with opened_for(self.snapshot) as database:
            self._be_sure(database)
            ledger = Ledger(database)
            failed = [key for key, line in ledger.lines(late).items() if line.needs_a_person]
            if not keys and not failed:
                raise ValueError(_LATE)
            ledger.settle(dict.fromkeys(failed, "its week is over; the mail of a later one has what is left of it"))
            ledger.renew(keys, self.clock.now())
        done = Dispatch(since=self.clock.now())
        keys = [*dict.fromkeys([*(replace(key, period=self._this_week(today)) for key in failed), *keys])]
        # A week's mail has what is due or overdue by itself in it.
        in_order = sorted(keys, key=lambda key: not isinstance(key.period, Week))
        for wanted in dict.fromkeys(map(_of_the_same, in_order)):
            some = [key for key in keys if _of_the_same(key) == wanted]
            kinds, people = tuple(dict.fromkeys(key.kind for key in some)), frozenset(key.person for key in some)
            done += self.send(replace(wanted, kinds=kinds, only=people))
        return done

    def _this_week(self, today: date) -> Week:
        return week_of_reminder(today, self.snapshot.config) or Week.of(today)

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
            found = _filled(desk, wanted, wanted.kinds)
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
        new = (one for one in found.by_hand if one.own_keys[0] not in desk.lines)
        return Rehearsed(tuple(mails), tuple(one.message.reader.name for one in new), unsure)

    def _send(self, wanted: Wanted, mailer: Mailer, database: Database) -> Dispatch:
        done = Dispatch(since=self.clock.now())
        for kinds in _in_turn(wanted.kinds):
            desk = desk_of(self.snapshot, database, day_in_london(self.clock.now()))
            found = _filled(desk, wanted, kinds)
            mailer.ledger.expire(found.expired, self.clock.now())
            expired = tuple(mailer.ledger.lines(found.expired).values())
            deliveries = mailer.send(_only(found.notices, wanted), self.patience, hurry=self.hurry)
            by_hand = self._leave(_only(found.by_hand, wanted), mailer.ledger)
            if MailKind.REMINDER in kinds and wanted.only is None and (week := desk.week(wanted)):
                gone = withdrawn(desk, (*found.by_hand, *found.notices), week)
                mailer.ledger.expire({key: why for key, why in gone.items() if key.kind in kinds}, self.clock.now())
            # What arrived now may be what is left of one that failed, and the digest comes after it.
            mailer.ledger.settle(laid_to_rest(mailer.ledger.lines(), desk.today))
            done += Dispatch(since=done.since, deliveries=deliveries, by_hand=by_hand, expired=expired)
        needing = tuple(line for line in mailer.ledger.lines().values() if line.needs_a_person)
        return replace(done, needing=needing)

    def _leave(self, notices: Sequence[Notice], ledger: Ledger) -> tuple[Drafted, ...]:
        """Write what a person is to hand over, and note it; those that were not noted before."""
        lines = ledger.lines()
        written: list[Drafted] = []
        for one in notices:
            line = lines.get(one.own_keys[0])
            if line is None or line.has_expired or line.needs_a_person:
                folder = self.snapshot.out / drafts_in(one.own_keys[0])
                written += write_drafts([one.message], folder, self.snapshot.config.reminders, ())
        new = {one.message.reader.slug for one in ledger.draft(notices, self.clock.now())}
        return tuple(one for one in written if one.message.reader.slug in new)

    def _plan(self) -> None:
        """Find what is wrong with the rules and the templates before a database is opened."""
        _ = self.snapshot.plan, self.snapshot.templates

    def _be_sure(self, database: Database) -> None:
        """Ask before anything is sent when the database was lost or is older: the feeds tell."""
        if (why := self._unsure(database)) is None:
            return
        if not self.sure:
            raise UnsureError(
                f"{why.said}: this may send mail a second time; `qa-calendar run --yes` sends it all the same"
            )
        Store(database).be_sure(noted(self.snapshot.out, MAILED))

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
    """Note what a person says of mail that needed one, so that it needs nobody any more; the ledger then."""
    with opened_for(snapshot) as database:
        Ledger(database).settle(dict.fromkeys(keys, why))
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
        case SecretLink():
            return Wanted(kinds=(), asked=True)
        case _:
            assert_never(key.period)


def _in_turn(kinds: tuple[MailKind, ...]) -> list[tuple[MailKind, ...]]:
    first = tuple(kind for kind in kinds if not kind_of(kind).last)
    return [some for some in (first, tuple(kind for kind in kinds if kind_of(kind).last)) if some]


def _filled(desk: Desk, wanted: Wanted, kinds: Iterable[MailKind]) -> Outbox:
    """What there is of *kinds*, which may be some of those that are *wanted* of the run."""
    found = Outbox()
    for kind in kinds:
        found += kind_of(kind).fill(desk, wanted)
    return found


def _only(notices: Iterable[Notice], wanted: Wanted) -> tuple[Notice, ...]:
    return tuple(one for one in notices if wanted.only is None or one.person in wanted.only)
