"""Who stands behind a title: `Supervision – Kit Marwood`, `Supervision: Kit Marwood`, `Supervision (Kit Marwood)`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_calendar.reading.documents.who import roles
from qa_calendar.reading.documents.who.certain import no_list, weighty
from qa_calendar.reading.documents.who.cutting import clean, words_of
from qa_calendar.reading.documents.who.naming import Part, parts_of


class Sign(StrEnum):
    """What stands between a title and who does it."""

    DASH = "dash"
    BRACKET = "bracket"
    COLON = "colon"


@dataclass(frozen=True, slots=True)
class Tail:
    """A *title*, and *who* may do it behind a *sign*."""

    title: str
    sign: Sign
    who: str


_DASH = re.compile(r"\s+[-‐–—−]\s*|\s*[–—]\s+")
_COLON = re.compile(r"\s*:\s+")
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_IN_BRACKETS = re.compile(r"(?P<title>.+?)\s*[(\[](?P<who>[^()\[\]]{3,60})[)\]]")
_LONGEST = 120
_CLOSING = ("team", "board", "panel", "manager", "officer", "worker", "practitioner", "lead", "iro")
"""A role that ends in one of these does the work; `Foster carers` and `Pupils` are what it may be about."""


def tails_of(text: str) -> Iterator[Tail]:
    """What stands behind the last dash, in brackets at the end, and behind the last colon of *text*, one line."""
    # Of what is in brackets a dash separates nothing: `Peer review (May – July)`.
    masked = _ASIDE.sub(lambda found: "x" * len(found[0]), text)
    if at := _last(_DASH, masked):
        yield from _tail(text[: at.start()], Sign.DASH, text[at.end() :])
    if found := _IN_BRACKETS.fullmatch(text):
        yield from _tail(found["title"], Sign.BRACKET, found["who"])
    if at := _last(_COLON, masked):
        yield from _tail(text[: at.start()], Sign.COLON, text[at.end() :])


def is_people(text: str, *, only_names: bool = False) -> bool:
    """Whether *text* is names of two words or more, roles or teams, and nothing else; *only_names* rules out roles."""
    if no_list(text):
        return False
    parts = parts_of(clean(text), lambda _: False)
    return bool(parts) and all(_is_somebody(part, only_names=only_names) for part in parts)


def habits(texts: Iterable[str], *, only_names: bool = False) -> frozenset[Sign]:
    """The signs behind which *texts* name people at least as often as something else."""
    people: Counter[Sign] = Counter()
    for tail in (tail for text in texts for tail in tails_of(text)):
        people[tail.sign] += 1 if is_people(tail.who, only_names=only_names) else -1
    return frozenset(sign for sign, more in people.items() if more >= 0)


def _tail(title: str, sign: Sign, who: str) -> Iterator[Tail]:
    if title.strip() and 1 < len(who.strip()) <= _LONGEST:
        yield Tail(title.strip(), sign, who.strip())


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found: Sequence[re.Match[str]] = list(pattern.finditer(text))
    return found[-1] if found else None


def _is_somebody(part: Part, *, only_names: bool) -> bool:
    if part.unclear:
        return False
    if part.is_role:
        words = words_of(part.text)
        closes = roles.stem(words[-1]) in _CLOSING or roles.is_group_word(words[0])
        return not only_names and (closes or roles.is_office(words))
    # "Missing Children" is a name and a subject; "Ann Lee, Team Manager" a name and an office.
    role = words_of(part.role)
    return bool(part.runs) and all(len(weighty(run)) > 1 for run in part.runs) and (not role or roles.is_office(role))
