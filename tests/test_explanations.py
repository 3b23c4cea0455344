"""Why a rule lands where it does."""

from __future__ import annotations

from datetime import date

from qa_calendar.dates.months import Month
from qa_calendar.dates.person import PersonDays
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import Roll, Setting
from qa_calendar.dates.workdays import Nation, WorkCalendar
from qa_calendar.rendering.explanations import Answer, explain

MAY = Month(2022, 5)
ENGLAND = Setting(month=MAY, calendar=WorkCalendar(nation=Nation.ENGLAND))


def test_every_month_asked_for_is_answered_in_order() -> None:
    months = [Month(2022, number) for number in range(1, 13)]

    answers = explain(parse_rule("first working day"), ENGLAND, months)

    assert [answer.month for answer in answers] == months
    assert [answer.day.day for answer in answers if answer.day] == [4, 1, 1, 1, 3, 1, 1, 1, 1, 3, 1, 1]


def test_a_month_without_such_a_day_says_its_true_count_and_the_others_still_answer() -> None:
    june, july = explain(parse_rule("21st working day"), ENGLAND, [Month(2022, 6), Month(2022, 7)])

    problem = "June 2022 has no 21st working day: it has 20 (write ', or last working day' to take that instead)"
    assert june == Answer(month=Month(2022, 6), day=None, steps=(), problem=problem)
    assert july.day == date(2022, 7, 29)
    assert june.lines() == ()
    assert june.values("21st working day", "England") == {
        "rule": "21st working day",
        "nation": "England",
        "month": "2022-06",
        "date": None,
        "steps": [],
        "problem": problem,
    }


def test_a_skipped_month_has_no_date_and_says_why() -> None:
    (answer,) = explain(parse_rule("day 1, or skip"), ENGLAND, [MAY])

    assert answer.lines() == (
        "2022-05  skipped",
        "  day 1 of May 2022 is Sunday 1 May",
        "  Sunday 1 May is not a working day (weekend); the rule says skip",
    )
    assert answer.values("day 1, or skip", "England")["date"] is None


def test_the_workspaces_own_way_with_days_not_worked_is_kept() -> None:
    setting = Setting(month=MAY, calendar=ENGLAND.calendar, if_not_working=Roll.PRECEDING)

    (answer,) = explain(parse_rule("day 1"), setting, [MAY])

    assert answer.day == date(2022, 4, 29)


def test_a_part_timers_week_comes_last() -> None:
    (answer,) = explain(parse_rule("3rd working day"), ENGLAND, [MAY], (PersonDays("the person", frozenset({0, 1})),))

    assert answer.day == date(2022, 5, 9)
