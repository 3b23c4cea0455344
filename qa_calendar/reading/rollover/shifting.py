"""Where what belongs to one framework's year is in another's: days, counts of weeks and months, years in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from qa_calendar.dates.months import DAY, Month
from qa_calendar.model import EveryMonths, EveryWeeks

_WEEK = 7
# 2020, and with it the 21 of 2020/21; of 2020-04-01 only the year.
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:( ?[/–—-] ?)(\d\d)(?![\d-]))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Turn:
    """From one framework's year to another's, each by the month it begins with: the same of two years."""

    old: Month
    new: Month

    @property
    def by(self) -> int:
        """How many years later it is; negative for earlier."""
        return self.new.year - self.old.year

    def day(self, day: date) -> date:
        """The same weekday of the same month, the second Thursday for the second; the last where there is no fifth.

        A day that no calendar has in the other year stays.
        """
        if not MINYEAR <= day.year + self.by <= MAXYEAR:
            return day
        month = Month(day.year + self.by, day.month)
        first = month.first + (day.weekday() - month.first.weekday()) % _WEEK * DAY
        found = first + nth(day) * _WEEK * DAY
        return found if found in month else found - _WEEK * DAY

    def weeks(self, every: EveryWeeks) -> EveryWeeks:
        """The same count, from the first of its days in the new year; one that ended in the old year ends again.

        It has that first day at least.
        """
        step = every.count * _WEEK * DAY
        since = self.new.first + (every.since - self.new.first) % step
        until = every.until
        if until is not None and until <= self.old.plus(11).last:
            until = self.day(until)
        return EveryWeeks(every.count, since, until and max(since, until))

    def months(self, every: EveryMonths) -> tuple[Month, Month]:
        """The month it begins with in the new year, and the one it would have if it were counted on from the old."""
        begin = (every.first - self.old.month) % 12 if every.first else 0
        return self.new.plus(begin), self.new.plus((begin - 12 * self.by) % every.count)

    def is_of_old(self, text: str) -> bool:
        """Whether *text* holds a year that the old framework is of."""
        return self.in_text(text) != text

    def in_text(self, text: str) -> str:
        """*text* with the old framework's years as the new one's: `2026–27` becomes `2027–28`."""
        ours = {self.old.year, self.old.plus(11).year}
        return _YEARS.sub(lambda found: _later(found, self.by) if int(found[1]) in ours else found[0], text)

    def in_comment(self, text: str) -> str:
        """*text* with every year in it moved along."""
        return _YEARS.sub(lambda found: _later(found, self.by), text)


def nth(day: date) -> int:
    """Which of its weekday in its month it is; 0 for the first."""
    return (day.day - 1) // _WEEK


def days_in(every: EveryWeeks, month: Month) -> Iterator[date]:
    """The days of a count of weeks in *month*, in order."""
    step = every.count * _WEEK * DAY
    day = max(every.since, month.first + (every.since - month.first) % step)
    while day <= min(every.until or month.last, month.last):
        yield day
        day += step


def _later(found: re.Match[str], by: int) -> str:
    year = int(found[1])
    if found[3] is None:
        return str(year + by)
    ends = int(found[3]) == (year + 1) % 100
    return f"{year + by}{found[2]}" + (f"{(year + by + 1) % 100:02d}" if ends else found[3])
