"""Programmes without a table: months as headings with items under them, and lines that begin with a month or a day."""

from __future__ import annotations

import pytest
from drafts import YEAR, lines, of, said
from packed import docx, paragraph

from qa_calendar.model.draft import Answers, Draft, Kind
from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.documents.drafting.lists import with_lists
from qa_calendar.reading.documents.drafting.tails import Sign, habits, is_people, tails_of
from qa_calendar.reading.documents.opening.reading import read_document

AGREED = "Agreed at the board on 12 March 2025. Questions: qa@example.gov.uk"
MONTHS = f"""# QA plan 2025/26

The audits below are carried out each month.

## April

- Case file audit – Ann Lee
- Dip sample: return home interviews (Bo Ray)
- Supervision audit – Ann Lee and Bo Ray

## May 2025

Observations - all team managers

## August

No audits: annual leave.

## January

- Peer review (May – July) – Kit Marwood, Team Manager

{AGREED}

## Contacts

- Ann Lee, extension 12
"""

READ = [
    "2025-04 Case file audit; Ann Lee",
    "2025-04 Dip sample: return home interviews; Bo Ray",
    "2025-04 Supervision audit; Ann Lee, Bo Ray",
    "2025-05 Observations; all team managers",
    "2026-01 Peer review; Kit Marwood; for May – July",
]


def text(*written: str, answers: Answers = YEAR) -> Draft:
    return of("\n".join(written), answers, "plan.txt")


def test_items_under_the_headings_of_months() -> None:
    found = of(MONTHS, Answers())

    assert lines(found) == READ
    assert found.title == "QA plan 2025/26"
    assert said(found, Kind.DECIDED)[:3] == [
        "The year is April 2025 to March 2026: the document says '2025/26'.",
        "no table: read from 6 lines under the headings of months",
        f"paragraph 13: stands among the months, and is not taken as work: {AGREED}",
    ]
    assert said(found, Kind.SKIPPED) == [
        "Ann Lee, extension 12 (under 'Contacts'): stands outside the tables, without a month",
        "paragraph 10: 'No audits: annual leave.' is no work: August | No audits: annual leave.",
    ]


def test_word_and_pages_have_them_too() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    body = [bold.format("April 2025:"), "• Audit – Ann Lee", bold.format("May 2025:"), "• Survey – Bo Ray"]
    page = "<p><b>April 2025</b></p><ul><li>Audit – Ann Lee</ul><p><b>May 2025</b></p><ul><li>Survey – Bo Ray</ul>"
    expected = ["2025-04 Audit; Ann Lee", "2025-05 Survey; Bo Ray"]

    word = read_document("plan.docx", docx("".join(map(paragraph, body))))

    listed = with_lists(word)

    assert listed is not None
    assert [grid.place(2) for grid in listed.grids] == ["paragraph 2"]
    assert lines(of(page, file="plan.html")) == expected


def test_lines_that_begin_with_a_month_or_a_day() -> None:
    found = text(
        "Hi all", "QA programme", "April – Case file audit – Ann Lee", "May: Staff survey (Bo Ray)",
        "12 June 2025 – Board paper – Ann Lee, Bo Ray", "7 – 18 July 2025 – Visits – tbc",
        "Quarterly – Supervision audit – Ann Lee", "Thanks", "Fern",
    )  # fmt: skip

    assert lines(found) == [
        "2025-04 Case file audit; Ann Lee",
        "2025-05 Staff survey; Bo Ray",
        "2025-06 Board paper; Ann Lee, Bo Ray; on 2025-06-12",
        "2025-07 Visits; nobody; on 2025-07-07; due 2025-07-18",
    ]
    assert found.title == "QA programme"
    assert "no table: read from 5 lines that begin with a month or a day" in said(found, Kind.DECIDED)
    (asked,) = said(found, Kind.ASKED)
    assert asked.startswith("paragraph 7: Supervision audit, Quarterly: does not say in which months; when is it?")


def test_plain_lines_under_months_end_where_the_letter_does() -> None:
    found = text("April", "Audit: Ann Lee", "Visit to St. Mary's", "May", "Survey: Bo Ray", "Kind regards,", "Fern")

    assert lines(found) == ["2025-04 Audit; Ann Lee", "2025-04 Visit to St. Mary's; nobody", "2025-05 Survey; Bo Ray"]


def test_a_title_is_kept_whole_where_its_end_names_nobody() -> None:
    found = text("April – Audit – closed cases", "May – Dip sample: Missing Children", "June – Audit – Foster Carers")

    assert lines(found) == [
        "2025-04 Audit – closed cases; nobody",
        "2025-05 Dip sample: Missing Children; nobody",
        "2025-06 Audit – Foster Carers; nobody",
    ]


def test_a_heading_below_a_month_divides_it_and_one_beside_it_ends_it() -> None:
    found = of("## April\n\n### Audits\n\n- Audit\n\n## May\n\n- Survey\n\n## Notes\n\n- Bring a pen\n")

    assert lines(found) == ["2025-04 Audit; nobody", "2025-05 Survey; nobody"]


def test_how_often_under_a_month_is_a_title() -> None:
    found = of("## April: start of the year\n\n- Quarterly: complaints report\n\n## May\n\n- Survey\n")

    assert lines(found) == ["2025-04 Quarterly: complaints report; nobody", "2025-05 Survey; nobody"]


def test_a_table_that_is_a_programme_is_all_that_is_read() -> None:
    found = of(f"{MONTHS}\n| When | Activity | Lead |\n|---|---|---|\n| June | Audit | Ann Lee |\n")

    assert lines(found) == ["2025-06 Audit; Ann Lee"]


def test_a_table_of_something_else_hides_no_list() -> None:
    found = of(f"{MONTHS}\n| Name | Telephone | Room |\n|---|---|---|\n| Ann Lee | 12 | 4 |\n", Answers())

    assert lines(found) == READ


@pytest.mark.parametrize(
    "content", ["A letter without months.", "April\nAudit\nSurvey", "May – Audit", "April\n\nMay\n\nJune"]
)
def test_too_little_is_no_programme(content: str) -> None:
    with pytest.raises(InvalidInputError, match="no table in it says what is to be done in which month, and no list"):
        text(content)


def test_a_text_of_thousands_of_lines_is_no_programme() -> None:
    with pytest.raises(InvalidInputError, match="and no list by months"):
        text(*(f"{month} – Audit {number}" for number in range(1_600) for month in ("May", "June")))


def test_a_table_that_was_asked_for_is_all_that_is_looked_at() -> None:
    with pytest.raises(InvalidInputError, match="there is no table 1; it has 0"):
        of(MONTHS, Answers(table=1))


@pytest.mark.parametrize(
    ("written", "tail"),
    [
        ("Peer review (May – July) – Ann Lee", (Sign.DASH, "Ann Lee")),
        ("Re-audit (Ann Lee)", (Sign.BRACKET, "Ann Lee")),
        ("Audit: Ann Lee", (Sign.COLON, "Ann Lee")),
        ("Re-audit 10:30", None),
    ],
)
def test_what_stands_behind_a_title(written: str, tail: tuple[Sign, str] | None) -> None:
    assert [(one.sign, one.who) for one in tails_of(written)] == ([tail] if tail else [])


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("Ann Lee", True), ("Ann Lee, Bo Ray and Kit Marwood", True), ("Kit Marwood, Team Manager", True),
        ("all team managers", True), ("QA team", True), ("Head of Service", True), ("A. Lee", True),
        ("closed cases", False), ("Missing Children", False), ("Child Protection", False), ("Ann", False),
        ("Foster Carers", False), ("Return Home Interviews", False), ("reports are submitted", False),
    ],
)  # fmt: skip
def test_who_is_people(words: str, people: bool) -> None:
    assert is_people(words) is people


def test_a_sign_that_stands_before_people_is_a_habit() -> None:
    titles = ["Audit – Ann Lee", "Visit – Bo Ray", "Survey – phase two", "Dip sample: neglect"]

    assert habits(titles) == {Sign.DASH}


def test_a_year_on_one_sheet_is_read_cell_by_cell() -> None:
    page = (
        "<h1>Plan 2025/26</h1><table><tr><td>April<ul><li>Care plan audit (Ann Lee)</li><li>Falls</li></ul></td>"
        "<td>May<ul><li>Survey (Ann Lee, Bo Ray)</li></ul></td></tr><tr><td>June</td>"
        "<td>July<ul><li>Care plan audit (Bo Ray)</li></ul></td></tr></table>"
    )

    found = of(page, Answers(), "year.html")

    assert [(one.month.iso, one.activity, one.workers) for one in found.entries] == [
        ("2025-04", "Care plan audit", ("Ann Lee",)),
        ("2025-04", "Falls", ()),
        ("2025-05", "Survey", ("Ann Lee", "Bo Ray")),
        ("2025-07", "Care plan audit", ("Bo Ray",)),
    ]
    assert "table 1: is read cell by cell: each begins with its month" in map(str, found.remarks)
