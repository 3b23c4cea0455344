"""Many workspaces, one after the other or in several processes; one that fails stops no other.

order, folders ─▶ outcomes, each as soon as there is one
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from qa_calendar.delivering.files import LOCK_PATIENCE
from qa_calendar.delivering.mail.pace import Clock, Pace
from qa_calendar.delivering.many.folders import calendar_id_of
from qa_calendar.delivering.many.one import Mailing, Standing, built, check_one, no_password, publish_one, ran
from qa_calendar.delivering.many.outcome import Outcome, Result
from qa_calendar.delivering.state.kept import engines_are_kept
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.garbage import SELDOM
from qa_calendar.problems import QACalendarError

if TYPE_CHECKING:
    from qa_calendar.model import Config

_AT_ONCE = 4
"""How many workspaces a process is handed in one go."""

_PACE = Pace()
"""That of this process: what many services send by one server is one stream of mail to it."""


class Verb(StrEnum):
    """What is to be done with each."""

    BUILD = "build"
    CHECK = "check"
    PUBLISH = "publish"
    RUN = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done with each workspace, at one instant for all; *now* is aware, *patience* is in seconds.

    Mail goes by the *clock*, where there is one; with *debug* a fault of ours is raised.
    """

    verb: Verb
    now: datetime
    force: bool = False
    dry_run: bool = False
    patience: float = LOCK_PATIENCE
    password: Callable[[Config], str | None] = field(default=no_password, repr=False)
    clock: Clock | None = None
    debug: bool = False

    def of(self, root: Path) -> Outcome:
        """What comes of the workspace at *root*; raises DeliveryError or OSError where the world failed."""
        match self.verb:
            case Verb.BUILD:
                workspace, how = Workspace(root), {"force": self.force, "dry_run": self.dry_run}
                return built(workspace, self.now, patience=self.patience, **how)
            case Verb.CHECK:
                return check_one(root, self.now)
            case Verb.PUBLISH:
                return publish_one(root, self.now)
            case Verb.RUN:
                mailing = Mailing(self.clock or Standing(self.now), self.password, _PACE)
                return ran(Workspace(root), self.now, mailing, force=self.force)


def carried_out(order: Order, roots: Sequence[Path], jobs: int = 1) -> Iterator[Outcome]:
    """What comes of each of *roots*, in any order, in so many processes; nothing that goes wrong with one is raised."""
    if jobs <= 1 or len(roots) <= 1:
        yield from _in_turn(order, roots)
        return
    left = deque(tuple(roots[at : at + _AT_ONCE]) for at in range(0, len(roots), _AT_ONCE))
    while left:
        cut_off: list[Path] = []
        yield from _in_parallel(order, left, jobs, cut_off)
        # Whichever of these it was that a process came to its end by, the others are not to suffer for it.
        for root in cut_off:
            yield from _by_itself(order, root)


def _in_turn(order: Order, roots: Iterable[Path]) -> Iterator[Outcome]:
    with _settled() as settle:
        for root in roots:
            yield _attempt(order, root)
            settle()


def _in_parallel(order: Order, left: deque[tuple[Path, ...]], jobs: int, cut_off: list[Path]) -> Iterator[Outcome]:
    """What comes of those *left*; where a process ends before its time, those it may have been at are *cut_off*."""
    with _pool(jobs) as pool:
        under_way: dict[Future[list[Outcome]], tuple[Path, ...]] = {}
        while left or under_way:
            try:
                while left and len(under_way) < jobs:
                    under_way[pool.submit(_several, order, left[0])] = left[0]
                    left.popleft()
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    found = future.result()
                    del under_way[future]
                    yield from found
            except BrokenProcessPool:
                cut_off += [root for some in under_way.values() for root in some]
                return


def _by_itself(order: Order, root: Path) -> Iterator[Outcome]:
    with _pool(1) as pool:
        try:
            yield from pool.submit(_several, order, (root,)).result()
        except BrokenProcessPool:
            why = "its process came to an end before its time; run it again, by itself: nothing is lost by that"
            yield _failed(root, why)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Spawned, as there is no fork on Windows, and none that is safe beside threads.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(jobs,))


_WORKER = ExitStack()
_SETTLE: list[Callable[[], None]] = []


def _begin(jobs: int) -> None:
    """What one of so many processes does before its first workspace."""
    _PACE.senders = jobs
    _SETTLE.append(_WORKER.enter_context(_settled()))
    atexit.register(_WORKER.close)


def _several(order: Order, roots: tuple[Path, ...]) -> list[Outcome]:
    found = [_attempt(order, root) for root in roots]
    for settle in _SETTLE:
        settle()
    return found


def _attempt(order: Order, root: Path) -> Outcome:
    """What comes of one, the world's failures included, which may be gone when it is tried again."""
    try:
        return order.of(root)
    except (QACalendarError, OSError) as error:
        return _failed(root, str(error))
    except Exception as error:  # one that we did not think of is no reason to leave the others undone
        if order.debug:
            raise
        return _failed(root, f"a fault of ours, not of your files: {type(error).__name__}: {error}")


def _failed(root: Path, why: str) -> Outcome:
    return Outcome(
        workspace=root.as_posix(),
        calendar_id=calendar_id_of(root) or "",
        result=Result.FAILED,
        troubles=tuple(why.splitlines()),
    )


@contextmanager
def _settled() -> Iterator[Callable[[], None]]:
    """Keep one connection to each server, and look for garbage seldom, as most of a workspace's goes by itself.

    What it gives is to be called after each: when all is loaded that a workspace takes, that is never looked through
    again, so that memory stays what it is for one.
    """
    before, is_settled = gc.get_threshold(), False

    def settle() -> None:
        nonlocal is_settled
        if not is_settled:
            gc.collect()
            gc.freeze()
            is_settled = True

    gc.set_threshold(SELDOM, *before[1:])
    try:
        with engines_are_kept():
            yield settle
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
