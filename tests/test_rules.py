"""Every rule: the day it lands on, and the steps in plain English that led there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from qa_calendar.dates.months import Month
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import (
    NthWorkingDay,
    Place,
    Resolution,
    Roll,
    Setting,
    adjust,
    last_day_of,
    ordinal,
    resolve,
)
from qa_calendar.dates.workdays import HOLIDAY_NAMES, Nation, WorkCalendar, holiday_key
from qa_calendar.problems import NoSuchDayError

ENGLAND = WorkCalendar(nation=Nation.ENGLAND)
SCOTLAND = WorkCalendar(nation=Nation.SCOTLAND)
JUNE = Month(2022, 6)
SATURDAY = date(2022, 6, 4)


def days_of(month: Month, because: str = "refit") -> dict[date, str]:
    """Every day of *month*, closed."""
    return {month.first + timedelta(n): because for n in range(month.last.day)}


def setting(month: str, calendar: WorkCalendar = ENGLAND, **more: Any) -> Setting:
    """The setting of *month*, written as 2022-06."""
    return replace(Setting(month=Month.parse(month), calendar=calendar), **more)


def outcome(rule: str, month: str, calendar: WorkCalendar = ENGLAND, **more: Any) -> tuple[date | None, list[str]]:
    """The day *rule* lands on in *month*, and its steps."""
    found = resolve(parse_rule(rule), setting(month, calendar, **more))
    return found.day, list(found.steps)


def refusal(rule: str, month: str, calendar: WorkCalendar = ENGLAND, **more: Any) -> str:
    """What is said when *rule* has no day in *month*."""
    with pytest.raises(NoSuchDayError) as caught:
        resolve(parse_rule(rule), setting(month, calendar, **more))
    return str(caught.value)


# The nth working day


def test_the_third_working_day_of_june_2022_passes_over_the_jubilee() -> None:
    assert outcome("3rd working day", "2022-06") == (
        date(2022, 6, 7),
        [
            (
                "3rd working day of June 2022 (England): 1 June, not 2 (Spring bank holiday), "
                "3 (Platinum Jubilee bank holiday), 4–5 (weekend), 6, then Tuesday 7 June"
            )
        ],
    )


def test_the_year_begins_a_day_later_in_scotland() -> None:
    assert outcome("first working day", "2021-01") == (
        date(2021, 1, 4),
        [
            (
                "first working day of January 2021 (England): not 1 January (New Year's Day), "
                "2–3 (weekend), then Monday 4 January"
            )
        ],
    )
    assert outcome("first working day", "2021-01", SCOTLAND) == (
        date(2021, 1, 5),
        [
            (
                "first working day of January 2021 (Scotland): not 1 January (New Year's Day), 2 (2nd January), "
                "3 (weekend), 4 (2nd January (substitute day)), then Tuesday 5 January"
            )
        ],
    )


def test_a_working_day_that_comes_first_needs_no_walk() -> None:
    assert outcome("first working day", "2022-06") == (
        date(2022, 6, 1),
        ["first working day of June 2022 (England): Wednesday 1 June"],
    )


def test_the_last_working_day_is_counted_back_over_a_shutdown() -> None:
    shutdown = {date(2020, 12, day): "Christmas shutdown" for day in (29, 30, 31)}
    calendar = replace(ENGLAND, closed=shutdown)

    assert outcome("last working day", "2020-12", calendar) == (
        date(2020, 12, 24),
        [
            (
                "last working day of December 2020 (England): not 29–31 December (Christmas shutdown), "
                "28 (Boxing Day (substitute day)), 27 (weekend), 26 (Boxing Day), 25 (Christmas Day), "
                "then Thursday 24 December"
            )
        ],
    )


@pytest.mark.parametrize(
    ("rule", "month", "day"),
    [
        ("second working day", "2022-06", date(2022, 6, 6)),
        ("2nd last working day", "2022-06", date(2022, 6, 29)),
        ("20th working day", "2022-06", date(2022, 6, 30)),
        ("20th last working day", "2022-06", date(2022, 6, 1)),
        ("6th working day", "2020-05", date(2020, 5, 11)),
    ],
)
def test_working_days_are_counted_from_either_end(rule: str, month: str, day: date) -> None:
    assert outcome(rule, month)[0] == day


@pytest.mark.parametrize(
    ("rule", "month", "message"),
    [
        ("22nd working day", "2022-06", "June 2022 has no 22nd working day: it has 20"),
        ("21st last working day", "2022-06", "June 2022 has no 21st last working day: it has 20"),
        ("61st working day of the quarter", "2022-06", "April 2022 to June 2022 has no 61st working day: it has 60"),
        ("fifth Friday", "2022-06", "June 2022 has no 5th Friday: it has 4"),
        ("5th last Monday", "2022-06", "June 2022 has no 5th last Monday: it has 4"),
        ("6th Friday", "2022-07", "July 2022 has no 6th Friday: it has 5"),
        ("2 weeks after fifth Friday", "2022-06", "June 2022 has no 5th Friday: it has 4"),
    ],
)
def test_an_nth_that_does_not_exist_is_refused_with_the_true_count(rule: str, month: str, message: str) -> None:
    assert refusal(rule, month) == f"{message} (write ', or last working day' to take that instead)"


@pytest.mark.parametrize(
    ("rule", "none"),
    [
        ("22nd working day, or last working day", "June 2022 has no 22nd working day: it has 20"),
        (
            "70th working day of the quarter, or last working day",
            "April 2022 to June 2022 has no 70th working day: it has 60",
        ),
        ("fifth Friday, or last working day", "June 2022 has no 5th Friday: it has 4"),
        ("2 weeks after fifth Friday, or last working day", "June 2022 has no 5th Friday: it has 4"),
        ("3 working days before fifth Friday, or last working day", "June 2022 has no 5th Friday: it has 4"),
    ],
)
def test_the_fallback_takes_the_last_working_day_of_the_period(rule: str, none: str) -> None:
    assert outcome(rule, "2022-06") == (
        date(2022, 6, 30),
        [f"{none}; the rule says or last working day, which is Thursday 30 June 2022"],
    )


def test_the_fallback_of_a_quarter_is_in_its_last_month() -> None:
    assert outcome("70th working day of the quarter, or last working day", "2022-05")[0] == date(2022, 6, 30)


def test_the_fallback_of_a_quarter_whose_last_month_is_closed_is_in_the_month_before() -> None:
    calendar = replace(ENGLAND, closed=days_of(JUNE))

    assert outcome("70th working day of the quarter, or last working day", "2022-06", calendar) == (
        date(2022, 5, 31),
        [
            (
                "April 2022 to June 2022 has no 70th working day: it has 40; "
                "the rule says or last working day, which is Tuesday 31 May 2022"
            )
        ],
    )


def test_a_quarter_that_is_closed_throughout_is_refused() -> None:
    calendar = replace(ENGLAND, closed=days_of(JUNE) | days_of(Month(2022, 4)) | days_of(Month(2022, 5)))

    assert refusal("first working day of the quarter", "2022-06", calendar) == (
        "April 2022 to June 2022 has no working day at all"
    )


def test_the_fallback_is_not_used_when_there_is_such_a_day() -> None:
    assert outcome("20th working day, or last working day", "2022-08")[0] == date(2022, 8, 26)


def test_the_offices_own_roll_is_no_fallback() -> None:
    assert refusal("fifth Friday", "2022-06", if_not_working=Roll.LAST) == (
        "June 2022 has no 5th Friday: it has 4 (write ', or last working day' to take that instead)"
    )


@pytest.mark.parametrize(
    "rule",
    [
        "3rd working day",
        "22nd working day, or last working day",
        "day 15",
        "day 15, or previous working day in the same month",
        "second Tuesday, or last working day",
        "spread",
    ],
)
def test_a_month_that_is_closed_throughout_is_refused(rule: str) -> None:
    calendar = replace(ENGLAND, closed=days_of(JUNE))

    assert refusal(rule, "2022-06", calendar) == "June 2022 has no working day at all"


def test_a_rule_may_leave_a_month_that_is_closed_throughout() -> None:
    calendar = replace(ENGLAND, closed=days_of(JUNE))

    assert outcome("day 15, or next working day", "2022-06", calendar)[0] == date(2022, 7, 1)
    assert outcome("day 15, or previous working day", "2022-06", calendar)[0] == date(2022, 5, 31)
    assert outcome("day 15 exactly", "2022-06", calendar)[0] == date(2022, 6, 15)
    assert outcome("day 15, or skip", "2022-06", calendar)[0] is None


# Periods


@pytest.mark.parametrize(
    ("rule", "month", "first_month", "day"),
    [
        ("first working day of the quarter", "2022-06", 4, date(2022, 4, 1)),
        ("last working day of the quarter", "2022-05", 4, date(2022, 6, 30)),
        ("first working day of the quarter", "2022-06", 6, date(2022, 6, 1)),
        ("first working day of the half-year", "2022-06", 4, date(2022, 4, 1)),
        ("last working day of the half-year", "2022-06", 4, date(2022, 9, 30)),
        ("first working day of the half-year", "2022-06", 1, date(2022, 1, 4)),
        ("last working day of the half-year", "2022-06", 1, date(2022, 6, 30)),
        ("first working day of the financial year", "2022-06", 4, date(2022, 4, 1)),
        ("last working day of the financial year", "2022-06", 4, date(2023, 3, 31)),
        ("first working day of the financial year", "2022-06", 1, date(2022, 1, 4)),
        ("last working day of the financial year", "2022-06", 1, date(2022, 12, 30)),
        ("last working day of the financial year", "2022-02", 4, date(2022, 3, 31)),
        ("3rd working day of the month", "2022-06", 4, date(2022, 6, 7)),
    ],
)
def test_a_period_begins_with_the_frameworks_first_month(rule: str, month: str, first_month: int, day: date) -> None:
    assert outcome(rule, month, first_month=first_month)[0] == day


def test_a_period_is_named_by_its_months() -> None:
    assert outcome("2nd last working day of the quarter", "2022-05") == (
        date(2022, 6, 29),
        ["2nd last working day of April 2022 to June 2022 (England): 30 June, then Wednesday 29 June"],
    )


def test_a_long_count_names_only_the_days_off_that_are_no_weekend() -> None:
    assert outcome("60th working day of the quarter", "2022-06") == (
        date(2022, 6, 30),
        [
            (
                "60th working day of April 2022 to June 2022 (England): counted from Friday 1 April 2022, passing over "
                "weekends, 15 April (Good Friday), 18 April (Easter Monday), 2 May (Early May bank holiday), "
                "2 June (Spring bank holiday) and 3 June (Platinum Jubilee bank holiday), to Thursday 30 June 2022"
            )
        ],
    )


def test_a_long_count_without_holidays_passes_over_weekends() -> None:
    assert outcome("40th working day of the quarter", "2021-12", first_month=10) == (
        date(2021, 11, 25),
        [
            (
                "40th working day of October 2021 to December 2021 (England): counted from Friday 1 October 2021, "
                "passing over weekends, to Thursday 25 November 2021"
            )
        ],
    )


def test_a_long_count_names_a_closure_once_and_the_weekdays_outside_the_week() -> None:
    closed = {date(2021, 10, day): "half term" for day in range(25, 29)}
    calendar = replace(ENGLAND, closed=closed, week=frozenset({0, 1, 2, 3}))

    assert outcome("30th working day of the quarter", "2021-12", calendar, first_month=10) == (
        date(2021, 11, 30),
        [
            (
                "30th working day of October 2021 to December 2021 (England): counted from Friday 1 October 2021, "
                "passing over Fridays, Saturdays, Sundays and 25–28 October (half term), to Tuesday 30 November 2021"
            )
        ],
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"week": frozenset({0, 1, 2, 3, 5})},
            "passing over Fridays and Sundays, to Tuesday 25 August 2020",
        ),
        (
            {"week": frozenset(range(6)), "closed": {date(2020, 7, day): "refit" for day in range(6, 13)}},
            "passing over Sundays and 6–12 July (refit), to Saturday 22 August 2020",
        ),
        (
            {"opened": frozenset({date(2020, 7, 4), date(2020, 7, 11), date(2020, 7, 12), date(2020, 8, 1)})},
            "passing over weekends, but not 4 and 11–12 July and 1 August, to Wednesday 19 August 2020",
        ),
        (
            {"closed": {date(2020, 7, 3): "weekend"}},
            "passing over weekends and 3 July (weekend), to Wednesday 26 August 2020",
        ),
    ],
)
def test_a_long_count_passes_over_what_this_office_does_not_work(changes: dict[str, Any], told: str) -> None:
    [step] = outcome("40th working day of the quarter", "2020-09", replace(ENGLAND, **changes))[1]

    assert step == (
        f"40th working day of July 2020 to September 2020 (England): counted from Wednesday 1 July 2020, {told}"
    )


def test_a_long_count_in_a_week_of_seven_days_passes_over_nothing() -> None:
    everyday = replace(ENGLAND, week=frozenset(range(7)))

    assert outcome("50th working day of the quarter", "2020-06", everyday, first_month=9)[1] == [
        "50th working day of June 2020 to August 2020 (England): counted from Monday 1 June 2020 to Monday 20 July 2020"
    ]


def test_a_count_of_more_than_a_year_tells_one_christmas_from_the_next() -> None:
    closed = {date(2020, 12, 29): "stocktaking", date(2021, 12, 29): "stocktaking"}
    worked = frozenset(map(holiday_key, HOLIDAY_NAMES))
    calendar = replace(ENGLAND, week=frozenset(range(7)), closed=closed, worked_holidays=worked)

    assert outcome("380 working days after start", "2020-12", calendar, start=date(2020, 12, 20))[1][-1] == (
        "380 working days after Sunday 20 December: counted from Monday 21 December 2020, passing over "
        "29 December 2020 (stocktaking) and 29 December 2021 (stocktaking), to Thursday 6 January 2022"
    )


# Weekdays, days of the month, dates


@pytest.mark.parametrize(
    ("rule", "month", "day", "step"),
    [
        ("second Tuesday", "2022-06", date(2022, 6, 14), "the 2nd Tuesday of June 2022 is Tuesday 14 June"),
        ("last Friday", "2022-06", date(2022, 6, 24), "the last Friday of June 2022 is Friday 24 June"),
        ("fifth Friday", "2022-07", date(2022, 7, 29), "the 5th Friday of July 2022 is Friday 29 July"),
        (
            "4th last Wednesday",
            "2023-02",
            date(2023, 2, 1),
            "the 4th last Wednesday of February 2023 is Wednesday 1 February",
        ),
        ("day 15", "2022-06", date(2022, 6, 15), "day 15 of June 2022 is Wednesday 15 June"),
        ("day 30", "2023-02", date(2023, 2, 28), "February 2023 has no day 30: its last day is Tuesday 28 February"),
        ("day 31", "2022-06", date(2022, 6, 30), "June 2022 has no day 31: its last day is Thursday 30 June"),
        ("day 29", "2024-02", date(2024, 2, 29), "day 29 of February 2024 is Thursday 29 February"),
        ("last day", "2022-06", date(2022, 6, 30), "the last day of June 2022 is Thursday 30 June"),
        ("2020-10-14", "2022-06", date(2020, 10, 14), "the rule names Wednesday 14 October 2020"),
    ],
)
def test_a_day_that_is_worked_stays(rule: str, month: str, day: date, step: str) -> None:
    assert outcome(rule, month) == (day, [step])


def test_the_ve_day_holiday_moved_from_monday_to_friday() -> None:
    assert outcome("first Monday", "2020-05")[0] == date(2020, 5, 4)
    assert outcome("day 8", "2020-05") == (
        date(2020, 5, 11),
        [
            "day 8 of May 2020 is Friday 8 May",
            (
                "Friday 8 May is not a working day (Early May bank holiday, moved for VE Day); "
                "the next working day in the same month is Monday 11 May"
            ),
        ],
    )


# Rolls


@pytest.mark.parametrize(
    ("rule", "month", "day", "then"),
    [
        # in the middle of a month
        ("day 4, or next working day", "2022-06", date(2022, 6, 6), "the next working day is Monday 6 June"),
        ("day 4, or previous working day", "2022-06", date(2022, 6, 1), "the previous working day is Wednesday 1 June"),
        (
            "day 4, or next working day in the same month",
            "2022-06",
            date(2022, 6, 6),
            "the next working day in the same month is Monday 6 June",
        ),
        (
            "day 4, or previous working day in the same month",
            "2022-06",
            date(2022, 6, 1),
            "the previous working day in the same month is Wednesday 1 June",
        ),
        (
            "day 4, or last working day",
            "2022-06",
            date(2022, 6, 30),
            "the last working day of June 2022 is Thursday 30 June",
        ),
        ("day 4, or skip", "2022-06", None, "the rule says skip"),
        ("day 4 exactly", "2022-06", SATURDAY, "the rule says exactly, so it stays"),
        # at the end of a month
        (
            "day 31, or next working day",
            "2022-07",
            date(2022, 8, 1),
            "the next working day is Monday 1 August, in August 2022",
        ),
        ("day 31, or previous working day", "2022-07", date(2022, 7, 29), "the previous working day is Friday 29 July"),
        (
            "day 31, or next working day in the same month",
            "2022-07",
            date(2022, 7, 29),
            "none after it in the month; the previous working day in the same month is Friday 29 July",
        ),
        (
            "day 31, or previous working day in the same month",
            "2022-07",
            date(2022, 7, 29),
            "the previous working day in the same month is Friday 29 July",
        ),
        # at the end of a year
        (
            "last day, or next working day",
            "2022-12",
            date(2023, 1, 3),
            "the next working day is Tuesday 3 January, in January 2023",
        ),
        # at the start of a year
        (
            "day 1, or previous working day",
            "2022-01",
            date(2021, 12, 31),
            "the previous working day is Friday 31 December, in December 2021",
        ),
        (
            "day 1, or previous working day in the same month",
            "2022-01",
            date(2022, 1, 4),
            "none before it in the month; the next working day in the same month is Tuesday 4 January",
        ),
        ("day 1, or next working day", "2022-01", date(2022, 1, 4), "the next working day is Tuesday 4 January"),
    ],
)
def test_a_day_not_worked_goes_where_the_rule_says(rule: str, month: str, day: date | None, then: str) -> None:
    found, steps = outcome(rule, month)

    assert found == day
    assert len(steps) == 2
    assert steps[1].split("; ", 1)[1] == then


def test_a_roll_gives_the_reason() -> None:
    assert outcome("first Monday, or skip", "2022-08", SCOTLAND) == (
        None,
        [
            "the first Monday of August 2022 is Monday 1 August",
            "Monday 1 August is not a working day (Summer bank holiday); the rule says skip",
        ],
    )


@pytest.mark.parametrize("roll", Roll)
def test_no_roll_moves_a_working_day(roll: Roll) -> None:
    found = Resolution(date(2022, 6, 1), ("a step",))

    assert adjust(found, roll, ENGLAND) is found


@pytest.mark.parametrize(
    ("roll", "day"),
    [
        (Roll.FOLLOWING, date(2022, 8, 1)),
        (Roll.PRECEDING, date(2022, 7, 29)),
        (Roll.MODIFIED_FOLLOWING, date(2022, 7, 29)),
        (Roll.MODIFIED_PRECEDING, date(2022, 7, 29)),
        (Roll.LAST, date(2022, 7, 29)),
        (Roll.SKIP, None),
        (Roll.NO_ADJUST, date(2022, 7, 31)),
    ],
)
def test_a_rule_without_a_roll_takes_the_offices(roll: Roll, day: date | None) -> None:
    assert outcome("last day", "2022-07", if_not_working=roll)[0] == day


def test_a_rules_own_roll_beats_the_offices() -> None:
    assert outcome("last day, or skip", "2022-07", if_not_working=Roll.FOLLOWING)[0] is None


def test_the_last_known_day_rolls_without_looking_further() -> None:
    calendar = replace(ENGLAND, closed={date(2100, 12, 31): "closed"})

    assert outcome("last day", "2100-12", calendar)[0] == date(2100, 12, 30)


def test_the_first_known_day_rolls_without_looking_back() -> None:
    assert outcome("day 1, or previous working day in the same month", "1978-01")[0] == date(1978, 1, 3)


# Offsets


@pytest.mark.parametrize(
    ("rule", "day", "step"),
    [
        (
            "1 working day after 2022-06-04",
            date(2022, 6, 6),
            "1 working day after Saturday 4 June: not 5 June (weekend), then Monday 6 June",
        ),
        (
            "1 working day before 2022-06-04",
            date(2022, 6, 1),
            (
                "1 working day before Saturday 4 June: not 3 June (Platinum Jubilee bank holiday), "
                "2 (Spring bank holiday), then Wednesday 1 June"
            ),
        ),
        (
            "2 working days after 2022-06-04",
            date(2022, 6, 7),
            "2 working days after Saturday 4 June: not 5 June (weekend), 6, then Tuesday 7 June",
        ),
    ],
)
def test_an_offset_counts_strictly_past_an_anchor_that_is_not_worked(rule: str, day: date, step: str) -> None:
    assert outcome(rule, "2022-06") == (day, ["the rule names Saturday 4 June 2022", step])


def test_an_offset_from_the_start_is_counted_on_working_days() -> None:
    assert outcome("10 working days after start", "2022-06", start=date(2022, 6, 1)) == (
        date(2022, 6, 17),
        [
            "counting from start, Wednesday 1 June 2022",
            (
                "10 working days after Wednesday 1 June: not 2 June (Spring bank holiday), "
                "3 (Platinum Jubilee bank holiday), 4–5 (weekend), 6, 7, 8, 9, 10, not 11–12 (weekend), 13, 14, 15, "
                "16, then Friday 17 June"
            ),
        ],
    )


def test_an_offset_before_the_due_date_is_counted_back() -> None:
    assert outcome("5 working days before due", "2022-06", due=date(2022, 6, 30)) == (
        date(2022, 6, 23),
        [
            "counting from due, Thursday 30 June 2022",
            "5 working days before Thursday 30 June: 29 June, 28, 27, not 25–26 (weekend), 24, then Thursday 23 June",
        ],
    )


def test_a_count_back_over_the_end_of_a_month_names_the_month_it_has_come_to() -> None:
    assert outcome("5 working days before day 3", "2023-10") == (
        date(2023, 9, 26),
        [
            "day 3 of October 2023 is Tuesday 3 October",
            (
                "5 working days before Tuesday 3 October: 2 October, not 30 September – 1 October (weekend), "
                "29 September, 28, 27, then Tuesday 26 September"
            ),
        ],
    )


def test_an_offset_may_cross_the_year() -> None:
    assert outcome("2 working days after start", "2022-12", start=date(2022, 12, 30)) == (
        date(2023, 1, 4),
        [
            "counting from start, Friday 30 December 2022",
            (
                "2 working days after Friday 30 December: not 31 December (weekend), 1 January (New Year's Day), "
                "2 (New Year's Day (substitute day)), 3, then Wednesday 4 January"
            ),
        ],
    )


def test_a_closure_over_the_end_of_a_month_is_named_with_both() -> None:
    closed = {date(2022, 6, 30): "move", date(2022, 7, 1): "move"}
    calendar = replace(ENGLAND, closed=closed)

    assert outcome("1 working day after start", "2022-06", calendar, start=date(2022, 6, 29)) == (
        date(2022, 7, 4),
        [
            "counting from start, Wednesday 29 June 2022",
            "1 working day after Wednesday 29 June: not 30 June – 1 July (move), 2–3 (weekend), then Monday 4 July",
        ],
    )


@pytest.mark.parametrize(
    ("rule", "month", "day", "step"),
    [
        ("10 working days after first working day", "2022-06", date(2022, 6, 17), None),
        ("1 working day before last day", "2022-12", date(2022, 12, 30), None),
        ("1 day after first Monday", "2022-06", date(2022, 6, 7), "1 day after Monday 6 June is Tuesday 7 June 2022"),
        (
            "2 weeks after first Monday",
            "2022-06",
            date(2022, 6, 20),
            "2 weeks after Monday 6 June is Monday 20 June 2022",
        ),
        ("1 week before day 20", "2022-06", date(2022, 6, 13), "1 week before Monday 20 June is Monday 13 June 2022"),
        (
            "40 days before day 1",
            "2022-06",
            date(2022, 4, 22),
            "40 days before Wednesday 1 June is Friday 22 April 2022",
        ),
    ],
)
def test_an_offset_may_count_from_any_point(rule: str, month: str, day: date, step: str | None) -> None:
    found, steps = outcome(rule, month)

    assert found == day
    assert step in (None, steps[-1])


def test_an_offset_counts_from_the_anchor_before_it_is_moved() -> None:
    # 1 January 2022 was a Saturday: moved first, the rule would land on the 5th.
    assert outcome("1 working day after day 1", "2022-01")[0] == date(2022, 1, 4)


def test_an_offset_in_calendar_days_is_moved_when_not_worked() -> None:
    assert outcome("2 weeks after start", "2020-12", start=date(2020, 12, 11)) == (
        date(2020, 12, 29),
        [
            "counting from start, Friday 11 December 2020",
            "2 weeks after Friday 11 December is Friday 25 December 2020",
            (
                "Friday 25 December is not a working day (Christmas Day); "
                "the next working day in the same month is Tuesday 29 December"
            ),
        ],
    )
    assert outcome("2 weeks after start, or skip", "2020-12", start=date(2020, 12, 11))[0] is None


@pytest.mark.parametrize("name", ["start", "due"])
@pytest.mark.parametrize("unit", ["working days", "days", "weeks"])
def test_an_offset_from_a_date_that_is_not_given_is_refused(unit: str, name: str) -> None:
    assert refusal(f"3 {unit} before {name}, or last working day", "2022-06") == (
        f"the rule counts from {name}, and no {name} date is given"
    )


def test_an_offset_past_the_end_of_time_is_refused() -> None:
    assert refusal("2 weeks after start", "2022-06", start=date.max) == (
        "2 weeks from Friday 31 December 9999 is no date"
    )
    assert refusal("1 day before start", "2022-06", start=date.min) == "1 day from Monday 1 January 1 is no date"
    assert refusal("1 working day after start", "2022-06", start=date.max) == (
        "bank holidays are known for 1978 to 2100 only, not for 9999"
    )


# Spread


@pytest.mark.parametrize(
    ("share", "positions"),
    [(1, [0]), (2, [0, 10]), (3, [0, 6, 13]), (4, [0, 5, 10, 15]), (25, None)],
)
def test_spread_takes_the_first_day_of_equal_slices(share: int, positions: list[int] | None) -> None:
    days = ENGLAND.working_days(JUNE, JUNE)

    found = [outcome("spread", "2022-06", share=(i, share))[0] for i in range(1, share + 1)]

    expected = positions if positions is not None else [i * 20 // 25 for i in range(25)]
    assert found == [days[position] for position in expected]


def test_more_shares_than_working_days_leave_no_day_empty() -> None:
    found = {outcome("spread", "2022-06", share=(i, 25))[0] for i in range(1, 26)}

    assert found == set(ENGLAND.working_days(JUNE, JUNE))


def test_spread_says_which_share_of_how_many() -> None:
    assert outcome("spread", "2022-06", share=(3, 4)) == (
        date(2022, 6, 17),
        ["spread over the 20 working days of June 2022, 3 of 4: the 11th working day is Friday 17 June"],
    )


# How long the work lasts


@pytest.mark.parametrize(
    ("start", "working_days", "last"),
    [
        (date(2022, 6, 1), 1, date(2022, 6, 1)),
        (date(2022, 6, 1), 2, date(2022, 6, 6)),
        (SATURDAY, 1, date(2022, 6, 6)),
        (SATURDAY, 3, date(2022, 6, 8)),
        (date(2022, 12, 23), 3, date(2022, 12, 29)),
        (date(2022, 12, 30), 2, date(2023, 1, 3)),
    ],
)
def test_work_that_lasts_includes_its_start(start: date, working_days: int, last: date) -> None:
    assert last_day_of(start, working_days, ENGLAND) == last


# The office's own days


@pytest.mark.parametrize(
    ("calendar", "day"),
    [
        (replace(ENGLAND, worked_holidays=frozenset({date(2022, 6, 2)})), date(2022, 6, 6)),
        (replace(ENGLAND, worked_holidays=frozenset({"spring"})), date(2022, 6, 6)),
        (replace(ENGLAND, opened=frozenset({SATURDAY})), date(2022, 6, 6)),
        (replace(ENGLAND, opened=frozenset({date(2022, 6, 2), date(2022, 6, 3)})), date(2022, 6, 3)),
        (replace(ENGLAND, week=frozenset(range(6))), date(2022, 6, 6)),
        (replace(ENGLAND, closed={date(2022, 6, 1): "training"}), date(2022, 6, 8)),
    ],
)
def test_the_third_working_day_is_the_offices(calendar: WorkCalendar, day: date) -> None:
    assert outcome("3rd working day", "2022-06", calendar)[0] == day


def test_any_uk_nation_keeps_the_holidays_of_all() -> None:
    anywhere = WorkCalendar(nation=Nation.ANY)

    assert outcome("first working day", "2022-08", anywhere) == (
        date(2022, 8, 2),
        ["first working day of August 2022 (any UK nation): not 1 August (Summer bank holiday), then Tuesday 2 August"],
    )
    assert outcome("day 12, or skip", "2022-07", anywhere)[0] is None


# Years near and far


def test_a_date_past_the_published_holidays_is_projected() -> None:
    projected = "projected: bank holidays for 2029 are not published yet"

    assert outcome("first working day", "2028-12")[1] == [
        "first working day of December 2028 (England): Friday 1 December"
    ]
    assert outcome("first working day", "2029-01") == (
        date(2029, 1, 2),
        [
            "first working day of January 2029 (England): not 1 January (New Year's Day), then Tuesday 2 January",
            projected,
        ],
    )
    assert outcome("last day, or next working day", "2028-12")[1][-1] == projected
    assert outcome("day 1, or skip", "2029-01") == (
        None,
        [
            "day 1 of January 2029 is Monday 1 January",
            "Monday 1 January is not a working day (New Year's Day); the rule says skip",
        ],
    )


@pytest.mark.parametrize("month", ["1977-12", "2101-01", "9999-12"])
@pytest.mark.parametrize(
    "rule",
    [
        "first working day",
        "fifth Monday",
        "day 15 exactly",
        "2 weeks after day 1",
        "spread",
        "first working day of the financial year",
    ],
)
def test_a_month_outside_the_known_years_is_refused(rule: str, month: str) -> None:
    assert refusal(rule, month) == f"bank holidays are known for 1978 to 2100 only, not for {int(month[:4])}"


@pytest.mark.parametrize(
    ("rule", "month", "year"),
    [
        ("first working day of the financial year", "1978-01", 1977),
        ("last working day of the financial year", "2100-05", 2101),
        ("1901-01-01", "2022-06", 1901),
        ("2500 weeks after day 1", "2060-01", 2107),
    ],
)
def test_a_day_outside_the_known_years_is_refused(rule: str, month: str, year: int) -> None:
    assert refusal(rule, month) == f"bank holidays are known for 1978 to 2100 only, not for {year}"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "first"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (111, "111th"),
        (-1, "last"),
        (-2, "2nd last"),
        (-21, "21st last"),
    ],
)
def test_a_number_is_said_as_a_place(n: int, said: str) -> None:
    assert ordinal(n) == said


def test_a_resolution_keeps_its_steps_when_it_moves_on() -> None:
    found = Resolution(SATURDAY, ("one",))

    assert found.then(None, "two") == Resolution(None, ("one", "two"))


def test_a_rule_is_a_value() -> None:
    assert parse_rule("3rd working day") == Place(NthWorkingDay(3))
    assert hash(parse_rule("3rd working day")) == hash(Place(NthWorkingDay(3)))
