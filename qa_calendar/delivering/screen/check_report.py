"""What people read of what is wrong in the files, and of what is valid but probably not meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa_calendar.delivering.screen.console import counted, show_json, show_line, show_warning
from qa_calendar.planning.lint.checks import Finding, Level
from qa_calendar.rendering.differences import vanishing_counts
from qa_calendar.rendering.values import finding_values

if TYPE_CHECKING:
    from datetime import date

    from qa_calendar.planning.revisions import Revision
    from qa_calendar.problems import Problem

MOST_LINES = 50


def show_problems(problems: Sequence[Problem], most: int | None) -> None:
    """What is wrong, on the other stream: of very many the first *most*, and how many more there are."""
    for problem in problems[:most]:
        show_warning(str(problem))
    if left := _left(problems, most):
        show_warning(left)


def show_findings(findings: Sequence[Finding], moves: Sequence[str], most: int | None) -> None:
    """What `check` found, and which events the next build would move, in *most* lines at most."""
    lines = [*map(str, findings), *(f"the next build would move {move}" for move in moves)]
    for line in lines[:most]:
        show_line(line)
    if left := _left(lines, most):
        show_line(left)


def show_checked(findings: Sequence[Finding], vanish: Sequence[Revision], today: date) -> None:
    """How much was found, and which events would *vanish* if the next build did not stop."""
    if vanish:
        events = vanishing_counts(vanish, today)
        show_line(
            f"the next build would stop: {events} would vanish, which is most of them; `qa-calendar diff` lists it"
        )
    levels = Counter(finding.level for finding in findings)
    show_line(f"No errors, {counted(levels[Level.WARNING], 'warning')}, {counted(levels[Level.NOTE], 'note')}.")


def show_checked_json(findings: Sequence[Finding], moves: Sequence[str], vanish: Sequence[Revision]) -> None:
    """All of it for a script."""
    show_json({"findings": finding_values(findings), "would_move": list(moves), "would_vanish": len(vanish)})


def _left(lines: Sequence[object], most: int | None) -> str:
    if most is None or len(lines) <= most:
        return ""
    return f"… and {len(lines) - most} more; `qa-calendar check --all` shows them"
