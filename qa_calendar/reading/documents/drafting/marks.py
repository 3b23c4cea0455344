"""What stands under a time in a table with times across: a tick, a day, names, or what the work is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa_calendar.dates.months import Month
from qa_calendar.model.draft import Topic
from qa_calendar.reading.documents.drafting.placing import Occasion, Open, Placed, Placement, place, read_time
from qa_calendar.reading.documents.drafting.programme import Programme
from qa_calendar.reading.documents.drafting.results import Context
from qa_calendar.reading.documents.tables.records import Mark
from qa_calendar.reading.documents.when import (
    DayOrder,
    InMonths,
    NoTime,
    Often,
    OnDay,
    Part,
    Said,
    Timing,
    Undated,
    Why,
    is_tick,
)
from qa_calendar.reading.documents.who.people import People


def heads(mark: Mark) -> str:
    """The headings over *mark*, the first and the last where it is merged over several."""
    return " to ".join(dict.fromkeys(one.text for one in (mark.headings[0], mark.headings[-1])))


def _months(timing: object, programme: Programme) -> tuple[Month, ...]:
    if isinstance(timing, InMonths):
        return tuple(month for one in timing.months if (month := programme.month(one)) is not None)
    return ()


def _is_still_open(timing: Timing) -> bool:
    """Whether something is to be confirmed: under a month that is who does it."""
    return isinstance(timing, Undated) and timing.why is Why.TO_BE_CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRead:
    """What a mark says: *when*, which *days* of the month over it, *people*, the *theme*; or an *unsure* word.

    *open* is why it is not understood; a tick says none of these.
    """

    when: Said | None = None
    people: str = ""
    theme: str = ""
    unsure: str = ""
    days: tuple[int, ...] = ()
    open: str = ""


_COUNT = re.compile(r"^\d+\s*[x×]\s*", re.IGNORECASE)
_TIME_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


def read_mark(mark: Mark, order: DayOrder, known: People, *, people: bool, has_lead: bool) -> MarkRead:
    """What a mark says: a tick, a day, names, or a theme; *people* where its row is somebody and it names the work.

    Where the row *has_lead* only a name that is certain elsewhere is one more: a house or a subject looks like one too.
    """
    text = mark.said.text
    if people or is_tick(mark.said.flat):
        return MarkRead()
    when, rest = None, []
    for line in (_COUNT.sub("", line.strip()) for line in text.split("\n") if line.strip()):
        said = read_time(line, order)
        if (
            said is None
            or isinstance(said.timing, NoTime)
            or (_is_still_open(said.timing) and isinstance(mark.headings[0].time, InMonths | OnDay))
        ):
            rest.append(line)
        elif isinstance(said.timing, Undated | Often | Part):
            return MarkRead(open="names no day or month of its own")
        else:
            when = said
            rest += [said.rest] if said.rest else []
    bare = " ".join(rest).strip()
    if not bare or is_tick(bare):
        return MarkRead(when=when)
    inside = bare[1:-1] if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1 else bare
    named = known.split(inside)
    if named.nobody:
        return MarkRead(when=when, people=inside)
    if named.workers and not named.doubts and all(map(known.knows if has_lead else known.is_sure, named.workers)):
        return MarkRead(when=when, people=inside)
    if len(named.workers) == 1 and not named.doubts and " " not in bare and not has_lead:
        return MarkRead(when=when, unsure=bare)
    if len(bare.split()) <= 4 and not re.search(r"\d|\*", bare) and not _TIME_IN_BRACKETS.search(bare):
        # A short form or a slip of a name is asked about as it is in a column of names.
        offered = any(known.knows(offer) for doubt in named.doubts for offer in doubt.offers)
        return (
            MarkRead(when=when, people=inside)
            if named.doubts and (when or offered or bare.isupper())
            else MarkRead(when=when, theme=bare)
        )
    return MarkRead(open="is neither a mark, a day nor names")


def placed(mark: Mark, read: MarkRead, words: str, context: Context) -> Placement:
    """Where *mark* lies: on its own day or in its own month, else in that of its column, or of those it covers."""
    times = [heading.time for heading in mark.headings if heading.time is not None]
    first, last = times[0], times[-1]
    if context.answers.to(Topic.WHEN, words):
        return place(words, None, context.programme, context.answers)
    if read.days:
        return _on_days(mark, read.days, first, context.programme)
    if read.when is not None:
        found = place(mark.said.flat, read.when, context.programme, context.answers)
        months = _months(first, context.programme)
        if isinstance(found, Placed) and months and any(one.month not in months for one in found.occasions):
            return Open(why=f"the cell says '{mark.said.flat}', the column {heads(mark)}", words=words)
        return found
    begins = place(heads(mark), Said(first), context.programme, context.answers)
    if first is last or not isinstance(begins, Placed):
        return begins
    ends = place(heads(mark), Said(last), context.programme, context.answers)
    if not isinstance(ends, Placed):
        return ends
    end = ends.occasions[-1]
    day = end.on or end.month.last
    said = f"'{mark.said.flat}' is merged over {len(times)} columns: one piece of work, due by the end of {end.month}"
    return Placed(occasions=(replace(begins.occasions[0], due=day),), decided=(said,))


def _on_days(mark: Mark, days: tuple[int, ...], month: Timing, programme: Programme) -> Placement:
    """The days of the month above them; none where that is no single month, or has no such day."""
    if not isinstance(month, InMonths) or len(month.months) != 1:
        return Open(why="is a day of no month", words=mark.said.flat)
    named = month.months[0]
    found = [programme.day(OnDay(day, named.month, named.year)) for day in days]
    if any(day is None for day in found):
        return Open(why=f"there is no such day in {heads(mark)}", words=mark.said.flat)
    sure = [day for day in found if day is not None]
    return Placed(occasions=tuple(Occasion(Month.of(day), on=day) for day in sure))
