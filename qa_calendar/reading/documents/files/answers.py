"""import.yaml: what a person has answered about a document, and what is still asked, as text and as values.

text ─▶ Answers ─▶ a draft is made with them ─▶ text: the same answers, the mapping of columns, and the open questions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic_core import core_schema

from qa_calendar.dates.months import MONTHS
from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR
from qa_calendar.model.draft import LEAVE_OUT, Answers, Draft, Question, Topic
from qa_calendar.names import key
from qa_calendar.problems import InvalidInputError, Problem
from qa_calendar.reading.documents.files.scalars import Value, clean, comments, flow, scalar
from qa_calendar.reading.documents.files.scalars import key as key_line
from qa_calendar.reading.shape import FREE, Shape, fit
from qa_calendar.reading.source import Document, read_yaml
from qa_calendar.reading.words import MonthName, Text, number

FILE = "import.yaml"

NO_HEADING = "(no heading)"
"""What a column is called that has no heading, by which it cannot be answered for."""

_HEADER = (
    "What importing asked about your document, and what was answered. Edit it in any text editor.",
    "Write an answer behind the colon: one, as in  GH: Grace Hall,  or several, as in  GH: [Grace Hall, Omar Reid].",
    f"'{LEAVE_OUT}' takes a row, a person or a column out; what has nothing behind the colon is still open.",
    "Then run the same import again. The next one, of next year's document, starts from these answers.",
)
_SAYS = {
    Topic.COLUMNS: "what each column of the table is",
    Topic.PEOPLE: "who is meant: a name, several, or nobody",
    Topic.WHEN: "when that is: 2025-10, October, several of those, how often (quarter from June), or as required",
    Topic.ACTIVITIES: "what an activity is called",
    Topic.ROWS: f"rows that were not understood: {LEAVE_OUT}, or what is asked for",
}


@dataclass(frozen=True, slots=True)
class _OneOrSeveral:
    """One answer, or a list of them; nothing is none yet."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        def several(value: Any) -> Any:
            return [] if value is None else [value] if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(several, handler(source))


Answered = Annotated[list[Text], FREE, _OneOrSeveral()]


class ImportShape(Shape):
    """What a person has said about documents."""

    year: Annotated[int, number(FIRST_YEAR + 1, LAST_YEAR - 1)] | None = None
    first_month: MonthName | None = None
    table: Annotated[int, number(1, 9999)] | None = None
    sheet: Text | None = None
    columns: dict[Text, Answered] = {}
    people: dict[Text, Answered] = {}
    when: dict[Text, Answered] = {}
    activities: dict[Text, Answered] = {}
    rows: dict[Text, Answered] = {}
    wrote: dict[Text, Text] = {}


def answers_of(text: str, file: str = FILE) -> Answers:
    """What *text* of import.yaml says; raises InvalidInputError with everything wrong in it, each at its place."""
    document = read_yaml(text, file)
    twice = list(_twice(document))
    try:
        shape = fit(document, ImportShape, {})
    except InvalidInputError as error:
        raise InvalidInputError([*error.problems, *twice]) from None
    if twice:
        raise InvalidInputError(twice)
    words = {topic: _answered(getattr(shape, topic.value)) for topic in Topic}
    return Answers(
        year=shape.year,
        first_month=shape.first_month,
        table=shape.table,
        sheet=shape.sheet,
        words={topic: said for topic, said in words.items() if said},
        wrote=dict(shape.wrote),
    )


def _answered(section: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {words: tuple(answer) for words, answer in section.items() if answer}


def _twice(document: Document) -> Iterator[Problem]:
    """Words that are asked about once, however they are spelt, and answered twice."""
    assert isinstance(document.value, dict)
    for topic in Topic:
        section = document.value.get(topic.value)
        first: dict[str, str] = {}
        for words in section if isinstance(section, dict) else ():
            if (other := first.setdefault(key(words), words)) != words:
                line = document.key_at((topic.value, other)).line
                place = document.key_at((topic.value, words))
                yield Problem(place, f"'{words}' and '{other}' (line {line}) are the same words; keep one answer")


def with_answer(answers: Answers, question: Question, answer: tuple[str, ...]) -> Answers:
    """*answers* with one more, in place of what was answered to that *question* before."""
    said = answers.words.get(question.topic, {})
    others = {words: own for words, own in said.items() if key(words) != key(question.words)}
    return replace(answers, words={**answers.words, question.topic: {**others, question.words: answer}})


def answers_text(answers: Answers, draft: Draft, previous: str | None = None) -> str:
    """import.yaml: *answers*, those of the *previous* text, what columns were taken for, and what *draft* asks.

    An answer that this document did not need stays. Raises InvalidInputError for a *previous* that is wrong.
    """
    known = _together(answers, answers_of(previous) if previous else Answers())
    parts = [comments(_HEADER), _settings(known, draft)]
    parts += [_section(topic, known.words.get(topic, {}), draft) for topic in Topic]
    if known.wrote:
        parts.append(_wrote(known.wrote))
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _together(answers: Answers, before: Answers) -> Answers:
    words = {topic: _joined(answers.words.get(topic, {}), before.words.get(topic, {})) for topic in Topic}
    return replace(
        answers,
        year=answers.year or before.year,
        first_month=answers.first_month or before.first_month,
        table=answers.table or before.table,
        sheet=answers.sheet or before.sheet,
        words=words,
    )


def _joined(
    answers: Mapping[str, tuple[str, ...]], before: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Those of *before*, in their order, with what is answered now; then the new ones."""
    said = ((clean(words), tuple(filter(None, map(clean, answer)))) for words, answer in answers.items())
    now = {key(words): (words, answer) for words, answer in said if words and answer}
    kept = [now.pop(key(words), (words, answer)) for words, answer in before.items()]
    return dict((*kept, *now.values()))


def _settings(known: Answers, draft: Draft) -> Iterator[str]:
    said: dict[str, Value | None] = {
        "year": known.year,
        "first_month": None if known.first_month is None else MONTHS[known.first_month - 1],
        "table": known.table,
        "sheet": None if known.sheet is None else clean(known.sheet) or None,
    }
    taken = {
        "year": (str(draft.year), "this document's year; for another take the # away"),
        "first_month": (MONTHS[draft.first_month - 1], "the month its year begins with"),
        "table": ("2", "of several tables, which one"),
        "sheet": ("Audits", "of several sheets, which one"),
    }
    for name, value in said.items():
        instead, comment = taken[name]
        line = (
            f"# {name}: {instead}" if value is None else f"{name}: {scalar(value) if isinstance(value, str) else value}"
        )
        yield f"{line:<24}  # {comment}"


def _section(topic: Topic, answered: Mapping[str, tuple[str, ...]], draft: Draft) -> Iterator[str]:
    known = {key(words): answer for words, answer in answered.items()}
    asked = _asked(topic, draft)
    taken = _columns(draft) if topic is Topic.COLUMNS else {}
    new = {key(words): words for words in (*taken, *reversed(asked.values())) if key(words) not in known}
    yield from comments([_SAYS[topic]])
    if not known and not new:
        yield f"{topic}: {{}}"
        return
    yield f"{topic}:"
    spelt = {key(words): words for words in answered}
    meant: dict[str, tuple[str, ...]] = {key(words): (meaning,) for words, meaning in taken.items()}
    for folded, words in (*spelt.items(), *new.items()):
        if folded in asked:
            yield from comments(_about(topic, folded, draft), "  ")
        yield _line(words, known.get(folded) or (() if folded in asked else meant.get(folded, ())))


def _asked(topic: Topic, draft: Draft) -> dict[str, str]:
    """The words of *topic* that are asked about, by the form they are compared in."""
    asked = (clean(one.words) for one in draft.questions if one.topic is topic)
    return {key(words): words for words in reversed(list(asked)) if words}


def _about(topic: Topic, folded: str, draft: Draft) -> Iterator[str]:
    """What is said of words that are asked about: the sentence with its place, and what may well be the answer."""
    for remark in draft.remarks:
        question = remark.question
        if question is not None and question.topic is topic and key(clean(question.words)) == folded:
            between = "; " if any("," in one for one in question.offers) else ", "
            offers = f" (perhaps: {between.join(question.offers)})" if question.offers else ""
            yield f"{remark}{offers}"


def _columns(draft: Draft) -> dict[str, str]:
    """What each column was taken for, by its heading; not where two of that heading were taken for different things."""
    found: dict[str, set[str]] = {}
    spelt: dict[str, str] = {}
    for heading, meaning in ((clean(one), clean(meaning)) for table in draft.tables for one, meaning in table.columns):
        if heading and heading != NO_HEADING:
            spelt.setdefault(key(heading), heading)
            found.setdefault(key(heading), set()).add(meaning or LEAVE_OUT)
    return {spelt[folded]: next(iter(meanings)) for folded, meanings in found.items() if len(meanings) == 1}


def _line(words: str, answer: Iterable[str]) -> str:
    given = tuple(answer)
    if not given:
        return f"  {key_line(words, '  ')}"
    return f"  {key_line(words, '  ')} {scalar(given[0]) if len(given) == 1 else flow(given)}"


def _wrote(wrote: Mapping[str, str]) -> Iterator[str]:
    yield from comments(["how the files were left: one that is still so may be written again by the next import"])
    yield "wrote:"
    yield from (f"  {key_line(file)} {scalar(mark)}" for file, mark in wrote.items())
