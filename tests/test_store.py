"""The state database: kept, told plainly when it fails, and never touched by a look."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

import pytest
import stores
from sqlalchemy import create_engine, text

from qa_calendar.delivering.state import database
from qa_calendar.delivering.state.builds import Build, Kept, Seen, Store
from qa_calendar.delivering.state.tables import SCHEMA_VERSION
from qa_calendar.delivering.workspace import sqlite_file
from qa_calendar.model import Assignment
from qa_calendar.planning.revisions import Change, Kind, Revised, Revision
from qa_calendar.problems import DeliveryError

URL = "sqlite:///state/qa-calendar.db"
MONDAY = datetime(2020, 3, 30, 9, tzinfo=UTC)
opened_store = partial(stores.opened_store, calendar_id="qa")
ONE = Revision(
    uid="one@qa",
    sequence=2,
    stamp=MONDAY,
    start=date(2020, 4, 1),
    end=date(2020, 4, 2),
    feeds=("anna", "cem"),
    summary="Audit, “with” 😀",
    digest="d" * 64,
    description="What to do.\nAnd why.",
    due=date(2020, 4, 30),
    people=(Assignment("Anna"), Assignment("Cem", covering="Dora")),
    title="Audit",
    done=date(2020, 4, 29),
)
TIMED = replace(
    ONE,
    uid="two@qa",
    at=time(10, 30),
    minutes=90,
    feeds=(),
    live=False,
    due=None,
    people=(),
    title=None,
    description=None,
)


FIRST = Build(id=1, at=MONDAY, day=MONDAY.date(), inputs={"config.yaml": "c"})


def record(root: Path, *revisions: Revision, build: Build = FIRST, floor: int = 0) -> int:
    with opened_store(URL, root) as store:
        found = Revised({revision.uid: revision for revision in revisions}, build.changes)
        return store.record(build, found, kept(store, {"anna.ics": "a", "team.ics": "t"}, floor=floor))


def kept(store: Store, feeds: dict[str, str] | None = None, floor: int = 0, *, tell: bool = False) -> Kept:
    return Kept(seen=store.seen(), feeds=feeds or {}, floor=floor, tell=tell)


def test_what_is_recorded_is_read_back(tmp_path: Path) -> None:
    record(tmp_path, ONE, TIMED)

    with opened_store(URL, tmp_path) as store:
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

    with opened_store(URL, tmp_path) as store:
        assert store.revisions()["one@qa"].sequence == 3


def test_feeds_are_forgotten(tmp_path: Path) -> None:
    record(tmp_path, ONE)

    with opened_store(URL, tmp_path) as store:
        store.forget_feeds(["anna.ics"])
        store.forget_feeds([])
        assert store.manifest() == {"team.ics": "t"}


def test_a_look_makes_no_database(tmp_path: Path) -> None:
    with opened_store(URL, tmp_path, create=False) as store:
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

    with opened_store(URL, tmp_path, create=False) as store:
        assert store.revisions() == ({} if empty else {"one@qa": ONE})

    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_a_look_at_a_database_whose_making_was_cut_off_finds_nothing_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "state" / "qa-calendar.db"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE about (schema_version INTEGER NOT NULL)")
    before = file.read_bytes()

    with opened_store(URL, tmp_path, create=False) as store:
        assert (store.revisions(), store.builds(), store.floor(), store.fresh) == ({}, (), 0, True)

    assert file.read_bytes() == before


@pytest.mark.parametrize("create", [True, False])
def test_a_broken_database_is_told_with_the_cure(tmp_path: Path, create: bool) -> None:
    file = tmp_path / "state" / "qa-calendar.db"
    file.parent.mkdir()
    file.write_bytes(b"this is no database " * 100)

    with pytest.raises(DeliveryError) as caught, opened_store(URL, tmp_path, create=create):
        pass

    cure = "move that file away and build again: revisions are recovered from the feeds"
    assert str(caught.value) == f"the state database {file} failed: file is not a database; {cure}"


def test_a_truncated_database_is_told_with_the_cure(tmp_path: Path) -> None:
    record(tmp_path, *(replace(ONE, uid=f"{n}@qa") for n in range(200)))
    file = tmp_path / "state" / "qa-calendar.db"
    file.write_bytes(file.read_bytes()[:8000])

    with pytest.raises(DeliveryError, match=r"malformed; move that file away"), opened_store(URL, tmp_path) as store:
        store.revisions()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    record(tmp_path, ONE)
    with closing(sqlite3.connect(tmp_path / "state" / "qa-calendar.db")) as connection, connection:
        connection.execute("update about set schema_version = 99")

    with (
        pytest.raises(DeliveryError, match="written by a newer qa-calendar; upgrade this one"),
        opened_store(URL, tmp_path),
    ):
        pass


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")

    with pytest.raises(DeliveryError, match="cannot make the folder"), opened_store(URL, tmp_path):
        pass


def test_a_folder_where_the_database_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "state" / "qa-calendar.db").mkdir(parents=True)

    with (
        pytest.raises(DeliveryError, match=r"qa-calendar\.db failed: unable to open database file"),
        opened_store(URL, tmp_path),
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

    with pytest.raises(DeliveryError) as caught, opened_store("postgresql://localhost/qa", tmp_path):
        pass

    cure = "python -m pip install '.[postgres]' in the folder it was installed from"
    assert str(caught.value) == f"a PostgreSQL state needs the postgres extra: {cure}"


def test_a_folder_s_name_may_hold_what_a_url_may_not(tmp_path: Path) -> None:
    root = tmp_path / "100% sure? #1 & more"
    root.mkdir()

    record(root, ONE)

    assert (root / "state" / "qa-calendar.db").is_file()
    with closing(sqlite3.connect(root / "state" / "qa-calendar.db")) as connection:
        assert connection.execute("select uid from revisions").fetchall() == [("one@qa",)]


@pytest.mark.skipif(not hasattr(os, "umask"), reason="modes are POSIX's")
def test_a_database_is_for_owner_and_group_alone(tmp_path: Path) -> None:
    file = tmp_path / "state" / "qa-calendar.db"
    record(tmp_path, ONE)
    assert file.stat().st_mode & 0o007 == 0
    file.chmod(0o664)

    record(tmp_path, replace(ONE, sequence=9))

    assert file.stat().st_mode & 0o777 == 0o660


@pytest.mark.parametrize("create", [True, False])
def test_a_locked_database_is_told_and_waited_for_no_longer_than_asked(tmp_path: Path, create: bool) -> None:
    record(tmp_path, ONE)
    file = tmp_path / "state" / "qa-calendar.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = monotonic()

        with (
            pytest.raises(DeliveryError) as caught,
            database.opened(URL, tmp_path, "qa", create=create, patience=0) as found,
        ):
            Store(found).record(replace(FIRST, inputs={}), Revised({}, ()), Kept(seen=Seen(1)))

        assert monotonic() - began < 10  # a minute, and half of one, were the waits
        who = "another program has it open and is writing to it, such as a second qa-calendar, a backup or a database"
        assert str(caught.value).startswith(f"the state database {file} failed: database is locked: {who} viewer;")


@pytest.mark.parametrize(
    "url",
    [
        "postgres://qa:Secret@127.0.0.1:1/qa",
        "postgresql://qa:Secret@127.0.0.1:1/qa",
        "postgresql+psycopg://qa:Secret@127.0.0.1:1/qa",
        "postgresql://qa:Secret@127.0.0.1:port/qa",
        "postgresql://qa:Secret@[127.0.0.1/qa",
        "postgresql://qa:Sec%zzret@nowhere.invalid/Secret@qa",
    ],
)
@pytest.mark.parametrize("create", [True, False])
def test_a_password_in_an_address_is_never_shown(tmp_path: Path, url: str, create: bool) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(DeliveryError) as caught, opened_store(url, tmp_path, create=create):
        pass

    assert "Secret" not in str(caught.value)


def test_another_database_has_no_file(tmp_path: Path) -> None:
    assert sqlite_file("postgresql://localhost/qa", tmp_path) is None
    assert sqlite_file(URL, tmp_path) == tmp_path / "state" / "qa-calendar.db"


def test_a_build_that_fails_half_way_records_nothing(tmp_path: Path) -> None:
    record(tmp_path, ONE)

    with opened_store(URL, tmp_path) as store:
        broken = replace(TIMED, summary=None)  # type: ignore[arg-type]
        with pytest.raises(DeliveryError, match="NOT NULL"):
            store.record(FIRST, Revised({"one@qa": replace(ONE, sequence=9), "two@qa": broken}, ()), kept(store))
        assert store.revisions() == {"one@qa": ONE}
        with store.database.engine.connect() as connection:
            assert connection.execute(text("select count(*) from builds")).scalar() == 1


# The log


def test_a_build_is_logged_with_everything_it_was_given(tmp_path: Path) -> None:
    changes = (
        Change(Kind.MOVED, ONE, replace(ONE, sequence=3, start=date(2020, 4, 2)), ("moved: half term",)),
        Change(Kind.GONE, TIMED, None),
    )
    entry = replace(FIRST, changes=changes, files=("anna.ics", "team.ics"), forced=True)

    record(tmp_path, ONE, build=entry)

    with opened_store(URL, tmp_path) as store:
        assert store.builds() == (entry,)
        assert store.last_build() == entry


def test_builds_are_numbered_on_from_the_last_and_from_the_number_given(tmp_path: Path) -> None:
    edited = [replace(FIRST, id=number, inputs={"config.yaml": str(n)}) for n, number in enumerate((1, 1, 9, 2))]

    assert [record(tmp_path, ONE, build=one) for one in edited] == [1, 2, 9, 10]

    with opened_store(URL, tmp_path) as store:
        assert [one.id for one in store.builds()] == [1, 2, 9, 10]
        assert [one.id for one in store.builds(after=2)] == [9, 10]


@pytest.mark.parametrize(
    "again",
    [
        replace(FIRST, inputs={"config.yaml": "edited"}),
        replace(FIRST, files=("team.ics",)),
        replace(FIRST, changes=(Change(Kind.GONE, ONE, None),)),
    ],
    ids=["its inputs", "a file", "a change"],
)
def test_a_build_is_logged_for(tmp_path: Path, again: Build) -> None:
    record(tmp_path, ONE)

    assert record(tmp_path, ONE, build=again) == 2


def test_a_build_that_repeats_the_last_is_not_logged(tmp_path: Path) -> None:
    record(tmp_path, ONE)

    assert record(tmp_path, ONE, build=replace(FIRST, at=MONDAY + timedelta(days=1))) == 0

    with opened_store(URL, tmp_path) as store:
        assert store.builds() == (FIRST,)


def test_nobody_is_told_of_a_first_build_but_of_every_other_once(tmp_path: Path) -> None:
    record(tmp_path, ONE)
    with opened_store(URL, tmp_path) as store:
        assert store.untold() == ()

    record(tmp_path, ONE, build=replace(FIRST, inputs={}))

    with opened_store(URL, tmp_path) as store:
        assert [one.id for one in store.untold()] == [2]
        store.mark_told(2)
        assert store.untold() == ()


def test_a_first_build_that_goes_on_from_the_feeds_is_told(tmp_path: Path) -> None:
    with opened_store(URL, tmp_path) as store:
        store.record(FIRST, Revised({"one@qa": ONE}, ()), kept(store, floor=4, tell=True))

    with opened_store(URL, tmp_path) as store:
        assert ([one.id for one in store.untold()], store.floor()) == ([1], 4)


# A database that qa-calendar 0.1 wrote

OF_VERSION_1 = """
CREATE TABLE about (schema_version INTEGER NOT NULL);
INSERT INTO about VALUES (1);
CREATE TABLE revisions (uid VARCHAR(250) NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL, stamp VARCHAR(20) NOT NULL,
  start VARCHAR(10) NOT NULL, "end" VARCHAR(10) NOT NULL, at VARCHAR(5), minutes INTEGER NOT NULL, feeds TEXT NOT NULL,
  summary TEXT NOT NULL, digest VARCHAR(64) NOT NULL, live BOOLEAN NOT NULL);
INSERT INTO revisions VALUES ('one@qa', 2, '2020-03-30T09:00:00Z', '2020-04-01', '2020-04-02', NULL, 0,
  '["anna", "cem"]', 'Audit', 'd', 1);
CREATE TABLE feeds (name VARCHAR(250) NOT NULL PRIMARY KEY, digest VARCHAR(64) NOT NULL);
CREATE TABLE builds (id INTEGER NOT NULL PRIMARY KEY, at VARCHAR(20) NOT NULL, changes TEXT NOT NULL);
INSERT INTO builds VALUES (1, '2020-03-30T09:00:00Z', '[{"kind": "new", "uid": "one@qa", "before": null, "after":
  {"uid": "one@qa", "sequence": 2, "stamp": "2020-03-30T09:00:00Z", "start": "2020-04-01", "end": "2020-04-02",
  "at": null, "minutes": 0, "feeds": "[\\"anna\\"]", "summary": "Audit", "digest": "d", "live": true}}]');
"""
AS_THEN = Revision(
    uid="one@qa",
    sequence=2,
    stamp=MONDAY,
    start=date(2020, 4, 1),
    end=date(2020, 4, 2),
    feeds=("anna", "cem"),
    summary="Audit",
    digest="d",
    description=None,
)


@pytest.fixture
def of_version_1(tmp_path: Path) -> Path:
    file = tmp_path / "state" / "qa-calendar.db"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(OF_VERSION_1)
    return file


def test_an_older_database_is_brought_up_to_date_and_keeps_what_it_knows(of_version_1: Path, tmp_path: Path) -> None:
    with opened_store(URL, tmp_path) as store:
        assert store.revisions() == {"one@qa": AS_THEN}
        assert (store.untold(), store.floor(), store.fresh) == ((), 0, False)
        store.record(replace(FIRST, changes=(Change(Kind.GONE, AS_THEN, None),)), Revised({}, ()), kept(store))

    with opened_store(URL, tmp_path) as store:
        first, second = store.builds()
        assert (first.id, first.day, first.changes[0].kind, first.changes[0].uid) == (1, MONDAY.date(), "new", "one@qa")
        assert (second.id, [one.id for one in store.untold()]) == (2, [2])
    with closing(sqlite3.connect(of_version_1)) as connection:
        assert connection.execute("select schema_version from about").fetchall() == [(SCHEMA_VERSION,)]


def test_a_look_at_an_older_database_works_and_changes_nothing(of_version_1: Path, tmp_path: Path) -> None:
    before = of_version_1.read_bytes()

    with opened_store(URL, tmp_path, create=False) as store:
        assert store.revisions() == {"one@qa": AS_THEN}
        assert ([one.id for one in store.builds()], store.untold(), store.floor()) == ([1], (), 0)

    assert of_version_1.read_bytes() == before
