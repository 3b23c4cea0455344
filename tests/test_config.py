"""config.yaml: what is read, and everything that can be wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from broken import CONFIG, FRAMEWORK, broken, cases, changed, said
from builders import read_both

from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import Roll
from qa_calendar.dates.workdays import Nation
from qa_calendar.model import (
    Config,
    DateChange,
    DateRules,
    FeedOptions,
    Length,
    Method,
    OverdueOptions,
    Phrase,
    ReminderOptions,
    SmtpOptions,
    StaffChange,
)
from qa_calendar.model.events import ended_uid, note_uid
from qa_calendar.problems import Location


def read(more: str = "", config: str = CONFIG) -> Config:
    """The small config.yaml with *more* behind it, read."""
    return read_both(config + more, FRAMEWORK)[0]


@pytest.mark.parametrize(("out", "into", "expected"), cases("broken_config.txt"))
def test_what_is_wrong_is_said_word_for_word(out: str, into: str, expected: list[str]) -> None:
    assert said(config=broken(CONFIG, out, into)) == [f"config.yaml:{line}" for line in expected]


def test_what_is_not_written_has_its_default() -> None:
    config = read()

    assert config.timezone == "Europe/London"
    assert config.calendar.nation is Nation.ENGLAND
    assert config.calendar.week == frozenset(range(5))
    assert (config.if_not_working, config.out) == (Roll.MODIFIED_FOLLOWING, "out")
    assert config.state == "sqlite:///state/qa-calendar.db"
    assert (config.feeds, config.reminders, config.smtp) == (FeedOptions(), ReminderOptions(), None)
    assert config.overdue is None
    assert (config.staff_changes, config.date_changes, config.lint_ignored, config.base_url) == ((), (), {}, None)
    place = Location("config.yaml")
    assert config.default_rules == DateRules(
        start=Phrase(parse_rule("first working day"), "first working day", place),
        due=Phrase(parse_rule("last working day"), "last working day", place),
    )


def test_a_person_has_everything_that_is_written() -> None:
    config = read(
        config=changed(
            CONFIG,
            "{role: Safeguarding SM}",
            "{role: SM, email: k@b.uk, works: [Mon, tuesday], away: [{from: 2020-08-03, until: 2020-08-04}],"
            " from: 2020-05-01, until: 2020-12-31}",
        )
    )

    kelda, iros = config.staff
    assert (kelda.name, kelda.slug, kelda.role, kelda.email) == ("Kelda Claire", "kelda-claire", "SM", "k@b.uk")
    assert kelda.location == Location("config.yaml", 3, 3)
    assert kelda.days is not None
    assert kelda.days.works == frozenset({0, 1})
    assert kelda.days.away == {date(2020, 8, 3): "", date(2020, 8, 4): ""}
    assert (kelda.since, kelda.until) == (date(2020, 5, 1), date(2020, 12, 31))
    assert (iros.aliases, iros.group, iros.email, iros.since, iros.until) == (("IRO's",), False, None, None, None)


def test_a_staff_change_uses_the_names_in_staff() -> None:
    config = read(
        "staff_changes:\n"
        "  - {from: 2020-09-01, until: 2020-09-30, work_of: IRO's, goes_to: Kelda Claire, only: [Peer  Audit]}\n"
        "  - {from: 2020-09-01, work_of: Kelda Claire, goes_to: nobody, except: [Peer Audit]}\n"
    )

    assert config.staff_changes == (
        StaffChange(
            since=date(2020, 9, 1),
            until=date(2020, 9, 30),
            work_of="IROs",
            goes_to="Kelda Claire",
            only=frozenset({"Peer Audit"}),
            location=Location("config.yaml", 8, 5),
        ),
        StaffChange(
            since=date(2020, 9, 1),
            work_of="Kelda Claire",
            goes_to=None,
            excluding=frozenset({"Peer Audit"}),
            location=Location("config.yaml", 9, 5),
        ),
    )


def test_working_days_are_read_to_the_day() -> None:
    config = read(
        "  week: [Mon, Thursday]\n"
        "  closed: [{from: 2020-12-30, until: 2020-12-31, because: shutdown}, {from: 2020-12-28, until: 2020-12-28}]\n"
        "  open: [2020-08-31]\n"
        "  work_through: [good friday, 2020-05-08]\n"
    )

    calendar = config.calendar
    assert calendar.week == {0, 3}
    assert calendar.closed == {
        date(2020, 12, 30): "shutdown",
        date(2020, 12, 31): "shutdown",
        date(2020, 12, 28): "closed",
    }
    assert calendar.opened == {date(2020, 8, 31)}
    assert calendar.is_working(date(2020, 8, 31))
    assert calendar.holiday(date(2020, 4, 10)) is None
    assert calendar.holiday(date(2020, 5, 8)) is None
    assert calendar.holiday(date(2020, 5, 25)) == "Spring bank holiday"


def test_rules_keep_their_words_and_places() -> None:
    config = read(
        "rules:\n"
        "  if_not_working: Previous working day\n"
        "  default: {due: 5  working days after start, lasts: 2 hours}\n"
        "  activities:\n"
        "    Peer Audit: {start: second Tuesday, remind: 2020-10-14, at: 9:30}\n"
        "    Timeliness ICPC:\n"
    )

    assert config.if_not_working is Roll.PRECEDING
    due = config.default_rules.due
    assert due is not None
    assert (due.text, due.location) == ("5 working days after start", Location("config.yaml", 9, 18))
    assert config.default_rules.lasts == Length(2, "hour")
    assert config.default_rules.start is not None
    assert config.default_rules.start.text == "first working day"
    own = config.activity_rules["Peer Audit"]
    assert own.location == Location("config.yaml", 11, 5)
    assert own.rules == DateRules(
        start=Phrase(parse_rule("second Tuesday"), "second Tuesday", Location("config.yaml", 11, 25)),
        remind=Phrase(parse_rule("2020-10-14"), "2020-10-14", Location("config.yaml", 11, 49)),
        at=time(9, 30),
    )
    assert config.activity_rules["Timeliness ICPC"].rules == DateRules()


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("10:30", time(10, 30)),
        ('"10:30"', time(10, 30)),
        ("9:05", time(9, 5)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_needs_no_quotes(written: str, read_as: time) -> None:
    assert read(f"rules: {{default: {{at: {written}}}}}\n").default_rules.at == read_as


def test_date_changes_move_or_skip() -> None:
    config = read(
        "date_changes:\n"
        "  - {activity: Peer Audit, month: May, move_to: 2020-05-14, because: half term}\n"
        "  - {activity: Peer Audit, month: April, skip: TRUE, because: merged}\n"
    )

    assert config.date_changes == (
        DateChange(
            activity="Peer Audit",
            month=5,
            move_to=date(2020, 5, 14),
            because="half term",
            location=Location("config.yaml", 8, 5),
        ),
        DateChange(
            activity="Peer Audit",
            month=4,
            move_to=None,
            because="merged",
            location=Location("config.yaml", 9, 5),
        ),
    )


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("none", None),
        ("None", None),
        ("15 minutes before", 15),
        ("1 hour before", 60),
        ("2 Days before", 2880),
        ("1 week before", 10080),
    ],
)
def test_an_alarm_is_so_many_minutes_before(written: str, minutes: int | None) -> None:
    assert read(f"feeds: {{alarm: {written}}}\n").feeds.alarm == minutes


def test_feeds_reminders_smtp_and_the_rest_are_read() -> None:
    config = read(
        "feeds: {team_name: Our team, due_events: true, method: Publish, categories: [QA, Audit], show_done: true}\n"
        "reminders: {from: a@b.uk, reply_to: c@d.uk, weekly_on: Fri, look_ahead_weeks: 2, digest_to: [e@f.uk]}\n"
        "smtp: {host: localhost, port: 25, security: NONE, user: qa}\n"
        "base_url: https://qa.example.gov.uk/calendars\n"
        "lint: {ignore: {L05: agreed with the QA lead}}\n"
        "out: there\n"
        "state: postgresql+psycopg://db/qa\n"
    )

    assert config.feeds == FeedOptions(
        team_name="Our team", due_events=True, method=Method.PUBLISH, categories=("QA", "Audit"), show_done=True
    )
    assert config.reminders == ReminderOptions(
        sender="a@b.uk", reply_to="c@d.uk", weekly_on=4, look_ahead_weeks=2, digest_to=("e@f.uk",)
    )
    assert config.smtp == SmtpOptions(host="localhost", port=25, security="none", user="qa")
    assert config.base_url == "https://qa.example.gov.uk/calendars/"
    assert config.lint_ignored == {"L05": "agreed with the QA lead"}
    assert (config.out, config.state) == ("there", "postgresql+psycopg://db/qa")


def test_what_is_overdue_and_who_is_told_is_read() -> None:
    full = read(
        "overdue:\n  since: 2020-09-01\n  tell_worker: [1, 5]\n  tell_coordinator: [10]\n"
        "reminders: {digest_to: [manager@example.gov.uk]}\n"
    )
    short = read("overdue: {since: 2020-09-01, tell_worker: []}\n")

    assert full.overdue == OverdueOptions(since=date(2020, 9, 1), tell_worker=(1, 5), tell_coordinator=(10,))
    assert short.overdue == OverdueOptions(since=date(2020, 9, 1))


NO_HOST = "is not the name of a server, such as smtp.example.gov.uk"
MEANT = "(did you mean 'smtp.example.gov.uk'?); the port is a key of its own"
SENDER = "reminders: {from: qa-team@example.gov.uk}\n"


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (
            "smtp: {host: 'https://smtp.example.gov.uk'}\n" + SENDER,
            f"'https://smtp.example.gov.uk' {NO_HOST} {MEANT}",
        ),
        (
            "smtp: {host: 'smtp.example.gov.uk:587'}\n" + SENDER,
            f"'smtp.example.gov.uk:587' {NO_HOST} {MEANT}",
        ),
        (
            "smtp: {host: smtp..example.gov.uk}\n" + SENDER,
            f"'smtp..example.gov.uk' {NO_HOST}; the port is a key of its own",
        ),
        (
            "smtp: {host: smtp.example.gov.uk, port: 465}\n" + SENDER,
            "at port 465 a server speaks TLS from the start: write security: tls, or port: 587",
        ),
        (
            "smtp: {host: smtp.example.gov.uk, password: hunter2}\n" + SENDER,
            "a password does not belong in a file: set QA_CALENDAR_SMTP_PASSWORD, see docs/mail.md",
        ),
        (
            "smtp: {host: smtp.example.gov.uk, security: none, user: qa}\n" + SENDER,
            "the password would go unencrypted: write security: starttls or tls, or leave out user",
        ),
        (
            "smtp: {host: smtp.example.gov.uk}\n",
            "mail needs somebody it comes from: add reminders: {from: qa-team@example.gov.uk}",
        ),
        (
            "overdue: {since: 2020-09-01, tell_coordinator: [10]}\n",
            "nobody is told: add reminders: {digest_to: [manager@example.gov.uk]}",
        ),
        ("reminders: {from: qa..team@example.gov.uk}\n", "'qa..team@example.gov.uk' is not an e-mail address"),
        ("reminders: {from: .qa@example.gov.uk}\n", "'.qa@example.gov.uk' is not an e-mail address"),
        (
            "reminders: {lead_times: {QA lead: 5 working days}}\n",
            "cannot read '5 working days' (did you mean '5 working days before due'?)",
        ),
        ("reminders: {lead_times: {QA lead: 5}}\n", "cannot read '5' (did you mean '5 working days before due'?)"),
        ("reminders: {send_after: 7 am}\n", "'7 am' is not a time of day (did you mean 7:00?)"),
    ],
)
def test_what_is_wrong_about_mail_is_told_with_the_cure(more: str, complaint: str) -> None:
    (found,) = said(config=CONFIG + more)

    assert found.split(": ", 1)[1] == complaint
    assert "hunter2" not in found


def test_a_server_may_be_an_address() -> None:
    for host in ("127.0.0.1", "'::1'", "smtp", "smtp-1.example.gov.uk"):
        assert read(f"smtp: {{host: {host}}}\n{SENDER}").smtp is not None


@pytest.mark.parametrize(
    "name", ["No", "On", "off", "Null", "12", "1_000", "0x10", "2020-09-01", "10:30", "true", "3.14"]
)
def test_a_person_may_be_called_anything(name: str) -> None:
    staff = changed(CONFIG, "Kelda Claire:", f"{name}:")
    framework = changed(FRAMEWORK, "[Kelda Claire]", f"[{name}]")

    config, programme = read_both(
        staff + f"staff_changes: [{{from: 2020-09-01, work_of: {name}, goes_to: IROs}}]\n", framework
    )

    assert config.staff[0].name == name
    assert config.staff_changes[0].work_of == name
    assert programme.activities[1].workers == (name,)


def test_only_these_words_mean_nothing() -> None:
    staff = changed(
        CONFIG, "Kelda Claire: {role: Safeguarding SM}", 'Kelda Claire: {role: "null", also_known_as: [Null, "~"]}'
    )

    assert read(config=staff).staff[0].role == "null"
    assert read(config=staff).staff[0].aliases == ("Null", "~")


def test_a_reserved_name_gets_a_feed_windows_can_hold() -> None:
    staff = changed(CONFIG, "IROs:", "Aux:")

    config, _ = read_both(staff, changed(FRAMEWORK, '["IRO\'s"]', "[Aux]"))

    assert config.staff[1].slug == "aux-qa"


def test_odd_spacing_and_unseen_characters_make_no_second_person() -> None:
    staff = changed(CONFIG, "Kelda Claire:", '"Kelda\u00a0 Claire\u200b":')
    framework = changed(FRAMEWORK, "[Kelda Claire]", '["\u00adKelda\tClaire"]')

    config, programme = read_both(staff, framework)

    assert config.staff[0].name == "Kelda Claire"
    assert config.staff[0].location == Location("config.yaml", 3, 3)
    assert programme.activities[1].workers == ("Kelda Claire",)


def test_an_accent_typed_in_two_ways_is_one_name() -> None:
    staff = changed(CONFIG, "Kelda Claire:", "Zoe\u0308 Claire:")

    _, programme = read_both(staff, changed(FRAMEWORK, "[Kelda Claire]", "[Zo\u00eb Claire]"))

    assert programme.activities[1].workers == ("Zo\u00eb Claire",)


def test_sections_whose_lines_are_all_commented_out_are_empty() -> None:
    more = "".join(
        f"{key}:\n  # nothing today\n"
        for key in ("staff_changes", "date_changes", "feeds", "reminders", "rules", "lint")
    )

    config = read("  closed:\n  open:\n  work_through:\n" + more)

    assert replace(config, default_rules=DateRules()) == replace(read(), default_rules=DateRules())


def test_a_long_message_ends_somewhere() -> None:
    (line,) = said(config=CONFIG + f"feeds: {{method: {'x' * 5000}}}\n")

    assert (len(line), line[-1]) == (len("config.yaml:7:17: ") + 300, "…")


def test_a_long_phrase_is_not_even_read() -> None:
    assert said(config=CONFIG + f"rules: {{default: {{start: {'day ' * 60000}}}}}\n") == [
        "config.yaml:7:26: cannot read 'day day day day day …': 239999 characters are too long"
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ann\u200e Bell", "there is a letter nobody sees behind 'Ann': U+200E LEFT-TO-RIGHT MARK; type this anew"),
        ("\u202eAnn Bell", "there is a letter nobody sees before 'Ann Bell': U+202E RIGHT-TO-LEFT OVERRIDE; type this"),
        ("Ann\u3164Bell", "there is a letter nobody sees behind 'Ann': U+3164 HANGUL FILLER; type this anew"),
        ("A" * 260, f"'{'A' * 20}…' has 260 letters; a name has 100 at most"),
        ("北" * 60, f"'{'北' * 20}…' gets a feed name of "),
    ],
)
def test_a_name_is_seen_whole_and_is_not_too_long(name: str, said: str) -> None:
    (found,) = wrong(f"  {name}: {{role: Auditor}}\n")

    assert found.startswith("config.yaml:5:")
    assert said in found


def wrong(line: str) -> list[str]:
    return said(changed(CONFIG, "working_days:\n", f"{line}working_days:\n"))


def test_a_worker_with_an_unseen_letter_is_not_met_with_the_very_same_name() -> None:
    (found,) = said(CONFIG, changed(FRAMEWORK, "[Kelda Claire]", '["Kelda\u200f Claire"]'))

    assert "there is a letter nobody sees behind 'Kelda': U+200F RIGHT-TO-LEFT MARK" in found


def test_a_title_is_not_too_long() -> None:
    found = said(CONFIG, FRAMEWORK.replace("Timeliness ICPC", "T" * 201))

    assert f"'{'T' * 20}…' has 201 letters; a title has 200 at most" in found[0]


def test_no_uid_is_as_long_as_200_letters() -> None:
    longest = f"calendar_id: {'c' * 80}\n" + CONFIG.partition("\n")[2].replace("SM}", f"SM, id: {'k' * 100}}}")
    calendar = read_both(longest, FRAMEWORK)[0]
    (slug,) = (one.slug for one in calendar.staff if one.slug.startswith("kk"))

    assert max(len(made(slug, calendar.calendar_id)) for made in (note_uid, ended_uid)) < 200
    assert said(longest.replace("k" * 100, "k" * 101)) != []
    assert said(longest.replace("c" * 80, "c" * 81)) != []
