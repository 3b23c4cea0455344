"""What people read of done work: what was recorded, and how far the year has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from qa_calendar.dates.months import spoken_with_year
from qa_calendar.delivering.building.recording import Answer, Marked
from qa_calendar.delivering.screen.console import new_console, print_table, show_json, show_line, table_of
from qa_calendar.rendering.done import done_words, in_time_words, named
from qa_calendar.rendering.values import completion_values

if TYPE_CHECKING:
    from datetime import date

    from qa_calendar.model import Occurrence
    from qa_calendar.planning.progress import Counts, Progress

_COLUMNS = ("planned", "done", "late", "overdue", "moved", "reassigned")


def show_marked(marked: Marked, undo: str) -> None:
    """What was recorded or taken back; *undo* is the command that takes it back."""
    work, done = named(marked.work), marked.completion
    match marked.outcome:
        case Answer.RECORDED if done:
            show_line(f"{work}: {done_words(done)}{in_time_words(done, marked.work)}. `{undo}` takes it back.")
        case Answer.TAKEN_BACK if done:
            show_line(f"{work}: no longer recorded as {done_words(done)}.")
        case Answer.KNOWN if done:
            show_line(f"{work}: already recorded as {done_words(done)}.")
        case _:
            show_line(f"{work}: not recorded as done, so there is nothing to take back.")
    if marked.shown and marked.outcome in (Answer.RECORDED, Answer.TAKEN_BACK):
        show_line("Run `qa-calendar build` to bring the calendars up to date.")


def show_marked_json(marked: Marked) -> None:
    """What was recorded or taken back, for a script."""
    done = None if marked.outcome is Answer.TAKEN_BACK else marked.completion
    show_json({"outcome": marked.outcome.value, **completion_values(marked.work, done)})


def show_progress(progress: Progress, late: Sequence[Occurrence], since: date | None, *, by: str | None) -> None:
    """The counts by month, by person or by both, and what is overdue."""
    console = new_console()
    if by != "person":
        rows = [(str(month), counts) for month, counts in progress.months.items()]
        print_table(console, _table("month", [*rows, ("all", progress.total)]))
    if by != "month":
        people = [(name or "Unassigned", counts) for name, counts in progress.people.items()]
        print_table(console, _table("person", [*people, ("all, each once", progress.total)]))
    _show_overdue(console, late, since)


def _table(heading: str, rows: Iterable[tuple[str, Counts]]) -> Any:
    from rich.markup import escape

    table = table_of(f"By {heading}", heading, *_COLUMNS)
    for name, counts in rows:
        table.add_row(escape(name), *map(str, astuple(counts)))
    return table


def _show_overdue(console: Any, late: Sequence[Occurrence], since: date | None) -> None:
    from rich.markup import escape

    from qa_calendar.rendering.tables import who

    if late:
        table = table_of(f"Overdue: {len(late)}", "was due", "activity", "month", "named worker")
        for one in late:
            table.add_row(f"{one.last:%a} {one.last}", escape(one.title), str(one.month), escape(who(one)))
        print_table(console, table)
    else:
        show_line("Nothing is overdue.")
    if since is not None:
        show_line(f"What was due before {spoken_with_year(since)} is not counted as overdue.")
