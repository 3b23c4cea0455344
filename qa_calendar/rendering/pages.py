"""The page beside a feed: whose calendar it is, its address, and how to subscribe."""

from __future__ import annotations

from qa_calendar.rendering.templates import Templates

NOTHING_HERE = b"""\
<!DOCTYPE html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>Nothing to see here</title>
<p>Nothing to see here.</p>
"""
"""What stands at the top of a site, so that a server that lists folders has nothing to list."""


def render_link_page(name: str, address: str, team: str, templates: Templates, *, ended: bool = False) -> bytes:
    """The page of *name*'s calendar at *address*, of a *team*; raises InvalidInputError where its template fails."""
    values = {"name": name, "address": address, "team": team, "ended": ended}
    return (templates.render("link.html.j2", **values).strip() + "\n").encode()
