"""What cannot stand together in one file: names, ids and dates that clash.

It looks at plain values, not at shapes, so that a file with a misspelt date still gets told about its clashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from qa_calendar.dates.months import Month, iso_date
from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR, Nation, bank_holidays
from qa_calendar.model import LEAD, NOBODY, TEAM, Framework
from qa_calendar.names import Names, key, slug
from qa_calendar.problems import Location, Problem
from qa_calendar.reading.source import Document, Path, tidy

_NEAR = timedelta(7)
# A UID has less than 200 letters, of which a calendar_id may be 80, and what tells a note from work is 16.
MAX_ID, MAX_NAME, MAX_SLUG = 80, 100, 100
_VACANCY = f"'{NOBODY}' is the word for a vacancy; no one can be called that"
# The names no Windows machine lets a file have, whatever its ending.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def slug_of(name: str) -> str:
    """The name of somebody's feed: `Kelda Claire` is `kelda-claire`; empty when *name* has no letter or digit."""
    made = slug(name)
    return f"{made}-qa" if made in _RESERVED else made


def id_of(title: str) -> str:
    """The id made from a title: `18 + month CP Plan Audit` is `18-month-cp-plan-audit`."""
    return slug(title, MAX_ID)


def names_in(document: Document) -> Names | None:
    """Everybody's names, of a document that may be wrong elsewhere; None without staff."""
    return _names(document, "staff")


def titles_in(document: Document) -> Names | None:
    """The activities of a document that may be wrong elsewhere; None when it has none."""
    return _names(document, "activities")


def _names(document: Document, section: str) -> Names | None:
    named = _mapping(document.value, section)
    spellings = {name: name for name in named}
    for alias, _, name in _aliases(document, section):
        spellings.setdefault(alias, name)
    return Names(spellings) if spellings else None


def framework_files(document: Document) -> tuple[str, ...]:
    """The files of `frameworks:` in a document that may be wrong elsewhere; none when it names none."""
    return tuple(dict.fromkeys(tidy(file) for file in _list(document.value, "frameworks") if isinstance(file, str)))


def framework_named_at(document: Document, file: str) -> Location | None:
    """Where `frameworks:` names *file*; None where it does not."""
    named = [tidy(one) if isinstance(one, str) else None for one in _list(document.value, "frameworks")]
    return document.at(("frameworks", named.index(file))) if file in named else None


def overlapping_years(frameworks: Iterable[Framework]) -> Iterator[Problem]:
    """The frameworks that have a month in common with one before them: its events would have the same identity."""
    taken: dict[Month, str] = {}
    for framework in frameworks:
        common = [month for month in framework.months if month in taken]
        if common:
            message = f"{common[0]} is in {taken[common[0]]} too; every month belongs to one framework"
            yield Problem(framework.location, message)
        taken |= dict.fromkeys(framework.months, framework.location.file)


def config_clashes(document: Document) -> Iterator[Problem]:
    """The names, aliases and dates of config.yaml that clash."""
    staff = _mapping(document.value, "staff")
    yield from _clashing_feeds(document, staff)
    yield from _clashing_names(document, "staff")
    yield from _misplaced_members(document, staff)
    yield from _open_and_closed(document)
    yield from _worked_through_for_nothing(document)
    yield from _changed_twice(document)


def _clashing_feeds(document: Document, staff: dict[str, Any]) -> Iterator[Problem]:
    taken = {TEAM: "the team's feed", LEAD: "the page of what needs a person"}
    for name, person in staff.items():
        own, place = _text(person, "id"), document.key_at(("staff", name))
        found = own or slug_of(name)
        if name.casefold() == NOBODY:
            yield Problem(place, _VACANCY)
        elif name and not found:
            yield Problem(place, f"no feed name can be made from '{name}'; write it in letters")
        elif own in _RESERVED:
            yield Problem(document.at(("staff", name, "id")), f"no Windows computer can have a file called '{own}.ics'")
        elif len(name) <= MAX_NAME and len(found) > MAX_SLUG:
            yield Problem(place, f"'{name[:20]}…' gets a feed name of {len(found)} letters; {MAX_SLUG} are the most")
        elif found in taken:
            cure = "give one an `id` of its own"
            yield Problem(place, f"'{name}' gets the same feed name as {taken[found]} ('{found}.ics'); {cure}")
        taken.setdefault(found, f"'{name}'")


def _misplaced_members(document: Document, staff: dict[str, Any]) -> Iterator[Problem]:
    known = names_in(document)
    groups = {name for name, person in staff.items() if _text(person, "group").casefold() == "true"}
    for name, person in staff.items():
        for number, typed in enumerate(filter(_is_text, _list(person, "members"))):
            member = known.find(typed) if known else None
            place = document.at(("staff", name, "members", number))
            if member == name:
                yield Problem(place, f"'{name}' cannot be a member of itself")
            elif member in groups:
                cure = "the members of a group are people: name them one by one"
                yield Problem(place, f"'{member}' is a group, and {cure}")


def rules_typed(document: Document) -> tuple[str, ...]:
    """The activities that config.yaml has rules for, as they are typed there."""
    return tuple(_mapping(_mapping(document.value, "rules"), "activities"))


def rules_twice(document: Document, titles: Names) -> Iterator[Problem]:
    """Two that are one activity, however they are typed, and whatever it was called before."""
    first: dict[str, str] = {}
    for typed in rules_typed(document):
        title = titles.find(typed)
        if title is not None and (other := first.setdefault(title, typed)) != typed:
            line = document.key_at(("rules", "activities", other)).line
            place = document.key_at(("rules", "activities", typed))
            yield Problem(place, f"'{typed}' and '{other}' (line {line}) are one activity; keep one")


def _clashing_names(document: Document, section: str) -> Iterator[Problem]:
    """Two names that are one however they are typed, and other spellings that stand for two."""
    named = _mapping(document.value, section)
    spelt: dict[str, str] = {}
    for name in named:
        if (other := spelt.setdefault(key(name), name)) != name:
            line = document.key_at((section, other)).line
            place = document.key_at((section, name))
            yield Problem(
                place, f"'{name}' and '{other}' (line {line}) are one name; keep one, with all that is theirs"
            )
    own = set(spelt)
    for alias, path, name in _aliases(document, section):
        other = spelt.setdefault(key(alias), name)
        if alias.casefold() == NOBODY:
            yield Problem(document.at(path), _VACANCY)
        elif key(alias) in own and other != name:
            yield Problem(document.at(path), f"'{alias}' is a name in {section}; it cannot stand for '{name}'")
        elif other != name:
            yield Problem(document.at(path), f"'{alias}' already stands for '{other}'")


def _aliases(document: Document, section: str) -> Iterator[tuple[str, Path, str]]:
    for name, value in _mapping(document.value, section).items():
        for number, alias in enumerate(_list(value, "also_known_as")):
            if isinstance(alias, str):
                yield tidy(alias), (section, name, "also_known_as", number), name


def _open_and_closed(document: Document) -> Iterator[Problem]:
    days = _mapping(document.value, "working_days")
    spans = [(iso_date(_text(span, "from")), iso_date(_text(span, "until"))) for span in _list(days, "closed")]
    for number, text in enumerate(_list(days, "open")):
        day = iso_date(tidy(text)) if isinstance(text, str) else None
        if day and any(first and last and first <= day <= last for first, last in spans):
            yield Problem(document.at(("working_days", "open", number)), f"{day} is both open and closed")


def _worked_through_for_nothing(document: Document) -> Iterator[Problem]:
    days = _mapping(document.value, "working_days")
    nation = next((one for one in Nation if one.value == tidy(_text(days, "nation"))), None)
    for number, text in enumerate(_list(days, "work_through")):
        day = iso_date(tidy(text)) if isinstance(text, str) else None
        if nation is None or day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            continue
        if day not in (known := bank_holidays(nation, day.year)):
            near = min(known, key=lambda one: abs(one - day))
            meant = f" (did you mean {near}, {known[near]}?)" if abs(near - day) <= _NEAR else ""
            place = document.at(("working_days", "work_through", number))
            yield Problem(place, f"{day} is no bank holiday in {nation}{meant}")


def _changed_twice(document: Document) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for number, change in enumerate(_list(document.value, "date_changes")):
        place = document.at(("date_changes", number))
        title, month = _text(change, "activity"), _text(change, "month") or _text(change, "date")
        what = key(title), month
        if all(what) and what in seen:
            yield Problem(place, f"'{title}' in {month} is already changed in line {seen[what]}")
        seen.setdefault(what, place.line)


def framework_clashes(document: Document) -> Iterator[Problem]:
    """The ids of framework.yaml that clash: two activities with one id, one activity twice in a month."""
    yield from _clashing_names(document, "activities")
    ids: dict[str, str] = {}
    owners: dict[str, str] = {}
    for title, activity in _mapping(document.value, "activities").items():
        found = _text(activity, "id") or id_of(title)
        ids[key(title)] = found
        ids |= {key(tidy(one)): found for one in _list(activity, "also_known_as") if isinstance(one, str)}
        other = owners.setdefault(found, title)
        for said in _wrong_with(title, found, other):
            yield Problem(document.key_at(("activities", title)), said)
    for month in _mapping(document.value, "months"):
        yield from _listed_twice(document, month, ids)


def _wrong_with(title: str, id_: str, other: str) -> Iterator[str]:
    """What is wrong with an activity's *title*, and with its *id_*, which the one called *other* had first."""
    if "{period}" in title or "{theme}" in title:
        yield _said_in_title(title, id_)
    if title and not id_:
        yield f"no id can be made from '{title}'; give it one: `id: some-words`"
    elif other != title and key(other) != key(title):
        yield f"'{title}' gets the same id as '{other}' ('{id_}'); give one its own `id`"


def _said_in_title(name: str, id_: str) -> str:
    bare = " ".join(re.sub(r"[(\[]?\{(?:period|theme)\}[)\]]?", "", name).split()).strip(" -–:,") or "Some words"
    lines = f"`{bare}:` with `title: '{name}'` and `id: {id_}`, which keeps its events"
    return f"the name of an activity holds no {{period}} or {{theme}}, its `title` does: write {lines}"


_NEXT = ("first", "second", "third", "fourth", "another")
"""What an id may end with: numbers are those that a list of `dates` gives."""


def _listed_twice(document: Document, month: str, ids: dict[str, str]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], list[str]] = {}
    first: dict[tuple[str, str], int] = {}
    for number, listing in enumerate(_list(_mapping(document.value, "months"), month)):
        title, found = _listed(listing, ids)
        if not found:
            continue
        # Two that say more of two of a count of weeks are not one thing twice.
        which = found, _text(next(iter(listing.values())), "date") if isinstance(listing, dict) else ""
        before = seen.setdefault(which, [])
        before.append(title)
        begun = first.setdefault(which, number)
        if len(before) == 1:
            continue
        place, line = document.at(("months", month, number)), document.at(("months", month, begun)).line
        own = f"{found}-{_NEXT[min(len(before), len(_NEXT)) - 1]}"
        its_day = f"give this one its own `id`, and its day: for example {{id: {own}, rule: {{start: third Friday}}}}"
        if key(before[0]) == key(title):
            yield Problem(place, f"'{title}' is in {month} twice (first in line {line}); {its_day}")
        elif ids.get(key(before[0])) != ids.get(key(title)):
            cure = f"give this one its own `id`, for example {{id: {own}}}"
            yield Problem(place, f"'{title}' has the same id as '{before[0]}' in line {line} ('{found}'); {cure}")


def _listed(listing: Any, ids: dict[str, str]) -> tuple[str, str]:
    """The title and id of an item of a month; empty where it is not one."""
    if isinstance(listing, str):
        return tidy(listing), ids.get(key(listing), "")
    if isinstance(listing, dict) and len(listing) == 1:
        title = next(iter(listing))
        return title, _text(listing[title], "id") or ids.get(key(title), "")
    return "", ""


def _mapping(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return tidy(found) if isinstance(found, str) else ""
