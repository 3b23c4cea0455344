"""The command as people and scripts run it: what it prints where, its exit codes, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner, Result
from workspaces import SMALL_CONFIG, built, edit, environment, feeds, files, run, small, starter

from qa_calendar.cli import app
from qa_calendar.cli.asked import PANELS
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.reading.load import schemas

ENGLAND_JUNE = ("--nation", "England", "--month", "2022-06")


def said(ended: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return ended.returncode, ended.stdout, ended.stderr


def invoke(*argv: str, folder: Path) -> Result:
    """The command on *folder* in this process, where it is only the answer that counts."""
    return CliRunner().invoke(app, ["-C", str(folder), *argv])


def usage(ended: Result) -> str:
    """What a usage error says, without the box around it."""
    assert (ended.exit_code, ended.stdout) == (2, "")
    return " ".join(ended.stderr.replace("│", " ").split())


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return small(tmp_path)


def test_init_check_and_build_a_new_workspace(tmp_path: Path) -> None:
    root = tmp_path / "QA 2026"

    begun = run("init", "QA 2026", cwd=tmp_path)
    again = run("init", "QA 2026", cwd=tmp_path)
    checked = run("-C", "QA 2026", "check", "--now", "2020-03-30T09:00Z", cwd=tmp_path)

    assert said(begun) == (
        0,
        (
            "4 files written to QA 2026. Edit config.yaml and framework.yaml, then run:\n"
            '  qa-calendar -C "QA 2026" check\n'
        ),
        "",
    )
    assert (again.returncode, again.stdout) == (3, "")
    assert again.stderr.startswith("qa-calendar: nothing written: QA 2026 already has config.yaml, framework.yaml, ")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.splitlines()[-1].startswith("No errors, ")
    assert sorted(path.name for path in root.iterdir()) == ["config.yaml", "framework.yaml", "schemas"]


def test_init_within_a_workspace_says_where_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "all of them").mkdir()

    ended = run("-C", "all of them", "init", "one", cwd=tmp_path)

    assert '  qa-calendar -C "' + str(Path("all of them") / "one") + '" check\n' in ended.stdout


def test_check_fails_on_a_warning_only_when_strict(workspace: Workspace) -> None:
    plain, strict = (invoke("check", *more, folder=workspace.root) for more in ((), ("--strict",)))
    found = json.loads(invoke("check", "--json", folder=workspace.root).stdout)

    assert (plain.exit_code, strict.exit_code) == (0, 1)
    assert plain.stdout == strict.stdout
    assert plain.stderr == strict.stderr == ""
    assert "warning" in {finding["level"] for finding in found["findings"]}
    assert found["would_move"] == []


def test_check_says_what_the_next_build_would_move(workspace: Workspace) -> None:
    built(workspace)
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    before = files(workspace.root)

    ended = invoke("check", folder=workspace.root)

    moved = "the next build would move File Audit, on 2020-04-02: 2020-04-02 instead of 2020-04-01"
    assert moved in ended.stdout.splitlines()
    assert files(workspace.root) == before


def test_schema_prints_or_writes_both(tmp_path: Path) -> None:
    printed = invoke("schema", folder=tmp_path)
    written = run("schema", "the schemas", cwd=tmp_path)
    again = run("schema", "the schemas", cwd=tmp_path)

    assert json.loads(printed.stdout) == {name: json.loads(text) for name, text in schemas().items()}
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "the schemas").iterdir()} == schemas()
    assert [line.rpartition(": ")[2] for line in written.stdout.splitlines()] == ["written"] * 2
    assert [line.rpartition(": ")[2] for line in again.stdout.splitlines()] == ["unchanged"] * 2


def test_schema_writes_beside_the_files_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "a workspace").mkdir()

    ended = run("-C", "a workspace", "schema", "schemas", cwd=tmp_path)

    assert ended.returncode == 0
    assert {path.name for path in (tmp_path / "a workspace" / "schemas").iterdir()} == set(schemas())


def test_plan_is_a_table_by_month_or_worker_or_json(workspace: Workspace) -> None:
    by_month = run("plan", cwd=workspace.root)
    by_worker = invoke("plan", "--by", "worker", "--why", folder=workspace.root)
    as_json = json.loads(invoke("plan", "--json", folder=workspace.root).stdout)

    assert [line for line in by_month.stdout.splitlines() if line.endswith((": 2", ": 1"))] == [
        "April 2020: 2",
        "May 2020: 1",
    ]
    assert "first working day of April 2020 (England): Wednesday 1 April" in by_worker.stdout
    assert "first working day" not in by_month.stdout
    assert [one["start"] for one in as_json["occurrences"]] == ["2020-04-01", "2020-04-01", "2020-05-01"]
    assert "--by is month or worker, not 'week'" in usage(invoke("plan", "--by", "week", folder=workspace.root))


def test_build_tells_a_person_and_a_script(workspace: Workspace) -> None:
    dry = json.loads(invoke("build", "--dry-run", "--json", folder=workspace.root).stdout)
    first = json.loads(invoke("build", "--json", folder=workspace.root).stdout)
    second = json.loads(invoke("build", "--json", folder=workspace.root).stdout)
    third = run("build", cwd=workspace.root)

    assert [dry["dry_run"], first["dry_run"]] == [True, False]
    assert dry["feeds"] == first["feeds"]
    assert first["feeds"][-1] == {
        "file": "team.ics",
        "name": "The team",
        "events": 3,
        "action": "written",
        "ended": False,
    }
    assert [change["kind"] for change in first["changes"]] == ["new"] * 3
    assert ([feed["action"] for feed in second["feeds"]], second["changes"]) == (["unchanged"] * 3, [])
    expected = "Nothing has changed: 3 feeds in {} are up to date, 3 events.\n".format(Path("out") / "feeds")
    assert said(third) == (0, expected, "")


def test_build_warns_of_a_feed_it_leaves_alone(workspace: Workspace) -> None:
    built(workspace)
    (workspace.root / "out" / "feeds" / "cem-dora.ics").write_bytes(b"mine now")
    edit(workspace, "config.yaml", "  Cem Dora: {role: Auditor, email: cem@example.gov.uk}\n", "")
    edit(workspace, "framework.yaml", "[Anna Bell, Cem Dora]", "[Anna Bell]")

    ended = run("build", cwd=workspace.root)

    assert ended.returncode == 0
    assert ended.stderr == (
        "cem-dora.ics belongs to nobody in staff any more, but is not as we wrote it: left alone, remove it yourself\n"
        "changed what was already past: reassigned: Peer Audit, on 2020-04-01: without Cem Dora\n"
    )
    assert "reassigned: Peer Audit, on 2020-04-01: without Cem Dora" in ended.stdout


def test_build_says_when_another_one_is_at_work(workspace: Workspace) -> None:
    (workspace.root / "out").mkdir()
    with FileLock(workspace.root / "out" / ".qa-calendar.lock"):
        ended = run("build", "--wait", "0.2", cwd=workspace.root)

    what = "waited 0.2 seconds for another qa-calendar that is writing to out; run this again when it is done"
    assert said(ended) == (3, "", f"qa-calendar: {what}\n")


def test_remind_writes_the_week_and_touches_nothing_again(tmp_path: Path) -> None:
    root = starter(tmp_path).root
    first = run("remind", "--week", "2020-W36", cwd=root)
    folder = root / "out" / "reminders" / "2020-W36"
    before = files(folder)
    second = json.loads(invoke("remind", "--week", "2020-W36", "--json", folder=root).stdout)

    assert (first.returncode, first.stderr) == (0, "")
    assert sorted(before) == sorted(
        f"{name}.{ending}"
        for name in ("claire-turnbull", "iros", "kara-walne", "kelda-claire", "stuart-jones", "team")
        for ending in ("eml", "html", "txt")
    )
    assert files(folder) == before
    assert second["week"] == "2020-W36"
    assert [(one["name"], one["email"]) for one in second["messages"]][3:] == [
        ("Claire Turnbull", None),
        ("IROs", "iros@example.gov.uk"),
        ("Safeguarding QA", "manager@example.gov.uk"),
    ]


def test_remind_is_of_the_week_of_today(workspace: Workspace) -> None:
    ended = [
        json.loads(invoke("remind", "--json", *when, folder=workspace.root).stdout)["week"]
        for when in (("--today", "2020-04-05"), ("--now", "2020-04-05T22:59:00Z"), ("--now", "2020-04-05T23:00:00Z"))
    ]

    assert ended == ["2020-W14", "2020-W14", "2020-W15"]  # Sunday 5 April ends in London an hour before it does in UTC


def test_remind_with_nothing_to_say_says_so(workspace: Workspace) -> None:
    ended = run("remind", "--week", "2019-W01", cwd=workspace.root)

    assert said(ended) == (0, "Nothing to say in 2019-W01: the framework runs from April 2020 to March 2021.\n", "")
    assert not (workspace.root / "out").exists()


@pytest.mark.parametrize(
    ("week", "why"),
    [
        ("36", "'36' is not a week; write it as 2020-W36"),
        ("2021-W53", "there is no week 53 in 2021"),
        ("2020-W00", "there is no week 0 in 2020"),
    ],
)
def test_remind_refuses_a_week_there_is_not(tmp_path: Path, week: str, why: str) -> None:
    assert f"Invalid value: {why}" in usage(invoke("remind", "--week", week, folder=tmp_path))


@pytest.mark.parametrize(
    ("argv", "day"),
    [
        (("first working day", "--nation", "England", "--month", "2021-01"), "2021-01-04"),
        (("first working day", "--nation", "Scotland", "--month", "2021-01"), "2021-01-05"),
        (("day 8", "--nation", "England", "--month", "2020-05"), "2020-05-11"),
        (("3rd working day", *ENGLAND_JUNE), "2022-06-07"),
        (("  3RD   working day ", *ENGLAND_JUNE), "2022-06-07"),
        (("3rd working day", *ENGLAND_JUNE, "--closed", "2022-06-06..2022-06-08"), "2022-06-10"),
        (("3rd working day", *ENGLAND_JUNE, "--closed", "2022-06-01", "--closed", "2022-06-06"), "2022-06-09"),
        (("3rd working day", *ENGLAND_JUNE, "--works", "Mon,Wed"), "2022-06-08"),
        (("2 working days after start", "--nation", "England", "--start", "2020-05-07"), "2020-05-12"),
        (("2 working days before due", "--nation", "england", "--due", "2020-05-12"), "2020-05-07"),
        (("day 25 or skip", *ENGLAND_JUNE), None),
        (("first working day", "--nation", "England", "--today", "2021-01-20"), "2021-01-04"),
        (("first working day", "--nation", "England", "--now", "2020-12-31T23:30:00-01:00"), "2021-01-04"),
    ],
)
def test_explain_finds_the_day(tmp_path: Path, argv: tuple[str, ...], day: str | None) -> None:
    ended = invoke("explain", *argv, "--json", folder=tmp_path)
    found = json.loads(ended.stdout)

    assert (ended.exit_code, ended.stderr) == (0, "")
    assert (found["rule"], found["date"]) == (" ".join(argv[0].split()), day)
    assert found.keys() >= {"rule", "month", "date", "steps"}
    assert found["steps"]


def test_explain_shows_the_steps(tmp_path: Path) -> None:
    ended = run("explain", "first working day", "--nation", "England", "--month", "2020-05", cwd=tmp_path)
    skipped = run("explain", "day 25 or skip", *ENGLAND_JUNE, cwd=tmp_path)

    assert said(ended) == (
        0,
        "2020-05-01  Friday 1 May 2020\n  first working day of May 2020 (England): Friday 1 May\n",
        "",
    )
    assert skipped.stdout.splitlines()[0] == "2022-06  skipped"


def test_explain_a_year_gives_twelve_dates(tmp_path: Path) -> None:
    argv = ("explain", "3rd working day", "--nation", "England", "--year", "2022")
    as_json = json.loads(invoke(*argv, "--json", folder=tmp_path).stdout)
    lines = invoke(*argv, folder=tmp_path).stdout.splitlines()

    assert [one["month"] for one in as_json] == [f"2022-{month:02d}" for month in range(1, 13)]
    assert [one["date"] for one in as_json][:6] == [
        "2022-01-06",
        "2022-02-03",
        "2022-03-03",
        "2022-04-05",
        "2022-05-05",
        "2022-06-07",
    ]
    assert sum(line.startswith("2022-") for line in lines) == 12


def test_explain_a_phrase_it_cannot_read_says_what_and_what_instead(tmp_path: Path) -> None:
    ended = run("explain", "3rd buisness day", *ENGLAND_JUNE, "--json", cwd=tmp_path)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "'buisness'" in ended.stderr
    assert "3rd working day" in ended.stderr


def test_explain_a_day_there_is_not_gives_the_true_count(tmp_path: Path) -> None:
    ended = [run("explain", "22nd working day", *ENGLAND_JUNE, *more, cwd=tmp_path) for more in ((), ("--json",))]

    why = "June 2022 has no 22nd working day: it has 20 (write ', or last working day' to take that instead)\n"
    assert [said(one) for one in ended] == [(1, "", why)] * 2


def test_explain_asks_the_workspace_for_its_days(workspace: Workspace) -> None:
    closed = SMALL_CONFIG.replace(
        "nation: England", "nation: England\n  closed: [{from: 2020-04-01, until: 2020-04-01}]"
    )
    (workspace.root / "config.yaml").write_text(closed)
    argv = ("explain", "first working day", "--month", "2020-04", "--json")

    def day(*more: str) -> str:
        return str(json.loads(invoke(*argv, *more, folder=workspace.root).stdout)["date"])

    assert day() == "2020-04-02"
    assert day("--closed", "2020-04-02") == "2020-04-03"
    assert day("--nation", "England") == "2020-04-01"


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("3rd working day",), "say --nation: England, Wales, Scotland, Northern Ireland, any UK nation"),
        (("3rd working day", "--nation", "Englnd"), "no nation 'Englnd' (did you mean 'England'?)"),
        (("3rd working day", "--nation", "England", "--month", "June"), "'June' is not a month; write it as 2022-06"),
        (("3rd working day", *ENGLAND_JUNE, "--year", "2022"), "give --month or --year, not both"),
        (("3rd working day", "--nation", "England", "--year", "0"), "there is no year 0"),
        (("3rd working day", *ENGLAND_JUNE, "--works", "Mon,Thirsday"), "no weekday 'Thirsday'; write --works Mon,Tue"),
        (("3rd working day", *ENGLAND_JUNE, "--closed", "2022-06-31"), "'2022-06-31' is not a date"),
        (("3rd working day", *ENGLAND_JUNE, "--closed", "2022-06-09..2022-06-08"), "2022-06-08 is before 2022-06-09"),
        (("3rd working day", *ENGLAND_JUNE, "--due", "8 June"), "'8 June' is not a date; write it as 2020-09-01"),
        ((), "Missing argument"),
    ],
)
def test_explain_refuses_what_it_does_not_understand(tmp_path: Path, argv: tuple[str, ...], why: str) -> None:
    assert why in usage(invoke("explain", *argv, folder=tmp_path))


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("biuld",), "No such command 'biuld'"),
        (("-C", "nowhere", "build"), "there is no folder nowhere"),
        (("build", "--tody", "2020-01-01"), "No such option: --tody"),
        (("build", "--today", "1/13/2020"), "'1/13/2020' is not a date; write it as 2020-09-01"),
        (("build", "--now", "noon"), "'noon' is not a time; write it as 2020-09-01T09:00:00Z"),
        (("build", "--now", "2020-03-30T09:00Z", "--today", "2020-03-30"), "give --today or --now, not both"),
        (("build", "--wait", "long"), "--wait"),
    ],
)
def test_a_mistyped_command_is_usage(workspace: Workspace, argv: tuple[str, ...], why: str) -> None:
    assert why in usage(invoke(*argv, folder=workspace.root))
    assert not (workspace.root / "out").exists()


def test_a_year_beyond_all_dates_is_no_traceback(workspace: Workspace) -> None:
    for argv in (("remind", "--week", "9999-W52"), ("build", "--now", "0001-01-01T00:00:00+14:00")):
        ended = run(*argv, cwd=workspace.root)
        assert ended.returncode in (0, 2)
        assert "Traceback" not in ended.stderr
        assert "fault" not in ended.stderr


def test_the_version_is_told(tmp_path: Path) -> None:
    ended = run("--version", cwd=tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("qa-calendar")


def test_the_help_shows_the_verbs_under_headings(tmp_path: Path) -> None:
    ended = run("--help", cwd=tmp_path)

    assert ended.returncode == 0
    lines = [line.strip("│╭╮╰╯─|+- ") for line in ended.stdout.splitlines()]
    known = {*PANELS, *(one for verbs in PANELS.values() for one in verbs)}
    found = [word for line in lines for word in (line if line in PANELS else line.partition(" ")[0],) if word in known]
    assert found == [word for panel, verbs in PANELS.items() for word in (panel, *verbs)]


@pytest.mark.parametrize("verb", [one for verbs in PANELS.values() for one in verbs])
def test_a_flag_has_nothing_behind_it_in_the_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app([verb, "--help"])

    shown = capsys.readouterr().out
    assert "bool" not in shown.casefold()
    assert f"qa-calendar {verb}" in shown or f" {verb} " in shown


@pytest.mark.exhaustive
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_an_old_console_gets_question_marks_not_a_crash(workspace: Workspace, encoding: str) -> None:
    edit(workspace, "config.yaml", "Anna Bell: {role: Manager", "Anna Bell: {role: Mänager 😀")
    commands = (
        ("plan", "--why", "--by", "worker"),
        ("build",),
        ("remind", "--week", "2020-W14"),
    )

    ended = [run(*command, cwd=workspace.root, PYTHONIOENCODING=encoding) for command in commands]

    assert [(one.returncode, one.stderr) for one in ended] == [(0, "")] * len(commands)
    assert "?" in ended[0].stdout
    plain = (workspace.root / "out" / "reminders" / "2020-W14" / "anna-bell.txt").read_text(encoding="utf-8")
    assert "Dear Anna Bell" in plain
    assert "Mänager 😀" in feeds(workspace)["team.ics"].replace(b"\r\n ", b"").decode()


def test_results_go_to_stdout_and_errors_to_stderr(workspace: Workspace) -> None:
    edit(workspace, "config.yaml", "nation: England", "nation: Englund")

    ended = run("build", cwd=workspace.root)

    why = (
        "config.yaml:7:11: 'Englund' is not one of England, Wales, Scotland, Northern Ireland, any UK nation"
        " (did you mean 'England'?)\n"
    )
    assert said(ended) == (1, "", why)


def test_a_closed_pipe_is_no_traceback(workspace: Workspace) -> None:
    command = [sys.executable, "-m", "qa_calendar", "plan", "--json"]
    with subprocess.Popen(
        command, cwd=workspace.root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()

    assert "Traceback" not in told


def test_state_that_is_a_server_without_its_driver_is_one_line(workspace: Workspace) -> None:
    pytest.importorskip("sqlalchemy")
    if _has_psycopg():
        pytest.skip("psycopg is installed")
    edit(workspace, "config.yaml", "feeds:\n", "state: postgresql://localhost/qa\nfeeds:\n")

    ended = run("build", cwd=workspace.root)

    cure = "python -m pip install '.[postgres]' in the folder it was installed from"
    what = f"a PostgreSQL state needs the postgres extra: {cure}"
    assert said(ended) == (3, "", f"qa-calendar: {what}\n")


def _has_psycopg() -> bool:
    from importlib.util import find_spec

    return find_spec("psycopg") is not None
