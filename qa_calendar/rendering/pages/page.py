"""A page: what it says, and the day it is as of, which is no part of that.

values ─▶ template ─▶ Page ─▶ on(day): bytes; says(bytes): whether they are this page as of some day

A page loads nothing and runs nothing: its policy allows the very styles that are in it, by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import SHORT_WEEKDAYS, any_date, spoken_with_year
from qa_calendar.rendering.templates import Templates

# Noncharacters, which no name or title can be meant to have, stand where the day goes.
AS_OF, AS_OF_SHORT, AS_OF_DAY, _POLICY = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_A_DAY = re.compile(r"[A-Z][a-z]+day ([0-9]{1,2} [A-Z][a-z]+ [0-9]{4})")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's *text* but for the day it is as of."""

    text: str

    def on(self, day: date) -> bytes:
        """The page as of *day*."""
        written = self.text
        for mark, said in _said(day).items():
            written = written.replace(mark, said)
        return written.encode()

    def says(self, content: bytes) -> bool:
        """Whether *content* is this page, as of whatever day."""
        if AS_OF not in self.text:
            return self.text.encode() == content
        try:
            there = content.decode()
        except UnicodeDecodeError:
            return False
        # Whatever stands before it is there at least as long as its marks are.
        found = _A_DAY.search(there, self.text.index(AS_OF))
        day = any_date(found[1]) if found else None
        return day is not None and self.on(day) == content


def page_of(name: str, templates: Templates, /, **values: object) -> Page:
    """The page that template *name* makes of *values*; raises InvalidInputError where the template fails."""
    given = {"as_of": AS_OF, "as_of_short": AS_OF_SHORT, "as_of_day": AS_OF_DAY, "policy": _POLICY, **values}
    text = templates.render(name, **given).strip() + "\n"
    return Page(text.replace(_POLICY, policy_of(text)))


def policy_of(text: str) -> str:
    """The Content-Security-Policy of a page with that *text*: its own styles, pictures within it, and nothing else."""
    styles = dict.fromkeys(_STYLE.findall(text))
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in styles) or "'none'"
    return f"default-src 'none'; style-src {hashes}; img-src data:; base-uri 'none'; form-action 'none'"


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _said(day: date) -> dict[str, str]:
    short = f"{SHORT_WEEKDAYS[day.weekday()]} {day.day}"
    return {AS_OF: spoken_with_year(day), AS_OF_SHORT: short, AS_OF_DAY: str(day.day)}
