"""What README.md and docs/ promise, run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from workspaces import run

from qa_calendar.cli import app
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.delivering.building.build import build
from qa_calendar.delivering.workspace import Workspace, init
from qa_calendar.model import OverdueOptions
from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.load import schemas

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [README, *(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").rglob("*.md")))]
NOW = datetime(2020, 3, 30, 9, tzinfo=UTC)
FRAMEWORKS = re.findall(
    r"^```yaml\n(.*?)^```", (ROOT / "docs" / "framework.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "a workspace"
    init(folder)
    return folder


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_first_line_writes_feeds_and_reminders(workspace: Path) -> None:
    line = next(block for block in blocks("") if "qa-calendar build" in block)
    commands = [shlex.split(part)[1:] for part in line.split("&&") if part.strip().startswith("qa-calendar")]

    outcomes = [run(*command, cwd=workspace).returncode for command in commands]

    assert outcomes == [0, 0]
    assert sorted(path.name for path in (workspace / "out/feeds").iterdir()) == [
        "claire-turnbull.ics",
        "iros.ics",
        "kara-walne.ics",
        "kelda-claire.ics",
        "stuart-jones.ics",
        "team.ics",
    ]
    assert {path.suffix for path in (workspace / "out/reminders/2020-W36").glob("kara*")} == {".txt", ".html", ".eml"}


def test_the_word_document_becomes_feeds_with_the_two_commands_shown(tmp_path: Path) -> None:
    (block,) = (block for block in blocks("") if " import " in block)
    commands = [shlex.split(line)[1:] for line in block.splitlines()]
    shutil.copy(ROOT / "tests/documents/open/o01-service-framework.docx", tmp_path / "QA framework.docx")

    ended = [run(*command, cwd=tmp_path) for command in commands]

    assert [one.returncode for one in ended] == [0, 0], [one.stderr for one in ended]
    assert ended[1].stdout.endswith("Changed: 40 new\n6 of 6 feeds written to QA 2026/out/feeds.\n")


def test_the_second_line_runs_pytest() -> None:
    lines = [block.strip() for block in blocks("") if "pytest" in block]

    assert lines == ['python -m pip install ".[test]" && python -m pytest -n 2']


@pytest.mark.parametrize("block", [block for block in blocks("") if block.startswith("$ ")])
def test_a_command_prints_what_the_page_shows(block: str, workspace: Path) -> None:
    command, expected = block.split("\n", 1)

    done = run(*shlex.split(command)[2:], cwd=workspace)

    assert done.stdout == expected


def test_the_message_shown_is_the_one_given(workspace: Path) -> None:
    (shown,) = [block.strip() for block in blocks("") if block.startswith("framework.yaml:")]
    file = workspace / "framework.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    number = int(shown.split(":")[1])
    lines[number - 1] = lines[number - 1].replace("Timeliness", "Timelines")
    file.write_text("".join(lines), encoding="utf-8")

    with pytest.raises(InvalidInputError) as caught:
        Workspace(workspace).read()

    assert str(caught.value) == shown


def test_the_staff_change_shown_moves_later_events_and_touches_no_other(workspace: Path) -> None:
    (shown,) = blocks("yaml")
    here = Workspace(workspace)
    build(here, NOW)
    config = workspace / "config.yaml"
    config.write_text(
        re.sub(
            r"^staff_changes: \[\].*$", lambda _: shown.strip(), config.read_text(encoding="utf-8"), flags=re.MULTILINE
        ),
        encoding="utf-8",
    )

    built = build(here, NOW)

    changed = {change.uid.split("@")[0]: str(change.kind) for change in built.changes}
    assert set(changed.values()) == {"reassigned"}
    assert all(date.fromisoformat(f"{uid[:7]}-01") >= date(2020, 9, 1) for uid in changed)
    actions = {line.file: str(line.action) for line in built.feeds}
    assert actions["claire-turnbull.ics"] == actions["iros.ics"] == "unchanged"
    assert actions["stuart-jones.ics"] == actions["kara-walne.ics"] == actions["team.ics"] == "written"


STAFF_PAGE = (ROOT / "docs" / "staff.md").read_text(encoding="utf-8")
ASKING = ("handover", "cover", "vacate")


@pytest.mark.parametrize("page", [README, STAFF_PAGE], ids=["README.md", "docs/staff.md"])
def test_the_staff_changes_shown_can_be_made_one_after_the_other(page: str, workspace: Path) -> None:
    (block,) = re.findall(r"^```\n(qa-calendar handover .*?)^```$", page, re.MULTILINE | re.DOTALL)
    commands = [shlex.split(line)[1:] for line in block.splitlines()]
    build(Workspace(workspace), NOW)

    ended = [run(*command, *(["--yes"] if command[0] in ASKING else []), cwd=workspace) for command in commands]

    assert [one.returncode for one in ended] == [0] * len(commands)
    assert "This would change: 9 reassigned.\n" in ended[0].stdout
    config = Workspace(workspace).read().config
    assert [change.goes_to for change in config.staff_changes] == ["A N Other", "Kelda Claire", None]


def test_the_lines_shown_on_the_staff_page_are_legal(workspace: Path) -> None:
    changes, people = (re.findall(rf"`(\{{{begins}[^`]*\}})`", STAFF_PAGE) for begins in ("from: ", "role: "))
    file = workspace / "config.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub("^staff_changes: .*$", "staff_changes: [" + ", ".join(changes) + "]", text, flags=re.MULTILINE)
    staff = "".join(f"  {name}: {details}\n" for name, details in zip(("A N Other", "B"), people, strict=True))
    file.write_text(text.replace("staff_changes:", f"{staff}staff_changes:", 1), encoding="utf-8")

    config = Workspace(workspace).read().config

    assert [str(change).split(" from ")[0] for change in config.staff_changes] == [
        "the work of Stuart Jones goes to A N Other",
        "Kelda Claire covers Kara Walne",
        "nobody does the work of Kelda Claire",
    ]
    assert [(one.since, one.until) for one in config.staff[-2:]] == [
        (date(2020, 9, 1), None),
        (None, date(2020, 8, 31)),
    ]


def test_every_rule_named_in_the_readme_reads() -> None:
    section = README.split("## How a day is chosen")[1].split("##")[0]
    sentence = section.split("such as")[1].split("Working days")[0]

    phrases = re.findall(r"`([^`]+)`", sentence)

    assert len(phrases) >= 5
    assert all(parse_rule(phrase) for phrase in phrases)


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["plan", "--json"], 0),
        (["explain", "frist working day", "--nation", "England"], 1),
        (["explian"], 2),
        (["remind", "--week", "2020-36"], 2),
    ],
)
def test_exit_codes_are_those_of_the_table(argv: list[str], code: int, workspace: Path) -> None:
    assert run(*argv, cwd=workspace).returncode == code


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [
        page.parent / link
        for page in pages
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        if not link.startswith("http")
    ]

    assert len(links) > 10
    assert [link for link in links if not link.exists()] == []


def test_every_verb_is_documented() -> None:
    verbs = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}

    assert {verb for verb in verbs if not any(f"qa-calendar {verb}" in page for page in PAGES)} == set()


def test_every_key_is_in_a_shipped_file_or_a_page() -> None:
    keys: set[str] = set()

    def collect(node: object) -> None:
        if isinstance(node, dict):
            keys.update(key for key in node.get("properties", {}) if not re.fullmatch(r"L\d\d", key))
            for value in node.values():
                collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    for text in schemas().values():
        collect(json.loads(text))
    shipped = [(ROOT / name).read_text(encoding="utf-8") for name in ("config.yaml", "framework.yaml")]

    missing = {key for key in keys if not any(re.search(rf"\b{key}\b", page) for page in [*shipped, *PAGES])}

    assert missing == set()


def test_the_options_shown_commented_in_config_are_legal(workspace: Path) -> None:
    file = workspace / "config.yaml"
    text = file.read_text(encoding="utf-8")
    on = re.sub(r"^(staff_changes|date_changes): \[\]", r"\1:", text, flags=re.MULTILINE)
    on = re.sub(r"^  activities: \{\}", "  activities:", on, flags=re.MULTILINE)
    people, rules = "A N Other:|B N Other:|Team managers:", "Peer Audit:|Timeliness|Repeat|Dip Audit"
    options = rf"- \{{|{people}|{rules}|reply_to|smtp|base_url|lint"
    on = re.sub(rf"^( *)# (?=({options}))", r"\1", on, flags=re.MULTILINE)
    on = re.sub(r"^# (?=(overdue:|  since:|  tell_))", "", on, flags=re.MULTILINE)
    file.write_text(on, encoding="utf-8")

    config = Workspace(workspace).read().config

    assert config.overdue == OverdueOptions(since=date(2020, 9, 1), tell_worker=(1, 5), tell_coordinator=(10,))
    assert len(config.staff_changes) == 3
    assert (config.person("B N Other").since, config.person("B N Other").until) == (date(2020, 9, 1), date(2021, 2, 26))
    assert len(config.date_changes) == 3
    assert config.person("Team managers").members == ("Kara Walne", "Stuart Jones")
    titles = ["Peer Audit", "Timeliness ICPC", "Repeat Plan Audit", "Dip Audit – 5 day decisions"]
    assert list(config.activity_rules) == titles
    assert config.smtp is not None
    assert config.base_url == "https://qa.example.gov.uk/"
    assert config.lint_ignored == {"L05": "agreed with the QA lead"}
    assert config.lint_ignored_for == {"L01": {"Monthly QA escalation - Audit": "not in September"}}


def test_the_words_shown_commented_in_the_framework_are_legal(workspace: Path) -> None:
    file = workspace / "framework.yaml"
    text = file.read_text(encoding="utf-8")
    shown = re.sub(
        r"^( *)# (?=(Case file audit:|Safeguarding Board:|  |- Dip|as_required))", r"\1", text, flags=re.MULTILINE
    )
    shown = shown.replace("activities:\n", "activities:\n  Dip sample: {}\n  Serious incident review: {}\n")
    file.write_text(shown, encoding="utf-8")
    with (workspace / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("\n")
    staff = (workspace / "config.yaml").read_text(encoding="utf-8").replace("  # Team managers:", "  Team managers:")
    (workspace / "config.yaml").write_text(staff, encoding="utf-8")

    plan = Workspace(workspace).read().plan

    added = [
        one
        for one in plan.occurrences
        if one.entry.activity.title in ("Case file audit", "Safeguarding Board", "Dip sample")
    ]
    assert len(added) == 11 + 3 + 2
    assert [one.title for one in plan.frameworks[0].as_required] == ["Serious incident review"]


@pytest.mark.parametrize("number", range(len(FRAMEWORKS)))
def test_what_docs_framework_shows_is_read_and_planned(number: int, workspace: Path) -> None:
    shown = FRAMEWORKS[number]
    if shown.startswith("staff:"):
        own = (workspace / "config.yaml").read_text(encoding="utf-8")
        staff = own.partition("staff:")[2].partition("\nstaff_changes")[0]
        others = "  Kelda Claire: {role: x}\n  Claire Turnbull: {role: x}\n  IROs: {role: x, also_known_as: [IRO's]}\n"
        changed = own.replace(f"staff:{staff}", f"{shown}{others}")
        (workspace / "config.yaml").write_text(changed, encoding="utf-8")
    else:
        head = "title: T\nservice: S\nyear: 2020\n"
        (workspace / "framework.yaml").write_text(head + shown, encoding="utf-8")

    plan = Workspace(workspace).read().plan

    assert plan.occurrences or plan.frameworks[0].as_required


def test_the_shipped_files_are_plain_yaml_for_any_editor() -> None:
    for name in ("config.yaml", "framework.yaml"):
        assert isinstance(yaml.safe_load((ROOT / name).read_text(encoding="utf-8")), dict)
