"""The team's pages: the year on a sheet, and who has how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_calendar.model import TEAM, Framework
from qa_calendar.rendering.feeds import team_calendar_name
from qa_calendar.rendering.pages.loads import loads_of
from qa_calendar.rendering.pages.page import Page, page_of
from qa_calendar.rendering.pages.personal import Beside, common_values
from qa_calendar.rendering.pages.pieces import NOBODYS, Pieces
from qa_calendar.rendering.pages.sheet import Sheet, sheet_of
from qa_calendar.rendering.pages.subscribing import expected_of, subscribing_to
from qa_calendar.rendering.templates import Templates


@dataclass(frozen=True, slots=True)
class Pill:
    """One of those whose work can be looked at alone; *name* is None for nobody's."""

    name: str | None
    initials: str
    slug: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another page of the team: its *address* from here, of the framework year that *years* says."""

    address: str
    years: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """A planner of *frameworks*, a sheet each, and what is around it.

    *beside* when it is the page beside the team's feed; *others* lead to other years and *loads* to who has how much.
    *paper* is the one it is printed on, A4 or A3, where it is not a browser that asks; *alone* when it is a file by
    itself, at no secret address.
    """

    frameworks: Sequence[Framework]
    beside: Beside | None = None
    others: Sequence[Link] = ()
    loads: str | None = None
    paper: str | None = None
    alone: bool = False


def render_planner(planner: Planner, pieces: Pieces, templates: Templates) -> Page:
    """The page of *planner*; raises InvalidInputError where its template fails."""
    plan = pieces.plan
    sheets = tuple(sheet_of(framework, pieces) for framework in planner.frameworks)
    options, beside, subscribing = plan.config.feeds, planner.beside, None
    if beside is not None:
        name = team_calendar_name(options, plan.years)
        expected = expected_of(plan.occurrences, plan, templates, pieces.today)
        subscribing = subscribing_to(beside.address, f"qa-{TEAM}.ics", beside.page, name, expected)
    return page_of(
        "planner.html.j2",
        templates,
        sheets=sheets,
        pills=tuple(_pills(sheets, pieces)),
        others=tuple(planner.others),
        loads=planner.loads,
        subscribing=subscribing,
        paper=planner.paper,
        alone=planner.alone,
        **common_values(pieces),
    )


def render_loads(framework: Framework, pieces: Pieces, templates: Templates, back: str | None = None) -> Page:
    """The load chart of the year of *framework*, with the way *back* to the planner; raises InvalidInputError."""
    sheet = sheet_of(framework, pieces)
    return page_of(
        "load.html.j2",
        templates,
        sheet=sheet,
        chart=loads_of(framework, sheet, pieces),
        back=back,
        **common_values(pieces),
    )


def _pills(sheets: Sequence[Sheet], pieces: Pieces) -> list[Pill]:
    busy = {slug for sheet in sheets for row in sheet.rows for slug in row.slugs}
    staff = pieces.plan.config.staff
    pills = [Pill(one.name, pieces.initials[one.name], one.slug) for one in staff if one.slug in busy]
    return [*pills, *([Pill(None, "", NOBODYS)] if NOBODYS in busy else [])]
