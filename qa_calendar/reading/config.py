"""The shape of config.yaml, and how it becomes a Config."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationInfo, model_validator

from qa_calendar.dates.months import DAY, SHORT_WEEKDAYS, WEEKDAYS, iso_date
from qa_calendar.dates.person import PersonDays
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import Roll
from qa_calendar.dates.workdays import EVERY_HOLIDAY_NAME, HOLIDAY_NAMES, Nation, WorkCalendar, holiday_key
from qa_calendar.model import (
    NOBODY,
    ActivityRules,
    Alarm,
    Config,
    DateChange,
    DateRules,
    FeedOptions,
    LinkOptions,
    Method,
    OverdueOptions,
    Person,
    Phrase,
    ReminderOptions,
    SmtpOptions,
    StaffChange,
)
from qa_calendar.names import Names
from qa_calendar.problems import LintId, Location, did_you_mean, no_remark
from qa_calendar.reading.clashes import rules_typed, slug_of
from qa_calendar.reading.rules import DateRulesShape, RulesFromShape, all_rules, date_rules, phrase_at
from qa_calendar.reading.rules import RulesShape as ActivityRulesShape
from qa_calendar.reading.shape import EMPTY, ONE, SEVERAL, Shape, wrong
from qa_calendar.reading.source import Document, Path
from qa_calendar.reading.words import (
    ActivityTitle,
    AlarmText,
    Day,
    Email,
    Flag,
    HostName,
    LeadTime,
    MailboxText,
    MonthOfYear,
    Name,
    OrNothing,
    PersonId,
    RollText,
    SpanShape,
    Text,
    TimeOfDay,
    WeekdayName,
    Word,
    WorkerName,
    in_order,
    number,
    one_of,
    unfit_target,
)

_REMARKS = tuple(one.value for one in LintId)
_DEFAULT_START, _DEFAULT_DUE = "first working day", "last working day"
_MOST_TELLINGS = 5
_CALENDAR_ID = r"[a-z0-9]([a-z0-9.-]{0,78}[a-z0-9])?"
_URL = r"https?://[^\s/?#]+(/[^\s?#]*)?"
_FRAMEWORK_FILE = r"[^/\\:*?<>|]+\.ya?ml"
_HERE = ("localhost", "127.0.0.1", "::1")
_STATE = r"(sqlite:///(?!:memory:)|postgres(ql(\+psycopg)?)?://)\S.*"


def is_calendar_id(text: str) -> bool:
    """Whether *text* can be the right-hand side of a UID."""
    return re.fullmatch(_CALENDAR_ID, text) is not None


def _calendar_id(text: str) -> str:
    if not is_calendar_id(text):
        raise wrong(f"'{text}' is not a name such as qa.example.gov.uk: small letters, digits, dots and dashes")
    return text


def _goes_to(text: str, info: ValidationInfo) -> str | None:
    known: Names | None = (info.context or {}).get("staff")
    if text.casefold() == NOBODY:
        return None
    if known is None:
        return text
    if (found := known.find(text)) is None:
        raise wrong(f"no worker '{text}'" + (did_you_mean(text, [*known, NOBODY]) or " in config.yaml's staff"))
    return str(found)


def _holiday(text: str) -> date | str:
    if day := iso_date(text):
        return day
    if holiday_key(text) in map(holiday_key, EVERY_HOLIDAY_NAME):
        return holiday_key(text)
    raise wrong(f"no bank holiday '{text}'{did_you_mean(text, EVERY_HOLIDAY_NAME)}; a date such as 2020-05-08 will do")


def _url(text: str) -> str:
    if not re.fullmatch(_URL, text):
        raise wrong(f"'{text}' is not an address such as https://qa.example.gov.uk/")
    return text if text.endswith("/") else f"{text}/"


def _target(text: str) -> str:
    if why := unfit_target(text):
        raise wrong(why)
    return text


def _state(text: str) -> str:
    if not re.fullmatch(_STATE, text):
        # What stands before an @ may be a password.
        shown = re.sub("(//|:/*).*@", r"\1…@", text)
        raise wrong(f"'{shown}' is not a database (write sqlite:///state/qa-calendar.db or postgresql://…)")
    protocol, _, rest = text.partition("://")
    place, _, path = rest.partition("?")[0].partition("/")
    if protocol != "sqlite" and (place.count("@") > 1 or "@" in path):
        shown = f"{protocol}://…@{rest.rpartition('@')[2]}"
        raise wrong(f"'{shown}' has an '@' or a '/' in its user or password; write them as %40 and %2F")
    return text


def _framework_file(text: str) -> str:
    if not re.fullmatch(_FRAMEWORK_FILE, text) or text.casefold() == "config.yaml":
        raise wrong(f"'{text}' is not a framework's file beside this one, such as framework-2021.yaml")
    return text


def _lint_id(text: str) -> str:
    if text not in _REMARKS:
        raise wrong(no_remark(text))
    return text


def _rising(days: list[int]) -> list[int]:
    if len(days) > _MOST_TELLINGS:
        raise wrong(f"{len(days)} days are too many: people are told of the same work {_MOST_TELLINGS} times at most")
    for earlier, later in pairwise(days):
        if later <= earlier:
            raise wrong(f"{later} is behind {earlier}: write the days in rising order, each once")
    return days


def _pattern(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _of_all_or_some(value: Any) -> str:
    return SEVERAL if isinstance(value, dict) else ONE


Reasons = Annotated[
    Annotated[Text, Tag(ONE)] | Annotated[dict[ActivityTitle, Text], Tag(SEVERAL)], Discriminator(_of_all_or_some)
]
WorkingDaysLate = Annotated[
    list[Annotated[int, number(1, 60)]], AfterValidator(_rising), Field(json_schema_extra={"maxItems": _MOST_TELLINGS})
]


class PersonShape(Shape):
    """Somebody, or a group, named in the framework."""

    role: Text = Field(description="Their role, as people are to see it.")
    email: Email | None = Field(None, description="Where reminders go; without it they are listed for the coordinator.")
    group: Flag = Field(False, description="Whether this is a group rather than one person.")
    members: list[WorkerName] = Field(EMPTY, description="Who is in the group: its work is in each member's calendar.")
    id: PersonId | None = Field(
        None, description="Keep it and a renamed person keeps their feed, mail and finished work."
    )
    also_known_as: list[Name] = Field(EMPTY, description="Other spellings the framework uses.")
    works: list[WeekdayName] | None = Field(None, min_length=1, description="The weekdays of a part-timer.")
    away: list[SpanShape] = Field(EMPTY, description="Leave, both days included.")
    since: Day | None = Field(None, alias="from", description="A joiner's first day.")
    until: Day | None = Field(None, description="A leaver's last day.")

    @model_validator(mode="after")
    def _is_a_group(self) -> PersonShape:
        if self.members and not self.group:
            raise wrong("only a group has members: add group: true", "members")
        return self

    @model_validator(mode="after")
    def _in_order(self) -> PersonShape:
        if self.since is not None:
            in_order(self.since, self.until)
        return self


class StaffChangeShape(Shape):
    """A dated fact: a handover, a cover (with until) or a vacancy (goes_to: nobody)."""

    since: Day = Field(alias="from", description="The first day it holds.")
    until: Day | None = Field(None, description="The last day of a cover; without it the work moves for good.")
    work_of: WorkerName = Field(description="Whose work moves.")
    goes_to: Annotated[Name, AfterValidator(_goes_to)] = Field(description="A name from staff, or nobody.")
    only: list[ActivityTitle] | None = Field(None, min_length=1, description="The only activities it holds for.")
    excluding: list[ActivityTitle] | None = Field(
        None, alias="except", min_length=1, description="The activities it does not hold for."
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> StaffChangeShape:
        in_order(self.since, self.until)
        if self.only and self.excluding:
            raise wrong("a change has either `only` or `except`, not both", "except")
        if self.goes_to == self.work_of:
            raise wrong(f"the work of '{self.work_of}' goes to the same person", "goes_to")
        return self


class WorkingDaysShape(Shape):
    """Which days the office works."""

    nation: Annotated[str, one_of(*Nation)] = Field(description="Whose bank holidays are kept.")
    week: list[WeekdayName] = Field(
        [0, 1, 2, 3, 4],
        min_length=1,
        description="The weekdays the office works.",
        json_schema_extra={"default": list(SHORT_WEEKDAYS[:5])},
    )
    closed: list[SpanShape] = Field(EMPTY, description="Days the office is closed, both days included.")
    open: list[Day] = Field(EMPTY, description="Days worked in spite of weekend, bank holiday or closure.")
    work_through: list[
        Annotated[date | str, Word("text", _holiday, {"type": "string", "examples": list(HOLIDAY_NAMES)})]
    ] = Field(EMPTY, description="Bank holidays this office does not take, by name or date.")


class RulesShape(Shape):
    """How a month becomes a day."""

    if_not_working: RollText = Field(
        Roll.MODIFIED_FOLLOWING,
        description="What happens to a day that is not worked.",
        json_schema_extra={"default": Roll.MODIFIED_FOLLOWING.removeprefix("or ")},
    )
    default: DateRulesShape = Field(DateRulesShape(), description="The rules of every activity without its own.")
    activities: dict[ActivityTitle, Annotated[ActivityRulesShape, OrNothing(dict)]] = Field(
        {}, description="The rules of single activities; a list of them where they change from a month on."
    )


class DateChangeShape(Shape):
    """A one-off for one activity in one month; it wins over every rule."""

    activity: ActivityTitle = Field(description="The activity, as the framework spells it.")
    month: MonthOfYear | None = Field(
        None, description="The month the framework lists it in; with its year where there are two."
    )
    meant: Day | None = Field(None, alias="date", description="The day meant, where a month has it several times.")
    move_to: Day | None = Field(None, description="The day it moves to.")
    skip: Flag = Field(False, description="true: it does not take place this month.")
    because: Text = Field(description="The reason, as people are to see it.")

    @model_validator(mode="after")
    def _one_of_two(self) -> DateChangeShape:
        if self.skip == (self.move_to is not None):
            raise wrong("a change has either `move_to: a date` or `skip: true`")
        if (self.month is None) == (self.meant is None):
            raise wrong("a change has either `month`, or `date` where a month has several")
        return self


class FeedsShape(Shape):
    """How feeds are written."""

    team_name: Text = Field("QA team", description="The name of the team's calendar.")
    alarm: AlarmText = Field(
        Alarm(None), description="none, or for example 1 day before.", json_schema_extra={"default": "none"}
    )
    due_events: Flag = Field(False, description="true: a second event on each due date.")
    method: Annotated[str, one_of(*Method)] = Field("none", description="publish for clients that want it.")
    categories: list[Text] = Field(["Quality Assurance"], description="Categories of every event.")
    show_done: Flag = Field(False, description="true: what is recorded as done has a check mark.")


class RemindersShape(Shape):
    """How reminders are written, and to whom the digest goes."""

    sender: MailboxText | None = Field(None, alias="from", description="Who the reminders come from.")
    reply_to: MailboxText | None = Field(None, description="Where answers go, if not to the sender.")
    weekly_on: WeekdayName = Field(
        0, description="The day of the weekly reminder.", json_schema_extra={"default": WEEKDAYS[0]}
    )
    send_between: Annotated[list[TimeOfDay], Field(min_length=2, max_length=2)] = Field(
        [time(7), time(19)],
        description="`run` sends between these times of working days.",
        json_schema_extra={"default": ["07:00", "19:00"]},
    )
    send_after: TimeOfDay | None = Field(None, description="The first of these times, as it was written before.")
    look_ahead_weeks: Annotated[int, number(0, 52)] = Field(4, description="How many weeks a reminder looks ahead.")
    send_empty: Flag = Field(False, description="true: a reminder even for a week with nothing to say.")
    lead_times: dict[Text, LeadTime] = Field(
        {}, description="The day of a reminder of each piece of work, by role; an activity's own `remind` wins."
    )
    digest_to: list[Email] = Field(EMPTY, description="Who gets the digest of everybody's work.")

    @model_validator(mode="after")
    def _one_after_the_other(self) -> RemindersShape:
        if self.send_after is not None and "send_between" in self.model_fields_set:
            raise wrong("`send_between` has both times; leave `send_after` out", "send_after")
        first, last = self.send_after or self.send_between[0], self.send_between[1]
        if last <= first:
            raise wrong(f"nothing could ever be sent: {last:%H:%M} is not after {first:%H:%M}", "send_between")
        return self


class OverdueShape(Shape):
    """What counts as overdue, and who is told of it when."""

    since: Day = Field(description="What was due before this day is never overdue.")
    tell_worker: WorkingDaysLate = Field(
        EMPTY, description="On which working days after the due date the named worker is told."
    )
    tell_coordinator: WorkingDaysLate = Field(EMPTY, description="On which of them whoever gets the digest is told.")


class SmtpShape(Shape):
    """Where mail is handed over. The password comes from QA_CALENDAR_SMTP_PASSWORD, never from here."""

    host: HostName = Field(description="The mail server.")
    port: Annotated[int, number(1, 65535)] = Field(587, description="Its port.")
    security: Annotated[str, one_of("starttls", "tls", "none")] = Field("starttls", description="How it is encrypted.")
    user: Text | None = Field(None, description="The name to log in with.")
    timeout: Annotated[int, number(1, 600)] = Field(60, description="How many seconds to wait for its answer.")
    pause: Annotated[int, number(0, 60)] = Field(1, description="How many seconds to wait between two mails.")
    per_minute: Annotated[int, number(1, 6000)] | None = Field(
        None, description="How many mails the server takes in a minute, of all services together."
    )

    @model_validator(mode="before")
    @classmethod
    def _has_no_password(cls, value: Any) -> Any:
        if isinstance(value, dict) and "password" in value:
            raise wrong(
                "a password does not belong in a file: set QA_CALENDAR_SMTP_PASSWORD, see docs/mail.md", "password"
            )
        return value

    @model_validator(mode="after")
    def _is_at_its_port(self) -> SmtpShape:
        if self.port == 465 and self.security == "starttls":
            raise wrong("at port 465 a server speaks TLS from the start: write security: tls, or port: 587", "port")
        return self

    @model_validator(mode="after")
    def _keeps_the_password(self) -> SmtpShape:
        if self.user is not None and self.security == "none" and self.host not in _HERE:
            raise wrong("the password would go unencrypted: write security: starttls or tls, or leave out user", "user")
        return self


class NewsShape(Shape):
    """What people are told of."""

    reworded: Flag = Field(
        False, description="true: named workers are told of new words as well; else only the coordinator, in a line."
    )


class PrivacyShape(Shape):
    """How long is kept what was sent to whom."""

    keep_mail_months: Annotated[int, number(2, 1200)] | None = Field(
        None, description="`run` forgets older mail, but not what would be sent again for want of it; else all is kept."
    )


class LinksShape(Shape):
    """The secret addresses people subscribe to."""

    welcome: Flag = Field(False, description="true: `run` tells whoever has not subscribed how to, once.")
    leaver_weeks: Annotated[int, number(0, 52)] = Field(
        4, description="For how many weeks the feed of somebody who has left says that it has ended."
    )


class PublishShape(Shape):
    """Where the feeds people subscribe to are put."""

    to: Annotated[str, Word("text", _target, {"type": "string"})] = Field(
        description="A folder that a web server serves, an object store such as s3://bucket/qa, or serve."
    )


class LintShape(Shape):
    """Remarks of `qa-calendar check` not to repeat."""

    ignore: dict[Annotated[str, Word("text", _lint_id, {"enum": list(_REMARKS)})], Reasons] = Field(
        {}, description="Each remark with the reason to ignore it, or activities with the reason for each."
    )


class ConfigShape(Shape):
    """How this service works: its people, working days and rules."""

    calendar_id: Annotated[str, Word("text", _calendar_id, _pattern(_CALENDAR_ID))] = Field(
        description="The right-hand side of every event's identity. Never change it once people subscribe."
    )
    timezone: Annotated[str, one_of("Europe/London")] = Field("Europe/London", description="The zone of timed events.")
    frameworks: list[Annotated[str, Word("text", _framework_file, _pattern(_FRAMEWORK_FILE))]] = Field(
        ["framework.yaml"],
        min_length=1,
        description="The framework of each year, one file each; together they are one plan.",
    )
    staff: dict[Name, PersonShape] = Field(
        min_length=1, description="Everybody named in the framework, people or groups; each has a feed."
    )
    staff_changes: list[StaffChangeShape] = Field(
        EMPTY, description="Handovers, cover and vacancies, each with its date."
    )
    working_days: WorkingDaysShape = Field(description="Which days the office works.")
    rules: RulesShape = Field(RulesShape(), description="How a month becomes a day.")
    date_changes: list[DateChangeShape] = Field(
        EMPTY, description="One-offs, each with its reason; they win over rules."
    )
    feeds: FeedsShape = Field(FeedsShape(), description="How feeds are written.")
    reminders: RemindersShape = Field(RemindersShape(), description="How reminders are written.")
    smtp: SmtpShape | None = Field(None, description="Where mail is handed over.")
    overdue: OverdueShape | None = Field(None, description="What counts as overdue, and who is told of it when.")
    news: NewsShape = Field(NewsShape(), description="What people are told of.")
    privacy: PrivacyShape = Field(PrivacyShape(), description="How long is kept what was sent to whom.")
    base_url: Annotated[str, Word("text", _url, _pattern(_URL))] | None = Field(
        None, description="Where links, pages and mail say the feeds are."
    )
    links: LinksShape = Field(LinksShape(), description="The secret addresses people subscribe to.")
    publish: PublishShape | None = Field(None, description="Where `run` puts the feeds for people to subscribe to.")
    lint: LintShape = Field(LintShape(), description="Remarks of `qa-calendar check` not to repeat.")
    out: Text = Field("out", description="The folder feeds and reminders are written to.")
    state: Annotated[str, Word("text", _state, _pattern(_STATE))] = Field(
        "sqlite:///state/qa-calendar.db", description="The database of what was published; a file, or PostgreSQL."
    )

    @model_validator(mode="after")
    def _says_who_mail_is_from_and_to(self) -> ConfigShape:
        if self.smtp is not None and self.reminders.sender is None:
            raise wrong("mail needs somebody it comes from: add reminders: {from: qa-team@example.gov.uk}", "smtp")
        if self.links.welcome and self.base_url is None:
            raise wrong("nobody could be told where: add base_url: https://qa.example.gov.uk/", "links")
        if self.overdue is not None and self.overdue.tell_coordinator and not self.reminders.digest_to:
            raise wrong("nobody is told: add reminders: {digest_to: [manager@example.gov.uk]}", "overdue")
        return self


def config_of(shape: ConfigShape, document: Document) -> Config:
    """The Config that *shape*, read from *document*, describes."""
    return Config(
        calendar_id=shape.calendar_id,
        timezone=shape.timezone,
        staff=tuple(_person(name, person, document) for name, person in shape.staff.items()),
        staff_changes=tuple(_staff_change(*item, document) for item in enumerate(shape.staff_changes)),
        calendar=_calendar(shape.working_days),
        if_not_working=shape.rules.if_not_working,
        default_rules=_default_rules(shape, document),
        activity_rules=_all_activity_rules(shape, document),
        date_changes=tuple(_date_change(*item, document) for item in enumerate(shape.date_changes)),
        feeds=_feeds(shape.feeds),
        reminders=_reminders(shape.reminders, document),
        smtp=None if shape.smtp is None else SmtpOptions(**shape.smtp.model_dump()),
        overdue=_overdue(shape.overdue),
        base_url=shape.base_url,
        links=LinkOptions(shape.links.welcome, shape.links.leaver_weeks),
        publish_to=shape.publish.to if shape.publish else None,
        out=shape.out,
        state=shape.state,
        tell_reworded=shape.news.reworded,
        keep_mail_months=shape.privacy.keep_mail_months,
        places={key: document.at((key,)) for key in ("state", "out", "publish") if key in shape.model_fields_set},
        lint_ignored={id_: why for id_, why in shape.lint.ignore.items() if isinstance(why, str)},
        lint_ignored_for={id_: why for id_, why in shape.lint.ignore.items() if not isinstance(why, str)},
        location=Location(document.file),
    )


def _person(name: str, shape: PersonShape, document: Document) -> Person:
    works = None if shape.works is None else frozenset(shape.works)
    return Person(
        name=name,
        slug=shape.id or slug_of(name),
        role=shape.role,
        email=shape.email,
        group=shape.group,
        members=tuple(dict.fromkeys(shape.members)),
        days=PersonDays(name, works, _days(shape.away, "")) if works is not None or shape.away else None,
        aliases=tuple(shape.also_known_as),
        since=shape.since,
        until=shape.until,
        location=document.key_at(("staff", name)),
    )


def _days(spans: Iterable[SpanShape], unsaid: str) -> dict[date, str]:
    """Every day of *spans* with its reason, or *unsaid* where none is given."""
    days: dict[date, str] = {}
    for span in spans:
        length = (span.until - span.since).days + 1
        days |= {span.since + n * DAY: span.because or unsaid for n in range(length)}
    return days


def _staff_change(number: int, shape: StaffChangeShape, document: Document) -> StaffChange:
    return StaffChange(
        since=shape.since,
        until=shape.until,
        work_of=shape.work_of,
        goes_to=shape.goes_to,
        only=frozenset(shape.only or ()),
        excluding=frozenset(shape.excluding or ()),
        location=document.at(("staff_changes", number)),
    )


def _calendar(shape: WorkingDaysShape) -> WorkCalendar:
    return WorkCalendar(
        nation=Nation(shape.nation),
        week=frozenset(shape.week),
        closed=_days(shape.closed, "closed"),
        opened=frozenset(shape.open),
        worked_holidays=frozenset(shape.work_through),
    )


def _default_rules(shape: ConfigShape, document: Document) -> DateRules:
    written = date_rules(shape.rules.default, document, ("rules", "default"))
    place = document.key_at(("rules", "default"))
    start, due = (Phrase(parse_rule(text), text, place) for text in (_DEFAULT_START, _DEFAULT_DUE))
    return written.over(DateRules(start=start, due=due))


def _all_activity_rules(shape: ConfigShape, document: Document) -> dict[str, ActivityRules]:
    # The titles are the framework's; here they may be typed in another way, or be what it was called before.
    typed = rules_typed(document)
    named = zip(shape.rules.activities.items(), typed, strict=True)
    return {title: _activity_rules(own, document, ("rules", "activities", word)) for (title, own), word in named}


def _activity_rules(shape: DateRulesShape | list[RulesFromShape], document: Document, path: Path) -> ActivityRules:
    rules, later = all_rules(shape, document, path)
    return ActivityRules(rules, document.key_at(path), later)


def _date_change(number: int, shape: DateChangeShape, document: Document) -> DateChange:
    month, year = shape.month or (0, None)
    if shape.meant is not None:
        month, year = shape.meant.month, shape.meant.year
    return DateChange(
        activity=shape.activity,
        month=month,
        year=year,
        meant=shape.meant,
        move_to=shape.move_to,
        because=shape.because,
        location=document.at(("date_changes", number)),
    )


def _feeds(shape: FeedsShape) -> FeedOptions:
    return FeedOptions(
        team_name=shape.team_name,
        alarm=shape.alarm.minutes,
        due_events=shape.due_events,
        method=Method(shape.method),
        categories=tuple(shape.categories),
        show_done=shape.show_done,
    )


def _overdue(shape: OverdueShape | None) -> OverdueOptions | None:
    if shape is None:
        return None
    return OverdueOptions(
        since=shape.since,
        tell_worker=tuple(shape.tell_worker),
        tell_coordinator=tuple(shape.tell_coordinator),
    )


def _reminders(shape: RemindersShape, document: Document) -> ReminderOptions:
    path = ("reminders", "lead_times")
    lead_times = {role: phrase_at((*path, role), rule, document) for role, rule in shape.lead_times.items()}
    return ReminderOptions(
        sender=shape.sender,
        reply_to=shape.reply_to,
        weekly_on=shape.weekly_on,
        look_ahead_weeks=shape.look_ahead_weeks,
        send_after=shape.send_after or shape.send_between[0],
        send_until=shape.send_between[1],
        send_empty=shape.send_empty,
        digest_to=tuple(shape.digest_to),
        lead_times=lead_times,
    )
