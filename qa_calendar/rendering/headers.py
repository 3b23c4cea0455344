"""A mail's headers and bodies as bytes (RFC 5322, 2045 and 2047), short lines and nothing lost between them.

Python's own folding drops or damages what stands between two encoded words (python/cpython#92081), so that every
seventh pair of accented names came out wrong. Here a value is either plain and folded at its spaces, or encoded whole.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterable, Iterator

LINE = 78
"""How many characters a header's line may have, without its end (RFC 5322, 2.1.1)."""

_WORD = 75
"""How many an encoded word may have (RFC 2047, 2)."""

_SAFE = re.compile(r"[A-Za-z0-9!*+/-]")
# What a phrase may hold without quotes (RFC 5322, 3.2.3), and a space.
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_ENCODED = re.compile(r"=\?.*\?=")


def text_header(name: str, value: str) -> bytes:
    """A header whose *value* is text, such as a Subject."""
    return _header(name, _words(value, name))


def token_header(name: str, value: str) -> bytes:
    """A header whose ASCII *value* is not to be broken, such as a Message-ID."""
    return f"{name}: {value}\r\n".encode("ascii")


def address_header(name: str, mailboxes: Iterable[tuple[str, str]]) -> bytes:
    """A header of *mailboxes*, each a name, maybe empty, and an ASCII address."""
    tokens: list[str] = []
    for shown, address in mailboxes:
        if tokens:
            tokens[-1] += ","
        tokens += [*_phrase(shown, name if not tokens else ""), f"<{address}>"] if shown else [address]
    return _header(name, tokens)


def body(text: str) -> bytes:
    """*text* in quoted-printable, lines of at most 76 characters (RFC 2045, 6.7), with CRLF."""
    lines = text.replace("\r\n", "\n").encode()
    return quopri.encodestring(lines).replace(b"\n", b"\r\n")


def _words(value: str, name: str) -> list[str]:
    room = LINE - len(name) - 2
    if value.isascii() and not _ENCODED.search(value) and _fits(value.split(" "), room):
        return value.split(" ")
    return list(_encoded(value, room))


def _fits(words: list[str], room: int) -> bool:
    """Whether the first of *words* has that much room, and each other a line of its own."""
    return len(words[0]) <= room and all(len(word) < LINE for word in words)


def _phrase(shown: str, name: str) -> list[str]:
    quoted = shown if _ATOMS.fullmatch(shown) else '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
    room = LINE - len(name) - 2
    if shown.isascii() and not _ENCODED.search(shown) and _fits(quoted.split(" "), room):
        return quoted.split(" ")
    return list(_encoded(shown, room))


def _encoded(value: str, first: int) -> Iterator[str]:
    """*value* as encoded words, none of which parts a character; the first has that much room."""
    # What is mostly plain letters can be read as it stands; the rest is shorter the other way.
    letters = "q" if 3 * sum(letter.isascii() for letter in value) >= 2 * len(value) else "b"
    room, chunk = min(first, _WORD), ""
    for letter in value:
        if len(_word(letters, chunk + letter)) > room and chunk:
            yield _word(letters, chunk)
            room, chunk = _WORD, ""
        chunk += letter
    yield _word(letters, chunk)


def _word(letters: str, chunk: str) -> str:
    if letters == "q":
        return f"=?utf-8?q?{''.join(map(_quoted, chunk))}?="
    return f"=?utf-8?b?{base64.b64encode(chunk.encode()).decode()}?="


def _quoted(letter: str) -> str:
    if letter == " ":
        return "_"
    return letter if _SAFE.fullmatch(letter) else "".join(f"={byte:02X}" for byte in letter.encode())


def _header(name: str, tokens: list[str]) -> bytes:
    """*tokens* one after the other, a space between them, folded before one that would make its line too long."""
    lines = [f"{name}:"]
    for token in tokens:
        # The first never stands on a line by itself: some take a header with an empty first line for forged.
        if len(lines[-1]) + 1 + len(token) <= LINE or lines == [f"{name}:"]:
            lines[-1] += f" {token}"
        else:
            lines.append(f" {token}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")
