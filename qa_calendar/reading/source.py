"""YAML with the line and column of every key and value, and nothing guessed.

Scalars stay text: `No` is a person, `10:30` is a time, `on` is a word. What a value means is for the shapes of
config.py and framework.py to say; what is wrong with a file that is no YAML at all is said by syntax.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from qa_calendar.names import UNSEEN
from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading import pasted
from qa_calendar.reading.syntax import RefusedError, lines_of, syntax_problem

Path = tuple[str | int, ...]
Value = dict[str, Any] | list[Any] | str | None

MAX_DEPTH = 20
_MOST_MENDED = 40
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser of every file; the one in C where there is one, which is ten times as fast."""

_UTF16 = "the file is saved as UTF-16 ('Unicode'); save it again as UTF-8"
# What YAML itself allows; anything else comes from a file that is no text, or from a keyboard's accident.
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# YAML 1.1 ends a line at these, no editor does; they come out of Word, and would put every later place a line off.
NO_LINE_END = str.maketrans("\x85\u2028\u2029", "   ")
_UNSEEN = str.maketrans("", "", UNSEEN)


@dataclass(frozen=True, slots=True)
class Cut:
    """Text that ends at a '#' which may have been meant as part of it: the value at *path*, and what to say of it."""

    path: Path
    problem: Problem


@dataclass(slots=True)
class Document:
    """A file as plain values, with the place of every value and key. Keys are tidied, as a shape would have them."""

    file: str
    value: Value = None
    problems: list[Problem] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    """Whether these are problems is for the shapes to say: a comment behind a number is one."""
    _values: dict[Path, Location] = field(default_factory=dict)
    _keys: dict[Path, Location] = field(default_factory=dict)
    _braces: set[Path] = field(default_factory=set)

    def at(self, path: Iterable[str | int]) -> Location:
        """Where the value at *path* stands, or the nearest thing around it that does."""
        return self._nearest(self._values, tuple(path))

    def key_at(self, path: Iterable[str | int]) -> Location:
        """Where the key at the end of *path* stands; for a list item, the item."""
        path = tuple(path)
        return self._keys.get(path) or self.at(path)

    def in_braces(self, path: Iterable[str | int]) -> bool:
        """Whether the mapping at *path* is written in braces, where a comma starts a new key."""
        return tuple(path) in self._braces

    def _nearest(self, places: Mapping[Path, Location], path: Path) -> Location:
        while path and path not in places:
            path = path[:-1]
        return places.get(path, Location(self.file))


def tidy(text: str) -> str:
    """*text* in one line: runs of spaces as one, nothing unseen, accents composed (Unicode NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())


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
    if found := _CONTROL.search(text):
        raise InvalidInputError([Problem(_place(text[: found.start()], file), _control(found[0]))])
    document = _read(text.translate(NO_LINE_END), file, ())
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
        document.value = builder.build(yaml.parse(text, Loader=Loader))
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


class _Builder:
    """Builds values from parser events, so that no alias is ever followed and no tag resolved."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._lines = pasted.Lines.of(text, document.file)
        self._oddly_indented: set[int] = set()
        self._split: pasted.Mended | None = None
        self._flow = 0

    def build(self, events: Iterator[Any]) -> Value:
        value: Value = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise RefusedError("a second document starts here; keep one per file", event.start_mark)
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, events, ())
        return value

    def misread(self) -> pasted.Mended | None:
        """What YAML could read and nobody meant so; None where there is no such thing."""
        if self._oddly_indented:
            return pasted.plainly_indented(self._lines, self._oddly_indented)
        return self._split

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> Value:
        self._refuse(event, path)
        self._document._values[path] = self._place(event)
        match event:
            case yaml.ScalarEvent():
                self._note_cut(event, path)
                return self._scalar(event)
            case yaml.SequenceStartEvent():
                return self._inside(event, self._sequence, events, path)
            case _:
                if event.flow_style:
                    self._document._braces.add(path)
                return self._inside(event, self._mapping, events, path)

    def _inside(self, event: Any, read: Callable[[Iterator[Any], Path], Value], events: Any, path: Path) -> Value:
        self._flow += bool(event.flow_style)
        value = read(events, path)
        self._flow -= bool(event.flow_style)
        return value

    def _refuse(self, event: Any, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            message = "references with '&' and '*' are not used in these files; write the value out"
            raise RefusedError(f"{message}, or put quotes around text that starts with one", event.start_mark)
        if event.tag:
            message = f"the tag '{event.tag}' is not used in these files; put quotes around text that starts with '!'"
            raise RefusedError(message, event.start_mark)
        if len(path) > MAX_DEPTH:
            raise RefusedError("nested too deeply", event.start_mark)

    def _scalar(self, event: Any) -> str | None:
        text = str(event.value)
        if found := _CONTROL.search(text):
            self._document.problems.append(Problem(self._place(event), _control(found[0])))
        if event.implicit[0] and not text[:1].isascii():
            self._note_misread(event)
        return None if event.implicit[0] and text in ("", "~", "null") else text

    def _note_misread(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        line = self._lines[start.line]
        if not line[: start.column].strip(" ") and pasted.begins_oddly(line):
            self._oddly_indented.add(start.line)
        elif self._split is None and start.line == end.line:
            self._split = pasted.split_at(self._lines, start.line, start.column, end.column)

    def _note_cut(self, event: Any, path: Path) -> None:
        begins, ends = ((mark.line, mark.column) for mark in (event.start_mark, event.end_mark))
        if event.implicit[0] and pasted.is_cut(self._lines[ends[0]], ends[1], of_nothing=not event.value):
            problem = pasted.cut_at(self._lines, begins, ends, tidy(event.value), flow=self._flow > 0)
            self._document.cuts.append(Cut(path, problem))

    def _sequence(self, events: Iterator[Any], path: Path) -> Value:
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path) -> Value:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._key(event, path)
            if key not in found:
                self._document._keys[*path, key] = self._place(event)
                found[key] = self._node(next(events), events, (*path, key))
            else:
                self._repeated(event, (*path, key))
                self._node(next(events), events, (*path, key, "again"))
        return found

    def _key(self, event: Any, path: Path) -> str:
        self._refuse(event, path)
        if not isinstance(event, yaml.ScalarEvent):
            raise RefusedError("a key must be plain text", event.start_mark)
        self._scalar(event)
        return tidy(event.value)

    def _repeated(self, event: Any, path: Path) -> None:
        message = f"'{path[-1]}' is here twice (first in line {self._document._keys[path].line})"
        self._document.problems.append(Problem(self._place(event), message))

    def _place(self, event: Any) -> Location:
        mark = event.start_mark
        return Location(self._document.file, mark.line + 1, mark.column + 1)
