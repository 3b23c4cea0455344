"""What is found in a feed: a rule that is broken, where, why that matters and what cures it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

FEW = 5
"""How often one rule is shown broken; the rest is counted."""

_WORD = re.compile(r"[A-Za-z0-9_.~-]+")
_RUN = re.compile(r"[A-Za-z0-9]+")


class Level(StrEnum):
    """How much a finding matters: a MUST is what Outlook misreads, doubles or refuses; a SHOULD is worth having."""

    MUST = "MUST"
    SHOULD = "SHOULD"


MUST, SHOULD = Level.MUST, Level.SHOULD


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place where a rule is broken: the line, event or header, *what* is there, *why* it matters and the *cure*."""

    rule: str
    level: Level
    place: str
    what: str
    why: str
    cure: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table in docs/doctor.md."""

    id: str
    level: Level
    says: str
    _: KW_ONLY
    why: str
    cure: str

    def broken(self, place: str, what: str, *, level: Level | None = None) -> Finding:
        """The finding that it is broken, at another *level* where the case is milder."""
        return Finding(rule=self.id, level=level or self.level, place=place, what=what, why=self.why, cure=self.cure)


def few(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first few findings of each rule and level, with a count of the others; the worst first."""
    kept: list[Finding] = []
    seen: Counter[tuple[str, Level]] = Counter()
    last: dict[tuple[str, Level], Finding] = {}
    for one in findings:
        key = one.rule, one.level
        seen[key] += 1
        if seen[key] <= FEW:
            kept.append(one)
            last[key] = one
    for level in Level:
        for one in (one for one in kept if one.level is level):
            yield one
            key = one.rule, one.level
            if last[key] is one and (more := seen[key] - FEW) > 0:
                yield _more(one, more)


def _more(last: Finding, number: int) -> Finding:
    what = f"the same in {number} more place{'' if number == 1 else 's'}"
    return Finding(rule=last.rule, level=last.level, place="further on", what=what, why=last.why, cure=last.cure)


def shown(text: str, most: int = 80) -> str:
    """A stranger's *text* as a screen may show it: short, in one line, without what steers a terminal."""
    plain = "".join(one if one.isprintable() else "?" for one in text[: most + 1])
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def masked(address: str) -> str:
    """An *address* without what lets somebody in: name and password, drawn words, what stands behind a `?`."""
    path, question, _ = re.sub(r"(?<=//)[^/?#@]*@", "", address).partition("?")
    return shown(_WORD.sub(_hidden, path) + "?…" * bool(question), 200)


def is_secret(word: str) -> bool:
    """Whether *word*, a part of an address, was drawn, not chosen: letters and digits mixed, many of them.

    One drawn word of 32 in 800 has no digit; nobody chooses as many letters in a row.
    """
    if any(len(run) >= 32 for run in _RUN.findall(word)):
        return True
    runs = [run for run in _RUN.findall(word) if not run.isalpha()]
    mixed = sum(len(run) for run in runs if not run.isdigit())
    return any(len(run) >= 16 for run in runs) or (len(word) >= 20 and mixed >= 12)


def secrets(text: str) -> Iterator[str]:
    """The drawn words in *text*."""
    return (word for word in _WORD.findall(text) if is_secret(word))


def _hidden(found: re.Match[str]) -> str:
    word = found[0]
    if not is_secret(word):
        return word
    return "….ics" if word.endswith(".ics") else "…"
