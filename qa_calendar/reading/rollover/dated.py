"""What in config.yaml is of the year that ends, for a person to look at before the next one is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from qa_calendar.dates.months import MONTHS, Month, iso_date, spelt
from qa_calendar.model import Config, DateChange
from qa_calendar.problems import Location
from qa_calendar.reading.rollover.ageing import fixed, month_in
from qa_calendar.reading.rollover.shifting import Turn
from qa_calendar.reading.source import Document, Path, tidy

_AGAIN = "is there one in the new year?"


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """What a line of config.yaml *says* of the old year, and what to ask oneself."""

    location: Location
    says: str

    def __str__(self) -> str:
        return f"{self.location.file}:{self.location.line}: {self.says}"


def dated_lines(config: Config, document: Document, turn: Turn) -> tuple[Notice, ...]:
    """The lines of *config*, read from *document*, that are of the old year, in the order of the file."""
    found = _Dated(document, turn)
    places = chain(found.working_days(), found.leave(), found.rules(), found.lead_times(), found.texts())
    by_place = [Notice(document.at(path), says) for path, says in places]
    return tuple(sorted((*by_place, *_staff_changes(config, turn), *_date_changes(config, turn))))


@dataclass(frozen=True, slots=True)
class _Dated:
    """Each path of the *document* that is of the old year, and what to say of it."""

    document: Document
    turn: Turn

    def working_days(self) -> Iterator[tuple[Path, str]]:
        for path, span in self._entries("working_days", "closed"):
            if said := self._span(span):
                yield path, f"closed {said}: {_AGAIN}"
        for path, text in self._entries("working_days", "open"):
            if day := self._day(text):
                yield path, f"open on {spelt(day)}: {_AGAIN}"
        for path, text in self._entries("working_days", "work_through"):
            if day := self._day(text):
                yield path, f"the bank holiday of {spelt(day)} is worked: {_AGAIN}"

    def leave(self) -> Iterator[tuple[Path, str]]:
        for path, _ in self._entries("staff"):
            for place, span in self._entries(*path, "away"):
                if said := self._span(span):
                    yield place, f"{path[-1]} is away {said}: {_AGAIN}"

    def rules(self) -> Iterator[tuple[Path, str]]:
        yield from self._dates(("rules", "default"), "default")
        for path, rules in self._entries("rules", "activities"):
            if not isinstance(rules, list):
                yield from self._dates(path, str(path[-1]))
                continue
            for place, _ in self._entries(*path):
                yield from self._dates(place, str(path[-1]))
                yield from self._begun(place, str(path[-1]))

    def lead_times(self) -> Iterator[tuple[Path, str]]:
        yield from self._dates(("reminders", "lead_times"), "lead_times")

    def texts(self) -> Iterator[tuple[Path, str]]:
        for path, text in (*self._entries("feeds"), *self._entries("lint", "ignore")):
            if isinstance(text, str) and self.turn.is_of_old(text):
                yield path, f"{path[-1]} holds a year, '{tidy(text)}': does it still hold?"

    def _dates(self, path: Path, whose: str) -> Iterator[tuple[Path, str]]:
        """The dated phrases at *path*, and what they are of."""
        for place, text in self._entries(*path):
            if isinstance(text, str) and self._is_old(fixed(tidy(text))):
                yield place, f"the date of one year for {whose}, {place[-1]}: {tidy(text)}; when is it in the new year?"

    def _begun(self, path: Path, whose: str) -> Iterator[tuple[Path, str]]:
        for place, text in self._entries(*path):
            month = month_in(tidy(text)) if place[-1] == "from" else None
            if month and self._is_old(month.first):
                yield place, f"rules of {whose} from {month}: in the new year they hold, and none before them"

    def _entries(self, *path: str | int) -> Iterator[tuple[Path, Any]]:
        """Each entry of the mapping or list at *path*, with its own path; none of nothing."""
        value: Any = self.document.value
        for one in path:
            value = dict(_numbered(value)).get(one)
        return (((*path, one), own) for one, own in _numbered(value))

    def _span(self, span: Any) -> str:
        """The days of *span* and why, if the old year has any of them."""
        since, until = (iso_date(tidy(span[name])) for name in ("from", "until"))
        if not since or not until or until < self.turn.old.first or since > self.turn.old.plus(11).last:
            return ""
        because = f" ({tidy(span['because'])})" if "because" in span else ""
        return f"{spelt(since)} to {spelt(until)}{because}"

    def _day(self, text: str) -> date | None:
        day = iso_date(tidy(text))
        return day if self._is_old(day) else None

    def _is_old(self, day: date | None) -> bool:
        return day is not None and self.turn.old.first <= day <= self.turn.old.plus(11).last


def _staff_changes(config: Config, turn: Turn) -> Iterator[Notice]:
    for change in config.staff_changes:
        if change.until and turn.old.first <= change.until < turn.new.first:
            yield Notice(change.location, f"{change}, and it ends: {_AGAIN}")


def _date_changes(config: Config, turn: Turn) -> Iterator[Notice]:
    for change in config.date_changes:
        month = turn.old.plus((change.month - turn.old.month) % 12)
        if change.is_in(month):
            yield Notice(change.location, _date_change(change, month))


def _date_change(change: DateChange, month: Month) -> str:
    when = f"in {month if change.year else MONTHS[month.month - 1]}"
    if change.meant:
        when = f"on {spelt(change.meant)}"
    becomes = f"moved to {spelt(change.move_to)}" if change.move_to else "skipped"
    cure = _AGAIN if change.year else f"say of which year, `month: {month}`; {_AGAIN}"
    return f"{change.activity} {when}, {becomes} ({change.because}): {cure}"


def _numbered(value: Any) -> Iterable[tuple[str | int, Any]]:
    match value:
        case dict():
            return value.items()
        case list():
            return enumerate(value)
    return ()
