"""What cannot stand together in one file: names, ids and dates that clash.

It looks at plain values, not at shapes, so that a file with a misspelt date still gets told about its clashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from slugify import slugify

from qa_calendar.dates.months import Month, iso_date
from qa_calendar.model import NOBODY, TEAM, Framework
from qa_calendar.problems import Problem
from qa_calendar.reading.source import Document, Path, tidy

MAX_ID, MAX_NAME, MAX_SLUG = 80, 100, 150
_VACANCY = f"'{NOBODY}' is the word for a vacancy; no one can be called that"
# The names no Windows machine lets a file have, whatever its ending.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def slug_of(name: str) -> str:
    """The name of somebody's feed: `Kelda Claire` is `kelda-claire`; empty when *name* has no letter or digit."""
    slug = str(slugify(name))
    return f"{slug}-qa" if slug in _RESERVED else slug


def id_of(title: str) -> str:
    """The id made from a title: `18 + month CP Plan Audit` is `18-month-cp-plan-audit`."""
    return str(slugify(title, max_length=MAX_ID, word_boundary=True))


def names_in(document: Document) -> dict[str, str] | None:
    """Every name and alias with the name it stands for, of a document maybe wrong elsewhere; None without staff."""
    staff = _mapping(document.value, "staff")
    names = {name: name for name in staff}
    for alias, _, name in _aliases(staff):
        names.setdefault(alias, name)
    return names or None


def titles_in(document: Document) -> dict[str, str] | None:
    """The activities of a document that may be wrong elsewhere, for checking names; None when it has none."""
    return {title: title for title in _mapping(document.value, "activities")} or None


def framework_files(document: Document) -> tuple[str, ...]:
    """The files of `frameworks:` in a document that may be wrong elsewhere; none when it names none."""
    return tuple(dict.fromkeys(tidy(file) for file in _list(document.value, "frameworks") if isinstance(file, str)))


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
    yield from _clashing_aliases(document, staff)
    yield from _open_and_closed(document)
    yield from _changed_twice(document)


def _clashing_feeds(document: Document, staff: dict[str, Any]) -> Iterator[Problem]:
    taken = {TEAM: "the team's feed"}
    for name in staff:
        slug, place = slug_of(name), document.key_at(("staff", name))
        if name.casefold() == NOBODY:
            yield Problem(place, _VACANCY)
        elif name and not slug:
            yield Problem(place, f"no feed name can be made from '{name}'; write it in letters")
        elif len(name) <= MAX_NAME and len(slug) > MAX_SLUG:
            yield Problem(place, f"'{name[:20]}…' gets a feed name of {len(slug)} letters; {MAX_SLUG} are the most")
        elif slug in taken:
            cure = "spell one differently"
            yield Problem(place, f"'{name}' gets the same feed name as {taken[slug]} ('{slug}.ics'); {cure}")
        taken.setdefault(slug, f"'{name}'")


def _clashing_aliases(document: Document, staff: dict[str, Any]) -> Iterator[Problem]:
    spelt: dict[str, str] = {}
    for alias, path, name in _aliases(staff):
        other = spelt.setdefault(alias, name)
        if alias.casefold() == NOBODY:
            yield Problem(document.at(path), _VACANCY)
        elif alias in staff and alias != name:
            yield Problem(document.at(path), f"'{alias}' is a name in staff; it cannot stand for '{name}'")
        elif other != name:
            yield Problem(document.at(path), f"'{alias}' already stands for '{other}'")


def _aliases(staff: dict[str, Any]) -> Iterator[tuple[str, Path, str]]:
    for name, person in staff.items():
        for number, alias in enumerate(_list(person, "also_known_as")):
            if isinstance(alias, str):
                yield tidy(alias), ("staff", name, "also_known_as", number), name


def _open_and_closed(document: Document) -> Iterator[Problem]:
    days = _mapping(document.value, "working_days")
    spans = [(iso_date(_text(span, "from")), iso_date(_text(span, "until"))) for span in _list(days, "closed")]
    for number, text in enumerate(_list(days, "open")):
        day = iso_date(tidy(text)) if isinstance(text, str) else None
        if day and any(first and last and first <= day <= last for first, last in spans):
            yield Problem(document.at(("working_days", "open", number)), f"{day} is both open and closed")


def _changed_twice(document: Document) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for number, change in enumerate(_list(document.value, "date_changes")):
        place = document.at(("date_changes", number))
        what = _text(change, "activity"), _text(change, "month")
        if all(what) and what in seen:
            yield Problem(place, f"'{what[0]}' in {what[1]} is already changed in line {seen[what]}")
        seen.setdefault(what, place.line)


def framework_clashes(document: Document) -> Iterator[Problem]:
    """The ids of framework.yaml that clash: two activities with one id, one activity twice in a month."""
    ids: dict[str, str] = {}
    owners: dict[str, str] = {}
    for title, activity in _mapping(document.value, "activities").items():
        ids[title] = found = _text(activity, "id") or id_of(title)
        place = document.key_at(("activities", title))
        other = owners.setdefault(found, title)
        if title and not found:
            yield Problem(place, f"no id can be made from '{title}'; give it one: `id: some-words`")
        elif other != title:
            yield Problem(place, f"'{title}' gets the same id as '{other}' ('{found}'); give one its own `id`")
    for month in _mapping(document.value, "months"):
        yield from _listed_twice(document, month, ids)


def _listed_twice(document: Document, month: str, ids: dict[str, str]) -> Iterator[Problem]:
    seen: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    for number, listing in enumerate(_list(_mapping(document.value, "months"), month)):
        place = document.at(("months", month, number))
        title, found = _listed(listing, ids)
        if not found:
            continue
        before = seen.setdefault(found, [])
        before.append(title)
        line = lines.setdefault(found, place.line)
        cure = f"give this one its own `id`, for example {{id: {found}-{len(before)}}}"
        if len(before) > 1 and before[0] == title:
            yield Problem(place, f"'{title}' is in {month} twice (first in line {line}); {cure}")
        elif ids.get(before[0]) != ids.get(title):
            yield Problem(place, f"'{title}' has the same id as '{before[0]}' in line {line} ('{found}'); {cure}")


def _listed(listing: Any, ids: dict[str, str]) -> tuple[str, str]:
    """The title and id of an item of a month; empty where it is not one."""
    if isinstance(listing, str):
        return tidy(listing), ids.get(tidy(listing), "")
    if isinstance(listing, dict) and len(listing) == 1:
        title = next(iter(listing))
        return title, _text(listing[title], "id") or ids.get(title, "")
    return "", ""


def _mapping(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return tidy(found) if isinstance(found, str) else ""
