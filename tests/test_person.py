"""A person's own week and leave, and the day that suits everybody who does the work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qa_calendar.dates.months import Month
from qa_calendar.dates.person import PersonDays, suit_people
from qa_calendar.dates.rules import Resolution
from qa_calendar.dates.workdays import Nation, WorkCalendar

ENGLAND = WorkCalendar(nation=Nation.ENGLAND)
JUNE = Month(2022, 6)
TUESDAY = date(2022, 6, 7)
FOUND = Resolution(TUESDAY, ("3rd working day",))
ANNA = PersonDays("Anna", frozenset({0, 1, 2}))
BEN = PersonDays("Ben", frozenset({2, 3, 4}))


def away(name: str, first: date, last: date, because: str = "") -> PersonDays:
    """Somebody on leave from *first* to *last*."""
    days = {first + timedelta(n): because for n in range((last - first).days + 1)}
    return PersonDays(name, None, days)


def suited(day: date, *people: PersonDays, calendar: WorkCalendar = ENGLAND) -> tuple[date | None, str]:
    """The day *people* get instead of *day*, and the step that says so."""
    found = suit_people(Resolution(day, ("a rule",)), people, calendar)
    assert found.steps[0] == "a rule"
    return found.day, found.steps[-1]


@pytest.mark.parametrize(
    ("person", "day", "reason"),
    [
        (ANNA, TUESDAY, None),
        (ANNA, date(2022, 6, 9), "Anna works Mon, Tue and Wed"),
        (PersonDays("Mo", frozenset({4})), TUESDAY, "Mo works Fri"),
        (PersonDays("Sal", frozenset({3, 1})), date(2022, 6, 8), "Sal works Tue and Thu"),
        (PersonDays("Kim"), date(2022, 6, 4), None),
        (away("Kim", TUESDAY, TUESDAY, "leave"), TUESDAY, "Kim is away: leave"),
        (away("Kim", TUESDAY, TUESDAY), TUESDAY, "Kim is away"),
        (PersonDays("Anna", frozenset({0}), {TUESDAY: "training"}), TUESDAY, "Anna is away: training"),
    ],
)
def test_a_person_says_why_a_day_is_not_theirs(person: PersonDays, day: date, reason: str | None) -> None:
    assert person.why_not(day) == reason


def test_a_day_that_suits_everybody_stays() -> None:
    assert suit_people(FOUND, (ANNA, PersonDays("Kim")), ENGLAND) is FOUND


def test_a_day_that_nobody_does_the_work_of_stays() -> None:
    assert suit_people(FOUND, (), ENGLAND) is FOUND


def test_a_day_that_is_skipped_stays_skipped() -> None:
    skipped = Resolution(None, ("skipped",))

    assert suit_people(skipped, (ANNA,), ENGLAND) is skipped


def test_work_moves_to_the_persons_next_day() -> None:
    assert suited(date(2022, 6, 9), ANNA) == (
        date(2022, 6, 13),
        "Thursday 9 June does not suit (Anna works Mon, Tue and Wed); the next day that does is Monday 13 June",
    )


def test_work_moves_back_when_the_month_has_no_later_day() -> None:
    assert suited(date(2022, 6, 30), ANNA) == (
        date(2022, 6, 29),
        (
            "Thursday 30 June does not suit (Anna works Mon, Tue and Wed); "
            "no later day of the month does, the one before is Wednesday 29 June"
        ),
    )


def test_work_never_moves_to_a_day_the_office_is_closed() -> None:
    calendar = WorkCalendar(nation=Nation.ENGLAND, closed={date(2022, 6, 13): "training"})

    assert suited(date(2022, 6, 9), ANNA, calendar=calendar)[0] == date(2022, 6, 14)
    assert suited(date(2022, 6, 1), PersonDays("Sat", frozenset({3, 5})))[0] == date(2022, 6, 9)


def test_work_moves_past_leave() -> None:
    assert suited(TUESDAY, away("Kim", date(2022, 6, 6), date(2022, 6, 10), "leave")) == (
        date(2022, 6, 13),
        "Tuesday 7 June does not suit (Kim is away: leave); the next day that does is Monday 13 June",
    )


def test_leave_to_the_end_of_the_month_moves_work_back() -> None:
    assert suited(date(2022, 6, 20), away("Kim", date(2022, 6, 15), date(2022, 7, 3)))[0] == date(2022, 6, 14)


def test_work_of_several_moves_to_a_day_they_share() -> None:
    assert suited(TUESDAY, ANNA, BEN) == (
        date(2022, 6, 8),
        "Tuesday 7 June does not suit (Ben works Wed, Thu and Fri); the next day that does is Wednesday 8 June",
    )


def test_everybody_a_day_does_not_suit_is_named() -> None:
    kim = away("Kim", date(2022, 6, 9), date(2022, 6, 10), "leave")

    assert suited(date(2022, 6, 9), ANNA, BEN, kim) == (
        date(2022, 6, 15),
        (
            "Thursday 9 June does not suit (Anna works Mon, Tue and Wed; Kim is away: leave); "
            "the next day that does is Wednesday 15 June"
        ),
    )


def test_work_of_several_stays_when_they_share_no_day() -> None:
    friday = PersonDays("Mo", frozenset({4}))

    assert suited(TUESDAY, ANNA, friday) == (
        TUESDAY,
        "Tuesday 7 June does not suit (Mo works Fri); there is no day in June 2022 on which they all work, so it stays",
    )


def test_work_of_one_who_is_away_all_month_stays() -> None:
    assert suited(TUESDAY, away("Kim", JUNE.first, JUNE.last, "long leave")) == (
        TUESDAY,
        (
            "Tuesday 7 June does not suit (Kim is away: long leave); "
            "there is no day in June 2022 on which Kim works, so it stays"
        ),
    )


def test_a_day_outside_its_month_moves_in_the_month_it_is_in() -> None:
    assert suited(date(2022, 7, 1), ANNA)[0] == date(2022, 7, 4)
