"""One build: the workspace's files in, feeds and news out, and nothing touched that did not change.

    inputs, what is remembered ─▶ plan ─▶ events ─▶ revise ─▶ feeds, news; nothing is locked so far
           ─▶ database: revisions, the list of our feeds and the log, in one transaction that fails, so that all is
              planned again, when another build was recorded meanwhile
           ─▶ feeds: only those whose bytes differ, each replaced whole; then those of people who are gone
           ─▶ news, and that they are written

A feed that somebody has open keeps back only itself. A crash leaves revisions without their files, or changes nobody
was told of; the next build writes exactly those.
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qa_calendar.dates.months import Week
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering import files
from qa_calendar.delivering.building.unchanged import Action, Built, FeedLine, remember
from qa_calendar.delivering.state.builds import Build, Kept, OvertakenError, Store, Unsure, opened_store
from qa_calendar.delivering.state.glance import Glance, glance_at
from qa_calendar.delivering.state.memory import Memory, remembered
from qa_calendar.delivering.state.noted import NUMBER, note
from qa_calendar.delivering.workspace import FEEDS, NEWS, Snapshot, Workspace
from qa_calendar.garbage import left_alone
from qa_calendar.model import TEAM, Config, Event, Plan, ended_slug
from qa_calendar.planning.endings import endings_of, next_ending
from qa_calendar.planning.guard import shifted, vanishing
from qa_calendar.planning.identity import Renamed, renamed
from qa_calendar.planning.revisions import Change, Revised, Revision, revise
from qa_calendar.problems import DeliveryError, LosesIdentityError, MostVanishesError
from qa_calendar.rendering.differences import renamed_lines, shifted_lines, vanishing_lines
from qa_calendar.rendering.events import events_of
from qa_calendar.rendering.feeds import render_feeds
from qa_calendar.rendering.notes import with_endings, with_notes

if TYPE_CHECKING:
    from qa_calendar.rendering.messages import Message
    from qa_calendar.rendering.templates import Templates

_ATTEMPTS = 5
"""How often a build plans again because another machine was faster."""


@left_alone()
def build(
    workspace: Workspace,
    now: datetime,
    *,
    dry_run: bool = False,
    force: bool = False,
    patience: float = files.LOCK_PATIENCE,
) -> Built:
    """Bring the feeds of *workspace* up to date, and leave everybody touched their news.

    Raises InvalidInputError or, unless told to *force* it, MostVanishesError or LosesIdentityError before anything is
    written; or DeliveryError. *now* is aware, and stamps what changed; *patience* is how many seconds to wait for
    another build.
    """
    return bring_up_to_date(workspace.read(), now, dry_run=dry_run, force=force, patience=patience)[0]


def bring_up_to_date(
    snapshot: Snapshot,
    now: datetime,
    *,
    dry_run: bool = False,
    force: bool = False,
    patience: float = files.LOCK_PATIENCE,
) -> tuple[Built, Snapshot]:
    """As `build`, from files that are read already; and the files it was made from, which may be newer ones."""
    task = _planned(snapshot, now)
    if dry_run:
        _stop_if_lost(task, force=force)
        return _report(task, _differing(task), task.news), snapshot
    with files.alone(snapshot.out, patience):
        for _ in range(_ATTEMPTS):
            # Edited while we waited: never put the old one back.
            if (newest := task.snapshot.again()) is not task.snapshot:
                task = _planned(newest, now)
            _stop_if_lost(task, force=force)
            try:
                built, found = _do(task, patience, force=force)
            except OvertakenError:
                task = _planned(task.snapshot, now)
            else:
                return _remembered(built, found, task), task.snapshot
    raise DeliveryError("another machine builds this calendar all the time; run this again when it is done")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a build would change, and what would make it stop.

    Most of the coming events *vanish*, names changed, or something past is *shifted* to another day, in words.
    """

    plan: Plan
    changes: tuple[Change, ...]
    vanish: tuple[Revision, ...]
    renamed: tuple[Renamed, ...] = ()
    shifted: tuple[str, ...] = ()


def rehearse(snapshot: Snapshot, now: datetime) -> Rehearsal:
    """What a build would do; raises what a build, its news or a reminder would, and writes nothing."""
    task = _planned(snapshot, now)
    if snapshot.contents.has_templates:  # those we ship are tried by our tests
        _try_templates(task)
    return Rehearsal(task.plan, task.revised.changes, task.vanish, task.renamed, task.shifted)


def _try_templates(task: _Task) -> None:
    """Use every template: a message's shows what is wrong with it only then, and Monday morning is late for that."""
    from qa_calendar.rendering.digest import try_mail
    from qa_calendar.rendering.news import try_news
    from qa_calendar.rendering.pages import try_pages
    from qa_calendar.rendering.reminders import render_reminders

    templates = task.snapshot.templates
    for month in task.plan.months:
        render_reminders(task.plan, Week.of(month.first), templates)
    try_news(task.events, task.plan, templates)
    try_mail(task.events, task.plan, templates)
    try_pages(task.plan, templates)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What a build is to do, rendered before it takes hold of anything."""

    snapshot: Snapshot
    now: datetime
    known: Memory
    plan: Plan
    events: tuple[Event, ...]
    revised: Revised
    feeds: Mapping[str, bytes]
    digests: Mapping[str, str]
    stale: Mapping[str, bool]
    vanish: tuple[Revision, ...]
    renamed: tuple[Renamed, ...]
    shifted: tuple[str, ...]
    news: tuple[Message, ...]
    untold: Mapping[int, tuple[Message, ...]]
    elsewhere: str
    until: date | None

    @property
    def config(self) -> Config:
        return self.snapshot.config

    @property
    def out(self) -> Path:
        return self.snapshot.out

    @property
    def folder(self) -> Path:
        return self.out / FEEDS

    @property
    def today(self) -> date:
        return day_in_london(self.now)


def _planned(snapshot: Snapshot, now: datetime) -> _Task:
    """Everything a build would write, with what is remembered as it is now; nothing is locked meanwhile."""
    config, templates, today = snapshot.config, snapshot.templates, day_in_london(now)
    _ = snapshot.plan  # what is wrong with the rules is said before a database is looked for
    with opened_store(snapshot, create=False) as store, store.database.looking():
        known = remembered(store, snapshot.out, config)
        untold, elsewhere = store.untold(), _elsewhere(store, snapshot.digests)
        addresses = _addresses(snapshot, store)
    plan = snapshot.plan_with(known.done, addresses)
    events = events_of(plan, templates)
    ended = endings_of(config, (name.removesuffix(".ics") for name in _as_written(known)), known.revisions, today)
    readers = [one for one in config.staff if one.slug not in ended.over | ended.saying.keys()]
    noted = with_notes(events, readers, config.calendar_id, known.revisions, today)
    everything = with_endings(noted, ended.saying, config.calendar_id, known.revisions)
    dropped = {skipped.uid: skipped.because for skipped in plan.skipped}
    revised = revise(known.revisions, everything, now, floor=known.floor, dropped=dropped)
    feeds = render_feeds(everything, revised, readers, config.feeds, plan.years)
    stale = {name: _is_ours(known.on_disk.get(name), sha) for name, sha in known.manifest.items() if name not in feeds}
    # Of these a database that was lost knows nothing.
    stale |= {f"{slug}.ics": True for slug in ended.over if f"{slug}.ics" in known.on_disk}
    return _Task(
        snapshot=snapshot,
        now=now,
        known=known,
        plan=plan,
        events=events,
        revised=revised,
        feeds=feeds,
        digests={name: files.digest(content) for name, content in feeds.items()},
        stale=stale,
        vanish=vanishing(known.revisions, revised.changes, today),
        renamed=renamed(known.revisions, everything, config, known.done),
        shifted=shifted_lines(shifted(known.revisions, plan.occurrences, known.done, today)),
        # Whoever subscribes before the first build is told everything by their calendar.
        news=_news(revised.changes, plan, today, templates) if known.revisions else (),
        untold={one.id: _news(one.changes, plan, one.day, templates) for one in untold},
        elsewhere=elsewhere,
        until=next_ending(config, ended, today),
    )


def _addresses(snapshot: Snapshot, store: Store) -> Mapping[str, str] | None:
    """Where each feed that was published is read, by slug; None while people are not sent there yet."""
    if snapshot.config.publish_to is None or snapshot.config.base_url is None:
        return None
    from qa_calendar.delivering.publishing.site import addresses_of
    from qa_calendar.delivering.state.links import LinkStore

    return addresses_of(snapshot, LinkStore(store.database))


def _news(changes: Iterable[Change], plan: Plan, today: date, templates: Templates) -> tuple[Message, ...]:
    from qa_calendar.rendering.news import render_news  # most builds have none

    return render_news(changes, plan, today, templates)


def _as_written(known: Memory) -> list[str]:
    """The feeds of ours that nobody has changed: what is not as we wrote it is not ours to end."""
    return [name for name, digest in known.manifest.items() if _is_ours(known.on_disk.get(name), digest)]


def _elsewhere(store: Store, inputs: Mapping[str, str]) -> str:
    """That another computer built last from other files, where this one has built from the very same files before."""
    here, last = platform.node(), store.last_origin()
    if last is None or last.inputs == inputs or last.host in ("", here):
        return ""
    if not any(one.host == here and one.inputs == inputs for one in store.origins()):
        return ""
    cure = "keep one copy of the files, or let one computer build"
    return f"built last from other files, on {last.host}, and before that from these: {cure}"


def _do(task: _Task, patience: float, *, force: bool) -> tuple[Built, Glance | None]:
    """Do it; what came of it, and how far the database is then."""
    with opened_store(task.snapshot, patience=patience) as store:
        number = _record(task, store, force=force)
        files.sweep(task.folder)
        written, held = _written(task)
        # What somebody has changed is not ours to remove, and as long as it is there its link leads to it.
        store.forget_feeds(tuple(name for name, ours in task.stale.items() if ours and name not in held))
        news = {**task.untold, **({number: task.news} if number else {})}
        try:
            for one, messages in news.items():
                if messages or (task.out / NEWS / str(one)).is_dir():
                    _leave(messages, one, task, store)
                store.mark_told(one)
            note(task.out, NUMBER, number)
        except DeliveryError as error:
            held[NEWS] = str(error)  # the next build goes on with those that are left
        found = glance_at(store.database)
    told = tuple(message for messages in news.values() for message in messages)
    return _report(task, written, told, number, held), found


def _remembered(built: Built, found: Glance | None, task: _Task) -> Built:
    """*built*, kept for the next one to recall; that it could not be is no reason to fail."""
    seen = replace(task.known.seen, number=built.number or task.known.seen.number)
    try:
        remember(task.snapshot, built, found, seen, (task.today, task.until))
    except DeliveryError as error:
        return replace(built, held=(*built.held, str(error)))
    return built


def _written(task: _Task) -> tuple[dict[str, bool], dict[str, str]]:
    """Write the feeds that differ and remove those of people who are gone; and why some could not be."""
    written, held = {}, {}
    folder = task.folder
    for name, content in task.feeds.items():
        try:
            written[name] = files.replace(folder / name, content)
        except DeliveryError as error:
            written[name], held[name] = False, str(error)
    for name, ours in task.stale.items():
        try:
            if ours:
                files.remove(folder / name)
        except DeliveryError as error:
            held[name] = str(error)
    return written, held


def _leave(messages: Sequence[Message], number: int, task: _Task, store: Store) -> None:
    """Leave the news of build *number* to be sent where mail is sent, else as drafts."""
    from qa_calendar.delivering.mail.drafting import readers_of_mail
    from qa_calendar.delivering.mail.drafts import write_drafts
    from qa_calendar.delivering.state.ledger import Ledger
    from qa_calendar.planning.mailing import BuildNumber
    from qa_calendar.rendering.letters import MailKind, drafts_of, notices_of

    config, ledger, of = task.config, Ledger(store.database), [BuildNumber(number)]
    by_hand = _by_hand(messages) if config.smtp else messages
    write_drafts(by_hand, task.out / NEWS / str(number), config.reminders, readers_of_mail(config))
    if by_hand:
        ledger.draft((notice for one in by_hand for notice in drafts_of(one, MailKind.NEWS, of)), task.now)
    if config.smtp:
        ledger.plan((notice for one in messages for notice in notices_of(one, MailKind.NEWS, of)), task.now)


def _by_hand(messages: Iterable[Message]) -> tuple[Message, ...]:
    return tuple(one for one in messages if one.reader.slug != TEAM and not one.reader.mailboxes)


def _stop_if_lost(task: _Task, *, force: bool) -> None:
    if force:
        return
    if lines := [line for one in task.renamed if not one.person for line in renamed_lines(one)]:
        cure = "If it is another, run `qa-calendar build --force`."
        raise LosesIdentityError("\n".join(["nothing written:", *lines, cure]))
    if task.shifted:
        cure = "If that is what happened, run `qa-calendar build --force`."
        raise LosesIdentityError("\n".join(["nothing written:", *task.shifted, cure]))
    if task.vanish:
        raise MostVanishesError("\n".join(vanishing_lines(task.vanish, task.today)))


def _record(task: _Task, store: Store, *, force: bool) -> int:
    known = task.known
    # What another machine wrote is no news here, though the file is.
    touched = [name for name, digest in task.digests.items() if known.manifest.get(name) != digest]
    touched += [name for name, ours in task.stale.items() if ours]
    entry = Build(
        id=known.number + 1,
        at=task.now,
        day=task.today,
        changes=task.revised.changes,
        inputs=task.snapshot.digests,
        files=tuple(sorted(touched)),
        forced=force and bool(task.vanish),
        host=platform.node(),
    )
    kept = Kept(
        seen=known.seen,
        feeds=task.digests,
        floor=known.floor,
        done=known.learnt,
        unsure=known.noticed,
        tell=bool(known.revisions),
    )
    return store.record(entry, task.revised, kept)


def _differing(task: _Task) -> dict[str, bool]:
    return {name: task.known.on_disk.get(name) != content for name, content in task.feeds.items()}


def _is_ours(content: bytes | None, digest: str) -> bool:
    return content is None or files.digest(content) == digest


def _report(
    task: _Task,
    written: Mapping[str, bool],
    told: tuple[Message, ...],
    number: int | None = None,
    held: Mapping[str, str] | None = None,
) -> Built:
    """What came of a build; of a dry run, when there is no *number*. *held* is what could not be written, and why."""
    config, held = task.config, held or {}
    ended = set(filter(None, (ended_slug(uid) for uid, one in task.revised.revisions.items() if one.live)))
    counts = Counter({TEAM: len(task.events)})
    counts.update(slug for event in task.events for slug in (*event.feeds, *event.shared) if slug not in ended)
    named = {**config.names, TEAM: config.feeds.team_name}
    lines = [
        FeedLine(
            file=file,
            name=named.get(slug, ""),
            events=counts[slug],
            action=_action(file, written, held),
            digest=digest,
            ended=slug in ended,
        )
        for file, digest in task.digests.items()
        for slug in (file.removesuffix(".ics"),)
    ]
    gone = [
        FeedLine(file, "", 0, _action(file, {file: True}, held, Action.REMOVED) if ours else Action.LEFT_ALONE, "")
        for file, ours in task.stale.items()
    ]
    changes, today = task.revised.changes, task.today
    return Built(
        feeds=(*lines, *gone),
        changes=changes,
        folder=task.folder,
        dry_run=number is None,
        recovered=task.known.recovered,
        older=task.known.noticed is Unsure.OLDER,
        number=number or 0,
        rewritten=tuple(change for change in changes if change.rewrites_the_past(today)),
        told=tuple(message.reader.name for message in told),
        by_hand=tuple(one.reader.name for one in _by_hand(told)) if config.smtp else (),
        news=None if config.smtp else task.out / NEWS,
        held=tuple(held.values()),
        elsewhere=task.elsewhere,
        renamed=tuple(line for one in task.renamed if one.person for line in renamed_lines(one)),
    )


def _action(name: str, written: Mapping[str, bool], held: Mapping[str, str], done: Action = Action.WRITTEN) -> Action:
    if name in held:
        return Action.HELD
    return done if written[name] else Action.UNCHANGED
