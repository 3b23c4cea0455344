"""Groups with members: their calendars, mail and news; who comes and goes; done by one after the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from icalendar import Calendar
from test_cli import invoke
from workspaces import SMALL_CONFIG, TUESDAY, built, edit, feeds, small

from qa_calendar.delivering.workspace import Workspace
from qa_calendar.planning.revisions import Kind

CONFIG = (
    SMALL_CONFIG.replace(
        "working_days:",
        """\
  Eve Fox: {role: Auditor, email: eve@example.gov.uk}
  Managers: {role: Team managers, group: true, members: [Anna Bell, Cem Dora]}
working_days:""",
    )
    + "reminders: {from: qa@example.gov.uk, digest_to: [boss@example.gov.uk]}\n"
)
FRAMEWORK = """\
title: The framework
service: The service
year: 2020
activities:
  File Audit: {purpose: To see that files are in order., workers: [Managers], every: month}
  Peer Audit: {purpose: To share good practice., workers: [Eve Fox], every: year from May}
"""
APRIL = "2020-04-file-audit@qa.example.gov.uk"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return small(tmp_path, CONFIG, FRAMEWORK)


def events(workspace: Workspace, slug: str) -> dict[str, bytes]:
    """The events of a feed, by UID, as bytes."""
    calendar = Calendar.from_ical(feeds(workspace)[f"{slug}.ics"])
    return {str(event["UID"]): event.to_ical() for event in calendar.walk("VEVENT")}


def told(workspace: Workspace) -> dict[str, str]:
    """The news that were written, by reader's slug."""
    folder = workspace.root / "out" / "news"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))}


def add_eve(workspace: Workspace) -> None:
    edit(workspace, "config.yaml", "members: [Anna Bell, Cem Dora]", "members: [Anna Bell, Cem Dora, Eve Fox]")


def test_the_work_of_a_group_is_in_its_members_calendars_in_the_same_bytes(workspace: Workspace) -> None:
    built(workspace)

    managers = events(workspace, "managers")
    assert len(managers) == 12
    assert events(workspace, "anna-bell") == events(workspace, "cem-dora") == managers
    assert not set(events(workspace, "eve-fox")) & set(managers)
    assert b"SUMMARY:File Audit - Managers" in managers[APRIL]


def test_a_new_member_is_told_and_nobody_else_and_nothing_is_rescheduled(workspace: Workspace) -> None:
    built(workspace)
    before = feeds(workspace)
    add_eve(workspace)

    again = built(workspace, TUESDAY)

    assert {change.kind for change in again.changes} == {Kind.MEMBERS}
    assert [slug for slug, text in told(workspace).items() if "File Audit" in text] == ["eve-fox"]
    after = feeds(workspace)
    assert {name for name in after if after[name] != before[name]} == {"eve-fox.ics"}
    assert set(events(workspace, "managers")) < set(events(workspace, "eve-fox"))


def test_whoever_leaves_a_group_is_told_and_loses_it(workspace: Workspace) -> None:
    built(workspace)
    edit(workspace, "config.yaml", "members: [Anna Bell, Cem Dora]", "members: [Anna Bell]")

    built(workspace, TUESDAY)

    assert [slug for slug, text in told(workspace).items() if "File Audit" in text] == ["cem-dora"]
    assert "GONE FROM YOU\n\nWhy these 12? Who is in Managers has changed." in told(workspace)["cem-dora"]
    assert "It stays with Managers, without you." in told(workspace)["cem-dora"]
    assert "without Cem Dora" in " ".join(invoke("log", "2", folder=workspace.root).stdout.split())
    assert APRIL not in events(workspace, "cem-dora")


def test_a_members_leave_or_handover_moves_nothing_of_the_groups(workspace: Workspace) -> None:
    built(workspace)
    before = events(workspace, "managers")
    edit(
        workspace,
        "config.yaml",
        "Anna Bell: {role: Manager, ",
        "Anna Bell: {role: Manager, works: [Fri], away: [{from: 2020-04-01, until: 2020-04-03}], ",
    )
    edit(
        workspace,
        "config.yaml",
        "working_days:",
        "staff_changes: [{from: 2020-04-01, work_of: Cem Dora, goes_to: Eve Fox}]\nworking_days:",
    )

    built(workspace, TUESDAY)

    assert events(workspace, "managers") == before == events(workspace, "anna-bell") == events(workspace, "cem-dora")


def test_a_handover_of_the_groups_work_takes_it_from_the_members(workspace: Workspace) -> None:
    built(workspace)
    edit(
        workspace,
        "config.yaml",
        "working_days:",
        "staff_changes: [{from: 2020-06-01, work_of: Managers, goes_to: Eve Fox}]\nworking_days:",
    )

    built(workspace, TUESDAY)

    assert len(events(workspace, "anna-bell")) == len(events(workspace, "managers")) == 2
    assert set(told(workspace)) == {"anna-bell", "cem-dora", "eve-fox", "team"}
    assert "GONE FROM YOU" in told(workspace)["anna-bell"]
    assert "NEW TO YOU" in told(workspace)["eve-fox"]


def test_a_lost_database_remembers_who_is_in_a_group(workspace: Workspace) -> None:
    built(workspace)
    before = feeds(workspace)
    (workspace.root / "state" / "qa-calendar.db").unlink()

    again = built(workspace, TUESDAY)

    assert (again.changes, feeds(workspace)) == ((), before)


def test_after_a_lost_database_a_new_member_is_still_told(workspace: Workspace) -> None:
    built(workspace)
    (workspace.root / "state" / "qa-calendar.db").unlink()
    add_eve(workspace)

    assert {change.kind for change in built(workspace, TUESDAY).changes} == {Kind.MEMBERS}


def test_a_reminder_goes_to_the_members_and_a_group_without_address_needs_nobody(workspace: Workspace) -> None:
    ended = invoke("remind", "--week", "2020-W14", "--today", "2020-03-30", "--json", folder=workspace.root)

    messages = json.loads(ended.stdout)["messages"]
    assert [one["name"] for one in messages] == ["Anna Bell", "Cem Dora", "Eve Fox", "The team"]
    text = (workspace.root / "out/reminders/2020-W14/cem-dora.txt").read_text(encoding="utf-8")
    assert (
        "File Audit\nIt starts on Wednesday 1 April and is due by Thursday 30 April.\nWith Managers (Team managers).\n"
        in text
    )
    digest = (workspace.root / "out/reminders/2020-W14/team.txt").read_text(encoding="utf-8")
    assert "NO E-MAIL ADDRESS" not in digest


def test_a_member_is_in_the_calendar_only_while_they_are_there(workspace: Workspace) -> None:
    edit(
        workspace,
        "config.yaml",
        "{role: Auditor, email: cem@",
        "{role: Auditor, from: 2020-09-01, until: 2020-11-30, email: cem@",
    )

    built(workspace)

    assert [uid[:7] for uid in events(workspace, "cem-dora")] == ["2020-09", "2020-10", "2020-11"]


def test_the_lead_time_of_a_groups_role_is_its_members(workspace: Workspace) -> None:
    edit(
        workspace, "config.yaml", "reminders: {", "reminders: {lead_times: {Team managers: 5 working days before due}, "
    )

    april = workspace.read().plan.occurrences[0]

    assert {name: str(april.reminds_of(name)) for name in april.held_by} == dict.fromkeys(
        ("Managers", "Anna Bell", "Cem Dora"), "2020-04-23"
    )


def test_a_group_whose_members_have_all_left_is_told_by_hand(workspace: Workspace) -> None:
    for name in ("anna", "cem"):
        edit(workspace, "config.yaml", f"email: {name}@", f"until: 2020-03-31, email: {name}@")

    ended = invoke("remind", "--week", "2020-W14", "--today", "2020-03-30", folder=workspace.root)

    digest = (workspace.root / "out/reminders/2020-W14/team.txt").read_text(encoding="utf-8")
    assert ended.exit_code == 0
    assert "Managers" in digest.partition("NO E-MAIL ADDRESS")[2]


# Done by one after the other


def done(workspace: Workspace, *argv: str, today: str = "2020-04-20") -> str:
    ended = invoke("done", "File Audit", "--month", "April", *argv, "--today", today, folder=workspace.root)
    assert (ended.exit_code, ended.stderr) == (0, ""), ended.output
    return ended.stdout


def test_what_members_say_adds_up_until_all_have(workspace: Workspace) -> None:
    first = done(workspace, "--by", "Anna Bell")
    assert first.startswith(
        "File Audit of April 2020: done on Monday 20 April 2020 by Anna Bell, still to be done by Cem Dora. `"
    )

    second = done(workspace, "--by", "Cem Dora", today="2020-04-22")
    assert second.startswith(
        "File Audit of April 2020: done on Wednesday 22 April 2020 by Anna Bell and Cem Dora, on time. `"
    )
    progress = json.loads(invoke("progress", "--today", "2020-05-04", "--json", folder=workspace.root).stdout)
    assert (progress["total"]["done"], progress["overdue"]) == (1, [])


def test_whoever_has_done_it_is_not_reminded_and_the_others_are(workspace: Workspace) -> None:
    done(workspace, "--by", "Anna Bell")

    ended = invoke("remind", "--week", "2020-W18", "--today", "2020-04-27", "--json", folder=workspace.root)

    assert ended.exit_code == 0
    anna, text = (
        (workspace.root / f"out/reminders/2020-W18/{slug}.txt").read_text(encoding="utf-8")
        for slug in ("anna-bell", "cem-dora")
    )
    assert "Thursday 30 April" not in anna
    assert "due by Thursday 30 April" in text
    assert "Done so far by Anna Bell." in text


def test_all_says_that_all_have_and_undo_takes_all_back(workspace: Workspace) -> None:
    done(workspace, "--by", "Anna Bell")
    assert "done on Tuesday 21 April 2020 by Anna Bell and Managers, on time" in done(
        workspace, "--all", today="2020-04-21"
    )
    assert "no longer recorded as done" in done(workspace, "--undo", today="2020-04-22")
    assert "by Cem Dora, still to be done by Anna Bell" in done(workspace, "--by", "Cem Dora", today="2020-04-23")


def test_who_has_done_it_has_to_be_said(workspace: Workspace) -> None:
    ended = invoke("done", "File Audit", "--month", "April", "--today", "2020-04-20", folder=workspace.root)

    assert ended.exit_code == 2
    said = " ".join(ended.output.replace("│", " ").split())
    assert "'File Audit' is the work of Managers: say who has done it, with --by, or --all if everybody has" in said


def test_the_same_member_again_is_known(workspace: Workspace) -> None:
    done(workspace, "--by", "Anna Bell")

    assert "already recorded" in done(workspace, "--by", "Anna Bell")


def test_what_was_done_stays_done_when_somebody_joins_the_group(workspace: Workspace) -> None:
    done(workspace, "--by", "Anna Bell", "--by", "Cem Dora")
    add_eve(workspace)

    progress = json.loads(invoke("progress", "--today", "2020-05-04", "--json", folder=workspace.root).stdout)
    assert progress["total"]["done"] == 1


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ("group: true, members: [Anna Bel]", "config.yaml:7:58: no worker 'Anna Bel' (did you mean 'Anna Bell'?)"),
        ("members: [Anna Bell]", "config.yaml:7:44: only a group has members: add group: true"),
        ("group: true, members: [Managers]", "config.yaml:7:58: 'Managers' cannot be a member of itself"),
        (
            "group: true, members: [Anna Bell]}\n  Leads: {role: x, group: true, members: [Managers]",
            "config.yaml:8:43: 'Managers' is a group, and the members of a group are people: name them one by one",
        ),
    ],
)
def test_what_cannot_be_a_member_is_said(workspace: Workspace, members: str, said: str) -> None:
    edit(workspace, "config.yaml", "group: true, members: [Anna Bell, Cem Dora]", members)

    ended = invoke("check", folder=workspace.root)

    assert (ended.exit_code, ended.stderr.splitlines()[:1]) == (1, [said])


def test_whoever_is_named_beside_a_group_closes_nothing_for_it_nor_it_for_them(workspace: Workspace) -> None:
    edit(workspace, "framework.yaml", "workers: [Managers]", "workers: [Managers, Eve Fox, Anna Bell]")

    assert "still to be done by Anna Bell and Cem Dora" in done(workspace, "--by", "Eve Fox")
    assert "still to be done by Anna Bell. " in done(workspace, "--by", "Cem Dora")
    assert "still to be" not in done(workspace, "--by", "Anna Bell")


def test_a_new_name_keeps_what_a_member_has_said(workspace: Workspace) -> None:
    done(workspace, "--by", "Anna Bell")
    invoke("rename", "Anna Bell", "Anna Smith", "--yes", "--today", "2020-04-20", folder=workspace.root)

    assert "by Anna Smith and Cem Dora, on time" in done(workspace, "--by", "Cem Dora")


def test_the_team_has_no_mail_where_only_members_changed(workspace: Workspace) -> None:
    built(workspace)
    add_eve(workspace)

    built(workspace, TUESDAY)

    assert set(told(workspace)) == {"eve-fox"}


def test_one_of_a_group_takes_back_only_what_they_said(workspace: Workspace) -> None:
    done(workspace, "--by", "Anna Bell")
    said = done(workspace, "--by", "Cem Dora")
    assert '`qa-calendar done "File Audit" --month 2020-04 --undo --by "Cem Dora"` takes it back.' in said

    taken = done(workspace, "--undo", "--by", "Cem Dora")

    assert "no longer recorded as done on Monday 20 April 2020 by Cem Dora." in taken
    assert "not recorded as done" in done(workspace, "--undo", "--by", "Cem Dora")
    assert "by Anna Bell and Cem Dora, on time" in done(workspace, "--by", "Cem Dora")
    assert "by Anna Bell and Cem Dora." in done(workspace, "--undo")


def test_whoever_is_known_only_as_one_who_is_to_do_it_can_be_forgotten(workspace: Workspace) -> None:
    done(workspace, "--by", "Anna Bell")
    edit(workspace, "config.yaml", "members: [Anna Bell, Cem Dora]", "members: [Anna Bell]")
    edit(workspace, "config.yaml", "  Cem Dora: {role: Auditor, email: cem@example.gov.uk}\n", "")

    ended = invoke("forget", "Cem Dora", "--yes", "--today", "2020-04-21", folder=workspace.root)

    assert ended.exit_code == 0, ended.output
    assert b"Cem Dora" not in (workspace.root / "state" / "qa-calendar.db").read_bytes()
