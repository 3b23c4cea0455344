"""Plans and findings as rows and as JSON-ready values."""

from __future__ import annotations

from dataclasses import dataclass

from qa_calendar.model import Occurrence, Plan


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the occurrences under it."""

    heading: str
    occurrences: tuple[Occurrence, ...]


def by_month(plan: Plan) -> tuple[Group, ...]:
    """The plan month by month, as the framework lists it."""
    found = []
    for month in plan.months:
        inside = tuple(occurrence for occurrence in plan.occurrences if occurrence.month == month)
        if inside:
            found.append(Group(str(month), inside))
    return tuple(found)


def by_worker(plan: Plan) -> tuple[Group, ...]:
    """The plan person by person, as config.yaml lists them; what nobody does comes last."""
    groups = [Group(f"{person.name} ({person.role})", plan.of(person.name)) for person in plan.config.staff]
    vacant = tuple(occurrence for occurrence in plan.occurrences if not occurrence.assignments)
    return (*groups, *([Group("Unassigned", vacant)] if vacant else []))


def who(occurrence: Occurrence) -> str:
    """The people of an occurrence, or `Unassigned`."""
    return ", ".join(map(str, occurrence.assignments)) or "Unassigned"
