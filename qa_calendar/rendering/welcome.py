"""What tells somebody how to subscribe to their calendar, or that its address has changed."""

from __future__ import annotations

from datetime import date

from qa_calendar.dates.months import Month
from qa_calendar.model import TEAM, Plan
from qa_calendar.rendering.events import framework_values
from qa_calendar.rendering.hosts import host_of, is_inside
from qa_calendar.rendering.messages import Message, Reader, feed_url, message_to
from qa_calendar.rendering.templates import Templates


def render_welcome(reader: Reader, plan: Plan, templates: Templates, today: date, *, moved: bool = False) -> Message:
    """How *reader* subscribes; *moved* when they may have another address. Raises InvalidInputError, or ValueError.

    ValueError is for whoever's address *plan* does not have.
    """
    address = feed_url(reader.slug, plan)
    if address is None:
        raise ValueError(f"nothing says where the feed of {reader.name} is read")
    values = {
        "name": reader.name,
        "whole_team": reader.slug == TEAM,
        "address": address,
        "page": f"{address.rpartition('/')[0]}/index.html",
        "is_public": not is_inside(host_of(address)),
        "moved": moved,
        # The frame of a message has the address at its end, and this one is about nothing else.
        "feed_url": None,
        "team": plan.config.feeds.team_name,
        **framework_values(plan, Month.of(today)),
    }
    return message_to(reader, "welcome", templates, values)
