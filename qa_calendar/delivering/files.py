"""Writing files that a crash, a second run or a virus scanner cannot tear."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_calendar.problems import DeliveryError

_SUFFIX = ".qa-calendar-tmp"
_TRIES, _PAUSE = 20, 0.1


def content_of(path: Path) -> bytes | None:
    """What the file holds, None when there is none; raises DeliveryError when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DeliveryError(f"cannot read {path}: {error.strerror or error}") from error


def replace(path: Path, content: bytes) -> bool:
    """Make *path* hold *content*, whole or not at all; False, and the file untouched, when it already does."""
    if content_of(path) == content:
        return False
    beside = path.with_name(path.name + _SUFFIX)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        _move(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise DeliveryError(f"cannot write {path}: {error.strerror or error}") from error
    return True


def _move(source: Path, target: Path) -> None:
    # On Windows a file that a client or a virus scanner has open cannot be replaced for a moment.
    for _ in range(_TRIES - 1):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    source.replace(target)


def remove(path: Path) -> bool:
    """Remove *path*; False when it was not there; raises DeliveryError when it cannot be removed."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise DeliveryError(f"cannot remove {path}: {error.strerror or error}") from error
    return True


def sweep(folder: Path) -> None:
    """Remove what an interrupted `replace` left in *folder*."""
    for leftover in sorted(folder.glob(f"*{_SUFFIX}")):
        remove(leftover)


@contextmanager
def alone(folder: Path, seconds: float) -> Iterator[None]:
    """Hold *folder* for one writer; a second waits so long, then gets a DeliveryError that says so."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".qa-calendar.lock", timeout=seconds):
            yield
    except Timeout:
        message = f"another qa-calendar has been writing to {folder} for {seconds:g} seconds; try again when it is done"
        raise DeliveryError(message) from None
    except OSError as error:
        raise DeliveryError(f"cannot write to {folder}: {error.strerror or error}") from error
