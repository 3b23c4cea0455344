"""YAML with the line and column of every key and value, and nothing guessed.

Scalars stay text: `No` is a person, `10:30` is a time, `on` is a word. What a value means is for the shapes of
config.py and framework.py to say; what is wrong with a file that is no YAML at all is said by syntax.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from qa_calendar.names import UNSEEN
from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading import pasted
from qa_calendar.reading.syntax import Loader, RefusedError, lines_of, syntax_problem

Path = tuple[str | int, ...]
_Mark = Any
"""What the parser says of a place, its `line` and `column` counting from 0: few are ever asked for as a `Location`."""
Value = dict[str, Any] | list[Any] | str | None

MAX_DEPTH = 20
_MOST_MENDED = 40
_NOTHING = ("", "~", "null")
_UTF16 = "the file is saved as UTF-16 ('Unicode'); save it again as UTF-8"
# What YAML itself allows; anything else comes from a file that is no text, or from a keyboard's accident.
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# YAML 1.1 ends a line at these, no editor does; they come out of Word, and would put every later place a line off.
_NO_LINE_END = re.compile("[\x85\u2028\u2029]")
_UNSEEN = re.compile(f"[{UNSEEN}]")


@dataclass(frozen=True, slots=True)
class Cut:
    """Text that ends at a '#' which may have been meant as part of it: the value at *path*, and what to say of it."""

    path: Path
    problem: Problem


class _Point(NamedTuple):
    """A place the parser has no mark of."""

    line: int
    column: int


@dataclass(slots=True)
class _Inside:
    """Where a mapping or a list stands, what is in it, and the keys of a mapping."""

    mark: _Mark
    values: dict[str, Any] | list[Any]
    keys: dict[str, _Mark] = field(default_factory=dict)
    in_braces: bool = False


@dataclass(slots=True)
class Document:
    """A file as plain values, with the place of every value and key. Keys are tidied, as a shape would have them."""

    file: str
    value: Value = None
    problems: list[Problem] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    """Whether these are problems is for the shapes to say: a comment behind a number is one."""
    _place: _Inside | _Mark | None = None

    def at(self, path: Iterable[str | int]) -> Location:
        """Where the value at *path* stands, or the nearest thing around it that does."""
        place, _ = self._found(path)
        mark = place.mark if isinstance(place, _Inside) else place
        return Location(self.file) if mark is None else _at(self.file, mark)

    def key_at(self, path: Sequence[str | int]) -> Location:
        """Where the key at the end of *path* stands; for a list item, the item."""
        *around, key = path or ("",)
        place, is_there = self._found(around)
        keys = place.keys if is_there and isinstance(place, _Inside) else {}
        return _at(self.file, keys[key]) if key in keys else self.at(path)

    def in_braces(self, path: Iterable[str | int]) -> bool:
        """Whether the mapping at *path* is written in braces, where a comma starts a new key."""
        place, is_there = self._found(path)
        return is_there and isinstance(place, _Inside) and place.in_braces

    def _found(self, path: Iterable[str | int]) -> tuple[_Inside | _Mark | None, bool]:
        """The place at *path*, or the nearest around it; and whether it is that."""
        place: Any = self._place
        for step in path:
            try:
                place = place.values[step]
            except (AttributeError, LookupError, TypeError):  # it holds nothing, not that, or is the other kind
                return place, False
        return place, True


def _at(file: str, mark: _Mark) -> Location:
    return Location(file, mark.line + 1, mark.column + 1)


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """*text* in one line: runs of spaces as one, nothing unseen, accents composed (Unicode NFC)."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(_UNSEEN.sub("", text).split())


def without_odd_line_ends(text: str) -> str:
    """*text* with a space for each character that ends a line in YAML 1.1 and in no editor."""
    return text if text.isascii() else _NO_LINE_END.sub(" ", text)


def decode(raw: bytes, file: str) -> str:
    """The text of *raw*, which must be UTF-8, with or without a byte order mark; raises InvalidInputError."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:2]:
        raise InvalidInputError([Problem(Location(file), _UTF16)])
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 (byte 0x{raw[error.start]:02x}); save it again as UTF-8"
        raise InvalidInputError([Problem(_place(raw[: error.start].decode(), file), message)]) from None


def read_yaml(text: str, file: str) -> Document:
    """Read *text*; raises InvalidInputError unless it is one plain YAML mapping. Repeated keys are kept as problems."""
    text = text.removeprefix("\ufeff")
    if not text.replace("\n", "").isprintable():  # which most are, and that is soon seen
        if found := _CONTROL.search(text):
            raise InvalidInputError([Problem(_place(text[: found.start()], file), _control(found[0]))])
        text = without_odd_line_ends(text)
    document = _read(text, file, ())
    if not isinstance(document.value, dict):
        found_what = "a list" if isinstance(document.value, list) else "other text"
        what = "the file is empty" if document.value is None else f"expected `key: value` lines, found {found_what}"
        raise InvalidInputError([Problem(document.at(()), what), *document.problems])
    return document


def _read(text: str, file: str, before: tuple[Problem, ...]) -> Document:
    """*text* as it is meant, if it is pasted from Word; what is said *before* stays, and so do the places."""
    document = Document(file)
    builder = _Builder(document, text)
    try:
        builder.build(Loader(text))
    except yaml.MarkedYAMLError as error:
        found = None if isinstance(error, RefusedError) else _mended(error, text, file, len(before))
        if found is None:
            raise InvalidInputError([syntax_problem(error, text, file), *document.problems, *before]) from None
    else:
        found = builder.misread()
    if found is None:
        document.problems += before
        return document
    if found.text is None:
        raise InvalidInputError([*found.problems, *document.problems, *before])
    return _read(found.text, file, (*before, *found.problems))


def _mended(error: yaml.MarkedYAMLError, text: str, file: str, mended: int) -> pasted.Mended | None:
    return None if mended > _MOST_MENDED else pasted.mended(text, file, *lines_of(error), _reach)


def _reach(text: str) -> int:
    try:
        for _ in yaml.parse(text, Loader=Loader):
            pass
    except yaml.MarkedYAMLError as error:
        return lines_of(error)[1]
    return len(text) + 1


def _control(character: str) -> str:
    return f"a control character (0x{ord(character):02x}) that no text file should hold"


def _place(before: str, file: str) -> Location:
    """The place behind *before*, by YAML's line ends."""
    lines = re.split(r"\r\n|\r|\n", before)
    return Location(file, len(lines), len(lines[-1]) + 1)


_ScalarEvent, _SequenceEndEvent, _MappingEndEvent = yaml.ScalarEvent, yaml.SequenceEndEvent, yaml.MappingEndEvent


class _Builder:
    """Builds values from a parser's events, so that no alias is ever followed and no tag resolved."""

    _next: Callable[[], Any]

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._lines = pasted.Lines.of(text, document.file)
        self._may_cut = {number for number, line in enumerate(self._lines.lines) if pasted.may_cut(line)}
        self._oddly_indented: set[int] = set()
        self._split: pasted.Mended | None = None
        self._flow = 0
        self._way: list[str | int] = []

    def build(self, parser: Any) -> None:
        documents = 0
        self._next = parser.get_event
        try:
            while not isinstance(event := self._next(), yaml.StreamEndEvent):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise RefusedError("a second document starts here; keep one per file", event.start_mark)
                elif isinstance(event, yaml.NodeEvent):
                    if type(event) is _ScalarEvent:
                        self._document.value, self._document._place = self._text(event), event.start_mark
                    else:
                        self._document.value, self._document._place = self._around(event)
        finally:
            parser.dispose()

    def misread(self) -> pasted.Mended | None:
        """What YAML could read and nobody meant so; None where there is no such thing."""
        if self._oddly_indented:
            return pasted.plainly_indented(self._lines, self._oddly_indented)
        return self._split

    def _around(self, event: Any) -> tuple[Value, _Inside]:
        """The mapping or list that begins with *event*, or an alias, which is refused; and where it stands."""
        if event.anchor or event.tag:
            self._refuse(event)
        self._flow += bool(event.flow_style)
        found = self._sequence(event) if type(event) is yaml.SequenceStartEvent else self._mapping(event)
        self._flow -= bool(event.flow_style)
        return found

    def _refuse(self, event: Any) -> None:
        if event.anchor:  # of an alias as well
            message = "references with '&' and '*' are not used in these files; write the value out"
            raise RefusedError(f"{message}, or put quotes around text that starts with one", event.start_mark)
        if event.tag:
            message = f"the tag '{event.tag}' is not used in these files; put quotes around text that starts with '!'"
            raise RefusedError(message, event.start_mark)
        raise RefusedError("nested too deeply", event.start_mark)

    def _text(self, event: Any, *, is_key: bool = False) -> str | None:
        if event.anchor or event.tag:
            self._refuse(event)
        text: str = event.value
        if event.implicit[0]:
            if not is_key and event.end_mark.line in self._may_cut:
                self._note_cut(event)
            if not text[:1].isascii():
                self._note_misread(event)
            return None if text in _NOTHING else text
        # As it stands there is none in the file, which leaves those that quotes write as `\x07`.
        if not text.isprintable() and (found := _CONTROL.search(text)):
            self._document.problems.append(Problem(self._place(event), _control(found[0])))
        return text

    def _note_misread(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        line = self._lines[start.line]
        if not line[: start.column].strip(" ") and pasted.begins_oddly(line):
            self._oddly_indented.add(start.line)
        elif self._split is None and start.line == end.line:
            self._split = pasted.split_at(self._lines, start.line, start.column, end.column)

    def _note_cut(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        begins, ends = (start.line, start.column), (end.line, end.column)
        if pasted.is_cut(self._lines[ends[0]], ends[1], of_nothing=not event.value):
            problem = pasted.cut_at(self._lines, begins, ends, tidy(event.value), flow=self._flow > 0)
            self._document.cuts.append(Cut(tuple(self._way), problem))

    def _sequence(self, start: Any) -> tuple[list[Any], _Inside]:
        items: list[Any] = []
        places: list[_Inside | _Mark] = []
        following, way = self._next, self._way
        way.append(0)
        is_too_deep = len(way) > MAX_DEPTH
        while type(event := following()) is not _SequenceEndEvent:
            if is_too_deep:
                self._refuse(event)
            item, place = (self._text(event), event.start_mark) if type(event) is _ScalarEvent else self._around(event)
            if type(item) is str and "- " in item and (several := self._too_far_right(event)):
                for line, text in several:
                    items.append(text)
                    places.append(line)
            else:
                items.append(item)
                places.append(place)
            way[-1] = len(items)
        way.pop()
        return items, _Inside(start.start_mark, places)

    def _too_far_right(self, event: Any) -> list[tuple[_Mark, str]]:
        """The items that *event* is, which is one to YAML as they do not begin in one column; none for what is one."""
        first, last = event.start_mark, event.end_mark
        if self._flow or not event.implicit[0] or first.line == last.line:
            return []
        found = [(first, self._lines[first.line][first.column :])]
        for number in range(first.line + 1, last.line + 1):
            line = self._lines[number].partition(" #")[0]
            text = line.lstrip(" ")
            if text.startswith("- "):
                found.append((_Point(number, len(line) - len(text)), text[2:]))
            else:
                found[-1] = found[-1][0], f"{found[-1][1]} {text}"
        message = "this line stands further right than the '- ' above it; begin both in the same column"
        for place, _ in found[1:]:
            self._document.problems.append(Problem(_at(self._document.file, place), message))
        return [(place, text.strip()) for place, text in found] if len(found) > 1 else []

    def _mapping(self, start: Any) -> tuple[dict[str, Any], _Inside]:
        found: dict[str, Any] = {}
        places: dict[str, _Inside | _Mark] = {}
        keys: dict[str, _Mark] = {}
        following, way = self._next, self._way
        way.append("")
        is_too_deep = len(way) > MAX_DEPTH
        while type(event := following()) is not _MappingEndEvent:
            way[-1] = key = self._key(event)
            is_new = key not in found
            if is_new:
                keys[key] = event.start_mark
            else:
                self._repeated(event, key, keys[key])
            event = following()
            if is_too_deep:
                self._refuse(event)
            value, place = (self._text(event), event.start_mark) if type(event) is _ScalarEvent else self._around(event)
            if is_new:
                found[key], places[key] = value, place
        way.pop()
        return found, _Inside(start.start_mark, places, keys, bool(start.flow_style))

    def _key(self, event: Any) -> str:
        if type(event) is not _ScalarEvent:
            if event.anchor or event.tag:
                self._refuse(event)
            raise RefusedError("a key must be plain text", event.start_mark)
        self._text(event, is_key=True)
        return tidy(event.value)

    def _repeated(self, event: Any, key: str, first: _Mark) -> None:
        message = f"'{key}' is here twice (first in line {first.line + 1})"
        self._document.problems.append(Problem(self._place(event), message))

    def _place(self, event: Any) -> Location:
        return _at(self._document.file, event.start_mark)
