"""The time zones of a feed (RFC 5545, 3.6.5)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from qa_calendar.rendering.fitness.components import Component
from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Finding, Rule, shown

MISSING = Rule(
    "zone-missing",
    MUST,
    "every TZID has its VTIMEZONE",
    why="Outlook takes a time in a zone it does not find for another one, or refuses the feed",
    cure="write a VTIMEZONE for each TZID",
)
FORM = Rule(
    "zone-form",
    MUST,
    "a VTIMEZONE has a TZID of its own, and STANDARD or DAYLIGHT with DTSTART, TZOFFSETFROM and TZOFFSETTO",
    why="without them the zone cannot be reckoned with, and Outlook refuses the feed",
    cure="write the zone as RFC 5545, 3.6.5 shows it",
)
LISTED = Rule(
    "zone-rdates",
    MUST,
    "a zone changes by a rule, not by a list of dates",
    why="Outlook desktop misreads RDATE in a zone, and a list comes to its end",
    cure="write one DAYLIGHT and one STANDARD with RRULE:FREQ=YEARLY;BYMONTH=…;BYDAY=-1SU",
)
ENDED = Rule(
    "zone-ends",
    MUST,
    "the rules of a zone go on",
    why="after the last change every time of day is an hour wrong for half the year",
    cure="give DAYLIGHT and STANDARD an RRULE without UNTIL and COUNT",
)
HISTORY = Rule(
    "zone-history",
    SHOULD,
    "a zone is one STANDARD and at most one DAYLIGHT",
    why="Outlook keeps one rule for each; which, where there are several, is its choice",
    cure="leave out the zone's history",
)
RULES = (MISSING, FORM, LISTED, ENDED, HISTORY)

_OFFSET = re.compile(r"[+-](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?")
_ONSET = re.compile(r"\d{8}T\d{6}")


def of_zones(calendar: Component) -> Iterator[Finding]:
    """What is wrong with the zones of *calendar*, and which of them are missing."""
    zones = tuple(calendar.each("VTIMEZONE"))
    known = Counter(zone.value("TZID") for zone in zones)
    for zone in zones:
        yield from _zone(zone, known)
    yield from _unknown(calendar, known)


def _unknown(calendar: Component, known: Mapping[str, int]) -> Iterator[Finding]:
    told: set[str] = set()
    for event in calendar.each("VEVENT"):
        for line in event.lines:
            zone = line.parameter("TZID")
            if zone is not None and zone not in known and zone not in told:
                told.add(zone)
                yield MISSING.broken(line.place, f"there is no VTIMEZONE for '{shown(zone, 40)}'")


def _zone(zone: Component, known: Mapping[str, int]) -> Iterator[Finding]:
    name = zone.value("TZID")
    parts = tuple(zone.each("STANDARD", "DAYLIGHT"))
    said = f"the zone '{shown(name, 40)}'"
    if not name:
        yield FORM.broken(zone.place, "a VTIMEZONE has no TZID")
    elif known[name] > 1:
        yield FORM.broken(zone.place, f"{said} is there {known[name]} times")
    if not parts:
        yield FORM.broken(zone.place, f"{said} has neither STANDARD nor DAYLIGHT")
    for part in parts:
        yield from _part(part, said)
    yield from _changes(zone, parts, said)


def _part(part: Component, said: str) -> Iterator[Finding]:
    if not _ONSET.fullmatch(part.value("DTSTART")):
        yield FORM.broken(part.place, f"{part.name} of {said} has no DTSTART that is a time on the clock")
    for name in ("TZOFFSETFROM", "TZOFFSETTO"):
        if not _OFFSET.fullmatch(part.value(name)):
            yield FORM.broken(part.place, f"{part.name} of {said} has no {name} such as +0100")
    if part.first("RDATE") is not None:
        yield LISTED.broken(part.place, f"{part.name} of {said} lists RDATEs")


def _changes(zone: Component, parts: tuple[Component, ...], said: str) -> Iterator[Finding]:
    counts = Counter(part.name for part in parts)
    if any(number > 1 for number in counts.values()):
        yield HISTORY.broken(zone.place, f"{said} has {_counted(counts)}")
    if counts["DAYLIGHT"] and not any(part.first("RDATE") for part in parts):
        for name in sorted(counts):
            if not any(_goes_on(part) for part in parts if part.name == name):
                yield ENDED.broken(zone.place, f"{name} of {said} has no RRULE without an end")


def _goes_on(part: Component) -> bool:
    rule = part.value("RRULE").upper()
    return bool(rule) and "UNTIL=" not in rule and "COUNT=" not in rule


def _counted(counts: Mapping[str, int]) -> str:
    names: Iterable[str] = sorted(counts)
    return " and ".join(f"{counts[name]} {name}" for name in names)
