"""What people read when many workspaces were taken in one call."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from qa_calendar.delivering.many.outcome import Outcome, Result
from qa_calendar.delivering.screen.console import (
    counted,
    new_console,
    print_table,
    show_json,
    show_line,
    show_warning,
    table_of,
)

_MOST_ROWS = 40
"""Of more workspaces than that only those are listed with which something was done."""


@contextmanager
def going_on(verb: str, total: int) -> Iterator[Callable[[Outcome], None]]:
    """Show how many of *total* are done, and how long the rest may take, on a terminal only."""
    if not sys.stderr.isatty() or total < 2:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(verb, total=total)
        yield lambda _: progress.advance(task)


def show_outcomes(outcomes: Sequence[Outcome]) -> None:
    """A line for each workspace, what is wrong below them on stderr, and how many of each there are."""
    from rich.markup import escape

    shown = [one for one in outcomes if len(outcomes) <= _MOST_ROWS or one.result is not Result.NOTHING]
    if shown:
        table = table_of("Workspaces", "folder", "calendar", "outcome", "what was done")
        for one in shown:
            table.add_row(*map(escape, (one.workspace, one.calendar_id, one.result.value, one.done)))
        print_table(new_console(), table)
    for one in outcomes:
        for trouble in one.troubles if sys.stderr.isatty() else (new for new in one.troubles if new not in one.known):
            show_warning(f"{one.workspace}: {trouble}")
    counts = Counter(one.result for one in outcomes)
    of_each = ", ".join(f"{counts[result]} {result}" for result in Result if counts[result])
    show_line(f"{counted(len(outcomes), 'workspace')}{f': {of_each}' if of_each else ''}.")


def show_outcomes_json(verb: str, outcomes: Sequence[Outcome]) -> None:
    """The same for a script."""
    counts = Counter(one.result for one in outcomes)
    rows = [
        {
            "workspace": one.workspace,
            "calendar_id": one.calendar_id or None,
            "outcome": one.result.value,
            "exit_code": one.result.code,
            "done": one.done,
            "written": one.written,
            "changes": one.changes,
            "troubles": list(one.troubles),
        }
        for one in outcomes
    ]
    show_json({"verb": verb, "counts": {result.value: counts[result] for result in Result}, "workspaces": rows})
