"""What there is to send now, kind by kind: the notices, what was planned and is worth nothing any more, and why.

plan, templates, today ──┐
the log and the ledger ──┴─▶ reminders, news, due, overdue, digest ─▶ Outbox
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from qa_calendar.dates.months import DAY, Week, spoken
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.state.builds import Build
from qa_calendar.delivering.state.ledger import Mail, State
from qa_calendar.model import Person, Plan
from qa_calendar.planning.mailing import Due, Step, day_of_reminder, due_by, steps_by
from qa_calendar.planning.revisions import net
from qa_calendar.rendering.digest import Past, Trouble, render_digest
from qa_calendar.rendering.letters import Key, MailKind, Notice, notices_of
from qa_calendar.rendering.messages import Reader, reader_of
from qa_calendar.rendering.news import render_news
from qa_calendar.rendering.reminders import coordinator, render_due, render_overdue, render_reminders
from qa_calendar.rendering.templates import Templates

_LONG = 28
"""For how many days news that was given up by itself may return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that decides what is to be sent *today*: the plan with what is done, the log, the ledger's lines."""

    plan: Plan
    templates: Templates
    today: date
    builds: Sequence[Build]
    lines: Mapping[Key, Mail]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The *notices* to send. *expired* is planned but not worth sending any more, *unreachable* have no address."""

    notices: tuple[Notice, ...] = ()
    expired: Mapping[Key, str] = field(default_factory=dict)
    unreachable: tuple[str, ...] = ()

    def __add__(self, other: Outbox) -> Outbox:
        return Outbox(
            notices=self.notices + other.notices,
            expired={**self.expired, **other.expired},
            unreachable=tuple(dict.fromkeys(self.unreachable + other.unreachable)),
        )


def reminders(desk: Desk, week: Week) -> Outbox:
    """The weekly reminders of *week*; those of weeks before it are folded into them."""
    messages = render_reminders(desk.plan, week, desk.templates, desk.today)
    notices = tuple(notice for one in messages for notice in notices_of(one, MailKind.REMINDER, [str(week)]))
    return Outbox(
        notices=notices,
        expired=_folded(desk, MailKind.REMINDER, notices, week),
        unreachable=tuple(one.reader.name for one in messages if not one.reader.mailboxes),
    )


def digest(desk: Desk, week: Week) -> Outbox:
    """The coordinator's digest of *week*."""
    message = render_digest(desk.plan, week, past(desk, week), desk.templates, desk.today)
    notices = () if message is None else notices_of(message, MailKind.DIGEST, [str(week)])
    return Outbox(notices=notices, expired=_folded(desk, MailKind.DIGEST, notices, week))


def due(desk: Desk) -> Outbox:
    """The reminders whose lead time has come, one mail for each person with all that is not sent yet."""
    wanted = due_by(desk.plan, desk.today)
    waiting = [
        (person, some)
        for person in desk.plan.config.staff
        if (some := [one for one in wanted if one.worker == person and _is_open(desk, _due_key(one))])
    ]
    notices = [notice for person, some in waiting for notice in _due_notices(desk, person, some)]
    return Outbox(
        notices=tuple(notices),
        expired=_stale(desk, MailKind.DUE, notices, "it is done, over, or no longer theirs"),
        unreachable=tuple(person.name for person, _ in waiting if person.email is None),
    )


def overdue(desk: Desk) -> Outbox:
    """What is to be told of overdue work, one mail for each reader with all that is not sent yet."""
    steps = steps_by(desk.plan, desk.today)
    notices = [*_to_workers(desk, steps), *_to_coordinator(desk, steps)]
    late = {step.told.name for step in steps if step.told is not None}
    return Outbox(
        notices=tuple(notices),
        expired=_stale(desk, MailKind.OVERDUE, notices, "it is done, or a later step has come"),
        unreachable=tuple(
            person.name for person in desk.plan.config.staff if person.name in late and person.email is None
        ),
    )


def news(desk: Desk, also: int | None = None) -> Outbox:
    """The news that builds left to be sent: to each person one mail, with what is left of all they were not told.

    Of the build of the number *also*, too, to whoever the ledger does not know of.
    """
    untold: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for person, periods in _untold(desk, also).items():
        untold[periods].add(person)
    notices = [notice for periods, people in untold.items() for notice in _news_notices(desk, periods, people)]
    return Outbox(
        notices=tuple(notices),
        expired=_stale(desk, MailKind.NEWS, notices, "nothing is left of it to tell"),
    )


def past(desk: Desk, week: Week) -> Past:
    """What the digest of *week* tells of the time since the last one that was sent, or of the week before it."""
    since = day_of_reminder(_last_digest(desk, week), desk.plan.config.reminders.weekly_on)
    troubles = (line for line in desk.lines.values() if line.needs_a_person)
    return Past(
        since=since,
        # The first build is no change.
        changes=net(build.changes for build in desk.builds[1:] if build.day >= since),
        # A digest that is read is no trouble.
        troubles=tuple(_trouble(one) for one in troubles if (one.key.kind, one.key.period) != _digest_of(week)),
    )


def what(kind: MailKind, period: str) -> str:
    """What a mail is, in plain English."""
    match kind:
        case MailKind.REMINDER:
            return f"reminder of the week of {spoken(Week.parse(period).first)}"
        case MailKind.DIGEST:
            return f"digest of the week of {spoken(Week.parse(period).first)}"
        case MailKind.NEWS:
            return f"news of build {period}"
        case MailKind.DUE:
            return f"reminder of {period.partition(' ')[0]}"
        case MailKind.OVERDUE:
            return f"notice of overdue {period.partition(' ')[0]}"


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
    some = [step for step in steps if _is_open(desk, Key(person, MailKind.OVERDUE, step.period))]
    if not some:
        return ()
    late = [step.occurrence for step in some]
    message = render_overdue(reader, late, desk.plan, desk.templates, desk.today)
    return notices_of(message, MailKind.OVERDUE, [step.period for step in some])


def _untold(desk: Desk, also: int | None) -> dict[str, tuple[str, ...]]:
    """The builds whose news each person is still to be told."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, line in desk.lines.items():
        if key.kind is MailKind.NEWS and (line.state is State.PLANNED or _may_return(line, desk.today)):
            found[key.person].append(key.period)
    if also is not None:
        addresses = (address.casefold() for address in desk.plan.config.reminders.digest_to)
        for person in (*(one.slug for one in desk.plan.config.staff), *addresses):
            if Key(person, MailKind.NEWS, str(also)) not in desk.lines:
                found[person].append(str(also))
    return {person: tuple(sorted(periods, key=int)) for person, periods in found.items()}


def _may_return(line: Mail, today: date) -> bool:
    """Whether it was given up by itself not long ago: somebody's address may be back, or a build was seen too early."""
    return line.has_expired and day_in_london(line.at) >= today - _LONG * DAY


def _news_notices(desk: Desk, periods: tuple[str, ...], people: set[str]) -> Iterable[Notice]:
    touched = {change.uid for build in desk.builds if str(build.id) in periods for change in build.changes}
    # What came after it counts as well: nobody is told of what is no longer so.
    since = [build for build in desk.builds if build.id >= int(periods[0])]
    changes = net([change for change in build.changes if change.uid in touched] for build in since)
    for message in render_news(changes, desk.plan, desk.today, desk.templates):
        yield from (one for one in notices_of(message, MailKind.NEWS, periods) if one.person in people)


def _is_open(desk: Desk, key: Key) -> bool:
    line = desk.lines.get(key)
    return line is None or line.state is State.PLANNED or line.has_expired


def _stale(desk: Desk, kind: MailKind, notices: Iterable[Notice], why: str) -> dict[Key, str]:
    """What is planned of *kind*, but no longer among the *notices*."""
    wanted = {key for notice in notices for key in notice.keys}
    planned = (key for key, line in desk.lines.items() if key.kind is kind and line.state is State.PLANNED)
    return {key: why for key in planned if key not in wanted}


def _folded(desk: Desk, kind: MailKind, notices: Iterable[Notice], week: Week) -> dict[Key, str]:
    stale = _stale(desk, kind, notices, "nothing is left of it to tell")
    over = {key: f"its week is over; {week} has what is left of it" for key in stale if _is_over(key, desk.today)}
    return {key: why for key, why in stale.items() if key.period == str(week)} | over


def _is_over(key: Key, today: date) -> bool:
    return Week.parse(key.period).last < today


def _digest_of(week: Week) -> tuple[MailKind, str]:
    return MailKind.DIGEST, str(week)


def _last_digest(desk: Desk, week: Week) -> Week:
    """The week of the last digest before that of *week* that all its readers have; at most four weeks back."""
    earlier = [Week.of(week.first - 7 * n * DAY) for n in range(1, 5)]
    readers = {address.casefold() for address in desk.plan.config.reminders.digest_to}
    sent = {key for key, line in desk.lines.items() if key.kind is MailKind.DIGEST and line.state is State.SENT}
    if not any(key.person in readers for key in sent):
        return earlier[0]
    had = (one for one in earlier if all(Key(reader, MailKind.DIGEST, str(one)) in sent for reader in readers))
    return next(had, earlier[-1])


def _trouble(line: Mail) -> Trouble:
    said = what(line.key.kind, line.key.period)
    return Trouble(name=line.name, what=said, detail=line.detail, is_unknown=line.state is State.UNKNOWN)
