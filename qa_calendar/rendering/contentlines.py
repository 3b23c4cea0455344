"""Content lines: escape, fold, join (RFC 5545, 3.1 and 3.3.11), and nothing else. Knows lines, not calendars."""

from __future__ import annotations

import re

WIDTH = 75
"""The most octets a line has before its CRLF."""

# VT and FF are line and page breaks in Word; readers that use splitlines break at NEL, U+2028 and U+2029 as well.
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x09\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\n")
_FORBIDDEN = bytes(code for code in _CONTROLS if code not in b"\t")

# No piece ends inside a character, nor between a backslash and what it escapes, where old Outlook loses the line
# break (collective/icalendar#87). The second alternative is for a line of backslashes alone.
_PIECE = re.compile(rb"(?s)(?:.{1,%d}(?<!\\)|.{1,%d})(?![\x80-\xbf])" % (WIDTH - 1, WIDTH - 1))


def printable(text: str) -> str:
    """People's *text* as every client shows it alike: every line break is `\\n`, a tab a space, a backslash a `/`.

    Other control characters and lone surrogates are dropped. Why the backslash: docs/decisions/0002-backslashes.md.
    """
    text = text.replace("\\", "/")
    if _is_plain(text):  # as most are
        return text
    return _UNWANTED.sub("", _BREAK.sub("\n", text).replace("\t", " "))


def _is_plain(text: str) -> bool:
    if not text.isascii():
        return text.replace("\n", "").isprintable()
    # Octets are looked through in half the time that characters are.
    return len(text) == len(text.encode().translate(None, _CONTROLS))


def escape(text: str) -> bytes:
    """*text* as a TEXT value (RFC 5545, 3.3.11): read back it is equal, but for CR, CRLF and what TEXT cannot hold."""
    octets = text.encode(errors="ignore")
    if b"\r" in octets:
        octets = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    octets = octets.translate(None, _FORBIDDEN)
    return octets.replace(b"\\", b"\\\\").replace(b";", b"\\;").replace(b",", b"\\,").replace(b"\n", b"\\n")


def fold(line: bytes) -> bytes:
    """One content line in UTF-8 with its CRLF, folded at 75 octets without splitting a character (RFC 5545, 3.1)."""
    if len(line) <= WIDTH:
        return line + b"\r\n"
    # The space before a continuation counts as an octet; the first octet stands where that space would be.
    return line[:1] + b"\r\n ".join(_PIECE.findall(line, 1)) + b"\r\n"


def text_line(name: str, value: str) -> bytes:
    """The content line of a TEXT property, escaped and folded."""
    return fold(name.encode() + b":" + escape(value))
