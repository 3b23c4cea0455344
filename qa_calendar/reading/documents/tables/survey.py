"""What a document has to be read: its tables with their records, the texts over them, and what is no programme.

A table without headings that is as wide as the one before goes on from it: one group of records, as tables are that a
converter has cut at each page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qa_calendar.dates.months import MONTHS
from qa_calendar.model.draft import Answers, Kind, Remark
from qa_calendar.names import key
from qa_calendar.problems import InvalidInputError, Location, Problem, did_you_mean
from qa_calendar.reading.documents.grid import BULLET, COMMENT, FOOTNOTE, Document, Grid, Text
from qa_calendar.reading.documents.tables.columns import column_meanings
from qa_calendar.reading.documents.tables.headings import Meaning, plain
from qa_calendar.reading.documents.tables.layout import side_by_side, tables_in
from qa_calendar.reading.documents.tables.records import Record, Records, join_broken, records_of
from qa_calendar.reading.documents.tables.table import Above, Heading, Table, time_label, time_of
from qa_calendar.reading.documents.when import years_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Records that are read as one table; *above* is what stands over all of it, the nearest last."""

    document: Document
    tables: tuple[Table, ...]
    meanings: tuple[Meaning, ...]
    records: tuple[Record, ...]
    parts: tuple[Records, ...]
    above: tuple[Above, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Those of its columns."""
        return self.tables[0].headings

    @property
    def grid(self) -> Grid:
        """The grid it begins in."""
        return self.tables[0].grid

    def has(self, *wanted: Meaning) -> bool:
        """Whether one of its columns means one of these."""
        return any(one in self.meanings for one in wanted)


@dataclass(slots=True)
class Survey:
    """The *groups* that are programmes, and *remarks* on all that is none."""

    groups: list[Group] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    """Those of the titles that are none of the programme: on a sheet of one month, or that is not taken over."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of several tables somebody wants: the one of that *number*, the sheet of that *name*; None for any."""

    table: int | None = None
    sheet: str | None = None

    def takes(self, grid: Grid) -> bool:
        """Whether *grid* is wanted."""
        if self.table is not None and grid.number != self.table:
            return False
        return self.sheet is None or key(grid.name) == key(self.sheet)

    def check(self, documents: Sequence[Document]) -> None:
        """Raise InvalidInputError where no document has what is wanted."""
        grids = [grid for document in documents for grid in document.grids]
        if any(map(self.takes, grids)) or (self.table is None and self.sheet is None):
            return
        if self.sheet is not None:
            names = [grid.name for grid in grids if grid.name]
            has = f"it has {', '.join(names)}" if names else "it has no sheets"
            said = f"there is no sheet '{self.sheet}'{did_you_mean(self.sheet, names)}; {has}"
        else:
            said = f"there is no table {self.table}; it has {len(grids)}"
        raise InvalidInputError([Problem(Location(documents[0].file), said)])


@dataclass(frozen=True, slots=True)
class _Read:
    """The *document* a table is of, and whether it *follows* another with nothing between."""

    document: Document
    follows: bool


def survey(document: Document, answers: Answers, choice: Choice) -> Survey:
    """Go through *document* in reading order."""
    found = Survey()
    found.remarks += _noticed(document)
    headings: list[Text] = []
    follows = False
    for block in document.blocks:
        if isinstance(block, Text):
            found.texts.append(block)
            if not block.is_margin:
                headings, follows = _path(headings, block), False
        elif choice.takes(block):
            over = tuple(Above(text.text) for text in headings if text.level or time_label(text.text) is not None)
            _look_at(found, _Read(document, follows), block, over, answers)
            follows = True
        else:
            found.remarks.append(_skipped(block, "not asked for", ""))
    return found


def _noticed(document: Document) -> Iterator[Remark]:
    """What was noticed in reading the bytes; notes of one kind are numbered as people see them."""
    footnotes = 0
    for note in document.notes:
        text = f"{note.text}: {note.quoted}" if note.quoted else note.text
        if note.text == COMMENT:
            text = f"comment '{note.quoted}' is not imported"
        elif note.text == FOOTNOTE:
            footnotes += 1
            text = f"footnote {footnotes}: {note.quoted} (it is no part of the text)"
        yield Remark(kind=Kind.DECIDED, place=note.place, text=text)


def _path(headings: list[Text], block: Text) -> list[Text]:
    """The headings that stand over what comes after *block*; a paragraph counts until the next heading or table."""
    if block.level:
        return [one for one in headings if one.level and one.level < block.level] + [block]
    return [one for one in headings if one.level] + [block]


def _look_at(found: Survey, read: _Read, grid: Grid, over: tuple[Above, ...], answers: Answers) -> None:
    document, follows = read.document, read.follows
    grid, strays = _without_strays(grid)
    found.remarks += strays
    tables = tables_in(grid)
    if grid.is_hidden and answers.sheet is None:
        rows = sum(len(table.rows) for table in tables)
        text = f"is hidden and left out: {rows} row{'' if rows == 1 else 's'}; choose it with --sheet to read it"
        found.remarks.append(_skipped(grid, text, _first_words(tables)))
        return
    titles, taken = [title.text for table in tables for title in table.titles], len(found.groups)
    found.titles += titles
    for table in (one for whole in tables for one in side_by_side(whole)):
        before = found.groups[-1] if found.groups else None
        if before is not None and _goes_on(before, table, follows=follows):
            found.groups[-1] = _longer(before, table)
            continue
        group = _group(document, table, over, answers)
        why = _no_programme(group, table)
        if why is None:
            found.groups.append(group)
        else:
            found.remarks += _left_out(group, table, why)
    if grid.is_sheet and (len(found.groups) == taken or time_of(Above(grid.name)) is not None):
        found.aside += titles


_FAR = 30
"""So many empty columns between two cells, and the farther one is no part of the table."""


def _without_strays(grid: Grid) -> tuple[Grid, tuple[Remark, ...]]:
    """*grid* without cells far to the right of all others, as a slip of the hand leaves them; they are said."""
    columns = sorted({column for _, column in grid.cells})
    gaps = (after for before, after in pairwise(columns) if after - before > _FAR)
    limit = next(gaps, None)
    if limit is None:
        return grid, ()
    far = {id(cell): cell for (_, column), cell in grid.cells.items() if column >= limit}
    kept = {place: cell for place, cell in grid.cells.items() if place[1] < limit}
    said = [f"'{cell.flat[:40]}' at {grid.place(cell.row, cell.column)}" for cell in list(far.values())[:5]]
    text = f"far from the table, and left out: {', '.join(said)}"
    return replace(grid, cells=kept), (_skipped(grid, text, ""),)


def _first_words(tables: Sequence[Table]) -> str:
    words = [title.text for table in tables for title in table.titles]
    return words[0] if words else ""


def _skipped(grid: Grid, text: str, quoted: str) -> Remark:
    return Remark(kind=Kind.SKIPPED, place=grid.where, text=f"{text}{f' ({quoted})' if quoted else ''}")


def _goes_on(before: Group, table: Table, *, follows: bool) -> bool:
    """Whether *table* is more of the one *before*: without headings, or with the same where it *follows* at once."""
    last = before.tables[-1]
    bare = bool(table.headings) and not any(heading.texts for heading in table.headings)
    same = [plain(one.text) for one in table.headings] == [plain(one.text) for one in before.headings]
    apart = table.grid is not last.grid and not table.titles and not table.grid.is_sheet
    alike = (bare and len(table.headings) == len(before.headings)) or (same and follows)
    return apart and alike and not last.grid.of_paragraphs


def _longer(group: Group, table: Table) -> Group:
    more = records_of(replace(table, headings=group.headings), group.meanings)
    records = join_broken([*group.records, *more.records])
    return replace(group, tables=(*group.tables, table), records=tuple(records), parts=(*group.parts, more))


def _group(document: Document, table: Table, over: tuple[Above, ...], answers: Answers) -> Group:
    meant = column_meanings(table, answers)
    read = records_of(table, meant)
    own = (Above(table.grid.name),) if table.grid.is_sheet and table.grid.name else ()
    return Group(
        document=document,
        tables=(table,),
        meanings=meant,
        records=tuple(join_broken(read.records)),
        parts=(read,),
        above=(*over, *own),
    )


_CONTROL = frozenset(
    (
        *("version", "author", "changes", "amendment", "amendments", "revision", "change", "issue", "issue date"),
        *("approved by", "date approved", "approval date", "authorised by"),
        *("signed", "signature", "signed off", "signed by", "date signed"),
    )
)
_PEOPLE = frozenset(
    ("name", "role", "post", "job title", "position", "title", "organisation", "agency", "contact", "date")
)
"""Headings of a table of people, or of who has agreed to the document and when."""


def _no_programme(group: Group, table: Table) -> str | None:
    """Why it is none; None where it is."""
    if not table.rows:
        return "has no rows" if table.headings and any(h.texts for h in table.headings) else "is no table"
    words = [plain(heading.text) for heading in table.headings]
    named = [word for word in words if word]
    of_people = "name" in named and all(word in _PEOPLE for word in named)
    if sum(word in _CONTROL for word in words) >= 2 or ("signed" in named and "name" in named) or of_people:
        return "is about the document or its people, no programme"
    what = group.has(Meaning.ACTIVITY, Meaning.MARKS)
    timed = (Meaning.WHEN, Meaning.START, Meaning.DUE, Meaning.OFTEN, Meaning.MARKS, Meaning.BAND)
    above = (*group.above, *table.titles)
    bands = [one for body in table.rows for one in body.above]
    when = group.has(*timed) or any(time_of(one) is not None for one in (*above, *bands))
    if what and when:
        return None
    return "says of no month what is to be done" if what else "has no activities"


_MOST_QUOTED = 6


def _left_out(group: Group, table: Table, why: str) -> Iterator[Remark]:
    place = table.grid.where if table.grid.is_sheet else table.place
    heads = " | ".join(heading.text for heading in table.headings if heading.text)
    titles = "; ".join(title.text for title in table.titles)
    said = heads or titles
    yield Remark(kind=Kind.SKIPPED, place=place, text=f"{why}: {said}" if said else why)
    for record in group.records[:_MOST_QUOTED]:
        yield Remark(kind=Kind.SKIPPED, place=record.place, text=record.quoted)
    if len(group.records) > _MOST_QUOTED:
        more = len(group.records) - _MOST_QUOTED
        yield Remark(kind=Kind.SKIPPED, place=place, text=f"and {more} more rows of it")


def listed_outside(texts: Sequence[Text]) -> tuple[str, ...]:
    """Items of lists, and paragraphs that name a month, which stand in no table; each under its heading."""
    found, heading = [], ""
    for text in texts:
        if text.level:
            heading = text.text
        elif not text.is_margin and (text.text.startswith(BULLET) or _names_a_month(text.text)):
            month = "" if _names_a_month(text.text) else ", without a month"
            under = f" (under {heading!r})" if heading else ""
            found.append(f"{text.text.removeprefix(BULLET)}{under}: stands outside the tables{month}")
    return tuple(found)


_MONTHS = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
_MOST_WORDS = 40


def _names_a_month(text: str) -> bool:
    """Whether a paragraph may be about work: it names a month, and says more than when the document was made."""
    if len(text.split()) > _MOST_WORDS or time_label(text) is not None:
        return False
    return bool(_MONTHS.search(text)) and not any(one.is_document_date or one.strength > 2 for one in years_in(text))
