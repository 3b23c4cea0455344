"""What people read of documents that were imported: what was understood, what was decided, what is asked."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap

from qa_calendar.dates.months import listed
from qa_calendar.delivering.screen.console import (
    counted,
    new_console,
    print_table,
    show_json,
    show_line,
    show_warning,
    table_of,
)
from qa_calendar.model.draft import Draft, DraftEntry, Kind, Question, TableRead, Topic
from qa_calendar.rendering.imports import draft_values, months_of, remarks_of, span_of, what_of

_HEADINGS = {
    Kind.DECIDED: "Decided on the way",
    Kind.SKIPPED: "Not taken over",
    Kind.ASKED: "Asked; what is in doubt is imported only as far as it is sure",
}


def show_import(draft: Draft) -> None:
    """What was understood of *draft*'s files: the tables, the people, the entries by month, and every remark."""
    _show_found(draft)
    _show_entries(draft)
    _show_people(draft)
    for kind, heading in _HEADINGS.items():
        if found := remarks_of(draft, kind):
            show_line(f"\n{heading}:")
            for remark in found:
                _show_item(str(remark))


def _show_item(text: str) -> None:
    """An item of a list, folded beneath itself on a terminal; in a pipe a line is a line."""
    if not sys.stdout.isatty():
        show_line(f"  - {text}")
        return
    width = max(get_terminal_size().columns, 20)
    for line in wrap(text, width - 1, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False):
        show_line(line)


def show_import_json(draft: Draft, written: Sequence[Path]) -> None:
    """The same for a script, with the names of the files that were *written*."""
    show_json({**draft_values(draft), "written": [path.name for path in written]})


def show_written(root: Path, written: Sequence[Path], questions: Sequence[Question]) -> None:
    """What an import wrote, and what to do next."""
    names = listed([path.name for path in written])
    show_line(f"\n{names or 'nothing new'}: written to {root}." if written else f"\n{root} is unchanged.")
    if questions:
        columns = sum(one.topic is Topic.COLUMNS for one in questions)
        asked = [f"{counted(len(questions) - columns, 'question')} left"] if len(questions) > columns else []
        aside = [f"{counted(columns, 'column')} not taken over"] if columns else []
        show_line(f"{listed([*asked, *aside])}: answer in import.yaml, and run the same import again.")
    show_line("Look at config.yaml and framework.yaml, then run:")
    show_line(f'  qa-calendar -C "{root}" check')


def show_nothing_written() -> None:
    """That it was only looked at."""
    show_line("\nNothing is written; --yes writes it.")


def show_questions(count: int) -> None:
    """How many questions there are, and how they are answered, where a person is asked."""
    if count:
        how = "a number, an answer, or several with ; between; Enter leaves one open, Ctrl-C all the rest"
        show_warning(f"{counted(count, 'question')}: {how}")


def show_rest_open() -> None:
    """That whoever was asked wants no more of it."""
    show_warning("\nall other questions are left open")


def show_no_offer(number: str, most: int) -> None:
    """That a *number* is none of those that were offered."""
    offered = f"1 to {most}" if most > 1 else "1"
    show_warning(f"there is no offer {number}; {offered}, or an answer in words")


def show_question(text: str, offers: Sequence[str]) -> None:
    """One question with its numbered offers, where a person is asked."""
    print(f"\n{text}", file=sys.stderr)  # noqa: T201
    for number, offer in enumerate(offers, 1):
        print(f"  {number}  {offer}", file=sys.stderr)  # noqa: T201


def _show_found(draft: Draft) -> None:
    months, activities = months_of(draft), {one.activity for one in draft.entries}
    of_what = ", ".join(filter(None, (draft.title, draft.service, span_of(draft))))
    show_line(f"{listed(draft.files)}: {of_what}")
    entries = counted(len(draft.entries), "entry", "entries")
    titles = counted(len(activities), "activity", "activities")
    show_line(f"{entries} in {counted(len(months), 'month')}, of {titles}.")
    for columns, alike in _by_columns(draft.tables).items():
        show_line(f"\n{listed(alike)}:")
        for meaning, found in groupby(columns, key=itemgetter(1)):
            show_line(f"  {', '.join(heading for heading, _ in found)}: {meaning}")


def _by_columns(tables: Iterable[TableRead]) -> dict[tuple[tuple[str, str], ...], list[str]]:
    """The places of the tables that have the same columns."""
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for table in tables:
        found.setdefault(table.columns, []).append(table.place)
    return found


def _show_entries(draft: Draft) -> None:
    from rich.markup import escape

    if not draft.entries and not draft.as_required:
        return
    show_line("")
    table = table_of("What it says", "month", "activity", "named worker", "and")
    for read in months_of(draft):
        for number, one in enumerate(read.entries):
            table.add_row("" if number else str(read.month), *map(escape, _cells(one)))
    for one in draft.as_required:
        table.add_row("as required", *map(escape, _cells(one)))
    print_table(new_console(), table)


def _cells(entry: DraftEntry) -> tuple[str, str, str]:
    return entry.activity, listed(entry.workers) or "nobody named", ", ".join(what_of(entry))


def _show_people(draft: Draft) -> None:
    if draft.people:
        show_line("People:" if draft.entries or draft.as_required else "\nPeople:")
    for one in draft.people:
        said = [one.role, "a group" if one.is_group else "", one.email or ""]
        also = f"; also written {listed(one.spellings)}" if one.spellings else ""
        show_line(f"  {', '.join(filter(None, (one.name, *said)))}{also}")
