"""Messages as mail: who gets which in one letter, what identifies it, and its bytes.

messages ─▶ notices, one for each reader and address ─▶ letters, one for each address ─▶ bytes
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from qa_calendar.dates.months import listed
from qa_calendar.model import TEAM, Config
from qa_calendar.planning.mailing import Period
from qa_calendar.rendering.headers import LINE
from qa_calendar.rendering.messages import Mailbox, Message, sendable

_BODY = re.compile(r"(.*<body\b[^>]*>)(.*)(</body\s*>.*)", re.DOTALL | re.IGNORECASE)
_LONGEST = 150
_RULE = "\n" + 72 * "-" + "\n\n"


class MailKind(StrEnum):
    """What a mail is for, in the order in which a run sends them; `delivering/mail/kinds` says what each is made of."""

    WELCOME = "welcome"
    NEWS = "news"
    REMINDER = "reminder"
    DUE = "due"
    OVERDUE = "overdue"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What must not be sent twice: a *person* is told of a *period* once, however it is worded.

    *person* is the name of their feed, or the address of somebody who is told of the whole team.
    """

    person: str
    kind: MailKind
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A *message* for one mailbox, and everything it tells of.

    *also* is what would be mail of its own if it did not stand in this one, *build* the last that it tells of, *view*
    the UIDs of the work that is in view in it. Without an address it is for a person to hand over.
    """

    person: str
    kind: MailKind
    periods: tuple[Period, ...]
    message: Message
    mailbox: Mailbox
    also: tuple[Key, ...] = ()
    build: int | None = None
    view: frozenset[str] | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether nobody can send it."""
        return not self.mailbox.address

    @property
    def own_keys(self) -> tuple[Key, ...]:
        """What it is."""
        return tuple(Key(self.person, self.kind, period) for period in self.periods)

    @property
    def keys(self) -> tuple[Key, ...]:
        """All that the ledger knows it by."""
        return self.own_keys + self.also


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one *mailbox* at once: the same kind of notice for everybody who reads their mail there."""

    mailbox: Mailbox
    notices: tuple[Notice, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Everything it tells of, to everybody."""
        return tuple(key for notice in self.notices for key in notice.keys)

    @property
    def message(self) -> Message:
        """The message; those of several people stand one below the other, each complete."""
        messages = [notice.message for notice in self.notices]
        return messages[0] if len(messages) == 1 else _joined(messages)


def notices_of(message: Message, kind: MailKind, periods: Sequence[Period]) -> tuple[Notice, ...]:
    """*message* for each mailbox of its reader: none for somebody without an address."""
    reader = message.reader
    return tuple(
        Notice(
            # Those who hear of the whole team are no persons of the plan: their address is what tells them apart.
            person=mailbox.address.casefold() if reader.slug == TEAM else reader.slug,
            kind=kind,
            periods=tuple(periods),
            message=message,
            mailbox=mailbox,
        )
        for mailbox in reader.mailboxes
    )


def drafts_of(message: Message, kind: MailKind, periods: Sequence[Period]) -> tuple[Notice, ...]:
    """*message* for a person to send or to hand over; none where it is for no one."""
    found = notices_of(message, kind, periods)
    if found or message.reader.slug == TEAM:
        return found
    nowhere = Mailbox("", message.reader.name)
    return (Notice(person=message.reader.slug, kind=kind, periods=tuple(periods), message=message, mailbox=nowhere),)


def letters_of(notices: Iterable[Notice]) -> tuple[Letter, ...]:
    """The *notices* by kind and address, in order."""
    by_address: dict[tuple[MailKind, str], list[Notice]] = {}
    for notice in notices:
        by_address.setdefault((notice.kind, notice.mailbox.address.casefold()), []).append(notice)
    return tuple(Letter(_shared(some), tuple(some)) for some in by_address.values())


def letter_bytes(letter: Letter, config: Config, revision: int, at: datetime) -> bytes:
    """What goes to the server, with CRLF. *revision* counts how often it was asked for again, *at* is aware."""
    name = name_of(letter, revision)
    # A header's line has 78 characters, and an identity cannot be broken.
    if len(f"Message-ID: <{name}@{config.calendar_id}>") > LINE:
        name = f"{letter.keys[0].kind}.{_digest(name)}"
    identity = f"<{name}@{config.calendar_id}>"
    return sendable(letter.message, letter.mailbox, config.reminders, identity, at)


def name_of(letter: Letter, revision: int) -> str:
    """What tells a letter from every other: the left-hand side of its Message-ID, fit for the name of a file."""
    # The same for every try, so that a server can tell it has it already; another one once a person asks for it again.
    keys = tuple(key for notice in letter.notices for key in notice.own_keys)
    first = keys[0]
    plain = ".".join([first.kind, str(first.period), first.person.replace("@", "="), str(revision)])
    safe = re.sub("[^A-Za-z0-9=._+-]", "-", plain)[:_LONGEST].rstrip(".")
    if safe == plain and len(keys) == 1:
        return safe
    return f"{safe}.{_digest(' '.join([str(revision), *(f'{key.person} {key.period}' for key in keys)]))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _shared(notices: Sequence[Notice]) -> Mailbox:
    names = dict.fromkeys(notice.mailbox.name for notice in notices if notice.mailbox.name)
    return replace(notices[0].mailbox, name=listed(tuple(names)))


def _joined(messages: Sequence[Message]) -> Message:
    subjects = tuple(dict.fromkeys(message.subject for message in messages))
    names = listed(tuple(message.reader.name for message in messages))
    return replace(
        messages[0],
        subject=f"{subjects[0]} ({names})" if len(subjects) == 1 else " / ".join(subjects),
        text=_RULE.join(message.text for message in messages),
        html=_joined_html([message.html for message in messages]),
    )


def _joined_html(pages: Sequence[str]) -> str:
    """The bodies of *pages* in the frame of the first; one that is no whole page is taken as it is."""
    found = [_BODY.fullmatch(page) for page in pages]
    bodies = "\n<hr>\n".join(page if match is None else match[2] for page, match in zip(pages, found, strict=True))
    frame = next((match for match in found if match is not None), None)
    return bodies if frame is None else f"{frame[1]}{bodies}{frame[3]}"
