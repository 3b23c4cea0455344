"""What holds of every plan, whatever the framework, the people and the edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from builders import MONTHS_2020, activity, away, config, entry, framework, goes, moved, person, rules
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_calendar.model import Activity, Config, DateChange, Entry, Event, Framework, Plan, StaffChange, StaffStep
from qa_calendar.planning import staffing
from qa_calendar.planning.lint.checks import CHECKS, lint
from qa_calendar.planning.plan import expand
from qa_calendar.planning.revisions import Revision, revise
from qa_calendar.planning.staff_checks import check_staff

NAMES = ("Kelda", "Kara", "Stuart", "Claire", "Ann")
TITLES = ("Peer Audit", "Monthly Audit", "CIN Audit", "Dip Audit", "Thematic Audit")
STEADY = (
    "first working day",
    "3rd working day",
    "second Tuesday",
    "last Friday, or previous working day",
    "day 15",
    "day 31, or next working day",
    "last day",
    "fifth Friday, or last working day",
    "day 13, or skip",
    "2 weeks after first Monday",
    "first working day of the quarter",
)
EXACT = ("first Monday exactly", "day 25 exactly")
EXAMPLES = 40
BEGINNING = datetime(2020, 3, 30, 8, 15, tzinfo=UTC)
YEAR = (date(2020, 4, 1), date(2021, 3, 31))

days = st.dates(*YEAR)
names = st.sampled_from(NAMES)
crews = st.lists(names, min_size=1, max_size=3, unique=True)
full_timers = st.permutations(NAMES)


@st.composite
def people(draw: st.DrawFn) -> list[Any]:
    """Staff with weeks and leave of their own."""
    found = []
    for name in NAMES:
        week = draw(st.none() | st.sets(st.integers(0, 4), min_size=1))
        first = draw(days)
        leave = away(first, first + timedelta(draw(st.integers(0, 40)))) if draw(st.booleans()) else {}
        found.append(person(name, works=week, away=leave))
    return found


@st.composite
def frameworks(draw: st.DrawFn, phrases: Sequence[str] = (*STEADY, *EXACT, "spread")) -> Framework:
    """A year of some activities in some months; due ten working days after the start, so that no plan is refused."""
    listed: list[Entry] = []
    for title in draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=4, unique=True)):
        rule = rules(draw(st.sampled_from(phrases)), "10 working days after start", "2 working days before due")
        one = activity(title, *draw(crews), rule=rule)
        months = draw(st.lists(st.sampled_from(MONTHS_2020), min_size=1, max_size=4, unique=True))
        listed += (entry(month, one, *draw(st.just([]) | crews)) for month in months)
    return framework(*listed)


@st.composite
def staff_changes(draw: st.DrawFn) -> StaffChange:
    """A handover, a cover or a vacancy, of everything or some of it."""
    since, work_of = draw(days), draw(names)
    titles = draw(st.lists(st.sampled_from(TITLES), max_size=2))
    which = draw(st.sampled_from(["all", "only", "except"]))
    return goes(
        work_of,
        draw(st.none() | names.filter(lambda name: name != work_of)),
        since,
        draw(st.none() | st.integers(0, 90).map(lambda n: since + timedelta(n))),
        only=titles if which == "only" else [],
        excluding=titles if which == "except" else [],
    )


def consistent(changes: Iterable[StaffChange]) -> list[StaffChange]:
    """*changes* without those that contradict an earlier one, which no plan is made of."""
    kept: list[StaffChange] = []
    for change in changes:
        if not check_staff(config(*NAMES, staff_changes=[*kept, change]), []):
            kept.append(change)
    return kept


many_changes = st.lists(staff_changes(), max_size=5).map(consistent)


def dates_of(plan: Plan) -> dict[str, tuple[date | None, ...]]:
    """Every date of every occurrence, by UID."""
    return {one.uid: (one.start, one.end, one.due, one.remind) for one in plan.occurrences}


def events_of(plan: Plan) -> list[Event]:
    """The events a plan would publish, worded as simply as can be."""
    slugs = {person.name: person.slug for person in plan.config.staff}
    return [
        Event(
            uid=one.uid,
            start=one.start,
            end=one.end,
            summary=f"{one.title} - {', '.join(map(str, one.assignments))}",
            description=one.entry.activity.purpose,
            title=one.title,
            feeds=tuple(sorted({slugs[name] for name in one.workers})),
            people=one.assignments,
            due=one.due,
            steps=one.steps,
            due_steps=one.due_steps,
            staffing=tuple(
                StaffStep(slugs[step.work_of], slugs[step.worker] if step.worker else None, step.said)
                for step in one.staffing
            ),
        )
        for one in plan.occurrences
    ]


# Edits


def skip(listed: Framework, of: Config, entry_at: int, _: date, __: StaffChange) -> tuple[Framework, Config]:
    """One entry left out by a date change."""
    return listed, changed(of, listed.entries[entry_at % len(listed.entries)], None)


def move(listed: Framework, of: Config, entry_at: int, to: date, _: StaffChange) -> tuple[Framework, Config]:
    """One entry moved to some day."""
    return listed, changed(of, listed.entries[entry_at % len(listed.entries)], to)


def unchange(listed: Framework, of: Config, *_: Any) -> tuple[Framework, Config]:
    """All date changes taken back."""
    return listed, replace(of, date_changes=())


def restaff(listed: Framework, of: Config, _: int, __: date, change: StaffChange) -> tuple[Framework, Config]:
    """One more staff change."""
    return listed, replace(of, staff_changes=tuple(consistent([*of.staff_changes, change])))


def unstaff(listed: Framework, of: Config, *_: Any) -> tuple[Framework, Config]:
    """The first staff change taken back."""
    return listed, replace(of, staff_changes=of.staff_changes[1:])


def reword(listed: Framework, of: Config, entry_at: int, to: date, _: StaffChange) -> tuple[Framework, Config]:
    """Another purpose for one activity."""
    title = listed.entries[entry_at % len(listed.entries)].activity.title
    return each_activity(listed, lambda one: replace(one, purpose=f"By {to}") if one.title == title else one), of


def reschedule(listed: Framework, of: Config, entry_at: int, _: date, __: StaffChange) -> tuple[Framework, Config]:
    """Another rule for every activity."""
    rule = rules(STEADY[entry_at % len(STEADY)], "10 working days after start")
    return each_activity(listed, lambda one: replace(one, rules=rule)), of


def changed(of: Config, one: Entry, to: date | None) -> Config:
    """*of* with this date change, in place of any for the same entry."""
    change = moved(one.activity.title, one.month.month, to)
    others = (
        other for other in of.date_changes if (other.activity, other.month) != (one.activity.title, one.month.month)
    )
    return replace(of, date_changes=(*others, change))


def each_activity(listed: Framework, edit: Any) -> Framework:
    """*listed* with every activity edited, wherever it stands."""
    return replace(
        listed,
        activities=tuple(map(edit, listed.activities)),
        entries=tuple(replace(one, activity=edit(one.activity)) for one in listed.entries),
    )


EDITS = (skip, move, unchange, restaff, unstaff, reword, reschedule)
edits = st.lists(
    st.tuples(st.sampled_from(EDITS), st.integers(0, 99), days, staff_changes(), st.integers(-9, 99)),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), edits)
def test_no_edit_doubles_a_uid_or_takes_anything_back(listed: Framework, staff: list[Any], edited: list[Any]) -> None:
    of, now = config(*staff), BEGINNING
    known: Mapping[str, Revision] = {}
    for edit, entry_at, day, change, minutes in edited:
        listed, of = edit(listed, of, entry_at, day, change)
        now += timedelta(minutes=minutes)

        events = events_of(expand([listed], of))
        after = revise(known, events, now).revisions

        assert len({event.uid for event in events}) == len(events)
        assert {uid for uid, revision in after.items() if revision.live} == {event.uid for event in events}
        assert known.keys() <= after.keys()
        for uid, old in known.items():
            check_step(old, after[uid])
        assert all(after[uid] is revision for uid, revision in revise(after, events, now).revisions.items())
        known = after


def check_step(old: Revision, new: Revision) -> None:
    """That a UID's revision went forward, and no further than its change calls for."""
    same = (old.start, old.end, old.due, old.feeds) == (new.start, new.end, new.due, new.feeds)
    came_back = new.live and not old.live
    assert new.sequence == old.sequence + (came_back or (new.live and not same))
    assert new.stamp >= old.stamp
    if old.live == new.live and same and old.digest == new.digest:
        assert new is old


# People


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), full_timers, many_changes)
def test_reassigning_full_timers_keeps_every_uid_and_date(
    listed: Framework, staff: list[str], changes: list[StaffChange]
) -> None:
    before, after = (expand([listed], config(*staff, staff_changes=some)) for some in ([], changes))

    assert dates_of(after) == dates_of(before)


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), many_changes)
def test_reassigning_anybody_keeps_every_uid(listed: Framework, staff: list[Any], changes: list[StaffChange]) -> None:
    before, after = (expand([listed], config(*staff, staff_changes=some)) for some in ([], changes))

    assert dates_of(after).keys() == dates_of(before).keys()


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), many_changes)
def test_the_workers_occurrences_together_are_the_teams_less_the_vacant(
    listed: Framework, staff: list[Any], changes: list[StaffChange]
) -> None:
    plan = expand([listed], config(*staff, staff_changes=changes))

    theirs = {one.uid for name in NAMES for one in plan.of(name)}

    assert theirs == {one.uid for one in plan.occurrences} - {one.uid for one in plan.occurrences if not one.workers}


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), many_changes)
def test_whoever_has_the_work_on_its_day_does_it(
    listed: Framework, staff: list[Any], changes: list[StaffChange]
) -> None:
    for one in expand([listed], config(*staff, staff_changes=changes)).occurrences:
        assert one.assignments == staffing.staff(one.entry, one.start, changes).assignments
        assert len(set(one.workers)) == len(one.workers)


# Order, and days


def shuffled(listed: Framework, order: Sequence[Activity]) -> Framework:
    """The same framework with its activities, and so the lines of every month, in another order."""
    place = {one.title: n for n, one in enumerate(order)}
    lines = sorted(listed.entries, key=lambda one: (one.month, place[one.activity.title]))
    return replace(listed, activities=tuple(order), entries=tuple(lines))


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks((*STEADY, *EXACT)), people(), many_changes, st.data())
def test_the_order_of_the_files_makes_no_difference(
    listed: Framework, staff: list[Any], changes: list[StaffChange], data: st.DataObject
) -> None:
    mixed = shuffled(listed, data.draw(st.permutations(listed.activities)))
    of = config(*staff, staff_changes=changes)
    also = replace(
        config(*data.draw(st.permutations(staff)), staff_changes=data.draw(st.permutations(changes))),
        default_rules=of.default_rules,
    )

    before, after = expand([listed], of), expand([mixed], also)

    assert dates_of(after) == dates_of(before)
    assert [one.assignments for one in after.occurrences] == [one.assignments for one in before.occurrences]


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks((*STEADY, "spread")), people(), many_changes)
def test_every_start_that_rules_chose_is_a_working_day(
    listed: Framework, staff: list[Any], changes: list[StaffChange]
) -> None:
    of = config(*staff, staff_changes=changes)

    assert not {one.start for one in expand([listed], of).occurrences if not of.calendar.is_working(one.start)}


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(["spread"]), full_timers)
def test_spread_work_of_one_person_starts_on_as_many_days(listed: Framework, staff: list[str]) -> None:
    shares: dict[tuple[str, str], list[date]] = {}
    for one in expand([listed], config(*staff)).occurrences:
        shares.setdefault((one.month.iso, one.entry.workers[0]), []).append(one.start)

    assert all(len(set(found)) == len(found) for found in shares.values())


# Remarks


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), many_changes, st.lists(days, max_size=2))
def test_lint_always_has_an_answer_and_can_always_be_silenced(
    listed: Framework, staff: list[Any], changes: list[StaffChange], to: list[date]
) -> None:
    some: Iterable[DateChange] = {
        (one.activity.title, one.month): moved(one.activity.title, one.month.month, day)
        for one, day in zip(listed.entries, to, strict=False)
    }.values()
    of = replace(config(*staff, staff_changes=changes), date_changes=tuple(some))
    slow = each_activity(listed, lambda one: replace(one, rules=rules(due="250 working days after start")))
    plan = expand([slow], of)

    found = lint(plan)

    assert list(found) == sorted(found)
    assert lint(replace(plan, config=replace(of, lint_ignored={one.id: "tired of it" for one in CHECKS}))) == ()
