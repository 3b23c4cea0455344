"""One name however it is typed: typographic variants, the form two names are compared in, and ids made of them.

What Word makes of an apostrophe or a dash, another space, case or a composed accent are no other name. The letters an
id is made of come from one frozen table (text-unidecode) by one frozen rule, so that nothing else that is installed
changes a published UID.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from slugify import slugify

# A soft hyphen, zero-width space, word joiner and byte order mark: pasted unseen, and two names differ for no reason.
UNSEEN = "\u00ad\u200b\u2060\ufeff"
_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼʹ′`´＇", "'"),
        **dict.fromkeys("“”„‟″«»＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys(UNSEEN, ""),
    }
)


def straight(text: str) -> str:
    """*text* as a typewriter has it: straight apostrophes and quotes, one kind of dash, single spaces, composed."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_STRAIGHT).split())


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What two spellings of one name have in common: `straight`, and case aside."""
    return unicodedata.normalize("NFC", straight(text).casefold())


@lru_cache(maxsize=8192)
def slug(text: str, longest: int = 0) -> str:
    """*text* in small letters, digits and dashes, whole words up to the *longest* number of letters, 0 for any."""
    return str(
        slugify(straight(text), max_length=longest, word_boundary=True, algorithm="legacy", backend="text-unidecode")
    )


@dataclass(frozen=True)
class Names:
    """Names and their other *spellings*, each with the name it stands for; however one is typed, it is found."""

    spellings: Mapping[str, str]

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        return {key(spelling): name for spelling, name in reversed(list(self.spellings.items()))}

    def find(self, written: str) -> str | None:
        """The name that *written* stands for; None for none."""
        found = self.spellings.get(written)
        return found if found is not None else self._folded.get(key(written))

    def loosely(self, written: str) -> tuple[str, ...]:
        """The names *written* may be short for: without its accents, or each of its words begins one of theirs."""
        plain = slug(written)
        if same := {name for spelling, name in self.spellings.items() if slug(spelling) == plain}:
            return tuple(sorted(same))
        wanted = [word for word in plain.split("-") if word]
        if not wanted:
            return ()
        found = (name for spelling, name in self.spellings.items() if _begin(wanted, slug(spelling).split("-")))
        return tuple(dict.fromkeys(found))

    def __iter__(self) -> Iterator[str]:
        return iter(self.spellings)


def _begin(wanted: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in wanted)
