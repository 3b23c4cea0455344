"""What is found in a document, and the bounds of it: how much is unpacked, how deep, how many cells and notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from qa_calendar.problems import QACalendarError
from qa_calendar.reading.documents.grid import Grid, Note, Text

MB = 1_000_000
MOST_OF_A_FILE = 64 * MB
MOST_OF_A_TEXT = 4 * MB
MOST_OF_MARKDOWN = MB // 4
MOST_OF_A_PART = 24 * MB
MOST_UNPACKED = 40 * MB
MOST_PARTS = 5_000
MOST_DEEP = 100
MOST_STREAMED = 1_000_000
"""Elements of a part that is read as it comes."""
MOST_KEPT = 500_000
"""Elements of a part that is kept as a tree; each takes about 250 bytes."""
MOST_CELLS = 200_000
MOST_SHEETS = 250
MOST_NOTES = 1_000
WIDEST_CELL = 100
"""Columns that a cell covers at most."""
LONGEST_CELL = 32_767
"""Characters; what a cell of Excel holds at most."""
LONGEST_QUOTE = 300

DAMAGED = "the file is damaged or not fully downloaded: open it in {program} and save it again"
SMALLER = "copy what is planned into a file of its own"
TOO_LONG = f"it holds more than can be read: {SMALLER}"
TOO_DEEP = "its content is nested too deeply: refused"


class UnreadableError(QACalendarError):
    """A document that cannot be read; the message is for whoever chose it, and names the cure."""


@dataclass(slots=True)
class Found:
    """What was found so far, counted."""

    blocks: list[Text | Grid] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    _places: int = 0
    _tables: int = 0

    def note(self, place: str, text: str, quoted: str = "") -> None:
        """Keep something noticed, once; what is quoted is shortened."""
        quoted = " ".join(quoted.split())
        if len(quoted) > LONGEST_QUOTE:
            quoted = f"{quoted[:LONGEST_QUOTE].rstrip()}…"
        note = Note(place, text, quoted)
        if len(self.notes) == MOST_NOTES:
            self.notes.append(Note("", f"more than {MOST_NOTES:,} things were noticed; the others are not listed"))
        elif len(self.notes) < MOST_NOTES:
            self.notes.append(note)

    def count(self, places: int) -> None:
        """Count places that cells cover; raises UnreadableError once they are too many."""
        self._places += places
        if self._places > MOST_CELLS:
            raise UnreadableError(f"it holds more than {MOST_CELLS:,} cells: {SMALLER}")

    def next_table(self) -> int:
        """The number of the table that starts here, from 1."""
        self._tables += 1
        return self._tables


def whole(text: str | None, otherwise: int = 0) -> int:
    """The whole number that *text* is, at least 0; *otherwise* for anything else, and for absurdly long ones."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else otherwise


def is_on(value: str | None) -> bool:
    """Whether a switch of XML is on: written without a value, or with any but one that says no."""
    return (value or "").casefold() not in {"0", "false", "off", "no"}
