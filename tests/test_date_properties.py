"""What holds of every rule, month and calendar, with a naive count of working days as the oracle."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, get_args

from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st

from qa_calendar.dates.months import MONTHS, WEEKDAYS, Month, Period, spoken, spoken_with_year
from qa_calendar.dates.person import PersonDays, suit_people
from qa_calendar.dates.phrases import parse_if_not_working, parse_length, parse_rule, phrase_of
from qa_calendar.dates.rules import (
    DayOfMonth,
    FixedDate,
    LastDay,
    Named,
    NthWeekday,
    NthWorkingDay,
    Offset,
    Place,
    Point,
    Resolution,
    Roll,
    Rule,
    Setting,
    Spread,
    StartOf,
    Unit,
    adjust,
    last_day_of,
    resolve,
)
from qa_calendar.dates.workdays import Nation, WorkCalendar, bank_holidays
from qa_calendar.problems import NoSuchDayError, RulePhraseError

settings.register_profile("dates", deadline=None, derandomize=True, max_examples=40)
DATES = settings.get_profile("dates")

_WORDS = (
    "first second last 3rd 22nd 0th 99999 working business day days week weekday Tuesday Tues of the month quarter "
    "half-year financial year or next previous in same skip exactly after before start due spread every 15th , "
    "and Febuary 1/2/2020 2020-02-30 nearest ' (did you mean 'x'?)"
)
WORDS = _WORDS.split(" ")
LENGTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.FINANCIAL_YEAR: 12}


def places(limit: int) -> st.SearchStrategy[int]:
    """1 to *limit*, from the start or the end."""
    return st.integers(1, limit) | st.integers(-limit, -1)


IN_THE_MONTH: dict[Any, st.SearchStrategy[Any]] = {
    NthWorkingDay: st.builds(NthWorkingDay, places(23)),
    NthWeekday: st.builds(NthWeekday, places(6), st.integers(0, 6)),
    DayOfMonth: st.builds(DayOfMonth, st.integers(1, 31)),
    LastDay: st.just(LastDay()),
}
ANYWHERE: dict[Any, st.SearchStrategy[Any]] = {
    **IN_THE_MONTH,
    NthWorkingDay: IN_THE_MONTH[NthWorkingDay] | st.builds(NthWorkingDay, places(300), st.sampled_from(Period)),
    FixedDate: st.builds(FixedDate, st.dates() | st.dates(date(2015, 1, 1), date(2030, 12, 31))),
}
month_points = st.one_of(*IN_THE_MONTH.values())
points = st.one_of(*(ANYWHERE[point] for point in get_args(Point)))
any_roll = st.none() | st.sampled_from(Roll)
offset_roll = any_roll.filter(lambda roll: roll is not Roll.NO_ADJUST)
anchors = points | st.sampled_from(Named)


def rules(furthest: int = 40) -> st.SearchStrategy[Rule]:
    """Any rule; an offset counts to *furthest* at most."""
    offsets = st.builds(Offset, places(furthest), st.sampled_from(Unit), anchors, offset_roll)
    return st.builds(Place, points, any_roll) | offsets | st.just(Spread())


months = st.builds(Month, st.integers(2015, 2030), st.integers(1, 12))


CLOSURES = ["closed", "weekend", "Christmas Day", "half term; the whole week, and (if it must be) more"]


@st.composite
def calendars(draw: st.DrawFn, month: Month, reach: int = 12) -> WorkCalendar:
    """A calendar with closures and exceptions about *month*, up to *reach* days from it."""
    near = st.dates(month.first - timedelta(reach), month.last + timedelta(reach))
    reasons = st.sampled_from(CLOSURES)
    stretch = st.builds(
        lambda day, n, why: {day + timedelta(k): why for k in range(n)}, near, st.integers(1, 31), reasons
    )
    opened = draw(st.frozensets(near, max_size=reach // 4))
    stretches = draw(st.lists(stretch, max_size=2))
    closed = {day: why for days in stretches for day, why in days.items() if day not in opened}
    return WorkCalendar(
        nation=draw(st.sampled_from(Nation)),
        week=draw(st.just(frozenset(range(5))) | st.frozensets(st.integers(0, 6), min_size=1)),
        closed=closed,
        opened=opened,
        worked_holidays=frozenset(draw(st.frozensets(near, max_size=3))),
    )


@st.composite
def any_setting(draw: st.DrawFn) -> Setting:
    """A month with everything a rule can ask for."""
    month = draw(months)
    near = st.dates(month.first - timedelta(40), month.last + timedelta(40))
    share = draw(st.integers(1, 30))
    return Setting(
        month=month,
        calendar=draw(calendars(month)),
        first_month=draw(st.integers(1, 12)),
        if_not_working=draw(st.sampled_from(Roll)),
        start=draw(st.none() | near),
        due=draw(st.none() | near),
        share=(draw(st.integers(1, share)), share),
    )


def is_worked(day: date, calendar: WorkCalendar) -> bool:
    """Whether *day* is worked, as rule 1 of the vocabulary says: the first match wins."""
    if day in calendar.opened:
        return True
    if day in calendar.closed:
        return False
    if day in bank_holidays(calendar.nation, day.year) and day not in calendar.worked_holidays:
        return False
    return day.weekday() in calendar.week


def naive_nth(n: int, first: date, last: date, calendar: WorkCalendar) -> date | None:
    """The nth working day from *first* to *last*, counted on the fingers, from the end when negative."""
    day, step = (first, 1) if n > 0 else (last, -1)
    left = abs(n)
    while first <= day <= last:
        left -= is_worked(day, calendar)
        if left == 0:
            return day
        day += timedelta(step)
    return None


def ends_of(period: Period, setting: Setting) -> tuple[date, date]:
    """The first and the last day of the *period* that the month of *setting* is in."""
    first = last = setting.month
    while (first.month - setting.first_month) % LENGTHS[period]:
        first = first.plus(-1)
    while (last.month + 1 - setting.first_month) % LENGTHS[period]:
        last = last.plus(1)
    return first.first, last.last


def outcome(rule: Rule, setting: Setting) -> date:
    """Where *rule* lands; examples in which it has no day, or none because it is skipped, are passed over."""
    try:
        found = resolve(rule, setting).day
    except NoSuchDayError:
        found = None
    if found is None:
        reject()
    return found


def complaint(read: Callable[[str], object], text: str) -> str:
    """What *read* says of *text*; nothing when it can read it."""
    try:
        read(text)
    except RulePhraseError as error:
        return str(error)
    return ""


def offers(message: str) -> list[str]:
    """The phrases a message offers; it may quote text that looks like an offer, so only its end counts."""
    found = re.search(r" \((?:did you mean|for example) '([^']*)'(?: or '([^']*)'|\?)?\)$", message)
    return [phrase for phrase in found.groups() if phrase] if found else []


# Phrases


@settings(DATES, max_examples=250)
@given(rules(10_000))
def test_what_is_written_is_read_back(rule: Rule) -> None:
    assert parse_rule(phrase_of(rule)) == rule


@settings(DATES)
@given(rules(10_000), st.data())
def test_case_and_spaces_never_matter(rule: Rule, data: st.DataObject) -> None:
    spaces = st.text(" \t\n\r\u00a0\u2003", min_size=1, max_size=3)
    words = [
        "".join(letter.upper() if data.draw(st.booleans()) else letter for letter in word)
        for word in phrase_of(rule).split()
    ]

    text = data.draw(spaces) + "".join(word + data.draw(spaces) for word in words)

    assert parse_rule(text) == rule


@st.composite
def misspelt(draw: st.DrawFn) -> str:
    """A legal phrase with one letter more, less or other."""
    phrase = phrase_of(draw(rules(10_000)))
    place = draw(st.integers(0, len(phrase) - 1))
    return phrase[:place] + draw(st.text(max_size=1)) + phrase[place + draw(st.integers(0, 1)) :]


@settings(DATES, max_examples=250)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), misspelt()))
@example("day " + "9" * 4999)
@example("a (did you mean 'b'?)")
def test_any_text_reads_or_is_refused_with_a_phrase_that_reads(text: str) -> None:
    for read in (parse_rule, parse_if_not_working):
        for phrase in offers(complaint(read, text)):
            assert complaint(read, phrase) == ""


@settings(DATES)
@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,6} (working day|hour|minute|day)s?", fullmatch=True))
def test_any_text_is_a_length_or_refused(text: str) -> None:
    assert complaint(parse_length, text) in (
        "",
        f"cannot read the length '{' '.join(text.split())}' (write '5 working days', '2 hours' or '90 minutes')",
    )


# Where rules land


@settings(DATES, max_examples=100)
@given(rules(), any_setting())
def test_a_rule_lands_on_a_working_day_unless_it_says_exactly(rule: Rule, setting: Setting) -> None:
    roll = None if isinstance(rule, Spread) else rule.roll or setting.if_not_working
    assume(roll is not Roll.NO_ADJUST)

    day = outcome(rule, setting)

    assert is_worked(day, setting.calendar)


@settings(DATES)
@given(places(25), any_setting(), st.sampled_from(Period))
def test_the_nth_working_day_is_the_one_counted_on_the_fingers(n: int, setting: Setting, period: Period) -> None:
    first, last = ends_of(period, setting)

    try:
        found = resolve(Place(NthWorkingDay(n, period)), setting).day
    except NoSuchDayError:
        found = None

    assert found == naive_nth(n, first, last, setting.calendar)


@settings(DATES)
@given(st.integers(1, 31), any_setting(), st.booleans())
def test_a_modified_roll_takes_the_nearest_day_in_its_own_month(day: int, setting: Setting, forwards: bool) -> None:
    roll = Roll.MODIFIED_FOLLOWING if forwards else Roll.MODIFIED_PRECEDING
    nominal = setting.month.first.replace(day=min(day, setting.month.last.day))
    later = naive_nth(1, nominal, setting.month.last, setting.calendar)
    earlier = naive_nth(-1, setting.month.first, nominal, setting.calendar)

    found = outcome(Place(DayOfMonth(day), roll), setting)

    assert found in setting.month
    assert found == ((later or earlier) if forwards else (earlier or later))


@settings(DATES)
@given(st.integers(1, 31), any_setting())
def test_a_plain_roll_takes_the_nearest_day_of_any_month(day: int, setting: Setting) -> None:
    nominal = setting.month.first.replace(day=min(day, setting.month.last.day))
    year = timedelta(366)

    following = outcome(Place(DayOfMonth(day), Roll.FOLLOWING), setting)
    preceding = outcome(Place(DayOfMonth(day), Roll.PRECEDING), setting)

    assert following == naive_nth(1, nominal, nominal + year, setting.calendar)
    assert preceding == naive_nth(-1, nominal - year, nominal, setting.calendar)


@settings(DATES)
@given(st.builds(NthWorkingDay, places(300), st.sampled_from(Period)) | month_points, any_setting())
def test_the_last_working_day_is_a_fallback_that_always_holds(point: Point, setting: Setting) -> None:
    assume(setting.calendar.working_days(setting.month, setting.month))

    found = resolve(Place(point, Roll.LAST), setting)

    assert found.day is not None


@settings(DATES)
@given(places(60), any_setting(), st.integers(0, 40))
def test_so_many_working_days_after_and_before_come_back(n: int, setting: Setting, which: int) -> None:
    days = setting.calendar.working_days(setting.month.plus(-1), setting.month.plus(1))
    assume(days)
    start = days[which % len(days)]

    there = outcome(Offset(n, Unit.WORKING_DAY, Named.START), replace(setting, start=start))
    back = outcome(Offset(-n, Unit.WORKING_DAY, Named.DUE), replace(setting, due=there))

    assert back == start


@settings(DATES)
@given(st.integers(1, 60), any_setting())
def test_an_offset_passes_that_many_working_days(n: int, setting: Setting) -> None:
    start = setting.start or setting.month.first
    setting = replace(setting, start=start)

    after = outcome(Offset(n, Unit.WORKING_DAY, Named.START), setting)
    before = outcome(Offset(-n, Unit.WORKING_DAY, Named.START), setting)

    one, years = timedelta(1), timedelta(900)
    assert after == naive_nth(n, start + one, start + years, setting.calendar)
    assert before == naive_nth(-n, start - years, start - one, setting.calendar)


@settings(DATES)
@given(any_setting(), st.integers(1, 40))
def test_spread_goes_forwards_and_leaves_no_gap(setting: Setting, share: int) -> None:
    days = list(setting.calendar.working_days(setting.month, setting.month))
    assume(days)

    positions = [days.index(outcome(Spread(), replace(setting, share=(i, share)))) for i in range(1, share + 1)]

    widest = -(-len(days) // share)
    assert positions[0] == 0
    assert all(0 <= later - earlier <= widest for earlier, later in pairwise(positions))
    assert len(days) - positions[-1] <= widest


@settings(DATES)
@given(any_setting(), st.integers(1, 40))
def test_work_lasts_as_many_working_days_as_it_says(setting: Setting, n: int) -> None:
    start = setting.month.first
    try:
        last = last_day_of(start, n, setting.calendar)
    except NoSuchDayError:
        assume(False)

    worked = [day for k in range((last - start).days + 1) if is_worked(day := start + timedelta(k), setting.calendar)]
    assert (len(worked), worked[-1]) == (n, last)


# What is said


@settings(DATES, max_examples=100)
@given(rules(), any_setting(), st.integers(1, 9999))
def test_every_rule_in_every_year_gives_steps_or_says_why_not(rule: Rule, setting: Setting, year: int) -> None:
    setting = replace(setting, month=setting.month._replace(year=year)) if year % 4 == 0 else setting
    try:
        steps = resolve(rule, setting).steps
    except NoSuchDayError as error:
        steps = (str(error),)

    assert steps
    assert [step for step in steps if not step.strip() or "\n" in step or "None" in step] == []


@settings(DATES)
@given(rules(), any_setting())
def test_the_same_question_has_the_same_answer(rule: Rule, setting: Setting) -> None:
    again = replace(setting, calendar=replace(setting.calendar))
    answers: list[Resolution | str] = []

    for asked in (setting, setting, again):
        try:
            answers.append(resolve(rule, asked))
        except NoSuchDayError as error:
            answers.append(str(error))

    assert answers == [answers[0]] * 3


@settings(DATES)
@given(any_setting(), st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.sampled_from(Roll))
def test_a_roll_moves_only_what_is_not_worked(setting: Setting, day: date, roll: Roll) -> None:
    found = Resolution(day, ("a rule",))
    moved = found
    with suppress(NoSuchDayError):
        moved = adjust(found, roll, setting.calendar)

    assert (moved is found) >= is_worked(day, setting.calendar)
    assert moved.steps[0] == "a rule"


@settings(DATES)
@given(
    any_setting(),
    st.lists(
        st.builds(
            PersonDays,
            st.sampled_from(["Anna", "Ben"]),
            st.none() | st.frozensets(st.integers(0, 6), min_size=1),
            st.dictionaries(st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.sampled_from(["", "leave"]), max_size=3),
        ),
        max_size=3,
    ),
)
def test_people_get_a_day_of_the_same_month_that_suits_all_or_none(setting: Setting, people: list[PersonDays]) -> None:
    days = setting.calendar.working_days(setting.month, setting.month)
    assume(days)
    middle = days[len(days) // 2]
    shared = [day for day in days if not any(person.why_not(day) for person in people)]

    suited = suit_people(Resolution(middle, ("a rule",)), tuple(people), setting.calendar)

    later = [day for day in shared if day >= middle]
    assert suited.day == (later[0] if later else shared[-1] if shared else middle)
    assert len(suited.steps) == 1 + (middle not in shared)


# How a count is told


@dataclass(frozen=True)
class Told:
    """A count, and what is said of it; *days* are those it takes, in its order, without the *end*."""

    calendar: WorkCalendar
    days: list[date]
    end: date
    what: str
    whole: str
    brief: str

    @property
    def off(self) -> list[tuple[date, str | None]]:
        """The days not worked for a reason of their own, with the reason."""
        return [(day, self.calendar.why_not(day)) for day in self.days if is_off_by_date(day, self.calendar)]

    @property
    def worked(self) -> list[date]:
        """The days that count."""
        return [day for day in self.days if is_worked(day, self.calendar)]


def is_holiday(day: date, calendar: WorkCalendar) -> bool:
    """Whether *day* is a bank holiday that is kept."""
    return day in bank_holidays(calendar.nation, day.year) and day not in calendar.worked_holidays


def is_off_by_date(day: date, calendar: WorkCalendar) -> bool:
    """Whether *day* is closed or a bank holiday."""
    return day not in calendar.opened and (day in calendar.closed or is_holiday(day, calendar))


def beginning(rule: Rule, setting: Setting) -> tuple[date, int]:
    """The first day that *rule* takes, and 1 or -1 for where it goes from there."""
    if isinstance(rule, Place):
        assert isinstance(rule.point, NthWorkingDay)
        first, last = ends_of(rule.point.period, setting)
        return (first, 1) if rule.point.n > 0 else (last, -1)
    assert isinstance(rule, Offset)
    named = {Named.START: setting.start, Named.DUE: setting.due}
    assert not isinstance(rule.anchor, StartOf)
    anchor = (
        named[rule.anchor] if isinstance(rule.anchor, Named) else outcome(Place(rule.anchor, Roll.NO_ADJUST), setting)
    )
    assert anchor is not None
    step = 1 if rule.count > 0 else -1
    return anchor + timedelta(step), step


@st.composite
def counts(draw: st.DrawFn, fewest: int, most: int) -> Place | Offset:
    """Any rule that counts from *fewest* to *most* working days, forwards or backwards."""
    count = draw(st.integers(fewest, most)) * draw(st.sampled_from([1, -1]))
    long_enough = [period for period, length in LENGTHS.items() if length * 21 >= abs(count)]
    if not long_enough or draw(st.booleans()):
        return Offset(count, Unit.WORKING_DAY, draw(month_points | st.sampled_from(Named)))
    return Place(NthWorkingDay(count, draw(st.sampled_from(long_enough))))


@st.composite
def told(draw: st.DrawFn, fewest: int, most: int) -> Told:
    """What is said of a count from *fewest* to *most* working days, in any week, often about a year's end."""
    month = draw(months | st.builds(Month, st.integers(2015, 2030), st.sampled_from([1, 12])))
    near = st.dates(month.first - timedelta(40), month.last + timedelta(40))
    calendar = draw(calendars(month, draw(st.sampled_from([12, 100]))))
    setting = Setting(
        month=month, calendar=calendar, first_month=draw(st.integers(1, 12)), start=draw(near), due=draw(near)
    )
    rule = draw(counts(fewest, most))
    end = outcome(rule, setting)
    begin, step = beginning(rule, setting)
    found = resolve(rule, setting)
    steps, brief = (
        [said for said in all_said if not said.startswith("projected")] for all_said in (found.steps, found.brief)
    )
    what, whole = steps[-1].split(": ", 1)
    days = [begin + timedelta(n * step) for n in range(abs((end - begin).days))]
    return Told(calendar, days, end, what.removesuffix(f" ({calendar.nation})"), whole, brief[-1])


def parted(text: str, separator: str) -> list[str]:
    """*text* at each match of *separator* that stands outside brackets."""
    depths = [text.count("(", 0, n) - text.count(")", 0, n) for n in range(len(text))]
    breaks = [found.span() for found in re.finditer(separator, text) if depths[found.start()] == 0]
    return [text[after:before] for (_, after), (before, _) in pairwise([(0, 0), *breaks, (len(text), len(text))])]


class Reader:
    """Reads days as somebody does who knows only from which to which day was counted, in which order."""

    def __init__(self, days: list[date]) -> None:
        self.days = days
        self.month: Month | None = None

    def day(self, text: str) -> date:
        """`3`, of the month read last; `3 June`; `3 June 2022`."""
        number, *name = text.split(" ", 1)
        if name:
            [self.month] = {
                month for month in map(Month.of, self.days) if name[0] in (MONTHS[month.month - 1], str(month))
            }
        assert self.month is not None
        return self.month.first.replace(day=int(number))

    def stretch(self, text: str) -> list[date]:
        """`3`, `3–5 June`, `30 June – 2 July`, in the order of the count."""
        first, _, last = text.partition(" – " if " – " in text else "–")
        if last and " " not in first:
            end = self.day(last)
            begin = end.replace(day=int(first))
        else:
            begin = self.day(first)
            end = self.day(last) if last else begin
        there = [begin + timedelta(n) for n in range((end - begin).days + 1)]
        return there[::-1] if self.days[-1] < self.days[0] else there

    def dates(self, text: str) -> list[date]:
        """`3–5, 8 and 10 June and 1 July`: here the month stands after the last of its days."""
        found: list[date] = []
        for group in re.findall(r"\d[^A-Z]* [A-Z][a-z]+(?: \d{4})?", text):
            numbers, month = re.fullmatch(r"(.*?\d) ([A-Z].*)", group).groups()
            for part in re.split(", | and ", numbers):
                found += self.stretch(f"{part} {month}")
        return sorted(found)

    def dated(self, text: str) -> list[tuple[date, str]]:
        """`3–5 June (training)`."""
        when, reason = re.fullmatch(r"([^(]*) \((.*)\)", text).groups()
        return [(day, reason) for day in self.stretch(when)]


@settings(DATES, max_examples=250)
@given(told(1, 32))
def test_a_count_told_day_by_day_is_that_of_the_calendar(count: Told) -> None:
    assume(0 < len(count.days) <= 45)
    *pieces, last = parted(count.whole, ", ")
    reader = Reader(count.days)

    read: list[tuple[date, str | None]] = []
    for piece in pieces:
        went_on = bool(read) and read[-1][1] is not None
        if "(" in piece:
            assert piece.startswith("not ") is not went_on
            read += reader.dated(piece.removeprefix("not "))
        else:
            read.append((reader.day(piece), None))

    assert read == [(day, count.calendar.why_not(day)) for day in count.days]
    assert [day for day, reason in read if reason is None] == count.worked
    assert last == f"then {spoken(count.end)}"


@settings(DATES, max_examples=150)
@given(told(10, 60) | told(60, 400))
def test_a_long_count_passes_over_what_is_not_worked_and_nothing_else(count: Told) -> None:
    assume(len(count.days) > 45)
    begin, _, passed, but, end = re.fullmatch(
        r"counted from ([^,]*?)(, passing over (.*?)(?:, but not ([^()]*))?,)? to ([^,]*)", count.whole
    ).groups(default="")
    passing = parted(passed, ", | and ") if passed else []
    reader = Reader(count.days)

    weekdays = [WEEKDAYS.index(name.removesuffix("s")) for name in passing if name.removesuffix("s") in WEEKDAYS]
    weekdays += [5, 6] if "weekends" in passing else []
    dated = [found for name in passing if "(" in name for found in reader.dated(name)]
    opened = reader.dates(but)

    by_week = set(count.days) - set(count.worked) - {day for day, _ in count.off}
    assert sorted(weekdays) == sorted({day.weekday() for day in by_week})
    assert ("weekends" in passing) == (sorted(weekdays) == [5, 6])
    assert dated == count.off
    assert opened == sorted(day for day in count.worked if day.weekday() in weekdays)
    assert (begin, end) == (spoken_with_year(count.days[0]), spoken_with_year(count.end))


@settings(DATES, max_examples=150)
@given(told(3, 30) | told(30, 300))
def test_a_count_in_short_names_every_day_that_the_week_does_not_tell(count: Told) -> None:
    assume(len(count.days) > 5)
    what, *said = parted(count.brief, "; ")
    reader, calendar = Reader([*count.days, count.end]), count.calendar

    read: dict[str, list[date]] = {}
    for sentence in said:
        when, state = re.fullmatch(
            r"(.*?) (?:is|are) (a bank holiday|bank holidays|not worked .*|worked)", sentence
        ).groups()
        read[state.removeprefix("a ").removesuffix("s")] = reader.dates(when)

    expected: dict[str, list[date]] = {}
    for day, reason in count.off:
        state = f"not worked ({reason})" if day in calendar.closed else "bank holiday"
        expected.setdefault(state, []).append(day)
    opened = [day for day in (*count.days, count.end) if day in calendar.opened]
    expected["worked"] = [day for day in opened if day.weekday() not in calendar.week or is_holiday(day, calendar)]
    assert what == count.what
    assert read == {state: sorted(days) for state, days in expected.items() if days}
