"""What people read of a planner that was printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_calendar.dates.months import listed
from qa_calendar.delivering.printing import PAPERS, Printed
from qa_calendar.delivering.screen.console import counted, show_line, show_warning


@contextmanager
def drawing() -> Iterator[None]:
    """Show that a PDF is being drawn, which takes seconds, on a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status("drawing"):
        yield


def show_printed(path: Path, printed: Printed, *, is_new: bool) -> None:
    """What was written, on how many sheets; on stderr what is lacking, and that a larger paper has more room."""
    on = f" of {printed.paper}" if printed.paper else " to print"
    show_line(f"{path}: {'written' if is_new else 'unchanged'}, {counted(printed.sheets, 'sheet')}{on}.")
    for what in printed.lacking:
        show_warning(f"Not in {path.name}, since only what is in a template itself can be: {what}")
    *_, largest = PAPERS
    if printed.over and printed.paper != largest:
        years = listed(printed.over)
        show_warning(f"{years} did not fit on one sheet of {printed.paper}; --paper {largest} has more room.")
