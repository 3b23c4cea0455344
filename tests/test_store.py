"""The state database: kept, told plainly when it fails, and never touched by a look."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from qa_calendar.delivering.store import opened, sqlite_file
from qa_calendar.planning.revisions import Change, Kind, Revised, Revision
from qa_calendar.problems import DeliveryError

URL = "sqlite:///state/qa-calendar.db"
MONDAY = datetime(2020, 3, 30, 9, tzinfo=UTC)
ONE = Revision(
    uid="one@qa",
    sequence=2,
    stamp=MONDAY,
    start=date(2020, 4, 1),
    end=date(2020, 4, 2),
    feeds=("anna", "cem"),
    summary="Audit, “with” 😀",
    digest="d" * 64,
)
TIMED = replace(ONE, uid="two@qa", at=time(10, 30), minutes=90, feeds=(), live=False)


def record(root: Path, *revisions: Revision, changes: tuple[Change, ...] = ()) -> None:
    with opened(URL, root) as store:
        found = Revised({revision.uid: revision for revision in revisions}, changes)
        store.record(found, store.revisions(), {"anna.ics": "a", "team.ics": "t"}, MONDAY)


def test_what_is_recorded_is_read_back(tmp_path: Path) -> None:
    record(tmp_path, ONE, TIMED, changes=(Change(Kind.NEW, None, ONE), Change(Kind.GONE, TIMED, None)))

    with opened(URL, tmp_path) as store:
        assert store.revisions() == {"one@qa": ONE, "two@qa": TIMED}
        assert store.manifest() == {"anna.ics": "a", "team.ics": "t"}
        assert store.fresh is False


def test_recording_the_same_again_changes_no_byte(tmp_path: Path) -> None:
    record(tmp_path, ONE, TIMED)
    file = tmp_path / "state" / "qa-calendar.db"
    before = (file.read_bytes(), file.stat().st_mtime_ns)

    record(tmp_path, ONE, TIMED)

    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_a_new_revision_takes_the_old_one_s_place(tmp_path: Path) -> None:
    record(tmp_path, ONE)
    record(tmp_path, replace(ONE, sequence=3))

    with opened(URL, tmp_path) as store:
        assert store.revisions()["one@qa"].sequence == 3


def test_feeds_are_forgotten(tmp_path: Path) -> None:
    record(tmp_path, ONE)

    with opened(URL, tmp_path) as store:
        store.forget_feeds(["anna.ics"])
        store.forget_feeds([])
        assert store.manifest() == {"team.ics": "t"}


def test_a_look_makes_no_database(tmp_path: Path) -> None:
    with opened(URL, tmp_path, create=False) as store:
        assert (store.revisions(), store.manifest(), store.fresh) == ({}, {}, True)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("empty", [True, False])
def test_a_look_changes_no_database(tmp_path: Path, empty: bool) -> None:
    file = tmp_path / "state" / "qa-calendar.db"
    if empty:
        file.parent.mkdir()
        file.write_bytes(b"")
    else:
        record(tmp_path, ONE)
    before = (file.read_bytes(), file.stat().st_mtime_ns)

    with opened(URL, tmp_path, create=False) as store:
        assert store.revisions() == ({} if empty else {"one@qa": ONE})

    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


@pytest.mark.parametrize("create", [True, False])
def test_a_broken_database_is_told_with_the_cure(tmp_path: Path, create: bool) -> None:
    file = tmp_path / "state" / "qa-calendar.db"
    file.parent.mkdir()
    file.write_bytes(b"this is no database " * 100)

    with pytest.raises(DeliveryError) as caught, opened(URL, tmp_path, create=create):
        pass

    cure = "move that file away and build again: revisions are recovered from the feeds"
    assert str(caught.value) == f"the state database {file} failed: file is not a database; {cure}"


def test_a_truncated_database_is_told_with_the_cure(tmp_path: Path) -> None:
    record(tmp_path, *(replace(ONE, uid=f"{n}@qa") for n in range(200)))
    file = tmp_path / "state" / "qa-calendar.db"
    file.write_bytes(file.read_bytes()[:8000])

    with pytest.raises(DeliveryError, match=r"malformed; move that file away"), opened(URL, tmp_path) as store:
        store.revisions()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    record(tmp_path, ONE)
    with closing(sqlite3.connect(tmp_path / "state" / "qa-calendar.db")) as connection, connection:
        connection.execute("update about set schema_version = 99")

    with pytest.raises(DeliveryError, match="written by a newer qa-calendar; upgrade this one"), opened(URL, tmp_path):
        pass


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")

    with pytest.raises(DeliveryError, match="cannot make the folder"), opened(URL, tmp_path):
        pass


def test_a_folder_where_the_database_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "state" / "qa-calendar.db").mkdir(parents=True)

    with (
        pytest.raises(DeliveryError, match=r"qa-calendar\.db failed: unable to open database file"),
        opened(URL, tmp_path),
    ):
        pass


def test_postgresql_without_its_driver_says_what_to_install(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    try:
        create_engine("postgresql+psycopg://localhost/qa")
    except ModuleNotFoundError:
        pass
    else:
        pytest.skip("psycopg is installed")

    with pytest.raises(DeliveryError) as caught, opened("postgresql://localhost/qa", tmp_path):
        pass

    assert str(caught.value) == "a PostgreSQL state needs the postgres extra: pip install 'qa-calendar[postgres]'"


def test_a_folder_s_name_may_hold_what_a_url_may_not(tmp_path: Path) -> None:
    root = tmp_path / "100% sure? #1 & more"
    root.mkdir()

    record(root, ONE)

    assert (root / "state" / "qa-calendar.db").is_file()
    with closing(sqlite3.connect(root / "state" / "qa-calendar.db")) as connection:
        assert connection.execute("select uid from revisions").fetchall() == [("one@qa",)]


def test_another_database_has_no_file(tmp_path: Path) -> None:
    assert sqlite_file("postgresql://localhost/qa", tmp_path) is None
    assert sqlite_file(URL, tmp_path) == tmp_path / "state" / "qa-calendar.db"


def test_a_build_that_fails_half_way_records_nothing(tmp_path: Path) -> None:
    record(tmp_path, ONE)

    with opened(URL, tmp_path) as store:
        broken = replace(TIMED, summary=None)  # type: ignore[arg-type]
        with pytest.raises(DeliveryError, match="NOT NULL"):
            store.record(Revised({"one@qa": replace(ONE, sequence=9), "two@qa": broken}, ()), {}, {}, MONDAY)
        assert store.revisions() == {"one@qa": ONE}
        with store.engine.connect() as connection:
            assert connection.execute(text("select count(*) from builds")).scalar() == 1
