"""The verbs about what is published: build."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa_calendar.cli.asked import (
    AsJson,
    Now,
    Today,
    app,
    here,
    instant,
    london_day,
)
from qa_calendar.delivering.files import PATIENCE


@app.command()
def build(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait for another build to end.")
    ] = PATIENCE,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Write the feeds: one for each person in staff, one for the team."""
    from qa_calendar.delivering.built import recall

    workspace, moment, day = here(), instant(today, now), london_day(today, now)
    known = recall(workspace, day)
    if known is not None and not as_json:
        from qa_calendar.delivering.console import show_unchanged

        show_unchanged(known)
        return
    from qa_calendar.delivering.build import build as make
    from qa_calendar.delivering.console import left_alone, show_built, show_built_json

    built = make(workspace, moment, day, dry_run=dry_run, patience=wait)
    for warning in left_alone(built):
        print(warning, file=sys.stderr)
    (show_built_json if as_json else show_built)(built)
