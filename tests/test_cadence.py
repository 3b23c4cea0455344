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
from qa_calendar.reading.load import load

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
    monthly = planned("  Audit: {workers: [IROs], every: month}\n").occurrences
    assert {one.start for one in plan.occurrences} <= {one.start for one in monthly}


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


def test_a_day_for_one_of_every_so_many_months_is_its_day_as_for_any_that_is_listed() -> None:
    config = "rules: {default: {start: first working day, due: day 20}}\n"
    by_itself = planned(
        "  Audit: {workers: [IROs], every: quarter}\n", "months:\n  July: [Audit: {on: 2020-07-22}]\n", config
    )
    listed = planned("  Audit: {workers: [IROs]}\n", "months:\n  July: [Audit: {on: 2020-07-22}]\n", config)

    for plan in (by_itself, listed):
        july = only(plan, "2020-07-audit")
        assert (july.start, july.due) == (date(2020, 7, 22), date(2020, 7, 22))


def test_one_with_a_day_takes_no_share_of_a_spread() -> None:
    activities = "".join(f"  {name}: {{workers: [IROs], every: year}}\n" for name in ("A", "B", "C"))
    config = "rules: {default: {start: spread}}\n"
    with_day = planned(activities, "months:\n  April: [C: {on: 2020-04-29}]\n", config)
    without = planned(activities.replace("  C: {workers: [IROs], every: year}\n", ""), config=config)

    assert only(with_day, "2020-04-b").start == only(without, "2020-04-b").start


@pytest.mark.parametrize(
    ("activities", "first", "second"),
    [
        ("  Audit: {workers: [IROs], dates: [2020-06-11]}\n", "Audit: {theme: A}", "Audit: {date: 2020-06-11}"),
        ("  Audit: {workers: [IROs], dates: [2020-06-11]}\n", "Audit: {on: 2020-06-12}", "Audit: {date: 2020-06-11}"),
        ("  Audit: {workers: [IROs], every: month, also_known_as: [Old]}\n", "Audit: {theme: A}", "Old: {theme: B}"),
    ],
)
def test_an_occasion_that_is_listed_twice_is_no_silent_merger(activities: str, first: str, second: str) -> None:
    found = problems(activities, f"months:\n  June:\n    - {first}\n    - {second}\n")

    assert found == [
        (
            "framework.yaml:9:7: 'Audit' in June 2020 is listed in line 8 already: say all of it there, or give this "
            "one an `id` of its own, to have it once more"
        )
    ]


def test_no_day_that_does_not_exist_is_offered() -> None:
    listed = problems("  Audit: {workers: [IROs]}\n", "months:\n  February: [Audit: {on: 2020-02-29}]\n")
    change = "{activity: Audit, month: February, move_to: 2020-02-29, because: x}"
    moved = problems("  Audit: {workers: [IROs]}\n", "months:\n  February: [Audit]\n", f"date_changes: [{change}]\n")

    assert [line.partition(": ")[2] for line in (*listed, *moved)] == [
        "Saturday 29 February 2020 is not in February 2021, where 'Audit' is listed",
        "'Audit' of February 2021 is moved to Saturday 29 February 2020, a year away",
    ]


def test_what_has_no_due_date_is_reminded_of_until_it_is_over() -> None:
    rule = "start: day 1, lasts: 10 working days, due: none, remind: {} working days after start"
    activity = "  Audit: {{workers: [IROs], every: year, rule: {{{}}}}}\n"

    assert only(planned(activity.format(rule.format(5))), "2020-04-audit").remind == date(2020, 4, 8)
    (late,) = problems(activity.format(rule.format(12)))
    assert late.endswith("is reminded of on Tuesday 21 April, after its last day, Thursday 16 April")


def test_what_has_a_time_is_over_when_that_ends() -> None:
    activity = "  Audit: {{workers: [IROs], dates: [2020-04-01], rule: {{at: '{}', lasts: {}}}}}\n"

    def last(at: str, lasts: str) -> date:
        return only(planned(activity.format(at, lasts)), "2020-04-audit").last

    assert last("09:00", "90 minutes") == date(2020, 4, 1)
    assert last("22:00", "2 hours") == date(2020, 4, 1)
    assert last("22:00", "3 hours") == date(2020, 4, 2)
    assert last("09:00", "56 hours") == date(2020, 4, 3)


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
            "  Audit: {dates: [2020-06-11, {on: 2020-06-11, theme: x}]}\n",
            "",
            "5:31: Thursday 11 June 2020 is in the list twice",
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
            (
                "6:3: 'Audit 2' in June 2020 has the same id as 'Audit' (framework.yaml, line 5): 'audit-2'; "
                "give it its own `id`"
            ),
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


# Rules


BOARD = "  Board: {workers: [IROs], every: quarter from June, rule: {start: second Thursday}}\n"


def paper(rule: str, more: str = "") -> str:
    return f"{BOARD}  Paper: {{workers: [IROs], every: quarter from June, rule: {rule}}}\n{more}"


def test_a_paper_is_counted_back_from_the_board_it_is_for() -> None:
    plan = planned(
        paper("{start: 20 working days before activity board, due: 10 working days before activity  Board}"),
        config="date_changes: [{activity: Board, month: September, move_to: 2020-09-17, because: half term}]\n",
    )

    dates = {one.uid[:7]: (one.start, one.due) for one in plan.occurrences if "paper" in one.uid}
    assert dates["2020-06"] == (date(2020, 5, 13), date(2020, 5, 28))
    assert dates["2020-09"] == (date(2020, 8, 19), date(2020, 9, 3))
    assert only(plan, "2020-09-paper").due_steps[0] == "counting from 'Board', Thursday 17 September 2020"
    assert plan.notes == ()


def test_where_the_month_has_none_the_next_one_counts() -> None:
    plan = planned(
        f"{BOARD}  Paper: {{workers: [IROs], rule: {{start: 1 week before activity Board, due: none}}}}\n",
        "months: {July: [Paper]}\n",
    )

    assert (only(plan, "2020-07-paper").start, only(plan, "2020-07-paper").due) == (date(2020, 9, 3), None)


@pytest.mark.parametrize(
    ("activities", "months", "expected"),
    [
        (
            paper("{start: 1 week before activity Bord, due: none}"),
            "",
            "no activity 'Bord' (did you mean 'Board'?)",
        ),
        (
            "  Board: {dates: [2020-06-11]}\n  Paper: {rule: {start: 1 week before activity Board, due: none}}\n",
            "months: {July: [Paper]}\n",
            "'Paper', July 2020: 'Board' is not in July 2020, and in no month after it",
        ),
        (
            (
                "  A: {every: year, rule: {start: 1 day after activity B}}\n"
                "  B: {every: year, rule: {start: 1 day after activity A}}\n"
            ),
            "",
            "a circle: this counts from 'A', which itself counts from it",
        ),
        (
            "  A: {every: year, rule: {start: 1 day after activity A}}\n",
            "",
            "a circle: this counts from 'A', which itself counts from it",
        ),
    ],
)
def test_none_to_count_from_or_a_circle_is_an_error_that_says_which(
    activities: str, months: str, expected: str
) -> None:
    assert [problem.partition(": ")[2] for problem in problems(activities, months)] == [expected]


def test_months_are_counted_to_the_same_day_or_the_last() -> None:
    plan = planned(
        "  Audit: {workers: [IROs], every: year from November, rule: {start: last day, due: 3 months after start}}\n"
    )

    assert (plan.occurrences[0].start, plan.occurrences[0].due) == (date(2020, 11, 30), date(2021, 2, 26))


def test_a_rule_that_begins_later_leaves_what_was_before() -> None:
    before = planned("  Audit: {workers: [IROs], every: month, rule: {start: day 10, lasts: 2 working days}}\n")
    after = planned(
        "  Audit:\n    workers: [IROs]\n    every: month\n"
        "    rule: [{start: day 10, lasts: 2 working days}, {from: September 2020, start: day 20}]\n"
    )

    early = [one for one in after.occurrences if one.month.iso < "2020-09"]
    assert [(one.start, one.end, one.due) for one in early] == [
        (one.start, one.end, one.due) for one in before.occurrences if one.month.iso < "2020-09"
    ]
    later = only(after, "2020-10-audit")
    assert (later.start, later.end) == (date(2020, 10, 20), date(2020, 10, 20))


def test_config_has_rules_that_begin_later_as_well() -> None:
    plan = planned(
        "  Audit: {workers: [IROs], every: month}\n",
        config="rules: {activities: {Audit: [{start: day 10}, {from: October 2020, start: day 21, due: none}]}}\n",
    )

    assert [one.start.day for one in plan.occurrences[4:8]] == [10, 10, 21, 23]
    assert [one.due is None for one in plan.occurrences[4:8]] == [False, False, True, True]


# What is fixed


PART_TIMER = CONFIG.replace(
    "Kelda Claire: {role: Safeguarding SM}",
    "Kelda Claire: {role: Safeguarding SM, works: [Mon, Tue, Wed], "
    "away: [{from: 2020-06-15, until: 2020-06-19, because: leave}]}",
)


@pytest.mark.parametrize(
    ("activity", "months", "day"),
    [
        ("rule: {start: second Thursday exactly}, every: year from June", "", 11),
        ("rule: {start: 2020-06-11}, every: year from June", "", 11),
        ("rule: {start: third Wednesday, at: '10:00'}, every: year from June", "", 17),
        ("dates: [2020-06-11]", "", 11),
        ("purpose: p", "months: {June: [Board: {on: 2020-06-18}]}\n", 18),
    ],
)
def test_what_is_fixed_stays_for_one_persons_week_or_leave_and_check_says_who(
    activity: str, months: str, day: int
) -> None:
    config, framework = read_both(PART_TIMER, f"{HEAD}  Board: {{workers: [Kelda Claire], {activity}}}\n{months}")

    plan = expand([framework], config)

    assert [one.start for one in plan.occurrences] == [date(2020, 6, day)]
    assert ["Kelda Claire" in note.message for note in plan.notes] == [True]


def test_what_is_not_fixed_still_suits_the_person() -> None:
    config, framework = read_both(
        PART_TIMER, f"{HEAD}  Audit: {{workers: [Kelda Claire], every: week from 2020-06-11 until 2020-06-12}}\n"
    )

    assert [one.start for one in expand([framework], config).occurrences] == [date(2020, 6, 22)]


# One of several


def change(line: str) -> str:
    return f"date_changes: [{{activity: Audit, {line}, because: half term}}]\n"


FORTNIGHTLY = "  Audit: {workers: [IROs], every: 2 weeks from 2020-10-02 until 2020-11-13}\n"


def test_a_change_names_the_day_that_was_meant() -> None:
    moved = planned(FORTNIGHTLY, config=change("date: 2020-10-16, move_to: 2020-10-20"))
    skipped = planned(FORTNIGHTLY, config=change("date: 2020-10-30, skip: true"))

    assert [one.start.isoformat() for one in moved.occurrences] == [
        "2020-10-02",
        "2020-10-20",
        "2020-10-30",
        "2020-11-13",
    ]
    assert moved.occurrences[1].uid.startswith("2020-W42-audit@")
    assert [one.uid.partition("@")[0] for one in skipped.skipped] == ["2020-W44-audit"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "month: October, move_to: 2020-10-20",
            (
                "'Audit' is in October 2020 on 2020-10-02, 2020-10-16 and 2020-10-30: say which by the day that is "
                "meant, for example `date: 2020-10-02`"
            ),
        ),
        (
            "date: 2020-10-09, move_to: 2020-10-20",
            "'Audit' is not on 2020-10-09: in that month it is on 2020-10-02, 2020-10-16 and 2020-10-30",
        ),
        ("date: 2020-12-09, skip: true", "'Audit' is not on 2020-12-09: give the month it is listed in"),
        ("move_to: 2020-10-20", "a change has either `month`, or `date` where a month has several"),
        (
            "month: November, move_to: 2021-11-16",
            "'Audit' of November 2020 is moved to Tuesday 16 November 2021, a year away (did you mean 2020-11-16?)",
        ),
    ],
)
def test_a_change_of_one_of_several_says_which(line: str, expected: str) -> None:
    assert [one.partition(": ")[2] for one in problems(FORTNIGHTLY, config=change(line))] == [expected]


def test_one_that_its_rule_puts_on_a_day_may_be_named_by_it() -> None:
    plan = planned(
        "  Audit: {workers: [IROs]}\n",
        "months: {October: [Audit, Audit: {id: second, rule: {start: third Friday}}]}\n",
        change("date: 2020-10-16, move_to: 2020-10-20"),
    )

    assert [(one.entry.id, one.start.day) for one in plan.occurrences] == [("audit", 1), ("second", 20)]


# Titles


@pytest.mark.parametrize(
    ("title", "detail", "shown"),
    [
        (None, "theme: Neglect", "Audit (Neglect)"),
        (None, "theme: Neglect, period: Nov - April", "Audit (Neglect, Nov - April)"),
        ("{theme}: audit", "theme: Neglect", "Neglect: audit"),
        ("Audit on {theme}", "theme: Neglect, period: May", "Audit on Neglect (May)"),
        ("6 month ({period}) audit", "theme: Neglect", "6 month audit (Neglect)"),
        ("6 month ({period}) audit", "workers: [IROs]", "6 month audit"),
        ("Audit - {theme}", "workers: [IROs]", "Audit"),
    ],
)
def test_a_title_has_its_theme_and_period_in_their_places(title: str | None, detail: str, shown: str) -> None:
    own = f", title: '{title}'" if title else ""
    plan = planned(f"  Audit: {{workers: [IROs]{own}}}\n", f"months: {{May: [Audit: {{{detail}}}]}}\n")

    assert [one.title for one in plan.occurrences] == [shown]


def test_a_week_that_two_years_share_is_one_event_only() -> None:
    years = {
        f"{file}.yaml": HEAD.replace("year: 2020", f"year: {year}\nfirst_month: January")
        + f"  Audit: {{every: week from {since}}}\n"
        for file, year, since in (("framework", 2020, "2020-12-28"), ("next", 2021, "2021-01-01"))
    }
    config, frameworks = load(f"{CONFIG}frameworks: [framework.yaml, next.yaml]\n", years)

    with pytest.raises(InvalidInputError) as caught:
        expand(frameworks, config)

    assert str(caught.value).endswith(
        "'Audit' has the week of Monday 28 December 2020 already, by 'Audit' (framework.yaml, line 6): "
        "begin with 2021-01-08"
    )


def test_what_is_put_into_a_title_is_text() -> None:
    plan = planned(
        "  Audit: {workers: [IROs], title: '{theme}, {period}'}\n",
        "months: {May: [Audit: {theme: 'a {period}', period: May}]}\n",
    )

    assert [one.title for one in plan.occurrences] == ["a {period}, May"]


def test_a_date_of_a_list_has_no_start_of_its_own() -> None:
    assert problems(
        "  Audit: {dates: [2020-06-11]}\n", "months: {June: [Audit: {theme: x, rule: {start: day 3}}]}\n"
    ) == ["framework.yaml:6:49: 'Audit' is on 2020-06-11, so that its rule has no `start`"]


def test_what_counts_from_one_that_is_skipped_is_told() -> None:
    plan = planned(
        paper("{start: 20 working days before activity Board, due: none}"),
        config="date_changes: [{activity: Board, month: September, skip: true, because: merged with December}]\n",
    )

    [note] = plan.notes
    assert note.message == (
        "'Board' is skipped in September 2020, so 'Paper' counts from the next one, Thursday 10 December 2020: "
        "skip this as well, if it was for that one"
    )


def test_a_date_put_into_the_list_never_vanishes_under_an_entry_with_its_id() -> None:
    assert problems(
        "  Board: {dates: [2020-06-11, 2020-06-25]}\n", "months: {June: [Board: {id: board-2, on: 2020-06-18}]}\n"
    ) == ["framework.yaml:6:17: the id 'board-2' is that of 2020-06-25 in `dates`: give 'Board' here another `id`"]


def test_a_circle_is_told_once_and_not_for_each_month() -> None:
    assert problems("  C: {every: month, rule: {start: 1 week before activity C}}\n") == [
        "framework.yaml:5:35: a circle: this counts from 'C', which itself counts from it"
    ]


def test_a_due_date_counted_back_from_the_start_is_refused_whatever_it_would_roll_to() -> None:
    assert problems("  C: {dates: [2020-04-12], rule: {due: 1 day before start}}\n") == [
        "framework.yaml:5:40: 'C' would be due before it starts: count `due` after start"
    ]


def test_a_day_with_the_wrong_year_shows_its_year() -> None:
    months = "months: {June: [Audit: {date: 2020-06-19, on: 2021-06-18}]}\n"

    assert problems("  Audit: {every: 2 weeks from 2020-06-05}\n", months) == [
        "framework.yaml:6:17: 'Audit' of June 2020: 2021-06-18 is a year away (did you mean 2020-06-18?)"
    ]
