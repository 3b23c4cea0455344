"""Raised figures and signs behind words: a mark of a footnote is no part of the text, the `st` of `1st` is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from qa_calendar.reading.documents.opening.bounds import LONGEST_QUOTE

MARK = "a footnote mark is left out"
"""What is noted of it; the mark and the text it stands in are quoted."""

Piece = tuple[str, bool]
"""A text, and whether it is raised."""

_MARK = re.compile(r"[\[(]?(?:\d{1,2}|[a-z]|[*†‡§]+)[\])]?")
_BETWEEN = re.compile(r"[\s,;]+")
_UNIT = re.compile(r"(?:^|[\d\s])[ckm]?m$")


def without_marks(pieces: Iterable[Piece]) -> tuple[str, tuple[str, ...]]:
    """The text of *pieces* without marks of footnotes, and the marks; where there is nothing else they are the text.

    >>> without_marks([("1", False), ("st", True), (" audit", False), ("2", True)])
    ('1st audit', ('2',))
    """
    kept: list[str] = []
    marks: list[str] = []
    written: list[str] = []
    # A word processor cuts a run anywhere: the `s` and `t` of `1st` may be two.
    for is_raised, together in groupby((piece for piece in pieces if piece[0]), key=lambda piece: piece[1]):
        text = "".join(piece[0] for piece in together)
        written.append(text)
        if is_raised and _is_mark(text, kept[-1] if kept else ""):
            marks.append(text.strip())
        else:
            kept.append(text)
    text = "".join(kept)
    return (text, tuple(marks)) if text.strip() else ("".join(written), ())


def in_its_text(marks: Sequence[str], text: str) -> str:
    """*marks* with the *text* they stand in."""
    shown = f"{text[:LONGEST_QUOTE]}…" if len(text) > LONGEST_QUOTE else text
    said = ", ".join(f"'{mark}'" for mark in marks)
    return f"{said} in '{' '.join(shown.split())}'"


def _is_mark(raised: str, before: str) -> bool:
    """Whether *raised* is a mark and, behind a unit, no square: `20 m²`."""
    parts = [part for part in _BETWEEN.split(raised) if part]
    return bool(parts) and all(map(_MARK.fullmatch, parts)) and not (raised in "23" and _UNIT.search(before))
