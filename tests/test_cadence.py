"""What a framework has in a year: `every`, `dates`, and what the months say of either."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from broken import CONFIG, said
from builders import read_both
from hypothesis import given
from hypothesis import strategies as st

from qa_calendar.model import Occurrence, Plan
from qa_calendar.planning.plan import expand
from qa_calendar.problems import InvalidInputError

HEAD = """\
title: QA framework
service: Safeguarding
year: 2020
activities:
"""


def planned(activities: str, months: str = "", config: str = "") -> Plan:
    """The plan of these *activities*, listed in *months*, with *config* added to the small config.yaml."""
    own_config, framework = read_both(CONFIG + config, HEAD + activities + months)
    return expand([framework], own_config)


def problems(activities: str, months: str = "", config: str = "") -> list[str]:
    """What is wrong with them."""
    try:
        planned(activities, months, config)
    except InvalidInputError as error:
        return str(error).splitlines()
    return []


def starts(plan: Plan) -> list[str]:
    """The stem of each UID with the day it starts on."""
    return [f"{one.uid.partition('@')[0]} {one.start}" for one in plan.occurrences]


def months_of(plan: Plan) -> str:
    """The months of a plan, in short."""
    return " ".join(f"{one.month.first:%b}" for one in plan.occurrences)


def only(plan: Plan, stem: str) -> Occurrence:
    """The occurrence whose UID begins with *stem*."""
    [found] = [one for one in plan.occurrences if one.uid.startswith(stem)]
    return found


@pytest.mark.parametrize(
    ("every", "months"),
    [
        ("month", "Apr May Jun Jul Aug Sep Oct Nov Dec Jan Feb Mar"),
        ("2 months", "Apr Jun Aug Oct Dec Feb"),
        ("2 months from May", "May Jul Sep Nov Jan Mar"),
        ("5 months", "Apr Sep Feb"),
        ("quarter", "Apr Jul Oct Jan"),
        ("quarter from June", "Jun Sep Dec Mar"),
        ("3 months from June", "Jun Sep Dec Mar"),
        ("half-year", "Apr Oct"),
        ("half-year from October", "Oct"),
        ("year", "Apr"),
        ("Year  from March", "Mar"),
    ],
)
def test_every_so_many_months_counts_from_the_first_of_the_year_or_another(every: str, months: str) -> None:
    plan = planned(f"  Audit: {{workers: [IROs], every: {every}}}\n")

    assert months_of(plan) == months
    assert {one.start for one in plan.occurrences} == {
        one.start
        for one in planned("  Audit: {workers: [IROs], every: month}\n").occurrences
        if one.month in plan.months
    } & {one.start for one in plan.occurrences}


def test_some_months_are_left_out() -> None:
    plan = planned("  Audit: {workers: [IROs], every: month, not_in: [August, December]}\n")

    assert months_of(plan) == "Apr May Jun Jul Sep Oct Nov Jan Feb Mar"


def test_what_is_listed_besides_says_more_and_does_not_double() -> None:
    plan = planned(
        "  Audit: {purpose: Why., workers: [IROs], every: quarter, place: Room 1, details: {Sample: 10 files}}\n",
        "months:\n"
        "  July:\n"
        "    - Audit: {theme: Neglect, workers: [Kelda Claire], details: {sample: 5 files, Reports to: Board}}\n"
        "  October: [Audit]\n"
        "  November: [Audit]\n",
    )

    assert months_of(plan) == "Apr Jul Oct Nov Jan"
    july = only(plan, "2020-07-audit")
    assert (july.title, july.workers) == ("Audit (Neglect)", ("Kelda Claire",))
    assert july.entry.about.place == "Room 1"
    assert july.entry.about.details == (("sample", "5 files"), ("Reports to", "Board"))
    assert only(plan, "2020-10-audit").workers == ("IROs",)


def test_a_listed_one_with_its_own_id_is_once_more() -> None:
    plan = planned(
        "  Audit: {workers: [IROs], every: quarter}\n",
        "months:\n  July: [Audit: {id: second, rule: {start: third Friday}}]\n",
    )

    assert [one for one in starts(plan) if "2020-07" in one] == [
        "2020-07-audit 2020-07-01",
        "2020-07-second 2020-07-17",
    ]


# By weeks


def test_a_count_of_weeks_goes_on_from_the_day_that_was_meant() -> None:
    plan = planned("  Audit: {workers: [IROs], every: 2 weeks from 2020-04-10 until 2020-06-05}\n")

    # 10 April is Good Friday, 8 May the moved early May bank holiday: each rolls, and the next one does not.
    assert starts(plan) == [
        "2020-W15-audit 2020-04-14",
        "2020-W17-audit 2020-04-24",
        "2020-W19-audit 2020-05-11",
        "2020-W21-audit 2020-05-22",
        "2020-W23-audit 2020-06-05",
    ]
    assert plan.occurrences[0].steps[0] == "every 2 weeks from Friday 10 April 2020: Friday 10 April 2020"
    assert [str(one.due) for one in plan.occurrences] == [
        "2020-04-17",
        "2020-04-24",
        "2020-05-15",
        "2020-05-22",
        "2020-06-05",
    ]


def test_a_week_is_known_by_its_iso_year() -> None:
    plan = planned("  Audit: {workers: [IROs], every: 2 weeks from 2020-12-21}\n")

    assert starts(plan)[:3] == [
        "2020-W52-audit 2020-12-21",
        "2021-W01-audit 2021-01-04",
        "2021-W03-audit 2021-01-18",
    ]


def test_weeks_that_began_before_the_year_are_counted_on() -> None:
    plan = planned("  Audit: {workers: [IROs], every: 2 weeks from 2020-01-08}\n")

    assert starts(plan)[0] == "2020-W14-audit 2020-04-01"


def test_one_of_a_month_of_weeks_is_named_by_the_day_that_was_meant() -> None:
    activities = "  Audit: {workers: [IROs], every: 2 weeks from 2020-05-01 until 2020-06-30, not_in: [June]}\n"
    plan = planned(
        activities,
        "months:\n  May:\n"
        "    - Audit: {date: 2020-05-15, theme: Neglect}\n    - Audit: {date: 2020-05-29, on: 2020-05-28}\n",
    )

    assert [(one.title, one.start.day, one.uid[:8]) for one in plan.occurrences] == [
        ("Audit", 1, "2020-W18"),
        ("Audit (Neglect)", 15, "2020-W20"),
        ("Audit", 28, "2020-W22"),
    ]
    [problem] = problems(activities, "months: {May: [Audit]}\n")
    assert problem == (
        "framework.yaml:6:16: 'Audit' is in May 2020 by itself, on 2020-05-01, 2020-05-15 and 2020-05-29: say of which "
        "this is, {date: 2020-05-29}; or give it an `id` of its own, to have it once more"
    )


@given(st.integers(1, 6), st.dates(date(2019, 10, 1), date(2021, 2, 28)))
def test_weeks_are_so_far_apart_whatever_rolls(count: int, since: date) -> None:
    activities = f"  Audit: {{workers: [IROs], every: {count} weeks from {since}}}\n"
    plan = planned(activities)

    meant = [one.entry.meant for one in plan.occurrences if one.entry.meant]
    assert all((one - since) % timedelta(weeks=count) == timedelta() for one in meant)
    assert all(later - one == timedelta(weeks=count) for one, later in pairwise(meant))
    assert len({one.uid for one in plan.occurrences}) == len(meant)
    assert all(date(2020, 4, 1) <= one <= date(2021, 3, 31) for one in meant)


# Dates


def test_dates_are_exactly_then_and_keep_their_place() -> None:
    plan = planned(
        "  Board:\n"
        "    workers: [IROs]\n"
        "    dates:\n"
        "      - 2020-06-11\n"
        "      - {on: 2020-09-10, skip: true, because: merged with October's}\n"
        "      - 2020-09-24\n"
        "      - {on: 2020-12-25, theme: Review of the year}\n"
    )

    assert starts(plan) == ["2020-06-board 2020-06-11", "2020-09-board-2 2020-09-24", "2020-12-board 2020-12-25"]
    assert [(one.uid, one.because) for one in plan.skipped] == [
        ("2020-09-board@qa.example.gov.uk", "skipped: merged with October's")
    ]
    assert plan.occurrences[-1].title == "Board (Review of the year)"
    assert [note.message for note in plan.notes] == [
        "'Board' is on Friday 25 December 2020, which is not a working day (Christmas Day)"
    ]
    assert [(one.due, one.due_steps) for one in plan.occurrences[:1]] == [(date(2020, 6, 11), ("that day itself",))]


def test_an_entry_on_a_day_is_exactly_then() -> None:
    plan = planned("  Dip sample: {workers: [IROs]}\n", "months: {May: [Dip sample: {on: 2020-05-12}]}\n")

    assert starts(plan) == ["2020-05-dip-sample 2020-05-12"]
    assert plan.occurrences[0].steps == ("the framework names Tuesday 12 May 2020",)


@pytest.mark.parametrize(
    ("activities", "months", "expected"),
    [
        (
            "  Audit: {dates: [2021-06-11]}\n",
            "",
            (
                "5:19: Friday 11 June 2021 is not in the framework's year, April 2020 to March 2021"
                " (did you mean 2020-06-11?)"
            ),
        ),
        (
            "  Audit: {every: week from 2021-06-11}\n",
            "",
            "5:3: 'Audit' has no date in April 2020 to March 2021 by its `every`",
        ),
        (
            "  Audit: {}\n",
            "months: {May: [Audit: {on: 2021-05-12}]}\n",
            "6:16: Wednesday 12 May 2021 is not in May 2020, where 'Audit' is listed (did you mean 2020-05-12?)",
        ),
        (
            "  Audit: {}\n",
            "months: {May: [Audit: {date: 2020-05-12}]}\n",
            "6:16: 'Audit' has no days that `date` could say one of; to have it on that day write {on: 2020-05-12}",
        ),
        (
            "  Audit: {every: month}\n",
            "months: {May: [Audit: {date: 2020-05-12}]}\n",
            (
                "6:16: 'Audit' is in May 2020 once, so that `date` does not say which; to have it on that day write "
                "{on: 2020-05-12}; or give it an `id` of its own, to have it once more"
            ),
        ),
        (
            "  Audit: {dates: [2020-06-11, 2020-06-25]}\n  Audit 2: {every: month}\n",
            "",
            "6:3: 'Audit 2' in June 2020 has the same id as 'Audit' (line 5): 'audit-2'; give it its own `id`",
        ),
        (
            "  Audit: {every: month}\n",
            "as_required: [Audit]\n",
            "5:3: 'Audit' is as_required, so that it has no date, and it is in April 2020",
        ),
        (
            "  Audit: {dates: [2020-06-11], rule: {start: day 15}}\n",
            "",
            "5:46: 'Audit' has its days by `dates`; take this `start` away, or the `dates`",
        ),
    ],
)
def test_what_does_not_fit_together_is_said(activities: str, months: str, expected: str) -> None:
    assert problems(activities, months) == [f"framework.yaml:{expected}"]


def test_as_required_is_listed_and_has_no_date() -> None:
    plan = planned("  Audit: {every: year}\n  Review: {purpose: After an incident.}\n", "as_required: [Review]\n")

    assert [one.title for one in plan.frameworks[0].as_required] == ["Review"]
    assert [one.title for one in plan.occurrences] == ["Audit"]


def test_nobody_need_be_named_yet() -> None:
    plan = planned("  Audit: {every: year}\n")

    assert (plan.occurrences[0].workers, plan.occurrences[0].entry.activity.purpose) == ((), "")


def test_a_framework_without_months_is_whole() -> None:
    assert said(framework=HEAD + "  Audit: {every: month}\n") == []
