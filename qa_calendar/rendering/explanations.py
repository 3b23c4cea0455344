"""Why a rule lands where it does: the answer to `explain`, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qa_calendar.dates.months import Month, spoken_with_year
from qa_calendar.dates.person import PersonDays, suit_people
from qa_calendar.dates.rules import Rule, Setting, resolve
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
