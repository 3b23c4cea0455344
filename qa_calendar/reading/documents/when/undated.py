"""What a programme says where it has no date: as required, ongoing, to be confirmed, cancelled, done; or N/A."""

from __future__ import annotations

import re

from qa_calendar.reading.documents.when.days import Reading
from qa_calendar.reading.documents.when.patterns import DASH, END, one_of
from qa_calendar.reading.documents.when.spelling import Words
from qa_calendar.reading.documents.when.values import NoTime, Undated, Why

_REQUIRED = one_of("required", "needed", "necessary", "requested", "appropriate", "applicable", "available")
_SETTLED = one_of(
    "confirmed", "agreed", "arranged", "announced", "decided", "determined", "scheduled", "advised", "set"
)
_WORDS = (
    (
        Why.AS_REQUIRED,
        (
            rf"ad{DASH} ?hoc",
            rf"{one_of('as(?: (?:and|&|or) when)?', 'when', 'if', 'where', 'if and when')} {_REQUIRED}",
            *("as and when", "on request", "on demand", "reactive(?:ly)?", "when indicated", "by exception"),
            rf"{one_of('as', 'when', 'if')} (?:it |they )?{one_of('arises?', 'occurs?')}",
            rf"{one_of('upon', 'on', 'after', 'following')} (?:each |every |an |any )?incidents?",
        ),
    ),
    (
        Why.ONGOING,
        (
            *(rf"on{DASH} ?going", "continuous(?:ly)?", "continual(?:ly)?", "rolling(?: programme)?"),
            *("standing(?: item)?", "in progress", "all year(?: round)?", "throughout(?: the)? year", "throughout"),
            *("under ?way", "(?:every|each) meeting"),
        ),
    ),
    (
        Why.TO_BE_CONFIRMED,
        (
            *(
                "(?:dates? )?tb[cad]",
                "t b [cad]",
                "t / b / [cad]",
                rf"to be {_SETTLED}",
                rf"(?:not yet|yet to be) {_SETTLED}",
            ),
            *("unscheduled", "dates? to follow", "provisional(?:ly)?", "unknown", r"\?(?: \?)*"),
        ),
    ),
    (
        Why.CANCELLED,
        ("cancell?ed", "withdrawn", "deleted", "removed", "abandoned", "no longer (?:required|needed)"),
    ),
    (Why.POSTPONED, ("postponed", "deferred", "on hold", "paused", "delayed", "slipped", "rescheduled")),
    (Why.COMPLETED, ("completed?", "done", "finished", "closed", "achieved")),
)
_PATTERNS = tuple((why, re.compile(one_of(*phrases) + END)) for why, phrases in _WORDS)
_NO_TIME = re.compile(one_of("-(?: ?-)*", "n / a", "na", "n a", "nil", "none", "not applicable", "not required"))


def undated_at(words: Words, at: int) -> Reading | None:
    """Why nothing can be placed, where the words at *at* say so."""
    for why, pattern in _PATTERNS:
        if found := pattern.match(words.spaced, at):
            return Reading(Undated(why), found.end())
    return None


def no_time(words: Words) -> Reading | None:
    """That there is no time for it, where that is all the text says."""
    return Reading(NoTime(), len(words.spaced)) if _NO_TIME.fullmatch(words.spaced) else None
