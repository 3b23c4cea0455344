"""Plain text as it is pasted: columns between tabs or wide gaps are tables, other lines are paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby, islice

from qa_calendar.reading.documents.grid import Text
from qa_calendar.reading.documents.opening.bounds import Found
from qa_calendar.reading.documents.opening.places import tidied
from qa_calendar.reading.documents.opening.separated import Record, grid_of, read_separated, records, separator_of

_MARKUP = re.compile(r"</?(?:b|u|i|s|em|strong|span|font|p)\b[^<>]{0,200}>|\*\*(?=\S)|(?<=\S)\*\*", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_SLIP = 3
"""By how many characters a column may begin too early, where somebody counted the spaces wrong."""

_PIECE = re.compile(r"\S+(?: \S+)*")
_MOST_COLUMNS = 100
_EVEN = 0.9
_FITTING = 0.8
_DIVIDED = 0.5


def read_lines(text: str, found: Found) -> None:
    """Read *text*; empty lines end a table."""
    if "\t" not in text and text.count("\n") > 1 and separator_of(text, _EVEN):
        read_separated(text, found)
        return
    for is_blank, together in groupby(records(text, "\t"), key=lambda record: record.is_blank):
        if not is_blank:
            _run(together, found)


def _run(together: Iterable[Record], found: Found) -> None:
    """Lines without an empty one between them."""
    for is_table, rows in groupby(together, key=lambda record: len(record.values) > 1):
        plain = [replace(row, values=tuple(_plain(value) for value in row.values)) for row in rows]
        table = plain if is_table else _aligned(plain)
        for row in plain[: len(plain) - len(table)]:
            if line := tidied(row.values[0]):
                found.blocks.append(Text(line))
        if table:
            found.blocks.append(grid_of(table, found))


def _plain(value: str) -> str:
    return _MARKUP.sub("", _BREAK.sub("\n", value))


def _aligned(lines: list[Record]) -> list[Record]:
    """The lines from the first on that stand in columns with wide gaps between them; none where too few do."""
    pieces = [list(islice(_PIECE.finditer(line.values[0].rstrip()), _MOST_COLUMNS)) for line in lines]
    if any(len(found) == _MOST_COLUMNS for found in pieces):
        return []
    first = next((at for at, found in enumerate(pieces) if len(found) > 1), len(lines))
    rows = pieces[first:]
    if len(rows) < 2:
        return []
    starts = [piece.start() for piece in rows[0]]
    known = set(starts)
    fitting = sum(all(piece.start() in known for piece in row) for row in rows)
    # A line with one piece goes on in its column, or it is prose.
    divided = sum(len(row) > 1 for row in rows)
    if fitting < _FITTING * len(rows) or divided < _DIVIDED * len(rows):
        return []
    pairs = zip(lines[first:], rows, strict=True)
    return [replace(line, values=_values(row, starts)) for line, row in pairs if not _is_rule(row)]


def _is_rule(pieces: list[re.Match[str]]) -> bool:
    """Whether a line only draws one."""
    return all(re.fullmatch(r"[-=_+|\u2500-\u257f]+", piece[0]) for piece in pieces)


def _values(pieces: list[re.Match[str]], starts: list[int]) -> tuple[str, ...]:
    values: list[list[str]] = [[] for _ in starts]
    for piece in pieces:
        values[_column(piece.start(), starts)].append(piece[0])
    return tuple(" ".join(value) for value in values)


def _column(start: int, starts: list[int]) -> int:
    # What hangs over from the column before begins to the right of a column's start.
    column = max(0, bisect_right(starts, start) - 1)
    after = starts[column + 1] - start if column + 1 < len(starts) else 0
    return column + 1 if 0 < after <= _SLIP else column
