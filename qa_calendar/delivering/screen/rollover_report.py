"""What people read of a drafted year."""

from __future__ import annotations

from qa_calendar.dates.months import listed
from qa_calendar.delivering.building.rollover import NextYear
from qa_calendar.delivering.screen.console import counted, show_line
from qa_calendar.reading.rollover.draft import Draft


def show_next_year(drafted: NextYear) -> None:
    """What was done, what is left to choose, what else is of the old year, and the line for config.yaml."""
    show_line(f"{drafted.file}: written from {drafted.source}.")
    _show_done(drafted.draft)
    if drafted.problems:
        show_line("Put right in it, before it can be planned:")
    for problem in drafted.problems:
        show_line(f"  {problem}")
    if drafted.notices:
        show_line(f"In config.yaml, which is left as it is, of {drafted.draft.turn.old.year}:")
    for notice in drafted.notices:
        show_line(f"  {notice}")
    show_line("Edit it, then put it into config.yaml:")
    show_line(f"  frameworks: [{', '.join(drafted.frameworks)}]")


def _show_done(draft: Draft) -> None:
    if draft.titles:
        named = [f"'{title}'" for title in draft.titles]
        show_line(f"The year is a new one in {listed(named)}.")
    if draft.shifted:
        show_line(f"{counted(draft.shifted, 'date')} shifted.")
    if draft.checks:
        show_line(f"{counted(draft.checks, 'comment')} in it where you have to check what was shifted or left.")
    if draft.choices:
        show_line(f"{counted(draft.choices, 'comment')} in it where you have to choose.")
    if draft.flagged:
        show_line(f"{counted(draft.flagged, 'comment')} in it: somebody named there leaves, or gives up work.")
