"""One mail a day to a person, each change told once, and nothing asked of a person for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from mail_server import Box
from posting import Hands
from test_postroom import COORDINATOR, OVERDUE, Office, at, office_at, text_of
from workspaces import built, edit, run, small

from qa_calendar.dates.months import Week
from qa_calendar.delivering.mail.desk import Wanted
from qa_calendar.delivering.mail.kinds import kinds_of
from qa_calendar.delivering.mail.postroom import PostRoom
from qa_calendar.delivering.running import run as run_all
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.state.ledger import Ledger
from qa_calendar.planning.mailing import PieceOfWork

LADDER = f"{OVERDUE}reminders: {{from: qa-team@example.gov.uk, digest_to: [{COORDINATOR}]}}\n"
REMIND = "rules:\n  activities: {File Audit: {remind: 20 working days before due}}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(tmp_path, LADDER) as found:
        found.edit("rules:", REMIND)
        yield found


def states(office: Office) -> dict[tuple[str, str, str], str]:
    """What became of each line of the ledger, by person, kind and period."""
    with opened_for(office.workspace.read(), create=False) as database:
        lines = Ledger(database).lines()
    return {(key.person, key.kind.value, str(key.period)): line.state.value for key, line in lines.items()}


def people(box: Box) -> list[str]:
    found = sorted(box.people)
    box.taken.clear()
    return found


# One mail a day


def test_what_is_overdue_or_due_in_a_lead_time_stands_in_the_reminder_and_is_concluded_with_it(office: Office) -> None:
    office.on("2020-05-05").run()

    assert people(office.box) == ["anna", "cem", "manager"]
    assert states(office) == {
        ("anna-bell", "reminder", "2020-W19"): "sent",
        ("anna-bell", "due", "2020-05-file-audit 2020-05-29"): "sent",
        ("anna-bell", "overdue", "2020-04-file-audit 2020-04-30 +1"): "sent",
        ("anna-bell", "overdue", "2020-04-peer-audit 2020-04-30 +1"): "sent",
        ("cem-dora", "overdue", "2020-04-peer-audit 2020-04-30 +1"): "sent",
        ("cem-dora", "reminder", "2020-W19"): "sent",
        (COORDINATOR, "digest", "2020-W19"): "sent",
    }
    assert office.on("2020-05-06").run().dispatch is not None
    assert people(office.box) == []


def test_a_step_of_the_coordinator_stands_in_the_digest(office: Office) -> None:
    office.on("2020-05-04").run()
    office.box.taken.clear()

    office.on("2020-05-18").run()

    assert people(office.box) == ["anna", "cem", "manager"]
    assert states(office)[(COORDINATOR, "overdue", "2020-04-peer-audit 2020-04-30 +10")] == "sent"


def test_what_is_due_after_the_reminder_is_out_goes_by_itself(office: Office) -> None:
    office.on("2020-04-27").run()
    office.box.taken.clear()

    office.on("2020-04-28").run()
    assert people(office.box) == []
    office.on("2020-04-29").run()
    assert people(office.box) == ["anna"]  # 20 working days before the end of May
    office.on("2020-05-01").run()
    assert people(office.box) == ["anna", "cem"]  # a working day after it was due


def test_what_is_overdue_and_what_is_due_on_one_day_are_one_mail(office: Office) -> None:
    office.edit("remind: 20 working days", "remind: 18 working days")  # on 1 May, as April's is overdue
    office.on("2020-04-27").run()
    office.box.taken.clear()

    office.on("2020-05-01").run()

    (anna,) = (mail for mail in office.box.mails() if "anna" in str(mail["To"]))
    assert "STILL TO DO\n\nFile Audit\n" in text_of(anna)
    assert states(office)["anna-bell", "due", "2020-05-file-audit 2020-05-29"] == "sent"
    assert people(office.box) == ["anna", "cem"]


def test_what_is_asked_for_by_itself_goes_by_itself_and_the_reminder_still_comes(office: Office) -> None:
    office.on("2020-05-05").build()
    office.send(Wanted(kinds=kinds_of(PieceOfWork)))
    assert people(office.box) == ["anna", "cem"]

    office.run()

    assert people(office.box) == ["anna", "cem", "manager"]


def test_a_reminder_the_server_refuses_takes_with_it_what_stands_in_it(tmp_path: Path) -> None:
    gone = {"cem"}
    with office_at(tmp_path, LADDER, decide=lambda one: "gone" if one.partition("@")[0] in gone else "fine") as office:
        office.on("2020-05-05").run()
        failed = [key for key, state in states(office).items() if state == "failed"]
        assert failed == [
            ("cem-dora", "overdue", "2020-04-peer-audit 2020-04-30 +1"),
            ("cem-dora", "reminder", "2020-W19"),
        ]
        gone.clear()
        office.box.taken.clear()
        again = run("sent", "--resend", "everybody", "--now", "2020-05-05T11:00", cwd=office.workspace.root)

        assert (again.returncode, people(office.box)) == (0, ["cem"])
        assert set(states(office).values()) == {"sent"}


def test_work_that_came_to_somebody_since_their_last_reminder_has_come_into_view(office: Office) -> None:
    """It was in view a week before already, but in another's; news told of it, and the reminder names it once more."""
    office.edit("overdue: {since: 2020-04-01", "overdue: {since: 2020-06-01")
    office.on("2020-04-06").run()
    office.edit(
        "  nation: England",
        "  nation: England\nstaff_changes:\n  - {from: 2020-05-01, work_of: Anna Bell, goes_to: Cem Dora}",
    )
    office.on("2020-04-08").run()
    office.box.taken.clear()

    office.on("2020-04-14").run()
    assert people(office.box) == ["cem", "manager"]
    office.on("2020-04-20").run()
    assert people(office.box) == ["manager"]


# The digest


def test_a_digest_tells_a_change_of_its_own_run_and_its_undoing_once_each(office: Office) -> None:
    office.on("2020-03-16").run()
    office.box.taken.clear()
    told = []
    edits = {"2020-03-23": ("first", "second"), "2020-03-24": ("second", "first")}
    for day in ("2020-03-23", "2020-03-24", "2020-03-30", "2020-04-06"):
        if day in edits:
            was, now = edits[day]
            office.edit(f"start: {was} working day", f"start: {now} working day")
        office.on(day).run()
        mails = [mail for mail in office.box.mails() if "week" in str(mail["Subject"]) and mail["To"] == COORDINATOR]
        told += [(day, text_of(mail).count("\nMoved: ")) for mail in mails]
        office.box.taken.clear()

    assert told == [("2020-03-23", 3), ("2020-03-30", 3), ("2020-04-06", 0)]


def test_a_new_spelling_of_a_name_is_no_change_to_tell_in_the_digest_and_takes_nobody_s_calendar(
    office: Office,
) -> None:
    office.on("2020-04-27").run()
    office.box.taken.clear()
    office.edit("Cem Dora: {role", "Cem Dóra: {id: cem-dora, also_known_as: [Cem Dora], role")
    office.edit("workers: [Anna Bell, Cem Dora]", "workers: [Anna Bell, Cem Dóra]", "framework.yaml")
    office.on("2020-04-28").run()
    news = text_of(office.box.mails()[-1])
    office.on("2020-05-04").run()
    digest = text_of(office.box.mails()[-1])

    assert "2 events say the same in other words" in news or "One event says the same in other words" in news
    assert "No message is written to" not in news
    assert "Reworded" not in digest


def test_the_digest_does_not_name_what_its_own_run_has_made_good(tmp_path: Path) -> None:
    gone = {"cem"}
    with office_at(tmp_path, LADDER, decide=lambda one: "gone" if one.partition("@")[0] in gone else "fine") as office:
        office.on("2020-03-30").run()
        gone.clear()
        office.on("2020-04-27").run()
        digest = text_of(office.box.mails()[-1])

    assert "MAIL TO LOOK AT" not in digest


def test_drafts_of_the_digest_tell_each_change_once(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    edit(workspace, "config.yaml", "feeds:", f"reminders: {{digest_to: [{COORDINATOR}]}}\nfeeds:")
    clock, told = Hands(at("2020-03-16")), {}
    for day in ("2020-03-16", "2020-03-23", "2020-03-30"):
        if day == "2020-03-23":
            edit(workspace, "config.yaml", "start: first working day", "start: second working day")
        clock.at = at(day)
        ran = run_all(PostRoom(snapshot=workspace.read(), clock=clock))
        digests = [one.message.text for one in ran.left.written if one.message.reader.slug == "team"]
        told[day] = [text.count("\nMoved: ") for text in digests]

    assert told == {"2020-03-16": [0], "2020-03-23": [3], "2020-03-30": [0]}


def test_the_digest_speaks_of_people_and_titles(tmp_path: Path) -> None:
    with office_at(tmp_path, LADDER, decide=lambda one: "gone" if one.startswith("cem") else "fine") as office:
        office.on("2020-04-27").run()
        office.on("2020-05-01").run()
        office.on("2020-05-04").run()
        digest = text_of(office.box.mails()[-1])

    assert "2020-04" not in digest
    assert 'Cem Dora: the mail "' in digest


# Nothing is asked for ever


def test_failed_mail_of_a_past_week_is_laid_to_rest_when_a_later_one_arrives(tmp_path: Path) -> None:
    gone = {"cem"}
    with office_at(tmp_path, LADDER, decide=lambda one: "gone" if one.partition("@")[0] in gone else "fine") as office:
        office.on("2020-03-30").run()
        assert office.on("2020-04-06").run().needs_a_person
        gone.clear()

        ran = office.on("2020-04-27").run()

        assert not ran.needs_a_person
        settled = [line.settled for line in office.lines() if line.state == "failed"]
        assert settled == 2 * ["what is left of it arrived with the week of Monday 27 April"]


def test_a_failed_mail_is_laid_to_rest_only_by_one_that_names_its_work(tmp_path: Path) -> None:
    """May's audit is reminded of far ahead: the reminder that arrives later does not look as far."""
    gone = {"anna"}
    short = LADDER.replace("reminders: {", "reminders: {look_ahead_weeks: 1, ")
    with office_at(tmp_path, short, decide=lambda one: "gone" if one.partition("@")[0] in gone else "fine") as office:
        office.edit("rules:", "rules:\n  activities: {File Audit: {remind: 40 working days before due}}")
        office.on("2020-04-01").run()
        gone.clear()

        ran = office.on("2020-04-14").run()

    failed = {str(line.key.period): line.settled for line in office.lines() if line.state == "failed"}
    assert failed["2020-05-file-audit 2020-05-29"] is None
    assert failed["2020-W14"] == "what is left of it arrived with the week of Monday 13 April"
    assert ran.needs_a_person


def test_a_missed_week_is_made_up_for_in_the_next_drafts_too(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    clock = Hands()
    names = {}
    for day in ("2020-02-24", "2020-03-16", "2020-03-23"):  # April comes into view on 9 March, when nothing ran
        clock.at = at(day)
        ran = run_all(PostRoom(snapshot=workspace.read(), clock=clock))
        names[day] = [one.message.reader.name for one in ran.left.written]

    assert names == {"2020-02-24": [], "2020-03-16": ["Anna Bell", "Cem Dora"], "2020-03-23": []}


def test_a_draft_with_nothing_left_to_say_is_taken_away_and_asked_for_no_more(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    run("run", "--now", "2020-04-27T09:00", cwd=workspace.root)
    for title in ("File Audit", "Peer Audit"):
        argv = ("done", title, "--month", "April", "--now", "2020-04-27T10:00")
        assert run(*argv, cwd=workspace.root).returncode == 0
    again = run("run", "--now", "2020-04-27T11:00", cwd=workspace.root)

    folder = workspace.root / "out" / "reminders" / "2020-W18"
    listed = run("status", cwd=workspace.root).stdout
    assert sorted(path.name for path in folder.iterdir()) == [f"anna-bell{end}" for end in (".eml", ".html", ".txt")]
    assert "reminders/2020-W18, for Anna Bell;" in listed
    assert again.returncode == 3


def test_what_decides_whether_the_next_one_goes_is_kept_however_old(tmp_path: Path) -> None:
    """Work that lasts for half a year is in view all the while, and nothing of it is new."""
    with office_at(tmp_path, f"{LADDER}privacy: {{keep_mail_months: 2}}\n") as office:
        office.edit("due: last working day", "due: 120 working days after start")
        told = []
        for month in range(4, 10):
            office.on(f"2020-{month:02d}-20").run()
            told += [(month, name) for name, _ in office.got() if name == "cem"]

    assert told == [(4, "cem")]


def test_mail_from_before_the_first_build_counts_as_well(office: Office) -> None:
    office.on("2020-04-27")
    office.send(Wanted(kinds=kinds_of(Week)))
    assert people(office.box) == ["anna", "cem", "manager"]
    (office.workspace.root / "state" / "qa-calendar.db").unlink()

    refused = run("run", "--now", "2020-04-27T10:00", cwd=office.workspace.root)

    assert (refused.returncode, people(office.box)) == (3, [])
    assert "the state database was lost" in refused.stderr


def test_what_is_advised_for_a_past_week_works(tmp_path: Path) -> None:
    gone = {"cem"}
    with office_at(tmp_path, LADDER, decide=lambda one: "gone" if one.partition("@")[0] in gone else "fine") as office:
        office.on("2020-03-30").run()
        gone.clear()
        office.box.taken.clear()

        again = run("sent", "--resend", "everybody", "--now", "2020-04-20T10:00", cwd=office.workspace.root)

        assert again.returncode == 0
        assert run("status", cwd=office.workspace.root).returncode == 0


def test_somebody_without_an_address_is_named_once_a_week_and_listed_until_it_is_done(office: Office) -> None:
    office.edit(", email: cem@example.gov.uk", "")
    root = office.workspace.root
    first, again, next_week = (
        run("run", "--now", f"{day}T09:00", cwd=root) for day in ("2020-04-27", "2020-04-28", "2020-05-04")
    )

    said = "no e-mail address: Cem Dora; please hand over what is theirs, in out/reminders/"
    assert [said in ended.stderr.replace("\\", "/") for ended in (first, again, next_week)] == [True, False, True]
    assert [ended.returncode for ended in (first, again, next_week)] == [3, 3, 3]
    listed = run("status", cwd=root)
    assert listed.returncode == 3
    assert "To be sent by a person: reminders/2020-W19, for Cem Dora; when that is done: " in listed.stdout
    assert "2020-W18" not in listed.stdout
    assert run("sent", "--settle", "Cem Dora", "--because", "told her", cwd=root).returncode == 0
    assert run("status", cwd=root).returncode == 0


def test_without_a_server_drafts_need_a_person_until_it_is_said_that_they_were_sent(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    first = run("run", "--now", "2020-03-30T09:00", cwd=workspace.root)
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    second = run("run", "--now", "2020-03-31T09:00", cwd=workspace.root)
    listed = run("status", cwd=workspace.root)

    assert (first.returncode, second.returncode, listed.returncode) == (3, 3, 3)
    assert "to be sent by a person: the drafts for Anna Bell and Cem Dora in out" in first.stderr
    assert "news/2, for Anna Bell and Cem Dora" in listed.stdout
    assert "reminders/2020-W14, for Anna Bell and Cem Dora" in listed.stdout
    assert run("sent", "--settle", "everybody", "--because", "sent by hand", cwd=workspace.root).returncode == 0
    assert run("status", cwd=workspace.root).returncode == 0
    assert run("run", "--now", "2020-03-31T10:00", cwd=workspace.root).returncode == 0


def test_a_draft_that_nobody_said_was_sent_goes_by_mail_once_there_is_an_address(office: Office) -> None:
    office.edit("cem@example.gov.uk", "CEM")
    office.edit(", email: CEM", "")
    office.on("2020-04-27").run()
    assert people(office.box) == ["anna", "manager"]
    office.edit("Cem Dora: {role: Auditor", "Cem Dora: {role: Auditor, email: cem@example.gov.uk")

    office.on("2020-04-28").run()
    office.on("2020-04-28", 15).run()

    assert people(office.box) == ["cem"]


def test_a_count_that_cannot_be_kept_is_said_and_what_was_sent_is_sent(office: Office) -> None:
    kept = office.workspace.root / "out" / ".qa-calendar.mailed.qa-calendar-tmp"
    office.on("2020-04-27").build()
    kept.mkdir()

    ran = office.run()

    assert people(office.box) == ["anna", "cem", "manager"]
    assert ran.dispatch is not None
    assert ran.dispatch.trouble in ran.troubles
    assert ".qa-calendar.mailed" in ran.dispatch.trouble
    assert set(states(office).values()) == {"sent"}


def test_a_build_without_news_leaves_nothing_to_a_person(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built(workspace)

    assert run("status", cwd=workspace.root).returncode == 0
