"""The verbs about messages: remind."""

from __future__ import annotations

from typing import Annotated

import typer

from qa_calendar.cli.asked import (
    AsJson,
    Now,
    Today,
    app,
    here,
    london_day,
    planned,
    usage,
)


@app.command()
def remind(
    week: Annotated[str | None, typer.Option("--week", metavar="2020-W36", help="Default: the week of today.")] = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Write one reminder for each person with something to say that week. Nothing is sent."""
    from qa_calendar.dates.months import Week, spoken, spoken_with_year
    from qa_calendar.delivering.console import show_drafted, show_drafted_json, show_line
    from qa_calendar.delivering.mail import write_drafts
    from qa_calendar.rendering.reminders import render_reminders

    try:
        wanted = Week.parse(week) if week else Week.of(london_day(today, now))
    except ValueError as error:
        raise usage(str(error)) from None
    workspace = here()
    found = planned()
    messages = render_reminders(found, wanted, workspace.templates())
    folder = workspace.path(found.config.out) / "reminders" / str(wanted)
    drafted = write_drafts(messages, folder, found.config.reminders, found.config.staff)
    if as_json:
        show_drafted_json(drafted, wanted)
    elif drafted:
        span = f"{spoken(wanted.first)} to {spoken_with_year(wanted.last)}"
        show_drafted(drafted, folder, f"Reminders for {wanted}, {span}")
    else:
        show_line(f"Nothing to say in {wanted}: the framework runs from {found.months[0]} to {found.months[-1]}.")
