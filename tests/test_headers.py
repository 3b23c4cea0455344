"""Mail as bytes: headers and bodies that two decoders read as what was meant, in short lines."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.policy import default
from email.utils import getaddresses

import pytest
from broken import CONFIG, FRAMEWORK
from builders import read_both
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa_calendar.model import ReminderOptions
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.headers import address_header, body, text_header
from qa_calendar.rendering.messages import Mailbox, Message, Reader, mailbox_of, sendable

NAMES = (
    "Niamh Nowak",
    "Siân Évans",
    "Zoë O'Neill",
    "Łukasz Żółć",
    "José María Ñandú",
    "Ben (QA)",
    "Smith, Anna",
    'Anna "Nan" Bell',
    "北京 李",
    "محمد علي",
    "A" * 100,
    "Ann-Marie d’Arcy 😀",
    "=?utf-8?q?x?=",
    "back\\slash",
)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=90)
values = words.map(lambda text: " ".join(printable(text).split())).filter(bool)


def unfolded(raw: bytes) -> list[bytes]:
    lines = raw.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 78 for line in lines), lines
    assert all(line[:1] == b" " and line.strip() for line in lines[1:]), lines
    assert lines[0].partition(b":")[2].strip(), lines
    for word in re.findall(rb"=\?utf-8\?[qb]\?[^ ]*\?=", raw):
        assert len(word) <= 75
    return lines


def by_legacy(raw: bytes, name: str) -> str:
    found: Parsed = email.message_from_bytes(raw + b"\r\n")
    return str(make_header(decode_header(re.sub(r"\r?\n", "", found[name]))))


def by_rfc_2047(raw: bytes) -> str:
    """What our own short reading of RFC 2047 makes of it: unfold, drop the space between encoded words, decode."""
    import base64
    import quopri

    text = re.sub(rb"\r\n(?= )", b"", raw.removesuffix(b"\r\n")).decode("ascii").partition(": ")[2]
    text = re.sub(r"(\?=) +(?==\?)", r"\1", text)

    def decoded(found: re.Match[str]) -> str:
        content = found[2].encode()
        raw = base64.b64decode(content) if found[1] == "b" else quopri.decodestring(content, header=True)
        return raw.decode()

    return re.sub(r"=\?utf-8\?([qb])\?([^?]*)\?=", decoded, text)


@settings(max_examples=400)
@given(values)
@example("=?utf-8?q?x?=")
@example("a" * 90)
@example("x " * 40 + "é")
def test_a_subject_is_read_as_it_was_meant(subject: str) -> None:
    raw = text_header("Subject", subject)

    unfolded(raw)
    assert by_rfc_2047(raw) == subject
    assert str(email.message_from_bytes(raw + b"\r\n", policy=default)["Subject"]) == subject
    assert by_legacy(raw, "Subject") == subject


@settings(max_examples=400)
@given(st.lists(st.sampled_from(NAMES) | values, min_size=1, max_size=5))
@example(["Niamh Nowak", "Siân Évans"])
def test_names_are_read_as_they_were_meant(names: list[str]) -> None:
    mailboxes = [(name, f"p{n}@example.gov.uk") for n, name in enumerate(names)]
    raw = address_header("To", mailboxes)

    unfolded(raw)
    found = email.message_from_bytes(raw + b"\r\n", policy=default)["To"]
    assert [one.addr_spec for one in found.addresses] == [address for _, address in mailboxes]
    for one, name in zip(found.addresses, names, strict=True):
        # Of a name in several encoded words this parser leaves spaces between them (python/cpython#92081).
        assert one.display_name.replace(" ", "") == name.replace(" ", "")
    legacy = getaddresses([re.sub(r"\r?\n", "", email.message_from_bytes(raw + b"\r\n")["To"])])
    assert [(str(make_header(decode_header(shown))), address) for shown, address in legacy] == mailboxes


@pytest.mark.parametrize("one", NAMES)
@pytest.mark.parametrize("other", NAMES)
def test_two_names_side_by_side_stay_two(one: str, other: str) -> None:
    raw = address_header("To", [(one, "a@example.gov.uk"), (other, "b@example.gov.uk")])

    unfolded(raw)
    found = getaddresses([re.sub(r"\r?\n", "", email.message_from_bytes(raw + b"\r\n")["To"])])
    assert [str(make_header(decode_header(shown))) for shown, _ in found] == [one, other]


def test_a_plain_header_stays_plain_beside_an_encoded_one() -> None:
    raw = sendable(message("Siân Évans"), Mailbox("sian@example.gov.uk", "Siân Évans"), FROM, "<x@qa>", AT)

    assert b"Subject: Your QA work this week\r\n" in raw
    assert b"From: Safeguarding QA <qa@example.gov.uk>\r\n" in raw
    assert b"To: =?utf-8?q?Si=C3=A2n_=C3=89vans?= <sian@example.gov.uk>\r\n" in raw


FROM = ReminderOptions(sender="Safeguarding QA <qa@example.gov.uk>")
AT = datetime(2020, 4, 6, 8, tzinfo=UTC)


def message(name: str, text: str = "Dear you,\n", subject: str = "Your QA work this week") -> Message:
    return Message(reader=Reader(slug="x", name=name), subject=subject, text=text, html=f"<p>{text}</p>\n")


@settings(max_examples=200)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=400),
    st.text("é😀 .=\t\nFrom", max_size=200),
)
def test_every_line_of_a_mail_is_short_and_every_word_of_it_arrives(one: str, other: str) -> None:
    text = f"{one}\n{other}\n"
    raw = sendable(message("Anna", text), Mailbox("anna@example.gov.uk", "Anna"), FROM, "<x@qa>", AT)

    head, _, rest = raw.partition(b"\r\n\r\n")
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))
    assert all(len(line) <= 76 for line in rest.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    parsed = email.message_from_bytes(raw, policy=default)
    plain, html = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == text
    assert html.get_content().replace("\r\n", "\n") == f"<p>{text}</p>\n"


def test_a_body_is_in_lines_of_76() -> None:
    assert max(map(len, body("x" * 500 + " é" * 60).split(b"\r\n"))) == 76


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("qa@example.gov.uk", ("", "qa@example.gov.uk")),
        ("Safeguarding QA <qa@example.gov.uk>", ("Safeguarding QA", "qa@example.gov.uk")),
        ("Safeguarding, QA <qa@example.gov.uk>", ("Safeguarding, QA", "qa@example.gov.uk")),
        ("QA; North <qa@example.gov.uk>", ("QA; North", "qa@example.gov.uk")),
        ("QA: the [North] team @ work ) <qa@example.gov.uk>", ("QA: the [North] team @ work )", "qa@example.gov.uk")),
        ("QA\r\nBcc: x@example.org <qa@example.gov.uk>", ("QA Bcc: x@example.org", "qa@example.gov.uk")),
    ],
)
def test_a_name_and_its_address_are_told_apart_and_no_line_break_gets_in(written: str, read: tuple[str, str]) -> None:
    shown, address = mailbox_of(written)

    assert "\n" not in shown + address
    assert "\r" not in shown + address
    if "Bcc" not in written:
        assert (shown, address) == read


@pytest.mark.parametrize("name", ["Safeguarding, QA", "QA; North", "QA: team", "QA [North]", "QA @ North", "Team )"])
def test_mail_comes_from_the_name_in_config_whatever_is_in_it(name: str) -> None:
    text = f"{CONFIG}reminders: {{from: '\"{name}\" <qa@example.gov.uk>'}}\n"
    options = read_both(text, FRAMEWORK)[0].reminders

    raw = sendable(message("Anna"), Mailbox("anna@example.gov.uk", "Anna"), options, "<x@qa>", AT)

    (sender,) = email.message_from_bytes(raw, policy=default)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "qa@example.gov.uk")
