"""The names a document is certain of, and whom anything shorter or misspelt may stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from qa_calendar.names import key, slug
from qa_calendar.reading.documents.slips import slip_between
from qa_calendar.reading.documents.who import roles

MOST = 2000
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
    _alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
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
        rarer, alike = _rarer_ones(spellings, kept)
        return cls(spellings, kept, rarer, alike, {word: tuple(ones) for word, ones in by_word.items()})

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
        return tuple(self.name(one) for one in _near(known, self._alike))

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


def _rarer_ones(
    spellings: Mapping[str, Counter[str]], sure: frozenset[str]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Names that are probably another one misspelt, each with it, and the others by what a slip leaves of them.

    Of two that are alike the rarer, or the later, is taken to be misspelt.
    """
    rarer: dict[str, str] = {}
    kept: dict[str, tuple[str, ...]] = {}
    for one in sorted(spellings, key=lambda known: -spellings[known].total()) if len(spellings) <= MOST else ():
        near = () if one in sure else _near(one, kept)
        if near:
            rarer[one] = near[0]
        else:
            kept.update({left: (*kept.get(left, ()), one) for left in _left_by_a_slip(one)})
    return rarer, kept


def _near(known: str, kept: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names that differ from *known* in no more than a letter of each word."""
    found = dict.fromkeys(one for left in _left_by_a_slip(known) for one in kept.get(left, ()))
    return tuple(one for one in found if one != known and _is_near(known.split("-"), one.split("-")))


def _left_by_a_slip(known: str) -> Iterator[str]:
    """What is left of *known* without a letter of each word: two names that share one differ by a slip."""
    words = known.split("-")
    if not 2 <= len(words) <= 3 or len(known) > 40:
        return
    yield known.replace("-", "")
    for left in product(*(_without_a_letter(word) for word in words)):
        yield "-".join(left)


def _without_a_letter(word: str) -> set[str]:
    # A name of two letters is another one with any of them changed.
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))} if len(word) > 2 else {word}


def _is_near(left: Sequence[str], right: Sequence[str]) -> bool:
    if len(left) != len(right):
        return "".join(left) == "".join(right)
    slips = [slip_between(a, b) is not None for a, b in zip(left, right, strict=True) if a != b]
    return all(slips) and len(slips) <= (2 if len("".join(left)) > 9 else 1)
