"""done and progress, as people and scripts run them."""

from __future__ import annotations

import json
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from test_cli import invoke, usage
from workspaces import MONDAY, built, edit, feeds, files, run, small, starter

from qa_calendar.delivering.building.build import bring_up_to_date
from qa_calendar.delivering.building.recording import Said, mark_done
from qa_calendar.delivering.state.completions import Completions
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.workspace import Snapshot, Workspace
from qa_calendar.planning.lookup import Meant
from qa_calendar.problems import DeliveryError

IN_OCTOBER = ("done", "Peer Audit", "--month", "October")
ON_TIME = "Peer Audit of October 2020: done on Friday 30 October 2020 by IROs, on time."
UNDO = '`qa-calendar done "Peer Audit" --month 2020-10 --undo` takes it back.'
TO_KARA = "  - {from: 2020-04-01, work_of: IROs, goes_to: Kara Walne}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return starter(tmp_path)


def said(*argv: str, of: Workspace, today: str = "2020-10-30") -> str:
    """What a verb that works prints."""
    ended = invoke(*argv, "--today", today, folder=of.root)
    assert (ended.exit_code, ended.stderr) == (0, "")
    return ended.stdout


def values(*argv: str, of: Workspace, today: str = "2020-10-30") -> Any:
    return json.loads(said(*argv, "--json", of=of, today=today))


def refused(*argv: str, of: Workspace, today: str = "2020-10-30") -> str:
    return usage(invoke(*argv, "--today", today, folder=of.root))


def records(workspace: Workspace) -> int:
    with opened_for(workspace.read(), create=False) as database:
        return len(Completions(database).history())


def show_done(workspace: Workspace) -> None:
    edit(workspace, "config.yaml", "show_done: false", "show_done: true")


def staff_change(workspace: Workspace, line: str = TO_KARA) -> None:
    text = (workspace.root / "config.yaml").read_text(encoding="utf-8")
    before = next(one for one in text.splitlines() if one.startswith("staff_changes:"))
    edit(workspace, "config.yaml", before, f"staff_changes:\n{line}")


def test_done_says_what_is_recorded_and_how_to_take_it_back(workspace: Workspace) -> None:
    assert said(*IN_OCTOBER, of=workspace) == f"{ON_TIME} {UNDO}\n"


def test_done_as_a_person_runs_it(workspace: Workspace) -> None:
    ended = run(*IN_OCTOBER, "--now", "2020-10-30T09:00Z", cwd=workspace.root)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"{ON_TIME} {UNDO}\n", "")


def test_the_day_and_those_who_did_it_may_be_others(workspace: Workspace) -> None:
    found = values(
        *IN_OCTOBER, "--on", "2020-11-02", "--by", "IRO's", "--by", "kara walne", of=workspace, today="2020-11-03"
    )

    assert found == {
        "outcome": "recorded",
        "uid": "2020-10-peer-audit@qa.example.gov.uk",
        "activity": "Peer Audit",
        "month": "2020-10",
        "done": "2020-11-02",
        "by": ["IROs", "Kara Walne"],
        "remaining": [],
        "due": "2020-10-30",
        "late": True,
    }


def test_late_work_says_when_it_was_due(workspace: Workspace) -> None:
    assert "by IROs, after it was due on Friday 30 October 2020. `" in said(
        *IN_OCTOBER, of=workspace, today="2020-10-31"
    )


@pytest.mark.parametrize("again", [(), ("--on", "2020-10-30"), ("--by", "IROs")])
def test_the_same_again_is_known_and_leaves_no_trace(workspace: Workspace, again: tuple[str, ...]) -> None:
    said(*IN_OCTOBER, of=workspace)

    found = said(*IN_OCTOBER, *again, of=workspace, today="2020-11-04")

    assert found == "Peer Audit of October 2020: already recorded as done on Friday 30 October 2020 by IROs.\n"
    assert records(workspace) == 1


def test_a_correction_counts_and_what_it_leaves_unsaid_stays(workspace: Workspace) -> None:
    said(*IN_OCTOBER, of=workspace)

    by_kara = values(*IN_OCTOBER, "--by", "Kara Walne", of=workspace, today="2020-11-04")
    earlier = values(*IN_OCTOBER, "--on", "2020-10-29", of=workspace, today="2020-11-05")

    assert (by_kara["done"], by_kara["by"]) == ("2020-10-30", ["Kara Walne"])
    assert (earlier["done"], earlier["by"]) == ("2020-10-29", ["Kara Walne"])
    assert records(workspace) == 3


def test_a_correction_leaves_late_as_it_was_and_a_new_record_does_not(workspace: Workspace) -> None:
    said(*IN_OCTOBER, of=workspace)
    edit(workspace, "config.yaml", "  activities: {}", "  activities: {Peer Audit: {due: 3rd working day}}")

    corrected = values(*IN_OCTOBER, "--by", "Kara Walne", of=workspace)
    said(*IN_OCTOBER, "--undo", of=workspace)
    anew = values(*IN_OCTOBER, of=workspace)

    assert [(one["due"], one["late"]) for one in (corrected, anew)] == [("2020-10-30", False), ("2020-10-05", True)]


def test_undo_takes_it_back_once(workspace: Workspace) -> None:
    said(*IN_OCTOBER, of=workspace)

    first, second = (said(*IN_OCTOBER, "--undo", of=workspace) for _ in range(2))

    assert first == "Peer Audit of October 2020: no longer recorded as done on Friday 30 October 2020 by IROs.\n"
    assert second == "Peer Audit of October 2020: not recorded as done, so there is nothing to take back.\n"
    assert records(workspace) == 2


def test_undo_for_a_script(workspace: Workspace) -> None:
    said(*IN_OCTOBER, of=workspace)

    found = values(*IN_OCTOBER, "--undo", of=workspace)

    assert (found["outcome"], found["done"], found["by"]) == ("taken back", None, [])


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("done", "Peer Audt", "--month", "October"), "no activity 'Peer Audt' (did you mean 'Peer Audit'?)"),
        (("done", "Peer Audit", "--month", "May"), "'Peer Audit' is not in May; it is in October 2020 and March 2021"),
        (("done", "Peer Audit", "--month", "Octobre"), "no month 'Octobre' (did you mean 'October'?)"),
        ((*IN_OCTOBER, "--by", "Kara Wlane"), "'Kara Wlane' is not in staff (did you mean 'Kara Walne'?)"),
        ((*IN_OCTOBER, "--on", "2020-10-31"), "--on 2020-10-31 is yet to come; work is recorded once it is done"),
        ((*IN_OCTOBER, "--on", "soon"), "'soon' is not a date; write it as 2020-09-01"),
        ((*IN_OCTOBER, "--undo", "--by", "IROs"), "is done at once by all who have it"),
        (("done", "Peer Audit", "--month", "2020-10", "--year", "2021"), "--month says 2020 and --year 2021"),
        (("progress", "--by", "week"), "--by is month or person, not 'week'"),
    ],
)
def test_what_is_not_meant_is_told_and_nothing_is_written(
    workspace: Workspace, argv: tuple[str, ...], message: str
) -> None:
    before = files(workspace.root)

    assert message in refused(*argv, of=workspace)
    assert files(workspace.root) == before


def test_work_nobody_has_needs_a_name(workspace: Workspace) -> None:
    staff_change(workspace, "  - {from: 2020-04-01, work_of: IROs, goes_to: nobody}\n")

    assert "nobody has 'Peer Audit' of October 2020: say who did it, with --by" in refused(*IN_OCTOBER, of=workspace)
    assert "by Kara Walne, on time" in said(*IN_OCTOBER, "--by", "Kara Walne", of=workspace)
    assert "already recorded" in said(*IN_OCTOBER, of=workspace)


def test_one_of_two_in_a_month_needs_its_id(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    edit(workspace, "framework.yaml", "    - Peer Audit\n", "    - Peer Audit\n    - Peer Audit: {id: second}\n")
    argv = ("done", "Peer Audit", "--month", "April")

    assert "is in April 2020 2 times: say which, with --id peer-audit or second" in refused(*argv, of=workspace)
    assert '`qa-calendar done "Peer Audit" --month 2020-04 --id second --undo` takes' in said(
        *argv, "--id", "second", of=workspace
    )


def test_a_build_shows_it_when_it_is_to(workspace: Workspace) -> None:
    show_done(workspace)
    built(workspace)
    before = feeds(workspace)

    shown = said(*IN_OCTOBER, of=workspace)
    outcome = built(workspace, datetime(2020, 10, 30, 13, tzinfo=UTC))

    assert shown == f"{ON_TIME} {UNDO}\nRun `qa-calendar build` to bring the calendars up to date.\n"
    assert [(change.kind.value, change.after and change.after.sequence) for change in outcome.changes] == [("done", 0)]
    assert outcome.told == ()
    after = feeds(workspace)
    assert {name for name in after if after[name] != before[name]} == {"iros.ics", "team.ics"}
    added = [line for line in after["team.ics"].decode().splitlines() if line not in before["team.ics"].decode()]
    assert "SUMMARY:✓ Peer Audit - IROs" in added
    assert "X-QA-CALENDAR-DONE;VALUE=DATE:20201030" in added


def test_a_build_shows_nothing_when_it_is_not_to(workspace: Workspace) -> None:
    built(workspace)
    before = feeds(workspace)
    said(*IN_OCTOBER, of=workspace)

    outcome = built(workspace, datetime(2020, 10, 30, 13, tzinfo=UTC))

    assert (outcome.changes, feeds(workspace)) == ((), before)


def test_a_build_after_it_is_no_repetition_and_the_one_after_that_is(workspace: Workspace) -> None:
    show_done(workspace)
    said("build", of=workspace)
    said(*IN_OCTOBER, of=workspace)

    second, third = (said("build", of=workspace) for _ in range(2))

    assert "Changed: 1 done\n  done: Peer Audit, on 2020-10-01: done on 2020-10-30\n" in second
    assert third.startswith("Nothing has changed: ")


def test_taken_back_it_is_gone_from_the_feeds_byte_for_byte_but_for_its_stamp(workspace: Workspace) -> None:
    show_done(workspace)
    built(workspace)
    before = feeds(workspace)["iros.ics"]
    said(*IN_OCTOBER, of=workspace)
    built(workspace, datetime(2020, 10, 30, 13, tzinfo=UTC))
    said(*IN_OCTOBER, "--undo", of=workspace)

    said("build", of=workspace, today="2020-10-31")

    after = feeds(workspace)["iros.ics"]
    assert b"20201031T120000Z" in after
    assert after.replace(b"20201031T120000Z", b"20200330T090000Z") == before
    assert "no longer shown as done" in said("log", "3", of=workspace)


def test_what_is_done_stays_with_whoever_did_it_whatever_becomes_of_the_staff(workspace: Workspace) -> None:
    built(workspace)
    said(*IN_OCTOBER, of=workspace)
    staff_change(workspace)

    outcome = built(workspace, datetime(2020, 10, 30, 13, tzinfo=UTC))

    moved = [change.shown.title for change in outcome.changes if change.is_restaffing]
    assert (moved, outcome.rewritten) == (["Peer Audit"], ())
    assert [change.uid[:7] for change in outcome.changes if change.is_restaffing] == ["2021-03"]


def test_a_handover_does_not_propose_to_move_what_is_done(workspace: Workspace) -> None:
    said(*IN_OCTOBER, of=workspace)

    found = values("handover", "IROs", "Kara Walne", "--from", "2020-04-01", "--dry-run", of=workspace)

    assert [change["uid"][:7] for change in found["changes"] if change["reassigned"]] == ["2021-03"]


def test_what_is_recorded_while_a_build_waits_is_in_it(workspace: Workspace) -> None:
    show_done(workspace)
    built(workspace)
    first_path = iter([True])

    class Overtaken(Snapshot):
        @property
        def out(self) -> Path:
            if next(first_path, False):
                said(*IN_OCTOBER, of=workspace)
            return super().out

    read = workspace.read()
    overtaken = Overtaken(read.contents, read.config, read.frameworks)
    bring_up_to_date(overtaken, datetime(2020, 10, 30, 13, tzinfo=UTC))

    assert "✓ Peer Audit - IROs".encode() in feeds(workspace)["iros.ics"]


def test_it_is_recorded_before_there_ever_was_a_build(workspace: Workspace) -> None:
    show_done(workspace)
    said(*IN_OCTOBER, of=workspace)

    outcome = built(workspace, MONDAY)

    assert {change.kind.value for change in outcome.changes} == {"new"}
    assert "✓ Peer Audit - IROs".encode() in feeds(workspace)["iros.ics"]


def test_a_lost_database_is_told_by_the_feeds_what_was_done(workspace: Workspace) -> None:
    show_done(workspace)
    staff_change(workspace)
    said(*IN_OCTOBER, "--by", "IROs", of=workspace)
    built(workspace)
    before = feeds(workspace)
    shutil.rmtree(workspace.root / "state")

    outcome = built(workspace, datetime(2020, 10, 31, 9, tzinfo=UTC))

    assert (outcome.changes, feeds(workspace)) == ((), before)
    assert values("progress", "--by", "person", of=workspace)["people"][-1]["done"] == 1
    assert said(*IN_OCTOBER, "--undo", of=workspace).startswith("Peer Audit of October 2020: no longer recorded")


def test_a_build_under_way_is_waited_for(workspace: Workspace) -> None:
    from filelock import FileLock

    out = workspace.root / "out"
    out.mkdir()
    with FileLock(out / ".qa-calendar.lock"):
        caught: list[Exception] = []

        def record() -> None:
            try:
                mark_done(workspace.read(), Meant("Peer Audit", 10), Said(), MONDAY, patience=0)
            except DeliveryError as error:
                caught.append(error)

        thread = threading.Thread(target=record)
        thread.start()
        thread.join()

    assert [str(error)[:40] for error in caught] == ["waited 0 seconds for another qa-calendar"]
    assert records(workspace) == 0


@pytest.fixture
def half_done(tmp_path: Path) -> Workspace:
    """Two pieces of work in April, one done late by the other person, and one in May."""
    workspace = small(tmp_path)
    built(workspace)
    said("done", "File Audit", "--month", "April", "--by", "Cem Dora", of=workspace, today="2020-05-01")
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    built(workspace, datetime(2020, 4, 1, 9, tzinfo=UTC))
    return workspace


def test_progress_prints_both_tables_and_what_is_overdue(half_done: Workspace) -> None:
    assert (
        said("progress", of=half_done, today="2020-05-04")
        == """\
By month

  month        planned   done   late   overdue   moved   reassigned
 ───────────────────────────────────────────────────────────────────
  April 2020         2      1      1         1       2            0
  May 2020           1      0      0         0       1            0
  all                3      1      1         1       3            0

By person

  person           planned   done   late   overdue   moved   reassigned
 ───────────────────────────────────────────────────────────────────────
  Anna Bell              2      0      0         1       2            0
  Cem Dora               2      1      1         1       2            0
  all, each once         3      1      1         1       3            0

Overdue: 1

  was due          activity     month        named worker
 ────────────────────────────────────────────────────────────────
  Thu 2020-04-30   Peer Audit   April 2020   Anna Bell, Cem Dora

"""
    )


@pytest.mark.parametrize(("by", "other"), [("month", "By person"), ("person", "By month")])
def test_progress_by_one_of_them(half_done: Workspace, by: str, other: str) -> None:
    found = said("progress", "--by", by, of=half_done)

    assert f"By {by}" in found
    assert other not in found


def test_progress_for_a_script(half_done: Workspace) -> None:
    found = values("progress", of=half_done, today="2020-05-04")

    counts = {"planned": 1, "done": 0, "late": 0, "overdue": 0, "moved": 1, "reassigned": 0}
    assert found["months"][1] == {"month": "2020-05", **counts}
    assert [one["person"] for one in found["people"]] == ["Anna Bell", "Cem Dora"]
    assert found["total"] == {"planned": 3, "done": 1, "late": 1, "overdue": 1, "moved": 3, "reassigned": 0}
    assert found["overdue"] == [
        {
            "uid": "2020-04-peer-audit@qa.example.gov.uk",
            "activity": "Peer Audit",
            "month": "2020-04",
            "due": "2020-04-30",
            "over": "2020-04-30",
            "workers": [{"name": "Anna Bell", "covering": None}, {"name": "Cem Dora", "covering": None}],
        }
    ]


def test_progress_leaves_out_what_was_due_before_people_began_to_record(half_done: Workspace) -> None:
    edit(half_done, "config.yaml", "feeds:", "overdue: {since: 2020-05-01}\nfeeds:")

    found = said("progress", of=half_done, today="2020-05-04")

    last = "Nothing is overdue.\nWhat was due before Friday 1 May 2020 is not counted as overdue.\n"
    assert found.endswith(last)


def test_progress_writes_nothing(workspace: Workspace) -> None:
    before = files(workspace.root)

    said("progress", of=workspace)

    assert files(workspace.root) == before
