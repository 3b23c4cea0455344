"""Titles as documents have them: several in a cell, marks of lists and footnotes, and what is no work at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations

from qa_calendar.names import key, straight
from qa_calendar.reading.documents.grid import BULLET, BULLETS
from qa_calendar.reading.documents.slips import slip_between

_BULLETS = re.compile(rf"^\s*[{BULLETS}‐\-–—*]\s+")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[a-z])[.)]\s+(?=[A-Z])")
_STARS = re.compile(r"(?<=\S)\s*[*†‡¹²³]+$|^[*†‡]+\s*(?=\S)")


def bare_title(title: str) -> str:
    """*title* in one line, without the marks of a list or a footnote."""
    flat = " ".join(title.split())
    bare = _STARS.sub("", _NUMBERED.sub("", _BULLETS.sub("", flat)))
    return bare.strip(" ;") or flat


def is_listed(line: str) -> bool:
    """Whether *line* is marked as an item of a list."""
    return bool(_BULLETS.match(line) or _NUMBERED.match(line)) or line.startswith(BULLET)


def titles_in(text: str, *, alone: bool) -> tuple[str, ...]:
    """The titles in a cell: its items where it is a list; its lines where it stands *alone* and each begins anew."""
    lines = [line for line in text.split("\n") if line.strip()]
    items = [line for line in lines if is_listed(line)]
    if len(items) > 1 or (items and len(items) == len(lines)):
        return tuple(bare_title(line) for line in _with_their_rest(lines))
    if alone and len(lines) > 1 and all(re.match(r"[A-Z0-9‘“\"']", line.strip()) for line in lines):
        return tuple(bare_title(line) for line in lines)
    title = bare_title(text)
    return (title,) if title else ()


def _with_their_rest(lines: list[str]) -> list[str]:
    """Items, each with the lines that follow it and are none; what leads up to them, ending in a colon, is dropped."""
    found: list[str] = []
    for line in lines:
        if is_listed(line) or not found:
            found.append(line)
        elif line.strip()[:1].islower():
            found[-1] = f"{found[-1]} {line.strip()}"
        else:
            found.append(line)
    return [line for line in found if is_listed(line) or not line.rstrip().endswith(":")]


_NO_WORK = re.compile(
    r"(?:(?:summer|winter|christmas|easter|half[- ]term|school|spring|autumn|council|august)\s+"
    r"(?:break|holidays?|recess|closure|closed)|half[- ]terms?(?: holiday| break)?|holidays?|recess"
    r"|.*\bbank holiday\b.*|good friday|easter (?:sunday|monday)|christmas day|boxing day|new year'?s day"
    r"|(?:christmas|easter|summer|new year)\b.*\b(?:closure|closed|break|shutdown|holidays?)\b.*"
    r"|.*\b(?:office|school) closed\b.*"
    r"|(?:no|nothing) (?:\w+ )?(?:meetings?|audits?|activity|activities|monitoring|visits?"
    r"|observations?|reviews?|items?|work|policies|reports?|checks?|inspections?|events?|tasks?|due|planned|scheduled"
    r"|this month)\b.*|(?:none|nothing|not) (?:planned|scheduled|due|used|required)\b.*"
    r"|(?:summer|winter|holiday|quiet) (?:period|month)|(?:\w+ )?recess\b.*|closed|spare|n/?a\b.*"
    r"|school holidays|(?:on |annual |maternity |sick |study )?leave|number of .*|no\.? of .*|count(?: of .*)?"
    r"|(?:grand |sub[- ]?)?totals?\b.*|contingency(?: days)?|inset(?: day)?|school closed|blank|"
    r"this page is intentionally left blank|none|nothing (?:planned|scheduled)|nil|n/?a|-|–)[.!]?",
    re.IGNORECASE,
)
_TO_BE_DECIDED = (
    r"(?:\w+ )?(?:tb[acd]|t\.b\.[acd]\.?|\?+|to be (?:confirmed|agreed|decided|determined|advised|announced))"
    r"|(?:title|topic|theme|subject|item) to follow"
)
_WITHDRAWN = re.compile(
    r"(?:withdrawn|cancelled|canceled|deleted|removed|superseded|discontinued)\b|.*[-–(:]\s*"
    r"(?:cancelled|canceled|withdrawn|postponed|deferred|removed|discontinued)\)?$"
    r"|.*\((?:cancelled|canceled|withdrawn|postponed|deferred)\b[^()]*\)$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"if\b|where (?:needed|required|necessary)\b|when (?:needed|required)\b|in case\b", re.IGNORECASE
)


def is_no_work(title: str) -> bool:
    """Whether *title* says that nothing is to be done, or is a sum."""
    return _NO_WORK.fullmatch(title.strip()) is not None


def repeats_above(text: str) -> bool:
    """Whether *text* says no more than that what stands above, or in another month, is meant again."""
    return re.fullmatch(r"[\"”“〃'’]+|,,|ditto\.?|(?:as|same as) \w+", text.strip(), re.IGNORECASE) is not None


def is_to_be_decided(title: str) -> bool:
    """Whether *title* only says that there will be one."""
    return re.fullmatch(_TO_BE_DECIDED, title.strip(), re.IGNORECASE) is not None


def is_withdrawn(words: str) -> bool:
    """Whether *words*, a title or a status, say that it will not take place."""
    return _WITHDRAWN.match(words.strip()) is not None


def is_put_off(status: str) -> bool:
    """Whether a *status* says that it takes place later than the row says."""
    return re.match(r"(?:deferred|postponed|on hold|paused|delayed)\b", status.strip(), re.IGNORECASE) is not None


def is_conditional(title: str) -> bool:
    """Whether *title* begins with a condition, so that it is not sure to take place."""
    return _CONDITION.match(title) is not None


def is_standing(title: str) -> bool:
    """Whether *title* says that it comes up every time."""
    return re.search(r"\bstanding item\b", title, re.IGNORECASE) is not None


def may_be_several(title: str) -> bool:
    """Whether *title* may be the names of two pieces of work."""
    return re.search(r"\w{3,} \+ \w", title) is not None and not re.search(r"\d\s*\+", title)


_SHORTEST = 8
"""Of shorter titles another letter makes another title."""

_JOINING = re.compile(r"[^\w+#·]+|_+")


def folded(title: str) -> str:
    """What two spellings of one title have in common: letters of any script, figures, pluses and number signs."""
    # Between figures a point makes another number: 1.11 is not 11.1.
    apart = re.sub(r"(?<=[0-9])[^\w+]+(?=[0-9])", "·", key(title).replace("&", "and"))
    return _JOINING.sub("", apart) or key(title)


@dataclass(slots=True)
class Titles:
    """Titles by their first spelling in a document, and the others each has there."""

    spellings: dict[str, list[str]] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, written: str, meant: str | None = None) -> str:
        """The title that *written* is a spelling of, or that somebody said is *meant*."""
        title = self._known.setdefault(folded(meant or written), meant or written)
        spellings = self.spellings.setdefault(title, [])
        if written not in spellings:
            spellings.append(written)
        return title

    def folded(self) -> list[tuple[str, list[str]]]:
        """Titles that have several spellings which differ in more than case and spaces, with all of them."""
        return [(title, all_) for title, all_ in self.spellings.items() if len({straight(one) for one in all_}) > 1]

    def alike(self) -> list[tuple[str, str]]:
        """Pairs of titles that differ so little that one may be a slip."""
        titles = list(self.spellings)[:400]
        keys = [folded(title) for title in titles]
        pairs = combinations(zip(titles, keys, strict=True), 2)
        return [(one, other) for (one, own), (other, its) in pairs if _is_slip(own, its)]


def _is_slip(one: str, other: str) -> bool:
    """Whether they differ by a letter, which is no digit, behind the first: `audit` and `audt`."""
    slip = slip_between(one, other) if min(len(one), len(other)) >= _SHORTEST and one[0] == other[0] else None
    return slip is not None and "".join(slip).isalpha()
