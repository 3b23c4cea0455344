"""The send ledger, on both databases: what may be sent, by whom, and what a crash leaves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import sleep

import pytest
from posting import NINE, WEEK, ledger_at, notice, states
from stores import QA

from qa_calendar.dates.months import Week
from qa_calendar.delivering.state.database import Database, opened
from qa_calendar.delivering.state.ledger import STUCK, Ledger, State
from qa_calendar.delivering.state.senders import sender
from qa_calendar.planning.mailing import BuildNumber
from qa_calendar.rendering.letters import Key, MailKind

MINUTE = timedelta(minutes=1)
ANNA, CEM = notice("Anna"), notice("Cem")


@pytest.fixture
def database(state: str, root: Path) -> Iterator[Database]:
    with opened(state, root, QA) as found:
        yield found


@pytest.fixture
def ledger(database: Database) -> Ledger:
    found = ledger_at(database)
    found.plan([ANNA, CEM], NINE)
    return found


def test_what_is_planned_is_planned_once_and_keeps_its_state(ledger: Ledger) -> None:
    assert ledger.claim(ANNA, NINE)
    ledger.conclude(ANNA.keys, State.SENT, NINE, "250 queued")

    ledger.plan([ANNA, CEM, notice("Dora")], NINE + MINUTE)

    assert states(ledger) == {"anna": "sent", "cem": "planned", "dora": "planned"}


def test_a_line_says_who_what_and_when(ledger: Ledger) -> None:
    line = ledger.lines()[Key("anna", MailKind.REMINDER, Week.parse(WEEK))]

    assert (line.name, line.address, line.subject) == ("Anna", "anna@example.gov.uk", "Your QA work")
    assert (line.at, line.tries, line.revision, line.not_before, line.settled) == (NINE, 0, 0, None, None)


def test_a_claim_is_for_one_only(ledger: Ledger, database: Database) -> None:
    other = ledger_at(database, "other")

    assert ledger.claim(ANNA, NINE)
    assert not other.claim(ANNA, NINE)
    assert not ledger.claim(ANNA, NINE)
    assert other.claim(CEM, NINE)


def test_a_claim_takes_all_of_a_notice_or_nothing(ledger: Ledger) -> None:
    both = notice("Anna", "1", "2", kind=MailKind.NEWS)
    second = notice("Anna", "2", "3", kind=MailKind.NEWS)
    ledger.plan([both, second], NINE)

    assert ledger.claim(both, NINE)
    assert not ledger.claim(second, NINE)
    third = ledger.lines()[Key("anna", MailKind.NEWS, BuildNumber(3))]
    assert third.state is State.PLANNED


def test_what_a_claim_took_before_it_failed_is_given_back(ledger: Ledger) -> None:
    taken = notice("Anna", "2", kind=MailKind.NEWS)
    both = notice("Anna", "1", "2", kind=MailKind.NEWS)
    ledger.plan([both], NINE)
    assert ledger.claim(taken, NINE)

    assert not ledger.claim(both, NINE)

    assert ledger.lines()[Key("anna", MailKind.NEWS, BuildNumber(1))].state is State.PLANNED


def test_what_became_of_a_mail_before_stays_on_record(ledger: Ledger) -> None:
    ledger.claim(ANNA, NINE)
    ledger.conclude(ANNA.keys, State.FAILED, NINE, "550 no such mailbox")
    ledger.settle(dict.fromkeys(ANNA.keys, "told in person"))
    ledger.renew(ANNA.keys, NINE + MINUTE)
    ledger.claim(ANNA, NINE + MINUTE)
    ledger.conclude(ANNA.keys, State.SENT, NINE + MINUTE, "250 queued")
    ledger.renew(ANNA.keys, NINE + 2 * MINUTE)

    assert ledger.lines()[ANNA.keys[0]].history == (
        "failed 2020-08-31T08:00:00Z: 550 no such mailbox (told in person)",
        "sent 2020-08-31T08:01:00Z",
    )


def test_what_is_given_up_and_planned_anew_keeps_its_number(ledger: Ledger) -> None:
    ledger.claim(ANNA, NINE)
    ledger.conclude(ANNA.keys, State.SENT, NINE, "250 queued")
    ledger.renew(ANNA.keys, NINE)
    ledger.expire({ANNA.keys[0]: "over"}, NINE)
    ledger.plan([ANNA], NINE)

    line = ledger.lines()[ANNA.keys[0]]
    assert (line.state, line.revision) == (State.PLANNED, 1)


def test_what_is_put_off_is_tried_at_once_when_somebody_is_in_a_hurry(ledger: Ledger) -> None:
    ledger.postpone(ANNA.keys, NINE, "451 later", NINE + MINUTE)
    ledger.hasten(ANNA.keys)

    line = ledger.lines()[ANNA.keys[0]]
    assert (line.not_before, line.tries) == (None, 1)


def test_nobody_but_the_claimant_says_what_became_of_it(ledger: Ledger, database: Database) -> None:
    ledger.claim(ANNA, NINE)

    ledger_at(database, "other").conclude(ANNA.keys, State.FAILED, NINE, "not mine")

    assert states(ledger)["anna"] == "claimed"


def test_what_is_put_off_waits_and_counts_its_tries(ledger: Ledger) -> None:
    ledger.claim(ANNA, NINE)
    ledger.postpone(ANNA.keys, NINE, "451 later", NINE + MINUTE)

    line = ledger.lines()[ANNA.keys[0]]
    assert (line.state, line.tries, line.not_before, line.detail) == (State.PLANNED, 1, NINE + MINUTE, "451 later")


def test_after_many_tries_in_vain_it_needs_a_person(ledger: Ledger) -> None:
    for _ in range(STUCK - 1):
        ledger.postpone(ANNA.keys, NINE, "451 later", NINE)
    assert not ledger.lines()[ANNA.keys[0]].needs_a_person

    ledger.postpone(ANNA.keys, NINE, "451 later", NINE)

    assert ledger.lines()[ANNA.keys[0]].needs_a_person


@pytest.mark.parametrize("state_", [State.SENT, State.FAILED, State.UNKNOWN])
def test_what_is_over_is_never_claimed_again(ledger: Ledger, state_: State) -> None:
    ledger.claim(ANNA, NINE)
    ledger.conclude(ANNA.keys, state_, NINE, "")

    assert not ledger.claim(ANNA, NINE)
    assert ledger.lines()[ANNA.keys[0]].needs_a_person is (state_ is not State.SENT)


@pytest.mark.parametrize("state_", [State.SENT, State.FAILED, State.UNKNOWN, State.EXPIRED])
def test_until_a_person_asks_for_it(ledger: Ledger, state_: State) -> None:
    if state_ is State.EXPIRED:
        ledger.expire({ANNA.keys[0]: "too late"}, NINE)
    else:
        ledger.claim(ANNA, NINE)
        ledger.conclude(ANNA.keys, state_, NINE, "")

    ledger.renew(ANNA.keys, NINE + MINUTE)

    line = ledger.lines()[ANNA.keys[0]]
    assert (line.state, line.revision, line.tries, line.at) == (State.PLANNED, 1, 0, NINE + MINUTE)
    assert ledger.claim(ANNA, NINE)


def test_what_is_being_sent_is_not_planned_again(ledger: Ledger) -> None:
    ledger.claim(ANNA, NINE)

    ledger.renew(ANNA.keys, NINE)

    assert states(ledger)["anna"] == "claimed"


def test_what_a_person_settles_needs_nobody(ledger: Ledger) -> None:
    ledger.claim(ANNA, NINE)
    ledger.conclude(ANNA.keys, State.UNKNOWN, NINE, "no answer")

    ledger.settle(dict.fromkeys(ANNA.keys, "told in person"))

    line = ledger.lines()[ANNA.keys[0]]
    assert (line.state, line.settled, line.needs_a_person) == (State.UNKNOWN, "told in person", False)


def test_only_what_is_planned_expires(ledger: Ledger) -> None:
    ledger.claim(ANNA, NINE)

    ledger.expire({ANNA.keys[0]: "late", CEM.keys[0]: "late"}, NINE)

    assert states(ledger) == {"anna": "claimed", "cem": "expired"}


def test_what_expired_is_planned_anew_when_it_is_worth_sending_after_all(ledger: Ledger) -> None:
    ledger.expire({ANNA.keys[0]: "nothing is left of it"}, NINE)
    ledger.plan([ANNA], NINE)

    assert states(ledger) == {"anna": "planned", "cem": "planned"}


def test_but_not_what_a_person_gave_up(ledger: Ledger) -> None:
    ledger.settle(dict.fromkeys(ANNA.keys, "on leave"))
    ledger.plan([ANNA], NINE)

    assert states(ledger) == {"anna": "expired", "cem": "planned"}


def test_what_waits_to_be_tried_again_waits_no_more_when_a_person_asks(ledger: Ledger) -> None:
    for _ in range(STUCK):
        ledger.postpone(ANNA.keys, NINE, "451 later", NINE + MINUTE)
    ledger.renew(ANNA.keys, NINE)

    line = ledger.lines()[ANNA.keys[0]]
    assert (line.state, line.revision, line.tries, line.not_before) == (State.PLANNED, 0, 0, None)


def test_the_claim_of_a_sender_that_lives_is_left_alone(database: Database) -> None:
    with sender(database) as first, sender(database) as second:
        mine, theirs = Ledger(database, first.name), Ledger(database, second.name)
        mine.plan([ANNA], NINE)
        mine.claim(ANNA, NINE)

        theirs.orphan(second.is_alive, NINE)
        mine.orphan(first.is_alive, NINE)

        assert states(mine) == {"anna": "claimed"}


def test_the_claim_of_a_sender_that_is_gone_is_unknown(database: Database) -> None:
    with sender(database) as first:
        gone = Ledger(database, first.name)
        gone.plan([ANNA, CEM], NINE)
        gone.claim(ANNA, NINE)
    with sender(database) as second:
        ours = Ledger(database, second.name)
        ours.orphan(second.is_alive, NINE + MINUTE)

        assert states(ours) == {"anna": "unknown", "cem": "planned"}
        assert ours.lines()[ANNA.keys[0]].detail == "the program ended while this was being sent"


DYING = """
import os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from posting import NINE, notice
from stores import QA
from qa_calendar.delivering.state.database import opened
from qa_calendar.delivering.state.ledger import Ledger
from qa_calendar.delivering.state.senders import sender
with opened({state!r}, Path({root!r}), QA) as database, sender(database, 0.5) as us:
    ledger = Ledger(database, us.name)
    ledger.plan([notice("Anna")], NINE)
    ledger.claim(notice("Anna"), NINE)
    os._exit(9)
"""
BRIEF = 0.5
"""Seconds a sender on a server counts as alive after its last sign of life."""


def test_a_sender_that_was_killed_is_known_to_be_gone_when_its_lease_is_up(state: str, root: Path) -> None:
    script = DYING.format(path=sys.path, state=state, root=str(root))
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 9

    with opened(state, root, QA) as database, sender(database) as us:
        ledger = Ledger(database, us.name)
        ledger.orphan(us.is_alive, NINE)
        # A lock beside a file is let go of at once; a lease in a server runs out.
        assert states(ledger) == {"anna": "unknown" if database.file else "claimed"}
        sleep(2 * BRIEF)
        ledger.orphan(us.is_alive, NINE)
        assert states(ledger) == {"anna": "unknown"}


def test_a_sender_that_takes_longer_than_its_lease_stays_alive(state: str, root: Path) -> None:
    with opened(state, root, QA) as database, sender(database, BRIEF) as slow, sender(database) as other:
        sleep(3 * BRIEF)
        assert other.is_alive(slow.name)
        name = slow.name
    with opened(state, root, QA) as database, sender(database) as other:
        assert not other.is_alive(name)


def test_one_that_was_only_taken_for_gone_still_knows_better(ledger: Ledger) -> None:
    ledger.claim(ANNA, NINE)
    ledger.orphan(lambda _: False, NINE)
    assert states(ledger)["anna"] == "unknown"

    ledger.conclude(ANNA.keys, State.SENT, NINE, "250 queued")

    assert states(ledger)["anna"] == "sent"


def test_of_many_who_claim_at_once_one_gets_it(state: str, root: Path) -> None:
    people = [notice(f"Person {n}") for n in range(10)]
    with opened(state, root, QA) as database:
        ledger_at(database).plan(people, NINE)
    barrier, won = Barrier(4), list[str]()

    def claim(number: int) -> None:
        with opened(state, root, QA) as database:
            mine = ledger_at(database, str(number))
            barrier.wait()
            won.extend(one.person for one in people if mine.claim(one, NINE))

    threads = [Thread(target=claim, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == sorted(one.person for one in people)


def test_two_who_make_the_database_at_once_do_not_get_in_each_others_way(state: str, root: Path) -> None:
    barrier, failed = Barrier(4), []

    def make() -> None:
        barrier.wait()
        try:
            with opened(state, root, QA) as database:
                Ledger(database).plan([ANNA], NINE)
        except Exception as error:  # a thread's would only be a warning
            failed.append(error)

    threads = [Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    with opened(state, root, QA) as database:
        assert states(Ledger(database)) == {"anna": "planned"}


def test_a_look_at_a_database_without_a_ledger_finds_nothing(root: Path) -> None:
    with opened("sqlite:///state/qa-calendar.db", root, QA, create=False) as database:
        assert Ledger(database).lines() == {}
    assert list(root.iterdir()) == []
