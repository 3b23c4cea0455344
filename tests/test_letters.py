"""Messages as letters: whose are one mail, what identifies it, and what goes to the server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st
from posting import NINE, WEEK, mail_config, message, notice

from qa_calendar.dates.months import Week
from qa_calendar.model import TEAM
from qa_calendar.planning.mailing import PieceOfWork
from qa_calendar.rendering.letters import Letter, MailKind, letter_bytes, letters_of, name_of, notices_of
from qa_calendar.rendering.messages import Mailbox

SETTINGS = mail_config()
SHARED = "duty@example.gov.uk"


def raw(letter: Letter, revision: int = 0, at: datetime = NINE) -> bytes:
    return letter_bytes(letter, SETTINGS, revision, at)


def the(*notices: object) -> Letter:
    (found,) = letters_of(notices)  # type: ignore[arg-type]
    return found


def test_each_address_and_kind_is_one_letter_in_order() -> None:
    found = letters_of(
        [
            notice("Anna", address=SHARED),
            notice("Cem"),
            notice("Dora", address=SHARED.upper()),
            notice("Cem", "7", kind=MailKind.NEWS),
        ]
    )

    assert [[one.person for one in letter.notices] for letter in found] == [["anna", "dora"], ["cem"], ["cem"]]


def test_somebody_without_an_address_gets_no_letter() -> None:
    found = message("Anna")
    nowhere = replace(found, reader=replace(found.reader, mailboxes=()))

    assert notices_of(nowhere, MailKind.REMINDER, [Week.parse(WEEK)]) == ()


def test_each_reader_of_the_whole_team_is_known_by_their_address() -> None:
    found = message("The team")
    readers = (Mailbox("Lead@example.gov.uk"), Mailbox("manager@example.gov.uk"))

    notices = notices_of(
        replace(found, reader=replace(found.reader, slug=TEAM, mailboxes=readers)), MailKind.DIGEST, [Week.parse(WEEK)]
    )

    assert [(one.person, one.mailbox.address) for one in notices] == [
        ("lead@example.gov.uk", "Lead@example.gov.uk"),
        ("manager@example.gov.uk", "manager@example.gov.uk"),
    ]


def test_the_parts_of_a_shared_letter_are_complete_and_apart() -> None:
    shared = the(notice("Anna", address=SHARED), notice("Cem", address=SHARED)).message

    rule = "-" * 72
    assert shared.text == f"Dear Anna,\n\n.a line with a dot\n\n{rule}\n\nDear Cem,\n\n.a line with a dot\n"
    assert shared.html.count("<body") == shared.html.count("</body>") == shared.html.count("<hr>") == 1
    assert shared.html.index("Dear Anna") < shared.html.index("<hr>") < shared.html.index("Dear Cem")
    assert shared.html.startswith("<!DOCTYPE html>")


def test_subjects_that_differ_are_both_said() -> None:
    parts = [
        replace(one, message=replace(one.message, subject=subject))
        for one, subject in ((notice("Anna", address=SHARED), "One"), (notice("Cem", address=SHARED), "Two"))
    ]

    assert the(*parts).message.subject == "One / Two"


def test_html_that_is_no_whole_page_is_taken_as_it_is() -> None:
    parts = [
        replace(one, message=replace(one.message, html=f"<p>{one.person}</p>\n"))
        for one in (notice("Anna", address=SHARED), notice("Cem", address=SHARED))
    ]

    assert the(*parts).message.html == "<p>anna</p>\n\n<hr>\n<p>cem</p>\n"


def test_a_mail_is_known_by_kind_period_person_and_how_often_it_was_asked_for() -> None:
    assert name_of(the(notice("Anna")), 0) == "reminder.2020-W36.anna.0"
    assert name_of(the(notice("Anna")), 2) == "reminder.2020-W36.anna.2"
    assert name_of(the(notice("Anna", "5", kind=MailKind.NEWS)), 0) == "news.5.anna.0"


def test_no_two_people_s_mails_are_taken_for_one() -> None:
    people = ("qa.team@example.gov.uk", "qa-team@example.gov.uk", "qa=team@example.gov.uk", "qa+team@example.gov.uk")
    letters = [Letter(Mailbox(one), (replace(notice("Anna"), person=one),)) for one in (*people, "ä", "ö")]

    assert len({name_of(letter, 0) for letter in letters}) == len(letters)


def test_a_letter_that_tells_of_more_is_another_letter() -> None:
    one = name_of(the(notice("Anna", "5", kind=MailKind.NEWS)), 0)
    two = name_of(the(notice("Anna", "5", "6", kind=MailKind.NEWS)), 0)
    three = name_of(the(notice("Anna", "5", "7", kind=MailKind.NEWS)), 0)

    assert len({one, two, three}) == 3
    assert two.startswith("news.5.anna.0.")


@given(st.text(max_size=400), st.text(min_size=1, max_size=300))
def test_what_identifies_a_mail_is_fit_for_a_header_and_a_file(person: str, work: str) -> None:
    one = replace(notice("Anna"), person=person, periods=(PieceOfWork(work, NINE.date()),))

    found = name_of(Letter(Mailbox("a@example.gov.uk"), (one,)), 0)

    assert len(found) <= 170
    assert set(found) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+=-")


def test_the_same_letter_is_the_same_bytes_and_another_time_only_another_date() -> None:
    letter = the(notice("Anna"))
    later = raw(letter, at=NINE + timedelta(days=90))

    assert raw(letter) == raw(letter)
    assert later.replace(b"Sun, 29 Nov 2020 08:00:00 +0000", b"Mon, 31 Aug 2020 09:00:00 +0100") == raw(letter)


def test_lines_end_as_they_must() -> None:
    assert b"\n" not in raw(the(notice("Anna"))).replace(b"\r\n", b"")


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1), st.text(alphabet=st.characters(codec="utf-8")))
def test_no_name_and_no_subject_slips_in_a_header(name: str, subject: str) -> None:
    evil = f"{subject}\r\nBcc: all@example.org\r\n\r\n{name}"
    found = notice("Anna")
    found = replace(
        found,
        message=replace(found.message, subject=evil),
        mailbox=replace(found.mailbox, name=f"{name}\r\nCc: x@y.org"),
    )

    mail = message_from_bytes(raw(the(found)), policy=default)

    assert mail["Bcc"] is None
    assert mail["Cc"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == ["anna@example.gov.uk"]


def test_the_date_is_london_s() -> None:
    mail = message_from_bytes(raw(the(notice("Anna")), at=datetime(2020, 12, 1, 9, tzinfo=UTC)), policy=default)

    assert str(mail["Date"]) == "Tue, 01 Dec 2020 09:00:00 +0000"
