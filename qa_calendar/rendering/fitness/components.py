"""How a feed is built: calendars, and the events, zones and alarms in them (RFC 5545, 3.4 and 3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from qa_calendar.rendering.fitness.findings import MUST, Finding, Rule, shown
from qa_calendar.rendering.fitness.lines import Line, content_lines

CALENDAR = Rule(
    "calendar",
    MUST,
    "what is there is a calendar, and one",
    why="Outlook and Thunderbird empty the calendar when they get something else, and read the first of several",
    cure="serve one VCALENDAR and nothing before or behind it",
)
WHOLE = Rule(
    "whole",
    MUST,
    "every BEGIN has its END, in order",
    why="clients drop every event when the file is cut off",
    cure="write the file whole and rename it into place, and send Content-Length",
)
RULES = (CALENDAR, WHOLE)

_DEPTH = 8
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Component:
    """What stands between a BEGIN and its END: its own *lines* and the components in it."""

    name: str
    number: int
    lines: tuple[Line, ...]
    parts: tuple[Component, ...]

    def first(self, name: str) -> Line | None:
        """The first property called *name*."""
        return next((line for line in self.lines if line.name == name), None)

    def value(self, name: str) -> str:
        """The value of that property, without space around it; empty when there is none."""
        line = self.first(name)
        return line.value.strip() if line else ""

    def each(self, *names: str) -> Iterator[Component]:
        """The components of these *names* in it."""
        return (part for part in self.parts if part.name in names)

    @property
    def place(self) -> str:
        """Where it is, for a person: the line, and the UID if it has one."""
        uid = self.value("UID")
        return f"line {self.number}, UID {shown(uid, 60)}" if uid else f"line {self.number}"


def is_page(raw: bytes) -> bool:
    """Whether it is a web page."""
    return _PAGE.match(raw[:4096].removeprefix(b"\xef\xbb\xbf")) is not None


def parse(raw: bytes) -> tuple[tuple[Component, ...], tuple[Finding, ...]]:
    """The calendars in *raw*, and what is wrong with how it is built."""
    if not raw.strip():
        return (), (CALENDAR.broken("the whole file", "there is nothing in it"),)
    if is_page(raw):
        return (), (CALENDAR.broken("the whole file", "it is a web page"),)
    builder = _Builder()
    for line in content_lines(raw):
        if isinstance(line, Finding):
            builder.findings.append(line)
        else:
            builder.take(line)
    builder.finish()
    calendars = tuple(one for one in builder.done if one.name == "VCALENDAR")
    return calendars, (*_outside(builder.done, calendars), *builder.findings)


def _outside(done: Iterable[Component], calendars: tuple[Component, ...]) -> Iterator[Finding]:
    if not calendars:
        yield CALENDAR.broken("the whole file", "there is no BEGIN:VCALENDAR in it")
    for extra in calendars[1:]:
        yield CALENDAR.broken(extra.place, "another calendar begins")
    for other in done:
        if other.name != "VCALENDAR" and calendars:
            yield CALENDAR.broken(other.place, f"{shown(other.name, 30)} stands outside the calendar")


@dataclass(slots=True)
class _Open:
    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)


@dataclass(slots=True)
class _Builder:
    done: list[Component] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)

    def take(self, line: Line) -> None:
        match line.name:
            case "BEGIN" if len(self._open) < _DEPTH:
                self._open.append(_Open(line.value.strip().upper(), line.number))
            case "BEGIN":
                self.findings.append(WHOLE.broken(line.place, f"is BEGIN for the {_DEPTH + 1}th time without an END"))
            case "END":
                self._end(line)
            case _ if self._open:
                self._open[-1].lines.append(line)
            case _:
                self.findings.append(CALENDAR.broken(line.place, f"{shown(line.name, 30)} stands outside the calendar"))

    def finish(self) -> None:
        while self._open:
            self._unended(self._open[-1])

    def _end(self, line: Line) -> None:
        name = line.value.strip().upper()
        if not any(one.name == name for one in self._open):
            self.findings.append(WHOLE.broken(line.place, f"is END:{shown(name, 30)} without its BEGIN"))
            return
        while self._open[-1].name != name:
            self._unended(self._open[-1])
        self._close()

    def _unended(self, one: _Open) -> None:
        self.findings.append(WHOLE.broken(f"line {one.number}", f"BEGIN:{shown(one.name, 30)} has no END"))
        self._close()

    def _close(self) -> None:
        one = self._open.pop()
        whole = Component(one.name, one.number, tuple(one.lines), tuple(one.parts))
        (self._open[-1].parts if self._open else self.done).append(whole)
