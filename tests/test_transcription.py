"""framework.yaml holds exactly the service's document, compared with a transcription made without it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from builders import read_both

from qa_calendar.dates.months import MONTHS
from qa_calendar.model import Config, Entry, Framework

ROOT = Path(__file__).parent.parent
CONFIG, FRAMEWORK = read_both((ROOT / "config.yaml").read_bytes(), (ROOT / "framework.yaml").read_bytes())
with (ROOT / "tests" / "data" / "framework_2020_21.csv").open(encoding="utf-8", newline="") as handle:
    ROWS = list(csv.DictReader(handle))

COUNTS = {
    "April": 3,
    "May": 4,
    "June": 4,
    "July": 2,
    "August": 3,
    "September": 2,
    "October": 3,
    "November": 4,
    "December": 5,
    "January": 4,
    "February": 4,
    "March": 2,
}


def one_line(cell: str) -> str:
    """*cell* without the accidents of typing: runs of spaces, and a space in front of a closing bracket."""
    return re.sub(r" \)", ")", " ".join(cell.split()))


def month_of(entry: Entry) -> str:
    """The month's name."""
    return MONTHS[entry.month.month - 1]


def named(cell: str, config: Config) -> tuple[str, ...]:
    """The people *cell* names, by name or alias, in its order."""
    spellings = {spelling: person.name for person in config.staff for spelling in (person.name, *person.aliases)}
    found = re.finditer("|".join(sorted(map(re.escape, spellings), key=len, reverse=True)), cell)
    return tuple(spellings[match[0]] for match in found)


def test_the_transcription_itself_has_forty_rows() -> None:
    assert len(ROWS) == 40
    assert Counter(row["month"] for row in ROWS) == COUNTS


def test_the_months_hold_as_many_entries_as_the_document() -> None:
    assert Counter(map(month_of, FRAMEWORK.entries)) == COUNTS
    assert list(dict.fromkeys(map(month_of, FRAMEWORK.entries))) == list(COUNTS)


def test_the_year_runs_from_april_2020_to_march_2021() -> None:
    assert [str(month) for month in FRAMEWORK.months] == [
        f"{name} {2021 if name in ('January', 'February', 'March') else 2020}" for name in COUNTS
    ]
    assert {str(entry.month) for entry in FRAMEWORK.entries} == {str(month) for month in FRAMEWORK.months}
    assert FRAMEWORK.years == "2020-21"


def test_its_title_and_service_are_the_documents() -> None:
    heading = "Quality Assurance learning framework for Safeguarding and Performance Service 2020-2021"
    assert f"{FRAMEWORK.title} for {FRAMEWORK.service} 2020-2021" == heading


@pytest.mark.parametrize("number", range(40))
def test_an_entry_says_what_its_row_says(number: int) -> None:
    row, entry = ROWS[number], FRAMEWORK.entries[number]

    assert (month_of(entry), entry.title) == (row["month"], one_line(row["activity"]))
    assert entry.activity.purpose == one_line(row["purpose"])
    assert entry.workers == named(row["named_worker"], CONFIG)


@pytest.mark.parametrize("number", range(40))
def test_an_entrys_period_is_the_one_in_its_rows_brackets(number: int) -> None:
    found = re.search(r"\((.*?)\)", one_line(ROWS[number]["activity"]))

    assert FRAMEWORK.entries[number].period == (found[1] if found else None)


def test_there_are_54_pieces_of_work() -> None:
    work = Counter(worker for entry in FRAMEWORK.entries for worker in entry.workers)

    assert work == {"Kelda Claire": 23, "Kara Walne": 12, "Stuart Jones": 15, "Claire Turnbull": 2, "IROs": 2}
    assert sum(work.values()) == 54


def test_nothing_is_added_to_the_document() -> None:
    framework: Framework = FRAMEWORK

    assert {entry.activity.title for entry in framework.entries} == {one.title for one in framework.activities}
    assert len(framework.activities) == 13
    assert not any(one.categories or one.rules.start or one.rules.due for one in framework.activities)


def test_the_staff_have_the_roles_of_the_document() -> None:
    assert [(person.name, person.role) for person in CONFIG.staff] == [
        ("Kelda Claire", "Safeguarding SM"),
        ("Kara Walne", "Safeguarding TM"),
        ("Stuart Jones", "Safeguarding TM"),
        ("Claire Turnbull", "LAC named nurse"),
        ("IROs", "Independent Reviewing Officers"),
    ]
    assert [person.slug for person in CONFIG.staff if person.group] == ["iros"]


def test_a_thing_the_document_calls_by_two_names_is_listed_under_one_id_once_a_month() -> None:
    ids = [(entry.month, entry.id) for entry in FRAMEWORK.entries]

    assert len(set(ids)) == 40
