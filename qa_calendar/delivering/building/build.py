"""One build: the workspace's files in, feeds and news out, and nothing touched that did not change.

    inputs, what is done ─▶ plan ─▶ events ─▶ revise(what the database or the feeds remember) ─▶ feeds, news
           ─▶ database: revisions, the list of our feeds and the log, committed first
           ─▶ feeds: only those whose bytes differ, each replaced whole; then those of people who are gone
           ─▶ news, and that they are written

A crash leaves revisions without their files, or changes nobody was told of; the next build writes exactly those.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from qa_calendar.dates.months import Week
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering import files
from qa_calendar.delivering.building.unchanged import Action, Built, FeedLine, remember
from qa_calendar.delivering.mail.drafts import write_drafts
from qa_calendar.delivering.state.builds import Build, Store, opened_store
from qa_calendar.delivering.state.completions import Completions
from qa_calendar.delivering.state.database import sqlite_file
from qa_calendar.delivering.state.ledger import Ledger
from qa_calendar.delivering.workspace import FEEDS, NEWS, Snapshot, Workspace
from qa_calendar.model import TEAM, Completion, Config, Event, Plan
from qa_calendar.planning.guard import vanishing
from qa_calendar.planning.mailing import BuildNumber
from qa_calendar.planning.revisions import Change, Revised, Revision, revise
from qa_calendar.problems import MostVanishesError
from qa_calendar.rendering.differences import vanishing_lines
from qa_calendar.rendering.digest import try_mail
from qa_calendar.rendering.events import events_of
from qa_calendar.rendering.feeds import render_feeds
from qa_calendar.rendering.letters import MailKind, notices_of
from qa_calendar.rendering.messages import Message
from qa_calendar.rendering.news import render_news, try_news
from qa_calendar.rendering.notes import with_notes
from qa_calendar.rendering.readback import Recovered, recover
from qa_calendar.rendering.reminders import render_reminders
from qa_calendar.rendering.templates import Templates


def build(
    workspace: Workspace,
    now: datetime,
    *,
    dry_run: bool = False,
    force: bool = False,
    patience: float = files.LOCK_PATIENCE,
) -> Built:
    """Bring the feeds of *workspace* up to date, and leave everybody touched their news.

    Raises InvalidInputError or, unless told to *force* it, MostVanishesError before anything is written; or
    DeliveryError. *now* is aware, and stamps what changed; *patience* is how many seconds to wait for another build.
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
    task = _task(snapshot, now, force=force)
    state = snapshot.config.state
    if dry_run:
        with opened_store(state, snapshot.root, create=False) as store:
            return _would_do(task, store), snapshot
    with files.alone(snapshot.out, patience):
        # Edited, or recorded as done, while we waited: never put the old one back.
        newest = snapshot.again()
        if newest is not snapshot or _done(snapshot) != task.done:
            task = _task(newest, now, force=force)
        with opened_store(state, snapshot.root) as store:
            built = _do(task, store)
        remember(newest, task.today, built, sqlite_file(state, snapshot.root))
        return built, newest


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a build would change, and what would make it stop: most of the coming events *vanish*."""

    plan: Plan
    changes: tuple[Change, ...]
    vanish: tuple[Revision, ...]


def rehearse(snapshot: Snapshot, now: datetime) -> Rehearsal:
    """What a build would do; raises what a build, its news or a reminder would, and writes nothing."""
    task = _task(snapshot, now)
    # A message's template shows what is wrong with it only when it is used, and Monday morning is late for that.
    for month in task.plan.months:
        render_reminders(task.plan, Week.of(month.first), task.templates)
    try_news(task.events, task.plan, task.templates)
    try_mail(task.events, task.plan, task.templates)
    with opened_store(task.plan.config.state, snapshot.root, create=False) as store:
        result = _result(task, store)
    return Rehearsal(task.plan, result.revised.changes, result.vanish)


@dataclass(frozen=True, slots=True)
class _Task:
    plan: Plan
    done: Mapping[str, Completion]
    templates: Templates
    events: tuple[Event, ...]
    out: Path
    inputs: Mapping[str, str]
    now: datetime
    force: bool

    @property
    def folder(self) -> Path:
        return self.out / FEEDS

    @property
    def today(self) -> date:
        return day_in_london(self.now)


def _task(snapshot: Snapshot, now: datetime, *, force: bool = False) -> _Task:
    inputs, templates = snapshot.digests, snapshot.templates
    done = _done(snapshot)
    plan = snapshot.plan_with(done)
    events = events_of(plan, templates)
    return _Task(plan, done, templates, events, snapshot.out, inputs, now, force)


def _done(snapshot: Snapshot) -> Mapping[str, Completion]:
    """What is recorded as done; where the database was lost, what the feeds show of it as well."""
    with opened_store(snapshot.config.state, snapshot.root, create=False) as store:
        known = Completions(store.database).current()
        if not store.fresh:
            return known
    return {**_recovered(snapshot.out / FEEDS, snapshot.config).done, **known}


def _recovered(folder: Path, config: Config) -> Recovered:
    slugs = {name: person.slug for name, person in config.people.items()}
    return recover(_feeds_on_disk(folder), config.calendar_id, slugs)


@dataclass(frozen=True, slots=True)
class _Result:
    previous: Mapping[str, Revision]
    revised: Revised
    feeds: Mapping[str, bytes]
    digests: Mapping[str, str]
    counts: Mapping[str, int]
    stale: Mapping[str, bool]
    vanish: tuple[Revision, ...]
    news: tuple[Message, ...]
    untold: Mapping[int, tuple[Message, ...]]
    floor: int
    recovered: int


def _result(task: _Task, store: Store) -> _Result:
    plan, known = task.plan, Recovered(store.revisions(), store.floor())
    lost = store.fresh and not known.revisions
    if lost:
        known = _recovered(task.folder, plan.config)
    counts = Counter({TEAM: len(task.events)})
    counts.update(slug for event in task.events for slug in event.feeds)
    config = plan.config
    everything = with_notes(task.events, config.staff, config.calendar_id, known.revisions, task.today)
    dropped = {skipped.uid: skipped.because for skipped in plan.skipped}
    revised = revise(known.revisions, everything, task.now, floor=known.floor, dropped=dropped)
    feeds = render_feeds(everything, revised, plan.config.staff, plan.config.feeds, plan.years)
    stale = {name: digest for name, digest in store.manifest().items() if name not in feeds}
    # Whoever subscribes before the first build is told everything by their calendar.
    news = render_news(revised.changes, plan, task.today, task.templates) if known.revisions else ()
    return _Result(
        previous=known.revisions,
        revised=revised,
        feeds=feeds,
        digests={name: files.digest(content) for name, content in feeds.items()},
        counts=counts,
        stale={name: _is_ours(task.folder / name, digest) for name, digest in stale.items()},
        vanish=vanishing(known.revisions, revised.changes, task.today),
        news=news,
        untold={one.id: render_news(one.changes, plan, one.day, task.templates) for one in store.untold()},
        floor=known.floor,
        recovered=len(known.revisions) if lost else 0,
    )


def _feeds_on_disk(folder: Path) -> dict[str, bytes]:
    return {path.stem: files.content_of(path) or b"" for path in sorted(folder.glob("*.ics"))}


def _would_do(task: _Task, store: Store) -> Built:
    result = _result(task, store)
    _stop_if_most_vanishes(task, result)
    return _report(task, result, _differing(task, result), result.news)


def _do(task: _Task, store: Store) -> Built:
    result = _result(task, store)
    _stop_if_most_vanishes(task, result)
    if result.recovered:
        store.be_unsure(unsure=True)
    _keep_recovered(task, store)
    number = _record(task, result, store)
    files.sweep(task.folder)
    written = {name: files.replace(task.folder / name, content) for name, content in result.feeds.items()}
    for name, ours in result.stale.items():
        if ours:
            files.remove(task.folder / name)
    store.forget_feeds(tuple(result.stale))
    news = {**result.untold, **({number: result.news} if number else {})}
    for one, messages in news.items():
        _leave(messages, one, task, store)
        store.mark_told(one)
    told = tuple(message for messages in news.values() for message in messages)
    return _report(task, result, written, told, number)


def _leave(messages: Sequence[Message], number: int, task: _Task, store: Store) -> None:
    """Leave the news of build *number* to be sent where mail is sent, else as drafts."""
    config = task.plan.config
    if config.smtp is None:
        write_drafts(messages, task.out / NEWS / str(number), config.reminders, config.staff)
    else:
        notices = [notice for one in messages for notice in notices_of(one, MailKind.NEWS, [BuildNumber(number)])]
        Ledger(store.database).plan(notices, task.now)
        write_drafts(_by_hand(messages), task.out / NEWS / str(number), config.reminders, config.staff)


def _by_hand(messages: Iterable[Message]) -> tuple[Message, ...]:
    return tuple(one for one in messages if one.reader.slug != TEAM and not one.reader.mailboxes)


def _stop_if_most_vanishes(task: _Task, result: _Result) -> None:
    if result.vanish and not task.force:
        raise MostVanishesError("\n".join(vanishing_lines(result.vanish)))


def _record(task: _Task, result: _Result, store: Store) -> int:
    differing = _differing(task, result)
    touched = [name for name, differs in differing.items() if differs]
    touched += [name for name, ours in result.stale.items() if ours]
    entry = Build(
        # A lost database must not give a number again: not that of a folder of news, nor that of the first build.
        id=1 + (max(_last_news(task.out / NEWS), int(result.recovered > 0)) if store.fresh else 0),
        at=task.now,
        day=task.today,
        changes=result.revised.changes,
        inputs=task.inputs,
        files=tuple(sorted(touched)),
        forced=bool(result.vanish),
    )
    return store.record(entry, result.revised, result.previous, result.digests, result.floor)


def _keep_recovered(task: _Task, store: Store) -> None:
    if not store.fresh:
        return
    kept = Completions(store.database)
    for lost in sorted(task.done.keys() - kept.current().keys()):
        kept.record(task.done[lost])


def _last_news(folder: Path) -> int:
    return max((int(path.name) for path in folder.glob("*") if re.fullmatch("[0-9]{1,6}", path.name)), default=0)


def _differing(task: _Task, result: _Result) -> dict[str, bool]:
    return {name: files.content_of(task.folder / name) != content for name, content in result.feeds.items()}


def _is_ours(path: Path, digest: str) -> bool:
    content = files.content_of(path)
    return content is None or files.digest(content) == digest


def _report(
    task: _Task,
    result: _Result,
    written: Mapping[str, bool],
    told: tuple[Message, ...],
    number: int | None = None,
) -> Built:
    """What came of a build; of a dry run, when there is no *number*."""
    named = {**task.plan.config.names, TEAM: task.plan.config.feeds.team_name}
    lines = [
        FeedLine(
            file=f"{slug}.ics",
            name=name,
            events=result.counts.get(slug, 0),
            action=Action.WRITTEN if written[f"{slug}.ics"] else Action.UNCHANGED,
            digest=result.digests[f"{slug}.ics"],
        )
        for slug, name in named.items()
    ]
    gone = [
        FeedLine(file, "", 0, Action.REMOVED if ours else Action.LEFT_ALONE, "") for file, ours in result.stale.items()
    ]
    return Built(
        feeds=(*lines, *gone),
        changes=result.revised.changes,
        folder=task.folder,
        dry_run=number is None,
        recovered=result.recovered,
        number=number or 0,
        rewritten=tuple(change for change in result.revised.changes if change.rewrites_the_past(task.today)),
        told=tuple(message.reader.name for message in told),
        by_hand=tuple(one.reader.name for one in _by_hand(told)) if task.plan.config.smtp else (),
        news=None if task.plan.config.smtp else task.out / NEWS,
    )
