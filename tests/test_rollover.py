"""Next year's framework, drafted from this year's text, and what in config.yaml is of this year."""

from __future__ import annotations

import difflib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_staff_verbs import said
from workspaces import small

from qa_calendar.dates.months import Month
from qa_calendar.model import EveryMonths, EveryWeeks
from qa_calendar.planning.plan import expand
from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.editing import values_of
from qa_calendar.reading.framework import FrameworkShape
from qa_calendar.reading.load import load, settings_of
from qa_calendar.reading.rollover.dated import dated_lines
from qa_calendar.reading.rollover.draft import rolled_over
from qa_calendar.reading.rollover.shifting import Turn, days_in, nth
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


# What is dated


def turned(text: str, year: int = 2027) -> str:
    """*text* of a framework of 2026 for another *year*, without its first line."""
    first, rest = rolled_over(f"year: 2026\n{text}", "f", year, {}).text.split("\n", 1)
    assert first.strip() == f"year: {year}"
    return rest


def activity(lines: str) -> str:
    """The *lines* of an activity in a framework."""
    return "activities:\n  A:\n" + "".join(f"    {line}\n" for line in lines.splitlines())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-06-11", "2027-06-10"),
        ("2026-04-01", "2027-04-07"),
        ("2027-02-28", "2028-02-27"),
        # a fifth that is none, and one that is
        ("2026-04-30", "2027-04-29"),
        ("2026-07-30", "2027-07-29"),
        ("2026-08-31", "2027-08-30"),
        # a leap year's last day
        ("2024-02-29", "2025-02-27"),
    ],
)
def test_a_day_keeps_its_weekday_and_its_place_in_the_month(before: str, after: str) -> None:
    day = date.fromisoformat(before)

    assert str(Turn(Month(day.year, 1), Month(day.year + 1, 1)).day(day)) == after


@given(st.dates(date(1980, 1, 1), date(2090, 12, 31)), st.integers(-2, 5))
def test_every_day_keeps_its_weekday_and_its_month(day: date, by: int) -> None:
    new = Turn(Month(day.year, 4), Month(day.year + by, 4)).day(day)

    assert (new.weekday(), new.month, new.year) == (day.weekday(), day.month, day.year + by)
    assert nth(new) == nth(day) or (nth(day) == 4 and (new + timedelta(7)).month != new.month)


def test_a_day_beyond_all_calendars_stays() -> None:
    assert Turn(Month(2026, 4), Month(2027, 4)).day(date(9999, 12, 31)) == date(9999, 12, 31)


@given(
    st.integers(1, 52),
    st.dates(date(2024, 4, 1), date(2029, 3, 31)),
    st.integers(1, 3),
    st.none() | st.integers(0, 700),
)
def test_a_count_of_weeks_goes_on_without_a_break(count: int, since: date, by: int, days: int | None) -> None:
    turn = Turn(Month(2026, 4), Month(2026 + by, 4))
    until = None if days is None else since + timedelta(days)

    after = turn.weeks(EveryWeeks(count, since, until))

    assert (after.since - since).days % (7 * count) == 0
    assert 0 <= (after.since - turn.new.first).days < 7 * count
    if until is None or until > date(2027, 3, 31):
        assert after.until == (until and max(until, after.since))
    else:
        assert after.until == max(turn.day(until), after.since)


def test_the_end_of_a_count_is_52_or_53_weeks_later() -> None:
    turn, since = Turn(Month(2026, 4), Month(2027, 4)), date(2026, 4, 3)
    days = [date(2026, 12, 1) + timedelta(n) for n in range(25)]
    ends = [turn.weeks(EveryWeeks(1, since, day)).until for day in days]

    assert [(end - day).days // 7 for day, end in zip(days, ends, strict=True) if end] == [53, *[52] * 6] * 3 + [
        53,
        52,
        52,
        52,
    ]


@pytest.mark.parametrize(
    ("every", "begins", "counted_on"),
    [
        (EveryMonths(6, 10), Month(2027, 10), Month(2027, 4)),
        (EveryMonths(5), Month(2027, 4), Month(2027, 7)),
        (EveryMonths(3, 6), Month(2027, 6), Month(2027, 6)),
        (EveryMonths(2, 5), Month(2027, 5), Month(2027, 5)),
        (EveryMonths(12, 2), Month(2028, 2), Month(2028, 2)),
        (EveryMonths(1), Month(2027, 4), Month(2027, 4)),
    ],
)
def test_months_begin_where_they_began_or_where_they_would_be(
    every: EveryMonths, begins: Month, counted_on: Month
) -> None:
    assert Turn(Month(2026, 4), Month(2027, 4)).months(every) == (begins, counted_on)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("QA Programme 2026–27", "QA Programme 2027–28"),
        ("QA 2026/27 (2026-27, 2026 — 27)", "QA 2027/28 (2027-28, 2027 — 28)"),
        ("'Programme for 2026'", "'Programme for 2027'"),
        ('"Spring 2027"', '"Spring 2028"'),
        ("2026 to 2027, 2026/2027", "2027 to 2028, 2027/2028"),
        (
            "The 2020–2030 strategy in 2026, as of 2025 and 12026",
            "The 2020–2030 strategy in 2027, as of 2025 and 12026",
        ),
        ("Since 2026-04-05", "Since 2027-04-05"),
        ("QA\n  in 2026", "QA\n  in 2027"),
    ],
)
def test_the_year_in_the_title_and_the_service_is_the_new_one(before: str, after: str) -> None:
    assert turned(f"title: {before}\nservice: {before}\n") == f"title: {after}\nservice: {after}\n"


def test_a_calendar_year_has_no_second_one() -> None:
    assert turned("first_month: January\ntitle: 2026 and 2027\n") == "first_month: January\ntitle: 2027 and 2027\n"


SHIFTED = "shifted to the same weekday of 2027"
GOES_ON = "the count goes on without a break"
LATE = "it began on 2026-09-04, and here the count goes on from the beginning of the year"
YEAR_IN_IT = "# 2026: a year is in this, and left as it is: check"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        # every
        (
            "every: 2 weeks from 2026-04-10",
            "# 2026: the count goes on without a break from 2026-04-10: check\nevery: 2 weeks from 2027-04-09",
        ),
        (
            "every:  '2 weeks from 2026-04-10 until 2026-12-18'  # 2026-04-10",
            (
                f"# 2026: {GOES_ON} from 2026-04-10, and its end, 2026-12-18, is shifted by whole weeks: "
                "check\nevery:  '2 weeks from 2027-04-09 until 2027-12-17'  # 2026-04-10"
            ),
        ),
        (
            "every: week from 2026-04-10 until 2026-04-10",
            (
                "# 2026: it began on 2026-04-10, and here the count goes on from the beginning of the year, "
                "and its end, 2026-04-10, is shifted by whole weeks: choose\n"
                "every: week from 2027-04-02 until 2027-04-09"
            ),
        ),
        (
            "every: 5 weeks from 2026-04-03 until 2026-04-10",
            (
                f"# 2026: {GOES_ON} from 2026-04-03, and its end, 2026-04-10, leaves it this one day: "
                "choose\nevery: 5 weeks from 2027-04-23 until 2027-04-23"
            ),
        ),
        (
            "every: 2 weeks from 2024-04-05 until 2030-01-01",
            f"# 2026: {GOES_ON} from 2024-04-05: check\nevery: 2 weeks from 2027-04-02 until 2030-01-01",
        ),
        ("every: week from 2026-09-04", f"# 2026: {LATE}: choose\nevery: week from 2027-04-02"),
        ("every: quarter from June", None),
        ("every: month", None),
        (
            "every: half-year from October",
            (
                "# 2026: counted on from the year before it would be April 2027 first, "
                "here it is October 2027: choose\n"
                "every: half-year from October"
            ),
        ),
        # dates
        ("dates: [2026-06-11]", f"# 2026: 2026-06-11 {SHIFTED}: check\ndates: [2027-06-10]"),
        (
            "dates: [2026-06-11, {on: 2026-09-10, theme: Neglect}, '2026-12-10']  # Thursdays",
            (
                f"# 2026: 2026-06-11, 2026-09-10 and 2026-12-10 {SHIFTED}: check\n"
                "dates: [2027-06-10, {on: 2027-09-09, theme: Neglect}, '2027-12-09']  # Thursdays"
            ),
        ),
        (
            "dates:\n  - 2026-06-11\n  - on: 2026-09-10\n    skip: true\n    because: merged",
            (
                f"dates:\n  # 2026: 2026-06-11 {SHIFTED}: check\n  - 2027-06-10\n"
                f"  # 2026: 2026-09-10 skipped, {SHIFTED}: choose\n  - on: 2027-09-09\n"
                "    skip: true\n    because: merged"
            ),
        ),
        (
            "dates: [2026-04-30,\n  2027-03-30]",
            (
                "# 2026: 2026-04-30 shifted to the same weekday of 2027: check\ndates: [2027-04-29,\n"
                "  # 2026: 2027-03-30 shifted to the last Tuesday of March 2028, which has no fifth: check\n"
                "  2028-03-28]"
            ),
        ),
        # rules
        (
            "rule: {start: 2026-10-14, due: '5 working days after  2026-10-14', remind: day 5, at: '10:30'}",
            (
                f"# 2026: 2026-10-14 {SHIFTED}: check\n"
                "rule: {start: 2027-10-13, due: '5 working days after  2027-10-13', remind: day 5, at: '10:30'}"
            ),
        ),
        (
            "rule:\n  start: 2026-10-14, or next working day",
            f"rule:\n  # 2026: 2026-10-14 {SHIFTED}: check\n  start: 2027-10-13, or next working day",
        ),
        ("rule: {start: 3 working days before activity Audit of 1999-10-14}", None),
        (
            "rule:\n- {start: day 3}\n- {start: day 4, from: May 2026}\n- {start: day 5, from: September 2026}",
            (
                "rule:\n- {start: day 3}\n- {start: day 4, from: May 2026}\n"
                "# 2026: begun in September 2026, this holds all through 2027, and none before it: check\n"
                "- {start: day 5, from: September 2026}"
            ),
        ),
        (
            "rule: [{start: day 3}, {start: day 4, from: May 2026}, {start: day 5, from: June 2027}]",
            (
                "# 2026: begun in May 2026, this holds from the beginning of 2027, and none before it: check\n"
                "rule: [{start: day 3}, {start: day 4, from: May 2026}, {start: day 5, from: June 2027}]"
            ),
        ),
        ("rule: [{start: day 3}, {start: day 5, from: June 2027}]", None),
        # text
        ("title: Audit of 2026 ({period})", f"{YEAR_IN_IT}\ntitle: Audit of 2026 ({{period}})"),
        (
            "purpose: >\n  To see\n  what 2026/27 was",
            f"{YEAR_IN_IT}\npurpose: >\n  To see\n  what 2026/27 was",
        ),
        (
            "details: {Sample 2026: 10 files, Board: of 2027}\nplace: Room 2019",
            f"{YEAR_IN_IT}\ndetails: {{Sample 2026: 10 files, Board: of 2027}}\nplace: Room 2019",
        ),
        ("id: audit-2026\nalso_known_as: [Audit 2026]\nworkers: [Team 2026]", None),
    ],
)
def test_what_is_dated_moves_along_below_a_comment(before: str, after: str | None, end: str) -> None:
    old, new = (activity(lines).replace("\n", end) for lines in (before, after or before))

    assert rolled_over(f"year: 2026{end}{old}", "f", 2027, {}).text == f"year: 2027{end}{new}"


def test_the_name_of_an_activity_stays_and_is_marked() -> None:
    text = "activities:\n  Audit 2026–27: {purpose: p}\nmonths:\n  May: [Audit 2026–27]\n"
    mark = "# 2026: 'Audit 2026–27' holds a year, and its id is made of it, so it is left as it is: choose"

    assert turned(text) == text.replace("  Audit 2026–27: {", f"  {mark}\n  Audit 2026–27: {{")


def test_what_a_month_says_of_a_day_moves_along() -> None:
    months = (
        "months:\n  June:\n    - A: {on: 2026-06-11, theme: Neglect}\n    - A:\n        id: second\n"
        "        rule: {start: 2026-06-18}\n        period: 2025 to 2026\n    - A\n"
    )

    assert turned(months) == (
        f"months:\n  June:\n    # 2026: 2026-06-11 {SHIFTED}: check\n    - A: {{on: 2027-06-10, theme: Neglect}}\n"
        f"    - A:\n        id: second\n        # 2026: 2026-06-18 {SHIFTED}: check\n"
        f"        rule: {{start: 2027-06-17}}\n        {YEAR_IN_IT}\n        period: 2025 to 2026\n    - A\n"
    )


COUNTED = "activities:\n  A: {every: 4 weeks from 2026-04-10, also_known_as: [Old A]}\nmonths:\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # as the count is, not as the weekday is
        (
            "  October:\n    - A: {date: 2026-10-23, theme: b}",
            (
                "  October:\n    # 2026: 2026-10-23 shifted to 2027-10-22, as the count is: check\n"
                "    - A: {date: 2027-10-22, theme: b}"
            ),
        ),
        (
            "  October: [old a: {date: 2026-10-23, on: 2026-10-26}]",
            (
                "  # 2026: 2026-10-23 shifted to 2027-10-22, as the count is: check\n"
                "  # 2026: 2026-10-26 shifted to the same weekday of 2027: check\n"
                "  October: [old a: {date: 2027-10-22, on: 2027-10-25}]"
            ),
        ),
        (
            "  July:\n    - A: {date: 2026-07-03}\n    - A:\n        date: 2026-07-31\n\n        theme: b # c\n    - B",
            (
                "  July:\n    # 2026: 2026-07-03 shifted to 2027-07-02, as the count is: check\n"
                "    - A: {date: 2027-07-02}\n"
                "    - A:\n        # 2026: 2026-07-31 shifted to 2027-07-30, as the count is: check\n"
                "        date: 2027-07-30\n\n        theme: b # c\n    - B"
            ),
        ),
        # of two the day alone says which
        (
            "  July: [A: {on: 2026-07-31}]",
            "  # 2026: 2026-07-31 shifted to 2027-07-30, as the count is: check\n  July: [A: {on: 2027-07-30}]",
        ),
        # the month has one before and after, or what is listed is none of the count
        ("  May: [A]\n  June:\n    - A:\n        theme: b\n    - A: {id: a-2}", None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_a_month_says_of_a_count_stays_with_it(before: str, after: str | None, end: str) -> None:
    head = COUNTED.replace("  A:", "  # 2026: the count goes on without a break from 2026-04-10: check\n  A:", 1)
    head = head.replace("weeks from 2026-04-10,", "weeks from 2027-04-09,")

    text = turned(f"{COUNTED}{before}\n".replace("\n", end))

    assert text == f"{head}{after or before}\n".replace("\n", end)


TWO = "2026: in June 2027 it is on 2027-06-04 and 2027-06-25, and this is of the first: choose"
NONE = "has no like in the count of 2027, so this is left out: choose"


@pytest.mark.parametrize(
    ("weeks", "before", "after"),
    [
        # two in place of one
        (3, "  June:\n    - A", f"  June:\n    # {TWO}\n    - A: {{date: 2027-06-04}}"),
        (3, "  June: [A, B]", f"  # {TWO}\n  June: [A: {{date: 2027-06-04}}, B]"),
        (3, "  June:\n    - A: {theme: b}", f"  June:\n    # {TWO}\n    - A: {{date: 2027-06-04, theme: b}}"),
        (
            3,
            "  June:\n    - A:\n        theme: b\n        period: c",
            f"  June:\n    # {TWO}\n    - A:\n        date: 2027-06-04\n        theme: b\n        period: c",
        ),
        (3, "  June:\n    - A:\n    - B: {}", f"  June:\n    # {TWO}\n    - A: {{date: 2027-06-04}}\n    - B: {{}}"),
        # one in place of two
        (
            3,
            "  May:\n    - A: {date: 2026-05-22}\n    - B",
            f"  May:\n    # 2026: 2026-05-22 {NONE}\n    # - A: {{date: 2026-05-22}}\n    - B",
        ),
        (
            3,
            "  May:\n  -   A:\n        theme: b\n\n        date: 2026-05-22\n  July: []",
            (
                f"  May:\n  # 2026: 2026-05-22 {NONE}\n  # -   A:\n  #       theme: b\n\n  #       date: 2026-05-22\n"
                "  July: []"
            ),
        ),
        (
            3,
            "  May: [A: {date: 2026-05-22}]",
            (
                "  # 2026: 2026-05-22 has no like in the count of 2027, so take this out: choose\n"
                "  May: [A: {date: 2026-05-22}]"
            ),
        ),
        # none in place of one, one in place of none
        (
            5,
            "  May:\n    - A",
            "  May:\n    # 2026: the count has no day in May 2027, so this is once more: choose\n    - A",
        ),
        (
            5,
            "  September:\n    - A",
            "  September:\n    # 2026: it was once more, and now is what is on 2027-09-17: choose\n    - A",
        ),
    ],
)
def test_where_a_month_has_more_or_less_of_a_count_somebody_chooses(weeks: int, before: str, after: str) -> None:
    head = f"activities:\n  A:\n    every: {weeks} weeks from 2026-04-10\nmonths:\n"

    assert turned(f"{head}{before}\n").partition("months:\n")[2] == f"{after}\n"


def test_what_is_listed_in_a_month_that_a_count_leaves_out_is_none_of_it() -> None:
    months = "months:\n  September:\n    - A\n  June:\n    - A: {on: 2026-06-19}\n"

    text = turned(f"activities:\n  A: {{every: 5 weeks from 2026-04-10, not_in: [June, September]}}\n{months}")

    assert text.partition("months:\n")[2] == (
        f"  September:\n    - A\n  June:\n    # 2026: 2026-06-19 {SHIFTED}: check\n    - A: {{on: 2027-06-18}}\n"
    )


def test_a_comment_that_stands_there_is_not_repeated() -> None:
    mark = f"# 2026: 2026-06-11 {SHIFTED}: check"
    begun = "# 2026: begun in May 2026, this holds all through 2027, and none before it: check"
    rules = f"rule:\n  - {{start: day 1}}\n  #  mine\n  {begun}\n  - {{start: day 2, from: May 2026}}"

    assert turned(activity(f"{mark}\n# mine\ndates: [2026-06-11]\n{rules}")) == activity(
        f"{mark}\n# mine\ndates: [2027-06-10]\n{rules}"
    )


def test_next_year_s_draft_of_the_same_year_is_the_same() -> None:
    text = f"year: 2026\ntitle: 2026\n{activity('dates: [2026-06-11]')}"

    assert rolled_over(text, "f", 2026, {}).text == text


def test_a_draft_says_what_was_done() -> None:
    dates = activity("dates: [2026-06-11, {on: 2026-09-10, skip: true, because: merged}]\nworkers: [Jo]")

    draft = rolled_over(f"title: QA 2026\nservice: S\nyear: 2026\n{dates}", "f", 2027, {"Jo": "leaves"})

    assert (draft.titles, draft.shifted, draft.checks, draft.choices, draft.flagged) == (("QA 2027",), 2, 1, 1, 1)


def test_a_date_that_cannot_be_put_in_place_is_left_to_the_person() -> None:
    with pytest.raises(InvalidInputError, match=r"f:1:1: cannot draft the next year here"):
        turned(activity('dates: ["2026-06\\x2d11"]'))


# Both years together

CONFIG = """\
calendar_id: qa.example.gov.uk
staff: {Ann Lee: {role: TM}}
working_days: {nation: England}
"""
EVERY_WORD = """\
title: QA Programme 2026–27
service: S
year: 2026
activities:
  Fortnight: {every: 2 weeks from 2026-04-10 until 2026-12-18}
  Three: {every: 3 weeks from 2026-04-10, not_in: [August]}
  Half: {every: half-year from October}
  Board:
    dates: [2026-06-11, 2026-06-25, {on: 2026-09-10, skip: true, because: merged}, 2026-12-10, 2026-04-30, 2027-03-31]
    rule: {at: "13:30", lasts: 2 hours}
  Paper:
    every: quarter from June
    rule: {start: 20 working days before activity Board, due: none}
  Ruled: {rule: {start: 2026-10-14, due: 2026-10-30, remind: 5 working days before due}}
  Later:
    rule: [{start: first Monday}, {start: second Monday, from: September 2026}]
  Audit 2026: {purpose: p, workers: [Ann Lee]}
months:
  April: [Later, Three]
  May:
    - Three: {date: 2026-05-01, theme: a}
    - Three: {date: 2026-05-22, theme: b}
  June:
    - Three
    - Board: {id: board-2, theme: Neglect}
    - Board: {date: 2026-06-11, theme: Harm}
  October:
    - Fortnight: {date: 2026-10-09, on: 2026-10-12}
    - Later: {on: 2026-10-14}
    - Later: {id: again, rule: {start: 2026-10-21}}
    - Ruled
    - Audit 2026
"""


def uids(*frameworks: str) -> list[str]:
    """The UID of everything in these *frameworks*, which must be right, skipped or not."""
    config, years = load(CONFIG, {f"framework-{n}.yaml": text for n, text in enumerate(frameworks)})
    plan = expand(years, config)
    return [one.uid for one in plan.occurrences] + [one.entry.uid_stem for one in plan.skipped]


@pytest.mark.parametrize("year", range(2027, 2036))
def test_a_draft_with_every_word_is_a_year_beside_the_other(year: int) -> None:
    drafts = [EVERY_WORD]
    for one in range(2027, year + 1):
        drafts.append(rolled_over(drafts[-1], "f", one, {}).text)

    found = uids(EVERY_WORD, drafts[-1])

    assert len(set(found)) == len(found)
    assert set(uids(EVERY_WORD)) < set(found)


COUNTS = st.tuples(st.integers(1, 52), st.dates(date(2026, 4, 1), date(2027, 3, 31)), st.none() | st.integers(0, 360))


@settings(deadline=None, max_examples=150)
@given(COUNTS, st.lists(st.dates(date(2026, 4, 1), date(2027, 3, 31)), min_size=1, max_size=6, unique=True), st.data())
def test_what_can_be_planned_can_be_planned_a_year_on(
    count: tuple[int, date, int | None], days: list[date], data: st.DataObject
) -> None:
    weeks, since, length = count
    until = "" if length is None else f" until {since + timedelta(length)}"
    series = EveryWeeks(weeks, since, None if length is None else since + timedelta(length))
    occasions = [day for n in range(12) for day in days_in(series, Month(2026, 4).plus(n))]
    text = (
        f"title: T\nservice: S\nyear: 2026\nactivities:\n  A: {{every: {weeks} weeks from {since}{until}}}\n"
        f"  B: {{dates: [{', '.join(map(str, sorted(days)))}]}}\nmonths:\n"
    )
    for n in range(12):
        month = Month(2026, 4).plus(n)
        own = [day for day in occasions if day in month]
        said_of = data.draw(st.lists(st.sampled_from(own), unique=True)) if own else []
        text += f"  {str(month).split()[0]}:\n" + "".join(f"    - A: {{date: {day}, theme: t}}\n" for day in said_of)
        if len(own) < 2 and not said_of and data.draw(st.booleans()):
            text += "    - A\n"

    found = uids(text, rolled_over(text, "f", 2027, {}).text)

    assert len(set(found)) == len(found)


# config.yaml

DATED = """\
calendar_id: qa.example.gov.uk
staff:
  Ann Lee: {role: TM, away: [{from: 2026-08-03, until: 2026-08-14}, {from: 2025-08-03, until: 2025-08-14}]}
  Bo Day: {role: TM}
staff_changes:
  - {from: 2026-10-05, until: 2026-10-16, work_of: Ann Lee, goes_to: Bo Day}
  - {from: 2026-05-05, work_of: Bo Day, goes_to: Ann Lee, only: [Q]}
working_days:
  nation: England
  closed:
    - {from: 2026-12-24, until: 2027-01-01, because: Christmas shutdown}
    - {from: 2025-12-24, until: 2026-01-01}
  open: [2026-05-04, 2027-05-03]
  work_through: [2026-05-25, Good Friday]
rules:
  default: {start: first working day, due: last working day}
  activities:
    Q: {start: 2026-12-03}
    Half:
      - {start: first Monday}
      - {start: 5 days after 2026-10-05, from: September 2026}
    Again:
date_changes:
  - {activity: Q, month: October, move_to: 2026-10-14, because: half term}
  - {activity: Half, month: October 2026, skip: true, because: merged}
  - {activity: Half, month: October 2025, skip: true, because: merged}
  - {activity: Half, date: 2026-10-23, skip: true, because: merged}
feeds:
  team_name: QA 2026-27
lint: {ignore: {L05: agreed for 2026, L17: always}}
reminders:
  lead_times: {TM: 2026-05-01}
"""


def test_what_is_of_the_year_in_config_yaml_is_listed() -> None:
    document = settings_of(DATED).document
    assert document is not None
    config, _ = load(
        DATED, {"framework.yaml": "title: T\nservice: S\nyear: 2026\nactivities: {Q: {}, Half: {}, Again: {}}\n"}
    )

    found = dated_lines(config, document, Turn(Month(2026, 4), Month(2027, 4)))

    again = "is there one in the new year?"
    assert [str(one).removeprefix("config.yaml:") for one in found] == [
        f"3: Ann Lee is away 3 August 2026 to 14 August 2026: {again}",
        f"6: Bo Day covers Ann Lee from Monday 5 October 2026 to Friday 16 October 2026, and it ends: {again}",
        f"11: closed 24 December 2026 to 1 January 2027 (Christmas shutdown): {again}",
        f"13: open on 4 May 2026: {again}",
        f"14: the bank holiday of 25 May 2026 is worked: {again}",
        "18: the date of one year for Q, start: 2026-12-03; when is it in the new year?",
        "21: the date of one year for Half, start: 5 days after 2026-10-05; when is it in the new year?",
        "21: rules of Half from September 2026: in the new year they hold, and none before them",
        f"24: Q in October, moved to 14 October 2026 (half term): say of which year, `month: October 2026`; {again}",
        f"25: Half in October 2026, skipped (merged): {again}",
        f"27: Half on 23 October 2026, skipped (merged): {again}",
        "29: team_name holds a year, 'QA 2026-27': does it still hold?",
        "30: L05 holds a year, 'agreed for 2026': does it still hold?",
        "32: the date of one year for lead_times, TM: 2026-05-01; when is it in the new year?",
    ]


# The verb

TRIAL = """\
title: QA Programme 2026–27
service: S
year: 2026
activities:
  Paper:
    workers: [Ann Lee]
    dates: [2026-06-11, {on: 2026-09-10, skip: true, because: merged}]
"""


def test_the_year_in_a_title_is_not_kept_and_closures_are_named(tmp_path: Path) -> None:
    closed = "working_days:\n  nation: England\n  closed:\n    - {from: 2026-12-24, until: 2027-01-01}\n"
    workspace = small(tmp_path, CONFIG.replace("working_days: {nation: England}\n", closed), TRIAL)

    ended = said("rollover", "2027", of=workspace)

    assert ended == (
        0,
        (
            "framework-2027.yaml: written from framework.yaml.\n"
            "The year is a new one in 'QA Programme 2027–28'.\n"
            "2 dates shifted.\n"
            "1 comment in it where you have to check what was shifted or left.\n"
            "1 comment in it where you have to choose.\n"
            "In config.yaml, which is left as it is, of 2026:\n"
            "  config.yaml:6: closed 24 December 2026 to 1 January 2027: is there one in the new year?\n"
            "Edit it, then put it into config.yaml:\n"
            "  frameworks: [framework.yaml, framework-2027.yaml]\n"
        ),
        "",
    )
    assert (workspace.root / "framework-2027.yaml").read_text(encoding="utf-8") == (
        "title: QA Programme 2027–28\nservice: S\nyear: 2027\nactivities:\n  Paper:\n    workers: [Ann Lee]\n"
        f"    # 2026: 2026-06-11 {SHIFTED}: check\n    # 2026: 2026-09-10 skipped, {SHIFTED}: choose\n"
        "    dates: [2027-06-10, {on: 2027-09-09, skip: true, because: merged}]\n"
    )


def test_what_does_not_fit_in_the_new_year_is_said(tmp_path: Path) -> None:
    framework = f"{TRIAL}  A: {{every: 3 weeks from 2026-04-10}}\nmonths:\n  May: [A: {{date: 2026-05-22}}]\n"
    workspace = small(tmp_path, CONFIG, framework)

    code, out, _ = said("rollover", "2027", of=workspace)

    problem = "framework-2027.yaml:14:9: 'A' is in May 2027 by itself, on 2027-05-14: say of which this is"
    assert code == 0
    assert out.partition("Put right in it, before it can be planned:\n")[2].startswith(f"  {problem}")


def test_a_year_beyond_the_bank_holidays_is_said(tmp_path: Path) -> None:
    workspace = small(tmp_path, CONFIG, TRIAL)

    _, out, _ = said("rollover", "2100", of=workspace)

    assert "  framework-2100.yaml:3:7: 2100 is out of range: write a number from 1979 to 2099\n" in out
