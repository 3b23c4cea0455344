"""How fast mail is handed over: never faster than a server takes it, however many services send by it.

A limit is of a server. One process keeps it by waiting; several that share the work each keep to their part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from qa_calendar.model import SmtpOptions


class Clock(Protocol):
    """Time, and the passing of it."""

    def now(self) -> datetime:
        """The instant, aware."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


@dataclass(slots=True)
class Pace:
    """When mail was last handed to each server, by host; *senders* is how many processes hand over at a time."""

    senders: int = 1
    _last: dict[str, datetime] = field(default_factory=dict, init=False)

    def wait(self, server: SmtpOptions, clock: Clock) -> None:
        """Wait until the next mail may be handed to *server*."""
        last = self._last.get(server.host)
        if last is not None:
            until = last + timedelta(seconds=seconds_between(server, self.senders))
            clock.sleep(max(0.0, (until - clock.now()).total_seconds()))
        self._last[server.host] = clock.now()


def seconds_between(server: SmtpOptions, senders: int = 1) -> float:
    """How many seconds lie between two mails that one of so many *senders* hands to *server*."""
    share = 60 * senders / server.per_minute if server.per_minute else 0.0
    return max(server.pause, share)
