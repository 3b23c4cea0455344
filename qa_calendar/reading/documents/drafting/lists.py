"""Programmes without a table: items under the headings of months, and lines that begin with a month or a day.

texts ─▶ lines ─▶ items, each with when and who does it ─▶ a grid, in the place of the lines it was made of
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from qa_calendar.reading.documents.drafting.tails import Sign, Tail, habits, is_people, tails_of
from qa_calendar.reading.documents.drafting.wording import bare_title, is_listed
from qa_calendar.reading.documents.grid import Cell, Document, Grid, Note, Text
from qa_calendar.reading.documents.tables.table import time_label
from qa_calendar.reading.documents.when import Across, Between, InMonths, Often, OnDay, Part, understand
from qa_calendar.reading.documents.who.roles import is_nobody

HEADINGS = ("Month", "Activity", "Named worker")

_MOST_LINES = 3_000
"""A text of more lines is no programme of a year, and each is looked at closely."""

_LONGEST = 200
_LONGEST_TIME = 60
_MOST_WORDS = 25
_FEWEST = 2
"""So many items, and so many months, are a programme."""

_SEPARATOR = re.compile(r"\s+[-‐–—−]\s+|\s*[–—]\s+|\s*:\s+|:$")
_CLOSING = re.compile(
    r"(?:many |kind |best |warm |with )*(?:thanks|thank you|regards|wishes)(?: (?:again|all))?[,.!]*"
    r"|yours (?:sincerely|faithfully|truly)[,.]?|cheers[,.!]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:[a-z]{4}|\d)[.!?]\s+[A-Z]|(?i:^(?:the|all|this|these|please|see|agreed|approved|updated|note)\b.*[.!?]$)"
)
_GREETING = re.compile(r"(?:hi|hello|dear|good (?:morning|afternoon))\b.{0,40}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a paragraph: its number in the text, and the *block* of the document it is in."""

    number: int
    block: int
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class _Item:
    """A line that says *what* is done, and *when*: by itself, or by the *heading* over it."""

    line: _Line
    when: str
    what: str
    heading: _Line | None = None


def with_lists(document: Document) -> Document | None:
    """*document* with a grid in the place of the lines that say what is to be done in which month; None without any."""
    items, heading_lines, others = _read(document)
    grid = _grid(document, items)
    if grid is None:
        return None
    taken = {line.block for line in (*heading_lines, *(item.line for item in items))}
    first = min(taken)
    blocks = list[Text | Grid]()
    for at, block in enumerate(document.blocks):
        if at == first:
            blocks.append(grid)
        if at not in taken:
            blocks.append(block)
    under = " under the headings of months" if any(item.heading for item in items) else ""
    said = f"no table: read from {len(items)} lines{under or ' that begin with a month or a day'}"
    left = (
        Note(f"paragraph {one.number}", "stands among the months, and is not taken as work", one.text) for one in others
    )
    return replace(document, blocks=tuple(blocks), notes=(*document.notes, Note("", said), *left))


def unrolled(document: Document) -> Document:
    """*document* with tables whose cells begin with a month, as a year on one sheet has them, as texts cell by cell."""
    blocks = list[Text | Grid]()
    notes = list(document.notes)
    for block in document.blocks:
        if isinstance(block, Grid) and (cells := _months_of(block)):
            notes.append(Note(block.where, "is read cell by cell: each begins with its month"))
            for cell in cells:
                month, *others = cell.lines
                blocks += [Text(month, 1), *(Text(line) for line in others)]
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks), notes=tuple(notes))


def _months_of(grid: Grid) -> list[Cell]:
    """The cells of a year on one sheet, in their order; none where most cells do not begin with a month."""
    cells = [cell for row in grid.used for cell in grid.row(row) if cell.row == row and cell.lines]
    months = [cell for cell in cells if isinstance(time_label(cell.lines[0]), InMonths)]
    listed = [cell for cell in months if len(cell.lines) > 1]
    return months if len(listed) >= _FEWEST and len(months) * 2 > len(cells) else []


def is_greeting(text: str) -> bool:
    """Whether *text* is how a letter begins or ends."""
    return any(pattern.fullmatch(text.strip()) for pattern in (_GREETING, _CLOSING))


def _lines(document: Document) -> Iterator[_Line | None]:
    """The lines outside the tables; None where a table stands."""
    number = 0
    for at, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            yield None
        elif not block.is_margin:
            for line in block.text.split("\n"):
                if line.strip():
                    number += 1
                    yield _Line(number, at, line.strip(), block.level)


def _read(document: Document) -> tuple[list[_Item], list[_Line], list[_Line]]:
    """The items, the headings over them, and the lines between them that are none."""
    reading = _Reading()
    lines = list(islice(_lines(document), _MOST_LINES + 1))
    for line in lines if len(lines) <= _MOST_LINES else ():
        reading.take(line)
    return reading.found()


class _Reading:
    """The items of a text while its lines are gone through."""

    def __init__(self) -> None:
        self.alone: list[_Item] = []
        self.sections: list[tuple[_Line, list[_Line]]] = []
        self.is_open = False

    def take(self, line: _Line | None) -> None:
        """Take the next line in; None is a table, which ends what is listed."""
        if line is None or _CLOSING.fullmatch(line.text):
            self.is_open = False
        elif _is_month(line):
            self.sections.append((line, []))
            self.is_open = True
        elif line.level:
            # What stands deeper than the months divides them further: "Audits" under "April".
            self.is_open = self.is_open and line.level > self.sections[-1][0].level > 0
        elif (item := _begins_with_time(line, _BY_ITSELF if self.is_open else _ANY)) is not None:
            self.alone.append(item)
        elif self.is_open:
            self.sections[-1][1].append(line)

    def found(self) -> tuple[list[_Item], list[_Line], list[_Line]]:
        items, others = list(self.alone), list[_Line]()
        for heading, lines in self.sections:
            listed = [line for line in lines if is_listed(line.text)]
            for line in lines:
                what = bare_title(line.text)
                if (line in listed or not listed) and _may_be_work(what):
                    items.append(_Item(line, bare_title(heading.text).rstrip(" :"), what, heading))
                else:
                    others.append(line)
        headings = [heading for heading, lines in self.sections if lines]
        return sorted(items, key=lambda item: item.line.number), headings, others


def _is_month(line: _Line) -> bool:
    if len(line.text) > _LONGEST_TIME:
        return False
    if isinstance(time_label(bare_title(line.text)), InMonths):
        return True
    said = understand(line.text) if line.level else None
    return said is not None and isinstance(said.timing, InMonths)


_BY_ITSELF = (InMonths, OnDay, Across, Between)
_ANY = (*_BY_ITSELF, Part, Often)
"""Under a month `Quarterly: complaints` is a title, and elsewhere a time."""


def _begins_with_time(line: _Line, kinds: tuple[type, ...]) -> _Item | None:
    """What *line* says where it begins with a time of its own: `12 May 2025 – Board paper`."""
    text = bare_title(line.text)
    if len(text) > _LONGEST:
        return None
    # The longest time it begins with, so that `April – May` is no month with a title.
    for at in reversed(list(_SEPARATOR.finditer(text))):
        head, rest = text[: at.start()].strip(), text[at.end() :].strip()
        said = understand(head) if len(head) <= _LONGEST_TIME else None
        if said and not said.rest and rest and isinstance(said.timing, kinds):
            return _Item(line, head, rest) if _may_be_work(rest) else None
    return None


def _may_be_work(text: str) -> bool:
    short = len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS
    return short and _SENTENCE.search(text) is None and not text.endswith(":")


def _grid(document: Document, items: Sequence[_Item]) -> Grid | None:
    months = {bare_title(item.when).casefold() for item in items if _is_dated(item.when)}
    if len(items) < _FEWEST or len(months) < _FEWEST:
        return None
    usual = habits(item.what for item in items)
    known = {tail.who for item in items for tail in tails_of(item.what) if tail.sign in usual and is_people(tail.who)}
    cells: dict[tuple[int, int], Cell] = {}
    rows = [(item.line.number, (item.when, *_what_and_who(item.what, usual, known))) for item in items]
    width = 3 if any(texts[2] for _, texts in rows) else 2
    for row, texts in ((0, HEADINGS), *rows):
        cells |= {(row, at): Cell(row=row, column=at, text=text) for at, text in enumerate(texts[:width]) if text}
    number = 1 + max((grid.number for grid in document.grids), default=0)
    return Grid(number=number, cells=cells, header_rows=1, of_paragraphs=True)


def _is_dated(words: str) -> bool:
    said = understand(words)
    return said is not None and isinstance(said.timing, _BY_ITSELF)


def _what_and_who(text: str, usual: frozenset[Sign], known: set[str]) -> tuple[str, str]:
    """The title in *text* and who does it, empty where that is not sure."""
    for tail in tails_of(text):
        if _is_who(tail, usual, known):
            return tail.title, tail.who
    return text, ""


def _is_who(tail: Tail, usual: frozenset[Sign], known: set[str]) -> bool:
    if tail.sign is Sign.DASH and is_nobody(tail.who):
        return True
    return tail.who in known or (tail.sign in usual and is_people(tail.who))
