"""Why a rule lands where it does, month by month, and why a piece of work does: the answer to `explain`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qa_calendar.dates.months import Month, listed, spoken_with_year
from qa_calendar.dates.person import PersonDays, suit_people
from qa_calendar.dates.rules import Rule, Setting, resolve
from qa_calendar.model import Occurrence
from qa_calendar.problems import NoSuchDayError


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a rule does in one month; no *day* when it is skipped, or when *problem* says why there is none."""

    month: Month
    day: date | None
    steps: tuple[str, ...]
    problem: str | None = None

    def values(self, rule: str, nation: str) -> dict[str, Any]:
        """The answer to the phrase *rule* as JSON-ready values."""
        day = self.day.isoformat() if self.day else None
        said = {"rule": rule, "nation": nation, "month": self.month.iso, "date": day, "steps": list(self.steps)}
        return said if self.problem is None else {**said, "problem": self.problem}

    def lines(self) -> tuple[str, ...]:
        """The answer as people read it; nothing when there is a problem."""
        if self.problem is not None:
            return ()
        head = f"{self.day}  {spoken_with_year(self.day)}" if self.day else f"{self.month.iso}  skipped"
        return (head, *(f"  {step}" for step in self.steps))


def explain_work(occurrence: Occurrence) -> tuple[str, ...]:
    """Why a piece of work is on the days it is and with whom, in lines, and which words of which file decided."""
    who = listed([str(one) for one in occurrence.assignments]) or "nobody"
    lines = [f"{occurrence.title}, {occurrence.month}: {who}"]
    lines += [f"  {occurrence.start}  {spoken_with_year(occurrence.start)}{_at(occurrence)}"]
    lines += [f"    {step}" for step in occurrence.steps]
    lines += [f"    by {occurrence.start_by}"] if occurrence.start_by else []
    if occurrence.end != occurrence.start:
        lines += [f"  {occurrence.end}  lasts until {spoken_with_year(occurrence.end)}"]
    if occurrence.due is not None:
        lines += [f"  {occurrence.due}  due on {spoken_with_year(occurrence.due)}"]
        lines += [f"    {step}" for step in occurrence.due_steps]
        lines += [f"    by {occurrence.due_by}"] if occurrence.due_by else []
    if occurrence.remind is not None:
        lines += [f"  {occurrence.remind}  reminded of on {spoken_with_year(occurrence.remind)}"]
    lines += [f"  {name} is reminded of it on {spoken_with_year(day)}" for name, day in occurrence.reminds]
    return (*lines, *(f"  {step.said}" for step in occurrence.staffing))


def _at(occurrence: Occurrence) -> str:
    return f" at {occurrence.at:%H:%M}" if occurrence.at else ""


def explain(
    rule: Rule, setting: Setting, months: Iterable[Month], people: tuple[PersonDays, ...] = ()
) -> tuple[Answer, ...]:
    """What *rule* does in each of *months*, all else being as in *setting*."""
    return tuple(_answer(rule, replace(setting, month=month), people) for month in months)


def _answer(rule: Rule, setting: Setting, people: tuple[PersonDays, ...]) -> Answer:
    try:
        found = suit_people(resolve(rule, setting), people, setting.calendar)
    except NoSuchDayError as error:
        return Answer(month=setting.month, day=None, steps=(), problem=str(error))
    return Answer(month=setting.month, day=found.day, steps=found.steps)
