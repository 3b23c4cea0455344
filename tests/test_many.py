"""Many workspaces in one call: each by itself, one table, one exit code; shares of them, and several processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli import invoke, usage
from workspaces import MONDAY, ROOT, SMALL_CONFIG, edit, environment, feeds, files, run, small

from qa_calendar import build_one, run_one
from qa_calendar.delivering.building.unchanged import first_look, recall
from qa_calendar.delivering.many.folders import shard_of
from qa_calendar.delivering.many.outcome import Outcome, Result
from qa_calendar.delivering.screen.many_report import show_outcomes
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.problems import DeliveryError

DAY = "2020-03-30"


def services(folder: Path, count: int) -> list[Workspace]:
    """Workspaces `services/one 01`, … below *folder*, each with a calendar of its own."""
    found = []
    for number in range(1, count + 1):
        root = folder / "services" / f"one {number:02d}"
        root.mkdir(parents=True)
        made = small(root, SMALL_CONFIG.replace("qa.example.gov.uk", f"qa-{number}.example.gov.uk"))
        for path in made.root.iterdir():
            path.rename(root / path.name)
        made.root.rmdir()
        found.append(Workspace(root))
    return found


def build(folder: Path, *argv: str) -> Any:
    ended = invoke("build", *(argv or ("services/*",)), "--json", "--today", DAY, folder=folder)
    return json.loads(ended.stdout), ended.exit_code


def test_each_is_built_and_a_line_says_so(tmp_path: Path) -> None:
    one, two = services(tmp_path, 2)

    ended = invoke("build", "services/*", "--today", DAY, folder=tmp_path)

    assert (ended.exit_code, ended.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in ended.stdout.splitlines() if "qa-" in line]
    assert lines == [
        "services/one 01 qa-1.example.gov.uk done 3 of 3 feeds written (3 new)",
        "services/one 02 qa-2.example.gov.uk done 3 of 3 feeds written (3 new)",
    ]
    assert ended.stdout.endswith("2 workspaces: 2 done.\n")
    assert {*feeds(one)} == {*feeds(two)} == {"anna-bell.ics", "cem-dora.ics", "team.ics"}
    again = invoke("build", "services/*", "--today", "2020-06-01", folder=tmp_path)
    assert again.stdout.endswith("2 workspaces: 2 nothing to do.\n")


def test_one_that_fails_stops_no_other_and_the_gravest_is_the_exit_code(tmp_path: Path) -> None:
    wrong, failing, _ = services(tmp_path, 3)
    edit(wrong, "framework.yaml", "workers: [Anna Bell]", "workers: [Anna Bel]")

    told, code = build(tmp_path)
    assert code == 1
    assert [one["outcome"] for one in told["workspaces"]] == ["files are wrong", "done", "done"]
    assert told["workspaces"][0]["troubles"] == [
        "framework.yaml:8:15: no worker 'Anna Bel' (did you mean 'Anna Bell'?)"
    ]

    shutil.rmtree(failing.root / "out")
    (failing.root / "out").write_text("a file", encoding="utf-8")
    told, code = build(tmp_path)
    assert code == 3
    assert [one["outcome"] for one in told["workspaces"]] == ["files are wrong", "failed", "nothing to do"]
    assert told["counts"] == {
        "done": 0,
        "nothing to do": 1,
        "done, somebody should look": 0,
        "files are wrong": 1,
        "failed": 1,
    }


def test_two_with_one_calendar_id_are_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    one, two, _ = services(tmp_path, 3)
    edit(two, "config.yaml", "calendar_id: qa-2", "# ours\ncalendar_id: qa-1")
    before = files(tmp_path)

    ended = run("build", "services/*", "--today", DAY, cwd=tmp_path)

    assert (one.root.name, ended.returncode) == ("one 01", 1)
    said = "services/one 02/config.yaml:2:1: 'qa-1.example.gov.uk' is the calendar_id of services/one 01 as well"
    assert ended.stderr.startswith(said)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "line",
    [
        "calendar_id: 'qa-1.example.gov.uk'",
        '"calendar_id" : qa-1.example.gov.uk # ours',
        "? calendar_id\n: qa-1.example.gov.uk",
    ],
)
def test_a_calendar_id_is_known_however_it_is_written(tmp_path: Path, line: str) -> None:
    services(tmp_path, 2)
    edit(Workspace(tmp_path / "services" / "one 02"), "config.yaml", "calendar_id: qa-2.example.gov.uk", line)

    assert invoke("build", "services/*", "--today", DAY, folder=tmp_path).exit_code == 1


def test_folders_are_names_or_patterns_and_none_twice(tmp_path: Path) -> None:
    services(tmp_path, 3)
    (tmp_path / "services" / "notes").mkdir()

    told, code = build(tmp_path, "services/one 03", "services/one*", str(tmp_path / "services" / "one 0[12]"))
    assert (code, len(told["workspaces"])) == (0, 3)
    assert "no folder with a config.yaml is called other/*" in usage(invoke("build", "other/*", folder=tmp_path))
    told, code = build(tmp_path, "services/one 01", "services/nine")
    assert [one["outcome"] for one in told["workspaces"]] == ["files are wrong", "nothing to do"]


def test_shares_are_all_of_it_and_none_twice(tmp_path: Path) -> None:
    services(tmp_path, 12)

    shares = [build(tmp_path, "services/*", "--shard", f"{n}/3")[0]["workspaces"] for n in (1, 2, 3)]

    taken = [one["workspace"] for share in shares for one in share]
    assert len(taken) == len(set(taken)) == 12
    assert all(one["outcome"] == "done" for share in shares for one in share)
    for wrong in ("0/3", "4/3", "3", "1/0", "a/b"):
        assert f"'{wrong}' is no share; write 1/4" in usage(invoke("build", "x", "--shard", wrong, folder=tmp_path))
    assert "--jobs is for many workspaces" in usage(invoke("build", "--jobs", "2", folder=tmp_path))


def test_a_share_is_the_same_on_every_computer() -> None:
    assert [shard_of(f"qa-{n}.example.gov.uk", 4) for n in range(8)] == [1, 2, 4, 4, 1, 4, 4, 4]


@given(st.text(), st.integers(1, 100))
def test_every_calendar_has_a_share(calendar_id: str, shards: int) -> None:
    assert 1 <= shard_of(calendar_id, shards) <= shards
    assert shard_of(calendar_id, 1) == 1


def test_several_processes_make_what_one_does(tmp_path: Path) -> None:
    services(tmp_path / "a", 9)
    services(tmp_path / "b", 9)
    edit(Workspace(tmp_path / "b" / "services" / "one 05"), "config.yaml", "feeds:", "feds:")

    one, _ = build(tmp_path / "a")
    several = run_apart(tmp_path / "b", "--jobs", "2")

    assert several.returncode == 1
    told = json.loads(several.stdout)
    assert [one["outcome"] for one in told["workspaces"]] == ["done"] * 4 + ["files are wrong"] + ["done"] * 4
    for number in (1, 9):
        name = f"services/one {number:02d}"
        assert feeds(Workspace(tmp_path / "a" / name)) == feeds(Workspace(tmp_path / "b" / name))
    assert len(one["workspaces"]) == 9


def run_apart(folder: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qa_calendar", "-C", str(folder), "build", "services/*", "--json", "--today", DAY]
    asked = [*command, *argv]
    return subprocess.run(asked, check=False, capture_output=True, encoding="utf-8", env=environment(), timeout=120)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are looked for as Linux lists them")
def test_a_process_that_is_killed_takes_no_other_workspace_with_it(tmp_path: Path) -> None:
    services(tmp_path, 40)
    command = [sys.executable, "-m", "qa_calendar", "-C", str(tmp_path), "build", "services/*", "--json"]
    with subprocess.Popen(
        [*command, "--jobs", "2", "--today", DAY], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as running:
        while len(list(tmp_path.glob("services/*/out/feeds/team.ics"))) < 3:
            assert running.poll() is None
            time.sleep(0.01)
        os.kill(_worker_of(running.pid), signal.SIGKILL)
        said, _ = running.communicate(timeout=120)

    told = json.loads(said)
    assert [one["outcome"] for one in told["workspaces"] if one["outcome"] not in ("done", "nothing to do")] == []
    assert len(told["workspaces"]) == len(list(tmp_path.glob("services/*/out/feeds/team.ics"))) == 40


def _worker_of(parent: int) -> int:
    """A process that takes workspaces, and none of those that look after such."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        number, _, rest = status.read_text().partition(" (")
        if int(rest.rpartition(")")[2].split()[1]) == parent:
            asked = (status.parent / "cmdline").read_bytes()
            if b"spawn_main" in asked:
                return int(number)
    raise AssertionError("no process was begun")


def test_the_other_verbs_take_many_as_well(tmp_path: Path) -> None:
    one, _ = services(tmp_path, 2)
    edit(one, "config.yaml", "feeds:", "publish: {to: site}\nfeeds:")

    checked = invoke("check", "services/*", "--today", DAY, folder=tmp_path)
    assert checked.stdout.endswith("2 workspaces: 2 done.\n")
    assert not (one.root / "out").exists()

    ran = invoke("run", "services/*", "--json", "--today", DAY, folder=tmp_path)
    told = json.loads(ran.stdout)["workspaces"]
    assert ran.exit_code == 3
    assert [found["done"] for found in told] == [
        "3 of 3 feeds written (3 new), 10 files published, 2 drafts",
        "3 of 3 feeds written (3 new), 2 drafts",
    ]
    assert told[0]["troubles"] == ["2 mails need somebody: `qa-calendar sent` in that folder"]
    assert list((one.root / "site").glob("*/qa-team.ics"))
    again = invoke("run", "services/*", "--today", DAY, folder=tmp_path)
    assert (again.exit_code, "0 of 3 feeds written\n" in again.stdout) == (3, True)

    shutil.rmtree(one.root / "site")
    published = invoke("publish", "services/one 01", "--today", DAY, folder=tmp_path)
    assert (published.exit_code, published.stderr) == (0, "")
    assert list((one.root / "site").glob("*/qa-team.ics"))
    for verb, option in (("run", "--yes"), ("publish", "--yes"), ("check", "--strict"), ("check", "--all")):
        assert "of one workspace" in usage(invoke(verb, "services/*", option, folder=tmp_path))


def test_a_program_says_where_state_out_and_templates_are(tmp_path: Path) -> None:
    [service] = services(tmp_path, 1)
    before = files(service.root)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "event.summary.j2").write_text("Ours: {{ work.title }}", encoding="utf-8")
    elsewhere: dict[str, Any] = {
        "state": f"sqlite:///{(tmp_path / 'elsewhere' / 's.db').as_posix()}",
        "out": tmp_path / "elsewhere" / "out",
        "templates": tmp_path / "templates",
    }

    first = build_one(service.root, MONDAY, **elsewhere)
    again = build_one(service.root, MONDAY, **elsewhere)

    assert (first.result, first.written, first.changes) == (Result.DONE, 3, 3)
    assert again.result is Result.NOTHING
    assert b"SUMMARY:Ours: Peer Audit" in (tmp_path / "elsewhere" / "out" / "feeds" / "team.ics").read_bytes()
    assert files(service.root) == before
    assert recall(first_look(service), date(2020, 3, 30)) is None
    assert run_one(service.root, MONDAY, **elsewhere).done == "0 of 3 feeds written, 2 drafts"
    assert files(service.root) == before


def test_a_users_fault_is_an_outcome_and_the_worlds_is_raised(tmp_path: Path) -> None:
    [service] = services(tmp_path, 1)
    edit(service, "framework.yaml", "year: 2020", "year: soon")
    found = build_one(service.root, MONDAY)
    assert (found.result, found.calendar_id) == (Result.WRONG, "qa-1.example.gov.uk")
    assert found.troubles[0].startswith("framework.yaml:3:7: ")

    edit(service, "framework.yaml", "year: soon", "year: 2020")
    with pytest.raises(DeliveryError, match="is no database address"):
        build_one(service.root, MONDAY, state="elsewhere")


def test_one_instant_is_that_of_all(tmp_path: Path) -> None:
    found = services(tmp_path, 3)
    assert invoke("build", "services/*", folder=tmp_path).exit_code == 0

    stamps = {
        line for one in found for line in feeds(one)["team.ics"].decode().splitlines() if line.startswith("DTSTAMP")
    }
    assert len(stamps) == 1


def test_the_manuals_program_runs(tmp_path: Path) -> None:
    [service] = services(tmp_path, 1)
    service.root.rename(tmp_path / "services" / "north")
    manual = (ROOT / "docs" / "many.md").read_text(encoding="utf-8")
    program = manual.partition("```python\n")[2].partition("```")[0]

    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=environment(),
    )

    assert ended.stdout.startswith("done 3 of 3 feeds written (3 new) ()")


def test_of_many_those_with_nothing_to_do_are_only_counted_and_a_fault_says_whose_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    quiet = [Outcome(workspace=f"s{n}", calendar_id=f"qa-{n}", result=Result.NOTHING) for n in range(40)]
    failed = Outcome(workspace="north", calendar_id="qa-north", result=Result.FAILED, troubles=("the disk is full",))

    show_outcomes(quiet)
    assert "s39" in capsys.readouterr().out
    show_outcomes([*quiet, failed])
    said = capsys.readouterr()

    assert ("s39" in said.out, "north" in said.out) == (False, True)
    assert said.out.endswith("41 workspaces: 40 nothing to do, 1 failed.\n")
    assert said.err == "north: the disk is full\n"
