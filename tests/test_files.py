"""Files replaced whole, and one writer at a time."""

from __future__ import annotations

import errno
import os
import platform
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


POSIX = pytest.mark.skipif(not hasattr(os, "umask"), reason="modes are POSIX's")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_a_file_keeps_its_mode_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "team.ics"
    path.write_bytes(b"one")
    path.chmod(0o644)

    with umask(0o077):
        replace(path, b"two")

    assert (path.read_bytes(), mode(path)) == (b"two", 0o644)


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_keeps_its_owner_and_group(tmp_path: Path) -> None:
    path = tmp_path / "team.ics"
    path.write_bytes(b"one")
    os.chown(path, 12345, 54321)

    replace(path, b"two")

    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


@POSIX
def test_what_is_private_is_for_owner_and_group_alone(tmp_path: Path) -> None:
    with umask(0o022):
        replace(tmp_path / "new", b"one", private=True)
        replace(tmp_path / "old", b"one")
        replace(tmp_path / "old", b"two", private=True)

    assert [mode(tmp_path / name) for name in ("new", "old")] == [0o640, 0o640]


def test_whoever_holds_the_folder_is_named(tmp_path: Path) -> None:
    with alone(tmp_path, 0), pytest.raises(DeliveryError) as caught, alone(tmp_path, 0):
        pass

    who = f"process {os.getpid()} on {platform.node()}"
    assert f"for another qa-calendar ({who}) that is writing" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] in ([".qa-calendar.lock"], [])


def test_a_file_system_without_fsync_is_told_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unheard_of(_: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr("os.fsync", unheard_of)
    with pytest.raises(DeliveryError, match=r"cannot say when a file is safely written \(fsync\); use a folder on a"):
        replace(tmp_path / "team.ics", b"one")


def test_a_file_system_without_locks_is_told_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def unheard_of(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", unheard_of)
    told = r"that file system has no locks; use a folder on a local disk"
    with pytest.raises(DeliveryError, match=told), alone(tmp_path, 0):
        pass
