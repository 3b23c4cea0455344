"""handover, cover, vacate: one line into config.yaml, looked at before and kept after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_cli import invoke
from workspaces import MONDAY, ROOT, SMALL_CONFIG, SMALL_FRAMEWORK, built, edit, environment, files, run, small, starter

from qa_calendar.delivering.building.staff_changes import accept, propose
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.problems import DeliveryError, InvalidInputError

APRIL = ("--from", "2020-04-01", "--today", "2020-03-30")
ANNAS_TO_CEM = ("handover", "Anna Bell", "Cem Dora", *APRIL)
LINE = "  - {from: 2020-04-01, work_of: Anna Bell, goes_to: Cem Dora}\n"
NOON = datetime(2020, 3, 30, 11, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return small(tmp_path)


def config(workspace: Workspace) -> str:
    return (workspace.root / "config.yaml").read_bytes().decode()


def said(*argv: str, of: Workspace) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    ended = run(*argv, cwd=of.root)
    return ended.returncode, ended.stdout, ended.stderr


def test_a_handover_shows_what_would_move_and_writes_it_when_told_to(workspace: Workspace) -> None:
    code, out, err = said(*ANNAS_TO_CEM, "--yes", of=workspace)

    assert (code, err) == (0, "")
    assert out.startswith(f"In config.yaml:\n  + staff_changes:\n  + {LINE}\nReassigned: 3\n")
    assert "This would change: 3 reassigned.\n" in out
    assert config(workspace) == f"{SMALL_CONFIG}\nstaff_changes:\n{LINE}"
    assert "config.yaml.20200330-120000.bak" in out
    assert (workspace.root / "config.yaml.20200330-120000.bak").read_text() == SMALL_CONFIG


def test_the_next_build_does_it(workspace: Workspace) -> None:
    built(workspace, MONDAY)
    said(*ANNAS_TO_CEM, "--yes", of=workspace)

    outcome = built(workspace, NOON)

    assert [(change.kind, change.after and change.after.feeds) for change in outcome.changes] == [
        ("reassigned", ("cem-dora",)),
        ("reassigned", ("cem-dora",)),
        ("reassigned", ("cem-dora",)),
        ("new", ("anna-bell",)),
    ]


@pytest.mark.parametrize(
    ("argv", "line", "changed"),
    [
        (
            ("cover", "Anna Bell", "Cem Dora", *APRIL, "--until", "2020-04-30"),
            "{from: 2020-04-01, until: 2020-04-30, work_of: Anna Bell, goes_to: Cem Dora}",
            "2 covered",
        ),
        (
            ("cover", "Anna Bell", "Cem Dora", *APRIL, "--until", "2020-04-30", "--only", "File Audit"),
            "{from: 2020-04-01, until: 2020-04-30, work_of: Anna Bell, goes_to: Cem Dora, only: [File Audit]}",
            "1 covered",
        ),
        (
            ("vacate", "Anna Bell", *APRIL, "--except", "Peer Audit"),
            "{from: 2020-04-01, work_of: Anna Bell, goes_to: nobody, except: [Peer Audit]}",
            "2 unassigned",
        ),
        (
            ("vacate", "Anna Bell", *APRIL, "--until", "2020-04-30"),
            "{from: 2020-04-01, until: 2020-04-30, work_of: Anna Bell, goes_to: nobody}",
            "1 reassigned, 1 unassigned",
        ),
        (
            ("handover", "Anna Bell", "Cem Dora", *APRIL, "--only", "File Audit", "--only", "Peer Audit"),
            "{from: 2020-04-01, work_of: Anna Bell, goes_to: Cem Dora, only: [File Audit, Peer Audit]}",
            "3 reassigned",
        ),
    ],
)
def test_every_kind_of_change_can_be_written(
    argv: tuple[str, ...], line: str, changed: str, workspace: Workspace
) -> None:
    code, out, _ = said(*argv, "--yes", of=workspace)

    assert (code, config(workspace)) == (0, f"{SMALL_CONFIG}\nstaff_changes:\n  - {line}\n")
    assert f"This would change: {changed}.\n" in out


def test_somebody_new_is_added_to_staff(workspace: Workspace) -> None:
    new = ("handover", "Anna Bell", "O'Brien: Zoë", *APRIL, "--role", "Auditor", "--email", "zoe@example.gov.uk")

    code, _, _ = said(*new, "--yes", of=workspace)

    assert code == 0
    assert "  'O''Brien: Zoë': {role: Auditor, email: zoe@example.gov.uk}\n" in config(workspace)
    assert config(workspace).endswith("  - {from: 2020-04-01, work_of: Anna Bell, goes_to: 'O''Brien: Zoë'}\n")


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (
            ("handover", "Anna Bell", "Cem Dorra", *APRIL),
            (
                "'Cem Dorra' is not in staff (did you mean 'Cem Dora'?); to add them, give their --role,"
                " and their --email if they have one"
            ),
        ),
        (
            (*ANNAS_TO_CEM, "--role", "Auditor"),
            "'Cem Dora' is in staff already; leave --role and --email out",
        ),
        (ANNAS_TO_CEM, "nobody is there to ask: give --yes to write it, or --dry-run to look only"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    argv: tuple[str, ...], expected: str, workspace: Workspace
) -> None:
    before = files(workspace.root)

    code, _, err = said(*argv, of=workspace)

    words = " ".join(line.strip("│╭╮╰╯─ ") for line in err.splitlines())
    assert (code, " ".join(words.split())[-len(expected) :]) == (2, expected)
    assert files(workspace.root) == before


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (
            ("handover", "Anna Bal", "Cem Dora", *APRIL),
            "config.yaml:14:33: no worker 'Anna Bal' (did you mean 'Anna Bell'?)",
        ),
        (
            (*ANNAS_TO_CEM, "--only", "Per Audit"),
            "config.yaml:14:70: no activity 'Per Audit' (did you mean 'Peer Audit'?)",
        ),
        (
            ("cover", "Anna Bell", "Cem Dora", *APRIL, "--until", "2020-03-01"),
            "config.yaml:14:31: until 2020-03-01 is before from 2020-04-01",
        ),
        (
            ("handover", "Anna Bell", "Anna Bell", *APRIL),
            "config.yaml:14:53: the work of 'Anna Bell' goes to the same person",
        ),
    ],
)
def test_a_line_that_would_be_wrong_is_not_written(argv: tuple[str, ...], expected: str, workspace: Workspace) -> None:
    before = files(workspace.root)

    ended = said(*argv, "--yes", of=workspace)

    assert ended == (1, "", f"Nothing is written. With that line, the files would be wrong:\n{expected}\n")
    assert files(workspace.root) == before


def test_files_that_are_wrong_already_are_told_first(workspace: Workspace) -> None:
    edit(workspace, "config.yaml", "nation: England", "nation: Englnd")

    code, out, err = said(*ANNAS_TO_CEM, "--yes", of=workspace)

    assert (code, out) == (1, "")
    assert err.startswith("config.yaml:7:11: ")


def test_a_look_writes_nothing(workspace: Workspace) -> None:
    before = files(workspace.root)

    code, out, _ = said(*ANNAS_TO_CEM, "--dry-run", of=workspace)

    assert (code, files(workspace.root)) == (0, before)
    assert out.endswith("This would change: 3 reassigned.\nNothing is written.\n")


def test_a_change_of_nothing_says_so(workspace: Workspace) -> None:
    _, out, _ = said("handover", "Anna Bell", "Cem Dora", "--from", "2020-06-01", "--dry-run", of=workspace)

    assert "This would change: nothing. No such work starts in that time, or it is given away already.\n" in out


def test_a_change_of_the_past_is_marked(workspace: Workspace) -> None:
    _, out, _ = said("vacate", "Anna Bell", "--from", "2020-04-01", "--dry-run", "--today", "2020-05-04", of=workspace)

    assert out.count("already past; ") == 2


def test_as_json_it_is_for_a_script(workspace: Workspace) -> None:
    code, out, _ = said(*ANNAS_TO_CEM, "--yes", "--json", of=workspace)

    found = json.loads(out)
    assert (code, found["written"], found["backup"]) == (0, True, "config.yaml.20200330-120000.bak")
    assert found["lines"] == ["+ staff_changes:", f"+ {LINE.rstrip()}"]
    assert {change["kind"] for change in found["changes"]} == {"reassigned"}


def test_the_line_that_cures_a_leaver_can_be_written(workspace: Workspace) -> None:
    built(workspace)
    edit(workspace, "config.yaml", "email: cem@example.gov.uk}", "email: cem@example.gov.uk, until: 2020-03-31}")
    assert invoke("check", folder=workspace.root).exit_code == 1

    code, out, _ = said("vacate", "Cem Dora", *APRIL, "--yes", of=workspace)

    assert code == 0
    assert "This would change: 1 reassigned.\n" in out
    assert invoke("check", folder=workspace.root).exit_code == 0


def test_every_byte_but_the_new_lines_stays(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    path = workspace.root / "config.yaml"
    before = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    new = ("--role", "Safeguarding TM", "--email", "a.n.other@example.gov.uk", "--yes")

    code, _, _ = said("handover", "Stuart Jones", "A N Other", "--from", "2020-09-01", *new, of=workspace)

    after = path.read_bytes()
    added = (
        b"  A N Other:       {role: Safeguarding TM, email: a.n.other@example.gov.uk}\r\n",
        b"  - {from: 2020-09-01, work_of: Stuart Jones, goes_to: A N Other}\r\n",
    )
    assert code == 0
    for line in added:
        assert after.count(line) == 1
        after = after.replace(line, b"")
    assert after == before.replace(b"staff_changes: []", b"staff_changes:   ")


def test_a_file_somebody_edited_meanwhile_is_left_alone(workspace: Workspace) -> None:
    change = {"from": NOON.date(), "work_of": "Anna Bell", "goes_to": "Cem Dora"}
    proposal = propose(workspace.read(), change, None, NOON)
    edit(workspace, "config.yaml", "Manager", "Head")
    before = files(workspace.root)

    with pytest.raises(DeliveryError, match=r"config\.yaml was edited meanwhile, so nothing was written"):
        accept(workspace.root, proposal, NOON)

    assert files(workspace.root) == before


def test_a_backup_never_writes_over_another(workspace: Workspace) -> None:
    kept = []
    for activity in ("File Audit", "Peer Audit"):
        change = {"from": NOON.date(), "work_of": "Anna Bell", "goes_to": "nobody", "only": [activity]}
        kept += [one.name for one in accept(workspace.root, propose(workspace.read(), change, None, NOON), NOON)]

    assert kept == ["config.yaml.20200330-120000.bak", "config.yaml.20200330-120000-2.bak"]
    assert (workspace.root / kept[0]).read_text() == SMALL_CONFIG


def test_a_contradiction_is_an_error_of_the_new_line(workspace: Workspace) -> None:
    said(*ANNAS_TO_CEM, "--yes", of=workspace)
    change = {"from": NOON.date().replace(month=4, day=1), "work_of": "Anna Bell", "goes_to": "nobody"}

    with pytest.raises(InvalidInputError, match="the work of Anna Bell is given away twice"):
        propose(workspace.read(), change, None, NOON)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_who_may_read_the_file_stays_as_it_is(workspace: Workspace) -> None:
    path = workspace.root / "config.yaml"
    path.chmod(0o640)

    said(*ANNAS_TO_CEM, "--yes", of=workspace)

    kept = workspace.root / "config.yaml.20200330-120000.bak"
    assert [one.stat().st_mode & 0o777 for one in (path, kept)] == [0o640, 0o640]


def test_a_read_only_file_is_left_alone(workspace: Workspace) -> None:
    path = workspace.root / "config.yaml"
    path.chmod(0o444)

    code, _, err = said(*ANNAS_TO_CEM, "--yes", of=workspace)

    assert (code, config(workspace)) == (3, SMALL_CONFIG)
    assert "config.yaml is read-only, so nothing was written" in err


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_of_a_link_the_file_it_leads_to_is_edited(workspace: Workspace, tmp_path: Path) -> None:
    path, real = workspace.root / "config.yaml", tmp_path / "real.yaml"
    path.rename(real)
    path.symlink_to(real)

    said(*ANNAS_TO_CEM, "--yes", of=workspace)

    assert path.is_symlink()
    assert LINE in real.read_text(encoding="utf-8")


def test_before_a_first_build_a_leaver_s_work_is_what_would_move(workspace: Workspace) -> None:
    edit(workspace, "config.yaml", "email: cem@example.gov.uk}", "email: cem@example.gov.uk, until: 2020-03-31}")

    _, out, _ = said("vacate", "Cem Dora", *APRIL, "--dry-run", of=workspace)

    assert "This would change: 1 reassigned.\n" in out


def test_a_handover_is_undone_by_giving_its_line_an_end(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    edit(workspace, "config.yaml", "rules:\n", f"staff_changes:\n{LINE}rules:\n")
    built(workspace, MONDAY)
    edit(workspace, "config.yaml", "{from: 2020-04-01,", "{from: 2020-04-01, until: 2020-04-30,")

    outcome = built(workspace, datetime(2020, 5, 1, 9, tzinfo=UTC))

    assert outcome.rewritten == ()
    assert {change.uid[:18]: (str(change.kind), change.after and change.after.feeds) for change in outcome.changes} == {
        "2020-04-file-audit": ("reworded", ("cem-dora",)),
        "2020-04-peer-audit": ("reworded", ("cem-dora",)),
        "2020-05-file-audit": ("reassigned", ("anna-bell",)),
        "nothing-planned.an": ("gone", None),
    }


@pytest.mark.skipif(os.name == "nt", reason="a terminal of its own")
@pytest.mark.parametrize(("answer", "written"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_on_a_terminal_it_asks(answer: str, written: bool, workspace: Workspace) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "qa_calendar", *ANNAS_TO_CEM]
    child = subprocess.Popen(
        command, cwd=workspace.root, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    os.write(ours, answer.encode())
    out, err = child.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)

    assert (child.returncode, b"Write this into config.yaml? [y/N]" in err) == (0, True)
    assert (LINE in config(workspace), b"Nothing is written." in out) == (written, not written)


# rollover

FLAGGED = SMALL_CONFIG.replace("email: cem@example.gov.uk}", "email: cem@example.gov.uk, until: 2021-01-31}")
HANDED_ON = "staff_changes:\n  - {from: 2020-05-01, work_of: Anna Bell, goes_to: nobody, only: [File Audit]}\n"


def test_next_year_s_framework_is_this_year_s_with_comments(tmp_path: Path) -> None:
    workspace = small(tmp_path, FLAGGED + HANDED_ON)

    ended = said("rollover", "2021", of=workspace)

    cem = "    # Cem Dora leaves on Sunday 31 January 2021: name who does this\n"
    anna = "    # Anna Bell gives up File Audit on Friday 1 May 2020 (it goes to nobody): name who does this\n"
    assert ended == (
        0,
        (
            "framework-2021.yaml: written from framework.yaml.\n"
            "3 comments in it: somebody named there leaves, or gives up work.\n"
            "Edit it, then put it into config.yaml:\n"
            "  frameworks: [framework.yaml, framework-2021.yaml]\n"
        ),
        "",
    )
    one, two = "    workers: [Anna Bell]\n", "    workers: [Anna Bell, Cem Dora]\n"
    expected = SMALL_FRAMEWORK.replace("year: 2020", "year: 2021")
    expected = expected.replace(one, anna + one).replace(two, anna + cem + two)
    assert (workspace.root / "framework-2021.yaml").read_text() == expected
    assert (workspace.root / "framework.yaml").read_text() == SMALL_FRAMEWORK


def test_the_draft_is_a_year_more_in_the_same_feeds(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    said("rollover", "2021", of=workspace)
    (workspace.root / "config.yaml").write_text(
        f"{SMALL_CONFIG}frameworks: [framework.yaml, framework-2021.yaml]\n", encoding="utf-8"
    )

    outcome = built(workspace, NOON)

    assert [(change.kind, change.uid[:7], change.after and change.after.sequence) for change in outcome.changes] == [
        ("new", "2021-04", 0),
        ("new", "2021-04", 0),
        ("new", "2021-05", 0),
    ]


def test_a_second_year_follows_the_first(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    said("rollover", "2021", of=workspace)
    edit(workspace, "config.yaml", "rules:\n", "frameworks: [framework.yaml, framework-2021.yaml]\nrules:\n")

    _, out, _ = said("rollover", "2022", of=workspace)

    assert out.startswith("framework-2022.yaml: written from framework-2021.yaml.\nEdit it")
    assert out.endswith("  frameworks: [framework.yaml, framework-2021.yaml, framework-2022.yaml]\n")


@pytest.mark.parametrize(
    ("year", "code", "expected"),
    [
        ("2020", 3, "nothing written: framework.yaml is of 2020-21, and a draft is of a later year"),
        ("2019", 3, "nothing written: framework.yaml is of 2020-21, and a draft is of a later year"),
        ("2022", 3, "nothing written: framework-2022.yaml is there already; edit it, or move it away first"),
        ("1", 2, "no framework can be of 1; a year is from 1979 to 2100"),
        ("9999", 2, "no framework can be of 9999; a year is from 1979 to 2100"),
    ],
)
def test_a_draft_in_the_way_or_of_no_later_year_is_refused(
    year: str, code: int, expected: str, workspace: Workspace
) -> None:
    (workspace.root / "framework-2022.yaml").write_text("mine")
    before = files(workspace.root)

    ended = run("rollover", year, cwd=workspace.root)

    assert (ended.returncode, files(workspace.root)) == (code, before)
    assert expected in " ".join(ended.stderr.split())


def test_the_shipped_framework_rolls_over(tmp_path: Path) -> None:
    workspace = starter(tmp_path)

    assert said("rollover", "2021", of=workspace)[0] == 0

    before = (ROOT / "framework.yaml").read_text(encoding="utf-8").splitlines()
    after = (workspace.root / "framework-2021.yaml").read_text(encoding="utf-8").splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        (
            "year: 2020                        # April 2020 to March 2021",
            "year: 2021                        # April 2021 to March 2022",
        )
    ]
