"""Date rules as the files hold them, with the place of each phrase."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from qa_calendar.dates.months import Month
from qa_calendar.dates.rules import Rule
from qa_calendar.model import NO_RULES, DateRules, LaterRules, Phrase
from qa_calendar.reading.shape import ONE, SEVERAL, Shape, one_or_several, wrong
from qa_calendar.reading.source import Document, Path, tidy
from qa_calendar.reading.words import DueText, LeadTime, LengthText, MonthOfYear, RuleText, TimeOfDay


class DateRulesShape(Shape):
    """When the work of an activity starts, is due and is reminded of, how long it lasts, and at what time."""

    start: RuleText | None = Field(None, description="The day the work starts.")
    due: DueText | None = Field(None, description="The day it is due, which may be counted from the start; or none.")
    remind: LeadTime | None = Field(None, description="The day of the reminder, often so many days before due.")
    lasts: LengthText | None = Field(None, description="How long: working days, or with `at` hours or minutes.")
    at: TimeOfDay | None = Field(None, description="The time of day it starts at; without it the event is all-day.")

    @model_validator(mode="before")
    @classmethod
    def _say_which(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise wrong(f"say which date it is: {{start: {tidy(value)}}}")
        return value


class RulesFromShape(DateRulesShape):
    """Rules of an activity from a month on, in place of all it had before."""

    since: MonthOfYear | None = Field(None, alias="from", description="The month they begin with; the first has none.")


def _in_order(rules: list[RulesFromShape]) -> list[RulesFromShape]:
    for number, one in enumerate(rules):
        if number == 0 and one.since is not None:
            raise wrong("the first of a list holds from the beginning: take its `from` away, or put another before it")
        if number and (one.since is None or one.since[1] is None):
            raise wrong("each but the first says from which month it holds, for example {from: September 2026, …}")
    return rules


RulesShape = Annotated[
    Annotated[DateRulesShape, Tag(ONE)]
    | Annotated[Annotated[list[RulesFromShape], Field(min_length=1), AfterValidator(_in_order)], Tag(SEVERAL)],
    Discriminator(one_or_several),
]
"""The rules of one activity: one set of them, or a list, each but the first from a month on."""


def all_rules(
    shape: DateRulesShape | list[RulesFromShape], document: Document, path: Path
) -> tuple[DateRules, tuple[LaterRules, ...]]:
    """The rules *shape* begins with, and those it has later."""
    if isinstance(shape, DateRulesShape):
        return date_rules(shape, document, path), ()
    first, *later = (date_rules(one, document, (*path, number)) for number, one in enumerate(shape))
    begins = [Month(one.since[1], one.since[0]) for one in shape if one.since and one.since[1]]
    return first, tuple(map(LaterRules, begins, later))


def date_rules(shape: DateRulesShape, document: Document, path: Path) -> DateRules:
    """The rules *shape* holds, each phrase with its words and where they stand."""
    if not shape.model_fields_set:
        return NO_RULES
    start, due, remind = shape.start, shape.due, shape.remind
    return DateRules(
        start=None if start is None else phrase_at((*path, "start"), start, document),
        due=None if due is None else phrase_at((*path, "due"), due, document),
        remind=None if remind is None else phrase_at((*path, "remind"), remind, document),
        lasts=shape.lasts,
        at=shape.at,
    )


def phrase_at(path: Path, rule: Rule, document: Document) -> Phrase:
    """The *rule* read at *path*, with its words and where they stand."""
    value: Any = document.value
    for key in path:
        value = value[key]
    return Phrase(rule, " ".join(str(value).split()), document.at(path))
