"""What to say above a line of a framework that is of the old year, and what to change in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import yaml

from qa_calendar.reading.source import Path

_ISO_DATE = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Reworded:
    """The text of *node*, the value at *path*, put in *words* of the new year."""

    path: Path
    node: yaml.Node
    words: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Added:
    """A `date` more in the listed *item* at *path*."""

    path: Path
    item: yaml.Node
    day: date


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The listed *item* at *path*, which becomes a comment."""

    path: Path
    item: yaml.Node


Change = Reworded | Added | LeftOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What to say above the line that *node* begins in: that *what*, if it is one of several there, *says*.

    At a *choice* somebody has to decide, else to look. *dates* is how many dates the *change* shifts.
    """

    node: yaml.Node
    says: str
    what: str = ""
    choice: bool = False
    change: Change | None = None
    dates: int = 0


def with_dates(*days: date | None) -> Callable[[str], str]:
    """What puts *days* in place of the dates in a text, in order; None for one that is not there."""

    def words(text: str) -> str:
        new = iter(days)
        return _ISO_DATE.sub(lambda _: str(next(new)), text)

    return words
