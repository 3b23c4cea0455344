"""What a calendar says of itself, before its events (RFC 5545, 3.6 and 3.7; RFC 7986)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_calendar.rendering.fitness.components import Component
from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Finding, Rule, shown
from qa_calendar.rendering.fitness.times import day_of

VERSION = Rule(
    "version",
    MUST,
    "VERSION:2.0",
    why="without it Outlook takes the file for vCalendar 1.0, or refuses it",
    cure="write VERSION:2.0 as the second line",
)
SCALE = Rule(
    "calscale",
    MUST,
    "CALSCALE, if there, is GREGORIAN",
    why="Outlook imports no other calendar scale ([MS-OXCICAL] 2.1.3.1.1.2)",
    cure="write CALSCALE:GREGORIAN or leave it out",
)
METHOD = Rule(
    "method",
    MUST,
    "no METHOD, or PUBLISH",
    why="Outlook takes anything else for meeting mail: invitations or cancellations in place of a calendar",
    cure="leave METHOD out",
)
EMPTY = Rule(
    "empty",
    MUST,
    "at least one event",
    why="clients refuse a feed without events or go on showing the old ones",
    cure="put in an all-day, free note such as 'nothing planned'",
)
PRODID = Rule(
    "prodid",
    SHOULD,
    "a PRODID that stays the same",
    why="RFC 5545 asks for one; with a version in it every new version makes every feed new",
    cure="write a constant PRODID of your own",
)
NAME = Rule(
    "name",
    SHOULD,
    "the calendar has a name: X-WR-CALNAME and NAME",
    why="without it clients show the address; Outlook reads X-WR-CALNAME, newer clients NAME",
    cure="write both",
)
REFRESH = Rule(
    "refresh",
    SHOULD,
    "X-PUBLISHED-TTL and REFRESH-INTERVAL;VALUE=DURATION",
    why="they tell how often to look again; without VALUE=DURATION strict readers refuse the line",
    cure="write X-PUBLISHED-TTL:PT6H and REFRESH-INTERVAL;VALUE=DURATION:PT6H",
)
ORDER = Rule(
    "order",
    SHOULD,
    "events are in the order of date and UID",
    why="a feed that is shuffled differs each time, and no client can be told 'not modified'",
    cure="sort the events by date, then by UID",
)
RULES = (VERSION, SCALE, METHOD, EMPTY, PRODID, NAME, REFRESH, ORDER)

_DURATION = re.compile(r"\+?P(?:\d+W|(?=[\dT])(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)")


def of_calendar(calendar: Component) -> Iterator[Finding]:
    """What is wrong with the head of *calendar* and with its events as a whole."""
    place = calendar.place
    if (version := calendar.value("VERSION")) != "2.0":
        yield VERSION.broken(place, f"VERSION is '{shown(version, 20)}'" if version else "there is no VERSION")
    if (scale := calendar.value("CALSCALE") or "GREGORIAN").upper() != "GREGORIAN":
        yield SCALE.broken(place, f"CALSCALE is '{shown(scale, 20)}'")
    if (method := calendar.value("METHOD") or "PUBLISH").upper() != "PUBLISH":
        yield METHOD.broken(place, f"METHOD is '{shown(method, 20)}'")
    if not any(calendar.each("VEVENT")):
        yield EMPTY.broken(place, "there is no event in it")
    yield from _improvable(calendar)


def _improvable(calendar: Component) -> Iterator[Finding]:
    product = calendar.value("PRODID")
    if not product:
        yield PRODID.broken(calendar.place, "there is no PRODID")
    elif re.search(r"\d\.\d", product):
        yield PRODID.broken(calendar.place, f"'{shown(product)}' has a version in it")
    if missing := [name for name in ("NAME", "X-WR-CALNAME") if not calendar.value(name)]:
        yield NAME.broken(calendar.place, f"there is no {' and no '.join(missing)}")
    yield from _refresh(calendar)
    yield from _order(calendar)


def _refresh(calendar: Component) -> Iterator[Finding]:
    for name in ("X-PUBLISHED-TTL", "REFRESH-INTERVAL"):
        line = calendar.first(name)
        if line is None:
            yield REFRESH.broken(calendar.place, f"there is no {name}")
        elif not _DURATION.fullmatch(line.value.strip()):
            yield REFRESH.broken(line.place, f"{name} is '{shown(line.value, 20)}', which is no duration")
        elif name == "REFRESH-INTERVAL" and (line.parameter("VALUE") or "").upper() != "DURATION":
            yield REFRESH.broken(line.place, "REFRESH-INTERVAL does not say VALUE=DURATION")


def _order(calendar: Component) -> Iterator[Finding]:
    before: tuple[str, str] | None = None
    for event in calendar.each("VEVENT"):
        here = day_of(event), event.value("UID")
        if before is not None and here < before:
            yield ORDER.broken(event.place, "should stand before the event above it")
            return
        before = here
