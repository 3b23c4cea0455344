"""How fast mail is handed over, of one service and of many."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from mail_server import mail_server
from posting import NINE, Hands, mail_config, mailer_at, notice

from qa_calendar.delivering.mail.pace import Pace, seconds_between
from qa_calendar.model import SmtpOptions

HOST = SmtpOptions(host="smtp.example.gov.uk", pause=0)


@pytest.mark.parametrize(
    ("per_minute", "pause", "senders", "seconds"),
    [(None, 0, 1, 0), (None, 1, 4, 1), (30, 1, 1, 2), (30, 5, 1, 5), (30, 1, 2, 4), (6000, 0, 1, 0.01)],
)
def test_between_two_mails_lies_the_pause_or_the_share_of_a_minute(
    per_minute: int | None, pause: float, senders: int, seconds: float
) -> None:
    assert seconds_between(replace(HOST, pause=pause, per_minute=per_minute), senders) == pytest.approx(seconds)


def test_many_services_of_one_server_are_one_stream_and_of_two_servers_two() -> None:
    pace, clock = Pace(), Hands()
    first, second = replace(HOST, per_minute=20), replace(HOST, host="other.example.gov.uk", per_minute=20)
    at = []
    for server in (first, second, first, first, second):
        pace.wait(server, clock)
        at.append((clock.now() - NINE).total_seconds())

    assert at == [0, 0, 3, 6, 6]


def test_what_took_time_meanwhile_is_waited_for_no_more() -> None:
    pace, clock = Pace(), Hands()
    pace.wait(replace(HOST, per_minute=20), clock)
    clock.sleep(2)
    pace.wait(replace(HOST, per_minute=20), clock)
    assert clock.now() == NINE + timedelta(seconds=3)
    clock.sleep(60)
    pace.wait(replace(HOST, per_minute=20), clock)
    assert clock.now() == NINE + timedelta(seconds=63)


def test_a_mailer_keeps_to_it(tmp_path: Path) -> None:
    clock, pace = Hands(), Pace()
    with mail_server() as box, mailer_at(tmp_path, "sqlite:///state/qa-calendar.db", box, clock) as mailer:
        server = mail_config(box.port).smtp
        assert server is not None
        mailer.config = replace(mailer.config, smtp=replace(server, per_minute=6))
        mailer.pace = pace
        mailer.send([notice("Anna"), notice("Cem")])
        mailer.send([notice("Dora")])

        assert clock.now() == NINE + timedelta(seconds=20)
        assert len(box.taken) == 3
