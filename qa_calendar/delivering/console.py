"""What people read on the screen: results on stdout, with Rich."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_calendar.delivering.built import Action, Built

if TYPE_CHECKING:
    from qa_calendar.delivering.mail import Drafted
    from qa_calendar.model import Plan
    from qa_calendar.rendering.tables import Group

_SHOWN_CHANGES = 12


def show_json(value: Any) -> None:
    """Print *value* as JSON."""
    # ASCII only: what a script reads must not depend on the console's code page.
    print(json.dumps(value, indent=2))


def show_unchanged(built: Built) -> None:
    """One line for the commonest outcome, without loading anything to print it with."""
    events = next(line.events for line in built.feeds if line.file == "team.ics")
    print(f"Nothing has changed: {len(built.feeds)} feeds in {_near(built.folder)} are up to date, {events} events.")


def show_built(built: Built) -> None:
    """What a build wrote and what changed."""
    console = _console()
    written = sum(line.action is Action.WRITTEN for line in built.feeds)
    title = "Feeds that would be written" if built.dry_run else "Feeds"
    table = _table(title, "feed", "for", "events", "file")
    for line in built.feeds:
        action = "would be written" if built.dry_run and line.action is Action.WRITTEN else line.action.value
        table.add_row(line.file, line.name, str(line.events) if line.name else "", action)
    console.print(table)
    if built.recovered:
        console.print(f"The state database was empty: {built.recovered} revisions were read back from the feeds.")
    _show_changes(built, console)
    verb = "would be written to" if built.dry_run else "written to"
    console.print(f"{written} of {len(built.feeds)} feeds {verb} {_near(built.folder)}")


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
    framework = plan.framework
    console.print(f"[bold]{escape(framework.title)}[/bold] {framework.years}, {escape(framework.service)}")
    for group in groups:
        columns = ("starts", "due", "activity", "named worker", *(("why",) if why else ()))
        table = _table(f"{group.heading}: {len(group.occurrences)}", *columns)
        for one in group.occurrences:
            cells = [f"{one.start:%a} {one.start}", str(one.due or ""), escape(one.title), escape(who(one))]
            table.add_row(*cells, *([escape("; ".join(one.steps))] if why else []))
        console.print(table)
    for skipped in plan.skipped:
        console.print(f"Skipped: {escape(skipped.entry.title)}, {skipped.entry.month}: {escape(skipped.because)}")


def show_drafted(drafted: Sequence[Drafted], folder: Path, title: str) -> None:
    """Whom a message was written for."""
    from rich.markup import escape

    console = _console()
    table = _table(title, "for", "e-mail", "subject", "draft")
    for one in drafted:
        person = one.message.person
        email = person.email or "no address: hand it over"
        table.add_row(person.name, email, escape(one.message.subject), "written" if one.changed else "unchanged")
    console.print(table)
    console.print(f"{len(drafted)} messages as .txt, .html and .eml in {_near(folder)}. Nothing is sent.")


def show_line(text: str) -> None:
    """One line of result."""
    print(text)


def _console() -> Any:
    from rich.console import Console

    # Piped output has no width of its own; a narrow guess would break titles over lines.
    return Console(highlight=False, soft_wrap=True) if sys.stdout.isatty() else Console(highlight=False, width=160)


def _table(title: str, *columns: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD if _is_utf8() else box.ASCII2)
    for column in columns:
        table.add_column(column, justify="right" if column == "events" else "left", overflow="fold")
    return table


def _is_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _near(folder: Path) -> str:
    try:
        return str(folder.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(folder)
