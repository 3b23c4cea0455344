"""What a mail says of how a date came about: what differs from plain counting, where that is long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from qa_calendar.dates.months import Month
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import Resolution, Setting, resolve
from qa_calendar.dates.workdays import Nation, WorkCalendar

CLOSED = {date(2020, 12, day): "Christmas shutdown" for day in (29, 30, 31)}
OFFICE = WorkCalendar(nation=Nation.ENGLAND, closed=CLOSED)


def landed(phrase: str, month: str, calendar: WorkCalendar = OFFICE) -> Resolution:
    return resolve(parse_rule(phrase), Setting(month=Month.parse(month), calendar=calendar, due=date(2020, 12, 24)))


@pytest.mark.parametrize(
    ("phrase", "month", "said"),
    [
        (
            "15 working days before second Thursday",
            "2020-06",
            "15 working days before Thursday 11 June; 25 May is a bank holiday",
        ),
        ("10th working day", "2020-04", "10th working day of April 2020; 10 and 13 April are bank holidays"),
        ("3rd working day", "2022-06", "3rd working day of June 2022; 2–3 June are bank holidays"),
        (
            "last working day",
            "2020-12",
            (
                "last working day of December 2020; 29–31 December are not worked (Christmas shutdown); "
                "25–26 and 28 December are bank holidays"
            ),
        ),
        ("6th working day", "2020-09", "6th working day of September 2020"),
    ],
)
def test_a_long_count_is_told_by_what_differs_from_plain_counting(phrase: str, month: str, said: str) -> None:
    assert landed(phrase, month).brief[-1] == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"week": frozenset({0, 1, 2, 3, 5})}, "31 August is a bank holiday"),
        ({"opened": frozenset({date(2020, 8, 31)})}, "31 August is worked"),
        (
            {"opened": frozenset(date(2020, 8, day) for day in (28, 29, 30))},
            "31 August is a bank holiday; 29–30 August are worked",
        ),
        (
            {"closed": {date(2020, 8, 28): "weekend", date(2020, 8, 30): "weekend"}},
            "31 August is a bank holiday; 28 and 30 August are not worked (weekend)",
        ),
        (
            {"closed": {date(2020, 8, 28): "Summer bank holiday"}},
            "31 August is a bank holiday; 28 August is not worked (Summer bank holiday)",
        ),
    ],
)
def test_a_long_count_is_told_by_what_the_office_does_otherwise(changes: dict[str, Any], said: str) -> None:
    found = landed("6 working days before day 3", "2020-09", replace(OFFICE, **changes))

    assert found.brief[-1] == f"6 working days before Thursday 3 September; {said}"


def test_a_day_that_is_worked_all_the_same_is_named_also_where_the_count_ends() -> None:
    saturday = replace(OFFICE, opened=frozenset({date(2020, 9, 12)}))

    assert landed("10th working day", "2020-09", saturday).brief == (
        "10th working day of September 2020; 12 September is worked",
    )


def test_a_short_count_is_told_whole() -> None:
    found = landed("first working day", "2020-11")

    assert found.brief == found.steps
    assert found.steps[0].endswith("not 1 November (weekend), then Monday 2 November")


def test_what_it_counts_from_is_not_said_twice() -> None:
    assert landed("10 working days before due", "2020-12").brief == ("10 working days before Thursday 24 December",)


def test_a_step_after_a_long_count_is_told_as_well() -> None:
    found = landed("10th working day", "2020-04").then(date(2020, 4, 20), "Kara works on Mondays")

    assert found.brief[-1] == "Kara works on Mondays"
    assert "1 April, 2, 3, not 4–5 (weekend)" in found.steps[0]
