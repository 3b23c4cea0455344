"""The kinds of mail: none is without templates, words, a period or a try by `check`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from workspaces import MONDAY, small

from qa_calendar.dates.months import Week
from qa_calendar.delivering.building.build import rehearse
from qa_calendar.delivering.mail.desk import Wanted
from qa_calendar.delivering.mail.kinds import kind_of, kinds_of, what
from qa_calendar.delivering.state.ledger import Mail, State
from qa_calendar.planning.mailing import BuildNumber, Period, PieceOfWork, SecretLink, parse_period
from qa_calendar.problems import InvalidInputError
from qa_calendar.rendering.letters import Key, MailKind
from qa_calendar.rendering.templates import TEMPLATES

MADE_OF = [f"{kind_of(kind).templates}.{part}.j2" for kind in MailKind for part in ("subject", "txt", "html")]
PAGES = ["personal.html.j2", "ended.html.j2", "planner.html.j2", "load.html.j2", "attention.html.j2", "import.html.j2"]
WORK = PieceOfWork("2020-10-peer-audit", date(2020, 10, 30))


def test_every_kind_has_its_templates_and_no_template_is_of_none() -> None:
    others = {name for name in TEMPLATES if name.startswith("event.")} | {*PAGES}
    assert sorted(MADE_OF) == sorted(set(TEMPLATES) - others)


@pytest.mark.parametrize("name", [*MADE_OF, *PAGES])
def test_check_tries_every_kind(name: str, tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates" / name).write_text("{{ nonsense }}", encoding="utf-8")

    with pytest.raises(InvalidInputError, match=f"templates/{name}:1:1: 'nonsense' is undefined"):
        rehearse(workspace.read(), MONDAY)


def test_whatever_is_sent_is_of_every_kind_unless_somebody_says_which() -> None:
    assert Wanted().kinds == tuple(MailKind)
    assert sorted(kind for of in (Week, BuildNumber, PieceOfWork, SecretLink) for kind in kinds_of(of)) == sorted(
        MailKind
    )


@pytest.mark.parametrize("kind", MailKind)
def test_somebody_is_told(kind: MailKind) -> None:
    assert kind_of(kind).to_people or kind_of(kind).to_coordinator


@pytest.mark.parametrize(
    ("kind", "period", "said"),
    [
        (MailKind.NEWS, BuildNumber(7), "news of build 7"),
        (MailKind.REMINDER, Week(2020, 36), "reminder of the week of Monday 31 August"),
        (MailKind.DIGEST, Week(2020, 36), "digest of the week of Monday 31 August"),
        (MailKind.DUE, WORK, 'reminder "Peer Audit"'),
        (MailKind.OVERDUE, WORK, 'notice "Peer Audit"'),
        (MailKind.WELCOME, SecretLink("0123456789abcdef"), "how to subscribe"),
    ],
)
def test_a_mail_is_named_in_plain_english(kind: MailKind, period: Period, said: str) -> None:
    at = datetime(2020, 8, 31, 8, tzinfo=UTC)
    line = Mail(key=Key("anna", kind, period), state=State.SENT, at=at, name="Anna", address="", subject="Peer Audit")
    assert what(line) == said


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (BuildNumber(12), "12"),
        (Week(2020, 5), "2020-W05"),
        (WORK, "2020-10-peer-audit 2020-10-30"),
        (PieceOfWork("2020-10-peer-audit", date(2020, 10, 30), 5), "2020-10-peer-audit 2020-10-30 +5"),
    ],
)
def test_a_period_is_the_text_that_ledgers_have_always_kept(period: Period, text: str) -> None:
    assert str(period) == text
    assert parse_period(text) == period
