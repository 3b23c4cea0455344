"""What in a framework's text is of its year: what moves along with it, and what somebody has to look at.

nodes ─▶ a remark on each line of the old year, with the change it speaks of ─▶ the edits of draft.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import yaml

from qa_calendar.dates.months import DAY, MONTHS, WEEKDAYS, Month, iso_date
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import FixedDate, Offset, Place
from qa_calendar.model import EveryMonths, EveryWeeks
from qa_calendar.problems import RulePhraseError
from qa_calendar.reading.rollover.counts import Count, counts_of, every_of, of_a_count
from qa_calendar.reading.rollover.nodes import in_brackets, items, pairs, text_of, titled, value_of
from qa_calendar.reading.rollover.remarks import LeftOut, Remark, Reworded, with_dates
from qa_calendar.reading.rollover.shifting import Turn, nth
from qa_calendar.reading.source import Path

_NAMES = ("workers", "id", "also_known_as", "not_in")
_RULES = ("start", "due", "remind")


def titles_of(root: yaml.MappingNode, turn: Turn) -> Iterator[Reworded]:
    """The framework's title and service, where the old year is in them."""
    for name, _, value in pairs(root):
        if name in ("title", "service") and turn.is_of_old(text_of(value)):
            yield Reworded((name,), value, turn.in_text)


def remarks_on(root: yaml.MappingNode, turn: Turn) -> Iterator[Remark]:
    """A remark on each line of the framework below *root* that is of the old year, whoever is named there aside."""
    ageing = _Ageing(turn, counts_of(root, turn))
    for title, name, body in pairs(value_of(root, "activities")):
        yield from ageing.activity(title, name, body)
    for month, _, listing in pairs(value_of(root, "months")):
        for number, item in enumerate(items(listing)):
            yield from ageing.listed(("months", month, number), item, in_brackets=in_brackets(listing))


@dataclass(frozen=True, slots=True)
class _Ageing:
    turn: Turn
    counts: dict[str, Count]

    def activity(self, title: str, name: yaml.Node, body: yaml.Node) -> Iterator[Remark]:
        """What is said of an activity."""
        if self.turn.is_of_old(title):
            says = "holds a year, and its id is made of it, so it is left as it is: choose"
            yield Remark(node=name, what=f"'{title}'", says=says, choice=True)
        for word, line, value in pairs(body):
            path = ("activities", title, word)
            match word:
                case "every":
                    yield from self._every(path, line, value)
                case "dates":
                    for number, item in enumerate(items(value)):
                        yield from self._dated((*path, number), item)
                case "rule":
                    yield from self._rule(path, value)
                case _ if word not in _NAMES:
                    yield from self._texts(line, value)

    def listed(self, path: Path, item: yaml.Node, *, in_brackets: bool) -> Iterator[Remark]:
        """What is said of an activity in the list of a month."""
        title, detail = titled(item)
        found = of_a_count(path, item, self.counts, self.turn, in_brackets=in_brackets)
        if found is not None:
            yield found
        if found is not None and isinstance(found.change, LeftOut):
            return
        for word, line, value in pairs(detail):
            own = (*path, title, word)
            if word == "rule":
                yield from self._rule(own, value)
            elif word in ("on", "date"):
                if found is None or found.node is not value:
                    yield from self._day(own, value)
            elif word not in _NAMES:
                yield from self._texts(line, value)

    def _every(self, path: Path, line: yaml.Node, value: yaml.Node) -> Iterator[Remark]:
        match every_of(value):
            case EveryWeeks() as every:
                yield self._weeks(path, line, value, every)
            case EveryMonths() as every:
                begins, counted_on = self.turn.months(every)
                if begins != counted_on:
                    says = f"counted on from the year before it would be {counted_on} first, here it is {begins}"
                    yield Remark(node=line, says=f"{says}: choose", choice=True)

    def _weeks(self, path: Path, line: yaml.Node, value: yaml.Node, every: EveryWeeks) -> Remark:
        after = self.turn.weeks(every)
        late = every.since >= self.turn.old.first + 7 * every.count * DAY
        says = f"the count goes on without a break from {every.since}"
        if late:
            says = f"it began on {every.since}, and here the count goes on from the beginning of the year"
        once = after.until == after.since
        if after.until != every.until:
            shifted = "leaves it this one day" if once else "is shifted by whole weeks"
            says += f", and its end, {every.until}, {shifted}"
        says += ": choose" if late or once else ": check"
        change = Reworded(path, value, with_dates(after.since, after.until))
        dates = (after.since != every.since) + (after.until != every.until)
        return Remark(node=line, says=says, choice=late or once, change=change, dates=dates)

    def _dated(self, path: Path, item: yaml.Node) -> Iterator[Remark]:
        """One of an activity's dates."""
        if isinstance(item, yaml.ScalarNode):
            yield from self._day(path, item)
        skipped = text_of(value_of(item, "skip")).casefold() == "true"
        for word, line, value in pairs(item):
            if word == "on":
                yield from self._day((*path, word), value, skipped=skipped)
            else:
                yield from self._texts(line, value)

    def _rule(self, path: Path, rules: yaml.Node) -> Iterator[Remark]:
        for word, _, phrase in pairs(rules):
            if word in _RULES and (day := fixed(text_of(phrase))):
                yield self._shifted((*path, word), phrase, day)
        for number, item in enumerate(items(rules)):
            yield from self._rule((*path, number), item)
        yield from self._begun(rules)

    def _begun(self, rules: yaml.Node) -> Iterator[Remark]:
        """Of a list of rules the last that has begun by the new year."""
        nodes = [node for item in items(rules) if (node := value_of(item, "from"))]
        froms = [(month, node) for node in nodes if (month := month_in(text_of(node)))]
        begun = [one for one in froms if one[0] <= self.turn.new]
        if not begun:
            return
        month, node = max(begun, key=lambda one: one[0])
        coming = any(self.turn.new < later <= self.turn.new.plus(11) for later, _ in froms)
        how_long = "from the beginning of" if coming else "all through"
        says = f"begun in {month}, this holds {how_long} {self.turn.new.year}, and none before it: check"
        yield Remark(node=node, says=says)

    def _day(self, path: Path, node: yaml.Node, *, skipped: bool = False) -> Iterator[Remark]:
        if day := iso_date(text_of(node)):
            yield self._shifted(path, node, day, skipped=skipped)

    def _shifted(self, path: Path, node: yaml.Node, day: date, *, skipped: bool = False) -> Remark:
        new = self.turn.day(day)
        says = f"shifted to the same weekday of {new.year}"
        if nth(new) != nth(day):
            says = f"shifted to the last {WEEKDAYS[day.weekday()]} of {Month.of(new)}, which has no fifth"
        says = f"skipped, {says}: choose" if skipped else f"{says}: check"
        change = Reworded(path, node, with_dates(new))
        return Remark(node=node, what=str(day), says=says, choice=skipped, change=change, dates=1)

    def _texts(self, line: yaml.Node, value: yaml.Node) -> Iterator[Remark]:
        """What people read and the old year is in, in the *value* behind *line*: it is not ours to change."""
        for name, own_line, own in pairs(value):
            yield from self._texts(own_line, own_line if self.turn.is_of_old(name) else own)
        for item in items(value):
            yield from self._texts(item, item)
        if self.turn.is_of_old(text_of(value)):
            yield Remark(node=line, says="a year is in this, and left as it is: check")


def fixed(phrase: str) -> date | None:
    """The date that the rule *phrase* names, if it names one."""
    try:
        rule = parse_rule(phrase)
    except RulePhraseError:
        return None
    match rule:
        case Place(FixedDate(day), _) | Offset(_, _, FixedDate(day), _):
            return day
    return None


def month_in(text: str) -> Month | None:
    """The month that *text* names with its year."""
    name, _, year = text.rpartition(" ")
    return Month(int(year), MONTHS.index(name) + 1) if name in MONTHS and re.fullmatch("[0-9]{4}", year) else None
