"""What says when a row's work is due: its own cells, the row above where that counts, or what stands over it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa_calendar.reading.documents.drafting.placing import read_time
from qa_calendar.reading.documents.tables.headings import Meaning
from qa_calendar.reading.documents.tables.records import Record
from qa_calendar.reading.documents.tables.survey import Group
from qa_calendar.reading.documents.tables.table import time_of, time_over
from qa_calendar.reading.documents.when import DayOrder, InMonths, NoTime, OnDay, Said, Timing, day_order


@dataclass(frozen=True, slots=True)
class Time:
    """What says when: the *words*, read; *inherited* from a row above."""

    words: str
    said: Said | None
    inherited: bool = False

    @property
    def timing(self) -> Timing | None:
        """What is said, if anything."""
        return self.said.timing if self.said is not None else None


class Times:
    """The times of the records of one group, asked for in their order."""

    def __init__(self, group: Group, order: DayOrder) -> None:
        self.group, self.order = group, order
        self.row: Time | None = None
        self.above: tuple[str, ...] = ()
        self.days_inherit = _inherits(group, Meaning.REFERENCE)
        self.months_inherit = _inherits(group, Meaning.REFERENCE, Meaning.BAND)

    def next(self, record: Record) -> Time | None:
        """Go on to *record*: what it says of when itself, or the row above for it."""
        bands = tuple(one.text for one in record.above)
        if bands != self.above:
            self.above, self.row = bands, None
        return self._own(record)

    def forget(self) -> None:
        """No row below inherits from this one."""
        self.row = None

    def _own(self, record: Record) -> Time | None:
        """What the row says of when, or the row above for it; what stands over it is looked at last."""
        if record.mark is not None:
            return None
        for meaning in (Meaning.WHEN, Meaning.START):
            words = record.text(meaning)
            if not words:
                continue
            found = Time(" ".join(words.split()), read_time(words, self.order))
            self.row = found if found.said is not None and not isinstance(found.timing, NoTime) else None
            return found
        if self.group.has(Meaning.WHEN, Meaning.START) and self.row is not None:
            if not (self.days_inherit if isinstance(self.row.timing, OnDay) else self.months_inherit):
                return None
            return replace(self.row, inherited=True)
        return None

    def of(self, record: Record, own: Time | None) -> Time | None:
        """What says when: its *own* time, else when it is due, how often it is, or what stands over it."""
        if own is not None:
            return own
        if words := record.text(Meaning.DUE):
            said = read_time(words, self.order)
            if said is not None and not isinstance(said.timing, NoTime):
                return Time(" ".join(words.split()), _as_deadline(said))
        if words := record.flat(Meaning.OFTEN):
            return Time(words, read_time(words, self.order))
        over = [(one.text, time_of(one)) for one in reversed((*self.group.above, *record.above))]
        for words, timing in over:
            if isinstance(timing, InMonths):
                return Time(words, Said(timing))
        band = record.flat(Meaning.BAND)
        for words, timing in ((band, time_over(band) if band else None), *over):
            if timing is not None:
                return Time(words, Said(timing))
        return None


def order_in(group: Group) -> tuple[DayOrder, str]:
    """Whether the day comes first in its numbers, decided for all its columns together, and a sentence on it."""
    meanings = (Meaning.WHEN, Meaning.START, Meaning.DUE)
    texts = [record.flat(meaning) for meaning in meanings for record in group.records if record.flat(meaning)]
    texts += [record.mark.said.flat for record in group.records if record.mark]
    order, sentence = day_order(texts)
    either = [one for text in texts for one in _EITHER_WAY.findall(text)]
    if sentence:
        several = ", ".join(dict.fromkeys(f"'{one}'" for one in either[:6]))
        sentence += f"; so are {several}" if several else ""
    return order, sentence


_EITHER_WAY = re.compile(r"\b(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|1[0-2])[/.-](?:\d{4}|\d\d)\b")


def _inherits(group: Group, *before: Meaning) -> bool:
    """Whether a time counts for rows below without one: only such columns come *before* it, or it has merged cells."""
    columns = [c for c, meaning in enumerate(group.meanings) if meaning in (Meaning.WHEN, Meaning.START)]
    if not columns:
        return False
    cells = (table.grid.at(body.row, columns[0]) for table in group.tables for body in table.rows)
    merged = any(cell is not None and cell.height > 1 for cell in cells)
    return merged or all(one in before for one in group.meanings[: columns[0]])


def _as_deadline(said: Said) -> Said:
    timing = said.timing
    return replace(said, timing=replace(timing, is_deadline=True)) if isinstance(timing, OnDay | InMonths) else said
