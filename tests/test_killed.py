"""Senders that are killed, and two at once: real processes, a real server, both databases. CI does a thousand."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest
from killing import kill_at_random, two_at_once

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing ends a process that hard here")


def test_a_sender_killed_over_and_over_loses_nothing_and_sends_nothing_twice(state: str, tmp_path: Path) -> None:
    outcome = kill_at_random(tmp_path / "a workspace", people=60, kills=5, state=state)

    assert (outcome.lost, outcome.twice) == (0, 0), str(outcome)
    # Each kill leaves at most the one mail it was about unknown.
    states: Counter[str] = Counter()
    for (state_, _), number in outcome.arrived.items():
        states[state_] += number
    assert states["sent"] + states["unknown"] == 60, str(outcome)
    assert states["unknown"] <= 5, str(outcome)


def test_two_senders_at_once_send_each_mail_once(state: str, tmp_path: Path) -> None:
    outcome = two_at_once(tmp_path / "a workspace", people=60, state=state)

    assert outcome.arrived == Counter({("sent", 1): 60}), str(outcome)
