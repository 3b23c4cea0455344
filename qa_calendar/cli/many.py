"""What the verbs that take many workspaces are asked, and what they do with them."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa_calendar.cli.asked import RunningClock, smtp_password, usage, where

if TYPE_CHECKING:
    from datetime import datetime

    from qa_calendar.model import Config

Folders = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FOLDER]...", help="Many workspaces in one call, by name or pattern: 'services/*'."),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", metavar="N", min=1, max=64, help="With folders: in so many processes.")
]
Shard = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="With folders: only those of this share, such as 1/4.")
]


def password_of(config: Config) -> str | None:
    """The mail server's password of a service; where another process looks for it, it looks by itself."""
    return smtp_password(config)()


def is_of_many(folders: list[str] | None, jobs: int | None, shard: str | None) -> bool:
    """Whether folders are named; usage where something is said that is of folders, and there are none."""
    if folders:
        return True
    for option, given in (("--jobs", jobs), ("--shard", shard)):
        if given is not None:
            raise usage(f"{option} is for many workspaces: name their folders, for example 'services/*'")
    return False


def carry_out(
    verb: str,
    now: datetime,
    folders: list[str],
    jobs: int | None,
    shard: str | None,
    *,
    as_json: bool,
    **how: Any,
) -> None:
    """Do it with each of *folders*, say what came of all, and exit with one code for all."""
    from qa_calendar.delivering.many.folders import shard_of, whose
    from qa_calendar.delivering.many.many import Order, Verb, carried_out
    from qa_calendar.delivering.many.outcome import exit_code
    from qa_calendar.delivering.screen.many_report import going_on, show_outcomes, show_outcomes_json

    share, ids = _share(shard), whose(_folders(folders))
    # What says no calendar_id is told by the first share: every folder is somebody's.
    roots = [root for root, one in ids.items() if share is None or shard_of(one or "", share[1]) == share[0]]
    debug = bool(os.environ.get("QA_CALENDAR_DEBUG"))
    clock = RunningClock(now, monotonic())
    order = Order(verb=Verb(verb), now=now, password=password_of, clock=clock, debug=debug, **how)
    with going_on(verb, len(roots)) as told:
        outcomes = []
        for outcome in carried_out(order, roots, jobs or 1):
            outcomes.append(replace(outcome, workspace=_as_named(outcome.workspace)))
            told(outcome)
    outcomes.sort(key=lambda one: one.workspace)
    show_outcomes_json(verb, outcomes) if as_json else show_outcomes(outcomes)
    if code := exit_code(outcomes):
        raise typer.Exit(code)


def _as_named(workspace: str) -> str:
    """Its folder as it is known where the command was given."""
    root, base = Path(workspace), where.root
    return root.relative_to(base).as_posix() if root.is_relative_to(base) else workspace


def _folders(written: list[str]) -> list[Path]:
    from qa_calendar.delivering.many.folders import folders_of

    try:
        return folders_of(written, where.root)
    except ValueError as error:
        raise usage(str(error)) from None


def _share(written: str | None) -> tuple[int, int] | None:
    if written is None:
        return None
    found = re.fullmatch(r"([0-9]{1,5})/([0-9]{1,5})", written)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise usage(f"'{written}' is no share; write 1/4 for the first of four, then 2/4, 3/4 and 4/4")
    return int(found[1]), int(found[2])
