"""A framework as a document was understood: what it says, what was decided on the way, and what only a person knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from qa_calendar.dates.months import Month
from qa_calendar.names import key


class Kind(StrEnum):
    """What a remark is: something that was decided, is asked, or was not taken over."""

    DECIDED = "decided"
    ASKED = "asked"
    SKIPPED = "skipped"


class Topic(StrEnum):
    """What an answer is about, and the section of import.yaml it stands in."""

    COLUMNS = "columns"
    PEOPLE = "people"
    WHEN = "when"
    ACTIVITIES = "activities"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person knows: the *words* of the document that are asked about, and what they may well stand for."""

    topic: Topic
    words: str
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A sentence about a *place* of the document, empty for the whole of it, that quotes what it is about."""

    kind: Kind
    text: str
    place: str = ""
    question: Question | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """One activity once, in *month*: *on* a date and *due* by another where the document names them, or by a *rule*.

    *activity* is the title without its period. Of one that *recurs* the activity's `every` says it is there.
    """

    month: Month
    activity: str
    workers: tuple[str, ...] = ()
    purpose: str = ""
    period: str | None = None
    theme: str | None = None
    on: date | None = None
    due: date | None = None
    rule: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    recurs: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftActivity:
    """An activity's title, how it is shown where its period has a place in it, and how often it says it takes place.

    *every* is as framework.yaml has it, such as `month`; *not_in* are months, 1 to 12, that it leaves out.
    """

    title: str
    shown_as: str | None = None
    every: str | None = None
    not_in: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPerson:
    """Somebody or a group that is named, the role the document gives, and other spellings of the name in it."""

    name: str
    role: str = ""
    is_group: bool = False
    spellings: tuple[str, ...] = ()
    email: str | None = None


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table that was read, where it is, and each column's heading with what it was taken for."""

    place: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that was understood of *files*; *first_month* is 1 to 12. Entries are in the document's order.

    *as_required* are activities the document gives no date, each with its workers and purpose as an entry has them.
    """

    files: tuple[str, ...]
    year: int
    first_month: int
    title: str = ""
    service: str = ""
    entries: tuple[DraftEntry, ...] = ()
    activities: tuple[DraftActivity, ...] = ()
    people: tuple[DraftPerson, ...] = ()
    as_required: tuple[DraftEntry, ...] = ()
    tables: tuple[TableRead, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve of its year, in order."""
        return tuple(Month(self.year, self.first_month).plus(n) for n in range(12))

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked, each once, in the order it came up."""
        asked = (one.question for one in self.remarks if one.question is not None)
        return tuple(dict.fromkeys(asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person has said: import.yaml as values. *words* has, by topic, what words of a document stand for.

    Of people a name, or several, or `nobody`; of when `2025-10`, `October`, several of those, a frequency, or `as
    required`; of columns a meaning; of activities a title; of rows `import`; of anything `leave out`. *wrote* are the
    files that the last import wrote, each with the SHA-256 of what it held then.
    """

    year: int | None = None
    first_month: int | None = None
    table: int | None = None
    sheet: str | None = None
    words: Mapping[Topic, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    wrote: Mapping[str, str] = field(default_factory=dict)

    def unquoted(self) -> Answers:
        """The same without the quotes that Word makes of those around an answer, which are none to YAML."""
        words = {
            topic: {asked: tuple(map(_bare, answer)) for asked, answer in said.items()}
            for topic, said in self.words.items()
        }
        return replace(self, words=words)

    def to(self, topic: Topic, words: str) -> tuple[str, ...] | None:
        """What *words* stand for, however they are spelt; None where nobody has said."""
        said = self.words.get(topic, {})
        wanted = key(words)
        return next((answer for asked, answer in said.items() if key(asked) == wanted), None)


def _bare(answer: str) -> str:
    found = re.fullmatch("[“”„]([^“”„]+)[“”]", answer)
    return found[1].strip() if found else answer


LEAVE_OUT, IMPORT = "leave out", "import"
"""The answers that take a row, a person or a column out of what is imported, and that take a doubtful row in."""
