"""A draft as both files can hold it: what a title, a name or a date must be there, and a remark where one was not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import TypeAdapter, ValidationError

from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR
from qa_calendar.model import NOBODY, occasions
from qa_calendar.model.draft import Draft, DraftActivity, DraftEntry, DraftPerson, Kind, Remark
from qa_calendar.names import key
from qa_calendar.problems import RulePhraseError
from qa_calendar.reading.cadences import parse_every
from qa_calendar.reading.clashes import MAX_NAME
from qa_calendar.reading.documents.files.scalars import clean, seen
from qa_calendar.reading.words import LONGEST_TITLE, Email

_MARKS = ("{period}", "{theme}")
_MARK = re.compile(r"[(\[]?\{(?:period|theme)\}[)\]]?")
_EMAIL = TypeAdapter(Email)
_LONGEST_DETAIL = 100


def fitted(draft: Draft) -> Draft:
    """*draft* with every text, name and date such that framework.yaml and config.yaml can say it.

    A remark tells of each that had to be changed. What fits already stays as it is.
    """
    return _Fitting(draft).fitted()


@dataclass(slots=True)
class _Known:
    """Names or titles by the form they are compared in; each has *longest* letters at most."""

    longest: int
    found: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def of(self, whole: str) -> tuple[str, bool]:
        """What *whole* is called, and whether that is new and shorter than it."""
        folded = key(whole)
        if folded in self.found:
            return self.found[folded], False
        name = whole if len(whole) <= self.longest else self._short(whole)
        self.found[folded] = self.found[key(name)] = name
        self._taken.add(key(name))
        return name, name != whole

    def _short(self, whole: str) -> str:
        numbers = ("", *(f" ({number})" for number in range(2, 10_000)))
        shorter = (clean(f"{whole[: self.longest - len(end) - 1].rstrip()}…{end}") for end in numbers)
        return next(name for name in shorter if key(name) not in self._taken)


@dataclass(slots=True)
class _Fitting:
    draft: Draft
    remarks: list[Remark] = field(default_factory=list)
    titles: _Known = field(default_factory=lambda: _Known(LONGEST_TITLE))
    names: _Known = field(default_factory=lambda: _Known(MAX_NAME))
    spelt: dict[str, str] = field(default_factory=dict)
    """Whom another spelling stands for, by the form it is compared in."""

    def fitted(self) -> Draft:
        draft = self.draft
        people = tuple(self._people())
        entries = [found for one in draft.entries if (found := self._entry(one)) is not None]
        activities: dict[str, DraftActivity] = {}
        for one in map(self._activity, draft.activities):
            activities.setdefault(one.title, one)
        entries, activities = _recurring(draft, entries, activities)
        dated = {one.activity for one in entries}
        as_required = tuple(self._as_required(dated))
        people = (*people, *self._unlisted(people, (*entries, *as_required)))
        return replace(
            draft,
            title=clean(draft.title),
            service=clean(draft.service),
            entries=tuple(entries),
            activities=tuple(activities.values()),
            people=people,
            as_required=as_required,
            remarks=(*draft.remarks, *self.remarks),
        )

    def _say(self, text: str, place: str = "", kind: Kind = Kind.DECIDED) -> None:
        remark = Remark(kind=kind, text=text, place=place)
        if remark not in self.remarks:
            self.remarks.append(remark)

    # People

    def _people(self) -> Iterator[DraftPerson]:
        """Everybody once; a spelling stands for one of them only."""
        named: dict[str, DraftPerson] = {}
        for one in self.draft.people:
            name = self._name(one.name, "")
            if name is not None:
                known = named.setdefault(name, replace(one, name=name, spellings=()))
                spellings = (*known.spellings, *one.spellings)
                named[name] = replace(known, role=clean(known.role), spellings=spellings, email=self._email(known))
        taken = {key(name) for name in named} | {NOBODY}
        for one in named.values():
            spellings = tuple(_spellings(one.spellings, taken))
            self.spelt |= {key(spelling): one.name for spelling in spellings}
            yield replace(one, spellings=spellings)

    def _email(self, person: DraftPerson) -> str | None:
        try:
            return _EMAIL.validate_python(person.email) if person.email else None
        except ValidationError:
            self._say(f"'{person.email}' of '{person.name}' is no e-mail address, and is left out")
            return None

    def _name(self, written: str, place: str) -> str | None:
        """What somebody is called in staff; None for nobody."""
        whole = seen(written)
        if not whole or whole.casefold() == NOBODY:
            return None
        name, is_short = self.names.of(whole)
        if is_short:
            self._say(f"'{whole}' is shortened to '{name}': a name has {MAX_NAME} letters at most", place)
        return name

    def _unlisted(self, people: Iterable[DraftPerson], entries: Iterable[DraftEntry]) -> Iterator[DraftPerson]:
        """Whoever entries name and *people* do not have."""
        known = {one.name for one in people}
        workers = dict.fromkeys(worker for entry in entries for worker in entry.workers)
        return (DraftPerson(name=worker) for worker in workers if worker not in known)

    # Activities

    def _activity(self, one: DraftActivity) -> DraftActivity:
        shown = clean(one.shown_as or "") or (clean(one.title) if _has_mark(one.title) else "")
        return replace(one, title=self._title(one.title, ""), shown_as=shown if _has_mark(shown) else None)

    def _title(self, written: str, place: str) -> str:
        whole = seen(written)
        if _has_mark(whole):
            whole = " ".join(_MARK.sub("", whole).split()).strip(" -–:,")
        title, is_short = self.titles.of(clean(whole) or "Without a title")
        if is_short:
            self._say(f"'{whole}' is shortened: a title has {LONGEST_TITLE} letters at most", place)
        return title

    def _as_required(self, dated: set[str]) -> Iterator[DraftEntry]:
        """What has no date, each once; what is in a month as well has one."""
        given = set(dated)
        for one in self.draft.as_required:
            entry = self._texts(one)
            if entry.activity in dated:
                said = f"'{entry.activity}' is in a month too, so that it is not listed as without a date"
                self._say(said, entry.place, Kind.SKIPPED)
            elif entry.activity not in given:
                given.add(entry.activity)
                yield entry

    # Entries

    def _entry(self, one: DraftEntry) -> DraftEntry | None:
        if one.month not in self.draft.months:
            said = f"'{one.activity}' of {one.month} is not in the year from {self.draft.months[0]} on, and is left out"
            self._say(said, one.place, Kind.SKIPPED)
            return None
        entry = self._texts(one)
        if entry.on is not None and entry.on not in entry.month:
            entry = self._told(replace(entry, on=None), "Date", entry.on, f"is not in {entry.month}")
        if entry.rule is not None and (entry.on is not None or not _is_rule(entry.rule)):
            entry = replace(entry, rule=None)
        if entry.due is None:
            return entry
        if not FIRST_YEAR <= entry.due.year <= LAST_YEAR:
            return self._told(replace(entry, due=None), "Due", entry.due, "is out of range")
        if entry.due < (entry.on or entry.month.first):
            return self._told(replace(entry, due=None), "Due", entry.due, "is before it starts")
        return entry

    def _told(self, entry: DraftEntry, name: str, day: date, why: str) -> DraftEntry:
        """*entry* with a *day* that it cannot have as what is told of it besides."""
        self._say(f"'{entry.activity}': {day} {why}, so it is only shown, as '{name}'", entry.place)
        return replace(entry, details=_details((*entry.details, (name, str(day)))))

    def _texts(self, one: DraftEntry) -> DraftEntry:
        names = (self.spelt.get(key(seen(worker))) or self._name(worker, one.place) for worker in one.workers)
        return replace(
            one,
            activity=self._title(one.activity, one.place),
            workers=tuple(dict.fromkeys(name for name in names if name is not None)),
            purpose=clean(one.purpose),
            period=clean(one.period or "") or None,
            theme=clean(one.theme or "") or None,
            details=_details(one.details),
        )


def _is_rule(phrase: str) -> bool:
    try:
        parse_rule(phrase)
    except RulePhraseError:
        return False
    return True


def _has_mark(text: str) -> bool:
    return any(mark in text for mark in _MARKS)


def _spellings(written: Iterable[str], taken: set[str]) -> Iterator[str]:
    for spelling in map(seen, written):
        if spelling and len(spelling) <= MAX_NAME and key(spelling) not in taken:
            taken.add(key(spelling))
            yield spelling


def _details(written: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Those that say something, each name once: texts of one name stand together."""
    found: dict[str, tuple[str, str]] = {}
    for name, text in ((clean(clean(name)[:_LONGEST_DETAIL]), clean(text)) for name, text in written):
        if name and text:
            first, before = found.get(key(name), (name, ""))
            found[key(name)] = first, f"{before}; {text}" if before else text
    return tuple(found.values())


def _recurring(
    draft: Draft, entries: list[DraftEntry], activities: dict[str, DraftActivity]
) -> tuple[list[DraftEntry], dict[str, DraftActivity]]:
    """The same with an `every` only where it says just what the entries do; else each is listed."""
    sure = {
        title
        for title, one in activities.items()
        if one.every and _says(one, [entry for entry in entries if entry.recurs and entry.activity == title], draft)
    }
    bare = {title: one if title in sure else replace(one, every=None, not_in=()) for title, one in activities.items()}
    return [replace(one, recurs=one.recurs and one.activity in sure) for one in entries], bare


def _says(activity: DraftActivity, entries: list[DraftEntry], draft: Draft) -> bool:
    """Whether the `every` of *activity* makes these *entries* and no other."""
    assert activity.every is not None
    try:
        every = parse_every(activity.every)
    except ValueError:
        return False
    meant = [one for one in occasions(every, draft.months) if one[0].month not in activity.not_in]
    days = {day for _, day in meant if day is not None}
    stated = [one.on for one in entries if one.on is not None]
    is_of_them = not days or (days.issuperset(stated) and len(set(stated)) == len(stated))
    return is_of_them and [month for month, _ in meant] == sorted(one.month for one in entries) != []
