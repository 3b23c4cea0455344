"""The command. It asks the clock, the environment and argv, hands over, and prints; it decides nothing.

Exit codes: 0 done, 1 the user's files are wrong, 2 usage, 3 the world failed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from qa_calendar.cli import correspondence as mail
from qa_calendar.cli import dates, feeds, files, staff, work
from qa_calendar.cli.asked import USAGE, WORLD_FAILED, WRONG_INPUT, app
from qa_calendar.problems import (
    InvalidInputError,
    MostVanishesError,
    NoSuchDayError,
    QACalendarError,
    RulePhraseError,
)

__all__ = ["app", "dates", "feeds", "files", "mail", "main", "staff", "work"]


def main() -> None:
    """Run the command; every failure ends in a sentence and an exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # pythonw and some services have none, and nobody to read it.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A cp1252 console cannot show every name; a '?' is better than no answer.
            stream.reconfigure(errors="replace")
    try:
        app()
    except Exception as error:
        message, code = _ending(error)
        print(message, file=sys.stderr)
        sys.exit(code)


def _ending(error: Exception) -> tuple[str, int]:
    match error:
        case InvalidInputError() | RulePhraseError() | NoSuchDayError() | MostVanishesError():
            return str(error), WRONG_INPUT
        case QACalendarError():
            return f"qa-calendar: {error}", WORLD_FAILED
        case OverflowError():
            return "qa-calendar: that is outside the years 1 to 9999, which dates can be in", USAGE
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return f"qa-calendar: {where}{error.strerror or error}", WORLD_FAILED
        case _ if os.environ.get("QA_CALENDAR_DEBUG"):
            raise error
        case _:
            what = f"a fault of ours, not of your files: {type(error).__name__}: {error}"
            cure = "Set QA_CALENDAR_DEBUG=1 and run it again for a report to send us."
            return f"qa-calendar: {what}\n{cure}", WORLD_FAILED
