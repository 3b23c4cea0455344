"""How well documents are understood: what a draft has, against the answer of somebody careful who read the document.

`python tests/scoring.py` prints the table of all that are in tests/documents.

An entry must be there exactly: month, activity, workers, period and date. One that is `unsure` may be there or not, and
is spoken of in either case; of one with `nobody` it is said that nobody is named. What else is there is invented. Each
text of `not_understood` is quoted in a remark, by its first three words at least.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qa_calendar.dates.months import MONTHS
from qa_calendar.model.draft import Answers, Draft
from qa_calendar.reading.documents.drafting.draft import draft
from qa_calendar.reading.documents.opening.reading import read_document

DOCUMENTS = Path(__file__).parent / "documents"
Answer = Mapping[str, Any]
_Key = tuple[str, str, frozenset[str], str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many answers were met, and what was missing, invented, or not spoken of."""

    right: int
    missing: Sequence[Answer]
    invented: Sequence[_Key]
    silent: Sequence[Answer]


def answers() -> list[Path]:
    """The expected answer beside each document."""
    return sorted(DOCUMENTS.glob("o*/*.expected.json"))


def understood(path: Path, expected: Answer, today: date) -> Draft:
    """What is understood of the document at *path*; its year is said where it names none."""
    read = read_document(path.name, path.read_bytes())
    return draft([read], Answers(year=expected.get("assumed_year")), today)


def score(expected: Answer, found: Draft) -> Score:
    """*found* against what is *expected*."""
    alias = expected.get("aliases", {})
    lines = [_plain(str(remark)) for remark in found.remarks]
    entries = [_key(one, alias) for one in _entries(found)]
    right, missing, silent = 0, [], []
    for one in expected["entries"]:
        key = _key(one, alias)
        if "unsure" in one:
            near = next((other for other in entries if other[:2] == key[:2]), None)
            if near is not None:
                entries.remove(near)
            if _is_quoted(one["activity"], lines):
                right += 1
            else:
                silent.append(one)
        elif key in entries:
            entries.remove(key)
            right += 1
        else:
            missing.append(one)
    silent += [one for one in expected["not_understood"] if one["text"] and not _is_quoted(one["text"], lines)]
    return Score(right=right, missing=missing, invented=entries, silent=silent)


def _entries(found: Draft) -> Iterable[Answer]:
    for one in found.entries:
        day = one.on.isoformat() if one.on else None
        about = {"period": one.period, "date": day, "workers": one.workers}
        yield {"month": one.month.iso, "activity": one.activity, **about}


def _key(one: Answer, alias: Mapping[str, str]) -> _Key:
    workers = frozenset(_plain(alias.get(worker, worker)) for worker in one["workers"])
    return one["month"], _plain(one["activity"]), workers, _plain(one.get("period")), one.get("date") or ""


def _plain(text: str | None) -> str:
    folded = unicodedata.normalize("NFKC", text or "").casefold().replace("’", "'")
    straight = re.sub(r"[‐-―−-]", "-", folded)
    return re.sub(r"\s*-\s*", "-", re.sub(r"\s+", " ", straight)).strip()


def _is_quoted(text: str, lines: Iterable[str]) -> bool:
    first = _plain(" ".join(text.split()[:3]))
    return any(first in line for line in lines)


def main() -> int:
    """Print a line for each document; 1 where any is less than right."""
    worst = 0
    print(f"{'document':42} right  missing invented silent  year")
    for path in answers():
        expected = json.loads(path.read_text(encoding="utf-8"))
        found = understood(path.parent / expected["file"], expected, date(2026, 11, 28))
        one = score(expected, found)
        year = f"{MONTHS[found.first_month - 1]} {found.year}"
        counts = f"{len(one.missing):7} {len(one.invented):8} {len(one.silent):6}"
        print(f"{expected['file']:42} {one.right:2}/{len(expected['entries']):2} {counts}  {year}")
        worst = max(worst, bool(one.missing or one.invented or one.silent))
    return worst


if __name__ == "__main__":
    sys.exit(main())
