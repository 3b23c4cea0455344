"""Both files at once: every problem of either, in one error."""

from __future__ import annotations

import pytest
from broken import CONFIG, FRAMEWORK, broken, changed, said
from builders import read_both

from qa_calendar.problems import InvalidInputError, Location, Problem


def test_both_files_are_read_from_text_or_bytes() -> None:
    assert read_both(CONFIG, FRAMEWORK) == read_both(CONFIG.encode(), FRAMEWORK.encode())
    assert read_both(CONFIG.replace("\n", "\r\n"), FRAMEWORK) == read_both(b"\xef\xbb\xbf" + CONFIG.encode(), FRAMEWORK)


def test_every_problem_of_both_files_is_in_one_sorted_error() -> None:
    config = broken(CONFIG, "  nation: England\n", "  nation: Englnd\n  week: Mon\n")
    config = broken(config, "  Kelda Claire: {role: Safeguarding SM}\n", "  Kelda Claire: {rol: SM, email: kelda}\n")
    config += (
        "feeds: {alarm: 30}\nfeeds: {}\nstaff_changes: [{from: 2020-02-30, work_of: Kelda Clare, goes_to: nobdy}]\n"
    )
    framework = broken(FRAMEWORK, "year: 2020\n", "year: 1066\n")
    framework = broken(framework, "  April: [Peer Audit]\n", "  Aprl: [Pear Audit]\n")
    framework = broken(
        framework, "    workers: [Kelda Claire]\n", "    workers: [Kelda Claire, Kara]\n    rule: {at: 10.30}\n"
    )
    framework += "  April: [Peer Audit, Peer Audit]\n"

    assert said(config, framework) == [
        "config.yaml:3:3: 'role' is missing in 'Kelda Claire'",
        "config.yaml:3:18: unknown key 'rol' (did you mean 'role'?)",
        "config.yaml:3:34: 'kelda' is not an e-mail address",
        (
            "config.yaml:6:11: 'Englnd' is not one of England, Wales, Scotland, Northern Ireland, any UK nation "
            "(did you mean 'England'?)"
        ),
        "config.yaml:7:9: expected a list for 'week', found 'Mon' (write [Mon])",
        "config.yaml:8:16: cannot read the alarm '30' (write none, or for example '1 day before')",
        "config.yaml:9:1: 'feeds' is here twice (first in line 8)",
        "config.yaml:10:24: '2020-02-30' is not a date: February 2020 has 29 days",
        "config.yaml:10:45: no worker 'Kelda Clare' (did you mean 'Kelda Claire'?)",
        "config.yaml:10:67: no worker 'nobdy' (did you mean 'nobody'?)",
        "framework.yaml:3:7: 1066 is out of range: write a number from 1979 to 2099",
        "framework.yaml:8:29: no worker 'Kara' in config.yaml's staff",
        "framework.yaml:9:16: '10.30' is not a time of day (did you mean 10:30?)",
        "framework.yaml:11:3: no month 'Aprl' (did you mean 'April'?)",
        "framework.yaml:11:10: no activity 'Pear Audit' (did you mean 'Peer Audit'?)",
        (
            "framework.yaml:15:23: 'Peer Audit' is in April twice (first in line 15); "
            "give this one its own `id`, and its day: for example {id: peer-audit-second, rule: {start: third Friday}}"
        ),
    ]


def test_clashes_are_found_also_where_something_else_is_wrong() -> None:
    config = changed(CONFIG, "Kelda Claire: {role: Safeguarding SM}", "Kelda Claire: {}\n  Kelda-Claire: 12")
    config += "  closed: [{from: 2020-12-29, until: 2020-12-31, why: none}]\n  open: [soon, 2020-12-30]\n"

    assert said(config) == [
        "config.yaml:3:3: 'role' is missing in 'Kelda Claire'",
        (
            "config.yaml:4:3: 'Kelda-Claire' gets the same feed name as 'Kelda Claire' ('kelda-claire.ics'); "
            "give one an `id` of its own"
        ),
        "config.yaml:4:17: expected `key: value` lines for 'Kelda-Claire', found '12' (write for example {role: …})",
        "config.yaml:8:50: unknown key 'why' (did you mean 'because'?)",
        "config.yaml:9:10: 'soon' is not a date (write it as 2020-09-01)",
        "config.yaml:9:16: 2020-12-30 is both open and closed",
    ]


@pytest.mark.parametrize("config", ["", "staff: [", "- a", b"\xff\xfe", "staff: {}", "staff: Kelda", "staff:"])
def test_workers_are_not_checked_without_a_staff_to_check_them_by(config: str | bytes) -> None:
    assert [line for line in said(config) if line.startswith("framework.yaml")] == []


@pytest.mark.parametrize(
    "framework", ["", "months: [", "- a", b"\xff\xfe", "activities: {}", "activities: [a]", "months:"]
)
def test_activities_are_not_checked_without_a_list_of_them(framework: str | bytes) -> None:
    config = CONFIG + "rules: {activities: {Lunch: {start: day 15}}}\n"

    assert [line for line in said(config, framework) if line.startswith("config.yaml")] == []


def test_two_unreadable_files_are_both_said_to_be() -> None:
    assert said("", "months: [") == [
        "config.yaml:1:1: the file is empty",
        "framework.yaml:1:9: this list is not closed; look for a missing ',' or ']'",
    ]


def test_a_file_that_could_not_be_opened_leaves_the_other_to_be_read() -> None:
    gone = Problem(Location("config.yaml"), "no such file")

    with pytest.raises(InvalidInputError) as error:
        read_both(None, changed(FRAMEWORK, "  April:", "  Aprl:"), [gone])

    assert str(error.value).splitlines() == [
        "config.yaml:1:1: no such file",
        "framework.yaml:10:3: no month 'Aprl' (did you mean 'April'?)",
    ]


def test_what_could_not_be_opened_is_said_though_both_files_are_right() -> None:
    with pytest.raises(InvalidInputError) as error:
        read_both(CONFIG, FRAMEWORK, [Problem(Location("config.yaml"), "no such file")])

    assert str(error.value) == "config.yaml:1:1: no such file"


@pytest.mark.parametrize(
    ("config", "framework"),
    [
        ("staff: {[key]: 1}", "activities: {[key]: 1}"),
        ('staff: {"[key]": {rol: a}}', 'activities: {"[key]": a}\nmonths: {"[key]": a}'),
        ("staff:\n  Kelda: 1\n  ? Kelda\n  : 2", "months:\n  April: [a: {b: c}, [d], e]"),
        ("staff: {a: {also_known_as: [[b], {c: d}, e]}}", "activities: {a: {id: [b]}}\nmonths: {April: {a: b}}"),
        ("working_days: {open: [[a]], closed: [a, {from: [b]}]}", "months: {April: [{}, {a: b, c: d}, [], '']}"),
        ("date_changes: [{activity: [a], month: {b: c}}, a]\nrules: {activities: {'': }}", "year: ''\nfirst_month: {}"),
    ],
)
def test_whatever_stands_where_is_wrong_but_never_a_crash(config: str, framework: str) -> None:
    assert {line.split(":")[0] for line in said(config, framework)} == {"config.yaml", "framework.yaml"}
