"""What docs/mail.md, docs/scheduling.md and the files beside it promise, held against the code."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import typer
import yaml

from qa_calendar.cli import app
from qa_calendar.dates.months import WEEKDAYS
from qa_calendar.delivering.mail import sending, smtp
from qa_calendar.delivering.state import ledger
from qa_calendar.delivering.state.ledger import State
from qa_calendar.delivering.workspace import Workspace, init
from qa_calendar.model import Config, ReminderOptions, SmtpOptions
from qa_calendar.rendering.letters import MailKind

DOCS = Path(__file__).parent.parent / "docs"
FILES = DOCS / "scheduling"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("mail.md", "scheduling.md")}
MAIL, SCHEDULING = PAGES.values()
CRONTAB = (FILES / "crontab").read_text(encoding="utf-8")
UNITS = ("qa-calendar.service", "qa-calendar.timer")
ROOT_COMMAND: Any = typer.main.get_command(app)
MAIL_VERBS = ("links", "remind", "news", "sent", "run", "status", "forget")
CRON_LINE = re.compile(r"^((?:[\d*/,-]+ ){5})(\S.*)$", re.MULTILINE)
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def blocks(page: str, language: str = "") -> list[str]:
    every = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [text for marked, text in every if marked == language]


def spans(page: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL))


def table(page: str, first: str) -> list[list[str]]:
    """The rows of the table whose first heading is *first*, without code marks."""
    (found,) = re.findall(rf"^\| {re.escape(first)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", page, re.MULTILINE)
    return [[cell.strip(" `") for cell in re.split(r" ?\| ?", line)[1:-1]] for line in found.splitlines()]


def commands(shell: str) -> Iterator[list[str]]:
    """What *shell* gives to qa-calendar, each as words."""
    for line in shell.splitlines():
        if not re.search(r"(?<![\w./'])([\w./]*/)?qa[-_]calendar\s", line):
            continue
        bare = CRON_LINE.sub(r"\2", line)
        for part in re.split(r"&&|;|\|", bare):
            words = shlex.split(re.sub(r"\d?>+ *\S+", "", part))
            if words[:3] == ["py", "-m", "qa_calendar"]:
                yield words[3:]
            elif words and words[0].rpartition("/")[2] == "qa-calendar":
                yield words[1:]


def shown(page: str) -> list[list[str]]:
    code = [*blocks(page), *(span for span in spans(page) if re.match(r"(py -m qa_calendar|qa-calendar) ", span))]
    return [words for some in code if "[Unit]" not in some for words in commands(some)]


def parsed(words: list[str]) -> str:
    """The verb *words* name; raises a usage error where it or an option does not exist."""
    context = ROOT_COMMAND.context_class(ROOT_COMMAND, info_name="qa-calendar")
    _, rest, _ = ROOT_COMMAND.make_parser(context).parse_args(list(words))
    verb, command, arguments = ROOT_COMMAND.resolve_command(context, rest)
    assert command is not None
    # With the values converted, but without running it.
    command.make_context(verb, arguments, parent=context)
    return str(verb)


def task() -> ET.Element:
    return ET.parse(FILES / "qa-calendar.xml").getroot()


def setting(path: str) -> str | None:
    return task().findtext("/".join(f"{TASK}{name}" for name in path.split("/")))


@pytest.mark.parametrize(("page", "least"), [("mail.md", 10), ("scheduling.md", 3)])
def test_every_command_shown_exists_with_its_options(page: str, least: int) -> None:
    found = shown(PAGES[page])

    assert len(found) >= least
    assert {parsed(words) for words in found} <= set(MAIL_VERBS)


@pytest.mark.parametrize("words", [["rnu"], ["run", "--frce"], ["news", "--build", "seven"]])
def test_a_command_that_does_not_exist_would_be_noticed(words: list[str]) -> None:
    with pytest.raises(Exception, match=r"No such (command|option)|valid int"):
        parsed(words)


@pytest.mark.parametrize("page", PAGES)
def test_every_option_shown_by_itself_belongs_to_a_verb_of_mail(page: str) -> None:
    known = {
        option for verb in MAIL_VERBS for one in ROOT_COMMAND.commands[verb].params for option in (*one.opts, "--help")
    }

    found = {
        option for span in spans(PAGES[page]) if span.startswith("--") for option in re.findall(r"--[a-z-]+", span)
    }

    assert found
    assert found <= known


def test_the_states_of_the_table_are_those_of_the_ledger() -> None:
    assert [row[0] for row in table(MAIL, "state")] == [str(state) for state in State]


def test_the_kinds_of_mail_are_all_there() -> None:
    assert {row[0] for row in table(MAIL, "mail")} == {str(kind) for kind in MailKind}


def test_the_keys_of_smtp_and_their_defaults_are_those_of_the_code() -> None:
    told = {row[0]: row[1] for row in table(MAIL, "key of `smtp`")}
    options = SmtpOptions(host="")

    assert told == {name: str(getattr(options, name) or "") for name in SmtpOptions.__slots__}


def test_the_defaults_of_reminders_are_those_of_the_code() -> None:
    options = ReminderOptions()

    assert {row[0]: row[1] for row in table(MAIL, "key of `reminders`")} == {
        "weekly_on": WEEKDAYS[options.weekly_on],
        "send_between": f'["{options.send_after:%H:%M}", "{options.send_until:%H:%M}"]',
        "look_ahead_weeks": str(options.look_ahead_weeks),
        "send_empty": str(options.send_empty).lower(),
    }


def test_the_pauses_and_tries_are_those_of_the_code() -> None:
    *pauses, last = (int(pause.total_seconds() // 60) for pause in sending._PAUSES)

    assert f"after {', '.join(map(str, pauses))} and then every {last} minutes" in MAIL
    assert f"for up to {sending.PATIENCE:.0f} seconds" in MAIL
    assert f"after {ledger.STUCK} tries" in MAIL


def test_the_password_is_where_the_code_looks_for_it() -> None:
    for page in PAGES.values():
        assert f"`{smtp.PASSWORD}`" in page
        assert f"keyring set {smtp.SERVICE} qa-reminders" in page
    assert smtp.PASSWORD not in CRONTAB + "".join((FILES / unit).read_text(encoding="utf-8") for unit in UNITS)


def test_the_options_shown_are_legal(tmp_path: Path) -> None:
    written = [span for span in spans(MAIL) if re.match(r"(overdue|lead_times): \{", span)]
    assert len(written) == 2
    said: dict[str, Any] = {}
    for text in (*blocks(MAIL, "yaml"), *written):
        said |= yaml.safe_load(text)
    said["reminders"] = {**said["reminders"], "lead_times": said.pop("lead_times")}

    config = _loaded(tmp_path, said)

    assert config.smtp == SmtpOptions(host="smtp.example.gov.uk", user="qa-reminders")
    assert config.reminders.digest_to == ("manager@example.gov.uk",)
    assert set(config.reminders.lead_times) == {"Safeguarding SM"}
    assert config.overdue is not None
    assert (config.overdue.tell_worker, config.overdue.tell_coordinator) == ((1, 5), (10,))


def _loaded(folder: Path, said: dict[str, object]) -> Config:
    init(folder / "w")
    file = folder / "w" / "config.yaml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(file.read_text(encoding="utf-8")), **said}), encoding="utf-8")
    return Workspace(folder / "w").read().config


def test_the_line_for_cron_has_five_fields_and_runs_what_exists() -> None:
    ((fields, command),) = CRON_LINE.findall(CRONTAB)

    assert len(fields.split()) == 5
    assert "%" not in command  # cron would end the line there
    assert [parsed(words) for words in commands(command)] == ["run"]
    assert f"{fields}{command}\n" in blocks(SCHEDULING)
    assert re.search(r"^MAILTO=\S+@\S*example\.gov\.uk$", CRONTAB, re.MULTILINE)


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell")
def test_the_line_for_cron_ends_with_the_exit_code_and_prints_trouble_only(tmp_path: Path) -> None:
    ((_, command),) = CRON_LINE.findall(CRONTAB)
    (tmp_path / ".qa-calendar.env").write_text(f"export {smtp.PASSWORD}='a $ecret'\n", encoding="utf-8")
    fake = tmp_path / "qa-calendar"
    fake.write_text(f'#!/bin/sh\necho done\necho "$PWD $* ${smtp.PASSWORD}" >&2\nexit 3\n', encoding="utf-8")
    fake.chmod(0o755)
    work = tmp_path / "srv"
    work.mkdir()

    done = subprocess.run(
        ["sh", "-c", command.replace("/srv/qa", shlex.quote(str(work)))],
        env={"HOME": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (3, "", f"{work.resolve()} run a $ecret\n")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = (FILES / unit).read_text(encoding="utf-8")
        # It looks whether the program is there.
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", text, flags=re.MULTILINE)
        (tmp_path / unit).write_text(text, encoding="utf-8")

    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit) for unit in UNITS)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    # An unknown key is a remark and no error, so what it says counts as well as how it ends.
    ours = [line for line in done.stderr.splitlines() if "qa-calendar" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_the_service_is_rated_as_the_page_says() -> None:
    command = ["systemd-analyze", "security", "--offline=yes", str(FILES / "qa-calendar.service")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    found = re.search(r"Overall exposure level for qa-calendar.service: ([0-9.]+)", done.stdout)

    assert found is not None, done.stderr
    assert float(found[1]) < 2
    assert "rates it below 2" in PAGES["scheduling.md"]


def test_the_units_are_as_the_page_says() -> None:
    service, timer = ((FILES / unit).read_text(encoding="utf-8").splitlines() for unit in UNITS)

    (start,) = (line.removeprefix("ExecStart=") for line in service if line.startswith("ExecStart="))
    assert [parsed(words) for words in commands(start)] == ["run"]
    assert {"Type=oneshot", "User=qa-calendar", "EnvironmentFile=-/etc/qa-calendar.env"} <= set(service)
    assert {"WorkingDirectory=/srv/qa", "ReadWritePaths=/srv/qa", "ProtectHome=true"} <= set(service)
    assert "# OnFailure=qa-calendar-failed.service" in service
    assert {"OnCalendar=*:0/15", "Persistent=true", "WantedBy=timers.target"} <= set(timer)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Triggers/CalendarTrigger/ScheduleByDay/DaysInterval", "1"),
        ("Triggers/CalendarTrigger/Repetition/Interval", "PT15M"),
        ("Triggers/CalendarTrigger/Repetition/Duration", "P1D"),
        ("Triggers/CalendarTrigger/Enabled", "true"),
        ("Principals/Principal/LogonType", "Password"),
        ("Principals/Principal/RunLevel", "LeastPrivilege"),
        ("Settings/StartWhenAvailable", "true"),
        ("Settings/MultipleInstancesPolicy", "IgnoreNew"),
        ("Settings/DisallowStartIfOnBatteries", "false"),
        ("Settings/StopIfGoingOnBatteries", "false"),
        ("Settings/RunOnlyIfIdle", "false"),
        ("Settings/ExecutionTimeLimit", "PT1H"),
        ("Settings/Enabled", "true"),
        ("Actions/Exec/WorkingDirectory", r"C:\QA Calendar"),
    ],
)
def test_the_windows_task_is_set_as_the_page_says(path: str, value: str) -> None:
    assert setting(path) == value


def test_the_windows_task_runs_what_exists() -> None:
    arguments = setting("Actions/Exec/Arguments") or ""

    switches, line = arguments.split('"')[:2]
    assert (setting("Actions/Exec/Command"), switches) == ("cmd.exe", "/d /s /c ")
    assert line.endswith(" --log run.log")
    assert [parsed(words) for words in commands(line)] == ["run"]


def test_the_windows_task_is_in_the_one_encoding_that_needs_no_declaration() -> None:
    raw = (FILES / "qa-calendar.xml").read_bytes()

    assert raw.isascii()
    assert raw.splitlines()[0] == b'<?xml version="1.0"?>'


def test_the_windows_task_may_be_saved_as_the_page_says() -> None:
    text = (FILES / "qa-calendar.xml").read_text(encoding="ascii").replace("QA Calendar", "QA Qualité")

    assert "Qualité" in ET.tostring(ET.fromstring(text.encode("utf-16")), encoding="unicode")


@pytest.mark.parametrize("page", PAGES)
def test_the_exit_codes_are_all_there(page: str) -> None:
    assert [row[0] for row in table(PAGES[page], "exit code")] == ["0", "1", "2", "3"]


def test_every_file_for_a_scheduler_is_linked_and_every_address_is_an_example() -> None:
    for file in FILES.iterdir():
        assert f"(scheduling/{file.name})" in SCHEDULING
    text = "".join([*PAGES.values(), *(file.read_text(encoding="utf-8") for file in FILES.iterdir())])
    assert {
        host for host in re.findall(r"@([\w-]+(?:\.[\w-]+)+)", text) if not host.endswith("example.gov.uk")
    } == set()
    assert sys.prefix not in text
