"""Notices, clocks and mailers for tests of sending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from builders import config
from mail_server import Box
from stores import QA

from qa_calendar.delivering.mail.sending import Mailer
from qa_calendar.delivering.mail.smtp import Post
from qa_calendar.delivering.state.database import Database, opened
from qa_calendar.delivering.state.ledger import Ledger
from qa_calendar.delivering.state.senders import sender
from qa_calendar.model import Config, ReminderOptions, SmtpOptions
from qa_calendar.planning.mailing import parse_period
from qa_calendar.rendering.letters import MailKind, Notice, notices_of
from qa_calendar.rendering.messages import Mailbox, Message, Reader

NINE = datetime(2020, 8, 31, 8, tzinfo=UTC)
"""Nine o'clock in London, on a Monday."""

WEEK = "2020-W36"
FROM = "qa-team@example.gov.uk"


@dataclass(slots=True)
class Hands:
    """A clock that stands still until somebody sleeps."""

    at: datetime = NINE

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def message(name: str, address: str | None = None, subject: str = "Your QA work") -> Message:
    """A message to somebody at *name*@example.gov.uk, unless their address is another."""
    slug = name.casefold().replace(" ", "-")
    mailbox = Mailbox(address or f"{slug}@example.gov.uk", name)
    return Message(
        reader=Reader(slug=slug, name=name, mailboxes=(mailbox,)),
        subject=subject,
        text=f"Dear {name},\n\n.a line with a dot\n",
        html=f'<!DOCTYPE html>\n<html lang="en-GB">\n<body class="page">\n<p>Dear {name},</p>\n</body>\n</html>\n',
    )


def notice(
    name: str, period: str = WEEK, *more: str, kind: MailKind = MailKind.REMINDER, address: str | None = None
) -> Notice:
    """One notice to somebody."""
    (found,) = notices_of(message(name, address), kind, tuple(map(parse_period, (period, *more))))
    return found


def mail_config(port: int = 0, *, pause: float = 0, timeout: float = 1) -> Config:
    """A service whose mail server is at *port* on loopback."""
    from dataclasses import replace

    return replace(
        config(),
        reminders=ReminderOptions(sender=FROM, reply_to="lead@example.gov.uk"),
        smtp=SmtpOptions(host="127.0.0.1", port=port, security="none", pause=pause, timeout=timeout),
    )


@contextmanager
def mailer_at(root: Path, state: str, box: Box, clock: Hands | None = None) -> Iterator[Mailer]:
    """Somebody who sends from the database *state* to the server of *box*."""
    settings = mail_config(box.port)
    assert settings.smtp is not None
    with opened(state, root, QA) as database, sender(database) as us:
        post = Post(settings.smtp, FROM)
        try:
            yield Mailer(
                ledger=Ledger(database, us.name), post=post, sender=us, clock=clock or Hands(), config=settings
            )
        finally:
            post.close()


def states(ledger: Ledger) -> dict[str, str]:
    """What became of each person's mail, when there is one for each."""
    return {key.person: line.state.value for key, line in ledger.lines().items()}


def outcomes(deliveries: Sequence[object]) -> list[tuple[str, str]]:
    """Who, and what became of it."""
    return [(one.notice.message.reader.name, one.outcome.value) for one in deliveries]  # type: ignore[attr-defined]


def ledger_at(database: Database, name: str = "us") -> Ledger:
    """The ledger as somebody called *name* uses it."""
    return Ledger(database, name)
