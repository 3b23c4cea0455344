"""framework.yaml: what is read, and everything that can be wrong with it."""

from __future__ import annotations

from datetime import time

import pytest
from broken import CONFIG, FRAMEWORK, broken, cases, changed, said
from builders import read_both

from qa_calendar.dates.months import Month
from qa_calendar.model import Activity, DateRules, Entry, Framework
from qa_calendar.problems import Location


def read(framework: str = FRAMEWORK) -> Framework:
    """*framework*, read beside the small config.yaml."""
    return read_both(CONFIG, framework)[1]


@pytest.mark.parametrize(("out", "into", "expected"), cases("broken_framework.txt"))
def test_what_is_wrong_is_said_word_for_word(out: str, into: str, expected: list[str]) -> None:
    assert said(framework=broken(FRAMEWORK, out, into)) == [f"framework.yaml:{line}" for line in expected]


def test_activities_and_entries_are_read_with_their_places() -> None:
    framework = read()

    peer = Activity(
        id="peer-audit",
        title="Peer Audit",
        purpose="To learn.",
        workers=("IROs",),
        location=Location("framework.yaml", 5, 3),
    )
    timely = Activity(
        id="timeliness-icpc",
        title="Timeliness ICPC",
        purpose="To see why.",
        workers=("Kelda Claire",),
        location=Location("framework.yaml", 6, 3),
    )
    april, may = Month(2020, 4), Month(2020, 5)
    assert framework.activities == (peer, timely)
    assert framework.entries == (
        Entry(
            id="peer-audit", month=april, activity=peer, workers=("IROs",), location=Location("framework.yaml", 10, 11)
        ),
        Entry(
            id="timeliness-icpc",
            month=may,
            activity=timely,
            workers=("Kelda Claire",),
            location=Location("framework.yaml", 12, 7),
        ),
        Entry(
            id="peer-audit",
            month=may,
            activity=peer,
            workers=("IROs",),
            period="Nov - April",
            location=Location("framework.yaml", 13, 7),
        ),
    )
    assert framework.location == Location("framework.yaml", 3, 1)
    assert framework.month_locations == {4: Location("framework.yaml", 10, 3), 5: Location("framework.yaml", 11, 3)}


def test_an_activity_has_everything_that_is_written() -> None:
    framework = read(
        changed(
            FRAMEWORK,
            "    purpose: To see why.\n",
            "    purpose: >\n      To see\n      why.\n"
            '    title: "{period}: Timeliness"\n'
            "    categories: [Audit, ICPC]\n"
            "    id: on-time\n"
            "    rule: {start: 3rd  working day, at: 10:30}\n",
        )
    )

    activity = framework.activities[1]
    assert (activity.id, activity.purpose, activity.categories) == ("on-time", "To see why.", ("Audit", "ICPC"))
    assert activity.title_for("May") == "May: Timeliness"
    assert activity.rules.start is not None
    assert (activity.rules.start.text, str(activity.rules.start.location)) == (
        "3rd working day",
        "framework.yaml:13:19",
    )
    assert activity.rules.at == time(10, 30)
    assert framework.activities[0].rules == DateRules()


def test_a_month_may_have_its_own_workers() -> None:
    framework = read(changed(FRAMEWORK, "{period: Nov - April}", "{workers: [Kelda Claire, IRO's, IROs]}"))

    assert [entry.workers for entry in framework.entries if entry.activity.title == "Peer Audit"] == [
        ("IROs",),
        ("Kelda Claire", "IROs"),
    ]


def test_an_activity_is_twice_in_a_month_with_an_id_of_its_own() -> None:
    framework = read(changed(FRAMEWORK, "[Peer Audit]", "[Peer Audit, Peer Audit: {id: peer-audit-2}]"))

    assert [entry.id for entry in framework.entries if entry.month.month == 4] == ["peer-audit", "peer-audit-2"]


def test_months_follow_the_year_in_whatever_order_they_are_written() -> None:
    moved = changed(FRAMEWORK, "  April: [Peer Audit]\n", "  March: [Peer Audit]\n") + "  April: [Timeliness ICPC]\n"

    assert [str(entry.month) for entry in read(moved).entries] == ["April 2020", "May 2020", "May 2020", "March 2021"]


def test_a_year_may_begin_in_another_month() -> None:
    framework = read(changed(FRAMEWORK, "year: 2020\n", "year: 2020\nfirst_month: May\n"))

    assert [str(entry.month) for entry in framework.entries] == ["May 2020", "May 2020", "April 2021"]
    assert framework.first_month == 5


@pytest.mark.parametrize("empty", ["April:", "April: []", "April: # nothing"])
def test_a_month_may_be_empty(empty: str) -> None:
    framework = read(changed(FRAMEWORK, "April: [Peer Audit]", empty))

    assert [entry.month.month for entry in framework.entries] == [5, 5]
    assert framework.month_locations[4] == Location("framework.yaml", 10, 3)


def test_a_listing_may_have_nothing_behind_its_colon() -> None:
    framework = read(changed(FRAMEWORK, "- Timeliness ICPC", "- Timeliness ICPC:"))

    assert framework.entries[1].period is None


def test_titles_are_one_however_they_are_spaced() -> None:
    assert read(changed(FRAMEWORK, "- Timeliness ICPC", "- Timeliness \u00a0 ICPC")) == read()


def test_a_title_with_a_colon_stands_in_quotes() -> None:
    framework = changed(FRAMEWORK, "  Timeliness ICPC:\n", '  "ICPC: Timeliness":\n')

    read(changed(framework, "- Timeliness ICPC", '- "ICPC: Timeliness"'))
    assert said(framework=changed(framework, "- Timeliness ICPC", "- ICPC: Timeliness")) == [
        (
            "framework.yaml:12:13: expected `key: value` lines for 'ICPC', found 'Timeliness'; "
            "put quotes around a title that holds a colon, or write for example {period: Nov - April}"
        )
    ]
    assert said(framework=changed(framework, '"ICPC: Timeliness"', "ICPC: Timeliness")) == [
        "framework.yaml:6:19: a second ': ' in one line; put quotes around text that holds a colon"
    ]
