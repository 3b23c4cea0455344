"""What cells of programmes say about time, and what they do not."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_calendar.dates.months import MONTHS
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.reading.documents.when import (
    Across,
    Between,
    DayOrder,
    InMonths,
    MonthNamed,
    NoTime,
    NthDay,
    Often,
    OnDay,
    Part,
    Said,
    Timing,
    Undated,
    Why,
    YearSaid,
    day_order,
    is_nothing,
    is_tick,
    month_named,
    period_in_title,
    understand,
    weekday_agrees,
    years_in,
)

M = MonthNamed


def in_months(*months: int, year: int | None = None) -> InMonths:
    return InMonths(tuple(M(month, year) for month in months))


def led(day: int, month: int, year: int | None = None, weekday: int | None = None) -> OnDay:
    return OnDay(day, month, year, weekday, is_deadline=True)


def week_of(day: int, month: int, year: int | None = None, weekday: int | None = None) -> OnDay:
    return OnDay(day, month, year, weekday, of_week=True)


MONTH_CELLS: list[tuple[str, Timing]] = [
    ("April", in_months(4)),
    ("april", in_months(4)),
    ("JULY:", in_months(7)),
    ("Sept.", in_months(9)),
    ("SEP**", in_months(9)),
    ("Dec", in_months(12)),
    ("May", in_months(5)),
    ("Mawrth", in_months(3)),
    ("Apr 25", in_months(4, year=2025)),
    ("Apr. 25", in_months(4, year=2025)),
    ("Oct '25", in_months(10, year=2025)),
    ("Oct ’25", in_months(10, year=2025)),
    ("Jul-25", in_months(7, year=2025)),
    ("Mar-26", in_months(3, year=2026)),
    ("April 2025", in_months(4, year=2025)),
    ("April, 2025", in_months(4, year=2025)),
    ("April\n2025", in_months(4, year=2025)),
    ("2025-04", in_months(4, year=2025)),
    ("04/2025", in_months(4, year=2025)),
    ("In May", in_months(5)),
    ("Every September", in_months(9)),
    ("March and Sept each year", in_months(3, 9)),
    ("Next due June 2025", in_months(6, year=2025)),
    ("Oct & Nov", in_months(10, 11)),
    ("Apr, Jul, Oct, Jan", in_months(4, 7, 10, 1)),
    ("Apr, Jul, Oct and Jan", in_months(4, 7, 10, 1)),
    ("Jan Apr Jul Oct", in_months(1, 4, 7, 10)),
    ("Jan\nApr\nJul", in_months(1, 4, 7)),
    ("Jan/Apr/Jul/Oct", in_months(1, 4, 7, 10)),
    ("Apr/Oct", in_months(4, 10)),
    ("May and November", in_months(5, 11)),
    ("Oct & Nov 2025", in_months(10, 11, year=2025)),
    ("Nov, Feb 2026", InMonths((M(11, 2025), M(2, 2026)))),
    ("Nov 2025, Feb", InMonths((M(11, 2025), M(2, 2026)))),
    ("Sept 2025 and Feb 2026", InMonths((M(9, 2025), M(2, 2026)))),
    ("by April", InMonths((M(4),), is_deadline=True)),
    ("Deadline: May 2025", InMonths((M(5, 2025),), is_deadline=True)),
    ("Jan - Feb", Across(M(1), M(2))),
    ("April to June", Across(M(4), M(6))),
    ("between April and June", Across(M(4), M(6))),
    ("from April to June", Across(M(4), M(6))),
    ("April/May", Across(M(4), M(5))),
    ("Dec/Jan", Across(M(12), M(1))),
    ("Sept–Nov 2025", Across(M(9, 2025), M(11, 2025))),
    ("Nov – Feb 2026", Across(M(11, 2025), M(2, 2026))),
    ("Sep-25 to Nov-25", Across(M(9, 2025), M(11, 2025))),
    ("Oct 24 - Sep 25", Across(M(10, 2024), M(9, 2025))),
]

DAY_CELLS: list[tuple[str, Timing]] = [
    ("07/04/2025", OnDay(7, 4, 2025)),
    ("2026-02-02", OnDay(2, 2, 2026)),
    ("2026-02-02 00:00:00", OnDay(2, 2, 2026)),
    ("2026-02-02T00:00:00", OnDay(2, 2, 2026)),
    ("12/05/25", OnDay(12, 5, 2025)),
    ("12.5.25", OnDay(12, 5, 2025)),
    ("12/05/99", OnDay(12, 5, 1999)),
    ("10-06-2025", OnDay(10, 6, 2025)),
    ("1st May 2019", OnDay(1, 5, 2019)),
    ("14th January 2020", OnDay(14, 1, 2020)),
    ("10 June, 2025", OnDay(10, 6, 2025)),
    ("Tues 10 June 2025", OnDay(10, 6, 2025, 1)),
    ("Tuesday, 10th of June", OnDay(10, 6, None, 1)),
    ("Tuesday the 10th of June", OnDay(10, 6, None, 1)),
    ("June 10", OnDay(10, 6)),
    ("June 10th", OnDay(10, 6)),
    ("Tue June 25", OnDay(25, 6, None, 1)),
    ("June 10, 2025", OnDay(10, 6, 2025)),
    ("10-Jun-25", OnDay(10, 6, 2025)),
    ("10/Jun/2025", OnDay(10, 6, 2025)),
    ("10 Jun", OnDay(10, 6)),
    ("10 Jun 25", OnDay(10, 6, 2025)),
    ("10-Jun", OnDay(10, 6)),
    ("29 Feb", OnDay(29, 2)),
    ("29 Feb 2024", OnDay(29, 2, 2024)),
    ("On 3 March", OnDay(3, 3)),
    ("Mon 3/3", OnDay(3, 3, None, 0)),
    ("by 31 May", led(31, 5)),
    ("By 31 May", led(31, 5)),
    ("due 31 May", led(31, 5)),
    ("to be completed by 31 May", led(31, 5)),
    ("no later than 31 May 2026", led(31, 5, 2026)),
    ("Deadline Friday 12 December", led(12, 12, None, 4)),
    ("Deadline: 12/12", led(12, 12)),
    ("w/c 3 March", week_of(3, 3)),
    ("W/C: 3 March", week_of(3, 3)),
    ("wc 3/3", week_of(3, 3)),
    ("w.c. 3 March", week_of(3, 3)),
    ("Week of 12/05", week_of(12, 5)),
    ("WK: 15th September", week_of(15, 9)),
    ("WK of 13th October", week_of(13, 10)),
    ("Week commencing 15 Sept", week_of(15, 9)),
    ("Week beginning Monday 15 September 2025", week_of(15, 9, 2025, 0)),
    ("by w/c 3 March", OnDay(3, 3, of_week=True, is_deadline=True)),
    ("7–18 April 2025", Between(OnDay(7, 4, 2025), OnDay(18, 4, 2025))),
    ("7 to 18 April", Between(OnDay(7, 4), OnDay(18, 4))),
    ("Mon 7 - Fri 11 April", Between(OnDay(7, 4, None, 0), OnDay(11, 4, None, 4))),
    ("April 7-18, 2025", Between(OnDay(7, 4, 2025), OnDay(18, 4, 2025))),
    ("29 Sept - 3 Oct", Between(OnDay(29, 9), OnDay(3, 10))),
    ("from 29 Sept to 3 Oct", Between(OnDay(29, 9), OnDay(3, 10))),
    ("29 Dec - 3 Jan 2026", Between(OnDay(29, 12, 2025), OnDay(3, 1, 2026))),
    ("07/04/2025 - 18/04/2025", Between(OnDay(7, 4, 2025), OnDay(18, 4, 2025))),
    ("31/11/2025", Undated(Why.NO_SUCH_DAY, "31/11/2025")),
    ("29/02/2025", Undated(Why.NO_SUCH_DAY, "29/02/2025")),
    ("30 Feb", Undated(Why.NO_SUCH_DAY, "30 Feb")),
    ("0 June", Undated(Why.NO_SUCH_DAY, "0 June")),
    ("99/99/2025", Undated(Why.NO_SUCH_DAY, "99/99/2025")),
    ("28-31 June", Undated(Why.NO_SUCH_DAY, "31 June")),
    ("30 Feb - 3 March", Undated(Why.NO_SUCH_DAY, "30 Feb")),
    ("3rd Wed in October", NthDay("third Wednesday", M(10))),
    ("3rd Wed Oct 2025", NthDay("third Wednesday", M(10, 2025))),
    ("October – 3rd Wed", NthDay("third Wednesday", M(10))),
    ("first Monday of each month", NthDay("first Monday", None, "month")),
    ("last working day of the month", NthDay("last working day", None, "month")),
    ("1st working day each month", NthDay("first working day", None, "month")),
    ("2nd working day", NthDay("2nd working day")),
    ("2nd last working day", NthDay("2nd last working day")),
    ("penultimate working day of the month", NthDay("2nd last working day", None, "month")),
    ("penultimate Friday", NthDay("2nd last Friday")),
    ("Working day 3", NthDay("3rd working day")),
    ("Working day 11", NthDay("11th working day")),
    ("last working day of the quarter", NthDay("last working day of the quarter", None, "quarter")),
    ("Second Tuesday monthly", NthDay("second Tuesday", None, "month")),
    ("Monthly on the last Friday", NthDay("last Friday", None, "month")),
    ("Monthly (1st Tuesday)", NthDay("first Tuesday", None, "month")),
    ("15th of each month", NthDay("day 15", None, "month")),
    ("last day of the month", NthDay("last day", None, "month")),
    ("end of each month", NthDay("last day", None, "month")),
]

PART_CELLS: list[tuple[str, Timing]] = [
    ("Q3", Part("quarter", "Q3")),
    ("q 3", Part("quarter", "Q3")),
    ("Quarter 2", Part("quarter", "Q2")),
    ("Quarter two", Part("quarter", "Q2")),
    ("Qtr 4", Part("quarter", "Q4")),
    ("2nd quarter", Part("quarter", "Q2")),
    ("Q3 2025/26", Part("quarter", "Q3 2025/26")),
    ("Q2 & Q4", Part("quarter", "Q2 & Q4")),
    ("Q1-Q2", Part("quarter", "Q1-Q2")),
    ("Q1, Q3", Part("quarter", "Q1, Q3")),
    ("Q1 (Apr-Jun)", Part("quarter", "Q1", (4, 5, 6))),
    ("Q1 Apr–Jun", Part("quarter", "Q1", (4, 5, 6))),
    ("Q4: Jan, Feb, Mar", Part("quarter", "Q4", (1, 2, 3))),
    ("Term 1", Part("term", "Term 1")),
    ("T1", Part("term", "Term 1")),
    ("Term 1: Sept-Dec", Part("term", "Term 1", (9, 10, 11, 12))),
    ("Term 3b", Part("half term", "Term 3b")),
    ("Autumn term", Part("term", "Autumn term")),
    ("Summer term 2026", Part("term", "Summer term 2026")),
    ("in the autumn term", Part("term", "Autumn term")),
    ("Autumn 1", Part("half term", "Autumn 1")),
    ("Aut 2", Part("half term", "Autumn 2")),
    ("Spring1", Part("half term", "Spring 1")),
    ("half term", Part("half term", "Half term")),
    ("HT3", Part("half term", "Half term 3")),
    ("October half term", Part("half term", "October half term", (10,))),
    ("Spring", Part("season", "Spring")),
    ("Spring/Summer", Part("season", "Spring/Summer")),
    ("H1", Part("half-year", "H1")),
    ("second half of the year", Part("half-year", "H2")),
    ("Week 12", Part("week", "Week 12")),
    ("Week 03", Part("week", "Week 3")),
    ("Annually (Q3)", Part("quarter", "Q3")),
    ("Annually in the autumn", Part("season", "Autumn")),
]

FREQUENCY_CELLS: list[tuple[str, Timing]] = [
    ("Monthly", Often("month")),
    ("Every month", Often("month")),
    ("once a month", Often("month")),
    ("per month", Often("month")),
    ("Quarterly", Often("quarter")),
    ("Half-Yearly", Often("half-year")),
    ("6 monthly", Often("half-year")),
    ("every six months", Often("half-year")),
    ("Twice a year", Often("half-year")),
    ("2 x per year", Often("half-year")),
    ("twice yearly", Often("half-year")),
    ("4 times a year", Often("quarter")),
    ("4 per year", Often("quarter")),
    ("x4", Often("quarter")),
    ("X3 per year", Often("4 months")),
    ("Every 2 yrs", Often("2 years")),
    ("All quarters", Often("quarter")),
    ("4x", Often("quarter")),
    ("3 times a year", Often("4 months")),
    ("12 x a year", Often("month")),
    ("Every other month", Often("2 months")),
    ("2 monthly", Often("2 months")),
    ("Every 4 months", Often("4 months")),
    ("Every 18 months", Often("18 months")),
    ("12 monthly", Often("year")),
    ("Annually", Often("year")),
    ("Annual", Often("year")),
    ("Yearly", Often("year")),
    ("Once", Often("year")),
    ("every 12 months", Often("year")),
    ("Biennial", Often("2 years")),
    ("biennially", Often("2 years")),
    ("3rd Wed (October)", NthDay("third Wednesday", M(10))),
    ("2 yearly", Often("2 years")),
    ("every 24 months", Often("2 years")),
    ("Every three years", Often("3 years")),
    ("Triennial", Often("3 years")),
    ("Weekly", Often("week")),
    ("every 1 week", Often("week")),
    ("Every Monday", Often("week")),
    ("Fortnightly", Often("2 weeks")),
    ("6-weekly", Often("6 weeks")),
    ("Termly", Often("term")),
    ("Each term", Often("term")),
    ("Half termly", Often("half term")),
    ("Half-termly", Often("half term")),
    ("Each half term", Often("half term")),
    ("Quarterly: Apr, Jul, Oct, Jan", Often("quarter", (4, 7, 10, 1))),
    ("6-monthly (May and November)", Often("half-year", (5, 11))),
    ("Annually in March", Often("year", (3,))),
    ("Annually – March 2026", Often("year", (3,), first=M(3, 2026))),
    ("Every 3 months from May", Often("quarter", (5, 8, 11, 2), since=5)),
    ("Every 3 months from May 2025", Often("quarter", (5, 8, 11, 2), first=M(5, 2025), since=5)),
    ("Monthly from September", Often("month", (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8), since=9)),
    ("Weekly from 1 April 2025", Often("week", first=OnDay(1, 4, 2025))),
    ("Monthly (April – September)", Often("month", (4, 5, 6, 7, 8, 9))),
    ("Monthly except August", Often("month", (), (8,))),
    ("monthly (not Aug)", Often("month", (), (8,))),
    ("Monthly, excluding Aug and Dec", Often("month", (), (8, 12))),
    ("Every 2 years (next due June 2025)", Often("2 years", first=M(6, 2025))),
    ("Every 2 years - next due 3 June 2025", Often("2 years", first=OnDay(3, 6, 2025))),
    ("Annually by 31 May", led(31, 5)),
    ("Annually by May", InMonths((M(5),), is_deadline=True)),
]

UNDATED_CELLS: list[tuple[str, Timing]] = [
    *(
        (text, Undated(Why.AS_REQUIRED))
        for text in (
            *("As required", "Ad hoc", "ad-hoc", "as needed", "when required", "if required", "As & when required"),
            *("on request", "on demand", "reactive", "upon incident", "as and when", "as they arise"),
        )
    ),
    *(
        (text, Undated(Why.ONGOING))
        for text in ("ongoing", "ON GOING", "on-going", "continuous", "rolling", "standing", "in progress", "all year")
    ),
    *(
        (text, Undated(Why.TO_BE_CONFIRMED))
        for text in ("TBC", "t.b.c.", "TBA", "tbd", "to be confirmed", "to be agreed", "?", "??", "date to follow")
    ),
    ("cancelled", Undated(Why.CANCELLED)),
    ("Canceled", Undated(Why.CANCELLED)),
    ("postponed", Undated(Why.POSTPONED)),
    ("completed", Undated(Why.COMPLETED)),
    ("Done", Undated(Why.COMPLETED)),
    ("Done 12/5/25", Undated(Why.COMPLETED, "12/5/25")),
    ("Completed 12 May 2025", Undated(Why.COMPLETED, "12 May 2025")),
    ("May 2025 - completed", Undated(Why.COMPLETED, "May 2025")),
    ("13 Jan 2026 – CANCELLED", Undated(Why.CANCELLED, "13 Jan 2026")),
    ("12 June (postponed)", Undated(Why.POSTPONED, "12 June")),
    ("deferred to 2026/27", Undated(Why.POSTPONED, "2026/27")),
    ("TBC (autumn)", Undated(Why.TO_BE_CONFIRMED, "autumn")),
    ("TBC – Sept/Oct", Undated(Why.TO_BE_CONFIRMED, "Sept/Oct")),
    ("TBC (with the board)", Undated(Why.TO_BE_CONFIRMED, "with the board")),
    ("ON GOING (weekly)", Undated(Why.ONGOING, "weekly")),
    *(
        (text, Undated(Why.AMBIGUOUS, text))
        for text in ("Bi-monthly", "bi-annually", "Biannual", "bi-weekly", "Regularly", "5 times a year")
    ),
    *(
        (text, Undated(Why.FINER, text))
        for text in ("Daily", "Twice weekly", "every day", "twice a month", "3 times a week", "each shift")
    ),
    *((text, NoTime()) for text in ("N/A", "n/a", "NA", "-", "–", "—", "--", "none", "nil", "Not applicable")),
]


@pytest.mark.parametrize(("text", "timing"), [*MONTH_CELLS, *DAY_CELLS, *PART_CELLS, *FREQUENCY_CELLS, *UNDATED_CELLS])
def test_a_cell_that_says_when_and_nothing_else(text: str, timing: Timing) -> None:
    said = understand(text)

    assert said is not None
    assert (said.timing, said.rest) == (timing, "")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "x", "✓", "1", "12", "5", "2025", "12.5", "1/2", "24/7", "1:1", "Q&A", "4.2.2", "4.2.10", "10:30"),
        *("2024/25", "2025-26", "2010-11", "01902 123456", "Sat", "Smarch", "Match", "Marsh", "Marc", "Marcia"),
        *(
            "may be required",
            "10 may be required",
            "5 march past",
            "Route march",
            "March past",
            "April Smith",
            "Mr May",
        ),
        *(
            "Sample of 10",
            "6 month review",
            "6 months",
            "2 years",
            "Decision 5 day",
            "Summer break",
            "Early Help audit",
        ),
        *("Monthly case audit", "April audit", "Q1 ASV scan", "Year-end audit", "Spring cleaning", "closed cases"),
        *("Re-audit of April actions", "To see whether", "Last updated", "Weekly team meeting", "April May"),
        *("May or June", "Jan-Mar, Jun", "June 2026 - April 2025", "18-7 April", "30/7", "12/13 sample", "w/e 5 June"),
        *("10 June, 12, 14", "1st and 3rd Monday", "6th Monday", "0th working day", "working day 0", "39th monthly"),
        *(
            "Review (June 2025)",
            "Review (12 June)",
            "12 June – May",
            "2 Sept or 9 Sept",
            "May (or June)",
            "Weekly, monthly",
            "Q1 Apr-Jun audits",
            "Review (nobody)",
            "1 teacher in each phase, by DH and / or SC",
            "0 x a year",
            "every 0 weeks",
        ),
        *("April 31-30", "Monthly from here", "per annum audit", "4 year plan", "10/12 files", "early June and July"),
        "Reflective audit of twelve cases with the worker, the manager and the reviewing officer by 31 May",
        "A long purpose in which nothing begins with a date, while the whole is far longer than eighty characters",
    ],
)
def test_what_is_no_timing_is_none(text: str) -> None:
    assert understand(text) is None


@pytest.mark.parametrize(
    ("text", "timing", "rest"),
    [
        ("12 June Care plans", OnDay(12, 6), "Care plans"),
        ("12 June – Care plans", OnDay(12, 6), "Care plans"),
        ("12 June 10 care plans", OnDay(12, 6), "10 care plans"),
        ("June 10: Care plans", OnDay(10, 6), "Care plans"),
        ("12 June. Care plans", OnDay(12, 6), "Care plans"),
        ("12 June 2025 at 10am", OnDay(12, 6, 2025), "at 10am"),
        ("10 May 2025 10:30", OnDay(10, 5, 2025), "10:30"),
        ("12 June (annually)", OnDay(12, 6), ""),
        ("April – Care plans", in_months(4), "Care plans"),
        ("June - July 2025: field work", Across(M(6, 2025), M(7, 2025)), "field work"),
        ("Q3 (weekly)", Part("quarter", "Q3"), "weekly"),
        ("April (all teams)", in_months(4), "(all teams)"),
        ("October (Q3)", in_months(10), "Q3"),
        ("Feb\nQ1", in_months(2), "Q1"),
        ("Autumn 1: w/c 15 Sept", week_of(15, 9), "Autumn 1"),
        ("Autumn 1: w/c 15 Sept (HoS)", week_of(15, 9), "Autumn 1 (HoS)"),
        ("1x (HoS & DH)\nWK: 15th September", week_of(15, 9), "(HoS & DH)"),
        ("1X(SC)\nWK: 11th May", week_of(11, 5), "(SC)"),
        ("ON GOING (weekly)\nHoS, DH, SC", Undated(Why.ONGOING, "weekly"), "HoS, DH, SC"),
        ("Monthly by the manager", Often("month"), "by the manager"),
        ("Quarterly (Q1-Q4)", Often("quarter"), "Q1-Q4"),
        ("Monthly (not Aug", Often("month"), "(not Aug"),
        ("Every 2 years (next due soon)", Often("2 years"), "(next due soon)"),
        ("Q1 (Apr-Jun", Part("quarter", "Q1"), "(Apr-Jun"),
        ("Q1 – audits", Part("quarter", "Q1"), "audits"),
        ("April – TBC with the board", in_months(4), "TBC with the board"),
        ("wc 3/3 all", week_of(3, 3), "all"),
        ("12 June – as required", OnDay(12, 6), "as required"),
        ("12 June Care\nplans", OnDay(12, 6), "Care\nplans"),
        ("Tues 10 June\n2025 (all)", OnDay(10, 6, 2025, 1), "(all)"),
        ("Asha Verrall\nOctober", in_months(10), "Asha Verrall"),
        ("All teachers by 31 June", Undated(Why.NO_SUCH_DAY, "31 June"), "All teachers"),
        ("Monthly (term time)", Often("month"), "(term time)"),
        ("31 June – Care plans", Undated(Why.NO_SUCH_DAY, "31 June"), "Care plans"),
        ("13 Jan 2026 – cancelled: no quorum", Undated(Why.CANCELLED, "13 Jan 2026"), "no quorum"),
        ("Data drop: deadline Friday 12 December", led(12, 12, None, 4), "Data drop"),
        ("All teachers by 31 May", led(31, 5), "All teachers"),
        ("All staff by Head by end of term 2", Part("term", "Term 2"), "All staff by Head"),
        (
            "All new staff with Head by half term (WK of 13th October)",
            OnDay(13, 10, of_week=True, is_deadline=True),
            "All new staff with Head",
        ),
        ("Book look (w/c 3 March)", week_of(3, 3), "Book look"),
        ("12 June – " + "a long explanation " * 20, OnDay(12, 6), ("a long explanation " * 20).strip()),
    ],
)
def test_a_cell_that_says_more_keeps_the_rest(text: str, timing: Timing, rest: str) -> None:
    said = understand(text)

    assert said is not None
    assert (said.timing, said.rest) == (timing, rest)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Apirl", Said(in_months(4), "", ("'Apirl' is read as April",))),
        ("Febuary", Said(in_months(2), "", ("'Febuary' is read as February",))),
        ("Septmeber", Said(in_months(9), "", ("'Septmeber' is read as September",))),
        ("Novembre", Said(in_months(11), "", ("'Novembre' is read as November",))),
        ("Dicember", Said(in_months(12), "", ("'Dicember' is read as December",))),
        ("May?", Said(in_months(5), "", ("'May?' has a question mark",))),
        ("April (TBC)", Said(in_months(4), "", ("'TBC' stands beside 'April'",))),
        ("Dec (date TBC)", Said(in_months(12), "", ("'date TBC' stands beside 'Dec'",))),
        ("End of April", Said(in_months(4), "", ("'End of April' is taken as April",))),
        ("early June", Said(in_months(6), "", ("'early June' is taken as June",))),
        ("mid-May", Said(in_months(5), "", ("'mid-May' is taken as May",))),
        ("1st week in May", Said(in_months(5), "", ("'1st week in May' is taken as May",))),
        ("Week 2 of May", Said(in_months(5), "", ("'Week 2 of May' is taken as May",))),
        ("late summer", Said(Part("season", "Summer"), "", ("'late summer' is taken as Summer",))),
        ("by autumn", Said(Part("season", "Autumn"), "", ("'by autumn' is taken as Autumn",))),
        ("At least annually", Said(Often("year"), "", ("'At least annually' is taken as annually",))),
        ("12/05", Said(OnDay(12, 5), "", ("'12/05' is read as 12 May",))),
        (
            "10/13/2025",
            Said(OnDay(13, 10, 2025), "", ("'10/13/2025' is read as 13 October, for there is no month 13",)),
        ),
        ("Mon 10 June 2025", Said(OnDay(10, 6, 2025, 0), "", ("10 June 2025 is a Tuesday, not a Monday",))),
        (
            "9 Sept 2025 (moved from 2 Sept)",
            Said(OnDay(9, 9, 2025), "(moved from 2 Sept)", ("moved from 2 Sept: the new date counts",)),
        ),
        ("deferred to June", Said(in_months(6), "", ("deferred to June: the new date counts",))),
        ("12 June deferred to 14 July", Said(OnDay(14, 7), "", ("deferred to 14 July: the new date counts",))),
        (
            "12 June, 14 August and 9 October",
            Said(
                in_months(6, 8, 10),
                "",
                ("'12 June, 14 August and 9 October' are several days: only the month of each is taken",),
            ),
        ),
        ("4 and 18 May", Said(in_months(5), "", ("'4 and 18 May' are several days: only the month of each is taken",))),
        (
            "last Friday of each quarter",
            Said(
                NthDay("last Friday", None, "quarter"),
                "",
                ("'last Friday of each quarter' does not say which month of the quarter",),
            ),
        ),
        ("Apirl\nMay", Said(in_months(4, 5), "", ("'Apirl' is read as April",))),
    ],
)
def test_what_is_decided_is_said(text: str, said: Said) -> None:
    assert understand(text) == said


def test_two_lines_that_each_name_a_day_are_a_question() -> None:
    assert understand("12 June first\n14 July second") is None
    assert understand("12 June first\n" * 30) is None


def test_lines_without_any_timing_say_nothing() -> None:
    assert understand("Kit Marwood\nLena Stroud") is None


@pytest.mark.parametrize(
    ("text", "timing"),
    [("05/06/2025", OnDay(6, 5, 2025)), ("Apr 25", OnDay(25, 4)), ("13/10/2025", OnDay(13, 10, 2025))],
)
def test_the_month_may_come_first(text: str, timing: Timing) -> None:
    said = understand(text, DayOrder.MONTH_FIRST)

    assert said is not None
    assert said.timing == timing


@pytest.mark.parametrize(
    ("texts", "order", "sentence"),
    [
        (["05/06/2025", "13/10/2025"], DayOrder.DAY_FIRST, "dates are read day first: in '13/10/2025' 13 is no month"),
        (["5/6/25", "10/13/25"], DayOrder.MONTH_FIRST, "dates are read month first: in '10/13/25' 13 is no month"),
        (
            ["13/10/2025", "10/13/2025"],
            DayOrder.DAY_FIRST,
            "'13/10/2025' and '10/13/2025' do not agree which number is the day: day first is taken",
        ),
        (
            ["1/2/2025"],
            DayOrder.DAY_FIRST,
            "nothing tells which number of '1/2/2025' is the day: day first is taken",
        ),
        (["April", "2025-10-13", "1.2.3.4"], DayOrder.DAY_FIRST, ""),
        ([], DayOrder.DAY_FIRST, ""),
    ],
)
def test_a_column_tells_the_order_of_its_dates(texts: list[str], order: DayOrder, sentence: str) -> None:
    assert day_order(texts) == (order, sentence)


@pytest.mark.parametrize("text", ["X", "x", "✓", "✔️", "☑", "●", "•", "*", "Y", "Yes", "1", "√", "Due", " X "])
def test_a_tick_is_one(text: str) -> None:
    assert is_tick(text)
    assert not is_nothing(text)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "n/a", "N/A", "NA", "N", "no", "0", "nil", "☐", "n.a."])
def test_nothing_is_nothing(text: str) -> None:
    assert is_nothing(text)
    assert not is_tick(text)


@pytest.mark.parametrize("text", ["12", "2", "xy", "April", "D", "Yes please", "x" * 50])
def test_other_marks_are_neither(text: str) -> None:
    assert not is_tick(text)
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *((name, M(number)) for number, name in enumerate(MONTHS, 1)),
        *((name[:3].upper(), M(number)) for number, name in enumerate(MONTHS, 1)),
        *((name, M(number)) for number, name in enumerate(("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai"), 1)),
        *((name, M(number)) for number, name in enumerate(("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd"), 7)),
        ("Sept.", M(9)),
        ("Apirl", M(4)),
        ("Apr-25", M(4, 2025)),
        ("April 2025", M(4, 2025)),
        *(
            (text, None)
            for text in (
                "Smarch",
                "",
                "April to May",
                "April, May",
                "12 April",
                "Mar Smith",
                "Match",
                "Janus",
                "a" * 3000,
            )
        ),
    ],
)
def test_one_month_by_its_name(text: str, month: MonthNamed | None) -> None:
    assert month_named(text) == month


@pytest.mark.parametrize(
    ("title", "period"),
    [
        (
            "6 month (Oct – April) QA Alert Summary",
            ("6 month QA Alert Summary", "Oct – April", "6 month ({period}) QA Alert Summary"),
        ),
        ("Repeat Plan Audit (May -July )", ("Repeat Plan Audit", "May -July", None)),
        ("Audit (Nov 2019 – April 2020)", ("Audit", "Nov 2019 – April 2020", None)),
        ("Audit (4.2.2) (May to July)", ("Audit (4.2.2)", "May to July", None)),
        ("Dip sample - Nov to Jan", ("Dip sample", "Nov to Jan", None)),
        ("Dip sample Nov-Jan", ("Dip sample", "Nov-Jan", None)),
        *(
            (title, None)
            for title in (
                *("Charter (4.2.2)", "Work programme (standing item)", "Kara Walne (until Sept)", "Audit (March)"),
                *(
                    "Review May",
                    "(May - July)",
                    "May - July",
                    "Supervision April/May",
                    "A ({period}) (May - July)",
                    "",
                    "Audit",
                ),
            )
        ),
    ],
)
def test_a_title_and_the_period_in_it(title: str, period: tuple[str, str, str | None] | None) -> None:
    assert period_in_title(title) == period


def said_year(text: str, year: int, first_month: int | None, strength: int) -> tuple[YearSaid, ...]:
    return (YearSaid(year, first_month, text, strength),)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Framework 2020-2021", said_year("2020-2021", 2020, None, 3)),
        ("2025/26", said_year("2025/26", 2025, None, 3)),
        ("2025-26", said_year("2025-26", 2025, None, 3)),
        ("2010-11", said_year("2010-11", 2010, None, 3)),
        ("FY25/26", said_year("FY25/26", 2025, 4, 3)),
        ("FY26", said_year("FY26", 2026, 4, 2)),
        ("Plan 24/25", said_year("24/25", 2024, None, 3)),
        ("QA programme April 2025 – March 2026", said_year("April 2025 – March 2026", 2025, 4, 4)),
        ("September 2025 to July 2026", said_year("September 2025 to July 2026", 2025, 9, 4)),
        ("Survey May – July 2025", said_year("May – July 2025", 2025, None, 1)),
        ("2024", said_year("2024", 2024, None, 2)),
        ("Academic year 2025-26", said_year("2025-26", 2025, 9, 3)),
        ("financial year 2025", said_year("2025", 2025, 4, 2)),
        ("Municipal year 2025/26", said_year("2025/26", 2025, 5, 3)),
        ("Calendar year 2026", said_year("2026", 2026, 1, 2)),
        ("Audits for Apr 25", said_year("Apr 25", 2025, None, 1)),
        (
            "Democratic Services – version 4 – 12 May 2025",
            (YearSaid(2025, None, "12 May 2025", 0, True, date(2025, 5, 12)),),
        ),
        (
            "Last updated – 3 December 2024",
            (YearSaid(2024, None, "3 December 2024", 0, True, date(2024, 12, 3)),),
        ),
        ("Approved March 2024", (YearSaid(2024, None, "March 2024", 0, True),)),
        ("Version of 2024", (YearSaid(2024, None, "2024", 0, True),)),
        ("Strategy 2025/28", said_year("2025", 2025, None, 2)),
        (
            "Plan 2025/26, approved 3 March 2025",
            (
                YearSaid(2025, None, "2025/26", 3),
                YearSaid(2025, None, "3 March 2025", 0, True, date(2025, 3, 3)),
            ),
        ),
        *((text, ()) for text in ("", "24/25", "page 3 of 10", "April to March", "x" * 3000, "31 June 2025"[:7])),
    ],
)
def test_the_years_of_a_title(text: str, years: tuple[YearSaid, ...]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (OnDay(10, 6, 2025, 0), "10 June 2025 is a Tuesday, not a Monday"),
        (OnDay(10, 6, None, 0), "10 June 2025 is a Tuesday, not a Monday"),
        (OnDay(10, 6, 2025, 1), None),
        (OnDay(10, 6, 2025), None),
        (OnDay(29, 2, None, 1), None),
    ],
)
def test_a_weekday_agrees_with_its_day_or_not(day: OnDay, wrong: str | None) -> None:
    assert weekday_agrees(day, 2025) == wrong


def test_each_phrase_of_a_day_is_a_rule_of_ours() -> None:
    for _, timing in DAY_CELLS:
        if isinstance(timing, NthDay):
            parse_rule(timing.phrase)


def months_of(timing: Timing) -> set[int]:
    match timing:
        case OnDay():
            return {timing.month}
        case InMonths():
            return {named.month for named in timing.months}
        case Across() | Between():
            return {timing.first.month, timing.last.month}
        case Often():
            return {*timing.not_in, *([timing.first.month] if timing.first else ())}
        case NthDay():
            return {timing.month.month} if timing.month else set()
    return set()


FRAGMENTS = (
    *("12", "3rd", "2025", "25", "/", "-", "–", "(", ")", ",", ":", ".", "?", "\n", " ", "  ", "by ", "w/c ", "from "),
    *(
        "Apr",
        "May",
        "july",
        "Sept",
        "Decembr",
        "Mon",
        "Tues ",
        "every ",
        "monthly",
        "Quarterly",
        "annual",
        "x",
        "next due ",
    ),
    *(
        "Q1",
        "term 2",
        "autumn",
        "half ",
        "TBC",
        "cancelled",
        "moved to ",
        "deferred to ",
        "last ",
        "working day",
        "audit",
    ),
)


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(FRAGMENTS)).map("".join), st.lists(st.sampled_from(FRAGMENTS)).map(" ".join)
    )
)
def test_no_text_is_too_strange(text: str) -> None:
    understand(text)
    period_in_title(text)
    years_in(text)
    month_named(text)
    day_order([text])
    is_tick(text)
    is_nothing(text)


@given(st.lists(st.sampled_from([one for one in FRAGMENTS if not re.search("[0-9/]", one)])).map(" ".join))
def test_no_month_is_there_that_is_not_named(text: str) -> None:
    named = {4: "apr", 5: "may", 7: "july", 9: "sept", 12: "decembr"}

    said = understand(text)

    assert said is None or months_of(said.timing) <= {month for month, name in named.items() if name in text.casefold()}


@pytest.mark.parametrize(
    "text",
    [
        *("April, " * 20_000, "12 " * 40_000, "(" * 100_000, "moved to " * 12_000, " " * 100_000, "\n" * 100_000),
        *(
            "TBC - " * 330,
            "April\n" * 330,
            "12 June, " * 220,
            "deferred to " * 160,
            "- " * 999,
            "Apr-" * 490,
            "1 and " * 330,
        ),
    ],
)
def test_no_long_text_is_too_strange(text: str) -> None:
    test_no_text_is_too_strange.hypothesis.inner_test(text)  # type: ignore[attr-defined]
