"""Handing mail to a real server, and what is known when it fails."""

from __future__ import annotations

import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import keyring
import pytest
import trustme
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError
from mail_server import PASSWORD, USER, mail_server

from qa_calendar.delivering.mail.smtp import (
    Accepted,
    Deferred,
    NotReachableError,
    Post,
    Refused,
    Unknown,
    Verdict,
    from_keyring,
)
from qa_calendar.model import SmtpOptions
from qa_calendar.problems import DeliveryError

FROM = "qa-team@example.gov.uk"
MAIL = b"Subject: Your QA work\r\n\r\n.a line with a dot\r\n..two\r\nCaf\xc3\xa9\r\n"


def post(port: int, *, security: str = "none", user: str | None = None, password: str | None = None) -> Post:
    return Post(SmtpOptions(host="localhost", port=port, security=security, user=user, timeout=1), FROM, password)


def handed(person: str, port: int) -> Verdict:
    found = post(port)
    found.ready()
    try:
        return found.hand_over(f"{person}@example.gov.uk", MAIL)
    finally:
        found.close()


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """An authority this computer trusts."""
    found = trustme.CA()
    found.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return found


def certified(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_a_mail_arrives_as_it_was() -> None:
    with mail_server() as box:
        assert handed("anna", box.port) == Accepted("250 2.0.0 queued")
        assert box.taken == [("anna@example.gov.uk", MAIL)]


@pytest.mark.parametrize(
    ("person", "verdict"),
    [
        ("busy", Deferred("451 4.3.2 try again later")),
        ("gone", Refused("550 5.1.1 no such mailbox")),
        ("full", Deferred("452 4.2.2 mailbox full")),
        ("spam", Refused("554 5.7.1 looks like spam")),
        ("leaving", Deferred("421 4.3.2 going down")),
        ("drop", Unknown("no answer to the mail itself: Connection unexpectedly closed")),
        ("slow", Unknown("no answer to the mail itself: Connection unexpectedly closed: timed out")),
    ],
)
def test_what_the_server_does_decides_what_is_known(person: str, verdict: Verdict) -> None:
    with mail_server() as box:
        assert handed(person, box.port) == verdict


def test_a_server_that_hangs_up_before_the_mail_may_or_may_not_have_it_as_far_as_anybody_can_tell() -> None:
    with mail_server() as box:
        # Whether the bytes were all out by then is a matter of microseconds, and never taken for accepted.
        assert isinstance(handed("cut", box.port), Unknown | Deferred)
        assert box.taken == []


def test_after_any_of_them_the_next_mail_goes_out() -> None:
    with mail_server() as box:
        found = post(box.port)
        for person in ("busy", "anna", "leaving", "bela", "gone", "cem", "cut", "dora", "spam", "emma"):
            found.ready()
            found.hand_over(f"{person}@example.gov.uk", MAIL)
        found.close()

        assert box.people == ["anna", "bela", "cem", "dora", "emma"]


def test_a_server_that_is_not_there_can_be_tried_later() -> None:
    with mail_server() as box:
        port = box.port

    with pytest.raises(NotReachableError, match=f"^the mail server localhost:{port} cannot be reached: "):
        post(port).ready()


def test_a_server_that_hung_up_in_a_pause_is_called_again() -> None:
    with mail_server() as box:
        found, port = post(box.port), box.port
        found.ready()
    with mail_server(port=port) as box:
        found.ready()
        assert found.hand_over("anna@example.gov.uk", MAIL) == Accepted("250 2.0.0 queued")
        found.close()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_encrypted_to_a_server_whose_certificate_is_right(authority: trustme.CA, security: str) -> None:
    context = certified(authority, "localhost")
    contexts: dict[str, Any] = {security: context}
    with mail_server(**contexts, login=True) as box:
        found = post(box.port, security=security, user=USER, password=PASSWORD)
        found.ready()
        assert found.hand_over("anna@example.gov.uk", MAIL) == Accepted("250 2.0.0 queued")
        found.close()
        assert (box.people, box.logins) == (["anna"], [USER])


@pytest.mark.parametrize(
    "echoed", [PASSWORD, b64encode(PASSWORD.encode()).decode(), b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()]
)
def test_a_server_that_repeats_the_password_tells_nobody(echoed: str) -> None:
    with (
        replies(f"535 5.7.8 no such login: {echoed}") as port,
        pytest.raises(DeliveryError, match=r"refused: 535 5.7.8 no such login: …; see smtp: user") as refused,
    ):
        post(port, user=USER, password=PASSWORD).ready()
    assert echoed not in str(refused.value)


@contextmanager
def replies(to_auth: str) -> Iterator[int]:
    """A server that greets, and says that to whoever logs in; its port."""

    def answer(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb", 0) as lines:
            lines.write(b"220 here\r\n")
            for line in lines:
                said = {b"EHLO": "250-here\r\n250 AUTH PLAIN LOGIN", b"AUTH": to_auth}.get(line[:4].upper(), "250 OK")
                lines.write(f"{said}\r\n".encode())

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=answer, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("name", ["another.example.org", None])
def test_no_mail_goes_to_a_server_that_is_not_the_one(authority: trustme.CA, security: str, name: str | None) -> None:
    context = certified(authority if name else trustme.CA(), name or "localhost")
    contexts: dict[str, Any] = {security: context}
    with mail_server(**contexts) as box:
        with pytest.raises(
            DeliveryError, match=r"has no certificate to trust: .*; give its name as in its certificate"
        ):
            post(box.port, security=security).ready()
        assert box.taken == []


def test_no_mail_and_no_password_goes_unencrypted_where_that_was_not_said() -> None:
    with mail_server(login=True) as box:
        with pytest.raises(DeliveryError, match=r"cannot do what config.yaml asks: STARTTLS"):
            post(box.port, security="starttls", user=USER, password=PASSWORD).ready()
        assert (box.taken, box.logins) == ([], [])


def test_tls_at_the_wrong_port_is_told_with_the_cure() -> None:
    with mail_server() as box, pytest.raises(DeliveryError, match=r"does not speak TLS there: .*tls at 465"):
        post(box.port, security="tls").ready()


def test_a_login_refused_is_for_a_person_and_names_no_password() -> None:
    with mail_server(login=True) as box:
        with pytest.raises(DeliveryError) as caught:
            post(box.port, user=USER, password="wrong horse").ready()
        assert "refused: 535 5.7.8 Authentication credentials invalid; see smtp: user" in str(caught.value)
        assert "horse" not in str(caught.value)
        assert set(box.logins) == {USER}


def test_a_password_that_is_missing_is_asked_for() -> None:
    with mail_server(login=True) as box, pytest.raises(DeliveryError) as caught:
        post(box.port, user=USER).ready()

    cure = "set QA_CALENDAR_SMTP_PASSWORD, or with the keyring extra `keyring set qa-calendar qa-reminders`"
    assert str(caught.value) == f"there is no password for qa-reminders at the mail server localhost:{box.port}: {cure}"


def test_a_server_that_wants_a_login_says_so() -> None:
    with mail_server(login=True) as box:
        found = post(box.port)
        found.ready()
        with pytest.raises(DeliveryError, match=r"takes no mail from qa-team@example.gov.uk: 530 5.7.0 Authentication"):
            found.hand_over("anna@example.gov.uk", MAIL)


@contextmanager
def answering(final: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says *final* when it has the mail, and what it then has."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_serve, args=(listening, final, taken))
        thread.start()
        yield listening.getsockname()[1], taken
    thread.join()


def _serve(listening: socket.socket, final: bytes, taken: list[bytes]) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 hello\r\n")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                connection.sendall(b"354 go on\r\n")
                taken.append(b"".join(iter(lines.readline, b".\r\n")))
                connection.sendall(final)
            elif line.upper().startswith(b"QUIT"):
                return
            else:
                connection.sendall(b"250 fine\r\n")


@pytest.mark.parametrize(
    ("final", "verdict"),
    [
        (b"251 2.0.0 queued, will forward\r\n", Accepted("251 2.0.0 queued, will forward")),
        (b"250-two\r\n250 lines\r\n", Accepted("250 two lines")),
        (b"250 ok \x00 \x1b[31m\r\n", Accepted("250 ok [31m")),
        (b"354 what\r\n", Unknown("no answer to the mail itself that makes sense: 354 what")),
    ],
)
def test_an_odd_answer_is_never_taken_for_a_mail_to_send_again(final: bytes, verdict: Verdict) -> None:
    with answering(final) as (port, taken):
        assert handed("anna", port) == verdict
        assert len(taken) == 1


@pytest.mark.parametrize("final", [b"queued as 12\r\n", b"250 " + b"x" * 9000 + b"\r\n", b"250-half\r\n"])
def test_nor_is_one_that_cannot_be_read(final: bytes) -> None:
    with answering(final) as (port, _):
        assert isinstance(handed("anna", port), Unknown)


def test_a_password_no_login_can_carry_is_told_without_it() -> None:
    with mail_server(login=True) as box:
        with pytest.raises(DeliveryError) as caught:
            post(box.port, user=USER, password="hünter").ready()
        assert "have to be plain ASCII" in str(caught.value)
        assert "ü" not in str(caught.value)
        assert "fc" not in str(caught.value)


class Drawer(KeyringBackend):  # type: ignore[misc]
    """A keyring of this process alone."""

    priority = 1

    def __init__(self, trouble: Exception | None = None) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble = trouble

    def get_password(self, service: str, username: str) -> str | None:
        if self.trouble is not None:
            raise self.trouble
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    before, found = keyring.get_keyring(), Drawer()
    keyring.set_keyring(found)
    yield found
    keyring.set_keyring(before)


def test_the_password_may_be_in_the_keyring(drawer: Drawer) -> None:
    assert from_keyring(USER) is None
    keyring.set_password("qa-calendar", USER, PASSWORD)

    assert from_keyring(USER) == PASSWORD
    assert from_keyring("somebody-else") is None


def test_a_keyring_that_is_not_there_is_none_and_a_locked_one_is_told(drawer: Drawer) -> None:
    drawer.trouble = NoKeyringError()
    assert from_keyring(USER) is None
    drawer.trouble = KeyringLocked("it is locked")

    with pytest.raises(
        DeliveryError, match="the keyring cannot be read: it is locked; or set QA_CALENDAR_SMTP_PASSWORD"
    ):
        from_keyring(USER)


@pytest.mark.parametrize("trouble", [OSError(1312, "A specified logon session does not exist"), RuntimeError("no")])
def test_a_keyring_may_fail_as_it_likes(drawer: Drawer, trouble: Exception) -> None:
    drawer.trouble = trouble

    with pytest.raises(DeliveryError, match=r"the keyring cannot be read: .*; or set QA_CALENDAR_SMTP_PASSWORD"):
        from_keyring(USER)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("müller-pc", "[127.0.0.1]"),
        ("QA_PC01.corp.example.gov.uk", "[127.0.0.1]"),
        ("pc", "[127.0.0.1]"),
        ("pc-1.example.gov.uk", "pc-1.example.gov.uk"),
    ],
)
def test_a_computer_s_name_that_ehlo_cannot_carry_is_replaced_by_its_address(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setattr("socket.getfqdn", lambda _="": name)
    with mail_server() as box:
        handing = post(box.port)
        handing.ready()
        assert isinstance(handing.hand_over("anna@example.gov.uk", b"Subject: x\r\n\r\nx\r\n"), Accepted)
        handing.close()

    assert box.greetings == [said]


def test_the_password_is_in_no_words_about_a_post() -> None:
    assert "horse" not in repr(post(25, user=USER, password=PASSWORD))
