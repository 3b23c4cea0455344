"""Every kind of mail as one value: what it is of, when it is sent and to whom, how its outbox is filled, its words.

desk, what is wanted ─▶ a kind's `fill` ─▶ Outbox

A new kind is a member of MailKind; `kind_of` then does not type-check before it has its value here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from qa_calendar.dates.months import DAY, Week, spoken
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.mail.desk import Desk, Wanted
from qa_calendar.delivering.mail.outbox import Outbox, folded, is_open
from qa_calendar.delivering.mail.single import due, overdue
from qa_calendar.delivering.mail.untold import news
from qa_calendar.delivering.mail.waiting import TOLD, address_of, coordinators, open_due, open_steps, readers
from qa_calendar.delivering.mail.welcoming import welcome
from qa_calendar.delivering.state.ledger import Mail, State, each_mail
from qa_calendar.delivering.workspace import NEWS, REMINDERS, WELCOME
from qa_calendar.model import Person
from qa_calendar.planning.agenda import agenda_of
from qa_calendar.planning.mailing import (
    BuildNumber,
    Period,
    PieceOfWork,
    SecretLink,
    day_of_reminder,
)
from qa_calendar.planning.revisions import net
from qa_calendar.rendering.digest import Past, Trouble, render_digest
from qa_calendar.rendering.letters import Key, MailKind, Notice, drafts_of, notices_of
from qa_calendar.rendering.messages import Reader
from qa_calendar.rendering.reminders import render_reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of mail. *of* is what one is of, *said* what it is called before the words for that.

    *templates* is how the names of its templates begin. It goes *to_people*, *to_coordinator* or both. One that is
    *last* tells what became of the others. Its drafts are in *folder*, each period's in one of its own.
    """

    of: type[Period]
    said: str
    templates: str
    fill: Callable[[Desk, Wanted], Outbox]
    to_people: bool = True
    to_coordinator: bool = False
    last: bool = False
    folder: str = REMINDERS


def kind_of(kind: MailKind) -> Kind:
    """What *kind* is made of."""
    match kind:
        case MailKind.WELCOME:
            return _WELCOME
        case MailKind.NEWS:
            return _NEWS
        case MailKind.REMINDER:
            return _REMINDER
        case MailKind.DUE:
            return _DUE
        case MailKind.OVERDUE:
            return _OVERDUE
        case MailKind.DIGEST:
            return _DIGEST
        case _:
            assert_never(kind)


def kinds_of(period: type[Period]) -> tuple[MailKind, ...]:
    """The kinds that are of a week, of a build, or of a piece of work."""
    return tuple(kind for kind in MailKind if kind_of(kind).of is period)


def drafts_in(key: Key) -> str:
    """The folder below out/ that its draft is in."""
    folder = kind_of(key.kind).folder
    return folder if isinstance(key.period, SecretLink) else f"{folder}/{key.period}"


def what(line: Mail) -> str:
    """What a mail is, in plain English."""
    said = kind_of(line.key.kind).said
    match line.key.period:
        case Week() as week:
            return f"{said} of the week of {spoken(week.first)}"
        case BuildNumber() as build:
            return f"{said} of build {build}"
        case PieceOfWork():
            return f'{said} "{line.subject}"'
        case SecretLink():
            return said
        case _:
            assert_never(line.key.period)


def _reminders(desk: Desk, wanted: Wanted) -> Outbox:
    """The weekly reminders; those of weeks before are folded into them. None before the day they go out on."""
    week = desk.week(wanted)
    if week is None:
        return Outbox()
    people = readers(desk, week)
    found = tuple(notice for person in people for notice in _reminder_notices(desk, person, week))
    notices = tuple(one for one in found if not one.is_by_hand)
    return Outbox(
        notices=notices,
        expired=folded(desk, MailKind.REMINDER, notices, week),
        by_hand=tuple(one for one in found if one.is_by_hand),
    )


def _reminder_notices(desk: Desk, person: Person, week: Week) -> tuple[Notice, ...]:
    """The reminder to *person*, in which stands whatever else they are to be told by mail of its own."""
    is_new = is_open(desk, Key(person.slug, MailKind.REMINDER, week))
    due = open_due(desk, person) if is_new else ()
    late = open_steps(desk, person.slug, person) if is_new else ()
    agenda = agenda_of(desk.plan, week, desk.today, person.name, [one.occurrence for one in due])
    also = (
        *(Key(person.slug, MailKind.DUE, one.period) for one in due),
        *(Key(person.slug, MailKind.OVERDUE, one.period) for one in late),
    )
    message = render_reminder(person, agenda, desk.plan, desk.templates)
    return tuple(replace(one, also=also, view=agenda.view) for one in drafts_of(message, MailKind.REMINDER, [week]))


def _digest(desk: Desk, wanted: Wanted) -> Outbox:
    """The coordinator's digest, none before the day it goes out on; to each address what is new since its last."""
    week = desk.week(wanted)
    if week is None:
        return Outbox()
    notices = tuple(notice for reader in coordinators(desk) for notice in _digest_notices(desk, reader, week))
    return Outbox(notices=notices, expired=folded(desk, MailKind.DIGEST, notices, week))


def _digest_notices(desk: Desk, reader: Reader, week: Week) -> Iterable[Notice]:
    person = address_of(reader)
    agenda = agenda_of(desk.plan, week, desk.today)
    message = render_digest(desk.plan, agenda, past(desk, week, [person]), desk.templates, reader)
    if message is None:
        return
    late = open_steps(desk, person, None) if is_open(desk, Key(person, MailKind.DIGEST, week)) else ()
    also = tuple(Key(person, MailKind.OVERDUE, one.period) for one in late)
    for one in notices_of(message, MailKind.DIGEST, [week]):
        yield replace(one, also=also, build=desk.last_build, view=agenda.view)


def past(desk: Desk, week: Week, readers: Iterable[str]) -> Past:
    """What the digest of *week* tells *readers*, by address, of the time since the last they had.

    That is what builds changed since, the last first told of; where none was sent yet, in the week before.
    """
    since, number = min((_last_digest(desk, week, one) for one in readers), key=lambda found: found[1])
    # A draft to hand over is named by whoever has no address.
    failed = (one for one in desk.lines.values() if one.needs_a_person and one.state is not State.DRAFTED)
    troubles = each_mail(failed)
    return Past(
        since=since,
        # The first build is no change.
        changes=net(build.changes for build in desk.builds[1:] if build.id > number),
        # A digest that is read is no trouble.
        troubles=tuple(_trouble(one) for one in troubles if (one.key.kind, one.key.period) != (MailKind.DIGEST, week)),
    )


def _last_digest(desk: Desk, week: Week, reader: str) -> tuple[date, int]:
    """When *reader* had the last digest but that of *week*, and the last build it told of."""
    sent = (line for key, line in desk.lines.items() if (key.person, key.kind) == (reader, MailKind.DIGEST))
    had = [line for line in sent if line.state in TOLD and line.key.period != week]
    if had:
        last = max(had, key=lambda line: line.at)
        # A ledger of before did not say, but when.
        number = max((one.id for one in desk.builds if one.at <= last.at), default=0)
        return day_in_london(last.at), number if last.build is None else last.build
    since = day_of_reminder(Week.of(week.first - DAY), desk.plan.config)
    return since, max((one.id for one in desk.builds if one.day < since), default=0)


def _trouble(line: Mail) -> Trouble:
    said = what(line) if isinstance(line.key.period, Week) else f'mail "{line.subject}"'
    return Trouble(name=line.name, what=said, detail=line.detail, is_unknown=line.state is State.UNKNOWN)


_WELCOME = Kind(
    of=SecretLink, said="how to subscribe", templates="welcome", fill=welcome, to_coordinator=True, folder=WELCOME
)
_NEWS = Kind(of=BuildNumber, said="news", templates="changes", fill=news, to_coordinator=True, folder=NEWS)
_REMINDER = Kind(of=Week, said="reminder", templates="reminder", fill=_reminders)
_DUE = Kind(of=PieceOfWork, said="reminder", templates="due", fill=due)
_OVERDUE = Kind(of=PieceOfWork, said="notice", templates="overdue", fill=overdue, to_coordinator=True)
_DIGEST = Kind(
    of=Week, said="digest", templates="digest", fill=_digest, to_people=False, to_coordinator=True, last=True
)
