"""The verbs about people and names: handover, cover, vacate, rename, retitle, rollover."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from qa_calendar.cli.asked import (
    AsJson,
    Now,
    Today,
    instant,
    parse_date,
    read,
    taken,
    usage,
    verb,
)
from qa_calendar.dates.zone import day_in_london
from qa_calendar.problems import InvalidInputError

if TYPE_CHECKING:
    from qa_calendar.delivering.building.staff_changes import Proposal
    from qa_calendar.delivering.workspace import Snapshot
    from qa_calendar.model import Config

WorkOf = Annotated[str, typer.Argument(metavar="WORK_OF", help="Whose work it is, as in staff.")]
GoesTo = Annotated[str, typer.Argument(metavar="GOES_TO", help="Who does it instead, as in staff.")]
Since = Annotated[
    date, typer.Option("--from", parser=parse_date, metavar="DATE", help="The first day it holds.", show_default=False)
]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="ACTIVITY", help="Only this activity; repeatable.")]
Excluding = Annotated[
    list[str] | None, typer.Option("--except", metavar="ACTIVITY", help="All but this activity; repeatable.")
]
Role = Annotated[str | None, typer.Option("--role", help="Add them to staff with this role.")]
Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help="Add them to staff with this address.")]
Yes = Annotated[bool, typer.Option("--yes", help="Write it without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]


@verb
def handover(
    work_of: WorkOf,
    goes_to: GoesTo,
    since: Since,
    only: Only = None,
    excluding: Excluding = None,
    role: Role = None,
    email: Email = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Give somebody's work to somebody else for good, from a day on: a line in config.yaml."""
    how, snapshot = _How(instant(today, now), yes, dry_run, as_json), read()
    goes_to = goes_to if role else _taken_worker(snapshot, goes_to)
    work_of = _taken_worker(snapshot, work_of)
    change = {"from": since, "work_of": work_of, "goes_to": goes_to, **_narrowed(snapshot, only, excluding)}
    _propose(snapshot, change, _joiner(snapshot.config, goes_to, role, email), how)


@verb
def cover(
    work_of: WorkOf,
    deputy: GoesTo,
    since: Since,
    until: Annotated[
        date, typer.Option("--until", parser=parse_date, metavar="DATE", help="The last day.", show_default=False)
    ],
    only: Only = None,
    excluding: Excluding = None,
    role: Role = None,
    email: Email = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Let somebody stand in for somebody else for a time: a line in config.yaml."""
    how, snapshot = _How(instant(today, now), yes, dry_run, as_json), read()
    deputy, who = deputy if role else _taken_worker(snapshot, deputy), _taken_worker(snapshot, work_of)
    span = {"from": since, "until": until}
    change = {**span, "work_of": who, "goes_to": deputy, **_narrowed(snapshot, only, excluding)}
    _propose(snapshot, change, _joiner(snapshot.config, deputy, role, email), how)


@verb
def vacate(
    work_of: WorkOf,
    since: Since,
    until: Annotated[
        date | None, typer.Option("--until", parser=parse_date, metavar="DATE", help="The last day; default: for good.")
    ] = None,
    only: Only = None,
    excluding: Excluding = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Let nobody do somebody's work, from a day on: a line in config.yaml."""
    from qa_calendar.model import NOBODY

    span = {"from": since, "until": until} if until else {"from": since}
    snapshot = read()
    who = _taken_worker(snapshot, work_of)
    change = {**span, "work_of": who, "goes_to": NOBODY, **_narrowed(snapshot, only, excluding)}
    _propose(snapshot, change, None, _How(instant(today, now), yes, dry_run, as_json))


@verb
def rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Who it is, as in staff.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What they are called now.")],
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Call somebody by another name: same calendar, same mail, same finished work. A line in config.yaml."""
    from qa_calendar.delivering.building.staff_changes import propose_name

    how, snapshot = _How(instant(today, now), yes, dry_run, as_json), read()
    who = _taken_worker(snapshot, old)
    _settle(snapshot, _known(lambda: propose_name(snapshot, who, new, how.moment)), how)


@verb
def retitle(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The activity, as in the framework.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is called now.")],
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Call an activity by another title: same events, same finished work. A line in the framework."""
    from qa_calendar.delivering.building.staff_changes import propose_title

    how, snapshot = _How(instant(today, now), yes, dry_run, as_json), read()
    title = _taken_title(snapshot, old)
    _settle(snapshot, _known(lambda: propose_title(snapshot, title, new, how.moment)), how)


def _known(make: Callable[[], Proposal]) -> Callable[[], Proposal]:
    from qa_calendar.problems import NoSuchWorkError

    def made() -> Proposal:
        try:
            return make()
        except NoSuchWorkError as error:
            raise usage(str(error)) from None

    return made


@verb
def rollover(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year to draft the framework of.")],
    today: Today = None,
    now: Now = None,
) -> None:
    """Draft next year's framework from the last one: dates shifted, a comment wherever you must look or choose."""
    from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR
    from qa_calendar.delivering.building.rollover import draft_year
    from qa_calendar.delivering.screen.rollover_report import show_next_year

    if not FIRST_YEAR < year <= LAST_YEAR:
        raise usage(f"no framework can be of {year}; a year is from {FIRST_YEAR + 1} to {LAST_YEAR}")
    show_next_year(draft_year(read(), year))


@dataclass(frozen=True, slots=True)
class _How:
    moment: datetime
    yes: bool
    dry_run: bool
    as_json: bool


def _narrowed(snapshot: Snapshot, only: list[str] | None, excluding: list[str] | None) -> dict[str, object]:
    chosen = (("only", only), ("except", excluding))
    return {name: [_taken_title(snapshot, title) for title in titles] for name, titles in chosen if titles}


def _taken_worker(snapshot: Snapshot, written: str) -> str:
    from qa_calendar.planning.lookup import people

    return taken(people(snapshot.config), written) or written


def _taken_title(snapshot: Snapshot, written: str) -> str:
    from qa_calendar.planning.lookup import titles

    return taken(titles(snapshot.frameworks), written) or written


def _joiner(config: Config, name: str, role: str | None, email: str | None) -> tuple[str, dict[str, object]] | None:
    """Whom to add to staff; nobody when they are there already."""
    from qa_calendar.model import NOBODY
    from qa_calendar.problems import did_you_mean

    known = [NOBODY, *config.spellings]
    if config.meant_by(name) or name.casefold() == NOBODY:
        if name.casefold() == NOBODY and (role or email):
            raise usage("'nobody' is no person to add; leave --role and --email out")
        if role or email:
            raise usage(f"'{name}' is in staff already; leave --role and --email out")
        return None
    if role is None:
        who = f"'{name}' is not in staff{did_you_mean(name, known)}"
        raise usage(f"{who}; to add them, give their --role, and their --email if they have one")
    return name, {"role": role, **({"email": email} if email else {})}


def _propose(
    snapshot: Snapshot, change: dict[str, object], person: tuple[str, dict[str, object]] | None, how: _How
) -> None:
    from qa_calendar.delivering.building.staff_changes import propose

    nothing = "No such work starts in that time, or it is given away already."
    _settle(snapshot, lambda: propose(snapshot, change, person, how.moment), how, nothing)


def _settle(snapshot: Snapshot, make: Callable[[], Proposal], how: _How, nothing: str = "") -> None:
    """Show what is proposed, ask, and write it; *nothing* says why nothing would change."""
    from qa_calendar.dates.months import listed
    from qa_calendar.delivering.building.staff_changes import accept

    try:
        proposal = make()
    except InvalidInputError:
        print("Nothing is written. With that line, the files would be wrong:", file=sys.stderr)
        raise
    if not how.as_json:
        _show(proposal, day_in_london(how.moment), nothing)
    wanted = not how.dry_run and (how.yes or _agreed(listed([one.file for one in proposal.edited])))
    backups = accept(snapshot.root, proposal, how.moment) if wanted else ()
    if how.as_json:
        _show_json(proposal, backups[0].name if backups else None, day_in_london(how.moment))
    elif backups:
        for one, backup in zip(proposal.edited, backups, strict=True):
            print(f"{one.file}: written; as it was, it is kept in {backup.name}.")
        if proposal.changes:
            print("Run `qa-calendar build` to bring the calendars up to date and leave everybody touched their news.")
    else:
        print("Nothing is written.")


def _agreed(file: str) -> bool:
    if not sys.stdin.isatty():
        raise usage("nobody is there to ask: give --yes to write it, or --dry-run to look only")
    return typer.confirm(f"Write this into {file}?", err=True)


def _show(proposal: Proposal, day: date, nothing: str) -> None:
    from qa_calendar.delivering.screen.build_report import show_differences
    from qa_calendar.rendering.differences import by_kind, counts_line

    for one in proposal.edited:
        print(f"In {one.file}:")
        for line in one.lines:
            print(f"  {line}")
    print()
    sentence = f"This would change: {counts_line(proposal.changes)}."
    if not proposal.changes:
        sentence += f" {nothing}"
    show_differences(by_kind(proposal.changes, proposal.plan.config, day), sentence)


def _show_json(proposal: Proposal, backup: str | None, day: date) -> None:
    from qa_calendar.delivering.screen.console import show_json
    from qa_calendar.rendering.values import change_values

    changes = change_values(proposal.changes, day)
    show_json({"lines": list(proposal.lines), "changes": changes, "written": backup is not None, "backup": backup})
