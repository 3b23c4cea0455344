"""What a document says of its year: titles, headings, and every month and date that is named in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_calendar.model.draft import Kind
from qa_calendar.reading.documents.drafting.placing import read_time
from qa_calendar.reading.documents.drafting.programme import Evidence
from qa_calendar.reading.documents.tables.headings import Meaning
from qa_calendar.reading.documents.tables.survey import Group, Survey
from qa_calendar.reading.documents.tables.table import Above, time_of
from qa_calendar.reading.documents.when import Across, Between, InMonths, MonthNamed, Often, OnDay, Part, Timing


def evidence_of(surveys: Sequence[Survey]) -> Evidence:
    """All that *surveys* say of the year."""
    found = Evidence()
    for one in surveys:
        found.titles += [text.text for text in one.texts if not text.is_margin] + one.titles
        found.names += [text.text for text in one.texts if text.level and not text.is_margin] + one.titles
        found.margins += [text.text for text in one.texts if text.is_margin]
        # What stands in tables that are no programme, such as the document's own history, dates it at most.
        found.margins += [remark.text for remark in one.remarks if remark.kind is Kind.SKIPPED]
    for group in (group for one in surveys for group in one.groups):
        found.titles += [group.grid.name] if group.grid.name else []
        found.titles += notes_of(group)
        timed = (Meaning.WHEN, Meaning.START, Meaning.DUE, Meaning.MARKS)
        pairs = zip(group.headings, group.meanings, strict=True)
        for heading, meaning in pairs:
            (found.headings if meaning in timed else found.columns).append(heading.text)
        found.orders.append([])
        for timing in _timings(group):
            _add(found, timing)
    return found


def _timings(group: Group) -> Iterator[Timing]:
    over = [time_of(one) for one in group.above]
    yield from (one for one in over if one is not None)
    for heading in group.headings:
        if heading.time is not None:
            yield heading.time
    seen: tuple[Above, ...] = ()
    for record in group.records:
        if record.above != seen:
            seen = record.above
            yield from (timing for one in seen if (timing := time_of(one)) is not None)
        for meaning in (Meaning.BAND, Meaning.WHEN, Meaning.START, Meaning.DUE, Meaning.OFTEN):
            if words := record.text(meaning):
                said = read_time(words)
                if said is not None:
                    yield said.timing
        if record.mark is not None and (said := read_time(record.mark.said.text)) is not None:
            yield said.timing


def _add(found: Evidence, timing: Timing) -> None:
    named: list[MonthNamed] = []
    match timing:
        case InMonths(months=months):
            named = list(months)
        case OnDay():
            named = [MonthNamed(timing.month, timing.year)]
        case Across(first=first, last=last):
            named = [first, last]
        case Between(first=start, last=end):
            named = [MonthNamed(start.month, start.year), MonthNamed(end.month, end.year)]
        case Often(months=often, first=begins):
            named = [MonthNamed(month) for month in often]
            if isinstance(begins, OnDay):
                named.append(MonthNamed(begins.month, begins.year))
            elif begins is not None:
                named.append(begins)
        case Part(kind=kind):
            if kind in ("term", "half term"):
                found.terms.add(timing.name)
    found.dated += [one for one in named if one.year is not None]
    found.orders[-1] += [one.month for one in named]


def notes_of(group: Group) -> Iterator[str]:
    """The notes below its tables."""
    return (note.text for table in group.tables for note in table.notes)
