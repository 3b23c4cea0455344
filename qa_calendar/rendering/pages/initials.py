"""Initials: what stands for a name where there is no room for it, no two alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from qa_calendar.names import straight

_SHORT, _CUT, _MOST = 5, 3, 3


def initials_of(names: Iterable[str]) -> dict[str, str]:
    """Each of *names* with its initials; those that would be alike grow by the surname (KWa, KWi), else the first name.

    A word of up to five letters stays as it is (IROs).
    """
    letters = {name: _words(name) for name in names}
    longer = dict.fromkeys(letters, 0)
    while True:
        found = {name: _shortened(words, longer[name]) for name, words in letters.items()}
        alike = Counter(short.casefold() for short in found.values())
        growing = [
            name
            for name, short in found.items()
            if alike[short.casefold()] > 1 and _shortened(letters[name], longer[name] + 1) != short
        ]
        if not growing:
            return _numbered(found)
        for name in growing:
            longer[name] += 1


def _words(name: str) -> tuple[str, ...]:
    """The words of *name* that have letters, of each what stands from the first one on; `de la` count where all do."""
    words = [word[at:] for word in straight(name).split() if (at := _first_letter(word)) is not None]
    proper = [word for word in words if not word[0].islower()]
    return tuple(proper if len(proper) > 1 else words) or ("?",)


def _first_letter(word: str) -> int | None:
    return next((at for at, letter in enumerate(word) if letter.isalnum()), None)


def _shortened(words: tuple[str, ...], longer: int) -> str:
    *first, last = words
    if not first:
        return last if len(last) <= _SHORT else last[: _CUT + longer]
    letters = [word[0].upper() for word in first][: _MOST - 1]
    by_first_name = longer - len(last) + 1
    if by_first_name > 0:
        return "".join([letters[0], first[0][1 : 1 + by_first_name], *letters[1:], last[0].upper()])
    return "".join([*letters, last[0].upper(), last[1 : 1 + longer]])


def _numbered(found: dict[str, str]) -> dict[str, str]:
    """*found*, those that are alike to the last letter with a number."""
    alike, seen, taken = Counter(short.casefold() for short in found.values()), Counter[str](), set(found.values())
    numbered = {}
    for name, short in found.items():
        shown = short
        while alike[short.casefold()] > 1 and shown in taken:
            seen[short.casefold()] += 1
            shown = f"{short}{seen[short.casefold()]}"
        numbered[name] = shown
        taken.add(shown)
    return numbered
