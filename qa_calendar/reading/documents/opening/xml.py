"""XML of documents, without what makes XML dangerous: no DTD, so many elements, so deep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

from qa_calendar.reading.documents.opening.bounds import (
    DAMAGED,
    MOST_DEEP,
    MOST_KEPT,
    MOST_STREAMED,
    TOO_DEEP,
    TOO_LONG,
    UnreadableError,
)

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments": "",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/package/2006/content-types": "",
}
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
_ENCODING = re.compile(rb"^[^>]{0,200}?encoding\s*=\s*[\"']([^\"']*)")
# Every other one goes through codecs of Python that expat asks for, and no office program writes one.
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"iso-8859-1"})
_NOTHING: Mapping[str, str] = {}


@dataclass(slots=True)
class Element:
    """An element with what is in it: elements and texts."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    content: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        return (child for child in self.content if isinstance(child, Element))

    def children(self, *tags: str) -> Iterator[Element]:
        """Those directly in it that have one of *tags*."""
        return (child for child in self if child.tag in tags)

    def child(self, *path: str) -> Element | None:
        """What is reached through the first child of each tag of *path*."""
        found: Element | None = self
        for tag in path:
            found = None if found is None else next(found.children(tag), None)
        return found

    def get(self, attribute: str) -> str:
        """The value of an attribute; empty where there is none."""
        return self.attributes.get(attribute, "")

    def walk(self) -> Iterator[Element]:
        """All elements below it, in the order of the file."""
        left = [iter(self)]
        while left:
            for found in left[-1]:
                yield found
                left.append(iter(found))
                break
            else:
                left.pop()

    @property
    def text(self) -> str:
        """All text below it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.content)


class Handler(Protocol):
    """What is told of a part as it is read."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element starts."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text comes, maybe in pieces."""


def stream(chunks: Iterable[bytes], handler: Handler, program: str, most: int = MOST_STREAMED) -> None:
    """Tell *handler* of everything in *chunks*; raises UnreadableError where it is no plain XML within bounds."""
    _Stream(handler, program, most).read(chunks)


def tree(chunks: Iterable[bytes], program: str) -> Element:
    """The root element of *chunks*, with all that is in it; raises UnreadableError like `stream`."""
    builder = _Builder()
    stream(chunks, builder, program, MOST_KEPT)
    return next(iter(builder.top))


class _Stream:
    def __init__(self, handler: Handler, program: str, most: int) -> None:
        self._handler, self._program, self._most = handler, program, most
        self._depth = 0
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = handler.text

    def read(self, chunks: Iterable[bytes]) -> None:
        begun = False
        try:
            for chunk in chunks:
                if not begun and (named := _ENCODING.match(chunk)) and named[1].lower() not in _ENCODINGS:
                    raise UnreadableError(DAMAGED.format(program=self._program))
                begun = True
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            raise UnreadableError(DAMAGED.format(program=self._program)) from None

    def _refuse(self, *_: object) -> None:
        raise UnreadableError(f"the file contains a DTD with entities, which {self._program} never writes: refused")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._most -= 1
        if self._depth > MOST_DEEP:
            raise UnreadableError(TOO_DEEP)
        if self._most < 0:
            raise UnreadableError(TOO_LONG)
        self._handler.start(_short(name), {_short(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._handler.end(_short(name))


class _Builder:
    def __init__(self) -> None:
        self.top = Element("")
        self._open = [self.top]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes or _NOTHING)
        self._open[-1].content.append(element)
        self._open.append(element)

    def end(self, _: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].content.append(text)


@lru_cache(maxsize=4096)
def _short(name: str) -> str:
    """`w:tc` for a name with its whole namespace, whatever prefix the file has for it."""
    namespace, _, local = name.rpartition(" ")
    if namespace.startswith(_OPEN_DOCUMENT):
        return f"{namespace.removeprefix(_OPEN_DOCUMENT).partition(':')[0]}:{local}"
    return _PREFIXES.get(namespace, "?:" if namespace else "") + local
