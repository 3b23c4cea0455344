"""Is this feed fit for Outlook? Every rule of what is in it and how it is served, as functions to findings.

bytes ─▶ content lines ─▶ components ─▶ calendar, zones, events, texts ─▶ findings
  └────────────────────── what is wrong with the bytes themselves ───────────┘

Whoever wrote the feed: nothing here may raise, whatever the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qa_calendar.rendering.fitness import (
    calendars,
    components,
    events,
    freshness,
    lines,
    opinion,
    serving,
    texts,
    times,
    zones,
)
from qa_calendar.rendering.fitness.answers import Visit
from qa_calendar.rendering.fitness.components import Component, is_page, parse
from qa_calendar.rendering.fitness.findings import MUST, Finding, Rule, few, shown

ONE_THING = Rule(
    "one-thing",
    MUST,
    "an event is the same in every feed that holds it; only how busy it makes somebody may differ",
    why="a client that merges two feeds shows one of the two, and nobody knows which",
    cure="build the feeds again, all of them",
)
CONTENTS: tuple[Rule, ...] = (
    *(*lines.RULES, *components.RULES, *calendars.RULES, *events.RULES, *times.RULES, *zones.RULES, *texts.RULES),
    *(*opinion.RULES, ONE_THING),
)
SERVING: tuple[Rule, ...] = (*serving.RULES, *freshness.RULES)
"""Every rule, of what is in a feed and of how it is served, in the order of docs/doctor.md."""

_SHOWN_AS = ("TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")


def examine(raw: bytes) -> tuple[Finding, ...]:
    """Everything in *raw* that breaks a rule, the worst first."""
    return tuple(few(_findings(raw)))


def examine_visit(visit: Visit, calendar_id: str | None = None) -> tuple[Finding, ...]:
    """Everything that breaks a rule at an address: the way there, the answer and what is in it, the worst first.

    With a *calendar_id*, also that no feed of that calendar is there.
    """
    astray = serving.of_base_url(visit, uids_in(visit.first.body), calendar_id) if calendar_id else ()
    return tuple(few((*astray, *_of_visit(visit))))


def events_in(raw: bytes) -> int:
    """How many events *raw* holds."""
    return sum(1 for calendar in parse(raw)[0] for _ in calendar.each("VEVENT"))


def uids_in(raw: bytes) -> frozenset[str]:
    """The UIDs of the events in *raw*."""
    return frozenset(event.value("UID") for calendar in parse(raw)[0] for event in calendar.each("VEVENT"))


def compare(feeds: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """The events that are not the same in all of *feeds*, by name."""
    return tuple(few(_differing(feeds)))


def _findings(raw: bytes) -> Iterator[Finding]:
    if large := tuple(lines.too_large(raw)):
        yield from large
        return
    if is_page(raw):
        yield from parse(raw)[1]
        return
    yield from lines.of_bytes(raw)
    found, wrong = parse(raw)
    yield from wrong
    for calendar in found:
        yield from _of(calendar)
    if found:
        yield from opinion.second_opinion(raw)


def _of_visit(visit: Visit) -> Iterator[Finding]:
    yield from serving.of_address(visit)
    yield from serving.of_answer(visit)
    first = visit.first
    if first.status != 200:
        return
    if first.too_large:
        yield lines.SIZE.broken("the whole file", first.trouble)
    if not is_page(first.body):
        yield from freshness.of_freshness(visit)
    if not first.coded and not first.too_large:
        yield from _findings(first.body)


def _of(calendar: Component) -> Iterator[Finding]:
    yield from calendars.of_calendar(calendar)
    yield from texts.of_texts(calendar, "")
    yield from zones.of_zones(calendar)
    yield from events.twice(calendar)
    for event in calendar.each("VEVENT"):
        yield from events.of_event(event)
        yield from times.of_times(event)
        yield from texts.of_description(event)
        for one in (event, *event.parts):
            yield from texts.of_texts(one, f", UID {shown(event.value('UID'), 60)}")


def _differing(feeds: Mapping[str, bytes]) -> Iterator[Finding]:
    known: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {}
    for name, raw in feeds.items():
        for event in (event for calendar in parse(raw)[0] for event in calendar.each("VEVENT")):
            uid, says = event.value("UID"), _says(event)
            first, said = known.setdefault(uid, (name, says))
            if said != says:
                yield ONE_THING.broken(f"{name}, {event.place}", f"it is another event in {first}")


def _says(event: Component) -> tuple[tuple[str, str], ...]:
    return tuple((line.name, line.value) for line in event.lines if line.name not in _SHOWN_AS)
