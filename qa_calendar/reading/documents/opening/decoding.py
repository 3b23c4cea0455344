"""The text of bytes, whatever program of an office wrote them."""

from __future__ import annotations

import re

from qa_calendar.reading.documents.opening.bounds import Found

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LINES = re.compile(r"\r\n|\r|\n")


def decode(content: bytes, found: Found) -> str:
    """*content* as text: as its mark says, else UTF-16 if every other byte is 0, else UTF-8, else Windows-1252."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _cleaned(content[len(mark) :].decode(encoding, "replace"), found)
    if encoding := _utf_16(content[:2_000]):
        return _cleaned(content.decode(encoding, "replace"), found)
    try:
        return _cleaned(content.decode(), found)
    except UnicodeDecodeError:
        return _cleaned(content.decode("cp1252", "replace"), found)


def lines_of(text: str) -> list[str]:
    """The lines of *text*, as an editor counts them."""
    return _LINES.split(text)


def _utf_16(start: bytes) -> str:
    for encoding, zeros, letters in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if len(start) > 3 and zeros.count(0) > 0.8 * len(zeros) and letters.count(0) < 0.2 * len(letters):
            return encoding
    return ""


def _cleaned(text: str, found: Found) -> str:
    for number, line in enumerate(lines_of(text) if "\ufffd" in text or "\0" in text else (), 1):
        if "\0" in line:
            found.note(f"line {number}", "a character that no text holds (NUL) is left out", line.replace("\0", ""))
        if "\ufffd" in line:
            found.note(f"line {number}", "a character cannot be read, and stands as �", line.replace("\0", ""))
    return text.replace("\0", "")
