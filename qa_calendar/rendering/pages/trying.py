"""Every page tried out: a template shows what is wrong with it only when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from qa_calendar.dates.months import DAY
from qa_calendar.model import Assignment, Completion, OverdueOptions, Plan
from qa_calendar.model.draft import Draft, DraftEntry, DraftPerson, Kind, Question, Remark, TableRead, Topic
from qa_calendar.rendering.pages.attention import Failed, Observed, Subscribed, render_attention
from qa_calendar.rendering.pages.importing import render_import
from qa_calendar.rendering.pages.personal import Beside, render_ended, render_personal
from qa_calendar.rendering.pages.pieces import Pieces
from qa_calendar.rendering.pages.team import Link, Planner, render_loads, render_planner
from qa_calendar.rendering.templates import Templates

_SOMEWHERE = Beside("https://example.org/x/qa-x.ics", "https://example.org/x/index.html", "planner.html")
_STATES = ("failed", "unknown", "drafted", "planned")


def try_pages(plan: Plan, templates: Templates) -> None:
    """Render every page, with work in every state and with none; raises InvalidInputError where a template fails."""
    late = replace(plan, config=replace(plan.config, overdue=OverdueOptions(since=date.min)))
    days = [one.last for one in late.occurrences] or [late.months[0].first]
    today = days[len(days) // 2] + DAY
    for some in (_half_done(late), replace(late, occurrences=())):
        _try(Pieces(some, today, frozenset(one.uid for one in some.occurrences)), templates)


def _try(pieces: Pieces, templates: Templates) -> None:
    plan, today = pieces.plan, pieces.today
    for person in plan.config.staff:
        render_personal(person, pieces, _SOMEWHERE, templates)
    for person in plan.config.staff[:1]:
        render_personal(person, pieces, Beside(), templates)
    others = (Link("x", "2020-21"),)
    planner = Planner(frameworks=plan.frameworks, beside=_SOMEWHERE, others=others, loads="x")
    for one in (planner, Planner(frameworks=plan.frameworks, paper="A3", alone=True)):
        render_planner(one, pieces, templates)
    render_ended(pieces, templates)
    for framework in plan.frameworks:
        render_loads(framework, pieces, templates, back="x")
    seen = tuple(Subscribed(name="", made=today - 30 * DAY, last=last) for last in (None, today - 20 * DAY))
    failed = tuple(Failed(kind="news", name="", state=state, since=today, detail="") for state in _STATES)
    told = {one.uid: today for one in plan.occurrences}
    for observed in (Observed(), Observed(told=told, subscribed=seen, failed=failed), Observed(subscribed=())):
        render_attention(pieces, observed, templates)
    for draft in _drafts(plan):
        render_import(draft, templates)


def _drafts(plan: Plan) -> Iterator[Draft]:
    """A draft with something in every part of it, and one with nothing."""
    month = plan.months[0]
    nothing = Draft(files=("x",), year=month.year, first_month=month.month)
    entry = DraftEntry(month=month, activity="x", purpose="x", period="x", theme="x", on=month.first, due=month.last)
    yield nothing
    yield replace(
        nothing,
        title="x",
        service="x",
        entries=(entry, replace(entry, workers=("x",), rule="x", details=(("x", "x"),), place="x")),
        as_required=(entry,),
        people=(DraftPerson(name="x"), DraftPerson(name="x", role="x", is_group=True, spellings=("x",))),
        tables=(TableRead("x", (("x", "x"),)),),
        remarks=(
            *(Remark(kind=kind, text="x") for kind in Kind),
            Remark(kind=Kind.ASKED, text="x", place="x", question=Question(Topic.ROWS, "x", ("x",))),
        ),
    )


def _half_done(plan: Plan) -> Plan:
    """*plan*, every other piece of work done, late, and every third nobody's."""
    found = []
    for at, one in enumerate(plan.occurrences):
        done = Completion(
            uid=one.uid,
            title=one.title,
            on=one.last + DAY,
            by=(),
            workers=tuple(Assignment(name) for name in one.workers),
            due=one.last,
            recorded=datetime(2000, 1, 1, tzinfo=UTC),
        )
        is_vacant = at % 3 == 0
        found.append(
            replace(one, done=done if at % 2 else None, assignments=() if is_vacant else one.assignments, shares=())
        )
    return replace(plan, occurrences=tuple(found))
