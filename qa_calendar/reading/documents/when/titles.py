"""The period a title names: `6 month (Oct – April) QA Alert Summary`."""

from __future__ import annotations

import re
from functools import lru_cache

from qa_calendar.reading.documents.when.months import months_at
from qa_calendar.reading.documents.when.spelling import LONGEST, words_of
from qa_calendar.reading.documents.when.values import Across

PERIOD = "{period}"
"""Where the period stands in the title as it is shown."""

_BRACKETS = re.compile(r"\(([^()]{3,60})\)")


@lru_cache(maxsize=1024)
def period_in_title(title: str) -> tuple[str, str, str | None] | None:
    """The title without its period, the period, and the title with `{period}` in its place unless that is the end."""
    if len(title) > LONGEST or PERIOD in title:
        return None
    flat = " ".join(title.split())
    return _in_brackets(flat) or _at_the_end(flat)


def _in_brackets(title: str) -> tuple[str, str, str | None] | None:
    for found in _BRACKETS.finditer(title):
        period = found[1].strip()
        if not _is_a_range(period):
            continue
        before, after = title[: found.start()].strip(), title[found.end() :].strip()
        if not (before or after):
            return None
        if not after:
            return before, period, None
        return f"{before} {after}".strip(), period, f"{before} ({PERIOD}) {after}".strip()
    return None


def _at_the_end(title: str) -> tuple[str, str, str | None] | None:
    for found in re.finditer(r"\s+(?:[-–—:,]\s*)?", title[-60:]):
        place = max(0, len(title) - 60)
        before, period = title[: place + found.start()].rstrip(" -–—:,"), title[place + found.end() :]
        # 'Supervision April/May' may as well be about either.
        if before and "/" not in period and _is_a_range(period):
            return before, period, None
    return None


def _is_a_range(text: str) -> bool:
    words = words_of(text)
    read = months_at(words, 0)
    return read is not None and isinstance(read.timing, Across) and read.end == len(words.spaced)
