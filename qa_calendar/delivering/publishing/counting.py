"""Counting fetches beside the answers: in memory, and every few seconds into the file, from a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from threading import Event, Lock, Thread

from qa_calendar.delivering.state.fetches import DOCTOR, Fetches, client_of
from qa_calendar.delivering.state.links import digest_of
from qa_calendar.problems import DeliveryError

_EVERY = 3.0
"""Seconds between two writes."""

_Tally = dict[tuple[str, str], tuple[int, datetime]]


@dataclass(slots=True)
class Counting:
    """What was fetched and is not written yet. It cannot grow: there are only so many links and kinds of program."""

    fetches: Fetches
    now: Callable[[], datetime]
    say: Callable[[str], None]
    _tally: _Tally = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _ended: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _failed: bool = False

    def note(self, token: str, user_agent: str) -> None:
        """Count a fetch; only by memory, so that no answer waits."""
        if not user_agent.startswith(DOCTOR):
            with self._lock:
                _add(self._tally, (_digest(token), _client(user_agent)), 1, self.now())

    def start(self) -> None:
        """Write every few seconds from now on."""
        self._thread = Thread(target=self._write_on, name="fetches", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what there is, and no more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        self.write()

    def write(self) -> None:
        """Write what there is; what cannot be written is kept for the next time, and said once."""
        with self._lock:
            taken, self._tally = self._tally, {}
        try:
            self.fetches.add(taken)
            self._failed = False
        except DeliveryError as error:
            self._put_back(taken)
            if not self._failed:
                self.say(f"fetches are not counted at the moment: {error}")
            self._failed = True

    def _write_on(self) -> None:
        while not self._ended.wait(_EVERY):
            self.write()

    def _put_back(self, taken: _Tally) -> None:
        with self._lock:
            for key, (count, last) in taken.items():
                _add(self._tally, key, count, last)


def _add(tally: _Tally, key: tuple[str, str], count: int, last: datetime) -> None:
    known, before = tally.get(key, (0, last))
    tally[key] = known + count, max(before, last)


_digest = lru_cache(maxsize=10_000)(digest_of)
_client = lru_cache(maxsize=500)(client_of)
