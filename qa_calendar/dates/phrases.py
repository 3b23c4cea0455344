"""Reading a date rule: `3rd working day, or skip` → Rule, and back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from qa_calendar.dates.grammar import (
    ACTIVITY,
    EXACTLY,
    IF_NOT_WORKING,
    LAST,
    LAST_DAY,
    NONE,
    OF_THE,
    ORDINALS,
    PERIODS,
    ROLLS,
    SPREAD,
    SUFFIX,
    WAYS,
    WEEKDAY_NUMBERS,
    any_of,
)
from qa_calendar.dates.months import WEEKDAYS, Period, iso_date
from qa_calendar.dates.rules import (
    Anchor,
    DayOfMonth,
    FixedDate,
    LastDay,
    Named,
    NoDay,
    NthWeekday,
    NthWorkingDay,
    Offset,
    Place,
    Point,
    Roll,
    Rule,
    Spread,
    StartOf,
    Unit,
    ordinal,
)
from qa_calendar.dates.suggestions import complaint, if_not_working_offer, normal
from qa_calendar.problems import RulePhraseError

_NTH = rf"(?P<nth>(?:{any_of(ORDINALS)}|[0-9]{{1,5}}(?:{SUFFIX}))(?: {LAST})?|{LAST})"

_WORKING_DAY = re.compile(rf"{_NTH} {Unit.WORKING_DAY}(?: {OF_THE} (?P<period>{any_of(PERIODS)}))?")
_WEEKDAY = re.compile(rf"{_NTH} (?P<weekday>{any_of(WEEKDAY_NUMBERS)})")
_DAY = re.compile(rf"{Unit.DAY} (?P<day>[0-9]{{1,2}})")
_OFFSET = re.compile(
    rf"(?P<count>[0-9]{{1,5}}) (?P<unit>{any_of(Unit)})s? (?P<way>{any_of(WAYS)}) (?P<anchor>.+)",
)
_ROLLED = re.compile(rf"(?P<head>.+?)(?:,? (?P<roll>{any_of(ROLLS)})| (?P<exactly>{EXACTLY}))")
_LASTS = re.compile(rf"(?P<count>[0-9]{{1,5}}) (?P<unit>{Unit.WORKING_DAY}|hour|minute)s?")

EXAMPLES = (
    "first working day",
    "3rd working day",
    "last working day",
    "2nd last working day",
    "last working day of the quarter",
    "22nd working day, or last working day",
    "second Tuesday",
    "last Friday, or previous working day",
    "fifth Friday, or skip",
    "day 15",
    "day 15, or next working day",
    "last day",
    "2020-10-14",
    "10 working days after start",
    "5 working days before due",
    "2 weeks after first Monday",
    "3 months after start",
    "10 working days before activity Peer Audit",
    "first Monday exactly",
    "spread",
)
"""One phrase of every shape, as the manual shows them."""


@lru_cache(maxsize=1024)
def parse_rule(text: str) -> Rule:
    """Read *text*, case and runs of spaces aside; raises RulePhraseError naming what was not understood."""
    rule = _with_title(_read(normal(text)), text)
    if rule is None:
        raise RulePhraseError(complaint(text, _canonical, EXAMPLES))
    return rule


def parse_due(text: str) -> Rule:
    """Read *text* as a rule of a due date, which may be `none`; raises as `parse_rule` does."""
    return NoDay() if normal(text) == NONE else parse_rule(text)


def _with_title(rule: Rule | None, text: str) -> Rule | None:
    """*rule*, the title that it counts from as it was typed."""
    if isinstance(rule, Offset) and isinstance(rule.anchor, StartOf):
        typed = " ".join(text.split())
        at = typed.casefold().find(rule.anchor.title) if len(typed.casefold()) == len(typed) else -1
        title = rule.anchor.title if at < 0 else typed[at : at + len(rule.anchor.title)]
        return replace(rule, anchor=StartOf(title))
    return rule


def parse_if_not_working(text: str) -> Roll:
    """Read the workspace's own roll, such as `next working day in the same month`; raises RulePhraseError."""
    found = IF_NOT_WORKING.get(normal(text).removeprefix("or "))
    if found is None:
        offer = if_not_working_offer(text, _canonical, tuple(IF_NOT_WORKING))
        raise RulePhraseError(
            f"cannot read '{' '.join(text.split())}' as what happens to a day that is not worked{offer}"
        )
    return found


def parse_length(text: str) -> tuple[int, str]:
    """Read `5 working days`, `2 hours` or `90 minutes` into a count and its unit; raises RulePhraseError."""
    found = _LASTS.fullmatch(normal(text))
    if not found or not 1 <= int(found["count"]) <= 10_000:
        raise RulePhraseError(
            f"cannot read the length '{' '.join(text.split())}' (write '5 working days', '2 hours' or '90 minutes')"
        )
    return int(found["count"]), found["unit"]


def phrase_of(rule: Rule) -> str:
    """The one way to write *rule*; `parse_rule` reads it back."""
    match rule:
        case Spread():
            return SPREAD
        case NoDay():
            return NONE
        case Place(point, roll):
            return _point_phrase(point) + _roll_phrase(roll)
        case Offset(count, unit, anchor, roll):
            noun = unit if abs(count) == 1 else f"{unit}s"
            way = next(way for way, sign in WAYS.items() if count * sign > 0)
            return f"{abs(count)} {noun} {way} {_anchor_phrase(anchor)}" + _roll_phrase(roll)


def _anchor_phrase(anchor: Anchor) -> str:
    match anchor:
        case Named():
            return anchor.value
        case StartOf(title):
            return f"{ACTIVITY} {title}"
        case _:
            return _point_phrase(anchor)


def _point_phrase(point: Point) -> str:
    match point:
        case NthWorkingDay(n, period):
            return f"{ordinal(n)} {Unit.WORKING_DAY}" + ("" if period is Period.MONTH else f" {OF_THE} {period.value}")
        case NthWeekday(n, weekday):
            return f"{_nth_phrase(n)} {WEEKDAYS[weekday]}"
        case DayOfMonth(day):
            return f"{Unit.DAY} {day}"
        case LastDay():
            return LAST_DAY
        case FixedDate(day):
            return day.isoformat()


def _nth_phrase(n: int) -> str:
    # "second Tuesday" but "3rd working day": as people write them.
    return next((word for word, value in ORDINALS.items() if value == n), ordinal(n))


def _roll_phrase(roll: Roll | None) -> str:
    match roll:
        case None:
            return ""
        case Roll.NO_ADJUST:
            return f" {EXACTLY}"
        case _:
            return f", {roll.value}"


def _canonical(phrase: str) -> str | None:
    rule = _read(normal(phrase))
    return phrase_of(rule) if rule else None


def _read(phrase: str) -> Rule | None:
    if phrase == SPREAD:
        return Spread()
    head, roll = phrase, None
    if found := _ROLLED.fullmatch(phrase):
        head, roll = found["head"], Roll.NO_ADJUST if found["exactly"] else ROLLS[found["roll"]]
    if offset := _OFFSET.fullmatch(head):
        return None if roll is Roll.NO_ADJUST else _offset(offset, roll)
    point = _point(head)
    return None if point is None else Place(point, roll)


def _offset(found: re.Match[str], roll: Roll | None) -> Offset | None:
    count = int(found["count"]) * WAYS[found["way"]]
    anchor = _anchor(found["anchor"])
    if not 1 <= abs(count) <= 10_000 or anchor is None:
        return None
    return Offset(count, Unit(found["unit"]), anchor, roll)


def _anchor(words: str) -> Anchor | None:
    if words in list(Named):
        return Named(words)
    if words.startswith(f"{ACTIVITY} "):
        return StartOf(words.removeprefix(f"{ACTIVITY} "))
    return _point(words)


def _point(text: str) -> Point | None:
    if found := _WORKING_DAY.fullmatch(text):
        n = _nth(found["nth"])
        return NthWorkingDay(n, PERIODS[found["period"] or Period.MONTH.value]) if n else None
    if found := _WEEKDAY.fullmatch(text):
        n = _nth(found["nth"])
        return NthWeekday(n, WEEKDAY_NUMBERS[found["weekday"]]) if n else None
    if found := _DAY.fullmatch(text):
        return DayOfMonth(int(found["day"])) if 1 <= int(found["day"]) <= 31 else None
    if text == LAST_DAY:
        return LastDay()
    return _fixed(iso_date(text))


def _fixed(day: date | None) -> FixedDate | None:
    return FixedDate(day) if day else None


def _nth(text: str) -> int:
    """The number *text* stands for, negative from the end; 0 for what is no place (`0th`)."""
    word, _, last = text.partition(" ")
    if word == LAST:
        return -1
    n = ORDINALS.get(word) or int(word[:-2])
    return -n if last else n
