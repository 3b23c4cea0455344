"""The verbs about work that is done: done, progress."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from qa_calendar.cli.asked import AsJson, Now, Today, instant, london_day, parse_date, planned, read, usage, verb


@verb
def done(
    activity: Annotated[str, typer.Argument(metavar="ACTIVITY", help="The activity, as in the framework.")],
    month: Annotated[
        str | None, typer.Option("--month", metavar="MONTH", help="October, October 2020 or 2020-10.")
    ] = None,
    day: Annotated[
        date | None,
        typer.Option("--date", parser=parse_date, metavar="DATE", help="In its place, where a month has several."),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="The month's year, where there are several.")] = None,
    entry: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Which one, where the month has it twice.")
    ] = None,
    on: Annotated[
        date | None, typer.Option("--on", parser=parse_date, metavar="DATE", help="The day; default: today.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="NAME", help="Who did it; repeatable; default: who has it.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody in the group has done it.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="It is not done after all; of a group's work, with --by, not by them.")
    ] = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Record that a piece of work is done: the day, and who did it."""
    from qa_calendar.delivering.building.recording import Said, mark_done, take_back
    from qa_calendar.delivering.screen.work_report import show_marked, show_marked_json
    from qa_calendar.names import key
    from qa_calendar.planning.lookup import Meant
    from qa_calendar.problems import NoSuchWorkError

    moment = instant(today, now)
    if undo and (on or everybody):
        raise usage("--undo takes back what is recorded, whatever it says; leave --on and --all out")
    if by and everybody:
        raise usage("--all is of everybody, --by of some: give one of them")
    if on is not None and on > london_day(today, now):
        raise usage(f"--on {on} is yet to come; work is recorded once it is done")
    try:
        wanted = Meant(activity, *_when(month, year, day), entry, day)
        told = Said(on, tuple(by or ()), everybody)
        marked = take_back(read(), wanted, moment, told.by) if undo else mark_done(read(), wanted, told, moment)
    except NoSuchWorkError as error:
        raise usage(str(error)) from None
    listed_as = marked.work.entry.activity
    if key(activity) not in map(key, (marked.work.title, listed_as.title, *listed_as.aliases)):
        print(f"'{activity}' is taken as '{listed_as.title}'.", file=sys.stderr)
    if as_json:
        show_marked_json(marked)
        return
    which = f"--date {day}" if day else f"--month {marked.work.month.iso}{f' --id {entry}' if entry else ''}"
    # Of a group's work only what was said just now.
    whose = "".join(f' --by "{name}"' for name in by or ()) if marked.work.members else ""
    show_marked(marked, f'qa-calendar done "{activity}" {which} --undo{whose}')


def _when(month: str | None, year: int | None, day: date | None) -> tuple[int, int | None]:
    from qa_calendar.planning.lookup import month_meant

    if (month is None) == (day is None):
        raise usage("say when it was listed, with --month; or with --date where a month has several")
    if day is not None:
        return day.month, day.year
    number, said = month_meant(month or "")
    if year and said and year != said:
        raise usage(f"--month says {said} and --year {year}")
    return number, year or said


@verb
def progress(
    by: Annotated[
        str | None, typer.Option("--by", metavar="month|person", help="Only one table; default: both.")
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """How much is planned, done, late, overdue, moved and reassigned, by month and by person."""
    from qa_calendar.delivering.screen.console import show_json
    from qa_calendar.delivering.screen.work_report import show_progress
    from qa_calendar.delivering.state.builds import opened_store
    from qa_calendar.planning.progress import overdue, tally
    from qa_calendar.rendering.values import progress_values

    if by not in (None, "month", "person"):
        raise usage(f"--by is month or person, not '{by}'")
    snapshot, day = read(), london_day(today, now)
    plan = planned(snapshot)
    since = plan.config.overdue.since if plan.config.overdue else None
    with opened_store(snapshot, create=False) as store:
        found = tally(plan, (build.changes for build in store.builds()), day, since)
    late = overdue(plan.occurrences, day, since)
    if as_json:
        show_json(progress_values(found, late))
    else:
        show_progress(found, late, since, by=by)
