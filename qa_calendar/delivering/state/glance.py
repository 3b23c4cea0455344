"""How far a state database has got, in one question: enough to know that nothing was recorded since.

It stands apart from `database`, as a build that finds nothing to do has no use for what that loads.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_calendar.delivering.workspace import sqlite_file
from qa_calendar.problems import DeliveryError

if TYPE_CHECKING:
    from sqlalchemy import TextClause

    from qa_calendar.delivering.state.builds import Seen
    from qa_calendar.delivering.state.database import Database

_QUESTION = """\
SELECT number, told, floor, unsure, mailed, links,
  (SELECT coalesce(max(id), 0) FROM completions WHERE calendar_id = :calendar),
  (SELECT count(*) FROM forgotten WHERE calendar_id = :calendar),
  (SELECT count(*) FROM mail WHERE calendar_id = :calendar),
  (SELECT max(at) FROM mail WHERE calendar_id = :calendar),
  (SELECT count(*) FROM mail WHERE calendar_id = :calendar AND state IN ('planned', 'claimed'))
FROM calendars WHERE calendar_id = :calendar"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """How far it has got: everything a build reads of it changes one of these, but for mail, of which it is a count.

    *number* is that of the last build, *told* of the last whose news are written, *completion* of the last record of
    done work, *forgotten* how many names and words were taken out, *links* how often links were changed. There are so
    many *mails*, the last of them *touched* at an instant, so many *waiting* to be sent.
    """

    number: int
    told: int | None
    floor: int
    unsure: str | None
    mailed: int
    completion: int
    forgotten: int
    links: int
    mails: int
    touched: str | None
    waiting: int

    @property
    def mail_known_by(self) -> list[Any]:
        """What is the same as long as mail would be the same."""
        return [self.mailed, self.links, self.mails, self.touched, self.waiting]

    @property
    def known_by(self) -> list[Any]:
        """What is the same as long as a build would read the same."""
        return [self.number, self.told, self.floor, self.unsure, self.completion, self.forgotten]

    def is_at(self, seen: Seen) -> bool:
        """Whether it has got as far as was *seen*, and no further."""
        return (self.number, self.completion, self.forgotten) == (seen.number, seen.completion, seen.forgotten)


def glance(url: str, root: Path, calendar_id: str) -> Glance | None:
    """How far the database at *url* has got, a SQLite path being relative to *root*; None where it does not say.

    It does not where it has no build of that calendar, is of another version, or is not there: whoever builds says why.
    """
    file = sqlite_file(url, root)
    return _glance(_of_server(url, calendar_id) if file is None else _of_file(file, calendar_id))


def glance_at(database: Database) -> Glance | None:
    """As `glance`, of a *database* that is open."""
    try:
        with database.transaction() as connection:
            return _glance(connection.execute(_question(), {"calendar": database.calendar_id}).first())
    except DeliveryError:
        return None


def _glance(row: Any) -> Glance | None:
    if row is None:
        return None
    number, told, floor, unsure, mailed, links, completion, forgotten, mails, touched, waiting = row
    return Glance(
        number=number,
        told=told,
        floor=floor,
        unsure=unsure,
        mailed=mailed or 0,
        completion=completion,
        forgotten=forgotten,
        links=links or 0,
        mails=mails,
        touched=touched,
        waiting=waiting,
    )


def _of_file(file: Path, calendar_id: str) -> Any:
    import sqlite3

    try:
        # Nothing is made where nothing is, and nothing is waited for.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
            return connection.execute(_QUESTION, {"calendar": calendar_id}).fetchone()
    except sqlite3.Error:
        return None


@cache
def _question() -> TextClause:
    from sqlalchemy import text

    return text(_QUESTION)


def _of_server(url: str, calendar_id: str) -> Any:
    from sqlalchemy.exc import SQLAlchemyError

    from qa_calendar.delivering.state.database import connected

    try:
        with connected(url) as connection:
            return connection.execute(_question(), {"calendar": calendar_id}).first()
    except (SQLAlchemyError, DeliveryError):
        return None
