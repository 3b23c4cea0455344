"""Cells with several lines: which of them are titles of their own, and which line of the cell beside says who."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from qa_calendar.reading.documents.drafting.tails import Sign, Tail, habits, is_people, tails_of
from qa_calendar.reading.documents.drafting.wording import is_listed, titles_in
from qa_calendar.reading.documents.tables.columns import is_name
from qa_calendar.reading.documents.tables.headings import Meaning
from qa_calendar.reading.documents.tables.records import Record
from qa_calendar.reading.documents.who.people import People


def paired(record: Record, people: People) -> tuple[tuple[str, Record], ...]:
    """Each title of *record* with the record as it is for that one alone; empty where the lines do not go in pairs.

    They do where the cell of the activities and that of the workers have as many lines, and each names somebody.
    """
    workers = record.fields.get(Meaning.WORKERS, ())
    if len(workers) != 1 or record.joined:
        return ()
    lines = lines_of(workers[0].text)
    text = record.text(Meaning.ACTIVITY)
    titles = titles_in(text, alone=True)
    if len(titles) < 2 or len(titles) != len(lines) or not all(_names_somebody(line, people) for line in lines):
        return ()
    if not all(len(title.split()) > 1 for title in titles) and not all(map(is_listed, lines_of(text))):
        return ()
    alone = [replace(workers[0], text=line) for line in lines]
    return tuple(
        (title, replace(record, fields={**record.fields, Meaning.WORKERS: (who,)}))
        for title, who in zip(titles, alone, strict=True)
    )


def said_of_pairs(pairs: Iterable[tuple[str, Record]]) -> str:
    """How they were paired."""
    who = "; ".join(f"'{title}' is by '{alone.flat(Meaning.WORKERS)}'" for title, alone in pairs)
    return f"each line of the one cell goes with that of the other: {who}"


def lines_of(text: str) -> list[str]:
    """The lines of a cell that are not empty."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def taken_as_one(text: str) -> str:
    """What is to be said of a cell whose lines are one title, though some begin like titles of their own."""
    lines = lines_of(text)
    begin = [line for line in lines[1:] if re.match(r"[A-Z0-9‘“\"']", line)]
    return f"'{' / '.join(lines)}': the lines of this cell are taken as one title" if begin else ""


class Behind:
    """Who stands behind the titles of a table that has no column for that."""

    def __init__(self, titles: Iterable[str], people: People) -> None:
        self._people = people
        lines = dict.fromkeys(line for text in titles for line in lines_of(text))
        self._usual = habits(lines, only_names=True)
        named = any(tail.sign is Sign.BRACKET and is_name(tail.who) for line in lines for tail in tails_of(line))
        self._roles_in_brackets = named and Sign.BRACKET in habits(lines)

    def of(self, title: str) -> tuple[str, tuple[str, ...]]:
        """*title* without who does it, and the workers; none where nobody is named for sure."""
        for tail in tails_of(title):
            if self._is_name(tail) and (workers := self._sure(tail.who)):
                return tail.title, workers
        return title, ()

    def are_titles(self, text: str) -> bool:
        """Whether the lines of a cell are titles of their own, as each that names somebody at its end is one."""
        return any(self.of(line)[1] for line in lines_of(text)[:-1])

    def _is_name(self, tail: Tail) -> bool:
        if tail.sign is Sign.BRACKET:
            # A role in brackets is who does it where names stand there too: `(all managers)` beside `(Ann Lee)`.
            return is_name(tail.who) or (self._roles_in_brackets and is_people(tail.who))
        return tail.sign in self._usual and is_name(tail.who) and is_people(tail.who, only_names=True)

    def _sure(self, who: str) -> tuple[str, ...]:
        named = self._people.split(who)
        return () if named.doubts else named.workers


def _names_somebody(line: str, people: People) -> bool:
    named = people.split(line)
    return bool(named.workers) and not named.doubts
