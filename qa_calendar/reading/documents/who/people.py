"""Who is named in the cells of a worker column.

cells ─▶ parts (`cutting`, `naming`, by the words of `roles`) ─▶ names that are certain (`certain`) ─▶ `register`
a cell, its parts and the register ─▶ whom it names, and what has to be asked (`understanding`)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa_calendar.model import NOBODY
from qa_calendar.model.draft import LEAVE_OUT, Answers, Topic
from qa_calendar.reading.documents.who import roles
from qa_calendar.reading.documents.who.abbreviations import abbreviations
from qa_calendar.reading.documents.who.certain import certain, groups, halves, swapped_names
from qa_calendar.reading.documents.who.cutting import begun, clean, flat, words_of
from qa_calendar.reading.documents.who.named import Doubt, Named, Person, everyone, holders
from qa_calendar.reading.documents.who.register import Register
from qa_calendar.reading.documents.who.understanding import Reader

__all__ = ["Doubt", "Named", "People", "Person"]

_NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class People:
    """All who are named in a document, and how any cell of it is understood by that."""

    people: tuple[Person, ...]
    reader: Reader
    _split: dict[str, Named] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def found_in(
        cls,
        cells: Sequence[str],
        texts: Sequence[str] = (),
        answers: Answers = _NO_ANSWERS,
        known: Mapping[str, str] | None = None,
    ) -> People:
        """The people of all worker *cells* together.

        *texts* are those outside tables, for keys; *known* the names of the workspace's staff with their roles.
        """
        cleaned = [clean(cell) for cell in cells]
        keys = abbreviations(texts)
        said = [name for names in answers.words.get(Topic.PEOPLE, {}).values() for name in names]
        sure = [*(known or {}), *(name for name in said if name not in (NOBODY, LEAVE_OUT)), *keys.names.values()]
        register = Register.of([], sure)
        first = list(swapped_names(cleaned))
        more: list[Sequence[str]] = []
        # Twice, because a name that is certain in one cell tells what is a name in another.
        for _ in range(2):
            register = Register.of([*more, *first, *certain(map(begun, cleaned), register)], sure)
            more = list(halves(map(begun, cleaned), register))
        register = Register.of([*more, *first, *certain(map(begun, cleaned), register)], sure) if more else register
        reader = Reader(
            register=register,
            answers=answers,
            short=keys.names,
            letters=keys.roles,
            groups=groups(map(begun, cleaned), register),
        )
        understood = {cell: reader.read(cell) for cell in dict.fromkeys(cleaned)}
        reader = replace(reader, holders=holders(understood.values()))
        understood = {cell: reader.read(cell) for cell in understood}
        return cls(everyone((understood[cell] for cell in cleaned), keys.roles, known or {}), reader)

    def is_sure(self, worker: str) -> bool:
        """Whether *worker* is more than a word that begins with a capital: several words, a known name or letters."""
        groups = {one.name for one in self.people if one.is_group and roles.kind_of(one.name) in ("O", "T", "A")}
        return " " in worker or (worker in groups and len(worker) > 1) or self.knows(worker)

    def knows(self, name: str) -> bool:
        """Whether *name* is one that is certain somewhere."""
        return self.reader.register.find(words_of(name)) is not None

    def split(self, cell: str) -> Named:
        """Whom *cell* names."""
        # The same few cells stand in row after row, and none is read twice.
        if cell not in self._split:
            said = self.reader.answers.to(Topic.PEOPLE, cell)
            found = self.reader.read(clean(cell)) if said is None else self.reader.answered(flat(cell), said)
            self._split[cell] = found.named
        return self._split[cell]
