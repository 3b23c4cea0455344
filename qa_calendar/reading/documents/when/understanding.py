"""A whole cell as what it says of when, and what else it says.

text ─▶ the longest timing it begins with ─▶ what follows: a status, another timing, or the rest
"""

from __future__ import annotations

import re
from functools import lru_cache
from dataclasses import replace

from qa_calendar.reading.documents.when.cadences import cadence_at, nth_day_at
from qa_calendar.reading.documents.when.days import Reading, day_at, days_at, several_days_at
from qa_calendar.reading.documents.when.months import covered, months_at
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

_SHORT = 80
_BEGINNING = 300
_MARKS = "*†‡§¹²³"
_SEPARATED = re.compile(r"\s*(?:[-–—:;,|.]+(?=\s|$)|[–—:;|]|\n)\s*")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?Z?")
_TIME_OF_DAY = re.compile(r"[ ,T]*(?:at |@ ?)?[0-9]{1,2}(?:[:.][0-9]{2}|(?= ?[ap]m))", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*[.;]?$")
_DEADLINE_AT_END = re.compile(
    r"(?:(?<=\s)|(?<=[-–:,;]))(?:by|deadline|due|no later than|on or before)\b[^()]*$", re.IGNORECASE
)
_MOVED_FROM = re.compile(
    r"(?:moved|re-?scheduled|brought forward|deferred|changed|postponed|put back) from|was|originally|previously|formerly",
    re.IGNORECASE,
)
_MOVED_TO = re.compile(
    r"(?:now )?(?:moved|re-?scheduled|deferred|postponed|brought forward|put back|changed|delayed|slipped) (?:un)?(?:to|til|till)\b|now\b",
    re.IGNORECASE,
)
_COUNT_ONLY = re.compile(r"[0-9]{1,2} ?x\b\s*|x ?[0-9]{1,2}\b\s*|once\b\s*", re.IGNORECASE)


@lru_cache(maxsize=4096)
def understand(text: str, order: DayOrder = DayOrder.DAY_FIRST) -> Said | None:
    """What *text*, a whole cell, says of when; None where it says nothing of it, also for titles that hold a month.

    Of a long text only the beginning is looked at, of one beyond `LONGEST` nothing.
    """
    if len(text) > LONGEST:
        return None
    text = _MIDNIGHT.sub(r"\1", seen(text)).strip().rstrip(_MARKS).strip()
    if not text:
        return None
    whole = _in_one(" ".join(text.split()), order)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == 1 or (whole and not whole.rest):
        return whole
    return _in_lines(lines, order) or whole


def _in_one(text: str, order: DayOrder) -> Said | None:
    words = words_of(text[:_BEGINNING])
    if bare := no_time(words):
        return Said(bare.timing)
    read = _longest(words, 0, order)
    if read is not None:
        return _with_tail(text, words, read, order)
    return _at_the_end(text, order) if len(text) <= _SHORT else None


def _longest(words: Words, at: int, order: DayOrder) -> Reading | None:
    readings = (
        days_at(words, at, order),
        several_days_at(words, at, order),
        day_at(words, at, order),
        nth_day_at(words, at),
        months_at(words, at),
        part_at(words, at),
        cadence_at(words, at, order),
        undated_at(words, at),
    )
    return max(filter(None, readings), key=lambda reading: reading.end, default=None)


def _with_tail(text: str, words: Words, read: Reading, order: DayOrder) -> Said | None:
    end = words.end(read.end)
    said = Said(read.timing, "", read.remarks)
    tail = text[end:]
    if not tail.strip(" .:;,*?!"):
        if "?" in tail and not isinstance(read.timing, Undated):
            return replace(said, remarks=(*said.remarks, f"'{text}' has a question mark"))
        return said
    inner = _inner(tail)
    if changed := _changed(text[:end], inner, tail.strip(), said, order):
        return changed
    another = _in_one(inner, order) if inner and len(inner) < len(text) else None
    if another is not None and not another.rest and (together := _together(text[:end], said, inner, another)):
        return together
    if isinstance(read.timing, Undated) and read.timing.why is not Why.NO_SUCH_DAY and not read.timing.hint:
        if tail.lstrip().startswith("(") and tail.rstrip().endswith(")"):
            return replace(said, timing=Undated(read.timing.why, inner))
    return _with_rest(text, tail, said, another)


def _inner(tail: str) -> str:
    """What the tail says, without the bracket around it or the mark before it."""
    bare = _SEPARATED.sub("", tail.strip(), count=1) if _SEPARATED.match(tail) else tail.strip()
    bracket = re.fullmatch(r"\(([^()]*)\)", bare)
    return (bracket[1] if bracket else bare).strip()


def _changed(head: str, inner: str, tail: str, said: Said, order: DayOrder) -> Said | None:
    """The reading where the tail says that it is cancelled, done, moved or not certain."""
    if _MOVED_FROM.match(inner):
        return replace(said, rest=tail, remarks=(*said.remarks, f"{inner}: the new date counts"))
    if to := _MOVED_TO.match(inner):
        new = _in_one(inner[to.end() :].strip(" :"), order)
        if new and not new.rest and isinstance(new.timing, OnDay | InMonths | Between | Across | NthDay):
            return replace(new, remarks=(*new.remarks, f"{inner}: the new date counts"))
    words = words_of(inner[:_BEGINNING])
    status = undated_at(words, 0)
    if status is None or not isinstance(status.timing, Undated):
        return None
    rest = inner[words.end(status.end) :].strip(" .:;,-–—")
    match status.timing.why:
        case Why.CANCELLED | Why.POSTPONED | Why.COMPLETED if not isinstance(said.timing, Undated):
            return Said(Undated(status.timing.why, head.strip()), rest, said.remarks)
        case Why.TO_BE_CONFIRMED if not rest and not isinstance(said.timing, Undated):
            return replace(said, remarks=(*said.remarks, f"'{inner}' stands beside '{head.strip()}'"))
    return None


def _together(head: str, said: Said, inner: str, another: Said) -> Said | None:
    """The more exact of two timings that stand beside each other, where they are of one kind of thing."""
    remarks = (*said.remarks, *another.remarks)
    match said.timing, another.timing:
        case Undated(why, ""), _:
            return Said(Undated(why, inner), "", remarks)
        case Often(every="year"), OnDay() | Part() | Between() | Across():
            return Said(another.timing, "", remarks)
        case (Often(every, (), (), None), NthDay(phrase, None, None)):
            return Said(NthDay(phrase, None, every), "", remarks)
        case (Part(kind, name, ()), InMonths() | Across() as months):
            return Said(Part(kind, name, covered(months)), "", remarks)
        case (InMonths() | Across() | Part() | OnDay() | Between(), Part() | Often() | NthDay()):
            return Said(said.timing, inner, remarks)
        case (InMonths() | Part() | Across(), OnDay() | Between()):
            return Said(another.timing, head.strip(), remarks)
    return None


def _with_rest(text: str, tail: str, said: Said, another: Said | None) -> Said | None:
    """The reading with the rest, where a mark divides them or the timing is a day."""
    if another is not None and not another.rest and not isinstance(another.timing, Undated):
        return None
    separator = _SEPARATED.match(tail)
    if separator is None and tail.startswith("."):
        separator = re.match(r"\.\s*", tail)
    if separator:
        return replace(said, rest=tail[separator.end() :].strip())
    if tail.lstrip().startswith("(") or tail.startswith("\n"):
        return replace(said, rest=tail.strip())
    match said.timing:
        case OnDay() | Between() if _TIME_OF_DAY.match(tail) or (len(text) <= _SHORT and _is_capital(text, tail)):
            return replace(said, rest=tail.strip())
        case Often() | NthDay() if re.match(r" (?:by|with|at|for|during|and as|or as|via|through) ", tail):
            return replace(said, rest=tail.strip())
    return None


def _is_capital(text: str, tail: str) -> bool:
    """Whether '12 June Care plans' is a date and more, and not '10 may be required' or '5 march past'."""
    head = text[: len(text) - len(tail)]
    return tail.startswith(" ") and not re.search(r"\b(?:may|march|mar|sat|sun|second)\b", head)


def _at_the_end(text: str, order: DayOrder) -> Said | None:
    """A deadline or the week of a day that a short text ends with: `All teachers – deadline Friday 12 December`."""
    if bracket := _IN_BRACKETS.search(text):
        said = _in_one(bracket[1], order)
        if (
            said
            and not said.rest
            and isinstance(said.timing, OnDay)
            and (said.timing.of_week or said.timing.is_deadline)
        ):
            head = text[: bracket.start()].strip(" -–—:;,")
            by = re.search(r"\s*\b(?:by|before)(?: (?:the )?(?:end of )?(?:half[ -]?term|term))?$", head, re.IGNORECASE)
            timing = replace(said.timing, is_deadline=said.timing.is_deadline or by is not None)
            return replace(said, timing=timing, rest=head[: by.start()] if by else head)
        return None
    if found := _DEADLINE_AT_END.search(text):
        said = _in_one(found[0], order)
        if said and not said.rest and isinstance(said.timing, OnDay) and said.timing.is_deadline:
            return replace(said, rest=text[: found.start()].strip(" -–—:;,"))
    return None


def _in_lines(lines: list[str], order: DayOrder) -> Said | None:
    """The one line that is a timing, with the others as the rest; several that are only months as a list."""
    read = [_in_one(line, order) for line in lines]
    months = [said.timing for said in read if said and not said.rest and isinstance(said.timing, InMonths)]
    if len(months) == len(lines):
        named = tuple(dict.fromkeys(month for timing in months for month in timing.months))
        return Said(InMonths(named), "", tuple(remark for said in read if said for remark in said.remarks))
    for exact in ((OnDay, Between, NthDay), (InMonths, Across), (Part,), (Often,), (Undated,)):
        found = [place for place, said in enumerate(read) if said and isinstance(said.timing, exact)]
        if len(found) > 1:
            return None
        if found and (said := read[found[0]]):
            others = [_COUNT_ONLY.sub("", line, count=1) if _COUNT_ONLY.match(line) else line for line in lines]
            others[found[0]] = said.rest
            return replace(said, rest="\n".join(filter(None, others)))
    return None
