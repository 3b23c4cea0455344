"""The names a document is certain of, and whom anything shorter or misspelt may stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qa_calendar.names import key, slug
from qa_calendar.reading.documents import roles

MOST = 400
"""Past so many names they are not compared letter by letter."""


def identity(words: Sequence[str]) -> str:
    """What two spellings of one name have in common: titles, accents, case, hyphens and signs aside."""
    bare = [word for word in words if roles.kind_of(word) != "M"] or list(words)
    joined = " ".join(bare)
    return slug(joined) or key(joined)


@dataclass(frozen=True, slots=True)
class Register:
    """The spellings of each name in order of first appearance; *sure* are those that no likeness makes doubtful."""

    spellings: Mapping[str, Counter[str]] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()
    _rarer: Mapping[str, str] = field(default_factory=dict)
    _by_word: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[Sequence[str]], sure: Iterable[str] = ()) -> Register:
        """The register of all *names* as they were met, each as often; *sure* are certain whatever they are like."""
        first = tuple(sure)
        spellings: dict[str, Counter[str]] = {}
        for one in first:
            spellings.setdefault(identity(one.split()), Counter())[one] += 1_000_000
        for words in names:
            spellings.setdefault(identity(words), Counter())[" ".join(words)] += 1
        kept = frozenset(identity(one.split()) for one in first)
        by_word: dict[str, list[str]] = {}
        for known in spellings:
            for word in dict.fromkeys(known.split("-")):
                by_word.setdefault(word, []).append(known)
        return cls(spellings, kept, _rarer_ones(spellings, kept), {word: tuple(ones) for word, ones in by_word.items()})

    def knows(self, words: Sequence[str]) -> bool:
        """Whether *words* are one of the names."""
        return identity(words) in self.spellings

    def name(self, known: str) -> str:
        """How the name with the identity *known* is mostly spelt."""
        counted = self.spellings[known]
        return max(counted, key=lambda spelling: (counted[spelling], not spelling.isupper() and not spelling.islower()))

    def find(self, words: Sequence[str]) -> str | None:
        """The name *words* are a spelling of; None where there is none, or it is too like another to be sure."""
        known = identity(words)
        return self.name(known) if known in self.spellings and known not in self._rarer else None

    def like(self, words: Sequence[str]) -> tuple[str, ...]:
        """The names that *words*, misspelt, may be."""
        known = identity(words)
        if known in self._rarer:
            return (self.name(self._rarer[known]),)
        if len(self.spellings) > MOST:
            return ()
        near = _near(known, (one for one in self.spellings if one not in self._rarer))
        return tuple(self.name(one) for one in near)

    def short(self, words: Sequence[str]) -> tuple[str, ...]:
        """The full names that *words* are short for: a name of two, or one cut down to its initial."""
        pieces = [piece for piece in identity(words).split("-") if piece]
        whole = next((piece for piece in pieces if len(piece) > 1), "")
        among = self._by_word.get(whole, ()) if whole else ()
        return self._names(one for one in among if one not in self._rarer and _is_short(pieces, one.split("-")))

    def initials(self, letters: str) -> tuple[str, ...]:
        """The names whose words begin with *letters*."""
        wanted = "".join(sign for sign in slug(letters) if sign.isalpha())
        full = (one for one in self.spellings if "-" in one and one not in self._rarer)
        return self._names(one for one in full if "".join(word[0] for word in one.split("-")) == wanted)

    def within(self, words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """*words* cut into names that are all known; empty where that can't be done, or in two ways."""
        ways: list[list[tuple[tuple[str, ...], ...]]] = [[()]]
        for end in range(1, len(words) + 1):
            found = [
                (*way, tuple(words[start:end]))
                for start in range(max(0, end - 4), end - 1)
                if self.find(words[start:end])
                for way in ways[start]
            ]
            ways.append(found[:2])
        return ways[-1][0] if len(ways[-1]) == 1 else ()

    def _names(self, found: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.name(one) for one in found))


def _is_short(pieces: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each of *pieces* is a word or the first letter of one, in their order, and not all words are there."""
    if list(pieces) == list(words) or len(pieces) > len(words):
        return False
    forwards = _in_order(pieces, words)
    return forwards or (len(pieces) == 2 and len(pieces[1]) == 1 and _in_order(pieces[::-1], words))


def _in_order(pieces: Sequence[str], words: Sequence[str]) -> bool:
    left = iter(words)
    return all(any(word == piece or (len(piece) == 1 and word[0] == piece) for word in left) for piece in pieces)


def _rarer_ones(spellings: Mapping[str, Counter[str]], sure: frozenset[str]) -> dict[str, str]:
    """Names that are probably another one misspelt, each with it: the rarer, or the later, of two that are alike."""
    order = sorted(spellings, key=lambda one: -spellings[one].total())
    if len(order) > MOST:
        return {}
    found: dict[str, str] = {}
    kept: list[str] = []
    for one in order:
        near = () if one in sure else _near(one, kept)
        if near:
            found[one] = near[0]
        else:
            kept.append(one)
    return found


def _near(known: str, others: Iterable[str]) -> tuple[str, ...]:
    """Those of *others* that differ from *known* in a letter or two."""
    if "-" not in known or len(known) > 60:
        return ()
    most = 2 if len(known) > 11 else 1
    candidates = (one for one in others if one != known and "-" in one and abs(len(one) - len(known)) <= most)
    return tuple(one for one in candidates if _is_near(known.split("-"), one.split("-"), most))


def _is_near(left: Sequence[str], right: Sequence[str], most: int) -> bool:
    if len(left) != len(right):
        return _distance("".join(left), "".join(right), 1) <= 1
    # A whole name is not another whole name: of two words one is spelt alike, or each has one slip.
    slips = [_distance(a, b, most) for a, b in zip(left, right, strict=True)]
    return sum(slips) <= most and all(
        slip <= min(most, max(1, len(word) // 4)) and (slip == 0 or len(word) > 2)
        for slip, word in zip(slips, left, strict=True)
    )


def _distance(left: str, right: str, most: int) -> int:
    """How many letters to add, drop, change or swap with the next make *right* of *left*; past *most* any number."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(right) + 1))
    for row, a in enumerate(left, 1):
        line = [row]
        for column, b in enumerate(right, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (a != b))
            if row > 1 and column > 1 and a == right[column - 2] and b == left[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]
