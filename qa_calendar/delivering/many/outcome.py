"""What came of one workspace among many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How it ended, in the words people read."""

    DONE = "done"
    NOTHING = "nothing to do"
    LOOK = "done, somebody should look"
    WRONG = "files are wrong"
    FAILED = "failed"

    @property
    def code(self) -> int:
        """The exit code of it alone: 1 the files are wrong, 3 the world failed or a person is needed."""
        match self:
            case Result.DONE | Result.NOTHING:
                return 0
            case Result.WRONG:
                return 1
            case Result.LOOK | Result.FAILED:
                return 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of *workspace*, a folder: its *result*, what was done in a few words, and what a person should see.

    *calendar_id* is empty where its config.yaml does not say. *written* counts feeds or other files, *changes* events.
    *known* are the troubles that an earlier run said already, so that a schedule says each once.
    """

    workspace: str
    calendar_id: str
    result: Result
    done: str = ""
    written: int = 0
    changes: int = 0
    troubles: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """One for all: that of the gravest, where what a schedule may try again counts most."""
    return max((one.result.code for one in outcomes), default=0)
