"""How people are told to subscribe: once for each address, by mail or by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from mail_server import mail_server
from test_postroom import COORDINATOR, Office, office_at, text_of
from workspaces import SMALL_CONFIG, run, small

from qa_calendar.delivering.mail.desk import Wanted
from qa_calendar.delivering.publishing.publish import Publisher
from qa_calendar.delivering.state.fetches import fetches_of
from qa_calendar.delivering.state.links import digest_of
from qa_calendar.problems import UnsureError
from qa_calendar.rendering.letters import MailKind

SITE = "base_url: https://qa.example.gov.uk/\npublish: {to: site}\n"
WELCOME = Wanted(kinds=(MailKind.WELCOME,), asked=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(tmp_path, SITE) as found:
        yield found.on("2020-03-31")


def got(office: Office) -> list[tuple[str, str]]:
    """Who was told how to subscribe since the last look, and in what words."""
    return [(name, subject) for name, subject in office.got() if "QA calendar" in subject]


def publisher(office: Office) -> Publisher:
    return Publisher(snapshot=office.workspace.read(), now=office.clock.at)


def tokens(office: Office) -> dict[str, str]:
    return publisher(office).links().links.tokens


def fetched(office: Office, slug: str) -> None:
    """Somebody's program reads a feed."""
    fetches_of(office.workspace.read()).add({(digest_of(tokens(office)[slug]), "Outlook"): (1, office.clock.at)})


def test_unless_config_says_so_nobody_is_welcomed_who_had_no_other_address(office: Office) -> None:
    office.run()
    office.on("2020-04-01").run()

    assert got(office) == []


def test_whoever_had_mail_with_the_old_address_is_told_of_the_new_one_once(office: Office) -> None:
    office.edit("publish: {to: site}\n", "")
    office.run()
    assert "https://qa.example.gov.uk/feeds/anna-bell.ics" in text_of(office.box.mails()[0])
    office.got()
    with (office.workspace.root / "config.yaml").open("a") as config:
        config.write("publish: {to: site}\n")

    for day in ("2020-04-01", "2020-04-01", "2020-04-02", "2020-04-06"):
        office.on(day).run()

    assert got(office) == [
        ("anna", "New address of your QA calendar"),
        ("cem", "New address of your QA calendar"),
        ("manager", "The team's QA calendar: its new address"),
    ]


def test_where_the_first_publishing_fails_mail_names_no_address_and_nobody_is_told_of_a_new_one(office: Office) -> None:
    site = office.workspace.root / "site"
    site.write_text("a file where a folder has to be")

    assert office.run().troubles
    told = list(map(text_of, office.box.mails()))
    office.got()
    site.unlink()
    office.on("2020-04-01").run()

    assert len(told) == 3
    assert not any("qa.example.gov.uk/" in text for text in told)
    assert (site.is_dir(), office.got()) == (True, [])


def test_where_only_the_site_tells_that_the_state_was_lost_mail_waits_for_a_person(office: Office) -> None:
    office.run()
    office.got()
    for name in ("state", "out"):
        shutil.rmtree(office.workspace.root / name)

    for hour in (10, 11):
        with pytest.raises(UnsureError, match="the state database was lost, and with it who was sent what"):
            office.on("2020-03-31", hour).run()

    assert office.got() == []
    run_of_a_person = replace(office.room, sure=True).send(Wanted(kinds=(MailKind.REMINDER,)))
    assert len(run_of_a_person.deliveries) == 2
    office.got()
    office.on("2020-04-01").run()


def test_it_says_all_there_is_to_do_on_one_screen(office: Office) -> None:
    office.run()
    office.got()

    office.send(Wanted(kinds=(MailKind.WELCOME,), asked=True, only=frozenset(["anna-bell"])))

    text = office.text()
    assert f"\n   https://qa.example.gov.uk/{tokens(office)['anna-bell']}/qa-anna-bell.ics\n" in text
    assert f"https://qa.example.gov.uk/{tokens(office)['anna-bell']}/index.html" in text
    assert "Open your page and choose “Add to Outlook”." in text
    assert "in Outlook choose Calendar, then Add calendar, then Subscribe from web, paste this address" in text
    assert "whoever has one can read this calendar" in text
    assert len(text.splitlines()) < 25


def test_a_rotated_address_is_told_to_whom_it_is_of_and_to_nobody_else(office: Office) -> None:
    office.run()
    office.got()
    publisher(office).rotate("cem-dora")

    for _ in range(2):
        office.on("2020-04-01").run()

    assert got(office) == [("cem", "New address of your QA calendar")]


def test_where_fetches_are_counted_whoever_has_not_subscribed_is_told_how_to_once(office: Office) -> None:
    office.edit("publish:", "links: {welcome: true}\npublish:")
    publisher(office)
    fetches_of(office.workspace.read()).begin()
    office.build()
    publisher(office).publish()
    fetched(office, "anna-bell")

    for day in ("2020-03-31", "2020-04-01", "2020-04-06"):
        office.on(day).run()

    assert got(office) == [
        ("cem", "Your QA calendar: how to subscribe"),
        ("manager", "The team's QA calendar: how to subscribe"),
    ]


def test_where_nobody_counts_only_whoever_joins_afterwards_is_told(office: Office) -> None:
    office.edit("publish:", "links: {welcome: true}\npublish:")
    office.run()
    assert got(office) == []
    office.edit("  Cem Dora:", "  Eve Fox: {role: Auditor, email: eve@example.gov.uk}\n  Cem Dora:")

    for day in ("2020-04-01", "2020-04-02"):
        office.on(day).run()

    assert got(office) == [("eve", "Your QA calendar: how to subscribe")]


def test_a_joiner_is_told_on_the_first_day_and_a_leaver_not_at_all(office: Office) -> None:
    office.edit("publish:", "links: {welcome: true}\npublish:")
    office.run()
    people = "  Eve Fox: {role: Auditor, email: eve@example.gov.uk, from: 2020-04-06}\n"
    gone = "  Max Ray: {role: Auditor, email: max@example.gov.uk, until: 2020-03-31}\n"
    office.edit("  Cem Dora:", f"{people}{gone}  Cem Dora:")
    office.got()

    told = []
    for day in ("2020-04-01", "2020-04-03", "2020-04-06"):
        office.on(day).run()
        told += [(day, *one) for one in got(office)]

    assert told == [("2020-04-06", "eve", "Your QA calendar: how to subscribe")]


def test_a_person_may_have_it_sent_to_everybody_who_has_not_had_it(office: Office) -> None:
    office.run()
    office.got()

    first, second = office.send(WELCOME), office.send(WELCOME)

    assert sorted(name for name, _ in first) == ["Anna Bell", "Cem Dora", "The team"]
    assert second == []
    assert sorted(name for name, _ in got(office)) == ["anna", "cem", "manager"]


def test_what_could_not_be_sent_waits_and_is_given_up_when_the_address_is_another(tmp_path: Path) -> None:
    answers = {"word": "busy"}
    with office_at(tmp_path, SITE, lambda _: answers["word"]) as office:
        office.on("2020-03-31").run()
        office.send(WELCOME)
        publisher(office).rotate("anna-bell")
        answers["word"] = "well"

        office.on("2020-04-01").run()

        assert sorted(got(office)) == [
            ("anna", "New address of your QA calendar"),
            ("cem", "Your QA calendar: how to subscribe"),
            ("manager", "The team's QA calendar: how to subscribe"),
        ]
        given_up = [line for line in office.lines() if line.key.kind is MailKind.WELCOME and line.has_expired]
        assert [line.detail for line in given_up] == ["that address is no longer theirs"]


def test_the_ledger_and_the_log_hold_no_address_of_a_calendar(office: Office) -> None:
    office.run()
    office.send(WELCOME)

    ended = run("sent", "--json", cwd=office.workspace.root)

    assert "how to subscribe" in ended.stdout
    assert not [token for token in tokens(office).values() if token in ended.stdout]


def test_as_drafts_for_everybody_or_for_one(tmp_path: Path) -> None:
    root = small(tmp_path, _config()).root
    nobody = run("links", "welcome", cwd=root)
    run("build", cwd=root)
    run("publish", cwd=root)

    one = run("links", "welcome", "Anna Bell", "--json", cwd=root)
    names = sorted(path.name for path in (root / "out" / "welcome").iterdir())
    everybody = run("links", "welcome", cwd=root)

    assert "Nobody has an address to subscribe to yet" in nobody.stdout
    assert [message["name"] for message in json.loads(one.stdout)["messages"]] == ["Anna Bell"]
    assert names == ["anna-bell.eml", "anna-bell.html", "anna-bell.txt"]
    assert "3 messages as .txt, .html and .eml in out/welcome. Nothing is sent." in everybody.stdout


def test_by_mail_from_the_command_line(tmp_path: Path) -> None:
    with mail_server(lambda *_: "250 OK") as box:
        more = f"smtp: {{host: 127.0.0.1, port: {box.port}, security: none, pause: 0}}\n"
        root = small(tmp_path, _config(more)).root
        run("build", cwd=root)
        run("publish", cwd=root)

        rehearsed = run("links", "welcome", "--send", "--dry-run", cwd=root)
        sent = run("links", "welcome", "The team", "--send", cwd=root)

        assert "3 mails would be sent. Nothing is sent." in rehearsed.stdout
        assert sent.returncode == 0, sent.stderr
        assert [str(mail["To"]) for mail in box.mails()] == [COORDINATOR]


def _config(more: str = "") -> str:
    return f"{SMALL_CONFIG}reminders: {{from: qa-team@example.gov.uk, digest_to: [{COORDINATOR}]}}\n{SITE}{more}"
