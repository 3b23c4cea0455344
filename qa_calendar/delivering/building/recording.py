"""Recording that a piece of work is done, or taking that back: the verb done.

what somebody says ─▶ the work in the plan, as it is recorded so far ─▶ one record more, or none
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from qa_calendar.dates.months import listed
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering import files
from qa_calendar.delivering.state.completions import Completions
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.workspace import Snapshot
from qa_calendar.model import Completion, Config, Occurrence
from qa_calendar.planning.lookup import Meant, find, name_meant
from qa_calendar.planning.staffing import still_to_do
from qa_calendar.problems import NoSuchWorkError


@dataclass(frozen=True, slots=True)
class Said:
    """The day, and who did it, where somebody says so; *all* when everybody in a group has."""

    on: date | None = None
    by: tuple[str, ...] = ()
    all: bool = False


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
        if work.done is None and not (names or said.all):
            _refuse_unsaid(work)
        known = kept.current().get(work.uid)
        done = _completion(work, known, replace(said, by=names), now, snapshot.config)
        if known is not None and (known.on, known.by, known.remaining) == (done.on, done.by, done.remaining):
            return Answer.KNOWN, known
        kept.record(done)
        return Answer.RECORDED, done

    return _marked(snapshot, wanted, patience, mark)


def take_back(
    snapshot: Snapshot,
    wanted: Meant,
    now: datetime,
    by: Iterable[str] = (),
    *,
    patience: float = files.LOCK_PATIENCE,
) -> Marked:
    """Record that what is *wanted* is not done after all, or of a group's work not *by* some of those who said so.

    Raises NoSuchWorkError when it is not there, and for names where it is no group's.
    """
    names = {name_meant(snapshot.config, name) for name in by}
    planned = find(snapshot.plan, wanted)
    if names and not planned.members:
        raise NoSuchWorkError(f"'{planned.title}' is done at once by all who have it: leave --by out to take it back")

    def mark(work: Occurrence, kept: Completions) -> tuple[Answer, Completion | None]:
        known = kept.current().get(work.uid)
        left = tuple(name for name in _names_now(known, snapshot.config) if name not in names) if names else ()
        if known is None or (left and len(left) == len(known.by)):
            return Answer.NOTHING, None
        if not left:
            return Answer.TAKEN_BACK, kept.undo(work.uid, now)
        kept.record(
            replace(known, by=left, recorded=now, remaining=still_to_do(work, left, snapshot.config)),
        )
        return Answer.TAKEN_BACK, replace(known, by=tuple(sorted(names)), remaining=())

    return _marked(snapshot, wanted, patience, mark)


def _names_now(known: Completion | None, config: Config) -> tuple[str, ...]:
    """Who is recorded to have done it, by the names they have now."""
    by = known.by if known else ()
    return tuple(dict.fromkeys(person.name if (person := config.meant_by(name)) else name for name in by))


def _marked(
    snapshot: Snapshot,
    wanted: Meant,
    patience: float,
    mark: Callable[[Occurrence, Completions], tuple[Answer, Completion | None]],
) -> Marked:
    find(snapshot.plan, wanted)
    # A build that is under way would remember the database as it is after this record, and never look at it.
    with files.alone(snapshot.out, patience), opened_for(snapshot) as database:
        kept = Completions(database)
        work = find(snapshot.plan_with(kept.current()), wanted)
        return Marked(work, *mark(work, kept), shown=snapshot.config.feeds.show_done)


def _refuse_unsaid(work: Occurrence) -> None:
    """Refuse what does not say who did it, where the plan does not say so either."""
    if not work.workers:
        raise NoSuchWorkError(f"nobody has '{work.title}' of {work.month}: say who did it, with --by")
    if work.members:
        whose = f"'{work.title}' is the work of {listed(work.workers)}"
        raise NoSuchWorkError(f"{whose}: say who has done it, with --by, or --all if everybody has")


def _completion(work: Occurrence, known: Completion | None, said: Said, now: datetime, config: Config) -> Completion:
    today, in_part = day_in_london(now), work.members and work.done is None
    by = said.by or (known.by if known else work.workers)
    if in_part:
        # Of a group each does it, and what they say adds up; it is done on the day of the last.
        by = tuple(dict.fromkeys((*_names_now(known, config), *(said.by or work.workers))))
    is_whole = not in_part or said.all
    return Completion(
        uid=work.uid,
        title=work.title,
        on=said.on or (known.on if known and not in_part else today),
        by=by,
        workers=work.assignments,
        due=known.due if known else work.due,
        recorded=now,
        remaining=() if is_whole else still_to_do(work, by, config),
    )
