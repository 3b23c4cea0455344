"""What small tables come to: a line for each entry, and what is decided, asked or left out, quoted with its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_calendar.model.draft import LEAVE_OUT, Answers, Draft, Kind, Topic
from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.documents.drafting.draft import draft
from qa_calendar.reading.documents.drafting.wording import folded
from qa_calendar.reading.documents.grid import Cell, Document, Grid, Text
from qa_calendar.reading.documents.opening.reading import read_document

TODAY = date(2026, 11, 28)
YEAR = Answers(year=2025, first_month=4)


def table(*rows: str) -> str:
    """A Markdown table of *rows*, the first of which are its headings."""
    head, *body = rows
    return "\n".join([f"| {head} |", f"|{'---|' * (head.count('|') + 1)}", *(f"| {row} |" for row in body)])


def of(text: str, answers: Answers = YEAR, file: str = "plan.md") -> Draft:
    return draft([read_document(file, text.encode())], answers, TODAY)


def lines(found: Draft) -> list[str]:
    """Each entry in a line: month, activity, workers, and its days and rule where it has them."""
    told = []
    for one in found.entries:
        more = [
            f"{name} {value}"
            for name, value in (("on", one.on), ("due", one.due), ("by", one.rule), ("for", one.period))
            if value
        ]
        told.append("; ".join([f"{one.month.iso} {one.activity}", ", ".join(one.workers) or "nobody", *more]))
    return told


def said(found: Draft, kind: Kind) -> list[str]:
    return [str(remark) for remark in found.remarks if remark.kind is kind]


def words(*answers: tuple[Topic, str, tuple[str, ...]]) -> Answers:
    by_topic: dict[Topic, dict[str, tuple[str, ...]]] = {}
    for topic, asked, answer in answers:
        by_topic.setdefault(topic, {})[asked] = answer
    return Answers(year=2025, first_month=4, words=by_topic)


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


def test_answers_about_rows_activities_columns_and_people() -> None:
    text = table(
        "Month | Activity | Area", "May | Audit one | Ann", "June | Audit two | Bo Ray", "July | Left | Bo Ray"
    )
    answers = words(
        (Topic.COLUMNS, "Area", ("named worker",)),
        (Topic.PEOPLE, "Ann", ("Ann Lee",)),
        (Topic.ACTIVITIES, "Audit two", ("Audit one",)),
        (Topic.ACTIVITIES, "Left", (LEAVE_OUT,)),
    )

    found = of(text, answers)

    assert lines(found) == ["2025-05 Audit one; Ann Lee", "2025-06 Audit one; Bo Ray"]
    assert any("left out, as was answered: July | Left | Bo Ray" in line for line in said(found, Kind.SKIPPED))


def test_a_row_that_was_answered_with_leave_out_is_left_out() -> None:
    answers = words((Topic.ROWS, "May | Audit | Ann Lee", (LEAVE_OUT,)))

    found = of(table("Month | Activity | Lead", "May | Audit | Ann Lee", "June | Audit | Ann Lee"), answers)

    assert lines(found) == ["2025-06 Audit; Ann Lee"]


def test_an_activity_without_a_worker_has_nobody_and_never_the_one_above() -> None:
    found = of(table("Month | Activity | Lead", "May | Audit | Ann Lee", "June | Survey |", "July | Visit | TBC"))

    assert lines(found) == ["2025-05 Audit; Ann Lee", "2025-06 Survey; nobody", "2025-07 Visit; nobody"]
    assert any("Survey: nobody is named (June | Survey)" in line for line in said(found, Kind.DECIDED))
    assert any("Visit: 'TBC' is nobody: nobody is named yet" in line for line in said(found, Kind.DECIDED))


LEFT_OUT = [
    ("May | Summer break | Ann Lee", "'Summer break' is no work"),
    ("May | Withdrawn: hygiene | Ann Lee", "'Withdrawn: hygiene' seems not to take place, and is left out"),
    ("May | If there is an election: brief all | Ann Lee", "depends on a condition, and is left out"),
    ("13 May 2025 – CANCELLED | Audit | Ann Lee", "cancelled, so it is left out"),
    ("May | | Ann Lee", "names no activity: May | Ann Lee"),
    ('May | " | Ann Lee', "'\"' names no activity, but repeats one"),
    ("May | |", "no activity: May"),
    ("Total | 12 |", "Total"),
]


@pytest.mark.parametrize(("row", "text"), LEFT_OUT)
def test_what_is_no_work_is_left_out_and_said(row: str, text: str) -> None:
    found = of(table("When | Activity | Lead", row, "June | Visit | Bo Ray"))

    assert lines(found) == ["2025-06 Visit; Bo Ray"]
    assert any(text in str(remark) for remark in found.remarks)


@pytest.mark.parametrize(
    ("status", "kept", "text"),
    [
        ("Cancelled", False, "Cancelled, so it is left out"),
        ("Deferred", False, "'Deferred': until when? It is left out"),
        ("In progress", True, "how work stands is not taken over: In progress"),
    ],
)
def test_a_status_says_whether_it_takes_place(status: str, kept: bool, text: str) -> None:
    found = of(
        table("Month | Activity | Lead | Status", f"May | Audit | Ann Lee | {status}", "June | Visit | Bo Ray |")
    )

    assert (len(found.entries) == 2) is kept
    assert any(text in str(remark) for remark in found.remarks)


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


def test_spellings_of_one_activity_are_one_and_a_likely_slip_is_asked() -> None:
    found = of(
        table("Month | Activity | Lead", "May | Case file audit | Ann Lee", "June | Case-File Audit | Ann Lee")
        + "\n"
        + table("Month | Activity | Lead", "July | Case file audti | Ann Lee", "August | Case file adit | Ann Lee")[
            len("| Month | Activity | Lead |\n|---|---|---|\n") :
        ]
    )

    assert [one.activity for one in found.entries][:2] == ["Case file audit", "Case file audit"]
    assert "Case file audit / Case-File Audit: one activity, 'Case file audit'" in said(found, Kind.DECIDED)
    assert "'Case file audit' and 'Case file adit' are taken as two activities; are they one?" in said(
        found, Kind.ASKED
    )


def test_a_title_of_two_may_be_two_and_a_standing_item_may_be_at_every_meeting() -> None:
    found = of(
        table("Month | Activity | Lead", "May | Scan + review | Ann Lee", "June | Plan (standing item) | Ann Lee")
    )

    assert "table 1, row 2: 'Scan + review' may be two pieces of work; it is taken as one" in said(found, Kind.ASKED)
    assert any("is it a standing item at every meeting?" in line for line in said(found, Kind.ASKED))


def test_a_period_in_a_title_is_no_part_of_it_and_a_number_is() -> None:
    found = of(
        table("Month | Activity | Lead", "May | Plan audit (Feb– April) | Ann Lee", "June | Charter (4.2.2) | Ann Lee")
    )

    assert lines(found) == ["2025-05 Plan audit; Ann Lee; for Feb– April", "2025-06 Charter (4.2.2); Ann Lee"]


def test_a_name_behind_a_title_is_who_does_it_where_no_column_says_so() -> None:
    found = of(table("Month | To do", "May | Prepare the audit (Ann Lee)", "June | Review (full)"))

    assert lines(found) == ["2025-05 Prepare the audit; Ann Lee", "2025-06 Review (full); nobody"]


def test_somebody_beside_the_worker_is_asked_about() -> None:
    found = of(table("Month | Activity | Lead", "May | Visit (with Bo Ray) | Ann Lee", "June | Visit | Bo Ray"))

    assert lines(found) == ["2025-05 Visit; Ann Lee", "2025-06 Visit; Bo Ray"]
    assert any("'with Bo Ray' names somebody else" in line for line in said(found, Kind.ASKED))


ACROSS = [
    ("X", ["2025-04 Audit; nobody"]),
    ("✓", ["2025-04 Audit; nobody"]),
    ("Ann Lee", ["2025-04 Audit; Ann Lee"]),
    ("12th April", ["2025-04 Audit; nobody; on 2025-04-12"]),
    ("Neglect", ["2025-04 Audit; nobody"]),
    ("14 May", []),
    ("Weekly", []),
    ("see the note on the last page of this", []),
    ("-", []),
]


@pytest.mark.parametrize(("mark", "expected"), ACROSS)
def test_what_stands_under_a_month(mark: str, expected: list[str]) -> None:
    found = of(table("Activity | Apr | May | June", f"Audit | {mark} | |", "Visit | | Bo Ray |"))

    assert [line for line in lines(found) if "Audit" in line] == expected
    assert expected or any("Audit" in str(remark) or mark in str(remark) for remark in found.remarks)


def test_what_it_is_about_may_stand_under_a_month_and_a_single_word_is_asked_about() -> None:
    found = of(table("Activity | Apr | May | June", "Audit | child neglect | |", "Visit | | Exploitation |"))

    assert [one.theme for one in found.entries] == ["child neglect", None]
    asked = said(found, Kind.ASKED)
    assert any("Visit, Exploitation under May: is that who does it, or what it is about?" in line for line in asked)


def test_a_cell_merged_over_months_is_one_piece_of_work_and_merged_down_is_each_row() -> None:
    page = (
        "<table><tr><th>Activity</th><th>Apr</th><th>May</th><th>Jun</th></tr>"
        "<tr><td>Audit</td><td colspan=3>X</td></tr></table>"
        "<table><tr><th>Month</th><th>Activity</th><th>Lead</th></tr>"
        "<tr><td>May</td><td rowspan=2>Visit</td><td>Ann Lee</td></tr><tr><td>June</td><td>Bo Ray</td></tr></table>"
    )

    found = of(page, file="plan.html")

    assert lines(found) == ["2025-04 Audit; nobody; due 2025-06-30", "2025-05 Visit; Ann Lee", "2025-06 Visit; Bo Ray"]


def test_a_row_of_sections_and_a_row_that_counts_are_no_work() -> None:
    found = of(
        table("Activity | Apr | May | June", "SECTION ONE | | |", "Audit | X | | X", "Visit | | X |", "All | 1 | 2 | 1")
    )

    assert lines(found) == ["2025-04 Audit; nobody", "2025-06 Audit; nobody", "2025-05 Visit; nobody"]
    skipped = said(found, Kind.SKIPPED)
    assert any("taken as the heading of a section: SECTION ONE" in line for line in skipped)
    assert any("counts what stands above: All | 1 | 2 | 1" in line for line in skipped)


def test_the_same_headings_side_by_side_are_two_tables() -> None:
    found = of(
        table(
            "Month | Activity | Lead | Activity | Lead",
            "May | Audit | Ann Lee | Visit | Bo Ray",
            "June | | | Walk | Bo Ray",
        )
    )

    assert sorted(lines(found)) == ["2025-05 Audit; Ann Lee", "2025-05 Visit; Bo Ray", "2025-06 Walk; Bo Ray"]


def test_a_table_on_its_side_is_turned() -> None:
    found = of(
        table(
            "Date | 1 May 2025 | 3 July 2025",
            "Audit focus | Neglect | Exploitation",
            "Chair | Ann Lee |",
            "Rationale | Why | Because",
        )
    )

    assert lines(found) == ["2025-05 Neglect; Ann Lee; on 2025-05-01", "2025-07 Exploitation; nobody; on 2025-07-03"]


def test_a_month_may_stand_over_the_table_across_it_or_in_the_sheets_name() -> None:
    heading = f"## April\n\n{table('Activity | Lead', 'Audit | Ann Lee')}\n"
    band = table("Activity | Lead", "May 2025 |", "Visit | Bo Ray")

    assert lines(of(heading)) == ["2025-04 Audit; Ann Lee"]
    assert lines(of(f"## Programme\n\n{band}")) == ["2025-05 Visit; Bo Ray"]


def test_what_is_no_programme_is_left_out_row_by_row() -> None:
    control = table("Version | Date | Author", "1.0 | 2 January 2026 | Ann Lee")

    found = of(f"{table('Month | Activity | Lead', 'May | Audit | Ann Lee')}\n\n{control}\n\n## Later\n\n- Grants\n")

    assert lines(found) == ["2025-05 Audit; Ann Lee"]
    skipped = said(found, Kind.SKIPPED)
    assert "table 2, row 2: 1.0 | 2 January 2026 | Ann Lee" in skipped
    assert "Grants (under 'Later'): stands outside the tables, without a month" in skipped


def test_of_several_tables_one_may_be_chosen() -> None:
    text = "\n\n".join([table("Month | Activity", "May | Audit"), table("Month | Activity", "June | Visit")])

    chosen = of(text, Answers(year=2025, first_month=4, table=2))

    assert lines(chosen) == ["2025-06 Visit; nobody"]
    with pytest.raises(InvalidInputError, match="there is no table 3; it has 2"):
        of(text, Answers(table=3))
    with pytest.raises(InvalidInputError, match="there is no sheet 'May'; it has no sheets"):
        of(text, Answers(sheet="May"))


def sheet(name: str, *rows: tuple[str, ...], hidden: bool = False, number: int = 1) -> Grid:
    cells = {
        (r, c): Cell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    }
    return Grid(number=number, cells=cells, name=name, is_sheet=True, is_hidden=hidden)


def test_sheets_are_chosen_by_name_and_a_hidden_one_is_read_only_then() -> None:
    rows = (("Activity", "Lead"), ("Audit", "Ann Lee"))
    book = Document(
        file="book.xlsx",
        kind="Excel workbook",
        blocks=(sheet("April", *rows), sheet("May", *rows, hidden=True, number=2)),
    )

    assert lines(draft([book], YEAR, TODAY)) == ["2025-04 Audit; Ann Lee"]
    assert lines(draft([book], Answers(year=2025, first_month=4, sheet="may"), TODAY)) == ["2025-05 Audit; Ann Lee"]
    with pytest.raises(InvalidInputError, match=r"there is no sheet 'Mai' \(did you mean 'May'\?\); it has April, May"):
        draft([book], Answers(sheet="Mai"), TODAY)


def test_a_cell_far_from_the_table_is_left_out() -> None:
    grid = sheet("Plan", ("Month", "Activity"), ("May", "Audit"))
    far = {**grid.cells, (1, 9000): Cell(row=1, column=9000, text="stray")}
    book = Document(
        file="b.xlsx", kind="Excel workbook", blocks=(Grid(number=1, cells=far, name="Plan", is_sheet=True),)
    )

    found = draft([book], YEAR, TODAY)

    assert lines(found) == ["2025-05 Audit; nobody"]
    assert any("far from the table, and left out: 'stray' at sheet 'Plan', MHE2" in str(one) for one in found.remarks)


def test_a_list_longer_than_any_programme_is_refused() -> None:
    rows = [f"May | Audit number {n} |" for n in range(3_001)]

    with pytest.raises(InvalidInputError, match="3,002 different rows, more than the programme of a year"):
        of(table("Month | Activity | Lead", *rows))


def test_a_document_without_a_programme_is_refused_with_what_it_has() -> None:
    with pytest.raises(InvalidInputError, match="no table in it says what is to be done in which month"):
        of(table("Colour | Size", "Red | 12"))


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


def test_a_sentence_over_the_table_may_say_who_does_it_all() -> None:
    found = of(f"All tasks are for the Clerk (Jo Penhallow) unless named.\n\n{table('Month | To do', 'May | Audit')}")

    assert lines(found) == ["2025-05 Audit; Jo Penhallow"]


def test_details_are_kept_and_what_has_no_place_is_said() -> None:
    found = of(
        table("Month | Activity | Sample | Risk", "May | Audit | 10 files | High", "June | Visit | 5 files | Low")
    )

    assert [one.details for one in found.entries] == [(("Sample", "10 files"),), (("Sample", "5 files"),)]
    assert any("column 'Risk' is not taken over: High, Low" in line for line in said(found, Kind.SKIPPED))


def test_a_list_in_a_cell_is_as_many_activities() -> None:
    page = (
        "<table><tr><th>Month</th><th>To do</th></tr>"
        "<tr><td>May</td><td>Audits:<ul><li>Files</li><li>Plans and<br>visits</li></ul></td></tr>"
        "<tr><td>June</td><td>Accounts<br>Returns</td></tr></table>"
    )

    found = of(page, file="plan.html")

    assert [one.activity for one in found.entries] == ["Files", "Plans and visits", "Accounts", "Returns"]


def test_rows_that_name_a_time_and_nothing_else_are_one_line() -> None:
    found = of(table("Month | Activity", "May | Audit", *["June |"] * 5))

    assert [line for line in said(found, Kind.SKIPPED) if "rows that name a time" in line] == [
        "table 1, row 3: 5 rows that name a time and no activity, up to table 1, row 7: June"
    ]


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


@pytest.mark.parametrize("often", ["Weekly from 5 May 2025", "Every 6 weeks", "Fortnightly"])
def test_weeks_are_asked_about(often: str) -> None:
    found = of(table("How often | Activity", f"{often} | Audit"))

    assert found.entries == ()
    assert any(f"Audit, {often}: " in line for line in said(found, Kind.ASKED))


def test_days_under_months_are_days() -> None:
    found = of(table("Committee | Apr | May | June", "Planning | 2 & 30 | Wed 7 | 31", "Council | 14 | | 25th"))

    assert lines(found) == [
        "2025-04 Planning; nobody; on 2025-04-02",
        "2025-04 Planning; nobody; on 2025-04-30",
        "2025-05 Planning; nobody; on 2025-05-07",
        "2025-04 Council; nobody; on 2025-04-14",
        "2025-06 Council; nobody; on 2025-06-25",
    ]
    assert any("there is no such day in June" in line for line in said(found, Kind.ASKED))


def test_a_day_among_ticks_is_a_day_and_under_a_quarter_none() -> None:
    ticks = of(table("Activity | Apr | May | June", "Audit | x | 12th | x"))
    quarter = of(table("Activity | Q1 | Q2 | Q3", "Audit | 12th | | "))

    assert lines(ticks)[1] == "2025-05 Audit; nobody; on 2025-05-12"
    assert any("is a day of no month" in line for line in said(quarter, Kind.ASKED))


def test_people_may_be_the_rows() -> None:
    found = of(
        table(
            "Governor | Link area | Apr | May",
            "Ann Lee | Finance | Budget visit | ",
            "Bo Ray | Pupils | | Learning walk",
        )
    )

    assert lines(found) == ["2025-04 Budget visit; Ann Lee", "2025-05 Learning walk; Bo Ray"]


@pytest.mark.parametrize("title", ["TBC", "Topic TBC", "To be agreed", "?", "Topic to follow"])
def test_a_title_that_is_to_come_is_asked(title: str) -> None:
    found = of(table("Month | Activity | Lead", f"May | {title} | Ann Lee", "June | Audit | Bo Ray"))

    assert lines(found) == ["2025-06 Audit; Bo Ray"]
    assert any(f"'{title}' names no activity yet" in line for line in said(found, Kind.ASKED))


@pytest.mark.parametrize(
    "title", ["No policies due", "None planned", "Summer recess – no meetings", "Nothing this month", "N/A – August"]
)
def test_a_month_without_work_is_no_work(title: str) -> None:
    assert lines(of(table("Month | Activity | Lead", f"May | {title} |", "June | Audit | Bo Ray"))) == [
        "2025-06 Audit; Bo Ray"
    ]


def test_a_heading_of_two_is_the_activity_with_whoever_is_named_in_it() -> None:
    found = of(table("Month | Audit / Lead", "May | Care plans (Ann Lee)", "June | Falls (Bo Ray)"))

    assert lines(found) == ["2025-05 Care plans; Ann Lee", "2025-06 Falls; Bo Ray"]


def test_a_table_that_goes_on_after_its_headings_stand_again_is_one() -> None:
    head = "<tr><th>Month</th><th>Activity</th><th>Purpose</th></tr>"
    first = f"<table>{head}<tr><td>May</td><td>Observation of</td><td>To see whether the</td></tr></table>"
    rest = f"<table>{head}<tr><td></td><td>reviews</td><td>learning was used.</td></tr></table>"

    found = of(first + rest, file="plan.html")

    assert [(one.activity, one.purpose) for one in found.entries] == [
        ("Observation of reviews", "To see whether the learning was used.")
    ]


def test_what_stands_in_a_short_form_under_a_month_is_asked_as_in_a_column_of_names() -> None:
    found = of(table("Activity | Apr | May", "Audit | Ann Lee | A Lee"))

    assert lines(found) == ["2025-04 Audit; Ann Lee", "2025-05 Audit; nobody"]
    assert any("'A Lee' may be short for Ann Lee" in line for line in said(found, Kind.ASKED))


def test_an_answer_may_count_from_a_month_as_the_framework_does() -> None:
    text = table("How often | Activity", "Bi-annually | Audit")

    found = of(text, words((Topic.WHEN, "Bi-annually", ("half-year from June",))))

    assert [one.month.iso for one in found.entries] == ["2025-06", "2025-12"]


def test_an_answer_that_places_nothing_is_still_about_the_words_that_were_asked() -> None:
    found = of(table("How often | Activity", "Termly | Audit"), words((Topic.WHEN, "Termly", ("Q3",))))

    assert [one.words for one in found.questions] == ["Termly"]


def test_questions_about_marks_can_be_closed() -> None:
    text = table("Activity | Q1 | Q2", "Audit | x | ", "Visit | | ongoing")

    found = of(text, words((Topic.WHEN, "Q1", ("May",)), (Topic.WHEN, "ongoing", (LEAVE_OUT,))))

    assert lines(found) == ["2025-05 Audit; nobody"]
    assert found.questions == ()


def test_a_cell_that_says_another_month_than_its_column_is_asked_and_answered() -> None:
    text = table("Activity | Apr | May | June", "Audit | x | Sept | ")

    (asked,) = of(text).questions
    found = of(text, words((Topic.WHEN, asked.words, ("September",))))

    assert asked.words == "Sept under May"
    assert lines(found) == ["2025-04 Audit; nobody", "2025-09 Audit; nobody"]


def test_somebody_beside_the_worker_is_theirs_too_when_that_is_the_answer() -> None:
    text = table("Month | Activity | Lead", "May | Visit (with Bo Ray) | Ann Lee")

    found = of(text, words((Topic.PEOPLE, "with Bo Ray", ("Bo Ray",))))

    assert lines(found) == ["2025-05 Visit; Ann Lee, Bo Ray"]
    assert found.questions == ()


def test_a_doubtful_row_is_imported_where_that_is_the_answer() -> None:
    row = "May | If there is an election: brief all | Ann Lee"

    found = of(table("Month | Activity | Lead", row), words((Topic.ROWS, row, ("import",))))

    assert lines(found) == ["2025-05 If there is an election: brief all; Ann Lee"]


def test_tbc_under_a_month_is_nobody_yet_and_letters_that_no_key_has_are_asked() -> None:
    text = f"{table('Activity | Apr | May | June', 'Audit | AL | tbc | XY')}\n\nKey: AL = Ann Lee\n"

    found = of(text)

    assert lines(found) == ["2025-04 Audit; Ann Lee", "2025-05 Audit; nobody", "2025-06 Audit; nobody"]
    assert any("'XY' is in no key of the document" in line for line in said(found, Kind.ASKED))


def test_a_row_that_is_struck_through_in_markdown_is_left_out() -> None:
    found = of(table("Month | Activity | Lead", "May | ~~Audit~~ | ~~Ann Lee~~", "June | Visit | Bo Ray"))

    assert lines(found) == ["2025-06 Visit; Bo Ray"]
    assert any("crossed out, and left out: May | Audit | Ann Lee" in line for line in said(found, Kind.SKIPPED))


@pytest.mark.parametrize("status", ["Completed", "Done", "Cancelled", "Ongoing", "Annual"])
def test_a_heading_that_is_a_word_of_time_as_well_is_a_heading(status: str) -> None:
    found = of(
        table(f"Month | Audit | QA Lead | {status}", "April | Case audit | Ann Lee | Yes", "May | Survey | Bo Ray | No")
    )

    assert lines(found) == ["2025-04 Case audit; Ann Lee", "2025-05 Survey; Bo Ray"]


def test_a_column_without_a_heading_is_said() -> None:
    found = of(table("Month | Audit | ", "April | Case audit | first floor", "May | Survey | second floor"))

    assert any(
        "column 3, which has no heading, is not taken over: first floor" in one for one in said(found, Kind.SKIPPED)
    )


def test_tables_side_by_side_with_a_gap_are_two() -> None:
    head = "Month | Activity | Lead | | Month | Activity | Lead"

    found = of(
        table(
            head,
            "April | Case audit | | | October | Case audit | Ann Lee",
            "May | Dip | Bo Ray | | November | Survey | ",
        )
    )

    assert sorted(lines(found)) == [
        "2025-04 Case audit; nobody",
        "2025-05 Dip; Bo Ray",
        "2025-10 Case audit; Ann Lee",
        "2025-11 Survey; nobody",
    ]


@pytest.mark.parametrize(
    "heads", ["Focus | Monitored by", "Theme | Moderator", "Focus | Led by", "Subject | Class teacher"]
)
def test_who_does_it_may_be_headed_by_any_doing(heads: str) -> None:
    assert lines(of(table(f"Month | {heads}", "April | Case audit | Ann Lee", "May | Survey | Bo Ray"))) == [
        "2025-04 Case audit; Ann Lee",
        "2025-05 Survey; Bo Ray",
    ]


@pytest.mark.parametrize("place", ["Location", "Venue", "Home", "Service", "Team", "Committee"])
def test_where_it_is_done_is_nobody(place: str) -> None:
    found = of(
        table(
            f"Month | Activity | Lead | {place}",
            "April | Hygiene | Ann Lee | Oak House",
            "May | Falls | Bo Ray | Elm House",
        )
    )

    assert lines(found) == ["2025-04 Hygiene; Ann Lee", "2025-05 Falls; Bo Ray"]


def test_rows_that_differ_only_in_what_is_not_taken_over_are_both_there() -> None:
    found = of(
        table(
            "Month | Audit | Lead | Colour", "April | Medication | Ann Lee | red", "April | Medication | Ann Lee | blue"
        )
    )

    assert lines(found) == ["2025-04 Medication; Ann Lee", "2025-04 Medication; Ann Lee"]


def test_numbers_with_points_are_other_numbers() -> None:
    found = of(table("Month | Activity", "April | Standard 1.11 check", "May | Standard 11.1 check"))

    assert [one.activity for one in found.entries] == ["Standard 1.11 check", "Standard 11.1 check"]


@pytest.mark.parametrize(
    "rows",
    [
        ("Signed | Name | Date", "Chair | Cllr B. Evans | 1 April 2025"),
        ("Role | Name | Date", "Head of Service | Priya Shah | 13 May 2025"),
        ("Approved by | Date approved | Review date", "Board | April 2025 | March 2026"),
    ],
)
def test_who_has_agreed_to_the_document_is_no_work(rows: tuple[str, str]) -> None:
    found = of(f"{table('Month | Activity', 'May | Audit')}\n\n{table(*rows)}")

    assert lines(found) == ["2025-05 Audit; nobody"]


def test_beside_a_lead_what_stands_under_a_month_is_what_it_is_about() -> None:
    found = of(table("Audit | Lead | Apr | May", "Ward audit | Ann Lee | Oak House | Elm House"))

    assert [(one.workers, one.theme) for one in found.entries] == [
        (("Ann Lee",), "Oak House"),
        (("Ann Lee",), "Elm House"),
    ]


def test_a_row_across_the_table_and_a_paragraph_with_a_month_are_never_dropped() -> None:
    page = (
        "<p>A further survey is in November, led by Bo Ray.</p>"
        "<table><tr><th>Month</th><th>Activity</th><th>Lead</th></tr>"
        "<tr><td colspan=3>The conference will be in October</td></tr>"
        "<tr><td>May</td><td>Audit</td><td>Ann Lee</td></tr></table>"
    )

    skipped = said(of(page, file="plan.html"), Kind.SKIPPED)

    assert any("A further survey is in November, led by Bo Ray." in one for one in skipped)
    assert any("The conference will be in October" in one for one in skipped)


@pytest.mark.parametrize("worker", ["Postponed", "Cancelled", "Deferred"])
def test_a_status_where_somebody_would_stand_is_no_person(worker: str) -> None:
    found = of(table("Month | Activity | Lead", f"April | Audit | {worker}", "May | Survey | Bo Ray"))

    assert lines(found) == ["2025-05 Survey; Bo Ray"]
    assert any(worker in str(one) for one in found.remarks)


def test_how_often_beside_one_month_is_asked_about() -> None:
    found = of(table("Month | Activity | Frequency", "April | Audit | Monthly", "May | Survey | Annual"))

    asked = said(found, Kind.ASKED)
    assert any("Audit: 'Monthly', but one month named (April); when are the others?" in line for line in asked)
    assert not any("Survey" in line for line in asked)


@pytest.mark.parametrize(
    "title",
    ["Good Friday", "Early May bank holiday", "Spring Bank Holiday - office closed", "Christmas/New Year closure"],
)
def test_holidays_are_no_work(title: str) -> None:
    assert lines(of(table("Month | Activity | Lead", f"April | {title} |", "May | Survey | Bo Ray"))) == [
        "2025-05 Survey; Bo Ray"
    ]


def test_small_numbers_under_months_are_no_days() -> None:
    found = of(table("Audit | Apr | May | June", "Medication | 10 | | 10", "Falls | 5 | 5 | 5"))

    assert not any(one.on for one in found.entries)
    assert any("Medication" in str(one) for one in found.remarks)


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


def test_a_grid_of_months_holds_the_work_itself() -> None:
    found = of(table("Apr | May | June", "Case file audit | Supervision audit | ", "Annual report | | Staff survey"))

    assert lines(found) == [
        "2025-04 Case file audit; nobody",
        "2025-05 Supervision audit; nobody",
        "2025-04 Annual report; nobody",
        "2025-06 Staff survey; nobody",
    ]


def test_audits_in_numbered_columns_are_as_many() -> None:
    found = of(table("Month | Audit 1 | Audit 2 | Lead", "April | Falls | Hygiene | Ann Lee"))

    assert sorted(lines(found)) == ["2025-04 Falls; Ann Lee", "2025-04 Hygiene; Ann Lee"]


def test_a_long_cell_is_quoted_in_short() -> None:
    found = of(table("Month | Activity | Purpose", f"Smarch | Audit | {'why ' * 900}", "May | Visit | x"))

    assert all(len(str(one)) < 1_000 for one in found.remarks)


@pytest.mark.parametrize("column", range(4))
def test_a_long_cell_of_names_is_read_at_once(column: int) -> None:
    cells = ["April", "Audit", "Ann Lee", "Why"]
    cells[column] = "Ann Bee, " * 2_000 + "; see note 1"

    found = of(table("Month | Activity | Lead | Purpose", " | ".join(cells), "May | Visit | Bo Ray | x"))

    assert "2025-05 Visit; Bo Ray" in lines(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("审计", "检查"),
        ("Tŷ audit", "T audit"),
        ("Ŵyl review", "Yl review"),
        ("C# audit", "C audit"),
        ("~", "---"),
        ("18+ audit", "18 audit"),
    ],
)
def test_titles_of_other_letters_are_other_activities(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_spellings_of_one_title_are_one() -> None:
    assert (
        len({folded(title) for title in ("Case-file Audit", "case file audit", "Case file audit ", "Case–file  audit")})
        == 1
    )
    assert folded("Café visit") == folded("CAFE\u0301 VISIT")


def test_of_several_files_each_place_says_which() -> None:
    one, other = (
        table("Month | Activity | Lead", "April | Audit | TBC"),
        table("Month | Activity | Lead", "May | Visit | TBC"),
    )

    found = draft([read_document("a.md", one.encode()), read_document("b.md", other.encode())], YEAR, TODAY)

    told = said(found, Kind.DECIDED)
    assert any(line.startswith("a.md, table 1, row 2: Audit: 'TBC' is nobody") for line in told)
    assert any(line.startswith("b.md, table 1, row 2: Visit: 'TBC' is nobody") for line in told)


def test_an_answer_may_name_several_with_commas() -> None:
    text = table(
        "Month | Activity | Lead", "May | Audit | GH", "June | Visit | Grace Hall", "July | Walk | Gita Hussain"
    )

    found = of(text, words((Topic.PEOPLE, "GH", ("Grace Hall, Gita Hussain",))))

    assert lines(found)[0] == "2025-05 Audit; Grace Hall, Gita Hussain"


cells = st.text(st.sampled_from("abcXJMay 0123456789/-–,()|'✓\n"), max_size=14)


@settings(max_examples=60)
@given(st.lists(st.lists(cells, min_size=2, max_size=5), min_size=1, max_size=6))
def test_whatever_stands_in_a_table_each_row_is_in_the_result_or_the_report(rows: list[list[str]]) -> None:
    head = ("Month", "Activity", "Lead", "Purpose", "Notes")
    text = [" ".join(cell.split()) for row in rows for cell in row]
    grid = sheet("Plan", head, *(tuple(" ".join(cell.split()) for cell in row) for row in rows))
    document = Document(file="b.xlsx", kind="Excel workbook", blocks=(Text("Plan 2025/26", 1), grid))
    try:
        found = draft([document], YEAR, TODAY)
    except InvalidInputError:
        return

    told = "\n".join([*map(str, found.remarks), *(one.activity for one in (*found.entries, *found.as_required))])
    for row in grid.used:
        words_of_row = [cell.flat for cell in grid.row(row)]
        assert not row or not text or any(word in told or word.strip(" *-–,|'") in told for word in words_of_row)
