"""Handing mail to a server (RFC 5321), one step at a time, so that it is known at which one it failed.

What fails before the last byte is out was not accepted. What gets no answer after it may have been: nobody can tell.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from qa_calendar.model import SmtpOptions
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.contentlines import printable

PASSWORD = "QA_CALENDAR_SMTP_PASSWORD"
"""The variable of the environment that the password is in."""


SERVICE = "qa-calendar"
"""What the keyring knows the password by, with the user."""


def from_keyring(user: str) -> str | None:
    """The password of *user* in the system's keyring; None without one, or without the keyring extra.

    Raises DeliveryError when the keyring is there but cannot be read.
    """
    try:
        import keyring
        from keyring.errors import NoKeyringError
    except ModuleNotFoundError:
        return None
    try:
        password: str | None = keyring.get_password(SERVICE, user)
    except NoKeyringError:
        return None
    except Exception as error:
        # A backend fails as it likes: that of Windows with its own system's errors, which are no KeyringError.
        raise DeliveryError(f"the keyring cannot be read: {error}; or set {PASSWORD}") from error
    return password


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has it; *detail* is what it said."""

    detail: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """The server does not have it, and may take it later."""

    detail: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The server does not have it, and never will."""

    detail: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether the server has it."""

    detail: str


Verdict = Accepted | Deferred | Refused | Unknown


class NotReachableError(Exception):
    """The server cannot be reached, or has no time; the message says how that showed."""


class _Reply(Exception):  # noqa: N818
    """The server said something else than was hoped for."""

    def __init__(self, code: int, said: bytes) -> None:
        self.code, self.said = code, _plain(code, said)
        super().__init__(self.said)


@dataclass(slots=True)
class Post:
    """A connection to the mail server of *options*, opened when it is needed; mail comes from the address *sender*."""

    options: SmtpOptions
    sender: str
    password: str | None = field(default=None, repr=False)
    _open: smtplib.SMTP | None = field(default=None, init=False, repr=False)

    def ready(self) -> None:
        """Be connected and logged in.

        Raises NotReachableError when that may be so later, DeliveryError with the cure when a person must act.
        """
        if self._open is not None and self._answers(self._open):
            return
        self.close()
        with self._told_plainly():
            self._open = self._connected()

    def hand_over(self, address: str, raw: bytes) -> Verdict:
        """Give the server one mail, *raw* with CRLF; raises DeliveryError when it refuses the sender whatever the mail.

        Call `ready` first.
        """
        verdict = self._handed_over(address, raw)
        return replace(verdict, detail=self._hidden(verdict.detail))

    def _handed_over(self, address: str, raw: bytes) -> Verdict:
        assert self._open is not None
        smtp = self._open
        try:
            self._envelope(smtp, address)
            _expect(smtp.docmd("DATA"), 354)
            smtp.send(_stuffed(raw))
        except _Reply as reply:
            return self._after(reply)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Deferred(_of(error))
        try:
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Unknown(f"no answer to the mail itself: {_of(error)}")
        match code // 100:
            case 2:
                return Accepted(_plain(code, said))
            case 4 | 5:
                return self._after(_Reply(code, said))
            case _:
                self.close()
                return Unknown(f"no answer to the mail itself that makes sense: {_plain(code, said)}")

    def close(self) -> None:
        """Leave the server."""
        if self._open is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._open.quit()
            self._open.close()
            self._open = None

    def _answers(self, smtp: smtplib.SMTP) -> bool:
        # A server hangs up on whoever pauses too long.
        try:
            return smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _envelope(self, smtp: smtplib.SMTP, address: str) -> None:
        code, said = smtp.mail(self.sender)
        if code >= 500:
            self.close()
            cure = "ask who runs it, and see reminders: from and smtp: user in config.yaml"
            raise DeliveryError(
                f"{self._name} takes no mail from {self.sender}: {self._hidden(_plain(code, said))}; {cure}"
            )
        _expect((code, said), 250)
        _expect(smtp.rcpt(address), 250, 251)

    def _after(self, reply: _Reply) -> Verdict:
        """What a reply means for the mail; the connection is made ready for the next."""
        if reply.code == 421:
            self.close()
        elif self._open is not None:
            try:
                self._open.rset()
            except (smtplib.SMTPException, OSError):
                self.close()
        return Refused(reply.said) if reply.code >= 500 else Deferred(reply.said)

    def _connected(self) -> smtplib.SMTP:
        options = self.options
        # The system's certificates, and the server's name checked.
        context = ssl.create_default_context()
        name = _own_name()
        if options.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                options.host, options.port, name, timeout=options.timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(options.host, options.port, name, timeout=options.timeout)
        try:
            smtp.local_hostname = name or _address_of(smtp)
            smtp.ehlo_or_helo_if_needed()
            if options.security == "starttls":
                smtp.starttls(context=context)
                smtp.ehlo_or_helo_if_needed()
            if options.user is not None:
                smtp.login(options.user, self._secret(options.user))
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _secret(self, user: str) -> str:
        if self.password is None:
            cure = f"set {PASSWORD}, or with the keyring extra `keyring set {SERVICE} {user}`"
            raise DeliveryError(f"there is no password for {user} at {self._name}: {cure}")
        return self.password

    def _hidden(self, said: str) -> str:
        """What a server *said* without the password, which some repeat as it was typed or as it was sent to them."""
        if not self.password:
            return said
        word, user = self.password.encode(), (self.options.user or "").encode()
        # As AUTH LOGIN and AUTH PLAIN send it (RFC 4616).
        sent = (b64encode(word).decode(), b64encode(b"\0" + user + b"\0" + word).decode())
        for secret in (self.password, *sent):
            said = said.replace(secret, "…")
        return said

    @property
    def _name(self) -> str:
        return f"the mail server {self.options.host}:{self.options.port}"

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            cure = "give its name as in its certificate (smtp: host), or have its authority trusted by this computer"
            raise DeliveryError(f"{self._name} has no certificate to trust: {error.verify_message}; {cure}") from error
        except ssl.SSLError as error:
            cure = "is smtp: security right? starttls is usual at port 587, tls at 465"
            raise DeliveryError(f"{self._name} does not speak TLS there: {error.reason or error}; {cure}") from error
        except UnicodeError:
            # Whatever it says may be a part of the password.
            cure = "the user and the password have to be plain ASCII; ask for others"
            raise DeliveryError(f"{self._name} cannot be logged in to: {cure}") from None
        except smtplib.SMTPNotSupportedError as error:
            cure = "see smtp: security in config.yaml, and whether it wants a user at all"
            raise DeliveryError(f"{self._name} cannot do what config.yaml asks: {error}; {cure}") from error
        except smtplib.SMTPResponseException as error:
            said = self._hidden(_plain(error.smtp_code, error.smtp_error))
            if error.smtp_code < 500:
                raise NotReachableError(f"{self._name} said: {said}") from error
            raise DeliveryError(f"{self._name} refused: {said}; {self._cure(error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotReachableError(f"{self._name} cannot be reached: {self._hidden(_of(error))}") from error

    def _cure(self, error: smtplib.SMTPResponseException) -> str:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return f"see smtp: user in config.yaml and the password in {PASSWORD} or the keyring"
        return "see smtp: in config.yaml"


def _own_name() -> str:
    """The computer's name as EHLO may carry it (RFC 5321, 4.1.2); empty where it has none."""
    try:
        name = socket.getfqdn()
    except UnicodeError:
        return ""
    return name if "." in name and re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", name) else ""


def _address_of(smtp: smtplib.SMTP) -> str:
    """Its address in place of a name (RFC 5321, 4.1.3)."""
    assert smtp.sock is not None
    address: str = smtp.sock.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    if reply[0] not in codes:
        if reply[0] == -1:
            raise smtplib.SMTPServerDisconnected("it hung up")
        raise _Reply(*reply)


def _stuffed(raw: bytes) -> bytes:
    """*raw* as DATA has it: a dot more where a line begins with one, and the last line (RFC 5321, 4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", raw) + b".\r\n"


def _plain(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(printable(f"{code} {text}").split())[:300]


def _of(error: Exception) -> str:
    match error:
        case TimeoutError():
            return "it took too long"
        case OSError(strerror=str(reason)):
            return reason
        case _:
            return str(error) or type(error).__name__
