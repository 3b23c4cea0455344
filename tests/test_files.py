"""Files replaced whole, and one writer at a time."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from filelock import FileLock

from qa_calendar.delivering.files import alone, content_of, remove, replace, sweep
from qa_calendar.problems import DeliveryError


def test_replace_writes_makes_folders_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "another" / "file.ics"

    assert replace(path, b"one") is True
    assert path.read_bytes() == b"one"
    assert [found.name for found in path.parent.iterdir()] == ["file.ics"]


def test_replace_leaves_a_file_alone_that_holds_it_already(tmp_path: Path) -> None:
    path = tmp_path / "file.ics"
    replace(path, b"one")
    before = path.stat()

    assert replace(path, b"one") is False
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_replace_overwrites_what_was_left_of_another(tmp_path: Path) -> None:
    (tmp_path / "file.ics.qa-calendar-tmp").write_bytes(b"half of someth")

    replace(tmp_path / "file.ics", b"one")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file.ics", b"one")]


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file.ics").mkdir()

    with pytest.raises(DeliveryError, match=r"cannot read .*file\.ics: ") as caught:
        replace(tmp_path / "file.ics", b"one")
    assert "Traceback" not in str(caught.value)
    with pytest.raises(DeliveryError, match=r"cannot remove .*file\.ics: "):
        remove(tmp_path / "file.ics")


def test_a_file_in_the_place_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")

    with pytest.raises(DeliveryError, match=r"file\.ics: a part of that path is a file, not a folder"):
        replace(tmp_path / "out" / "file.ics", b"one")
    with (
        pytest.raises(DeliveryError, match="there is a file of that name, where a folder has to be"),
        alone(tmp_path / "out", 0),
    ):
        pass


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file.ics"
    replace(path, b"one")
    (tmp_path / "file.ics.qa-calendar-tmp").mkdir()  # so that writing beside it fails

    with pytest.raises(DeliveryError, match=r"cannot write .*file\.ics: that is a folder"):
        replace(path, b"two")
    assert path.read_bytes() == b"one"


def test_remove_says_whether_there_was_anything(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert (remove(tmp_path / "file"), remove(tmp_path / "file")) == (True, False)
    assert content_of(tmp_path / "file") is None


def test_sweep_removes_only_our_leftovers(tmp_path: Path) -> None:
    for name in ("a.ics", "a.ics.qa-calendar-tmp", "notes.tmp"):
        (tmp_path / name).write_bytes(b"")

    sweep(tmp_path)
    sweep(tmp_path / "not there")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ics", "notes.tmp"]


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    first = FileLock(tmp_path / ".qa-calendar.lock", thread_local=False)
    first.acquire()
    threading.Timer(0.2, first.release, kwargs={"force": True}).start()

    with alone(tmp_path, 10):
        pass


def test_a_second_writer_gives_up_and_says_what_to_do(tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / ".qa-calendar.lock"),
        pytest.raises(DeliveryError) as caught,
        alone(tmp_path, 0),
    ):
        pass

    expected = f"waited 0 seconds for another qa-calendar that is writing to {tmp_path}; run this again when it is done"
    assert str(caught.value) == expected


def test_an_error_while_alone_is_not_taken_for_ours(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="theirs"), alone(tmp_path, 0):
        raise OSError("theirs")

    with alone(tmp_path, 0):  # and the lock is free again
        pass
