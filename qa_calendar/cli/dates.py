"""The verbs about dates: plan, explain."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa_calendar.cli.asked import (
    WRONG_INPUT,
    AsJson,
    Now,
    Today,
    london_day,
    nation_meant,
    parse_date,
    planned,
    read,
    taken,
    usage,
    verb,
    where,
)

if TYPE_CHECKING:
    from qa_calendar.dates.months import Month
    from qa_calendar.dates.rules import Setting
    from qa_calendar.model import Framework, Plan


@verb
def plan(
    by: Annotated[
        str | None, typer.Option("--by", metavar="month|worker", help="The headings: month, the default, or worker.")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Say how each date came about.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the planner as a page to print from a browser.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="Write the planner as a PDF; needs the pdf extra.")
    ] = None,
    paper: Annotated[
        str | None, typer.Option("--paper", metavar="A4|A3", help="What the PDF is for; A4 unless said.")
    ] = None,
    year: Annotated[
        str | None, typer.Option("--year", metavar="2020", help="Of --html and --pdf: only the year that begins then.")
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """The year as a table; or, with --html or --pdf, on a sheet to print."""
    from qa_calendar.delivering.screen.console import show_json, show_plan
    from qa_calendar.rendering.tables import by_month, by_worker
    from qa_calendar.rendering.values import plan_values

    if html is not None or pdf is not None:
        if as_json or by is not None or why:
            raise usage("--json, --by and --why are of the table; --html and --pdf write a sheet")
        if html is not None and pdf is not None and html.resolve() == pdf.resolve():
            raise usage("--html and --pdf name the same file; give each its own")
        _print(html, pdf, _paper(paper, pdf), year, london_day(today, now))
        return
    _paper(paper, pdf)
    if year is not None:
        raise usage("--year is of --html and --pdf")
    groupings = {"month": by_month, "worker": by_worker}
    by = by or "month"
    if by not in groupings:
        raise usage(f"--by is month or worker, not '{by}'")
    found = planned(read())
    if as_json:
        show_json(plan_values(found))
    else:
        show_plan(found, groupings[by](found), why=why)


def _print(html: Path | None, pdf: Path | None, paper: str, year: str | None, today: date) -> None:
    """Write the planner to *html* and *pdf*; all that is asked for is made before any of it is written."""
    from qa_calendar.delivering.files import replace
    from qa_calendar.delivering.printing import Made, printed_page, printed_pdf, unfit_file
    from qa_calendar.delivering.publishing.pages import pieces_of
    from qa_calendar.delivering.screen.printed_report import drawing, show_printed
    from qa_calendar.delivering.state.builds import opened_store

    snapshot = read()
    for path, made in ((html, Made.PAGE), (pdf, Made.PDF)):
        if path is not None and (unfit := unfit_file(path, made, snapshot)):
            raise usage(unfit)
    years, templates = _years(snapshot.frameworks, year), snapshot.templates
    with opened_store(snapshot, create=False) as store:
        pieces = pieces_of(snapshot, store, today)
    printed = [(html, printed_page(years, pieces, templates))] if html else []
    if pdf is not None:
        with drawing():
            printed.append((pdf, printed_pdf(years, pieces, templates, paper)))
    for path, one in printed:
        show_printed(path, one, is_new=replace(path, one.content))


def _paper(written: str | None, pdf: Path | None) -> str:
    from qa_calendar.delivering.printing import PAPERS

    if written is not None and pdf is None:
        raise usage("--paper is of --pdf; for a page the browser asks what it is printed on")
    if written is not None and written.upper() not in PAPERS:
        raise usage(f"--paper is {' or '.join(PAPERS)}, not '{written}'")
    return written.upper() if written else PAPERS[0]


def _years(frameworks: tuple[Framework, ...], written: str | None) -> tuple[Framework, ...]:
    if written is None:
        return frameworks
    found = tuple(one for one in frameworks if written in (str(one.year), one.years))
    if not found:
        known = ", ".join(str(one.year) for one in frameworks)
        raise usage(f"no framework year begins in '{written}'; --year is one of {known}")
    return found


@verb
def explain(
    rule: Annotated[str, typer.Argument(help='A date rule, for example "3rd working day", or an activity.')],
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
    day: Annotated[
        date | None, typer.Option("--date", parser=parse_date, metavar="DATE", help="Of an activity: the one of a day.")
    ] = None,
    start: Annotated[date | None, typer.Option("--start", parser=parse_date, metavar="DATE")] = None,
    due: Annotated[date | None, typer.Option("--due", parser=parse_date, metavar="DATE")] = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """The day a rule lands on, or the days of an activity, and the steps that led there."""
    from qa_calendar.dates.months import Month
    from qa_calendar.dates.phrases import parse_rule
    from qa_calendar.delivering.screen.console import show_json, show_line
    from qa_calendar.problems import RulePhraseError
    from qa_calendar.rendering.explanations import explain as explained

    try:
        parsed = parse_rule(rule)
    except RulePhraseError as error:
        if nation is None and _explains_work(rule, month, year, day, as_json=as_json):
            return
        if nation is None and (alike := _activity_like(rule)):
            raise RulePhraseError(f"{error}; nor is there an activity '{rule}'{alike}") from None
        raise
    months = _named_months(month, year) or [Month.of(start or due or london_day(today, now))]
    setting = replace(_setting(nation, closed or [], months[0]), start=start, due=due)
    answers = explained(parsed, setting, months, _part_timer(works))
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


def _named_months(month: str | None, year: int | None) -> list[Month]:
    from qa_calendar.dates.months import Month

    if month and year:
        raise usage("give --month or --year, not both")
    if year is not None and not 1 <= year <= 9999:
        raise usage(f"there is no year {year}")
    try:
        return [Month.parse(month)] if month else [Month(year, number) for number in range(1, 13)] if year else []
    except ValueError as error:
        raise usage(str(error)) from None


def _months_of(plan: Plan, month: str | None, year: int | None) -> list[Month]:
    """The months of *plan* that are meant: as for a rule, or by name as for `done`."""
    from qa_calendar.dates.months import Month
    from qa_calendar.planning.lookup import month_meant

    try:
        Month.parse(month or "")
    except ValueError:
        if month is not None and year is None:
            number, said = month_meant(month)
            return [one for one in plan.months if one.month == number and said in (None, one.year)]
    return _named_months(month, year)


def _explains_work(written: str, month: str | None, year: int | None, day: date | None, *, as_json: bool) -> bool:
    """Whether *written* is an activity of the workspace, whose days then are explained."""
    from qa_calendar.delivering.screen.console import show_json, show_line
    from qa_calendar.planning.lookup import listings, titles
    from qa_calendar.problems import NoSuchWorkError
    from qa_calendar.rendering.explanations import explain_work
    from qa_calendar.rendering.values import occurrence_values

    if not (where.root / "config.yaml").exists():
        return False
    found = planned(read())
    title = taken(titles(found.frameworks), written)
    if title is None:
        return False
    try:
        work = listings(found, title, _months_of(found, month, year), day)
    except NoSuchWorkError as error:
        raise usage(str(error)) from None
    if as_json:
        show_json([occurrence_values(one) for one in work])
    else:
        for line in (line for one in work for line in explain_work(one)):
            show_line(line)
    return True


def _activity_like(written: str) -> str:
    """Which activity of the workspace may be meant, as the end of a message; empty for none."""
    from qa_calendar.planning.lookup import titles
    from qa_calendar.problems import did_you_mean

    return did_you_mean(written, titles(read().frameworks)) if (where.root / "config.yaml").exists() else ""


def _setting(nation: str | None, closed: list[str], month: Month) -> Setting:
    """What a rule is explained in: a nation's plain calendar, or the workspace's own."""
    from qa_calendar.dates.rules import Setting
    from qa_calendar.dates.workdays import Nation, WorkCalendar

    days = {day: "closed" for span in closed for day in _span(span)}
    if nation is None:
        if not (where.root / "config.yaml").exists():
            raise usage(f"say --nation: {', '.join(Nation)}")
        snapshot = read()
        config = snapshot.config
        return Setting(
            month=month,
            calendar=replace(config.calendar, closed={**config.calendar.closed, **days}),
            first_month=snapshot.frameworks[0].first_month,
            if_not_working=config.if_not_working,
        )
    return Setting(month=month, calendar=WorkCalendar(nation=Nation(nation_meant(nation)), closed=days))


def _span(text: str) -> list[date]:
    first, _, last = text.partition("..")
    since, until = parse_date(first), parse_date(last or first)
    if until < since:
        raise usage(f"--closed {text}: {until} is before {since}")
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
            raise usage(f"no weekday '{word}'; write --works Mon,Tue")
    return (PersonDays("the person", frozenset(known[word.casefold()] for word in words)),)
