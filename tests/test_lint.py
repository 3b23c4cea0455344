"""What is valid but probably wrong: each check, and the page that explains it.

EXAMPLES produces what docs/checks.md shows: the page and the code cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import (
    MONTHS_2020,
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
    read_both,
    rules,
)

from qa_calendar.dates.months import Month
from qa_calendar.model import Entry, StaffChange
from qa_calendar.planning.lint.checks import CHECKS, Finding, Level, lint
from qa_calendar.planning.lint.periods import look_back
from qa_calendar.planning.plan import expand
from qa_calendar.problems import ERRORS, InvalidInputError, LintId, Location

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
PEER = activity("Peer Audit", "Kara")
ALERT = activity("Alert Summary", "Kara")
JUNE = date(2020, 6, 1)
END_OF_JUNE = away(date(2020, 6, 22), date(2020, 6, 30))
COVER_INSIDE_COVER = config(
    staff_changes=[
        goes("Kara", "Kelda", JUNE, date(2020, 6, 12)),
        goes("Kelda", "Stuart", JUNE, date(2020, 6, 5), line=21),
    ]
)


def periods(*listed: tuple[str, str]) -> list[Entry]:
    """The alert summary in several months with these periods."""
    return [entry(month, ALERT, period=period) for month, period in listed]


def shipped() -> list[str]:
    """What is said of the workspace the repository ships."""
    own_config, own_framework = read_both((ROOT / "config.yaml").read_bytes(), (ROOT / "framework.yaml").read_bytes())
    return [str(found) for found in lint(expand([own_framework], own_config))]


# Findings


def test_a_finding_reads_like_a_compilers() -> None:
    finding = Finding(Location("framework.yaml", 12, 3), "L02", Level.WARNING, "what is wrong")

    assert str(finding) == "framework.yaml:12:3: L02 warning: what is wrong"


def test_findings_are_in_order_of_place_then_id() -> None:
    first, second = Location("config.yaml", 9), Location("config.yaml", 10)
    mixed = [
        Finding(second, "L01", Level.NOTE, "c"),
        Finding(first, "L09", Level.NOTE, "b"),
        Finding(first, "L02", Level.WARNING, "a"),
    ]

    assert [finding.message for finding in sorted(mixed)] == ["a", "b", "c"]


def test_what_is_ignored_is_left_out_whether_found_or_not() -> None:
    plan = expand(
        [framework(entry("2020-06", PEER))],
        config("Kara", "Stuart", ignored={"L08": "starts next year", "L05": "agreed"}),
    )

    assert [finding.id for finding in lint(plan)] == ["L11"]


def test_lint_is_in_reading_order_and_says_nothing_twice() -> None:
    found = shipped()
    plan_of = read_both((ROOT / "config.yaml").read_bytes(), (ROOT / "framework.yaml").read_bytes())
    again = lint(expand([plan_of[1]], plan_of[0]))

    assert list(again) == sorted(again)
    assert len(set(found)) == len(found)


# The shipped workspace


def test_the_shipped_workspace_has_what_its_document_has_wrong() -> None:
    found = shipped()

    assert [line.split(": ", 1)[1] for line in found if " warning: " in line] == [
        (
            "L05 warning: Stuart Jones starts much at once: 3 in December, when 1.4 a month is usual for them and"
            " 1.2 in the team; move some, or hand it over"
        ),
        (
            "L01 warning: 'Monthly QA escalation - Audit' is missing in September, February and March: list it there,"
            " or drop 'Monthly' from its title"
        ),
        "L02 warning: '6 month QA Alert Summary': no period covers May to September",
        (
            "L03 warning: '6 month QA Alert Summary': 'Oct – April' (November) looks back on October 2019 to April 2020"
            " again, as 'Oct – April' (May) does: write the months that have passed since"
        ),
        (
            "L02 warning: '18 + month CP Plan Audit': 'April - July' (November) overlaps 'Nov - April' (May) and"
            " 'July - November' (December)"
        ),
        (
            "L09 warning: '18 + month CP Plan Audit' is done by Stuart Jones in November and by Kara Walne in May and"
            " December: if somebody stands in, say so in staff_changes"
        ),
        (
            "L02 warning: 'Repeat Plan Audit': 'July -November' (December) overlaps 'May -July' (August),"
            " 'Aug – Oct' (November) and 'Nov - Jan' (February)"
        ),
    ]


def test_the_shipped_workspace_does_not_drown_its_reader() -> None:
    assert len(shipped()) == 16


# L01


@pytest.mark.parametrize(
    ("title", "months", "message"),
    [
        (
            "Monthly Audit",
            MONTHS_2020[:11],
            "'Monthly Audit' is missing in March: list it there, or drop 'Monthly' from its title",
        ),
        (
            "Audit (quarterly)",
            ("2020-04", "2020-07", "2021-01"),
            (
                "'Audit (quarterly)' is not listed 4 times but in April, July and January:"
                " mend the months, or drop 'quarterly' from its title"
            ),
        ),
        (
            "6 monthly Audit",
            ("2020-04",),
            "'6 monthly Audit' is not listed twice but in April: mend the months, or drop '6 monthly' from its title",
        ),
        (
            "Half-yearly Audit",
            ("2020-04", "2020-07", "2020-10"),
            (
                "'Half-yearly Audit' is not listed twice but in April, July and October:"
                " mend the months, or drop 'Half-yearly' from its title"
            ),
        ),
        (
            "Annual Audit",
            ("2020-04", "2020-07"),
            "'Annual Audit' is not listed once but in April and July: mend the months, or drop 'Annual' from its title",
        ),
    ],
)
def test_a_cadence_the_months_do_not_keep_is_found(title: str, months: tuple[str, ...], message: str) -> None:
    assert findings(framework(*entries(activity(title), *months)), config(), "L01") == [
        f"framework.yaml:11:3: L01 warning: {message}"
    ]


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("Monthly Audit", MONTHS_2020),
        ("Quarterly Audit", MONTHS_2020[::3]),
        ("3 monthly Audit", MONTHS_2020[1::3]),
        ("Half yearly Audit", MONTHS_2020[::6]),
        ("Biannual Audit", MONTHS_2020[::6]),
        ("Six-monthly Audit", MONTHS_2020[::6]),
        ("Yearly Audit", MONTHS_2020[:1]),
        ("18 monthly Audit", MONTHS_2020[:1]),
        ("Two-yearly Audit", MONTHS_2020[:5]),
        ("6 month Audit", MONTHS_2020[:5]),
        ("Audit", MONTHS_2020[:5]),
    ],
)
def test_a_cadence_the_months_keep_is_not(title: str, months: tuple[str, ...]) -> None:
    assert findings(framework(*entries(activity(title), *months)), config(), "L01") == []


def test_a_cadence_counts_months_not_lines() -> None:
    quarterly = activity("Quarterly Audit")
    listed = [*entries(quarterly, *MONTHS_2020[::3]), entry("2020-04", quarterly, own_id="quarterly-audit-2")]

    assert findings(framework(*listed), config(), "L01") == []


# Periods: what they mean


@pytest.mark.parametrize(
    ("period", "month", "first", "last"),
    [
        ("Nov - April", "2020-05", "2019-11", "2020-04"),
        ("Oct – April", "2020-11", "2019-10", "2020-04"),
        ("Feb– April", "2020-05", "2020-02", "2020-04"),
        ("May -July", "2020-08", "2020-05", "2020-07"),
        ("Aug – Oct", "2020-11", "2020-08", "2020-10"),
        ("July -November", "2020-12", "2020-07", "2020-11"),
        ("Nov - Jan", "2021-02", "2020-11", "2021-01"),
        ("Nov—Jan", "2021-02", "2020-11", "2021-01"),
        ("nov. to SEPT", "2020-10", "2019-11", "2020-09"),
        ("Nov  until   Jan", "2021-02", "2020-11", "2021-01"),
        ("Nov -- Jan", "2021-02", "2020-11", "2021-01"),
        ("April - March", "2020-04", "2019-04", "2020-03"),
        ("April", "2020-05", "2020-04", "2020-04"),
        ("April", "2020-04", "2020-04", "2020-04"),
        ("May", "2020-04", "2019-05", "2019-05"),
        ("Oct - Dec", "2020-11", "2020-10", "2020-12"),
        ("Nov - April", "2020-12", "2020-11", "2021-04"),
        ("June - Aug", "2020-06", "2020-06", "2020-08"),
        ("Oct - April", "2020-12", "2019-10", "2020-04"),
        ("Dec - Feb", "2020-11", "2019-12", "2020-02"),
        ("April 2018 - March 2019", "2020-05", "2018-04", "2019-03"),
        ("Nov - Jan 2020", "2020-12", "2019-11", "2020-01"),
        ("Nov 2018 - Jan", "2020-12", "2018-11", "2019-01"),
        ("June 2020", "2020-12", "2020-06", "2020-06"),
    ],
)
def test_a_period_is_the_look_back_that_ended_most_recently(period: str, month: str, first: str, last: str) -> None:
    span = look_back(period, Month.parse(month))

    assert span
    assert (span.first.iso, span.last.iso) == (first, last)


@pytest.mark.parametrize(
    "period",
    [
        "Q1",
        "autumn term",
        "Nov - ",
        "Novembre - Jan",
        "Jan, Feb",
        "Nob - Jan",
        "Jan - Feb - March",
        "May 2021 - May 2020",
    ],
)
def test_a_period_that_is_not_months_is_not_read(period: str) -> None:
    assert look_back(period, Month(2020, 5)) is None


# L02


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([("2020-05", "Nov - April"), ("2020-11", "May - Oct")], []),
        ([("2020-07", "April - June"), ("2020-10", "July - Sept")], [": no period covers October to March"]),
        (
            [("2020-05", "Nov - April"), ("2020-10", "May - July"), ("2020-12", "Sep - Oct")],
            [": no period covers August"],
        ),
        (
            [("2020-05", "Nov - Feb"), ("2020-08", "April - June"), ("2020-12", "Sept - Oct")],
            [": no period covers July to August and March"],
        ),
        ([("2020-05", "Feb - April")], []),
        ([("2020-05", "Feb - April"), ("2020-11", "autumn")], []),
        ([("2020-05", "Nov - April"), ("2020-08", "summer term"), ("2020-11", "May - July")], []),
        (
            [("2020-05", "Nov - April"), ("2020-11", "April - Oct")],
            [": 'April - Oct' (November) overlaps 'Nov - April' (May)"],
        ),
        (
            [("2020-05", "Nov - April"), ("2020-11", "April - Oct"), ("2020-12", "Nov - Nov")],
            [": 'April - Oct' (November) overlaps 'Nov - April' (May)"],
        ),
        (
            [("2020-05", "Nov - April"), ("2020-08", "April - July"), ("2020-11", "July - Oct")],
            [": 'April - July' (August) overlaps 'Nov - April' (May) and 'July - Oct' (November)"],
        ),
    ],
)
def test_periods_that_overlap_or_leave_a_gap_are_found(listed: list[tuple[str, str]], found: list[str]) -> None:
    said = findings(framework(*periods(*listed)), config(), "L02")

    assert [line.split("'Alert Summary'", 1)[1] for line in said] == found


def test_a_gap_is_told_in_the_order_of_the_year() -> None:
    listed = framework(*periods(("2020-05", "Mar - April"), ("2020-11", "June - Dec")), first_month=1, year=2020)

    assert findings(listed, config(), "L02") == [
        "framework.yaml:11:3: L02 warning: 'Alert Summary': no period covers January to February and May"
    ]


def test_two_of_one_month_may_look_back_on_the_same() -> None:
    listed = framework(
        entry("2020-05", ALERT, period="May - April"),
        entry("2020-05", ALERT, period="Nov - April", own_id="alert-2"),
        entry("2020-05", ALERT, period="Nov - April", own_id="alert-3"),
    )

    assert findings(listed, config(), "L02", "L03") == []


# L03


def test_an_earlier_occurrences_period_is_found_wherever_it_was() -> None:
    listed = framework(*periods(("2020-05", "Feb - April"), ("2020-08", "May - July"), ("2021-01", "Feb - April")))

    assert findings(listed, config(), "L03") == [
        (
            "framework.yaml:103:7: L03 warning: 'Alert Summary': 'Feb - April' (January) looks back on February 2020 to"
            " April 2020 again, as 'Feb - April' (May) does: write the months that have passed since"
        )
    ]


@pytest.mark.parametrize(
    ("month", "period", "due", "found"),
    [
        ("2020-06", "May - July", "last working day", "is due on 30 June 2020, before May 2020 to July 2020 is over"),
        ("2020-06", "June", "day 15", "is due on 15 June 2020, before June 2020 is over"),
        ("2020-05", "May", "last working day", None),
        ("2020-06", "April - June", "last working day", None),
        ("2020-06", "May - July", "60 working days after start", None),
        ("2020-06", "July 2020", "last working day", "is due on 30 June 2020, before July 2020 is over"),
    ],
)
def test_a_period_not_over_when_the_work_is_due_is_found(month: str, period: str, due: str, found: str | None) -> None:
    said = findings(framework(*periods((month, period))), config(default=rules(due=due)), "L03")

    place = f"framework.yaml:101:7: L03 warning: 'Alert Summary': '{period}' (June)"
    assert said == ([f"{place} {found}"] if found else [])


def test_work_without_a_date_has_no_unfinished_period() -> None:
    listed = framework(*periods(("2020-06", "May - July")))

    assert findings(listed, config(date_changes=[moved("Alert Summary", 6, None)]), "L03") == []


# L04


def test_periods_of_one_length_are_not_remarked_on() -> None:
    listed = framework(*periods(("2020-05", "Feb - April"), ("2020-08", "May - July"), ("2020-11", "autumn")))

    assert findings(listed, config(), "L04") == []


# L05


def busy(*counts: int, name: str = "Kara") -> list[Entry]:
    """So many activities by *name* in each month from April on."""
    pieces = [activity(f"{name} {n}", name) for n in range(max(counts))]
    return [entry(MONTHS_2020[n], one) for n, count in enumerate(counts) for one in pieces[:count]]


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ((1, 1, 1, 4), ["4 in July"]),
        ((1, 1, 1, 2), []),
        ((4,), []),
        ((2, 2, 2, 3), []),
        ((1, 0, 0, 4, 1, 0, 0, 4, 1, 0, 0, 1), ["4 in July and 4 in November"]),
    ],
)
def test_a_month_of_twice_the_usual_is_found(counts: tuple[int, ...], found: list[str]) -> None:
    said = findings(framework(*busy(*counts)), config("Kara"), "L05")

    assert [line.split(": ")[3].split(", when")[0] for line in said] == found


def test_a_month_that_is_usual_in_the_team_is_not_found() -> None:
    listed = framework(*busy(1, 1, 1, 4), *busy(4, 4, 4, 4, name="Kelda"))

    assert findings(listed, config("Kara", "Kelda"), "L05") == []


def test_of_two_years_the_month_is_named_with_its_year() -> None:
    first, second = ([listed] for listed in (busy(1, 1, 1, 4), busy(1, 1, 1, 4)))
    later = [replace(one, month=Month(2021, one.month.month)) for one in second[0]]
    plan = expand([framework(*first[0]), framework(*later, year=2021)], config("Kara"))

    (found,) = (one for one in lint(plan) if one.id == LintId.L05)
    assert "starts much at once: 4 in July 2020 and 4 in July 2021, when" in found.message


def test_groups_and_the_idle_count_for_nobody() -> None:
    listed = framework(*busy(1, 1, 1, 4), *busy(1, 1, 1, 9, name="IROs"), *busy(9, 9, 9, 9, name="Office"))
    staff = config("Kara", "Claire", person("IROs", group=True), person("Office", group=True))

    assert findings(listed, staff, "L05") == [
        (
            "config.yaml:11:3: L05 warning: Kara starts much at once: 4 in July, when 1.8 a month is usual for them and"
            " 1.8 in the team; move some, or hand it over"
        )
    ]


# L06


def test_several_on_one_day_are_counted_for_each_person() -> None:
    listed = framework(
        *entries(PEER, "2020-06", "2020-07"),
        *entries(activity("Dip Audit", "Kara", "Kelda"), "2020-06", "2020-07"),
        entry("2020-06", activity("CIN Audit", "Kelda")),
    )

    assert findings(listed, config("Kara", "Kelda"), "L06") == [
        (
            "config.yaml:11:3: L06 note: Kara starts several activities on one day 2 times, first on Monday"
            " 1 June 2020: `start: spread` sets them apart"
        ),
        (
            "config.yaml:12:3: L06 note: Kelda starts several activities on one day, Monday 1 June 2020:"
            " `start: spread` sets them apart"
        ),
    ]


def test_a_group_may_do_several_things_on_one_day() -> None:
    listed = framework(entry("2020-06", activity("A", "IROs")), entry("2020-06", activity("B", "IROs")))

    assert findings(listed, config(person("IROs", group=True)), "L06") == []


# L08


def test_whoever_has_handed_everything_over_or_is_covered_is_not_idle() -> None:
    listed = framework(entry("2020-06", PEER), entry("2020-07", activity("Dip", "Stuart")))
    given_away = goes("Kara", "Kelda", date(2020, 4, 1))
    covered = goes("Stuart", "Kelda", date(2020, 7, 1), until=date(2020, 7, 31))

    assert findings(listed, config("Kara", "Kelda", "Stuart", staff_changes=[given_away, covered]), "L08") == []


# L09


@pytest.mark.parametrize(
    ("crews", "found"),
    [
        (["Kara", "Stuart", "Kara"], True),
        (["Kara", "Kara", "Kara", "Kara", "Stuart"], True),
        (["Kara", "Stuart"], False),
        (["Kara", "Stuart", "Kara", "Stuart"], False),
        (["Kara", "Stuart", "Kelda"], False),
        (["Kara", "Kara", "Kara"], False),
    ],
)
def test_once_by_another_needs_a_usual_one(crews: list[str], found: bool) -> None:
    listed = [entry(MONTHS_2020[n], PEER, name) for n, name in enumerate(crews)]

    assert bool(findings(framework(*listed), config(), "L09")) is found


def test_nobody_is_nobody_among_them() -> None:
    listed = [replace(entry(MONTHS_2020[0], PEER), workers=()), *(entry(MONTHS_2020[n], PEER, "Kara") for n in (1, 2))]
    (found,) = findings(framework(*listed), config(), "L09")

    assert "is done by nobody in April and by Kara in May and June" in found


def test_the_order_of_several_workers_makes_no_difference() -> None:
    crews = [("Kara", "Kelda"), ("Kelda", "Kara"), ("Kara", "Kelda"), ("Kara",)]
    listed = [entry(MONTHS_2020[n], PEER, *crew) for n, crew in enumerate(crews)]

    assert findings(framework(*listed), config(), "L09") == [
        (
            "framework.yaml:104:7: L09 warning: 'Peer Audit' is done by Kara in July and by Kara and Kelda in April,"
            " May and June: if somebody stands in, say so in staff_changes"
        )
    ]


# L10


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("Peer Audit", "Peer audit", "case, spaces or dashes"),
        ("Pre-Birth Audit", "Prebirth  Audit", "case, spaces or dashes"),
        ("Thematic Audit – HSB", "Thematic audit - HSB", "case, spaces or dashes"),
        ("IRO's Audit", "IROs Audit", "case, spaces or dashes"),
        ("Peer Audit", "Peer Audits", "one letter"),
        ("Peer Audits", "Peer Audit", "one letter"),
        ("Peer Audit", "Peer Abdit", "one letter"),
        ("Peer Audit", "Peeer Audit", "one letter"),
        ("Peer Audit", "Peer Adit", "one letter"),
        ("Part A", "Part B", None),
        ("CIN Audit", "CPN Audit", None),
        ("Audit of 2020", "Audit of 2021", None),
        ("Audit Year10", "Audit Year11", None),
        ("Peer Audit", "Deer Audio", None),
        ("Peer Audit", "Peer Auditing", None),
        ("Peer Audit", "Peer Audit of plans", None),
        ("Peer Audit", "Dip Audit", None),
    ],
)
def test_titles_that_are_alike_are_found(one: str, other: str, difference: str | None) -> None:
    second = replace(activity(other), id="another")
    said = findings(framework(entry("2020-06", activity(one)), entry("2020-07", second)), config(), "L10")

    place = f"framework.yaml:12:3: L10 warning: '{other}' and '{one}' (line 11)"
    cure = "if they are one activity, keep one of them"
    assert said == ([f"{place} differ only in {difference}: {cure}"] if difference else [])


def test_each_title_is_compared_with_the_first_it_is_like() -> None:
    alike = [replace(activity(title), id=str(n)) for n, title in enumerate(["Peer Audit", "Peer audit", "peer audit"])]
    listed = [entry("2020-06", one) for one in alike]

    assert [line.split(" differ")[0] for line in findings(framework(*listed), config(), "L10")] == [
        "framework.yaml:12:3: L10 warning: 'Peer audit' and 'Peer Audit' (line 11)",
        "framework.yaml:13:3: L10 warning: 'peer audit' and 'Peer Audit' (line 11)",
    ]


def test_one_activity_twice_on_one_day_wants_a_day_of_its_own() -> None:
    twice = framework(entry("2020-06", PEER), entry("2020-06", PEER, own_id="second"), entry("2020-07", PEER))

    assert findings(twice, config(), "L10") == [
        (
            "framework.yaml:102:7: L10 warning: 'Peer Audit' starts twice on Monday 1 June 2020: give one of them its"
            " own day, with `on` or `rule`"
        )
    ]


# L11


def test_empty_months_stand_where_the_file_has_them_or_at_the_year() -> None:
    listed = framework(*entries(PEER, *MONTHS_2020[:9]), month_lines={1: 90})

    assert findings(listed, config(), "L11") == [
        "framework.yaml:3:1: L11 warning: nothing is listed in February and March",
        "framework.yaml:90:3: L11 warning: nothing is listed in January",
    ]


# L16


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            goes("Kara", "Kelda", date(2021, 4, 1)),
            (
                "giving the work of Kara to Kelda from Thursday 1 April 2021 changes nothing:"
                " no such work starts in that time"
            ),
        ),
        (
            goes("Kara", "Kelda", date(2020, 6, 2), date(2020, 6, 30)),
            (
                "giving the work of Kara to Kelda from Tuesday 2 June 2020 until Tuesday 30 June 2020 changes nothing:"
                " no such work starts in that time"
            ),
        ),
        (
            goes("Kara", None, date(2020, 4, 1), only=["CIN Audit"]),
            (
                "giving the work of Kara to nobody from Wednesday 1 April 2020 changes nothing:"
                " no such work starts in that time"
            ),
        ),
        (
            goes("Stuart", "Kelda", date(2020, 4, 1)),
            (
                "giving the work of Stuart to Kelda from Wednesday 1 April 2020 changes nothing:"
                " Stuart has none that starts in that time"
            ),
        ),
        (goes("Kara", "Kelda", date(2020, 4, 1)), None),
        (goes("Kara", "Kelda", date(2020, 6, 1), date(2020, 6, 1)), None),
        (goes("Kara", None, date(2020, 4, 1), only=["Peer Audit"]), None),
    ],
)
def test_a_change_that_touches_no_work_is_found(change: StaffChange, found: str | None) -> None:
    listed = framework(entry("2020-06", PEER), unlisted=[activity("CIN Audit")])

    said = findings(listed, config(staff_changes=[change]), "L16")

    assert said == ([f"config.yaml:20:5: L16 warning: {found}"] if found else [])


@pytest.mark.parametrize(("first", "holder"), [("Stuart", "Stuart"), (None, "nobody")])
def test_of_two_changes_that_say_the_same_the_later_is_found(first: str | None, holder: str) -> None:
    earlier = goes("Kara", first, date(2020, 5, 1))
    again = goes("Kara", first, date(2020, 5, 15), line=21)

    assert findings(framework(entry("2020-06", PEER)), config(staff_changes=[earlier, again]), "L16") == [
        (
            "config.yaml:21:5: L16 warning: giving the work of Kara to "
            f"{holder} from Friday 15 May 2020 changes nothing: without it, that work is with {holder} already"
        )
    ]


# L17


@pytest.mark.parametrize(
    ("listed", "changes", "found"),
    [
        ([("2020-06", "Kara"), ("2020-07", "Kara")], [], True),
        ([("2020-06", "Kara")], [], False),
        ([("2020-06", "Kara"), ("2020-07", "Kelda")], [], False),
        ([("2020-06", "IROs"), ("2020-07", "IROs")], [], False),
        (
            [("2020-06", "Kara"), ("2020-07", "Kara")],
            [goes("Kara", "Kelda", date(2020, 7, 1), date(2020, 7, 9))],
            False,
        ),
        ([("2020-06", "Kara"), ("2020-07", "Kara")], [goes("Kara", None, date(2020, 7, 1))], False),
    ],
)
def test_one_person_alone_all_year_is_found(
    listed: list[tuple[str, str]], changes: list[StaffChange], found: bool
) -> None:
    staff = "Kara", "Kelda", person("IROs", group=True)
    said = findings(
        framework(*(entry(month, PEER, name) for month, name in listed)),
        config(*staff, staff_changes=changes),
        "L17",
    )

    assert bool(said) is found


def test_two_who_always_work_together_have_each_other() -> None:
    listed = framework(*entries(activity("Peer Audit", "Kara", "Kelda"), "2020-06", "2020-07"))

    assert findings(listed, config(), "L17") == []


# L18


def in_june(*days: int) -> list[Entry]:
    """Activities that start on these days of June 2020."""
    return [entry("2020-06", activity(f"Audit {n}", rule=rules(f"day {day}"))) for n, day in enumerate(days)]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ((1, 2, 3, 10, 17, 24), ["3 of 6 in June"]),
        ((1, 2, 3, 10, 11, 17, 24), ["3 of 7 in June"]),
        ((1, 2, 3, 10, 11, 17, 18, 24), []),
        ((1, 2, 4, 5, 8, 9, 17, 18, 24, 25), []),
        ((1, 2), []),
        ((1, 2, 3, 10, 11, 12), ["3 of 6 in June and 3 of 6 in June"]),
    ],
)
def test_a_crowded_week_is_found(days: tuple[int, ...], found: list[str]) -> None:
    said = findings(framework(*in_june(*days)), config(), "L18")

    assert [line.split(": ")[3].split(";")[0] for line in said] == found


# The page


def read_error(framework_yaml: str, config_yaml: str | None = None) -> list[str]:
    """What reading the files says is wrong."""
    own_config = config_yaml or (ROOT / "config.yaml").read_text(encoding="utf-8")
    try:
        read_both(own_config, framework_yaml)
    except InvalidInputError as error:
        return [problem.message for problem in error.problems]
    return []


def shipped_but(old: str, new: str) -> list[str]:
    """What is wrong with the shipped framework once *old* reads *new*."""
    text = (ROOT / "framework.yaml").read_text(encoding="utf-8")
    assert old in text
    return read_error(text.replace(old, new, 1))


def said(*ids: str, of: Callable[[], list[str]]) -> list[str]:
    """The messages of findings, without place and id."""
    return [line.split(": ", 2)[2] for line in of() if line.split(": ", 2)[1].split()[0] in ids]


ON_LEAVE = person("Kara", away=away(date(2020, 6, 1), date(2020, 6, 30)))
EXAMPLES: dict[tuple[str, str], Callable[[], list[str]]] = {
    ("L01", "warning"): lambda: said("L01", of=shipped),
    ("L02", "warning"): lambda: said("L02", of=shipped),
    ("L03", "warning"): lambda: said("L03", of=shipped),
    ("L04", "note"): lambda: said("L04", of=shipped),
    ("L05", "warning"): lambda: said("L05", of=shipped),
    ("L06", "note"): lambda: said("L06", of=shipped),
    ("L07", "error"): lambda: shipped_but("workers: [Kara Walne]", "workers: [Kara Walnes]"),
    ("L08", "note"): lambda: said(
        "L08", of=lambda: findings(framework(entry("2020-06", PEER)), config("Kara", "A N Other"))
    ),
    ("L09", "warning"): lambda: said("L09", of=shipped),
    ("L10", "warning"): lambda: said(
        "L10",
        of=lambda: findings(
            framework(entry("2020-06", PEER), entry("2020-07", replace(activity("Peer-Audit"), id="x"))), config()
        ),
    ),
    ("L10", "error"): lambda: shipped_but("    - Peer Audit\n", "    - Peer Audit\n    - Peer Audit\n"),
    ("L11", "warning"): lambda: said(
        "L11", of=lambda: findings(framework(*entries(PEER, *MONTHS_2020[:4], *MONTHS_2020[5:])), config())
    ),
    ("L11", "error"): lambda: shipped_but("  February:\n", "  Febuary:\n"),
    ("L13", "error"): lambda: [
        line.split(": ", 1)[1]
        for line in problems_of(framework(entry("2020-05", PEER)), config(default=rules("22nd working day")))
    ],
    ("L14", "warning"): lambda: said("L14", of=lambda: findings(framework(entry("2020-06", PEER)), config(ON_LEAVE))),
    ("L15", "error"): lambda: [
        line.split(": ", 1)[1]
        for line in problems_of(framework(entry("2020-06", PEER)), config(default=rules("day 15", "day 10")))
    ],
    ("L16", "warning"): lambda: said(
        "L16",
        of=lambda: findings(
            framework(entry("2020-06", PEER)), config(staff_changes=[goes("Stuart", "Kelda", date(2020, 9, 1))])
        ),
    ),
    ("L16", "error"): lambda: [
        line.split(": ", 1)[1]
        for line in problems_of(
            framework(entry("2020-10", PEER)), config(date_changes=[moved("Peer Audit", 9, date(2020, 9, 14))])
        )
    ],
    ("L17", "note"): lambda: said("L17", of=shipped),
    ("L18", "note"): lambda: said("L18", of=lambda: findings(framework(*in_june(1, 2, 3, 10, 17)), config())),
    ("L19", "warning"): lambda: said("L19", of=lambda: findings(framework(entry("2020-06", PEER)), COVER_INSIDE_COVER)),
    ("L19", "error"): lambda: [
        line.split(": ", 1)[1]
        for line in problems_of(
            framework(entry("2020-06", PEER)),
            config(staff_changes=[goes("Kara", "Kelda", JUNE), goes("Kara", "Stuart", JUNE, line=21)]),
        )
    ],
    ("L20", "warning"): lambda: said(
        "L20", of=lambda: findings(framework(entry("2020-06", PEER)), config(person("Kara", away=END_OF_JUNE)))
    ),
    ("L21", "note"): lambda: said(
        "L21",
        of=lambda: findings(
            framework(entry("2020-06", PEER)),
            config(
                person("Kara", away=END_OF_JUNE),
                "Kelda",
                staff_changes=[goes("Kara", "Kelda", JUNE, date(2020, 6, 30))],
            ),
        ),
    ),
    ("L22", "warning"): lambda: said(
        "L22",
        of=lambda: findings(framework(entry("2020-06", PEER)), config(person("Kara", until=date(2020, 6, 12)))),
    ),
    ("L22", "error"): lambda: [
        line.split(": ", 1)[1]
        for line in problems_of(
            framework(entry("2020-06", PEER), entry("2020-09", PEER)), config(person("Kara", until=date(2020, 6, 30)))
        )
    ],
}


def rows() -> list[list[str]]:
    """The cells of the page's table: id, what it looks at, level, example, how to silence."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| L\d\d ", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_page_has_every_check_and_the_checks_everything_on_the_page() -> None:
    found = {(row[0], row[2]) for row in rows()}

    assert {(one, level) for one, level in found if level != "error"} == {(one.id, one.level) for one in CHECKS}
    assert {one for one, level in found if level == "error"} >= ERRORS
    assert {check.id for check in CHECKS} == set(LintId) - ERRORS
    assert {one for one, _ in found} == set(LintId)
    assert found == set(EXAMPLES)


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}-{row[2]}")
def test_the_page_shows_what_is_really_said(row: list[str]) -> None:
    example = row[3].strip("`").strip()

    assert example in EXAMPLES[row[0], row[2]]()


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}-{row[2]}")
def test_the_page_says_how_to_silence(row: list[str]) -> None:
    if row[2] == "error":
        assert row[4] == "cannot be"
        return
    line = row[4].strip("`")

    silenced, _ = read_both(
        (ROOT / "config.yaml").read_text(encoding="utf-8") + f"\n{line}\n",
        (ROOT / "framework.yaml").read_text(encoding="utf-8"),
    )

    assert [(one, f"lint: {{ignore: {{{one}: {why}}}}}") for one, why in silenced.lint_ignored.items()] == [
        (row[0], line)
    ]


def test_the_page_begins_with_a_line_that_is_really_printed() -> None:
    (line,) = (line.strip() for line in PAGE.splitlines() if line.startswith("    framework.yaml:"))

    assert line in shipped()
