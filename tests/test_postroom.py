"""What a workspace sends in the course of time: real files, a real database, a real server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from unittest.mock import ANY

import pytest
from mail_server import Box, Decide, by_name, mail_server
from posting import Hands, outcomes
from workspaces import SMALL_CONFIG, edit, files, small

from qa_calendar.dates.months import Week
from qa_calendar.dates.zone import LONDON
from qa_calendar.delivering.building.build import build
from qa_calendar.delivering.building.recording import Said, mark_done, take_back
from qa_calendar.delivering.mail.addressees import chosen
from qa_calendar.delivering.mail.desk import Wanted
from qa_calendar.delivering.mail.postroom import PostRoom
from qa_calendar.delivering.running import Ran, run
from qa_calendar.delivering.screen.mail_report import show_ran
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.state.ledger import Ledger, Mail, State
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.planning.lookup import Meant
from qa_calendar.problems import InvalidInputError, UnsureError
from qa_calendar.rendering.letters import MailKind

WEEKLY = Wanted(kinds=(MailKind.REMINDER, MailKind.DIGEST))
DAILY = Wanted(kinds=(MailKind.DUE, MailKind.OVERDUE))
NEWS = Wanted(kinds=(MailKind.NEWS,))
COORDINATOR = "manager@example.gov.uk"


def at(day: str, hour: int = 9) -> datetime:
    """That hour in London."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00").replace(tzinfo=LONDON)


@dataclass(slots=True)
class Office:
    """A workspace, its mail server, and a clock that a test sets."""

    workspace: Workspace
    box: Box
    clock: Hands

    @property
    def room(self) -> PostRoom:
        """A post room with the files as they are now, as every command has it."""
        return PostRoom(snapshot=self.workspace.read(), clock=self.clock, patience=0)

    def on(self, day: str, hour: int = 9) -> Office:
        self.clock.at = at(day, hour)
        return self

    def build(self) -> None:
        build(self.workspace, self.clock.at)

    def send(self, wanted: Wanted) -> list[tuple[str, str]]:
        return outcomes(self.room.send(wanted).deliveries)

    def run(self) -> Ran:
        return run(self.room)

    def edit(self, old: str, new: str, file: str = "config.yaml") -> None:
        edit(self.workspace, file, old, new)

    def got(self) -> list[tuple[str, str]]:
        """Who got what since the last look: the name before the @, and the subject."""
        found = [(str(mail["To"].addresses[0].username), str(mail["Subject"])) for mail in self.box.mails()]
        self.box.taken.clear()
        return found

    def text(self) -> str:
        """The text of the one mail there is."""
        (mail,) = self.box.mails()
        self.box.taken.clear()
        return text_of(mail)

    def lines(self) -> list[Mail]:
        with opened_for(self.workspace.read(), create=False) as database:
            return list(Ledger(database).lines().values())


def text_of(mail: EmailMessage) -> str:
    found = mail.get_body(("plain",))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


@contextmanager
def office_at(
    folder: Path, more: str = "", decide: Decide = by_name, state: str = "sqlite:///state/qa-calendar.db"
) -> Iterator[Office]:
    """Anna and Cem, with a mail server that does as *decide* says."""
    with mail_server(decide) as box:
        settings = (
            f"{SMALL_CONFIG}smtp: {{host: 127.0.0.1, port: {box.port}, security: none, pause: 0, timeout: 2}}\n"
            f"state: {state}\n{more}"
        )
        if "reminders:" not in more:
            settings += f"reminders: {{from: qa-team@example.gov.uk, digest_to: [{COORDINATOR}]}}\n"
        clock = Hands(at("2020-03-30"))
        workspace = small(folder, settings)
        yield Office(workspace, box, clock)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(tmp_path) as found:
        yield found


# Once a week


def test_what_is_rehearsed_is_sent_byte_for_byte(office: Office) -> None:
    found = office.room.rehearse(WEEKLY)
    rehearsed = {path.name: path.read_bytes() for path in found.files}
    office.send(WEEKLY)

    assert list(rehearsed) == [
        "reminder.2020-W14.anna-bell.0.eml",
        "reminder.2020-W14.cem-dora.0.eml",
        "digest.2020-W14.manager=example.gov.uk.0.eml",
    ]
    assert list(rehearsed.values()) == [raw for _, raw in office.box.taken]


def test_a_rehearsal_leaves_no_trace_but_its_files(office: Office) -> None:
    office.room.rehearse(WEEKLY)
    assert [path.name for path in office.workspace.root.iterdir() if path.is_dir()] == ["out"]
    assert office.box.taken == []

    office.send(WEEKLY)

    assert office.room.rehearse(WEEKLY).files == ()
    assert list((office.workspace.root / "out" / "to-send").glob("*.eml")) == []


def test_what_is_put_off_is_rehearsed_by_whoever_is_in_a_hurry(tmp_path: Path) -> None:
    with office_at(tmp_path, decide=lambda _: "busy") as office:
        office.send(WEEKLY)

        assert office.room.rehearse(WEEKLY).files == ()
        assert len(replace(office.room, hurry=True).rehearse(WEEKLY).files) == 3


def test_a_missed_monday_is_made_up_for_and_only_once(office: Office) -> None:
    assert office.on("2020-03-31").send(WEEKLY) == [("Anna Bell", "sent"), ("Cem Dora", "sent"), ("The team", "sent")]
    assert {outcome for _, outcome in office.on("2020-04-03").send(WEEKLY)} == {"sent before"}
    assert [person for person, _ in office.got()] == ["anna", "cem", "manager"]


def test_what_a_week_could_not_send_is_folded_into_the_next(tmp_path: Path) -> None:
    busy = ["busy"]
    with office_at(tmp_path, decide=lambda _: busy[0]) as office:
        assert {outcome for _, outcome in office.send(WEEKLY)} == {"put off"}
        busy[0] = "fine"
        found = office.on("2020-04-06").room.send(WEEKLY)

        assert outcomes(found.deliveries) == [("Anna Bell", "sent"), ("Cem Dora", "sent"), ("The team", "sent")]
        assert {(line.name, str(line.key.period), line.detail) for line in found.expired} == {
            (name, "2020-W14", "its week is over; 2020-W15 has what is left of it")
            for name in ("Anna Bell", "Cem Dora", "The team")
        }
        assert [subject for _, subject in office.got()] == [
            "Under way, due 30 Apr: File Audit and 2 more",
            "Under way, due 30 Apr: Peer Audit",
            "Nothing this week: The team, 6 Apr",
        ]


def test_nobody_hears_of_an_empty_week_unless_they_want_to(tmp_path: Path) -> None:
    with office_at(tmp_path) as office:
        assert office.on("2021-02-01").send(WEEKLY) == []
    wanted = f"reminders: {{from: qa-team@example.gov.uk, send_empty: true, digest_to: [{COORDINATOR}]}}\n"
    (tmp_path / "another").mkdir()
    with office_at(tmp_path / "another", wanted) as office:
        assert office.on("2021-02-01").send(WEEKLY) == [("Anna Bell", "sent"), ("Cem Dora", "sent")]
        assert {subject for _, subject in office.got()} == {"Nothing for you this week, from 1 Feb"}


def test_a_deputy_is_told_whom_they_cover(office: Office) -> None:
    office.edit(
        "working_days:",
        "staff_changes:\n"
        "  - {from: 2020-04-01, until: 2020-04-14, work_of: Cem Dora, goes_to: Anna Bell, only: [Peer Audit]}\n"
        "working_days:",
    )
    office.edit("    workers: [Anna Bell, Cem Dora]", "    workers: [Cem Dora]", "framework.yaml")
    office.send(Wanted(kinds=(MailKind.REMINDER,), only=frozenset({"anna-bell"})))

    assert "Peer Audit\nYou are covering this for Cem Dora.\n" in office.text()


def test_those_without_an_address_are_named_to_whoever_sends_and_to_the_coordinator(office: Office) -> None:
    office.edit(", email: cem@example.gov.uk", "")
    found = office.room.send(WEEKLY)

    assert [one.message.reader.name for one in found.by_hand] == ["Cem Dora"]
    assert (office.workspace.root / "out" / "reminders" / "2020-W14" / "cem-dora.txt").exists()
    assert [one.notice.message.reader.name for one in found.deliveries] == ["Anna Bell", "The team"]
    assert "NO E-MAIL ADDRESS\n\nCem Dora: please hand over what is theirs.\n" in text_of(office.box.mails()[-1])


def test_the_digest_tells_of_the_mail_that_failed_in_the_same_run(tmp_path: Path) -> None:
    with office_at(tmp_path, decide=lambda address: "gone" if address.startswith("cem") else "fine") as office:
        assert office.send(WEEKLY) == [("Anna Bell", "sent"), ("Cem Dora", "failed"), ("The team", "sent")]

        said = "Cem Dora: the reminder of the week of Monday 30 March was not delivered (550 5.1.1 no such mailbox)"
        assert f"MAIL TO LOOK AT\n\n{said}\n" in text_of(office.box.mails()[-1])


def test_each_reader_of_the_digest_is_one_of_their_own(tmp_path: Path) -> None:
    readers = "reminders: {from: qa-team@example.gov.uk, digest_to: [gone@example.gov.uk, lead@example.gov.uk]}\n"
    with office_at(tmp_path, readers) as office:
        office.send(WEEKLY)
        office.on("2020-03-31").send(WEEKLY)

        assert [person for person, _ in office.got()] == ["anna", "cem", "lead"]


def test_next_week_s_reminder_ahead_of_time_gives_nothing_of_this_week_up(tmp_path: Path) -> None:
    busy = ["busy"]
    with office_at(tmp_path, decide=lambda _: busy[0]) as office:
        office.send(WEEKLY)
        found = office.room.send(replace(WEEKLY, week=Week.parse("2020-W15")))
        assert found.expired == ()

        busy[0] = "fine"
        office.clock.sleep(60)
        assert office.send(WEEKLY) == [("Anna Bell", "sent"), ("Cem Dora", "sent"), ("The team", "sent")]


def test_a_reader_of_the_digest_who_missed_one_hears_in_the_next_what_changed(tmp_path: Path) -> None:
    busy = {"b@example.gov.uk"}
    readers = "reminders: {from: qa-team@example.gov.uk, digest_to: [a@example.gov.uk, b@example.gov.uk]}\n"
    with office_at(tmp_path, readers, decide=lambda one: "busy" if one in busy else "fine") as office:
        busy.clear()
        office.on("2020-03-16").build()
        office.send(Wanted(kinds=(MailKind.DIGEST,)))
        busy.add("b@example.gov.uk")
        office.edit("start: first working day", "start: second working day")
        office.on("2020-03-18").build()
        office.on("2020-03-23").send(Wanted(kinds=(MailKind.DIGEST,)))
        busy.clear()
        office.box.taken.clear()
        office.on("2020-03-30").send(Wanted(kinds=(MailKind.DIGEST,)))

        assert ["WHAT CHANGED SINCE MONDAY 16 MARCH" in text_of(mail) for mail in office.box.mails()] == [False, True]
        office.box.taken.clear()
        office.on("2020-04-06").send(Wanted(kinds=(MailKind.DIGEST,)))
        assert ["WHAT CHANGED" in text_of(mail) for mail in office.box.mails()] == [False, False]


def test_a_digest_that_arrives_does_not_tell_of_its_own_trouble(tmp_path: Path) -> None:
    busy = ["busy"]
    with office_at(tmp_path, decide=lambda _: busy[0]) as office:
        for hour in (9, 10, 11, 12, 15):
            office.on("2020-03-30", hour).send(Wanted(kinds=(MailKind.DIGEST,)))
        busy[0] = "fine"
        office.on("2020-03-31").send(Wanted(kinds=(MailKind.DIGEST,)))

        assert "MAIL TO LOOK AT" not in office.text()


def test_a_mail_asked_for_again_goes_to_the_address_that_was_named_only(tmp_path: Path) -> None:
    readers = "reminders: {from: qa-team@example.gov.uk, digest_to: [a@example.gov.uk, b@example.gov.uk]}\n"
    with office_at(tmp_path, readers) as office:
        office.send(Wanted(kinds=(MailKind.DIGEST,)))
        office.box.taken.clear()
        lines = {line.key: line for line in office.lines()}

        office.room.send_again(chosen("a@example.gov.uk", lines, (Week(2020, 14),), needing=False))

        assert office.box.people == ["a"]


def test_everybody_whose_mail_failed_is_sent_it_again_at_once(tmp_path: Path) -> None:
    refused = ["gone"]
    with office_at(tmp_path, decide=lambda _: refused[0]) as office:
        office.send(WEEKLY)
        refused[0] = "fine"
        lines = {line.key: line for line in office.lines()}

        office.room.send_again(chosen("everybody", lines, (), needing=True))

        assert office.box.people == ["anna", "cem", "manager"]


# News


def test_news_given_up_as_an_address_was_missing_is_sent_when_it_is_back(tmp_path: Path) -> None:
    busy = ["busy"]
    with office_at(tmp_path, decide=lambda _: busy[0]) as office:
        office.build()
        office.edit("start: first working day", "start: second working day")
        office.on("2020-03-31").build()
        office.send(NEWS)
        office.edit(", email: cem@example.gov.uk", "")
        office.send(NEWS)
        office.edit("{role: Auditor}", "{role: Auditor, email: cem@example.gov.uk}")
        busy[0] = "fine"

        sent = office.on("2020-04-01").send(NEWS)

    assert sent == [("Anna Bell", "sent"), ("Cem Dora", "sent"), ("The team", "sent")]


def test_nobody_is_told_what_is_no_longer_so(tmp_path: Path) -> None:
    """Anna's work goes to Cem, which she is not told in time, and then to Dora."""
    busy = ["busy"]
    with office_at(tmp_path, decide=lambda _: busy[0]) as office:
        office.edit("working_days:", "  Dora Eve: {role: Auditor, email: dora@example.gov.uk}\nworking_days:")
        office.build()
        mine = "files are in order.\n    workers: [Anna Bell]"
        office.edit(mine, mine.replace("Anna Bell", "Cem Dora"), "framework.yaml")
        office.on("2020-03-31", 8).build()
        office.send(NEWS)
        office.edit(mine.replace("Anna Bell", "Cem Dora"), mine.replace("Anna Bell", "Dora Eve"), "framework.yaml")
        office.on("2020-03-31", 10).build()
        busy[0] = "fine"
        office.on("2020-04-01").send(NEWS)

        anna = next(mail for mail in office.box.mails() if "anna" in str(mail["To"]))
        assert "It is with Dora Eve now." in text_of(anna)
        assert "Cem Dora" not in text_of(anna)


def test_news_to_somebody_without_an_address_is_left_to_be_handed_over(office: Office) -> None:
    office.edit(", email: cem@example.gov.uk", "")
    office.run()
    office.edit("start: first working day", "start: second working day")

    ran = office.on("2020-03-31").run()

    assert ran.built.by_hand == ("Cem Dora",)
    folder = office.workspace.root / "out" / "news" / "2"
    assert sorted(path.name for path in folder.iterdir()) == ["cem-dora.eml", "cem-dora.html", "cem-dora.txt"]


def test_what_a_build_changed_is_sent_once_to_those_it_touches(office: Office) -> None:
    office.build()
    assert office.send(NEWS) == []
    office.edit("    workers: [Anna Bell, Cem Dora]", "    workers: [Cem Dora]", "framework.yaml")
    office.on("2020-03-31").build()

    assert office.send(NEWS) == [("Anna Bell", "sent"), ("Cem Dora", "sent"), ("The team", "sent")]
    assert office.send(NEWS) == []
    assert office.got() == [
        ("anna", "Gone from you: Peer Audit, Wed 1 Apr"),
        ("cem", "Changed: Peer Audit, Wed 1 Apr"),
        ("manager", "Team: 1 reassigned: Peer Audit"),
    ]
    assert not (office.workspace.root / "out" / "news").exists()


def test_news_of_several_builds_are_one_mail_with_what_is_left_of_them(office: Office) -> None:
    office.build()
    office.edit("    workers: [Anna Bell, Cem Dora]", "    workers: [Cem Dora]", "framework.yaml")
    office.on("2020-03-31").build()
    office.edit("    workers: [Cem Dora]", "    workers: [Anna Bell, Cem Dora]", "framework.yaml")
    office.edit("start: first working day", "start: second working day")
    office.on("2020-04-01", 8).build()

    assert office.send(NEWS) == [("Anna Bell", "sent"), ("Cem Dora", "sent"), ("The team", "sent")]
    anna, *_ = office.box.mails()
    assert str(anna["Subject"]) == "3 moved: File Audit and 2 more"
    assert {(line.key.person, str(line.key.period), line.state.value) for line in office.lines()} == {
        (person, period, "sent") for person in ("anna-bell", "cem-dora", COORDINATOR) for period in ("2", "3")
    }


def test_news_that_was_undone_before_it_was_sent_is_no_news(office: Office) -> None:
    office.build()
    office.edit("start: first working day", "start: second working day")
    office.on("2020-03-31", 8).build()
    office.edit("start: second working day", "start: first working day")
    office.on("2020-03-31").build()

    found = office.room.send(NEWS)

    assert (found.deliveries, office.box.taken) == ((), [])
    assert {line.detail for line in found.expired} == {"nothing is left of it to tell"}


def test_news_before_there_was_a_server_is_sent_when_asked_for(office: Office) -> None:
    config = (office.workspace.root / "config.yaml").read_text(encoding="utf-8")
    office.edit(next(line for line in config.splitlines() if line.startswith("smtp:")), "")
    office.build()
    office.edit("start: first working day", "start: second working day")
    office.on("2020-03-31", 8).build()
    moved = (office.workspace.root / "config.yaml").read_text(encoding="utf-8")
    (office.workspace.root / "config.yaml").write_text(
        moved + next(line for line in config.splitlines() if line.startswith("smtp:")), encoding="utf-8"
    )

    assert office.send(NEWS) == []
    rehearsed = office.room.rehearse(replace(NEWS, build=2)).files
    assert rehearsed[0].name == "news.2.anna-bell.0.eml"
    assert office.send(replace(NEWS, build=2)) == [("Anna Bell", "sent"), ("Cem Dora", "sent"), ("The team", "sent")]


# By itself, ahead of the due date and after it


def test_a_lead_time_is_sent_on_its_day_once_and_again_for_another_due_date(office: Office) -> None:
    office.edit("rules:", "rules:\n  activities: {Peer Audit: {remind: 5 working days before due}}")

    assert office.on("2020-04-22").send(DAILY) == []
    assert office.on("2020-04-23").send(DAILY) == [("Anna Bell", "sent"), ("Cem Dora", "sent")]
    assert office.on("2020-04-24").send(DAILY) == []
    assert office.got()[0] == ("anna", "Due Thu 30 Apr: Peer Audit")
    office.edit("due: last working day", "due: day 29")
    assert office.on("2020-04-27").send(DAILY) == [("Anna Bell", "sent"), ("Cem Dora", "sent")]


def test_work_that_is_done_is_reminded_of_no_more(office: Office) -> None:
    office.edit("rules:", "rules:\n  activities: {Peer Audit: {remind: 5 working days before due}}")
    office.on("2020-04-22").build()
    done(office, "Peer Audit", "2020-04-22")

    assert office.on("2020-04-23").send(DAILY) == []
    assert "Peer Audit" not in text_of(_reminder(office.on("2020-04-27")))


def test_what_was_given_up_as_done_is_sent_when_it_is_not_done_after_all(tmp_path: Path) -> None:
    busy = ["busy"]
    with office_at(tmp_path, decide=lambda _: busy[0]) as office:
        office.edit("rules:", "rules:\n  activities: {File Audit: {remind: 5 working days before due}}")
        office.on("2020-04-23").build()
        assert office.send(DAILY) == [("Anna Bell", "put off")]
        done(office, "File Audit", "2020-04-23")
        assert office.send(DAILY) == []
        take_back(office.workspace.read(), Meant("File Audit", 4, 2020), office.clock.at)
        busy[0] = "fine"

        assert office.on("2020-04-24").send(DAILY) == [("Anna Bell", "sent")]


def done(office: Office, activity: str, day: str) -> None:
    on = datetime.fromisoformat(day).date()
    mark_done(office.workspace.read(), Meant(activity, on.month, on.year), Said(on=on, by=()), office.clock.at)


def _reminder(office: Office) -> EmailMessage:
    office.send(Wanted(kinds=(MailKind.REMINDER,), only=frozenset({"anna-bell"})))
    (mail,) = office.box.mails()
    return mail


OVERDUE = "overdue: {since: 2020-04-01, tell_worker: [1, 5], tell_coordinator: [10]}\n"


def test_the_ladder_is_climbed_once_and_ends(tmp_path: Path) -> None:
    with office_at(tmp_path, OVERDUE) as office:
        office.on("2020-04-30").build()
        done(office, "Peer Audit", "2020-04-30")
        told: list[tuple[str, str, str]] = []
        for n in range(1, 28):
            office.clock.at = at("2020-04-30") + timedelta(days=n)
            office.send(DAILY)
            told += [(f"{office.clock.at:%m-%d}", *mail) for mail in office.got()]

        # 8 May 2020 is a bank holiday; File Audit of April was due on 30 April, and is Anna's.
        assert told == [
            ("05-01", "anna", "Overdue since 30 Apr: File Audit (April)"),
            ("05-07", "anna", "Overdue since 30 Apr: File Audit (April)"),
            ("05-15", "manager", "Overdue since 30 Apr: File Audit (April)"),
        ]


def test_what_is_overdue_is_in_the_reminder_and_the_digest_until_it_is_done(tmp_path: Path) -> None:
    with office_at(tmp_path, OVERDUE) as office:
        office.on("2020-05-04").build()
        anna = text_of(_reminder(office))
        assert "OVERDUE\n\nNot recorded as done. If it is, please reply and say when.\n\nFile Audit\n" in anna
        office.box.taken.clear()
        office.send(Wanted(kinds=(MailKind.DIGEST,)))
        assert "OVERDUE\n\nFile Audit - Anna Bell\n" in office.text()

        mark_done(
            office.workspace.read(),
            Meant("File Audit", 4, 2020),
            Said(on=at("2020-05-05").date(), by=()),
            office.clock.at,
        )
        mark_done(
            office.workspace.read(),
            Meant("Peer Audit", 4, 2020),
            Said(on=at("2020-05-05").date(), by=()),
            office.clock.at,
        )
        office.on("2020-05-11").send(Wanted(kinds=(MailKind.DIGEST,)))
        assert "OVERDUE" not in office.text()


# All in one go


def test_a_run_does_all_that_is_due_and_the_next_finds_nothing_to_do(office: Office) -> None:
    first = office.run()
    assert (first.built.number, len(office.got()), first.needs_a_person) == (1, 3, False)
    assert (office.run().built.number, office.got()) == (0, [])
    before = files(office.workspace.root)

    again = office.on("2020-03-30", 10).run()

    assert (again.built.number, office.got()) == (0, [])
    when = {"state/last-run.json": ANY}
    assert files(office.workspace.root) | when == before | when


def test_a_run_sends_in_the_hours_of_a_working_day_and_what_waits_goes_once(office: Office) -> None:
    office.on("2020-03-30", 0).run()
    assert office.got() == []
    office.edit("start: first working day", "start: second working day")
    for day, hour in (("2020-03-30", 6), ("2020-03-29", 9), ("2020-03-28", 12), ("2020-03-30", 19)):
        office.on(day, hour).run()
        assert office.got() == []

    office.on("2020-03-31", 7).run()

    assert {subject for _, subject in office.got()} >= {
        "3 moved: File Audit and 2 more",
        "Moved: Peer Audit, Thu 2 Apr",
        "Team: 3 moved: File Audit and 2 more",
    }
    office.on("2020-03-31", 8).run()
    assert office.got() == []


def test_what_christmas_kept_goes_on_the_first_working_morning_once(office: Office) -> None:
    office.edit("nation: England", "nation: England\n  closed: [{from: 2020-04-06, until: 2020-04-09, because: leave}]")
    office.on("2020-03-30").run()
    office.got()
    for day in range(4, 14):
        office.on(f"2020-04-{day:02d}", 23).run()
        office.on(f"2020-04-{day:02d}", 9).run()
        if day != 14:
            assert office.got() == [], day

    office.on("2020-04-14", 7).run()  # the Tuesday after Easter

    assert {person for person, _ in office.got()} <= {"anna", "cem", "manager"}
    office.on("2020-04-14", 8).run()
    assert office.got() == []


def test_after_a_fortnight_s_holiday_everybody_gets_one_mail_and_their_news_and_nothing_stale(tmp_path: Path) -> None:
    """Nobody ran anything from 30 March to 5 May: two reminders, a lead time, an overdue step were due meanwhile."""
    more = OVERDUE + (f"reminders: {{from: qa-team@example.gov.uk, digest_to: [{COORDINATOR}]}}\n")
    with office_at(tmp_path, more) as office:
        office.edit("rules:", "rules:\n  activities: {File Audit: {remind: 20 working days before due}}")
        office.run()
        office.got()
        office.edit("start: first working day", "start: second working day")

        ran = office.on("2020-05-05").run()

        assert not ran.needs_a_person
        assert Counter(office.got()) == {
            ("anna", "Moved: File Audit, Mon 4 May"): 1,
            ("manager", "Team: 1 moved: File Audit"): 1,
            ("anna", "2 overdue, 1 starts this week: File Audit and 2 more"): 1,
            ("cem", "Overdue since 30 Apr: Peer Audit (April)"): 1,
            ("manager", "2 overdue, 1 this week: The team, 4 May"): 1,
        }


@pytest.mark.exhaustive
def test_four_weeks_of_runs_send_nothing_twice(tmp_path: Path) -> None:
    """Three runs a day but when the machine was off, with a server that is unwell one time in four."""
    count = 0

    def unwell(address: str) -> str:
        nonlocal count
        count += 1
        return {0: "busy", 1: "leaving"}.get(count % 8, "fine")

    with office_at(tmp_path, OVERDUE, decide=unwell) as office:
        for day in range(45):
            for hour in (6, 9, 15) if day % 10 else (15,):
                office.clock.at = at("2020-03-30", hour) + timedelta(days=day)
                office.run()
        again = Counter(str(mail["Message-ID"]) for mail in office.box.mails())

        assert max(again.values()) == 1
        assert {line.state for line in office.lines()} == {State.SENT}
        assert len([one for one in again if one.startswith("<reminder.")]) == len(
            [line for line in office.lines() if line.key.kind is MailKind.REMINDER]
        )


def test_a_lost_database_sends_nothing_before_somebody_says_so(office: Office) -> None:
    office.run()
    office.got()
    for path in (office.workspace.root / "state").iterdir():
        path.unlink() if path.is_file() else None

    with pytest.raises(UnsureError, match="the state database was lost, and with it who was sent what"):
        office.room.send(WEEKLY)
    office.build()
    with pytest.raises(UnsureError):
        office.run()
    assert office.got() == []

    sure = replace(office.room, sure=True)
    assert outcomes(sure.send(WEEKLY).deliveries)[0] == ("Anna Bell", "sent")
    assert {outcome for _, outcome in office.send(WEEKLY)} == {"sent before"}


def test_what_failed_needs_a_person_until_it_is_settled(tmp_path: Path) -> None:
    with office_at(tmp_path, decide=lambda address: "gone" if address.startswith("cem") else "fine") as office:
        assert office.run().needs_a_person
        assert office.on("2020-03-31").run().needs_a_person

        with opened_for(office.workspace.read()) as database:
            ledger = Ledger(database)
            ledger.settle({key: "told in person" for key, line in ledger.lines().items() if line.needs_a_person})

        assert not office.on("2020-04-01").run().needs_a_person


def test_trouble_of_the_very_second_a_run_begins_in_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with office_at(tmp_path, decide=lambda address: "gone" if address.startswith("cem") else "fine") as office:
        office.clock.at = at("2020-03-30") + timedelta(milliseconds=500)
        show_ran(office.run())
        first = capsys.readouterr()
        office.clock.sleep(900)
        show_ran(office.run())
        again = capsys.readouterr()

    assert "Cem Dora, reminder of the week of Monday 30 March: failed: 550 5.1.1 no such mailbox" in first.err
    assert again.err == ""
    assert again.out.endswith("somebody should look, see `qa-calendar sent`.\n")


def test_a_server_that_is_down_for_long_needs_a_person(tmp_path: Path) -> None:
    with office_at(tmp_path, decide=lambda _: "busy") as office:
        hours = (9, 10, 11, 12, 15, 20)
        needing = [office.on("2020-03-30", hour).run().needs_a_person for hour in hours]

    assert needing == [False, False, False, False, True, True]


def test_a_server_with_the_wrong_password_is_trouble_and_the_feeds_are_built_all_the_same(office: Office) -> None:
    office.edit("security: none,", "security: starttls, user: qa-reminders,")
    ran = office.run()

    assert ran.built.number == 1
    assert "cannot do what config.yaml asks" in ran.trouble
    assert ran.needs_a_person


def test_without_a_server_nothing_is_sent_and_the_week_is_drafted(tmp_path: Path) -> None:
    room = PostRoom(snapshot=small(tmp_path).read(), clock=Hands(at("2020-03-30")))
    with pytest.raises(InvalidInputError) as caught:
        room.send(WEEKLY)
    smtp = "add for example smtp: {host: smtp.example.gov.uk}, see docs/mail.md"
    assert [str(problem) for problem in caught.value.problems] == [
        f"config.yaml:1:1: nothing says where mail is handed over; {smtp}",
        "config.yaml:1:1: nothing says who mail comes from; add reminders: {from: qa-team@example.gov.uk}",
    ]

    ran = run(room)

    assert [one.message.reader.name for one in ran.left.written] == ["Anna Bell", "Cem Dora"]
    assert (ran.left.new, ran.needs_a_person) == (("Anna Bell", "Cem Dora"), True)
    assert (tmp_path / "a small one" / "out" / "reminders" / "2020-W14" / "anna-bell.eml").exists()


@pytest.mark.parametrize("kind", ["reminder", "news"])
def test_one_machine_builds_and_sends_while_another_does(state: str, tmp_path: Path, kind: str) -> None:
    """Two workspaces, as on two machines, on one database where it is a server's."""
    with office_at(tmp_path, state=state) as office:
        office.build()
        office.edit("start: first working day", "start: second working day")
        office.on("2020-03-31").build()
        other = replace(office.room)
        wanted = {"reminder": WEEKLY, "news": NEWS}[kind]

        first, second = office.room.send(wanted), other.send(wanted)

        assert {one.outcome.value for one in first.deliveries} == {"sent"}
        assert {one.outcome.value for one in second.deliveries} <= {"sent before"}
        assert [person for person, _ in office.got()] == ["anna", "cem", "manager"]
