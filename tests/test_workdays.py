"""Which days are worked: bank holidays, the office's week, closures and exceptions."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from workspaces import environment

from qa_calendar.dates.months import Month
from qa_calendar.dates.workdays import (
    EVERY_HOLIDAY_NAME,
    HOLIDAY_NAMES,
    Nation,
    WorkCalendar,
    bank_holidays,
    holiday_key,
    is_projected,
)
from qa_calendar.problems import NoSuchDayError

ENGLAND = WorkCalendar(nation=Nation.ENGLAND)
SCOTLAND = WorkCalendar(nation=Nation.SCOTLAND)
CHRISTMAS = {date(2020, 12, day): "Christmas shutdown" for day in (29, 30, 31)}
GOOD_FRIDAY = date(2022, 4, 15)
SATURDAY = date(2022, 6, 4)


def working_through(*what: date | str) -> WorkCalendar:
    """England's calendar without the bank holidays named or dated."""
    kept = frozenset(one if isinstance(one, date) else holiday_key(one) for one in what)
    return WorkCalendar(nation=Nation.ENGLAND, worked_holidays=kept)


def test_the_bank_holidays_of_england_in_2022_are_those_of_gov_uk() -> None:
    assert dict(bank_holidays(Nation.ENGLAND, 2022)) == {
        date(2022, 1, 1): "New Year's Day",
        date(2022, 1, 3): "New Year's Day (substitute day)",
        date(2022, 4, 15): "Good Friday",
        date(2022, 4, 18): "Easter Monday",
        date(2022, 5, 2): "Early May bank holiday",
        date(2022, 6, 2): "Spring bank holiday",
        date(2022, 6, 3): "Platinum Jubilee bank holiday",
        date(2022, 8, 29): "Summer bank holiday",
        date(2022, 9, 19): "State Funeral of Queen Elizabeth II",
        date(2022, 12, 25): "Christmas Day",
        date(2022, 12, 26): "Boxing Day",
        date(2022, 12, 27): "Christmas Day (substitute day)",
    }


@pytest.mark.parametrize(
    "before",
    ["", "import holidays.countries", "import importlib.util as u; u.spec_from_file_location = lambda *_: None"],
)
def test_of_the_countries_that_are_known_only_this_one_is_loaded(before: str) -> None:
    script = f"""
import sys
{before}
from datetime import date
from qa_calendar.dates.workdays import Nation, bank_holidays
print(*(name for nation in Nation for name in bank_holidays(nation, 2026).items()))
print(len([name for name in sys.modules if name.startswith("holidays.countries.")]))
"""
    command = [sys.executable, "-c", script]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment())

    known, loaded = ended.stdout.splitlines()
    assert known == " ".join(str(one) for nation in Nation for one in bank_holidays(nation, 2026).items())
    assert int(loaded) > 100 if before else loaded == "0"


@pytest.mark.parametrize(
    ("nation", "day", "name"),
    [
        (Nation.ENGLAND, date(2020, 5, 4), None),
        (Nation.ENGLAND, date(2020, 5, 8), "Early May bank holiday, moved for VE Day"),
        (Nation.ENGLAND, date(2023, 5, 8), "Coronation of King Charles III"),
        (Nation.ENGLAND, date(2021, 1, 4), None),
        (Nation.SCOTLAND, date(2021, 1, 4), "2nd January (substitute day)"),
        (Nation.SCOTLAND, date(2022, 4, 18), None),
        (Nation.SCOTLAND, date(2022, 8, 1), "Summer bank holiday"),
        (Nation.SCOTLAND, date(2022, 8, 29), None),
        (Nation.SCOTLAND, date(2022, 11, 30), "St Andrew's Day"),
        (Nation.SCOTLAND, date(2026, 6, 15), "Scotland's participation in the FIFA World Cup final"),
        (Nation.ENGLAND, date(2026, 6, 15), None),
        (Nation.NORTHERN_IRELAND, date(2024, 3, 18), "St Patrick's Day (substitute day)"),
        (Nation.NORTHERN_IRELAND, date(2022, 7, 12), "Battle of the Boyne"),
        (Nation.WALES, date(2022, 8, 29), "Summer bank holiday"),
        (Nation.WALES, date(2022, 3, 1), None),
    ],
)
def test_a_nation_keeps_its_own_bank_holidays(nation: Nation, day: date, name: str | None) -> None:
    assert bank_holidays(nation, day.year).get(day) == name


@pytest.mark.parametrize("year", [1978, 2022, 2023, 2100])
def test_any_uk_nation_is_the_union_of_the_four(year: int) -> None:
    four = [bank_holidays(nation, year) for nation in Nation if nation is not Nation.ANY]

    union = bank_holidays(Nation.ANY, year)

    assert set(union) == set().union(*four)


def test_any_uk_nation_has_every_name_of_a_day_once() -> None:
    union = bank_holidays(Nation.ANY, 2023)

    assert union[date(2023, 1, 2)] == "New Year's Day (substitute day); 2nd January"
    assert union[date(2023, 12, 25)] == "Christmas Day"


@pytest.mark.parametrize("year", [1, 1977, 2101, 9999])
@pytest.mark.parametrize("nation", Nation)
def test_a_year_without_known_bank_holidays_is_refused(nation: Nation, year: int) -> None:
    message = f"^bank holidays are known for 1978 to 2100 only, not for {year}$"

    with pytest.raises(NoSuchDayError, match=message):
        bank_holidays(nation, year)


def test_bank_holidays_cannot_be_changed_by_who_asks() -> None:
    holidays = bank_holidays(Nation.ENGLAND, 2022)

    with pytest.raises(TypeError):
        holidays[date(2022, 7, 1)] = "a day off"  # type: ignore[index]


@pytest.mark.parametrize("name", HOLIDAY_NAMES)
def test_every_name_offered_for_work_through_is_in_use(name: str) -> None:
    used = {
        holiday_key(part)
        for year in (2022, 2023)
        for text in bank_holidays(Nation.ANY, year).values()
        for part in text.split("; ")
    }

    assert {holiday_key(name)} & used == {holiday_key(name)}


@pytest.mark.parametrize(
    "name",
    [
        "Battle of the Boyne (Orangemen’s Day)",
        "Early May bank holiday (VE day)",
        "Platinum Jubilee bank holiday",
        "Bank holiday for the State Funeral of Queen Elizabeth II",
        "Bank holiday for the coronation of King Charles III",
    ],
)
def test_names_as_gov_uk_spells_them_are_those_of_holidays(name: str) -> None:
    known = {
        holiday_key(part)
        for year in (2020, 2022, 2023)
        for text in bank_holidays(Nation.ANY, year).values()
        for part in text.split("; ")
    }

    assert holiday_key(name) in known
    assert holiday_key(name) in map(holiday_key, EVERY_HOLIDAY_NAME)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("St Andrew's Day", "st andrews day"),
        ("Saint Andrew’s Day", "st andrews day"),
        ("ST. PATRICK'S  DAY (substitute day)", "st patricks day"),
        ("Early May bank holiday, moved for VE Day", "early may"),
        ("early may Bank Holiday", "early may"),
    ],
)
def test_a_holidays_name_is_matched_whatever_its_spelling(written: str, key: str) -> None:
    assert holiday_key(written) == key


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2022, 6, 1), None),
        (date(2022, 6, 2), "Spring bank holiday"),
        (SATURDAY, "weekend"),
        (date(2022, 6, 5), "weekend"),
        (date(2022, 12, 25), "Christmas Day"),
    ],
)
def test_the_office_says_why_a_day_is_not_worked(day: date, reason: str | None) -> None:
    assert ENGLAND.why_not(day) == reason
    assert ENGLAND.is_working(day) == (reason is None)


def test_a_closed_day_gives_its_own_reason_even_on_a_bank_holiday() -> None:
    calendar = WorkCalendar(nation=Nation.ENGLAND, closed={date(2020, 12, 25): "shutdown", **CHRISTMAS})

    assert calendar.why_not(date(2020, 12, 25)) == "shutdown"
    assert calendar.why_not(date(2020, 12, 29)) == "Christmas shutdown"
    assert calendar.after(date(2020, 12, 24)) == date(2021, 1, 4)


def test_an_open_day_beats_closure_holiday_and_weekend() -> None:
    days = (date(2020, 12, 29), date(2020, 12, 25), date(2020, 12, 26))
    calendar = WorkCalendar(nation=Nation.ENGLAND, closed=CHRISTMAS, opened=frozenset(days))

    assert [calendar.why_not(day) for day in days] == [None, None, None]
    assert [ENGLAND.is_working(day) for day in days[1:]] == [False, False]


def test_a_day_may_be_open_where_bank_holidays_are_unknown() -> None:
    new_year = date(2101, 1, 1)
    calendar = WorkCalendar(nation=Nation.ENGLAND, opened=frozenset({new_year}))

    assert calendar.why_not(new_year) is None


def test_a_six_day_week_works_saturdays_but_not_holidays() -> None:
    calendar = WorkCalendar(nation=Nation.ENGLAND, week=frozenset(range(6)))

    assert calendar.why_not(SATURDAY) is None
    assert calendar.why_not(date(2022, 6, 5)) == "weekend"
    assert calendar.why_not(date(2021, 12, 25)) == "Christmas Day"
    assert calendar.working_days(Month(2022, 6), Month(2022, 6))[:3] == (date(2022, 6, 1), SATURDAY, date(2022, 6, 6))


def test_a_weekday_outside_the_offices_week_says_so() -> None:
    calendar = WorkCalendar(nation=Nation.ENGLAND, week=frozenset({0, 1, 2, 3}))

    assert calendar.why_not(date(2022, 6, 10)) == "not a day of the office's week"
    assert calendar.why_not(date(2022, 6, 11)) == "weekend"


def test_a_holiday_worked_through_by_date_is_only_that_one() -> None:
    calendar = working_through(GOOD_FRIDAY)

    assert calendar.why_not(GOOD_FRIDAY) is None
    assert calendar.why_not(date(2023, 4, 7)) == "Good Friday"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Good Friday", GOOD_FRIDAY),
        ("good friday", date(2023, 4, 7)),
        ("Early May bank holiday", date(2020, 5, 8)),
        ("Christmas Day", date(2022, 12, 27)),
        ("Boxing Day", date(2021, 12, 28)),
        ("New Year's Day", date(2022, 1, 3)),
        ("Summer bank holiday", date(2022, 8, 29)),
    ],
)
def test_a_holiday_worked_through_by_name_is_so_on_its_substitute_day(name: str, day: date) -> None:
    assert ENGLAND.is_working(day) is False
    assert working_through(name).is_working(day) is True


def test_a_weekend_is_not_worked_by_working_through_its_holiday() -> None:
    assert working_through("Christmas Day").why_not(date(2021, 12, 25)) == "weekend"


def test_a_day_that_is_two_holidays_is_worked_only_without_both() -> None:
    both = frozenset(map(holiday_key, ("2nd January", "New Year's Day")))
    one = WorkCalendar(nation=Nation.SCOTLAND, worked_holidays=frozenset({holiday_key("2nd January")}))
    two = WorkCalendar(nation=Nation.SCOTLAND, worked_holidays=both)
    second = date(2023, 1, 2)

    assert one.why_not(second) == "2nd January; New Year's Day (substitute day)"
    assert one.why_not(date(2023, 1, 3)) is None
    assert two.why_not(second) is None


@pytest.mark.parametrize(
    ("day", "following", "after", "before"),
    [
        (date(2022, 6, 1), date(2022, 6, 1), date(2022, 6, 6), date(2022, 5, 31)),
        (SATURDAY, date(2022, 6, 6), date(2022, 6, 6), date(2022, 6, 1)),
        (date(2021, 1, 1), date(2021, 1, 4), date(2021, 1, 4), date(2020, 12, 31)),
    ],
)
def test_the_working_days_about_a_day_are_found(day: date, following: date, after: date, before: date) -> None:
    found = (ENGLAND.following(day), ENGLAND.after(day), ENGLAND.before(day))

    assert found == (following, after, before)


def test_working_days_are_listed_in_order_over_several_months() -> None:
    days = SCOTLAND.working_days(Month(2020, 12), Month(2021, 1))

    assert len(days) == 21 + 19
    assert days == tuple(sorted(days))
    assert (days[0], days[20], days[21], days[-1]) == (
        date(2020, 12, 1),
        date(2020, 12, 31),
        date(2021, 1, 5),
        date(2021, 1, 29),
    )
    assert SCOTLAND.working_days(Month(2020, 12), Month(2021, 1)) is days


@pytest.mark.parametrize(("month", "year"), [(Month(1977, 12), 1977), (Month(2101, 1), 2101)])
def test_working_days_of_an_unknown_year_are_refused(month: Month, year: int) -> None:
    with pytest.raises(NoSuchDayError, match=f"not for {year}$"):
        ENGLAND.working_days(month, month)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2100, 12, 31), 2101), (date.max, 9999), (date(2150, 1, 1), 2150)],
)
def test_looking_past_the_known_years_is_refused(day: date, year: int) -> None:
    with pytest.raises(NoSuchDayError, match=f"not for {year}$"):
        ENGLAND.after(day)


@pytest.mark.parametrize(("day", "year"), [(date(1978, 1, 1), 1977), (date.min, 1)])
def test_looking_before_the_known_years_is_refused(day: date, year: int) -> None:
    with pytest.raises(NoSuchDayError, match=f"not for {year}$"):
        ENGLAND.before(day)


def test_a_calendar_in_which_nobody_works_comes_to_an_end() -> None:
    never = WorkCalendar(nation=Nation.ENGLAND, week=frozenset())

    with pytest.raises(NoSuchDayError, match=re.escape("1978 to 2100 only, not for 2101")):
        never.after(date(2099, 1, 1))


def test_calendars_are_equal_by_what_they_say() -> None:
    asked = WorkCalendar(nation=Nation.ENGLAND)
    asked.working_days(Month(2022, 6), Month(2022, 6))

    assert asked == ENGLAND
    assert asked != SCOTLAND


def test_a_date_past_the_published_years_is_projected() -> None:
    last = date(2028, 12, 31)

    assert [is_projected(last), is_projected(last + timedelta(1))] == [False, True]
