"""The piece of work and the person somebody means, and what is said to who means nothing there is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from builders import activity, config, entries, entry, framework, moved, person
from workspaces import run, starter

from qa_calendar.model import Config, Framework, Plan
from qa_calendar.planning.lookup import Meant, find, month_meant, name_meant
from qa_calendar.planning.plan import expand
from qa_calendar.problems import NoSuchWorkError

PEER, DIP = activity("Peer Audit"), activity("Dip Audit", shown_as="Dip Audit of {period}")
THIS_YEAR = framework(
    *entries(PEER, "2020-06", "2020-10"),
    entry("2020-06", DIP, period="April"),
    entry("2020-06", DIP, period="May", own_id="dip-audit-2"),
)
NEXT_YEAR = framework(*entries(PEER, "2021-10"), year=2021)


def planned(*frameworks: Framework, of: Config | None = None) -> Plan:
    return expand(frameworks or [THIS_YEAR], of or config())


def refused(plan: Plan, *wanted: object) -> str:
    """What is said of what cannot be found."""
    with pytest.raises(NoSuchWorkError) as caught:
        find(plan, Meant(*wanted))  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("October", (10, None)),
        ("october", (10, None)),
        ("October 2020", (10, 2020)),
        ("2020-10", (10, 2020)),
    ],
)
def test_a_month_is_read(text: str, meant: tuple[int, int | None]) -> None:
    assert month_meant(text) == meant


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Octobr", "no month 'Octobr' (did you mean 'October'?)"),
        ("Octobr 2020", "no month 'Octobr 2020' (did you mean 'October'?)"),
        ("2020-13", "no month '2020-13'; write October, or 2020-10"),
        ("", "no month ''; write October, or 2020-10"),
    ],
)
def test_what_is_no_month_is_told(text: str, message: str) -> None:
    with pytest.raises(NoSuchWorkError) as caught:
        month_meant(text)

    assert str(caught.value) == message


@pytest.mark.parametrize("title", ["Peer Audit", "peer audit"])
def test_work_is_found_by_its_title(title: str) -> None:
    assert find(planned(), Meant(title, 10)).uid == "2020-10-peer-audit@qa.example.gov.uk"


def test_work_is_found_by_the_title_people_see() -> None:
    assert find(planned(), Meant("Dip Audit of May", 6)).uid == "2020-06-dip-audit-2@qa.example.gov.uk"


def test_one_of_two_in_a_month_is_found_by_its_id() -> None:
    assert find(planned(), Meant("Dip Audit", 6, None, "dip-audit-2")).title == "Dip Audit of May"


def test_one_of_several_years_is_found_by_its_year() -> None:
    plan = planned(THIS_YEAR, NEXT_YEAR)

    assert [str(find(plan, Meant("Peer Audit", 10, year)).month) for year in (2020, 2021)] == [
        "October 2020",
        "October 2021",
    ]
    assert refused(plan, "Peer Audit", 10) == (
        "'Peer Audit' is in October 2020 and October 2021: say which, as in --year 2021"
    )


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (("Peer Audt", 10), "no activity 'Peer Audt' (did you mean 'Peer Audit'?)"),
        (("Kites", 10), "no activity 'Kites'"),
        (("Peer Audit", 5), "'Peer Audit' is not in May; it is in June 2020 and October 2020"),
        (("Peer Audit", 10, 2022), "'Peer Audit' is not in October 2022; it is in June 2020 and October 2020"),
        (("Dip Audit", 6), "'Dip Audit' is in June 2020 2 times: say which, with --id dip-audit or dip-audit-2"),
        (
            ("Dip Audit", 6, None, "dip-audit-3"),
            "no id 'dip-audit-3' in June 2020 (did you mean 'dip-audit-2'?)",
        ),
        (("Peer Audit", 10, None, "x"), "no id 'x' in October 2020; it is peer-audit"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(wanted: tuple[object, ...], message: str) -> None:
    assert refused(planned(), *wanted) == message


def test_what_is_skipped_says_why() -> None:
    of = config(date_changes=[moved("Peer Audit", 10, None, "merged with the CIN audit")])
    never = framework(*entries(PEER, "2020-10"))

    assert refused(planned(of=of), "Peer Audit", 10).startswith("'Peer Audit' is skipped in October: ")
    assert refused(planned(never, of=of), "Peer Audit", 6) == "'Peer Audit' is not in June"


def test_a_person_is_found_by_every_spelling() -> None:
    of = config(replace(person("IROs"), aliases=("IRO's",)), person("Kara Walne"))

    assert [name_meant(of, name) for name in ("IRO's", "kara walne")] == ["IROs", "Kara Walne"]
    with pytest.raises(NoSuchWorkError) as caught:
        name_meant(of, "Karra Walne")
    assert str(caught.value) == "'Karra Walne' is not in staff (did you mean 'Kara Walne'?)"


def test_what_is_short_for_one_name_is_taken_and_for_several_is_asked() -> None:
    of = config(person("Siân Hughes"), person("Gareth Hughes"), person("Kara Walne"))

    found = [name_meant(of, name) for name in ("Sian Hughes", "S Hughes", "kara", "walne kara", "siân")]
    assert found == ["Siân Hughes", "Siân Hughes", "Kara Walne", "Kara Walne", "Siân Hughes"]
    with pytest.raises(NoSuchWorkError) as caught:
        name_meant(of, "Hughes")
    assert str(caught.value) == "'Hughes' may be 'Siân Hughes' or 'Gareth Hughes': say which"


def test_a_title_may_be_short() -> None:
    plan = planned(framework(entry("2020-10", PEER), entry("2020-10", activity("LADO referrals"))))

    assert find(plan, Meant("lado", 10)).title == "LADO referrals"
    assert refused(plan, "xyz", 10).startswith("no activity 'xyz'")


# As commands


def test_what_is_no_rule_and_nearly_an_activity_is_told_which(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    asked = run("explain", "Peer Audti", cwd=workspace.root)
    rule = run("explain", "frist working day", cwd=workspace.root)

    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.endswith("; nor is there an activity 'Peer Audti' (did you mean 'Peer Audit'?)\n")
    assert rule.stderr.endswith("'frist' is not understood (did you mean 'first working day'?)\n")


def test_explain_takes_an_activity_and_says_what_it_took(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    whole = run("explain", "Peer Audit", "--month", "2020-10", cwd=workspace.root)
    short = run("explain", "dip", "--month", "2020-06", "--json", cwd=workspace.root)

    assert (whole.returncode, whole.stderr) == (0, "")
    assert whole.stdout.splitlines() == [
        "Peer Audit, October 2020: IROs",
        "  2020-10-01  Thursday 1 October 2020",
        "    first working day of October 2020 (England): Thursday 1 October",
        "    by first working day, config.yaml:35:20",
        "  2020-10-30  due on Friday 30 October 2020",
        "    last working day of October 2020 (England): not 31 October (weekend), then Friday 30 October",
        "    by last working day, config.yaml:35:44",
    ]
    assert short.stderr == "'dip' is taken as 'Dip Audit – 5 day decisions'.\n"
    assert [(one["month"], one["start"]) for one in json.loads(short.stdout)] == [("2020-06", "2020-06-01")]


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (
            ("Peer Audit", "--month", "2020-04"),
            2,
            "'Peer Audit' is not in April 2020; it is in October 2020 and March 2021",
        ),
        (("thematic",), 2, "'thematic' may be 'Thematic audit - HSB' or 'Thematic Audit – Pre-Birth': say which"),
        (("frist working day",), 1, "cannot read the rule 'frist working day'"),
        (("peer", "--nation", "England"), 1, "cannot read the rule 'peer'"),
    ],
)
def test_explain_never_guesses(tmp_path: Path, argv: tuple[str, ...], code: int, said: str) -> None:
    ended = run("explain", *argv, cwd=starter(tmp_path).root)

    assert (ended.returncode, ended.stdout) == (code, "")
    assert said in " ".join(ended.stderr.replace("│", " ").split())


def test_what_is_renamed_may_be_said_in_short(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    title = run("retitle", "peer", "Peer review", "--dry-run", cwd=workspace.root)
    name = run("rename", "kara", "Kara Smith", "--dry-run", cwd=workspace.root)
    several = run("retitle", "thematic", "Themes", "--dry-run", cwd=workspace.root)

    assert title.stderr.startswith("'peer' is taken as 'Peer Audit'.\n")
    assert name.stderr.startswith("'kara' is taken as 'Kara Walne'.\n")
    assert (title.returncode, name.returncode, several.returncode) == (0, 0, 2)
