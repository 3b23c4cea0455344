"""What a mail says of how a date came about: what differs from plain counting, where that is long."""

from __future__ import annotations

from datetime import date

import pytest

from qa_calendar.dates.months import Month
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import Resolution, Setting, resolve
from qa_calendar.dates.workdays import Nation, WorkCalendar

CLOSED = {date(2020, 12, day): "Christmas shutdown" for day in (29, 30, 31)}
OFFICE = WorkCalendar(nation=Nation.ENGLAND, closed=CLOSED)


def landed(phrase: str, month: str) -> Resolution:
    return resolve(parse_rule(phrase), Setting(month=Month.parse(month), calendar=OFFICE, due=date(2020, 12, 24)))


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
