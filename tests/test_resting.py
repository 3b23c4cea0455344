"""A run that has nothing to do knows it at once, and one that may have anything to do looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mail_server import mail_server
from test_cli import invoke
from workspaces import SMALL_CONFIG, edit, files, small

from qa_calendar.delivering.building.resting import at_rest
from qa_calendar.delivering.workspace import Workspace

MONDAY = datetime(2020, 3, 30, 9, tzinfo=UTC)


def run(workspace: Workspace, now: datetime = MONDAY) -> str:
    ended = invoke("run", "--now", now.isoformat(), folder=workspace.root)
    assert ended.exit_code in (0, 3), ended.stderr
    return ended.stdout


def is_at_rest(workspace: Workspace, now: datetime = MONDAY) -> bool:
    return at_rest(workspace, now) is not None


def settle(workspace: Workspace) -> None:
    asked = ("sent", "--settle", "everybody", "--because", "sent by hand", "--now", MONDAY.isoformat())
    assert invoke(*asked, folder=workspace.root).exit_code == 0


@pytest.fixture
def office(root: Path, state: str) -> Workspace:
    """A workspace of which all drafts are sent, at rest."""
    found = small(root, f"{SMALL_CONFIG}state: {state}\n")
    assert run(found) == "built: 3 new; 2 drafts written; somebody should look, see `qa-calendar sent`.\n"
    assert not is_at_rest(found)
    settle(found)
    assert run(found) == "nothing new to build; no new drafts; nothing needs you.\n"
    assert is_at_rest(found)
    return found


def test_it_says_what_one_says_that_looks_and_writes_nothing_but_when_it_ran(office: Workspace) -> None:
    before = files(office.root)

    at_once = run(office, MONDAY + timedelta(hours=1))

    after = files(office.root)
    kept = office.root / "state" / "last-run.json"
    assert json.loads(kept.read_bytes()) == {"at": "2020-03-30T10:00:00Z", "troubles": {}}
    assert {name for name in after if after[name] != before.get(name)} == {"state/last-run.json"}
    (office.root / "state" / "at-rest.json").unlink()
    assert run(office, MONDAY + timedelta(hours=1)) == at_once


def test_when_mail_may_be_sent_or_no_longer_and_on_another_day_it_looks(office: Workspace) -> None:
    assert is_at_rest(office, datetime(2020, 3, 30, 17, 59, tzinfo=UTC))
    assert not is_at_rest(office, datetime(2020, 3, 30, 18, 0, tzinfo=UTC))  # 19:00 in London
    assert not is_at_rest(office, MONDAY - timedelta(minutes=1))

    run(office, datetime(2020, 3, 30, 18, 0, tzinfo=UTC))
    assert is_at_rest(office, datetime(2020, 3, 30, 22, 59, tzinfo=UTC))
    assert not is_at_rest(office, datetime(2020, 3, 30, 23, 0, tzinfo=UTC))  # midnight there


def _new_words(office: Workspace) -> None:
    edit(office, "framework.yaml", "share good", "share better")


def _no_feed(office: Workspace) -> None:
    (office.root / "out" / "feeds" / "team.ics").unlink()


def _done(office: Workspace) -> None:
    asked = ("done", "Peer Audit", "--month", "April", "--now", MONDAY.isoformat(), "--on", "2020-03-30")
    assert invoke(*asked, folder=office.root).exit_code == 0


def _damaged(office: Workspace) -> None:
    kept = office.root / "state" / "at-rest.json"
    kept.write_bytes(kept.read_bytes()[:-20])


@pytest.mark.parametrize("change", [_new_words, _no_feed, _done, _damaged])
def test_where_anything_is_not_as_it_was_it_looks(office: Workspace, change: Callable[[Workspace], Any]) -> None:
    change(office)

    assert not is_at_rest(office)


def test_what_was_handed_to_a_server_is_no_more_to_do_until_the_next_is_due(tmp_path: Path) -> None:
    with mail_server() as box:
        smtp = f"smtp: {{host: 127.0.0.1, port: {box.port}, security: none, pause: 0}}\n"
        workspace = small(tmp_path, f"{SMALL_CONFIG}{smtp}reminders: {{from: qa@example.gov.uk}}\n")
        first = run(workspace)
        sent = len(box.taken)
        assert (sent > 0, " sent; " in first) == (True, True)

        assert run(workspace) == "nothing new to build; no mail to send; nothing needs you.\n"
        assert is_at_rest(workspace)
        assert (
            run(workspace, MONDAY + timedelta(hours=2)) == "nothing new to build; no mail to send; nothing needs you.\n"
        )
        assert len(box.taken) == sent

        run(workspace, MONDAY + timedelta(days=28))
        assert len(box.taken) > sent


def test_mail_that_waits_for_a_server_keeps_it_awake(tmp_path: Path) -> None:
    smtp = "smtp: {host: 127.0.0.1, port: 1, security: none, pause: 0, timeout: 1}\n"
    workspace = small(tmp_path, f"{SMALL_CONFIG}{smtp}reminders: {{from: qa@example.gov.uk}}\n")
    run(workspace)
    run(workspace)

    assert not is_at_rest(workspace)


def test_somebody_who_asks_for_a_mail_again_is_not_slept_through(tmp_path: Path) -> None:
    with mail_server() as box:
        smtp = f"smtp: {{host: 127.0.0.1, port: {box.port}, security: none, pause: 0}}\n"
        workspace = small(tmp_path, f"{SMALL_CONFIG}{smtp}reminders: {{from: qa@example.gov.uk}}\n")
        run(workspace)
        run(workspace)
        assert is_at_rest(workspace)
        later = (MONDAY + timedelta(minutes=5)).isoformat()
        asked = ("remind", "--resend", "Anna Bell", "--week", "2020-W14", "--now", later)
        assert invoke(*asked, folder=workspace.root).exit_code == 0

        assert not is_at_rest(workspace, MONDAY + timedelta(minutes=6))
