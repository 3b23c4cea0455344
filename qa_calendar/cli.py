"""The command. It asks the clock, the environment and argv, hands over, and prints; it decides nothing.

Exit codes: 0 done, 1 the user's files are wrong, 2 usage, 3 the world failed.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from qa_calendar.delivering.files import PATIENCE
from qa_calendar.problems import (
    InvalidInputError,
    NoSuchDayError,
    QACalendarError,
    RulePhraseError,
)

if TYPE_CHECKING:
    from qa_calendar.dates.months import Month
    from qa_calendar.dates.rules import Setting
    from qa_calendar.delivering.workspace import Workspace
    from qa_calendar.model import Plan

LONDON = ZoneInfo("Europe/London")
WRONG_INPUT, USAGE, WORLD_FAILED = 1, 2, 3

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A Quality Assurance framework as calendar feeds and reminders.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@dataclass(slots=True)
class _Where:
    root: Path = Path()


_where = _Where()


def _usage(message: str) -> typer.BadParameter:
    return typer.BadParameter(message)


def _parse_date(text: str) -> date:
    from qa_calendar.dates.months import iso_date

    found = iso_date(text)
    if found is None:
        raise _usage(f"'{text}' is not a date; write it as 2020-09-01")
    return found


def _parse_now(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _usage(f"'{text}' is not a time; write it as 2020-09-01T09:00:00Z") from None
    return (found if found.tzinfo else found.replace(tzinfo=LONDON)).astimezone(UTC)


Today = Annotated[
    date | None, typer.Option("--today", parser=_parse_date, metavar="DATE", help="Act as if it were noon on this day.")
]
Now = Annotated[
    datetime | None, typer.Option("--now", parser=_parse_now, metavar="TIME", help="Act as if it were this instant.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def _instant(today: date | None, now: datetime | None) -> datetime:
    if now is not None and today is not None:
        raise _usage("give --today or --now, not both")
    if today is not None:
        return datetime.combine(today, time(12), LONDON).astimezone(UTC)
    return now or datetime.now(UTC)


def _day(today: date | None, now: datetime | None) -> date:
    return _instant(today, now).astimezone(LONDON).date()


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"qa-calendar {version('qa-calendar')}")
        except PackageNotFoundError:
            print("qa-calendar, run from its folder without being installed")
        raise typer.Exit


@app.callback()
def _workspace(
    workspace: Annotated[
        Path,
        typer.Option("-C", "--workspace", metavar="FOLDER", help="The folder with config.yaml and framework.yaml."),
    ] = Path(),
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if not workspace.is_dir():
        raise _usage(f"there is no folder {workspace}")
    _where.root = workspace


def _here() -> Workspace:
    from qa_calendar.delivering.workspace import Workspace

    return Workspace(_where.root)


def _plan() -> Plan:
    from qa_calendar.planning.plan import expand

    config, frameworks = _here().load()
    return expand(frameworks, config)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to write a workspace into.")],
    today: Today = None,
    now: Now = None,
) -> None:
    """Write a workspace to start from: both files, the templates and the editor's schemas."""
    from qa_calendar.delivering.workspace import init as write_starter

    folder = _where.root / folder
    written = write_starter(folder)
    print(f"{len(written)} files written to {folder}. Edit config.yaml and framework.yaml, then run:")
    print(f'  qa-calendar -C "{folder}" check')


@app.command()
def check(
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when there is a warning.")] = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Say what is wrong in the files, and what is valid but probably not meant."""
    from qa_calendar.delivering.build import rehearse
    from qa_calendar.delivering.console import show_checked
    from qa_calendar.planning.lint import Level, lint
    from qa_calendar.planning.revisions import Kind

    plan, changes = rehearse(_here(), _instant(today, now), _day(today, now))
    findings = lint(plan)
    show_checked(findings, [change for change in changes if change.kind is Kind.MOVED], as_json=as_json)
    if strict and any(finding.level is Level.WARNING for finding in findings):
        raise typer.Exit(WRONG_INPUT)


@app.command()
def schema(
    folder: Annotated[Path | None, typer.Argument(help="Write them here; without it, say what they are.")] = None,
    today: Today = None,
    now: Now = None,
) -> None:
    """The JSON Schemas of both files, for editors: completion and red underlines."""
    import json

    from qa_calendar.delivering.console import show_json, show_line
    from qa_calendar.delivering.files import replace
    from qa_calendar.reading.load import schemas

    if folder is None:
        show_json({name: json.loads(text) for name, text in schemas().items()})
        return
    folder = _where.root / folder
    for name, text in schemas().items():
        changed = replace(folder / name, text.encode())
        show_line(f"{folder / name}: {'written' if changed else 'unchanged'}")


@app.command()
def plan(
    by: Annotated[str, typer.Option("--by", metavar="month|worker", help="The headings: month or worker.")] = "month",
    why: Annotated[bool, typer.Option("--why", help="Say how each date came about.")] = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """The year as a table."""
    from qa_calendar.delivering.console import show_json, show_plan
    from qa_calendar.rendering.tables import by_month, by_worker, plan_values

    groupings = {"month": by_month, "worker": by_worker}
    if by not in groupings:
        raise _usage(f"--by is month or worker, not '{by}'")
    found = _plan()
    if as_json:
        show_json(plan_values(found))
    else:
        show_plan(found, groupings[by](found), why=why)


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

    workspace, instant, day = _here(), _instant(today, now), _day(today, now)
    known = recall(workspace, day)
    if known is not None and not as_json:
        from qa_calendar.delivering.console import show_unchanged

        show_unchanged(known)
        return
    from qa_calendar.delivering.build import build as make
    from qa_calendar.delivering.console import left_alone, show_built, show_built_json

    built = make(workspace, instant, day, dry_run=dry_run, patience=wait)
    for warning in left_alone(built):
        print(warning, file=sys.stderr)
    (show_built_json if as_json else show_built)(built)


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
        wanted = Week.parse(week) if week else Week.of(_day(today, now))
    except ValueError as error:
        raise _usage(str(error)) from None
    workspace = _here()
    found = _plan()
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


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help='A date rule, for example "3rd working day".')],
    nation: Annotated[
        str | None, typer.Option("--nation", help="Whose bank holidays; default: the workspace's days.")
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="2022-06", help="Default: that of --start or --due, or this month.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="All twelve months of a year, January to December.")
    ] = None,
    closed: Annotated[list[str] | None, typer.Option("--closed", metavar="FROM..UNTIL", help="Days closed.")] = None,
    works: Annotated[str | None, typer.Option("--works", metavar="Mon,Tue", help="A part-timer's days.")] = None,
    start: Annotated[date | None, typer.Option("--start", parser=_parse_date, metavar="DATE")] = None,
    due: Annotated[date | None, typer.Option("--due", parser=_parse_date, metavar="DATE")] = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """The day a rule lands on, and the steps that led there."""
    from qa_calendar.dates.months import Month
    from qa_calendar.dates.phrases import parse_rule
    from qa_calendar.delivering.console import show_json, show_line
    from qa_calendar.rendering.explanations import explain as explained

    if month and year:
        raise _usage("give --month or --year, not both")
    if year is not None and not 1 <= year <= 9999:
        raise _usage(f"there is no year {year}")
    try:
        months = [Month.parse(month) if month else Month.of(start or due or _day(today, now))]
    except ValueError as error:
        raise _usage(str(error)) from None
    if year:
        months = [Month(year, number) for number in range(1, 13)]
    setting = replace(_setting(nation, closed or [], months[0]), start=start, due=due)
    answers = explained(parse_rule(rule), setting, months, _part_timer(works))
    problems = [answer.problem for answer in answers if answer.problem is not None]
    if as_json and not (year is None and problems):
        values = [answer.values(" ".join(rule.split()), setting.calendar.nation) for answer in answers]
        show_json(values if year else values[0])
    elif not as_json:
        for line in (line for answer in answers for line in answer.lines()):
            show_line(line)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(WRONG_INPUT)


def _setting(nation: str | None, closed: list[str], month: Month) -> Setting:
    """What a rule is explained in: a nation's plain calendar, or the workspace's own."""
    from qa_calendar.dates.rules import Setting
    from qa_calendar.dates.workdays import Nation, WorkCalendar

    days = {day: "closed" for span in closed for day in _span(span)}
    if nation is None:
        if not (_where.root / "config.yaml").exists():
            raise _usage(f"say --nation: {', '.join(Nation)}")
        config, frameworks = _here().load()
        return Setting(
            month=month,
            calendar=replace(config.calendar, closed={**config.calendar.closed, **days}),
            first_month=frameworks[0].first_month,
            if_not_working=config.if_not_working,
        )
    known = {one.value.casefold(): one for one in Nation}
    if nation.casefold() not in known:
        from qa_calendar.problems import did_you_mean

        raise _usage(f"no nation '{nation}'{did_you_mean(nation, Nation)}; one of {', '.join(Nation)}")
    return Setting(month=month, calendar=WorkCalendar(nation=known[nation.casefold()], closed=days))


def _span(text: str) -> list[date]:
    first, _, last = text.partition("..")
    since, until = _parse_date(first), _parse_date(last or first)
    if until < since:
        raise _usage(f"--closed {text}: {until} is before {since}")
    return [date.fromordinal(number) for number in range(since.toordinal(), until.toordinal() + 1)]


def _part_timer(works: str | None) -> tuple[Any, ...]:
    if works is None:
        return ()
    from qa_calendar.dates.months import WEEKDAYS
    from qa_calendar.dates.person import PersonDays

    known = {name[:length].casefold(): number for number, name in enumerate(WEEKDAYS) for length in (3, len(name))}
    words = [word.strip() for word in works.split(",")]
    for word in words:
        if word.casefold() not in known:
            raise _usage(f"no weekday '{word}'; write --works Mon,Tue")
    return (PersonDays("the person", frozenset(known[word.casefold()] for word in words)),)


def main() -> None:
    """Run the command; every failure ends in a sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A cp1252 console cannot show every name; a '?' is better than no answer.
            stream.reconfigure(errors="replace")
    try:
        app()
    except Exception as error:
        message, code = _ending(error)
        print(message, file=sys.stderr)
        sys.exit(code)


def _ending(error: Exception) -> tuple[str, int]:
    match error:
        case InvalidInputError() | RulePhraseError() | NoSuchDayError():
            return str(error), WRONG_INPUT
        case QACalendarError():
            return f"qa-calendar: {error}", WORLD_FAILED
        case OverflowError():
            return "qa-calendar: that is outside the years 1 to 9999, which dates can be in", USAGE
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return f"qa-calendar: {where}{error.strerror or error}", WORLD_FAILED
        case _ if os.environ.get("QA_CALENDAR_DEBUG"):
            raise error
        case _:
            what = f"a fault of ours, not of your files: {type(error).__name__}: {error}"
            cure = "Set QA_CALENDAR_DEBUG=1 and run it again for a report to send us."
            return f"qa-calendar: {what}\n{cure}", WORLD_FAILED


if __name__ == "__main__":
    main()
