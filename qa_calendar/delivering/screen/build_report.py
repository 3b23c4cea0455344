"""What people read of builds: what one wrote and changed, what the next would, and the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qa_calendar.dates.zone import clock_in_london
from qa_calendar.delivering.building.unchanged import Action, Built, FeedLine
from qa_calendar.delivering.screen.console import (
    counted,
    near,
    new_console,
    print_table,
    show_json,
    show_line,
    table_of,
)

if TYPE_CHECKING:
    from datetime import date

    from qa_calendar.delivering.state.builds import Build
    from qa_calendar.rendering.differences import Rows

_SHOWN_CHANGES = 12


def show_unchanged(built: Built) -> None:
    """One line for the commonest outcome, without loading anything to print it with."""
    events = next(line.events for line in built.feeds if line.file == "team.ics")
    shown = counted(events, "event")
    show_line(f"Nothing has changed: {len(built.feeds)} feeds in {near(built.folder)} are up to date, {shown}.")


def show_built(built: Built) -> None:
    """What a build wrote and what changed."""
    from rich.markup import escape

    console = new_console()
    title = "Feeds that would be written" if built.dry_run else "Feeds"
    table = table_of(title, "feed", "for", "events", "file")
    for line in built.feeds:
        table.add_row(line.file, escape(line.name), _holds(line), _action(line, built))
    print_table(console, table)
    if built.older and not built.recovered:
        console.print("The state database is older than what was built last.")
    if built.recovered:
        revisions = counted(built.recovered, "event's revision", "events' revisions")
        was = "is older than the feeds" if built.older else "was empty"
        console.print(f"The state database {was}: {revisions} read back from the feeds.")
    _show_changes(built, console)
    console.print(escape(_written(built)))
    if built.told:
        console.print(escape(_told(built)))


def show_built_json(built: Built, today: date) -> None:
    """What a build wrote and what changed, for a script."""
    from qa_calendar.rendering.values import change_values

    feeds = [
        {"file": line.file, "name": line.name, "events": line.events, "action": line.action.value, "ended": line.ended}
        for line in built.feeds
    ]
    values = {
        "dry_run": built.dry_run,
        "build": built.number or None,
        "folder": str(built.folder),
        "feeds": feeds,
        "recovered": built.recovered,
        "older": built.older,
        "held": list(built.held),
        "changes": change_values(built.changes, today),
        "told": list(built.told),
    }
    show_json(values)


def warnings_of(built: Built) -> tuple[str, ...]:
    """What a person should look at: a feed nobody has any use for, but not ours to remove; a change of the past."""
    from qa_calendar.rendering.differences import change_line

    whose = "belongs to nobody in staff any more, but is not as we wrote it: left alone, remove it yourself"
    alone = [f"{line.file} {whose}" for line in built.feeds if line.action is Action.LEFT_ALONE]
    would = "would change" if built.dry_run else "changed"
    past = [
        f"{would} what was already past: {change.kind.value}: {change_line(change, built.names)}"
        for change in built.rewritten
    ]
    return (*built.held, *([built.elsewhere] if built.elsewhere else ()), *built.renamed, *alone, *past)


def _holds(line: FeedLine) -> str:
    if line.ended:
        return "ended"
    return str(line.events) if line.name else ""


def _action(line: FeedLine, built: Built) -> str:
    acts = line.action in (Action.WRITTEN, Action.REMOVED)
    return f"would be {line.action}" if built.dry_run and acts else line.action.value


def _written(built: Built) -> str:
    actions = Counter(line.action for line in built.feeds)
    would = "would be " if built.dry_run else ""
    feeds = actions[Action.WRITTEN] + actions[Action.UNCHANGED]
    removed = f", {actions[Action.REMOVED]} {would}removed" if actions[Action.REMOVED] else ""
    if not actions[Action.WRITTEN]:
        return f"All {feeds} feeds in {near(built.folder)} are up to date{removed}."
    return f"{actions[Action.WRITTEN]} of {feeds} feeds {would}written to {near(built.folder)}{removed}."


def _told(built: Built) -> str:
    names = ", ".join(built.told)
    if built.dry_run:
        return f"News would be for {names}. Nothing is sent."
    if built.news is None:
        by_hand = f" No e-mail address: {', '.join(built.by_hand)}; please hand it over." if built.by_hand else ""
        return f"News for {names}: `qa-calendar news --send` sends it.{by_hand}"
    return f"News in {near(built.news / str(built.number or ''))}, for {names}. Nothing is sent."


def _show_changes(built: Built, console: Any) -> None:
    from rich.markup import escape

    from qa_calendar.planning.revisions import Kind
    from qa_calendar.rendering.differences import change_line, counts_line

    console.print(f"Changed: {counts_line(built.changes)}" if built.changes else "No event changed.")
    if all(change.kind is Kind.NEW for change in built.changes):
        return
    for change in built.changes[:_SHOWN_CHANGES]:
        console.print(f"  {change.kind.value}: {escape(change_line(change, built.names))}")
    if len(built.changes) > _SHOWN_CHANGES:
        everything = "qa-calendar diff" if built.dry_run else f"qa-calendar log {built.number}"
        console.print(f"  and {len(built.changes) - _SHOWN_CHANGES} more (`{everything}` lists them all)")


def show_differences(groups: Iterable[Rows], sentence: str) -> None:
    """Changes as a table to a heading, and the *sentence* that sums them up."""
    console = new_console()
    for group in groups:
        print_table(console, _changes_table(group))
    show_line(sentence)


def _changes_table(group: Rows) -> Any:
    from rich.markup import escape

    table = table_of(escape(f"{group.heading}: {len(group.rows)}"), "on", "activity", "what", "why")
    for row in group.rows:
        table.add_row(f"{row.day:%a} {row.day}", escape(row.title), escape(row.what), escape(row.why))
    return table


def show_log(builds: Sequence[Build]) -> None:
    """Every build in a line: when, what it changed, how many feeds it wrote, and from which files that were new."""
    from rich.markup import escape

    from qa_calendar.rendering.differences import counts_line

    if not builds:
        show_line("Nothing was built yet.")
        return
    table = table_of("Builds", "build", "when", "changed", "feeds written", "edited since the one before")
    for one, earlier in zip(builds, [None, *builds], strict=False):
        edited = ", ".join(_edited(one, earlier)) if earlier and earlier.inputs else ""
        cells = counts_line(one.changes), str(len(one.files)), edited
        table.add_row(str(one.id), clock_in_london(one.at), *map(escape, cells))
    print_table(new_console(), table)


def show_logged(build: Build, earlier: Build | None) -> None:
    """When a build was, what it was made from and what it wrote."""
    edited = _edited(build, earlier) if earlier else []
    show_line(f"Build {build.id}, {clock_in_london(build.at)}{', forced' if build.forced else ''}")
    for name, digest in build.inputs.items():
        show_line(f"  from {name} {digest[:12]}{' (edited)' if name in edited else ''}")
    for name in build.files:
        show_line(f"  wrote {name}")


def build_values(build: Build) -> dict[str, Any]:
    """A line of the log as JSON-ready values."""
    return {
        "build": build.id,
        "at": build.at.isoformat(),
        "inputs": dict(build.inputs),
        "files": list(build.files),
        "forced": build.forced,
        "changed": Counter(change.kind.value for change in build.changes),
    }


def _edited(build: Build, earlier: Build) -> list[str]:
    now = [name for name, digest in build.inputs.items() if earlier.inputs.get(name) != digest]
    return [*now, *(f"{name} (gone)" for name in earlier.inputs if name not in build.inputs)]
