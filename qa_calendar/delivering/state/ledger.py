"""The send ledger: what is to be sent to whom, and what became of it. A unique key decides that it is sent once.

    planned ─▶ claimed ─▶ sent
       ▲          ├─────▶ failed    the server will not have it
       │          ├─────▶ unknown   nobody can tell: a crash, or no answer after the last byte
       │          └─────▶ planned   not before a while: the server said so, or was not there
       │
       ├── asked for again, by a person only; its revision rises
       └─▶ expired                  no longer worth sending

    drafted                         written for a person to send or to hand over, who says when it is

A claim is committed before anything is sent. One whose sender is gone is unknown, and only a person sends it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from qa_calendar.dates.months import Week
from qa_calendar.dates.zone import utc_text
from qa_calendar.delivering.state.database import Database, insert_new
from qa_calendar.delivering.state.tables import calendars, mails
from qa_calendar.planning.mailing import parse_period
from qa_calendar.rendering.letters import Key, MailKind, Notice

STUCK = 5
"""After how many tries in vain, more than an hour, a person should look why."""


class State(StrEnum):
    """What became of a mail."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    DRAFTED = "drafted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One line of the ledger. *at* is when its state last changed, *not_before* when it may be tried again.

    *revision* counts how often a person asked for it again, *tries* how often it was tried since. *detail* is what the
    server said, *settled* what a person said of one that failed or is unknown, *history* what became of it each time
    before it was asked for again. *build* is the last that a digest told of, *view* what was in view in a reminder.
    """

    key: Key
    state: State
    at: datetime
    name: str
    address: str
    subject: str
    revision: int = 0
    tries: int = 0
    not_before: datetime | None = None
    sender: str | None = None
    detail: str = ""
    settled: str | None = None
    history: tuple[str, ...] = ()
    build: int | None = None
    view: tuple[str, ...] | None = None

    @property
    def has_expired(self) -> bool:
        """Whether it was given up by itself, not by a person."""
        return self.state is State.EXPIRED and self.settled is None

    @property
    def is_free(self) -> bool:
        """Whether it may be planned anew: it was given up by itself, or is a draft that nobody said was sent."""
        return self.state in (State.EXPIRED, State.DRAFTED) and self.settled is None

    @property
    def needs_a_person(self) -> bool:
        """Whether it failed, is unknown or is a draft, and nobody has said what became of it; or put off for long."""
        if self.state is State.PLANNED:
            return self.tries >= STUCK
        return self.state in (State.FAILED, State.UNKNOWN, State.DRAFTED) and self.settled is None


_FREE = and_(mails.c.state.in_([State.EXPIRED.value, State.DRAFTED.value]), mails.c.settled.is_(None))
_PLANNED = mails.c.state == State.PLANNED.value


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger in an open *database*, as the sender of that name uses it."""

    database: Database
    sender: str = ""

    def lines(self, keys: Collection[Key] | None = None) -> dict[Key, Mail]:
        """Every line, the oldest first; or those of *keys*."""
        if keys is None:
            found = self.database.rows(mails, order_by="at kind period person")
            return {line.key: line for line in self.database.read(mails, _mail, found)}
        with self.database.transaction() as connection:
            rows = [row for key in keys for row in connection.execute(select(mails).where(self._is(key))).mappings()]
        return {line.key: line for line in self.database.read(mails, _mail, map(dict, rows))}

    def plan(self, notices: Iterable[Notice], now: datetime) -> None:
        """Add what is not in it yet, and what had expired or was a draft and is to be sent after all."""
        rows = {key: self._row(notice, key, now) for notice in notices for key in notice.keys}
        known = self.lines()
        revived = [key for key in rows if key in known and known[key].is_free]
        if rows.keys() - known.keys() or revived:
            with self.database.transaction() as connection:
                connection.execute(insert_new(connection, mails), list(rows.values()))
                for key in revived:
                    # Its revision stays: a Message-ID is never used for another mail.
                    anew = {**rows[key], "revision": known[key].revision, "not_before": None}
                    connection.execute(update(mails).where(self._is(key), _FREE).values(anew))

    def draft(self, notices: Iterable[Notice], now: datetime) -> tuple[Notice, ...]:
        """Note what is written for a person to send or hand over; those of *notices* that were not noted before."""
        notices, known = tuple(notices), self.lines()
        new = tuple(one for one in notices if any(key not in known or known[key].has_expired for key in one.own_keys))
        if new:
            with self.database.transaction() as connection:
                for one in new:
                    for key in one.own_keys:
                        row = {**self._row(one, key, now), **_told(one), "state": State.DRAFTED.value}
                        connection.execute(insert_new(connection, mails).values(row))
                        # Its revision stays, as in `plan`.
                        anew = {name: value for name, value in row.items() if name != "revision"}
                        connection.execute(update(mails).where(self._is(key), _FREE).values(anew))
        return new

    def claim(self, notice: Notice, now: datetime) -> bool:
        """Take everything *notice* tells of; False, and nothing taken, where another has some of it."""
        taken = {
            "state": State.CLAIMED.value,
            "sender": self.sender,
            "at": utc_text(now),
            "address": notice.mailbox.address,
            "subject": notice.message.subject,
        }
        with self.database.transaction() as connection:
            # In the same order everywhere, or two senders would wait for each other.
            for key in sorted(notice.keys):
                values = {**taken, **_told(notice)} if key in notice.own_keys else taken
                if connection.execute(update(mails).where(self._is(key), _PLANNED).values(values)).rowcount == 0:
                    connection.rollback()
                    return False
        return True

    def conclude(self, keys: Iterable[Key], state: State, now: datetime, detail: str) -> None:
        """Say what became of our own claims."""
        values = {"state": state.value, "at": utc_text(now), "detail": detail, "sender": None}
        with self.database.transaction() as connection:
            for key in keys:
                # Even if another took us for gone meanwhile: we know better.
                connection.execute(update(mails).where(self._is(key), mails.c.sender == self.sender).values(values))
            if state is not State.PLANNED:
                row = {"calendar_id": self.database.calendar_id, "number": 0, "floor": 0}
                connection.execute(insert_new(connection, calendars).values(row))
                one_more = func.coalesce(calendars.c.mailed, 0) + 1
                connection.execute(update(calendars).where(self.database.ours(calendars)).values(mailed=one_more))

    def hasten(self, keys: Iterable[Key]) -> None:
        """Let what is put off be tried at once."""
        waiting = and_(_PLANNED, mails.c.not_before.is_not(None))
        with self.database.transaction() as connection:
            for key in keys:
                connection.execute(update(mails).where(self._is(key), waiting).values(not_before=None))

    def postpone(self, keys: Iterable[Key], now: datetime, why: str, not_before: datetime) -> None:
        """Plan again, *not_before* a time, what was tried in vain: our own claims, and what nobody has claimed."""
        values = {
            "state": State.PLANNED.value,
            "at": utc_text(now),
            "detail": why,
            "sender": None,
            "tries": mails.c.tries + 1,
            "not_before": utc_text(not_before),
        }
        ours = or_(_PLANNED, mails.c.sender == self.sender)
        with self.database.transaction() as connection:
            for key in keys:
                connection.execute(update(mails).where(self._is(key), ours).values(values))

    def expire(self, keys: Mapping[Key, str], now: datetime) -> None:
        """Give up what is planned or a draft that nobody said was sent, each for its reason."""
        if keys:
            with self.database.transaction() as connection:
                for key, why in keys.items():
                    values = {"state": State.EXPIRED.value, "at": utc_text(now), "detail": why}
                    waiting = or_(_PLANNED, _FREE)
                    connection.execute(update(mails).where(self._is(key), waiting).values(values))

    def orphan(self, is_alive: Callable[[str], bool], now: datetime) -> None:
        """Make unknown what was claimed by a sender that is gone."""
        claims = [one for one in self.lines().values() if one.state is State.CLAIMED]
        gone = {sender for one in claims if (sender := one.sender or "") and not is_alive(sender)}
        if gone:
            why = "the program ended while this was being sent"
            values = {"state": State.UNKNOWN.value, "at": utc_text(now), "detail": why}
            lost = and_(
                self.database.ours(mails), mails.c.state == State.CLAIMED.value, mails.c.sender.in_(sorted(gone))
            )
            with self.database.transaction() as connection:
                connection.execute(update(mails).where(lost).values(values))

    def renew(self, keys: Iterable[Key], now: datetime) -> None:
        """Plan again what a person asks for, whatever became of it; what waits to be tried again waits no more.

        What became of it before stays on record.
        """
        values = {"tries": 0, "not_before": None, "at": utc_text(now), "detail": "asked for again"}
        anew = {"state": State.PLANNED.value, "revision": mails.c.revision + 1, "sender": None, "settled": None}
        over = mails.c.state.not_in([State.PLANNED.value, State.CLAIMED.value])
        keys = tuple(keys)
        before = self.lines(keys)
        with self.database.transaction() as connection:
            for key in keys:
                history = {"history": json.dumps([*before[key].history, _record(before[key])])} if key in before else {}
                connection.execute(update(mails).where(self._is(key), over).values(anew | history))
                connection.execute(update(mails).where(self._is(key), _PLANNED).values(values))

    def forget(self, keys: Iterable[Key]) -> None:
        """Keep no longer what became of them."""
        if keys := tuple(keys):
            with self.database.transaction() as connection:
                for key in keys:
                    connection.execute(delete(mails).where(self._is(key)))

    def settle(self, keys: Mapping[Key, str]) -> None:
        """Note what became of mail that needs a person; what is still to be sent is given up."""
        with self.database.transaction() as connection:
            for key, why in keys.items():
                given_up = {"state": State.EXPIRED.value, "settled": why}
                connection.execute(update(mails).where(self._is(key)).values(settled=why))
                connection.execute(update(mails).where(self._is(key), _PLANNED).values(given_up))

    def _is(self, key: Key) -> ColumnElement[bool]:
        of = self.database.ours(mails)
        return and_(of, mails.c.person == key.person, mails.c.kind == key.kind.value, mails.c.period == str(key.period))

    def _row(self, notice: Notice, key: Key, now: datetime) -> dict[str, Any]:
        return {
            "calendar_id": self.database.calendar_id,
            "person": key.person,
            "kind": key.kind.value,
            "period": str(key.period),
            "state": State.PLANNED.value,
            "revision": 0,
            "tries": 0,
            "at": utc_text(now),
            "name": notice.message.reader.name,
            "address": notice.mailbox.address,
            "subject": notice.message.subject,
            "detail": "",
        }


def _told(notice: Notice) -> dict[str, Any]:
    """How far it tells, for the next one to go on from."""
    return {"build": notice.build, "view": None if notice.view is None else json.dumps(sorted(notice.view))}


def each_mail(lines: Iterable[Mail]) -> tuple[Mail, ...]:
    """One line for each mail, in their order: several pieces of work, or the news of several builds, may be in one."""
    first: dict[object, Mail] = {}
    for line in sorted(lines, key=lambda line: not isinstance(line.key.period, Week)):
        first.setdefault((line.key.person, line.state, line.at, line.subject), line)
    return tuple(sorted(first.values(), key=lambda line: (line.at, line.key)))


def _record(line: Mail) -> str:
    """What became of a mail, in a line of its history."""
    said = f": {line.detail}" if line.detail and line.state is not State.SENT else ""
    return f"{line.state} {utc_text(line.at)}{said}{f' ({line.settled})' if line.settled else ''}"


def _mail(row: Mapping[str, Any]) -> Mail:
    return Mail(
        key=Key(row["person"], MailKind(row["kind"]), parse_period(row["period"])),
        state=State(row["state"]),
        at=datetime.fromisoformat(row["at"]),
        name=row["name"],
        address=row["address"],
        subject=row["subject"],
        revision=row["revision"],
        tries=row["tries"],
        not_before=None if row["not_before"] is None else datetime.fromisoformat(row["not_before"]),
        sender=row["sender"],
        detail=row["detail"],
        settled=row["settled"],
        history=tuple(json.loads(row.get("history") or "[]")),
        build=row["build"],
        view=None if row["view"] is None else tuple(json.loads(row["view"])),
    )
