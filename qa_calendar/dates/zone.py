"""The time zone of every workspace: the United Kingdom's."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_in_london(at: datetime) -> date:
    """The date it is in the UK at an aware instant."""
    return at.astimezone(LONDON).date()
