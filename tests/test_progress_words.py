"""Done work in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from test_progress import AUDIT, TOGETHER, done

from qa_calendar.rendering.done import done_words, in_time_words, named
from qa_calendar.rendering.values import completion_values


def test_work_is_named_with_its_month() -> None:
    assert named(AUDIT) == "Peer Audit of October 2020"


def test_done_says_when_and_by_whom() -> None:
    assert done_words(done(TOGETHER)) == "done on Friday 30 October 2020 by Kara Walne and Kelda Claire"


@pytest.mark.parametrize(
    ("on", "due", "words"),
    [
        (date(2020, 10, 30), date(2020, 10, 30), ", on time"),
        (date(2020, 10, 31), date(2020, 10, 30), ", after it was due on Friday 30 October 2020"),
        (date(2020, 10, 31), None, ""),
        (date(2020, 3, 2), date(2020, 10, 30), ", before it was to start on Thursday 1 October 2020"),
    ],
)
def test_in_time_or_not(on: date, due: date | None, words: str) -> None:
    assert in_time_words(done(AUDIT, on, due=due), AUDIT) == words


def test_work_that_is_not_done_and_not_due_as_values() -> None:
    found = completion_values(replace(AUDIT, due=None), None)

    assert (found["done"], found["by"], found["due"], found["late"]) == (None, [], None, None)
