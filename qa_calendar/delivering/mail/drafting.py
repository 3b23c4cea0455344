"""What there is to say as drafts on disk, for a person to send or to hand over: a week's reminders, a build's news."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from qa_calendar.dates.months import DAY, Week
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.mail.desk import Desk, Wanted, desk_of
from qa_calendar.delivering.mail.drafts import Drafted, write_drafts
from qa_calendar.delivering.mail.kinds import past
from qa_calendar.delivering.mail.outbox import withdrawn
from qa_calendar.delivering.mail.rest import laid_to_rest
from qa_calendar.delivering.mail.waiting import last_reminders
from qa_calendar.delivering.mail.welcoming import messages, welcome
from qa_calendar.delivering.state.builds import Build
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.state.ledger import Ledger, Mail
from qa_calendar.delivering.workspace import NEWS, REMINDERS, WELCOME, Snapshot
from qa_calendar.model import TEAM, Config, Plan
from qa_calendar.planning.agenda import agenda_of
from qa_calendar.planning.mailing import week_of_reminder
from qa_calendar.rendering.digest import render_digest
from qa_calendar.rendering.letters import MailKind, Notice, drafts_of
from qa_calendar.rendering.messages import Message, coordinator
from qa_calendar.rendering.news import render_news
from qa_calendar.rendering.reminders import render_reminders


@dataclass(frozen=True, slots=True)
class Left:
    """The drafts of a run: all that were *written*, whose are *new*, and all mail that is *needing* a person."""

    written: tuple[Drafted, ...] = ()
    new: tuple[str, ...] = ()
    needing: tuple[Mail, ...] = ()


def leave_drafts(snapshot: Snapshot, now: datetime) -> Left:
    """Write the drafts of the week that is due, and note that a person is to send them."""
    today = day_in_london(now)
    week = week_of_reminder(today, snapshot.config)
    with opened_for(snapshot) as database:
        ledger = Ledger(database)
        ledger.settle(laid_to_rest(ledger.lines(), today))
        desk = desk_of(snapshot, database, today)
        welcomed = _leave_welcome(desk, ledger, snapshot, now)
        if week is None:
            return Left(welcomed, _names(welcomed), _needing(ledger))
        messages = _of_week(desk, week, last_reminders(desk, week))
        folder = snapshot.out / REMINDERS / str(week)
        written = write_drafts(messages, folder, snapshot.config.reminders, readers_of_mail(snapshot.config))
        notices = tuple(_notices(messages, desk, week))
        ledger.expire(withdrawn(desk, notices, week), now)
        new = ledger.draft(notices, now)
        named = (*(one.message.reader.name for one in new), *_names(welcomed))
        return Left((*written, *welcomed), tuple(dict.fromkeys(named)), _needing(ledger))


def draft_welcome(snapshot: Snapshot, today: date, only: Collection[str] | None) -> tuple[Path, tuple[Drafted, ...]]:
    """Write how to subscribe to everybody who has a link that leads somewhere, or *only* to some, by slug."""
    with opened_for(snapshot, create=False) as database:
        desk = desk_of(snapshot, database, today)
    found = [message for _, message in messages(desk) if only is None or message.reader.slug in only]
    folder = snapshot.out / WELCOME
    return folder, write_drafts(found, folder, snapshot.config.reminders, ())


def _leave_welcome(desk: Desk, ledger: Ledger, snapshot: Snapshot, now: datetime) -> tuple[Drafted, ...]:
    """Write how to subscribe for whom nobody has said it was told to them; those that were not written before."""
    box = welcome(desk, Wanted())
    notices = (*box.notices, *box.by_hand)
    is_new = [one for one in notices if (line := desk.lines.get(one.own_keys[0])) is None or line.has_expired]
    some = {one.message.reader.slug: one.message for one in is_new}
    written = write_drafts(list(some.values()), snapshot.out / WELCOME, snapshot.config.reminders, ())
    ledger.draft(notices, now)
    return written


def _names(drafted: Iterable[Drafted]) -> tuple[str, ...]:
    return tuple(one.message.reader.name for one in drafted)


def draft_week(snapshot: Snapshot, week: Week, today: date) -> tuple[Path, tuple[Drafted, ...], Plan]:
    """Write the reminders of *week*, and the digest where somebody gets one; the folder, what is in it, the plan."""
    as_of = today if week.first - 7 * DAY <= today <= week.last else week.first
    config = snapshot.config
    with opened_for(snapshot, create=False) as database:
        desk = desk_of(snapshot, database, as_of)
    folder = snapshot.out / REMINDERS / str(week)
    return folder, write_drafts(_of_week(desk, week), folder, config.reminders, readers_of_mail(config)), desk.plan


def draft_news(snapshot: Snapshot, number: int | None) -> tuple[Path, tuple[Drafted, ...]]:
    """Write the news of the build of that *number*, or of the last that has any, into its folder."""
    config = snapshot.config
    with opened_for(snapshot, create=False) as database:
        desk = desk_of(snapshot, database, date.min)
    wanted = [one for one in desk.builds if one.id == number] if number else list(reversed(desk.builds[1:]))
    build, messages = _last_with_news(wanted, desk)
    folder = snapshot.out / NEWS / str(build)
    return folder, write_drafts(messages, folder, config.reminders, readers_of_mail(config))


def readers_of_mail(config: Config) -> tuple[str, ...]:
    """Everybody there may be a draft for, by the name of their files."""
    return (TEAM, *config.names)


def _of_week(desk: Desk, week: Week, before: Mapping[str, Collection[str]] | None = None) -> tuple[Message, ...]:
    plan, config = desk.plan, desk.plan.config
    reminders = render_reminders(plan, week, desk.templates, desk.today, before)
    if not config.reminders.digest_to:
        return reminders
    readers = [address.casefold() for address in config.reminders.digest_to]
    agenda = agenda_of(plan, week, desk.today)
    digest = render_digest(plan, agenda, past(desk, week, readers), desk.templates, coordinator(plan))
    return reminders if digest is None else (*reminders, digest)


def _notices(messages: Iterable[Message], desk: Desk, week: Week) -> Iterable[Notice]:
    for message in messages:
        is_digest = message.reader.slug == TEAM
        view = agenda_of(desk.plan, week, desk.today, None if is_digest else message.reader.name).view
        for one in drafts_of(message, MailKind.DIGEST if is_digest else MailKind.REMINDER, [week]):
            yield replace(one, view=view, build=desk.last_build if is_digest else None)


def _needing(ledger: Ledger) -> tuple[Mail, ...]:
    return tuple(line for line in ledger.lines().values() if line.needs_a_person)


def _last_with_news(builds: Sequence[Build], desk: Desk) -> tuple[int, tuple[Message, ...]]:
    for one in builds:
        if messages := render_news(one.changes, desk.plan, one.day, desk.templates):
            return one.id, messages
    return (builds[0].id if builds else 0), ()
