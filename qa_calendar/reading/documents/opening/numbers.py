"""Numbers of Excel as a sheet shows them, and the days that some of them are (ISO/IEC 29500-1, 18.8.30)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import isfinite

# What the formats are that a workbook does not write out; 14 is "the short date", British here.
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    **dict.fromkeys((*range(27, 32), 34, 35, 36, *range(50, 59)), "dd/mm/yyyy"),
}
_LONGEST_CODE = 255
_LAST = 2_958_465
"""31 December 9999."""
_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|\[\$([^\]\-]*)[^\]]*\]|(\[[hms]+\])|\[[^\]]*\]|[_*].|(AM/PM|A/P|y+|m+|d+|h+|s+|.)', re.I
)
_DECIMAL = re.compile(r"([#0?,]*[#0?])(\.[0#?]+)?")


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a cell, and the day it is, if it is one."""

    text: str
    day: date | None = None


def shown(number: str, kind: int, code: str, *, since_1904: bool = False) -> Shown:
    """*number* in the format *kind* of the workbook, whose own formats have a *code*."""
    try:
        value = float(number)
    except ValueError:
        return Shown(number)
    if not isfinite(value):
        return Shown(number)
    tokens = _tokens(code or _BUILT_IN.get(kind, "General"))
    letters = {token[0].casefold() for is_literal, token in tokens if not is_literal and token[:1].isalpha()}
    if "general" not in code.casefold() and letters & set("ymdhs") and 0 <= value <= _LAST + 1:
        return _moment(value, tokens, letters, since_1904=since_1904)
    return Shown(_number(value, tokens))


def written_day(text: str) -> Shown:
    """A day that is written out, as `2025-04-07` or with a time behind it."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return Shown(text)
    return Shown(f"{day:%d/%m/%Y}", day)


@lru_cache(maxsize=1024)
def _tokens(code: str) -> tuple[tuple[bool, str], ...]:
    """The parts of the first section of a format: whether each stands for itself, and what it is."""
    tokens: list[tuple[bool, str]] = []
    for found in _TOKEN.finditer(code[:_LONGEST_CODE]):
        quoted, escaped, currency, elapsed, part = found.groups()
        if part == ";":
            break
        if elapsed or part:
            tokens.append((False, (elapsed or part).strip("[]")))
        elif literal := quoted or escaped or currency:
            tokens.append((True, literal))
    return tuple(tokens)


def _moment(value: float, tokens: tuple[tuple[bool, str], ...], letters: set[str], *, since_1904: bool) -> Shown:
    moment = _since(value, since_1904=since_1904)
    if moment is None:
        return Shown(_number(value, ()))
    has_month = any(token.casefold().startswith("mm") and len(token) > 2 for _, token in tokens)
    if letters & set("yd") or has_month:
        day = moment.date()
        # In figures the order differs from country to country: 07/04/2025 is April here, whoever made the sheet.
        return Shown(_spoken(moment, tokens) if has_month or "d" not in letters else f"{day:%d/%m/%Y}", day)
    return Shown(_spoken(moment, tokens))


def _since(value: float, *, since_1904: bool) -> datetime | None:
    # Excel counts a 29 February 1900 that there was not.
    first = datetime(1904, 1, 1, tzinfo=UTC) if since_1904 else datetime(1899, 12, 31 if value < 60 else 30, tzinfo=UTC)
    try:
        return first + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return None


def _spoken(moment: datetime, tokens: tuple[tuple[bool, str], ...]) -> str:
    spoken, before = "", ""
    is_short_day = any(token.upper() in ("AM/PM", "A/P") for _, token in tokens)
    for at, (is_literal, token) in enumerate(tokens):
        small = token.casefold()
        after = next((name.casefold() for literal, name in tokens[at + 1 :] if not literal and name.isalpha()), "")
        is_minute = small in ("m", "mm") and (before.startswith("h") or after.startswith("s"))
        spoken += (
            token if is_literal else _part(moment, f"{small}in" if is_minute else small, is_short_day=is_short_day)
        )
        before = small if not is_literal and small.isalpha() else before
    return spoken.strip()


def _part(moment: datetime, part: str, *, is_short_day: bool) -> str:
    hour = (moment.hour % 12 or 12) if is_short_day else moment.hour
    parts = {
        "d": f"{moment.day}",
        "dd": f"{moment:%d}",
        "ddd": f"{moment:%a}",
        "dddd": f"{moment:%A}",
        "m": f"{moment.month}",
        "mm": f"{moment:%m}",
        "mmm": f"{moment:%b}",
        "mmmm": f"{moment:%B}",
        "mmmmm": f"{moment:%b}",
        "yy": f"{moment.year % 100:02d}",
        "yyyy": f"{moment.year}",
        "h": f"{hour}",
        "hh": f"{hour:02d}",
        "min": f"{moment:%M}",
        "mmin": f"{moment:%M}",
        "s": f"{moment.second}",
        "ss": f"{moment:%S}",
        "am/pm": "AM" if moment.hour < 12 else "PM",
        "a/p": "A" if moment.hour < 12 else "P",
    }
    return parts.get(part, part)


def _number(value: float, tokens: tuple[tuple[bool, str], ...]) -> str:
    code = "".join("\0" if is_literal else token for is_literal, token in tokens)
    found = _DECIMAL.search(code)
    if found is None:
        return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.10g}"
    is_percent = "%" in code
    decimals = len(found[2] or ".") - 1
    figures = f"{abs(value) * (100 if is_percent else 1):{',' if ',' in found[1] else ''}.{decimals}f}"
    digits = found[1].count("0")
    literals = iter([token for is_literal, token in tokens if is_literal])
    around = [re.sub("\0", lambda _: next(literals), part) for part in (code[: found.start()], code[found.end() :])]
    sign = "-" if value < 0 and figures.strip("0.,") else ""
    return f"{sign}{around[0]}{figures.zfill(digits + (decimals and decimals + 1))}{around[1]}".strip()
