"""Next year's framework, drafted from this year's text."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.editing import values_of
from qa_calendar.reading.framework import FrameworkShape
from qa_calendar.reading.rollover.draft import rolled_over
from qa_calendar.reading.shape import fit
from qa_calendar.reading.source import read_yaml

SHIPPED = (Path(__file__).parent.parent / "framework.yaml").read_bytes().decode()
LEAVES = "leaves on 31 August 2020"
NOTE = f"# Stuart Jones {LEAVES}"
FLAGS = {"Stuart Jones": LEAVES, "IRO's": "are disbanded", "IROs": "are disbanded"}


def drafted(text: str, year: int = 2021) -> str:
    return rolled_over(text, "f", year, FLAGS).text


def refused(text: str) -> list[str]:
    """What is said of *text* when it is to be rolled over."""
    with pytest.raises(InvalidInputError) as caught:
        drafted(text)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_shipped_framework_moves_on_a_year(mark: str, end: str) -> None:
    old = SHIPPED.splitlines()
    new = [f"{line}{end}" for line in rolled_over(SHIPPED, "f", 2021, {"Stuart Jones": LEAVES}).text.splitlines()]
    nested = "    - 18 + month CP Plan Audit: {period: April - July, workers: [Stuart Jones]}"

    text = rolled_over(mark + SHIPPED.replace("\n", end), "f", 2021, {"Stuart Jones": LEAVES}).text

    assert text == mark + "".join(new)
    assert [line.rstrip() for line in difflib.ndiff(old, text.removeprefix(mark).splitlines()) if line[0] in "+-"] == [
        "- year: 2020                        # April 2020 to March 2021",
        "+ year: 2021                        # April 2021 to March 2022",
        *[f"+     {NOTE}"] * 5,
    ]
    assert f"    {NOTE}{end}    workers: [Kelda Claire, Kara Walne, Stuart Jones]{end}" in text
    assert f"    {NOTE}{end}{nested}{end}" in text


def test_the_shipped_framework_still_is_one() -> None:
    shape = fit(read_yaml(drafted(SHIPPED), "framework.yaml"), FrameworkShape, {})

    assert shape.year == 2021


def test_a_second_time_changes_nothing() -> None:
    once = drafted(SHIPPED)

    assert drafted(once) == once
    assert drafted(once, 2022) == once.replace(
        "year: 2021                        # April 2021 to March 2022",
        "year: 2022                        # April 2022 to March 2023",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("year: 2020\n", "year: 2021\n"),
        ("year: 2020", "year: 2021"),
        ("'year' :   \"2020\"  # 2020\r\n", "'year' :   \"2021\"  # 2021\r\n"),
        ("year: 2020 # 2020/21, 2020–21 and 2020-04-01\n", "year: 2021 # 2021/22, 2021–22 and 2021-04-01\n"),
        ("year: 2020 # 2020/2021, form 12020, 20201, 1066\n", "year: 2021 # 2021/2022, form 12020, 20201, 1066\n"),
        ("year: 2020 # 1999/00\n# 2020\n", "year: 2021 # 2000/01\n# 2020\n"),
        ("# 2020\ntitle: 2020 # 2020\nyear: 2020\n", "# 2020\ntitle: 2021 # 2020\nyear: 2021\n"),
        ("a: {year: 2020}\nyear: 2020\n", "a: {year: 2020}\nyear: 2021\n"),
        ("{year: 2020, title: 2020} # 2020\n", "{year: 2021, title: 2021} # 2020\n"),
        ("{year: 2020,  # 2020\n title: 2020}\n", "{year: 2021,  # 2021\n title: 2021}\n"),
        ("\ufeffyear: 2020\t# 2020", "\ufeffyear: 2021\t# 2021"),
    ],
)
def test_the_year_its_comment_and_the_title_move_on_and_no_other(before: str, after: str) -> None:
    assert drafted(before) == after


def test_a_year_can_go_back() -> None:
    assert drafted("year: 2020 # 2020/21", 2018) == "year: 2018 # 2018/19"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: {workers: [Stuart Jones]}\n", "NOTE\na: {workers: [Stuart Jones]}\n"),
        (
            "a:\n  workers:\n    - Jo\n    - 'Stuart  Jones' # c\n",
            "a:\n  workers:\n    - Jo\n    NOTE\n    - 'Stuart  Jones' # c\n",
        ),
        ("a:\n  workers:\n  - Stuart\n    Jones\n", "a:\n  workers:\n  NOTE\n  - Stuart\n    Jones\n"),
        (
            "a:\n  workers: [Jo,\n    Stuart Jones,   # c\n    Al]\n",
            "a:\n  workers: [Jo,\n    NOTE\n    Stuart Jones,   # c\n    Al]\n",
        ),
        (
            "months:\n  May:\n    - A: {period: x,\n      workers: [Stuart Jones]}\n",
            "months:\n  May:\n    - A: {period: x,\n      NOTE\n      workers: [Stuart Jones]}\n",
        ),
        (
            "months:\n  May:\n    - A:\n        workers: [Stuart Jones]\n",
            "months:\n  May:\n    - A:\n        NOTE\n        workers: [Stuart Jones]\n",
        ),
        ("a:\n\n  # c\n  workers: [Stuart Jones]\n", "a:\n\n  # c\n  NOTE\n  workers: [Stuart Jones]\n"),
        (
            "a:\n  purpose: b\n    c\n  workers: [Stuart Jones]\n",
            "a:\n  purpose: b\n    c\n  NOTE\n  workers: [Stuart Jones]\n",
        ),
        (
            "a:\n  purpose: >\n    c\n  workers: [Stuart Jones]\n",
            "a:\n  purpose: >\n    c\n  NOTE\n  workers: [Stuart Jones]\n",
        ),
        # several, spelt in several ways
        ('a:\n  workers: ["IRO\'s"]\n', "a:\n  # IRO's are disbanded\n  workers: [\"IRO's\"]\n"),
        (
            "a:\n  workers: [IROs, Stuart Jones, Stuart Jones]\n",
            "a:\n  # IROs are disbanded\n  NOTE\n  workers: [IROs, Stuart Jones, Stuart Jones]\n",
        ),
        # there already
        ("a:\n  NOTE\n  workers: [Stuart Jones]\n", "a:\n  NOTE\n  workers: [Stuart Jones]\n"),
        (
            "a:\n   #  Stuart Jones leaves on 31 August 2020 \n  # c\n  workers: [Stuart Jones]\n",
            "a:\n   #  Stuart Jones leaves on 31 August 2020 \n  # c\n  workers: [Stuart Jones]\n",
        ),
        (
            "a:\n  NOTE\n  workers: [Stuart Jones, IROs]\n",
            "a:\n  NOTE\n  # IROs are disbanded\n  workers: [Stuart Jones, IROs]\n",
        ),
        (
            "a:\n  NOTE\n  purpose: b\n  workers: [Stuart Jones]\n",
            "a:\n  NOTE\n  purpose: b\n  NOTE\n  workers: [Stuart Jones]\n",
        ),
        # no workers
        ("a:\n  purpose: Stuart Jones\n  workers: [Jo] # Stuart Jones\n", None),
        ("Stuart Jones:\n  - Stuart Jones\n  - {workers: Stuart Jones}\n", None),
        ("workers:\n  purpose: Stuart Jones\n  workers: [Stuart Jones Smith, stuart jones, [Stuart Jones]]\n", None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_comment_stands_above_each_line_that_names_somebody(before: str, after: str | None, end: str) -> None:
    before, after = (
        f"year: 2021\n{text}".replace("NOTE", NOTE).replace("\n", end) for text in (before, after or before)
    )

    assert drafted(before) == after


def test_the_first_line_can_have_one_behind_the_byte_order_mark() -> None:
    assert drafted("\ufeff{year: 2020, workers: [Stuart Jones]}") == (
        f"\ufeff{NOTE}\n{{year: 2021, workers: [Stuart Jones]}}"
    )


def test_a_message_stays_in_its_line() -> None:
    text = rolled_over("year: 2021\na:\n  workers: [Jo]\n", "f", 2021, {"Jo": "left:\n\u2028 gone"}).text

    assert text == "year: 2021\na:\n  # Jo left: gone\n  workers: [Jo]\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title: a\nyear: soon\n", "f:2:1"),
        ("title: a\n\nyear:\n", "f:3:1"),
        ("year: 2020-21\n", "f:1:1"),
        ("year: [2020]\n", "f:1:1"),
        ("year: 20.5\n", "f:1:1"),
        ("year: ٢٠٢٠\n", "f:1:1"),
        ("title: a\n", "f:1:1"),
    ],
)
def test_without_a_year_there_is_no_next(text: str, place: str) -> None:
    assert refused(text) == [f"{place}: no year to count from; write it as a number, such as `year: 2020`"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: {purpose: 'b\n  c', workers: [Stuart Jones]}\nyear: 2020\n", "f:3:1"),
        ("year: 2020\na:\n  workers: [Kara\n    Walne, Stuart Jones]\n", "f:1:1"),
        ('year: "2\\x3020"\n', "f:1:1"),
    ],
)
def test_where_a_comment_would_become_text_it_is_left_to_the_person(text: str, place: str) -> None:
    cure = "copy the file and change `year:` by hand"

    assert refused(text) == [f"{place}: cannot draft the next year here without changing something else; {cure}"]


def test_what_is_wrong_before_is_said_first() -> None:
    assert refused("year: 2020\nyear: 2020\n") == ["f:2:1: 'year' is here twice (first in line 1)"]
    assert refused("year: [") == ["f:1:7: this list is not closed; look for a missing ',' or ']'"]


WORKERS = st.lists(st.sampled_from(["Jo", "Stuart Jones", "'IRO''s'", "IROs"]), min_size=1, max_size=3)
STYLES = (
    "  A{n}:\n    purpose: |\n      Stuart Jones # 2020\n    workers: [{flow}] # c\n",
    "  A{n}:\n    workers: # c\n    - {block}\n\n    # 2020\n    purpose: a\n",
    "  A{n}: {{purpose: b,\n       workers: [{flow}]}}\n",
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STYLES), WORKERS), max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_of_what_is_not_dated_only_the_year_and_comment_lines_are_new(
    activities: list[tuple[str, list[str]]], end: str
) -> None:
    written = [
        style.format(n=n, flow=", ".join(names), block="\n    - ".join(names))
        for n, (style, names) in enumerate(activities)
    ]
    text = "".join(["year: 2020  # to 2021\nactivities:\n", *written]).replace("\n", end)

    once = drafted(text)

    notes = {
        NOTE,
        "# IRO's are disbanded",
        "# IROs are disbanded",
        "# 2020: a year is in this, and left as it is: check",
    }
    kept = "".join(line for line in once.splitlines(keepends=True) if line.strip() not in notes)
    assert kept == text.replace("year: 2020  # to 2021", "year: 2021  # to 2022")
    assert values_of(once, "f") == {**(values_of(text, "f") or {}), "year": "2021"}
    assert drafted(once) == once
