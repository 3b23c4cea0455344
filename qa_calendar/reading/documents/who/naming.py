"""Of each part of a worker's cell, what is the role and what the name in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from qa_calendar.reading.documents.who import roles
from qa_calendar.reading.documents.who.cutting import ASIDE, EMAIL, Cut, Knows, cuts_of, flat, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A *text* of a cell about one person, group or role.

    *runs* are the words that are names, *asides* what is in brackets; *link* is the sign or word that is before it,
    *between* as it is written. *unclear* is what is neither a name nor a role.
    """

    text: str
    link: str = ""
    between: str = ""
    role: str = ""
    runs: tuple[tuple[str, ...], ...] = ()
    asides: tuple[str, ...] = ()
    email: str | None = None
    is_role: bool = False
    unclear: bool = False


def parts_of(text: str, knows: Knows) -> tuple[Part, ...]:
    """*text*, clean, in its parts: cut wherever somebody else is named, and nowhere within a role."""
    return tuple(_read(cut, knows) for cut in cuts_of(text, knows))


@dataclass(frozen=True, slots=True)
class _Side:
    """The words of one side of a dash: a role before the names, the names, a role after them."""

    before: tuple[str, ...] = ()
    runs: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()
    unclear: bool = False

    @property
    def role(self) -> str:
        words = self.before or self.after
        return " ".join(words) if any(word[0].isalpha() for word in words) else ""


def _read(cut: Cut, knows: Knows) -> Part:
    """What is role and what is name in *cut*."""
    email = EMAIL.search(cut.text)
    texts = [EMAIL.sub(" ", side) for side in cut.sides or (cut.text,)]
    asides = tuple(inside for text in texts for inside in ASIDE.findall(text) if inside.strip())
    sides = [_side(words_of(ASIDE.sub(" ", text)), knows) for text in texts]
    named = [side for side in sides if side.runs]
    if len(named) > 1:
        # Beside a full name, one word that is not known is what it does: "Wellbeing – Ann Lee".
        named = [side for side in named if any(len(run) > 1 for run in side.runs)] or named
    chosen = named[0] if named else None
    labels = [_words_in(side) for side in sides if side is not chosen]
    role = " – ".join(label for label in [*labels, chosen.role if chosen else ""] if label)
    return Part(
        text=flat(cut.text),
        link=cut.link,
        between=cut.between,
        role=role,
        runs=chosen.runs if chosen else (),
        asides=tuple(flat(aside) for aside in asides),
        email=email[1] if email else None,
        is_role=chosen is None and any(side.before for side in sides) and not any(side.unclear for side in sides),
        unclear=any(side.unclear for side in sides),
    )


def _words_in(side: _Side) -> str:
    return " ".join([*side.before, *(word for run in side.runs for word in run), *side.after])


def _side(words: list[str], knows: Knows) -> _Side:
    """*words* as a role, names and a role: `Safeguarding TM` and `Stuart Jones`."""
    if not words:
        return _Side()
    kinds = roles.kinds_of(words)
    if knows(words):
        return _Side(runs=(tuple(words),))
    if roles.is_role(kinds):
        return _Side(before=tuple(words))
    found = [(run.start(), run.end()) for run in re.finditer("M*[NIP]+", kinds)]
    long = [(start, end) for start, end in found if end - start > 1 or knows(words[start:end])]
    runs = tuple(tuple(words[start:end]) for start, end in (long or found))
    if not runs or "x" in kinds:
        return _Side(before=tuple(words), unclear=True)
    (first, _), (_, last) = (long or found)[0], (long or found)[-1]
    before, after = words[:first], words[last:]
    if len(runs) > 1:
        # "Mrs Ann Lee Cllr Bo Ray": a title begins a name; anything else between two leaves open what it belongs to.
        adjoining = all(end == start for (_, end), (start, _) in pairwise(long or found))
        return _Side(tuple(before), runs, tuple(after), unclear=not (adjoining or all(knows(run) for run in runs)))
    return _one_run(before, runs[0], after, kinds[last:], knows)


def _one_run(before: list[str], run: tuple[str, ...], after: list[str], kinds: str, knows: Knows) -> _Side:
    """One name with what is around it; a role that ends in a team or an office may have a word in it nobody knows."""
    whole = (*before, *run, *after)
    if knows(run) or not after:
        is_name = len(run) > 1 or not before or knows(run) or roles.kind_of(run[0]) == "M"
        return (
            _Side(tuple(before), (run,), tuple(after), unclear=kinds.startswith("f"))
            if is_name
            else _Side(before=whole)
        )
    if before or kinds[-1] == "T":
        return _Side(before=whole)
    is_office = kinds[-1] == "O" and not roles.is_acronym(after[-1])
    return _Side((), (run,), tuple(after), unclear=is_office)
