"""The verbs about the files a person edits: init, check, schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qa_calendar.cli.asked import (
    WRONG_INPUT,
    AsJson,
    Now,
    Today,
    instant,
    london_day,
    read,
    usage,
    verb,
    where,
)


@verb
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to write a workspace into.")],
    template: Annotated[
        list[str] | None,
        typer.Option("--template", metavar="NAME", help="Only this built-in template, to change it; repeatable."),
    ] = None,
    today: Today = None,
    now: Now = None,
) -> None:
    """Write a workspace to start from: both files and the editor's schemas."""
    from qa_calendar.delivering.workspace import init as write_starter

    folder = where.root / folder
    try:
        written = write_starter(folder, template or ())
    except ValueError as error:
        raise usage(str(error)) from None
    if template:
        print("\n".join(f"{path}: written; it is used in place of the built-in one." for path in written))
        return
    print(f"{len(written)} files written to {folder}. Edit config.yaml and framework.yaml, then run:")
    print(f'  qa-calendar -C "{folder}" check')


@verb
def check(
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when there is a warning.")] = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Say what is wrong in the files, and what is valid but probably not meant."""
    from qa_calendar.delivering.building.build import rehearse
    from qa_calendar.delivering.screen.console import show_checked
    from qa_calendar.planning.lint.checks import Level, lint
    from qa_calendar.rendering.differences import change_line, renamed_lines

    found = rehearse(read(), instant(today, now))
    findings, names = lint(found.plan), found.plan.config.names
    moves = [change_line(change, names) for change in found.changes if change.is_move]
    for line in (line for one in found.renamed for line in renamed_lines(one)):
        print(line, file=sys.stderr)
    show_checked(findings, moves, found.vanish, london_day(today, now), as_json=as_json)
    if strict and any(finding.level is Level.WARNING for finding in findings):
        raise typer.Exit(WRONG_INPUT)


@verb
def schema(
    folder: Annotated[Path | None, typer.Argument(help="Write them here; without it, say what they are.")] = None,
    today: Today = None,
    now: Now = None,
) -> None:
    """The JSON Schemas of both files, for editors: completion and red underlines."""
    import json

    from qa_calendar.delivering.files import replace
    from qa_calendar.delivering.screen.console import show_json, show_line
    from qa_calendar.reading.load import schemas

    if folder is None:
        show_json({name: json.loads(text) for name, text in schemas().items()})
        return
    folder = where.root / folder
    for name, text in schemas().items():
        changed = replace(folder / name, text.encode())
        show_line(f"{folder / name}: {'written' if changed else 'unchanged'}")
