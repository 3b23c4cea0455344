"""The pages beside the feeds: each person's own, the team's year, who has how much, what needs a person.

plan, today, what is known beside it ─▶ values ─▶ template ─▶ Page, which is the same until what it says changes
"""

from qa_calendar.rendering.pages.attention import Failed, Observed, Subscribed, render_attention
from qa_calendar.rendering.pages.importing import render_import
from qa_calendar.rendering.pages.page import Page, policy_of
from qa_calendar.rendering.pages.personal import Beside, framework_now, render_ended, render_personal
from qa_calendar.rendering.pages.pieces import Pieces
from qa_calendar.rendering.pages.team import Link, Planner, render_loads, render_planner
from qa_calendar.rendering.pages.trying import try_pages

__all__ = [
    "NOTHING_HERE",
    "Beside",
    "Failed",
    "Link",
    "Observed",
    "Page",
    "Pieces",
    "Planner",
    "Subscribed",
    "framework_now",
    "policy_of",
    "render_attention",
    "render_ended",
    "render_import",
    "render_loads",
    "render_personal",
    "render_planner",
    "try_pages",
]

NOTHING_HERE = b"""\
<!DOCTYPE html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>Nothing to see here</title>
<p>Nothing to see here.</p>
"""
"""What stands at the top of a site, so that a server that lists folders has nothing to list."""
