"""When somebody is told by mail: the week of a reminder, lead times, the ladder of overdue work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import activity, config, entries, entry, framework, goes, moved, person, phrase, problems_of, rules
from hypothesis import given
from hypothesis import strategies as st

from qa_calendar.dates.months import Week
from qa_calendar.dates.zone import LONDON
from qa_calendar.model import (
    Assignment,
    Completion,
    Config,
    Framework,
    Occurrence,
    OverdueOptions,
    Plan,
    ReminderOptions,
)
from qa_calendar.planning.mailing import (
    day_of_reminder,
    due_by,
    may_send,
    steps_by,
    week_of_reminder,
    working_days_after,
)
from qa_calendar.planning.plan import expand
from qa_calendar.planning.progress import with_done

PEER = activity("Peer Audit", "Kara", "Stuart")
OCTOBER = framework(entry("2020-10", PEER))
"""Peer Audit starts on Thursday 1 October and is due on Friday 30 October 2020."""


def plan_of(settings: Config, frame: Framework = OCTOBER) -> Plan:
    return expand([frame], settings)


def with_roles(settings: Config, **roles: str) -> Config:
    staff = tuple(replace(one, role=roles.get(one.name, "Auditor")) for one in settings.staff)
    return replace(settings, staff=staff)


# The week a reminder is of


@pytest.mark.parametrize(
    ("today", "weekly_on", "week"),
    [
        ("2020-08-31", 0, "2020-W36"),  # Monday, on the day
        ("2020-09-01", 0, "2020-W36"),  # Tuesday catches up
        ("2020-09-06", 0, "2020-W36"),  # and so does Sunday
        ("2020-09-01", 2, None),  # before Wednesday it is not time yet
        ("2020-09-02", 2, "2020-W36"),
        ("2020-09-03", 3, "2020-W36"),  # Thursday is the last day that is of its own week
        ("2020-09-03", 4, "2020-W36"),  # before Friday: that of this week, which went out last Friday
        ("2020-09-04", 4, "2020-W37"),  # Friday is of the week that follows
        ("2020-09-04", 6, "2020-W37"),  # nobody works on a Sunday
        ("2020-09-06", 6, "2020-W37"),
        ("2020-12-24", 0, "2020-W53"),  # Monday 28 is Boxing Day's bank holiday
        ("2020-12-23", 0, "2020-W52"),
        ("2020-12-28", 0, "2020-W53"),
        ("2020-05-22", 0, "2020-W22"),  # Friday, as Monday 25 May is a bank holiday
        ("2020-05-21", 0, "2020-W21"),
        ("2020-05-26", 0, "2020-W22"),  # later it is that week's
        ("2021-01-01", 4, "2021-W01"),
        ("2020-12-30", 4, "2020-W53"),
        ("2020-12-31", 4, "2021-W01"),  # Friday is New Year's Day
    ],
)
def test_the_week_that_is_due(today: str, weekly_on: int, week: str | None) -> None:
    found = week_of_reminder(date.fromisoformat(today), weekly(weekly_on))

    assert (found and str(found)) == week


def weekly(day: int) -> Config:
    return replace(config(), reminders=ReminderOptions(weekly_on=day))


@given(st.dates(date(2015, 1, 5), date(2030, 12, 1)), st.integers(0, 6))
def test_every_week_is_due_from_its_day_on_until_the_next_is(day: date, weekly_on: int) -> None:
    of, week = weekly(weekly_on), Week.of(day)
    first, following = (day_of_reminder(one, of) for one in (week, Week.of(day + timedelta(days=7))))

    assert of.calendar.is_working(first)
    assert week.first - timedelta(days=6) <= first <= week.first + timedelta(days=3)
    assert week_of_reminder(first, of) == week
    assert week_of_reminder(first - timedelta(days=1), of) != week
    # Nobody is left without a reminder in any week, whenever the program happens to run.
    days = [first + timedelta(days=n) for n in range((following - first).days)]
    assert {week_of_reminder(one, of) for one in days} <= {week, None}


@pytest.mark.parametrize(
    ("now", "sends"),
    [
        ("2020-12-24T09:00", True),
        ("2020-12-24T06:59", False),
        ("2020-12-24T07:00", True),
        ("2020-12-24T18:59", True),
        ("2020-12-24T19:00", False),
        ("2020-12-25T09:00", False),  # Christmas Day
        ("2020-12-27T23:50", False),  # a Sunday
        ("2020-12-28T09:00", False),  # Boxing Day's bank holiday
        ("2020-12-29T09:00", True),
    ],
)
def test_a_run_sends_in_the_hours_of_a_working_day(now: str, sends: bool) -> None:
    assert may_send(datetime.fromisoformat(now).replace(tzinfo=LONDON), config()) is sends


# Lead times


def test_work_is_reminded_of_from_its_day_until_it_is_over() -> None:
    settings = config(by_activity={"Peer Audit": rules(remind="5 working days before due")})
    plan = plan_of(settings)

    told = {day: [one.worker.name for one in due_by(plan, date(2020, 10, day))] for day in (22, 23, 26, 30, 31)}

    assert told == {22: [], 23: ["Kara", "Stuart"], 26: ["Kara", "Stuart"], 30: ["Kara", "Stuart"], 31: []}


def test_another_due_date_is_another_reminder_and_another_rule_is_not() -> None:
    def periods(remind: str, due: str) -> list[str]:
        settings = config(by_activity={"Peer Audit": rules(remind=remind, due=due)})
        return [str(one.period) for one in due_by(plan_of(settings), date(2020, 10, 28))][:1]

    assert periods("5 working days before due", "last working day") == ["2020-10-peer-audit 2020-10-30"]
    assert periods("6 working days before due", "last working day") == ["2020-10-peer-audit 2020-10-30"]
    assert periods("5 working days before due", "day 29") == ["2020-10-peer-audit 2020-10-29"]


def test_a_lead_time_is_by_role_and_an_activity_s_own_wins() -> None:
    other = activity("File Audit", "Kara")
    frame = framework(entry("2020-10", PEER), entry("2020-10", other))
    settings = with_roles(config(by_activity={"File Audit": rules(remind="1 working day before due")}), Kara="Manager")
    settings = replace(
        settings,
        reminders=replace(settings.reminders, lead_times={"Manager": phrase("10 working days before due")}),
    )
    found = {one.title: one for one in plan_of(settings, frame).occurrences}

    assert found["Peer Audit"].reminds_of("Kara") == date(2020, 10, 16)
    assert found["Peer Audit"].reminds_of("Stuart") is None
    assert found["File Audit"].reminds_of("Kara") == date(2020, 10, 29)


def test_a_lead_time_by_role_wins_over_the_usual_one() -> None:
    settings = with_roles(config(default=rules(remind="2 working days before due")), Kara="Manager")
    settings = replace(
        settings, reminders=replace(settings.reminders, lead_times={"Manager": phrase("5 working days before due")})
    )
    (found,) = plan_of(settings).occurrences

    assert (found.reminds_of("Kara"), found.reminds_of("Stuart")) == (date(2020, 10, 23), date(2020, 10, 28))


def test_a_deputy_is_reminded_by_their_own_role() -> None:
    settings = config(staff_changes=[goes("Stuart", "Claire", date(2020, 9, 1))])
    settings = with_roles(settings, Claire="Nurse")
    settings = replace(
        settings, reminders=replace(settings.reminders, lead_times={"Nurse": phrase("5 working days before due")})
    )

    assert [one.worker.name for one in due_by(plan_of(settings), date(2020, 10, 23))] == ["Claire"]


def test_a_role_nobody_has_is_told() -> None:
    settings = with_roles(config(), Kara="Manager")
    settings = replace(
        settings, reminders=replace(settings.reminders, lead_times={"Manger": phrase("5 working days before due", 33)})
    )

    assert problems_of(OCTOBER, settings) == [
        "config.yaml:33:1: nobody in staff has the role 'Manger' (did you mean 'Manager'?)"
    ]


def test_a_lead_time_after_the_due_date_is_told_where_it_stands() -> None:
    settings = with_roles(config(), Kara="Manager")
    settings = replace(
        settings, reminders=replace(settings.reminders, lead_times={"Manager": phrase("2 weeks after due", 33)})
    )

    said = "'Peer Audit' in October 2020 is reminded of on Friday 13 November, after it is due on Friday 30 October"
    assert problems_of(OCTOBER, settings) == [f"config.yaml:33:1: {said}"]


# The ladder

LADDER = OverdueOptions(since=date(2020, 4, 1), tell_worker=(1, 5), tell_coordinator=(10,))


def ladder(day: date, options: OverdueOptions = LADDER, done: Iterable[Completion] = ()) -> list[tuple[str, int]]:
    """Who is told by *day* of a Peer Audit due on Friday 30 October 2020, and on which step."""
    settings = replace(config(), overdue=options)
    plan = with_done(plan_of(settings), {one.uid: one for one in done})
    return [(step.told.name if step.told else "coordinator", step.days) for step in steps_by(plan, day)]


def test_the_ladder_is_climbed_in_working_days() -> None:
    assert ladder(date(2020, 10, 30)) == []
    assert ladder(date(2020, 11, 1)) == []  # Sunday
    assert ladder(date(2020, 11, 2)) == [("Kara", 1), ("Stuart", 1)]
    assert ladder(date(2020, 11, 5)) == [("Kara", 1), ("Stuart", 1)]
    assert ladder(date(2020, 11, 6)) == [("Kara", 5), ("Stuart", 5)]
    assert ladder(date(2020, 11, 12)) == [("Kara", 5), ("Stuart", 5)]
    assert ladder(date(2020, 11, 13)) == [("Kara", 5), ("Stuart", 5), ("coordinator", 10)]


def test_it_ends_and_of_steps_that_were_missed_only_the_last_is_told() -> None:
    assert ladder(date(2021, 3, 1)) == [("Kara", 5), ("Stuart", 5), ("coordinator", 10)]


def test_what_was_due_before_it_counts_is_nobody_s_trouble() -> None:
    assert ladder(date(2020, 11, 13), replace(LADDER, since=date(2020, 10, 31))) == []


def test_what_is_done_is_nobody_s_trouble() -> None:
    (found,) = plan_of(config()).occurrences
    done = Completion(
        uid=found.uid,
        title=found.title,
        on=date(2020, 11, 20),
        by=("Kara",),
        workers=(Assignment("Kara"),),
        due=found.due,
        recorded=datetime(2020, 11, 20, tzinfo=UTC),
    )

    assert ladder(date(2020, 11, 13), done=[done]) == []


def test_without_the_block_nothing_is_overdue() -> None:
    assert steps_by(plan_of(config()), date(2021, 3, 1)) == ()


def test_christmas_does_not_count() -> None:
    # Thursday 24 December to Tuesday 29 December 2020: Christmas Day, a weekend, and Boxing Day's substitute.
    assert working_days_after(date(2020, 12, 24), date(2020, 12, 28), config().calendar) == 0
    assert working_days_after(date(2020, 12, 24), date(2020, 12, 29), config().calendar) == 1


def test_a_date_that_moved_begins_the_ladder_anew() -> None:
    def period(settings: Config) -> str:
        return str(steps_by(plan_of(replace(settings, overdue=LADDER)), date(2020, 12, 1))[0].period)

    assert period(config()) == "2020-10-peer-audit 2020-10-30 +5"
    later = config(date_changes=[moved("Peer Audit", 10, date(2020, 11, 2))], default=rules(due="5 days after start"))
    assert period(later) == "2020-10-peer-audit 2020-11-09 +5"


@given(st.lists(st.integers(1, 60), min_size=1, max_size=5, unique=True).map(sorted), st.integers(0, 100))
def test_nobody_is_told_more_often_than_the_ladder_has_steps(rungs: list[int], days: int) -> None:
    options = OverdueOptions(since=date(2020, 4, 1), tell_worker=tuple(rungs))
    settings = replace(config(), overdue=options)
    plan = plan_of(settings)

    told = {
        str(step.period)
        for n in range(days)
        for step in steps_by(plan, date(2020, 10, 30) + timedelta(days=n))
        if step.told == settings.person("Kara")
    }

    assert len(told) <= len(rungs)


def test_an_activity_twice_in_a_month_is_told_of_apart() -> None:
    again = replace(entry("2020-10", PEER), id="peer-audit-again")
    plan = plan_of(replace(config(), overdue=LADDER), framework(entry("2020-10", PEER), again))

    periods = {str(step.period) for step in steps_by(plan, date(2020, 11, 2))}
    assert periods == {"2020-10-peer-audit 2020-10-30 +1", "2020-10-peer-audit-again 2020-10-30 +1"}


def test_a_piece_of_work_is_over_with_its_due_date_or_its_last_day() -> None:
    long = config(default=rules(due="first working day", lasts=(5, "working day")))
    lasts: list[Occurrence] = [*plan_of(config()).occurrences, *plan_of(long).occurrences]

    assert [one.last for one in lasts] == [date(2020, 10, 30), date(2020, 10, 7)]


def test_a_group_is_one_reader() -> None:
    settings = config(person("IROs", group=True), default=rules(remind="1 working day before due"))
    frame = framework(*entries(activity("Peer Audit", "IROs"), "2020-10"))

    assert [one.worker.name for one in due_by(plan_of(settings, frame), date(2020, 10, 29))] == ["IROs"]
