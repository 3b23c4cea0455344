"""The words of a cell: months and weekdays however they are spelt, everything else as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_calendar.dates.months import MONTHS, WEEKDAYS
from qa_calendar.reading.documents.slips import slip_between
from qa_calendar.reading.documents.when.values import MonthNamed

LONGEST = 2000
"""Characters of the longest text that is looked at: no cell that says when is longer."""

_ENGLISH = tuple(name.casefold() for name in MONTHS)
_WELSH = (
    *("ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin"),
    *("gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr"),
)
_MONTH_NUMBERS = (
    {name[:3]: number for number, name in enumerate(_ENGLISH, 1)}
    | {name[:length]: number for number, name in enumerate(_ENGLISH, 1) for length in range(5, len(name))}
    | {"sept": 9}
    | {name: number for number, name in enumerate(_WELSH, 1)}
    | {name: number for number, name in enumerate(_ENGLISH, 1)}
)
_WEEKDAY_NUMBERS = {
    form: number
    for number, name in enumerate(day.casefold() for day in WEEKDAYS)
    for form in (name, f"{name}s", name[:3])
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
# Words and names of people that a slip of the pen would make a month.
_NEVER_MONTHS = frozenset({"marc", "mach", "mech", "augusta", "auguste", "augustin"})
_PLAIN = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’`´ʼ", "'") | dict.fromkeys("\u00a0\u2007\u202f\t\r", " ")
)
_UNSEEN = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_WORD = re.compile(r"[^\W_]+|\S")


@dataclass(frozen=True, slots=True)
class Words:
    """A text as words with one space between: months as `§4`, weekdays as `@0`, numbers and marks each by themselves.

    *ends* are where each word ends in *text*, *slips* the sentence about each word that was misspelt.
    """

    text: str
    spaced: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    slips: tuple[str, ...]

    def end(self, spaced_end: int) -> int:
        """Where in the text the word ends that ends there in *spaced*."""
        return self.ends[self.spaced.count(" ", 0, spaced_end)]

    def between(self, start: int, end: int) -> str:
        """The text of the words from *start* to *end* in *spaced*."""
        return self.text[self.starts[self.spaced.count(" ", 0, start)] : self.end(end)]

    def slips_before(self, spaced_end: int) -> tuple[str, ...]:
        """What is said about the spelling of the words until there."""
        return tuple(slip for slip in self.slips[: self.spaced.count(" ", 0, spaced_end) + 1] if slip)


def seen(text: str) -> str:
    """*text* without what nobody sees."""
    return text.translate(_UNSEEN).strip()


def words_of(text: str) -> Words:
    """The words of *text*, small letters; full stops that end a short form are left out."""
    plain = text.translate(_PLAIN)
    kept = [found for found in _WORD.finditer(plain) if not _ends_a_short_form(found, plain)]
    forms = [_form(found[0]) for found in kept]
    return Words(
        text,
        " ".join(form for form, _ in forms),
        tuple(found.start() for found in kept),
        tuple(found.end() for found in kept),
        tuple(slip for _, slip in forms),
    )


def month_named(text: str) -> MonthNamed | None:
    """The one month that *text* is, its spelling mended; None where it is no month or says more than that."""
    if len(text) > LONGEST:
        return None
    bare = words_of(seen(text).rstrip("*†‡§¹²³:;,. "))
    found = re.fullmatch(r"§([0-9]{1,2})(?:(?: [-,/']| - ')? ((?:19|20)?[0-9]{2}))?", bare.spaced)
    return MonthNamed(int(found[1]), year_of(found[2])) if found else None


def year_of(digits: str | None) -> int | None:
    """The year that two or four digits are."""
    if digits is None:
        return None
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < 70 else 1900)


def _ends_a_short_form(found: re.Match[str], plain: str) -> bool:
    between_digits = (
        plain[found.start() - 1 : found.start()].isdigit() and plain[found.end() : found.end() + 1].isdigit()
    )
    return found[0] == "." and not between_digits


def _form(written: str) -> tuple[str, str]:
    word = written.casefold()
    if word in _MONTH_NUMBERS:
        return f"§{_MONTH_NUMBERS[word]}", ""
    if word in _WEEKDAY_NUMBERS:
        return f"@{_WEEKDAY_NUMBERS[word]}", ""
    if month := _mended(word):
        return f"§{month}", f"'{written}' is read as {MONTHS[month - 1]}"
    return word, ""


def _mended(word: str) -> int | None:
    if not 4 <= len(word) <= 10 or word in _NEVER_MONTHS or not word.isalpha():
        return None
    near = [number for number, name in enumerate(_ENGLISH, 1) if word[0] == name[0] and _is_a_slip(word, name)]
    return near[0] if len(near) == 1 else None


def _is_a_slip(word: str, name: str) -> bool:
    slip = slip_between(word, name)
    if slip is None or len(name) < 5:
        return False
    # 'Match' and 'Marsh' are words: of a short name no letter may be another.
    is_another = len(slip[0]) == len(slip[1]) == 1
    return len(name) > 5 or not is_another
