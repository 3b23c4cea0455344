"""import.yaml: what was answered is read, written and kept, and what is asked stands there to be answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_import_writing import TEXT, draft_of, entry

from qa_calendar.model.draft import Answers, Kind, Question, Remark, TableRead, Topic
from qa_calendar.names import key
from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.documents.files.answers import answers_of, answers_text, with_answer
from qa_calendar.reading.documents.files.scalars import clean

WHO = Question(Topic.PEOPLE, "GH", ("Grace Hall", "Gita Hussain"))
WHEN = Question(Topic.WHEN, "Quarterly: #1", ())
ASKED = draft_of(
    entry("2026-04", "Peer Audit"),
    tables=(
        TableRead("table 1", (("When", "month"), ("Notes", ""), ("Lead", "worker"), ("", "purpose"))),
        TableRead("table 2", (("LEAD", "activity"),)),
    ),
    remarks=(
        Remark(kind=Kind.ASKED, text="who is 'GH'?", place="table 1, row 3, column 2", question=WHO),
        Remark(kind=Kind.ASKED, text="and 'gh'?", place="table 1, row 9", question=Question(Topic.PEOPLE, "gh")),
        Remark(kind=Kind.ASKED, text="when is 'Quarterly: #1'?", question=WHEN),
        Remark(kind=Kind.DECIDED, text="the year is 2026"),
    ),
)


def wrong(text: str) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        answers_of(text)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_asked_stands_there_to_be_answered() -> None:
    lines = answers_text(Answers(), ASKED).splitlines()

    assert lines[5:] == [
        "# year: 2026              # this document's year; for another take the # away",
        "# first_month: April      # the month its year begins with",
        "# table: 2                # of several tables, which one",
        "# sheet: Audits           # of several sheets, which one",
        "",
        "# what each column of the table is",
        "columns:",
        "  When: month",
        "  Notes: leave out",
        "",
        "# who is meant: a name, several, or nobody",
        "people:",
        "  # table 1, row 3, column 2: who is 'GH'? (perhaps: Grace Hall, Gita Hussain)",
        "  # table 1, row 9: and 'gh'?",
        "  GH:",
        "",
        "# when that is: 2025-10, October, several of those, how often (quarter from June), or as required",
        "when:",
        "  # when is 'Quarterly: #1'?",
        '  "Quarterly: #1":',
        "",
        "# what an activity is called",
        "activities: {}",
        "",
        "# rows that were not understood: leave out, or what is asked for",
        "rows: {}",
    ]


def test_offers_of_several_months_are_kept_apart() -> None:
    offers = ("April, July", "May, August")
    asked = Remark(kind=Kind.ASKED, text="when is it?", question=Question(Topic.WHEN, "Quarterly", offers))

    text = answers_text(Answers(), draft_of(entry("2026-04", "Audit"), remarks=(asked,)))

    assert "  # when is it? (perhaps: April, July; May, August)\n  Quarterly:\n" in text


def test_an_open_question_is_no_answer_and_the_mapping_is_one() -> None:
    found = answers_of(answers_text(Answers(), ASKED))

    assert found.words == {Topic.COLUMNS: {"When": ("month",), "Notes": ("leave out",)}}


def test_an_answer_stays_whether_this_document_needs_it_or_not() -> None:
    before = "year: 2025\nfirst_month: September\ntable: 2\nsheet: Autumn\npeople:\n  Gh: Grace Hall\n  HoS: [A, B]\n"
    now = with_answer(answers_of("people: {gh: Gita Hussain, HoD: C}\n"), WHEN, ("July", "October"))

    found = answers_of(answers_text(now, ASKED, before))

    assert (found.year, found.first_month, found.table, found.sheet) == (2025, 9, 2, "Autumn")
    assert found.words[Topic.PEOPLE] == {"gh": ("Gita Hussain",), "HoS": ("A", "B"), "HoD": ("C",)}
    assert found.words[Topic.WHEN] == {"Quarterly: #1": ("July", "October")}


def test_a_second_answer_replaces_the_first() -> None:
    once = with_answer(Answers(), WHO, ("Grace Hall",))

    assert with_answer(once, Question(Topic.PEOPLE, "gh"), ("nobody",)).words == {Topic.PEOPLE: {"gh": ("nobody",)}}


def test_what_was_written_is_known_again() -> None:
    said = Answers(wrote={"framework.yaml": "12e4", "my plan.yaml": "0" * 64})

    assert answers_of(answers_text(said, ASKED)).wrote == said.wrote


def test_everything_wrong_is_told_at_once_with_its_place() -> None:
    assert wrong("yeer: 2026\nfirst_month: Octobr\npeople:\n  GH: A\n  gh: B\n  JS: {a: b}\nrows: x\n") == [
        "import.yaml:1:1: unknown key 'yeer' (did you mean 'year'?)",
        "import.yaml:2:14: no month 'Octobr' (did you mean 'October'?)",
        "import.yaml:5:3: 'gh' and 'GH' (line 4) are the same words; keep one answer",
        "import.yaml:6:7: expected a list for 'JS', found `key: value` lines",
        "import.yaml:7:7: expected `key: value` lines for 'rows', found 'x'",
    ]
    assert wrong("people: {GH: A, gh: B}\n") == [
        "import.yaml:1:17: 'gh' and 'GH' (line 1) are the same words; keep one answer"
    ]
    assert wrong("people:\n  GH: Hall #1\n")[0].startswith("import.yaml:2:12: text is cut off at ' #'")


@given(st.dictionaries(TEXT, st.lists(TEXT, min_size=1, max_size=3), max_size=3), TEXT, st.text(max_size=1500))
def test_any_answer_to_any_words_is_read_back(said: dict[str, list[str]], asked: str, long: str) -> None:
    words = {one: tuple(answer) for one, answer in {**said, long: ["leave out"]}.items()}
    question = Question(Topic.WHEN, asked, (long, asked))
    draft = draft_of(remarks=(Remark(kind=Kind.ASKED, text=f"'{asked}'", place=asked, question=question),))

    text = answers_text(Answers(sheet=asked, words={Topic.ROWS: words}), draft)
    found = answers_of(text)

    meant = {key(clean(one)): tuple(filter(None, map(clean, answer))) for one, answer in words.items() if clean(one)}
    assert {key(one): answer for one, answer in found.words.get(Topic.ROWS, {}).items()} == {
        one: answer for one, answer in meant.items() if answer
    }
    assert found.sheet == (clean(asked) or None)
    assert answers_text(found, draft, text) == text
