"""The pieces of regular expressions that are shared, over words as `spelling.Words.spaced` has them."""

from __future__ import annotations

END = r"(?![^ ])"
"""The end of a word."""

WEEKDAY = r"@[0-6]"
MONTH = r"§(?:1[0-2]|[1-9])"
YEAR = r"(?:19[5-9][0-9]|20[0-9]{2})"
# A number before more words, or of a time such as 10:30, is no year.
SHORT_YEAR = r"[0-9]{2}(?= [-(),;/&+]| : (?![0-9])| (?:to|and|until|till)(?![^ ])|$)"
ANY_YEAR = rf"(?:{YEAR}{END}|(?:' )?{SHORT_YEAR})"
DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"

COUNTS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
ORDINALS = ("first", "second", "third", "fourth", "fifth")
NUMBER = rf"(?:[0-9]{{1,2}}|{'|'.join(COUNTS)})"

WEEK = (
    r"(?:w / [cb]|wc|wb|w c|w b|wk(?: (?:of|beginning|commencing|starting|c|b))?"
    r"|week (?:commencing|beginning|starting|of)|wkc)(?: the)?(?: [:-])?"
)
DEADLINE = (
    r"(?:(?:to be )?(?:complete|completed|submitted|submit|returned|done|due|deadline|closing date)(?: date)?(?: is)?"
    r"(?: by| on| no later than)?(?: the)?|by(?: the)?|no later than(?: the)?|not later than|on or before|before)(?: [:-])?"
)


def counted(word: str) -> int:
    """The number *word* is, in digits or letters."""
    return COUNTS[word] if word in COUNTS else int(word)
