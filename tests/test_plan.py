"""The framework with dates: which rule wins, what moves a day, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from builders import (
    MONTHS_2020,
    activity,
    away,
    config,
    entries,
    entry,
    framework,
    goes,
    moved,
    person,
    problems_of,
    read_both,
    rules,
    starts,
)

from qa_calendar.dates.workdays import Nation, WorkCalendar
from qa_calendar.model import Assignment, Config, DateNote, DateRules, Framework, Occurrence, Skipped
from qa_calendar.planning.plan import expand
from qa_calendar.problems import Location

ROOT = Path(__file__).parent.parent
MON, TUE, WED, THU, FRI = range(5)
PEER = activity("Peer Audit", "Kara")
JUNE = framework(entry("2020-06", PEER))

SHIPPED = """
2020-04-01 2020-04-30 2020-04-care-plan-quality-audit
2020-04-01 2020-04-30 2020-04-monthly-qa-escalation-audit
2020-04-01 2020-04-30 2020-04-observation-of-roa-and-cp-conference
2020-05-01 2020-05-29 2020-05-18-month-cp-plan-audit
2020-05-01 2020-05-29 2020-05-6-month-qa-alert-summary
2020-05-01 2020-05-29 2020-05-monthly-qa-escalation-audit
2020-05-01 2020-05-29 2020-05-repeat-plan-audit
2020-06-01 2020-06-30 2020-06-cin-outcome-at-cpc-audit
2020-06-01 2020-06-30 2020-06-dip-audit-5-day-decisions
2020-06-01 2020-06-30 2020-06-monthly-qa-escalation-audit
2020-06-01 2020-06-30 2020-06-observation-of-roa-and-cp-conference
2020-07-01 2020-07-31 2020-07-monthly-qa-escalation-audit
2020-07-01 2020-07-31 2020-07-timeliness-icpc
2020-08-03 2020-08-28 2020-08-monthly-qa-escalation-audit
2020-08-03 2020-08-28 2020-08-observation-of-roa-and-cp-conference
2020-08-03 2020-08-28 2020-08-repeat-plan-audit
2020-09-01 2020-09-30 2020-09-audit-of-health-within-roa
2020-09-01 2020-09-30 2020-09-care-plan-quality-audit
2020-10-01 2020-10-30 2020-10-monthly-qa-escalation-audit
2020-10-01 2020-10-30 2020-10-observation-of-roa-and-cp-conference
2020-10-01 2020-10-30 2020-10-peer-audit
2020-11-02 2020-11-30 2020-11-18-month-cp-plan-audit
2020-11-02 2020-11-30 2020-11-6-month-qa-alert-summary
2020-11-02 2020-11-30 2020-11-monthly-qa-escalation-audit
2020-11-02 2020-11-30 2020-11-repeat-plan-audit
2020-12-01 2020-12-31 2020-12-18-month-cp-plan-audit
2020-12-01 2020-12-31 2020-12-dip-audit-5-day-decisions
2020-12-01 2020-12-31 2020-12-monthly-qa-escalation-audit
2020-12-01 2020-12-31 2020-12-observation-of-roa-and-cp-conference
2020-12-01 2020-12-31 2020-12-repeat-plan-audit
2021-01-04 2021-01-29 2021-01-cin-outcome-at-cpc-audit
2021-01-04 2021-01-29 2021-01-monthly-qa-escalation-audit
2021-01-04 2021-01-29 2021-01-thematic-audit-hsb
2021-01-04 2021-01-29 2021-01-thematic-audit-pre-birth
2021-02-01 2021-02-26 2021-02-care-plan-quality-audit
2021-02-01 2021-02-26 2021-02-observation-of-roa-and-cp-conference
2021-02-01 2021-02-26 2021-02-repeat-plan-audit
2021-02-01 2021-02-26 2021-02-timeliness-icpc
2021-03-01 2021-03-31 2021-03-audit-of-health-within-roa
2021-03-01 2021-03-31 2021-03-peer-audit
"""


def only(framework: Framework, config: Config) -> Occurrence:
    """The one occurrence of a plan of one."""
    (occurrence,) = expand([framework], config).occurrences
    return occurrence


# The shipped workspace


def test_the_shipped_workspace_has_these_dates() -> None:
    own_config, own_framework = read_both((ROOT / "config.yaml").read_bytes(), (ROOT / "framework.yaml").read_bytes())

    plan = expand([own_framework], own_config)

    assert [f"{one.start} {one.due} {one.uid}" for one in plan.occurrences] == [
        f"{line}@qa.example.gov.uk" for line in SHIPPED.split("\n") if line
    ]
    assert (plan.skipped, plan.notes) == ((), ())


# Identity


def test_a_uid_is_year_month_and_activity() -> None:
    assert only(JUNE, config()).uid == "2020-06-peer-audit@qa.example.gov.uk"


def test_an_entry_with_its_own_id_is_another_event() -> None:
    twice = framework(entry("2020-06", PEER), entry("2020-06", PEER, own_id="peer-audit-2"))

    assert [one.uid for one in expand([twice], config()).occurrences] == [
        "2020-06-peer-audit-2@qa.example.gov.uk",
        "2020-06-peer-audit@qa.example.gov.uk",
    ]


def test_expanding_twice_is_equal() -> None:
    assert expand([JUNE], config()) == expand([JUNE], config())


def test_occurrences_are_in_order_of_date_then_uid() -> None:
    late = activity("Audit", "Kara", rule=rules("day 30"))
    listed = framework(entry("2020-06", late), entry("2020-06", PEER), entry("2020-06", activity("Dip")))

    plan = expand([listed], config())

    assert [one.uid[:12] for one in plan.occurrences] == ["2020-06-dip@", "2020-06-peer", "2020-06-audi"]


# Which rule wins (rule 10)


def test_each_key_comes_from_the_nearest_rule_that_says_it() -> None:
    default = rules("first working day", "last working day", "5 working days before due")
    middle = {"Peer Audit": rules("second Tuesday", "day 20")}
    nearest = framework(entry("2020-06", activity("Peer Audit", rule=rules("day 15"))))

    found = [
        only(JUNE, config(default=default)),
        only(JUNE, config(default=default, by_activity=middle)),
        only(nearest, config(default=default, by_activity=middle)),
        only(
            nearest,
            config(default=default, by_activity=middle, date_changes=[moved("Peer Audit", 6, date(2020, 6, 10))]),
        ),
    ]

    assert [(one.start.day, one.due and one.due.day, one.remind and one.remind.day) for one in found] == [
        (1, 30, 23),
        (9, 22, 15),
        (15, 22, 15),
        (10, 22, 15),
    ]


def test_time_and_length_come_key_by_key_too() -> None:
    middle = {"Peer Audit": rules(at=time(10, 30), lasts=(2, "hour"))}
    nearest = framework(entry("2020-06", activity("Peer Audit", rule=rules(at=time(0, 0)))))

    found = only(nearest, config(by_activity=middle))

    assert (found.at, found.minutes) == (time(0, 0), 120)


# Date changes


def test_a_move_to_a_day_not_worked_is_kept_and_noted() -> None:
    plan = expand([JUNE], config(date_changes=[moved("Peer Audit", 6, date(2020, 6, 13))]))

    assert [(one.start, one.steps) for one in plan.occurrences] == [
        (date(2020, 6, 13), ("moved to Saturday 13 June 2020: half term",))
    ]
    assert plan.notes == (
        DateNote(
            Location("config.yaml", 30),
            "'Peer Audit' is moved to Saturday 13 June 2020, which is not a working day (weekend)",
        ),
    )


def test_a_move_does_not_suit_anybody_but_is_noted() -> None:
    change = moved("Peer Audit", 6, date(2020, 6, 10))
    plan = expand([JUNE], config(person("Kara", works=[MON]), date_changes=[change]))

    assert [one.start for one in plan.occurrences] == [date(2020, 6, 10)]
    assert [str(note.message) for note in plan.notes] == [
        "'Peer Audit' of June 2020 falls on Wednesday 10 June 2020: Kara works Mon"
    ]


def test_a_move_out_of_the_month_is_noted() -> None:
    change = moved("Peer Audit", 6, date(2020, 7, 1))
    plan = expand([JUNE], config(default=rules(due="5 working days after start"), date_changes=[change]))

    assert plan.notes == (
        DateNote(
            Location("framework.yaml", 101, 7),
            "'Peer Audit' of June 2020 falls on Wednesday 1 July 2020, outside its month",
        ),
    )


def test_a_skip_leaves_the_event_out_and_says_why() -> None:
    plan = expand([JUNE], config(date_changes=[moved("Peer Audit", 6, None, "merged with the CIN audit")]))

    assert plan.occurrences == ()
    assert plan.skipped == (
        Skipped(JUNE.entries[0], "skipped: merged with the CIN audit", "2020-06-peer-audit@qa.example.gov.uk"),
    )


def test_a_rule_that_says_skip_leaves_the_event_out() -> None:
    plan = expand([JUNE], config(default=rules("day 13, or skip")))

    assert plan.occurrences == ()
    assert plan.skipped == (
        Skipped(
            JUNE.entries[0],
            "Saturday 13 June is not a working day (weekend); the rule says skip",
            "2020-06-peer-audit@qa.example.gov.uk",
        ),
    )


def test_a_change_touches_its_own_month_and_activity_only() -> None:
    both = framework(*entries(PEER, "2020-06", "2020-07"), entry("2020-06", activity("Dip Audit")))

    assert starts(both, config(date_changes=[moved("Peer Audit", 6, date(2020, 6, 10))])) == [
        date(2020, 6, 1),
        date(2020, 6, 10),
        date(2020, 7, 1),
    ]


@pytest.mark.parametrize(
    ("title", "month", "message"),
    [
        ("Peer Audit", 7, "'Peer Audit' is not in July: it is in June, October"),
        ("Dip Audit", 6, "'Dip Audit' is not in June: it is in no month"),
    ],
)
def test_a_change_that_matches_nothing_is_an_error(title: str, month: int, message: str) -> None:
    twice = framework(*entries(PEER, "2020-06", "2020-10"), unlisted=[activity("Dip Audit")])

    assert problems_of(twice, config(date_changes=[moved(title, month, None)])) == [f"config.yaml:30:1: {message}"]


def test_a_rule_for_an_activity_in_no_month_is_an_error() -> None:
    unlisted = framework(*JUNE.entries, unlisted=[activity("Dip Audit")])

    assert problems_of(unlisted, config(by_activity={"Dip Audit": rules("day 15")})) == [
        "config.yaml:60:5: 'Dip Audit' has a rule, but is in no month"
    ]


# What cannot be


def test_a_rule_that_cannot_hold_is_named_for_every_month_it_fails_in() -> None:
    listed = framework(*entries(PEER, "2020-04", "2020-05", "2020-06", "2020-07"))

    assert problems_of(listed, config(default=rules("22nd working day"))) == [
        f"config.yaml:50:1: 'Peer Audit', {month} 2020: {month} 2020 has no 22nd working day: it has {count}"
        " (write ', or last working day' to take that instead)"
        for month, count in (("April", 20), ("May", 19))
    ]


def test_due_before_start_is_an_error() -> None:
    assert problems_of(JUNE, config(default=rules("day 15", "day 10"))) == [
        "config.yaml:51:1: 'Peer Audit' in June 2020 is due on Wednesday 10 June, before it starts on Monday 15 June"
    ]


def test_due_before_start_by_a_move_is_the_moves_error() -> None:
    assert problems_of(JUNE, config(date_changes=[moved("Peer Audit", 6, date(2020, 7, 1))])) == [
        (
            "config.yaml:30:1: 'Peer Audit' in June 2020 is due on Tuesday 30 June, before it starts on"
            " Wednesday 1 July; move it less far, or count its due date from start"
        )
    ]


def test_a_reminder_after_the_due_date_is_an_error() -> None:
    assert problems_of(JUNE, config(default=rules("day 1", "day 10", "day 15"))) == [
        (
            "config.yaml:52:1: 'Peer Audit' in June 2020 is reminded of on Monday 15 June, after it is due on"
            " Wednesday 10 June"
        )
    ]


def test_a_start_on_the_due_date_and_a_reminder_on_it_are_fine() -> None:
    found = only(JUNE, config(default=rules("day 10", "day 10", "day 10")))

    assert {found.start, found.due, found.remind} == {date(2020, 6, 10)}


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (rules("5 working days after start"), "50:1: start cannot be counted from start"),
        (rules(due="5 working days after due"), "51:1: due cannot be counted from due"),
        (
            rules("5 working days before due", "5 working days after start"),
            "50:1: 'Peer Audit': start is counted from due, and due from start",
        ),
    ],
)
def test_a_circle_is_one_error_however_many_months(rule: DateRules, problem: str) -> None:
    listed = framework(*entries(PEER, "2020-06", "2020-07"))

    assert problems_of(listed, config(default=rule)) == [f"config.yaml:{problem}"]


def test_everything_wrong_is_reported_at_once() -> None:
    changed = config(
        default=rules("22nd working day"), date_changes=[moved("Peer Audit", 7, None)], by_activity={"Dip": rules()}
    )
    assert [problem.split(": ")[0] for problem in problems_of(framework(entry("2020-05", PEER)), changed)] == [
        "config.yaml:30:1",
        "config.yaml:50:1",
        "config.yaml:60:5",
    ]


def test_a_move_beyond_the_known_bank_holidays_is_an_error() -> None:
    assert problems_of(JUNE, config(date_changes=[moved("Peer Audit", 6, date(2150, 6, 1))])) == [
        (
            "config.yaml:30:1: 'Peer Audit' is moved to Monday 1 June 2150: bank holidays are known for 1978 to"
            " 2100 only, not for 2150"
        )
    ]


def test_a_length_beyond_the_known_bank_holidays_is_an_error() -> None:
    late = framework(entry("2098-06", PEER), year=2098)

    assert problems_of(late, config(default=rules(lasts=(10_000, "working day")))) == [
        (
            "framework.yaml:11:3: 'Peer Audit' lasts 10000 working days: bank holidays are known for 1978 to 2100 only,"
            " not for 2101"
        )
    ]


# Counting from one another


def test_a_start_can_be_counted_from_due() -> None:
    found = only(JUNE, config(default=rules("10 working days before due", "last working day", "day 20")))

    assert (found.start, found.due, found.remind) == (date(2020, 6, 16), date(2020, 6, 30), date(2020, 6, 22))
    assert found.steps == (
        "counting from due, Tuesday 30 June 2020",
        (
            "10 working days before Tuesday 30 June: 29 June, not 27–28 (weekend), 26, 25, 24, 23, 22,"
            " not 20–21 (weekend), 19, 18, 17, then Tuesday 16 June"
        ),
    )
    assert found.due_steps == ("last working day of June 2020 (England): Tuesday 30 June",)


def test_due_and_reminder_can_be_counted_from_start() -> None:
    found = only(JUNE, config(default=rules("second Tuesday", "2 weeks after start", "1 day after start")))

    assert (found.start, found.due, found.remind) == (date(2020, 6, 9), date(2020, 6, 23), date(2020, 6, 10))


def test_due_is_counted_from_the_day_work_really_starts() -> None:
    counted = rules(due="1 working day after start")

    moved_start = only(JUNE, config(default=counted, date_changes=[moved("Peer Audit", 6, date(2020, 6, 10))]))
    suited = only(JUNE, config(person("Kara", works=[FRI]), default=counted))

    assert (moved_start.due, suited.due) == (date(2020, 6, 11), date(2020, 6, 8))


def test_a_due_date_can_be_skipped_where_nothing_counts_from_it() -> None:
    assert only(JUNE, config(default=rules("day 1", "day 13, or skip"))).due is None


def test_without_a_rule_for_it_nothing_is_due() -> None:
    found = only(JUNE, replace(config(), default_rules=rules("day 15")))

    assert (found.start, found.due, found.remind) == (date(2020, 6, 15), None, None)


# Spread (rule 9)

SPREAD = rules("spread")


def test_spread_gives_each_first_named_worker_equal_slices_in_framework_order() -> None:
    mine = [activity(f"Audit {n}", "Kara") for n in (3, 1, 2)]
    shared = activity("Shared", "Kelda", "Kara")
    fixed = activity("Fixed", "Kara", rule=rules("day 30"))

    plan = expand([framework(*(entry("2020-06", one) for one in (*mine, shared, fixed)))], config(default=SPREAD))

    assert {one.entry.activity.title: one.start.day for one in plan.occurrences} == {
        "Audit 3": 1,
        "Audit 1": 10,
        "Audit 2": 19,
        "Shared": 1,
        "Fixed": 30,
    }


def test_spread_says_which_slice_it_is() -> None:
    both = framework(entry("2020-06", PEER), entry("2020-06", activity("Dip Audit")))

    assert [one.steps for one in expand([both], config(default=SPREAD)).occurrences] == [
        ("spread over the 22 working days of June 2020, 1 of 2: the first working day is Monday 1 June",),
        ("spread over the 22 working days of June 2020, 2 of 2: the 12th working day is Tuesday 16 June",),
    ]


def test_spread_counts_each_month_by_itself_and_goes_by_the_months_own_worker() -> None:
    dip = activity("Dip Audit", "Kara")
    listed = framework(*entries(PEER, "2020-06", "2020-07"), entry("2020-06", dip), entry("2020-07", dip, "Stuart"))

    assert [day.isoformat() for day in starts(listed, config(default=SPREAD))] == [
        "2020-06-01",
        "2020-06-16",
        "2020-07-01",
        "2020-07-01",
    ]


def test_a_handover_moves_no_spread_date() -> None:
    listed = framework(
        entry("2020-06", PEER), entry("2020-06", activity("Dip Audit")), entry("2020-06", activity("CIN", "Stuart"))
    )
    handover = goes("Kara", "Stuart", date(2020, 4, 1))

    assert starts(listed, config(default=SPREAD, staff_changes=[handover])) == starts(listed, config(default=SPREAD))


def test_a_skip_moves_no_other_spread_date() -> None:
    both = framework(entry("2020-06", PEER), entry("2020-06", activity("Dip Audit")))

    assert starts(both, config(default=SPREAD, date_changes=[moved("Peer Audit", 6, None)])) == [date(2020, 6, 16)]


# How long, and at what time (rules 7 and 12)


@pytest.mark.parametrize(
    ("rule", "end", "minutes"),
    [
        (rules("day 4"), 4, 0),
        (rules("day 4", lasts=(1, "working day")), 4, 0),
        (rules("day 4", lasts=(3, "working day")), 8, 0),
        (rules("day 4", at=time(10, 30)), 4, 60),
        (rules("day 4", at=time(10, 30), lasts=(2, "hour")), 4, 120),
        (rules("day 4", at=time(10, 30), lasts=(90, "minute")), 4, 90),
    ],
)
def test_work_lasts(rule: DateRules, end: int, minutes: int) -> None:
    found = only(JUNE, config(default=rule))

    assert (found.start.day, found.end, found.minutes) == (4, date(2020, 6, end), minutes)


def test_work_moved_to_a_saturday_lasts_from_the_next_working_day() -> None:
    change = moved("Peer Audit", 6, date(2020, 6, 13))

    assert only(JUNE, config(default=rules(lasts=(2, "working day")), date_changes=[change])).end == date(2020, 6, 16)


@pytest.mark.parametrize(
    ("rule", "length"),
    [
        (rules(lasts=(2, "hour")), "2 hours"),
        (rules(lasts=(1, "minute")), "1 minute"),
        (rules(at=time(10, 30), lasts=(3, "working day")), "3 working days"),
    ],
)
def test_hours_need_a_time_and_working_days_need_none(rule: DateRules, length: str) -> None:
    assert problems_of(JUNE, config(default=rule)) == [
        (
            f"framework.yaml:11:3: 'Peer Audit' lasts {length}:"
            " write `lasts` in hours or minutes with `at`, and in working days without it"
        )
    ]


# A person's week and leave (rule 8)


def test_a_part_timers_work_starts_on_the_next_of_their_days() -> None:
    found = only(JUNE, config(person("Kara", works=[TUE, WED])))

    assert (found.start, found.due) == (date(2020, 6, 2), date(2020, 6, 30))
    assert found.steps == (
        "first working day of June 2020 (England): Monday 1 June",
        "Monday 1 June does not suit (Kara works Tue and Wed); the next day that does is Tuesday 2 June",
    )


def test_with_none_of_their_days_left_it_is_the_previous_one() -> None:
    found = only(JUNE, config(person("Kara", works=[MON]), default=rules("last working day")))

    assert found.start == date(2020, 6, 29)
    assert found.steps[1] == (
        "Tuesday 30 June does not suit (Kara works Mon); no later day of the month does, the one before is"
        " Monday 29 June"
    )


def test_leave_moves_the_start() -> None:
    on_leave = person("Kara", away=away(date(2020, 5, 29), date(2020, 6, 12)))

    assert starts(JUNE, config(on_leave)) == [date(2020, 6, 15)]


def test_somebody_away_all_month_keeps_the_day_and_it_is_noted() -> None:
    plan = expand([JUNE], config(person("Kara", away=away(date(2020, 6, 1), date(2020, 6, 30)))))

    assert [(one.start, one.steps[1]) for one in plan.occurrences] == [
        (
            date(2020, 6, 1),
            (
                "Monday 1 June does not suit (Kara is away: leave); there is no day in June 2020 on which Kara works,"
                " so it stays"
            ),
        )
    ]
    assert plan.notes == (
        DateNote(
            Location("framework.yaml", 101, 7),
            "'Peer Audit' of June 2020 falls on Monday 1 June 2020: Kara is away: leave",
        ),
    )


def test_several_workers_start_on_a_day_they_all_work() -> None:
    together = framework(entry("2020-06", PEER, "Kelda", "Kara", "Stuart"))
    staff = (
        person("Kelda", works=[MON, TUE, WED]),
        person("Kara", works=[WED, THU, FRI], away=away(date(2020, 6, 3), date(2020, 6, 3))),
        person("Stuart"),
    )

    assert starts(together, config(*staff)) == [date(2020, 6, 10)]


def test_several_workers_who_never_meet_keep_the_day() -> None:
    together = framework(entry("2020-06", PEER, "Kelda", "Kara"))
    plan = expand([together], config(person("Kelda", works=[MON, TUE]), person("Kara", works=[WED])))

    assert [one.start for one in plan.occurrences] == [date(2020, 6, 1)]
    assert [note.message for note in plan.notes] == [
        "'Peer Audit' of June 2020 falls on Monday 1 June 2020: Kara works Wed"
    ]


def test_cover_starts_on_the_deputys_day_not_the_absent_persons() -> None:
    on_leave = person("Kara", away=away(date(2020, 6, 1), date(2020, 6, 12)))
    cover = goes("Kara", "Kelda", date(2020, 6, 1), date(2020, 6, 12))

    full_time = only(JUNE, config(on_leave, "Kelda", staff_changes=[cover]))
    part_time = only(JUNE, config(on_leave, person("Kelda", works=[FRI]), staff_changes=[cover]))

    assert full_time.assignments == part_time.assignments == (Assignment("Kelda", covering="Kara"),)
    assert (full_time.start, part_time.start) == (date(2020, 6, 1), date(2020, 6, 5))


def test_a_start_moved_past_a_handover_is_the_new_persons() -> None:
    handover = goes("Kara", "Stuart", date(2020, 6, 2))

    any_day = only(JUNE, config(person("Kara", works=[WED]), "Stuart", staff_changes=[handover]))
    friday = only(JUNE, config(person("Kara", works=[WED]), person("Stuart", works=[FRI]), staff_changes=[handover]))

    assert [(one.start, one.workers) for one in (any_day, friday)] == [
        (date(2020, 6, 3), ("Stuart",)),
        (date(2020, 6, 5), ("Stuart",)),
    ]


def test_a_start_that_suits_neither_side_of_a_handover_stays_and_is_noted() -> None:
    september = framework(entry("2020-09", PEER))
    staff = person("Kara", works=[WED]), person("Stuart", works=[MON])
    handover = goes("Kara", "Stuart", date(2020, 9, 29))

    plan = expand([september], config(*staff, default=rules("day 28"), staff_changes=[handover]))

    assert [(one.start, one.workers) for one in plan.occurrences] == [(date(2020, 9, 30), ("Stuart",))]
    assert [note.message for note in plan.notes] == [
        "'Peer Audit' of September 2020 falls on Wednesday 30 September 2020: Stuart works Mon"
    ]


def test_vacant_work_keeps_the_organisations_day() -> None:
    vacancy = goes("Kara", None, date(2020, 4, 1))

    found = only(JUNE, config(person("Kara", works=[FRI]), staff_changes=[vacancy]))

    assert (found.start, found.assignments) == (date(2020, 6, 1), ())


# Periods and the year (rules 2 and 11)


@pytest.mark.parametrize(
    ("first_month", "rule", "day"),
    [
        (1, "first working day of the quarter", date(2020, 4, 1)),
        (4, "first working day of the quarter", date(2020, 4, 1)),
        (2, "first working day of the quarter", date(2020, 5, 1)),
        (1, "last working day of the half-year", date(2020, 6, 30)),
        (4, "last working day of the half-year", date(2020, 9, 30)),
        (1, "last working day of the financial year", date(2020, 12, 31)),
        (4, "last working day of the financial year", date(2021, 3, 31)),
    ],
)
def test_periods_follow_the_frameworks_first_month(first_month: int, rule: str, day: date) -> None:
    listed = framework(entry("2020-06", PEER), first_month=first_month)

    assert starts(listed, config(default=rules(rule, "1 working day after start"))) == [day]


def test_the_year_runs_from_its_first_month() -> None:
    assert [month.iso for month in framework(year=2020).months] == list(MONTHS_2020)


def test_dates_past_the_published_bank_holidays_are_noted_once() -> None:
    late = framework(*entries(PEER, "2028-12", "2029-01", "2029-02"), year=2028)
    one = framework(entry("2029-01", PEER), year=2028)

    assert [expand([found], config()).notes for found in (late, one)] == [
        (
            DateNote(
                Location("framework.yaml", 3, 1),
                "past the published bank holidays: 2 dates from Tuesday 2 January 2029 on, so projected",
            ),
        ),
        (
            DateNote(
                Location("framework.yaml", 3, 1),
                "past the published bank holidays: Tuesday 2 January 2029, so projected",
            ),
        ),
    ]


# Why this day (rule 13)


@pytest.mark.parametrize(
    ("month", "rule", "steps"),
    [
        (
            "2022-06",
            "3rd working day",
            (
                (
                    "3rd working day of June 2022 (England): 1 June, not 2 (Spring bank holiday),"
                    " 3 (Platinum Jubilee bank holiday), 4–5 (weekend), 6, then Tuesday 7 June"
                ),
            ),
        ),
        (
            "2020-08",
            "last day",
            (
                "the last day of August 2020 is Monday 31 August",
                (
                    "Monday 31 August is not a working day (Summer bank holiday); none after it in the month;"
                    " the previous working day in the same month is Friday 28 August"
                ),
            ),
        ),
        ("2021-02", "day 30", ("February 2021 has no day 30: its last day is Sunday 28 February",)),
        (
            "2020-05",
            "second Friday exactly",
            (
                "the 2nd Friday of May 2020 is Friday 8 May",
                (
                    "Friday 8 May is not a working day (Early May bank holiday, moved for VE Day);"
                    " the rule says exactly, so it stays"
                ),
            ),
        ),
        (
            "2029-06",
            "first working day",
            (
                "first working day of June 2029 (England): Friday 1 June",
                "projected: bank holidays for 2029 are not published yet",
            ),
        ),
    ],
)
def test_every_step_to_a_date_is_told(month: str, rule: str, steps: tuple[str, ...]) -> None:
    year = int(month[:4])
    listed = framework(entry(month, PEER), year=year, first_month=1)

    found = only(listed, config(default=rules(rule)))

    assert found.steps[: len(steps)] == steps


def test_closed_days_are_told_by_their_reason() -> None:
    calendar = WorkCalendar(nation=Nation.ENGLAND, closed={date(2020, 6, 1): "office move"})

    assert only(JUNE, config(calendar=calendar)).steps == (
        "first working day of June 2020 (England): not 1 June (office move), then Tuesday 2 June",
    )


def test_two_changes_of_one_month_are_told_where_they_clash() -> None:
    audit = framework(entry("2020-10", PEER))
    first = moved("Peer Audit", 10, date(2020, 10, 14))
    with_year = first, replace(moved("Peer Audit", 10, date(2020, 10, 15), line=31), year=2020)

    assert problems_of(audit, config(date_changes=with_year)) == [
        "config.yaml:31:1: 'Peer Audit' in October 2020 is already changed in line 30"
    ]


TIMED = rules("2nd Wednesday", at=time(10))


def test_a_meeting_is_due_only_where_somebody_says_so_of_it() -> None:
    panel = activity("Panel", "Kara", rule=TIMED)
    minuted = activity("Board", "Kara", rule=rules("2nd Wednesday", "5 working days after start", at=time(10)))
    usual = config(default=rules("first working day", "last working day"))

    plan = expand([framework(entry("2020-07", panel), entry("2020-07", minuted))], usual)

    assert {one.title: one.due for one in plan.occurrences} == {"Panel": None, "Board": date(2020, 7, 15)}


def test_what_counts_from_the_due_date_of_a_meeting_counts_from_its_day() -> None:
    panel = activity("Panel", "Kara", rule=TIMED)
    usual = config(default=rules("first working day", "last working day", "5 working days before due"))

    (only,) = expand([framework(entry("2020-07", panel))], usual).occurrences

    assert (only.start, only.remind) == (date(2020, 7, 8), date(2020, 7, 1))
