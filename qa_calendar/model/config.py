"""How this service works: config.yaml as values. Who is meant by a name, a spelling or a feed is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cached_property

from qa_calendar.dates.months import Month
from qa_calendar.dates.rules import Roll
from qa_calendar.dates.workdays import WorkCalendar
from qa_calendar.model.framework import NO_RULES, DateRules, LaterRules, Phrase, rules_in
from qa_calendar.model.people import Person, StaffChange
from qa_calendar.names import Names, key
from qa_calendar.problems import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChange:
    """A one-off for one activity in one month: moved to a date, or skipped (*move_to* None).

    *year* is the month's, None where it is not said. *meant* is the day that was meant, where the month has several.
    """

    activity: str
    month: int
    move_to: date | None
    because: str
    location: Location
    year: int | None = None
    meant: date | None = None

    def is_in(self, month: Month) -> bool:
        """Whether *month* is the one it is of, as far as it says so."""
        return (self.month, self.year or month.year) == (month.month, month.year)


class Method(StrEnum):
    """The METHOD of a feed (RFC 5546): none by default, or PUBLISH for clients that want it."""

    NONE = "none"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOptions:
    """How feeds are written. *alarm* is minutes before the start, None for no alarm."""

    team_name: str = "QA team"
    alarm: int | None = None
    due_events: bool = False
    method: Method = Method.NONE
    categories: tuple[str, ...] = ("Quality Assurance",)
    show_done: bool = False


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """How people come by their links: whether `run` sends a *welcome*, for how many weeks a leaver's feed says so."""

    welcome: bool = False
    leaver_weeks: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderOptions:
    """How reminders are written; *weekly_on* is a weekday, Monday 0. *lead_times* are by role.

    `run` sends from the time of day *send_after* to before *send_until*, on working days.
    """

    sender: str | None = None
    reply_to: str | None = None
    weekly_on: int = 0
    send_after: time = time(7)
    send_until: time = time(19)
    look_ahead_weeks: int = 4
    send_empty: bool = False
    digest_to: tuple[str, ...] = ()
    lead_times: Mapping[str, Phrase] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueOptions:
    """What counts as overdue: nothing due before *since*. The others are working days after the due date.

    On those of *tell_worker* the named workers are told, on those of *tell_coordinator* whoever gets the digest.
    """

    since: date
    tell_worker: tuple[int, ...] = ()
    tell_coordinator: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpOptions:
    """Where mail is handed over; the password is never here.

    *timeout* is how many seconds to wait for an answer, *pause* how many to wait between two mails, of which the server
    takes so many *per_minute*, whichever service they are of; None for any number.
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    timeout: float = 60
    pause: float = 1
    per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityRules:
    """An activity named in config.yaml's rules, with the rules it gets, and those from some month on."""

    rules: DateRules
    location: Location
    later: tuple[LaterRules, ...] = ()

    def rules_in(self, month: Month) -> DateRules:
        """Those that hold in *month*."""
        return rules_in(month, self.rules, self.later)


@dataclass(frozen=True, kw_only=True)
class Config:
    """How this service works: config.yaml as values. Who is meant by a name, a spelling or a feed is asked of it."""

    calendar_id: str
    staff: tuple[Person, ...]
    calendar: WorkCalendar
    location: Location
    timezone: str = "Europe/London"
    staff_changes: tuple[StaffChange, ...] = ()
    if_not_working: Roll = Roll.MODIFIED_FOLLOWING
    default_rules: DateRules = NO_RULES
    activity_rules: Mapping[str, ActivityRules] = field(default_factory=dict)
    date_changes: tuple[DateChange, ...] = ()
    feeds: FeedOptions = FeedOptions()
    reminders: ReminderOptions = ReminderOptions()
    smtp: SmtpOptions | None = None
    overdue: OverdueOptions | None = None
    base_url: str | None = None
    links: LinkOptions = LinkOptions()
    publish_to: str | None = None
    out: str = "out"
    state: str = "sqlite:///state/qa-calendar.db"
    keep_mail_months: int | None = None
    tell_reworded: bool = False
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)
    lint_ignored: Mapping[str, str] = field(default_factory=dict)
    lint_ignored_for: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Everybody by their name."""
        return {person.name: person for person in self.staff}

    @cached_property
    def spellings(self) -> Mapping[str, Person]:
        """Everybody by their name and by each of their other spellings."""
        return {spelling: person for person in self.staff for spelling in (person.name, *person.aliases)}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Everybody's name by the name of their feed."""
        return {person.slug: person.name for person in self.staff}

    def person(self, name: str) -> Person:
        """The staff entry called *name*; raises KeyError for nobody."""
        return self.people[name]

    def meant_by(self, written: str) -> Person | None:
        """Whom *written* stands for, a name or another spelling, however it is typed; None for nobody."""
        name = self._names.find(written)
        return None if name is None else self.people[name]

    def rules_of(self, title: str) -> ActivityRules | None:
        """The rules that config.yaml has for the activity of that title, however it is typed."""
        return self._rules.get(key(title))

    @cached_property
    def _rules(self) -> Mapping[str, ActivityRules]:
        return {key(title): rules for title, rules in self.activity_rules.items()}

    @cached_property
    def _names(self) -> Names:
        return Names({spelling: person.name for spelling, person in self.spellings.items()})
