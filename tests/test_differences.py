"""Changes as rows, as lines and as values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from builders import config, person

from qa_calendar.model import Assignment
from qa_calendar.planning.revisions import Change, Kind, Revision
from qa_calendar.rendering.differences import by_kind, by_person, change_line, counts_line, vanishing_lines
from qa_calendar.rendering.values import change_values

ANNA, CEM, EVE = STAFF = (person("Anna Bell"), person("Cem Dora"), person("Eve Fox"))
OF = config(*STAFF)
OLD = Revision(
    uid="2020-04-file-audit@qa",
    sequence=0,
    stamp=datetime(2020, 3, 30, tzinfo=UTC),
    start=date(2020, 4, 1),
    end=date(2020, 4, 1),
    due=date(2020, 4, 30),
    feeds=("anna-bell",),
    people=(Assignment("Anna Bell"),),
    title="File Audit",
    summary="File Audit - Anna Bell",
    description="Purpose: order\nWho: Anna Bell",
    digest="d",
)
LATER = replace(OLD, start=date(2020, 4, 2), end=date(2020, 4, 3))
AT_TEN = replace(OLD, at=time(10), minutes=60)
CEMS = replace(OLD, summary="File Audit - Cem Dora", feeds=("cem-dora",), people=(Assignment("Cem Dora"),))
COVERED = replace(CEMS, people=(Assignment("Cem Dora", "Anna Bell"),))
BOTH = replace(OLD, feeds=("anna-bell", "cem-dora"), people=(Assignment("Anna Bell"), Assignment("Cem Dora")))
DONE = replace(OLD, summary="✓ File Audit - Anna Bell", done=date(2020, 4, 29))
VACANT = replace(OLD, feeds=(), people=())
FORGOTTEN = replace(OLD, people=None, title=None)
TODAY = date(2020, 4, 20)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (Change(Kind.NEW, None, OLD), "File Audit, on 2020-04-01: with Anna Bell"),
        (Change(Kind.BACK, replace(OLD, live=False), CEMS), "File Audit, on 2020-04-01: with Cem Dora"),
        (Change(Kind.NEW, None, VACANT), "File Audit, on 2020-04-01: with nobody"),
        (Change(Kind.GONE, LATER, None), "File Audit, on 2020-04-02–2020-04-03: was with Anna Bell"),
        (
            Change(Kind.MOVED, OLD, LATER),
            "File Audit, on 2020-04-02–2020-04-03: 2020-04-02–2020-04-03 instead of 2020-04-01",
        ),
        (
            Change(Kind.MOVED, OLD, replace(OLD, due=date(2020, 4, 24))),
            "File Audit, on 2020-04-01: due 2020-04-24 instead of 2020-04-30",
        ),
        (
            Change(Kind.MOVED, replace(OLD, due=None), OLD),
            "File Audit, on 2020-04-01: due 2020-04-30 instead of no day",
        ),
        (
            Change(Kind.MOVED, AT_TEN, replace(AT_TEN, minutes=90)),
            (
                "File Audit, on 2020-04-01 at 10:00 (90 minutes):"
                " 2020-04-01 at 10:00 (90 minutes) instead of 2020-04-01 at 10:00 (60 minutes)"
            ),
        ),
        (Change(Kind.REASSIGNED, OLD, CEMS), "File Audit, on 2020-04-01: from Anna Bell to Cem Dora"),
        (
            Change(Kind.COVERED, OLD, COVERED),
            "File Audit, on 2020-04-01: from Anna Bell to Cem Dora (covering Anna Bell)",
        ),
        (Change(Kind.VACANT, OLD, VACANT), "File Audit, on 2020-04-01: from Anna Bell to nobody"),
        (Change(Kind.REASSIGNED, VACANT, OLD), "File Audit, on 2020-04-01: from nobody to Anna Bell"),
        (Change(Kind.REASSIGNED, OLD, BOTH), "File Audit, on 2020-04-01: Cem Dora as well"),
        (Change(Kind.REASSIGNED, BOTH, OLD), "File Audit, on 2020-04-01: without Cem Dora"),
        (Change(Kind.REASSIGNED, FORGOTTEN, CEMS), "File Audit, on 2020-04-01: from Anna Bell to Cem Dora"),
        (Change(Kind.GONE, FORGOTTEN, None), "File Audit - Anna Bell, on 2020-04-01: was with Anna Bell"),
        (
            Change(Kind.REASSIGNED, OLD, replace(CEMS, start=LATER.start, end=LATER.end)),
            (
                "File Audit, on 2020-04-02–2020-04-03: from Anna Bell to Cem Dora;"
                " 2020-04-02–2020-04-03 instead of 2020-04-01"
            ),
        ),
        (
            Change(Kind.REWORDED, OLD, replace(OLD, title="Audit of files", summary="Audit of files - Anna Bell")),
            "Audit of files, on 2020-04-01: 'Audit of files - Anna Bell' instead of 'File Audit - Anna Bell'",
        ),
        (
            Change(Kind.REWORDED, OLD, replace(OLD, description="Purpose: calm\nand order\nWho: Anna Bell")),
            "File Audit, on 2020-04-01: + Purpose: calm - Purpose: order; and 1 more line",
        ),
        (Change(Kind.DONE, OLD, DONE), "File Audit, on 2020-04-01: done on 2020-04-29"),
        (
            Change(Kind.DONE, DONE, replace(DONE, done=date(2020, 4, 28))),
            "File Audit, on 2020-04-01: done on 2020-04-28",
        ),
        (Change(Kind.DONE, DONE, OLD), "File Audit, on 2020-04-01: no longer shown as done"),
        (
            Change(Kind.REASSIGNED, OLD, replace(CEMS, done=date(2020, 4, 29))),
            "File Audit, on 2020-04-01: from Anna Bell to Cem Dora; done on 2020-04-29",
        ),
        (Change(Kind.REWORDED, OLD, replace(OLD, digest="e")), "File Audit, on 2020-04-01: its category or alert"),
        (
            Change(
                Kind.NEW, None, replace(FORGOTTEN, uid="nothing-planned.cem@qa", summary="No QA work", feeds=("cem",))
            ),
            "No QA work (cem), on 2020-04-01",
        ),
    ],
)
def test_a_change_in_one_line(change: Change, line: str) -> None:
    assert change_line(change, OF.names) == line


def test_somebody_who_is_no_longer_in_staff_is_called_as_their_feed() -> None:
    assert (
        change_line(Change(Kind.GONE, FORGOTTEN, None), {})
        == "File Audit - Anna Bell, on 2020-04-01: was with anna-bell"
    )


MOVED = Change(Kind.MOVED, OLD, LATER, ("moved: half term", "it was agreed"))
GIVEN = Change(Kind.REASSIGNED, replace(OLD, uid="a@qa"), replace(CEMS, uid="a@qa"))


def test_rows_by_kind_are_in_the_order_of_kinds_then_dates() -> None:
    new = [Change(Kind.NEW, None, replace(OLD, uid=f"{day}@qa", start=date(2020, 5, day))) for day in (9, 3)]

    found = by_kind([MOVED, GIVEN, *new], OF, TODAY)

    assert [(group.heading, [row.day for row in group.rows]) for group in found] == [
        ("New", [date(2020, 5, 3), date(2020, 5, 9)]),
        ("Moved", [date(2020, 4, 2)]),
        ("Reassigned", [date(2020, 4, 1)]),
    ]
    assert (found[1].rows[0].title, found[1].rows[0].why) == ("File Audit", "moved: half term; it was agreed")


def test_rows_by_person_are_their_own_news() -> None:
    found = by_person([MOVED, GIVEN], OF, TODAY)

    assert [(group.heading, [row.what for row in group.rows]) for group in found] == [
        (
            "Anna Bell",
            [
                "gone from you: from Anna Bell to Cem Dora",
                "moved: 2020-04-02–2020-04-03 instead of 2020-04-01",
            ],
        ),
        ("Cem Dora", ["new to you: from Anna Bell to Cem Dora"]),
    ]


def test_a_row_says_when_what_is_over_is_changed() -> None:
    ((row,),) = [group.rows for group in by_kind([GIVEN], OF, date(2020, 5, 1))]

    assert row.what == "already past; from Anna Bell to Cem Dora"


def test_how_many_of_each_kind() -> None:
    assert counts_line([GIVEN, MOVED, GIVEN]) == "1 moved, 2 reassigned"
    assert counts_line([]) == "nothing"


def test_what_would_vanish_is_listed_up_to_a_dozen() -> None:
    many = [replace(OLD, start=date(2020, 4, day), end=date(2020, 4, day)) for day in range(1, 15)]

    found = vanishing_lines(many, date(2020, 4, 1))

    assert found[:2] == (
        "nothing written: 14 coming events would vanish, which is most of them:",
        "  File Audit - Anna Bell, on 2020-04-01",
    )
    assert found[12:] == (
        "  File Audit - Anna Bell, on 2020-04-12",
        "  and 2 more",
        "Put back what went missing (`qa-calendar diff` lists it); if it is meant, run `qa-calendar build --force`.",
    )


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2020, 4, 2), "2 coming and 1 event of the past twelve months"),
        (date(2020, 5, 1), "3 events of the past twelve months"),
        (date(2020, 4, 1), "3 coming events"),
    ],
)
def test_what_would_vanish_of_the_past_is_counted_and_has_its_own_cure(today: date, said: str) -> None:
    some = [replace(OLD, start=date(2020, 4, day), end=date(2020, 4, day), due=None) for day in range(1, 4)]

    found = vanishing_lines(some, today)

    assert found[0] == f"nothing written: {said} would vanish, which is most of them:"
    assert any("`frameworks: [framework.yaml, framework-2021.yaml]`" in line for line in found) == ("past" in said)


def test_changes_as_values() -> None:
    before = {
        "summary": "File Audit - Anna Bell",
        "description": "Purpose: order\nWho: Anna Bell",
        "start": "2020-04-01",
        "end": "2020-04-01",
        "at": None,
        "minutes": 0,
        "due": "2020-04-30",
        "done": None,
        "workers": [{"name": "Anna Bell", "covering": None}],
        "feeds": ["anna-bell"],
        "shared": [],
        "sequence": 0,
    }

    found = change_values([Change(Kind.COVERED, OLD, replace(COVERED, at=time(10), minutes=5), ("a", "b"))], TODAY)

    assert json.loads(json.dumps(found)) == [
        {
            "kind": "covered",
            "uid": OLD.uid,
            "title": "File Audit",
            "moved": True,
            "reassigned": True,
            "already_past": False,
            "why": ["a", "b"],
            "before": before,
            "after": {
                **before,
                "summary": "File Audit - Cem Dora",
                "at": "10:00",
                "minutes": 5,
                "workers": [{"name": "Cem Dora", "covering": "Anna Bell"}],
                "feeds": ["cem-dora"],
                "shared": [],
            },
        }
    ]
    (gone,) = change_values([Change(Kind.GONE, FORGOTTEN, None)], date(2020, 5, 1))
    assert (gone["already_past"], gone["before"]["workers"], gone["after"]) == (True, None, None)
