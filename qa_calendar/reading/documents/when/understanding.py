"""A whole cell as what it says of when, and what else it says.

text ─▶ the longest timing it begins with ─▶ what follows: a status, a second timing, or the rest
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from qa_calendar.reading.documents.when.cadences import cadence_at
from qa_calendar.reading.documents.when.days import Reading, day_at, days_at, several_days_at
from qa_calendar.reading.documents.when.following import changed, moved_to, together, with_rest, within
from qa_calendar.reading.documents.when.months import months_at
from qa_calendar.reading.documents.when.nth_days import nth_day_at
from qa_calendar.reading.documents.when.parts import part_at
from qa_calendar.reading.documents.when.spelling import LONGEST, Words, seen, words_of
from qa_calendar.reading.documents.when.undated import no_time, undated_at
from qa_calendar.reading.documents.when.values import (
    Across,
    Between,
    DayOrder,
    InMonths,
    NthDay,
    Often,
    OnDay,
    Part,
    Said,
    Undated,
    Why,
)

SHORT = 80
"""Characters of the longest text that may say when at its end."""

_BEGINNING = 300
_MOST_LINES = 20
_FOOTNOTES = "*†‡§¹²³"
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?Z?")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*[.;]?$")
_BY_HALF_TERM = re.compile(r"\s*\b(?:by|before)(?: (?:the )?(?:end of )?(?:half[ -]?term|term))?$", re.IGNORECASE)
_BY = re.compile(r"(?<=[\s–:,;-])(?:by|deadline|due|no later than|on or before)\b", re.IGNORECASE)
_COUNT = re.compile(r"^(?:[0-9]{1,2} ?x|x ?[0-9]{1,2}|once)(?![^\W_])\s*", re.IGNORECASE)


@lru_cache(maxsize=4096)
def understand(text: str, order: DayOrder = DayOrder.DAY_FIRST) -> Said | None:
    """What *text*, a whole cell, says of when; None where it says nothing of it, also for titles that hold a month.

    Of a long text only the beginning is looked at, of one beyond `LONGEST` nothing.
    """
    if len(text) > LONGEST:
        return None
    text = _MIDNIGHT.sub(r"\1", seen(text)).rstrip(_FOOTNOTES).strip()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    whole = _line(" ".join(text.split()), order) if lines else None
    # Of a timing that goes on in the second line less is left than the other lines hold.
    if len(lines) < 2 or (whole and len(whole.rest) < len(" ".join(lines[1:]))):
        return whole
    return _in_lines(lines, order) if len(lines) <= _MOST_LINES else None


def _line(text: str, order: DayOrder) -> Said | None:
    words = words_of(text[:_BEGINNING])
    if nothing := no_time(words):
        return Said(nothing.timing)
    if to := moved_to(text):
        return _moved(text, text[to:], order)
    if read := _longest(words, order):
        return _with_tail(text, words, read, order)
    return _at_the_end(text, order) if len(text) <= SHORT else None


def _longest(words: Words, order: DayOrder) -> Reading | None:
    """The longest timing the words begin with, so that `June` of `June, July` is never all that is understood."""
    readings = (
        days_at(words, 0, order),
        several_days_at(words, 0, order),
        day_at(words, 0, order),
        nth_day_at(words, 0),
        months_at(words, 0),
        part_at(words, 0),
        cadence_at(words, 0, order),
        undated_at(words, 0),
    )
    return max(filter(None, readings), key=lambda reading: reading.end, default=None)


def _plainly(text: str, order: DayOrder) -> Said | None:
    """What stands at the beginning of *text*, whatever follows it: a second look would never end."""
    words = words_of(text[:_BEGINNING])
    read = _longest(words, order)
    if read is None:
        return None
    end = words.end(read.end)
    return with_rest(text, end, Said(read.timing, "", read.remarks))


def _moved(text: str, new: str, order: DayOrder) -> Said:
    """The new date of what is put off to it; without one it is only put off."""
    said = _plainly(new, order)
    if said and not said.rest and isinstance(said.timing, OnDay | InMonths | Between | Across | NthDay):
        return replace(said, remarks=(*said.remarks, f"{text}: the new date counts"))
    return Said(Undated(Why.POSTPONED, new))


def _with_tail(text: str, words: Words, read: Reading, order: DayOrder) -> Said | None:
    end = words.end(read.end)
    head, tail = text[:end], text[end:]
    said = Said(read.timing, "", read.remarks)
    if not tail.strip(" .:;,*?!"):
        is_asked = "?" in tail and not isinstance(read.timing, Undated)
        return replace(said, remarks=(*said.remarks, f"'{text}' has a question mark")) if is_asked else said
    inner = within(tail)
    if inner.casefold().startswith("or "):
        return None
    if (to := moved_to(inner)) and not isinstance((moved := _moved(inner, inner[to:], order)).timing, Undated):
        return moved
    if other := changed(head, inner, said):
        return other
    second = _plainly(inner, order)
    if second is not None and not isinstance(second.timing, Undated):
        # Two timings that do not go together are a question, not a timing and a rest.
        return together(head, said, inner, second)
    if isinstance(said.timing, Undated) and tail.strip().startswith("(") and tail.strip().endswith(")"):
        return replace(said, timing=Undated(said.timing.why, said.timing.hint or inner))
    return with_rest(text, end, said)


def _at_the_end(text: str, order: DayOrder) -> Said | None:
    """A deadline or the week of a day that a short text ends with: `All teachers – deadline Friday 12 December`."""
    if bracket := _IN_BRACKETS.search(text):
        said = _plainly(bracket[1], order)
        if not said or said.rest or not isinstance(said.timing, OnDay):
            return None
        if not (said.timing.of_week or said.timing.is_deadline):
            return None
        head = text[: bracket.start()].strip(" -–—:;,")
        by = _BY_HALF_TERM.search(head)
        timing = replace(said.timing, is_deadline=said.timing.is_deadline or by is not None)
        return replace(said, timing=timing, rest=head[: by.start()] if by else head)
    for found in _BY.finditer(text):
        said = _plainly(text[found.start() :], order)
        if said and not said.rest and isinstance(said.timing, OnDay | Part | Undated):
            return replace(said, rest=text[: found.start()].strip(" -–—:;,"))
    return None


def _in_lines(lines: list[str], order: DayOrder) -> Said | None:
    """The one line that says when, with the others as the rest; several that are only months as a list."""
    read = [_line(line, order) for line in lines]
    said_so = [said for said in read if said]
    months = [said.timing for said in said_so if not said.rest and isinstance(said.timing, InMonths)]
    if len(months) == len(lines):
        named = dict.fromkeys(month for timing in months for month in timing.months)
        return Said(InMonths(tuple(named)), "", tuple(remark for said in said_so for remark in said.remarks))
    for exact in ((OnDay, Between, NthDay), (InMonths, Across), (Part,), (Often,), (Undated,)):
        places = [place for place, said in enumerate(read) if said and isinstance(said.timing, exact)]
        if len(places) > 1:
            return None
        if places and (said := read[places[0]]):
            others = [_COUNT.sub("", line, count=1) for line in lines]
            others[places[0]] = said.rest
            return replace(said, rest="\n".join(filter(None, others)))
    return None
