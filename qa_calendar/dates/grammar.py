"""The words a date rule is written in, each once: what reads a rule, what mends one and what writes one share them."""

from __future__ import annotations

from collections.abc import Iterable

from qa_calendar.dates.months import SUFFIXES, WEEKDAYS, Period
from qa_calendar.dates.rules import Named, Roll, Unit

SPREAD, LAST_DAY, LAST, NONE = "spread", "last day", "last", "none"
ACTIVITY = "activity"
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
WAYS = {"after": 1, "before": -1}
PERIODS = {period.value: period for period in Period}
WEEKDAY_NUMBERS = {name.casefold(): number for number, name in enumerate(WEEKDAYS)}
EXACTLY = Roll.NO_ADJUST.value
ROLLS = {roll.value: roll for roll in Roll if roll is not Roll.NO_ADJUST}
IF_NOT_WORKING = {roll.value.removeprefix("or "): roll for roll in Roll}
OF_THE = "of the"


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of *words*, the longest first where one begins another."""
    return "|".join(sorted(words, key=len, reverse=True))


SUFFIX = any_of(SUFFIXES)

VOCABULARY = frozenset(
    word
    for phrase in (
        *(SPREAD, LAST_DAY, EXACTLY, OF_THE, ACTIVITY),
        *(*ORDINALS, *WAYS, *PERIODS, *WEEKDAY_NUMBERS, *ROLLS, *Named),
        *(form for unit in Unit for form in (unit, f"{unit}s")),
    )
    for word in phrase.split()
)
"""Every word that has a place in some rule."""
