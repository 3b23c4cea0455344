"""Reading date rules, writing them, refusing what is none, and every phrase of docs/rules.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml

from qa_calendar.dates.grammar import VOCABULARY
from qa_calendar.dates.months import Month, Period
from qa_calendar.dates.phrases import EXAMPLES, parse_due, parse_if_not_working, parse_length, parse_rule, phrase_of
from qa_calendar.dates.rules import (
    DayOfMonth,
    FixedDate,
    LastDay,
    Named,
    NoDay,
    NthWeekday,
    NthWorkingDay,
    Offset,
    Place,
    Point,
    Roll,
    Rule,
    Setting,
    Spread,
    StartOf,
    Unit,
    resolve,
)
from qa_calendar.dates.workdays import Nation, WorkCalendar
from qa_calendar.problems import RulePhraseError

MANUAL = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the manual's table with this *heading*, cell by cell."""
    body = MANUAL.split(f"| {heading} |\n", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()[1:]]


def quoted(text: str) -> list[str]:
    """What stands in backticks in *text*."""
    return re.findall(r"`([^`]+)`", text)


WRITE = table("write | means")
ADD = table("add | and a day not worked becomes")
EXAMPLE = table("rule | month | nation | falls on | because")
REFUSED = table("refused | write instead")
MANUALS_PHRASES = [phrase for row in WRITE for phrase in quoted(" ".join(row))]


def refusal(text: str) -> str:
    """What is said of a rule that cannot be read."""
    with pytest.raises(RulePhraseError) as caught:
        parse_rule(text)
    return str(caught.value)


# Reading


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("first working day", Place(NthWorkingDay(1))),
        ("1st working day", Place(NthWorkingDay(1))),
        ("fifth working day", Place(NthWorkingDay(5))),
        ("22nd working day", Place(NthWorkingDay(22))),
        ("last working day", Place(NthWorkingDay(-1))),
        ("second last working day", Place(NthWorkingDay(-2))),
        ("3rd working day of the month", Place(NthWorkingDay(3))),
        ("last working day of the quarter", Place(NthWorkingDay(-1, Period.QUARTER))),
        ("10th working day of the half-year", Place(NthWorkingDay(10, Period.HALF_YEAR))),
        ("2nd last working day of the financial year", Place(NthWorkingDay(-2, Period.FINANCIAL_YEAR))),
        ("second Tuesday", Place(NthWeekday(2, 1))),
        ("2nd tuesday", Place(NthWeekday(2, 1))),
        ("last Sunday", Place(NthWeekday(-1, 6))),
        ("third last Monday", Place(NthWeekday(-3, 0))),
        ("day 1", Place(DayOfMonth(1))),
        ("day 31", Place(DayOfMonth(31))),
        ("last day", Place(LastDay())),
        ("2024-02-29", Place(FixedDate(date(2024, 2, 29)))),
        ("day 15, or next working day", Place(DayOfMonth(15), Roll.FOLLOWING)),
        ("day 15 or next working day", Place(DayOfMonth(15), Roll.FOLLOWING)),
        ("day 15, or previous working day", Place(DayOfMonth(15), Roll.PRECEDING)),
        ("day 15, or next working day in the same month", Place(DayOfMonth(15), Roll.MODIFIED_FOLLOWING)),
        ("day 15, or previous working day in the same month", Place(DayOfMonth(15), Roll.MODIFIED_PRECEDING)),
        ("fifth Friday, or skip", Place(NthWeekday(5, 4), Roll.SKIP)),
        ("fifth Friday, or last working day", Place(NthWeekday(5, 4), Roll.LAST)),
        ("first Monday exactly", Place(NthWeekday(1, 0), Roll.NO_ADJUST)),
        ("10 working days after start", Offset(10, Unit.WORKING_DAY, Named.START)),
        ("1 working day before due", Offset(-1, Unit.WORKING_DAY, Named.DUE)),
        ("10000 days after start", Offset(10_000, Unit.DAY, Named.START)),
        ("1 week before last day, or skip", Offset(-1, Unit.WEEK, LastDay(), Roll.SKIP)),
        (
            "2 weeks after first working day of the quarter, or previous working day",
            Offset(2, Unit.WEEK, NthWorkingDay(1, Period.QUARTER), Roll.PRECEDING),
        ),
        ("3 days after 2020-10-14", Offset(3, Unit.DAY, FixedDate(date(2020, 10, 14)))),
        ("spread", Spread()),
        ("3 Months after start", Offset(3, Unit.MONTH, Named.START)),
        (
            "10 working days before activity  Safeguarding Board, or next working day",
            Offset(-10, Unit.WORKING_DAY, StartOf("Safeguarding Board"), Roll.FOLLOWING),
        ),
        ("1 day after activity 2020-10-14", Offset(1, Unit.DAY, StartOf("2020-10-14"))),
    ],
)
def test_a_phrase_reads_as_its_rule(text: str, rule: Rule) -> None:
    assert parse_rule(text) == rule


def test_case_and_spaces_do_not_matter() -> None:
    assert parse_rule("  THIRD\tWorking \u00a0 day,  OR Skip\n") == parse_rule("3rd working day, or skip")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_written_as_it_is_read(example: str) -> None:
    assert phrase_of(parse_rule(example)) == example


@pytest.mark.parametrize("phrases", [EXAMPLES, MANUALS_PHRASES], ids=["examples", "manual"])
def test_every_shape_is_shown(phrases: Sequence[str]) -> None:
    read = [parse_rule(phrase) for phrase in phrases]

    assert {type(rule) for rule in read} == set(get_args(Rule)) - {NoDay}
    assert {type(rule.point) for rule in read if isinstance(rule, Place)} == set(get_args(Point))


def test_every_word_of_a_rule_is_known_where_one_is_misspelt() -> None:
    phrases = [phrase.partition("activity ")[0] for phrase in (*EXAMPLES, *MANUALS_PHRASES, *Roll)]
    words = {word.strip(",") for phrase in phrases for word in phrase.casefold().split()}

    assert {word for word in words if not word[0].isdigit()} <= VOCABULARY


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1st working day", "first working day"),
        ("third WORKING day of the month", "3rd working day"),
        ("3rd monday", "third Monday"),
        ("6th last monday", "6th last Monday"),
        ("1 working days after start", "1 working day after start"),
        ("2 week before due or skip", "2 weeks before due, or skip"),
        ("first last working day", "last working day"),
        ("day 05", "day 5"),
    ],
)
def test_a_rule_is_written_in_one_way(text: str, written: str) -> None:
    assert phrase_of(parse_rule(text)) == written


# Refusing

ONE_DATE = "is not understood: a rule gives one date in each month the activity is listed in"
FIRST = "with the date of the first"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("first woking day", "'woking' is not understood (did you mean 'first working day'?)"),
        ("3rd workng day", "'workng' is not understood (did you mean '3rd working day'?)"),
        ("secnd Tusday", "'secnd' is not understood (did you mean 'second Tuesday'?)"),
        ("2nd Tue", "'tue' is not understood (did you mean 'second Tuesday'?)"),
        ("fifth Frday, or skp", "'frday' is not understood (did you mean 'fifth Friday, or skip'?)"),
        ("10 wroking days aftr start", "'wroking' is not understood (did you mean '10 working days after start'?)"),
        ("5 working days befor duee", "'befor' is not understood (did you mean '5 working days before due'?)"),
        (
            "day 15, or nxt working day in the same mnth",
            "'nxt' is not understood (did you mean 'day 15, or next working day in the same month'?)",
        ),
        ("spred", "'spred' is not understood (did you mean 'spread'?)"),
        ("first business day", "'business' is not understood (did you mean 'first working day'?)"),
        ("nearest Monday", "'nearest' is not understood (did you mean 'first Monday'?)"),
        ("1st of month", "these words do not make a rule (did you mean 'day 1'?)"),
        ("first of the month", "these words do not make a rule (did you mean 'day 1'?)"),
        ("third of June", "'june' is not understood (did you mean 'day 3'?)"),
        ("30 September, or skip", "'september' is not understood (did you mean 'day 30, or skip'?)"),
        ("30th September 2020", "'september' is not understood (did you mean '2020-09-30'?)"),
        ("2020/09/30", "'2020/09/30' is not understood (did you mean '2020-09-30'?)"),
        ("the day after start", "these words do not make a rule (did you mean '1 day after start'?)"),
        ("tenth working day", "'tenth' is not understood (did you mean '10th working day'?)"),
        (
            "last Friday of the quarter",
            "'of the quarter' is not understood here (for example 'last working day of the quarter')",
        ),
        ("year end", "'end' is not understood (did you mean 'last working day of the financial year'?)"),
        (
            "first day of the half year",
            "'half' is not understood (did you mean 'first working day of the half-year'?)",
        ),
        (
            "first workng day of the half-yaer",
            "'workng' is not understood (did you mean 'first working day of the half-year'?)",
        ),
        ("10 working days after 15th", "these words do not make a rule (did you mean '10 working days after day 15'?)"),
        ("day 15, exactly", "'exactly' is not understood here (did you mean 'day 15 exactly'?)"),
        (
            "10 working days after start exactly",
            "'exactly' is not understood here (for example '10 working days after start')",
        ),
        ("by the last working day", "'by' is not understood (did you mean 'last working day'?)"),
        ("Monday of the second week", "these words do not make a rule (did you mean 'second Monday'?)"),
        (
            "first and third Monday",
            (
                "'and' is not understood: a rule gives one date; list it twice, each with an `id` and a `rule` of its "
                "own "
                "(for example 'first working day' or 'second Tuesday')"
            ),
        ),
        ("every other Friday", f"'every' {ONE_DATE} (write `every: 2 weeks from 2026-04-10` at the activity, {FIRST})"),
        ("every Monday", f"'every' {ONE_DATE} (write `every: week from 2026-04-10` at the activity, {FIRST})"),
        ("monthly", f"'monthly' {ONE_DATE} (write `every: month` at the activity)"),
        ("quarterly", f"'quarterly' {ONE_DATE} (write `every: quarter` at the activity)"),
        ("3rd working day after month end", "'end' is not understood (for example '10 working days after start')"),
        ("first Monday after 6 April", "'april' is not understood (for example 'first Monday exactly')"),
        ("the third Wednesday of every month", f"'every' {ONE_DATE} (did you mean 'third Wednesday'?)"),
        (
            "monthly, on the first Monday",
            (
                "'monthly' is not understood: a rule gives one date in each month the activity is listed in "
                "(did you mean 'first Monday'?)"
            ),
        ),
        ("weekly", f"'weekly' {ONE_DATE} (write `every: week from 2026-04-10` at the activity, {FIRST})"),
        ("0th working day", "counting begins at 1 (did you mean 'first working day'?)"),
        ("0 working days after start", "counting begins at 1 (did you mean '1 working day after start'?)"),
        (
            "10001 days after start",
            "10000 is the most that can be counted (for example '10 working days after start')",
        ),
        (
            "3 quarters after start",
            (
                "'quarters' cannot be counted here, only working days, days, weeks and months "
                "(for example '3 months after start')"
            ),
        ),
        ("2 weeks later", "'later' is not understood (for example '2 weeks after first Monday')"),
        ("tbc", "'tbc' is not understood (for example 'first working day' or 'second Tuesday')"),
        ("first", "these words do not make a rule (for example 'first working day' or 'second Tuesday')"),
        ("day 32", "there is no day 32 in any month (write day 1 to day 31)"),
        ("day 0, or skip", "there is no day 0 in any month (write day 1 to day 31)"),
        ("2020-02-30", "there is no date 2020-02-30 (year, month and day, such as 2020-10-14)"),
        ("5 days after 2020-13-01", "there is no date 2020-13-01 (year, month and day, such as 2020-10-14)"),
    ],
)
def test_a_phrase_that_is_no_rule_is_refused_with_what_to_write(text: str, said: str) -> None:
    message = refusal(text)

    assert message == f"cannot read the rule '{text}': {said}"
    assert [
        phrase for phrase in re.findall(r"\((?:did you mean|for example) '(.*?)'", message) if not reads(phrase)
    ] == []


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_an_empty_rule_is_refused(text: str) -> None:
    assert refusal(text) == "the rule is empty (write, for example, 'first working day')"


def test_a_rule_is_quoted_on_one_line() -> None:
    message = refusal(" First\n  Woking   day ")

    assert (
        message
        == "cannot read the rule 'First Woking day': 'woking' is not understood (did you mean 'first working day'?)"
    )


def test_a_page_of_text_is_refused_without_being_repeated() -> None:
    assert refusal("first working day " * 20) == (
        "a rule of 359 letters cannot be read (write, for example, 'first working day')"
    )


@pytest.mark.parametrize("text", ["9" * 5000 + "th working day", "day " + "9" * 5000, "9" * 5000 + " days after start"])
def test_a_number_of_any_length_is_refused(text: str) -> None:
    with pytest.raises(RulePhraseError):
        parse_rule(text)


@pytest.mark.parametrize("text", ["３rd working day", "day ３", "²nd working day", "٣ days after start"])
def test_only_plain_digits_are_read(text: str) -> None:
    with pytest.raises(RulePhraseError):
        parse_rule(text)


# What happens to a day not worked, and how long the work lasts


@pytest.mark.parametrize(
    ("text", "roll"),
    [
        ("next working day", Roll.FOLLOWING),
        ("Previous  working day", Roll.PRECEDING),
        ("next working day in the same month", Roll.MODIFIED_FOLLOWING),
        ("or previous working day in the same month", Roll.MODIFIED_PRECEDING),
        ("skip", Roll.SKIP),
        ("last working day", Roll.LAST),
        ("exactly", Roll.NO_ADJUST),
    ],
)
def test_the_offices_own_roll_is_read(text: str, roll: Roll) -> None:
    assert parse_if_not_working(text) is roll


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("next business day", "did you mean 'next working day'?"),
        ("nearest working day", "did you mean 'next working day'?"),
        ("next working day in same month", "did you mean 'next working day in the same month'?"),
        ("or the previous workday", "did you mean 'previous working day'?"),
        ("the last working day", "did you mean 'last working day'?"),
        ("skip it", "did you mean 'skip'?"),
        ("exactl", "did you mean 'exactly'?"),
        (
            "leave  it",
            (
                "one of: next working day, previous working day, next working day in the same month, "
                "previous working day in the same month, skip, last working day, exactly"
            ),
        ),
    ],
)
def test_a_roll_that_is_none_is_refused_with_what_to_write(text: str, offer: str) -> None:
    with pytest.raises(RulePhraseError) as caught:
        parse_if_not_working(text)

    said = " ".join(text.split())
    assert str(caught.value) == f"cannot read '{said}' as what happens to a day that is not worked ({offer})"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("5 working days", (5, "working day")),
        ("1 Working Day", (1, "working day")),
        ("2 hours", (2, "hour")),
        ("90  minutes", (90, "minute")),
        ("10000 minutes", (10_000, "minute")),
    ],
)
def test_a_length_is_read(text: str, length: tuple[int, str]) -> None:
    assert parse_length(text) == length


@pytest.mark.parametrize(
    "text", ["", "0 hours", "10001 minutes", "5 days", "1.5 hours", "two hours", "-1 hours", "9" * 5000 + " hours"]
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(RulePhraseError) as caught:
        parse_length(text)

    assert str(caught.value) == (f"cannot read the length '{text}' (write '5 working days', '2 hours' or '90 minutes')")


# The manual


PROSE = re.sub(r"^(\||```.*?^```).*?$", "", MANUAL, flags=re.MULTILINE | re.DOTALL)
NO_RULES = (
    "start due remind lasts at works away closed open week work_through nation rule default "
    "if_not_working date_changes days weeks months weekly on dates move_to monthly default exactly every:"
)


@pytest.mark.parametrize("phrase", MANUALS_PHRASES)
def test_a_phrase_of_the_manual_reads(phrase: str) -> None:
    assert parse_rule(phrase)


@pytest.mark.parametrize("addition", [quoted(row[0])[0] for row in ADD if row[0] != "nothing"])
def test_an_addition_of_the_manual_reads(addition: str) -> None:
    comma = "" if addition.startswith(",") else " "

    assert phrase_of(parse_rule(f"day 15{comma}{addition}")) == f"day 15{comma}{addition}"


def test_the_manual_has_every_shape_of_rule_and_every_roll() -> None:
    shown = [parse_rule(phrase) for row in WRITE for phrase in quoted(row[0])]

    parts = {
        type(part) for rule in shown for part in (rule, getattr(rule, "point", None), getattr(rule, "anchor", None))
    }
    assert {Place, Offset, Spread, NthWorkingDay, NthWeekday, DayOfMonth, LastDay, FixedDate, Named} <= parts
    assert len(ADD) - 1 == len(Roll)


@pytest.mark.parametrize("row", EXAMPLE, ids=lambda row: f"{row[0]} {row[1]} {row[2]}")
def test_a_worked_example_falls_where_the_manual_says(row: list[str]) -> None:
    rule, month, nation, falls_on, _ = row
    setting = Setting(month=Month.parse(month), calendar=WorkCalendar(nation=Nation(nation)))

    found = resolve(parse_rule(*quoted(rule)), setting).day

    assert (found.isoformat() if found else "none") == falls_on


@pytest.mark.parametrize(("refused", "instead"), [(*quoted(row[0]), *quoted(row[1])) for row in REFUSED])
def test_a_refused_phrase_is_offered_what_the_manual_says(refused: str, instead: str) -> None:
    assert refusal(refused).endswith(f"(did you mean '{instead}'?)")
    assert phrase_of(parse_rule(instead)) == instead


@pytest.mark.parametrize("word", ["business", "workday", "weekday", "nearest", "1st of month"])
def test_the_manual_says_what_to_write_instead_of(word: str) -> None:
    assert [row for row in REFUSED if word in row[0]] != []


def test_every_phrase_in_the_manuals_text_is_known() -> None:
    phrases = [phrase for phrase in quoted(PROSE) if not phrase.startswith(("qa-calendar", "--", "{"))]
    unknown = [phrase for phrase in phrases if phrase not in NO_RULES.split() and not reads(phrase)]

    assert unknown == [
        *("due: none", "activity Peer Audit", "day 32", "2020-02-30", "2 quarters after start"),
        *("every Monday", "every other Friday"),
    ]


def reads(phrase: str) -> bool:
    """Whether *phrase* is a rule or a length."""
    for read in (parse_due, parse_length):
        try:
            read(phrase)
        except RulePhraseError:
            continue
        return True
    return False


def test_the_settings_shown_in_the_manual_read() -> None:
    blocks = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", MANUAL, re.MULTILINE | re.DOTALL)]
    braces = [yaml.safe_load(phrase) for phrase in quoted(PROSE) if phrase.startswith("{")]
    rules = blocks[0]["rules"]
    shown = [rules["default"], *rules["activities"].values(), *braces]

    assert [list(block) for block in blocks] == [["rules"], ["rules"], ["working_days"], ["staff"]]
    assert parse_if_not_working(rules["if_not_working"]) is Roll.MODIFIED_FOLLOWING
    assert [phrase for one in shown for key, phrase in one.items() if key != "at" and not reads(phrase)] == []
    assert rules["activities"]["Dip Audit"]["at"] == "10:30"
