"""Plans and changes as rows, as values and in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from builders import read_both
from workspaces import SMALL_CONFIG, SMALL_FRAMEWORK

from qa_calendar.model import Plan
from qa_calendar.planning.lint import Finding, Level
from qa_calendar.planning.plan import expand
from qa_calendar.planning.revisions import Change, Kind, Revision
from qa_calendar.problems import Location
from qa_calendar.rendering.tables import (
    by_month,
    by_worker,
    change_line,
    change_values,
    finding_values,
    plan_values,
    who,
)

CHANGES = """\
staff_changes:
  - {from: 2020-04-01, until: 2020-04-30, work_of: Cem Dora, goes_to: Eve Fox}
  - {from: 2020-05-01, work_of: Anna Bell, goes_to: nobody}
date_changes:
  - {activity: File Audit, month: April, skip: true, because: half term}
"""


def plan_of(config: str = SMALL_CONFIG) -> Plan:
    read, framework = read_both(config, SMALL_FRAMEWORK)
    return expand([framework], read)


BUSY = plan_of(SMALL_CONFIG.replace("working_days", "  Eve Fox: {role: Deputy}\nworking_days") + CHANGES)
OLD = Revision(
    uid="2020-04-file-audit@qa",
    sequence=0,
    stamp=datetime(2020, 3, 30, tzinfo=UTC),
    start=date(2020, 4, 1),
    end=date(2020, 4, 1),
    feeds=("anna-bell",),
    summary="File Audit - Anna Bell",
    digest="d",
)


def test_by_month_leaves_out_months_without_work() -> None:
    assert [(group.heading, len(group.occurrences)) for group in by_month(plan_of())] == [
        ("April 2020", 2),
        ("May 2020", 1),
    ]


def test_by_worker_has_everybody_and_the_unassigned_last() -> None:
    assert [(group.heading, len(group.occurrences)) for group in by_worker(BUSY)] == [
        ("Anna Bell (Manager)", 1),
        ("Cem Dora (Auditor)", 0),
        ("Eve Fox (Deputy)", 1),
        ("Unassigned", 1),
    ]
    assert [group.heading for group in by_worker(plan_of())] == ["Anna Bell (Manager)", "Cem Dora (Auditor)"]


def test_who_says_cover_and_vacancy() -> None:
    assert [who(one) for one in BUSY.occurrences] == ["Anna Bell, Eve Fox (covering Cem Dora)", "Unassigned"]


def test_plan_values_are_json_and_complete() -> None:
    found = plan_values(BUSY)

    assert json.loads(json.dumps(found)) == found
    assert found["frameworks"] == [{"title": "The framework", "service": "The service", "years": "2020-21"}]
    assert found["skipped"][0]["activity"] == "File Audit"
    assert found["skipped"][0]["month"] == "2020-04"
    assert {**found["occurrences"][0], "steps": [], "due_steps": []} == {
        "uid": "2020-04-peer-audit@qa.example.gov.uk",
        "activity": "Peer Audit",
        "month": "2020-04",
        "start": "2020-04-01",
        "end": "2020-04-01",
        "at": None,
        "due": "2020-04-30",
        "workers": [{"name": "Anna Bell", "covering": None}, {"name": "Eve Fox", "covering": "Cem Dora"}],
        "period": None,
        "purpose": "To share good practice.",
        "steps": [],
        "due_steps": [],
    }


LATER = replace(OLD, start=date(2020, 4, 2), end=date(2020, 4, 3))
AT_TEN = replace(OLD, at=time(10), minutes=60)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (Change(Kind.NEW, None, OLD), "File Audit - Anna Bell, on 2020-04-01"),
        (Change(Kind.GONE, LATER, None), "File Audit - Anna Bell, on 2020-04-02–2020-04-03"),
        (Change(Kind.MOVED, OLD, LATER), "File Audit - Anna Bell: from 2020-04-01 to 2020-04-02–2020-04-03"),
        (
            Change(Kind.MOVED, AT_TEN, replace(AT_TEN, minutes=90)),
            "File Audit - Anna Bell: from 2020-04-01 at 10:00 (60 minutes) to 2020-04-01 at 10:00 (90 minutes)",
        ),
        (
            Change(Kind.REASSIGNED, OLD, replace(OLD, summary="File Audit - Cem Dora", feeds=("cem-dora",))),
            "File Audit - Anna Bell, now File Audit - Cem Dora, on 2020-04-01",
        ),
        (
            Change(Kind.REWORDED, OLD, replace(OLD, summary="Audit of files - Anna Bell")),
            "File Audit - Anna Bell, now Audit of files - Anna Bell, on 2020-04-01",
        ),
        (Change(Kind.REWORDED, OLD, replace(OLD, digest="e")), "File Audit - Anna Bell, on 2020-04-01"),
        (
            Change(Kind.NEW, None, replace(OLD, uid="nothing-planned.cem@qa", summary="No QA work", feeds=("cem",))),
            "No QA work, on 2020-04-01 (cem)",
        ),
    ],
)
def test_a_change_in_one_line(change: Change, line: str) -> None:
    assert change_line(change) == line


def test_changes_as_values() -> None:
    one = {
        "summary": "File Audit - Anna Bell",
        "start": "2020-04-01",
        "end": "2020-04-01",
        "feeds": ["anna-bell"],
        "sequence": 0,
    }

    assert change_values([Change(Kind.BACK, OLD, OLD), Change(Kind.GONE, OLD, None)]) == [
        {"kind": "back again", "uid": OLD.uid, "before": one, "after": one},
        {"kind": "gone", "uid": OLD.uid, "before": one, "after": None},
    ]


def test_findings_as_values() -> None:
    assert finding_values([Finding(Location("config.yaml", 3, 5), "L08", Level.NOTE, "idle")]) == [
        {"file": "config.yaml", "line": 3, "column": 5, "id": "L08", "level": "note", "message": "idle"}
    ]
