"""Who does a piece of work: whoever its cells name, a name behind its title, and somebody it is done with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from qa_calendar.model import NOBODY
from qa_calendar.model.draft import LEAVE_OUT, DraftEntry, Kind, Question, Topic
from qa_calendar.reading.documents.drafting.pairing import Behind
from qa_calendar.reading.documents.drafting.results import Context, Result
from qa_calendar.reading.documents.tables.columns import is_name
from qa_calendar.reading.documents.tables.headings import Meaning
from qa_calendar.reading.documents.tables.records import Record, Written
from qa_calendar.reading.documents.tables.survey import Group
from qa_calendar.reading.documents.who.people import Doubt

_WITH_SOMEBODY = re.compile(r"(?P<title>.+?)\s*\((?P<with>with (?P<who>[^()]{3,60}))\)")


class Naming:
    """Names the workers of one group's entries, and says what was decided or is asked about them."""

    def __init__(self, group: Group, context: Context, result: Result) -> None:
        self._group, self._context, self._result = group, context, result
        texts = dict.fromkeys(record.text(Meaning.ACTIVITY) for record in group.records)
        self._behind = None if group.has(Meaning.WORKERS) else Behind(texts, context.people)

    def are_titles(self, text: str) -> bool:
        """Whether the lines of a cell are titles of their own, as each that names somebody at its end is one."""
        return self._behind is not None and self._behind.are_titles(text)

    def without_company(self, record: Record, title: str) -> tuple[str, tuple[str, ...]]:
        """*title* without somebody it names besides, who is asked about: `SEND visit (with Percy Thwaite)`."""
        found = _WITH_SOMEBODY.fullmatch(title)
        if found is None or not is_name(found["who"]):
            return title, ()
        answered = self._context.answers.to(Topic.PEOPLE, found["with"])
        if answered is not None:
            return found["title"], tuple(name for name in answered if name not in (LEAVE_OUT, NOBODY))
        question = Question(Topic.PEOPLE, found["with"], (found["who"],))
        text = f"{found['title']}: '{found['with']}' names somebody else: is it their work too? ({record.quoted})"
        self._result.say(Kind.ASKED, record.place, text, question)
        return found["title"], ()

    def without_worker(self, title: str) -> tuple[str, tuple[str, ...]]:
        """*title* without a name behind it, which is who does it where no column says so."""
        return (title, ()) if self._behind is None else self._behind.of(title)

    def with_those_behind(self, record: Record, entry: DraftEntry, workers: tuple[str, ...]) -> DraftEntry:
        """*entry* by the *workers* whose names stand behind its title."""
        if workers:
            said = f"'{', '.join(workers)}' behind '{entry.activity}' is taken as who does it"
            self._result.say(Kind.DECIDED, record.place, said)
        return replace(entry, workers=workers)

    def by_row(self, record: Record, entry: DraftEntry) -> DraftEntry:
        """*entry* by whoever its row names, unless somebody does it already."""
        return entry if entry.workers else self.by_cells(record, entry, record.fields.get(Meaning.WORKERS, ()))

    def by_cells(self, record: Record, entry: DraftEntry, cells: Iterable[Written]) -> DraftEntry:
        """*entry* by whoever *cells* name as well."""
        workers = list(entry.workers)
        nobody = ""
        doubted = False
        for written in cells:
            named = self._context.people.split(written.text)
            workers += [one for one in named.workers if one not in workers]
            for doubt in named.doubts:
                doubted = True
                self._doubt(written, entry, doubt)
            for text in named.decided:
                self._result.say(Kind.DECIDED, written.place, f"{entry.activity}: {text}")
            if named.nobody and written.flat:
                nobody = written.flat
        if not workers and not doubted:
            if self._context.everybodys and not nobody:
                return replace(entry, workers=self._context.everybodys)
            self._nobody(record, entry, nobody)
        elif nobody:
            said = f"{entry.activity}: '{nobody}' is nobody beside {', '.join(workers)}"
            self._result.say(Kind.DECIDED, record.place, said)
        return replace(entry, workers=tuple(workers))

    def _doubt(self, written: Written, entry: DraftEntry, doubt: Doubt) -> None:
        question = Question(Topic.PEOPLE, doubt.words, doubt.offers)
        self._result.say(Kind.ASKED, written.place, f"{entry.activity}: {doubt.why} ({written.flat})", question)

    def _nobody(self, record: Record, entry: DraftEntry, words: str) -> None:
        if words:
            said = f"{entry.activity}: '{words}' is nobody: nobody is named yet ({record.quoted})"
            self._result.say(Kind.DECIDED, record.place, said)
        elif self._group.has(Meaning.WORKERS) and record.mark is None:
            self._result.say(Kind.DECIDED, record.place, f"{entry.activity}: nobody is named ({record.quoted})")
        else:
            self._result.nobody.append(entry.activity)


def with_company(entry: DraftEntry, company: tuple[str, ...]) -> DraftEntry:
    """*entry* by *company* as well."""
    return replace(entry, workers=tuple(dict.fromkeys((*entry.workers, *company))))
