"""Web pages, what Word and Excel save or copy as one, and Markdown: tables as a browser lays them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from qa_calendar.reading.documents.grid import BULLET, Cell, Grid, Text
from qa_calendar.reading.documents.opening.bounds import (
    MOST_OF_MARKDOWN,
    SMALLER,
    WIDEST_CELL,
    Found,
    UnreadableError,
    whole,
)
from qa_calendar.reading.documents.opening.places import Places, tidied
from qa_calendar.reading.documents.opening.raised import MARK, Piece, in_its_text, without_marks
from qa_calendar.reading.documents.opening.struck import CROSSED, crossed, shown
from qa_calendar.reading.documents.opening.tags import html_tree
from qa_calendar.reading.documents.opening.xml import Element

_SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "svg", "iframe", "object", "textarea", "select", "colgroup"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "li", "main"}
    | {"nav", "ol", "p", "pre", "section", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRUCK = frozenset({"s", "strike"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


def read_page(text: str, found: Found) -> None:
    """Read the HTML *text*; what comes before the first tag is what Windows says of a clipboard."""
    start = max(0, text.find("<")) if text.lstrip().startswith("Version:") else 0
    flow = _Flow(found, lambda what, quoted: found.note("", what, quoted))
    flow.add(html_tree(text[start:]))
    flow.end_line()
    found.blocks += map(_live, flow.blocks)


def _live(block: Text | Grid) -> Text | Grid:
    """A paragraph without what is crossed out in it; one that is crossed out throughout stays as it is."""
    if isinstance(block, Grid):
        return block
    return replace(block, text=shown(block.text, is_struck=False) or shown(block.text, is_struck=True))


def read_markdown(text: str, found: Found) -> None:
    """Read the Markdown *text* (CommonMark, with tables); a head of settings between `---` is left out."""
    from markdown_it import MarkdownIt

    if len(text) > MOST_OF_MARKDOWN:
        raise UnreadableError(f"the Markdown is larger than {MOST_OF_MARKDOWN // 1000} KB: {SMALLER}")
    text = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"))
    read_page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text), found)


@dataclass(slots=True)
class _Flow:
    """Lines and tables, of the page or of a cell, as they come."""

    found: Found
    note: Callable[[str, str], None]
    blocks: list[Text | Grid] = field(default_factory=list)
    picture: str = ""
    struck: bool = False
    plain: bool = False
    crossed: list[str] = field(default_factory=list)
    _line: list[Piece] = field(default_factory=list)
    _level: int = 0
    _is_item: bool = False
    _is_striking: bool = False
    _is_raised: bool = False

    @property
    def text(self) -> str:
        """The lines; what a picture shows where there is nothing else."""
        written = "\n".join(block.text for block in self.blocks if isinstance(block, Text))
        return shown(written, is_struck=self.struck and not self.plain) or self.picture

    def add(self, parent: Element) -> None:
        """Take in what is in *parent*."""
        for part in parent.content:
            if isinstance(part, str):
                self._say(part)
            elif part.tag not in _SKIPPED and "mso-list:ignore" not in _style(part):
                self._element(part)

    def end_line(self) -> None:
        """What comes stands in a new line."""
        written, marks = without_marks(self._line)
        if text := tidied(" ".join(written.split())):
            if marks:
                self.note(MARK, in_its_text(marks, text))
            self.blocks.append(Text(f"{BULLET}{text}" if self._is_item else text, self._level))
            self._is_item = False
        self._line.clear()

    def _say(self, text: str) -> None:
        self._line.append((crossed(text) if self._is_striking and text.strip() else text, self._is_raised))
        if text.strip():
            self.struck |= self._is_striking
            self.crossed += [text] if self._is_striking else []
            self.plain |= not self._is_striking

    def _element(self, element: Element) -> None:
        tag = element.tag
        if tag == "del" or is_hidden(element):
            if text := _all_text(element):
                self.note(
                    "text that is marked as deleted is left out" if tag == "del" else "hidden text is left out", text
                )
        elif tag == "table":
            self.end_line()
            self.blocks += _table(element, self.found)
        elif tag == "br":
            self.end_line()
        elif tag == "img":
            self.picture = self.picture or element.get("alt").strip()
        elif tag == "input":
            is_ticked = element.get("type").casefold() == "checkbox" and "checked" in element.attributes
            self._say("✓" if is_ticked else "")
        else:
            self._around(element)

    def _around(self, element: Element) -> None:
        is_block = element.tag in _BLOCKS
        if is_block:
            self.end_line()
        before = self._level, self._is_striking, self._is_raised
        self._level = _HEADINGS.get(element.tag, self._level)
        self._is_striking |= element.tag in _STRUCK or "line-through" in _style(element)
        self._is_raised |= element.tag == "sup" or _RAISED.search(_style(element)) is not None
        self._is_item |= element.tag == "li" or (element.tag == "p" and "mso-list:" in _style(element))
        self.add(element)
        if is_block:
            self.end_line()
            self._is_item = False
        self._level, self._is_striking, self._is_raised = before


def _table(element: Element, found: Found) -> list[Text | Grid]:
    """What stands in its caption, its grid, and the tables within."""
    number = found.next_table()
    rows = list(_rows(element))
    table = _Table(Places(found=found, number=number), len(rows))
    for row, _ in rows:
        table.add(row)
    headers = 0
    for row, is_head in rows:
        cells = list(row.children("td", "th"))
        if not is_head and (len(cells) < 2 or any(cell.tag == "td" for cell in cells)):
            break
        headers += 1
    captions = [Text(text) for caption in element.children("caption") if (text := _all_text(caption))]
    grid = table.places.grid(len(rows), table.width, hidden=(table.hidden, set()), headers=headers)
    return [*captions, *([grid] if grid.cells else []), *table.within]


def _rows(parent: Element, *, is_head: bool = False) -> Iterator[tuple[Element, bool]]:
    for child in parent:
        if child.tag == "tr":
            yield child, is_head
        elif child.tag != "caption":
            yield from _rows(child, is_head=child.tag == "thead")


@dataclass(slots=True)
class _Table:
    """A table as far as it was read; *left* is how many rows more a column is covered from above."""

    places: Places
    height: int
    row: int = 0
    width: int = 0
    hidden: set[int] = field(default_factory=set)
    within: list[Text | Grid] = field(default_factory=list)
    left: dict[int, int] = field(default_factory=dict)

    def add(self, row: Element) -> None:
        """Put the cells of a row where those from above leave room."""
        column = 0
        covered = dict[int, int]()
        for cell in row.children("td", "th"):
            if is_hidden(cell):
                self.places.note(self.row, column, "hidden text is left out", _all_text(cell))
                continue
            while self.left.get(column, 0):
                column += 1
            wide = min(max(1, whole(cell.get("colspan"), 1)), WIDEST_CELL)
            tall = min(whole(cell.get("rowspan"), 1) or self.height, self.height - self.row)
            self.places.found.count(wide * tall - 1)
            self._put(cell, column, tall, wide)
            covered |= dict.fromkeys(range(column, column + wide), tall)
            column += wide
        self.width = max(self.width, column)
        self.left = {at: rows - 1 for at, rows in {**self.left, **covered}.items() if rows > 1}
        if is_hidden(row):
            self.hidden.add(self.row)
        self.row += 1

    def _put(self, cell: Element, column: int, tall: int, wide: int) -> None:
        flow = _Flow(self.places.found, partial(self.places.note, self.row, column))
        flow.add(cell)
        flow.end_line()
        struck = flow.struck and not flow.plain
        if flow.struck and flow.plain:
            self.places.note(self.row, column, CROSSED, " ".join("".join(flow.crossed).split()))
        self.places.put(Cell(row=self.row, column=column, text=flow.text, height=tall, width=wide, struck=struck))
        self.within += (block for block in flow.blocks if isinstance(block, Grid))


def is_hidden(element: Element) -> bool:
    """Whether a browser shows nothing of it."""
    return "hidden" in element.attributes or _HIDDEN.search(_style(element)) is not None


def _style(element: Element) -> str:
    return element.get("style").casefold()


def _all_text(element: Element) -> str:
    return " ".join(element.text.split())
