"""What cannot be true of the people: changes that contradict each other, work of somebody who has left or not come.

Each is an error, told at the line in config.yaml and with the cure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

import yaml

from qa_calendar.dates.months import DAY, spoken_with_year
from qa_calendar.model import NOBODY, Config, Occurrence, Person, StaffChange
from qa_calendar.problems import Problem


def check_staff(config: Config, occurrences: Sequence[Occurrence]) -> tuple[Problem, ...]:
    """Everything in *config* about people that cannot be true, given what is planned."""
    problems = [*_contradictions(config.staff_changes), *_gone_or_not_there(config)]
    work: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        # What they only cover is their cover's to say.
        for name in dict.fromkeys(one.worker for one in occurrence.assignments if one.covering is None):
            work.setdefault(name, []).append(occurrence)
    for person in config.staff:
        theirs = work.get(person.name, [])
        problems += (*_after_leaving(person, theirs), *_before_joining(person, theirs))
    return tuple(problems)


def _contradictions(changes: Sequence[StaffChange]) -> Iterator[Problem]:
    for one, other in combinations(sorted(changes, key=lambda change: change.location), 2):
        if one.goes_to != other.goes_to and _of_the_same_work(one, other) and _at_the_same_time(one, other):
            clash = "covered" if other.is_cover else "given away"
            message = f"the work of {one.work_of} is {clash} twice: here, and in line {one.location.line} ({one})"
            yield Problem(other.location, f"{message}; take one away, or say which activities with `only`")


def _of_the_same_work(one: StaffChange, other: StaffChange) -> bool:
    # A change of some activities beside one of all is no contradiction: the narrower one wins.
    if one.work_of != other.work_of or (bool(one.only), bool(one.excluding)) != (
        bool(other.only),
        bool(other.excluding),
    ):
        return False
    return not one.only or bool(one.only & other.only)


def _at_the_same_time(one: StaffChange, other: StaffChange) -> bool:
    if not (one.is_cover and other.is_cover):
        return one.is_cover == other.is_cover and one.since == other.since
    return one.since <= (other.until or date.max) and other.since <= (one.until or date.max)


def _gone_or_not_there(config: Config) -> Iterator[Problem]:
    for change in config.staff_changes:
        if change.goes_to is None:
            continue
        person = config.person(change.goes_to)
        last = change.until if change.is_cover else change.since
        if person.until and last and last > person.until:
            yield Problem(change.location, f"{change}, but {_leaves(person, person.until)}")
        if person.since and change.since < person.since:
            yield Problem(change.location, f"{change}, but {_joins(person, person.since)}")


def _after_leaving(person: Person, theirs: Sequence[Occurrence]) -> Iterator[Problem]:
    late = [occurrence for occurrence in theirs if person.until and occurrence.start > person.until]
    if person.until and late:
        cure = {"from": person.until + DAY, "work_of": person.name, "goes_to": NOBODY}
        yield _misplaced(person, f"{_leaves(person, person.until)}, but has work after that", late, cure)


def _before_joining(person: Person, theirs: Sequence[Occurrence]) -> Iterator[Problem]:
    early = [occurrence for occurrence in theirs if person.since and occurrence.start < person.since]
    if person.since and early:
        cure = {
            "from": early[0].start,
            "until": person.since - DAY,
            "work_of": person.name,
            "goes_to": NOBODY,
        }
        yield _misplaced(person, f"{_joins(person, person.since)}, but has work before that", early, cure)


def _leaves(person: Person, until: date) -> str:
    return f"{person.name} leaves on {spoken_with_year(until)}"


def _joins(person: Person, since: date) -> str:
    return f"{person.name} only starts on {spoken_with_year(since)}"


def _misplaced(person: Person, what: str, found: Sequence[Occurrence], cure: Mapping[str, object]) -> Problem:
    named = ", ".join(
        f"'{one.entry.activity.title}' in {one.month} ({one.entry.location.file}:{one.entry.location.line})"
        for one in found
    )
    # Dumped, not written out: a name may need quotes.
    line = yaml.safe_dump(dict(cure), default_flow_style=True, sort_keys=False, allow_unicode=True, width=math.inf)
    cured = f"add to staff_changes: - {line.strip()} with a name from staff in place of nobody, if somebody has it"
    by_command = "`qa-calendar handover` or `vacate` writes it for you"
    return Problem(person.location, f"{what}: {named}; {cured}; {by_command}")
