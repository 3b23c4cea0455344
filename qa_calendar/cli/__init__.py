"""The command. It asks the clock, the environment and argv, hands over, and prints; it decides nothing.

Exit codes: 0 done, 1 the user's files are wrong, 2 usage, 3 the world failed.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from qa_calendar.cli import correspondence as mail
from qa_calendar.cli import dates, doctor, feeds, files, importing, serving, staff, subscribing, work
from qa_calendar.cli.asked import app, ending
from qa_calendar.garbage import SELDOM

__all__ = [
    "app",
    "dates",
    "doctor",
    "feeds",
    "files",
    "importing",
    "mail",
    "main",
    "serving",
    "staff",
    "subscribing",
    "work",
]


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
    # What a command loads and reads it keeps to its end.
    gc.set_threshold(SELDOM)
    try:
        app()
    except Exception as error:
        message, code = ending(error)
        print(message, file=sys.stderr)
        sys.exit(code)
