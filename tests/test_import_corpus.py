"""Documents of many shapes, each with the answer of somebody careful who read it: nothing invented, nothing dropped."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from scoring import answers, score, understood

from qa_calendar.dates.months import MONTHS
from qa_calendar.model.draft import LEAVE_OUT, Answers, Topic
from qa_calendar.reading.documents.drafting.draft import draft
from qa_calendar.reading.documents.opening.reading import read_document

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize("path", answers(), ids=lambda path: path.name.partition(".")[0])
def test_a_document_is_understood_as_somebody_careful_reads_it(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))

    found = understood(path.parent / expected["file"], expected, TODAY)

    scored = score(expected, found)
    assert (scored.missing, scored.invented, scored.silent) == ([], [], [])
    assert found.year == (expected["year"] or expected["assumed_year"])
    assert MONTHS[found.first_month - 1] == expected["first_month"]


@pytest.mark.parametrize("path", answers(), ids=lambda path: path.name.partition(".")[0])
def test_purposes_and_due_dates_are_as_they_are_written(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    sure = {
        (one["month"], one["activity"].casefold(), one.get("date")): one
        for one in expected["entries"]
        if "unsure" not in one
    }

    found = understood(path.parent / expected["file"], expected, TODAY)

    for entry in found.entries:
        wanted = sure.get((entry.month.iso, entry.activity.casefold(), entry.on.isoformat() if entry.on else None))
        if wanted and wanted.get("purpose"):
            assert " ".join(entry.purpose.split()) == " ".join(wanted["purpose"].split())
        if wanted and wanted.get("due"):
            assert entry.due == date.fromisoformat(wanted["due"])


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("path", answers(), ids=lambda path: path.name.partition(".")[0])
def test_every_offer_of_a_question_closes_it(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    document = read_document(expected["file"], (path.parent / expected["file"]).read_bytes())
    year = expected.get("assumed_year")

    for question in draft([document], Answers(year=year), TODAY).questions:
        for offer in (*question.offers, *((LEAVE_OUT,) if question.topic is not Topic.COLUMNS else ())):
            said = {
                question.topic: {question.words: tuple(offer.split(", ")) if question.topic is Topic.WHEN else (offer,)}
            }
            left = draft([document], Answers(year=year, words=said), TODAY).questions
            assert question.words not in [one.words for one in left if one.topic is question.topic], offer
