"""remind --send, news, sent and run, as people and schedulers run them, against a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mail_server import PASSWORD, USER, Box, mail_server
from test_cli import invoke, usage
from workspaces import edit, run, starter

from qa_calendar.delivering.workspace import Workspace

MONDAY = ("--now", "2020-08-31T09:00")
TUESDAY = ("--now", "2020-09-01T09:00")
NO_ADDRESS = "no e-mail address: Claire Turnbull; please hand over what is theirs"
BY_HAND = "when that is done: `qa-calendar sent --settle NAME --because TEXT` (or everybody)"
THE_WEEK = "reminder of the week of Monday 31 August"
CURE = "`qa-calendar sent --resend NAME` (or everybody) sends it again, `--settle NAME --because TEXT` lays it to rest"


def with_server(folder: Path, box: Box, **more: str) -> Workspace:
    """The starter workspace with a mail server."""
    workspace = starter(folder)
    config = (workspace.root / "config.yaml").read_text(encoding="utf-8")
    (smtp,) = (line for line in config.splitlines() if line.startswith("# smtp:"))
    keys = {"host": "127.0.0.1", "port": str(box.port), "security": "none", "pause": "0", "timeout": "2", **more}
    edit(workspace, "config.yaml", smtp, f"smtp: {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}")
    return workspace


@pytest.fixture
def box() -> Iterator[Box]:
    refused = {"iros@example.gov.uk": "gone", "kara.walne@example.gov.uk": "drop"}
    with mail_server(lambda address: refused.get(address, "fine")) as found:
        yield found


@pytest.fixture
def workspace(tmp_path: Path, box: Box) -> Workspace:
    return with_server(tmp_path, box)


def values(*argv: str, of: Workspace) -> Any:
    return json.loads(invoke(*argv, "--json", folder=of.root).stdout)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_remind_sends_and_says_what_became_of_each(workspace: Workspace) -> None:
    ended = invoke("remind", "--send", *MONDAY, folder=workspace.root)

    rows = {
        cells(line)[0]: cells(line)[-1].partition(":")[0]
        for line in ended.stdout.splitlines()
        if "@example.gov.uk" in line
    }
    assert rows == {
        "Kelda Claire": "sent",
        "Kara Walne": "unknown",
        "Stuart Jones": "sent",
        "IROs": "failed",
        "Safeguarding QA": "sent",
    }
    assert ended.stdout.splitlines()[-1] == "3 sent, 1 failed, 1 unknown."
    assert ended.exit_code == 3
    first, *needing, cure = ended.stderr.splitlines(keepends=True)
    drafts = workspace.root / "out" / "reminders" / "2020-W36"
    assert (first, cure) == (f"{NO_ADDRESS}, in {drafts}; {BY_HAND}\n", f"{CURE}\n")
    assert (drafts / "claire-turnbull.eml").exists()
    assert sorted(needing) == [
        f"IROs, {THE_WEEK}: failed: 550 5.1.1 no such mailbox\n",
        f"Kara Walne, {THE_WEEK}: unknown: no answer to the mail itself: Connection unexpectedly closed\n",
    ]


def test_remind_again_sends_nothing_again(workspace: Workspace, box: Box) -> None:
    invoke("remind", "--send", *MONDAY, folder=workspace.root)
    before = list(box.people)

    again = values("remind", "--send", *TUESDAY, of=workspace)

    assert box.people == before
    assert {one["outcome"] for one in again["deliveries"]} == {"sent before", "failed", "unknown"}


def test_sent_lists_all_of_it_and_what_needs_somebody(workspace: Workspace) -> None:
    invoke("remind", "--send", *MONDAY, folder=workspace.root)
    ended = invoke("sent", folder=workspace.root)

    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-3:] == [
        "3 sent, 1 failed, 1 unknown, 1 drafted.",
        f"2 mails need a person: {CURE}.",
        f"1 draft is to be sent by a person; {BY_HAND}.",
    ]
    lines = values("sent", of=workspace)["mail"]
    # The ledger is in order of time, and the sending may take more than a second.
    assert sorted((one["name"], one["state"], one["needs_a_person"]) for one in lines if one["kind"] == "reminder") == [
        ("Claire Turnbull", "drafted", True),
        ("IROs", "failed", True),
        ("Kara Walne", "unknown", True),
        ("Kelda Claire", "sent", False),
        ("Stuart Jones", "sent", False),
    ]


def test_sent_is_narrowed_by_name_week_and_build(workspace: Workspace) -> None:
    invoke("remind", "--send", *MONDAY, folder=workspace.root)

    assert [one["name"] for one in values("sent", "IROs", of=workspace)["mail"]] == ["IROs"]
    assert [one["name"] for one in values("sent", "manager@example.gov.uk", of=workspace)["mail"]] == [
        "Safeguarding QA"
    ]
    assert len(values("sent", "--week", "2020-W36", of=workspace)["mail"]) == 6
    assert values("sent", "--week", "2020-W37", of=workspace)["mail"] == []
    assert "nothing was sent to anybody called 'kara' (did you mean 'Kara Walne'?)" in usage(
        invoke("sent", "kara", folder=workspace.root)
    )


def test_what_failed_is_sent_again_when_asked_for(tmp_path: Path) -> None:
    gone = {"iros@example.gov.uk": "gone"}
    with mail_server(lambda address: gone.get(address, "fine")) as box:
        workspace = with_server(tmp_path, box)
        invoke("remind", "--send", *MONDAY, folder=workspace.root)
        gone.clear()
        box.taken.clear()

        ended = invoke("sent", "--resend", "IROs", *TUESDAY, folder=workspace.root)

        assert (ended.exit_code, ended.stderr, ended.stdout.splitlines()[-1]) == (0, "", "1 sent.")
        assert box.people == ["iros"]
        assert [mail["Message-ID"] for mail in box.mails()] == ["<reminder.2020-W36.iros.1@qa.example.gov.uk>"]
        again = invoke("sent", "--resend", "IROs", *TUESDAY, folder=workspace.root)
        assert "nothing to IROs has failed or is unknown" in usage(again)


@pytest.mark.parametrize(
    "argv",
    [
        ("remind", "--resend", "Kelda Claire"),
        ("remind", "--send", "--resend", "kelda claire", "--week", "2020-W36"),
        ("sent", "--resend", "Kelda Claire", "--week", "2020-W36"),
    ],
)
def test_what_was_sent_is_sent_again_to_one_person_only(workspace: Workspace, box: Box, argv: tuple[str, ...]) -> None:
    invoke("remind", "--send", *MONDAY, folder=workspace.root)
    box.taken.clear()

    ended = invoke(*argv, *TUESDAY, folder=workspace.root)

    assert ended.stdout.splitlines()[-1] == "1 sent."
    assert box.people == ["kelda.claire"]


def test_a_week_that_is_over_is_not_sent_again(workspace: Workspace, box: Box) -> None:
    invoke("remind", "--send", *MONDAY, folder=workspace.root)
    box.taken.clear()
    late = "that week is over, and a reminder is never sent late: what is left of it is in the next one"

    again = invoke(
        "sent", "--resend", "Kelda Claire", "--week", "2020-W36", "--today", "2020-09-07", folder=workspace.root
    )
    assert late in usage(again)
    refused = invoke("remind", "--send", "--week", "2020-W36", "--today", "2020-09-07", folder=workspace.root)
    assert "2020-W36 is over, and a reminder is never sent late" in usage(refused)
    assert box.taken == []


def test_what_is_dealt_with_needs_nobody_any_more(workspace: Workspace) -> None:
    invoke("remind", "--send", *MONDAY, folder=workspace.root)
    for name in ("IROs", "Kara Walne", "Claire Turnbull"):
        settled = values("sent", "--settle", name, "--because", "told in person", of=workspace)["mail"]
        assert [(one["settled"], one["needs_a_person"]) for one in settled] == [("told in person", False)]

    ended = invoke("run", *TUESDAY, folder=workspace.root)

    assert (ended.exit_code, ended.stdout.splitlines()[-1]) == (0, "built: 40 new; no mail to send; nothing needs you.")
    assert "--settle NAME and --because TEXT go together" in usage(
        invoke("sent", "--settle", "IROs", folder=workspace.root)
    )


def test_run_says_in_one_line_what_it_did_and_whether_somebody_should_look(workspace: Workspace) -> None:
    first = invoke("run", *TUESDAY, folder=workspace.root)  # that Monday is a bank holiday
    again = invoke("run", "--now", "2020-09-02T09:00", folder=workspace.root)

    assert first.exit_code == again.exit_code == 3
    look = "somebody should look, see `qa-calendar sent`"
    assert first.stdout == f"built: 40 new; 3 sent, 1 failed, 1 unknown; {look}.\n"
    assert first.stderr.startswith(NO_ADDRESS)
    # The exit code goes on saying it; the words are not repeated every quarter of an hour.
    assert (again.stdout, again.stderr) == (f"nothing new to build; no mail to send; {look}.\n", "")


def test_run_as_json(workspace: Workspace) -> None:
    found = values("run", *TUESDAY, of=workspace)

    assert (found["build"], found["changed"], found["trouble"], found["needs_a_person"]) == (1, {"new": 40}, None, True)
    assert {one["name"] for one in found["mail"]["needing"]} == {"IROs", "Kara Walne", "Claire Turnbull"}
    assert found["mail"]["unreachable"] == ["Claire Turnbull"]


def test_a_rehearsal_writes_the_mails_and_sends_none(workspace: Workspace, box: Box) -> None:
    ended = invoke("remind", "--send", "--dry-run", *MONDAY, folder=workspace.root)

    assert (ended.exit_code, ended.stderr) == (0, f"{NO_ADDRESS}\n")
    assert ended.stdout.splitlines()[-1] == "5 mails would be sent. Nothing is sent."
    assert Path(ended.stdout.splitlines()[0]).name == "reminder.2020-W36.kelda-claire.0.eml"
    assert box.taken == []
    both = invoke("remind", "--resend", "IROs", "--dry-run", *MONDAY, folder=workspace.root)
    assert "--dry-run sends nothing, and --resend sends: leave out one of them" in usage(both)


def test_before_the_day_nothing_is_sent(workspace: Workspace, box: Box) -> None:
    edit(workspace, "config.yaml", "weekly_on: Monday", "weekly_on: Wednesday")
    ended = invoke("remind", "--send", *TUESDAY, folder=workspace.root)

    said = "The reminder of 2020-W36 goes out on Wednesday 2 September. Nothing is sent.\n"
    assert (ended.exit_code, ended.stdout, box.taken) == (0, said, [])


def test_news_is_sent_and_again_when_asked_for(workspace: Workspace, box: Box) -> None:
    invoke("build", "--today", "2020-08-28", folder=workspace.root)
    edit(workspace, "config.yaml", "  activities: {}", "  activities: {Peer Audit: {start: second Tuesday}}")
    built = invoke("build", *MONDAY, folder=workspace.root)
    assert "News for IROs, Safeguarding QA: `qa-calendar news --send` sends it." in built.stdout

    first = invoke("news", "--send", *MONDAY, folder=workspace.root)
    again = invoke("news", "--send", *MONDAY, folder=workspace.root)
    resent = invoke("news", "--resend", "manager@example.gov.uk", "--build", "2", *MONDAY, folder=workspace.root)

    assert [ended.stdout.splitlines()[-1] for ended in (first, again, resent)] == [
        "1 sent, 1 failed.",
        "no mail to send.",
        "1 sent.",
    ]
    assert box.people == ["manager", "manager"]
    assert "say which news: --build BUILD" in usage(invoke("news", "--resend", "IROs", folder=workspace.root))
    assert "no build 9 is in the log: there are builds 1 to 2" in usage(
        invoke("news", "--send", "--build", "9", folder=workspace.root)
    )


def test_news_without_send_is_drafted_again_from_the_log(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    assert invoke("news", folder=workspace.root).stdout.startswith("There is no news: ")
    invoke("build", "--today", "2020-08-28", folder=workspace.root)
    edit(workspace, "config.yaml", "  activities: {}", "  activities: {Peer Audit: {start: second Tuesday}}")
    invoke("build", *MONDAY, folder=workspace.root)
    folder = workspace.root / "out" / "news" / "2"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()

    ended = invoke("news", folder=workspace.root)

    assert "6 messages" not in ended.stdout
    assert ended.stdout.splitlines()[-1].startswith("2 messages as .txt, .html and .eml in ")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_due_sends_what_is_due_by_itself(workspace: Workspace, box: Box) -> None:
    rule = "  activities: {Timeliness ICPC: {remind: 5 working days before due}}"
    edit(workspace, "config.yaml", "  activities: {}", rule)

    assert invoke("remind", "--due", "--today", "2020-07-23", folder=workspace.root).stdout == "no mail to send.\n"
    ended = invoke("remind", "--due", "--today", "2020-07-24", folder=workspace.root)

    assert (ended.exit_code, ended.stdout.splitlines()[-1], box.people) == (0, "1 sent.", ["kelda.claire"])
    assert str(box.mails()[0]["Subject"]) == "Due Fri 31 Jul: Timeliness ICPC"
    assert "--due is of today: leave out --week and --resend" in usage(
        invoke("remind", "--due", "--week", "2020-W36", folder=workspace.root)
    )


def test_sending_without_a_server_is_told_with_the_cure(tmp_path: Path) -> None:
    workspace = starter(tmp_path)
    for argv in (("remind", "--send"), ("remind", "--due"), ("news", "--send"), ("remind", "--dry-run")):
        ended = run(*argv, *MONDAY, cwd=workspace.root)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr == (
            "config.yaml:1:1: nothing says where mail is handed over; add for example "
            "smtp: {host: smtp.example.gov.uk}, see docs/mail.md\n"
        )


def test_a_lost_database_is_asked_about(workspace: Workspace, box: Box) -> None:
    invoke("run", *TUESDAY, folder=workspace.root)
    box.taken.clear()
    (workspace.root / "state" / "qa-calendar.db").unlink()
    lost = "the state database was lost, and with it who was sent what"

    refused = run("run", *TUESDAY, cwd=workspace.root)
    seen = run("sent", cwd=workspace.root)
    rehearsed = run("remind", "--dry-run", *TUESDAY, cwd=workspace.root)

    said = f"{lost}: this may send mail a second time; `qa-calendar run --yes` sends it all the same"
    assert (refused.returncode, refused.stderr) == (3, f"qa-calendar: {said}\n")
    assert (seen.stdout, seen.stderr) == ("", f"T{lost[1:]}. `qa-calendar run --yes` goes on all the same.\n")
    assert rehearsed.stderr.startswith(f"T{lost[1:]}: some of this may have been sent already\n")
    assert box.taken == []

    assert run("run", "--yes", *TUESDAY, cwd=workspace.root).returncode == 3  # as two of them fail
    assert sorted(box.people) == ["kara.walne", "kelda.claire", "manager", "stuart.jones"]


@pytest.mark.parametrize(("password", "code"), [(PASSWORD, 0), ("wrong horse", 3), (None, 3)])
def test_the_password_comes_from_the_environment_and_is_shown_to_nobody(
    tmp_path: Path, password: str | None, code: int
) -> None:
    with mail_server(login=True) as box:
        workspace = with_server(tmp_path, box, user=USER)
        given = {} if password is None else {"QA_CALENDAR_SMTP_PASSWORD": password}
        ended = run("remind", "--send", *MONDAY, cwd=workspace.root, **given)

        assert ended.returncode == code
        assert "horse" not in ended.stdout + ended.stderr
        assert len(box.taken) == (5 if code == 0 else 0)
        state = b"".join(path.read_bytes() for path in (workspace.root / "state").rglob("*") if path.is_file())
        assert b"horse" not in state


def test_a_password_that_would_go_unencrypted_is_refused(tmp_path: Path) -> None:
    workspace = with_server(tmp_path, Box(port=25), user=USER, host="smtp.example.gov.uk")
    ended = run("check", cwd=workspace.root)

    assert ended.returncode == 1
    assert "the password would go unencrypted: write security: starttls or tls, or leave out user" in ended.stderr
