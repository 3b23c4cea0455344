"""The verbs about the files a person edits: init, check, schema."""

from __future__ import annotations

import sys
from collections.abc import Collection
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
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="L01", help="Only this remark; repeatable.")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="However many lines that are; else 50 at most.")] = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Say what is wrong in the files, and what is valid but probably not meant."""
    from qa_calendar.delivering.building.build import rehearse
    from qa_calendar.delivering.screen.check_report import (
        MOST_LINES,
        show_checked,
        show_checked_json,
        show_findings,
        show_problems,
    )
    from qa_calendar.planning.lint.checks import Level, lint
    from qa_calendar.problems import InvalidInputError
    from qa_calendar.rendering.differences import change_line, renamed_lines

    ids, most, day = _remarks(only or ()), None if whole else MOST_LINES, london_day(today, now)
    try:
        found = rehearse(read(), instant(today, now))
    except InvalidInputError as error:
        show_problems(error.problems, most)
        raise typer.Exit(WRONG_INPUT) from None
    findings, names = lint(found.plan, ids), found.plan.config.names
    moves = [] if ids else [change_line(change, names) for change in found.changes if change.is_move]
    for line in (*(line for one in found.renamed for line in renamed_lines(one)), *found.shifted):
        print(line, file=sys.stderr)
    if as_json:
        show_checked_json(findings, moves, found.vanish)
    else:
        show_findings(findings, moves, most)
        show_checked(findings, found.vanish, day)
    if strict and any(finding.level is Level.WARNING for finding in findings):
        raise typer.Exit(WRONG_INPUT)


def _remarks(written: Collection[str]) -> tuple[str, ...]:
    """The ids of remarks that are *written*, in small letters or not."""
    from qa_calendar.problems import LintId, did_you_mean

    ids = tuple(one.upper() for one in written)
    for one in ids:
        if one not in list(LintId):
            raise usage(f"no remark '{one}'{did_you_mean(one, LintId)}; docs/checks.md lists them")
    return ids


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
