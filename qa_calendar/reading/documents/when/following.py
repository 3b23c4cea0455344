"""What follows a timing in its cell: that it is cancelled or moved, a second timing, or something else."""

from __future__ import annotations

import re
from dataclasses import replace

from qa_calendar.reading.documents.when.patterns import one_of
from qa_calendar.reading.documents.when.spelling import words_of
from qa_calendar.reading.documents.when.undated import undated_at
from qa_calendar.reading.documents.when.values import (
    Across,
    Between,
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
_STATUS = 100
_SEPARATOR = re.compile(r"\s*(?:[-–—:;,|.]+(?=\s|$)|[–—:;|])\s*")
_TIME_OF_DAY = re.compile(r"[ ,T]*(?:at |@ ?)?[0-9]{1,2}(?:[:.][0-9]{2}|(?= ?[ap]m))", re.IGNORECASE)
_MOVED = one_of("moved", "re-?scheduled", "brought forward", "deferred", "changed", "postponed", "put back", "delayed")
_MOVED_FROM = re.compile(rf"(?:{_MOVED} from|was|originally|previously|formerly)\b", re.IGNORECASE)
_MOVED_TO = re.compile(rf"(?:now )?(?:{_MOVED} (?:to|until|till)|now)\b\s*:?\s*", re.IGNORECASE)
# `10 June, 12, 14` are more days, and no rest.
_NUMBERS = re.compile(r"[0-9\s,;&/–—-]+")
_BY_WHOM = re.compile(r" (?:by|with|at|for|during|via|through) ")
_WORDS_TOO = re.compile(r"\b(?:may|march|mar)\b")


def moved_to(text: str) -> int:
    """Where the new date begins in a text such as `deferred to June`; 0 where it is no such text."""
    found = _MOVED_TO.match(text)
    return found.end() if found and found.end() < len(text) else 0


def within(tail: str) -> str:
    """What *tail* says, without the mark before it or the bracket around it."""
    separator = _SEPARATOR.match(tail)
    bare = (tail[separator.end() :] if separator else tail).strip()
    bracket = re.fullmatch(r"\(([^()]*)\)", bare)
    return bracket[1].strip() if bracket else bare


def changed(head: str, inner: str, said: Said) -> Said | None:
    """What becomes of the timing *head* where *inner*, behind it, says it is cancelled, done, moved or not certain."""
    if isinstance(said.timing, Undated):
        return None
    if _MOVED_FROM.match(inner):
        return replace(said, rest=f"({inner})", remarks=(*said.remarks, f"{inner}: the new date counts"))
    words = words_of(inner[:_STATUS])
    status = undated_at(words, 0)
    if status is None or not isinstance(status.timing, Undated):
        return None
    rest = inner[words.end(status.end) :].strip(" .:;,-–—")
    match status.timing.why:
        case Why.CANCELLED | Why.POSTPONED | Why.COMPLETED:
            return Said(Undated(status.timing.why, head), rest, said.remarks)
        case Why.TO_BE_CONFIRMED if not rest:
            return replace(said, remarks=(*said.remarks, f"'{inner}' stands beside '{head}'"))
    return None


def together(head: str, said: Said, inner: str, second: Said) -> Said | None:
    """The more exact of two timings that stand side by side, where they can be of one piece of work."""
    both = Said(second.timing, second.rest, (*said.remarks, *second.remarks))
    match said.timing, second.timing:
        case Undated(why, ""), _ if why is not Why.NO_SUCH_DAY:
            return replace(both, timing=Undated(why, inner), rest="")
        case Often(every="year"), OnDay() | Part() | Between() | Across() | InMonths():
            return both
        case Often(every, (), (), None), NthDay(phrase, None, None):
            return replace(both, timing=NthDay(phrase, None, every))
        case InMonths((month,)), NthDay(phrase, None, None):
            return replace(both, timing=NthDay(phrase, month))
        case NthDay(phrase, None, None), InMonths((month,)):
            return replace(both, timing=NthDay(phrase, month))
        case InMonths() | Part() | Across(), OnDay() | Between():
            return replace(both, rest=" ".join(filter(None, [head, second.rest])))
        case InMonths() | OnDay(), Often(every="year", months=()):
            return replace(said, rest=second.rest)
        case InMonths() | Across() | Part() | OnDay() | Between(), Part() | Often() | NthDay():
            return replace(said, rest=inner)
        case Often(), Part():
            return replace(said, rest=inner)
    return None


def with_rest(text: str, end: int, said: Said) -> Said | None:
    """The reading of *text* until *end* with the rest: behind a mark or in brackets, of a day also without."""
    tail = text[end:]
    if not tail.strip(" .:;,*?!"):
        return said
    if _NUMBERS.fullmatch(tail):
        return None
    if separator := _SEPARATOR.match(tail):
        return replace(said, rest=tail[separator.end() :].strip())
    if tail.lstrip().startswith("("):
        return replace(said, rest=tail.strip())
    match said.timing:
        case OnDay() | Between() if _TIME_OF_DAY.match(tail):
            return replace(said, rest=tail.strip())
        # '10 may be required' and '5 march past' are no dates.
        case OnDay() | Between() if len(text) <= _SHORT and tail[0] == " " and not _WORDS_TOO.search(text[:end]):
            return replace(said, rest=tail.strip())
        case Often() | NthDay() if _BY_WHOM.match(tail):
            return replace(said, rest=tail.strip())
    return None
