"""Nobody is written to before their first day or after their last; what a leaver leaves open is the coordinator's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import activity, config, entry, framework, person
from mail_server import mail_server
from posting import Hands
from test_postroom import Office, text_of
from workspaces import edit

from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model import OverdueOptions
from qa_calendar.planning.mailing import due_by, steps_by
from qa_calendar.planning.plan import expand

CONFIG = """\
calendar_id: qa.example.gov.uk
staff:
  Ann Old: {{role: TM, email: ann@example.gov.uk, until: 2020-10-09}}
  Bob New: {{role: TM, email: bob@example.gov.uk, from: 2020-11-02}}
  Cat Stay: {{role: SM, email: cat@example.gov.uk}}
staff_changes:
  - {{from: 2020-10-10, work_of: Ann Old, goes_to: Cat Stay}}
working_days: {{nation: England}}
rules:
  default: {{start: first working day, due: last working day, remind: 5 working days before due}}
reminders: {{from: qa-team@example.gov.uk, digest_to: [boss@example.gov.uk]}}
smtp: {{host: 127.0.0.1, port: {port}, security: none, pause: 0}}
overdue: {{since: 2020-04-01, tell_worker: [1], tell_coordinator: [10]}}
"""
FRAMEWORK = """\
title: F
service: S
year: 2020
activities:
  Old Audit: {purpose: p, workers: [Ann Old]}
  New Audit: {purpose: p, workers: [Bob New]}
  Stay Audit: {purpose: p, workers: [Cat Stay]}
months:
  October: [Old Audit, Stay Audit]
  November: [New Audit, Old Audit]
"""
MONDAYS = ("2020-10-05", "2020-10-12", "2020-10-19", "2020-10-26", "2020-11-02", "2020-11-09")


@contextmanager
def office_at(folder: Path) -> Iterator[Office]:
    with mail_server() as box:
        root = folder / "comings and goings"
        root.mkdir()
        (root / "config.yaml").write_text(CONFIG.format(port=box.port), encoding="utf-8")
        (root / "framework.yaml").write_text(FRAMEWORK, encoding="utf-8")
        yield Office(Workspace(root), box, Hands())


def test_nothing_goes_to_a_leaver_or_a_joiner_and_the_coordinator_knows(tmp_path: Path) -> None:
    got: dict[str, list[tuple[str, str]]] = {}
    with office_at(tmp_path) as office:
        for day in MONDAYS:
            office.on(day).run()
            if day == "2020-10-12":
                digest = next(text_of(mail) for mail in office.box.mails() if mail["To"] == "boss@example.gov.uk")
            got[day] = office.got()

    people = {day: {name for name, _ in mails} for day, mails in got.items()}
    assert [day for day in MONDAYS if "ann" in people[day]] == ["2020-10-05"]
    assert next(day for day in MONDAYS if "bob" in people[day]) == "2020-11-02"
    left = digest.split("LEFT OPEN BY SOMEBODY WHO HAS GONE")[1].split("THIS WEEK")[0]
    assert "Old Audit - Ann Old" in left
    assert "Nobody is reminded of this any more: please agree who finishes it." in left


def test_a_joiner_s_news_waits_for_the_first_day_and_greets_them(tmp_path: Path) -> None:
    with office_at(tmp_path) as office:
        office.on("2020-10-05").run()
        edit(
            office.workspace,
            "framework.yaml",
            "November: [New Audit, ",
            "December: [New Audit]\n  November: [New Audit, ",
        )
        office.on("2020-10-06").run()
        before = office.got()
        office.on("2020-11-01").run()
        assert "bob" not in {name for name, _ in [*before, *office.got()]}

        office.on("2020-11-02").run()

        news = [text_of(mail) for mail in office.box.mails() if mail["To"].addresses[0].username == "bob"]
        assert any("Welcome to the QA work of QA team, from Monday 2 November 2020 on." in text for text in news)


JUNE = framework(entry("2020-06", activity("Peer Audit", "Kara")), entry("2020-06", activity("CIN Audit", "Stuart")))


@pytest.mark.parametrize(
    ("since", "until", "here"),
    [
        (None, None, True),
        (date(2020, 6, 22), None, True),
        (date(2020, 6, 23), None, False),
        (None, date(2020, 6, 22), True),
        (None, date(2020, 6, 21), False),
    ],
)
def test_somebody_is_here_from_the_first_to_the_last_day(since: date | None, until: date | None, here: bool) -> None:
    assert person("Kara", since=since, until=until).is_here(date(2020, 6, 22)) is here


def test_a_leaver_s_open_work_is_on_the_coordinator_s_ladder_at_once() -> None:
    late = OverdueOptions(since=date(2020, 4, 1), tell_worker=(1,), tell_coordinator=(10,))
    of = replace(config(person("Kara", until=date(2020, 6, 30)), "Stuart"), overdue=late)
    plan = expand([JUNE], of)

    found = steps_by(plan, date(2020, 7, 1))

    assert [(step.occurrence.title, step.days, step.told and step.told.name) for step in found] == [
        ("CIN Audit", 1, "Stuart"),
        ("Peer Audit", 1, None),
    ]
    assert {one.worker.name for one in due_by(plan, date(2020, 7, 1))} == set()
