"""Which names of all worker cells are certain, before any cell is understood: that is what the others are read by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qa_calendar.names import key
from qa_calendar.reading.documents.who import lexicon, roles
from qa_calendar.reading.documents.who.cutting import ASIDE, LONGEST, LONGEST_PART, flat, pieces_of, words_of
from qa_calendar.reading.documents.who.named import role_key
from qa_calendar.reading.documents.who.naming import Part, parts_of
from qa_calendar.reading.documents.who.register import Register

Pair = tuple[list[str], list[str]]
"""A surname and the given names that stand behind it, after a comma."""

_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\b|\b20\d\d\b", re.IGNORECASE
)
_PART_PLAYED = re.compile(r"\s*\((?:(?:joint |co-?)?lead|support|deputy|cover)\)", re.IGNORECASE)
_HABIT = 3
"""In so many cells at least surnames come first, and it is how the document has names."""


def certain(cells: Iterable[str], register: Register) -> Iterator[Sequence[str]]:
    """The words of each name in *cells*, clean, that is certain wherever it stands, as often as it is there.

    These are two or three words of their own and no initial; *register* has those that are known already.
    """
    for cell, times in Counter(cells).items():
        found = list(_certain_in(cell, register))
        for _ in range(times):
            yield from found


def groups(cells: Iterable[str], register: Register) -> dict[str, str]:
    """How each role or group of *cells* is mostly written, by `role_key`."""
    counted: dict[str, Counter[str]] = {}
    for cell, times in Counter(cells).items():
        for part in () if no_list(cell) else parts_of(cell, register.knows):
            if part.is_role:
                counted.setdefault(role_key(part.text), Counter())[part.text] += times
    return {group: spellings.most_common(1)[0][0] for group, spellings in counted.items()}


def no_list(text: str) -> str:
    """Why *text* is no list of people; empty where it may be one."""
    whole = flat(text)
    quoted = whole if len(whole) <= LONGEST_PART else f"{whole[:60]}…"
    if is_handover(whole):
        return f"'{quoted}' names people for different times"
    if any(word in lexicon.SENTENCE for word in _bare_words(whole)):
        return f"'{quoted}' is a sentence and no list of people"
    if len(whole) > LONGEST or any(len(piece) > LONGEST_PART for piece in pieces_of(text)):
        return f"'{quoted}' is too long for a list of people"
    return ""


def is_handover(whole: str) -> bool:
    """Whether *whole* says who does it until when, and who then."""
    said = any(word in lexicon.HANDOVER or word.casefold() in ("until", "till", "then") for word in _bare_words(whole))
    return said or any(_MONTH.search(aside) for aside in ASIDE.findall(whole))


def timeless(whole: str) -> str:
    """*whole*, a handover, as a list: without the months, and a sign where one goes and another comes."""
    bare = _MONTH.sub(" ", ASIDE.sub(" ", whole))
    return "; ".join(re.split(rf"\b(?:{'|'.join(sorted(lexicon.HANDOVER))})\b", bare, flags=re.IGNORECASE))


def surnames_first(text: str) -> list[Pair]:
    """*text* as surnames with given names behind a comma; empty where any of it is something else."""
    text = _PART_PLAYED.sub("", text)
    pairs = [_pair(piece) for piece in re.split(r"[;\n|]", text.strip(" ;\n"))]
    if len(pairs) == 1 and pairs[0] is None:
        words = [words_of(piece) for piece in text.strip(" ,").split(",")]
        alone = len(words) > 2 and len(words) % 2 == 0 and all(len(one) == 1 for one in words)
        pairs = (
            [_pair(f"{left[0]}, {right[0]}") for left, right in zip(words[::2], words[1::2], strict=True)]
            if alone
            else []
        )
    whole = [pair for pair in pairs if pair is not None]
    return whole if len(whole) == len(pairs) else []


def swapped_names(cells: Iterable[str]) -> Iterator[Sequence[str]]:
    """The names of cells that put surnames first as a habit: most do, and no word stands on both sides of a comma."""
    distinct = [cell for cell in dict.fromkeys(cells) if cell and not roles.is_nobody(flat(cell))]
    found = [pairs for cell in distinct if (pairs := surnames_first(one_by_one(cell)))]
    pairs = [pair for one in found for pair in one]
    before = {key(word) for surname, _ in pairs for word in surname}
    behind = {key(word) for _, given in pairs for word in given}
    if len(found) >= _HABIT and len(found) * 2 > len(distinct) and not before & behind:
        yield from ([*given, *surname] for surname, given in pairs)


def one_by_one(text: str) -> str:
    """*text* with a sign between persons that no name has, in place of `and`."""
    return re.sub(r"\s+(?:and|&)\s+", "; ", text)


def halves(cells: Iterable[str], register: Register) -> Iterator[Sequence[str]]:
    """Of four words without a comma, two of which are a certain name, the other two: they are one as well."""
    for cell in dict.fromkeys(cells):
        for part in () if no_list(cell) else parts_of(cell, register.knows):
            for run in (run for run in part.runs if len(run) == 4 and len(weighty(run)) == 4):
                first, last = run[:2], run[2:]
                if bool(register.find(first)) != bool(register.find(last)):
                    yield last if register.find(first) else first


def weighty(run: Sequence[str]) -> list[str]:
    """The words of *run* that a name is counted by: without titles and `van der`."""
    return [word for word in run if roles.kind_of(word) not in ("M", "P")]


def with_appositions(parts: Sequence[Part]) -> Sequence[Part]:
    """*parts* where an office in the line of its own, or behind a comma, is that of the person it stands by."""
    named, offices = parts[0::2], parts[1::2]
    if len(named) == len(offices) and all(_is_bare(one) for one in named) and all(map(_is_behind, offices)):
        return [replace(name, role=office.text) for name, office in zip(named, offices, strict=True)]
    if not parts or not _is_office(parts[0]):
        return parts
    found: list[Part] = []
    for part in parts:
        if found and _is_office(found[-1]) and _is_bare(part) and part.link == "\n":
            label = found.pop()
            found.append(replace(part, role=label.text, link=label.link))
        else:
            found.append(part)
    return found


def _is_bare(part: Part) -> bool:
    return bool(part.runs) and not part.role


def _is_office(part: Part) -> bool:
    return part.is_role and (roles.is_office(words_of(part.text)) or key(part.text) in lexicon.PASSING)


def _is_behind(part: Part) -> bool:
    return _is_office(part) and part.link in (",", "\n")


def _certain_in(cell: str, register: Register) -> Iterator[Sequence[str]]:
    if roles.is_nobody(flat(cell)) or no_list(cell):
        return
    if len(re.split(r"[;\n|]", cell.strip(" ;\n"))) > 1 and (pairs := surnames_first(cell)):
        yield from ([*given, *surname] for surname, given in pairs)
        return
    for part in parts_of(cell, register.knows):
        if not part.unclear:
            yield from (run for run in part.runs if _is_certain(run, register))
        for aside in part.asides if part.is_role else ():
            inner = parts_of(aside, register.knows)
            yield from (run for one in inner if not one.role for run in one.runs if len(weighty(run)) == 2)


def _is_certain(run: Sequence[str], register: Register) -> bool:
    words = weighty(run)
    if "I" in roles.kinds_of(list(run)) or not 2 <= len(words) <= 3:
        return False
    # A known name and one word more may be that name and half of the next: "Kelda Claire Kara".
    return len(words) == 2 or not (register.knows(words[:-1]) or register.knows(words[1:]))


def _pair(piece: str) -> Pair | None:
    halves = [words_of(half) for half in piece.strip(" ,").split(",")]
    if len(halves) != 2 or not all(halves):
        return None
    surname, given = halves
    kinds = [roles.kind_of(word) for half in halves for word in half]
    if not set(kinds) <= set("NIPA") or len(weighty(surname)) != 1 or len(surname[-1].strip(".")) == 1:
        return None
    full = [word for word in given if len(word.strip(".")) > 1]
    capitals = any(kind == "A" for kind in kinds[len(surname) :]) or (kinds[0] == "A" and len(surname[0]) < 4)
    return None if len(full) != 1 or capitals else (surname, given)


def _bare_words(whole: str) -> list[str]:
    return [word.strip(".,;:()[]") for word in whole.split()]
