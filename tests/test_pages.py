"""The pages as values and as bytes: what they say, whom they name, and when they say another thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from html import unescape
from pathlib import Path

import pytest
from builders import activity, config, entries, entry, framework, goes, moved, person, rules
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import QA
from test_progress import done, settled

from qa_calendar.dates.months import DAY
from qa_calendar.model import Config, Framework, OverdueOptions, Plan, ReminderOptions
from qa_calendar.planning.plan import expand
from qa_calendar.rendering.pages import (
    Beside,
    Failed,
    Observed,
    Page,
    Pieces,
    Planner,
    Subscribed,
    framework_now,
    policy_of,
    render_attention,
    render_ended,
    render_loads,
    render_personal,
    render_planner,
)
from qa_calendar.rendering.pages.attention import quoted
from qa_calendar.rendering.pages.loads import Loads, loads_of
from qa_calendar.rendering.pages.page import AS_OF
from qa_calendar.rendering.pages.pieces import shortened
from qa_calendar.rendering.pages.sheet import Sheet, Stroke, sheet_of
from qa_calendar.rendering.pages.subscribing import contact_of, subscribing_to
from qa_calendar.rendering.templates import PARTS, TEMPLATES, Templates

FOLDER = Path(__file__).parent.parent / "templates"
BUILT_IN = Templates({path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.j2")}, {})
TODAY = date(2020, 10, 12)
AUDIT, PEER = activity("Audit", "Kara"), activity("Peer Audit", "Stuart", "Kara")
ADDRESS = "https://qa.example.gov.uk/x/qa-kara.ics"
BESIDE = Beside(ADDRESS, "https://qa.example.gov.uk/x/index.html", "planner-2020-21.html")


def planned(
    listed: Framework, settings: Config | None = None, today: date = TODAY, moved: Iterable[str] = ()
) -> Pieces:
    """The work of *listed*, whatever is past being overdue."""
    found = replace(settings or config(), overdue=OverdueOptions(since=date.min))
    return Pieces(expand([listed], found), today, frozenset(moved))


def sheet(pieces: Pieces) -> Sheet:
    return sheet_of(pieces.plan.frameworks[0], pieces)


def cells(pieces: Pieces, row: int = 0) -> dict[str, list[tuple[str, str, Stroke]]]:
    """What is in each cell of a row that has anything: state, people, and where in the month."""
    return {
        cell.month.key: [(box.state, " ".join(box.slugs), box.stroke) for box in cell.boxes]
        for cell in sheet(pieces).rows[row].cells
        if cell.boxes
    }


def text(page: Page, today: date = TODAY) -> str:
    """What somebody reads of *page*, without its styles, tags and folds."""
    raw = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", page.on(today).decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", raw)).split())


def test_a_box_stands_in_the_month_it_starts_from_its_first_day_to_its_due_day() -> None:
    pieces = planned(framework(*entries(AUDIT, "2020-09", "2020-10", "2020-11")))

    assert cells(pieces) == {
        "2020-09": [("overdue", "kara", Stroke(1, 30))],
        "2020-10": [("under-way", "kara", Stroke(1, 30))],
        "2020-11": [("planned", "kara", Stroke(2, 29))],
    }


def test_work_that_runs_into_the_next_month_goes_on_there() -> None:
    late = config(by_activity={"Audit": rules("day 18", "15 working days after start")})

    pieces = planned(framework(entry("2021-01", AUDIT)), late)

    assert cells(pieces) == {"2021-01": [("planned", "kara", Stroke(18, 14))]}
    going = {cell.month.key: one.stroke for cell in sheet(pieces).rows[0].cells for one in cell.going}
    assert going == {"2021-02": Stroke(1, 8)}


def test_what_starts_outside_its_year_stands_in_the_month_that_lists_it() -> None:
    early = config(by_activity={"Audit": rules("20 working days before due", "10th working day")})

    assert list(cells(planned(framework(entry("2020-04", AUDIT)), early))) == ["2020-04"]


def test_more_than_three_in_a_cell_are_one_box_with_the_count_what_is_done_and_the_next() -> None:
    rule = config(by_activity={"Audit": rules("first Monday", "first Tuesday")})
    several = [entry("2020-11", AUDIT, own_id=f"audit-{n}") for n in range(5)]
    pieces = planned(framework(*several), rule)
    plan = settled(pieces.plan, *(done(one, date(2020, 11, 3)) for one in pieces.plan.occurrences[:2]))
    pieces = Pieces(plan, date(2020, 11, 4))

    (box,) = (box for cell in sheet(pieces).rows[0].cells for box in cell.boxes)

    assert (len(box.pieces), box.done, box.overdue, box.state, box.next) == (5, 2, 3, "overdue", None)
    page = render_planner(Planner(frameworks=plan.frameworks), Pieces(plan, date(2020, 10, 30)), BUILT_IN)
    assert "5 · 2 done · next Mon 2" in text(page)
    assert "5 pieces of work, 2 done, the next on Monday 2 November." in text(page)


def test_three_in_a_cell_stand_one_below_the_other() -> None:
    pieces = planned(framework(*(entry("2020-11", AUDIT, own_id=f"audit-{n}") for n in range(3))))

    assert len(cells(pieces)["2020-11"]) == 3


def test_what_is_left_out_says_so_in_its_cell_and_why_in_the_list() -> None:
    skipped = config(date_changes=[moved("Audit", 11, None, "merged")])
    pieces = planned(framework(*entries(AUDIT, "2020-11", "2020-12")), skipped)

    found = sheet(pieces)

    assert [one.because for cell in found.rows[0].cells for one in cell.left_out] == ["merged"]
    assert [(one.month.key, one.left_out[0].title) for one in found.listed if one.left_out] == [("2020-11", "Audit")]
    assert "Audit left out: merged" in text(
        render_planner(Planner(frameworks=pieces.plan.frameworks), pieces, BUILT_IN)
    )


def test_cover_moves_and_vacancies_are_said() -> None:
    changes = [
        goes("Kara", "Kelda", date(2020, 11, 1), date(2020, 11, 30)),
        goes("Kara", None, date(2021, 1, 1), only=["Audit"]),
    ]
    settings = config(staff_changes=changes, date_changes=[moved("Audit", 12, date(2020, 12, 9))])
    pieces = planned(framework(*entries(AUDIT, "2020-11", "2020-12", "2021-01", "2021-02")), settings, moved=["x"])

    said = text(render_planner(Planner(frameworks=pieces.plan.frameworks), pieces, BUILT_IN))

    assert "Kelda (covering Kara), Monday 2 November to Monday 30 November, planned." in said
    assert "Kara, Wednesday 9 December to Thursday 31 December, planned, moved." in said
    assert "Nobody named, Monday 4 January to Friday 29 January, nobody named." in said
    assert "Kelda for Kara" in said


def test_what_a_build_moved_is_said_to_be_moved() -> None:
    listed = framework(entry("2020-11", AUDIT))
    uid = planned(listed).plan.occurrences[0].uid

    found = [planned(listed, moved=some).of_uid[uid].moved for some in ([], [uid])]

    assert found == [False, True]


def test_the_planner_counts_what_needs_somebody_and_leaves_out_what_is_none() -> None:
    pieces = planned(framework(*entries(AUDIT, "2020-09", "2020-10", "2020-11")))

    said = text(render_planner(Planner(frameworks=pieces.plan.frameworks), pieces, BUILT_IN))

    assert "The team: 0 of 3 done · 1 overdue · 1 under way As of Monday 12 October 2020" in said


def test_a_month_is_open_where_it_is_now_or_something_in_it_needs_somebody() -> None:
    pieces = planned(framework(*entries(AUDIT, "2020-08", "2020-10", "2020-12")))

    assert [one.month.key for one in sheet(pieces).listed if one.is_open] == ["2020-08", "2020-10"]


def test_why_each_date_is_as_it_is_stands_in_the_list() -> None:
    pieces = planned(framework(entry("2020-08", AUDIT)))

    said = text(render_planner(Planner(frameworks=pieces.plan.frameworks), pieces, BUILT_IN))

    assert "Why: First working day of August 2020 (England): not 1–2 August (weekend), then Monday 3 August." in said
    assert "Due: Last working day of August 2020 (England): not 31 August (Summer bank holiday), 29–30" in said


def test_work_that_somebody_else_did_is_found_under_both() -> None:
    pieces = planned(framework(entry("2020-09", AUDIT)))
    (one,) = pieces.plan.occurrences
    pieces = Pieces(settled(pieces.plan, done(one, date(2020, 9, 30), "Stuart")), TODAY)

    said = [text(own(pieces, name)) for name in ("Kara", "Stuart", "Kelda")]

    assert [("✓ done on 30 September by Stuart" in one) for one in said] == [True, True, False]
    assert pieces.of_uid[one.uid].slugs == ("kara", "stuart")


def test_a_person_s_year_is_this_one_with_what_is_still_open_of_another() -> None:
    years = (
        framework(*entries(AUDIT, "2020-05", "2021-03")),
        framework(*entries(AUDIT, "2021-05", "2021-06"), year=2021),
    )
    settings = replace(config(), overdue=OverdueOptions(since=date.min))

    found = [text(own(Pieces(expand(years, settings), day))) for day in (date(2021, 3, 1), date(2021, 5, 3))]

    before, after = (said.partition("Your year")[2] for said in found)
    assert before.startswith(" To do 1 May to 29 May 2020 Audit overdue 1 Mar to 31 Mar 2021 Audit under way The whole")
    assert after.count("overdue") == 2
    assert "1 Jun to 30 Jun 2021 Audit planned" in after


def test_two_years_are_two_sheets_and_the_one_of_now_is_the_team_s() -> None:
    years = framework(entry("2020-10", AUDIT)), framework(entry("2021-10", AUDIT), year=2021)
    pieces = Pieces(expand(years, config()), date(2021, 10, 1))

    page = render_planner(Planner(frameworks=pieces.plan.frameworks), pieces, BUILT_IN)

    assert framework_now(pieces).year == 2021
    assert page.text.count('<table class="sheet">') == 2
    assert "2020–21 and 2021–22 planner" in text(page)


def chart(pieces: Pieces) -> Loads:
    return loads_of(pieces.plan.frameworks[0], sheet(pieces), pieces)


def test_the_load_counts_each_piece_for_everybody_who_has_it_and_once_in_all() -> None:
    listed = framework(*entries(AUDIT, "2020-10", "2020-11"), *entries(PEER, "2020-11"))
    found = chart(
        planned(listed, config("Kara", "Stuart", staff_changes=[goes("Kara", None, date(2020, 11, 1), only=["Audit"])]))
    )

    assert [(row.name, row.total) for row in found.rows] == [("Kara", 2), ("Stuart", 1), (None, 1)]
    assert (found.total, found.totals[6:8]) == (3, (1, 2))


def test_the_fullest_month_is_said_by_name() -> None:
    pieces = planned(framework(*entries(AUDIT, "2020-10", "2020-11"), *entries(PEER, "2020-11")))

    said = text(render_loads(pieces.plan.frameworks[0], pieces, BUILT_IN))

    assert "Fullest: November for Kara: 2 pieces of work." in said


def test_many_that_are_as_full_are_said_by_one_of_them() -> None:
    pieces = planned(framework(*entries(AUDIT, "2020-10", "2020-11", "2020-12", "2021-01", "2021-02")))

    said = text(render_loads(pieces.plan.frameworks[0], pieces, BUILT_IN))

    assert "Fullest: October for Kara and 4 others: 1 piece of work." in said


def test_work_that_somebody_else_did_counts_for_them() -> None:
    pieces = planned(framework(entry("2020-09", AUDIT)))
    (one,) = pieces.plan.occurrences

    found = chart(Pieces(settled(pieces.plan, done(one, date(2020, 9, 30), "Stuart")), TODAY))

    assert [(row.name, row.total) for row in found.rows if row.total] == [("Stuart", 1)]


def own(pieces: Pieces, name: str = "Kara", beside: Beside = BESIDE) -> Page:
    return render_personal(pieces.plan.config.person(name), pieces, beside, BUILT_IN)


def test_a_person_s_page_says_first_what_is_overdue_under_way_and_next() -> None:
    pieces = planned(framework(*entries(AUDIT, "2020-09", "2020-10", "2020-11", "2020-12")))

    said = text(own(pieces))

    assert (
        "Overdue: Audit, was due Wednesday 30 September. Under way: Audit, due Friday 30 October. "
        "Next: Audit, starts Monday 2 November." in said
    )


def test_somebody_without_work_is_told_that_their_calendar_works() -> None:
    said = text(own(planned(framework(entry("2020-10", AUDIT))), "Claire"))

    assert "No QA work planned for you. Your calendar works; it says so too." in said
    assert "It shows one entry, “No QA work planned for you”." in said


def test_did_it_work_names_a_real_entry_that_is_to_come() -> None:
    pieces = planned(framework(*entries(AUDIT, "2020-10", "2020-11")))

    assert "Look at Monday 2 November: it says “Audit - Kara”." in text(own(pieces))


def test_a_person_s_year_is_to_do_and_done_with_whom_and_for_whom() -> None:
    cover = config(staff_changes=[goes("Stuart", "Kara", date(2020, 11, 1), date(2020, 11, 30))])
    listed = framework(
        *entries(activity("Review", "Stuart"), "2020-11"), *entries(PEER, "2020-10"), *entries(AUDIT, "2020-09")
    )
    pieces = planned(listed, cover)
    first = pieces.plan.occurrences[0]
    pieces = Pieces(settled(pieces.plan, done(first, date(2020, 9, 30))), TODAY)

    said = text(own(pieces))
    covered = text(own(pieces, "Stuart"))

    assert "To do 1 Oct to 30 Oct 2020 Peer Audit With Stuart" in said
    assert "2 Nov to 30 Nov 2020 Review You cover Stuart planned" in said
    assert "Done 1 Sep to 30 Sep 2020 Audit ✓ done on 30 September" in said
    assert "Others cover for you 2 Nov to 30 Nov 2020 Review With Kara planned" in covered


def test_the_address_is_to_copy_and_nothing_leads_to_the_feed_itself() -> None:
    page = own(planned(framework(entry("2020-11", AUDIT)))).text

    assert f'<input class="address" id="address" readonly value="{ADDRESS}"' in page
    links = re.findall(r'href="([^"]+)"', page)
    assert [link for link in links if link.endswith(".ics")] == ["webcal://qa.example.gov.uk/x/qa-kara.ics"]
    encoded = "https%3A//qa.example.gov.uk/x/qa-kara.ics"
    assert f"https://outlook.office.com/calendar/0/addfromweb?url={encoded}&amp;name=QA%20-%20Kara%202020-21" in links


@pytest.mark.parametrize(
    ("address", "is_public", "is_secure"),
    [
        ("https://qa.example.gov.uk/x/qa-kara.ics", True, True),
        ("http://qa.example.gov.uk:8080/x/qa-kara.ics", True, False),
        ("https://qa-server/x/qa-kara.ics", False, True),
        ("https://qa.council.local/x/qa-kara.ics", False, True),
        ("http://127.0.0.1:8000/x/qa-kara.ics", False, False),
        ("https://10.1.2.3/x/qa-kara.ics", False, True),
        ("https://user@[::1]:8443/x/qa-kara.ics", False, True),
        ("https://8.8.8.8/x/qa-kara.ics", True, True),
    ],
)
def test_an_address_inside_a_network_is_none_for_outlook_and_google(
    address: str, is_public: bool, is_secure: bool
) -> None:
    how = subscribing_to(address, "qa-kara.ics", None, "QA", None)

    assert (how.is_public, how.is_secure) == (is_public, is_secure)


def test_where_outlook_and_google_cannot_read_it_their_ways_are_left_out_and_why_is_said() -> None:
    inside = Beside("http://qa-server/x/qa-kara.ics", "http://qa-server/x/index.html")

    page = own(planned(framework(entry("2020-11", AUDIT))), beside=inside)

    assert "outlook.office.com" not in page.text
    assert "calendar.google.com" not in page.text
    assert "it is inside your network" in text(page)
    assert "begins with http, not https" in text(page)
    assert "Subscribe from web, and type this address" not in text(page)


def test_without_a_base_url_the_page_says_how_the_address_is_made() -> None:
    page = own(planned(framework(entry("2020-11", AUDIT))), beside=Beside())

    assert "Nobody has said yet where this is read from (base_url in config.yaml)." in text(page)
    assert "qa-kara.ics in place of the last part" in text(page)


def test_a_calendar_that_has_ended_names_nobody_but_whom_to_ask() -> None:
    said = text(render_ended(planned(framework(entry("2020-11", AUDIT))), BUILT_IN))

    assert "This calendar has ended" in said
    assert "Kara" not in said


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (ReminderOptions(reply_to="kara@example.gov.uk", sender="qa@example.gov.uk"), ("Kara", "kara@example.gov.uk")),
        (ReminderOptions(sender="QA desk <qa@example.gov.uk>"), ("QA desk", "qa@example.gov.uk")),
        (ReminderOptions(digest_to=("lead@example.gov.uk",)), ("QA team", "lead@example.gov.uk")),
        (ReminderOptions(), ("QA team", None)),
    ],
)
def test_whom_to_tell_is_whoever_answers_the_mail(options: ReminderOptions, expected: tuple[str, str | None]) -> None:
    kara = replace(person("Kara"), email="Kara@example.gov.uk")

    found = contact_of(replace(config(kara), reminders=options))

    assert (found.name, found.address) == expected


def lead(pieces: Pieces, observed: Observed | None = None) -> str:
    return text(render_attention(pieces, observed or Observed(), BUILT_IN))


def test_overdue_work_is_said_since_when_who_was_told_and_how_it_is_recorded() -> None:
    pieces = planned(framework(*entries(AUDIT, "2020-08", "2020-09")))
    first = pieces.plan.occurrences[0].uid

    said = lead(pieces, Observed(told={first: date(2020, 9, 1)}))

    assert "Kara due Friday 28 August, 45 days ago; told on 1 September" in said
    assert 'qa-calendar done "Audit" --month 2020-08' in said
    assert said.index("28 August") < said.index("30 September")


def test_what_is_nobody_s_is_said_with_why_and_what_names_somebody() -> None:
    vacant = config(staff_changes=[goes("Kara", None, date(2020, 11, 1), only=["Audit"])])

    said = lead(planned(framework(entry("2020-11", AUDIT)), vacant))

    assert "starts Monday 2 November, in 3 weeks" in said
    assert "Nobody does the work of Kara on Audit from Sunday 1 November 2020." in said
    assert "in line 20 of config.yaml, under staff_changes, in place of nobody. goes_to: NAME" in said


def test_whoever_has_no_address_and_something_to_do_is_named_with_their_page() -> None:
    page = render_attention(
        planned(framework(entry("2020-11", AUDIT))),
        Observed(pages={"Kara": "https://qa.example.gov.uk/x/index.html"}),
        BUILT_IN,
    )

    assert "Kara ; 1 piece of work, the first from 2 November" in text(page)
    assert 'href="https://qa.example.gov.uk/x/index.html"' in page.text
    assert "Stuart" not in text(page)


def test_silent_calendars_are_said_in_careful_words() -> None:
    seen = (
        Subscribed(name="Kara", made=date(2020, 9, 1)),
        Subscribed(name="Stuart", made=date(2020, 4, 1), last=date(2020, 9, 23), client="Outlook"),
        Subscribed(name="Kelda", made=date(2020, 4, 1), last=date(2020, 10, 11), client="Outlook"),
    )

    said = lead(planned(framework(entry("2020-11", AUDIT))), Observed(subscribed=seen))

    assert "1 of 3 calendars were fetched in the last 14 days." in said
    assert "Kara link made on 1 September, never fetched" in said
    assert (
        'Write to them how to subscribe; the message is then in out/welcome: qa-calendar links welcome "Kara"' in said
    )
    assert "Stuart not fetched for 19 days; before that by Outlook" in said


def test_where_nobody_counts_that_is_said_and_no_number() -> None:
    said = lead(planned(framework(entry("2020-11", AUDIT))))

    assert "Nobody counts here who fetches" in said
    assert "– not subscribed, not counted" in said


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (
            "failed",
            "was not delivered, since 9 October: no such user Put the address right, then qa-calendar sent --resend",
        ),
        (
            "unknown",
            "nobody can tell whether it arrived, since 9 October: no such user Ask whether it arrived. If not:",
        ),
        (
            "drafted",
            "is written, and waits for somebody to send it, since 9 October: no such user Send it, or hand it over;",
        ),
    ],
)
def test_mail_that_needs_somebody_is_said_with_what_to_do(state: str, says: str) -> None:
    mail = Failed(kind="news", name="Kara", state=state, since=date(2020, 10, 9), detail="no such user")

    assert f"Kara news of a change {says}" in lead(
        planned(framework(entry("2020-11", AUDIT))), Observed(failed=(mail,))
    )


def test_where_nothing_needs_anybody_every_part_says_so() -> None:
    everybody = [replace(person(name), email="x@example.gov.uk") for name in ("Kara", "Stuart")]

    said = lead(planned(framework(entry("2020-11", AUDIT)), config(*everybody)), Observed(subscribed=()))

    for sentence in (
        "Nothing is overdue.",
        "Everything has somebody.",
        "Everybody with something to do has an address.",
    ):
        assert f"✓ {sentence}" in said
    assert "✓ No mail needs anybody." in said


def test_before_anybody_records_work_nothing_is_overdue_and_how_to_begin_is_said() -> None:
    plan = expand([framework(entry("2020-08", AUDIT))], config())

    assert "Nothing counts as overdue yet" in lead(Pieces(plan, TODAY))


@pytest.mark.parametrize(
    ("name", "word"),
    [("Peer Audit", '"Peer Audit"'), ('The "best"', "'The \"best\"'"), ("It's $5", '"It\'s $5"'), ("100%", "'100%'")],
)
def test_a_name_is_one_word_of_a_command(name: str, word: str) -> None:
    assert quoted(name) == word


DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))


@given(written=DAYS, later=DAYS)
def test_a_page_says_the_same_whatever_day_it_is_as_of(written: date, later: date) -> None:
    page = Page(f"<p>On Monday 2 November 2020. As of {AS_OF}.</p>\n")

    assert page.says(page.on(written))
    assert not Page(page.text + "more").says(page.on(later))


def test_a_day_on_which_nothing_changes_makes_no_other_page() -> None:
    listed = framework(*entries(AUDIT, "2020-09", "2020-10", "2020-11"))
    today, later = (planned(listed, today=day) for day in (TODAY, TODAY + DAY))

    for render in (own, lambda pieces: render_planner(Planner(frameworks=pieces.plan.frameworks), pieces, BUILT_IN)):
        assert render(later).says(render(today).on(TODAY))
        assert render(later).on(TODAY + DAY) != render(today).on(TODAY)


@pytest.mark.parametrize("day", [date(2020, 10, 26), date(2020, 10, 31), date(2020, 11, 2)])
def test_a_day_that_changes_how_work_stands_makes_another_page(day: date) -> None:
    listed = framework(*entries(AUDIT, "2020-10", "2020-11"))

    assert not own(planned(listed, today=day)).says(own(planned(listed)).on(TODAY))


def test_a_page_is_not_what_is_damaged_or_of_another_kind() -> None:
    page = Page(f"As of {AS_OF}.\n")

    assert [page.says(raw) for raw in (b"", b"\xff", b"As of yesterday.\n", b"As of Monday 31 February 2020.\n")] == [
        False
    ] * 4


def pages(plan: Plan, today: date = TODAY) -> list[Page]:
    """One of each kind."""
    pieces = Pieces(plan, today)
    return [
        *(render_personal(one, pieces, BESIDE, BUILT_IN) for one in plan.config.staff),
        render_ended(pieces, BUILT_IN),
        render_planner(Planner(frameworks=plan.frameworks, beside=BESIDE, loads="load.html"), pieces, BUILT_IN),
        render_loads(plan.frameworks[0], pieces, BUILT_IN, "planner.html"),
        render_attention(pieces, Observed(), BUILT_IN),
    ]


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>x",
    "{{ 'hack' ~ 'ed' }}",
    "a" * 200,
    "شركة \u202e x",
    "&amp; ' \"",
]


@settings(max_examples=25)
@given(st.lists(st.sampled_from(HOSTILE), min_size=4, max_size=4, unique=True))
def test_whatever_names_and_titles_are_they_are_text(names: list[str]) -> None:
    who, title, period, role = names
    staff = replace(person("x"), name=who, role=role)
    audit = replace(activity("Audit", who), title=title, purpose=title)
    listed = replace(framework(replace(entry("2020-11", audit), period=period)), title=title, service=role)

    for page in pages(expand([listed], config(staff))):
        assert "<script" not in page.text
        assert "<img" not in page.text
        assert page.text.count("</style>") == 1
        assert "hacked" not in page.text


def test_a_page_allows_its_own_styles_and_nothing_else() -> None:
    for page in pages(expand([framework(entry("2020-11", AUDIT))], config())):
        assert f'content="{policy_of(page.text)}"'.replace("'", "&#39;") in page.text.replace("'", "&#39;")
        assert "unsafe-inline" not in page.text
        assert not re.search(r"\sstyle=|<script|\son[a-z]+=|src=", page.text)
        assert (
            re.findall(
                r'(?:href|action)="(?!https://outlook\.|https://calendar\.google|webcal:|mailto:|data:,|#|[a-z0-9-]+\.html")([^"]*)',
                page.text,
            )
            == []
        )


PAGES = (
    "personal.html.j2",
    "ended.html.j2",
    "planner.html.j2",
    "load.html.j2",
    "attention.html.j2",
    "import.html.j2",
    "site.html.j2",
    "site.parts.html.j2",
)


@pytest.mark.parametrize("name", PAGES)
def test_all_words_of_the_pages_are_in_one_template(name: str) -> None:
    left = BUILT_IN.sources[name]
    for no_words in (
        r"block (style|width) %\}.*?\{% endblock",
        "{#.*?#}",
        "{%.*?%}",
        "{{.*?}}",
        "<style>.*?</style>",
        "<[^>]*>",
    ):
        left = re.sub(no_words, "", left, flags=re.DOTALL)

    assert name in (*TEMPLATES, *PARTS)
    assert re.findall(r"[A-Za-z]{2,}", left) == []


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("July -November", "Jul–Nov"),
        ("Feb– April", "Feb–Apr"),
        ("May to July", "May–Jul"),
        ("2019/20", "2019/20"),
        ("spring - summer", "spring - summer"),
        ("May", "May"),
    ],
)
def test_a_period_is_short_where_it_is_two_months(written: str, short: str) -> None:
    assert shortened(written) == short


def test_a_timed_event_shows_its_time_and_is_over_when_it_has_ended() -> None:
    timed = config(by_activity={"Audit": rules("first Monday", at=time(10, 30), lasts=(2, "hour"))})
    pieces = planned(framework(*entries(AUDIT, "2020-09", "2020-11")), timed)

    said = text(render_planner(Planner(frameworks=pieces.plan.frameworks), pieces, BUILT_IN))

    assert "Kara, Monday 7 September, 10:30 to 12:30, over." in said
    assert "Kara 2 · 10:30 Kara, Monday 2 November, 10:30 to 12:30, planned." in said
    assert QA in pieces.plan.occurrences[0].uid


def test_why_somebody_is_away_is_on_no_page() -> None:
    kara = person("Kara", away={date(2020, 11, 2): "a private matter"})
    pieces = planned(framework(entry("2020-11", AUDIT)), config(kara))

    shown = [text(page) for page in pages(pieces.plan)]

    assert any("Kara is away" in one for one in shown)
    assert not [one for one in shown if "private matter" in one]


def test_somebody_called_all_is_chosen_by_themselves() -> None:
    pieces = planned(framework(entry("2020-11", activity("Audit", "All"))), config("All"))

    page = render_planner(Planner(frameworks=pieces.plan.frameworks), pieces, BUILT_IN).text

    assert re.findall(r'<input type="radio" name="who"[^>]* id="([^"]+)"', page) == ["f--all", "f-all"]
