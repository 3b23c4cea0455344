"""Several years: one plan of several frameworks."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from broken import CONFIG, FRAMEWORK, changed
from builders import activity, config, entries, framework, moved, problems_of, starts
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from test_reminders import BUILT_IN
from workspaces import SMALL_CONFIG, SMALL_FRAMEWORK, TUESDAY, built, edit, feeds, run, small

from qa_calendar.dates.months import Month
from qa_calendar.model import Plan
from qa_calendar.planning.lint.checks import lint
from qa_calendar.planning.plan import expand
from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.load import load, settings_of
from qa_calendar.rendering.events import events_of

PEER = activity("Peer Audit", "Kara")
YEAR_2020 = framework(*entries(PEER, "2020-06", "2020-10"))
YEAR_2021 = framework(*entries(PEER, "2021-06", "2021-10"), year=2021)
NEXT = "framework-2021.yaml"
SECOND_YEAR = SMALL_FRAMEWORK.replace("year: 2020", "year: 2021")


def said(config: str, frameworks: dict[str, str]) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        load(config, frameworks)
    return str(caught.value).splitlines()


def test_two_years_are_one_plan_whatever_order_they_are_named_in() -> None:
    plan = expand([YEAR_2021, YEAR_2020], config())

    assert [one.uid.split("@")[0] for one in plan.occurrences] == [
        "2020-06-peer-audit",
        "2020-10-peer-audit",
        "2021-06-peer-audit",
        "2021-10-peer-audit",
    ]
    assert (plan.frameworks, plan.years, len(plan.months)) == ((YEAR_2020, YEAR_2021), "2020-22", 24)


def test_an_event_is_of_the_framework_its_month_is_in_and_else_of_the_nearest() -> None:
    plan = expand([YEAR_2020, YEAR_2021], config())
    months = [YEAR_2020.months[0].plus(-1), YEAR_2020.months[11], YEAR_2021.months[0], YEAR_2021.months[11].plus(1)]

    assert [plan.framework_of(month).year for month in months] == [2020, 2020, 2021, 2021]


def test_adding_a_year_leaves_the_dates_of_the_first() -> None:
    both = expand([YEAR_2020, YEAR_2021], config())

    assert [one.start for one in both.occurrences[:2]] == starts(YEAR_2020, config())


def test_every_check_looks_at_each_year_by_itself() -> None:
    monthly = activity("Monthly Audit", "Kara")
    both = [framework(*entries(monthly, f"{year}-06"), year=year) for year in (2020, 2021)]
    both = [replace(one, location=one.location._replace(file=f"{one.year}.yaml")) for one in both]

    found = [finding for finding in lint(expand(both, config("Kara"))) if finding.id in ("L01", "L11")]

    assert [(finding.id, finding.location.file) for finding in found if finding.id == "L11"] == [
        ("L11", "2020.yaml"),
        ("L11", "2021.yaml"),
    ]
    assert len([finding for finding in found if finding.id == "L01"]) == 2


# A month of a date change


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2020, [date(2020, 10, 14), date(2021, 10, 1)]), (2021, [date(2020, 10, 1), date(2021, 10, 14)])],
)
def test_a_date_change_says_which_years_month_it_is_of(year: int, expected: list[date]) -> None:
    change = replace(moved("Peer Audit", 10, date(year, 10, 14)), year=year)

    plan = expand([YEAR_2020, YEAR_2021], config(date_changes=[change]))

    assert [one.start for one in plan.occurrences if one.month.month == 10] == expected


def test_a_date_change_that_may_be_of_either_year_is_of_that_of_its_own_date() -> None:
    change = moved("Peer Audit", 10, date(2020, 10, 14))

    plan = expand([YEAR_2020, YEAR_2021], config(date_changes=[change]))

    assert [one.start.isoformat() for one in plan.occurrences if one.month.month == 10] == ["2020-10-14", "2021-10-01"]


def test_a_skip_that_may_be_of_either_year_is_refused() -> None:
    with pytest.raises(InvalidInputError) as caught:
        expand([YEAR_2020, YEAR_2021], config(date_changes=[moved("Peer Audit", 10, None)]))

    assert [problem.message for problem in caught.value.problems] == [
        "'Peer Audit' is in October 2020 and October 2021: say which, for example `month: October 2021`"
    ]


def test_a_date_change_of_a_year_that_has_no_such_month_is_refused() -> None:
    change = replace(moved("Peer Audit", 10, None), year=2022)

    assert problems_of(YEAR_2020, config(date_changes=[change])) == [
        "config.yaml:30:1: 'Peer Audit' is not in October 2022: it is in June 2020, October 2020"
    ]


def test_a_month_changed_with_its_year_and_again_without_is_refused() -> None:
    twice = [moved("Peer Audit", 10, None), replace(moved("Peer Audit", 10, None, line=31), year=2020)]

    assert problems_of(YEAR_2020, config(date_changes=twice)) == [
        "config.yaml:31:1: 'Peer Audit' in October 2020 is already changed in line 30"
    ]


@pytest.mark.parametrize(
    ("written", "expected"), [("October", (10, None)), ("October 2020", (10, 2020)), ('"October 2020"', (10, 2020))]
)
def test_a_month_is_written_with_or_without_its_year(written: str, expected: tuple[int, int | None]) -> None:
    line = f"date_changes: [{{activity: Peer Audit, month: {written}, skip: true, because: x}}]\n"

    read, _ = load(CONFIG + line, {"framework.yaml": FRAMEWORK})

    assert [(change.month, change.year) for change in read.date_changes] == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Octobr 2020", "no month 'Octobr' (did you mean 'October'?)"),
        ("October 20", "no month 'October 20' (did you mean 'October 2020'?)"),
        ("October 1066", "'October 1066' is out of range: bank holidays are known for 1978 to 2100"),
    ],
)
def test_a_month_of_no_year_is_refused(written: str, expected: str) -> None:
    line = f"date_changes: [{{activity: Peer Audit, month: {written}, skip: true, because: x}}]\n"

    (found,) = said(CONFIG + line, {"framework.yaml": FRAMEWORK})

    assert found.split(": ", 1)[1] == expected


# The files


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("calendar_id: a", ("framework.yaml",)),
        ("frameworks: [a.yaml, b.yaml, a.yaml]\nstaff: 1", ("a.yaml", "b.yaml")),
        ("frameworks: a.yaml", ("framework.yaml",)),
        ("frameworks: [", ("framework.yaml",)),
        (None, ("framework.yaml",)),
    ],
)
def test_config_says_which_files_the_frameworks_are_in(config: str | None, expected: tuple[str, ...]) -> None:
    assert settings_of(config).frameworks == expected


@pytest.mark.parametrize("name", ["../framework.yaml", "framework", "config.yaml", "a/b.yaml", "C:\\f.yaml"])
def test_a_framework_is_a_file_beside_config(name: str) -> None:
    (found,) = said(CONFIG + f"frameworks: ['{name}']\n", {"framework.yaml": FRAMEWORK})

    assert found == (
        f"config.yaml:7:14: '{name}' is not a framework's file beside this one, such as framework-2021.yaml"
    )


def test_every_problem_of_every_file_is_said_with_its_file() -> None:
    both = {"framework.yaml": changed(FRAMEWORK, "  April:", "  Aprl:"), NEXT: changed(FRAMEWORK, "2020", "1066")}

    assert [line.split(":")[0] for line in said(CONFIG, both)] == [NEXT, "framework.yaml"]


def test_two_frameworks_of_one_month_are_refused() -> None:
    assert said(CONFIG, {"framework.yaml": FRAMEWORK, NEXT: FRAMEWORK}) == [
        f"{NEXT}:3:1: April 2020 is in framework.yaml too; every month belongs to one framework"
    ]


def test_an_activity_of_any_year_may_be_named_in_config() -> None:
    renamed = FRAMEWORK.replace("Peer Audit", "Pair Audit").replace("year: 2020", "year: 2021")
    line = "rules: {activities: {Pair Audit: {start: day 3}, Peer Audit: {start: day 4}}}\n"

    read, _ = load(CONFIG + line, {"framework.yaml": FRAMEWORK, NEXT: renamed})

    assert list(read.activity_rules) == ["Pair Audit", "Peer Audit"]


def test_a_new_year_is_new_events_and_the_old_ones_stay_as_they_are(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    before = {str(event["UID"]): event.to_ical() for event in Calendar.from_ical(feeds(workspace)["team.ics"]).events}
    (workspace.root / NEXT).write_text(SECOND_YEAR, encoding="utf-8", newline="")
    edit(workspace, "config.yaml", "rules:", f"frameworks: [framework.yaml, {NEXT}]\nrules:")

    outcome = built(workspace, TUESDAY)

    events = Calendar.from_ical(feeds(workspace)["team.ics"]).events
    after = {str(event["UID"]): event.to_ical() for event in events}
    assert {uid: raw for uid, raw in after.items() if uid in before} == before
    assert sorted(uid.split("@")[0] for uid in after.keys() - before.keys()) == [
        "2021-04-file-audit",
        "2021-04-peer-audit",
        "2021-05-file-audit",
    ]
    assert {str(change.kind) for change in outcome.changes} == {"new"}
    assert {int(event["SEQUENCE"]) for event in events} == {0}


def test_a_framework_that_is_not_there_is_named(tmp_path: Path) -> None:
    workspace = small(tmp_path, SMALL_CONFIG + f"frameworks: [framework.yaml, {NEXT}]\n")

    with pytest.raises(InvalidInputError) as caught:
        workspace.read()

    assert str(caught.value) == (
        f"config.yaml:{len(SMALL_CONFIG.splitlines()) + 1}:30: there is no file '{NEXT}'; "
        "take it out until `qa-calendar rollover 2021` has drafted it"
    )


def test_what_is_said_of_a_missing_framework_is_the_way_out(tmp_path: Path) -> None:
    workspace = small(tmp_path, SMALL_CONFIG + f"frameworks: [framework.yaml, {NEXT}]\n")
    config = workspace.root / "config.yaml"

    config.write_text(config.read_text(encoding="utf-8").replace(f", {NEXT}", ""), encoding="utf-8")
    done = run("rollover", "2021", cwd=workspace.root)

    assert (done.returncode, (workspace.root / NEXT).is_file()) == (0, True)


def test_one_of_any_other_name_may_be_put_there(tmp_path: Path) -> None:
    workspace = small(tmp_path, SMALL_CONFIG + "frameworks: [framework.yaml, other.yaml]\n")

    with pytest.raises(InvalidInputError, match=r"30: there is no file 'other.yaml'; put it there, or take it out$"):
        workspace.read()


# What many years cost


def calls_for(years: int) -> float:
    """How many calls it takes to make events of a plan of so many years, for one event."""
    audit = activity("Peer Audit", "Kara")
    listed = [
        framework(*entries(audit, *(str(month.iso) for month in months_of(year))), year=year)
        for year in range(2020, 2020 + years)
    ]
    plan = expand(listed, config())
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        made = events_of(plan, BUILT_IN)
    finally:
        sys.setprofile(None)
    return count / len(made)


def months_of(year: int) -> list[Month]:
    first = Month(year, 4)
    return [first.plus(n) for n in range(12)]


def test_an_event_costs_no_more_the_more_years_there_are() -> None:
    calls_for(12)  # templates, and a pattern for each year, are compiled once

    assert calls_for(12) < 1.1 * calls_for(3)


@given(st.lists(st.tuples(st.integers(2000, 2030), st.integers(1, 12)), min_size=1, max_size=6), st.integers(0, 400))
def test_a_month_is_in_the_last_framework_begun(begun: list[tuple[int, int]], later: int) -> None:
    years = [framework(year=year, first_month=first_month) for year, first_month in sorted(begun)]
    plan = Plan(frameworks=tuple(years), config=config(), occurrences=())
    month = Month(1999, 1).plus(later)

    before = [one for one in years if one.months[0] <= month]

    assert plan.framework_of(month) == (before[-1] if before else years[0])
