"""Every kind of mail as one value: what it is of, when it is sent and to whom, how its outbox is filled, its words.

desk, what is wanted ─▶ a kind's `fill` ─▶ Outbox

A new kind is a member of MailKind; `kind_of` then does not type-check before it has its value here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from qa_calendar.dates.months import DAY, Week, spoken
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.mail.desk import Desk, Wanted
from qa_calendar.delivering.mail.outbox import Outbox, folded, is_open, stale
from qa_calendar.delivering.state.ledger import Mail, State
from qa_calendar.model import Person
from qa_calendar.planning.mailing import (
    BuildNumber,
    Due,
    Period,
    PieceOfWork,
    Step,
    day_of_reminder,
    due_by,
    steps_by,
)
from qa_calendar.planning.revisions import net
from qa_calendar.rendering.digest import Past, Trouble, render_digest
from qa_calendar.rendering.letters import Key, MailKind, Notice, notices_of
from qa_calendar.rendering.messages import Reader, coordinator, reader_of
from qa_calendar.rendering.news import render_news
from qa_calendar.rendering.reminders import render_due, render_overdue, render_reminders

_LONG = 28
"""For how many days news that was given up by itself may return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of mail. *of* is what one is of, *said* what it is called before the words for that.

    *templates* is how the names of its templates begin. It goes *to_people*, *to_coordinator* or both. One that is not
    One that is *last* tells what became of the others.
    """

    of: type[Week] | type[BuildNumber] | type[PieceOfWork]
    said: str
    templates: str
    fill: Callable[[Desk, Wanted], Outbox]
    to_people: bool = True
    to_coordinator: bool = False
    last: bool = False


def kind_of(kind: MailKind) -> Kind:
    """What *kind* is made of."""
    match kind:
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


def what(key: Key) -> str:
    """What a mail is, in plain English."""
    return f"{kind_of(key.kind).said} {_words(key.period)}"


def _words(period: Period) -> str:
    match period:
        case Week():
            return f"of the week of {spoken(period.first)}"
        case BuildNumber():
            return f"of build {period}"
        case PieceOfWork():
            return period.work
        case _:
            assert_never(period)


def _reminders(desk: Desk, wanted: Wanted) -> Outbox:
    """The weekly reminders; those of weeks before are folded into them. None before the day they go out on."""
    week = desk.week(wanted)
    if week is None:
        return Outbox()
    messages = render_reminders(desk.plan, week, desk.templates, desk.today, _last_reminders(desk, week))
    notices = tuple(notice for one in messages for notice in notices_of(one, MailKind.REMINDER, [week]))
    return Outbox(
        notices=notices,
        expired=folded(desk, MailKind.REMINDER, notices, week),
        unreachable=tuple(one.reader.name for one in messages if not one.reader.mailboxes),
    )


def _last_reminders(desk: Desk, week: Week) -> dict[str, Week | None]:
    """Of which week before *week* each person had the last reminder."""
    had: dict[str, Week | None] = {}
    for key, line in desk.lines.items():
        if key.kind is MailKind.REMINDER and line.state is State.SENT and isinstance(key.period, Week):
            last = had.get(key.person)
            if key.period.first < week.first and (last is None or last.first < key.period.first):
                had[key.person] = key.period
    return had


def _digest(desk: Desk, wanted: Wanted) -> Outbox:
    """The coordinator's digest, none before the day it goes out on."""
    week = desk.week(wanted)
    if week is None:
        return Outbox()
    message = render_digest(desk.plan, week, past(desk, week), desk.templates, desk.today)
    notices = () if message is None else notices_of(message, MailKind.DIGEST, [week])
    return Outbox(notices=notices, expired=folded(desk, MailKind.DIGEST, notices, week))


def _due(desk: Desk, _: Wanted) -> Outbox:
    """The reminders whose lead time has come, one mail for each person with all that is not sent yet."""
    found = due_by(desk.plan, desk.today)
    waiting = [
        (person, some)
        for person in desk.plan.config.staff
        if (some := [one for one in found if one.worker == person and is_open(desk, _due_key(one))])
    ]
    notices = [notice for person, some in waiting for notice in _due_notices(desk, person, some)]
    return Outbox(
        notices=tuple(notices),
        expired=stale(desk, MailKind.DUE, notices, "it is done, over, or no longer theirs"),
        unreachable=tuple(person.name for person, _ in waiting if person.email is None),
    )


def _overdue(desk: Desk, _: Wanted) -> Outbox:
    """What is to be told of overdue work, one mail for each reader with all that is not sent yet."""
    steps = steps_by(desk.plan, desk.today)
    notices = [*_to_workers(desk, steps), *_to_coordinator(desk, steps)]
    late = {step.told.name for step in steps if step.told is not None}
    return Outbox(
        notices=tuple(notices),
        expired=stale(desk, MailKind.OVERDUE, notices, "it is done, or a later step has come"),
        unreachable=tuple(
            person.name for person in desk.plan.config.staff if person.name in late and person.email is None
        ),
    )


def _news(desk: Desk, wanted: Wanted) -> Outbox:
    """The news that builds left to be sent: to each person one mail, with what is left of all they were not told.

    Of a build that is *wanted* by its number, too, to whoever the ledger does not know of.
    """
    untold: defaultdict[tuple[BuildNumber, ...], set[str]] = defaultdict(set)
    also = None if wanted.build is None else BuildNumber(wanted.build)
    joiners = {one.slug for one in desk.plan.config.staff if one.since is not None and one.since > desk.today}
    leavers = {one.slug for one in desk.plan.config.staff if one.has_left(desk.today)}
    for person, periods in _untold(desk, also).items():
        if person not in joiners | leavers:
            untold[periods].add(person)
    notices = [notice for periods, people in untold.items() for notice in _news_notices(desk, periods, people)]
    return Outbox(
        notices=tuple(notices),
        # A joiner's wait for the first day.
        expired={
            key: "their last day is over" if key.person in leavers else why
            for key, why in stale(desk, MailKind.NEWS, notices, "nothing is left of it to tell").items()
            if key.person not in joiners
        },
    )


def past(desk: Desk, week: Week) -> Past:
    """What the digest of *week* tells of the time since the last one that was sent, or of the week before it."""
    since = day_of_reminder(_last_digest(desk, week), desk.plan.config)
    troubles = (line for line in desk.lines.values() if line.needs_a_person)
    return Past(
        since=since,
        # The first build is no change.
        changes=net(build.changes for build in desk.builds[1:] if build.day >= since),
        # A digest that is read is no trouble.
        troubles=tuple(_trouble(one) for one in troubles if (one.key.kind, one.key.period) != (MailKind.DIGEST, week)),
    )


def _due_key(one: Due) -> Key:
    return Key(one.worker.slug, MailKind.DUE, one.period)


def _due_notices(desk: Desk, person: Person, some: Sequence[Due]) -> tuple[Notice, ...]:
    message = render_due(person, [one.occurrence for one in some], desk.plan, desk.templates, desk.today)
    return notices_of(message, MailKind.DUE, [one.period for one in some])


def _to_workers(desk: Desk, steps: Iterable[Step]) -> Iterable[Notice]:
    for person in desk.plan.config.staff:
        yield from _overdue_notices(desk, reader_of(person), person.slug, [one for one in steps if one.told == person])


def _to_coordinator(desk: Desk, steps: Iterable[Step]) -> Iterable[Notice]:
    everybody = coordinator(desk.plan)
    for mailbox in everybody.mailboxes:
        reader = replace(everybody, mailboxes=(mailbox,))
        theirs = [one for one in steps if one.told is None]
        yield from _overdue_notices(desk, reader, mailbox.address.casefold(), theirs)


def _overdue_notices(desk: Desk, reader: Reader, person: str, steps: Iterable[Step]) -> tuple[Notice, ...]:
    some = [step for step in steps if is_open(desk, Key(person, MailKind.OVERDUE, step.period))]
    if not some:
        return ()
    late = [step.occurrence for step in some]
    message = render_overdue(reader, late, desk.plan, desk.templates, desk.today)
    return notices_of(message, MailKind.OVERDUE, [step.period for step in some])


def _untold(desk: Desk, also: BuildNumber | None) -> dict[str, tuple[BuildNumber, ...]]:
    """The builds whose news each person is still to be told."""
    found: defaultdict[str, list[BuildNumber]] = defaultdict(list)
    for key, line in desk.lines.items():
        if isinstance(key.period, BuildNumber) and (line.state is State.PLANNED or _may_return(line, desk.today)):
            found[key.person].append(key.period)
    if also is not None:
        addresses = (address.casefold() for address in desk.plan.config.reminders.digest_to)
        for person in (*(one.slug for one in desk.plan.config.staff), *addresses):
            if Key(person, MailKind.NEWS, also) not in desk.lines:
                found[person].append(also)
    return {person: tuple(sorted(periods)) for person, periods in found.items()}


def _may_return(line: Mail, today: date) -> bool:
    """Whether it was given up by itself not long ago: somebody's address may be back, or a build was seen too early."""
    return line.has_expired and day_in_london(line.at) >= today - _LONG * DAY


def _news_notices(desk: Desk, periods: tuple[BuildNumber, ...], people: set[str]) -> Iterable[Notice]:
    touched = {change.uid for build in desk.builds if BuildNumber(build.id) in periods for change in build.changes}
    # What came after it counts as well: nobody is told of what is no longer so.
    since = [build for build in desk.builds if build.id >= periods[0].number]
    changes = net([change for change in build.changes if change.uid in touched] for build in since)
    for message in render_news(changes, desk.plan, desk.today, desk.templates):
        yield from (one for one in notices_of(message, MailKind.NEWS, periods) if one.person in people)


def _last_digest(desk: Desk, week: Week) -> Week:
    """The week of the last digest before that of *week* that all its readers have; at most four weeks back."""
    earlier = [Week.of(week.first - 7 * n * DAY) for n in range(1, 5)]
    readers = {address.casefold() for address in desk.plan.config.reminders.digest_to}
    sent = {key for key, line in desk.lines.items() if key.kind is MailKind.DIGEST and line.state is State.SENT}
    if not any(key.person in readers for key in sent):
        return earlier[0]
    had = (one for one in earlier if all(Key(reader, MailKind.DIGEST, one) in sent for reader in readers))
    return next(had, earlier[-1])


def _trouble(line: Mail) -> Trouble:
    said = what(line.key)
    return Trouble(name=line.name, what=said, detail=line.detail, is_unknown=line.state is State.UNKNOWN)


_NEWS = Kind(of=BuildNumber, said="news", templates="changes", fill=_news, to_coordinator=True)
_REMINDER = Kind(of=Week, said="reminder", templates="reminder", fill=_reminders)
_DUE = Kind(of=PieceOfWork, said="reminder of", templates="due", fill=_due)
_OVERDUE = Kind(of=PieceOfWork, said="notice of overdue", templates="overdue", fill=_overdue, to_coordinator=True)
_DIGEST = Kind(
    of=Week, said="digest", templates="digest", fill=_digest, to_people=False, to_coordinator=True, last=True
)
