"""One workspace, for whoever has many: a program, a scheduler's task, another process.

    build_one(root, now) ─▶ Outcome

A user's fault is an outcome, as trying again does not mend it; the world's is raised, and may be tried again: nothing
is lost by it and nothing done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.building.resting import at_rest
from qa_calendar.delivering.building.unchanged import Action, Built, first_look, recall
from qa_calendar.delivering.files import LOCK_PATIENCE
from qa_calendar.delivering.mail.pace import Clock, Pace
from qa_calendar.delivering.many.folders import calendar_id_of
from qa_calendar.delivering.many.outcome import Outcome, Result
from qa_calendar.delivering.state.runs import note_rest
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.garbage import left_alone
from qa_calendar.problems import (
    InvalidInputError,
    LosesIdentityError,
    MostVanishesError,
    NoSuchDayError,
    RulePhraseError,
    UnsureError,
)

if TYPE_CHECKING:
    from qa_calendar.delivering.running import Ran
    from qa_calendar.model import Config


def no_password(config: Config) -> str | None:
    """That of a server that wants none."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found and done of a workspace, before it is somebody's outcome."""

    done: str
    is_nothing: bool = False
    written: int = 0
    changes: int = 0
    troubles: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()


def build_one(
    root: Path, now: datetime, *, state: str | None = None, out: Path | None = None, templates: Path | None = None
) -> Outcome:
    """Build the workspace at *root*, as `qa-calendar build` does, if anything has changed since the last time.

    *state*, *out* and *templates* are where those are, whatever config.yaml says: a database's address, and folders.
    *now* is aware. Raises DeliveryError or OSError where the world failed.
    """
    return built(Workspace(root, state, out, templates), now)


def run_one(  # noqa: PLR0913 - a password must come from somewhere, and has no place among files
    root: Path,
    now: datetime,
    *,
    state: str | None = None,
    out: Path | None = None,
    templates: Path | None = None,
    password: Callable[[Config], str | None] = no_password,
) -> Outcome:
    """Do all that is due in the workspace at *root*, as `qa-calendar run` does: build, publish, mail.

    As `build_one`; *password* finds that of a mail server.
    """
    return ran(Workspace(root, state, out, templates), now, Mailing(Standing(now), password))


@left_alone()
def built(
    workspace: Workspace,
    now: datetime,
    *,
    force: bool = False,
    dry_run: bool = False,
    patience: float = LOCK_PATIENCE,
) -> Outcome:
    """As `build_one`; see `build` for the rest."""

    def do() -> Found:
        contents = first_look(workspace)
        if (known := recall(contents, day_in_london(now))) is not None:
            return Found(done="nothing has changed", is_nothing=True, troubles=known.held)
        from qa_calendar.delivering.building.build import bring_up_to_date

        snapshot = workspace.read(contents)
        return _built(bring_up_to_date(snapshot, now, force=force, dry_run=dry_run, patience=patience)[0])

    return _outcome(workspace.root, do)


@dataclass(frozen=True, slots=True)
class Mailing:
    """How mail is sent: by a *clock* that may go on, with what finds a server's *password*, at a *pace*."""

    clock: Clock
    password: Callable[[Config], str | None] = no_password
    pace: Pace = field(default_factory=Pace)


def ran(workspace: Workspace, now: datetime, mailing: Mailing, *, force: bool = False) -> Outcome:
    """As `run_one`, with mail as *mailing* says."""

    def do() -> Found:
        if at_rest(workspace, now) is not None:
            note_rest(workspace, now)
            return Found(done="nothing to do", is_nothing=True)
        from qa_calendar.delivering.mail.postroom import PostRoom
        from qa_calendar.delivering.running import run

        snapshot = workspace.read(first_look(workspace))
        room = PostRoom(
            snapshot=snapshot,
            clock=mailing.clock,
            password=lambda: mailing.password(snapshot.config),
            pace=mailing.pace,
        )
        return _ran(run(room, force=force, now=now))

    return _outcome(workspace.root, do)


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock that stands at an instant, although time is waited for."""

    at: datetime

    def now(self) -> datetime:
        """The instant."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Wait."""
        sleep(seconds)


def check_one(root: Path, now: datetime) -> Outcome:
    """Say what is wrong in the files of the workspace at *root*, and count what is valid but probably not meant."""
    from qa_calendar.delivering.building.build import rehearse
    from qa_calendar.planning.lint.checks import lint
    from qa_calendar.rendering.differences import vanishing_counts

    def do() -> Found:
        found = rehearse(Workspace(root).read(), now)
        remarks = lint(found.plan, ())
        vanish = (f"the next build would stop: {vanishing_counts(found.vanish, day_in_london(now))} would vanish",)
        counted = f"{len(remarks)} remark{'' if len(remarks) == 1 else 's'}"
        return Found(done=counted, is_nothing=not remarks, troubles=vanish if found.vanish else ())

    return _outcome(root, do)


def publish_one(root: Path, now: datetime) -> Outcome:
    """Put the feeds of the workspace at *root* where people subscribe to them, as `qa-calendar publish` does."""
    from qa_calendar.delivering.publishing.publish import Publisher

    def do() -> Found:
        published = Publisher(snapshot=Workspace(root).read(), now=now).publish()
        put = published.put
        written, removed = len(put.written), len(put.removed)
        said = f"{written} written, {removed} removed" if written or removed else f"up to date, {put.unchanged} files"
        return Found(done=said, is_nothing=not (written or removed), written=written, troubles=published.troubles)

    return _outcome(root, do)


def _built(built: Built) -> Found:
    from qa_calendar.rendering.differences import counts_line

    written = sum(line.action in (Action.WRITTEN, Action.REMOVED) for line in built.feeds)
    acts = "would be written" if built.dry_run else "written"
    done = f"{written} of {len(built.feeds)} feeds {acts} ({counts_line(built.changes)})"
    return Found(
        done=done if built.changes else f"{written} of {len(built.feeds)} feeds {acts}",
        is_nothing=not (written or built.changes),
        written=written,
        changes=len(built.changes),
        troubles=(*built.held, *filter(None, [built.elsewhere]), *built.renamed),
    )


def _ran(ran: Ran) -> Found:
    found, mails = _built(ran.built), _mails(ran)
    put = ran.published.put if ran.published else None
    files = len(put.written) + len(put.removed) if put else 0
    said = [found.done, *([f"{files} files published"] if files else ()), *filter(None, [mails])]
    waiting, known = _waiting(ran)
    return Found(
        done=", ".join(said),
        is_nothing=found.is_nothing and not files and not mails,
        written=found.written,
        changes=found.changes,
        troubles=(*ran.troubles, *waiting),
        known=ran.said | known,
    )


def _waiting(ran: Ran) -> tuple[tuple[str, ...], frozenset[str]]:
    """What is said of mail that needs somebody, each failed one and how many there are; and which of it is not new."""
    from qa_calendar.delivering.mail.kinds import what
    from qa_calendar.delivering.state.ledger import State, each_mail

    lines = each_mail(ran.needing)
    if not lines:
        return (), frozenset()
    since = ran.dispatch.since.replace(microsecond=0) if ran.dispatch else None  # the ledger counts whole seconds
    said = {
        f"{one.name}, {what(one)}: {one.state}: {one.detail}": one for one in lines if one.state is not State.DRAFTED
    }
    old = {text for text, one in said.items() if since and one.at < since}
    count = f"{len(lines)} mail{' needs' if len(lines) == 1 else 's need'} somebody: `qa-calendar sent` in that folder"
    is_new = len(old) < len(said) or bool(ran.left.new)
    return (*said, count), frozenset(old if is_new else {*old, count})


def _mails(ran: Ran) -> str:
    if ran.dispatch is None:
        drafts = sum(one.changed for one in ran.left.written)
        return f"{drafts} drafts" if drafts else ""
    from qa_calendar.delivering.mail.sending import counts_of

    counts = counts_of(ran.dispatch.of_now)
    return ", ".join(f"{number} mail{'' if number == 1 else 's'} {outcome}" for outcome, number in counts.items())


def _outcome(root: Path, do: Callable[[], Found]) -> Outcome:
    """What came of it, a user's fault included."""
    name, whose = root.as_posix(), calendar_id_of(root) or ""
    try:
        found = do()
    except (InvalidInputError, RulePhraseError, NoSuchDayError, MostVanishesError, LosesIdentityError) as error:
        said = tuple(str(error).splitlines())
        return Outcome(workspace=name, calendar_id=whose, result=Result.WRONG, troubles=said)
    except UnsureError as error:
        return Outcome(workspace=name, calendar_id=whose, result=Result.LOOK, troubles=(f"{error}, in that folder",))
    result = Result.LOOK if found.troubles else Result.NOTHING if found.is_nothing else Result.DONE
    return Outcome(
        workspace=name,
        calendar_id=whose,
        result=result,
        done=found.done,
        written=found.written,
        changes=found.changes,
        troubles=found.troubles,
        known=found.known,
    )
