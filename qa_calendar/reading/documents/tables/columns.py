"""What each column of a table is for: what was answered, the words of its heading, and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_calendar.model.draft import Answers, Topic
from qa_calendar.reading.documents.tables.headings import Meaning, Shares, assigned, meanings
from qa_calendar.reading.documents.tables.table import Table
from qa_calendar.reading.documents.when import NoTime, Undated, is_nothing, is_tick, understand


def column_meanings(table: Table, answers: Answers) -> tuple[Meaning, ...]:
    """What each column of *table* is for: as was answered, else by its heading and what stands in it."""
    marks = set(table.time_columns)
    texts = [
        "" if column in marks or column in table.grid.hidden_columns else heading.own
        for column, heading in enumerate(table.headings)
    ]
    apart = marks | table.set_aside
    shares = [None if column in apart else _shares(table, column) for column in range(len(table.headings))]
    found = list(assigned(texts, shares))
    if marks:
        found = _of_rows(table, found, shares)
    for column, heading in enumerate(table.headings):
        said = answers.to(Topic.COLUMNS, heading.text) if heading.text else None
        if column in marks:
            found[column] = Meaning.MARKS
        elif column in table.grid.hidden_columns:
            found[column] = Meaning.OTHER
        elif said:
            found[column] = next((one for one in Meaning if one.value == said[0]), found[column])
    return tuple(found)


_TITLE = r"(?:(?:[Cc]llr|[Dd]r|[Mm]rs?|[Mm]s|[Mm]iss|[Pp]rof|[Rr]ev)\.? )?"
_NAME = re.compile(rf"{_TITLE}[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){{1,3}}")
_SURNAME_FIRST = re.compile(r"[A-Z][\w'’.-]*, [A-Z][\w'’.-]*")
_BETWEEN_NAMES = re.compile(r" ?[,;/&+\n] ?| and ")
_LONGEST_NAMES = 400


def _of_rows(table: Table, found: list[Meaning], shares: Sequence[Shares | None]) -> list[Meaning]:
    """What the rows of a table with months across are: work, or people where the work stands in the cells."""
    activity = found.index(Meaning.ACTIVITY) if Meaning.ACTIVITY in found else None
    worker = found.index(Meaning.WORKERS) if Meaning.WORKERS in found else None
    if activity is None and worker is not None and not _are_phrases(table):
        return [Meaning.ACTIVITY if column == worker else one for column, one in enumerate(found)]
    if activity is None or not _are_phrases(table):
        return found
    if worker is None and (share := shares[activity]) is not None and share.people >= 0.4:
        return [Meaning.WORKERS if column == activity else one for column, one in enumerate(found)]
    if worker is not None and worker < activity:
        return [Meaning.DETAIL if column == activity else one for column, one in enumerate(found)]
    return found


def _are_phrases(table: Table) -> bool:
    """Whether most of what stands under the times is neither a mark, a day nor a name."""
    texts = under_times(table)
    phrases = [text for text in texts if not (is_tick(text) or is_name(text) or days_in(text) or len(text) < 6)]
    return len(phrases) * 2 > len(texts)


_DAYS = re.compile(
    r"(?:(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)[a-z]*\.? )?[0-9]{1,2}(?:st|nd|rd|th)?"
    r"(?: ?(?:,|&|and|/) ?(?:(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)[a-z]*\.? )?[0-9]{1,2}(?:st|nd|rd|th)?)*",
    re.IGNORECASE,
)


def days_in(text: str) -> tuple[int, ...]:
    """The days of a month that *text* names and nothing else, such as `Tues 4` or `2 & 30`; none for other words."""
    days = tuple(map(int, re.findall(r"[0-9]+", text))) if _DAYS.fullmatch(text.strip()) else ()
    return days if all(1 <= day <= 31 for day in days) else ()


def is_name(text: str) -> bool:
    """Whether *text* looks like the names of people: words that each begin with a capital, two or more for each."""
    bare = re.sub(r"\s*\([^()]*\)", "", text).strip()
    if len(bare) > _LONGEST_NAMES or bare.isupper() or meanings(bare):
        return False
    return _SURNAME_FIRST.fullmatch(bare) is not None or all(map(_NAME.fullmatch, _BETWEEN_NAMES.split(bare)))


def _shares(table: Table, column: int) -> Shares | None:
    cells = {
        id(cell): cell
        for body in table.rows[:400]
        if (cell := table.grid.at(body.row, column)) is not None and cell.flat and cell.column == column
    }
    texts = [cell.flat for cell in cells.values()]
    if not texts:
        return None
    share = 1 / len(texts)
    return Shares(
        times=share * sum(_tells_time(text) for text in texts),
        people=share * sum(map(is_name, texts)),
        numbers=share * sum(re.fullmatch(r"[£$]?[\d,.]+%?", text) is not None for text in texts),
        ticks=share * sum(is_tick(text) for text in texts),
    )


def _tells_time(text: str) -> bool:
    said = understand(text)
    # `TBC` says as little of when as of who.
    return said is not None and not isinstance(said.timing, NoTime | Undated)


def under_times(table: Table) -> list[str]:
    """What stands under the times, a merged cell once; without what says that there is nothing."""
    cells = {id(c): c for b in table.rows for column in table.time_columns if (c := table.grid.at(b.row, column))}
    return [cell.flat for cell in cells.values() if cell.flat and not is_nothing(cell.flat)]


def has_days(table: Table) -> bool:
    """Whether what stands under the months are days: most cells are, and more than counts would be."""
    texts = under_times(table)
    days = [text for text in texts if days_in(text)]
    numbers = [int(text) for text in days if text.isdigit()]
    are_days = any(not text.isdigit() for text in days) or len({one for one in numbers if one > 12}) > 2
    return len(days) * 2 > len(texts) and are_days
