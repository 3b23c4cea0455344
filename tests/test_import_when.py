"""What small tables say of when: months, days, how often, the year; and what they leave open."""

from __future__ import annotations

from datetime import date

import pytest
from drafts import TODAY, YEAR, lines, of, said, sheet, table, words

from qa_calendar.model.draft import LEAVE_OUT, Answers, Kind, Topic
from qa_calendar.reading.documents.drafting.draft import draft
from qa_calendar.reading.documents.grid import Cell, Document, Grid

WHEN = [
    ("April", ["2025-04 Audit; Ann Lee"]),
    ("Febuary", ["2026-02 Audit; Ann Lee"]),
    ("Oct & Nov", ["2025-10 Audit; Ann Lee", "2025-11 Audit; Ann Lee"]),
    ("Jan - Feb", ["2026-01 Audit; Ann Lee; due 2026-02-28"]),
    ("By 31 May", ["2025-05 Audit; Ann Lee; due 2025-05-31"]),
    ("By May 2025", ["2025-05 Audit; Ann Lee; due 2025-05-31"]),
    ("7–18 April 2025", ["2025-04 Audit; Ann Lee; on 2025-04-07; due 2025-04-18"]),
    ("w/c 15 September", ["2025-09 Audit; Ann Lee; on 2025-09-15"]),
    ("3rd Wed in October", ["2025-10 Audit; Ann Lee; on 2025-10-15"]),
    ("last Friday in June", ["2025-06 Audit; Ann Lee; on 2025-06-27"]),
    ("fifth Monday in February", ["2026-02 Audit; Ann Lee; by fifth Monday, or last working day"]),
    ("last working day in June", ["2025-06 Audit; Ann Lee; by last working day"]),
    ("Q1 (April)", ["2025-04 Audit; Ann Lee"]),
    ("Annually in March", ["2026-03 Audit; Ann Lee"]),
    ("Every 2 years (next due June 2025)", ["2025-06 Audit; Ann Lee"]),
    ("Quarterly: Apr, Jul, Oct, Jan", [f"{m} Audit; Ann Lee" for m in ("2025-04", "2025-07", "2025-10", "2026-01")]),
    ("First Monday of each month", 12),
    ("Monthly", 12),
    ("Monthly except August", 11),
]


@pytest.mark.parametrize(("when", "expected"), WHEN, ids=[when for when, _ in WHEN])
def test_what_a_cell_says_of_when(when: str, expected: list[str] | int) -> None:
    found = of(table("When | Activity | Lead", f"{when} | Audit | Ann Lee"))

    assert (len(found.entries) if isinstance(expected, int) else lines(found)) == expected


OPEN = [
    ("Quarterly", "does not say in which months"),
    ("Weekly", "says every week, but not from which day"),
    ("Daily", "is more often than a week"),
    ("Bi-annually", "means one thing to some and another to others"),
    ("TBC", "names no month yet"),
    ("Ongoing", "goes on all the time: in no month"),
    ("Q3", "is a quarter, no month"),
    ("H1", "is half a year, no month"),
    ("Autumn term", "is a term, no month"),
    ("Smarch", "names no month"),
    ("31/11/2025", "there is no such day"),
    ("n/a", "names no month"),
    ("May 2024", "is outside April 2025 to March 2026"),
    ("12 May 2024", "is outside April 2025 to March 2026"),
    ("Nov 2024 - Jan 2025", "is outside April 2025 to March 2026"),
    ("1 - 3 May 2024", "is outside April 2025 to March 2026"),
    ("3rd Wed in October 2024", "is outside April 2025 to March 2026"),
    ("third Wednesday", "names a day of no month"),
    ("Postponed", "postponed"),
    ("Complete", "says that it is done, and no month"),
]


@pytest.mark.parametrize(("when", "why"), OPEN, ids=[when for when, _ in OPEN])
def test_what_names_no_month_is_asked_and_never_assumed(when: str, why: str) -> None:
    found = of(table("When | Activity | Lead", f"{when} | Audit | Ann Lee"))

    assert found.entries == ()
    (asked,) = said(found, Kind.ASKED)
    assert f"Audit, {when}: {why}; when is it? ({when} | Audit | Ann Lee)" in asked


def test_what_is_done_as_required_is_kept_without_a_date() -> None:
    found = of(table("When | Activity | Lead", "As required | Complaints | Ann Lee"))

    assert [(one.activity, one.workers) for one in found.as_required] == [("Complaints", ("Ann Lee",))]
    assert found.entries == ()


ANSWERS = [
    (("October",), ["2025-10 Audit; Ann Lee"]),
    (("October", "January"), ["2025-10 Audit; Ann Lee", "2026-01 Audit; Ann Lee"]),
    (("2025-07",), ["2025-07 Audit; Ann Lee"]),
    ((LEAVE_OUT,), []),
    (("whenever",), []),
]


@pytest.mark.parametrize(("answer", "expected"), ANSWERS)
def test_an_answer_about_when_places_it(answer: tuple[str, ...], expected: list[str]) -> None:
    answers = words((Topic.WHEN, "Quarterly", answer))

    found = of(table("When | Activity | Lead", "Quarterly | Audit | Ann Lee"), answers)

    assert lines(found) == expected


def test_an_answer_that_places_nothing_is_asked_about() -> None:
    found = of(
        table("When | Activity | Lead", "Quarterly | Audit | Ann Lee"), words((Topic.WHEN, "Quarterly", ("whenever",)))
    )

    assert any("the answer 'whenever' names no month" in line for line in said(found, Kind.ASKED))


DUE = [
    ("16/06/2025", date(2025, 6, 16)),
    ("May 2025", date(2025, 5, 31)),
    ("2 April 2026", date(2026, 4, 2)),
    ("soon", None),
    ("31/02/2026", None),
    ("May 2024", None),
]


@pytest.mark.parametrize(("due", "expected"), DUE)
def test_when_it_is_due(due: str, expected: date | None) -> None:
    found = of(table("Start | Activity | Due | Lead", f"12 May 2025 | Audit | {due} | Ann Lee"))

    assert [one.due for one in found.entries] == [expected]
    assert any(f"'{due}' under 'due'" in line for line in said(found, Kind.ASKED)) is (expected is None)


def test_without_another_time_a_due_date_says_when() -> None:
    found = of(table("Activity | Due date | Lead", "Audit | 16 June 2025 | Ann Lee", "Visit | June | Bo Ray"))

    assert lines(found) == ["2025-06 Audit; Ann Lee; due 2025-06-16", "2025-06 Visit; Bo Ray; due 2025-06-30"]


YEARS = [
    ("# Plan 2025/26", (2025, 4)),
    ("# Plan 2024", (2024, 4)),
    ("# Plan September 2025 to July 2026", (2025, 9)),
    ("# School monitoring 2025-26", (2025, 4)),
    ("Last updated 3 December 2024", (2025, 4)),
    ("", (2027, 4)),
]


@pytest.mark.parametrize(("title", "expected"), YEARS)
def test_the_year_is_what_the_document_says_else_the_next_to_come(title: str, expected: tuple[int, int]) -> None:
    found = of(f"{title}\n\n{table('Month | Activity', 'April | Audit', 'October | Visit')}", Answers())

    assert (found.year, found.first_month) == expected


def test_a_school_begins_in_september_where_its_months_do_not_say_otherwise() -> None:
    school = "# School monitoring 2025-26\n\n"

    of_school = of(school + table("Month | Activity", "October | Audit", "April | Visit"), Answers())
    of_council = of(school + table("Month | Activity", "April | Audit", "October | Visit"), Answers())
    of_terms = of(
        "# 2025-26\n\n" + table("Activity | Autumn 1 | Spring 2 | Summer 1", "Audit | May | x | x"), Answers()
    )

    assert [found.first_month for found in (of_school, of_council, of_terms)] == [9, 4, 9]


def test_dates_in_it_tell_the_year_and_some_of_another_are_asked() -> None:
    rows = ("12/05/2025 | Audit", "13/11/2025 | Visit", "14/02/2026 | Walk", "15/02/2031 | Far")

    found = of(table("Date | Activity", *rows), Answers())

    assert (found.year, found.first_month) == (2025, 4)
    assert any("Far, 15/02/2031: is outside April 2025 to March 2026" in line for line in said(found, Kind.ASKED))


def test_day_and_month_order_is_decided_for_the_column_and_said() -> None:
    found = of(table("Date | Activity", "05/06/2025 | Audit", "06/25/2025 | Visit"))

    assert lines(found) == ["2025-05 Audit; nobody; on 2025-05-06", "2025-06 Visit; nobody; on 2025-06-25"]
    assert any("'05/06/2025'" in line for line in said(found, Kind.DECIDED))


def test_when_it_was_last_done_is_not_when_it_is_due() -> None:
    found = of(
        table(
            "Policy | Last reviewed | Next review due",
            "Whistleblowing | May 2024 | May 2025",
            "Fire | June 2024 | July 2025",
        )
    )

    assert lines(found) == ["2025-05 Whistleblowing; nobody", "2025-07 Fire; nobody"]
    assert any(
        "column 'Last reviewed' is not taken over: May 2024, June 2024" in one for one in said(found, Kind.SKIPPED)
    )


def test_a_table_of_another_year_is_not_read_and_its_rows_are_said() -> None:
    text = "\n\n".join(
        [
            f"## Programme 2024/25\n\n{table('Month | Activity', 'April | Payroll')}",
            f"## Programme 2025/26\n\n{table('Month | Activity', 'May | Audit')}",
        ]
    )

    found = of(text, Answers())

    assert lines(found) == ["2025-05 Audit; nobody"]
    assert "table 1, row 2: April | Payroll" in said(found, Kind.SKIPPED)
    assert lines(of(text, Answers(year=2024))) == ["2024-04 Payroll; nobody"]


SINCE = [
    ("Monthly from January", ["2026-01", "2026-02", "2026-03"]),
    ("Every 3 months from May", ["2025-05", "2025-08", "2025-11", "2026-02"]),
    ("6-monthly from November", ["2025-11"]),
    ("Quarterly from April 2024", []),
]


@pytest.mark.parametrize(("often", "months"), SINCE)
def test_what_counts_from_a_month_is_in_none_before(often: str, months: list[str]) -> None:
    found = of(table("How often | Activity", f"{often} | Audit"))

    assert [one.month.iso for one in found.entries] == months


@pytest.mark.parametrize("often", ["Weekly", "Every 6 weeks", "Fortnightly"])
def test_weeks_are_asked_about(often: str) -> None:
    found = of(table("How often | Activity", f"{often} | Audit"))

    assert found.entries == ()
    assert any(f"Audit, {often}: " in line for line in said(found, Kind.ASKED))


@pytest.mark.parametrize(
    ("often", "answer"),
    [
        ("Weekly from 5 May 2025", ()),
        ("Weekly", ("2025-05-05",)),
        ("Weekly", ("Monday 5 May",)),
        ("Weekly", ("week from 2025-05-05",)),
        ("Fortnightly", ("week from 2025-05-05",)),
        ("As needed", ("every week from 5 May 2025",)),
    ],
)
def test_weeks_are_counted_from_the_day_that_is_said(often: str, answer: tuple[str, ...]) -> None:
    found = of(table("How often | Activity", f"{often} | Audit"), words((Topic.WHEN, often, answer)))

    days = [one.on for one in found.entries]
    assert (days[:2], days[-1], len(days)) == ([date(2025, 5, 5), date(2025, 5, 12)], date(2026, 3, 30), 48)
    assert [one.every for one in found.activities] == ["week from 2025-05-05"]
    assert f"Audit, {often}: every week from 2025-05-05, on 48 days of the year" in "\n".join(said(found, Kind.DECIDED))


def test_a_day_for_every_second_week_is_the_first_of_them() -> None:
    found = of(
        table("How often | Activity", "Fortnightly | Audit"), words((Topic.WHEN, "Fortnightly", ("2025-05-05",)))
    )

    assert [one.every for one in found.activities] == ["2 weeks from 2025-05-05"]
    assert len(found.entries) == 24


def test_an_answer_may_count_from_a_month_as_the_framework_does() -> None:
    text = table("How often | Activity", "Bi-annually | Audit")

    found = of(text, words((Topic.WHEN, "Bi-annually", ("half-year from June",))))

    assert [one.month.iso for one in found.entries] == ["2025-06", "2025-12"]


def test_an_answer_that_places_nothing_is_still_about_the_words_that_were_asked() -> None:
    found = of(table("How often | Activity", "Termly | Audit"), words((Topic.WHEN, "Termly", ("Q3",))))

    assert [one.words for one in found.questions] == ["Termly"]


def test_how_often_beside_one_month_is_asked_about() -> None:
    found = of(table("Month | Activity | Frequency", "April | Audit | Monthly", "May | Survey | Annual"))

    asked = said(found, Kind.ASKED)
    assert any(
        "Audit: 'Monthly', but one month named (April); when are the others? List them in framework.yaml (" in line
        for line in asked
    )
    assert not any("Survey" in line for line in asked)


def test_a_year_over_the_first_of_its_months_is_that_of_all_to_the_next() -> None:
    grid = sheet("Plan", ("", "2025", "", "2026"), ("Project", "Nov", "Dec", "Jan"), ("Audit A", "x", "", "x"))

    found = draft([Document(file="b.xlsx", kind="Excel workbook", blocks=(grid,))], Answers(), TODAY)

    assert lines(found) == ["2025-11 Audit A; nobody", "2026-01 Audit A; nobody"]


def test_one_old_date_does_not_move_the_year() -> None:
    found = of(
        table("Month | Activity", "March 2024 | Old", "April 2025 | Audit", "May 2025 | Visit", "June 2025 | Walk"),
        Answers(),
    )

    assert (found.year, found.first_month, len(found.entries)) == (2025, 4, 3)


def test_true_dates_need_no_guess_which_number_is_the_day() -> None:
    cells = {(0, 0): Cell(row=0, column=0, text="Date"), (0, 1): Cell(row=0, column=1, text="Activity")}
    cells |= {
        (1, 0): Cell(row=1, column=0, text="07/04/2025", day=date(2025, 4, 7)),
        (1, 1): Cell(row=1, column=1, text="Audit"),
    }
    book = Document(
        file="b.xlsx", kind="Excel workbook", blocks=(Grid(number=1, cells=cells, name="Plan", is_sheet=True),)
    )

    found = draft([book], YEAR, TODAY)

    assert lines(found) == ["2025-04 Audit; nobody; on 2025-04-07"]
    assert not any("which number" in str(one) for one in found.remarks)
