"""A real SMTP server on loopback, which does with a mail what its recipient's name says.

| recipient | what the server does |
|---|---|
| busy@… | 451 to RCPT |
| gone@… | 550 to RCPT |
| full@… | 452 to the mail itself |
| spam@… | 554 to the mail itself |
| leaving@… | 421 to RCPT, and hangs up |
| cut@… | hangs up after DATA, before the mail |
| drop@… | hangs up after the mail, without an answer |
| slow@… | answers to the mail after 3 seconds |
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

SLOW = 3.0
USER, PASSWORD = "qa-reminders", "correct horse"


@dataclass(slots=True)
class Box:
    """What a server has accepted, in order: the recipient and the mail's bytes."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def people(self) -> list[str]:
        """Who got mail, in order, a name for each mail."""
        return [address.partition("@")[0] for address, _ in self.taken]

    def mails(self) -> list[EmailMessage]:
        """The mails, read."""
        return [message_from_bytes(raw, policy=default) for _, raw in self.taken]


Decide = Callable[[str], str]
"""What to do with a mail to an address: a word from the table above, or anything else to take it. Asked once a try."""


def by_name(address: str) -> str:
    """What a recipient's name says."""
    return address.partition("@")[0]


@dataclass  # without slots: aiosmtpd looks at every attribute, and Debian 12's Python 3.11.2 fails at __weakref__
class _Handler:
    box: Box
    decide: Decide

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, _: Any
    ) -> str:
        server.decided = self.decide(address)
        match server.decided:
            case "busy":
                return "451 4.3.2 try again later"
            case "gone":
                return "550 5.1.1 no such mailbox"
            case "leaving":
                server.transport.write(b"421 4.3.2 going down\r\n")
                server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope
    ) -> str:
        (address,) = envelope.rcpt_tos
        self.box.greetings.append(str(session.host_name))
        match server.decided:
            case "full":
                return "452 4.2.2 mailbox full"
            case "spam":
                return "554 5.7.1 looks like spam"
            case "drop":
                server.transport.abort()
            case "slow":
                await asyncio.sleep(SLOW)
        assert isinstance(envelope.content, bytes)
        self.box.taken.append((address, envelope.content))
        return "250 2.0.0 queued"


class _Server(SMTP):
    decided = ""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.decided == "cut":
            await self.push("354 go ahead")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            # It warns of passwords that go unencrypted, which is what some tests are about.
            warnings.simplefilter("ignore", UserWarning)
            return _Server(self.handler, **self.SMTP_kwargs)


def _checked(box: Box) -> Callable[..., AuthResult]:
    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        box.logins.append(data.login.decode())
        right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=right, handled=False) if not right else AuthResult(success=True)

    return authenticate


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def mail_server(
    decide: Decide = by_name,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: bool = False,
    port: int = 0,
) -> Iterator[Box]:
    """A server until the end of the block, at any *port* unless one is named; what it took is in the box."""
    box = Box(port=port or _free_port())
    controller = _Controller(
        _Handler(box, decide),
        hostname="127.0.0.1",
        port=box.port,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=_checked(box) if login else None,
        auth_required=login,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
