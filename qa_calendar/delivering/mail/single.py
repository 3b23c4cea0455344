"""Mail about single work: what is due in a lead time, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qa_calendar.delivering.mail.desk import Desk, Wanted
from qa_calendar.delivering.mail.outbox import Outbox, stale
from qa_calendar.delivering.mail.waiting import (
    address_of,
    coordinators,
    open_due,
    open_steps,
    reminded,
    with_digest,
)
from qa_calendar.model import Person
from qa_calendar.planning.mailing import Due, Step
from qa_calendar.rendering.letters import Key, MailKind, Notice, notices_of
from qa_calendar.rendering.messages import Reader, reader_of
from qa_calendar.rendering.reminders import render_due, render_overdue


def due(desk: Desk, wanted: Wanted) -> Outbox:
    """The reminders whose lead time has come, one mail for each person with all that is not sent yet.

    What stands in the weekly reminder of the same run, or in what is told of overdue work, is none of its own.
    """
    waiting = [(person, some) for person in desk.plan.config.staff if (some := open_due(desk, person))]
    notices = [notice for person, some in waiting for notice in _due_notices(desk, person, some)]
    in_another = reminded(desk, wanted) | _with_overdue(desk, wanted)
    return Outbox(
        notices=tuple(one for one in notices if one.person not in in_another),
        expired=stale(desk, MailKind.DUE, notices, "it is done, over, or no longer theirs"),
    )


def overdue(desk: Desk, wanted: Wanted) -> Outbox:
    """What is to be told of overdue work, one mail for each reader with all that is not sent yet.

    What stands in the weekly reminder, or the digest, of the same run is none of its own.
    """
    staff = desk.plan.config.staff
    readers = [
        *((reader_of(person), person.slug, person) for person in staff),
        *((reader, address_of(reader), None) for reader in coordinators(desk)),
    ]
    late = [(reader, key, some) for reader, key, told in readers if (some := open_steps(desk, key, told))]
    soon = {person.slug: open_due(desk, person) for person in staff} if MailKind.DUE in wanted.kinds else {}
    notices = [
        notice for reader, key, some in late for notice in _overdue_notices(desk, reader, some, soon.get(key, ()))
    ]
    in_another = reminded(desk, wanted) | with_digest(desk, wanted)
    return Outbox(
        notices=tuple(one for one in notices if one.person not in in_another),
        expired=stale(desk, MailKind.OVERDUE, notices, "it is done, or a later step has come"),
    )


def _due_notices(desk: Desk, person: Person, some: Sequence[Due]) -> tuple[Notice, ...]:
    message = render_due(person, [one.occurrence for one in some], desk.plan, desk.templates, desk.today)
    return notices_of(message, MailKind.DUE, [one.period for one in some])


def _with_overdue(desk: Desk, wanted: Wanted) -> frozenset[str]:
    """Those who are told of overdue work in the same run, in a mail that has the rest as well."""
    if MailKind.OVERDUE not in wanted.kinds:
        return frozenset()
    return frozenset(one.slug for one in desk.plan.config.staff if open_steps(desk, one.slug, one))


def _overdue_notices(desk: Desk, reader: Reader, steps: Iterable[Step], soon: Iterable[Due]) -> tuple[Notice, ...]:
    work = [*(one.occurrence for one in steps), *(one.occurrence for one in soon)]
    message = render_overdue(reader, work, desk.plan, desk.templates, desk.today)
    notices = notices_of(message, MailKind.OVERDUE, [step.period for step in steps])
    keys = tuple(Key(reader.slug, MailKind.DUE, one.period) for one in soon)
    return tuple(replace(one, also=keys) for one in notices)
