"""What people read on the screen: results on stdout, with Rich."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_calendar.delivering.built import Action, Built, FeedLine

if TYPE_CHECKING:
    from qa_calendar.dates.months import Week
    from qa_calendar.delivering.mail import Drafted
    from qa_calendar.model import Plan
    from qa_calendar.planning.lint import Finding
    from qa_calendar.planning.revisions import Change
    from qa_calendar.rendering.tables import Group

_SHOWN_CHANGES = 12


def show_json(value: Any) -> None:
    """Print *value* as JSON."""
    # ASCII only: what a script reads must not depend on the console's code page.
    print(json.dumps(value, indent=2))


def show_unchanged(built: Built) -> None:
    """One line for the commonest outcome, without loading anything to print it with."""
    events = next(line.events for line in built.feeds if line.file == "team.ics")
    shown = counted(events, "event")
    print(f"Nothing has changed: {len(built.feeds)} feeds in {_near(built.folder)} are up to date, {shown}.")


def show_built(built: Built) -> None:
    """What a build wrote and what changed."""
    from rich.markup import escape

    console = _console()
    title = "Feeds that would be written" if built.dry_run else "Feeds"
    table = _table(title, "feed", "for", "events", "file")
    for line in built.feeds:
        table.add_row(line.file, escape(line.name), str(line.events) if line.name else "", _action(line, built))
    _print_table(console, table)
    if built.recovered:
        revisions = counted(built.recovered, "event's revision", "events' revisions")
        console.print(f"The state database was empty: {revisions} read back from the feeds.")
    _show_changes(built, console)
    console.print(escape(_written(built)))


def show_built_json(built: Built) -> None:
    """What a build wrote and what changed, for a script."""
    from qa_calendar.rendering.tables import change_values

    feeds = [
        {"file": line.file, "name": line.name, "events": line.events, "action": line.action.value}
        for line in built.feeds
    ]
    values = {"dry_run": built.dry_run, "folder": str(built.folder), "feeds": feeds, "recovered": built.recovered}
    show_json(values | {"changes": change_values(built.changes)})


def left_alone(built: Built) -> tuple[str, ...]:
    """A warning for each feed that a person who left has no use for, but that is not ours to remove."""
    whose = "belongs to nobody in staff any more, but is not as we wrote it: left alone, remove it yourself"
    return tuple(f"{line.file} {whose}" for line in built.feeds if line.action is Action.LEFT_ALONE)


def _action(line: FeedLine, built: Built) -> str:
    acts = line.action in (Action.WRITTEN, Action.REMOVED)
    return f"would be {line.action}" if built.dry_run and acts else line.action.value


def _written(built: Built) -> str:
    actions = Counter(line.action for line in built.feeds)
    would = "would be " if built.dry_run else ""
    feeds = actions[Action.WRITTEN] + actions[Action.UNCHANGED]
    removed = f", {actions[Action.REMOVED]} {would}removed" if actions[Action.REMOVED] else ""
    if not actions[Action.WRITTEN]:
        return f"All {feeds} feeds in {_near(built.folder)} are up to date{removed}."
    return f"{actions[Action.WRITTEN]} of {feeds} feeds {would}written to {_near(built.folder)}{removed}."


def _show_changes(built: Built, console: Any) -> None:
    from rich.markup import escape

    from qa_calendar.rendering.tables import change_line

    counts = Counter(change.kind.value for change in built.changes)
    console.print(
        f"Changed: {', '.join(f'{n} {kind}' for kind, n in counts.items())}" if counts else "No event changed."
    )
    if set(counts) == {"new"}:
        return
    for change in built.changes[:_SHOWN_CHANGES]:
        console.print(f"  {change.kind.value}: {escape(change_line(change))}")
    if len(built.changes) > _SHOWN_CHANGES:
        console.print(f"  and {len(built.changes) - _SHOWN_CHANGES} more (--json lists them all)")


def show_plan(plan: Plan, groups: Iterable[Group], *, why: bool) -> None:
    """The year as a table to a heading."""
    from rich.markup import escape

    from qa_calendar.rendering.tables import who

    console = _console()
    for framework in plan.frameworks:
        console.print(f"[bold]{escape(framework.title)}[/bold] {framework.years}, {escape(framework.service)}")
    for group in groups:
        if not group.occurrences:
            console.print(escape(f"{group.heading}: nothing planned\n"))
            continue
        columns = ("starts", "due", "activity", "named worker", *(("why",) if why else ()))
        table = _table(escape(f"{group.heading}: {len(group.occurrences)}"), *columns)
        for one in group.occurrences:
            cells = [f"{one.start:%a} {one.start}", str(one.due or ""), escape(one.title), escape(who(one))]
            table.add_row(*cells, *([escape("; ".join(one.steps))] if why else []))
        _print_table(console, table)
    for skipped in plan.skipped:
        console.print(f"Skipped: {escape(skipped.entry.title)}, {skipped.entry.month}: {escape(skipped.because)}")


def show_checked(findings: Sequence[Finding], moves: Sequence[Change], *, as_json: bool) -> None:
    """What `check` found, and which events the next build would move."""
    from qa_calendar.planning.lint import Level
    from qa_calendar.rendering.tables import change_line, finding_values

    if as_json:
        show_json({"findings": finding_values(findings), "would_move": [change_line(change) for change in moves]})
        return
    for finding in findings:
        show_line(str(finding))
    for change in moves:
        show_line(f"the next build would move {change_line(change)}")
    levels = Counter(finding.level for finding in findings)
    show_line(f"No errors, {counted(levels[Level.WARNING], 'warning')}, {counted(levels[Level.NOTE], 'note')}.")


def show_drafted_json(drafted: Sequence[Drafted], week: Week) -> None:
    """Whom a message was written for, for a script."""
    messages = [
        {
            "name": one.message.person.name,
            "email": one.message.person.email,
            "subject": one.message.subject,
            "files": [str(path) for path in one.files],
        }
        for one in drafted
    ]
    show_json({"week": str(week), "messages": messages})


def show_drafted(drafted: Sequence[Drafted], folder: Path, title: str) -> None:
    """Whom a message was written for."""
    from rich.markup import escape

    console = _console()
    table = _table(title, "for", "e-mail", "subject", "draft")
    for one in drafted:
        person = one.message.person
        email = person.email or "no address: hand it over"
        table.add_row(
            escape(person.name), escape(email), escape(one.message.subject), "written" if one.changed else "unchanged"
        )
    _print_table(console, table)
    messages = counted(len(drafted), "message")
    console.print(escape(f"{messages} as .txt, .html and .eml in {_near(folder)}. Nothing is sent."))


def show_line(text: str) -> None:
    """One line of result."""
    print(text)


def counted(number: int, noun: str, several: str = "") -> str:
    """`1 feed`, `2 feeds`."""
    return f"{number} {noun if number == 1 else several or f'{noun}s'}"


def _console() -> Any:
    from rich.console import Console

    # Piped output has no width of its own; a narrow guess would break titles over lines. And a title may hold `:on:`.
    width = None if sys.stdout.isatty() else 160
    return Console(highlight=False, emoji=False, soft_wrap=True, width=width)


def _table(title: str, *columns: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD if _is_utf8() else box.ASCII2)
    for column in columns:
        table.add_column(column, justify="right" if column == "events" else "left", overflow="fold")
    return table


def _print_table(console: Any, table: Any) -> None:
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip())  # a table is padded to its width, which is noise in a file


def _is_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _near(folder: Path) -> str:
    try:
        return str(folder.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(folder)
