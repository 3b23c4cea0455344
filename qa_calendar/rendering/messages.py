"""A message to somebody: as text, as HTML and as a draft mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from qa_calendar.dates.zone import LONDON
from qa_calendar.model import TEAM, Person, Plan, ReminderOptions
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.templates import Templates

if TYPE_CHECKING:
    from email.headerregistry import Address

BOUNDARY = "=_qa-calendar_="
"""Parts the two bodies. Quoted-printable writes `=` only before two digits or a line end, so it is in neither."""


_HEADER = 900
"""How long a header's line may be, in octets; RFC 5322, 2.1.1, says 998."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where mail goes, with the name to show unless the *address* has one of its own."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom a message is for; they may have no mailbox. *slug* names their files."""

    slug: str
    name: str
    mailboxes: tuple[Mailbox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a *reader* is told, as plain text and as HTML, each complete."""

    reader: Reader
    subject: str
    text: str
    html: str


def reader_of(person: Person) -> Reader:
    """*person* as the reader of a message."""
    mailboxes = () if person.email is None else (Mailbox(person.email, person.name),)
    return Reader(slug=person.slug, name=person.name, mailboxes=mailboxes)


def coordinator(plan: Plan) -> Reader:
    """Whoever hears of the whole team's work."""
    mailboxes = tuple(map(Mailbox, plan.config.reminders.digest_to))
    return Reader(slug=TEAM, name=plan.config.feeds.team_name, mailboxes=mailboxes)


def message_to(reader: Reader, kind: str, templates: Templates, values: Mapping[str, object]) -> Message:
    """The message that the templates called *kind* make of *values*; raises InvalidInputError where one fails."""
    return Message(
        reader=reader,
        subject=_one_line(templates.render(f"{kind}.subject.j2", **values)),
        text=templates.render(f"{kind}.txt.j2", **values).strip() + "\n",
        html=templates.render(f"{kind}.html.j2", **values).strip() + "\n",
    )


def feed_url(slug: str, base_url: str | None) -> str | None:
    """Where the feed called *slug* is read, if anybody said where feeds are."""
    return None if base_url is None else f"{base_url.rstrip('/')}/feeds/{slug}.ics"


def draft(message: Message, options: ReminderOptions) -> bytes:
    """*message* as an .eml file that classic Outlook opens as a draft: `X-Unsent`, and no Date or Message-ID."""
    return _mail(message, options, message.reader.mailboxes, {"X-Unsent": "1"})


def sendable(message: Message, mailbox: Mailbox, options: ReminderOptions, identity: str, at: datetime) -> bytes:
    """*message* as mail to *mailbox*, sent *at* an aware time; *identity* is its Message-ID, brackets included."""
    from email.utils import format_datetime

    headers = {"Date": format_datetime(at.astimezone(LONDON)), "Message-ID": identity}
    return _mail(message, options, (mailbox,), headers)


def _mail(
    message: Message, options: ReminderOptions, mailboxes: Sequence[Mailbox], headers: Mapping[str, str]
) -> bytes:
    from email.message import EmailMessage
    from email.policy import SMTP

    mail = EmailMessage(SMTP)
    for name, value in headers.items():
        mail[name] = value
    if options.sender is not None:
        mail["From"] = _address(options.sender)
    if mailboxes:
        mail["To"] = tuple(_address(one.address, one.name) for one in mailboxes)
    mail["Subject"] = _one_line(message.subject)
    if options.reply_to is not None:
        mail["Reply-To"] = _address(options.reply_to)
    mail["MIME-Version"] = "1.0"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.make_alternative(boundary=BOUNDARY)
    mail.add_alternative(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    # A header of plain words is one line, as some filters take one that begins on its second line for forged.
    plain = all(str(value).isascii() for value in mail.values())
    return mail.as_bytes(policy=SMTP.clone(max_line_length=_HEADER) if plain else SMTP)


def _address(written: str, name: str = "") -> Address:
    from email.headerregistry import Address
    from email.utils import parseaddr

    shown, address = parseaddr(_one_line(written))
    return Address(_one_line(name) or shown, addr_spec=address)


def _one_line(text: str) -> str:
    """*text* without line breaks and other control characters, so that no header can be slipped in."""
    # email decodes an encoded word even in a value it is about to write, and with it the line breaks inside.
    return " ".join(printable(text).replace("=?", "= ?").split())
