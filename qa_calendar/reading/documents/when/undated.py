"""What a programme says where it has no date: as required, ongoing, to be confirmed, cancelled, done; or N/A."""

from __future__ import annotations

import re

from qa_calendar.reading.documents.when.days import Reading
from qa_calendar.reading.documents.when.patterns import END
from qa_calendar.reading.documents.when.spelling import Words
from qa_calendar.reading.documents.when.values import NoTime, Undated, Why

_WORDS = (
    (
        Why.AS_REQUIRED,
        r"ad(?: -)? hoc|adhoc|(?:as|when|if|where|as and when|as & when)(?: and when)? (?:required|needed|necessary|requested|appropriate)"
        r"|as and when|on request|on demand|reactive(?:ly)?|upon incident|on incident|(?:as|when|if) (?:it |they )?(?:arises?|occurs?)"
        r"|after (?:each|every|an) incident|following (?:an )?incidents?|when indicated|as directed|by exception|spot check",
    ),
    (
        Why.ONGOING,
        r"on(?: -)? ?going|continuous(?:ly)?|continual(?:ly)?|rolling(?: programme)?|standing(?: item)?|in progress|all year(?: round)?"
        r"|throughout(?: the)?(?: year)?|under way|underway|every meeting|each meeting",
    ),
    (
        Why.TO_BE_CONFIRMED,
        r"tbc|tba|tbd|t b [cad]|t / b / c|to be (?:confirmed|agreed|arranged|announced|decided|determined|scheduled|advised|set)"
        r"|not yet (?:scheduled|agreed|known)|unscheduled|date to follow|provisional|\?(?: \?)*|unknown|yet to be scheduled",
    ),
    (Why.CANCELLED, r"cancel+ed|withdrawn|deleted|removed|abandoned|no longer (?:required|needed)|not proceeding"),
    (Why.POSTPONED, r"postponed|deferred|on hold|paused|delayed|slipped|rescheduled"),
    (Why.COMPLETED, r"completed?|done|finished|closed|achieved"),
)
_PATTERNS = tuple((why, re.compile(rf"(?:{pattern}){END}")) for why, pattern in _WORDS)
_NO_TIME = re.compile(r"(?:-+|- -|n / a|na|n a|nil|none|not applicable|not required|no date)")


def undated_at(words: Words, at: int) -> Reading | None:
    """Why nothing can be placed, where the words at *at* say so."""
    for why, pattern in _PATTERNS:
        if found := pattern.match(words.spaced, at):
            return Reading(Undated(why), found.end())
    return None


def no_time(words: Words) -> Reading | None:
    """That there is no time for it, where that is all the text says."""
    return Reading(NoTime(), len(words.spaced)) if _NO_TIME.fullmatch(words.spaced) else None
