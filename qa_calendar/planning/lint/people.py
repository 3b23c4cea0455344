"""Checks of who does what: L05, L08, L09, L16 and L17."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qa_calendar.dates.months import MONTHS, Month, listed, spoken_with_year
from qa_calendar.model import NOBODY, Occurrence, Person, Plan, StaffChange
from qa_calendar.planning.lint.framework import listings, names_of
from qa_calendar.planning.staffing import touches
from qa_calendar.problems import Problem

_A_LOT = 3
_TIMES_USUAL = 2


def overload(plan: Plan) -> Iterator[Problem]:
    """L05: a month in which a person starts at least 3 pieces of work, and twice what is usual for them and the team.

    Usual for a person is their work divided by the months from their first to their last; for the team, the mean of
    that over everybody who has work. Groups count for neither.
    """
    counts = {person.name: _by_month(plan.of(person.name)) for person in _people(plan)}
    named = str if len(plan.months) > len(MONTHS) else _alone
    usual = {name: _usual(count) for name, count in counts.items() if count}
    team = sum(usual.values()) / max(1, len(usual))
    for person in _people(plan):
        own = usual.get(person.name, 0.0)
        limit = max(_A_LOT, _TIMES_USUAL * own, _TIMES_USUAL * team)
        count = sorted(counts[person.name].items())
        if heavy := [f"{n} in {named(month)}" for month, n in count if n >= limit]:
            message = f"{person.name} starts much at once: {listed(heavy)}, when {own:.1f} a month is usual for them"
            yield Problem(person.location, f"{message} and {team:.1f} in the team; move some, or hand it over")


def _alone(month: Month) -> str:
    return MONTHS[month.month - 1]


def _people(plan: Plan) -> tuple[Person, ...]:
    return tuple(person for person in plan.config.staff if not person.group)


def _by_month(occurrences: tuple[Occurrence, ...]) -> Counter[Month]:
    return Counter(Month.of(occurrence.start) for occurrence in occurrences)


def _usual(count: Counter[Month]) -> float:
    first, last = min(count), max(count)
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    return count.total() / months


def idle(plan: Plan) -> Iterator[Problem]:
    """L08: staff who have nothing to do all year: not even what others cover, or took over from them."""
    busy = {name for one in plan.occurrences for name in (*one.held_by, *one.entry.workers)}
    busy |= {one.covering for occurrence in plan.occurrences for one in occurrence.assignments if one.covering}
    for person in plan.config.staff:
        if person.name not in busy:
            cure = "name them in the framework, or take them out of staff"
            yield Problem(person.location, f"{person.name} has nothing to do all year: {cure}")


def once_by_another(plan: Plan) -> Iterator[Problem]:
    """L09: an activity that the same people do every time but one."""
    for activity, entries in (found for framework in plan.frameworks for found in listings(framework)):
        crews = Counter(frozenset(entry.workers) for entry in entries)
        if len(entries) < 3 or sorted(crews.values()) != [1, len(entries) - 1]:
            continue
        usual_crew = crews.most_common(1)[0][0]
        usual = [entry for entry in entries if frozenset(entry.workers) == usual_crew]
        (once,) = (entry for entry in entries if frozenset(entry.workers) != usual_crew)
        message = (
            f"'{activity.title}' is done by {listed(once.workers) or NOBODY} in {names_of([once.month])} and by "
            f"{listed(usual[0].workers) or NOBODY} in {names_of([entry.month for entry in usual])}"
        )
        yield Problem(once.location, f"{message}: if somebody stands in, say so in staff_changes")


def changes_without_effect(plan: Plan) -> Iterator[Problem]:
    """L16: a staff change that leaves all work with whoever had it."""
    left = sorted(plan.config.staff_changes, key=lambda change: change.since)
    # Backwards, and without those found: of two that say the same, only the later is one too many.
    for change in reversed(left):
        concerned = [one for one in plan.occurrences if change.concerns(one.entry.activity.title, one.start)]
        if not any(touches(change, one.entry, one.start, left) for one in concerned):
            left = [other for other in left if other is not change]
            yield Problem(change.location, f"{_spoken(change)} changes nothing: {_reason(change, concerned)}")


def _spoken(change: StaffChange) -> str:
    since = spoken_with_year(change.since)
    until = f" until {spoken_with_year(change.until)}" if change.until else ""
    return f"giving the work of {change.work_of} to {change.goes_to or 'nobody'} from {since}{until}"


def _reason(change: StaffChange, concerned: list[Occurrence]) -> str:
    if not concerned:
        return "no such work starts in that time"
    theirs = [one for one in concerned if change.work_of in one.entry.workers]
    if not theirs:
        return f"{change.work_of} has none that starts in that time"
    holders = tuple(dict.fromkeys(name for one in theirs for name in one.workers)) or ("nobody",)
    return f"without it, that work is with {listed(holders)} already"


def no_deputy(plan: Plan) -> Iterator[Problem]:
    """L17: a person who alone does an activity every time, with nobody who has done it once."""
    alone: dict[str, list[str]] = {}
    for title, done in _by_activity(plan).items():
        crews = {occurrence.workers for occurrence in done}
        if len(done) > 1 and len(crews) == 1 and len(crew := crews.pop()) == 1:
            alone.setdefault(crew[0], []).append(f"'{title}'")
    for person in _people(plan):
        if titles := alone.get(person.name):
            yield Problem(person.location, f"nobody but {person.name} ever does {listed(titles)}: name a deputy")


def _by_activity(plan: Plan) -> dict[str, list[Occurrence]]:
    found: dict[str, list[Occurrence]] = {}
    for occurrence in plan.occurrences:
        found.setdefault(occurrence.entry.activity.title, []).append(occurrence)
    return found
