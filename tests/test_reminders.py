"""Who is reminded of what in which week, in what words, and the draft it becomes.

`python tests/test_reminders.py` writes the golden files anew; read the difference before committing it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_events import BUILT_IN, FIRST_OF_NOVEMBER, IROS, KARA, KELDA, LAST_OF_NOVEMBER, STUART, plan_of
from test_events import occurrence as work

from qa_calendar.dates.months import Week
from qa_calendar.model import Assignment, Plan, ReminderOptions
from qa_calendar.planning.agenda import agenda_of
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.messages import Mailbox, Message, Reader, draft
from qa_calendar.rendering.reminders import render_reminders

GOLDEN = Path(__file__).parent / "data"
W44, W45, W46, W49 = (Week(2020, n) for n in (44, 45, 46, 49))
FOUR_WEEKS = ReminderOptions(look_ahead_weeks=4)


def sample() -> Plan:
    """Kelda's November 2020: cover, work with others, work at a time, and work that began in October."""
    november: Any = {"due": date(2020, 11, 30), "steps": (FIRST_OF_NOVEMBER,), "due_steps": (LAST_OF_NOVEMBER,)}
    october: Any = {"start": date(2020, 10, 1), "due": date(2020, 11, 6), "end": date(2020, 10, 2)}
    roa = "For observation of ROA's and CPC's to quality assure the process & clarity of outcomes."
    dip = "To ensure that IRO's are meeting the requirement to send decisions within 5 days of the ROA"
    return plan_of(
        work("Observation of ROA and CP Conference", KELDA, KARA, STUART, purpose=roa, **october),
        work("Monthly QA escalation - Audit", KELDA, purpose="To identify themes of concern.", **november),
        work("18+ month CP Plan Audit", Assignment(KELDA, covering=STUART), period="April – July", **november),
        work("Dip Audit – 5 day decisions", KELDA, start=date(2020, 12, 1), at=time(10, 30), minutes=90, purpose=dip),
        reminders=ReminderOptions(sender="QA Team <qa-team@example.gov.uk>", reply_to="lead@example.gov.uk"),
        base_url="https://qa.example.gov.uk/",
    )


def keldas(plan: Plan, week: Week) -> Message:
    """The first message of *week*, Kelda's, who never had one before."""
    return render_reminders(plan, week, BUILT_IN, before={})[0]


def told(plan: Plan, week: Week) -> dict[str, list[str]]:
    """Under each heading of the first message the titles, here single capitals, in order."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in keldas(plan, week).text.splitlines():
        if line in ("THIS WEEK", "COMING UP", "UNDER WAY AND COMING UP"):
            found[heading := line.removeprefix("UNDER WAY AND ")] = []
        elif re.fullmatch("[A-Z]", line):
            found[heading].append(line)
    return found


def when(**dates: Any) -> str:
    """The sentence on the dates of work in the message of 2 to 8 November."""
    lines = keldas(plan_of(work("A", KELDA, **dates)), W45).text.splitlines()
    return lines[lines.index("A") + 1]


def golden_files(plan: Plan) -> dict[str, bytes]:
    """What the golden files hold."""
    message = keldas(plan, W45)
    return {
        "golden-reminder.txt": message.text.encode(),
        "golden-reminder.html": message.html.encode(),
        "golden-reminder.eml": draft(message, plan.config.reminders),
    }


@pytest.mark.parametrize("name", ["golden-reminder.txt", "golden-reminder.html", "golden-reminder.eml"])
def test_a_reminder_is_as_its_golden_file(name: str) -> None:
    assert golden_files(sample())[name] == (GOLDEN / name).read_bytes()


def test_everybody_with_something_to_say_gets_one_in_the_order_of_staff() -> None:
    plan = plan_of(work("A", IROS, KARA), work("B", KELDA, start=date(2021, 6, 1)), work("C"))

    assert [message.reader.name for message in render_reminders(plan, W45, BUILT_IN)] == [KARA, IROS]


# When there is something to say


def sent(plan: Plan, week: Week, before: Week | None) -> bool:
    """Whether Kelda has a reminder of *week* after one of the week *before*."""
    seen = {} if before is None else {"kelda-claire": agenda_of(plan, before, week.first, KELDA).view}
    return any(one.reader.name == KELDA for one in render_reminders(plan, week, BUILT_IN, before=seen))


@pytest.mark.parametrize(
    ("start", "due", "says"),
    [
        (date(2020, 11, 4), None, True),  # starts this week
        (date(2020, 10, 1), date(2020, 11, 6), True),  # is due this week
        (date(2020, 12, 2), None, True),  # has come into view: it is four weeks ahead
        (date(2020, 11, 25), None, False),  # was in view last week
        (date(2020, 12, 9), None, False),  # is not in view yet
        (date(2020, 9, 1), date(2021, 3, 31), False),  # is under way, as it was
    ],
)
def test_a_reminder_says_something(start: date, due: date | None, says: bool) -> None:
    plan = plan_of(work("A", KELDA, start=start, due=due))

    assert sent(plan, W45, W44) is says
    assert sent(with_option(plan, send_empty=True), W45, W44)


def test_what_came_into_view_since_the_last_reminder_counts_however_long_ago_that_was() -> None:
    plan = plan_of(work("A", KELDA, start=date(2020, 11, 25)))

    assert not sent(plan, W45, W44)
    assert sent(plan, W45, Week(2020, 40))
    assert sent(plan, W45, None)


def with_option(plan: Plan, **options: Any) -> Plan:
    reminders = replace(plan.config.reminders, **options)
    return replace(plan, config=replace(plan.config, reminders=reminders))


def test_work_that_lasts_for_months_is_named_all_the_while() -> None:
    long = replace(work("A", KELDA, start=date(2020, 5, 1)), end=date(2021, 2, 26), due=None)
    plan = plan_of(long, work("B", KELDA, start=date(2020, 11, 4)))

    found = keldas(plan, W45)

    assert "UNDER WAY AND COMING UP" in found.text
    assert "It runs from Friday 1 May to Friday 26 February 2021 (16 weeks left)." in found.text


def test_work_that_is_under_way_is_not_called_coming_up() -> None:
    plan = plan_of(work("A", KELDA, start=date(2020, 10, 1), due=date(2020, 11, 30)))

    found = keldas(plan, W45)

    assert found.subject == "Under way, due 30 Nov: A"
    assert "UNDER WAY AND COMING UP\n\nA\nIt started on Thursday 1 October" in found.text
    assert "Here is what is under way, and what comes after it." in found.text
    assert "Under way and coming up" in found.html


def test_nothing_to_say_means_no_message() -> None:
    plan = plan_of(work("A", KELDA, start=date(2020, 10, 30), due=date(2020, 11, 1)))

    assert render_reminders(plan, W45, BUILT_IN) == ()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2020, 11, 2), {"THIS WEEK": ["A"], "COMING UP": []}),
        (date(2020, 11, 8), {"THIS WEEK": ["A"], "COMING UP": []}),
        (date(2020, 11, 9), {"COMING UP": ["A"]}),
        (date(2020, 12, 6), {"COMING UP": ["A"]}),
    ],
)
def test_a_week_is_monday_to_sunday_and_four_weeks_are_ahead(start: date, expected: dict[str, list[str]]) -> None:
    assert told(plan_of(work("A", KELDA, start=start)), W45) == expected


@pytest.mark.parametrize("start", [date(2020, 11, 1), date(2020, 12, 7)])
def test_a_day_outside_the_weeks_is_not_told(start: date) -> None:
    assert render_reminders(plan_of(work("A", KELDA, start=start)), W45, BUILT_IN) == ()


def test_the_look_ahead_is_as_configured_over_the_new_year() -> None:
    plan = plan_of(work("A", KELDA, start=date(2021, 1, 4)), reminders=ReminderOptions(look_ahead_weeks=1))

    assert told(plan, Week(2020, 53)) == {"COMING UP": ["A"]}
    assert render_reminders(plan, Week(2020, 52), BUILT_IN) == ()


def test_no_look_ahead_has_no_coming_up() -> None:
    plan = plan_of(
        work("A", KELDA), work("B", KELDA, start=date(2020, 11, 9)), reminders=ReminderOptions(look_ahead_weeks=0)
    )

    assert told(plan, W45) == {"THIS WEEK": ["A"]}
    assert "<h2" in keldas(plan, W45).html
    assert "Coming up" not in keldas(plan, W45).html


def test_work_this_week_is_not_told_again_for_its_due_date() -> None:
    plan = plan_of(work("A", KELDA, due=date(2020, 11, 30)))

    assert told(plan, W45) == {"THIS WEEK": ["A"], "COMING UP": []}
    assert told(plan, W46) == {"COMING UP": ["A"]}
    assert told(plan, W49) == {"THIS WEEK": ["A"], "COMING UP": []}


def test_a_week_with_only_a_due_date_says_so() -> None:
    message = keldas(plan_of(work("A", KELDA, start=date(2020, 10, 1), due=date(2020, 10, 30))), W44)

    assert "It started on Thursday 1 October and is due by Friday 30 October (4 days left).\n" in message.text
    assert "It started on <strong>Thursday 1 October</strong> and is due by <strong>Friday 30" in message.html


def test_work_is_by_the_day_that_counts_in_its_section() -> None:
    plan = plan_of(
        work("A", KELDA, start=date(2020, 10, 1), due=date(2020, 11, 6)),
        work("B", KELDA, start=date(2020, 11, 5)),
        work("C", KELDA, start=date(2020, 10, 1), due=date(2020, 11, 30)),
        work("D", KELDA, start=date(2020, 11, 9), due=date(2020, 12, 4)),
    )

    assert told(plan, W45) == {"THIS WEEK": ["B", "A"], "COMING UP": ["D", "C"]}


def test_work_is_told_early_in_the_week_of_its_reminder() -> None:
    far = work("A", KELDA, start=date(2021, 2, 1), remind=date(2020, 11, 4))
    past = work("B", KELDA, start=date(2020, 10, 1), remind=date(2020, 11, 4))

    assert told(plan_of(far, past), W45) == {"COMING UP": ["A"]}
    assert render_reminders(plan_of(far, past), W46, BUILT_IN) == ()


def test_the_dates_are_a_sentence() -> None:
    fourth = date(2020, 11, 4)

    assert when() == "It starts on Monday 2 November."
    assert when(due=date(2020, 11, 30)) == "It starts on Monday 2 November and is due by Monday 30 November."
    assert when(due=date(2020, 11, 2)) == "It starts on Monday 2 November and is due the same day."
    assert when(end=fourth) == "It runs from Monday 2 November to Wednesday 4 November."
    assert (
        when(start=date(2020, 10, 29), end=date(2020, 10, 30), due=fourth)
        == "It ran from Thursday 29 October to Friday 30 October and is due by Wednesday 4 November (2 days left)."
    )
    assert when(at=time(9), minutes=45) == "It starts on Monday 2 November, 09:00 to 09:45."


def test_who_else_does_it_and_what_is_covered_for_whom() -> None:
    shared = work("A", Assignment(KELDA, covering=KARA), STUART, IROS)
    keldas_own, stuarts, _ = render_reminders(plan_of(shared), W45, BUILT_IN)
    iros = "IROs (Independent Reviewing Officers)"

    assert "A\nYou are covering this for Kara Walne.\n" in keldas_own.text
    assert "<strong>You are covering this for Kara Walne.</strong>\n" in keldas_own.html
    assert f"With Stuart Jones (Safeguarding TM) and {iros}.\n" in keldas_own.text
    assert f"With Kelda Claire (Safeguarding SM, covering Kara Walne) and {iros}.\n" in stuarts.text
    assert "You are covering" not in stuarts.text


def test_a_group_is_greeted_by_its_name() -> None:
    (message,) = render_reminders(plan_of(work("A", IROS)), W45, BUILT_IN)

    assert message.text.startswith("Dear IROs,\n\nHere is your QA work for the week of Monday 2 November.\n")
    assert ">Dear IROs,</p>" in message.html


def test_the_subject_says_whether_something_is_on_this_week() -> None:
    plan = plan_of(work("A", KELDA, start=date(2020, 11, 9)))

    assert keldas(plan, W46).subject == "Starts Mon 9 Nov: A"
    assert keldas(plan, W45).subject == "Coming up, Mon 9 Nov: A"


def test_the_feed_is_linked_when_there_is_a_base_url() -> None:
    here = plan_of(work("A", KELDA), base_url="https://qa.example.gov.uk/sub")
    nowhere = plan_of(work("A", KELDA))

    assert "calendar feed: https://qa.example.gov.uk/sub/feeds/kelda-claire.ics\n" in keldas(here, W45).text
    assert 'href="https://qa.example.gov.uk/sub/feeds/kelda-claire.ics"' in keldas(here, W45).html
    assert "feed" not in keldas(nowhere, W45).text
    assert "<a " not in keldas(nowhere, W45).html


def test_html_is_escaped_and_text_is_not() -> None:
    message = keldas(plan_of(work("<b>&", KELDA, purpose="5 < 6")), W45)

    assert "\n<b>&\n" in message.text
    assert "Purpose: 5 < 6\n" in message.text
    assert ">&lt;b&gt;&amp;</h3>" in message.html
    assert "</strong> 5 &lt; 6</p>" in message.html
    assert "<b>" not in message.html


def test_html_is_fit_for_outlooks_word_engine() -> None:
    html = keldas(sample(), W45).html

    assert html.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert '<table role="presentation" width="600"' in html
    assert not re.search(r"float|flex|position\s*:|background-image|url\(|<div|<img|<script", html)


LIGHT = (("#1f2933", "#ffffff"), ("#4a5560", "#ffffff"), ("#12344d", "#e8eef4"), ("#0b5394", "#ffffff"))
DARK = (("#f2f4f6", "#1b1f23"), ("#c9d1d9", "#1b1f23"), ("#f2f4f6", "#2d3a47"), ("#9ecbff", "#1b1f23"))


@pytest.mark.parametrize(("ink", "paper"), LIGHT + DARK)
def test_colours_have_the_contrast_of_wcag_aa(ink: str, paper: str) -> None:
    html = keldas(sample(), W45).html
    lighter, darker = sorted((luminance(ink), luminance(paper)), reverse=True)

    assert f"color:{ink}" in html.replace(": ", ":")
    assert paper in html
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def message_to(name: str = KELDA, subject: str = "Your QA work", email: str | None = "kelda@example.gov.uk") -> Message:
    """A short message to somebody called *name*."""
    reader = Reader(slug="somebody", name=name, mailboxes=(Mailbox(email, name),) if email else ())
    return Message(reader=reader, subject=subject, text="Dear you,\n", html="<p>Dear you,</p>\n")


def read(draft_bytes: bytes) -> EmailMessage:
    """The draft as Python's own parser reads it."""
    found = message_from_bytes(draft_bytes, policy=default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def test_a_draft_reads_back_equal() -> None:
    message = keldas(sample(), W45)

    found = read(draft(message, sample().config.reminders))

    assert [(name, str(value)) for name, value in found.items()] == [
        ("X-Unsent", "1"),
        ("From", "QA Team <qa-team@example.gov.uk>"),
        ("To", "Kelda Claire <kelda.claire@example.gov.uk>"),
        ("Subject", "1 due, 2 start this week: Observation of ROA and CP Conference and 2 more"),
        ("Reply-To", "lead@example.gov.uk"),
        ("MIME-Version", "1.0"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Type", 'multipart/alternative; boundary="=_qa-calendar_="'),
    ]
    parts = list(found.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in parts] == [message.text, message.html]


def test_a_draft_is_the_same_bytes_each_time_ascii_and_crlf() -> None:
    message, options = keldas(sample(), W45), sample().config.reminders

    once, again = draft(message, options), draft(message, options)

    assert once == again
    assert once.isascii()
    assert once.count(b"\n") == once.count(b"\r\n") == once.count(b"\r")
    assert max(map(len, once.splitlines())) <= 78
    assert once.count(b"=_qa-calendar_=") == 4


def test_a_draft_without_addresses_has_no_empty_headers() -> None:
    found = read(draft(message_to(email=None), ReminderOptions()))

    assert found.keys() == [
        "X-Unsent",
        "Subject",
        "MIME-Version",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Content-Type",
    ]


def test_people_without_an_address_have_a_message_too() -> None:
    (message,) = render_reminders(plan_of(work("A", STUART)), W45, BUILT_IN)

    assert message.reader.mailboxes == ()
    assert "To" not in read(draft(message, ReminderOptions()))


@pytest.mark.parametrize(
    "name", ["Zoë Müller", "Müller, Jörg", 'Kara "K" Walne', "Ann, B; <d>", "李小龙", "O'Brien (IRO)"]
)
def test_names_arrive_right(name: str) -> None:
    found = read(draft(message_to(name), ReminderOptions()))

    assert [(address.display_name, address.addr_spec) for address in found["To"].addresses] == [
        (name, "kelda@example.gov.uk")
    ]


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x85", "\u2028", "\0"])
def test_nothing_slips_into_a_header(breaks: str) -> None:
    text = f"Kelda{breaks}Bcc: evil@example.com?="

    found = read(draft(message_to(text, text), ReminderOptions(sender=f"QA{breaks}Bcc: x <qa@example.gov.uk>")))

    assert "Bcc" not in found
    assert [address.addr_spec for address in found["To"].addresses] == ["kelda@example.gov.uk"]
    assert [address.addr_spec for address in found["From"].addresses] == ["qa@example.gov.uk"]
    assert len(found.keys()) == 8


def test_an_encoded_line_break_does_not_slip_into_a_header() -> None:
    text = "=?utf-8?q?A=0D=0ABcc=3A_evil=40example.com?="

    found = read(draft(message_to(text, text), ReminderOptions()))

    assert found.keys().count("Bcc") == 0
    assert found["Subject"] == text
    assert [address.addr_spec for address in found["To"].addresses] == ["kelda@example.gov.uk"]


def test_no_body_can_end_its_part() -> None:
    body = "A\n--=_qa-calendar_=\n\nB\n--=_qa-calendar_=--\n"

    found = read(draft(replace(message_to(), text=body, html=body), ReminderOptions()))

    assert [part.get_content().replace("\r\n", "\n") for part in found.iter_parts()] == [body, body]


def test_a_title_cannot_slip_a_header_into_the_subject() -> None:
    sources = {**BUILT_IN.sources, "reminder.subject.j2": "{{ this_week[0].work.title }}"}
    plan = plan_of(work("A\r\nBcc: evil@example.com", KELDA))

    (message,) = render_reminders(plan, W45, replace(BUILT_IN, sources=sources))

    assert message.subject == "A Bcc: evil@example.com"


@given(name=st.text(min_size=1), subject=st.text())
def test_any_name_and_subject_make_a_draft_with_its_own_headers_only(name: str, subject: str) -> None:
    found = read(draft(message_to(name, subject), ReminderOptions(reply_to="lead@example.gov.uk")))

    assert len(found.keys()) == 8
    assert [address.addr_spec for address in found["To"].addresses] == ["kelda@example.gov.uk"]
    assert "".join(found["Subject"].split()) == "".join(printable(subject).split())


if __name__ == "__main__":
    for golden, content in golden_files(sample()).items():
        (GOLDEN / golden).write_bytes(content)
