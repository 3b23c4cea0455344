"""The verbs about the files a person edits: init, check, schema."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_calendar.cli.asked import (
    WRONG_INPUT,
    AsJson,
    Now,
    Today,
    instant,
    is_terminal,
    london_day,
    nation_meant,
    read,
    usage,
    verb,
    where,
    year_meant,
)
from qa_calendar.cli.importing import How, bring_in
from qa_calendar.cli.many import Folders, Jobs, Shard, carry_out, is_of_many

if TYPE_CHECKING:
    from qa_calendar.reading.documents.files.settings import Said


@verb
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to write a workspace into.")],
    template: Annotated[
        list[str] | None,
        typer.Option("--template", metavar="NAME", help="Only this built-in template, to change it; repeatable."),
    ] = None,
    service: Annotated[str | None, typer.Option("--service", metavar="NAME", help="Whose framework it is.")] = None,
    nation: Annotated[str | None, typer.Option("--nation", help="Whose bank holidays are kept.")] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="2026", help="The year it begins in.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Write a workspace to start from: both files and the editor's schemas. On a terminal it asks what for."""
    from qa_calendar.delivering.workspace import init as write_starter
    from qa_calendar.delivering.workspace import room_in

    folder = where.root / folder
    if template:
        _write_templates(folder, template, service or nation or year)
        return
    room_in(folder)
    told = _Told(
        service=service,
        nation=None if nation is None else nation_meant(nation),
        year=None if year is None else year_meant(year),
    )
    if is_terminal() and not yes:
        told = _asked(told, london_day(today, now))
    if told.document:
        how = How(london_day(today, now), yes=True)
        from qa_calendar.delivering.building.importing import Wanted

        bring_in(folder, [told.document], Wanted(year=told.year, said=told.said), how)
        return
    written = write_starter(folder, texts=_texts(told))
    print(f"{len(written)} files written to {folder}. Edit config.yaml and framework.yaml, then run:")
    print(f'  qa-calendar -C "{folder}" check')


def _write_templates(folder: Path, names: list[str], besides: object) -> None:
    from qa_calendar.delivering.workspace import init as write_starter

    if besides:
        raise usage("--service, --nation and --year are of a new workspace; --template writes a template only")
    try:
        written = write_starter(folder, names)
    except ValueError as error:
        raise usage(str(error)) from None
    print("\n".join(f"{path}: written; it is used in place of the built-in one." for path in written))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a new workspace is for; None where nobody said, and the starter's stays."""

    service: str | None = None
    nation: str | None = None
    year: int | None = None
    document: str = ""

    @property
    def said(self) -> Said:
        from qa_calendar.reading.documents.files.settings import Said

        return Said(service=self.service, nation=self.nation)


def _asked(told: _Told, day: date) -> _Told:
    """*told*, and what somebody answers to all else that a workspace is made of."""
    from qa_calendar.dates.workdays import Nation

    coming = day.year + (day > date(day.year, 4, 1))
    document = _prompt("A document that has the framework already, Word, Excel or CSV (Enter: none)", "")
    if document and not Path(document).is_file():
        raise usage(f"there is no file {document}")
    service = told.service or _prompt("Whose framework is it, the name of the service (Enter: later)", "")
    nation = told.nation or nation_meant(_prompt(f"Whose bank holidays: {', '.join(Nation)}", "England"))
    # A document mostly says of which year it is, and whoever is asked may be wrong.
    year = told.year if told.year or document else year_meant(_number(_prompt("The year it begins in", str(coming))))
    return _Told(service=service or None, nation=nation, year=year, document=document)


def _prompt(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit()):
        raise usage(f"'{written}' is not a year; write it as 2026")
    return int(written)


def _texts(told: _Told) -> dict[str, str]:
    """The starter's files for what was *told*; none where nothing was."""
    from qa_calendar.delivering.workspace import CONFIG, FRAMEWORK, starter_text
    from qa_calendar.reading.documents.files.settings import started_config, started_framework

    if told == _Told():
        return {}
    return {
        CONFIG: started_config(starter_text(CONFIG), told.said),
        FRAMEWORK: started_framework(starter_text(FRAMEWORK), told.service, told.year),
    }


@verb
def check(
    folders: Folders = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when there is a warning.")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="L01", help="Only this remark; repeatable.")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="However many lines that are; else 50 at most.")] = False,
    jobs: Jobs = None,
    shard: Shard = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Say what is wrong in the files, and what is valid but probably not meant."""
    if is_of_many(folders, jobs, shard):
        if strict or only or whole:
            raise usage("--strict, --only and --all are of one workspace: of many, remarks are counted")
        carry_out("check", instant(today, now), folders or [], jobs, shard, as_json=as_json)
        return
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
    from qa_calendar.problems import LintId, no_remark

    ids = tuple(one.upper() for one in written)
    for one in ids:
        if one not in list(LintId):
            raise usage(f"{no_remark(one)}; docs/checks.md lists them")
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
