"""Sending over a real server, on both databases: once, on time, or somebody can see that not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from mail_server import by_name, mail_server
from posting import FROM, NINE, WEEK, Hands, mailer_at, notice, outcomes, states

from qa_calendar.delivering.mail.sending import Mailer, Outcome, sendable_now
from qa_calendar.delivering.mail.smtp import Post
from qa_calendar.model import SmtpOptions
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.letters import MailKind

TEAM = [notice("Anna"), notice("Cem")]


def test_everybody_gets_their_mail_and_a_second_run_sends_nothing(state: str, root: Path) -> None:
    with mail_server() as box:
        with mailer_at(root, state, box) as mailer:
            assert outcomes(mailer.send(TEAM)) == [("Anna", "sent"), ("Cem", "sent")]
        with mailer_at(root, state, box) as mailer:
            assert outcomes(mailer.send(TEAM)) == [("Anna", "sent before"), ("Cem", "sent before")]
            assert states(mailer.ledger) == {"anna": "sent", "cem": "sent"}

        assert box.people == ["anna", "cem"]


def test_another_wording_does_not_send_it_again(state: str, root: Path) -> None:
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        mailer.send(TEAM)
        reworded = [replace(one, message=replace(one.message, subject="Reworded")) for one in TEAM]

        assert outcomes(mailer.send(reworded)) == [("Anna", "sent before"), ("Cem", "sent before")]
        assert box.people == ["anna", "cem"]


def test_one_person_s_trouble_is_nobody_else_s(state: str, root: Path) -> None:
    people = [notice("Gone"), notice("Anna"), notice("Drop"), notice("Spam"), notice("Cem")]
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        found = mailer.send(people)

        assert outcomes(found) == [
            ("Gone", "failed"),
            ("Anna", "sent"),
            ("Drop", "unknown"),
            ("Spam", "failed"),
            ("Cem", "sent"),
        ]
        assert [one.detail for one in found if one.outcome is Outcome.FAILED] == [
            "550 5.1.1 no such mailbox",
            "554 5.7.1 looks like spam",
        ]


def test_what_failed_or_is_unknown_is_not_tried_again(state: str, root: Path) -> None:
    people = [notice("Gone"), notice("Drop")]
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        mailer.send(people)
        before = list(box.people)

        assert outcomes(mailer.send(people)) == [("Gone", "failed"), ("Drop", "unknown")]
        assert box.people == before == ["drop"]


def test_unless_a_person_asks_for_it_as_another_mail(state: str, root: Path) -> None:
    people = [notice("Anna"), notice("Cem")]
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        mailer.send(people)
        mailer.ledger.renew(people[0].keys, NINE)

        assert outcomes(mailer.send(people)) == [("Anna", "sent"), ("Cem", "sent before")]
        assert box.people == ["anna", "cem", "anna"]
        assert [mail["Message-ID"] for mail in box.mails()] == [
            "<reminder.2020-W36.anna.0@qa.example.gov.uk>",
            "<reminder.2020-W36.cem.0@qa.example.gov.uk>",
            "<reminder.2020-W36.anna.1@qa.example.gov.uk>",
        ]


def test_a_mail_the_server_puts_off_is_tried_again_as_the_same_mail(state: str, root: Path) -> None:
    tries: Counter[str] = Counter()

    def busy_twice(address: str) -> str:
        tries[address] += 1
        return "busy" if tries[address] < 3 else by_name(address)

    clock = Hands()
    with mail_server(busy_twice) as box, mailer_at(root, state, box, clock) as mailer:
        (first,) = mailer.send([notice("Anna")], patience=90)
        assert (first.outcome, first.tries, first.again) == (Outcome.PUT_OFF, 2, NINE + timedelta(minutes=6))
        assert clock.at == NINE + timedelta(minutes=1)

        clock.at = NINE + timedelta(minutes=5)
        assert mailer.send([notice("Anna")], patience=0)[0].outcome is Outcome.PUT_OFF
        assert tries["anna@example.gov.uk"] == 2

        clock.at = NINE + timedelta(minutes=6)
        assert outcomes(mailer.send([notice("Anna")], patience=0)) == [("Anna", "sent")]
        assert [mail["Message-ID"] for mail in box.mails()] == ["<reminder.2020-W36.anna.0@qa.example.gov.uk>"]


def test_what_fails_before_it_is_handed_over_is_not_claimed_for_good(state: str, root: Path) -> None:
    broken = notice("Anna", address="annä@example.gov.uk")
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        with pytest.raises(UnicodeEncodeError):
            mailer.send([broken])

        assert states(mailer.ledger) == {"anna": "planned"}


def test_what_is_put_off_is_sent_at_once_in_a_hurry(state: str, root: Path) -> None:
    busy = ["busy"]
    with mail_server(lambda _: busy[0]) as box, mailer_at(root, state, box) as mailer:
        mailer.send(TEAM, patience=0)
        busy[0] = "fine"

        assert {one.outcome for one in mailer.send(TEAM, patience=0)} == {Outcome.PUT_OFF}
        assert outcomes(mailer.send(TEAM, patience=0, hurry=True)) == [("Anna", "sent"), ("Cem", "sent")]


def test_what_is_put_off_goes_out_with_what_is_new(state: str, root: Path) -> None:
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        mailer.send([notice("Busy", "1", kind=MailKind.DUE)], patience=0)
        both = notice("Busy", "1", "2", kind=MailKind.DUE, address="fine@example.gov.uk")

        assert sendable_now([both], mailer.ledger.lines(), NINE) == (both,)
        assert outcomes(mailer.send([both], patience=0)) == [("Busy", "sent")]


def test_the_pauses_grow(state: str, root: Path) -> None:
    clock, waited = Hands(), []
    with mail_server() as box, mailer_at(root, state, box, clock) as mailer:
        for _ in range(9):
            (found,) = mailer.send([notice("Busy")], patience=0)
            assert found.again is not None
            waited.append(int((found.again - clock.at).total_seconds()) // 60)
            clock.at = found.again

    assert waited == [1, 5, 15, 60, 180, 360, 720, 720, 720]


def test_a_server_that_is_not_there_is_asked_once_and_everything_waits(state: str, root: Path) -> None:
    clock = Hands()
    with mail_server() as box:
        port = box.port
    with mailer_at(root, state, box, clock) as mailer:
        found = mailer.send(TEAM, patience=0)

        assert outcomes(found) == [("Anna", "put off"), ("Cem", "put off")]
        assert {one.detail for one in found} == {
            f"the mail server 127.0.0.1:{port} cannot be reached: Connection refused"
        }
        clock.sleep(60)
        with mail_server(port=port) as box:
            assert outcomes(mailer.send(TEAM, patience=0)) == [("Anna", "sent"), ("Cem", "sent")]
            assert box.people == ["anna", "cem"]


def test_a_sender_the_server_will_not_have_stops_all_and_loses_nothing(state: str, root: Path) -> None:
    with mail_server(login=True) as box, mailer_at(root, state, box) as mailer:
        with pytest.raises(DeliveryError, match="takes no mail from"):
            mailer.send(TEAM)

        assert states(mailer.ledger) == {"anna": "planned", "cem": "planned"}
        assert {line.tries for line in mailer.ledger.lines().values()} == {0}
        assert box.taken == []


def test_a_pause_lies_between_two_mails(state: str, root: Path) -> None:
    clock = Hands()
    with mail_server() as box, mailer_at(root, state, box, clock) as mailer:
        assert mailer.config.smtp is not None
        mailer.config = replace(mailer.config, smtp=replace(mailer.config.smtp, pause=2))
        mailer.send([notice("Anna"), notice("Cem"), notice("Dora")])

        assert clock.at == NINE + timedelta(seconds=4)
        assert [mail["Date"] for mail in box.mails()] == [
            "Mon, 31 Aug 2020 09:00:00 +0100",
            "Mon, 31 Aug 2020 09:00:02 +0100",
            "Mon, 31 Aug 2020 09:00:04 +0100",
        ]


SHARED = "duty@example.gov.uk"
BOTH = [notice("Anna", address=SHARED), notice("Cem", address="Duty@example.gov.uk")]


def test_two_who_share_an_address_get_one_mail_with_both_parts(state: str, root: Path) -> None:
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        assert outcomes(mailer.send(BOTH)) == [("Anna", "sent"), ("Cem", "sent")]

        (mail,) = box.mails()
        text = mail.get_body(("plain",)).get_content()
        assert (str(mail["To"]), mail["Subject"]) == (
            "Anna and Cem <duty@example.gov.uk>",
            "Your QA work (Anna and Cem)",
        )
        assert [line for line in text.splitlines() if line.startswith("Dear")] == ["Dear Anna,", "Dear Cem,"]


def test_whoever_of_them_had_it_does_not_get_it_again(state: str, root: Path) -> None:
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        mailer.send(BOTH[:1])
        assert outcomes(mailer.send(BOTH)) == [("Anna", "sent before"), ("Cem", "sent")]

        first, second = box.mails()
        assert (str(first["To"]), str(second["To"])) == ("Anna <duty@example.gov.uk>", "Cem <Duty@example.gov.uk>")


def test_a_reminder_and_news_to_one_address_are_two_mails(state: str, root: Path) -> None:
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        mailer.send([notice("Anna"), notice("Anna", "3", kind=MailKind.NEWS)])

        assert [mail["Message-ID"] for mail in box.mails()] == [
            "<reminder.2020-W36.anna.0@qa.example.gov.uk>",
            "<news.3.anna.0@qa.example.gov.uk>",
        ]


def test_what_another_sends_at_this_moment_is_left_to_it(state: str, root: Path) -> None:
    with mail_server() as box, mailer_at(root, state, box) as mailer, mailer_at(root, state, box) as other:
        other.ledger.plan(TEAM, NINE)
        other.ledger.claim(TEAM[0], NINE)

        assert outcomes(mailer.send(TEAM)) == [("Anna", "being sent by another"), ("Cem", "sent")]
        assert box.people == ["cem"]


def test_what_a_person_gave_up_is_not_sent(state: str, root: Path) -> None:
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        mailer.ledger.plan(TEAM, NINE)
        mailer.ledger.settle(dict.fromkeys(TEAM[0].keys, "on leave"))

        assert outcomes(mailer.send(TEAM)) == [("Anna", "expired"), ("Cem", "sent")]


def test_each_attempt_is_told_as_it_is_made(state: str, root: Path) -> None:
    told: list[tuple[str, str]] = []
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        mailer.told = lambda one: told.append((one.notice.person, one.outcome.value))
        mailer.send([notice("Busy"), notice("Anna")], patience=60)

    assert told == [("busy", "put off"), ("anna", "sent"), ("busy", "put off")]


def test_a_server_that_fails_every_third_time_delivers_everything_once(state: str, root: Path) -> None:
    """30 of a hundred answers are failures of every kind, over and over, until nothing is left to send."""
    count = 0

    def unreliable(_: str) -> str:
        nonlocal count
        count += 1
        return {0: "busy", 3: "full", 6: "leaving"}.get(count % 10, "fine")

    people = [notice(f"Person {n:03d}") for n in range(100)]
    clock = Hands()
    with mail_server(unreliable) as box:
        for _ in range(20):
            with mailer_at(root, state, box, clock) as mailer:
                found = mailer.send(people, patience=0)
            clock.sleep(3600)
            if all(one.is_well for one in found):
                break

        assert Counter(one.outcome for one in found).keys() <= {Outcome.SENT, Outcome.BEFORE}
        assert Counter(box.people) == {one.person: 1 for one in people}


def test_a_server_that_hangs_up_leaves_what_it_had_unknown_and_sends_nothing_twice(state: str, root: Path) -> None:
    count = 0

    def unreliable(_: str) -> str:
        nonlocal count
        count += 1
        return {0: "drop", 3: "cut", 6: "busy"}.get(count % 10, "fine")

    people = [notice(f"Person {n:03d}") for n in range(100)]
    clock = Hands()
    with mail_server(unreliable) as box:
        for _ in range(20):
            with mailer_at(root, state, box, clock) as mailer:
                found = mailer.send(people, patience=0)
            clock.sleep(3600)

        ended = {one.notice.person: one.outcome for one in found}
        got = Counter(box.people)
        assert set(ended.values()) == {Outcome.BEFORE, Outcome.UNKNOWN}
        assert max(got.values()) == 1
        assert {person for person, outcome in ended.items() if outcome is Outcome.BEFORE} <= got.keys()


def test_a_clock_with_no_server_settings_is_no_reason_to_fail(state: str, root: Path) -> None:
    """A mailer asks the post it was given, whatever the config says of pauses."""
    with mail_server() as box, mailer_at(root, state, box) as mailer:
        bare = Mailer(
            ledger=mailer.ledger,
            post=Post(SmtpOptions(host="127.0.0.1", port=box.port, security="none"), FROM),
            sender=mailer.sender,
            clock=Hands(),
            config=replace(mailer.config, smtp=None),
        )
        assert outcomes(bare.send(TEAM)) == [("Anna", "sent"), ("Cem", "sent")]
        bare.post.close()


def test_the_mail_has_every_header_and_both_bodies(root: Path) -> None:
    with mail_server() as box, mailer_at(root, "sqlite:///state/qa-calendar.db", box) as mailer:
        mailer.send([notice("Anna", WEEK)])

        (mail,) = box.mails()
        assert {name: str(mail[name]) for name in mail if name != "Content-Type"} == {
            "Date": "Mon, 31 Aug 2020 09:00:00 +0100",
            "Message-ID": "<reminder.2020-W36.anna.0@qa.example.gov.uk>",
            "From": FROM,
            "To": "Anna <anna@example.gov.uk>",
            "Subject": "Your QA work",
            "Reply-To": "lead@example.gov.uk",
            "MIME-Version": "1.0",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
        }
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        plain = mail.get_body(("plain",)).get_content()
        assert plain.splitlines() == ["Dear Anna,", "", ".a line with a dot"]
