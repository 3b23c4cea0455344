"""Plans and findings as rows, as values and in words."""

from __future__ import annotations

import json

from builders import read_both
from workspaces import SMALL_CONFIG, SMALL_FRAMEWORK

from qa_calendar.model import Plan
from qa_calendar.planning.lint.checks import Finding, Level
from qa_calendar.planning.plan import expand
from qa_calendar.problems import Location
from qa_calendar.rendering.tables import by_month, by_worker, who
from qa_calendar.rendering.values import finding_values, plan_values

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
        "members": [],
        "period": None,
        "theme": None,
        "purpose": "To share good practice.",
        "place": None,
        "link": None,
        "details": {},
        "steps": [],
        "due_steps": [],
        "staffing": ["Eve Fox covers Cem Dora from Wednesday 1 April 2020 to Thursday 30 April 2020"],
    }


def test_findings_as_values() -> None:
    assert finding_values([Finding(Location("config.yaml", 3, 5), "L08", Level.NOTE, "idle")]) == [
        {"file": "config.yaml", "line": 3, "column": 5, "id": "L08", "level": "note", "message": "idle"}
    ]
