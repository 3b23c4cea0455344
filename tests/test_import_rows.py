"""What the rows of small tables come to: titles, people, statuses; and what is no work."""

from __future__ import annotations

import pytest
from drafts import lines, of, said, table, words

from qa_calendar.model.draft import LEAVE_OUT, Kind, Topic
from qa_calendar.reading.documents.drafting.wording import folded


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


def test_somebody_beside_the_worker_is_theirs_too_when_that_is_the_answer() -> None:
    text = table("Month | Activity | Lead", "May | Visit (with Bo Ray) | Ann Lee")

    found = of(text, words((Topic.PEOPLE, "with Bo Ray", ("Bo Ray",))))

    assert lines(found) == ["2025-05 Visit; Ann Lee, Bo Ray"]
    assert found.questions == ()


def test_a_doubtful_row_is_imported_where_that_is_the_answer() -> None:
    row = "May | If there is an election: brief all | Ann Lee"

    found = of(table("Month | Activity | Lead", row), words((Topic.ROWS, row, ("import",))))

    assert lines(found) == ["2025-05 If there is an election: brief all; Ann Lee"]


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


@pytest.mark.parametrize("worker", ["Postponed", "Cancelled", "Deferred"])
def test_a_status_where_somebody_would_stand_is_no_person(worker: str) -> None:
    found = of(table("Month | Activity | Lead", f"April | Audit | {worker}", "May | Survey | Bo Ray"))

    assert lines(found) == ["2025-05 Survey; Bo Ray"]
    assert any(worker in str(one) for one in found.remarks)


@pytest.mark.parametrize(
    "title",
    ["Good Friday", "Early May bank holiday", "Spring Bank Holiday - office closed", "Christmas/New Year closure"],
)
def test_holidays_are_no_work(title: str) -> None:
    assert lines(of(table("Month | Activity | Lead", f"April | {title} |", "May | Survey | Bo Ray"))) == [
        "2025-05 Survey; Bo Ray"
    ]


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


def test_an_answer_may_name_several_with_commas() -> None:
    text = table(
        "Month | Activity | Lead", "May | Audit | GH", "June | Visit | Grace Hall", "July | Walk | Gita Hussain"
    )

    found = of(text, words((Topic.PEOPLE, "GH", ("Grace Hall, Gita Hussain",))))

    assert lines(found)[0] == "2025-05 Audit; Grace Hall, Gita Hussain"
