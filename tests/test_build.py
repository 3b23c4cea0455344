"""Builds on disk: what is written, what is left alone, and what is mended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import ANY

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar
from workspaces import (
    AWKWARD,
    MONDAY,
    ROOT,
    SMALL_CONFIG,
    SMALL_FRAMEWORK,
    TUESDAY,
    WEDNESDAY,
    built,
    edit,
    environment,
    feeds,
    files,
    small,
    starter,
)

from qa_calendar.delivering.building.build import bring_up_to_date, build
from qa_calendar.delivering.building.unchanged import Action, Built, first_look, recall
from qa_calendar.delivering.state.memory import NUMBER
from qa_calendar.delivering.workspace import Snapshot, Workspace
from qa_calendar.planning.revisions import Kind
from qa_calendar.problems import DeliveryError, InvalidInputError

COUNTS = {
    "claire-turnbull.ics": 2,
    "iros.ics": 2,
    "kara-walne.ics": 12,
    "kelda-claire.ics": 23,
    "stuart-jones.ics": 15,
    "team.ics": 40,
}

RICH_CONFIG = SMALL_CONFIG.replace(
    "due: last working day}",
    'due: last working day}\n  activities:\n    Peer Audit: {at: "10:30", lasts: 2 hours, due: last working day}',
).replace(
    "team_name: The team", 'team_name: The team\n  alarm: 1 day before\n  due_events: true\n  categories: ["A, b", C;d]'
)
RICH_FRAMEWORK = SMALL_FRAMEWORK.replace("To see that files are in order.", f'"{AWKWARD}"')


def actions(outcome: Built) -> dict[str, str]:
    return {line.file: line.action.value for line in outcome.feeds}


def kinds(outcome: Built) -> list[Kind]:
    return [change.kind for change in outcome.changes]


def events_of(raw: bytes) -> dict[str, tuple[int, datetime, str]]:
    """SEQUENCE, DTSTAMP and SUMMARY of each event."""
    return {
        str(event["UID"]): (int(event["SEQUENCE"]), event.decoded("DTSTAMP"), str(event["SUMMARY"]))
        for event in Calendar.from_ical(raw).walk("VEVENT")
    }


def test_the_starter_has_the_framework_s_counts_by_two_parsers(tmp_path: Path) -> None:
    workspace = starter(tmp_path)

    outcome = built(workspace)

    found = feeds(workspace)
    assert {name: len(Calendar.from_ical(raw).walk("VEVENT")) for name, raw in found.items()} == COUNTS
    assert {
        name: len(IcsCalendarStream.calendar_from_ics(raw.decode()).events) for name, raw in found.items()
    } == COUNTS
    assert {line.file: line.events for line in outcome.feeds} == COUNTS
    assert set(actions(outcome).values()) == {"written"}


@pytest.mark.parametrize("later", [MONDAY, TUESDAY], ids=["the same day", "the next day"])
def test_a_second_build_touches_nothing(tmp_path: Path, later: datetime) -> None:
    workspace = starter(tmp_path)
    built(workspace)
    memory = workspace.root / "state" / "last-build.json"
    before = files(workspace.root)

    outcome = built(workspace, later)

    after = files(workspace.root)
    if later is not MONDAY:  # the day is among what the memory of the last build is of
        before.pop("state/last-build.json"), after.pop("state/last-build.json")
    assert memory.exists()
    assert after == before
    assert (set(actions(outcome).values()), outcome.changes) == ({"unchanged"}, ())


def test_a_lost_out_folder_comes_back_byte_for_byte(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    built(workspace)
    before = feeds(workspace)
    shutil.rmtree(workspace.root / "out")

    built(workspace, TUESDAY)

    assert feeds(workspace) == before


def lose_the_state(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / "state")


def test_a_lost_database_comes_back_from_the_feeds(tmp_path: Path) -> None:
    workspace = small(tmp_path, RICH_CONFIG, RICH_FRAMEWORK)
    built(workspace)
    edit(workspace, "framework.yaml", "workers: [Anna Bell, Cem Dora]", "workers: [Anna Bell]")  # SEQUENCE 1
    edit(workspace, "framework.yaml", "title: The framework", "title: Our framework")
    built(workspace, TUESDAY)
    before = files(workspace.root / "out")
    sequences = {sequence for raw in feeds(workspace).values() for sequence, *_ in events_of(raw).values()}
    lose_the_state(workspace)

    outcome = built(workspace, WEDNESDAY)

    assert sequences == {0, 1}
    numbered = {NUMBER: ANY}
    assert files(workspace.root / "out") | numbered == before | numbered
    assert (outcome.changes, outcome.recovered) == ((), 7)
    assert built(workspace, WEDNESDAY).recovered == 0


def test_whoever_is_touched_after_the_database_was_lost_is_told_once(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    lose_the_state(workspace)
    edit(workspace, "framework.yaml", "workers: [Anna Bell, Cem Dora]", "workers: [Anna Bell]")

    outcomes = [built(workspace, TUESDAY), built(workspace, WEDNESDAY)]

    assert [one.recovered for one in outcomes] == [ANY, 0]
    assert [bool(one.told) for one in outcomes] == [True, False]


def test_recovered_revisions_go_on_from_where_they_were(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    edit(workspace, "framework.yaml", "workers: [Anna Bell, Cem Dora]", "workers: [Anna Bell]")
    built(workspace, TUESDAY)
    lose_the_state(workspace)
    edit(workspace, "framework.yaml", "workers: [Anna Bell]\nmonths", "workers: [Cem Dora]\nmonths")

    outcome = built(workspace, WEDNESDAY)

    uid = "2020-04-peer-audit@qa.example.gov.uk"
    assert Kind.REASSIGNED in kinds(outcome)
    assert events_of(feeds(workspace)["cem-dora.ics"])[uid] == (2, WEDNESDAY, "Peer Audit - Cem Dora")


def test_a_dry_run_writes_nothing_at_all(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    before = sorted(workspace.root.rglob("*"))

    outcome = built(workspace, dry_run=True)

    assert sorted(workspace.root.rglob("*")) == before
    assert (outcome.dry_run, set(actions(outcome).values())) == (True, {"written"})


def test_a_dry_run_after_a_change_tells_it_and_writes_nothing(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    before = files(workspace.root)

    outcome = built(workspace, TUESDAY, dry_run=True)

    assert files(workspace.root) == before
    assert kinds(outcome) == [Kind.MOVED] * 3


def test_the_feed_of_somebody_taken_out_of_staff_says_that_it_has_ended_and_is_removed_after_its_weeks(
    tmp_path: Path,
) -> None:
    workspace = small(tmp_path)
    built(workspace)
    leave(workspace)

    rehearsed, outcome = built(workspace, TUESDAY, dry_run=True), built(workspace, TUESDAY)

    assert actions(outcome) == {"anna-bell.ics": "written", "cem-dora.ics": "written", "team.ics": "written"}
    assert actions(rehearsed) == actions(outcome)
    ended = feeds(workspace)["cem-dora.ics"]
    assert events_of(ended) == {"ended.cem-dora@qa.example.gov.uk": (0, TUESDAY, "This calendar has ended")}
    assert b"DTSTART;VALUE=DATE:20200331\r\n" in ended
    assert b"Cem Dora" not in ended

    assert set(actions(built(workspace, TUESDAY + timedelta(days=27))).values()) == {"unchanged"}
    assert feeds(workspace)["cem-dora.ics"] == ended
    gone = built(workspace, TUESDAY + timedelta(days=28))
    assert (actions(gone)["cem-dora.ics"], sorted(feeds(workspace))) == ("removed", ["anna-bell.ics", "team.ics"])
    assert set(actions(built(workspace, TUESDAY + timedelta(days=29)))) == {"anna-bell.ics", "team.ics"}


@pytest.mark.parametrize("lost", ["nothing", "state", "out"])
def test_a_leaver_s_own_feed_ends_the_day_after_and_the_team_s_keeps_the_past(tmp_path: Path, lost: str) -> None:
    workspace = small(tmp_path)
    built(workspace)
    before = feeds(workspace)
    edit(workspace, "config.yaml", "cem@example.gov.uk", "cem@example.gov.uk, until: 2020-04-01")

    assert set(actions(built(workspace, WEDNESDAY)).values()) == {"unchanged"}
    outcome = built(workspace, WEDNESDAY + timedelta(days=1))

    ended = feeds(workspace)
    assert kinds(outcome) == [Kind.NEW]
    assert {name for name in before if ended[name] != before[name]} == {"cem-dora.ics"}
    assert list(events_of(ended["cem-dora.ics"])) == ["ended.cem-dora@qa.example.gov.uk"]
    assert b"DTSTART;VALUE=DATE:20200402\r\n" in ended["cem-dora.ics"]
    if lost != "nothing":
        shutil.rmtree(workspace.root / lost)
    built(workspace, WEDNESDAY + timedelta(days=9))
    assert feeds(workspace) == ended
    built(workspace, WEDNESDAY + timedelta(days=29))
    assert sorted(feeds(workspace)) == ["anna-bell.ics", "team.ics"]


def test_whoever_comes_back_has_their_feed_again_and_the_note_is_gone(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    before = feeds(workspace)["cem-dora.ics"]
    edit(workspace, "config.yaml", "cem@example.gov.uk", "cem@example.gov.uk, until: 2020-04-01")
    built(workspace, WEDNESDAY + timedelta(days=1))
    assert feeds(workspace)["cem-dora.ics"] != before
    edit(workspace, "config.yaml", ", until: 2020-04-01", "")

    built(workspace, WEDNESDAY + timedelta(days=2))

    assert feeds(workspace)["cem-dora.ics"] == before


def test_the_weeks_of_a_leaver_s_note_are_what_config_says_and_the_lost_database_forgets_none(tmp_path: Path) -> None:
    workspace = small(tmp_path, SMALL_CONFIG + "links: {leaver_weeks: 1}\n")
    built(workspace)
    leave(workspace)
    built(workspace, TUESDAY)
    shutil.rmtree(workspace.root / "state")

    built(workspace, TUESDAY + timedelta(days=6))
    assert "cem-dora.ics" in feeds(workspace)
    built(workspace, TUESDAY + timedelta(days=7))
    assert "cem-dora.ics" not in feeds(workspace)


def leave(workspace: Workspace) -> None:
    """Cem Dora leaves."""
    edit(workspace, "config.yaml", "  Cem Dora: {role: Auditor, email: cem@example.gov.uk}\n", "")
    edit(workspace, "framework.yaml", "[Anna Bell, Cem Dora]", "[Anna Bell]")


def test_a_leaver_s_feed_that_somebody_changed_is_left_alone(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    theirs = workspace.root / "out" / "feeds" / "cem-dora.ics"
    theirs.write_bytes(b"somebody else's")
    leave(workspace)

    outcome = built(workspace, TUESDAY)

    assert actions(outcome)["cem-dora.ics"] == Action.LEFT_ALONE
    assert theirs.read_bytes() == b"somebody else's"


def test_a_feed_we_never_wrote_is_left_alone(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    other = workspace.root / "out" / "feeds" / "other.ics"
    other.write_bytes(b"not ours")

    outcome = built(workspace, TUESDAY)

    assert other.read_bytes() == b"not ours"
    assert "other.ics" not in actions(outcome)


def test_somebody_without_work_has_a_note_until_work_comes(tmp_path: Path) -> None:
    workspace = small(tmp_path, SMALL_CONFIG.replace("working_days", "  Eve Fox: {role: Auditor}\nworking_days"))
    uid = "nothing-planned.eve-fox@qa.example.gov.uk"

    built(workspace)
    first = feeds(workspace)["eve-fox.ics"]
    built(workspace, TUESDAY)

    assert events_of(first) == {uid: (0, MONDAY, "No QA work planned for you")}
    assert b"DTSTART;VALUE=DATE:20200330\r\n" in first
    assert feeds(workspace)["eve-fox.ics"] == first
    assert uid not in events_of(feeds(workspace)["team.ics"])

    edit(workspace, "framework.yaml", "Cem Dora]", "Eve Fox, Cem Dora]")
    built(workspace, WEDNESDAY)

    assert list(events_of(feeds(workspace)["eve-fox.ics"])) == ["2020-04-peer-audit@qa.example.gov.uk"]


def test_the_note_that_comes_back_is_of_that_day_and_newer(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    for now, workers in ((MONDAY, "[Anna Bell]"), (TUESDAY, "[Cem Dora]"), (WEDNESDAY, "[Anna Bell]")):
        (workspace.root / "framework.yaml").write_text(SMALL_FRAMEWORK.replace("[Anna Bell, Cem Dora]", workers))
        built(workspace, now)

    raw = feeds(workspace)["cem-dora.ics"]
    assert events_of(raw) == {
        "nothing-planned.cem-dora@qa.example.gov.uk": (1, WEDNESDAY, "No QA work planned for you")
    }
    assert b"DTSTART;VALUE=DATE:20200401\r\n" in raw


def test_a_framework_that_empties_leaves_a_note_in_the_team_s_feed(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    skips = "".join(
        f"  - {{activity: {title}, month: {month}, skip: true, because: a test}}\n"
        for title, month in (("File Audit", "April"), ("Peer Audit", "April"), ("File Audit", "May"))
    )
    edit(workspace, "config.yaml", "rules:\n", f"date_changes:\n{skips}rules:\n")

    built(workspace, TUESDAY, force=True)

    assert list(events_of(feeds(workspace)["team.ics"])) == ["nothing-planned.team@qa.example.gov.uk"]


def test_a_new_template_rewords_and_touches_only_what_it_changes(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    before = files(workspace.root / "out" / "feeds")
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates" / "event.description.j2").write_text(
        "{{ work.purpose }}{% if work.workers|length == 2 %} In twos.{% endif %}\n"
    )

    outcome = built(workspace, TUESDAY)
    (workspace.root / "templates" / "event.description.j2").write_text(
        "{{ work.purpose }}{% if work.workers|length == 2 %} In pairs.{% endif %}\n"
    )
    between = files(workspace.root / "out" / "feeds")
    again = built(workspace, WEDNESDAY)

    assert (kinds(outcome), kinds(again)) == ([Kind.REWORDED] * 3, [Kind.REWORDED])
    assert before.keys() == between.keys()
    assert {(sequence, stamp) for sequence, stamp, _ in events_of(feeds(workspace)["anna-bell.ics"]).values()} == {
        (0, TUESDAY),
        (0, WEDNESDAY),
    }


def test_only_the_feeds_that_hold_a_change_are_rewritten(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    built(workspace)
    before = files(workspace.root / "out" / "feeds")
    edit(workspace, "framework.yaml", "To identify themes and learning for out of", "To learn from out of")

    outcome = built(workspace, TUESDAY)

    after = files(workspace.root / "out" / "feeds")
    assert {name for name in after if after[name] != before[name]} == {"kelda-claire.ics", "team.ics"}
    assert set(kinds(outcome)) == {Kind.REWORDED}


@pytest.mark.parametrize("torn", [b"", b"\x00\xff garbage", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEV"])
def test_a_torn_feed_is_mended(tmp_path: Path, torn: bytes) -> None:
    workspace = small(tmp_path)
    built(workspace)
    before = feeds(workspace)
    (workspace.root / "out" / "feeds" / "team.ics").write_bytes(torn)
    leftover = workspace.root / "out" / "feeds" / "team.ics.qa-calendar-tmp"
    leftover.write_bytes(b"BEGIN:")

    assert recall(first_look(workspace), MONDAY.date()) is None
    built(workspace, MONDAY)

    assert feeds(workspace) == before


def test_an_edit_during_a_build_is_not_taken_for_built(tmp_path: Path) -> None:
    workspace = small(tmp_path)

    class Restless(Snapshot):
        def again(self) -> Snapshot:
            found = super().again()
            edit(workspace, "framework.yaml", "title: The framework", "title: Our framework")
            return found

    read = workspace.read()
    bring_up_to_date(Restless(read.contents, read.config, read.frameworks), MONDAY)

    assert recall(first_look(workspace), MONDAY.date()) is None
    built(workspace)
    assert recall(first_look(workspace), MONDAY.date()) is not None


def test_a_copied_workspace_is_not_taken_for_the_first(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    copy = Workspace(tmp_path / "a copy")
    shutil.copytree(workspace.root, copy.root)
    shutil.rmtree(copy.root / "out")

    assert recall(first_look(workspace), MONDAY.date()) is not None
    assert recall(first_look(copy), MONDAY.date()) is None


def test_wrong_files_are_all_told_before_anything_is_written(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    before = files(workspace.root / "out")
    (workspace.root / "config.yaml").unlink()
    (workspace.root / "framework.yaml").write_text("")

    with pytest.raises(InvalidInputError) as caught:
        built(workspace, TUESDAY)

    assert recall(first_look(workspace), MONDAY.date()) is None
    assert [problem.location.file for problem in caught.value.problems] == ["config.yaml", "framework.yaml"]
    assert files(workspace.root / "out") == before


def test_crlf_files_give_the_same_feeds(tmp_path: Path) -> None:
    (tmp_path / "lf").mkdir()
    (tmp_path / "crlf").mkdir()
    lf = small(tmp_path / "lf", RICH_CONFIG, RICH_FRAMEWORK)
    crlf = small(tmp_path / "crlf", RICH_CONFIG.replace("\n", "\r\n"), RICH_FRAMEWORK.replace("\n", "\r\n"))
    shutil.copytree(ROOT / "templates", crlf.root / "templates")
    for path in (crlf.root / "templates").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    built(lf)
    built(crlf)

    assert feeds(crlf) == feeds(lf)


def test_out_that_is_a_file_is_said(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace.root / "out").write_bytes(b"")

    with pytest.raises(DeliveryError, match="there is a file of that name, where a folder has to be"):
        built(workspace)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_out_is_said(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace.root / "out").mkdir(mode=0o500)

    with pytest.raises(DeliveryError, match=r"cannot write to .*out"):
        built(workspace)


def test_a_second_build_waits_so_long_and_says_so(tmp_path: Path) -> None:
    from filelock import FileLock

    workspace = small(tmp_path)
    (workspace.root / "out").mkdir()

    with (
        FileLock(workspace.root / "out" / ".qa-calendar.lock"),
        pytest.raises(
            DeliveryError, match=r"waited 0\.1 seconds for another qa-calendar that is writing to .*out; run"
        ),
    ):
        build(workspace, MONDAY, patience=0.1)


@pytest.mark.exhaustive
def test_several_builds_at_once_tear_nothing(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    command = [sys.executable, "-m", "qa_calendar", "build", "--now", "2020-03-30T09:00:00Z"]

    running = [
        subprocess.Popen(
            command, cwd=workspace.root, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in running]

    assert ended == [(b"", 0)] * 4
    (tmp_path / "alone").mkdir()
    undisturbed = small(tmp_path / "alone")
    built(undisturbed)
    assert feeds(workspace) == feeds(undisturbed)


def test_a_build_that_waited_does_not_put_the_old_files_back(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    snapshot = workspace.read()
    edit(workspace, "framework.yaml", "title: The framework", "title: Our framework")
    built(workspace)

    _, used = bring_up_to_date(snapshot, TUESDAY)

    assert used.frameworks[0].title == "Our framework"
    assert b"Our framework" in feeds(workspace)["team.ics"]


@pytest.mark.exhaustive
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the driver forks")
@pytest.mark.parametrize("story", ["first", "changed", "left"])
def test_a_build_cut_off_anywhere_is_whole_after_the_next(tmp_path: Path, story: str) -> None:
    driver = Path(__file__).parent / "cut_off.py"
    found = subprocess.run(
        [sys.executable, str(driver), story, str(tmp_path)],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )

    assert (found.stderr, found.returncode) == ("", 0)
    assert int(found.stdout) > 20
