"""People, who is away when, and how work passes from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from qa_calendar.dates.months import listed, spoken_with_year
from qa_calendar.dates.person import PersonDays
from qa_calendar.names import key
from qa_calendar.problems import Location

NOBODY = "nobody"
"""What `goes_to` says for a vacancy."""

TEAM = "team"
"""The name of the team's feed, which no person may have."""

LEAD = "what-needs-a-person"
"""What the link to the page of what needs a person is called, which no person may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, or a group, named in the framework. *slug* names their feed's file.

    *since* is a joiner's first day, *until* a leaver's last. A group's *members* are names: its work is in their feeds.
    """

    name: str
    slug: str
    role: str
    location: Location
    email: str | None = None
    group: bool = False
    members: tuple[str, ...] = ()
    days: PersonDays | None = None
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def is_reached(self) -> bool:
        """Whether mail about their work arrives somewhere: a group's members have their own."""
        return self.email is not None or bool(self.members)

    @property
    def has_own_mail(self) -> bool:
        """Whether mail is written to them: not to a group of which only the members have an address."""
        return self.email is not None or not self.members

    def is_here(self, day: date) -> bool:
        """Whether they have come by that day, and not left before it."""
        return (self.since or day) <= day and not self.has_left(day)

    def has_left(self, day: date) -> bool:
        """Whether their last day was before *day*."""
        return self.until is not None and self.until < day


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChange:
    """A handover (no *until*), a cover (*until*, inclusive) or a vacancy (*goes_to* None) from a date on."""

    since: date
    work_of: str
    goes_to: str | None
    location: Location
    until: date | None = None
    only: frozenset[str] = frozenset()
    excluding: frozenset[str] = frozenset()

    @property
    def is_cover(self) -> bool:
        """Whether somebody stands in for a time, rather than the work moving or being vacant."""
        return self.until is not None and self.goes_to is not None

    def concerns(self, title: str, day: date) -> bool:
        """Whether the change holds on *day* for the activity called *title*."""
        in_time = self.since <= day and (self.until is None or day <= self.until)
        return in_time and (not self.only or _is_among(title, self.only)) and not _is_among(title, self.excluding)

    def __str__(self) -> str:
        since = spoken_with_year(self.since)
        until = f" to {spoken_with_year(self.until)}" if self.until else ""
        work_of = f"{self.work_of}{self._which}"
        if self.is_cover:
            return f"{self.goes_to} covers {work_of} from {since}{until}"
        if self.goes_to is None:
            return f"nobody does the work of {work_of} from {since}{until}"
        return f"the work of {work_of} goes to {self.goes_to} from {since}"

    @property
    def _which(self) -> str:
        if self.only:
            return f" on {listed(sorted(self.only))}"
        return f" on all but {listed(sorted(self.excluding))}" if self.excluding else ""


def _is_among(title: str, titles: frozenset[str]) -> bool:
    # The frameworks of two years may spell one title in two ways.
    return title in titles or (bool(titles) and key(title) in map(key, titles))


class Assignment(NamedTuple):
    """Who does a piece of work; *covering* names the absent person when it is cover."""

    worker: str
    covering: str | None = None

    def __str__(self) -> str:
        return f"{self.worker} (covering {self.covering})" if self.covering else self.worker


@dataclass(frozen=True, slots=True)
class Share:
    """All that *worker* has of a piece of work: their *own* part, and those of whom they cover."""

    worker: str
    own: bool = True
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffStep:
    """A staff change, in words, on the way of a piece of work from *work_of*, as the framework has it, to *worker*.

    They are names; in an `Event`, slugs. *worker* is None for nobody.
    """

    work_of: str
    worker: str | None
    said: str
