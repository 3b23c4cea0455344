"""What is said of a table as a whole: columns, marks, hidden rows, notes, and how often against how many marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_calendar.model.draft import Kind, Question, Topic
from qa_calendar.reading.documents.drafting.placing import read_time
from qa_calendar.reading.documents.drafting.results import Result
from qa_calendar.reading.documents.tables.headings import Meaning
from qa_calendar.reading.documents.tables.records import Record, Records, Written
from qa_calendar.reading.documents.tables.survey import Group
from qa_calendar.reading.documents.tables.table import Heading, Table, time_of
from qa_calendar.reading.documents.when import MONTHS_EVERY, Often, is_tick


def say_beside(group: Group, result: Result, answered: Sequence[Record]) -> None:
    """What is said of a group's columns, hidden rows, marks and notes; rows that were *answered* are read elsewhere."""
    for part in group.parts:
        _of_hidden(part, result)
        _of_nothing(part, result)
        _of_rows(part, result, answered)
        _of_bands(part.table, result)
        for note in part.table.notes:
            if " = " in note.text:
                result.say(Kind.DECIDED, note.place, f"read as a line of a key: {note.text}")
            else:
                result.say(Kind.SKIPPED, note.place, f"a note, no row of it: {note.text}")
    _of_columns(group, result)
    _of_ticks(group, result)
    _of_counts(group, result)


def _of_rows(part: Records, result: Result, answered: Sequence[Record]) -> None:
    """Rows that are no work by themselves."""
    for record, said in part.loose:
        result.say(Kind.ASKED, said.place, f"{said.flat} under {said.heading}: no month ({record.quoted})")
    for record in part.counted:
        result.say(Kind.SKIPPED, record.place, f"counts what stands above: {record.quoted}")
    for record, nothing in part.unmarked:
        if record.quoted and record not in answered:
            _of_unmarked(record, nothing, result)
    if part.table.repeated:
        rows = ", ".join(str(row + 1) for row in part.table.repeated)
        result.say(Kind.SKIPPED, part.table.place, f"the headings stand again in row {rows}")


def _of_bands(table: Table, result: Result) -> None:
    """Rows across the table: what in a month's name was put right, and those that stand for no time."""
    for band in table.bands:
        when = read_time(band.text)
        for text in when.remarks if when is not None else ():
            result.say(Kind.DECIDED, band.place, f"{band.text}: {text}")
        if time_of(band) is None:
            result.say(Kind.SKIPPED, band.place, f"taken as the heading of a section: {band.text}")


def _of_hidden(part: Records, result: Result) -> None:
    for record in part.hidden:
        text = f"the row is hidden, and left out; unhide it to have it read: {record.quoted}"
        result.say(Kind.SKIPPED, record.place, text)
    hidden = part.table.grid.hidden_columns
    names = [part.table.grid.at(part.table.first, column) for column in sorted(hidden)]
    if said := ", ".join(cell.flat for cell in names if cell is not None and cell.flat):
        result.say(Kind.SKIPPED, part.table.place, f"hidden columns are not read: {said}")


def _of_nothing(part: Records, result: Result) -> None:
    if part.nothing:
        texts = ", ".join(dict.fromkeys(said.flat for said in part.nothing))
        result.say(Kind.SKIPPED, part.table.place, f"nothing is due where a cell says {texts} ({_at(part.nothing)})")


def _at(cells: Sequence[Written]) -> str:
    """Where *cells* are, the table or sheet named once."""
    first, *others = [one.place for one in cells[:8]]
    shown = [first, *(place.rpartition(", ")[2] if "sheet" in place else place for place in others)]
    return ", ".join(shown) + (" and more" if len(cells) > 8 else "")


def _of_unmarked(record: Record, nothing: Sequence[Written], result: Result) -> None:
    title, often = record.flat(Meaning.ACTIVITY), record.flat(Meaning.OFTEN)
    if title and len(record.fields) == 1 and not nothing:
        said = f"no month is marked; taken as the heading of a section: {record.quoted}"
        result.say(Kind.SKIPPED, record.place, said)
    elif often and nothing:
        over = f"merged over {nothing[0].width} columns" if nothing[0].width > 1 else "under the months"
        said = f"{often}, '{nothing[0].flat}' {over}: no month is marked ({record.quoted})"
        result.say(Kind.ASKED, record.place, said, Question(Topic.WHEN, often))
    else:
        result.say(Kind.ASKED, record.place, f"{title or record.quoted}: no month is marked ({record.quoted})")


def _of_columns(group: Group, result: Result) -> None:
    """Each column that is not taken over, with what stands in it."""
    for column, (heading, meaning) in enumerate(zip(group.headings, group.meanings, strict=True)):
        if meaning is not Meaning.OTHER or column in group.tables[0].set_aside:
            continue
        texts = [text for text in _texts(group, column) if not is_tick(text)]
        if texts and column not in group.grid.hidden_columns:
            result.say(
                Kind.SKIPPED,
                group.grid.place(group.tables[0].first, column),
                f"{_named(heading, column)} is not taken over: {_first(texts)}",
                Question(Topic.COLUMNS, heading.text) if heading.text else None,
            )
    for column, (heading, meaning) in enumerate(zip(group.headings, group.meanings, strict=True)):
        if meaning is Meaning.DETAIL and (texts := _texts(group, column)):
            place = group.grid.place(group.tables[0].first, column)
            result.say(Kind.DECIDED, place, f"column '{heading.text}' is kept as a detail of the work: {_first(texts)}")


def _named(heading: Heading, column: int) -> str:
    return f"column '{heading.text}'" if heading.text else f"column {column + 1}, which has no heading,"


def _texts(group: Group, column: int) -> list[str]:
    cells = (table.grid.at(body.row, column) for table in group.tables for body in table.rows)
    return list(dict.fromkeys(cell.flat for cell in cells if cell is not None and cell.flat))


def _first(texts: Sequence[str]) -> str:
    shown = ", ".join(text if len(text) <= 80 else f"{text[:77]}…" for text in texts[:5])
    return f"{shown} …" if len(texts) > 5 else shown


def _of_ticks(group: Group, result: Result) -> None:
    marks = [record.mark.said for record in group.records if record.mark is not None]
    odd = [said for said in marks if said.flat.casefold() in ("1", "y", "yes")]
    if odd:
        texts = ", ".join(dict.fromkeys(said.flat for said in odd))
        result.say(Kind.DECIDED, group.tables[0].place, f"read as a tick: {texts} ({_at(odd)})")
    starred = [(said.flat, said.place) for said in marks if re.search(r"\w[*†‡]+$", said.flat)]
    over = [heading.text for heading, one in zip(group.headings, group.meanings, strict=True) if one is Meaning.MARKS]
    starred += [(text, group.tables[0].place) for text in over if re.search(r"[*†‡]", text)]
    for text, place in starred:
        result.say(Kind.DECIDED, place, f"'{text}' is read without its footnote mark")


def _of_counts(group: Group, result: Result) -> None:
    """Where a matrix says how often besides, and the marks do not agree."""
    if Meaning.OFTEN not in group.meanings or Meaning.MARKS not in group.meanings:
        return
    rows: dict[str, list[Record]] = {}
    for record in group.records:
        if record.mark is not None:
            rows.setdefault(record.quoted, []).append(record)
    for quoted, records in rows.items():
        words = records[0].flat(Meaning.OFTEN)
        said = read_time(words) if words else None
        every = said.timing.every if said is not None and isinstance(said.timing, Often) else ""
        count = 12 // MONTHS_EVERY[every] if every in MONTHS_EVERY else None
        if not words or count == len(records):
            continue
        times = "ticked once" if len(records) == 1 else f"but ticked {len(records)} times"
        title = records[0].flat(Meaning.ACTIVITY)
        result.say(Kind.DECIDED, records[0].place, f"{title}: {words}, {times}; the marks are kept ({quoted})")
