"""Months, periods and weeks, and how a date is said."""

from __future__ import annotations

import re
from datetime import date

import pytest

from qa_calendar.dates.months import Month, Period, Week, iso_date, listed, spoken, spoken_with_year

JUNE = Month(2022, 6)


def test_a_month_is_that_of_a_day() -> None:
    assert Month.of(date(2022, 6, 30)) == JUNE


def test_a_month_is_read_and_written_as_in_a_file() -> None:
    month = Month.parse("2022-06")

    assert month == JUNE
    assert month.iso == "2022-06"
    assert str(month) == "June 2022"


@pytest.mark.parametrize(
    "text", ["", "2022", "2022-13", "2022-00", "0000-06", "2022-6", "June 2022", "2022-06-01", "２０２２-06"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^'{re.escape(text)}' is not a month; write it as 2022-06$"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (Month(2023, 2), date(2023, 2, 28)),
        (Month(2024, 2), date(2024, 2, 29)),
        (Month(2100, 2), date(2100, 2, 28)),
        (Month(2022, 12), date(2022, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(month: Month, last: date) -> None:
    assert month.last == last
    assert month.first == last.replace(day=1)


def test_a_month_holds_its_own_days_and_no_other() -> None:
    days = [date(2022, 5, 31), date(2022, 6, 1), date(2022, 6, 30), date(2022, 7, 1), date(2021, 6, 15)]

    assert [day in JUNE for day in days] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("months", "then"), [(0, JUNE), (7, Month(2023, 1)), (-6, Month(2021, 12)), (24, Month(2024, 6))]
)
def test_months_are_counted_over_the_year(months: int, then: Month) -> None:
    assert JUNE.plus(months) == then


def test_months_are_in_order_of_time() -> None:
    assert sorted([Month(2022, 1), Month(2021, 12), JUNE]) == [Month(2021, 12), Month(2022, 1), JUNE]


@pytest.mark.parametrize(
    ("period", "first_month", "first", "last"),
    [
        (Period.MONTH, 4, JUNE, JUNE),
        (Period.QUARTER, 4, Month(2022, 4), JUNE),
        (Period.QUARTER, 1, Month(2022, 4), JUNE),
        (Period.QUARTER, 6, JUNE, Month(2022, 8)),
        (Period.QUARTER, 9, JUNE, Month(2022, 8)),
        (Period.QUARTER, 5, Month(2022, 5), Month(2022, 7)),
        (Period.HALF_YEAR, 4, Month(2022, 4), Month(2022, 9)),
        (Period.HALF_YEAR, 1, Month(2022, 1), JUNE),
        (Period.FINANCIAL_YEAR, 4, Month(2022, 4), Month(2023, 3)),
        (Period.FINANCIAL_YEAR, 1, Month(2022, 1), Month(2022, 12)),
        (Period.FINANCIAL_YEAR, 7, Month(2021, 7), JUNE),
    ],
)
def test_a_period_begins_with_the_first_month(period: Period, first_month: int, first: Month, last: Month) -> None:
    assert period.around(JUNE, first_month) == (first, last)


def test_january_is_in_the_last_quarter_of_a_year_that_begins_in_april() -> None:
    january = Month(2023, 1)

    assert Period.QUARTER.around(january, 4) == (january, Month(2023, 3))
    assert Period.HALF_YEAR.around(january, 4) == (Month(2022, 10), Month(2023, 3))
    assert Period.FINANCIAL_YEAR.around(january, 4) == (Month(2022, 4), Month(2023, 3))


def test_a_week_runs_from_monday_to_sunday() -> None:
    week = Week.of(date(2020, 9, 2))

    assert str(week) == "2020-W36"
    assert (week.first, week.last) == (date(2020, 8, 31), date(2020, 9, 6))
    assert [day in week for day in (date(2020, 8, 30), week.first, week.last, date(2020, 9, 7))] == [
        False,
        True,
        True,
        False,
    ]


def test_new_years_day_may_be_in_the_week_of_the_old_year() -> None:
    assert Week.of(date(2021, 1, 1)) == Week(2020, 53)
    assert Week.of(date(2024, 12, 30)) == Week(2025, 1)


@pytest.mark.parametrize("text", ["2020-W36", " 2020-w36 ", "2020W36"])
def test_a_week_is_read(text: str) -> None:
    assert Week.parse(text) == Week(2020, 36)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2020-36", "'2020-36' is not a week; write it as 2020-W36"),
        ("", "'' is not a week; write it as 2020-W36"),
        ("2021-W53", "there is no week 53 in 2021"),
        ("2020-W0", "there is no week 0 in 2020"),
        ("0000-W01", "there is no week 1 in 0"),
    ],
)
def test_what_is_no_week_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Week.parse(text)


def test_a_date_is_said_in_plain_english() -> None:
    day = date(2020, 11, 2)

    assert spoken(day) == "Monday 2 November"
    assert spoken_with_year(day) == "Monday 2 November 2020"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-09-01", date(2020, 9, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("0000-01-01", None),
        ("20200901", None),
        ("2020-9-1", None),
        ("2020-W36-1", None),
        ("1 September 2020", None),
        ("２０２０-09-01", None),
    ],
)
def test_a_date_is_read_in_one_way_only(text: str, day: date | None) -> None:
    assert iso_date(text) == day


@pytest.mark.parametrize(
    ("words", "said"),
    [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")],
)
def test_words_are_listed(words: tuple[str, ...], said: str) -> None:
    assert listed(words) == said
    assert listed(list(words)) == said
