"""Every row of golden_rules.csv: dates on which three or four independent engines agree."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from qa_calendar.dates.months import Month, iso_date
from qa_calendar.dates.person import PersonDays, suit_people
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import Setting, last_day_of, resolve
from qa_calendar.dates.workdays import Nation, WorkCalendar
from qa_calendar.problems import NoSuchDayError

DATA = Path(__file__).parent / "data" / "golden_rules.csv"
NATIONS = {"ENG": Nation.ENGLAND, "SCT": Nation.SCOTLAND, "NIR": Nation.NORTHERN_IRELAND, "ANY": Nation.ANY}
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

with DATA.open(encoding="utf-8", newline="") as handle:
    ROWS = list(csv.DictReader(handle))


def closed_days(text: str) -> dict[date, str]:
    """`2022-12-23 and 2022-12-28..30` as days."""
    days: dict[date, str] = {}
    for part in text.split(" and "):
        first, _, last = part.partition("..")
        start = date.fromisoformat(first)
        end = start.replace(day=int(last)) if last else start
        days |= {start + timedelta(n): "closed" for n in range((end - start).days + 1)}
    return days


def outcome(row: dict[str, str]) -> date | None:
    """What we make of *row*; its brackets and commas are context, not grammar."""
    rule, context = re.fullmatch(r"(.*?)(?: \((.*)\))?", row["rule"]).groups(default="")
    share, lasts = (1, 1), None
    if found := re.fullmatch(r"spread, (\d) of (\d)", rule):
        rule, share = "spread", (int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(.*), lasts (\d+) working days: end", rule):
        rule, lasts = found[1], int(found[2])
    calendar = WorkCalendar(
        nation=NATIONS[row["nation"]],
        closed=closed_days(context.removeprefix("closed ")) if context.startswith("closed") else {},
    )
    setting = Setting(month=Month(int(row["year"]), int(row["month"])), calendar=calendar, share=share)
    try:
        found_day = resolve(parse_rule(rule), setting)
    except NoSuchDayError:
        return None
    if context.startswith("works "):
        week = frozenset(map(WEEKDAYS.index, context.removeprefix("works ").split()))
        found_day = suit_people(found_day, (PersonDays("a part-timer", week),), calendar)
    if lasts:
        assert found_day.day is not None
        return last_day_of(found_day.day, lasts, calendar)
    return found_day.day


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['nation']}-{row['year']}-{row['month']}-{row['rule']}")
def test_a_golden_date(row: dict[str, str]) -> None:
    assert outcome(row) == iso_date(row["date"])


def test_the_golden_file_is_whole() -> None:
    assert len(ROWS) == 450
    assert all(iso_date(row["date"]) or row["date"] == "none" for row in ROWS)
