"""Documents as a draft of a framework: the year first, then the people, then every row.

documents ─▶ surveys: groups of records ─▶ the programme's year ─▶ its people ─▶ entries ─▶ Draft
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from qa_calendar.model.draft import (
    Answers,
    Draft,
    DraftActivity,
    DraftEntry,
    DraftPerson,
    Kind,
    Question,
    Remark,
    TableRead,
    Topic,
)
from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading.documents.drafting.beside import say_beside
from qa_calendar.reading.documents.drafting.entries import answered_rows, enter
from qa_calendar.reading.documents.drafting.evidence import evidence_of, notes_of
from qa_calendar.reading.documents.drafting.lists import is_greeting, unrolled, with_lists
from qa_calendar.reading.documents.drafting.placing import read_time
from qa_calendar.reading.documents.drafting.programme import Found, Programme, programme_of
from qa_calendar.reading.documents.drafting.results import Context, Result
from qa_calendar.reading.documents.drafting.wording import Titles
from qa_calendar.reading.documents.grid import Document, Grid
from qa_calendar.reading.documents.tables.headings import Meaning
from qa_calendar.reading.documents.tables.records import Record
from qa_calendar.reading.documents.tables.survey import Choice, Group, Survey, listed_outside, survey
from qa_calendar.reading.documents.when import years_in
from qa_calendar.reading.documents.who.people import People


def draft(
    documents: Sequence[Document],
    answers: Answers,
    today: date,
    staff: Mapping[str, str] | None = None,
) -> Draft:
    """What *documents* say, by what was answered; *staff* are names known already, with their roles.

    Raises InvalidInputError where there is no such table or sheet, or none that holds a programme.
    """
    answers, choice = answers.unquoted(), Choice(answers.table, answers.sheet)
    choice.check(documents)
    documents = [_told_apart(document) for document in documents] if len(documents) > 1 else documents
    for document in documents:
        _check_size(document, choice)
    surveys = [_surveyed(document, answers, choice) for document in documents]
    groups = [group for one in surveys for group in one.groups]
    if not groups:
        raise InvalidInputError([Problem(Location(documents[0].file), _nothing_found(surveys))])
    evidence = evidence_of(surveys)
    found = programme_of(evidence, today, answers.year, answers.first_month)
    groups, others = _of_the_year(groups, found.programme)
    texts = [text.text for one in surveys for text in one.texts] + [
        note for group in groups for note in notes_of(group)
    ]
    people = People.found_in(_people_cells(groups), texts, answers, staff or {})
    everybodys, sentence = _everybodys(groups, texts, people)
    result = Result()
    context = Context(programme=found.programme, people=people, titles=Titles(), answers=answers, everybodys=everybodys)
    for group in groups:
        enter(group, context, result)
        say_beside(group, result, answered_rows(group, answers))
    remarks = [
        *_of_year(found),
        *(remark for one in surveys for remark in one.remarks),
        *others,
        *_outside(surveys),
        *sentence,
        *result.remarks,
        *_of_titles(context.titles),
        *_of_people(people, result),
    ]
    return Draft(
        files=tuple(document.file for document in documents),
        year=found.programme.year,
        first_month=found.programme.first_month,
        title=_title(surveys),
        entries=tuple(_once(result.entries)),
        activities=tuple(_placed(result)),
        people=_people(people, result),
        as_required=tuple(result.as_required),
        tables=tuple(_table_read(group) for group in groups),
        remarks=tuple(_gathered(remarks)),
    )


def _surveyed(document: Document, answers: Answers, choice: Choice) -> Survey:
    """What *document* has to be read: its tables, or what it lists by months where none of them is a programme."""
    found = survey(document, answers, choice)
    if found.groups or choice != Choice() or (listed := with_lists(unrolled(document))) is None:
        return found
    _check_size(listed, choice)
    return survey(listed, answers, choice)


def _told_apart(document: Document) -> Document:
    """*document*, one of several: each place says the file as well."""
    blocks = [replace(one, file=document.file) if isinstance(one, Grid) else one for one in document.blocks]
    notes = [replace(one, place=", ".join(filter(None, (document.file, one.place)))) for one in document.notes]
    return replace(document, blocks=tuple(blocks), notes=tuple(notes))


_MOST_ROWS = 3_000
"""More different rows than the programme of a year has; with more it is some other list, and would take long."""


def _check_size(document: Document, choice: Choice) -> None:
    grids = [grid for grid in document.grids if choice.takes(grid)]
    rows = {tuple(cell.flat for cell in grid.row(row)) for grid in grids for row in grid.used}
    if len(rows) > _MOST_ROWS:
        said = f"it has {len(rows):,} different rows, more than the programme of a year"
        cure = "choose one with --sheet or --table, or take out what is not of it"
        raise InvalidInputError([Problem(Location(document.file), f"{said}; {cure}")])


def _nothing_found(surveys: Sequence[Survey]) -> str:
    seen = "; ".join(str(remark) for one in surveys for remark in one.remarks[:3])
    says = f" ({seen})" if seen else ""
    return f"no table in it says what is to be done in which month, and no list by months{says}"


def _of_the_year(groups: Sequence[Group], programme: Programme) -> tuple[list[Group], list[Remark]]:
    """The groups that are of *programme*'s year or of none; each row of another year is said."""
    kept: list[Group] = []
    left: list[Remark] = []
    for group in groups:
        other = _other_year(group, programme)
        if other is None:
            kept.append(group)
            continue
        place = group.tables[0].place
        left.append(Remark(kind=Kind.SKIPPED, place=place, text=f"is of {other}, another year, and is not read"))
        left += [Remark(kind=Kind.SKIPPED, place=one.place, text=one.quoted) for one in group.records[:12]]
        if len(group.records) > 12:
            left.append(Remark(kind=Kind.SKIPPED, place=place, text=f"and {len(group.records) - 12} more rows of it"))
    return (kept, left) if kept else (list(groups), [])


def _other_year(group: Group, programme: Programme) -> str | None:
    """The year that stands over *group* where it is none of the *programme*'s; the nearest counts."""
    over = [*group.above, *group.tables[0].titles]
    for text in (one.text for one in reversed(over)):
        said = [one for one in years_in(text) if not one.is_document_date and one.strength > 1]
        if said:
            pair = said[0].strength > 2
            years = (programme.year,) if pair else (programme.year, programme.months[-1].year)
            return None if any(one.year in years for one in said) else said[0].text
    return None


def _people_cells(groups: Iterable[Group]) -> list[str]:
    cells: list[str] = []
    for group in groups:
        for record in group.records:
            cells += [said.text for said in record.fields.get(Meaning.WORKERS, ())]
            if record.mark is not None and group.has(Meaning.ACTIVITY) and not record.flat(Meaning.WORKERS):
                cells += _names_in_mark(record)
    return cells


def _names_in_mark(record: Record) -> Iterator[str]:
    text = record.mark.said.text if record.mark is not None else ""
    for line in text.split("\n"):
        bare = re.sub(r"^\d+\s*[x×]\s*", "", line.strip(), flags=re.IGNORECASE)
        if bare and read_time(bare) is None and len(bare) > 1 and len(bare.split()) <= 8:
            yield bare


_EVERYBODYS = re.compile(
    r"\b(?:all|every|each)\b(?:\s+of)?(?:\s+the)?\s+(?:these\s+)?\w+(?:\s+\w+)?\s+(?:are|is|will be)\s+"
    r"(?:for|by|done by|undertaken by|carried out by|completed by|the responsibility of|led by|assigned to)\s+"
    r"(?:the\s+)?(?P<who>[^.;:]+?)(?:\s+(?:unless|except|if|where)\b.*)?[.;]?$",
    re.IGNORECASE,
)


def _everybodys(
    groups: Sequence[Group], texts: Sequence[str], people: People
) -> tuple[tuple[str, ...], tuple[Remark, ...]]:
    """Who does all of it, where a sentence outside the tables says so and no column names people."""
    if any(group.has(Meaning.WORKERS) for group in groups):
        return (), ()
    for text in texts:
        for sentence in re.split(r"(?<=[.])\s+|\n", text):
            found = _EVERYBODYS.search(" ".join(sentence.split()))
            named = people.split(found["who"]) if found else None
            if found and named and named.workers and not named.doubts:
                quoted = " ".join(sentence.split())
                who = ", ".join(named.workers)
                said = f"{quoted}: no column names people, so {who} is taken for all of it; is that right?"
                return named.workers, (Remark(kind=Kind.DECIDED, text=said),)
    return (), ()


def _of_year(found: Found) -> Iterator[Remark]:
    kind = Kind.ASKED if found.asks else Kind.DECIDED
    cure = " Say --year and --first-month if it is another." if found.asks else ""
    yield Remark(kind=kind, text=f"{found.said}{cure}")
    if found.others:
        yield Remark(kind=Kind.SKIPPED, text=f"{', '.join(found.others)}: other years are not read")


def _outside(surveys: Sequence[Survey]) -> Iterator[Remark]:
    for one in surveys:
        for item in listed_outside(one.texts)[:20]:
            yield Remark(kind=Kind.SKIPPED, text=item)


def _of_titles(titles: Titles) -> Iterator[Remark]:
    for title, spellings in titles.folded():
        yield Remark(kind=Kind.DECIDED, text=f"{' / '.join(spellings)}: one activity, '{title}'")
    for one, other in titles.alike():
        text = f"'{one}' and '{other}' are taken as two activities; are they one?"
        yield Remark(kind=Kind.ASKED, text=text, question=Question(Topic.ACTIVITIES, other, (one,)))


def _of_people(people: People, result: Result) -> Iterator[Remark]:
    used = _used(result)
    groups = sorted(one.name for one in people.people if one.is_group and one.name in used)
    if groups:
        yield Remark(kind=Kind.DECIDED, text=f"{', '.join(groups)}: groups or roles, no people by name")
    if result.nobody:
        names = ", ".join(dict.fromkeys(result.nobody))
        yield Remark(kind=Kind.DECIDED, text=f"{names}: nobody is named, as nothing beside them names people")


def _used(result: Result) -> list[str]:
    """Whom entries name, each once, in their order."""
    entries = (*result.entries, *result.as_required)
    return list(dict.fromkeys(worker for entry in entries for worker in entry.workers))


def _people(people: People, result: Result) -> tuple[DraftPerson, ...]:
    used = _used(result)
    found = [
        DraftPerson(name=one.name, role=one.role, is_group=one.is_group, spellings=one.spellings, email=one.email)
        for one in people.people
        if one.name in used
    ]
    named = {one.name for one in found}
    return (*found, *(DraftPerson(name=name) for name in used if name not in named))


def _gathered(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """*remarks* in their order, those that say the same of several places as one."""
    places: dict[Remark, list[str]] = {}
    for one in remarks:
        places.setdefault(replace(one, place=""), []).append(one.place)
    for one, found in places.items():
        distinct = list(dict.fromkeys(place for place in found if place))
        more = f" and {len(distinct) - 1} more places" if len(distinct) > 2 else ""
        shown = distinct[:1] if more else distinct
        yield replace(one, place=f"{'; '.join(shown)}{more}")


def _title(surveys: Sequence[Survey]) -> str:
    headings = [text.text for one in surveys for text in one.texts if text.level and not text.is_margin]
    titles = [title for one in surveys for title in one.titles if title not in one.aside]
    texts = [text.text for one in surveys for text in one.texts if not text.is_margin]
    plain = [text for text in texts if len(text) < 120 and not is_greeting(text)]
    return next((" ".join(text.split()) for text in (*headings[:1], *titles[:1], *plain[:1])), "")


def _placed(result: Result) -> Iterator[DraftActivity]:
    """The activities that are somewhere in the year, or as required; of the others nothing is known but a question."""
    titles = {one.activity for one in (*result.entries, *result.as_required)}
    return (one for one in result.activities.values() if one.title in titles)


def _once(entries: Sequence[DraftEntry]) -> list[DraftEntry]:
    """*entries*, without those that rows list and an activity has by itself as well."""
    recurring = {replace(one, place="", recurs=False) for one in entries if one.recurs}
    return [one for one in entries if one.recurs or replace(one, place="") not in recurring]


def _table_read(group: Group) -> TableRead:
    pairs = zip(group.headings, group.meanings, strict=True)
    columns = [
        (heading.text or "(no heading)", meaning.value) for heading, meaning in pairs if heading.texts or meaning
    ]
    return TableRead(group.tables[0].place, tuple(columns))
