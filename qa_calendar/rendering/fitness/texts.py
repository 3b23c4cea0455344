"""What texts are written like, and what must not be in them (RFC 5545, 3.3.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_calendar.rendering.fitness.components import Component
from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Finding, Rule, secrets, shown
from qa_calendar.rendering.fitness.lines import Line

ESCAPING = Rule(
    "escaping",
    MUST,
    "commas, semicolons and backslashes in texts are escaped, and nothing else",
    why="some readers end the text there, or show the backslash",
    cure="write \\, \\; \\\\ and \\n",
)
BACKSLASH = Rule(
    "backslash",
    SHOULD,
    "no backslash in texts",
    why="one before an n, however well it is escaped, becomes a line break in four parsers",
    cure="write / in its place",
)
BLANK = Rule(
    "empty-property",
    SHOULD,
    "no property without a value",
    why="some readers stumble over it, none needs it",
    cure="leave the line out",
)
SECRET = Rule(
    "secret-link",
    MUST,
    "no secret address of a feed in an event",
    why="whoever is shown, sent or shared the event can read the whole calendar",
    cure="take the address out of the text, and replace the link: it is known now",
)
DESCRIPTION = Rule(
    "description",
    SHOULD,
    "DESCRIPTION is complete on its own: it has the link of URL in it, and is there where X-ALT-DESC is",
    why="Outlook shows no URL, and most programs no X-ALT-DESC",
    cure="write the link, and all that is said, into DESCRIPTION as plain text",
)
RULES = (ESCAPING, BACKSLASH, BLANK, SECRET, DESCRIPTION)

_TEXTS = (
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "COMMENT",
    "CONTACT",
    "X-ALT-DESC",
    "X-WR-CALNAME",
    "X-WR-CALDESC",
    "NAME",
)
_UNESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*+(.?)", re.DOTALL)
_FEED = re.compile(r"(?:https?|webcals?)://[^\s\"'<>\\]+", re.IGNORECASE)


def of_texts(component: Component, place: str) -> Iterator[Finding]:
    """What is wrong with the texts of a calendar, an event or an alarm, whose *place* is known."""
    for line in component.lines:
        where = f"{line.place}{place}"
        if not line.value.strip():
            yield BLANK.broken(where, f"{shown(line.name, 30)} is empty")
        if line.name in _TEXTS:
            yield from _text(line, where)
        for address in _FEED.findall(line.value):
            if ".ics" in address.lower() and any(secrets(address)):
                yield SECRET.broken(where, f"{shown(line.name, 30)} holds the secret address of a feed")


def of_description(event: Component) -> Iterator[Finding]:
    """What only some programs are told of *event*."""
    link, said = event.value("URL"), event.value("DESCRIPTION")
    if link and link not in re.sub(r"\\([\\;,])", r"\1", said):
        yield DESCRIPTION.broken(event.place, "URL is not in DESCRIPTION")
    if event.value("X-ALT-DESC") and not said:
        yield DESCRIPTION.broken(event.place, "it has X-ALT-DESC and no DESCRIPTION")


def _text(line: Line, where: str) -> Iterator[Finding]:
    found = _UNESCAPED.match(line.value)
    if found and found[1]:
        at = shown(line.value[max(found.start(1) - 15, 0) : found.start(1) + 5], 30)
        yield ESCAPING.broken(where, f"{line.name} has {_what(found[1])} at '{at}'")
    if "\\\\" in line.value:
        yield BACKSLASH.broken(where, f"{line.name} has a backslash in it")


def _what(character: str) -> str:
    return "a backslash that escapes nothing" if character == "\\" else f"'{character}' without a backslash before it"
