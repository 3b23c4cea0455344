"""What needs a person: overdue, nobody's, without an address, not subscribed, mail that failed; and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qa_calendar.model import Config, Occurrence, Plan
from qa_calendar.planning.progress import overdue
from qa_calendar.planning.states import WorkState
from qa_calendar.rendering.pages.page import Page, page_of
from qa_calendar.rendering.pages.personal import common_values
from qa_calendar.rendering.pages.pieces import Piece, Pieces
from qa_calendar.rendering.templates import Templates

SILENT_DAYS = 14
"""After how many days without a fetch a calendar counts as not subscribed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """Somebody's link: since when it is there, and when a calendar program, a *client*, fetched the feed last."""

    name: str
    made: date
    last: date | None = None
    client: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A mail that needs a person: of which *kind*, to whom, *since* when, and what was said of it.

    *state* is failed, unknown, drafted or planned, as in the ledger.
    """

    kind: str
    name: str
    state: str
    since: date
    detail: str

    @property
    def resend(self) -> str:
        """The command that sends it once more."""
        return f"qa-calendar sent --resend {quoted(self.name)}"

    @property
    def settle(self) -> str:
        """The command that lays it to rest."""
        return f"qa-calendar sent --settle {quoted(self.name)} --because TEXT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is known beside the plan. *told* says when somebody was last told of overdue work, by UID.

    *subscribed* is None where nobody counts who fetches, or where it *is_served* and nothing was counted yet. *pages*
    are the addresses of people's pages, by name, where anybody said where those are read.
    """

    told: Mapping[str, date] = field(default_factory=dict)
    subscribed: tuple[Subscribed, ...] | None = None
    failed: tuple[Failed, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    is_served: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """A piece of work that is overdue by so many *days*; when its people were *told*, what records it as done.

    *whom* to ask are those of its people who are still here.
    """

    piece: Piece
    days: int
    told: date | None
    command: str
    whom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vacant:
    """A piece of work that is nobody's, in so many *days*; the *line* of config.yaml that says so, if one does."""

    piece: Piece
    days: int
    line: int | None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody without an address who has something to do, with their *page* where that is known."""

    name: str
    role: str
    coming: tuple[Piece, ...]
    page: str | None


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody whose calendar nobody fetched for so many *days*; never, where there is no *last*."""

    name: str
    made: date
    last: date | None
    days: int
    client: str
    command: str


def render_attention(pieces: Pieces, observed: Observed, templates: Templates) -> Page:
    """The page of what needs a person; raises InvalidInputError where its template fails."""
    plan, today = pieces.plan, pieces.today
    counted = observed.subscribed
    return page_of(
        "attention.html.j2",
        templates,
        overdue=tuple(_late(pieces, observed)),
        counts_overdue=plan.config.overdue is not None,
        vacant=tuple(_vacant(pieces)),
        unreachable=tuple(_unreachable(pieces, observed.pages)),
        silent=None if counted is None else tuple(_silent(counted, today)),
        calendars=len(counted or ()),
        is_served=observed.is_served,
        failed=observed.failed,
        silent_days=SILENT_DAYS,
        **common_values(pieces),
    )


def _late(pieces: Pieces, observed: Observed) -> Iterable[Late]:
    options = pieces.plan.config.overdue
    late = () if options is None else overdue(pieces.plan.occurrences, pieces.today, options.since)
    for one in late:
        days = (pieces.today - one.last).days
        here = tuple(name for name in one.workers if pieces.plan.config.person(name).is_here(pieces.today))
        yield Late(pieces.of_uid[one.uid], days, observed.told.get(one.uid), _done(one, pieces.plan), here)


def _done(one: Occurrence, plan: Plan) -> str:
    twins = sum(
        one.entry.activity.id == other.entry.activity.id and one.month == other.month for other in plan.occurrences
    )
    which = f" --id {one.entry.id}" if twins > 1 else ""
    return f"qa-calendar done {quoted(one.entry.activity.title)} --month {one.month.iso}{which}"


def _vacant(pieces: Pieces) -> Iterable[Vacant]:
    for one in pieces.plan.occurrences:
        piece = pieces.of_uid[one.uid]
        if piece.state == WorkState.NOBODY:
            days = (one.start - pieces.today).days
            yield Vacant(piece, days, _line(one, pieces.plan.config))


def _line(one: Occurrence, config: Config) -> int | None:
    """The line of config.yaml that gives it to nobody; None where the framework names nobody."""
    said = {step.said for step in one.staffing if step.worker is None}
    return next((change.location.line for change in config.staff_changes if str(change) in said), None)


def _unreachable(pieces: Pieces, pages: Mapping[str, str]) -> Iterable[Unreachable]:
    for person in pieces.plan.config.staff:
        if not person.is_reached and not person.has_left(pieces.today):
            work = (pieces.of_uid[one.uid] for one in pieces.plan.held(person.name))
            open_work = tuple(piece for piece in work if piece.state not in (WorkState.DONE, WorkState.OVER))
            if open_work:
                yield Unreachable(person.name, person.role, open_work, pages.get(person.name))


def _silent(subscribed: Sequence[Subscribed], today: date) -> Iterable[Silent]:
    for one in subscribed:
        days = (today - (one.last or one.made)).days
        if days >= SILENT_DAYS or one.last is None:
            command = f"qa-calendar links welcome {quoted(one.name)}"
            yield Silent(one.name, one.made, one.last, days, one.client, command)


def quoted(name: str) -> str:
    """*name* as one word of a command, as the shells of Windows and Unix alike take it wherever that can be."""
    if not set(name) & set('"$`\\!%'):
        return f'"{name}"'
    return f"'{name}'" if "'" not in name else '"' + name.replace('"', '\\"') + '"'
