"""config.yaml for what was imported: the starter with other people, or one's own with whoever is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qa_calendar.model import LEAD, TEAM
from qa_calendar.model.draft import Draft, DraftPerson, Kind, Remark
from qa_calendar.names import Names, slug
from qa_calendar.reading.clashes import MAX_SLUG, slug_of
from qa_calendar.reading.documents.files.scalars import Value, clean, comments, flow, scalar
from qa_calendar.reading.editing import sound, values_of, with_person

CONFIG = "config.yaml"
NO_ROLE = "Named worker"
"""The role of whom no document gives one."""

NOBODY_NAMED = (
    "  # no document names anybody: put your people in place of this one",
    "  QA team: {role: QA team, group: true}",
)

_WIDEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person said of the service that no document does; None where nobody did."""

    calendar_id: str | None = None
    nation: str | None = None
    service: str | None = None


def config_text(starter: str, draft: Draft, said: Said) -> str:
    """The *starter*'s config.yaml with the people of *draft*, which is fitted, and with what was *said*.

    What nobody said is the starter's, with a comment that asks for it; nothing in force speaks of the starter's people.
    """
    text = _with_staff(starter, draft.people)
    text = _with(
        text, "calendar_id", said.calendar_id, "put your own here before people subscribe; never change it then"
    )
    text = _with(text, "  nation", said.nation, "England, Wales, Scotland, Northern Ireland, or any UK nation")
    text = _with(text, "  from", None, "put the address here that reminders come from")
    text = _with(text, "  digest_to", None, "put the address here of whoever gets the digest of everybody's work")
    return re.sub(r"(?m)^  team_name:.*", lambda _: f"  team_name: {scalar(_team_name(draft, said))}", text, count=1)


def started_config(starter: str, said: Said) -> str:
    """The *starter*'s config.yaml, its people included, with what was *said*; itself where nothing was."""
    text = starter
    for name, value in (("calendar_id", said.calendar_id), ("  nation", said.nation), ("  team_name", said.service)):
        text = _with_value(text, name, value)
    return text


def started_framework(starter: str, service: str | None, year: int | None) -> str:
    """The *starter*'s framework.yaml for a *service* and a *year*; itself where neither is said."""
    text = _with_value(starter, "service", service)
    if year is None:
        return text
    line = f"year: {year}                        # April {year} to March {year + 1}"
    return re.sub(r"(?m)^year:.*", lambda _: line, text, count=1)


def said_in(text: str) -> Said:
    """What config.yaml with that *text* says, of what can be said; nothing of one that is wrong."""
    values: dict[str, Any] = values_of(text, CONFIG) or {}
    days, feeds = values.get("working_days"), values.get("feeds")
    return Said(
        calendar_id=_text(values, "calendar_id"),
        nation=_text(days, "nation"),
        service=_text(feeds, "team_name"),
    )


def roles_in(text: str) -> dict[str, str]:
    """Everybody in staff of config.yaml with that *text*, each with their role; nobody of one that is wrong."""
    staff = _mapping(values_of(text, CONFIG) or {}, "staff")
    return {name: _text(person, "role") or "" for name, person in staff.items()}


def with_missing(text: str, draft: Draft) -> str:
    """*text* of one's own config.yaml with those people of *draft* in staff who are not; all else stays as it is.

    Raises InvalidInputError where they cannot be added.
    """
    staff = _mapping(sound(text, CONFIG).value, "staff")
    spellings = {name: name for name in staff}
    for name, person in staff.items():
        spellings |= {other: name for other in _mapping(person).get("also_known_as") or () if isinstance(other, str)}
    known, ids = Names(spellings), {TEAM, LEAD, *map(_feed_of, staff.items())}
    for one in draft.people:
        if known.find(one.name) is None:
            details = dict(_details(one, ids))
            others = tuple(spelling for spelling in one.spellings if known.find(spelling) is None)
            details = {**details, "also_known_as": others} if others else _without(details, "also_known_as")
            text = with_person(text, CONFIG, one.name, {name: _plain(value) for name, value in details.items()})
    return text


def of_whom(title: str) -> tuple[str, str] | None:
    """What a *title* such as 'QA programme for the Adult Service 2026' names, and of whom; None where it does not."""
    found = _OF_WHOM.fullmatch(title)
    return (found["title"], found["service"]) if found else None


_OF_WHOM = re.compile(
    r"(?P<title>.+?\b(?:framework|programme|program|plan|calendar|schedule|timetable|cycle)) (?:for|of) (?:the )?"
    r"(?P<service>(?:[\w&’',-]+ )*?"
    r"(?:service|services|team|council|trust|board|partnership|school|directorate|department|committee))"
    r"(?:,? (?:\d{4} ?[-–/] ?)?\d{2,4})?",
    re.IGNORECASE,
)
"""A name of a service ends in what it is, and only a year may follow."""


def starter_remarks(draft: Draft, said: Said, starter: Said) -> Iterator[Remark]:
    """What no document says and nobody said, and what stands there instead."""
    if said.nation is None:
        yield _decided(f"no document says whose bank holidays are kept: '{starter.nation}'; --nation says another")
    if said.calendar_id is None:
        own = "--calendar-id says your own, which never changes once people subscribe"
        yield _decided(f"no document says the calendar_id: '{starter.calendar_id}', an example; {own}")
    if said.service is None and not draft.service:
        yield _decided("no document says whose framework it is: put it into framework.yaml, behind `service:`")
    without = sum(one.email is None for one in draft.people)
    if without:
        who = "1 person has" if without == 1 else f"{without} people have"
        yield _decided(f"{who} no e-mail address: put it into config.yaml, or reminders are listed for the coordinator")
    yield _decided(
        "no document says who sends the reminders and who gets the digest: put it into config.yaml, reminders"
    )


def _decided(text: str) -> Remark:
    return Remark(kind=Kind.DECIDED, text=text)


def _team_name(draft: Draft, said: Said) -> str:
    return said.service or draft.service or "QA team"


def _with(text: str, name: str, value: str | None, comment: str) -> str:
    """*text* with another *value* behind *name*, or with the starter's and a comment that it is that."""
    if value is not None:
        return _with_value(text, name, value)
    pattern = rf"(?m)^({name}: [^#\n]*?) *(?:#.*)?$"
    return re.sub(pattern, lambda found: f"{found[1]:<32}  # from the starter: {comment}", text, count=1)


def _with_value(text: str, name: str, value: str | None) -> str:
    if value is None:
        return text
    pattern = rf"(?m)^{name}: [^#\n]*?( *#.*)?$"
    return re.sub(pattern, lambda found: f"{name}: {scalar(clean(value))}{found[1] or ''}", text, count=1)


def _with_staff(text: str, people: tuple[DraftPerson, ...]) -> str:
    """*text* with *people* in place of those in its `staff`, its comments kept."""
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith("staff:"))
    end = next(number for number in range(start, len(lines)) if not lines[number].strip())
    kept = [line for line in lines[start + 1 : end] if line.lstrip().startswith("#")]
    return "\n".join([*lines[: start + 1], *(_staff_lines(people) if people else NOBODY_NAMED), *kept, *lines[end:]])


def _staff_lines(people: tuple[DraftPerson, ...]) -> Iterator[str]:
    if any(one.email is None for one in people):
        yield from comments(["add the addresses, as in: Name: {role: …, email: name@example.gov.uk}"], "  ")
    if any(not one.role for one in people):
        yield from comments([f"no document gives the role of whoever is '{NO_ROLE}' here: put it there"], "  ")
    ids = {TEAM, LEAD}
    names = {one.name: f"{scalar(one.name)}:" for one in people}
    width = max((len(name) for name in names.values() if len(name) <= _WIDEST), default=0)
    for one in people:
        yield f"  {names[one.name]:<{width}} {flow(dict(_details(one, ids)))}"


def _details(person: DraftPerson, ids: set[str]) -> Iterator[tuple[str, Value]]:
    """What staff says of *person*; an id of its own where the name makes none, or one that is taken."""
    yield "role", clean(person.role) or (person.name if person.is_group else NO_ROLE)
    if person.email:
        yield "email", person.email
    if person.is_group:
        yield "group", True
    own = slug_of(person.name)
    if not own or own in ids or len(own) > MAX_SLUG:
        own = next(one for one in _other_ids(own) if one not in ids)
        yield "id", own
    ids.add(own)
    if person.spellings:
        yield "also_known_as", person.spellings


def _other_ids(wanted: str) -> Iterator[str]:
    stem = slug(wanted, MAX_SLUG - 6) or "person"
    return (f"{stem}-{number}" for number in range(2, 100_000))


def _feed_of(named: tuple[str, Any]) -> str:
    name, person = named
    return _text(person, "id") or slug_of(name)


def _mapping(value: Any, name: str = "") -> dict[str, Any]:
    found = value.get(name) if name and isinstance(value, dict) else value
    return found if isinstance(found, dict) else {}


def _text(value: Any, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _without(details: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {own: value for own, value in details.items() if own != name}


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value
