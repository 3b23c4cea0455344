"""Writing files that a crash, a second run or a virus scanner cannot tear."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import stat
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from qa_calendar.problems import DeliveryError

if TYPE_CHECKING:
    from filelock import BaseFileLock

_SUFFIX = ".qa-calendar-tmp"
_LOCK = ".qa-calendar.lock"
_HOLDER = ".qa-calendar.holder"
_TRIES, _PAUSE = 20, 0.1
_UNHEARD_OF = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)

LOCK_PATIENCE = 30.0
"""How many seconds a second writer waits for the first."""


def content_of(path: Path) -> bytes | None:
    """What the file holds, None when there is none; raises DeliveryError when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failed("read", path, error) from error


def digest(content: bytes) -> str:
    """The fingerprint a file is known by (SHA-256, hexadecimal)."""
    return hashlib.sha256(content).hexdigest()


def replace(
    path: Path, content: bytes, *, like: Path | None = None, private: bool = False, lasting: bool = True
) -> bool:
    """Make *path* hold *content*, whole or not at all; False, and the file untouched, when it already does.

    Whose it is and who may read it stays as it was, for a new one as for *like*; *private* shuts out all but owner and
    group. Of a link, the file it leads to is replaced. One that is not *lasting* may be lost with the power.
    """
    before = content_of(path)
    if before == content:
        return False
    path = path.resolve() if path.is_symlink() else path
    beside = path.with_name(path.name + _SUFFIX)
    try:
        with _opened(beside) as handle:
            handle.write(content)
            if lasting:
                handle.flush()
                _sync(handle.fileno())
        _like(like if before is None else path, beside, private=private)
        if before is not None:
            _later(path, beside)
        _move(beside, path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise _failed("write", path, error, path) from error
    return True


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in _UNHEARD_OF:
            message = "that file system cannot say when a file is safely written (fsync); use a folder on a local disk"
            raise OSError(error.errno, message) from error
        raise


def _like(model: Path | None, path: Path, *, private: bool) -> None:
    """Give *path* the owner, group and mode of *model*, and take it from all others if it is *private*."""
    if model is None and not private:
        return
    with suppress(OSError):  # some file systems have no modes, and whoever is not its owner may give none away
        if model is not None:
            found = model.stat()
            if hasattr(os, "chown") and (found.st_uid, found.st_gid) != (os.getuid(), os.getgid()):
                _chown(path, found.st_uid, found.st_gid)
            path.chmod(stat.S_IMODE(found.st_mode))
        if private:
            keep_private(path)


def _later(path: Path, beside: Path) -> None:
    """Give *beside* a time in a later second than *path* has: that is all that some servers tell two versions by."""
    try:
        before, after = path.stat(), beside.stat()
    except FileNotFoundError:
        return  # somebody has taken it away meanwhile
    if int(after.st_mtime) <= int(before.st_mtime):
        os.utime(beside, (after.st_atime, int(before.st_mtime) + 1))


def _chown(path: Path, owner: int, group: int) -> None:
    try:
        os.chown(path, owner, group)
    except PermissionError:
        os.chown(path, -1, group)  # the group is what lets others in, and one may give it without being root


def keep_private(path: Path) -> None:
    """Let nobody but its owner and group have *path*."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & stat.S_IRWXO:
        path.chmod(mode & ~stat.S_IRWXO)


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


def is_read_only(path: Path) -> bool:
    """Whether somebody marked the file as not to be written, whoever we are."""
    return not path.stat().st_mode & stat.S_IWUSR


def remove(path: Path) -> bool:
    """Remove *path*; False when it was not there; raises DeliveryError when it cannot be removed."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _failed("remove", path, error, path) from error
    return True


def sweep(folder: Path) -> None:
    """Remove what an interrupted `replace` left in *folder*."""
    for leftover in sorted(folder.glob(f"*{_SUFFIX}")):
        remove(leftover)


def sweep_beside(path: Path) -> None:
    """Remove what an interrupted `replace` of *path* left."""
    remove(path.with_name(path.name + _SUFFIX))


@contextmanager
def alone(folder: Path, patience: float) -> Iterator[None]:
    """Hold *folder* for one writer; a second waits *patience* seconds, then gets a DeliveryError that says so."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locked(folder / _LOCK, patience)
    except TimeoutError:
        waited = f"waited {patience:g} second{'' if patience == 1 else 's'} for another qa-calendar{_holder(folder)}"
        raise DeliveryError(f"{waited} that is writing to {folder}; run this again when it is done") from None
    except OSError as error:
        raise _failed("write to", folder, error) from error
    holder = folder / _HOLDER
    try:
        with suppress(OSError):  # it only tells others whom they wait for
            holder.write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def locked(path: Path, patience: float) -> BaseFileLock:
    """A lock on the file at *path*, held; raises TimeoutError after *patience* seconds, or OSError."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=patience)
    try:
        with warnings.catch_warnings():
            # A lock that the system does not let go of when a process ends would hold up every later one.
            warnings.simplefilter("error", UserWarning)
            lock.acquire()
    except Timeout:
        raise TimeoutError from None
    except (NotImplementedError, UserWarning):
        message = "that file system has no locks; use a folder on a local disk, or on a share that has them"
        raise OSError(errno.ENOLCK, message) from None
    return lock


def _holder(folder: Path) -> str:
    try:
        return f" ({(folder / _HOLDER).read_text(encoding='utf-8')[:200]})"
    except (OSError, UnicodeError):
        return ""


def _failed(doing: str, path: Path, error: OSError, target: Path | None = None) -> DeliveryError:
    likely = ""
    if isinstance(error, PermissionError) and target is not None and target.exists() and _may_write(target.parent):
        likely = "; somebody has it open, or it is write-protected"
    return DeliveryError(f"cannot {doing} {path}: {_reason(error)}{likely}")


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _reason(error: OSError) -> str:
    match error:
        case FileExistsError():
            return "there is a file of that name, where a folder has to be"
        case NotADirectoryError():
            return "a part of that path is a file, not a folder"
        case IsADirectoryError():
            return "that is a folder, where a file has to be"
        case _:
            return error.strerror or str(error)
