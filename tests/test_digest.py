"""The coordinator's digest, and what is told of overdue work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from test_news import events
from test_reminders import BUILT_IN, IROS, KARA, KELDA, STUART, plan_of, work

from qa_calendar.dates.months import Week
from qa_calendar.model import Assignment, OverdueOptions, Plan, ReminderOptions
from qa_calendar.planning.agenda import agenda_of
from qa_calendar.planning.revisions import revise
from qa_calendar.rendering.digest import Past, Trouble, render_digest
from qa_calendar.rendering.messages import Message, coordinator, reader_of
from qa_calendar.rendering.reminders import render_due, render_overdue

GOLDEN = Path(__file__).parent / "data"
W45, MONDAY = Week(2020, 45), date(2020, 11, 2)
NOON = datetime(2020, 11, 1, 12, tzinfo=UTC)
REFUSED = Trouble(
    name="IROs", what="reminder of the week of Monday 26 October", detail="550 5.1.1 no such mailbox", is_unknown=False
)
UNCLEAR = Trouble(name="Kara Walne", what="news of build 7", detail="no answer to the mail itself", is_unknown=True)


def sample() -> Plan:
    """A team's November 2020: overdue, this week, cover, nobody's, and what comes after it."""
    november: Any = {"start": MONDAY, "due": date(2020, 11, 30)}
    plan = plan_of(
        work("Peer Audit", IROS, start=date(2020, 10, 1), due=date(2020, 10, 30)),
        work("Observation of ROA and CP Conference", KELDA, KARA, STUART, **november),
        work("18+ month CP Plan Audit", Assignment(KELDA, covering=STUART), period="April – July", **november),
        work("Timeliness ICPC", **november),
        work("Dip Audit – 5 day decisions", KELDA, start=date(2020, 12, 1), due=date(2020, 12, 1)),
        reminders=ReminderOptions(sender="qa-team@example.gov.uk", digest_to=("manager@example.gov.uk",)),
        base_url="https://qa.example.gov.uk/",
    )
    return replace(plan, config=replace(plan.config, overdue=OverdueOptions(since=date(2020, 4, 1))))


def past(plan: Plan) -> Past:
    """A move, and two mails to look at."""
    found = events(plan)
    before = [
        replace(one, start=date(2020, 11, 3), end=date(2020, 11, 3)) if one.title.startswith("Timel") else one
        for one in found
    ]
    changes = revise(revise({}, before, NOON).revisions, found, NOON).changes
    return Past(since=date(2020, 10, 26), changes=changes, troubles=(REFUSED, UNCLEAR))


def of_week(plan: Plan, told: Past, today: date = MONDAY) -> Message | None:
    return render_digest(plan, agenda_of(plan, W45, today), told, BUILT_IN, coordinator(plan))


def digest(plan: Plan | None = None, told: Past | None = None, today: date = MONDAY) -> Message:
    plan = plan or sample()
    found = of_week(plan, told or past(plan), today)
    assert found is not None
    return found


def golden_files() -> dict[str, bytes]:
    """What the golden files hold."""
    found, plan = digest(), sample()
    late = render_overdue(coordinator(plan), plan.occurrences[:1], plan, BUILT_IN, MONDAY)
    soon = render_due(plan.config.person(KELDA), plan.occurrences[1:3], plan, BUILT_IN, MONDAY)
    return {
        "golden-digest.txt": f"{found.subject}\n\n{found.text}".encode(),
        "golden-digest.html": found.html.encode(),
        "golden-overdue.txt": f"{late.subject}\n\n{late.text}".encode(),
        "golden-overdue.html": late.html.encode(),
        "golden-due.txt": f"{soon.subject}\n\n{soon.text}".encode(),
        "golden-due.html": soon.html.encode(),
    }


@pytest.mark.parametrize("name", sorted(golden_files()))
def test_each_is_as_its_golden_file(name: str) -> None:
    assert golden_files()[name] == (GOLDEN / name).read_bytes()


def test_the_subject_says_what_needs_somebody() -> None:
    assert digest().subject == "1 overdue, 3 this week, 2 mails to look at: Safeguarding QA, 2 Nov"
    assert digest(told=Past(since=MONDAY)).subject == "1 overdue, 3 this week: Safeguarding QA, 2 Nov"


def test_nothing_at_all_is_no_digest() -> None:
    quiet = plan_of(work("A", KELDA, start=date(2021, 6, 1)))

    assert of_week(quiet, Past(since=MONDAY)) is None


def test_trouble_alone_is_reason_enough() -> None:
    quiet = plan_of(work("A", KELDA, start=date(2021, 6, 1)))

    assert of_week(quiet, Past(since=MONDAY, troubles=(REFUSED,))) is not None


def test_everybody_s_load_is_counted_once_for_each_piece_of_work() -> None:
    lines = digest().text.splitlines()
    start = lines.index("WHO HAS HOW MUCH")

    assert lines[start + 2 : lines.index("", start + 2)] == [
        "Kelda Claire: 2 this week, 1 in the next 4 weeks",
        "Kara Walne: 1 this week, 0 in the next 4 weeks",
        "Stuart Jones: 1 this week, 0 in the next 4 weeks",
        "IROs: 0 this week, 0 in the next 4 weeks, 1 overdue",
    ]


EVIL = "<script>alert('x')</script> & \"co\""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_no_name_title_or_answer_of_a_server_becomes_html() -> None:
    plan = sample()
    evil = replace(plan.occurrences[0].entry.activity, title=EVIL, purpose=EVIL)
    first = replace(plan.occurrences[0], entry=replace(plan.occurrences[0].entry, activity=evil))
    plan = replace(plan, occurrences=(first, *plan.occurrences[1:]))
    told = replace(past(plan), troubles=(Trouble(name=EVIL, what=EVIL, detail=EVIL, is_unknown=True),))
    kelda = plan.config.person(KELDA)

    for found in (
        digest(plan, told),
        render_overdue(coordinator(plan), (first,), plan, BUILT_IN, MONDAY),
        render_due(kelda, (first,), plan, BUILT_IN, MONDAY),
        render_overdue(reader_of(kelda), (first,), plan, BUILT_IN, MONDAY),
    ):
        parser = _Tags()
        parser.feed(found.html)
        assert "script" not in parser.tags
        assert "&lt;script&gt;" in found.html


@pytest.mark.parametrize("name", sorted(name for name in golden_files() if name.endswith(".html")))
def test_every_style_is_where_word_reads_it(name: str) -> None:
    """Outlook's Word engine knows tables and inline styles; the style sheet is for dark mode alone."""
    page = golden_files()[name].decode()
    sheet = page[page.index("<style>") : page.index("</style>")]

    assert sheet.count("@media") == sheet.count("prefers-color-scheme: dark") == 1
    for never in ("float:", "position:", "display:flex", "background-image", "<div"):
        assert never not in page
    body = page[page.index("<body") :]
    assert body.count('<p class="ink"') + body.count('<p class="faint"') == body.count("<p ")
    assert body.count('style="') >= body.count("<p ") + body.count("<td ")


if __name__ == "__main__":
    for golden, content in golden_files().items():
        (GOLDEN / golden).write_bytes(content)
