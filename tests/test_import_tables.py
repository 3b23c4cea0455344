"""What small tables come to whichever way round they are: headings, months across, bands, several of them."""

from __future__ import annotations

import pytest
from drafts import TODAY, YEAR, lines, of, said, sheet, table, words
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_calendar.model.draft import LEAVE_OUT, Answers, Kind, Topic
from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.documents.drafting.draft import draft
from qa_calendar.reading.documents.grid import Cell, Document, Grid, Text
from qa_calendar.reading.documents.opening.reading import read_document

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


def test_small_numbers_under_months_are_no_days() -> None:
    found = of(table("Audit | Apr | May | June", "Medication | 10 | | 10", "Falls | 5 | 5 | 5"))

    assert not any(one.on for one in found.entries)
    assert any("Medication" in str(one) for one in found.remarks)


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


def test_of_several_files_each_place_says_which() -> None:
    one, other = (
        table("Month | Activity | Lead", "April | Audit | TBC"),
        table("Month | Activity | Lead", "May | Visit | TBC"),
    )

    found = draft([read_document("a.md", one.encode()), read_document("b.md", other.encode())], YEAR, TODAY)

    told = said(found, Kind.DECIDED)
    assert any(line.startswith("a.md, table 1, row 2: Audit: 'TBC' is nobody") for line in told)
    assert any(line.startswith("b.md, table 1, row 2: Visit: 'TBC' is nobody") for line in told)


def test_of_several_workbooks_a_sheet_that_is_left_out_says_which() -> None:
    plan = sheet("Plan", ("Month", "Activity", "Lead"), ("April", "Audit", "Ann Lee"))
    notes = sheet("Notes", ("Month", "Activity"), ("May", "Walk"), hidden=True, number=2)
    documents = [Document(file=file, kind="Excel workbook", blocks=(plan, notes)) for file in ("a.xlsx", "b.xlsx")]

    told = said(draft(documents, YEAR, TODAY), Kind.SKIPPED)

    assert [line.partition(": ")[0] for line in told] == ["a.xlsx, sheet 'Notes'; b.xlsx, sheet 'Notes'"]


def test_a_band_counts_until_the_next_of_its_kind() -> None:
    bands = ("November 2025", "Audits", "December 2025 – no Board meeting", "Visits", "January 2026")
    rows = "".join(
        f"<tr><td colspan=3>{band}</td></tr><tr><td></td><td>Walk {number}</td><td>Ann Lee</td></tr>"
        for number, band in enumerate(bands)
    )
    page = f"<table><tr><th>No</th><th>Activity</th><th>Lead</th></tr>{rows}</table>"

    months = ["2025-11", "2025-11", "2025-12", "2025-12", "2026-01"]
    assert lines(of(page, file="plan.html")) == [f"{month} Walk {at}; Ann Lee" for at, month in enumerate(months)]


def test_the_quotes_that_word_makes_are_no_part_of_an_answer() -> None:
    text = table("When | Activity | Lead", "soon | Audit | GH")
    found = of(text, words((Topic.PEOPLE, "GH", ("“Gita Hussain”",)), (Topic.WHEN, "soon", ("“October”",))))

    assert lines(found) == ["2025-10 Audit; Gita Hussain"]


def test_the_title_is_none_of_a_sheet_of_one_month_or_of_guidance() -> None:
    def title(*grids: Grid) -> str:
        document = Document(file="b.xlsx", kind="Excel workbook", blocks=grids)
        return draft([document], YEAR, TODAY).title

    guidance = sheet("Guidance", ("How to use this workbook",), ("Enter each month's audits on its own tab.",))
    april = sheet("Apr 25", ("Audits for April",), ("Audit", "Auditor"), ("Peer Audit", "Ann Lee"), number=2)
    plan = sheet(
        "Plan", ("Our programme",), ("Month", "Audit", "Auditor"), ("April", "Peer Audit", "Ann Lee"), number=3
    )

    assert (title(guidance, april), title(guidance, plan), title(april, plan)) == ("", "Our programme", "Our programme")


cells = st.text(st.sampled_from("abcXJMay 0123456789/-–,()|'✓"), max_size=14)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.lists(cells, min_size=5, max_size=5), st.integers(0, 4)), min_size=1, max_size=6))
def test_whatever_stands_in_a_table_each_row_is_in_the_result_or_the_report(rows: list[tuple[list[str], int]]) -> None:
    marked = [
        tuple(f"{text} zq{number}" if at == column else text for at, text in enumerate(texts))
        for number, (texts, column) in enumerate(rows)
    ]
    grid = sheet("Plan", ("Month", "Activity", "Lead", "Purpose", "Notes"), *marked)
    document = Document(file="b.xlsx", kind="Excel workbook", blocks=(Text("Plan 2025/26", 1), grid))
    try:
        found = draft([document], YEAR, TODAY)
    except InvalidInputError:
        return

    told = " ".join(
        [
            *map(str, found.remarks),
            *(f"{one.activity} {one.purpose} {one.theme} {one.period}" for one in (*found.entries, *found.as_required)),
            *(f"{one.workers} {one.details}" for one in (*found.entries, *found.as_required)),
        ]
    )
    assert [number for number in range(len(rows)) if f"zq{number}" not in told] == []
