"""Which days are worked: the nation's bank holidays, the office's week, its closures and its exceptions."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from types import MappingProxyType
from typing import cast

from qa_calendar.dates.months import DAY, Month
from qa_calendar.problems import NoSuchDayError

PUBLISHED_UNTIL = date(2028, 12, 31)
"""The last day of the years for which GOV.UK lists bank holidays; later ones are computed, so *projected*."""

FIRST_YEAR, LAST_YEAR = 1978, 2100
"""The years bank holidays are known for: since the early May one began, and until the data ends without a word."""

MONDAY_TO_FRIDAY = frozenset(range(5))

WEEKEND = "weekend"
NOT_IN_WEEK = "not a day of the office's week"


class Nation(StrEnum):
    """Whose bank holidays are kept."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"
    ANY = "any UK nation"


_SUBDIVISIONS = {
    Nation.ENGLAND: ("ENG",),
    Nation.WALES: ("WLS",),
    Nation.SCOTLAND: ("SCT",),
    Nation.NORTHERN_IRELAND: ("NIR",),
    Nation.ANY: ("ENG", "WLS", "SCT", "NIR"),
}

# The package's names are neither GOV.UK's nor stable between its releases, and people write GOV.UK's in work_through.
_GOVUK_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Summer Bank Holiday": "Summer bank holiday",
    "New Year Holiday": "2nd January",
    "Saint Andrew's Day": "St Andrew's Day",
    "Saint Patrick's Day": "St Patrick's Day",
    "Golden Jubilee of Elizabeth II": "Golden Jubilee bank holiday",
    "Diamond Jubilee of Elizabeth II": "Diamond Jubilee bank holiday",
    "Platinum Jubilee of Elizabeth II": "Platinum Jubilee bank holiday",
    "Wedding of William and Catherine": "Royal wedding",
    "State Funeral of Queen Elizabeth II": "State Funeral of Queen Elizabeth II",
    "Coronation of Charles III": "Coronation of King Charles III",
}
_MOVED = {date(2020, 5, 8): "Early May bank holiday, moved for VE Day"}
_BOTH = "; "

HOLIDAY_NAMES = (
    "New Year's Day",
    "2nd January",
    "St Patrick's Day",
    "Good Friday",
    "Easter Monday",
    "Early May bank holiday",
    "Spring bank holiday",
    "Battle of the Boyne",
    "Summer bank holiday",
    "St Andrew's Day",
    "Christmas Day",
    "Boxing Day",
)
"""The names a person may write in `work_through`, as GOV.UK spells them."""

EVERY_HOLIDAY_NAME = tuple(dict.fromkeys((*HOLIDAY_NAMES, *_GOVUK_NAMES.values())))
"""Those and the ones there were once, such as for a jubilee."""

_SUBSTITUTE = " (substitute day)"


def _plain(name: str) -> str:
    kept = name.replace(" (observed)", "")
    return _GOVUK_NAMES.get(kept, kept) + (_SUBSTITUTE if kept != name else "")


@cache
def _known_holidays() -> Callable[..., Mapping[date, str]]:
    """What the `holidays` package knows of the United Kingdom, without the 250 other countries it would load first."""
    package = find_spec("holidays")
    folders = package.submodule_search_locations if package else None
    spec = spec_from_file_location(_UK, f"{folders[0]}/countries/united_kingdom.py") if folders else None
    if spec and spec.loader and "holidays.countries" not in sys.modules:
        module = module_from_spec(spec)
        with suppress(FileNotFoundError):  # a version that keeps it elsewhere
            spec.loader.exec_module(module)
            return cast("Callable[..., Mapping[date, str]]", module.UK)
    from holidays.countries import UK

    return cast("Callable[..., Mapping[date, str]]", UK)


_UK = "holidays.countries.united_kingdom"


@cache
def bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    """The bank holidays of *nation* in *year* with GOV.UK's names, substitute days included.

    Raises NoSuchDayError outside FIRST_YEAR to LAST_YEAR. Source: the `holidays` package.
    """
    _refuse_unknown(year)
    known = _known_holidays()
    days: dict[date, dict[str, None]] = {}  # a dict for the names: in order, and each once for all nations
    for subdivision in _SUBDIVISIONS[nation]:
        # expand=False: else asking for a day outside *year* would quietly grow the object.
        for day, names in known(subdiv=subdivision, years=[year], expand=False).items():
            days.setdefault(day, {}).update(dict.fromkeys(map(_plain, names.split(_BOTH))))
    named = {day: _BOTH.join(names) for day, names in days.items()}
    return MappingProxyType(named | {day: name for day, name in _MOVED.items() if day in named})


def _refuse_unknown(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoSuchDayError(f"bank holidays are known for {FIRST_YEAR} to {LAST_YEAR} only, not for {year}")


def holiday_key(name: str) -> str:
    """*name* without case, apostrophes and the words that vary between sources, for matching `work_through`."""
    bare = re.sub(r"\(.*?\)|bank holiday|, moved for.*|['’.]", "", name.casefold())
    return " ".join(bare.replace("saint", "st").split()).removeprefix("for the ")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """The days an organisation works. *week* holds weekdays (Monday 0); *closed* gives each closed day its reason."""

    nation: Nation
    week: frozenset[int] = MONDAY_TO_FRIDAY
    closed: Mapping[date, str] = field(default_factory=dict, hash=False)
    opened: frozenset[date] = frozenset()
    worked_holidays: frozenset[date | str] = frozenset()

    def why_not(self, day: date) -> str | None:
        """Why *day* is not worked, in plain words; None when it is a working day."""
        return None if day in self.opened else self._why_off(day)

    def _why_off(self, day: date) -> str | None:
        if day in self.closed:
            return self.closed[day]
        if holiday := self.holiday(day):
            return holiday
        if day.weekday() in self.week:
            return None
        return WEEKEND if day.weekday() >= 5 else NOT_IN_WEEK

    def holiday(self, day: date) -> str | None:
        """The bank holiday this office keeps on *day*, if any."""
        name = bank_holidays(self.nation, day.year).get(day)
        if name is None or day in self.worked_holidays:
            return None
        worked = all(holiday_key(part) in self.worked_holidays for part in name.split(_BOTH))
        return None if worked else name

    def is_off_by_week(self, day: date) -> bool:
        """Whether nothing but the office's week says that *day* is not worked."""
        has_its_own = day in self.opened or day in self.closed or self.holiday(day) is not None
        return day.weekday() not in self.week and not has_its_own

    def is_worked_after_all(self, day: date) -> bool:
        """Whether *day* is worked only because it was opened."""
        return day in self.opened and self._why_off(day) is not None

    def is_working(self, day: date) -> bool:
        """Whether *day* is a working day."""
        return self.why_not(day) is None

    def following(self, day: date) -> date:
        """*day* itself when worked, else the next working day."""
        return day if self.is_working(day) else self.after(day)

    def after(self, day: date) -> date:
        """The first working day strictly after *day*."""
        return next(later for later in _steps(day, 1) if self.is_working(later))

    def before(self, day: date) -> date:
        """The last working day strictly before *day*."""
        return next(earlier for earlier in _steps(day, -1) if self.is_working(earlier))

    def working_days(self, first: Month, last: Month) -> tuple[date, ...]:
        """Every working day from the start of *first* to the end of *last*, in order."""
        return _working_days(self, first, last)


@lru_cache(maxsize=1024)
def _working_days(calendar: WorkCalendar, first: Month, last: Month) -> tuple[date, ...]:
    # Listed once: every rule of every activity asks for the same few months, and most services work the same days.
    days = map(date.fromordinal, range(first.first.toordinal(), last.last.toordinal() + 1))
    return tuple(day for day in days if calendar.is_working(day))


def _steps(day: date, direction: int) -> Iterator[date]:
    while True:
        _refuse_unknown(day.year)  # so that a calendar with no working day left comes to an end
        day += direction * DAY
        yield day


def is_projected(day: date) -> bool:
    """Whether *day* lies past the years GOV.UK has published, so its bank holidays are computed."""
    return day > PUBLISHED_UNTIL
