"""The one piece of work, and the one person, that somebody means."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import MONTHS, Month, listed, month_beginning_with
from qa_calendar.model import Config, Entry, Framework, Occurrence, Plan
from qa_calendar.names import Names, key
from qa_calendar.problems import NoSuchWorkError, did_you_mean


@dataclass(frozen=True, slots=True)
class Meant:
    """An activity in a month (1 to 12), of a year where that is said; *id* is the entry's, where that is said.

    *day* is the one that was meant, or that it is on, where a month has several.
    """

    activity: str
    month: int
    year: int | None = None
    id: str | None = None
    day: date | None = None


def month_meant(text: str) -> tuple[int, int | None]:
    """The month, and the year if it says one, of `October`, `October 2020` or `2020-10`; else NoSuchWorkError."""
    if found := re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text):
        return int(found[2]), int(found[1])
    name, year = text, None
    if found := re.fullmatch(r"(.+) ([0-9]{4})", text):
        name, year = found[1], int(found[2])
    for number, known in enumerate(MONTHS, 1):
        if known.casefold() == name.strip().casefold():
            return number, year
    meant = month_beginning_with(name.strip())
    cure = f" (did you mean '{meant}'?)" if meant else did_you_mean(name, MONTHS)
    raise NoSuchWorkError(f"no month '{text}'" + (cure or "; write October, or 2020-10"))


def find(plan: Plan, wanted: Meant) -> Occurrence:
    """The occurrence that is *wanted*; raises NoSuchWorkError, which names the choices, unless it is exactly one."""
    title = _title(plan, wanted.activity)
    everywhere = [one for one in plan.occurrences if key(title) in map(key, _titles(one.entry))]
    found = [one for one in everywhere if _is_in(one.month, wanted)]
    if not found:
        raise NoSuchWorkError(_not_there(plan, title, wanted, everywhere))
    months = list(dict.fromkeys(str(one.month) for one in found))
    if len(months) > 1:
        raise NoSuchWorkError(f"'{title}' is in {listed(months)}: say which, as in --year {found[-1].month.year}")
    chosen = [one for one in found if wanted.id in (None, one.entry.id) and _is_on(one, wanted.day)]
    if wanted.day is not None and len(chosen) > 1:
        chosen = [one for one in chosen if one.entry.meant == wanted.day] or chosen
    if len(chosen) == 1:
        return chosen[0]
    raise NoSuchWorkError(_which(title, months[0], found, wanted))


def _is_on(one: Occurrence, day: date | None) -> bool:
    return day is None or day in (one.entry.meant, one.start)


def _which(title: str, month: str, found: Sequence[Occurrence], wanted: Meant) -> str:
    """What is said where not exactly one of what is *found* in *month* is wanted."""
    ids = sorted({one.entry.id for one in found})
    days = [str(one.entry.meant or one.start) for one in found]
    if wanted.day is not None:
        return f"'{title}' is not on {wanted.day}: in {month} it is on {listed(days)}"
    if wanted.id is not None and wanted.id not in ids:
        return f"no id '{wanted.id}' in {month}" + (did_you_mean(wanted.id, ids) or f"; it is {ids[0]}")
    by_id = f"--id {' or '.join(ids)}" if len(ids) == len(found) else ""
    by_day = f"--date {' or '.join(days)}" if len(set(days)) == len(found) else ""
    ways = " (or ".join(filter(None, (by_day, by_id))) + (")" if by_day and by_id else "")
    return f"'{title}' is in {month} {len(found)} times: say which, with {ways}"


def listings(plan: Plan, title: str, months: Collection[Month] = (), day: date | None = None) -> tuple[Occurrence, ...]:
    """Every occurrence of the activity of that *title*, or those in *months*, or of a *day*.

    Raises NoSuchWorkError for none.
    """
    everywhere = [one for one in plan.occurrences if key(title) in map(key, _titles(one.entry))]
    found = tuple(one for one in everywhere if (not months or one.month in months) and _is_on(one, day))
    if not found and day is not None:
        days = [str(one.entry.meant or one.start) for one in everywhere if one.month == Month.of(day)]
        raise NoSuchWorkError(f"'{title}' is not on {day}" + (f"; that month it is on {listed(days)}" if days else ""))
    if not found:
        when = listed([str(month) for month in months], "or") if len(months) == 1 else "that time"
        there = listed(list(dict.fromkeys(str(one.month) for one in everywhere)))
        raise NoSuchWorkError(f"'{title}' is not in {when}" + (f"; it is in {there}" if there else ""))
    return found


def people(config: Config) -> Names:
    """Everybody in staff, by name and by other spellings."""
    return Names({spelling: person.name for spelling, person in config.spellings.items()})


def titles(frameworks: Iterable[Framework]) -> Names:
    """Every activity, by title and by the titles it had."""
    activities = [activity for framework in frameworks for activity in framework.activities]
    return Names({title: one.title for one in activities for title in (one.title, *one.aliases)})


def meant(known: Names, written: str) -> str | None:
    """The name that *written* stands for, or is short for; None for none, raises NoSuchWorkError for several."""
    if (found := known.find(written)) is not None:
        return found
    short = known.loosely(written)
    if len(short) > 1:
        choices = listed([f"'{name}'" for name in short], "or")
        raise NoSuchWorkError(f"'{written}' may be {choices}: say which")
    return short[0] if short else None


def name_meant(config: Config, written: str) -> str:
    """The name in staff that is `meant`; raises NoSuchWorkError for none or several."""
    return _one(people(config), written, f"'{written}' is not in staff")


def title_meant(frameworks: Iterable[Framework], written: str) -> str:
    """The title that is `meant`; raises NoSuchWorkError for none or several."""
    return _one(titles(frameworks), written, f"no activity '{written}'")


def _one(known: Names, written: str, none: str) -> str:
    found = meant(known, written)
    if found is None:
        raise NoSuchWorkError(f"{none}{did_you_mean(written, known)}")
    return found


def _title(plan: Plan, written: str) -> str:
    """The title that *written* is, with its period or without; or is short for."""
    entries = [entry for framework in plan.frameworks for entry in framework.entries]
    found = Names({title: title for entry in entries for title in _titles(entry)}).find(written)
    return found if found is not None else title_meant(plan.frameworks, written)


def _titles(entry: Entry) -> tuple[str, ...]:
    return entry.title, entry.activity.title, *entry.activity.aliases


def _is_in(month: Month, wanted: Meant) -> bool:
    return month.month == wanted.month and wanted.year in (None, month.year)


def _not_there(plan: Plan, title: str, wanted: Meant, everywhere: Sequence[Occurrence]) -> str:
    month = MONTHS[wanted.month - 1] + (f" {wanted.year}" if wanted.year else "")
    for skipped in plan.skipped:
        if key(title) in map(key, _titles(skipped.entry)) and _is_in(skipped.entry.month, wanted):
            return f"'{title}' is skipped in {month}: {skipped.because}"
    months = listed(list(dict.fromkeys(str(one.month) for one in everywhere)))
    return f"'{title}' is not in {month}" + (f"; it is in {months}" if months else "")
