"""What is known while a document is drafted, and what has come of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from qa_calendar.model.draft import Answers, DraftActivity, DraftEntry, Kind, Question, Remark
from qa_calendar.reading.documents.drafting.programme import Programme
from qa_calendar.reading.documents.drafting.wording import Titles
from qa_calendar.reading.documents.who.people import People

_LONGEST = 900


@dataclass(slots=True)
class Result:
    """What came of all records: *entries* in the document's order, and *remarks* on them."""

    entries: list[DraftEntry] = field(default_factory=list)
    as_required: list[DraftEntry] = field(default_factory=list)
    activities: dict[str, DraftActivity] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)

    def say(self, kind: Kind, place: str, text: str, question: Question | None = None) -> None:
        """One remark more; a long one is cut, as nobody reads a cell again that fills a page."""
        said = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        self.remarks.append(Remark(kind=kind, place=place, text=said, question=question))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What all records of a document share; *everybodys* are the workers named outside the table for all of it."""

    programme: Programme
    people: People
    titles: Titles
    answers: Answers
    everybodys: tuple[str, ...] = ()
