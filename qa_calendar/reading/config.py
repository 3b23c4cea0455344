"""The shape of config.yaml, and how it becomes a Config."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from slugify import slugify

from qa_calendar.dates.months import DAY
from qa_calendar.dates.person import PersonDays
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import Roll
from qa_calendar.dates.workdays import HOLIDAY_NAMES, Nation, WorkCalendar, holiday_key
from qa_calendar.model import (
    NOBODY,
    TEAM,
    ActivityRules,
    Config,
    DateChange,
    DateRules,
    FeedOptions,
    Method,
    Person,
    Phrase,
    ReminderOptions,
    SmtpOptions,
    StaffChange,
)
from qa_calendar.problems import InvalidInputError, Location, Problem, did_you_mean
from qa_calendar.reading.rules import date_rules
from qa_calendar.reading.source import Document, Path, Shape
from qa_calendar.reading.words import (
    ActivityTitle,
    DateRulesShape,
    Day,
    Email,
    Flag,
    MonthName,
    Number,
    RollText,
    SpanShape,
    Text,
    WeekdayName,
    WorkerName,
    one_of,
    wrong,
)

LINT_IDS = tuple(f"L{n:02d}" for n in range(1, 19) if n != 12)
_DEFAULT_START, _DEFAULT_DUE = "first working day", "last working day"
# The names no Windows machine lets a file have, whatever its ending.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def _calendar_id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,78}[a-z0-9])?", value):
        raise wrong(f"'{value}' is not a name such as qa.example.gov.uk: small letters, digits, dots and dashes")
    return value


def _alarm(value: str) -> int | None:
    if value == "none":
        return None
    found = re.fullmatch(r"(\d{1,3}) (minute|hour|day|week)s? before", value)
    if not found:
        raise wrong(f"cannot read the alarm '{value}' (write none, or for example '1 day before')")
    return int(found[1]) * {"minute": 1, "hour": 60, "day": 1440, "week": 10080}[found[2]]


def _goes_to(value: str, info: Any) -> str | None:
    if value == NOBODY:
        return None
    known = (info.context or {}).get("staff")
    if known is not None and value not in known:
        raise wrong(f"no worker '{value}'{did_you_mean(value, [*known, NOBODY])}")
    return known[value] if known else value


def _holiday(value: str) -> str:
    known = {holiday_key(name): name for name in HOLIDAY_NAMES}
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value) or holiday_key(value) in known:
        return value
    raise wrong(f"no bank holiday '{value}'{did_you_mean(value, HOLIDAY_NAMES)}; a date such as 2020-05-08 will do")


def _url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise wrong(f"'{value}' is not an address such as https://qa.example.gov.uk/")
    return value if value.endswith("/") else f"{value}/"


def _state(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise wrong(f"'{value}' is not a database (write sqlite:///state/qa-calendar.db or postgresql://…)")
    return value


def _lint_id(value: str) -> str:
    if value not in LINT_IDS:
        raise wrong(f"no remark '{value}'{did_you_mean(value, LINT_IDS)}")
    return value


def _or_empty(value: Any) -> Any:
    return {} if value is None else value


class PersonShape(Shape):
    """Somebody, or a group, named in the framework."""

    role: Text
    email: Email | None = None
    group: Flag = False
    also_known_as: list[Text] = Field([], description="Other spellings the framework uses.")
    works: list[WeekdayName] | None = Field(None, min_length=1, description="The weekdays of a part-timer.")
    away: list[SpanShape] = Field([], description="Leave, both days included.")


class StaffChangeShape(Shape):
    """A dated fact: a handover, a cover (with until) or a vacancy (goes_to: nobody)."""

    since: Day = Field(alias="from")
    until: Day | None = None
    work_of: WorkerName
    goes_to: Annotated[Text, AfterValidator(_goes_to)] = Field(description="A name from staff, or nobody.")
    only: list[ActivityTitle] = []
    excluding: list[ActivityTitle] = Field([], alias="except")


class WorkingDaysShape(Shape):
    """Which days the office works."""

    nation: Annotated[str, one_of(*Nation), WithJsonSchema({"enum": [str(nation) for nation in Nation]})]
    week: list[WeekdayName] = Field([0, 1, 2, 3, 4], min_length=1, json_schema_extra={"default": "Mon to Fri"})
    closed: list[SpanShape] = []
    open: list[Day] = Field([], description="Worked in spite of weekend, bank holiday or closure.")
    work_through: list[Annotated[Text, AfterValidator(_holiday)]] = Field(
        [], description="Bank holidays this office does not take, by name or date."
    )


class RulesShape(Shape):
    """How a month becomes a day."""

    if_not_working: RollText = Roll.MODIFIED_FOLLOWING
    default: DateRulesShape = DateRulesShape()
    activities: Annotated[dict[ActivityTitle, DateRulesShape], BeforeValidator(_or_empty)] = {}


class DateChangeShape(Shape):
    """A one-off for one activity in one month; it wins over every rule."""

    activity: ActivityTitle
    month: MonthName
    move_to: Day | None = None
    skip: Flag = False
    because: Text


class FeedsShape(Shape):
    """How feeds are written."""

    team_name: Text = "QA team"
    alarm: Annotated[Text, AfterValidator(_alarm)] = Field("none", description="none, or for example 1 day before.")
    due_events: Flag = False
    method: Annotated[str, one_of(*Method), WithJsonSchema({"enum": [str(method) for method in Method]})] = "none"
    categories: list[Text] = ["Quality Assurance"]


class RemindersShape(Shape):
    """How reminders are written, and to whom the digest goes."""

    sender: Email | None = Field(None, alias="from")
    reply_to: Email | None = None
    weekly_on: WeekdayName = 0
    look_ahead_weeks: Number = 4
    digest_to: list[Email] = []


class SmtpShape(Shape):
    """Where mail is handed over. The password comes from QA_CALENDAR_SMTP_PASSWORD, never from here."""

    host: Text
    port: Number = 587
    security: Annotated[str, one_of("starttls", "tls", "none")] = "starttls"
    user: Text | None = None


class LintShape(Shape):
    """Remarks of `qa-calendar check` not to repeat."""

    ignore: dict[Annotated[str, AfterValidator(_lint_id)], Text] = Field({}, description="The remark and the reason.")


class ConfigShape(Shape):
    """How this service works: its people, working days and rules."""

    calendar_id: Annotated[Text, AfterValidator(_calendar_id)] = Field(description="Never change it.")
    timezone: Annotated[str, one_of("Europe/London")] = "Europe/London"
    staff: dict[Text, PersonShape] = Field(min_length=1)
    staff_changes: list[StaffChangeShape] = []
    working_days: WorkingDaysShape
    rules: RulesShape = RulesShape()
    date_changes: list[DateChangeShape] = []
    feeds: FeedsShape = FeedsShape()
    reminders: RemindersShape = RemindersShape()
    smtp: SmtpShape | None = None
    base_url: Annotated[Text, AfterValidator(_url)] | None = None
    lint: LintShape = LintShape()
    out: Text = "out"
    state: Annotated[Text, AfterValidator(_state)] = "sqlite:///state/qa-calendar.db"


def names_in(document: Document) -> dict[str, str] | None:
    """Every name and alias with the name it stands for, of a document that may be wrong elsewhere; None without staff."""
    staff = document.value.get("staff") if isinstance(document.value, dict) else None
    if not isinstance(staff, dict):
        return None
    names = {" ".join(name.split()): " ".join(name.split()) for name in staff}
    for name, person in staff.items():
        aliases = person.get("also_known_as") if isinstance(person, dict) else None
        for alias in aliases if isinstance(aliases, list) else ():
            if isinstance(alias, str):
                names.setdefault(" ".join(alias.split()), " ".join(name.split()))
    return names


def config_of(shape: ConfigShape, document: Document) -> Config:
    """The Config that *shape* describes; raises InvalidInputError for what contradicts itself."""
    reader = _Reader(shape, document)
    config = reader.read()
    if reader.problems:
        raise InvalidInputError(reader.problems)
    return config


class _Reader:
    def __init__(self, shape: ConfigShape, document: Document) -> None:
        self.problems: list[Problem] = []
        self._shape = shape
        self._document = document
        self._raw: dict[str, Any] = document.value if isinstance(document.value, dict) else {}

    def read(self) -> Config:
        shape = self._shape
        return Config(
            calendar_id=shape.calendar_id,
            timezone=shape.timezone,
            staff=tuple(self._staff()),
            staff_changes=tuple(self._staff_changes()),
            calendar=self._calendar(),
            if_not_working=shape.rules.if_not_working,
            default_rules=self._default_rules(),
            activity_rules=self._activity_rules(),
            date_changes=tuple(self._date_changes()),
            feeds=self._feeds(),
            reminders=self._reminders(),
            smtp=None if shape.smtp is None else SmtpOptions(**shape.smtp.model_dump()),
            base_url=shape.base_url,
            out=shape.out,
            state=shape.state,
            lint_ignored=dict(shape.lint.ignore),
            location=Location(self._document.file),
        )

    def _staff(self) -> Iterator[Person]:
        taken = {TEAM: "the team's feed"}
        for raw_name, (name, shape) in zip(self._raw["staff"], self._shape.staff.items(), strict=True):
            path: Path = ("staff", raw_name)
            slug = slugify(name)
            slug = f"{slug}-qa" if slug in _RESERVED else slug
            if not slug:
                self._wrong(path, f"no feed name can be made from '{name}'; write it in letters")
            elif name == NOBODY:
                self._wrong(path, f"'{NOBODY}' is the word for a vacancy; nobody can be called that")
            elif slug in taken:
                self._wrong(
                    path, f"'{name}' gets the same feed name as {taken[slug]} ('{slug}.ics'); spell one differently"
                )
            taken.setdefault(slug, f"'{name}'")
            yield Person(
                name=name,
                slug=slug,
                role=shape.role,
                email=shape.email,
                group=shape.group,
                days=self._person_days(name, shape, path),
                aliases=tuple(shape.also_known_as),
                location=self._document.key_at(path),
            )
        self._check_aliases()

    def _check_aliases(self) -> None:
        spelt: dict[str, str] = {name: name for name in self._shape.staff}
        for raw_name, (name, shape) in zip(self._raw["staff"], self._shape.staff.items(), strict=True):
            for number, alias in enumerate(shape.also_known_as):
                other = spelt.setdefault(alias, name)
                if other != name:
                    place = ("staff", raw_name, "also_known_as", number)
                    self._wrong(place, f"'{alias}' already stands for '{other}'")

    def _person_days(self, name: str, shape: PersonShape, path: Path) -> PersonDays:
        works = None if shape.works is None else frozenset(shape.works)
        away = self._days(shape.away, (*path, "away"), "")
        return PersonDays(name, works, away)

    def _days(self, spans: list[SpanShape], path: Path, unsaid: str) -> dict[date, str]:
        days: dict[date, str] = {}
        for number, span in enumerate(spans):
            if self._in_order(span.since, span.until, (*path, number)):
                length = (span.until - span.since).days + 1
                days |= {span.since + n * DAY: span.because or unsaid for n in range(length)}
        return days

    def _in_order(self, since: date, until: date | None, path: Path) -> bool:
        if until is not None and until < since:
            self._wrong(path, f"until {until} is before from {since}")
            return False
        if until is not None and (until - since).days > 3660:
            self._wrong(path, f"from {since} until {until} is more than ten years")
            return False
        return True

    def _staff_changes(self) -> Iterator[StaffChange]:
        for number, shape in enumerate(self._shape.staff_changes):
            path: Path = ("staff_changes", number)
            self._in_order(shape.since, shape.until, path)
            if shape.only and shape.excluding:
                self._wrong(path, "a change has either `only` or `except`, not both")
            if shape.goes_to == shape.work_of:
                self._wrong(path, f"the work of '{shape.work_of}' goes to the same person")
            yield StaffChange(
                since=shape.since,
                until=shape.until,
                work_of=shape.work_of,
                goes_to=shape.goes_to,
                only=frozenset(shape.only),
                excluding=frozenset(shape.excluding),
                location=self._document.at(path),
            )

    def _calendar(self) -> WorkCalendar:
        shape = self._shape.working_days
        closed = self._days(shape.closed, ("working_days", "closed"), "closed")
        for number, day in enumerate(shape.open):
            if day in closed:
                self._wrong(("working_days", "open", number), f"{day} is both open and closed")
        worked = {_date_or_key(word) for word in shape.work_through}
        return WorkCalendar(
            nation=Nation(shape.nation),
            week=frozenset(shape.week),
            closed=closed,
            opened=frozenset(shape.open),
            worked_holidays=frozenset(worked),
        )

    def _default_rules(self) -> DateRules:
        written = date_rules(self._shape.rules.default, self._document, ("rules", "default"))
        place = self._document.key_at(("rules", "default"))
        start, due = (Phrase(parse_rule(text), text, place) for text in (_DEFAULT_START, _DEFAULT_DUE))
        return written.over(DateRules(start=start, due=due))

    def _activity_rules(self) -> dict[str, ActivityRules]:
        raw = (self._raw.get("rules") or {}).get("activities") or {}
        pairs = zip(raw, self._shape.rules.activities.items(), strict=True)
        return {title: self._rules_of(raw_title, shape) for raw_title, (title, shape) in pairs}

    def _rules_of(self, raw_title: str, shape: DateRulesShape) -> ActivityRules:
        path = ("rules", "activities", raw_title)
        return ActivityRules(date_rules(shape, self._document, path), self._document.key_at(path))

    def _date_changes(self) -> Iterator[DateChange]:
        seen: dict[tuple[str, int], int] = {}
        for number, shape in enumerate(self._shape.date_changes):
            path: Path = ("date_changes", number)
            if shape.skip == (shape.move_to is not None):
                self._wrong(path, "a change has either `move_to: a date` or `skip: true`")
            line = self._document.at(path).line
            if first := seen.get((shape.activity, shape.month)):
                self._wrong(path, f"'{shape.activity}' is already changed in that month, in line {first}")
            seen.setdefault((shape.activity, shape.month), line)
            yield DateChange(
                activity=shape.activity,
                month=shape.month,
                move_to=shape.move_to,
                because=shape.because,
                location=self._document.at(path),
            )

    def _feeds(self) -> FeedOptions:
        shape = self._shape.feeds
        return FeedOptions(
            team_name=shape.team_name,
            alarm=None if shape.alarm in (None, "none") else int(shape.alarm),
            due_events=shape.due_events,
            method=Method(shape.method),
            categories=tuple(shape.categories),
        )

    def _reminders(self) -> ReminderOptions:
        shape = self._shape.reminders
        return ReminderOptions(
            sender=shape.sender,
            reply_to=shape.reply_to,
            weekly_on=shape.weekly_on,
            look_ahead_weeks=shape.look_ahead_weeks,
            digest_to=tuple(shape.digest_to),
        )

    def _wrong(self, path: Path, message: str) -> None:
        self.problems.append(Problem(self._document.at(path), message))


def _date_or_key(word: str) -> date | str:
    return date.fromisoformat(word) if re.fullmatch(r"\d{4}-\d\d-\d\d", word) else holiday_key(word)
