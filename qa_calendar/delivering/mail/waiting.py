"""What is still to be told, to whom, and in which mail of the same run it stands: one mail a day to a person."""

from __future__ import annotations

from dataclasses import replace

from qa_calendar.dates.months import Week
from qa_calendar.delivering.mail.desk import Desk, Wanted
from qa_calendar.delivering.mail.outbox import is_open
from qa_calendar.delivering.state.ledger import Mail, State
from qa_calendar.model import Person
from qa_calendar.planning.agenda import agenda_of, readers_of
from qa_calendar.planning.mailing import Due, Step
from qa_calendar.rendering.letters import Key, MailKind
from qa_calendar.rendering.messages import Reader, coordinator

TOLD = State.SENT, State.DRAFTED
"""The states of what somebody has, or has been left to a person."""


def open_due(desk: Desk, person: Person) -> tuple[Due, ...]:
    """The work whose lead time has come for *person*, and of which they are still to be told."""
    found = desk.due.get(person.slug, ())
    return tuple(one for one in found if is_open(desk, Key(person.slug, MailKind.DUE, one.period)))


def open_steps(desk: Desk, reader: str, told: Person | None) -> tuple[Step, ...]:
    """The steps of the ladder that *told*, or the coordinator whom the ledger knows as *reader*, is to hear of."""
    found = desk.steps.get(told.slug if told else None, ())
    return tuple(one for one in found if is_open(desk, Key(reader, MailKind.OVERDUE, one.period)))


def reminded(desk: Desk, wanted: Wanted) -> frozenset[str]:
    """Those whose weekly reminder goes out with the same run."""
    week = desk.week(wanted)
    if week is None or MailKind.REMINDER not in wanted.kinds:
        return frozenset()
    people = readers(desk, week)
    return frozenset(one.slug for one in people if is_open(desk, Key(one.slug, MailKind.REMINDER, week)))


def readers(desk: Desk, week: Week) -> tuple[Person, ...]:
    """Whom the reminder of *week* tells something."""
    if week not in desk.readers:
        desk.readers[week] = readers_of(desk.plan, week, desk.today, last_reminders(desk, week))
    return desk.readers[week]


def with_digest(desk: Desk, wanted: Wanted) -> frozenset[str]:
    """The readers whose digest goes out with the same run; whoever is told of overdue work has one."""
    week = desk.week(wanted)
    if week is None or MailKind.DIGEST not in wanted.kinds:
        return frozenset()
    addresses = map(address_of, coordinators(desk))
    return frozenset(one for one in addresses if is_open(desk, Key(one, MailKind.DIGEST, week)))


def last_reminders(desk: Desk, week: Week) -> dict[str, frozenset[str]]:
    """What was in view in the last reminder of a week before *week* that each person had."""
    had: dict[str, tuple[Week, Mail]] = {}
    for key, line in desk.lines.items():
        if key.kind is MailKind.REMINDER and line.state in TOLD and isinstance(key.period, Week):
            last = had.get(key.person)
            if key.period.first < week.first and (last is None or last[0].first < key.period.first):
                had[key.person] = key.period, line
    return {person: _view(desk, person, *last) for person, last in had.items()}


def _view(desk: Desk, person: str, week: Week, line: Mail) -> frozenset[str]:
    if line.view is not None or person not in desk.plan.config.names:
        return frozenset(line.view or ())
    # A ledger of before did not say.
    return agenda_of(desk.plan, week, desk.today, desk.plan.config.names[person]).view


def coordinators(desk: Desk) -> tuple[Reader, ...]:
    """Everybody who gets the digest, each by themselves."""
    everybody = coordinator(desk.plan)
    return tuple(replace(everybody, mailboxes=(mailbox,)) for mailbox in everybody.mailboxes)


def address_of(reader: Reader) -> str:
    """What the ledger knows one of the `coordinators` as."""
    return reader.mailboxes[0].address.casefold()
