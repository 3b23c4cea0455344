"""The arithmetic of benchmarks/scale.py: what one service costs, times so many."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))

import scale
from scale import Costs

COSTS = Costs(
    processes=2,
    gain=2.0,
    first_build=0.1,
    nothing_changed=0.002,
    handover=0.2,
    people=5,
    feeds=6,
    handover_feeds=3,
    feed_bytes=50_000,
    puts_first=28,
    puts_handover=14,
    rows={"links": 7, "revisions": 80},
)


@pytest.mark.parametrize(
    ("seconds", "gain", "within", "count"),
    [(0, 2, 3600, 1), (7200, 2, 3600, 1), (7201, 2, 3600, 2), (72_000, 2, 3600, 10), (7200, 1, 900, 8)],
)
def test_machines_are_as_many_as_it_takes_within_the_time(
    seconds: float, gain: float, within: float, count: int
) -> None:
    assert scale.machines(seconds, gain, within) == count


def test_everybody_asks_for_two_feeds_every_three_hours() -> None:
    assert scale.polls_per_second(10_800, 5) == 10


@pytest.mark.parametrize(
    ("people", "left"),
    # Of a team of five nobody is spared an answer; of a hundred who read one feed, most are.
    [(5, 10.0), (12, 24.0), (100, 112.0)],
)
def test_a_cache_spares_only_what_more_read_than_it_forgets(people: int, left: float) -> None:
    assert scale.polls_behind_cache(10_800, people) == pytest.approx(left)
    assert left <= scale.polls_per_second(10_800, people)


@pytest.mark.parametrize(
    ("changed", "changes_a_week", "share"), [(6, 56, 1.0), (3, 56, 0.5), (6, 1, 1 / 56), (0, 1, 0.0), (6, 1000, 1.0)]
)
def test_a_poll_meets_a_change_as_often_as_there_are_some(changed: int, changes_a_week: float, share: float) -> None:
    assert scale.share_changed(6, changed, changes_a_week) == pytest.approx(share)


def test_what_did_not_change_is_not_sent() -> None:
    assert scale.bytes_per_second(10, 50_000) == 500_000
    assert scale.bytes_per_second(10, 50_000, 0.5) == 250_000


def test_an_answer_costs_what_its_kind_does() -> None:
    assert scale.processors(100, 0.25, 0.004, 0.001) == pytest.approx(0.175)


def test_puts_are_those_of_changes() -> None:
    assert scale.puts_a_day(700, 14, 1) == 1400
    assert scale.puts_a_day(700, 14, 0) == 0


def test_rows_grow_by_one_for_each_mail() -> None:
    assert scale.rows_after(10, 87, 6, 0) == 870
    assert scale.rows_after(10, 87, 6, 52) == 870 + 10 * 6 * 52


@pytest.mark.parametrize(("per_minute", "minutes"), [(30, 20), (600, 1), (6000, 0.1)])
def test_monday_s_mail_takes_as_long_as_its_server_wants(per_minute: int, minutes: float) -> None:
    assert scale.minutes_of_mail(scale.mails_on_monday(100, 5), per_minute) == pytest.approx(minutes)


@pytest.mark.parametrize(("per_minute", "mail", "count"), [(30, 0.06, 1), (1000, 0.06, 1), (6000, 0.06, 6)])
def test_a_fast_server_is_fed_by_several_processes(per_minute: int, mail: float, count: int) -> None:
    assert scale.senders(per_minute, mail) == count


def test_the_part_that_gives_way_first_is_at_the_top() -> None:
    measured = replace(COSTS, publish_first=1.0, publish_nothing=0.5, mail=0.03, answer_200=0.0003, answer_304=0.0003)

    found = scale.limits(measured, 30)

    assert [services for _, services in found] == sorted(services for _, services in found)
    assert found[:3] == [
        ("mail: everybody's on a Monday from nine to seven, 30 a minute", 3_000),
        ("store: every object looked for within a quarter of an hour, as each `run` does", 3_600),
        ("store: everything published anew within an hour", 7_200),
    ]
    assert dict(found)["processor: all built anew within an hour"] == 72_000
    assert dict(found)["reading: as many polls as keep one processor of `serve` busy"] == 3_600_000
    assert "mail" not in scale.limits(measured, 6000)[0][0]


def test_what_was_not_measured_is_said_to_be_so_and_limits_nothing() -> None:
    assert [what.partition(":")[0] for what, _ in scale.limits(COSTS, 30)] == ["mail", "processor", "processor"]
    unit = scale.unit_table(COSTS)
    assert "| one PUT | not measured |" in unit
    assert "| first build | 100 |" in unit
    assert unit[-2:] == [
        "| rows in the database: 80 revisions, 7 links | 87 |",
        "| bytes in the database, indexes included | not measured |",
    ]


def test_a_table_has_a_row_for_each_number_of_services() -> None:
    tables = [
        scale.build_table(COSTS),
        scale.poll_table(COSTS, 1.0),
        scale.store_table(COSTS, 1.0),
        scale.mail_table(COSTS, (30, 600)),
    ]
    for table in map(list, tables):
        head, rule, *rows = table
        assert [row.split(" | ")[0] for row in rows] == ["| 100", "| 1,000", "| 10,000", "| 100,000"]
        assert {line.count("|") for line in rows} == {head.count("|")} == {rule.count("|")}


def test_times_are_said_as_people_say_them() -> None:
    rows = list(scale.build_table(COSTS))
    assert rows[2] == "| 100 | 5 s | 1 | 0.6 s | 1 |"
    assert rows[-1] == "| 100,000 | 83 min | 2 | 9.9 min | 1 |"
    mails = list(scale.mail_table(replace(COSTS, mail=0.2), (30, 600)))
    assert mails[0] == "| services | mails | 30 a minute (1 process) | 600 a minute (2 processes) |"
    assert mails[2:] == [
        "| 100 | 600 | 20 min | 1 min |",
        "| 1,000 | 6,000 | 3.3 h | 10 min |",
        "| 10,000 | 60,000 | 33 h (not in a day) | 100 min |",
        "| 100,000 | 600,000 | 333 h (not in a day) | 17 h (not in a day) |",
    ]
