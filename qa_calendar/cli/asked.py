"""What every verb is asked: which workspace, what time it is, whether as JSON. The only clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from qa_calendar.dates.zone import LONDON, day_in_london
from qa_calendar.problems import (
    InvalidInputError,
    LosesIdentityError,
    MostVanishesError,
    NoSuchDayError,
    QACalendarError,
    RulePhraseError,
)

if TYPE_CHECKING:
    from qa_calendar.delivering.state.builds import Build
    from qa_calendar.delivering.workspace import Snapshot, Workspace
    from qa_calendar.model import Config, Plan
    from qa_calendar.names import Names

WRONG_INPUT, USAGE, WORLD_FAILED = 1, 2, 3
_Function = TypeVar("_Function", bound=Callable[..., None])


PANELS = {
    "Set up": ("init", "import", "check", "schema"),
    "Plan": ("plan", "explain", "done", "progress"),
    "Publish": ("build", "diff", "log"),
    "Subscribe": ("links", "publish", "serve", "doctor"),
    "Staff": ("handover", "cover", "vacate", "rename", "retitle", "rollover"),
    "Mail": ("remind", "news", "sent"),
    "Run": ("run", "status", "forget"),
}
"""The verbs in the order in which people meet them, under the headings of the help."""

_PANEL_OF = {verb: panel for panel, verbs in PANELS.items() for verb in verbs}


class _Verbs(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(self.commands, key=list(_PANEL_OF).index)

    def get_params(self, ctx: Any) -> list[Any]:
        return _plain(super().get_params(ctx))


class _Verb(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        return _plain(super().get_params(ctx))


def _plain(parameters: list[Any]) -> list[Any]:
    """*parameters*, of which a flag has no `<bool>` behind it: it is given or it is not."""
    for one in parameters:
        if getattr(one, "is_flag", False):
            one.metavar = ""
    return parameters


app = typer.Typer(
    cls=_Verbs,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A Quality Assurance framework as calendar feeds and reminders.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def verb(function: _Function) -> _Function:
    """Make *function* a verb of the command, under its heading."""
    name = function.__name__.removesuffix("_")  # as that of `import_`, which Python keeps for itself
    return app.command(name, cls=_Verb, rich_help_panel=_PANEL_OF[name])(function)


@dataclass(slots=True)
class Where:
    root: Path = Path()


where = Where()


def usage(message: str) -> typer.BadParameter:
    return typer.BadParameter(message)


def taken(known: Names, written: str) -> str | None:
    """The name that *written* stands for; that it is only short for it is said. None for none, usage for several."""
    from qa_calendar.planning.lookup import meant
    from qa_calendar.problems import NoSuchWorkError

    try:
        found = meant(known, written)
    except NoSuchWorkError as error:
        raise usage(str(error)) from None
    if found is not None and known.find(written) is None:
        print(f"'{written}' is taken as '{found}'.", file=sys.stderr)
    return found


def parse_date(text: str) -> date:
    from qa_calendar.dates.months import any_date, iso_date, spoken_with_year

    if (found := iso_date(text)) is not None:
        return found
    if (found := any_date(text)) is None:
        raise usage(f"'{text}' is not a date; write it as 2020-09-01")
    print(f"'{text}' is taken as {spoken_with_year(found)}.", file=sys.stderr)
    return found


def parse_now(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise usage(f"'{text}' is not a time; write it as 2020-09-01T09:00:00Z") from None
    return (found if found.tzinfo else found.replace(tzinfo=LONDON)).astimezone(UTC)


Today = Annotated[
    date | None, typer.Option("--today", parser=parse_date, metavar="DATE", help="Act as if it were noon on this day.")
]
Now = Annotated[
    datetime | None, typer.Option("--now", parser=parse_now, metavar="TIME", help="Act as if it were this instant.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def is_terminal() -> bool:
    """Whether somebody is there to ask, and sees what is asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def nation_meant(written: str) -> str:
    from qa_calendar.dates.workdays import Nation
    from qa_calendar.problems import did_you_mean

    known = {one.value.casefold(): one.value for one in Nation}
    if written.casefold() not in known:
        raise usage(f"no nation '{written}'{did_you_mean(written, Nation)}; one of {', '.join(Nation)}")
    return known[written.casefold()]


def year_meant(written: int) -> int:
    from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR

    if not FIRST_YEAR < written < LAST_YEAR:
        raise usage(f"no framework can be of {written}; a year is from {FIRST_YEAR + 1} to {LAST_YEAR - 1}")
    return written


def instant(today: date | None, now: datetime | None) -> datetime:
    if now is not None and today is not None:
        raise usage("give --today or --now, not both")
    if today is not None:
        return datetime.combine(today, time(12), LONDON).astimezone(UTC)
    return now or datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class RunningClock:
    """The clock, going on from the instant that was asked for."""

    began: datetime
    at: float

    def now(self) -> datetime:
        return self.began + timedelta(seconds=monotonic() - self.at)

    def sleep(self, seconds: float) -> None:
        sleep(seconds)


def running_clock(today: date | None, now: datetime | None) -> RunningClock:
    return RunningClock(instant(today, now), monotonic())


def smtp_password(config: Config) -> Callable[[], str | None]:
    """What finds the mail server's password: in the environment, else in the keyring where that extra is installed."""
    from qa_calendar.delivering.mail.smtp import PASSWORD, from_keyring

    user = config.smtp.user if config.smtp else None
    return lambda: None if user is None else os.environ.get(PASSWORD) or from_keyring(user)


def london_day(today: date | None, now: datetime | None) -> date:
    return day_in_london(instant(today, now))


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"qa-calendar {version('qa-calendar')}")
        except PackageNotFoundError:
            print("qa-calendar, run from its folder without being installed")
        raise typer.Exit


_MAKE_THE_FOLDER = ("init", "import")


@app.callback()
def _workspace(
    context: typer.Context,
    workspace: Annotated[
        Path,
        typer.Option("-C", "--workspace", metavar="FOLDER", help="The folder with config.yaml and framework.yaml."),
    ] = Path(),
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if not workspace.is_dir() and (workspace.exists() or context.invoked_subcommand not in _MAKE_THE_FOLDER):
        raise usage(f"there is no folder {workspace}")
    where.root = workspace


def here() -> Workspace:
    from qa_calendar.delivering.workspace import Workspace

    return Workspace(where.root)


def read() -> Snapshot:
    """The workspace's files, as every verb reads them: once."""
    return here().read()


def planned(snapshot: Snapshot) -> Plan:
    from qa_calendar.delivering.state.completions import completions_of

    return snapshot.plan_with(completions_of(snapshot))


def numbered(number: int, builds: tuple[Build, ...]) -> Build:
    for one in builds:
        if one.id == number:
            return one
    known = f"there are builds {builds[0].id} to {builds[-1].id}" if builds else "nothing was built yet"
    raise usage(f"no build {number} is in the log: {known}")


def ending(error: Exception) -> tuple[str, int]:
    """What is said of an *error*, and the exit code."""
    match error:
        case InvalidInputError() | RulePhraseError() | NoSuchDayError() | MostVanishesError() | LosesIdentityError():
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
