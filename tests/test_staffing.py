"""Who does a piece of work on a given day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest
from builders import activity, config, entries, entry, framework, goes, person

from qa_calendar.model import Assignment, Entry, Share, StaffChange
from qa_calendar.planning.plan import expand
from qa_calendar.planning.staffing import staff, touches

PEER = entry("2020-06", activity("Peer Audit", "Kara"))
TEAM_WORK = entry("2020-06", activity("Observation", "Kelda", "Kara", "Stuart"))
MAY, JUNE, SEPTEMBER, OCTOBER = (date(2020, month, 1) for month in (5, 6, 9, 10))


def who(day: date, *changes: StaffChange, of: Entry = PEER) -> list[str]:
    """Who does the work of Kara on *day*, in words; the same whatever the order of the changes in the file."""
    found = {tuple(map(str, staff(of, day, order).assignments)) for order in permutations(changes)}
    (same,) = found
    return list(same)


def test_without_a_change_the_frameworks_workers_do_it() -> None:
    assert who(JUNE, of=TEAM_WORK) == ["Kelda", "Kara", "Stuart"]


# Handover


@pytest.mark.parametrize(
    ("day", "worker"), [(date(2020, 8, 31), "Kara"), (SEPTEMBER, "Stuart"), (date(2021, 3, 31), "Stuart")]
)
def test_a_handover_holds_from_its_day_on(day: date, worker: str) -> None:
    assert who(day, goes("Kara", "Stuart", SEPTEMBER)) == [worker]


@pytest.mark.parametrize(
    ("day", "worker"), [(date(2020, 4, 30), "Kara"), (MAY, "Stuart"), (date(2020, 8, 31), "Stuart"), (SEPTEMBER, "Ann")]
)
def test_work_handed_on_twice_ends_with_the_last(day: date, worker: str) -> None:
    assert who(day, goes("Kara", "Stuart", MAY), goes("Stuart", "Ann", SEPTEMBER)) == [worker]


@pytest.mark.parametrize(("day", "worker"), [(MAY, "Stuart"), (date(2020, 8, 31), "Stuart"), (SEPTEMBER, "Kara")])
def test_work_can_be_handed_back(day: date, worker: str) -> None:
    assert who(day, goes("Kara", "Stuart", MAY), goes("Stuart", "Kara", SEPTEMBER)) == [worker]


def test_whoever_has_several_parts_is_named_once_and_has_a_share_of_each() -> None:
    covers = (
        goes("Kara", "Kelda", MAY, until=date(2020, 7, 1)),
        goes("Stuart", "Kelda", MAY, until=date(2020, 7, 1)),
    )
    found = staff(TEAM_WORK, JUNE, covers)

    assert [str(one) for one in found.assignments] == ["Kelda (covering Kara)"]
    assert found.shares == (Share("Kelda", own=True, covers=("Kara", "Stuart")),)
    assert staff(PEER, JUNE, covers).shares == ()


def test_a_later_handover_by_somebody_who_no_longer_has_the_work_does_nothing() -> None:
    assert who(OCTOBER, goes("Kara", "Stuart", MAY), goes("Kara", "Ann", SEPTEMBER)) == ["Stuart"]


def test_two_who_swap_on_one_day_each_get_the_others_work() -> None:
    swap = goes("Kara", "Stuart", SEPTEMBER), goes("Stuart", "Kara", SEPTEMBER)
    stuarts = entry("2020-06", activity("CIN Audit", "Stuart"))

    assert (who(OCTOBER, *swap), who(OCTOBER, *swap, of=stuarts)) == (["Stuart"], ["Kara"])


def test_of_two_handovers_on_one_day_the_one_that_names_the_activity_wins() -> None:
    everything, peer_audits = goes("Kara", "Ann", SEPTEMBER), goes("Kara", "Stuart", SEPTEMBER, only=["Peer Audit"])

    assert who(OCTOBER, everything, peer_audits) == ["Stuart"]


def test_the_past_stays_with_whoever_did_it() -> None:
    listed = framework(*entries(activity("Peer Audit", "Kara"), "2020-05", "2020-09", "2020-10"))
    handover = goes("Kara", "Stuart", SEPTEMBER)

    plan = expand([listed], config(staff_changes=[handover]))

    assert [one.workers for one in plan.occurrences] == [("Kara",), ("Stuart",), ("Stuart",)]


# Cover


@pytest.mark.parametrize(
    ("day", "worker"),
    [
        (date(2020, 10, 4), "Kara"),
        (date(2020, 10, 5), "Kelda (covering Kara)"),
        (date(2020, 10, 16), "Kelda (covering Kara)"),
        (date(2020, 10, 17), "Kara"),
    ],
)
def test_cover_holds_from_its_first_day_to_its_last(day: date, worker: str) -> None:
    assert who(day, goes("Kara", "Kelda", date(2020, 10, 5), date(2020, 10, 16))) == [worker]


def test_cover_follows_the_work_not_who_had_it_before() -> None:
    handover = goes("Kara", "Stuart", SEPTEMBER)
    cover_kara, cover_stuart = (goes(name, "Kelda", OCTOBER, date(2020, 10, 31)) for name in ("Kara", "Stuart"))

    assert who(OCTOBER, handover, cover_kara) == ["Stuart"]
    assert who(OCTOBER, handover, cover_stuart) == ["Kelda (covering Stuart)"]


def test_of_two_covers_the_one_that_began_first_holds() -> None:
    long, short = goes("Kara", "Kelda", SEPTEMBER, date(2020, 10, 31)), goes("Kara", "Ann", OCTOBER, OCTOBER)

    assert who(OCTOBER, long, short) == ["Kelda (covering Kara)"]


def test_cover_is_not_passed_on() -> None:
    each_other = goes("Kara", "Kelda", OCTOBER, OCTOBER), goes("Kelda", "Kara", OCTOBER, OCTOBER)

    assert who(OCTOBER, *each_other) == ["Kelda (covering Kara)"]


# Vacancy


@pytest.mark.parametrize(("day", "workers"), [(date(2020, 8, 31), ["Kara"]), (SEPTEMBER, []), (OCTOBER, [])])
def test_a_vacancy_holds_from_its_day_on(day: date, workers: list[str]) -> None:
    assert who(day, goes("Kara", None, SEPTEMBER)) == workers


@pytest.mark.parametrize(("day", "workers"), [(SEPTEMBER, []), (date(2020, 9, 30), []), (OCTOBER, ["Kara"])])
def test_a_vacancy_until_a_day_ends_with_it(day: date, workers: list[str]) -> None:
    assert who(day, goes("Kara", None, SEPTEMBER, date(2020, 9, 30))) == workers


def test_a_vacancy_is_filled_by_a_later_handover() -> None:
    changes = goes("Kara", None, MAY), goes("Kara", "Ann", SEPTEMBER)

    assert (who(JUNE, *changes), who(SEPTEMBER, *changes)) == ([], ["Ann"])


def test_a_vacancy_follows_the_work() -> None:
    assert who(OCTOBER, goes("Kara", "Stuart", MAY), goes("Stuart", None, SEPTEMBER)) == []
    assert who(OCTOBER, goes("Kara", "Stuart", MAY), goes("Kara", None, SEPTEMBER)) == ["Stuart"]


def test_vacant_work_can_be_covered() -> None:
    vacancy, cover = goes("Kara", None, MAY), goes("Kara", "Kelda", OCTOBER, OCTOBER)

    assert (who(SEPTEMBER, vacancy, cover), who(OCTOBER, vacancy, cover)) == ([], ["Kelda (covering Kara)"])


def test_a_handover_and_a_vacancy_on_one_day_are_a_handover() -> None:
    assert who(SEPTEMBER, goes("Kara", None, SEPTEMBER), goes("Kara", "Ann", SEPTEMBER)) == ["Ann"]


# Only and except


@pytest.mark.parametrize(
    ("title", "named", "others"), [("Peer Audit", "Stuart", "Kara"), ("CIN Audit", "Kara", "Stuart")]
)
def test_only_and_except_are_each_others_opposite(title: str, named: str, others: str) -> None:
    work = entry("2020-06", activity(title, "Kara"))

    assert who(JUNE, goes("Kara", "Stuart", MAY, only=["Peer Audit"]), of=work) == [named]
    assert who(JUNE, goes("Kara", "Stuart", MAY, excluding=["Peer Audit"]), of=work) == [others]


def test_work_is_split_by_only_and_except() -> None:
    split = goes("Kara", "Ann", MAY, only=["Peer Audit"]), goes("Kara", None, MAY, excluding=["Peer Audit"])

    assert (who(JUNE, *split), who(JUNE, *split, of=entry("2020-06", activity("CIN", "Kara")))) == (["Ann"], [])


# Several workers, groups


def test_one_of_several_is_replaced_in_their_place() -> None:
    assert who(JUNE, goes("Kara", "Ann", MAY), of=TEAM_WORK) == ["Kelda", "Ann", "Stuart"]
    assert who(JUNE, goes("Kara", None, MAY), of=TEAM_WORK) == ["Kelda", "Stuart"]
    assert who(JUNE, goes("Kara", "Ann", JUNE, JUNE), of=TEAM_WORK) == ["Kelda", "Ann (covering Kara)", "Stuart"]


def test_cover_of_the_activity_wins_over_cover_of_everything_that_began_earlier() -> None:
    everything, this_one = goes("Kara", "Ann", MAY, JUNE), goes("Kara", "Stuart", JUNE, JUNE, only=["Peer Audit"])
    all_but_another = goes("Kara", "Claire", JUNE, JUNE, excluding=["CIN Audit"])

    assert who(JUNE, everything, this_one) == ["Stuart (covering Kara)"]
    assert who(JUNE, everything, all_but_another) == ["Claire (covering Kara)"]
    assert who(JUNE, everything, all_but_another, this_one) == ["Stuart (covering Kara)"]


def test_nobody_is_named_twice() -> None:
    assert who(JUNE, goes("Kara", "Kelda", MAY), of=TEAM_WORK) == ["Kelda", "Stuart"]
    assert who(JUNE, goes("Kara", "Kelda", JUNE, JUNE), of=TEAM_WORK) == ["Kelda (covering Kara)", "Stuart"]
    assert who(JUNE, goes("Stuart", "Kara", JUNE, JUNE), of=TEAM_WORK) == ["Kelda", "Kara (covering Stuart)"]
    assert who(JUNE, goes("Kara", "Ann", MAY), goes("Stuart", "Ann", MAY), of=TEAM_WORK) == ["Kelda", "Ann"]


def test_a_groups_work_is_handed_over_like_anybodys() -> None:
    listed = framework(entry("2020-06", activity("Peer Audit", "IROs")))
    staff = person("IROs", group=True), "Kara"

    plan = expand([listed], config(*staff, staff_changes=[goes("IROs", "Kara", MAY)]))

    assert [one.assignments for one in plan.occurrences] == [(Assignment("Kara"),)]


# In words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (goes("Kara", "Ann", JUNE), "the work of Kara goes to Ann from Monday 1 June 2020"),
        (goes("Kara", None, JUNE), "nobody does the work of Kara from Monday 1 June 2020"),
        (goes("Kara", None, MAY, JUNE), "nobody does the work of Kara from Friday 1 May 2020 to Monday 1 June 2020"),
        (goes("Kara", "Ann", MAY, JUNE), "Ann covers Kara from Friday 1 May 2020 to Monday 1 June 2020"),
        (
            goes("Kara", "Ann", JUNE, only=["Peer Audit", "CIN Audit"]),
            "the work of Kara on CIN Audit and Peer Audit goes to Ann from Monday 1 June 2020",
        ),
        (
            goes("Kara", None, JUNE, excluding=["Peer Audit"]),
            "nobody does the work of Kara on all but Peer Audit from Monday 1 June 2020",
        ),
        (
            goes("Kara", "Ann", JUNE, JUNE, only=["Peer Audit"]),
            "Ann covers Kara on Peer Audit from Monday 1 June 2020 to Monday 1 June 2020",
        ),
    ],
)
def test_a_change_is_said_with_no_more_than_it_moves(change: StaffChange, said: str) -> None:
    assert str(change) == said


# What a change touches


def test_a_change_touches_what_it_alters() -> None:
    to_stuart, on_to_ann = goes("Kara", "Stuart", MAY), goes("Stuart", "Ann", SEPTEMBER)
    both = [to_stuart, on_to_ann]

    assert [touches(to_stuart, PEER, day, both) for day in (date(2020, 4, 1), JUNE, OCTOBER)] == [False, True, True]
    assert [touches(on_to_ann, PEER, day, both) for day in (date(2020, 4, 1), JUNE, OCTOBER)] == [False, False, True]


@pytest.mark.parametrize(
    "changes",
    [
        [goes("Stuart", "Ann", MAY)],
        [goes("Kara", "Stuart", MAY), goes("Kara", "Ann", date(2020, 5, 15))],
        [goes("Kara", "Stuart", MAY), goes("Kara", "Stuart", MAY, line=21)],
    ],
)
def test_a_change_of_work_somebody_does_not_have_touches_nothing(changes: Sequence[StaffChange]) -> None:
    assert touches(changes[-1], PEER, JUNE, changes) is False
