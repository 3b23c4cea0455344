"""What is wrong and where it stands: locations, problems, and every error a caller can catch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Location(NamedTuple):
    """A place in a file a person edits; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing a person has to put right, and where."""

    location: Location
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


class LintId(StrEnum):
    """What a remark of `check` is known by, and silenced; docs/checks.md has the table."""

    L01 = "L01"
    L02 = "L02"
    L03 = "L03"
    L04 = "L04"
    L05 = "L05"
    L06 = "L06"
    L07 = "L07"
    L08 = "L08"
    L09 = "L09"
    L10 = "L10"
    L11 = "L11"
    L13 = "L13"
    L14 = "L14"
    L15 = "L15"
    L16 = "L16"
    L17 = "L17"
    L18 = "L18"
    L19 = "L19"
    L20 = "L20"
    L21 = "L21"
    L22 = "L22"


ERRORS = frozenset({LintId.L07, LintId.L13, LintId.L15})
"""Those that a person must put right: they are found before there is a plan, and are no remarks."""


class QACalendarError(Exception):
    """The root of everything this package raises on purpose."""


class InvalidInputError(QACalendarError):
    """The files a person edits are wrong; *problems* is everything wrong in them, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class RulePhraseError(QACalendarError):
    """A date rule that cannot be read; the message names what was not understood and the nearest legal phrase."""


class NoSuchDayError(QACalendarError):
    """A rule that has no day in the month it is asked for; the message gives the month's true count."""


class LosesIdentityError(QACalendarError):
    """What was published would be taken away and made anew because its name changed."""


class MostVanishesError(QACalendarError):
    """A build would take most of the coming events away; the message lists them and says how to go on."""


class NoSuchWorkError(QACalendarError):
    """Work, or a person, that somebody named and the plan does not have; the message says what it has."""


class UnsureError(QACalendarError):
    """Whether something was done already cannot be told, and only a person may say to do it (again)."""


class DeliveryError(QACalendarError):
    """The world failed: a disk, a database, a server. The message says what to do about it."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The entry of *known* most like *word*, or None when nothing comes close; case is ignored."""
    import difflib

    folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def no_remark(text: str) -> str:
    """That there is no remark *text*, with the one it is most like: `L5` is `L05`, not `L15`."""
    in_full = f"L{text[1:]:>02}".upper()
    return f"no remark '{text}'{did_you_mean(in_full if in_full in list(LintId) else text, LintId)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message: ` (did you mean 'February'?)`, or nothing when nothing comes close."""
    candidate = nearest(word, known)
    return f" (did you mean '{candidate}'?)" if candidate else ""
