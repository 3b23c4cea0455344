"""What is recorded as done: appended, taken back, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from stores import QA
from workspaces import small

from qa_calendar.delivering.state.completions import Completions, Recorded, completions_of
from qa_calendar.delivering.state.database import opened, opened_for
from qa_calendar.model import Assignment, Completion

NOON = datetime(2020, 10, 30, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
DONE = Completion(
    uid="2020-10-peer-audit@qa.example.gov.uk",
    title="Peer Audit",
    on=date(2020, 10, 29),
    by=("Kara Walne", "Zoë D’Arcy"),
    workers=(Assignment("Kara Walne"), Assignment("Stuart Jones", "Zoë D’Arcy")),
    due=date(2020, 10, 30),
    recorded=NOON,
)
OTHER = replace(DONE, uid="2020-11-peer-audit@qa.example.gov.uk", by=(), workers=(), due=None)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Completions]:
    with opened("sqlite:///state/qa.db", tmp_path, QA) as database:
        yield Completions(database)


def test_what_is_recorded_comes_back(kept: Completions) -> None:
    kept.record(DONE)
    kept.record(OTHER)

    assert kept.current() == {DONE.uid: DONE, OTHER.uid: OTHER}


def test_it_is_there_when_the_database_is_opened_again(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    with opened_for(workspace.read()) as database:
        Completions(database).record(DONE)

    assert completions_of(workspace.read()) == {DONE.uid: DONE}


def test_where_there_is_no_database_nothing_is_done_and_none_is_made(tmp_path: Path) -> None:
    workspace = small(tmp_path)

    assert completions_of(workspace.read()) == {}
    assert not (workspace.root / "state").exists()


def test_the_latest_record_counts_and_the_first_is_kept(kept: Completions) -> None:
    corrected = replace(DONE, on=date(2020, 10, 28), recorded=LATER)

    kept.record(DONE)
    kept.record(corrected)

    assert kept.current() == {DONE.uid: corrected}
    assert kept.history() == (Recorded(DONE, undone=False), Recorded(corrected, undone=False))


def test_what_is_taken_back_is_not_done_and_its_record_is_kept(kept: Completions) -> None:
    kept.record(DONE)

    taken_back = kept.undo(DONE.uid, LATER)

    assert taken_back == DONE
    assert kept.current() == {}
    assert kept.history() == (Recorded(DONE, undone=False), Recorded(replace(DONE, recorded=LATER), undone=True))


def test_what_was_taken_back_may_be_done_again(kept: Completions) -> None:
    again = replace(DONE, recorded=LATER)
    kept.record(DONE)
    kept.undo(DONE.uid, NOON)

    kept.record(again)

    assert kept.current() == {DONE.uid: again}


def test_taking_back_what_is_not_done_leaves_no_trace(kept: Completions) -> None:
    assert kept.undo(DONE.uid, NOON) is None
    assert kept.history() == ()


def test_an_instant_is_kept_in_utc_to_the_second(kept: Completions) -> None:
    in_summer = datetime(2020, 7, 1, 9, 30, 5, 999, tzinfo=timezone(timedelta(hours=1)))

    kept.record(replace(DONE, recorded=in_summer))

    assert kept.current()[DONE.uid].recorded == datetime(2020, 7, 1, 8, 30, 5, tzinfo=UTC)
