"""Templates: what they are given, what they may do, and every fault as file, line and cure."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import FrameType

import pytest
from builders import activity, config, entry, framework
from jinja2 import Environment
from test_events import BUILT_IN, KARA, KELDA, SOURCES, occurrence, plan_of

from qa_calendar.dates.months import Week
from qa_calendar.model import TEAM, Assignment
from qa_calendar.model.draft import Draft
from qa_calendar.planning.agenda import agenda_of
from qa_calendar.planning.plan import expand
from qa_calendar.planning.revisions import revise
from qa_calendar.problems import InvalidInputError
from qa_calendar.rendering.digest import Past, Trouble, render_digest
from qa_calendar.rendering.events import Work, Worker, events_of
from qa_calendar.rendering.messages import coordinator
from qa_calendar.rendering.news import Item, render_news
from qa_calendar.rendering.pages import Beside, Observed, Pieces, Planner, render_attention, render_ended, render_loads
from qa_calendar.rendering.pages import render_personal as render_own
from qa_calendar.rendering.pages.importing import render_import
from qa_calendar.rendering.pages.pieces import Piece, Who
from qa_calendar.rendering.pages.team import render_planner
from qa_calendar.rendering.reminders import render_due, render_overdue, render_reminders
from qa_calendar.rendering.templates import PARTS, TEMPLATES, Templates
from qa_calendar.rendering.welcome import render_welcome

PAGE = (Path(__file__).parent.parent / "docs" / "templates.md").read_text(encoding="utf-8")
MONDAY = date(2020, 11, 2)
NOON = datetime(2020, 10, 5, 12, tzinfo=UTC)
WORK = Work(
    month="November",
    title="Peer Audit",
    purpose="To share good practice.",
    workers=(Worker(name=KARA, role="Safeguarding TM"),),
    start=MONDAY,
    end=MONDAY,
    period=None,
    due=None,
    at=None,
    minutes=0,
    steps=(),
    due_steps=(),
)


def templates(**sources: str) -> Templates:
    """Templates by name, a `__` in a keyword standing for a dot, each in templates/."""
    named = {f"{name.replace('__', '.')}.j2": source for name, source in sources.items()}
    return Templates(named, {name: f"templates/{name}" for name in named})


def shown(source: str, **values: object) -> str:
    """What *source* makes of *values*."""
    return templates(a=source).render("a.j2", **values)


def wrong(source: str, **values: object) -> str:
    """What is wrong with *source*, as people read it."""
    with pytest.raises(InvalidInputError) as caught:
        shown(source, **values)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ day | spoken }}", "Monday 2 November"),
        ("{{ day | spoken_with_year }}", "Monday 2 November 2020"),
        ("{{ at | clock }}", "09:05"),
        ("{{ ['A', 'B', 'C'] | listed }}", "A, B and C"),
        ("{{ work.workers | listed }}", "Kara Walne (Safeguarding TM)"),
        ("{{ ['first day', 'moved.'] | sentences }}", "First day. Moved."),
    ],
)
def test_filters(source: str, expected: str) -> None:
    assert shown(source, day=MONDAY, at=time(9, 5), work=WORK) == expected


def test_tags_leave_no_blank_lines() -> None:
    assert shown("a\n  {% if true %}\nb\n  {% endif %}\nc\n") == "a\nb\nc"


def test_a_value_may_be_called_name() -> None:
    assert shown("{{ name }}", name=KARA) == "Kara Walne"


@pytest.mark.parametrize(
    "source",
    [
        "{{ shared }}: {{ title }}",
        "{% if title == 'one' %}{% set seen = title %}{% endif %}{{ seen is defined }}",
        "{% set seen = title %}{% include 'b.j2' %}",
        "{% extends 'c.j2' %}{% block inner %}{{ title }}{{ super() }}{% endblock %}",
        "{% from 'd.j2' import said %}{{ said(title) }}",
        "{% macro said(a) %}{{ a }}{% endmacro %}{{ said(title) }}",
        "{% for letter in title %}{% set last = letter %}{% endfor %}{{ last is defined }}",
    ],
)
def test_what_is_prepared_for_many_texts_remembers_none_of_them(source: str) -> None:
    sources = {
        "b": "{{ seen }} {{ shared }}",
        "c": "<{% block inner %}{{ shared }}{% endblock %}>",
        "d": "{% macro said(a) %}{{ a }}!{% endmacro %}",
    }
    several = templates(a=source, **sources)

    rendered = several.prepared("a.j2", shared="S")

    titles = ["one", "two", "one", "three"]
    assert [rendered(title=title) for title in titles] == [
        several.render("a.j2", shared="S", title=title) for title in titles
    ]


@pytest.mark.parametrize("source", ["{{ title", "{{ titel }}", "{{ title.nothing }}"])
def test_what_is_prepared_fails_as_what_is_rendered(source: str) -> None:
    several = templates(a=source)

    with pytest.raises(InvalidInputError) as caught:
        several.prepared("a.j2")(title="Peer Audit")

    assert str(caught.value) == wrong(source, title="Peer Audit")


def test_html_alone_is_escaped() -> None:
    both = templates(a__html="{{ title }}", a__txt="{{ title }}")

    assert both.render("a.html.j2", title="<b>&") == "&lt;b&gt;&amp;"
    assert both.render("a.txt.j2", title="<b>&") == "<b>&"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("one\n\n{{ titel }}", "templates/a.j2:3:1: 'titel' is undefined (did you mean 'title'?)"),
        ("{% if titel %}{% endif %}", "templates/a.j2:1:1: 'titel' is undefined (did you mean 'title'?)"),
        ("{{ xyz }}", "templates/a.j2:1:1: 'xyz' is undefined"),
        ("\n{{ work.titel }}", "templates/a.j2:2:1: Work has no 'titel' (did you mean 'title'?)"),
        ("{{ title.upper_case }}", "templates/a.j2:1:1: 'str object' has no attribute 'upper_case'"),
        (
            "{{ work.due }}",
            "templates/a.j2:1:1: there is nothing to show here; ask first, as in {% if value %}",
        ),
        ("{{ work.due | spoken }}", "templates/a.j2:1:1: a date belongs here, not None"),
        ("{{ work.due | spoken_with_year }}", "templates/a.j2:1:1: a date belongs here, not None"),
        ("{{ title | clock }}", "templates/a.j2:1:1: a time belongs here, not 'Peer Audit'"),
        ("\n{{ 1 / 0 }}", "templates/a.j2:2:1: cannot render this template: ZeroDivisionError: division by zero"),
        (
            "{{ title | upper(1, 2) }}",
            (
                "templates/a.j2:1:1: cannot render this template: "
                "TypeError: do_upper() takes 1 positional argument but 3 were given"
            ),
        ),
        (
            "{{ title.__class__ }}",
            (
                "templates/a.j2:1:1: cannot render this template: "
                "SecurityError: access to attribute '__class__' of 'str' object is unsafe"
            ),
        ),
        (
            "{% for n in range(1000000) %}{% endfor %}",
            (
                "templates/a.j2:1:1: cannot render this template: "
                "OverflowError: Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000)"
            ),
        ),
    ],
)
def test_what_goes_wrong_in_rendering_is_told_with_its_line(source: str, expected: str) -> None:
    assert wrong(source, title="Peer Audit", work=WORK) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("one\n{% fi %}", "2:1: cannot read this template: encountered unknown tag 'fi'"),
        ("{{ title", "1:1: cannot read this template: unexpected end of template, expected 'end of print statement'"),
        ("{{ a b }}", "1:1: cannot read this template: expected token 'end of print statement', got 'b'"),
        (
            "{% for a in b %}",
            (
                "1:1: cannot read this template: unexpected end of template. Jinja was looking for the following tags: "
                "'endfor' or 'else'. The innermost block that needs to be closed is 'for'"
            ),
        ),
        ("{{ day | spokn }}", "1:1: cannot read this template: no filter named 'spokn' (did you mean 'spoken'?)"),
        ("{{ day is defind }}", "1:1: cannot read this template: no test named 'defind' (did you mean 'defined'?)"),
        ("{{ [1, 2] | random }}", "1:1: cannot read this template: no filter named 'random'"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(source: str, expected: str) -> None:
    assert wrong(source) == f"templates/a.j2:{expected}"


def test_nothing_is_drawn_by_chance() -> None:
    assert wrong("{{ lipsum() }}") == "templates/a.j2:1:1: 'lipsum' is undefined"


def test_a_template_changes_nothing_it_is_given() -> None:
    given = ["a"]

    message = wrong("{{ given.append('b') }}", given=given)

    assert message == (
        "templates/a.j2:1:1: cannot render this template: "
        "SecurityError: access to attribute 'append' of 'list' object is unsafe"
    )
    assert given == ["a"]


def test_a_missing_template_is_told_with_the_nearest() -> None:
    with pytest.raises(InvalidInputError) as caught:
        templates(event__summary="").render("event.sumary.j2")

    assert str(caught.value) == (
        "templates/event.sumary.j2:1:1: there is no template 'event.sumary.j2' (did you mean 'event.summary.j2'?)"
    )


def test_an_include_of_nothing_is_told_where_it_stands() -> None:
    with pytest.raises(InvalidInputError) as caught:
        templates(a="one\n{% include 'foter.j2' %}", footer="").render("a.j2")

    assert str(caught.value) == "templates/a.j2:2:1: there is no template 'foter.j2' (did you mean 'footer.j2'?)"


def test_the_innermost_template_is_named() -> None:
    nested = templates(a="\n{% include 'b.j2' %}", b="\n\n{{ titel }}", c="{% include 'd.j2' %}", d="\n{{ }}")

    with pytest.raises(InvalidInputError) as undefined:
        nested.render("a.j2")
    with pytest.raises(InvalidInputError) as unread:
        nested.render("c.j2")

    assert str(undefined.value) == "templates/b.j2:3:1: 'titel' is undefined"
    assert (
        str(unread.value)
        == "templates/d.j2:2:1: cannot read this template: expected an expression, got 'end of print statement'"
    )


def test_a_template_that_includes_itself_is_told() -> None:
    assert wrong("{% include 'a.j2' %}").startswith("templates/a.j2:1:1: cannot render this template: RecursionError: ")


def test_an_error_names_the_file_the_caller_gave() -> None:
    elsewhere = Templates({"a.j2": "{{ titel }}"}, {"a.j2": "wheel/a.j2"})

    with pytest.raises(InvalidInputError) as caught:
        elsewhere.render("a.j2")

    assert str(caught.value) == "wheel/a.j2:1:1: 'titel' is undefined"


def checked(**sources: str) -> list[str]:
    """What `check` finds in these templates beside the built-in ones."""
    named = templates(**sources)
    return [str(problem) for problem in Templates(SOURCES | dict(named.sources), {}).check()]


def test_the_built_in_templates_are_all_there_and_right() -> None:
    assert sorted(SOURCES) == sorted(TEMPLATES + PARTS)
    assert BUILT_IN.check() == ()


def test_check_reports_every_broken_template_at_once() -> None:
    assert checked(event__summary="{{", event__description="\n{% fi %}", reminder__txt="{{ a | spokn }}") == [
        "templates/event.description.j2:2:1: cannot read this template: encountered unknown tag 'fi'",
        "templates/event.summary.j2:1:1: cannot read this template: unexpected 'end of template'",
        "templates/reminder.txt.j2:1:1: cannot read this template: no filter named 'spokn' (did you mean 'spoken'?)",
    ]


def test_check_reports_a_name_nobody_uses() -> None:
    assert checked(event__sumary="", xyz="{% include 'xyz.j2' %}") == [
        "templates/event.sumary.j2:1:1: no message or event uses this template (did you mean 'event.summary.j2'?)",
        "templates/xyz.j2:1:1: no message or event uses this template",
    ]


@pytest.mark.parametrize(
    "use",
    [
        "{% include 'own.j2' %}",
        "{% extends 'own.j2' %}",
        "{% import 'own.j2' as own %}",
        "{% from 'own.j2' import x %}",
        "{% include ['other.j2', 'own.j2'] %}",
        "{% include 'o' ~ 'wn.j2' %}",
    ],
)
def test_check_knows_what_other_templates_use(use: str) -> None:
    assert checked(event__summary=use, own="") == []


def test_check_calls_nothing_unused_that_a_broken_template_names() -> None:
    assert checked(event__summary="{% include 'own.j2' %}{{", own="", spare="") == [
        "templates/event.summary.j2:1:1: cannot read this template: unexpected 'end of template'",
        "templates/spare.j2:1:1: no message or event uses this template",
    ]


def test_check_reports_includes_of_nothing() -> None:
    source = "{% include 'foter.j2' %}\n{% include 'maybe.j2' ignore missing %}{% include name %}"

    assert checked(event__summary=source, footer="") == [
        "templates/event.summary.j2:1:1: there is no template 'foter.j2' (did you mean 'footer.j2'?)"
    ]


NAMES = re.compile(r"`(\w+)`")
ROWS = {name: NAMES.findall(given) for name, given in re.findall(r"\| `([\w.]+\.j2)` \|.*\| (.*) \|", PAGE)}


def named(part: str) -> list[str]:
    """The values that *part* has, according to the page."""
    found = re.search(rf"[-.] {part}: (.*?)\. ", PAGE.replace("\n", " "))
    assert found is not None
    return NAMES.findall(found[1])


def probe(names: list[str], owner: str = "") -> str:
    """A template that fails unless it is given all *names*, be they None."""
    assert names
    return "".join(f"{{% if {owner}{name} %}}{{% endif %}}" for name in names)


def test_every_value_the_page_names_is_given() -> None:
    work = probe(named("`work`"), "work.")
    event = probe(ROWS["event.summary.j2"]) + work + probe(named("each of `workers`"), "work.workers[0].")
    tasks = named("each of `this_week` and `coming_up`")
    reminder = (
        probe(ROWS["reminder.subject.j2"])
        + probe(named("`week`"), "week.")
        + probe(tasks, "this_week[0].")
        + probe(tasks, "coming_up[0].")
    )
    single = probe(ROWS["due.subject.j2"]) + probe(tasks, "tasks[0].")
    digest = (
        probe(ROWS["digest.subject.j2"])
        + probe(tasks, "this_week[0].")
        + probe(named("each of `loads`"), "loads[0].")
        + probe(named("each of `troubles`"), "troubles[0].")
    )
    item = named("each of `items`")
    piece = named("each of `overdue`, `under_way`, `to_do`, `past`, `done`, `covered`, `next` and `pieces`")
    changes = (
        probe(ROWS["changes.subject.j2"])
        + probe(named("each of `sections`"), "sections[0].")
        + probe(item, "sections[0]['items'][0].")
        + probe(item, "sections[0]['items'][0].was.")
    )
    made = {
        "event": event,
        "reminder": reminder,
        "changes": changes,
        "due": single,
        "overdue": single + probe(["soon"]),
        "digest": digest,
        "welcome": probe(ROWS["welcome.subject.j2"]),
        "personal": probe(ROWS["personal.html.j2"])
        + probe(piece, "to_do[0].")
        + probe(named("each of `workers` there"), "to_do[0].workers[0].")
        + probe(named("`subscribing`"), "subscribing.")
        + probe(named("`contact`"), "contact."),
        "planner": probe(ROWS["planner.html.j2"])
        + probe(named("each of `sheets`, and `sheet`"), "sheets[0].")
        + probe(named("each of `months`"), "sheets[0].months[0].")
        + probe(named("each of `rows`"), "sheets[0].rows[0].")
        + probe(named("each of `listed`"), "sheets[0].listed[0].")
        + probe(named("each of `pills`"), "pills[0]."),
        "ended": probe(ROWS["ended.html.j2"]),
        "load": probe(ROWS["load.html.j2"]) + probe(named("`chart`"), "chart."),
        "attention": probe(ROWS["attention.html.j2"]),
        "import": probe(ROWS["import.html.j2"]),
    }
    assert piece == list(Piece.__dataclass_fields__)
    assert named("each of `workers` there") == list(Who.__dataclass_fields__)
    sources = {name: made[name.partition(".")[0]] for name in TEMPLATES}
    plan = plan_of(occurrence("A", KELDA), occurrence("B", Assignment(KELDA, covering=KARA), start=date(2020, 11, 9)))

    assert list(ROWS) == list(TEMPLATES)
    assert named("`work`") == list(Work.__dataclass_fields__)
    assert [event.summary for event in events_of(plan, Templates(sources, {}))] == ["", ""]
    assert [message.subject for message in render_reminders(plan, Week(2020, 45), Templates(sources, {}))] == [""]
    events = events_of(plan, Templates(sources, {}))
    before = revise({}, [replace(event, start=MONDAY, people=()) for event in events], NOON).revisions
    changed = revise(before, events, NOON).changes
    assert [message.subject for message in render_news(changed, plan, MONDAY, Templates(sources, {}))] == ["", ""]
    kelda, occurrences = plan.config.person(KELDA), plan.occurrences
    assert [name for name in ROWS["overdue.subject.j2"] if name != "soon"] == ROWS["due.subject.j2"]
    assert render_due(kelda, occurrences, plan, Templates(sources, {}), MONDAY).text.strip() == ""
    assert (
        render_overdue(coordinator(plan), occurrences, plan, Templates(sources, {}), date(2021, 1, 4)).text.strip()
        == ""
    )
    past = Past(since=MONDAY, troubles=(Trouble(name="", what="", detail="", is_unknown=True),))
    told = render_digest(plan, agenda_of(plan, Week(2020, 45), MONDAY), past, Templates(sources, {}), coordinator(plan))
    assert told is not None
    assert told.text.strip() == ""
    addressed = replace(plan, addresses={TEAM: "https://qa.example.gov.uk/x/qa-team.ics"})
    assert render_welcome(coordinator(plan), addressed, Templates(sources, {}), MONDAY).text.strip() == ""
    year = expand([framework(entry("2020-11", activity()))], config())
    pieces, beside = Pieces(year, MONDAY), Beside("https://qa.example.gov.uk/x/qa-x.ics")
    rendered = [
        render_own(year.config.person("Kara"), pieces, beside, Templates(sources, {})),
        render_ended(pieces, Templates(sources, {})),
        render_planner(Planner(frameworks=year.frameworks, beside=beside), pieces, Templates(sources, {})),
        render_loads(year.frameworks[0], pieces, Templates(sources, {})),
        render_attention(pieces, Observed(), Templates(sources, {})),
        render_import(Draft(files=("plan.docx",), year=2026, first_month=4), Templates(sources, {})),
    ]
    assert [page.text.strip() for page in rendered] == [""] * 6
    assert item == [*Item.__dataclass_fields__, "is_moved", "is_due_moved"]


def test_every_filter_the_page_names_is_there() -> None:
    page = PAGE[PAGE.index("| filter |") :]
    rows = dict(re.findall(r"\| `(\w+(?:\(.*\))?)` \| (A, B and C|[^,|]*)(?:, .*)? \|", page))
    given = {"clock": time(10, 30), "listed": ["A", "B", "C"], "left": date(2020, 11, 7)}
    rows.pop("sentences")

    assert len(rows) == 13
    for name, made in rows.items():
        value = given.get(name.partition("(")[0], MONDAY)
        assert shown(f"{{{{ given | {name} }}}}", given=value, today=MONDAY) == made


def test_a_date_of_another_year_says_so() -> None:
    given = {"given": date(2021, 2, 26), "today": MONDAY}

    assert shown("{{ given | spoken(today) }}", **given) == "Friday 26 February 2021"
    assert shown("{{ given | abbreviated(today) }}", **given) == "Fri 26 Feb 2021"
    assert [shown("{{ given | left(today) }}", given=date(2020, 11, day), today=MONDAY) for day in (2, 3, 15, 16)] == [
        "the last day",
        "1 day left",
        "13 days left",
        "2 weeks left",
    ]


def test_a_source_is_compiled_once_in_a_process() -> None:
    compiled = 0

    def profile(frame: FrameType, event: str, _: object) -> None:
        nonlocal compiled
        compiled += event == "call" and frame.f_code is Environment.compile.__code__

    def renders(source: str) -> str:
        return templates(once=source).render("once.j2")

    sys.setprofile(profile)
    try:
        found = [renders("{{ 1 }}, once"), renders("{{ 1 }}, once"), renders("{{ 2 }}, once")]
    finally:
        sys.setprofile(None)

    assert (found, compiled) == (["1, once", "1, once", "2, once"], 2)


def test_what_a_template_sets_stays_with_its_templates() -> None:
    counting = """\
{% set seen = namespace(times=0) %}
{% macro add() %}{% set seen.times = seen.times + 1 %}{{ seen.times }}{% endmacro %}
"""
    using = "{% from 'counting.j2' import add %}{{ add() }}"

    found = [templates(counting=counting, using=using).render("using.j2") for _ in range(3)]

    assert found == ["1", "1", "1"]
