"""Text in columns: values between commas, semicolons, tabs or bars, with quotes as Excel writes them (RFC 4180)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa_calendar.reading.documents.grid import Cell, Grid
from qa_calendar.reading.documents.opening.bounds import SMALLER, Found, UnreadableError
from qa_calendar.reading.documents.opening.decoding import lines_of
from qa_calendar.reading.documents.opening.places import Places

SEPARATORS = "\t;,|"
MOST_LINES = 200_000
_SAMPLE = 50_000
UNCLOSED = "a quotation mark is never closed; the line is read as it is written"


@dataclass(frozen=True, slots=True)
class Record:
    """The values of a row, and the *line* it begins in, from 1; *is_unclosed* where a quote has no end."""

    line: int
    values: tuple[str, ...]
    is_unclosed: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether the line is empty."""
        return len(self.values) == 1 and not self.values[0].strip()


def read_separated(text: str, found: Found) -> None:
    """Read *text* as one grid; empty lines are empty rows."""
    first, _, rest = text.partition("\n")
    first = first.strip().casefold()
    if first.startswith("sep=") and len(first) == 5 and first[4] in SEPARATORS:
        found.blocks.append(grid_of(records(rest, first[4], line=2), found))
        return
    separator = separator_of(text) or ","
    found.blocks.append(grid_of(records(text, separator), found))


def grid_of(rows: Sequence[Record], found: Found) -> Grid:
    """The grid that *rows* are."""
    number, first = found.next_table(), rows[0].line if rows else 1
    places = Places(found=found, number=number, first_line=first)
    for row, record in enumerate(rows):
        if record.is_unclosed:
            # Its row is not its line where a value above has several lines.
            found.note(f"line {record.line}", UNCLOSED, " ".join(record.values))
        for column, value in enumerate(record.values):
            if value:
                places.put(Cell(row=row, column=column, text=value))
    return places.grid(*places.used)


def separator_of(text: str, at_least: float = 0.0) -> str:
    """What divides most of the first lines into the same number of values; empty where no more than *at_least* are."""
    scores = {separator: _evenness(text[:_SAMPLE], separator) for separator in SEPARATORS}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best][0] > at_least else ""


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """How many of the lines have the usual number of values, 0 to 1, and that number."""
    widths = [len(record.values) for record in records(text, separator) if not record.is_blank]
    usual, times = max(Counter(width for width in widths if width > 1).items(), key=lambda of: of[1], default=(0, 0))
    return (times / len(widths) if times else 0.0), usual


def records(text: str, separator: str, line: int = 1) -> list[Record]:
    """The rows of *text*, of which the first stands in *line*."""
    plain = re.compile(rf"[^{re.escape(separator)}\r\n]*")
    found: list[Record] = []
    at = 0
    while at < len(text):
        record, at = _record(text, at, separator, plain, line)
        found.append(record)
        line += 1 + sum(len(lines_of(value)) - 1 for value in record.values)
        if len(found) > MOST_LINES:
            raise UnreadableError(f"it has more than {MOST_LINES:,} lines: {SMALLER}")
    return found


def _record(text: str, at: int, separator: str, plain: re.Pattern[str], line: int) -> tuple[Record, int]:
    """The row that begins *at*, and where the next one does."""
    values: list[str] = []
    is_unclosed = False
    while True:
        value = ""
        if text.startswith('"', at):
            quoted = _quoted(text, at, separator)
            is_unclosed |= quoted is None
            value, at = quoted or ("", at)
        rest = plain.match(text, at)
        values.append(value + rest[0] if rest else value)
        at = rest.end() if rest else at
        if not text.startswith(separator, at):
            return Record(line, tuple(values), is_unclosed), at + (2 if text.startswith("\r\n", at) else 1)
        at += 1


def _quoted(text: str, start: int, separator: str) -> tuple[str, int] | None:
    """What stands in the quotes that begin at *start*, and where they have ended; None where they do not end."""
    pieces: list[str] = []
    at = start + 1
    while (end := text.find('"', at)) >= 0:
        pieces.append(text[at:end])
        after = text[end + 1 : end + 2]
        if after == '"':
            pieces.append('"')
            at = end + 2
            continue
        # Behind a line break, a mark that ends nothing begins the next quotes: these were never closed.
        if after not in ("", separator, "\r", "\n") and any("\n" in piece or "\r" in piece for piece in pieces):
            return None
        return "".join(pieces), end + 1
    return None
