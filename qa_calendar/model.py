"""The domain: a framework, the people, how the service works, and the plan they make together.

Everything here is a frozen value. Names of people and activities are always the spelling in config.yaml and
framework.yaml, whatever alias a person wrote.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property

from qa_calendar.dates.months import Month, listed, spoken_with_year
from qa_calendar.dates.person import PersonDays
from qa_calendar.dates.rules import Roll, Rule
from qa_calendar.dates.workdays import WorkCalendar
from qa_calendar.names import Names, key
from qa_calendar.problems import Location

NOBODY = "nobody"
"""What `goes_to` says for a vacancy."""

TEAM = "team"
"""The name of the team's feed, which no person may have."""

LEAD = "what-needs-a-person"
"""What the link to the page of what needs a person is called, which no person may be."""


class EventKind(StrEnum):
    """What an event of a feed is: a piece of work, another one's due date, or the note of a feed without events."""

    WORK = "work"
    DEADLINE = "deadline"
    NOTE = "note"

    @classmethod
    def of(cls, uid: str) -> EventKind:
        """The kind that a UID of ours says: it is all that a published event is known by for good."""
        if uid.startswith((_NOTE, _ENDED)):
            return cls.NOTE
        return cls.DEADLINE if _DEADLINE in uid else cls.WORK


_NOTE, _ENDED, _DEADLINE = "nothing-planned.", "ended.", ".due@"


def note_uid(slug: str, calendar_id: str) -> str:
    """The UID of the note that stands in the feed called *slug* while it is empty."""
    return f"{_NOTE}{slug}@{calendar_id}"


def ended_uid(slug: str, calendar_id: str) -> str:
    """The UID of the note that stands in the feed called *slug* in place of all else once it has ended."""
    return f"{_ENDED}{slug}@{calendar_id}"


def ended_slug(uid: str) -> str | None:
    """The feed that the note with *uid* says has ended; None for anything else."""
    local = uid.rpartition("@")[0]
    return local.removeprefix(_ENDED) if local.startswith(_ENDED) else None


def deadline_uid(uid: str) -> str:
    """The UID of the event that shows the due date of the one with *uid*."""
    local, _, calendar_id = uid.rpartition("@")
    return f"{local}{_DEADLINE}{calendar_id}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date rule as somebody wrote it, and where."""

    rule: Rule
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Length:
    """How long the work lasts: a count of `working day`, `hour` or `minute`."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRules:
    """The rules of one activity or of the whole service; what is None is decided further up."""

    start: Phrase | None = None
    due: Phrase | None = None
    remind: Phrase | None = None
    lasts: Length | None = None
    at: time | None = None

    def over(self, other: DateRules) -> DateRules:
        """These rules where they say something, else those of *other*."""
        return DateRules(
            start=self.start or other.start,
            due=self.due or other.due,
            remind=self.remind or other.remind,
            lasts=self.lasts or other.lasts,
            at=self.at if self.at is not None else other.at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One line of the framework: an audit or an observation, and its purpose (ISO 19011: objective)."""

    id: str
    title: str
    purpose: str
    workers: tuple[str, ...]
    location: Location
    shown_as: str | None = None
    categories: tuple[str, ...] = ()
    rules: DateRules = DateRules()
    aliases: tuple[str, ...] = ()

    def title_for(self, period: str | None) -> str:
        """The title people see: the look-back period in its place, else in brackets behind."""
        if self.shown_as is not None:
            return self.shown_as.replace("{period}", period or "")
        return f"{self.title} ({period})" if period else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One activity listed in one month."""

    id: str
    month: Month
    activity: Activity
    workers: tuple[str, ...]
    location: Location
    period: str | None = None

    @property
    def title(self) -> str:
        """The title people see."""
        return self.activity.title_for(self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The year's programme, *first_month* (1 to 12) of *year* onwards; entries in the document's order."""

    title: str
    service: str
    year: int
    first_month: int
    activities: tuple[Activity, ...]
    entries: tuple[Entry, ...]
    location: Location
    month_locations: Mapping[int, Location] = field(default_factory=dict)

    @property
    def first(self) -> Month:
        """The month it begins with."""
        return Month(self.year, self.first_month)

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve months, in order."""
        return tuple(self.first.plus(n) for n in range(12))

    @property
    def years(self) -> str:
        """`2020-21`, or `2020` for a year that begins in January."""
        return years_from(self.year, self.year + (self.first_month > 1))


def years_from(first: int, last: int) -> str:
    """`2020-21`, or `2020` for one year."""
    return str(first) if first == last else f"{first}-{last % 100:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, or a group, named in the framework. *slug* names their feed's file.

    *since* is a joiner's first day, *until* a leaver's last.
    """

    name: str
    slug: str
    role: str
    location: Location
    email: str | None = None
    group: bool = False
    days: PersonDays | None = None
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChange:
    """A one-off for one activity in one month: moved to a date, or skipped (*move_to* None).

    *year* is the month's, None where only one year lists the activity in it.
    """

    activity: str
    month: int
    move_to: date | None
    because: str
    location: Location
    year: int | None = None

    def concerns(self, entry: Entry) -> bool:
        """Whether it is this entry that changes."""
        is_then = (self.month, self.year or entry.month.year) == (entry.month.month, entry.month.year)
        return is_then and key(self.activity) == key(entry.activity.title)


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

    *timeout* is how many seconds to wait for an answer, *pause* how many to wait between two mails.
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    timeout: float = 60
    pause: float = 1


@dataclass(frozen=True, slots=True)
class ActivityRules:
    """An activity named in config.yaml's rules, with the rules it gets."""

    rules: DateRules
    location: Location


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
    default_rules: DateRules = DateRules()
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


@dataclass(frozen=True, slots=True)
class Assignment:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """That a piece of work was done: the day, and *by* whom.

    *workers* are those whose work it was, and *due* the day it was due, when it was *recorded* (an aware instant).
    """

    uid: str
    title: str
    on: date
    by: tuple[str, ...]
    workers: tuple[Assignment, ...]
    due: date | None
    recorded: datetime

    @property
    def is_late(self) -> bool:
        """Whether it was done after it was due."""
        return self.due is not None and self.on > self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One activity in one month with its dates. *end* is the last day of the work, inclusive.

    *steps* say how the start came about, *due_steps* how the due date did, the *brief* ones in a mail; *staffing* how
    it came to its workers where they are not the framework's, *shares* what those have who have several parts of it.
    *minutes* is the length of a timed event. *remind* is when its workers are reminded, *reminds* when those are whose
    role has a lead time of its own.
    """

    uid: str
    entry: Entry
    start: date
    end: date
    assignments: tuple[Assignment, ...]
    steps: tuple[str, ...]
    due: date | None = None
    due_steps: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    due_brief: tuple[str, ...] = ()
    staffing: tuple[StaffStep, ...] = ()
    shares: tuple[Share, ...] = ()
    remind: date | None = None
    reminds: tuple[tuple[str, date], ...] = ()
    at: time | None = None
    minutes: int = 60
    done: Completion | None = None

    @property
    def last(self) -> date:
        """The day it is over: its last day, or when it is due if that is later."""
        return max(self.end, self.due or self.end)

    @property
    def title(self) -> str:
        """The title people see, without the workers."""
        return self.entry.title

    @property
    def month(self) -> Month:
        """The month the framework lists it in."""
        return self.entry.month

    @property
    def workers(self) -> tuple[str, ...]:
        """Who does it, in the framework's order; empty when nobody does."""
        return tuple(assignment.worker for assignment in self.assignments)

    def share_of(self, worker: str) -> Share:
        """What *worker* has of it."""
        of_several = (one for one in self.shares if one.worker == worker)
        return next(of_several, None) or next(
            (_share(one) for one in self.assignments if one.worker == worker), Share(worker, own=False)
        )

    def is_open_on(self, today: date) -> bool:
        """Whether it is still to be done: a meeting that is not due later is over when its day is, done or not."""
        return self.done is None and not (self.at is not None and self.due is None and self.last < today)

    def reminds_of(self, worker: str) -> date | None:
        """The day on which *worker* is reminded of it apart from the weekly reminder, if any."""
        return dict(self.reminds).get(worker, self.remind)


def _share(one: Assignment) -> Share:
    return Share(one.worker, own=one.covering is None, covers=(one.covering,) if one.covering else ())


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry that has no event, the UID that event would have, and why."""

    entry: Entry
    because: str
    uid: str = ""


@dataclass(frozen=True, slots=True)
class DateNote:
    """Something about a planned date a person may want to know: rolled onto leave, out of its month, projected."""

    location: Location
    message: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The frameworks, in order of years, with dates: occurrences by date then UID, what was skipped, remarks.

    *addresses* are where each feed is read, by slug; None while that is told by `base_url` alone.
    """

    frameworks: tuple[Framework, ...]
    config: Config
    occurrences: tuple[Occurrence, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[DateNote, ...] = ()
    addresses: Mapping[str, str] | None = None

    def of(self, name: str) -> tuple[Occurrence, ...]:
        """The occurrences *name* does."""
        return tuple(self._by_worker.get(name, ()))

    @cached_property
    def _by_worker(self) -> Mapping[str, list[Occurrence]]:
        # Asked for everybody in staff, and more than once.
        found: dict[str, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            for name in dict.fromkeys(occurrence.workers):
                found.setdefault(name, []).append(occurrence)
        return found

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month of every framework, in order."""
        return tuple(month for framework in self.frameworks for month in framework.months)

    @property
    def years(self) -> str:
        """`2020-21`; `2020-22` for two years that follow each other."""
        return years_from(self.months[0].year, self.months[-1].year)

    def framework_of(self, month: Month) -> Framework:
        """The framework *month* is in, else the last one before it, else the first."""
        # Asked for every event: it must not cost more the more years there are.
        begun = bisect_right(self.frameworks, month, key=lambda framework: framework.first)
        return self.frameworks[max(0, begun - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is to be published under one UID, before its revision: an occurrence in words, or a note.

    *end* is the last day, inclusive; *at* is local time, None for an all-day event of *minutes* 0. *feeds* are the
    slugs of the people whose feed holds it (the team's holds every event that is not a note). *title* is the summary
    without the *people*. *steps* and *staffing* say how its dates and its people came about. *done* is the day it was
    done, by those in *done_by*, where feeds show that.

    How a field is written and read back is in `rendering/properties`.
    """

    uid: str
    start: date
    end: date
    summary: str
    description: str = ""
    title: str = ""
    feeds: tuple[str, ...] = ()
    people: tuple[Assignment, ...] = ()
    due: date | None = None
    categories: tuple[str, ...] = ()
    at: time | None = None
    minutes: int = 0
    alarm: int | None = None
    steps: tuple[str, ...] = ()
    due_steps: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    due_brief: tuple[str, ...] = ()
    staffing: tuple[StaffStep, ...] = ()
    done: date | None = None
    done_by: tuple[str, ...] = ()

    @property
    def kind(self) -> EventKind:
        """What it is."""
        return EventKind.of(self.uid)

    @property
    def digest(self) -> str:
        """A fingerprint of what is said, whoever it is said to and whenever it is (SHA-256, hexadecimal).

        A field that says nothing leaves no trace in it, so that a new one rewords no event that lacks it.
        """
        first = (self.summary, self.description, *self.categories, str(self.alarm))
        later = (f"{name}: {value}" for name in _SAID_LATER if (value := getattr(self, name)) not in _ABSENT)
        return hashlib.sha256("\0".join((*first, *later)).encode()).hexdigest()


_SAID_FIRST = {"summary", "description", "categories", "alarm"}
_WHO_WHEN_AND_WHY = {
    *("uid", "start", "end", "at", "minutes", "due", "done", "done_by"),
    *("title", "feeds", "people", "steps", "due_steps", "brief", "due_brief", "staffing"),
}
_ABSENT = (None, "", ())
# Whatever is added to an event is a part of what it says, unless it is named here.
_SAID_LATER = tuple(one.name for one in fields(Event) if one.name not in _SAID_FIRST | _WHO_WHEN_AND_WHY)
