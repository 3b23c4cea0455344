"""A person's own week and leave, and moving a day to suit the people who do the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qa_calendar.dates.months import SHORT_WEEKDAYS, Month, listed, spoken
from qa_calendar.dates.rules import Resolution
from qa_calendar.dates.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class PersonDays:
    """The weekdays (Monday 0) somebody works, None for the organisation's own, and the days away with the reason."""

    name: str
    works: frozenset[int] | None = None
    away: Mapping[date, str] = field(default_factory=dict)

    def why_not(self, day: date) -> str | None:
        """Why *day* is not one of theirs; None when it is."""
        if day in self.away:
            return f"{self.name} is away: {self.away[day]}" if self.away[day] else f"{self.name} is away"
        if self.works is not None and day.weekday() not in self.works:
            return f"{self.name} works {listed([SHORT_WEEKDAYS[n] for n in sorted(self.works)])}"
        return None


def suit_people(found: Resolution, people: tuple[PersonDays, ...], calendar: WorkCalendar) -> Resolution:
    """Move a day to the next one in its month on which all *people* work, else the previous one; else keep it."""
    if found.day is None or not (reasons := _why_not(found.day, people)):
        return found
    month = Month.of(found.day)
    theirs = [day for day in calendar.working_days(month, month) if not _why_not(day, people)]
    because = f"{spoken(found.day)} does not suit ({'; '.join(reasons)})"
    if not theirs:
        together = "they all work" if len(people) > 1 else f"{people[0].name} works"
        return found.then(found.day, f"{because}; there is no day in {month} on which {together}, so it stays")
    later = [day for day in theirs if day > found.day]
    if later:
        return found.then(later[0], f"{because}; the next day that does is {spoken(later[0])}")
    return found.then(theirs[-1], f"{because}; no later day of the month does, the one before is {spoken(theirs[-1])}")


def _why_not(day: date, people: tuple[PersonDays, ...]) -> list[str]:
    return [reason for person in people if (reason := person.why_not(day))]
