"""Cells with several lines, and titles that say who does it: what goes with whom."""

from __future__ import annotations

import pytest
from drafts import lines, of, said, table

from qa_calendar.model.draft import Kind


def html(*rows: str) -> str:
    """A table of *rows*; a `/` in a cell begins a new line."""
    head, *body = (row.replace(" / ", "<br>").split(" | ") for row in rows)
    cells = "".join(f"<tr>{_cells(row)}</tr>" for row in body)
    return f"<table><tr>{_cells(head, 'th')}</tr>{cells}</table>"


def _cells(texts: list[str], tag: str = "td") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


@pytest.mark.parametrize("activities", ["Case file audit / Dip sample", "• Case file audit / • Dip sample"])
def test_as_many_lines_in_both_cells_go_in_pairs(activities: str) -> None:
    found = of(html("When | Activity | Lead | Purpose", f"May | {activities} | Ann Lee / Bo Ray | Quality"))

    assert lines(found) == ["2025-05 Case file audit; Ann Lee", "2025-05 Dip sample; Bo Ray"]
    (pairs,) = (one for one in said(found, Kind.DECIDED) if "goes with" in one)
    assert pairs.endswith("'Case file audit' is by 'Ann Lee'; 'Dip sample' is by 'Bo Ray'")


def test_marks_are_paired_too() -> None:
    found = of(html("Activity | Lead | April | May | June", "• Audit / • Visit | Ann Lee / Bo Ray | x |  | x"))

    assert lines(found) == [
        f"{month} {who}" for month in ("2025-04", "2025-06") for who in ("Audit; Ann Lee", "Visit; Bo Ray")
    ]


@pytest.mark.parametrize(
    ("activities", "workers", "expected"),
    [
        ("• Audit / • Visit / • Survey", "Ann Lee / Bo Ray", 3),
        ("• Audit / • Visit", "Ann Lee / tbc", 2),
        ("Observation of / reviews", "Ann Lee / Bo Ray", 1),
        ("Supervision / Audit", "Ann Lee / Bo Ray", 1),
    ],
)
def test_what_is_no_pair_is_by_all(activities: str, workers: str, expected: int) -> None:
    found = of(html("When | Activity | Lead | Purpose", f"May | {activities} | {workers} | Quality"))

    assert len(found.entries) == expected
    assert len({one.workers for one in found.entries}) == 1
    assert not any("goes with" in one for one in said(found, Kind.DECIDED))


@pytest.mark.parametrize(
    "title", ["Supervision – Kit Marwood", "Supervision: Kit Marwood", "Supervision (Kit Marwood)"]
)
def test_a_name_behind_a_title_is_who_does_it_where_no_column_says_so(title: str) -> None:
    found = of(table("When | Activity | Purpose", f"May | {title} | Quality"))

    assert lines(found) == ["2025-05 Supervision; Kit Marwood"]
    assert any("'Kit Marwood' behind 'Supervision' is taken as who does it" in one for one in said(found, Kind.DECIDED))


@pytest.mark.parametrize(
    "title", ["Audit – closed cases", "Dip sample: neglect", "Audit – Child Protection", "Audit: QA"]
)
def test_what_is_no_name_is_part_of_the_title(title: str) -> None:
    assert lines(of(table("When | Activity", f"May | {title}"))) == [f"2025-05 {title}; nobody"]


def test_behind_a_sign_that_mostly_stands_before_something_else_nobody_is_named() -> None:
    rows = ["May | Audit: neglect", "June | Audit: exploitation", "July | Audit: Closed Files"]

    assert lines(of(table("When | Activity", *rows)))[2] == "2025-07 Audit: Closed Files; nobody"


def test_beside_a_column_of_workers_a_title_is_kept_whole() -> None:
    found = of(table("When | Activity | Lead", "May | Supervision – Kit Marwood | Ann Lee"))

    assert lines(found) == ["2025-05 Supervision – Kit Marwood; Ann Lee"]


def test_a_name_behind_a_title_counts_for_every_mark() -> None:
    found = of(table("Activity | April | May | June", "Audit (Kit Marwood) | x | | x", "Visit – Ann Lee | | x |"))

    assert lines(found) == ["2025-04 Audit; Kit Marwood", "2025-06 Audit; Kit Marwood", "2025-05 Visit; Ann Lee"]


def test_lines_that_end_with_names_are_titles_of_their_own() -> None:
    found = of(html("When | Activity | Purpose", "May | Audit – Ann Lee / Annual report | Quality"))

    assert lines(found) == ["2025-05 Audit; Ann Lee", "2025-05 Annual report; nobody"]


def test_lines_that_are_one_title_are_said() -> None:
    found = of(html("When | Activity | Lead", "May | Case file / Audit | Ann Lee", "June | Review of / plans | Bo Ray"))

    assert lines(found) == ["2025-05 Case file Audit; Ann Lee", "2025-06 Review of plans; Bo Ray"]
    told = [one for one in said(found, Kind.DECIDED) if "taken as one title" in one]
    assert told == ["table 1, row 2: 'Case file / Audit': the lines of this cell are taken as one title"]
