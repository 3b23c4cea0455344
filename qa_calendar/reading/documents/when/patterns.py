"""The pieces of regular expressions that are shared, over words as `spelling.Words.spaced` has them."""

from __future__ import annotations

END = r"(?![^ ])"
"""The end of a word."""


def one_of(*phrases: str) -> str:
    """A regular expression for any of *phrases*, which are regular expressions themselves."""
    return f"(?:{'|'.join(phrases)})"


_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS = {word: number for number, word in enumerate(_NUMBER_WORDS, 1)}

WEEKDAY = r"@[0-6]"
MONTH = r"§(?:1[0-2]|[1-9])"
YEAR = r"(?:19[5-9][0-9]|20[0-9]{2})"
# A number before more words, or of a time such as 10:30, is no year.
_SHORT_YEAR = rf"[0-9]{{2}}(?= [-(),;/&+]| : (?![0-9])| {one_of('to', 'and', 'until', 'till')}{END}|$)"
ANY_YEAR = rf"(?:{YEAR}{END}|(?:' )?{_SHORT_YEAR})"
DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
NUMBER = one_of("[0-9]{1,2}", *COUNTS)
DASH = "(?: -)?"
"""Between the halves of a compound: `half-yearly`, `half yearly`."""

_WEEK_OF = one_of("of", "beginning", "commencing", "starting", "c", "b")
WEEK = rf"{one_of('w / [cb]', 'w ?[cb]', 'wkc', f'wk(?: {_WEEK_OF})?', f'week {_WEEK_OF}')}(?: the)?(?: [:-])?"
_DONE_BY = rf"(?:to be )?{one_of('completed?', 'submitted', 'submit', 'returned', 'done')} {one_of('by', 'before')}"
DEADLINE = (
    one_of(
        rf"{one_of('due', 'deadline', 'closing date')}(?: date)?(?: is)?(?: {one_of('by', 'on', 'no later than')})?",
        _DONE_BY,
        *("by", "no later than", "not later than", "on or before", "before"),
    )
    + "(?: the)?(?: [:-])?"
)


def counted(word: str) -> int:
    """The number *word* is, in digits or letters."""
    return COUNTS[word] if word in COUNTS else int(word)
