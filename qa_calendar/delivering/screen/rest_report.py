"""What people read of a run that had nothing to do; it stands apart, as that is most of them."""

from __future__ import annotations

from qa_calendar.delivering.building.resting import Rest


def said_at_rest(rest: Rest) -> str:
    """What such a run did, in a line."""
    return f"nothing new to build; {'no mail to send' if rest.sends else 'no new drafts'}; nothing needs you."
