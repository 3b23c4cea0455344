"""The verbs about messages, and about all of it at once: remind, news, sent, run, status, forget."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from qa_calendar.cli.asked import (
    WORLD_FAILED,
    AsJson,
    Now,
    Today,
    ending,
    here,
    instant,
    london_day,
    numbered,
    read,
    running_clock,
    smtp_password,
    usage,
    verb,
    where,
)
from qa_calendar.cli.many import Folders, Jobs, Shard, carry_out, is_of_many
from qa_calendar.problems import UnsureError

if TYPE_CHECKING:
    from qa_calendar.dates.months import Week
    from qa_calendar.delivering.mail.desk import Wanted
    from qa_calendar.delivering.mail.postroom import Dispatch, PostRoom
    from qa_calendar.delivering.state.builds import Build
    from qa_calendar.delivering.workspace import Snapshot
    from qa_calendar.model import Config
    from qa_calendar.rendering.letters import Key

T = TypeVar("T")
WeekOption = Annotated[
    str | None, typer.Option("--week", metavar="2020-W36", help="Default: the week that is due, or begins next.")
]
Send = Annotated[bool, typer.Option("--send", help="Send what was not sent yet, and keep a record of it.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Write the mails that --send would send to out/to-send, and send nothing.")
]
Resend = Annotated[
    str | None, typer.Option("--resend", metavar="NAME", help="Send it to this person once more, and to nobody else.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Send even when nobody knows any more what was sent already.")]
Wait = Annotated[
    float | None,
    typer.Option("--wait", metavar="SECONDS", min=0, help="How long to go on trying what the server puts off."),
]


@verb
def remind(
    week: WeekOption = None,
    send: Send = False,
    due: Annotated[
        bool, typer.Option("--due", help="Send what is due today by itself: lead times and overdue work.")
    ] = False,
    dry_run: DryRun = False,
    resend: Resend = None,
    yes: Yes = False,
    wait: Wait = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """One reminder for each person with something to say that week, and the coordinator's digest.

    They are written as drafts, unless --send, --due or --resend sends them.
    """
    from qa_calendar.dates.months import Week
    from qa_calendar.delivering.mail.addressees import keys_of
    from qa_calendar.delivering.mail.desk import Wanted
    from qa_calendar.delivering.mail.kinds import kinds_of
    from qa_calendar.planning.mailing import PieceOfWork

    if due and (week or resend):
        raise usage("--due is of today: leave out --week and --resend")
    _not_both(dry_run, resend)
    if not (send or due or dry_run or resend):
        named = _week(week)
        _draft(read(), named, london_day(today, now), as_json=as_json)
        return
    snapshot = read()
    room, weekly = _room(snapshot, today, now, yes=yes, wait=wait), kinds_of(Week)
    if due:
        _deliver(room, Wanted(kinds=kinds_of(PieceOfWork)), dry_run=dry_run, as_json=as_json)
    elif (that_week := _to_send(snapshot.config, _week(week), london_day(today, now))) is None:
        return
    elif resend is None:
        _deliver(room, Wanted(kinds=weekly, week=that_week), dry_run=dry_run, as_json=as_json)
    else:
        _again(room, _named(lambda: keys_of(resend, snapshot.config, weekly, that_week)), as_json=as_json)


@verb
def news(
    build: Annotated[
        int | None, typer.Option("--build", metavar="BUILD", help="Of this build, also of one that left drafts.")
    ] = None,
    send: Send = False,
    dry_run: DryRun = False,
    resend: Resend = None,
    yes: Yes = False,
    wait: Wait = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """What builds changed, for everybody whose work it is.

    It is written as drafts, of the last build that has any unless another is named, unless --send or --resend sends it.
    """
    from qa_calendar.delivering.mail.addressees import keys_of
    from qa_calendar.delivering.mail.desk import Wanted
    from qa_calendar.delivering.mail.kinds import kinds_of
    from qa_calendar.planning.mailing import BuildNumber

    _not_both(dry_run, resend)
    if not (send or dry_run or resend):
        _draft_news(read(), build, as_json=as_json)
        return
    snapshot = read()
    number = None if build is None else _logged(snapshot, build).id
    room = _room(snapshot, today, now, yes=yes, wait=wait)
    if resend is None:
        _deliver(room, Wanted(kinds=kinds_of(BuildNumber), build=number), dry_run=dry_run, as_json=as_json)
    elif number is None:
        raise usage("say which news: --build BUILD; `qa-calendar log` has the numbers")
    else:
        _again(
            room,
            _named(lambda: keys_of(resend, snapshot.config, kinds_of(BuildNumber), BuildNumber(number))),
            as_json=as_json,
        )


@verb
def sent(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only what went to this person.")] = None,
    week: Annotated[str | None, typer.Option("--week", metavar="2020-W36", help="Only what is of this week.")] = None,
    build: Annotated[int | None, typer.Option("--build", metavar="BUILD", help="Only the news of this build.")] = None,
    resend: Resend = None,
    settle: Annotated[
        str | None,
        typer.Option("--settle", metavar="NAME", help="What failed or is unknown to this person is dealt with."),
    ] = None,
    because: Annotated[str | None, typer.Option("--because", metavar="TEXT", help="How it was dealt with.")] = None,
    yes: Yes = False,
    wait: Wait = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Who was sent what and when, what failed, and what nobody can tell."""
    from qa_calendar.delivering.mail.addressees import chosen
    from qa_calendar.delivering.mail.postroom import looked_at, settled
    from qa_calendar.delivering.screen.mail_report import show_sent, show_sent_json
    from qa_calendar.planning.mailing import BuildNumber

    if (settle is None) != (because is None):
        raise usage("--settle NAME and --because TEXT go together")
    asked = _week(week), None if build is None else BuildNumber(build)
    periods = tuple(one for one in asked if one is not None)
    snapshot = read()
    lines, unsure = looked_at(snapshot)
    if resend is not None:
        room = _room(snapshot, today, now, yes=yes, wait=wait)
        _again(room, _named(lambda: chosen(resend, lines, periods, needing=not periods)), as_json=as_json)
        return
    if settle is not None and because is not None:
        lines = settled(snapshot, _named(lambda: chosen(settle, lines, periods, needing=True)), because)
    keys = _named(lambda: chosen(name or settle, lines, periods, needing=False))
    shown = [lines[key] for key in keys]
    show_sent_json(shown, unsure) if as_json else show_sent(shown, unsure)


@verb
def run(
    folders: Folders = None,
    force: Annotated[
        bool, typer.Option("--force", help="Go on although most of the coming events would vanish.")
    ] = False,
    yes: Yes = False,
    wait: Wait = None,
    log: Annotated[
        Path | None,
        typer.Option(
            "--log", metavar="FILE", help="Add what it says to this file, with the time; it does not grow on."
        ),
    ] = None,
    jobs: Jobs = None,
    shard: Shard = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Do all that is due: build, news, reminders, lead times, overdue work, digest. For a scheduler; safe to repeat."""
    if is_of_many(folders, jobs, shard):
        if yes or log or wait is not None:
            raise usage("--yes, --log and --wait are of one workspace: what needs a person is said of each")
        carry_out("run", instant(today, now), folders or [], jobs, shard, as_json=as_json, force=force)
        return
    from qa_calendar.cli.logbook import logbook

    with logbook(where.root / log if log else None) as kept:
        try:
            if not as_json and (said := _rested(instant(today, now))):
                kept.info(said)
                print(said)
                return
            from qa_calendar.delivering.running import run as do
            from qa_calendar.delivering.screen.mail_report import outcome_of, show_ran, show_ran_json, warnings_of_run

            room = replace(_room(read(), today, now, yes=yes, wait=wait), hurry=False)
            ran = _asking(room, lambda sure: do(sure, force=force))
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            for line in ending(error)[0].splitlines():
                kept.error(line)
            raise
        for line in warnings_of_run(ran):
            kept.warning(line)
        kept.info(outcome_of(ran))
    show_ran_json(ran) if as_json else show_ran(ran)
    if ran.needs_a_person:
        raise typer.Exit(WORLD_FAILED)


def _rested(moment: datetime) -> str | None:
    """What a run says that has nothing to do, which is noted as one; None where it may have."""
    from qa_calendar.delivering.building.resting import at_rest
    from qa_calendar.delivering.screen.rest_report import said_at_rest
    from qa_calendar.delivering.state.runs import note_rest

    rest = at_rest(here(), moment)
    if rest is None:
        return None
    note_rest(here(), moment)
    return said_at_rest(rest)


@verb
def status(
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """The last build and run, what waits, what needs a person, where the state lies. Exit 3: somebody should look."""
    from qa_calendar.delivering.building.standing import standing_of
    from qa_calendar.delivering.screen.status_report import show_standing, show_standing_json

    found = standing_of(read())
    show_standing_json(found) if as_json else show_standing(found)
    if found.needs_a_person:
        raise typer.Exit(WORLD_FAILED)


@verb
def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who has left, by name or e-mail address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is kept of them, and take nothing out.")] = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Take a leaver's name and address out of the database, for good, and say which files have them still."""
    from qa_calendar.delivering.building.forgetting import forget_person
    from qa_calendar.delivering.screen.status_report import show_forgotten, show_forgotten_json
    from qa_calendar.problems import NoSuchWorkError

    try:
        snapshot = read()
        found = forget_person(snapshot, name, dry_run=True)
        if not as_json:
            show_forgotten(found, done=False)
        wanted = not dry_run and (yes or _agreed())
        if wanted:
            found = forget_person(snapshot, name)
    except NoSuchWorkError as error:
        raise usage(str(error)) from None
    if as_json:
        show_forgotten_json(found, done=wanted)
    elif wanted:
        show_forgotten(found, done=True)


def tell_how_to_subscribe(
    snapshot: Snapshot,
    only: frozenset[str] | None,
    today: date | None,
    now: datetime | None,
    *,
    send: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Tell everybody who has a link, or *only* some, by slug, how to subscribe: as drafts, or by mail."""
    from qa_calendar.delivering.mail.desk import Wanted
    from qa_calendar.delivering.mail.drafting import draft_welcome
    from qa_calendar.delivering.screen.console import show_drafted, show_drafted_json, show_line
    from qa_calendar.model import TEAM
    from qa_calendar.rendering.letters import MailKind

    if send or dry_run:
        addresses = (address.casefold() for address in snapshot.config.reminders.digest_to)
        people = None if only is None else only | (frozenset(addresses) if TEAM in only else frozenset())
        wanted = Wanted(kinds=(MailKind.WELCOME,), only=people, asked=True)
        _deliver(_room(snapshot, today, now, yes=yes, wait=None), wanted, dry_run=dry_run, as_json=as_json)
        return
    folder, drafted = draft_welcome(snapshot, london_day(today, now), only)
    if as_json:
        show_drafted_json(drafted, {})
    elif drafted:
        show_drafted(drafted, folder, "How to subscribe")
    else:
        show_line("Nobody has an address to subscribe to yet: it takes base_url and publish in config.yaml, and a run.")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise usage("nobody is there to ask: give --yes to do it, or --dry-run to look only")
    return typer.confirm("Take all of it out, for good?", err=True)


def _room(snapshot: Snapshot, today: date | None, now: datetime | None, *, yes: bool, wait: float | None) -> PostRoom:
    from qa_calendar.delivering.mail.postroom import PostRoom
    from qa_calendar.delivering.mail.sending import PATIENCE

    clock, password = running_clock(today, now), smtp_password(snapshot.config)
    patience = PATIENCE if wait is None else wait
    return PostRoom(snapshot=snapshot, clock=clock, password=password, patience=patience, sure=yes, hurry=True)


def _deliver(room: PostRoom, wanted: Wanted, *, dry_run: bool, as_json: bool) -> None:
    from qa_calendar.delivering.screen.mail_report import show_rehearsed, show_rehearsed_json

    if dry_run:
        found = room.rehearse(wanted)
        show_rehearsed_json(found) if as_json else show_rehearsed(found)
    else:
        _show(_asking(room, lambda sure: sure.send(wanted)), as_json=as_json)


def _not_both(dry_run: bool, resend: str | None) -> None:
    if dry_run and resend is not None:
        raise usage("--dry-run sends nothing, and --resend sends: leave out one of them")


def _again(room: PostRoom, keys: Collection[Key], *, as_json: bool) -> None:
    _show(_named(lambda: _asking(room, lambda sure: sure.send_again(keys))), as_json=as_json)


def _show(dispatch: Dispatch, *, as_json: bool) -> None:
    from qa_calendar.delivering.screen.mail_report import show_dispatch, show_dispatch_json

    show_dispatch_json(dispatch) if as_json else show_dispatch(dispatch)
    if dispatch.is_incomplete:
        raise typer.Exit(WORLD_FAILED)


def _asking(room: PostRoom, do: Callable[[PostRoom], T]) -> T:
    """Do it, asking first where nobody knows what was sent already."""
    from qa_calendar.delivering.screen.console import sending

    try:
        with sending() as told:
            return do(replace(room, told=told))
    except UnsureError as error:
        if not sys.stdin.isatty():
            raise
        print(f"{error}.", file=sys.stderr)
        if not typer.confirm("Send it all the same?", err=True):
            raise typer.Exit(WORLD_FAILED) from None
        with sending() as told:
            return do(replace(room, told=told, sure=True))


def _named(find: Callable[[], T]) -> T:
    try:
        return find()
    except ValueError as error:
        raise usage(str(error)) from None


def _week(written: str | None) -> Week | None:
    from qa_calendar.dates.months import Week

    return None if written is None else _named(lambda: Week.parse(written))


def _to_send(config: Config, week: Week | None, day: date) -> Week | None:
    """The week whose reminder is to be sent, None when it is not time for it."""
    from qa_calendar.dates.months import Week, spoken
    from qa_calendar.delivering.screen.console import show_line
    from qa_calendar.planning.mailing import day_of_reminder, week_of_reminder

    if week is not None:
        if week.last < day:
            raise usage(f"{week} is over, and a reminder is never sent late: what is left of it is in the next one")
        return week
    found = week_of_reminder(day, config)
    if found is None:
        coming = Week.of(day)
        show_line(f"The reminder of {coming} goes out on {spoken(day_of_reminder(coming, config))}. Nothing is sent.")
    return found


def _draft(snapshot: Snapshot, week: Week | None, day: date, *, as_json: bool) -> None:
    from qa_calendar.dates.months import Week, spoken, spoken_with_year
    from qa_calendar.delivering.mail.drafting import draft_week
    from qa_calendar.delivering.screen.console import show_drafted, show_drafted_json, show_line
    from qa_calendar.planning.mailing import week_of_reminder

    wanted = week or week_of_reminder(day, snapshot.config) or Week.of(day)
    folder, drafted, plan = draft_week(snapshot, wanted, day)
    if as_json:
        show_drafted_json(drafted, {"week": str(wanted)})
    elif drafted:
        span = f"{spoken(wanted.first)} to {spoken_with_year(wanted.last)}"
        show_drafted(drafted, folder, f"Reminders for {wanted}, {span}")
    else:
        show_line(f"Nothing to say in {wanted}: the framework runs from {plan.months[0]} to {plan.months[-1]}.")


def _draft_news(snapshot: Snapshot, build: int | None, *, as_json: bool) -> None:
    from qa_calendar.delivering.mail.drafting import draft_news
    from qa_calendar.delivering.screen.console import show_drafted, show_drafted_json, show_line

    number = None if build is None else _logged(snapshot, build).id
    folder, drafted = draft_news(snapshot, number)
    if as_json:
        show_drafted_json(drafted, {"build": int(folder.name)})
    elif drafted:
        show_drafted(drafted, folder, f"News of build {folder.name}")
    else:
        show_line("There is no news: no build has changed anybody's coming work since the first.")


def _logged(snapshot: Snapshot, number: int) -> Build:
    from qa_calendar.delivering.state.builds import opened_store

    with opened_store(snapshot, create=False) as store:
        builds = store.builds()
    return numbered(number, builds)
