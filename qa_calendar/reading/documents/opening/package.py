"""A zip of parts, of which only those that are asked for are unpacked, and no further than the bounds."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from qa_calendar.reading.documents.opening import xml
from qa_calendar.reading.documents.opening.bounds import (
    DAMAGED,
    MB,
    MOST_OF_A_PART,
    MOST_PARTS,
    MOST_UNPACKED,
    UnreadableError,
)
from qa_calendar.reading.documents.opening.xml import Element

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
# A part may be one long word, which expat begins anew with every chunk.
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points to: *kind* is the last word of its type, *target* a part, or an address outside."""

    key: str
    kind: str
    target: str
    is_outside: bool


class Package:
    """The parts of a zip by name; case and the kind of slash do not tell them apart."""

    def __init__(self, content: bytes, program: str) -> None:
        self._program = program
        self._unpacked = 0
        # A listed part has this mark: so many are never listed, whatever the end of the zip says.
        if content.count(b"PK\x01\x02") > MOST_PARTS:
            raise UnreadableError(f"it holds more than {MOST_PARTS:,} parts, which no document does: refused")
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except _BROKEN:
            raise self._damaged() from None
        self._parts = {_same(part.filename): part for part in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        return _same(name) in self._parts

    def names(self) -> tuple[str, ...]:
        """The names of all parts, in lower case."""
        return tuple(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part; raises UnreadableError where it is broken, missing, or longer than the bounds."""
        part = self._parts.get(_same(name))
        if part is None or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self._damaged()
        if part.file_size > MOST_OF_A_PART:
            raise _too_long(part.file_size)
        length = 0
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    length += len(chunk)
                    self._unpacked += len(chunk)
                    if length > MOST_OF_A_PART or self._unpacked > MOST_UNPACKED:
                        raise _too_long(max(length, self._unpacked))
                    yield chunk
        except _BROKEN:
            raise self._damaged() from None

    def tree(self, name: str) -> Element:
        """A part as a tree; raises UnreadableError like `chunks`."""
        return xml.tree(self.chunks(name), self._program)

    def tree_if_any(self, name: str) -> Element:
        """A part as a tree; one without anything where there is no such part."""
        return self.tree(name) if name in self else Element("")

    def relations(self, name: str) -> tuple[Relation, ...]:
        """What the part *name* points to, in the order of the file; `""` is the package itself."""
        folder, _, file = name.rpartition("/")
        listed = self.tree_if_any(f"{folder}/_rels/{file}.rels").children("Relationship")
        return tuple(_relation(found, folder) for found in listed)

    def _damaged(self) -> UnreadableError:
        return UnreadableError(DAMAGED.format(program=self._program))


def _relation(found: Element, folder: str) -> Relation:
    target, is_outside = found.get("Target"), found.get("TargetMode") == "External"
    kind = found.get("Type").rpartition("/")[2]
    return Relation(found.get("Id"), kind, target if is_outside else _joined(folder, target), is_outside)


def _too_long(length: int) -> UnreadableError:
    limit = f"more than the limit of {MOST_OF_A_PART // MB} MB a part and {MOST_UNPACKED // MB} MB in all"
    return UnreadableError(f"the document unpacks to {length // MB} MB, {limit}: refused, nothing was read")


def _same(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _joined(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    steps: list[str] = []
    for step in (target if target.startswith("/") else f"{folder}/{target}").split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
