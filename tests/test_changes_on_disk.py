"""What a build leaves beside the feeds: news, a log, a stop when too much would vanish, a word about the past."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from icalendar import Calendar, Component
from stores import opened_store
from test_cli import invoke
from workspaces import MONDAY, TUESDAY, WEDNESDAY, built, edit, feeds, files, run, small

from qa_calendar.delivering.state.builds import Build
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.problems import InvalidInputError, MostVanishesError

CEMS = "staff_changes:\n  - {from: 2020-05-01, work_of: Anna Bell, goes_to: Cem Dora}\nrules:\n"
JUNE = datetime(2020, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return small(tmp_path)


def hand_over(workspace: Workspace) -> None:
    """Anna's work from May on goes to Cem: one event."""
    edit(workspace, "config.yaml", "rules:\n", CEMS)


def log(workspace: Workspace) -> tuple[Build, ...]:
    with opened_store("sqlite:///state/qa-calendar.db", workspace.root, create=False) as store:
        return store.builds()


def news(workspace: Workspace) -> list[str]:
    folder = workspace.root / "out" / "news"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.txt"))


# News


def test_everybody_touched_has_news_as_text_html_and_draft_and_the_team_everything(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)

    outcome = built(workspace, TUESDAY)

    written = sorted(path.name for path in (workspace.root / "out" / "news" / "2").iterdir())
    people = ("anna-bell", "cem-dora", "team")
    assert written == [f"{slug}.{ending}" for slug in people for ending in ("eml", "html", "txt")]
    assert (outcome.number, outcome.told) == (2, ("Anna Bell", "Cem Dora", "The team"))
    assert outcome.news == workspace.root / "out" / "news"
    drafted = (workspace.root / "out" / "news" / "2" / "cem-dora.eml").read_bytes()
    assert drafted.startswith(b"X-Unsent: 1\r\nTo: Cem Dora <cem@example.gov.uk>\r\nSubject: New to you:")


def test_a_first_build_is_no_news_and_nor_is_a_repeated_one(workspace: Workspace) -> None:
    assert (built(workspace).told, built(workspace, TUESDAY).told) == ((), ())
    assert not (workspace.root / "out" / "news").exists()


def test_a_build_of_what_is_over_is_no_news(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)

    outcome = built(workspace, JUNE)

    assert (len(outcome.changes) > 0, outcome.told, news(workspace)) == (True, (), [])


def test_a_look_says_who_would_be_told_and_writes_nothing(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)
    before = files(workspace.root)

    outcome = built(workspace, TUESDAY, dry_run=True)

    assert outcome.told == ("Anna Bell", "Cem Dora", "The team")
    assert files(workspace.root) == before


def test_a_broken_template_of_news_stops_a_build_before_it_writes(workspace: Workspace) -> None:
    built(workspace)
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates" / "changes.txt.j2").write_text("{{ nam }}")
    hand_over(workspace)
    before = files(workspace.root)

    with pytest.raises(InvalidInputError, match=r"changes\.txt\.j2:1:1: 'nam' is undefined \(did you mean 'name'"):
        built(workspace, TUESDAY)

    assert files(workspace.root) == before


def test_check_tries_the_templates_of_news(workspace: Workspace) -> None:
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates" / "changes.html.j2").write_text("{{ sections[0].item }}")

    ended = run("check", cwd=workspace.root)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "templates/changes.html.j2:1:1: Section has no 'item' (did you mean 'items'?)\n"


def test_builds_are_numbered_on_when_the_database_is_lost(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)
    built(workspace, TUESDAY)
    shutil.rmtree(workspace.root / "state")
    edit(workspace, "config.yaml", "goes_to: Cem Dora}", "goes_to: nobody}")

    outcome = built(workspace, WEDNESDAY)

    assert (outcome.number, news(workspace)[-2:]) == (3, ["3/cem-dora.txt", "3/team.txt"])


def test_a_feed_that_is_lost_with_the_database_is_no_change(workspace: Workspace) -> None:
    built(workspace)
    before = feeds(workspace)
    shutil.rmtree(workspace.root / "state")
    (workspace.root / "out" / "feeds" / "anna-bell.ics").unlink()

    outcome = built(workspace, TUESDAY)

    assert (outcome.changes, outcome.told, feeds(workspace)) == ((), (), before)


def test_a_stray_copy_among_the_feeds_is_nobody_s_when_the_database_is_lost(workspace: Workspace) -> None:
    built(workspace)
    folder = workspace.root / "out" / "feeds"
    shutil.copy(folder / "team.ics", folder / "team (1).ics")
    shutil.rmtree(workspace.root / "state")

    assert built(workspace, TUESDAY).changes == ()


def test_feeds_of_an_earlier_version_are_no_change_when_the_database_is_lost(workspace: Workspace) -> None:
    built(workspace)
    for path in (workspace.root / "out" / "feeds").glob("*.ics"):
        path.write_bytes(b"".join(line for line in path.read_bytes().splitlines(True) if b"X-QA-" not in line))
    shutil.rmtree(workspace.root / "state")

    outcome = built(workspace, TUESDAY)

    assert (outcome.changes, outcome.recovered, outcome.told) == ((), 3, ())


def test_of_feeds_that_differ_the_higher_sequence_counts(workspace: Workspace) -> None:
    built(workspace)
    old = (workspace.root / "out" / "feeds" / "team.ics").read_bytes()
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    built(workspace, TUESDAY)
    (workspace.root / "out" / "feeds" / "team.ics").write_bytes(old)
    shutil.rmtree(workspace.root / "state")
    edit(workspace, "config.yaml", "start: second working day", "start: first working day")

    built(workspace, WEDNESDAY)

    assert {int(event["SEQUENCE"]) for event in Calendar.from_ical(feeds(workspace)["team.ics"]).walk("VEVENT")} == {2}


@pytest.mark.parametrize("name", ["2020", "20200803090000000000"])
def test_a_folder_somebody_makes_among_the_news_is_no_number(name: str, workspace: Workspace) -> None:
    built(workspace)
    (workspace.root / "out" / "news" / name).mkdir(parents=True)
    hand_over(workspace)

    assert built(workspace, TUESDAY).number == 2


def test_diff_since_a_build_is_seen_from_its_day(workspace: Workspace) -> None:
    built(workspace)
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    built(workspace, TUESDAY)

    assert "already past" not in run("diff", "--since", "2", "--today", "2020-08-03", cwd=workspace.root).stdout


@pytest.mark.parametrize(
    "broken", ["{% if i.is_moved %}{{ i.was.strat }}{% endif %}", "{% if i.is_back %}{{ i.x }}{% endif %}"]
)
def test_check_tries_every_kind_of_news(broken: str, workspace: Workspace) -> None:
    (workspace.root / "templates").mkdir()
    text = "{% for s in sections %}{% for i in s['items'] %}" + broken + "{% endfor %}{% endfor %}"
    (workspace.root / "templates" / "changes.txt.j2").write_text(text)

    ended = run("check", cwd=workspace.root)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("templates/changes.txt.j2:1:1: Item has no '")


# What vanishes, and comes back


EMPTIED = (
    "months:\n  April:\n    - File Audit\n    - Peer Audit\n  May:\n    - File Audit\n",
    "months:\n  April:\n    - Peer Audit\n",
)


def test_a_build_stops_when_most_of_what_is_coming_vanishes(workspace: Workspace) -> None:
    built(workspace)
    edit(workspace, "framework.yaml", *EMPTIED)
    before = files(workspace.root)

    for dry_run in (True, False):
        with pytest.raises(MostVanishesError) as caught:
            built(workspace, TUESDAY, dry_run=dry_run)

    assert str(caught.value).splitlines() == [
        "nothing written: 2 coming events would vanish, which is most of them:",
        "  File Audit - Anna Bell, on 2020-04-01",
        "  File Audit - Anna Bell, on 2020-05-01",
        "Put back what went missing (`qa-calendar diff` lists it); if it is meant, run `qa-calendar build --force`.",
    ]
    assert files(workspace.root) == before


def test_as_a_command_it_is_exit_code_1_and_force_goes_on(workspace: Workspace) -> None:
    built(workspace)
    edit(workspace, "framework.yaml", *EMPTIED)
    when = ("--now", "2020-03-31T09:00Z")

    stopped = run("build", *when, cwd=workspace.root)
    checked, looked = run("check", *when, cwd=workspace.root), run("diff", *when, cwd=workspace.root)
    forced = run("build", "--force", *when, cwd=workspace.root)

    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert stopped.stderr.startswith("nothing written: 2 coming events would vanish")
    assert "the next build would stop: 2 coming events would vanish" in checked.stdout
    assert (looked.returncode, looked.stderr) == (0, "the next build would stop: 2 coming events would vanish\n")
    assert (forced.returncode, forced.stderr) == (0, "")
    assert [(one.forced, len(one.changes)) for one in log(workspace)] == [(False, 3), (True, 2)]


def test_what_comes_back_has_a_higher_sequence_also_when_the_database_was_lost(workspace: Workspace) -> None:
    built(workspace)
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    built(workspace, TUESDAY)
    edit(
        workspace,
        "config.yaml",
        "rules:\n",
        "date_changes:\n  - {activity: File Audit, month: May, skip: true, because: x}\nrules:\n",
    )
    built(workspace, WEDNESDAY)
    shutil.rmtree(workspace.root / "state")
    edit(
        workspace, "config.yaml", "date_changes:\n  - {activity: File Audit, month: May, skip: true, because: x}\n", ""
    )

    built(workspace, WEDNESDAY + timedelta(days=1))

    found = {str(event["UID"])[:7]: int(event["SEQUENCE"]) for event in events(workspace)}
    assert found == {"2020-04": 1, "2020-05": 2}
    assert b"X-QA-CALENDAR-FLOOR:2\r\n" in feeds(workspace)["team.ics"]
    before = feeds(workspace)
    shutil.rmtree(workspace.root / "out")
    built(workspace, JUNE, force=True)
    assert feeds(workspace) == before


def events(workspace: Workspace) -> list[Component]:
    return list(Calendar.from_ical(feeds(workspace)["team.ics"]).walk("VEVENT"))


# The past


def test_a_build_that_changes_what_is_over_goes_on_and_says_so(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)

    ended = run("build", "--now", "2020-06-01T09:00Z", cwd=workspace.root)

    said = "changed what was already past: reassigned: File Audit, on 2020-05-01: from Anna Bell to Cem Dora\n"
    assert (ended.returncode, ended.stderr) == (0, said)
    looked = run("diff", "--since", "2", cwd=workspace.root)
    assert "already past; from Anna Bell to Cem Dora" in looked.stdout


# The log


def test_every_build_that_changed_something_is_logged_and_no_other(workspace: Workspace) -> None:
    built(workspace)
    built(workspace, TUESDAY)
    hand_over(workspace)
    built(workspace, TUESDAY)
    built(workspace, WEDNESDAY)
    (workspace.root / "out" / "feeds" / "team.ics").unlink()
    built(workspace, WEDNESDAY)  # a file that is put back, or another machine's copy, is nothing new
    edit(
        workspace,
        "framework.yaml",
        "purpose: To see that files are in order.",
        "purpose:  To see that files are in order.",
    )
    built(workspace, WEDNESDAY)

    found = log(workspace)

    assert [(one.id, one.at, len(one.changes), one.files) for one in found] == [
        (1, MONDAY, 3, ("anna-bell.ics", "cem-dora.ics", "team.ics")),
        (2, TUESDAY, 1, ("anna-bell.ics", "cem-dora.ics", "team.ics")),
        (3, WEDNESDAY, 0, ()),
    ]
    digests = [dict(one.inputs) for one in found]
    changed = [sorted(name for name in now if now[name] != before[name]) for before, now in pairwise(digests)]
    assert changed == [["config.yaml"], ["framework.yaml"]]


def test_the_log_as_a_table(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)
    built(workspace, TUESDAY)

    ended = run("log", cwd=workspace.root)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert [re.split(" {3,}", line.strip()) for line in ended.stdout.splitlines()[4:6]] == [
        ["1", "Mon 2020-03-30 10:00", "3 new", "3"],
        ["2", "Tue 2020-03-31 10:00", "1 reassigned", "3", "config.yaml"],
    ]


def test_one_build_of_the_log(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)
    built(workspace, TUESDAY)

    lines = run("log", "2", cwd=workspace.root).stdout.splitlines()

    assert lines[0] == "Build 2, Tue 2020-03-31 10:00"
    assert [line.split()[1] for line in lines if line.endswith("(edited)")] == ["config.yaml"]
    assert [line for line in lines if line.startswith("  wrote ")] == [
        "  wrote anna-bell.ics",
        "  wrote cem-dora.ics",
        "  wrote team.ics",
    ]
    assert lines[-1] == "Build 2: 1 reassigned."


def test_before_the_first_build_the_log_is_empty(workspace: Workspace) -> None:
    ended = run("log", cwd=workspace.root)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "Nothing was built yet.\n", "")
    assert not (workspace.root / "state").exists()


def test_the_log_is_json_for_a_script(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)
    built(workspace, TUESDAY)

    everything = json.loads(run("log", "--json", cwd=workspace.root).stdout)["builds"]
    second = json.loads(run("log", "2", "--json", cwd=workspace.root).stdout)

    assert [(one["build"], one["changed"], one["forced"]) for one in everything] == [
        (1, {"new": 3}, False),
        (2, {"reassigned": 1}, False),
    ]
    assert {name: value for name, value in second.items() if name != "changes"} == everything[1]
    assert [(one["title"], one["why"]) for one in second["changes"]] == [
        ("File Audit", ["the work of Anna Bell goes to Cem Dora from Friday 1 May 2020"])
    ]


# diff


def test_diff_says_what_the_next_build_would_change_and_then_nothing(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)
    when = ("--now", "2020-03-31T09:00Z")

    before = [run("diff", *more, *when, cwd=workspace.root) for more in ((), ("--exit-code",))]
    kept = files(workspace.root)
    built(workspace, TUESDAY)
    after = run("diff", "--exit-code", *when, cwd=workspace.root)

    assert [(one.returncode, one.stderr) for one in before] == [(0, ""), (1, "")]
    assert before[0].stdout.endswith("The next build: 1 reassigned.\n")
    assert kept.keys() == {name for name in files(workspace.root) if not name.startswith("out/news")}
    assert (after.returncode, after.stdout) == (0, "The next build: nothing.\n")


def test_diff_since_a_build_is_what_is_left_of_it_and_those_after_it(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)
    built(workspace, TUESDAY)
    edit(workspace, "config.yaml", "goes_to: Cem Dora}", "goes_to: nobody}")
    built(workspace, WEDNESDAY)

    said = {
        since: invoke("diff", "--since", str(since), folder=workspace.root).stdout.splitlines()[-1]
        for since in (1, 2, 3)
    }
    edit(workspace, "config.yaml", CEMS.replace("Cem Dora}", "nobody}"), "rules:\n")
    built(workspace, WEDNESDAY + timedelta(days=1))
    undone = invoke("diff", "--since", "2", "--exit-code", folder=workspace.root)

    assert said == {1: "Builds 1 to 3: 3 new.", 2: "Builds 2 to 3: 1 unassigned.", 3: "Build 3: 1 unassigned."}
    assert (undone.exit_code, undone.stdout) == (0, "Builds 2 to 4: nothing.\n")


def test_diff_by_person_is_everybody_s_own(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)

    lines = invoke("diff", "--by", "person", "--now", "2020-03-31T09:00Z", folder=workspace.root).stdout.splitlines()

    assert [line for line in lines if line.endswith(": 1")] == ["Anna Bell: 1", "Cem Dora: 1"]
    assert sum("gone from you: from Anna Bell to Cem Dora" in line for line in lines) == 1
    assert sum("new to you: from Anna Bell to Cem Dora" in line for line in lines) == 1


def test_diff_is_json_for_a_script(workspace: Workspace) -> None:
    built(workspace)
    edit(workspace, "config.yaml", "due: last working day", "due: 5 working days after start")

    found = json.loads(invoke("diff", "--json", "--now", "2020-03-31T09:00Z", folder=workspace.root).stdout)["changes"]

    assert {(one["kind"], one["moved"], one["before"]["due"] > one["after"]["due"]) for one in found} == {
        ("moved", True, True)
    }


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (("diff", "--since", "9"), "no build 9 is in the log: there are builds 1 to 1"),
        (("log", "9"), "no build 9 is in the log: there are builds 1 to 1"),
        (("diff", "--by", "worker"), "--by is kind or person, not 'worker'"),
        (("log", "1", "--by", "month"), "--by is kind or person, not 'month'"),
    ],
)
def test_what_is_asked_wrongly_is_said(argv: tuple[str, ...], expected: str, workspace: Workspace) -> None:
    built(workspace)

    ended = invoke(*argv, folder=workspace.root)

    assert (ended.exit_code, ended.stdout) == (2, "")
    assert expected in " ".join(ended.stderr.replace("│", " ").split())


def test_before_the_first_build_no_build_is_known(workspace: Workspace) -> None:
    ended = invoke("diff", "--since", "1", folder=workspace.root)

    assert ended.exit_code == 2
    assert "nothing was built yet" in " ".join(ended.stderr.replace("│", " ").split())


def test_build_as_json_says_who_is_told_and_its_number(workspace: Workspace) -> None:
    built(workspace)
    hand_over(workspace)

    found = json.loads(run("build", "--json", "--now", "2020-03-31T09:00Z", cwd=workspace.root).stdout)

    assert (found["build"], found["told"]) == (2, ["Anna Bell", "Cem Dora", "The team"])
    assert [change["kind"] for change in found["changes"]] == ["reassigned"]


def test_a_long_list_of_changes_points_to_the_log(workspace: Workspace) -> None:
    months = "".join(
        f"  {month}:\n    - File Audit\n    - Peer Audit\n"
        for month in ("June", "July", "August", "September", "October", "November", "December")
    )
    edit(workspace, "framework.yaml", "  May:\n", f"{months}  May:\n")
    built(workspace)
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    when = ("--now", "2020-03-31T09:00Z")

    looked, done = run("build", "--dry-run", *when, cwd=workspace.root), run("build", *when, cwd=workspace.root)

    assert "  and 5 more (`qa-calendar diff` lists them all)\n" in looked.stdout
    assert "  and 5 more (`qa-calendar log 2` lists them all)\n" in done.stdout
    assert "News would be for Anna Bell, Cem Dora, The team. Nothing is sent.\n" in looked.stdout
    assert "News in out/news/2, for Anna Bell, Cem Dora, The team. Nothing is sent.\n" in done.stdout
