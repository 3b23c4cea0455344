"""Checks of the framework by itself: L01 cadence, L10 titles alike, L11 empty months."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from qa_calendar.dates.months import MONTHS, Month, listed, spoken_with_year
from qa_calendar.model import Activity, Entry, Framework, Plan
from qa_calendar.problems import Location, Problem

# The first that matches counts, so that 'half-yearly' is not read as 'yearly'; 0 is a cadence no year can show.
_CADENCES = (
    (r"\b(half|semi|twice|bi)[- ]?(yearly|annual(ly)?)\b|\b(6|six)[- ]?monthly\b", 2),
    (r"\bquarterly\b|\b(3|three)[- ]?monthly\b", 4),
    (r"\b(\d+|two|four|nine|eighteen|bi)[- ]?(month|year)ly\b", 0),
    (r"\bmonthly\b", 12),
    (r"\b(annual(ly)?|yearly)\b", 1),
)


def listings(framework: Framework) -> Iterator[tuple[Activity, tuple[Entry, ...]]]:
    """Each activity that is listed at all, with its entries in the year's order."""
    found: dict[str, list[Entry]] = {}
    for entry in framework.entries:
        found.setdefault(entry.activity.id, []).append(entry)
    for entries in found.values():
        yield entries[0].activity, tuple(entries)


def cadence(plan: Plan) -> Iterator[Problem]:
    """L01: a title that says how often, and months that say otherwise."""
    for framework in plan.frameworks:
        yield from _cadence(framework)


def _cadence(framework: Framework) -> Iterator[Problem]:
    for activity, entries in listings(framework):
        word, times = _cadence_in(activity.title)
        # What `not_in` leaves out is left out on purpose.
        meant = [month for month in framework.months if month.month in activity.not_in]
        months = tuple(sorted({*(entry.month for entry in entries), *meant}))
        cure = f"list it there, or drop '{word}' from its title"
        if times == 12 and (missing := [month for month in framework.months if month not in months]):
            yield Problem(activity.location, f"'{activity.title}' is missing in {names_of(missing)}: {cure}")
        elif times not in (0, 12, len(months)):
            message = f"'{activity.title}' is not listed {_often(times)} but in {names_of(months)}"
            yield Problem(activity.location, f"{message}: mend the months, or drop '{word}' from its title")


def _cadence_in(title: str) -> tuple[str, int]:
    for pattern, times in _CADENCES:
        if found := re.search(pattern, title, re.IGNORECASE):
            return found[0], times
    return "", 0


def _often(times: int) -> str:
    return {1: "once", 2: "twice"}.get(times, f"{times} times")


def names_of(months: tuple[Month, ...] | list[Month]) -> str:
    """`May and December`."""
    return listed([MONTHS[month.month - 1] for month in months])


def titles_alike(plan: Plan) -> Iterator[Problem]:
    """L10: two titles that differ only in case, spaces, dashes or one letter; one activity twice on one day."""
    for framework in plan.frameworks:
        yield from _alike(framework.activities)
    first: dict[tuple[str, date], Entry] = {}
    for one in plan.occurrences:
        activity = one.entry.activity
        if first.setdefault((activity.id, one.start), one.entry) is not one.entry:
            message = f"'{activity.title}' starts twice on {spoken_with_year(one.start)}"
            yield Problem(one.entry.location, f"{message}: give one of them its own day, with `on` or `rule`")


def _alike(activities: Iterable[Activity]) -> Iterator[Problem]:
    earlier: list[tuple[Activity, list[str]]] = []
    for activity in activities:
        words = re.findall(r"\w+", activity.title.casefold())
        for other, other_words in earlier:
            if difference := _difference(other_words, words):
                where = f"'{other.title}' (line {other.location.line})"
                message = f"'{activity.title}' and {where} differ only in {difference}"
                yield Problem(activity.location, f"{message}: if they are one activity, keep one of them")
                break
        earlier.append((activity, words))


def _difference(one: list[str], other: list[str]) -> str | None:
    if "".join(one) == "".join(other):
        return "case, spaces or dashes"
    different = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    # 'Part A' and 'Part B', 'CIN' and 'CPN' are meant; in a longer word one letter is a slip.
    if len(one) != len(other) or len(different) > 1 or min(map(len, different[0])) < 4:
        return None
    return "one letter" if _one_letter_apart(*sorted(different[0], key=len)) else None


def _one_letter_apart(short: str, long: str) -> bool:
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    letters = long[at] + short[at : at + 1]
    return letters.isalpha() and long[at + 1 :] in (short[at:], short[at + 1 :])


def empty_months(plan: Plan) -> Iterator[Problem]:
    """L11: a month in which nothing is listed."""
    for framework in plan.frameworks:
        yield from _empty(framework)


def _empty(framework: Framework) -> Iterator[Problem]:
    listed_months = {entry.month for entry in framework.entries}

    def place(month: Month) -> Location:
        return framework.month_locations.get(month.month, framework.location)

    empty = sorted((month for month in framework.months if month not in listed_months), key=place)
    for location, months in groupby(empty, place):
        yield Problem(location, f"nothing is listed in {names_of(list(months))}")
