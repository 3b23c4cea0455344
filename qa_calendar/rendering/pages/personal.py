"""Somebody's own page: what they have to do, how to subscribe, their year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qa_calendar.dates.months import Month
from qa_calendar.model import Occurrence, Person
from qa_calendar.planning.states import WorkState
from qa_calendar.rendering.events import framework_values
from qa_calendar.rendering.feeds import calendar_name
from qa_calendar.rendering.pages.page import Page, page_of
from qa_calendar.rendering.pages.pieces import Piece, Pieces
from qa_calendar.rendering.pages.subscribing import contact_of, expected_of, subscribing_to
from qa_calendar.rendering.templates import Templates

_TO_DO = (WorkState.OVERDUE, WorkState.THIS_WEEK, WorkState.UNDER_WAY, WorkState.PLANNED)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is beside a page: the *address* of the feed, None where nobody said where it is read; the page's own.

    *planner* is the address of the team's year from there.
    """

    address: str | None = None
    page: str | None = None
    planner: str | None = None


def render_personal(person: Person, pieces: Pieces, beside: Beside, templates: Templates) -> Page:
    """The page of *person*; raises InvalidInputError where its template fails."""
    plan, today = pieces.plan, pieces.today
    work = plan.of(person.name)
    by_state: dict[str, list[Piece]] = {}
    for one in work:
        piece = pieces.of_uid[one.uid]
        by_state.setdefault(piece.state, []).append(piece)
    covered = [one for one in plan.occurrences if _is_covered(one, person.name)]
    to_do = tuple(sorted((one for state in _TO_DO for one in by_state.get(state, ())), key=_by_day))
    name = calendar_name(person, plan.years)
    expected = expected_of(work, plan, templates, today)
    return page_of(
        "personal.html.j2",
        templates,
        name=person.name,
        slug=person.slug,
        role=person.role,
        overdue=tuple(by_state.get(WorkState.OVERDUE, ())),
        under_way=tuple(one for state in _TO_DO[1:3] for one in by_state.get(state, ())),
        next=next(iter(by_state.get(WorkState.PLANNED, ())), None),
        to_do=to_do,
        past=_this_year(by_state.get(WorkState.OVER, ()), pieces, work),
        done=_this_year(by_state.get(WorkState.DONE, ()), pieces, work),
        covered=_this_year((pieces.of_uid[one.uid] for one in covered), pieces, covered),
        subscribing=subscribing_to(beside.address, f"qa-{person.slug}.ics", beside.page, name, expected),
        planner=beside.planner,
        **common_values(pieces),
    )


def render_ended(pieces: Pieces, templates: Templates) -> Page:
    """The page of a calendar that has ended; whose it was is not said any more."""
    return page_of("ended.html.j2", templates, **common_values(pieces))


def common_values(pieces: Pieces) -> Mapping[str, object]:
    """What the template of every page is given."""
    config, month = pieces.plan.config, Month.of(pieces.today)
    return {
        "team": config.feeds.team_name,
        "contact": contact_of(config),
        "new_year": pieces.today.replace(month=1, day=1),
        **framework_values(pieces.plan, month),
    }


def _is_covered(one: Occurrence, name: str) -> bool:
    return any(other.covering == name or name in one.share_of(other.worker).covers for other in one.assignments)


def _this_year(some: Iterable[Piece], pieces: Pieces, work: Iterable[Occurrence]) -> tuple[Piece, ...]:
    """Those of the framework year that is now."""
    months = set(pieces.plan.framework_of(Month.of(pieces.today)).months)
    keys = {pieces.of_uid[one.uid].key for one in work if one.month in months}
    return tuple(piece for piece in some if piece.key in keys)


def _by_day(piece: Piece) -> tuple[object, ...]:
    return piece.start, piece.key
