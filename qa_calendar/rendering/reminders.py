"""The weekly reminder: what each person has this week and coming up, as text, as HTML and as a draft mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qa_calendar.dates.months import DAY, Month, Week
from qa_calendar.model import Occurrence, Person, Plan, ReminderOptions
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.events import Work, Worker, framework_values, work_of
from qa_calendar.rendering.templates import Templates

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

BOUNDARY = "=_qa-calendar_="
"""Parts the two bodies. Quoted-printable writes `=` only before two digits or a line end, so it is in neither."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is told, as plain text and as HTML, each complete; they may have no address."""

    person: Person
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work as its reader does it: with *others*, or *covering* somebody who is away."""

    work: Work
    others: tuple[Worker, ...]
    covering: str | None


def render_reminders(plan: Plan, week: Week, templates: Templates) -> tuple[Message, ...]:
    """A message for everybody in staff with something in *week* or coming up, in their order in config.yaml.

    Raises InvalidInputError where a template fails.
    """
    messages = (_message(person, plan, week, templates) for person in plan.config.staff)
    return tuple(message for message in messages if message is not None)


def draft(message: Message, options: ReminderOptions) -> bytes:
    """*message* as an .eml file that classic Outlook opens as a draft: `X-Unsent`, and no Date or Message-ID."""
    from email.policy import SMTP

    return _mail(message, options).as_bytes(policy=SMTP)


def _message(person: Person, plan: Plan, week: Week, templates: Templates) -> Message | None:
    theirs = plan.of(person.name)
    this_week = _by_date(theirs, week.first, week.last)
    rest = tuple(occurrence for occurrence in theirs if occurrence not in this_week)
    coming_up = _coming_up(rest, week, plan.config.reminders.look_ahead_weeks)
    if not this_week and not coming_up:
        return None
    staff = {somebody.name: somebody for somebody in plan.config.staff}
    values = {
        "name": person.name,
        "week": week,
        "this_week": tuple(_task(occurrence, person, staff) for occurrence in this_week),
        "coming_up": tuple(_task(occurrence, person, staff) for occurrence in coming_up),
        "look_ahead_weeks": plan.config.reminders.look_ahead_weeks,
        "feed_url": _feed_url(person, plan.config.base_url),
        "team": plan.config.feeds.team_name,
        **framework_values(plan, Month.of(week.first)),
    }
    return Message(
        person=person,
        subject=_one_line(templates.render("reminder.subject.j2", **values)),
        text=templates.render("reminder.txt.j2", **values).strip() + "\n",
        html=templates.render("reminder.html.j2", **values).strip() + "\n",
    )


def _by_date(occurrences: tuple[Occurrence, ...], first: date, last: date) -> tuple[Occurrence, ...]:
    """Those that start or are due from *first* to *last*, by the day on which they do."""
    dated = [
        (min(days), occurrence.uid, occurrence)
        for occurrence in occurrences
        if (days := [day for day in _days(occurrence) if first <= day <= last])
    ]
    return tuple(occurrence for *_, occurrence in sorted(dated, key=lambda found: found[:2]))


def _coming_up(occurrences: tuple[Occurrence, ...], week: Week, look_ahead: int) -> tuple[Occurrence, ...]:
    ahead = _by_date(occurrences, week.last + DAY, date.max)
    horizon = week.last + 7 * look_ahead * DAY
    # `remind` asks to hear of something earlier than everybody else does.
    return tuple(
        occurrence
        for occurrence in ahead
        if any(week.last < day <= horizon for day in _days(occurrence))
        or (occurrence.remind is not None and occurrence.remind in week)
    )


def _days(occurrence: Occurrence) -> tuple[date, ...]:
    return (occurrence.start,) if occurrence.due is None else (occurrence.start, occurrence.due)


def _task(occurrence: Occurrence, reader: Person, staff: Mapping[str, Person]) -> Task:
    work = work_of(occurrence, staff)
    return Task(
        work=work,
        others=tuple(worker for worker in work.workers if worker.name != reader.name),
        covering=next(worker.covering for worker in work.workers if worker.name == reader.name),
    )


def _feed_url(person: Person, base_url: str | None) -> str | None:
    return None if base_url is None else f"{base_url.rstrip('/')}/feeds/{person.slug}.ics"


def _mail(message: Message, options: ReminderOptions) -> EmailMessage:
    from email.message import EmailMessage
    from email.policy import SMTP

    mail = EmailMessage(SMTP)
    mail["X-Unsent"] = "1"
    if options.sender is not None:
        mail["From"] = _address(options.sender)
    if message.person.email is not None:
        mail["To"] = _address(message.person.email, message.person.name)
    mail["Subject"] = _one_line(message.subject)
    if options.reply_to is not None:
        mail["Reply-To"] = _address(options.reply_to)
    mail["MIME-Version"] = "1.0"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.make_alternative(boundary=BOUNDARY)
    mail.add_alternative(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return mail


def _address(written: str, name: str = "") -> Address:
    from email.headerregistry import Address
    from email.utils import parseaddr

    shown, address = parseaddr(_one_line(written))
    return Address(_one_line(name) or shown, addr_spec=address)


def _one_line(text: str) -> str:
    """*text* without line breaks and other control characters, so that no header can be slipped in."""
    # email decodes an encoded word even in a value it is about to write, and with it the line breaks inside.
    return " ".join(printable(text).replace("=?", "= ?").split())
