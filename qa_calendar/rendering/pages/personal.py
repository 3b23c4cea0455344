"""Somebody's own page: what they have to do, how to subscribe, their year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa_calendar.dates.months import Month
from qa_calendar.model import Framework, Occurrence, Person
from qa_calendar.planning.states import WorkState
from qa_calendar.rendering.events import framework_values
from qa_calendar.rendering.feeds import calendar_name
from qa_calendar.rendering.pages.page import Page, page_of
from qa_calendar.rendering.pages.pieces import Piece, Pieces
from qa_calendar.rendering.pages.subscribing import contact_of, expected_of, subscribing_to
from qa_calendar.rendering.templates import Templates


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
    plan, name = pieces.plan, person.name
    work, year = plan.held(name), set(framework_now(pieces).months)
    theirs = [one for one in plan.occurrences if name in (*one.held_by, *(one.done.by if one.done else ()))]
    covered = [one for one in plan.occurrences if one.month in year and _is_covered(one, name)]
    expected = expected_of(work, plan, templates, pieces.today)

    def in_state(*states: WorkState, of_year: bool = False) -> tuple[Piece, ...]:
        found = (pieces.of_uid[one.uid] for one in theirs if not of_year or one.month in year)
        return tuple(piece for piece in found if piece.state in states)

    late, begun = in_state(WorkState.OVERDUE), in_state(WorkState.THIS_WEEK, WorkState.UNDER_WAY)
    to_come = in_state(WorkState.PLANNED)
    to_do = {piece.key: piece for piece in (*late, *begun, *in_state(WorkState.PLANNED, of_year=True))}
    return page_of(
        "personal.html.j2",
        templates,
        name=name,
        slug=person.slug,
        role=person.role,
        overdue=late,
        under_way=begun,
        next=next(iter(to_come), None),
        to_do=tuple(sorted(to_do.values(), key=lambda piece: (piece.start, piece.key))),
        past=in_state(WorkState.OVER, of_year=True),
        done=in_state(WorkState.DONE, of_year=True),
        covered=tuple(pieces.of_uid[one.uid] for one in covered),
        subscribing=subscribing_to(
            beside.address, f"qa-{person.slug}.ics", beside.page, calendar_name(person, plan.years), expected
        ),
        planner=beside.planner,
        **common_values(pieces),
    )


def render_ended(pieces: Pieces, templates: Templates) -> Page:
    """The page of a calendar that has ended; whose it was is not said any more."""
    return page_of("ended.html.j2", templates, **common_values(pieces))


def framework_now(pieces: Pieces) -> Framework:
    """The framework of the year that is now, or the nearest one."""
    return pieces.plan.framework_of(Month.of(pieces.today))


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
