"""News: what each person is told of a build's changes, in which words, and what nobody is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from test_events import BUILT_IN, IROS, KARA, KELDA, STAFF, STUART, occurrence, plan_of

from qa_calendar.model import Assignment, Completion, Event, Plan, ReminderOptions, StaffStep
from qa_calendar.planning.news import passed
from qa_calendar.planning.revisions import Revision, revise
from qa_calendar.rendering.events import events_of
from qa_calendar.rendering.messages import Message, draft
from qa_calendar.rendering.news import render_news

NOON = datetime(2020, 10, 5, 11, tzinfo=UTC)
TODAY = NOON.date()
SLUGS = {KELDA: "kelda-claire", KARA: "kara-walne", STUART: "stuart-jones", IROS: "iros"}
TEAM = "Safeguarding QA"
DUE = date(2020, 11, 30)


def work(*people: str | Assignment, title: str = "Peer Audit", **more: Any) -> Plan:
    """A plan of one piece of work in November."""
    return plan_of(occurrence(title, *people, due=DUE, **more))


def told(before: Plan | None, after: Plan | None, today: date = TODAY, **options: object) -> dict[str, Message]:
    """Who is told what when *before* is published and *after* is built."""
    known = revise({}, events(before), NOON).revisions
    return told_of(known, events(after), after or before or work(KARA), today)


def told_of(
    known: Mapping[str, Revision], found: Iterable[Event], plan: Plan, today: date = TODAY
) -> dict[str, Message]:
    changes = revise(known, found, NOON, dropped={one.uid: one.because for one in plan.skipped}).changes
    return {message.reader.name: message for message in render_news(changes, plan, today, BUILT_IN)}


def events(plan: Plan | None) -> tuple[Event, ...]:
    return () if plan is None else events_of(plan, BUILT_IN)


def body(message: Message) -> list[str]:
    """What is said between the first sentences and the last."""
    lines = message.text.splitlines()
    end = next(n for n, line in enumerate(lines) if line.startswith(("If something here is wrong", "No ")))
    return [line for line in lines[4:end] if line]


PASSED_ON = StaffStep(KARA, STUART, "the work of Kara Walne goes to Stuart Jones from Thursday 1 October 2020")
TO_STUART = work(STUART, staffing=(PASSED_ON,))
WHEN = "When: Monday 2 November, due by Monday 30 November"
WHY = f"Why? T{PASSED_ON.said[1:]}."


def test_news_with_one_reason_say_it_once() -> None:
    first = [work(KARA, title=title) for title in "ABC"]
    then = [
        work(STUART, title="A", staffing=(PASSED_ON,)),
        work(STUART, title="B", staffing=(PASSED_ON,)),
        work(title="C"),
    ]
    before, after = (replace(some[0], occurrences=tuple(one.occurrences[0] for one in some)) for some in (first, then))

    found = body(told(before, after)[STUART])

    assert found == [
        "NEW TO YOU",
        f"Why these 2? {WHY.removeprefix('Why? ')}",
        *("A", WHEN, "It was with Kara Walne until now.", "Purpose: To quality assure care plans."),
        *("B", WHEN, "It was with Kara Walne until now.", "Purpose: To quality assure care plans."),
    ]


def test_reasons_in_common_are_said_once_all_of_them() -> None:
    again = StaffStep(KARA, STUART, "the work of Kelda Claire goes to Stuart Jones from Monday 5 October 2020")
    first = [work(KARA, title=title) for title in "AB"]
    then = [work(STUART, title=title, staffing=(PASSED_ON, again)) for title in "AB"]
    before, after = (replace(some[0], occurrences=tuple(one.occurrences[0] for one in some)) for some in (first, then))

    text = told(before, after)[STUART].text

    assert text.count("goes to Stuart Jones from Monday 5 October 2020") == 1
    assert text.count("Why") == 1


def test_that_work_is_done_or_said_otherwise_or_not_done_after_all_is_news_to_nobody() -> None:
    shown = replace(work().config, feeds=replace(work().config.feeds, show_done=True))
    done = Completion(
        uid=work(KARA).occurrences[0].uid,
        title="Peer Audit",
        on=date(2020, 10, 4),
        by=(KARA,),
        workers=(Assignment(KARA),),
        due=DUE,
        recorded=NOON,
    )
    planned, by_kara, by_stuart = (
        replace(work(KARA, done=one), config=shown) for one in (None, done, replace(done, by=(STUART,)))
    )

    assert [
        told(before, after) for before, after in ((planned, by_kara), (by_kara, by_stuart), (by_kara, planned))
    ] == [
        {},
        {},
        {},
    ]
    assert list(told(by_kara, replace(work(STUART, done=done), config=shown))) == [KARA, STUART, TEAM]


def test_a_handover_is_new_to_one_gone_from_the_other_and_reassigned_to_the_team() -> None:
    found = told(work(KARA), TO_STUART)

    assert list(found) == [KARA, STUART, TEAM]
    assert body(found[KARA]) == ["GONE FROM YOU", "Peer Audit", WHEN, "It is with Stuart Jones now.", WHY]
    assert body(found[STUART]) == [
        *("NEW TO YOU", "Peer Audit", WHEN, "It was with Kara Walne until now.", WHY),
        "Purpose: To quality assure care plans.",
    ]
    assert body(found[TEAM]) == ["REASSIGNED", "Peer Audit", WHEN, "Stuart Jones in place of Kara Walne.", WHY]


def test_cover_names_whom_it_is_for() -> None:
    covered = work(Assignment(KELDA, covering=KARA))

    found = told(work(KARA), covered)

    assert body(found[KARA])[:4] == ["COVERED FOR YOU", "Peer Audit", WHEN, "Kelda Claire covers this for you."]
    assert body(found[KELDA])[:4] == ["NEW TO YOU", "Peer Audit", WHEN, "You are covering this for Kara Walne."]
    assert body(found[TEAM])[0] == "COVERED FOR A TIME"
    assert body(found[TEAM])[3] == "Kelda Claire (covering Kara Walne) in place of Kara Walne."


def test_who_covers_beside_their_own_part_is_told_so() -> None:
    found = told(work(KELDA, KARA), work(Assignment(KELDA, covering=KARA)))

    assert body(found[KELDA])[3] == "It is yours, and you cover Kara Walne's part."
    assert body(found[KARA])[3] == "Kelda Claire covers this for you."


def test_cover_and_a_handover_in_one_are_told_to_each_as_they_are_theirs() -> None:
    found = told(work(KELDA, KARA, STUART), work(Assignment(KELDA, covering=KARA), IROS))

    assert body(found[KELDA])[3] == "It is yours, and you cover Kara Walne's part. IROs in place of Stuart Jones."
    assert body(found[KARA])[3] == "Kelda Claire covers this for you."
    assert body(found[STUART])[3] == "It is with IROs now."
    assert body(found[IROS])[3] == "It was with Stuart Jones until now. With Kelda Claire (covering Kara Walne)."
    assert body(found[TEAM])[3] == (
        "Kelda Claire (covering Kara Walne) and IROs in place of Kara Walne and Stuart Jones."
    )


def test_cover_that_goes_on_is_not_told_as_if_it_were_new() -> None:
    found = told(work(Assignment(KELDA, covering=KARA), STUART), work(Assignment(KELDA, covering=KARA), IROS))

    assert body(found[KELDA])[3] == "IROs in place of Stuart Jones."


def test_the_end_of_cover_is_news_to_both() -> None:
    found = told(work(Assignment(KELDA, covering=KARA)), work(KARA))

    assert body(found[KARA])[:4] == [
        *("NEW TO YOU", "Peer Audit", WHEN),
        "It was with Kelda Claire (covering Kara Walne) until now.",
    ]
    assert body(found[KELDA])[3] == "It is with Kara Walne now."


def test_a_vacancy_is_gone_and_with_nobody() -> None:
    found = told(work(KARA), work())

    assert list(found) == [KARA, TEAM]
    assert body(found[KARA])[3] == "Nobody does it for now."
    assert body(found[TEAM])[0] == "WITH NOBODY FOR NOW"
    assert body(found[TEAM])[3] == "Nobody does it for now; it was with Kara Walne."


def test_a_vacancy_that_is_filled() -> None:
    found = told(work(), work(KARA))

    assert body(found[KARA])[3] == "Nobody did it until now."
    assert body(found[TEAM])[3] == "Now with Kara Walne; nobody did it until now."


def test_those_who_stay_are_told_who_comes_and_goes() -> None:
    comes, goes = told(work(KARA), work(KARA, STUART)), told(work(KARA, STUART), work(KARA))
    swapped = told(work(KARA, STUART), work(KARA, KELDA))

    assert body(comes[KARA])[:4] == ["CHANGED", "Peer Audit", WHEN, "Stuart Jones as well from now on."]
    assert body(comes[STUART])[3] == "With Kara Walne."
    assert body(goes[KARA])[3] == "Without Stuart Jones from now on."
    assert body(goes[STUART])[3] == "It is with Kara Walne now."
    assert body(swapped[KARA])[3] == "Kelda Claire in place of Stuart Jones."


def test_a_move_says_now_and_before_and_why() -> None:
    moved = work(KARA, start=date(2020, 11, 4), steps=("moved to Wednesday 4 November 2020: half term",))

    found = told(work(KARA), moved)

    assert body(found[KARA]) == [
        *("MOVED", "Peer Audit"),
        "Now: Wednesday 4 November, due by Monday 30 November",
        "Before: Monday 2 November, due by Monday 30 November",
        "Why? Moved to Wednesday 4 November 2020: half term.",
    ]
    assert body(found[TEAM])[:5] == [*body(found[KARA])[:4], "It is with Kara Walne."]


def test_a_due_date_that_moved_is_what_is_said() -> None:
    later = plan_of(occurrence("Peer Audit", KARA, due=date(2020, 12, 4), due_steps=("half term",)))
    without = plan_of(occurrence("Peer Audit", KARA))

    assert body(told(work(KARA), later)[KARA]) == [
        *("MOVED", "Peer Audit", "When: Monday 2 November"),
        "Now: due by Friday 4 December",
        "Before: due by Monday 30 November",
        "Why? Half term.",
    ]
    assert body(told(work(KARA), without)[KARA])[3:] == [
        "Now: without a due date",
        "Before: due by Monday 30 November",
    ]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"end": date(2020, 11, 4)}, " to Wednesday 4 November, due by Monday 30 November"),
        ({"at": time(9, 5), "minutes": 90}, ", 09:05 to 10:35, due by Monday 30 November"),
        ({"due": date(2020, 11, 2)}, ", due the same day"),
        ({"due": None}, ""),
    ],
)
def test_every_kind_of_date_is_said(dates: dict[str, Any], said: str) -> None:
    found = told(None, plan_of(occurrence("Peer Audit", KARA, **{"due": DUE, **dates})))

    assert body(found[KARA])[2] == f"When: Monday 2 November{said}"


def test_what_is_newly_planned_says_so_and_what_for() -> None:
    found = told(None, work(KARA, STUART))

    assert body(found[KARA]) == [
        *("NEW TO YOU", "Peer Audit", WHEN, "It is newly planned. With Stuart Jones."),
        "Purpose: To quality assure care plans.",
    ]
    assert body(found[TEAM])[:4] == ["NEW", "Peer Audit", WHEN, "It is with Kara Walne and Stuart Jones."]


def test_what_comes_back_says_so() -> None:
    known = revise(revise({}, events(work(KARA)), NOON).revisions, (), NOON).revisions

    found = told_of(dict(known), events(work(KARA)), work(KARA))

    assert body(found[KARA])[3] == "It is planned again."
    assert body(found[TEAM])[0] == "BACK AGAIN"


def test_what_is_dropped_says_so() -> None:
    found = told(work(KARA), None)

    assert body(found[KARA]) == ["GONE FROM YOU", "Peer Audit", WHEN, "It is no longer planned."]
    assert body(found[TEAM]) == [
        *("NO LONGER PLANNED", "Peer Audit", WHEN),
        "It is no longer planned; it was with Kara Walne.",
    ]


def test_new_words_are_shown_beside_the_old() -> None:
    before = events(work(KARA))
    known = revise({}, before, NOON).revisions
    lines = before[0].description.splitlines()
    reworded = [replace(before[0], title="Audit of peers", description="\n".join(["Purpose: learning.", *lines[1:]]))]

    plan = work(KARA)
    asked_for = replace(plan, config=replace(plan.config, tell_reworded=True))
    found = told_of(known, reworded, asked_for)

    assert body(found[KARA]) == [
        *("CHANGED", "Audit of peers", WHEN, "It was called: Peer Audit"),
        f"It no longer says: {lines[0]}",
        "It now says: Purpose: learning.",
    ]
    assert body(found[TEAM])[0] == "REWORDED"

    found = told_of(known, reworded, plan)

    assert list(found) == [TEAM]
    assert found[TEAM].subject == "Team: 1 in other words"
    assert body(found[TEAM]) == ["One event says the same in other words; days and people are as they were."]


def test_new_words_are_a_line_beside_what_matters() -> None:
    before = events(plan_of(occurrence("A", KARA), occurrence("B", KARA)))
    known = revise({}, before, NOON).revisions
    plan = plan_of(occurrence("A", KARA), occurrence("B", KARA, start=date(2020, 11, 4)))
    after = [replace(one, description=f"{one.description} more") for one in events(plan)]

    found = told_of(known, after, plan)

    assert "B" in found[KARA].text
    assert "other words" not in found[KARA].text
    assert found[TEAM].subject == "Team: 1 moved, 1 in other words: B"
    assert "One event says the same in other words" in found[TEAM].html


def test_moved_and_reassigned_at_once_is_told_whole() -> None:
    found = told(work(KARA), work(STUART, start=date(2020, 11, 4)))

    assert body(found[STUART])[:5] == [
        *("NEW TO YOU", "Peer Audit"),
        "Now: Wednesday 4 November, due by Monday 30 November",
        "Before: Monday 2 November, due by Monday 30 November",
        "It was with Kara Walne until now.",
    ]


# What nobody is told


def test_what_is_over_is_no_news() -> None:
    assert told(work(KARA), work(STUART), date(2020, 12, 1)) == {}
    assert list(told(work(KARA), work(STUART), DUE)) == [KARA, STUART, TEAM]


def test_what_was_to_come_and_is_moved_into_the_past_is_news() -> None:
    past = plan_of(occurrence("Peer Audit", KARA, start=date(2020, 10, 1), due=date(2020, 10, 2)))

    assert list(told(work(KARA), past)) == [KARA, TEAM]


@pytest.mark.parametrize("change", [{"categories": ("Other",)}, {"alarm": 60}])
def test_what_no_message_shows_is_no_news(change: dict[str, Any]) -> None:
    known = revise({}, events(work(KARA)), NOON).revisions

    assert told_of(known, [replace(one, **change) for one in events(work(KARA))], work(KARA)) == {}


def test_notes_and_due_dates_are_no_news_of_their_own() -> None:
    day = date(2020, 11, 2)
    note = Event(uid="nothing-planned.kara@qa", start=day, end=day, summary="Nothing", feeds=("kara-walne",))
    deadline = Event(uid="2020-11-a.due@qa", start=day, end=day, summary="Due: A", feeds=("kara-walne",))

    assert told_of({}, [note, deadline], work(KARA)) == {}


def test_who_is_not_touched_is_not_told() -> None:
    both = [occurrence("Peer Audit", KARA, due=DUE), occurrence("CIN Audit", IROS, due=DUE)]
    after = [occurrence("Peer Audit", STUART, due=DUE), both[1]]

    assert list(told(plan_of(*both), plan_of(*after))) == [KARA, STUART, TEAM]


# The message


def test_the_subject_counts() -> None:
    before = plan_of(*(occurrence(title, KARA, due=DUE) for title in ("A", "B", "C")))
    moved = occurrence("B", KARA, start=date(2020, 11, 4), due=DUE)
    after = plan_of(moved, *(occurrence(title, STUART, due=DUE) for title in ("A", "C")))

    found = told(before, after)

    assert found[KARA].subject == "1 moved, 2 gone from you: B and 2 more"
    assert found[STUART].subject == "2 new to you: A and 1 more"
    assert found[TEAM].subject == "Team: 1 moved, 2 reassigned: B and 2 more"


def test_the_coordinator_is_told_who_cannot_be_reached_by_mail() -> None:
    found = told(work(KARA, STUART), work(IROS, STUART))

    told_to_hand_over = "No e-mail address is known for Stuart Jones and IROs: please hand over their message."
    assert [name for name, message in found.items() if told_to_hand_over in message.text] == [TEAM]
    assert [name for name, message in found.items() if "No e-mail address" in message.html] == [TEAM]


def test_the_coordinator_is_told_of_those_whom_nobody_writes_to_any_more() -> None:
    plan = work(STUART)
    without = replace(plan, config=replace(plan.config, staff=tuple(p for p in plan.config.staff if p.name != KARA)))

    found = told(work(KARA), without)

    expected = (
        "No message is written to Kara Walne, as that name is no longer in staff: please tell them, and that their"
        " calendar has ended."
    )
    assert list(found) == [STUART, TEAM]
    assert [name for name, message in found.items() if expected in message.text and expected in message.html] == [TEAM]


def test_the_coordinator_s_draft_is_addressed_to_everybody_in_digest_to() -> None:
    options = ReminderOptions(digest_to=("manager@example.gov.uk", "QA Lead <lead@example.gov.uk>"))
    plan = work(STUART)
    plan = replace(plan, config=replace(plan.config, reminders=options))

    found = told(work(KARA), plan)

    written = draft(found[TEAM], options).decode().replace("\r\n ", " ")
    assert "To: manager@example.gov.uk, QA Lead <lead@example.gov.uk>\r\n" in written


def test_html_says_what_the_text_says_and_escapes_names() -> None:
    found = told(work(KARA, title="A & <b>"), work(STUART, title="A & <b>"))[STUART]

    shown = Shown(found.html)
    assert "A & <b>" in found.text
    assert "<b>" not in found.html
    assert shown.open == []
    said = [line.removeprefix("When: ") for line in body(found)]
    assert [line for line in said if line.casefold() not in shown.text.casefold()] == []


def test_names_are_escaped_in_html_wherever_they_stand() -> None:
    bold = "<b>Cem</b> & Dora"
    staff = (*STAFF, replace(STAFF[0], name=bold, slug="cem"))
    before, covered, given = (
        plan_of(occurrence("A", one, due=DUE), staff=staff) for one in (KARA, Assignment(bold, covering=KARA), bold)
    )

    found = [message for after in (covered, given) for message in told(before, after).values()]

    assert len(found) == 6
    assert [message.reader.name for message in found if "<b>" in message.html] == []
    assert all("&lt;b&gt;Cem&lt;/b&gt; &amp; Dora" in message.html for message in found)


class Shown(HTMLParser):
    """The text of HTML, and the elements left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


GOLDEN = Path(__file__).parent / "data"


def golden_files() -> dict[str, bytes]:
    """What the golden files hold: everything at once, to somebody who is covered, too."""
    before = [occurrence(title, KARA, due=DUE) for title in ("A", "B", "C", "D")]
    after = [
        occurrence("A", STUART, due=DUE, staffing=(PASSED_ON,)),
        occurrence(
            "B", KARA, due=DUE, start=date(2020, 11, 4), steps=("moved to Wednesday 4 November 2020: half term",)
        ),
        occurrence("C", Assignment(KELDA, covering=KARA), due=DUE),
        occurrence("D", KARA, STUART, due=DUE),
        occurrence("E", KARA, IROS, due=DUE),
    ]
    plan = plan_of(*after)
    message = told(plan_of(*before), plan)[KARA]
    return {
        "golden-changes.txt": message.text.encode(),
        "golden-changes.html": message.html.encode(),
        "golden-changes.eml": draft(message, plan.config.reminders),
    }


@pytest.mark.parametrize("name", ["golden-changes.txt", "golden-changes.html", "golden-changes.eml"])
def test_news_are_as_their_golden_file(name: str) -> None:
    assert golden_files()[name] == (GOLDEN / name).read_bytes()


if __name__ == "__main__":
    for golden, content in golden_files().items():
        (GOLDEN / golden).write_bytes(content)


# Who had it and has it


BOTH = (Assignment(KARA, covering=STUART), Assignment(KELDA))


@pytest.mark.parametrize(
    ("before", "after", "lost_by", "gained_by"),
    [
        (BOTH, BOTH[:1], BOTH[1:], ()),
        (BOTH[:1], (Assignment(KARA),), (), ()),
        ((Assignment(KARA),), BOTH[:1], (), BOTH[:1]),
        (BOTH[1:], BOTH, (), BOTH[:1]),
    ],
    ids=["who goes on covering has gained nothing", "cover that ends", "cover beside their own", "a deputy comes"],
)
def test_who_had_it_and_has_it(
    before: tuple[Assignment, ...],
    after: tuple[Assignment, ...],
    lost_by: tuple[Assignment, ...],
    gained_by: tuple[Assignment, ...],
) -> None:
    (event,) = events(work(KARA))
    known = revise({}, [replace(event, people=before, feeds=("x",))], NOON).revisions
    (change,) = revise(known, [replace(event, people=after, feeds=("y",))], NOON).changes

    assert passed(change, {}) == (lost_by, gained_by)
