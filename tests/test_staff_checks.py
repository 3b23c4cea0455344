"""What cannot be true of the people: an error at the line that says it, with the line that cures it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml
from builders import (
    activity,
    away,
    config,
    entries,
    entry,
    findings,
    framework,
    goes,
    moved,
    person,
    problems_of,
    rules,
)
from hypothesis import given
from hypothesis import strategies as st

from qa_calendar.model import Framework, Person, StaffChange

PEER = activity("Peer Audit", "Kara")
CIN = activity("CIN Audit", "Kara", "Stuart")
ALL_SUMMER = framework(*entries(PEER, "2020-06", "2020-07", "2020-08"), *entries(CIN, "2020-06", "2020-08"))
JUNE, JULY, AUGUST = (date(2020, month, 1) for month in (6, 7, 8))
MID_JULY, END_JULY = date(2020, 7, 15), date(2020, 7, 31)


def said(*changes: StaffChange, staff: tuple[str | Person, ...] = (), of: Framework = ALL_SUMMER) -> list[str]:
    return problems_of(of, config(*staff, staff_changes=changes))


@pytest.mark.parametrize(
    "changes",
    [
        (goes("Kara", "Kelda", JULY), goes("Kara", "Stuart", JULY, line=21)),
        (goes("Kara", None, JULY), goes("Kara", "Stuart", JULY, line=21)),
        (goes("Kara", "Kelda", JULY, only=["Peer Audit"]), goes("Kara", "Stuart", JULY, only=["Peer Audit"], line=21)),
        (goes("Kara", "Kelda", JULY, excluding=["X"]), goes("Kara", "Stuart", JULY, excluding=["Y"], line=21)),
    ],
    ids=["two people", "somebody and nobody", "one activity", "all but some"],
)
def test_work_given_to_two_on_one_day_is_an_error(changes: tuple[StaffChange, ...]) -> None:
    first, _ = changes
    expected = (
        f"config.yaml:21:5: the work of Kara is given away twice: here, and in line 20 ({first});"
        " take one away, or say which activities with `only`"
    )

    assert said(*changes) == said(*reversed(changes)) == [expected]


def test_two_covers_at_one_time_are_an_error() -> None:
    one = goes("Kara", "Kelda", JULY, MID_JULY)
    other = goes("Kara", "Stuart", MID_JULY, END_JULY, line=21)

    assert said(one, other) == [
        (
            "config.yaml:21:5: the work of Kara is covered twice: here, and in line 20 (Kelda covers Kara from"
            " Wednesday 1 July 2020 to Wednesday 15 July 2020); take one away, or say which activities with `only`"
        )
    ]


@pytest.mark.parametrize(
    "changes",
    [
        (goes("Kara", "Kelda", JULY), goes("Kara", "Kelda", JULY, line=21)),
        (goes("Kara", "Kelda", JULY), goes("Kara", "Stuart", AUGUST, line=21)),
        (goes("Kara", "Kelda", JULY), goes("Stuart", "Claire", JULY, line=21)),
        (goes("Kara", "Kelda", JULY), goes("Kara", "Stuart", JULY, only=["Peer Audit"], line=21)),
        (goes("Kara", "Kelda", JULY), goes("Kara", "Stuart", JULY, excluding=["Peer Audit"], line=21)),
        (goes("Kara", "Kelda", JULY, only=["CIN Audit"]), goes("Kara", "Stuart", JULY, only=["Peer Audit"], line=21)),
        (goes("Kara", "Kelda", JULY), goes("Kara", "Stuart", JULY, END_JULY, line=21)),
        (goes("Kara", "Kelda", JULY, MID_JULY), goes("Kara", "Stuart", date(2020, 7, 16), END_JULY, line=21)),
    ],
    ids=[
        "the same",
        "later",
        "another's",
        "one activity",
        "all but one",
        "other activities",
        "a cover",
        "covers in turn",
    ],
)
def test_what_does_not_contradict_is_no_error(changes: tuple[StaffChange, ...]) -> None:
    assert said(*changes) == []


def test_work_after_a_leavers_last_day_names_the_entries_and_the_cure() -> None:
    kara = person("Kara", until=date(2020, 6, 30))

    assert said(staff=("Kelda", kara, "Stuart")) == [
        (
            "config.yaml:12:3: Kara leaves on Tuesday 30 June 2020, but has work after that:"
            " 'Peer Audit' in July 2020 (framework.yaml:103), 'Peer Audit' in August 2020 (framework.yaml:104),"
            " 'CIN Audit' in August 2020 (framework.yaml:105); add to staff_changes:"
            " - {from: 2020-07-01, work_of: Kara, goes_to: nobody}"
            " with a name from staff in place of nobody, if somebody has it;"
            " `qa-calendar handover` or `vacate` writes it for you"
        )
    ]


def test_work_before_a_joiners_first_day_names_the_entries_and_the_cure() -> None:
    stuart = person("Stuart", since=JULY)

    assert said(staff=("Kara", stuart)) == [
        (
            "config.yaml:12:3: Stuart only starts on Wednesday 1 July 2020, but has work before that:"
            " 'CIN Audit' in June 2020 (framework.yaml:102); add to staff_changes:"
            " - {from: 2020-06-01, until: 2020-06-30, work_of: Stuart, goes_to: nobody}"
            " with a name from staff in place of nobody, if somebody has it;"
            " `qa-calendar handover` or `vacate` writes it for you"
        )
    ]


def test_a_leaver_whose_work_is_handed_over_in_time_is_no_error() -> None:
    kara = person("Kara", until=date(2020, 6, 30))

    assert said(goes("Kara", "Kelda", JULY), staff=("Kelda", kara, "Stuart")) == []


def test_a_last_day_is_still_worked_and_a_first_day_is_too() -> None:
    one_day = framework(entry("2020-06", PEER))

    assert said(staff=(person("Kara", since=JUNE, until=JUNE),), of=one_day) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            goes("Kara", "Ann", AUGUST),
            "the work of Kara goes to Ann from Saturday 1 August 2020, but Ann leaves on Wednesday 15 July 2020",
        ),
        (
            goes("Kara", "Ann", JULY, END_JULY),
            (
                "Ann covers Kara from Wednesday 1 July 2020 to Friday 31 July 2020,"
                " but Ann leaves on Wednesday 15 July 2020"
            ),
        ),
        (
            goes("Kara", "Ann", date(2020, 4, 1), date(2020, 5, 1)),
            (
                "Ann covers Kara from Wednesday 1 April 2020 to Friday 1 May 2020,"
                " but Ann only starts on Monday 1 June 2020"
            ),
        ),
    ],
)
def test_work_for_somebody_who_is_not_there_is_an_error(change: StaffChange, expected: str) -> None:
    ann = person("Ann", since=JUNE, until=MID_JULY)
    spring = framework(entry("2020-04", activity("Dip Audit", "Stuart")))

    assert f"config.yaml:20:5: {expected}" in said(change, staff=("Kara", "Stuart", ann), of=spring)


@given(
    st.sampled_from(["Kara", "O'Brien, Ann", "No", "Smith: Ann", "Zoë – Ann", "007"]),
    st.dates(date(2020, 4, 1), date(2021, 3, 31)),
    st.booleans(),
)
def test_the_line_it_says_to_add_cures_it(name: str, day: date, leaves: bool) -> None:
    all_year = framework(*entries(activity("Peer Audit", name), "2020-04", "2020-08", "2020-12", "2021-03"))
    them = person(name, until=day) if leaves else person(name, since=day)
    found = said(staff=(them,), of=all_year)

    changes = [cure(one) for one in found]

    assert said(*changes, staff=(them,), of=all_year) == []


def cure(problem: str) -> StaffChange:
    """The staff change a message tells to add."""
    line = re.search(r"add to staff_changes: - (\{.*\}) with a name", problem)
    assert line
    read: dict[str, Any] = yaml.safe_load(line[1])
    assert read["goes_to"] == "nobody"
    return goes(str(read["work_of"]), None, read["from"], read.get("until"))


def test_a_deputy_who_leaves_is_told_at_the_cover_and_nowhere_else() -> None:
    cover = goes("Kara", "Ann", JUNE, AUGUST)

    found = said(cover, staff=("Kara", "Stuart", person("Ann", until=date(2020, 6, 30))))

    assert found == [f"config.yaml:20:5: {cover}, but Ann leaves on Tuesday 30 June 2020"]


# Lint


def test_cover_inside_cover_is_remarked_on_only_where_both_hold() -> None:
    covers = goes("Kara", "Kelda", JUNE, END_JULY)
    own = goes("Kelda", "Claire", JULY, END_JULY, line=21)

    found = findings(ALL_SUMMER, config(staff_changes=[covers, own]), "L19")

    assert [line.split(":")[1] for line in found] == ["21"]
    assert "for 'Peer Audit' on Wednesday 1 July" in found[0]


def test_whose_deputy_has_work_of_their_own_covered_elsewhere_is_not_remarked_on() -> None:
    covers = goes("Kara", "Kelda", JUNE, END_JULY)
    own = goes("Kelda", "Claire", JULY, END_JULY, only=["CIN Audit"], line=21)

    assert findings(framework(entry("2020-07", PEER)), config(staff_changes=[covers, own]), "L19") == []


def test_leave_on_a_due_day_is_told_also_when_a_cover_begins_after_the_work_did() -> None:
    leave = away(date(2020, 7, 27), END_JULY)
    late, in_time = goes("Kara", "Kelda", date(2020, 7, 27), END_JULY), goes("Kara", "Kelda", JULY, END_JULY)

    found = [
        [
            line.split(": ", 1)[1]
            for line in findings(
                ALL_SUMMER, config(person("Kara", away=leave), "Kelda", "Stuart", staff_changes=[cover]), "L20", "L21"
            )
        ]
        for cover in (late, in_time)
    ]

    assert found == [
        [
            (
                "L20 warning: Kara is away when work of theirs is due, and nobody covers it: 'Peer Audit'"
                " (due Friday 31 July 2020); let a cover begin by the day it starts, or move it"
            )
        ],
        ["L21 note: Kara is covered for 'Peer Audit' (starts Wednesday 1 July 2020) by Kelda"],
    ]


def test_work_that_starts_and_is_due_on_leave_is_for_another_check_to_say() -> None:
    kara = person("Kara", away=away(JUNE, JUNE))
    one_day = framework(entry("2020-06", activity("Peer Audit", "Kara", rule=rules("day 1", "day 1"))))
    of = config(kara, date_changes=[moved("Peer Audit", 6, JUNE)])

    assert [line.split()[1] for line in findings(one_day, of, "L14", "L20", "L21")] == ["L14"]


def test_work_that_starts_while_covered_is_told_too() -> None:
    covered = goes("Kara", "Kelda", date(2020, 6, 29), date(2020, 7, 3))

    found = findings(ALL_SUMMER, config(staff_changes=[covered]), "L21")

    assert [line.split(": ", 1)[1] for line in found] == [
        "L21 note: Kara is covered for 'Peer Audit' (starts Wednesday 1 July 2020) by Kelda"
    ]
