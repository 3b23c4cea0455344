"""What a key beside a table says that its abbreviations stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qa_calendar.names import key
from qa_calendar.reading.documents.who import roles

_KEY = re.compile(
    r"(?:key|abbreviations?|legend|glossary|initials|acronyms?)(?: to [\w ]{1,40})? ?[:\-–—] ?", re.IGNORECASE
)
_PAIR = re.compile(
    r"(?P<short>[A-Z][A-Za-z]{0,5}(?:/[A-Z]{1,5})?) ?(?P<sign>=|[:\-–—]|stands for| )? ?(?P<long>[^\W\d_].{1,79})"
)


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """By abbreviation, as `names.key` has it: the *roles* some are short for, and the *names* others are."""

    roles: Mapping[str, str]
    names: Mapping[str, str]


def abbreviations(texts: Iterable[str]) -> Abbreviations:
    """Those that *texts* give, such as `Key: HoS Head of School; GH = Gareth Hughes`."""
    found_roles: dict[str, str] = {}
    found_names: dict[str, str] = {}
    for text in texts:
        heading = _KEY.match(text.strip())
        rest = text.strip()[heading.end() :] if heading else text.strip()
        for item in re.split(r"[;,\n|•]", rest):
            pair = _PAIR.fullmatch(" ".join(item.split()).strip("()[]. "))
            if pair is None or not (heading or pair["sign"] not in (None, "", " ")):
                continue
            short, long = pair["short"], pair["long"].strip()
            if not _is_short_for(short, long):
                continue
            kinds = roles.kinds_of(long.split())
            is_name = re.fullmatch("M*[NIP]{2,5}", kinds) and len(short) == len(long.split())
            (found_names if is_name else found_roles).setdefault(key(short), long)
    return Abbreviations(found_roles, found_names)


def _is_short_for(short: str, long: str) -> bool:
    """Whether the letters of *short* come in *long* in their order, the first at its beginning."""
    wanted, within = key(short).replace("/", ""), key(long)
    left = iter(within)
    return within[:1] == wanted[:1] and len(wanted) < len(within) and all(letter in left for letter in wanted)
