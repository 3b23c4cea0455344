"""A second opinion: what a parser that others use makes of a feed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Finding, Rule, shown
from qa_calendar.rendering.fitness.times import POINTS

PARSER = Rule(
    "parser",
    MUST,
    "a parser that others use reads it",
    why="what one parser refuses, others refuse as well",
    cure="put the value into the form RFC 5545 gives for it",
)
RULES = (PARSER,)

MOST = 500_000
"""How many bytes it is asked about; it takes seconds for more."""

_RECKONED = ("RRULE", "DURATION", "TRIGGER")


def second_opinion(raw: bytes) -> Iterator[Finding]:
    """What the parser refuses in *raw*, if it is not too long for it."""
    from icalendar import Calendar

    if len(raw) > MOST:
        return
    try:
        with warnings.catch_warnings():
            # It warns of what it had to guess, to whoever called it.
            warnings.simplefilter("ignore")
            found = [one for calendar in Calendar.from_ical(raw, multiple=True) for one in _refused(calendar)]
    except Exception as error:  # whatever it stumbles over: a stranger wrote the feed
        yield PARSER.broken("the whole file", f"icalendar refuses it: {shown(str(error) or type(error).__name__)}")
        return
    yield from found


def _refused(calendar: Any) -> Iterator[Finding]:
    for component in calendar.walk():
        for name, error in component.errors:
            # The dates were looked at already, with their places.
            if name not in POINTS:
                place = f"UID {shown(str(component.get('UID', '')), 60)}" if "UID" in component else component.name
                level = MUST if name in _RECKONED else SHOULD
                yield PARSER.broken(place, f"{shown(str(name), 30)}: {shown(str(error))}", level=level)
