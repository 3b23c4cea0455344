"""The time zone of every workspace: the United Kingdom's; and instants as text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_in_london(at: datetime) -> date:
    """The date it is in the UK at an aware instant."""
    return at.astimezone(LONDON).date()


@lru_cache(maxsize=256)
def utc_text(at: datetime) -> str:
    """An aware instant to the second, in UTC: `2020-09-01T08:00:00Z`, which `datetime.fromisoformat` reads."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock_in_london(at: datetime) -> str:
    """An aware instant as people in the UK read it: `Tue 2020-09-01 09:00`."""
    return f"{at.astimezone(LONDON):%a %Y-%m-%d %H:%M}"
