"""Content lines: escape, fold, join (RFC 5545, 3.1 and 3.3.11), and nothing else. Knows lines, not calendars."""

from __future__ import annotations

import re

WIDTH = 75
"""The most octets a line has before its CRLF."""

# VT and FF are line and page breaks in Word; readers that use splitlines break at NEL, U+2028 and U+2029 as well.
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x09\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# No piece ends inside a character, nor between a backslash and what it escapes, where old Outlook loses the line
# break (collective/icalendar#87). The second alternative is for a line of backslashes alone.
_PIECE = re.compile(rb"(?s)(?:.{1,%d}(?<!\\)|.{1,%d})(?![\x80-\xbf])" % (WIDTH - 1, WIDTH - 1))


def printable(text: str) -> str:
    """People's *text* as every client shows it alike: every line break is `\\n`, a tab a space, a backslash a `/`.

    Other control characters and lone surrogates are dropped. Why the backslash: docs/decisions/0002-backslashes.md.
    """
    text = text.replace("\\", "/")
    if text.replace("\n", "").isprintable():  # as most are
        return text
    return _UNWANTED.sub("", _BREAK.sub("\n", text).replace("\t", " "))


def escape(text: str) -> str:
    """*text* as a TEXT value (RFC 5545, 3.3.11): read back it is equal, but for CR, CRLF and what TEXT cannot hold."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return escaped if escaped.isprintable() else _without_controls(escaped)


def fold(line: str) -> bytes:
    """One content line as octets with its CRLF, folded at 75 without splitting a character (RFC 5545, 3.1)."""
    octets = line.encode()
    if len(octets) <= WIDTH:
        return octets + b"\r\n"
    # The space before a continuation counts as an octet; the first octet stands where that space would be.
    return octets[:1] + b"\r\n ".join(_PIECE.findall(octets, 1)) + b"\r\n"


def text_line(name: str, value: str) -> bytes:
    """The content line of a TEXT property, escaped and folded."""
    return fold(f"{name}:{escape(value)}")


def _without_controls(escaped: str) -> str:
    return _FORBIDDEN.sub("", escaped.replace("\r\\n", "\\n").replace("\r", "\\n"))
