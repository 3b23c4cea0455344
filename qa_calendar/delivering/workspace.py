"""The workspace on disk: config.yaml, framework.yaml and templates/ in, and a starter of them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qa_calendar.delivering.files import replace
from qa_calendar.problems import DeliveryError, InvalidInputError, Location, Problem

if TYPE_CHECKING:
    from qa_calendar.model import Config, Framework
    from qa_calendar.rendering.templates import Templates

MAX_BYTES = 5_000_000
"""More than any framework has; a larger file is some other file, and reading it would only take long."""

CONFIG, FRAMEWORK, TEMPLATES, SCHEMAS = "config.yaml", "framework.yaml", "templates", "schemas"
_PACKAGE = Path(__file__).resolve().parent.parent


def starter() -> Path:
    """The folder the starter files are in: inside an installed package, or the checkout itself."""
    packed = _PACKAGE / "starter"
    return packed if packed.is_dir() else _PACKAGE.parent


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with the files a person edits."""

    root: Path

    def load(self, config: bytes | None = None) -> tuple[Config, tuple[Framework, ...]]:
        """The files as values; raises InvalidInputError with everything wrong in them, missing files included.

        *config* is what config.yaml is taken to hold, other than what it does.
        """
        from qa_calendar.reading.load import frameworks_named, load

        problems: list[Problem] = []
        config = self._try(CONFIG, problems) if config is None else config
        frameworks = {name: self._try(name, problems) for name in frameworks_named(config)}
        return load(config, frameworks, problems)

    def content(self, name: str) -> bytes:
        """What the file *name* holds; raises InvalidInputError when it is not text."""
        from qa_calendar.reading.source import decode

        raw = self._read(self.root / name, name)
        decode(raw, name)
        return raw

    def templates(self) -> Templates:
        """The built-in templates with the workspace's own over them; raises InvalidInputError for a broken one."""
        from qa_calendar.reading.source import decode
        from qa_calendar.rendering.templates import Templates

        raw, places = self._template_files()
        problems: list[Problem] = []
        sources = {}
        for name, content in raw.items():
            try:
                sources[name] = decode(content, places[name])
            except InvalidInputError as error:
                problems += error.problems
        found = Templates(sources, places)
        problems += found.check()
        if problems:
            raise InvalidInputError(problems)
        return found

    def frameworks(self) -> tuple[str, ...]:
        """The files that config.yaml says the frameworks are in; the usual one where it cannot be read."""
        from qa_calendar.reading.load import frameworks_named

        return frameworks_named(self._try(CONFIG, []))

    def inputs(self, frameworks: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Every input as it stands on disk, by name; raises InvalidInputError for one that cannot be read."""
        for name in (CONFIG, *frameworks):
            yield name, self._read(self.root / name, name)
        raw, _ = self._template_files()
        yield from sorted(raw.items())

    def path(self, written: str) -> Path:
        """A path from config.yaml: relative to the workspace unless absolute."""
        return self.root / Path(written)

    def _try(self, name: str, problems: list[Problem]) -> bytes | None:
        try:
            return self._read(self.root / name, name)
        except InvalidInputError as error:
            problems += error.problems
            return None

    def _template_files(self) -> tuple[dict[str, bytes], Mapping[str, str]]:
        raw, places = {}, {}
        for folder in (starter() / TEMPLATES, self.root / TEMPLATES):
            for path in sorted(folder.glob("**/*.j2")):
                name = path.relative_to(folder).as_posix()
                places[name] = str(PurePosixPath(TEMPLATES) / name)
                raw[name] = self._read(path, places[name])
        return raw, places

    def _read(self, path: Path, name: str) -> bytes:
        try:
            size = path.stat().st_size
            if size <= MAX_BYTES and path.is_file():
                return path.read_bytes()
        except FileNotFoundError:
            raise _unreadable(
                name, "there is no such file; `qa-calendar init FOLDER` writes one to start from"
            ) from None
        except OSError as error:
            raise _unreadable(name, f"cannot be read: {error.strerror or error}") from error
        if path.is_file():
            raise _unreadable(
                name, f"the file is {size / 1e6:.0f} MB; over {MAX_BYTES / 1e6:.0f} MB it is some other file"
            )
        raise _unreadable(name, "is a folder, not a file")


def _unreadable(name: str, message: str) -> InvalidInputError:
    return InvalidInputError([Problem(Location(name), message)])


def init(folder: Path) -> tuple[Path, ...]:
    """Write the starter workspace into *folder*; raises DeliveryError, nothing written, when a file is in the way."""
    source = starter()
    wanted = [CONFIG, FRAMEWORK]
    for sub in (TEMPLATES, SCHEMAS):
        wanted += [f"{sub}/{path.name}" for path in sorted((source / sub).iterdir()) if path.is_file()]
    in_the_way = [name for name in wanted if (folder / name).exists()]
    if in_the_way:
        raise DeliveryError(f"nothing written: {folder} already has {', '.join(in_the_way)}; choose another folder")
    for name in wanted:
        replace(folder / name, (source / name).read_bytes())
    return tuple(folder / name for name in wanted)
