"""The bytes of a feed, and its content lines with the place of each (RFC 5545, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_calendar.rendering.contentlines import WIDTH
from qa_calendar.rendering.fitness.findings import MUST, Finding, Rule, shown

UTF8 = Rule(
    "utf-8",
    MUST,
    "the feed is UTF-8",
    why="Outlook takes a feed for UTF-8 and shows other letters as rubbish, or nothing",
    cure="write the file as UTF-8",
)
BOM = Rule(
    "bom",
    MUST,
    "no byte order mark before BEGIN:VCALENDAR",
    why="some readers take the mark for a part of the first line, and then it is no calendar",
    cure="write UTF-8 without a byte order mark",
)
ENDS = Rule(
    "line-ends",
    MUST,
    "every line ends in CR LF, the last one too",
    why="RFC 5545 knows no other line end; strict readers see one long line",
    cure="write in binary with CR LF, and keep git and FTP from changing it (*.ics -text)",
)
WIDE = Rule(
    "folding",
    MUST,
    "no line is longer than 75 bytes",
    why="some readers cut longer lines off (RFC 5545, 3.1)",
    cure="fold lines at 75 bytes: CR LF and a space",
)
SPLIT = Rule(
    "split-character",
    MUST,
    "folding does not split a character",
    why="a reader that decodes line by line shows two wrong characters in its place",
    cure="count bytes, but fold between characters",
)
CONTROLS = Rule(
    "control-characters",
    MUST,
    "no control characters and no line separators of Unicode",
    why="they are not allowed in texts; readers stop there, or break the line",
    cure="strip them from texts",
)
SYNTAX = Rule(
    "line-syntax",
    MUST,
    "every line is NAME;PARAMETER=value:value",
    why="a line without a name is an error in every parser, and some refuse the whole feed",
    cure="escape line breaks in texts as \\n and leave empty lines out",
)
SIZE = Rule(
    "size",
    MUST,
    "under 10 MB and 300 000 lines",
    why="calendar programs give up on larger feeds; this one does too",
    cure="leave old years out",
)
RULES = (SIZE, UTF8, BOM, ENDS, WIDE, SPLIT, CONTROLS, SYNTAX)

MOST_BYTES, MOST_LINES = 10_000_000, 300_000

_MARK = b"\xef\xbb\xbf"
_END = re.compile(rb"\r\n|\r|\n")
_WRONG_END = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_SPLIT = re.compile(rb"(?:\r\n?|\n)[ \t](?=[\x80-\xbf])")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]")
_HEAD = re.compile(r'((?:[^":]|"[^"]*")*+):(.*)', re.DOTALL)
_PARAMETER = re.compile(r'(?:[^;"]|"[^"]*"|")++')
_NAME = re.compile(r"[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A content line: where it begins, its name in capitals, its parameters as written and its raw value."""

    number: int
    name: str
    parameters: tuple[tuple[str, str], ...]
    value: str

    @property
    def place(self) -> str:
        """Where it is, for a person."""
        return f"line {self.number}"

    def parameter(self, name: str) -> str | None:
        """What the parameter called *name* says, without quotes."""
        return next((value for key, value in self.parameters if key == name), None)


def too_large(raw: bytes) -> Iterator[Finding]:
    """Whether it is more than anybody reads."""
    if len(raw) > MOST_BYTES:
        yield SIZE.broken("the whole file", "it is over 10 MB")
    elif (lines := raw.count(b"\n") + raw.count(b"\r")) > 2 * MOST_LINES:
        yield SIZE.broken("the whole file", f"it has some {lines // 2} lines")


def of_bytes(raw: bytes) -> Iterator[Finding]:
    """What is wrong with the bytes, whatever they say."""
    if raw.startswith(_MARK):
        yield BOM.broken("line 1", "the first three bytes are a byte order mark")
    yield from _not_utf8(raw)
    for number in _numbers(raw, _WRONG_END):
        yield ENDS.broken(f"line {number}", "ends in LF or CR alone")
    if raw and not raw.endswith((b"\n", b"\r")):
        yield ENDS.broken("the last line", "has no line end")
    for number, piece in enumerate(_END.split(raw), 1):
        if len(piece) > WIDTH:
            yield WIDE.broken(f"line {number}", f"is {len(piece)} bytes long")
    for number in _numbers(raw, _SPLIT):
        yield SPLIT.broken(f"line {number}", "ends in the middle of a character")
    for number in _numbers(raw, _CONTROL):
        yield CONTROLS.broken(f"line {number}", "holds a control character")


def _not_utf8(raw: bytes) -> Iterator[Finding]:
    # Folded in the middle of a character it is UTF-8 all the same, and another rule's.
    joined = _SPLIT.sub(b"", raw)
    try:
        joined.decode()
    except UnicodeDecodeError as error:
        line = 1 + len(_END.findall(joined, 0, error.start))
        yield UTF8.broken(f"line {line}", f"byte 0x{joined[error.start]:02X} is not UTF-8")


def _numbers(raw: bytes, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """The number of each line in which *pattern* begins."""
    number, behind = 1, 0
    for found in pattern.finditer(raw):
        number += len(_END.findall(raw, behind, found.start()))
        behind = found.start()
        yield number


def content_lines(raw: bytes) -> Iterator[Line | Finding]:
    """The content lines of *raw*, unfolded; a finding in place of each that is none."""
    for number, octets in _unfolded(raw.removeprefix(_MARK)):
        yield _line(number, octets.decode("utf-8", "replace"))


def _unfolded(raw: bytes) -> Iterator[tuple[int, bytes]]:
    pieces = _END.split(raw)
    if not pieces[-1]:
        pieces.pop()
    begun, held = 1, list[bytes]()
    for number, piece in enumerate(pieces, 1):
        if held and piece[:1] in (b" ", b"\t"):
            held.append(piece[1:])
            continue
        if held:
            yield begun, b"".join(held)
        begun, held = number, [piece]
    if held:
        yield begun, b"".join(held)


def _line(number: int, text: str) -> Line | Finding:
    head = _HEAD.fullmatch(text)
    if head is None or (name := _NAME.match(head[1])) is None:
        return SYNTAX.broken(f"line {number}", f"'{shown(text, 40)}' is no property" if text else "is empty")
    pairs = [one.partition("=") for one in _PARAMETER.findall(head[1], name.end())]
    if head[1][name.end() : name.end() + 1] not in ("", ";") or not all(equals for _, equals, _ in pairs):
        return SYNTAX.broken(f"line {number}", f"'{shown(text, 40)}' has no parameters of the form NAME=value")
    parameters = tuple((key.upper(), value.strip('"')) for key, _, value in pairs)
    return Line(number, name[0].upper(), parameters, head[2])
