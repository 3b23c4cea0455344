"""A name that changed is no other work and no other person: what it would cost, and the line that keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_memory import published
from workspaces import SMALL_FRAMEWORK, TUESDAY, WEDNESDAY, built, edit, feeds, run, small

from qa_calendar.delivering.workspace import Workspace
from qa_calendar.problems import LosesIdentityError


def retitled(workspace: Workspace, old: str, new: str, file: str = "framework.yaml") -> None:
    path = workspace.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_activity_with_another_title_stops_the_build_and_shows_the_line(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    assert run("done", "File Audit", "--month", "April", "--today", "2020-04-02", cwd=workspace.root).returncode == 0
    before = feeds(workspace)
    retitled(workspace, "File Audit", "Audit of Files")

    stopped = run("build", "--now", "2020-04-03T09:00", cwd=workspace.root)
    looked = run("diff", "--now", "2020-04-03T09:00", cwd=workspace.root)
    checked = run("check", "--now", "2020-04-03T09:00", cwd=workspace.root)

    cost, stays = "2 events would be taken away and made anew, and 1 finished would be lost", "and all of it stays"
    assert stopped.returncode == 1
    assert stopped.stderr.splitlines() == [
        "nothing written:",
        f"'File Audit' is gone, and 'Audit of Files', which is new, is in the same months: {cost}.",
        f"If it is the same activity, write this under 'Audit of Files' in the framework, {stays}: `id: file-audit`",
        "If it is another, run `qa-calendar build --force`.",
    ]
    for one in (looked, checked):
        assert (one.returncode, one.stderr.splitlines()[:2]) == (0, stopped.stderr.splitlines()[1:3])
    assert feeds(workspace) == before


def test_the_line_that_is_shown_keeps_all_of_it(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    before = published(workspace)
    retitled(workspace, "File Audit", "Audit of Files")
    retitled(workspace, "    purpose: To see that", "    id: file-audit\n    purpose: To see that")

    built(workspace, TUESDAY)

    after = published(workspace)
    assert {uid: found[0] for uid, found in after.items()} == {uid: found[0] for uid, found in before.items()}


def test_with_force_it_is_another_activity(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    retitled(workspace, "File Audit", "Something else")

    outcome = built(workspace, TUESDAY, force=True)

    assert sorted(change.kind for change in outcome.changes) == ["gone", "gone", "new", "new"]


def test_a_title_that_was_published_under_another_rule_is_known_by_its_spelling(tmp_path: Path) -> None:
    workspace = small(tmp_path, framework=SMALL_FRAMEWORK.replace("Peer Audit", '"Child’s Audit"'))
    edit(workspace, "framework.yaml", "    purpose: To share", "    id: childs-audit\n    purpose: To share")
    built(workspace)
    edit(workspace, "framework.yaml", "    id: childs-audit\n", "")

    with pytest.raises(LosesIdentityError, match="`id: childs-audit`"):
        built(workspace, TUESDAY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    - Peer Audit\n", ""),  # only taken out
        ("    - File Audit\n  ", "  "),  # one month less
        ("workers: [Anna Bell, Cem Dora]", "workers: [Cem Dora]"),
    ],
)
def test_other_edits_are_no_change_of_name(tmp_path: Path, old: str, new: str) -> None:
    workspace = small(tmp_path)
    built(workspace)
    path = workspace.root / "framework.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    assert built(workspace, TUESDAY).number == 2


def test_somebody_with_another_name_is_told_of_and_the_line_keeps_their_feed(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    for file in ("config.yaml", "framework.yaml"):
        retitled(workspace, "Cem Dora", "Cem Stone", file)

    looked = run("diff", "--now", "2020-03-31T09:00", cwd=workspace.root)
    cost = "1 event would move to another calendar, which nobody has subscribed to"
    said = (
        f"'Cem Dora' is gone, and 'Cem Stone', which is new, has the same work: {cost}.",
        "If it is the same person, write this under 'Cem Stone' in staff, and all of it stays: `id: cem-dora`",
    )
    assert looked.stderr.splitlines() == list(said)
    assert built(workspace, TUESDAY, dry_run=True).renamed == said

    retitled(workspace, "Cem Stone: {role", "Cem Stone: {id: cem-dora, also_known_as: [Cem Dora], role", "config.yaml")
    outcome = built(workspace, WEDNESDAY)

    assert (outcome.renamed, set(feeds(workspace))) == ((), {"anna-bell.ics", "cem-dora.ics", "team.ics"})
    assert [change.kind for change in outcome.changes] == ["reworded"]
    assert published(workspace)["2020-04-peer-audit@qa.example.gov.uk"][0] == 0


# The verbs


BLOCK = """\
calendar_id: qa.example.gov.uk
staff:
  "Anna Bell":   # the manager
    role: Manager
    email: anna@example.gov.uk
    also_known_as:
      - A Bell
  Cem Dora:
    role: Auditor
working_days: {nation: England}
"""


def test_somebody_is_renamed_by_one_line_and_nothing_else_changes(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    before = published(workspace)
    text = (workspace.root / "config.yaml").read_bytes()

    ended = run("rename", "cem dora", "Cem O’Stone", "--yes", "--now", "2020-03-31T09:00", cwd=workspace.root)
    outcome = built(workspace, WEDNESDAY)

    new = b"Cem O\xe2\x80\x99Stone: {id: cem-dora, also_known_as: [Cem Dora], role: Auditor"
    assert ended.returncode == 0, ended.stderr
    assert (workspace.root / "config.yaml").read_bytes() == text.replace(b"Cem Dora: {role: Auditor", new)
    assert "config.yaml: written; as it was, it is kept in config.yaml.20200331-090000.bak." in ended.stdout
    assert set(feeds(workspace)) == {"anna-bell.ics", "cem-dora.ics", "team.ics"}
    assert [change.kind for change in outcome.changes] == ["reworded"]
    assert {uid: one[0] for uid, one in published(workspace).items()} == {uid: one[0] for uid, one in before.items()}


def test_an_activity_is_retitled_by_one_line(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)
    text = (workspace.root / "framework.yaml").read_text(encoding="utf-8")

    ended = run("retitle", "file  audit", "Audit of Files", "--yes", "--now", "2020-03-31T09:00", cwd=workspace.root)

    assert ended.returncode == 0, ended.stderr
    new = "  Audit of Files:\n    id: file-audit\n    also_known_as: [File Audit]\n    purpose: To see"
    assert (workspace.root / "framework.yaml").read_text(encoding="utf-8") == text.replace(
        "  File Audit:\n    purpose: To see", new
    )
    assert [change.kind for change in built(workspace, WEDNESDAY).changes] == ["reworded", "reworded"]
    mark = run("done", "File Audit", "--month", "April", "--today", "2020-04-02", cwd=workspace.root)
    assert mark.stdout.startswith("Audit of Files of April 2020: done")


def test_a_rename_goes_into_lines_as_into_braces(tmp_path: Path) -> None:
    workspace = small(tmp_path, BLOCK)

    first = run("rename", "Anna Bell", "Anna Stone", "--yes", "--now", "2020-03-31T09:00", cwd=workspace.root)
    second = run("rename", "Cem Dora", "Cem: Dora", "--yes", "--now", "2020-03-31T09:00", cwd=workspace.root)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (workspace.root / "config.yaml").read_text(encoding="utf-8") == BLOCK.replace(
        '  "Anna Bell":   # the manager\n    role', "  Anna Stone:   # the manager\n    id: anna-bell\n    role"
    ).replace("      - A Bell\n", "      - A Bell\n      - Anna Bell\n").replace(
        "  Cem Dora:\n    role", "  'Cem: Dora':\n    id: cem-dora\n    also_known_as: [Cem Dora]\n    role"
    )


def test_a_second_rename_keeps_the_first_id(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    for old, new in (("Cem Dora", "Cem Stone"), ("Cem Stone", "Cem Hill")):
        assert run("rename", old, new, "--yes", "--now", "2020-03-31T09:00", cwd=workspace.root).returncode == 0

    text = (workspace.root / "config.yaml").read_text(encoding="utf-8")
    assert "Cem Hill: {id: cem-dora, also_known_as: [Cem Dora, Cem Stone], role" in text


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("rename", "Cem Doraa", "X Y"), "'Cem Doraa' is not in staff (did you mean 'Cem Dora'?)"),
        (("rename", "Cem Dora", "Anna Bell"), "cannot rename 'Cem Dora' here"),
        (("retitle", "File Audt", "X"), "no activity 'File Audt' (did you mean 'File Audit'?)"),
    ],
)
def test_what_cannot_be_renamed_is_said(tmp_path: Path, argv: tuple[str, ...], said: str) -> None:
    workspace = small(tmp_path)
    before = (workspace.root / "config.yaml").read_bytes()

    ended = run(*argv, "--yes", cwd=workspace.root)

    assert ended.returncode in (1, 2)
    assert said in " ".join(ended.stderr.replace("│", " ").split())
    assert (workspace.root / "config.yaml").read_bytes() == before
