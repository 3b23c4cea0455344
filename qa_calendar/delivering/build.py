"""One build: the workspace's files in, feeds out, and nothing touched that did not change.

    inputs ─▶ plan ─▶ events ─▶ revise(what the database or the feeds remember) ─▶ feeds
           ─▶ database: revisions and the list of our feeds, committed first
           ─▶ files: only those whose bytes differ, each replaced whole; then those of people who are gone

A crash between the two leaves revisions without their files, and the next build writes exactly those files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from qa_calendar.dates.months import Week
from qa_calendar.delivering import files
from qa_calendar.delivering.built import Action, Built, FeedLine, fingerprint, remember
from qa_calendar.delivering.recovery import recover
from qa_calendar.delivering.store import Store, opened, sqlite_file
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model import TEAM, Event, Plan
from qa_calendar.planning.plan import expand
from qa_calendar.planning.revisions import Change, Revised, Revision, revise
from qa_calendar.rendering.events import events_of
from qa_calendar.rendering.feeds import nothing_planned, nothing_planned_for_team, render_feeds
from qa_calendar.rendering.reminders import render_reminders
from qa_calendar.rendering.templates import Templates

FEEDS = "feeds"


def build(
    workspace: Workspace, now: datetime, today: date, *, dry_run: bool = False, patience: float = files.PATIENCE
) -> Built:
    """Bring the feeds of *workspace* up to date; raises InvalidInputError before anything is written, or DeliveryError.

    *now* is aware, and stamps what changed; *today* dates the note in a feed that becomes empty; *patience* is how many
    seconds to wait for another build.
    """
    # Taken before anything is read, so that what is edited meanwhile is not taken for built.
    frameworks = workspace.frameworks()
    inputs = fingerprint(workspace, frameworks, today)
    task = _task(workspace, now, today)
    config = task.plan.config
    if dry_run:
        with opened(config.state, workspace.root, create=False) as store:
            return _would_do(task, store)
    with files.alone(workspace.path(config.out), patience):
        if fingerprint(workspace, frameworks, today) != inputs:
            # Edited while we waited: never put the old one back.
            frameworks = workspace.frameworks()
            inputs, task = fingerprint(workspace, frameworks, today), _task(workspace, now, today)
        with opened(config.state, workspace.root) as store:
            built = _do(task, store)
        remember(workspace, frameworks, inputs, built, sqlite_file(config.state, workspace.root))
        return built


def rehearse(workspace: Workspace, now: datetime, today: date) -> tuple[Plan, tuple[Change, ...]]:
    """The plan, and what a build would change; raises what a build or a reminder would, and writes nothing."""
    task = _task(workspace, now, today)
    # A reminder's template shows what is wrong with it only when it is used, and Monday morning is late for that.
    for month in task.plan.months:
        render_reminders(task.plan, Week.of(month.first), task.templates)
    with opened(task.plan.config.state, workspace.root, create=False) as store:
        return task.plan, _would_do(task, store).changes


@dataclass(frozen=True, slots=True)
class _Task:
    plan: Plan
    templates: Templates
    events: tuple[Event, ...]
    folder: Path
    now: datetime
    today: date


def _task(workspace: Workspace, now: datetime, today: date) -> _Task:
    config, frameworks = workspace.load()
    templates = workspace.templates()
    plan = expand(frameworks, config)
    folder = workspace.path(config.out) / FEEDS
    return _Task(plan, templates, events_of(plan, templates), folder, now, today)


@dataclass(frozen=True, slots=True)
class _Outcome:
    previous: Mapping[str, Revision]
    revised: Revised
    feeds: Mapping[str, bytes]
    digests: Mapping[str, str]
    counts: Mapping[str, int]
    stale: Mapping[str, bool]
    recovered: int


def _outcome(task: _Task, store: Store) -> _Outcome:
    plan, previous = task.plan, store.revisions()
    lost = store.fresh and not previous
    if lost:
        previous = recover(_feeds_on_disk(task.folder), plan.config.calendar_id)
    counts = Counter({TEAM: len(task.events)})
    counts.update(slug for event in task.events for slug in event.feeds)
    everything = (*task.events, *_notes(plan, counts, previous, task.today))
    revised = revise(previous, everything, task.now)
    feeds = render_feeds(everything, revised.revisions, plan.config.staff, plan.config.feeds, plan.years)
    stale = {name: digest for name, digest in store.manifest().items() if name not in feeds}
    ours = {name: _is_ours(task.folder / name, digest) for name, digest in stale.items()}
    digests = {name: files.digest(content) for name, content in feeds.items()}
    return _Outcome(previous, revised, feeds, digests, counts, ours, len(previous) if lost else 0)


def _notes(plan: Plan, counts: Mapping[str, int], previous: Mapping[str, Revision], today: date) -> list[Event]:
    calendar_id = plan.config.calendar_id
    notes = [nothing_planned(person, calendar_id, today) for person in plan.config.staff if not counts.get(person.slug)]
    if not counts[TEAM]:
        notes.append(nothing_planned_for_team(calendar_id, today))
    return [_since(note, previous.get(note.uid)) for note in notes]


def _since(note: Event, old: Revision | None) -> Event:
    # The note stays on the day the feed became empty, or every build would move it.
    return note if old is None or not old.live else replace(note, start=old.start, end=old.end)


def _feeds_on_disk(folder: Path) -> dict[str, bytes]:
    return {path.stem: files.content_of(path) or b"" for path in sorted(folder.glob("*.ics"))}


def _would_do(task: _Task, store: Store) -> Built:
    outcome = _outcome(task, store)
    differs = {name: files.content_of(task.folder / name) != content for name, content in outcome.feeds.items()}
    return _report(task, outcome, differs, dry_run=True)


def _do(task: _Task, store: Store) -> Built:
    outcome = _outcome(task, store)
    store.record(outcome.revised, outcome.previous, outcome.digests, task.now)
    files.sweep(task.folder)
    written = {name: files.replace(task.folder / name, content) for name, content in outcome.feeds.items()}
    for name, ours in outcome.stale.items():
        if ours:
            files.remove(task.folder / name)
    store.forget_feeds(tuple(outcome.stale))
    return _report(task, outcome, written)


def _is_ours(path: Path, digest: str) -> bool:
    content = files.content_of(path)
    return content is None or files.digest(content) == digest


def _report(task: _Task, outcome: _Outcome, written: Mapping[str, bool], *, dry_run: bool = False) -> Built:
    named = {person.slug: person.name for person in task.plan.config.staff} | {TEAM: task.plan.config.feeds.team_name}
    lines = [
        FeedLine(
            file=f"{slug}.ics",
            name=name,
            events=outcome.counts.get(slug, 0),
            action=Action.WRITTEN if written[f"{slug}.ics"] else Action.UNCHANGED,
            digest=outcome.digests[f"{slug}.ics"],
        )
        for slug, name in named.items()
    ]
    gone = [
        FeedLine(file, "", 0, Action.REMOVED if ours else Action.LEFT_ALONE, "") for file, ours in outcome.stale.items()
    ]
    return Built(
        feeds=(*lines, *gone),
        changes=outcome.revised.changes,
        folder=task.folder,
        dry_run=dry_run,
        recovered=outcome.recovered,
    )
