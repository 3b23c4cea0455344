"""What people read on the screen: results on stdout, with Rich."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_calendar.delivering.mail.drafts import Drafted
    from qa_calendar.delivering.mail.sending import Delivery
    from qa_calendar.model import Plan
    from qa_calendar.rendering.tables import Group

_NUMBERS = (
    *("events", "build", "feeds written"),
    *("planned", "done", "late", "overdue", "moved", "reassigned"),
)


def show_json(value: Any) -> None:
    """Print *value* as JSON."""
    # ASCII only: what a script reads must not depend on the console's code page.
    print(json.dumps(value, indent=2))


def show_plan(plan: Plan, groups: Iterable[Group], *, why: bool) -> None:
    """The year as a table to a heading."""
    from rich.markup import escape

    from qa_calendar.dates.months import listed
    from qa_calendar.rendering.tables import who

    console = new_console()
    for framework in plan.frameworks:
        console.print(f"[bold]{escape(framework.name)}[/bold] {framework.years}, {escape(framework.service)}")
    for group in groups:
        if not group.occurrences:
            console.print(escape(f"{group.heading}: nothing planned\n"))
            continue
        columns = ("starts", "due", "activity", "named worker", *(("why",) if why else ()))
        table = table_of(escape(f"{group.heading}: {len(group.occurrences)}"), *columns)
        for one in group.occurrences:
            cells = [f"{one.start:%a} {one.start}", str(one.due or ""), escape(one.title), escape(who(one))]
            reasons = (*one.steps, *(step.said for step in one.staffing))
            table.add_row(*cells, *([escape("; ".join(reasons))] if why else []))
        print_table(console, table)
    for skipped in plan.skipped:
        console.print(f"Skipped: {escape(skipped.entry.title)}, {skipped.entry.month}: {escape(skipped.because)}")
    for framework in plan.frameworks:
        if framework.as_required:
            titles = listed([one.title for one in framework.as_required])
            console.print(f"As required, without a date: {escape(titles)}")


def show_drafted_json(drafted: Sequence[Drafted], about: Mapping[str, Any]) -> None:
    """Whom a message was written for, for a script."""
    messages = [
        {
            "name": one.message.reader.name,
            "email": _address(one),
            "subject": one.message.subject,
            "files": [str(path) for path in one.files],
        }
        for one in drafted
    ]
    show_json({**about, "messages": messages})


def show_drafted(drafted: Sequence[Drafted], folder: Path, title: str) -> None:
    """Whom a message was written for."""
    from rich.markup import escape

    console = new_console()
    table = table_of(title, "for", "e-mail", "subject", "draft")
    for one in drafted:
        email = _address(one) or "no address: hand it over"
        done = "written" if one.changed else "unchanged"
        table.add_row(escape(one.message.reader.name), escape(email), escape(one.message.subject), done)
    print_table(console, table)
    messages = counted(len(drafted), "message")
    console.print(escape(f"{messages} as .txt, .html and .eml in {near(folder)}. Nothing is sent."))


def _address(drafted: Drafted) -> str | None:
    return ", ".join(mailbox.address for mailbox in drafted.message.reader.mailboxes) or None


@contextmanager
def sending() -> Iterator[Callable[[Delivery], None]]:
    """Show how many mails were tried so far, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    tried = Counter[str]()
    with Console(stderr=True).status("") as status:

        def told(delivery: Delivery) -> None:
            tried[delivery.outcome] += 1
            status.update(", ".join(f"{number} {outcome}" for outcome, number in tried.items()))

        yield told


def show_warning(text: str) -> None:
    """One line for a person to look at."""
    print(text, file=sys.stderr)


def show_line(text: str) -> None:
    """One line of result."""
    print(text)


def counted(number: int, noun: str, several: str = "") -> str:
    """`1 feed`, `2 feeds`."""
    return f"{number} {noun if number == 1 else several or f'{noun}s'}"


def new_console() -> Any:
    """A console as wide as the terminal, and wide in a pipe."""
    from rich.console import Console

    # Piped output has no width of its own; a narrow guess would break titles over lines. And a title may hold `:on:`.
    width = None if sys.stdout.isatty() else 160
    return Console(highlight=False, emoji=False, soft_wrap=True, width=width)


def table_of(title: str, *columns: str) -> Any:
    """An empty table, in lines the console can show."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD if _is_utf8() else box.ASCII2)
    for column in columns:
        table.add_column(column, justify="right" if column in _NUMBERS else "left", overflow="fold")
    return table


def print_table(console: Any, table: Any) -> None:
    """Print *table*; without padding in a pipe."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip())  # a table is padded to its width, which is noise in a file


def _is_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def near(folder: Path) -> str:
    """*folder* as seen from where the command runs."""
    try:
        return str(folder.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(folder)
