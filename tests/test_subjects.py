"""What a phone shows of a subject, its first 40 characters, has the count, the title or the date; and who has what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from test_events import BUILT_IN, KARA, KELDA, STUART, occurrence, plan_of

from qa_calendar.dates.months import Week
from qa_calendar.model import Assignment, Occurrence, OverdueOptions, Plan, Share
from qa_calendar.planning.agenda import agenda_of
from qa_calendar.rendering.messages import Message, reader_of
from qa_calendar.rendering.reminders import render_due, render_overdue, render_reminder

W45, MONDAY, FRIDAY = Week(2020, 45), date(2020, 11, 2), date(2020, 10, 30)
LATE = occurrence("Peer Audit", KELDA, start=date(2020, 9, 1), due=date(2020, 9, 30))
DUE = occurrence("Care Plan Quality Audit", KELDA, start=date(2020, 10, 1), due=date(2020, 11, 6))
STARTS = occurrence("Dip Audit", KELDA, start=date(2020, 11, 4), due=date(2020, 11, 30))
LASTING = occurrence("Annual return", KELDA, start=date(2020, 5, 1), due=date(2021, 2, 26))
COMING = occurrence("Repeat Plan Audit", KELDA, start=date(2020, 11, 16), due=date(2020, 11, 30))


def plan(*work: Occurrence) -> Plan:
    found = plan_of(*work)
    return replace(found, config=replace(found.config, overdue=OverdueOptions(since=date(2020, 4, 1))))


def reminder(*work: Occurrence, today: date = MONDAY) -> Message:
    of = plan(*work)
    return render_reminder(of.config.person(KELDA), agenda_of(of, W45, today, KELDA), of, BUILT_IN)


@pytest.mark.parametrize(
    ("work", "subject"),
    [
        ((DUE,), "Due Fri 6 Nov: Care Plan Quality Audit"),
        ((STARTS,), "Starts Wed 4 Nov: Dip Audit"),
        ((replace(STARTS, start=date(2020, 11, 2)),), "Starts Mon 2 Nov: Dip Audit"),
        ((DUE, STARTS), "1 due, 1 starts this week: Care Plan Quality Audit and 1 more"),
        ((LATE, DUE, STARTS), "1 overdue, 1 due, 1 starts this week: Peer Audit and 2 more"),
        ((LATE,), "Overdue since 30 Sep: Peer Audit (September)"),
        ((LATE, replace(LATE, uid="another")), "2 overdue since 30 Sep: Peer Audit and 1 more"),
        ((LATE, COMING), "Overdue since 30 Sep: Peer Audit (September)"),
        ((LASTING,), "Under way, due 26 Feb 2021: Annual return"),
        ((LASTING, COMING), "Under way, due 26 Feb 2021: Annual return and 1 more"),
        ((COMING,), "Coming up, Mon 16 Nov: Repeat Plan Audit"),
        ((), "Nothing for you this week, from 2 Nov"),
    ],
)
def test_a_reminder_begins_with_what_counts(work: tuple[Occurrence, ...], subject: str) -> None:
    assert reminder(*work).subject == subject


def test_what_has_begun_when_the_mail_goes_has_started() -> None:
    begun = replace(STARTS, start=date(2020, 11, 2))

    assert reminder(begun, today=date(2020, 11, 4)).subject == "Started Mon 2 Nov: Dip Audit"


def test_a_reminder_of_the_week_to_come_speaks_of_next_week() -> None:
    found = reminder(DUE, STARTS, today=FRIDAY)

    assert found.subject == "1 due, 1 starts next week: Care Plan Quality Audit and 1 more"
    assert "\nNEXT WEEK\n" in found.text
    assert ">Next week</h2>" in found.html
    assert "THIS WEEK" not in found.text


def test_what_is_due_before_the_week_to_come_is_under_way_until_then() -> None:
    today = replace(DUE, due=FRIDAY)

    assert "UNDER WAY AND COMING UP\n\nCare Plan Quality Audit\n" in reminder(today, today=FRIDAY).text
    assert "and is due by Friday 30 October (the last day).\n" in reminder(today, today=FRIDAY).text
    assert "Care Plan Quality Audit" in reminder(replace(DUE, due=date(2020, 11, 1)), today=FRIDAY).text


def test_mail_of_single_work_begins_with_its_date() -> None:
    of = plan(LATE, DUE)
    kelda = of.config.person(KELDA)

    assert render_due(kelda, [DUE], of, BUILT_IN, MONDAY).subject == "Due Fri 6 Nov: Care Plan Quality Audit"
    assert render_due(kelda, [STARTS, DUE], of, BUILT_IN, MONDAY).subject == (
        "2 due from Fri 6 Nov: Care Plan Quality Audit and 1 more"
    )
    assert render_due(kelda, [DUE, replace(DUE, uid="z")], of, BUILT_IN, MONDAY).subject == (
        "2 due Fri 6 Nov: Care Plan Quality Audit and 1 more"
    )
    assert render_overdue(reader_of(kelda), [LATE], of, BUILT_IN, MONDAY).subject == (
        "Overdue since 30 Sep: Peer Audit (September)"
    )


def test_whoever_covers_somebody_beside_their_own_part_is_told_both() -> None:
    share = Share(KELDA, own=True, covers=(KARA, STUART))
    both = replace(DUE, assignments=(Assignment(KELDA, covering=KARA),), shares=(share,))

    for body in (reminder(both).text, reminder(both).html):
        assert "It is yours, and you cover Kara Walne and Stuart Jones's parts." in body.replace("&#39;", "'")


def test_what_is_left_counts_to_the_due_date_and_then_to_the_end() -> None:
    long = replace(DUE, start=date(2020, 10, 20), end=date(2020, 11, 11))

    assert "due by Friday 6 November (4 days left).\n" in reminder(long).text
    assert "UNDER WAY AND COMING UP" in reminder(replace(long, due=date(2020, 10, 30))).text
    assert "(9 days left)" in reminder(replace(long, due=date(2020, 10, 30))).text


def test_a_meeting_says_from_when_to_when_and_lasting_work_how_long_is_left() -> None:
    meeting = occurrence("Panel", KELDA, start=date(2020, 11, 4), at=time(10), minutes=120)

    assert "It starts on Wednesday 4 November, 10:00 to 12:00.\n" in reminder(meeting).text
    assert (
        "It started on Friday 1 May and is due by Friday 26 February 2021 (16 weeks left).\n" in reminder(LASTING).text
    )
