"""Recording that a piece of work is done, or taking that back: the verb done.

what somebody says ─▶ the work in the plan, as it is recorded so far ─▶ one record more, or none
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering import files
from qa_calendar.delivering.state.completions import Completions
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.workspace import Snapshot
from qa_calendar.model import Completion, Occurrence
from qa_calendar.planning.lookup import Meant, find, name_meant
from qa_calendar.problems import NoSuchWorkError


@dataclass(frozen=True, slots=True)
class Said:
    """The day, and who did it, where somebody says so."""

    on: date | None = None
    by: tuple[str, ...] = ()


class Answer(StrEnum):
    """What came of it."""

    RECORDED = "recorded"
    KNOWN = "already recorded"
    TAKEN_BACK = "taken back"
    NOTHING = "nothing to take back"


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of *work*, what came of what somebody said of it, and what was recorded or taken back.

    *shown* says whether feeds show it.
    """

    work: Occurrence
    outcome: Answer
    completion: Completion | None
    shown: bool = False


def mark_done(
    snapshot: Snapshot,
    wanted: Meant,
    said: Said,
    now: datetime,
    *,
    patience: float = files.LOCK_PATIENCE,
) -> Marked:
    """Record that what is *wanted* was done, today by those who have it unless it is *said* otherwise.

    What is said again is not recorded again, and what a correction leaves unsaid stays as it was. Raises
    NoSuchWorkError for work or a name that is not there, and for work nobody has when nobody is named.
    """
    names = tuple(dict.fromkeys(name_meant(snapshot.config, name) for name in said.by))

    def mark(work: Occurrence, kept: Completions) -> tuple[Answer, Completion | None]:
        done = _completion(work, said.on, names, now)
        if work.done is not None and (work.done.on, work.done.by) == (done.on, done.by):
            return Answer.KNOWN, work.done
        kept.record(done)
        return Answer.RECORDED, done

    return _marked(snapshot, wanted, patience, mark, needs_worker=not names)


def take_back(snapshot: Snapshot, wanted: Meant, now: datetime, *, patience: float = files.LOCK_PATIENCE) -> Marked:
    """Record that what is *wanted* is not done after all; raises NoSuchWorkError when it is not there."""

    def mark(work: Occurrence, kept: Completions) -> tuple[Answer, Completion | None]:
        taken_back = kept.undo(work.uid, now)
        return (Answer.TAKEN_BACK if taken_back else Answer.NOTHING), taken_back

    return _marked(snapshot, wanted, patience, mark, needs_worker=False)


def _marked(
    snapshot: Snapshot,
    wanted: Meant,
    patience: float,
    mark: Callable[[Occurrence, Completions], tuple[Answer, Completion | None]],
    *,
    needs_worker: bool,
) -> Marked:
    find(snapshot.plan, wanted)
    # A build that is under way would remember the database as it is after this record, and never look at it.
    with files.alone(snapshot.out, patience), opened_for(snapshot) as database:
        kept = Completions(database)
        work = find(snapshot.plan_with(kept.current()), wanted)
        if needs_worker and not work.workers and work.done is None:
            raise NoSuchWorkError(f"nobody has '{work.title}' of {work.month}: say who did it, with --by")
        return Marked(work, *mark(work, kept), shown=snapshot.config.feeds.show_done)


def _completion(work: Occurrence, on: date | None, by: tuple[str, ...], now: datetime) -> Completion:
    known = work.done
    return Completion(
        uid=work.uid,
        title=work.title,
        on=on or (known.on if known else day_in_london(now)),
        by=by or (known.by if known else work.workers),
        workers=work.assignments,
        due=known.due if known else work.due,
        recorded=now,
    )
