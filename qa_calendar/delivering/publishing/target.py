"""Where a site can be put: a folder, or an object store through fsspec."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from qa_calendar.delivering import files
from qa_calendar.delivering.state.kept import KEPT
from qa_calendar.delivering.state.links import TOKEN, digest_of
from qa_calendar.delivering.workspace import SERVE, site_folder
from qa_calendar.model import LEAD
from qa_calendar.problems import DeliveryError

TYPES = {
    ".ics": "text/calendar; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
}
CACHING = {".ics": "private, max-age=900", ".html": "private, no-cache", ".json": "no-store"}
_OURS = re.compile(r"qa-[^/\\]+\.ics|[a-z0-9-]+\.html")


def lead_page(calendar_id: str) -> str:
    """The name of the page of what needs a person; it tells whose it is where several services share a site."""
    return f"{LEAD}-{known_as(calendar_id)}.html"


def known_as(calendar_id: str) -> str:
    """What a calendar is known as where everybody may read it."""
    return digest_of(calendar_id)[:12]


class Target(Protocol):
    """A place for a site. Paths are relative to it, with `/`. What fails raises DeliveryError, with the cure."""

    @property
    def name(self) -> str:
        """What what was written there is recorded under, fit to be shown."""

    def is_there(self) -> bool:
        """Whether it is there to be read."""

    def read(self, path: str) -> bytes | None:
        """What is there, None for nothing."""

    def holds(self, path: str, content: bytes, digest: str | None) -> bool:
        """Whether *content* is there; *digest* is what is recorded as written last, as `digest` gives it."""

    def digest(self, path: str, content: bytes) -> str:
        """What *content* at *path* is known by, with all that is written beside it."""

    def write(self, path: str, content: bytes) -> None:
        """Put it there, whole or not at all."""

    def remove(self, path: str) -> None:
        """Take it away, if it is there; and its folder, when that is one of ours and empty."""

    def found(self) -> Iterator[tuple[str, str]]:
        """Whatever stands where a feed or a page of ours might: the token and the path."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that a web server serves, or that somebody copies to one."""

    root: Path

    @property
    def name(self) -> str:
        return str(self.root)

    def is_there(self) -> bool:
        return self.root.is_dir()

    def read(self, path: str) -> bytes | None:
        return files.content_of(self.root / path)

    def holds(self, path: str, content: bytes, digest: str | None) -> bool:
        is_it = self.read(path) == content
        if is_it:
            files.sweep_beside(self.root / path)  # else what was cut off here would stay: nothing is written any more
        return is_it

    def digest(self, path: str, content: bytes) -> str:
        return files.digest(content)

    def write(self, path: str, content: bytes) -> None:
        files.replace(self.root / path, content)

    def remove(self, path: str) -> None:
        file = self.root / path
        files.remove(file)
        if TOKEN.fullmatch(file.parent.name) and file.parent.is_dir():
            files.sweep(file.parent)
            # Somebody may have it open, or have put something of theirs there.
            with suppress(OSError):
                file.parent.rmdir()

    def found(self) -> Iterator[tuple[str, str]]:
        for token in filter(TOKEN.fullmatch, _names_in(self.root)):
            for name in filter(_OURS.fullmatch, _names_in(self.root / token)):
                yield token, f"{token}/{name}"


def _names_in(folder: Path) -> list[str]:
    """What is in *folder*; nothing for what is none, or is not for us to look into."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


@dataclass(frozen=True, slots=True)
class Store:
    """An object store, as fsspec has it: nothing that it says of what it holds is believed but that it is there."""

    url: str
    system: Any = field(repr=False)
    root: str = field(repr=False)

    @property
    def name(self) -> str:
        return self.url

    def is_there(self) -> bool:
        # A store without folders has nothing to show of an empty one, so that the bucket tells.
        place = self.root.strip("/").partition("/")[0] if self._protocol in _BUCKETS else self.root
        with self._plainly("read"):
            return bool(self.system.exists(place))

    def read(self, path: str) -> bytes | None:
        with self._plainly("read"):
            try:
                return bytes(self.system.cat_file(self._at(path)))
            except FileNotFoundError:
                return None

    def holds(self, path: str, content: bytes, digest: str | None) -> bool:
        if digest != self.digest(path, content):
            return False
        with self._plainly("read"):
            try:
                return int(self.system.info(self._at(path))["size"]) == len(content)
            except FileNotFoundError:
                return False

    def digest(self, path: str, content: bytes) -> str:
        said = " ".join(_said_of(path, content)).encode()
        return files.digest(said + b"\n" + content)

    def write(self, path: str, content: bytes) -> None:
        options = _OPTIONS.get(self._protocol)
        with self._plainly("write to"):
            if options is not None:
                # A put is seen whole or not at all.
                self.system.pipe_file(self._at(path), content, **options(*_said_of(path, content)))
            else:
                self._write_beside(path, content)

    def remove(self, path: str) -> None:
        with self._plainly("remove from"):
            try:
                self.system.rm_file(self._at(path))
            except FileNotFoundError:
                return
            if self._protocol not in _OPTIONS and TOKEN.fullmatch(PurePosixPath(path).parent.name):
                folder = self._at(str(PurePosixPath(path).parent))
                if not self.system.ls(folder, detail=False):
                    self.system.rmdir(folder)

    def found(self) -> Iterator[tuple[str, str]]:
        for token in filter(TOKEN.fullmatch, self._listed("")):
            for name in filter(_OURS.fullmatch, self._listed(token)):
                yield token, f"{token}/{name}"

    @property
    def _protocol(self) -> str:
        return self.url.partition("://")[0]

    def _at(self, path: str) -> str:
        return f"{self.root.rstrip('/')}/{path}" if path else self.root

    def _listed(self, path: str) -> list[str]:
        with self._plainly("read"):
            try:
                return sorted(
                    one.rstrip("/").rpartition("/")[2] for one in self.system.ls(self._at(path), detail=False)
                )
            except FileNotFoundError:
                return []

    def _write_beside(self, path: str, content: bytes) -> None:
        beside = self._at(f"{path}.qa-calendar-tmp")
        self.system.makedirs(self._at(str(PurePosixPath(path).parent)), exist_ok=True)
        with self.system.open(beside, "wb") as handle:
            handle.write(content)
        self.system.mv(beside, self._at(path))

    @contextmanager
    def _plainly(self, doing: str) -> Iterator[None]:
        with _told_plainly(doing, self.url):
            yield


_Options = Callable[[str, str], dict[str, Any]]
_OPTIONS: dict[str, _Options] = {
    "s3": lambda kind, caching: {"ContentType": kind, "CacheControl": caching},
    "gs": lambda kind, caching: {"content_type": kind, "fixed_key_metadata": {"cache_control": caching}},
    "abfs": lambda kind, caching: {"content_settings": {"content_type": kind, "cache_control": caching}},
}
_OPTIONS |= {"s3a": _OPTIONS["s3"], "gcs": _OPTIONS["gs"], "az": _OPTIONS["abfs"], "abfss": _OPTIONS["abfs"]}
"""The stores whose puts are whole, each with how it is told the content type and how long to keep it."""

_BUCKETS = frozenset(_OPTIONS)
_PATIENCE = 60


def target_at(written: str, root: Path) -> Target:
    """The folder, relative to *root*, or the store that is *written*; raises DeliveryError for what is neither."""
    if (folder := site_folder(written, root)) is not None:
        return Folder(folder)
    return _store(_url(written))


def name_of(written: str, root: Path) -> str:
    """What the target that is *written* is recorded under, without opening it."""
    if written == SERVE:
        return SERVE
    folder = site_folder(written, root)
    return shown(_url(written)) if folder is None else str(folder)


def _url(written: str) -> str:
    protocol, _, rest = written.partition("://")
    return f"{protocol.casefold()}://{rest.rstrip('/')}"


def _store(url: str) -> Store:
    cure = "python -m pip install '.[cloud]' in the folder it was installed from"
    try:
        import fsspec
    except ModuleNotFoundError:
        raise DeliveryError(f"publishing to {shown(url)} needs the cloud extra: {cure}") from None
    # Where many workspaces are taken one after the other, a client that knows the store already saves most of the time.
    anew = KEPT.get() is None
    options: dict[str, Any] = {"use_listings_cache": False, "skip_instance_cache": anew}
    if url.startswith(("sftp://", "ssh://")):
        options = {"skip_instance_cache": anew, "timeout": _PATIENCE, **_only_known_hosts()}
    try:
        with _told_plainly("open", url):
            system, root = fsspec.core.url_to_fs(url, **options)
    except _MissingError as error:
        raise DeliveryError(f"publishing to {shown(url)} needs the cloud extra ({error}): {cure}") from None
    return Store(shown(url), system, str(root))


def _only_known_hosts() -> dict[str, Any]:
    """Speak to no server whose key nobody has looked at, which fsspec would."""
    try:
        import paramiko
    except ModuleNotFoundError:
        return {}
    known = paramiko.HostKeys()
    file = Path("~/.ssh/known_hosts").expanduser()
    if file.is_file():
        known.load(str(file))

    class OnlyKnown(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
            if not known.check(hostname, key):
                raise paramiko.SSHException(f"the key of {hostname} is not in {file}; connect once with ssh, by hand")

    return {"host_key_policy": OnlyKnown()}


class _MissingError(Exception):
    """The library for a kind of store is not installed."""


@contextmanager
def _told_plainly(doing: str, url: str) -> Iterator[None]:
    try:
        yield
    except DeliveryError:
        raise
    except ModuleNotFoundError as error:
        raise _MissingError(str(error)) from None
    except ImportError as error:
        raise _MissingError(str(error).splitlines()[0]) from None
    except Exception as error:  # whatever the library of a store, or the one below it, makes of a failure
        cause = str(error).strip() or type(error).__name__
        raise DeliveryError(f"cannot {doing} {shown(url)}: {cause.splitlines()[0]}") from error


def _said_of(path: str, content: bytes) -> tuple[str, str]:
    """The content type, and for how long it may be kept."""
    ending = PurePosixPath(path).suffix
    kind = TYPES[ending]
    if ending == ".ics" and b"\r\nMETHOD:PUBLISH\r\n" in content[:_HEAD]:
        kind += "; method=PUBLISH"
    return kind, CACHING[ending]


_HEAD = 500


def shown(url: str) -> str:
    """*url* without what may be a password."""
    return re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1:…@", url)
