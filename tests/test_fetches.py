"""Fetches counted by several processes while others read, and what a program is called by what it says of itself."""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from workspaces import small

from qa_calendar.delivering.publishing.counting import Counting
from qa_calendar.delivering.state.fetches import Fetch, Fetches, client_of, fetches_of
from qa_calendar.delivering.state.links import digest_of
from qa_calendar.problems import DeliveryError

NOON = datetime(2020, 9, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
A, B = digest_of("a" * 32), digest_of("b" * 32)


def test_what_is_added_is_told_the_last_first(tmp_path: Path) -> None:
    fetches = Fetches(tmp_path / "state" / "fetches.db")

    fetches.add({(A, "Outlook"): (2, NOON), (A, "Thunderbird"): (1, LATER), (B, "Outlook"): (5, NOON)})
    fetches.add({(A, "Outlook"): (1, NOON - timedelta(days=1))})

    assert fetches.is_kept()
    assert fetches.of([A]) == {A: (Fetch("Thunderbird", 1, LATER), Fetch("Outlook", 3, NOON))}
    assert fetches.of([A, B, "another"]).keys() == {A, B}


def test_where_nobody_counts_there_is_nothing_and_no_file_is_made(tmp_path: Path) -> None:
    fetches = Fetches(tmp_path / "fetches.db")

    fetches.add({})

    assert (fetches.of([A]), fetches.is_kept(), list(tmp_path.iterdir())) == ({}, False, [])


@pytest.mark.parametrize("made", ["empty", "another table"])
def test_a_file_without_fetches_is_as_none(tmp_path: Path, made: str) -> None:
    fetches = Fetches(tmp_path / "fetches.db")
    fetches.path.touch()
    if made == "another table":
        _sql(fetches.path, "CREATE TABLE other (a)")

    assert (fetches.of([A]), fetches.is_kept()) == ({}, False)
    fetches.add({(A, "Outlook"): (1, NOON)})
    assert fetches.of([A]) == {A: (Fetch("Outlook", 1, NOON),)}


def test_a_damaged_file_is_said_with_the_cure(tmp_path: Path) -> None:
    fetches = Fetches(tmp_path / "fetches.db")
    fetches.path.write_bytes(b"no database at all " * 100)

    for act in (lambda: fetches.of([A]), lambda: fetches.add({(A, "Outlook"): (1, NOON)}), fetches.is_kept):
        with pytest.raises(DeliveryError, match=r"fetches\.db: .*; if it is damaged, delete it"):
            act()


def test_many_digests_are_asked_for_at_once(tmp_path: Path) -> None:
    fetches = Fetches(tmp_path / "fetches.db")
    many = [digest_of(str(n)) for n in range(1200)]
    fetches.add({(one, "Outlook"): (1, NOON) for one in many})

    assert len(fetches.of(many)) == 1200


def test_several_add_while_others_read(tmp_path: Path) -> None:
    fetches = Fetches(tmp_path / "fetches.db")
    fetches.add({(A, "Outlook"): (1, NOON)})
    seen: list[int] = []

    def add() -> None:
        for _ in range(20):
            Fetches(fetches.path).add({(A, "Outlook"): (1, NOON)})

    adding = [threading.Thread(target=add) for _ in range(3)]
    for one in adding:
        one.start()
    while any(one.is_alive() for one in adding):
        seen.append(fetches.of([A])[A][0].count)
    for one in adding:
        one.join()

    assert seen == sorted(seen)
    assert fetches.of([A])[A][0].count == 61


def test_several_may_make_the_file_at_once(tmp_path: Path) -> None:
    for n in range(10):
        fetches = Fetches(tmp_path / str(n) / "fetches.db")
        together = threading.Barrier(4)

        def add(fetches: Fetches = fetches, together: threading.Barrier = together) -> None:
            together.wait()
            fetches.add({(A, "Outlook"): (1, NOON)})

        adding = [threading.Thread(target=add) for _ in range(4)]
        for one in adding:
            one.start()
        for one in adding:
            one.join()

        assert fetches.of([A]) == {A: (Fetch("Outlook", 4, NOON),)}


def test_a_name_and_a_token_are_nowhere_in_the_file(tmp_path: Path) -> None:
    fetches = Fetches(tmp_path / "fetches.db")
    counting = Counting(fetches, lambda: NOON, pytest.fail)

    counting.note("a" * 32, "Thunderbird/115 of kelda@example.gov.uk")
    counting.write()

    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert A.encode() in written
    assert b"a" * 32 not in written
    assert b"kelda" not in written


@pytest.mark.skipif(os.name != "posix", reason="no modes")
def test_owner_and_group_may_have_it_and_nobody_else(tmp_path: Path) -> None:
    fetches = Fetches(tmp_path / "fetches.db")

    fetches.add({(A, "Outlook"): (1, NOON)})

    assert fetches.path.stat().st_mode & 0o777 == 0o660


def test_fetches_lie_beside_the_database(tmp_path: Path) -> None:
    snapshot = small(tmp_path).read()

    assert fetches_of(snapshot).path == snapshot.root / "state" / "fetches.db"


def test_our_own_fetches_are_not_counted(tmp_path: Path) -> None:
    counting = Counting(Fetches(tmp_path / "fetches.db"), lambda: NOON, pytest.fail)

    counting.note("a" * 32, "qa-calendar/0.1 doctor")
    counting.write()

    assert not counting.fetches.is_kept()


def test_what_cannot_be_written_is_said_once_and_kept(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "state").write_text("in the way", encoding="utf-8")
    counting = Counting(Fetches(tmp_path / "state" / "fetches.db"), lambda: NOON, said.append)

    for _ in range(3):
        counting.note("a" * 32, "Thunderbird/115")
        counting.write()
    (tmp_path / "state").unlink()
    counting.write()

    assert [one.partition(":")[0] for one in said] == ["fetches are not counted at the moment"]
    assert counting.fetches.of([A]) == {A: (Fetch("Thunderbird", 3, NOON),)}


def test_what_is_left_is_written_at_the_end(tmp_path: Path) -> None:
    counting = Counting(Fetches(tmp_path / "fetches.db"), lambda: NOON, pytest.fail)
    counting.start()

    counting.note("a" * 32, "")
    counting.stop()

    assert counting.fetches.of([A]) == {A: (Fetch("another program", 1, NOON),)}


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("Microsoft Exchange/15.20 (Windows NT 10.0; Win64; x64)", "Outlook"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)", "Outlook"),
        ("Microsoft Office/15.0 (Macintosh; macOS 14.1; Outlook)", "Outlook"),
        ("Google-Calendar-Importer", "Google Calendar"),
        ("iOS/17.0 (21A329) dataaccessd/1.0", "Apple Calendar"),
        ("macOS/14.0 (23A344) CalendarAgent/1010", "Apple Calendar"),
        ("Mac OS X/10.15.7 (19H2) CalendarAgent/930.5.1", "Apple Calendar"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:115.0) Gecko/20100101 Thunderbird/115.3.1", "Thunderbird"),
        ("Evolution/3.50.3", "Evolution"),
        ("vdirsyncer/0.19.2", "vdirsyncer"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15", "another program"),
        ("curl/8.5.0", "another program"),
        ("", "another program"),
    ],
)
def test_a_program_has_a_plain_name(said: str, client: str) -> None:
    assert client_of(said) == client


def _sql(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
