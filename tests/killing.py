"""Kill a sender at random points, start it again, and count what arrived. Run by test_killed.py.

`python tests/killing.py RECIPIENTS KILLS [STATE]` prints the table for one database, and fails if one is lost or twice.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mail_server import Box, mail_server
from stores import QA
from workspaces import environment

from qa_calendar.delivering.state.database import opened
from qa_calendar.delivering.state.ledger import Ledger
from qa_calendar.delivering.state.senders import LEASE

SQLITE_URL = "sqlite:///state/qa-calendar.db"
MONDAY = "2020-04-06T09:00:00"
_FRAMEWORK = """\
title: The framework
service: The service
year: 2020
activities:
{activities}
months:
  April: [{titles}]
"""
_TOGETHER = 10
"""So many do a piece of work: a message names all of them."""
_CONFIG = """\
calendar_id: qa.example.gov.uk
timezone: Europe/London
staff:
{staff}
working_days: {{nation: England}}
reminders: {{from: qa-team@example.gov.uk}}
smtp: {{host: 127.0.0.1, port: {port}, security: none, pause: 0}}
state: {state}
"""
_SHORT = {"reminder.txt.j2": "Dear {{ name }}\n", "reminder.html.j2": "<p>Dear {{ name }}</p>\n"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the mail to so many *people*: how often each arrived, by the state the ledger says it is in."""

    people: int
    kills: int
    arrived: Counter[tuple[str, int]]

    @property
    def lost(self) -> int:
        """How many are said to be sent and never arrived, or were neither sent nor said to be unknown."""
        return sum(n for (state, times), n in self.arrived.items() if state != "unknown" and times == 0)

    @property
    def twice(self) -> int:
        """How many arrived more than once."""
        return sum(n for (_, times), n in self.arrived.items() if times > 1)

    def __str__(self) -> str:
        rows = [
            f"  {state:8} arrived {times} time{'' if times == 1 else 's'}: {n:5}"
            for (state, times), n in sorted(self.arrived.items())
        ]
        head = f"{self.people} recipients, killed {self.kills} times: {self.lost} lost, {self.twice} twice"
        return "\n".join([head, *rows])


def workspace(root: Path, people: int, port: int, state: str) -> None:
    """A workspace in which everybody has one piece of work in a week."""
    names = [f"Person {n:04d}" for n in range(people)]
    staff = "\n".join(f"  {name}: {{role: Auditor, email: person-{name[-4:]}@example.gov.uk}}" for name in names)
    (root / "templates").mkdir(parents=True)
    (root / "config.yaml").write_text(_CONFIG.format(staff=staff, port=port, state=state), encoding="utf-8")
    some = {f"Audit {n}": names[n : n + _TOGETHER] for n in range(0, people, _TOGETHER)}
    work = [f"  {title}: {{purpose: To learn., workers: [{', '.join(who)}]}}" for title, who in some.items()]
    framework = _FRAMEWORK.format(activities="\n".join(work), titles=", ".join(some))
    (root / "framework.yaml").write_text(framework, encoding="utf-8")
    for name, text in _SHORT.items():
        (root / "templates" / name).write_text(text, encoding="utf-8")


def sending(root: Path) -> subprocess.Popen[bytes]:
    """A sender, started."""
    command = [sys.executable, "-m", "qa_calendar", "remind", "--send", "--now", MONDAY, "--wait", "0", "--json"]
    return subprocess.Popen(command, cwd=root, env=environment(), stdout=subprocess.DEVNULL)


def kill_at_random(root: Path, people: int, kills: int, state: str = SQLITE_URL, seed: int = 1) -> Outcome:
    """Send to *people*, killing the sender *kills* times on the way; then let it end."""
    chance = random.Random(seed)
    taken = threading.Condition()

    def count(_: str) -> str:
        with taken:
            taken.notify_all()
        return "fine"

    with mail_server(count) as box:
        workspace(root, people, box.port, state)
        # Each kill may keep one mail from arriving, and the last is still to come in the middle of the work.
        for point in sorted(chance.sample(range(1, people - kills), kills)):
            child = sending(root)
            while len(box.taken) < point:
                assert child.poll() is None, "it ended before it was killed"
                with taken:
                    taken.wait(timeout=1)
            time.sleep(chance.random() * 0.01)
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        assert sending(root).wait(timeout=120) in (0, 3)
        if not state.startswith("sqlite"):
            # On a server, who was killed last counts as alive until the lease has run out.
            time.sleep(LEASE)
            assert sending(root).wait(timeout=120) in (0, 3)
        return _outcome(root, people, kills, state, box)


def two_at_once(root: Path, people: int, state: str) -> Outcome:
    """Let two senders loose on the same mail."""
    with mail_server() as box:
        workspace(root, people, box.port, state)
        both = [sending(root) for _ in range(2)]
        assert [child.wait(timeout=120) for child in both] == [0, 0]
        assert sending(root).wait(timeout=120) == 0
        return _outcome(root, people, 0, state, box)


def _outcome(root: Path, people: int, kills: int, state: str, box: Box) -> Outcome:
    times = Counter(box.people)
    with opened(state, root, QA, create=False) as database:
        lines = Ledger(database).lines().values()
    return Outcome(people, kills, Counter((line.state.value, times[line.key.person]) for line in lines))


if __name__ == "__main__":
    _, people, kills, *rest = sys.argv
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_at_random(Path(folder) / "a workspace", int(people), int(kills), next(iter(rest), SQLITE_URL))
    print(outcome)
    sys.exit(1 if outcome.lost or outcome.twice else 0)
