"""What a month says of an activity whose days are a count of weeks: which of them it is next year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import yaml

from qa_calendar.dates.months import MONTHS, Month, iso_date, listed
from qa_calendar.model import EveryMonths, EveryWeeks
from qa_calendar.names import key
from qa_calendar.reading.cadences import parse_every
from qa_calendar.reading.clashes import id_of
from qa_calendar.reading.rollover.nodes import items, pairs, text_of, titled, value_of
from qa_calendar.reading.rollover.remarks import Added, LeftOut, Remark, Reworded, with_dates
from qa_calendar.reading.rollover.shifting import Turn, days_in
from qa_calendar.reading.source import Path


@dataclass(frozen=True, slots=True)
class Count:
    """An activity whose days are a count of weeks, *before* and *after*, but *not_in* some months, by name."""

    id: str
    before: EveryWeeks
    after: EveryWeeks
    not_in: frozenset[str]


def counts_of(root: yaml.MappingNode, turn: Turn) -> dict[str, Count]:
    """The counts of weeks in a framework by each spelling of their activity, as names are compared."""
    found: dict[str, Count] = {}
    for title, _, body in pairs(value_of(root, "activities")):
        every = every_of(value_of(body, "every"))
        if isinstance(every, EveryWeeks):
            not_in = frozenset(map(text_of, items(value_of(body, "not_in"))))
            own = Count(text_of(value_of(body, "id")) or id_of(title), every, turn.weeks(every), not_in)
            spellings = [title, *map(text_of, items(value_of(body, "also_known_as")))]
            found |= {key(one): own for one in spellings}
    return found


def every_of(node: yaml.Node | None) -> EveryMonths | EveryWeeks | None:
    """How often *node* says something is; None where it says nothing of the kind."""
    try:
        return parse_every(text_of(node))
    except ValueError:
        return None


def of_a_count(
    path: Path, item: yaml.Node, counts: dict[str, Count], turn: Turn, *, in_brackets: bool
) -> Remark | None:
    """What becomes of a listed *item*, at *path*, that says more of a day in one of *counts*; None for any other.

    One *in_brackets* has no line of its own that could become a comment.
    """
    title, detail = titled(item)
    count = counts.get(key(title))
    if count is None or text_of(value_of(detail, "id")) not in ("", count.id) or path[1] in count.not_in:
        return None
    month = _month(str(path[1]), turn)
    before, after = tuple(days_in(count.before, month)), tuple(days_in(count.after, month.plus(12 * turn.by)))
    word = "date" if value_of(detail, "date") else "on" if len(before) > 1 else ""
    node = value_of(detail, word)
    if node is None:
        return _which(path, item, month.plus(12 * turn.by), bool(before), after)
    day = iso_date(text_of(node))
    if day not in before:
        return None
    if (same := before.index(day)) < len(after):
        return _moved((*path, title, word), node, after[same])
    return _without(item, node, None if in_brackets else LeftOut(path, item), turn)


def _month(name: str, turn: Turn) -> Month:
    return turn.old.plus((MONTHS.index(name) + 1 - turn.old.month) % 12)


def _which(path: Path, item: yaml.Node, month: Month, was_one: bool, days: tuple[date, ...]) -> Remark | None:
    """The remark on an *item* that does not say of which of the *days* in *month* it is."""
    if len(days) > 1:
        says = f"in {month} it is on {listed([str(day) for day in days])}, and this is of the first: choose"
        return Remark(node=item, says=says, choice=True, change=Added(path, item, days[0]))
    if was_one and not days:
        return Remark(node=item, says=f"the count has no day in {month}, so this is once more: choose", choice=True)
    if days and not was_one:
        return Remark(node=item, says=f"it was once more, and now is what is on {days[0]}: choose", choice=True)
    return None


def _moved(path: Path, node: yaml.Node, day: date) -> Remark:
    says, change = f"shifted to {day}, as the count is: check", Reworded(path, node, with_dates(day))
    return Remark(node=node, what=text_of(node), says=says, change=change, dates=1)


def _without(item: yaml.Node, node: yaml.Node, change: LeftOut | None, turn: Turn) -> Remark:
    says = f"has no like in the count of {turn.new.year}, so " + ("this is left out" if change else "take this out")
    place = item if change else node
    return Remark(node=place, what=text_of(node), says=f"{says}: choose", choice=True, change=change)
