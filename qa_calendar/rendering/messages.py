"""A message to somebody: as text, as HTML and as a draft mail."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from qa_calendar.dates.zone import LONDON
from qa_calendar.model import TEAM, Person, Plan, ReminderOptions
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.headers import address_header, body, text_header, token_header
from qa_calendar.rendering.templates import Templates

BOUNDARY = "=_qa-calendar_="
"""Parts the two bodies. Quoted-printable writes `=` only before two digits or a line end, so it is in neither."""


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


def feed_url(slug: str, plan: Plan) -> str | None:
    """Where the feed called *slug* is read, if anybody said where feeds are."""
    if plan.addresses is not None:
        return plan.addresses.get(slug)
    base_url = plan.config.base_url
    return None if base_url is None else f"{base_url.rstrip('/')}/feeds/{slug}.ics"


def draft(message: Message, options: ReminderOptions) -> bytes:
    """*message* as an .eml file that classic Outlook opens as a draft: `X-Unsent`, and no Date or Message-ID."""
    return _mail(message, options, message.reader.mailboxes, {"X-Unsent": "1"})


def sendable(message: Message, mailbox: Mailbox, options: ReminderOptions, identity: str, at: datetime) -> bytes:
    """*message* as mail to *mailbox*, sent *at* an aware time; *identity* is its Message-ID, brackets included."""
    headers = {"Date": format_datetime(at.astimezone(LONDON)), "Message-ID": identity}
    return _mail(message, options, (mailbox,), headers)


def _mail(
    message: Message, options: ReminderOptions, mailboxes: Sequence[Mailbox], headers: Mapping[str, str]
) -> bytes:
    lines = [token_header(name, value) for name, value in headers.items()]
    if options.sender is not None:
        lines.append(address_header("From", [mailbox_of(options.sender)]))
    if mailboxes:
        lines.append(address_header("To", [mailbox_of(one.address, one.name) for one in mailboxes]))
    lines.append(text_header("Subject", _one_line(message.subject)))
    if options.reply_to is not None:
        lines.append(address_header("Reply-To", [mailbox_of(options.reply_to)]))
    lines += [token_header(name, value) for name, value in _ALWAYS.items()]
    parts = [_part(kind, content) for kind, content in (("plain", message.text), ("html", message.html))]
    return b"".join([*lines, b"\r\n", *parts, f"--{BOUNDARY}--\r\n".encode()])


_ALWAYS = {
    "MIME-Version": "1.0",
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "OOF, AutoReply",
    "Content-Type": f'multipart/alternative; boundary="{BOUNDARY}"',
}


def _part(kind: str, content: str) -> bytes:
    headers = {"Content-Type": f'text/{kind}; charset="utf-8"', "Content-Transfer-Encoding": "quoted-printable"}
    lines = [token_header(name, value) for name, value in headers.items()]
    return b"".join([f"--{BOUNDARY}\r\n".encode(), *lines, b"\r\n", body(content), b"\r\n"])


def mailbox_of(written: str, name: str = "") -> tuple[str, str]:
    """The name to show and the address in `Safeguarding QA <qa@example.gov.uk>`; *name* wins."""
    line = _one_line(written)
    # Not by RFC 5322, which would have a name with a comma in quotes: it is kept as a person reads it.
    found = re.fullmatch(r"(.*?) *<([^<>]*)>", line)
    shown, address = (found[1], found[2]) if found else ("", line)
    return _one_line(name) or shown.strip('" '), address


def _one_line(text: str) -> str:
    """*text* without line breaks and other control characters, so that no header can be slipped in."""
    return " ".join(printable(text).split())
