"""The workspace on disk: config.yaml, framework.yaml and templates/ in, each read once, and a starter of them out.

Workspace (a folder) ─▶ Contents (its files' bytes) ─▶ Snapshot (what they mean: config, frameworks, templates, plan)
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qa_calendar.delivering import files
from qa_calendar.delivering.files import digest
from qa_calendar.problems import DeliveryError, InvalidInputError, Location, Problem, did_you_mean

if TYPE_CHECKING:
    from qa_calendar.model import Completion, Config, Framework, Plan
    from qa_calendar.reading.source import Document
    from qa_calendar.rendering.templates import Templates

MAX_BYTES = 5_000_000
"""More than any framework has; a larger file is some other file, and reading it would only take long."""

CONFIG, FRAMEWORK, TEMPLATES, SCHEMAS = "config.yaml", "framework.yaml", "templates", "schemas"
FEEDS, NEWS, REMINDERS, TO_SEND = "feeds", "news", "reminders", "to-send"
PAGES, WELCOME = "pages", "welcome"
"""The folders below out/: what people subscribe to; messages to send or hand over; what would be sent; the page beside
each feed; messages that say how to subscribe."""

SERVE = "serve"
"""The place to publish to that is none: `qa-calendar serve` answers, and nothing is copied."""

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def starter() -> Path:
    """The folder the starter files are in: inside an installed package, or the checkout itself."""
    packed = PACKAGE / "starter"
    return packed if packed.is_dir() else PACKAGE.parent


def starter_text(name: str) -> str:
    """What a file of the starter says, its lines ending in line feeds."""
    return (starter() / name).read_text(encoding="utf-8")


def missing_schemas(root: Path) -> dict[str, bytes]:
    """The editor's schemas that a workspace at *root* does not have, by their names within it."""
    shipped = (path for path in sorted((starter() / SCHEMAS).iterdir()) if path.is_file())
    return {
        f"{SCHEMAS}/{path.name}": path.read_bytes() for path in shipped if not (root / SCHEMAS / path.name).exists()
    }


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with the files a person edits.

    Whoever builds many of them may say of each where its *state* is, where *out* is and where its own *templates* are,
    whatever config.yaml says.
    """

    root: Path
    state: str | None = None
    out: Path | None = None
    templates: Path | None = None

    @property
    def kept(self) -> Path:
        """The folder that what this computer remembers of it is in."""
        return self.root / "state" if self.out is None else self.out

    @property
    def own_templates(self) -> Path:
        """The folder its own templates are in, if it has any."""
        return self.root / TEMPLATES if self.templates is None else self.templates

    def contents(self, frameworks: Iterable[str] = ()) -> Contents:
        """The bytes of config.yaml, of those *frameworks* and of the templates; what cannot be read is a problem."""
        return Contents(workspace=self, files={}, templates={}, stamps={})._with(CONFIG, *frameworks)._with_templates()

    def read(self, contents: Contents | None = None) -> Snapshot:
        """The files as values, of *contents* if they are read already.

        Raises InvalidInputError with everything wrong in config.yaml and the frameworks, missing files included.
        """
        return _snapshot(contents or self.contents())


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was read of a *workspace*, each file once: its bytes, or the problem that kept them back.

    *files* are config.yaml and frameworks, *templates* the built-in ones with the workspace's own over them, by name;
    *own_templates* are those that are in place of a built-in one; it *has_templates* where there is any of its own.
    *stamps* tell, without reading it again, whether a file is still the one that was read.
    """

    workspace: Workspace
    files: Mapping[str, bytes | Problem]
    templates: Mapping[str, _Template]
    stamps: Mapping[Path, _Stamp]
    own_templates: frozenset[str] = frozenset()
    has_templates: bool = False

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self.workspace.root

    def of(self, name: str) -> bytes:
        """What config.yaml or a framework held; raises InvalidInputError when it could not be read."""
        return _readable(self.files[name])

    def inputs(self) -> dict[str, bytes]:
        """Every file by name; raises InvalidInputError when one could not be read."""
        templates = sorted(self.templates.items())
        return {name: self.of(name) for name in self.files} | {
            name: _readable(found.content) for name, found in templates
        }

    def own_inputs(self) -> dict[str, bytes]:
        """Every file that is no part of the program, by name; raises InvalidInputError when one could not be read."""
        names = sorted(self.templates.keys() - _built_in(starter() / TEMPLATES).keys() | self.own_templates)
        templates = {name: _readable(self.templates[name].content) for name in names}
        return {name: self.of(name) for name in self.files} | templates

    def path(self, written: str) -> Path:
        """A path from config.yaml: relative to the workspace unless absolute, `~` being one's home."""
        return self.root / Path(written).expanduser()

    def is_current(self) -> bool:
        """Whether the same files are still there, as a look at their sizes and times tells."""
        templates = self.workspace.own_templates
        watched = {path for path in self.stamps if not path.is_relative_to(templates)} | set(_templates_in(templates))
        return {path: _stamp(path) for path in watched} == self.stamps

    def _with(self, *names: str) -> Contents:
        """With files of these names that are not there yet."""
        new = [name for name in names if name not in self.files]
        paths = {name: self.root / name for name in new}
        stamps = {path: _stamp(path) for path in paths.values()}
        files = {name: _content(path, name) for name, path in paths.items()}
        return replace(self, files={**self.files, **files}, stamps={**self.stamps, **stamps})

    def _with_templates(self) -> Contents:
        folder = self.workspace.own_templates
        own = {path: _stamp(path) for path in _templates_in(folder)}
        built_in, written = _built_in(starter() / TEMPLATES), dict(_templates_of(folder)) if own else {}
        shipped = _shipped() if written else frozenset()
        changed = {name: one for name, one in written.items() if not _is_built_in(name, one, shipped)}
        own_names = frozenset(changed) & frozenset(built_in)
        return replace(
            self,
            templates={**built_in, **changed},
            own_templates=own_names,
            has_templates=bool(changed),
            stamps={**self.stamps, **own},
        )

    def _only(self, *names: str) -> Contents:
        """With no files but these, in this order: a framework that config.yaml no longer names is no input."""
        return replace(self, files={name: self.files[name] for name in names})


@dataclass(frozen=True)
class Snapshot:
    """A workspace's files as they were read, once, and what they mean; a command hands this one value down.

    The templates and the plan are made when they are first asked for, and once: most verbs want only one of them.
    """

    contents: Contents
    config: Config
    frameworks: tuple[Framework, ...]

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self.contents.root

    @cached_property
    def out(self) -> Path:
        """The folder that feeds, messages and news are written to."""
        return self.contents.path(self.config.out)

    @property
    def names(self) -> tuple[str, ...]:
        """The files the frameworks are in, as config.yaml names them."""
        return tuple(name for name in self.contents.files if name != CONFIG)

    @cached_property
    def templates(self) -> Templates:
        """The built-in templates with the workspace's own over them; raises InvalidInputError for a broken one."""
        return templates_of(self.contents)

    @cached_property
    def plan(self) -> Plan:
        """The frameworks with dates, whatever is done; raises InvalidInputError for a rule that cannot hold."""
        from qa_calendar.planning.plan import expand

        return expand(self.frameworks, self.config)

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """What each file is known by (SHA-256)."""
        templates = self.contents.templates
        return {
            name: (_template_digest if name in templates else digest)(content)
            for name, content in self.contents.inputs().items()
        }

    def plan_with(self, done: Mapping[str, Completion], addresses: Mapping[str, str] | None = None) -> Plan:
        """The plan with what is *done*, by UID, and the *addresses* of feeds, by slug."""
        from qa_calendar.planning.progress import with_done

        return replace(with_done(self.plan, done), addresses=addresses)

    def with_files(self, contents: Mapping[str, bytes]) -> Snapshot:
        """As if files held these *contents*; raises InvalidInputError with everything wrong then."""
        return _snapshot(replace(self.contents, files={**self.contents.files, **contents}))

    def again(self) -> Snapshot:
        """The files as they are now; itself when they are what was read."""
        return self if self.contents.is_current() else self.contents.workspace.read()


@dataclass(frozen=True, slots=True)
class _Template:
    place: str
    content: bytes | Problem


_Stamp = tuple[int, ...]


def _snapshot(contents: Contents) -> Snapshot:
    from qa_calendar.reading.load import load, settings_of

    config = contents.files[CONFIG]
    settings = settings_of(None if isinstance(config, Problem) else config)
    contents = contents._with(*settings.frameworks)._only(CONFIG, *settings.frameworks)
    unread = {name: found for name, found in contents.files.items() if isinstance(found, Problem)}
    problems = [_where_it_is_named(name, contents, settings.document) or found for name, found in unread.items()]
    frameworks = {name: _or_none(contents.files[name]) for name in settings.frameworks}
    read, programmes = load(settings, frameworks, problems)
    snapshot = Snapshot(contents, _elsewhere(read, contents.workspace), programmes)
    if problems := list(_misplaced(snapshot)):
        raise InvalidInputError(problems)
    return snapshot


def _where_it_is_named(name: str, contents: Contents, config: Document | None) -> Problem | None:
    """That a framework is not there, for whoever wrote its name into *config*; None when it is, or nobody did."""
    from qa_calendar.reading.clashes import framework_named_at

    place = None if config is None or contents.stamps[contents.root / name] else framework_named_at(config, name)
    if place is None:
        return None
    year = re.fullmatch(r"framework-([0-9]{4})\.yaml", name)
    others = any(isinstance(found, bytes) for one, found in contents.files.items() if one != CONFIG)
    cure = f"take it out until `qa-calendar rollover {year[1]}` has drafted it" if year and others else ""
    return Problem(place, f"there is no file '{name}'; {cure or 'put it there, or take it out'}")


def _elsewhere(config: Config, workspace: Workspace) -> Config:
    """*config* with its state and out where whoever builds the *workspace* wants them."""
    state, out = workspace.state, workspace.out
    if state is None and out is None:
        return config
    return replace(config, state=state or config.state, out=config.out if out is None else str(out.absolute()))


_OF_ITS_OWN = {"out": "a folder of its own, such as out", "state": "a file of its own, such as state/qa-calendar.db"}


def _misplaced(snapshot: Snapshot) -> Iterator[Problem]:
    """What `out` and `state` name must be nothing a person edits, hold nothing of it, and not hold each other."""
    config, root = snapshot.config, snapshot.root.resolve()
    edited = {_true_in(root, name): name for name in (CONFIG, *snapshot.names, TEMPLATES, SCHEMAS)}
    paths: list[str] = []
    for key, written in (("out", config.out), ("state", config.state)):
        place = config.places.get(key, config.location)
        try:
            path = sqlite_file(written, root) if key == "state" else root / Path(written).expanduser()
        except RuntimeError:
            yield Problem(place, f"'{written}': nobody of that name has a home here; write the whole path")
            return
        if path is None:
            return
        paths.append(_true(path))
        if said := _clash(paths[-1], edited):
            yield Problem(place, f"'{written}' {said}, which you edit; name {_OF_ITS_OWN[key]}")
            return
    out, state = paths
    to = config.publish_to
    if to is not None and to != SERVE and (said := misplaced_target(to, snapshot.root, snapshot)):
        yield Problem(config.places.get("publish", config.location), said)
    if state == out or _is_within(state, out) or _is_within(out, state):
        message = f"'{config.state}' is in '{config.out}', what people are given, or holds it; keep them apart"
        yield Problem(next(iter(config.places.values()), config.location), message)


def site_folder(written: str, base: Path) -> Path | None:
    """The folder that is *written*, as a path relative to *base* or a file: address; None for another address.

    Raises DeliveryError for a home that nobody has.
    """
    protocol, is_url, _ = written.partition("://")
    try:
        if not is_url or len(protocol) == 1:
            return (base / Path(written).expanduser()).resolve()
    except RuntimeError:
        raise DeliveryError(f"'{written}': nobody of that name has a home here; write the whole path") from None
    if protocol.casefold() not in ("file", "local"):
        return None
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    return Path(url2pathname(urlsplit(written).path)).resolve()


def misplaced_target(written: str, base: Path, snapshot: Snapshot) -> str:
    """Why a site cannot be put where it is *written*, relative to *base*; empty where it can, and for a store."""
    try:
        folder = site_folder(written, base)
    except DeliveryError as error:
        return str(error)
    if folder is None:
        return ""
    said = _clash(_true(folder), _taken(snapshot))
    return f"'{written}' {said}, which is not for everybody to read; name a folder of its own" if said else ""


def misplaced_file(path: Path, snapshot: Snapshot) -> str:
    """Why a file that somebody asks for cannot be written at *path*; empty where it can."""
    said = _clash(_true(path), _taken(snapshot))
    return f"'{path}' {said}, which is edited or kept by itself; name another file" if said else ""


def _taken(snapshot: Snapshot) -> dict[str, str]:
    """What a person edits, what builds and mail write anew, and the state."""
    root = snapshot.root.resolve()
    edited = {_true_in(root, name): name for name in (CONFIG, *snapshot.names, TEMPLATES, SCHEMAS)}
    below = (FEEDS, NEWS, REMINDERS, PAGES, WELCOME, TO_SEND)
    ours = {_true(snapshot.out / name): f"{snapshot.config.out}/{name}" for name in below}
    state = sqlite_file(snapshot.config.state, root)
    private = {_true(path): "the state" for path in (state, root / "state") if path}
    return edited | ours | private


def _true(path: Path) -> str:
    # Where the system sees no difference between capitals and small letters, nor do we.
    return os.path.normcase(os.path.realpath(path))


def _true_in(root: Path, name: str) -> str:
    """The true path of *name* in *root*, which is true already."""
    path = root / name
    # Asking the system about every folder above takes long; Windows has short names besides, such as FRAMEW~1.YAM.
    is_plain = path.parent == root and name != ".." and "~" not in name and not path.is_symlink()
    return os.path.normcase(path) if is_plain else _true(path)


def _clash(path: str, edited: Mapping[str, str]) -> str:
    for one, name in edited.items():
        if path == one:
            return f"is {name}"
        if _is_within(path, one):
            return f"is in {name}"
        if _is_within(one, path):
            return f"holds {name}"
    return ""


def _is_within(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def sqlite_file(url: str, root: Path) -> Path | None:
    """The file of a SQLite *url*, relative to *root*; None for another database."""
    if not url.startswith("sqlite:///"):
        return None
    return root / Path(url.removeprefix("sqlite:///")).expanduser()


def templates_of(contents: Contents) -> Templates:
    """The templates among *contents*, whatever else is; raises InvalidInputError for a broken one."""
    from qa_calendar.rendering.templates import templates_from

    problems: list[Problem] = []
    sources = {}
    found = contents.templates
    for name, template in found.items():
        try:
            sources[name] = _decoded(_readable(template.content), template.place)
        except InvalidInputError as error:
            problems += error.problems
    places = {name: template.place for name, template in found.items()}
    templates = templates_from(sources, places, contents.own_templates)
    # Those we ship are checked by our tests, and looking at every one takes longer than a build does.
    problems += templates.check() if contents.has_templates else ()
    if problems:
        raise InvalidInputError(problems)
    return templates


@cache
def _built_in(folder: Path) -> Mapping[str, _Template]:
    # Part of the program, and what a process began with is what it goes on with.
    return dict(_templates_of(folder))


@lru_cache(maxsize=256)
def _template_digest(content: bytes) -> str:
    # Most are built-in ones, the same for every workspace.
    return digest(content)


@lru_cache(maxsize=256)
def _decoded(content: bytes, place: str) -> str:
    from qa_calendar.reading.source import decode

    return decode(content, place)


def _templates_of(folder: Path) -> Iterator[tuple[str, _Template]]:
    for path in _templates_in(folder):
        name = path.relative_to(folder).as_posix()
        place = str(PurePosixPath(TEMPLATES) / name)
        yield name, _Template(place, _content(path, place))


def _shipped() -> frozenset[tuple[str, str]]:
    """The name and digest of every template that any version came with."""
    lines = (PACKAGE / "delivering" / "shipped.txt").read_text(encoding="utf-8").splitlines()
    return frozenset((name, known) for known, name in (line.split() for line in lines))


def _is_built_in(name: str, template: _Template, shipped: frozenset[tuple[str, str]]) -> bool:
    """Whether it is a copy that nobody has changed, as `init` used to make them: the built-in one is newer."""
    if isinstance(template.content, Problem):
        return False
    return (name, digest(template.content.replace(b"\r\n", b"\n"))) in shipped


def _templates_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("**/*.j2"))


def _readable(found: bytes | Problem) -> bytes:
    if isinstance(found, Problem):
        raise InvalidInputError([found])
    return found


def _or_none(found: bytes | Problem) -> bytes | None:
    return None if isinstance(found, Problem) else found


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _content(path: Path, name: str) -> bytes | Problem:
    try:
        size = path.stat().st_size
        if size <= MAX_BYTES and path.is_file():
            return path.read_bytes()
    except FileNotFoundError:
        return _unreadable(name, "there is no such file; `qa-calendar init FOLDER` writes one to start from")
    except OSError as error:
        return _unreadable(name, f"cannot be read: {error.strerror or error}")
    if path.is_file():
        return _unreadable(
            name, f"the file is {size / 1e6:.0f} MB; over {MAX_BYTES / 1e6:.0f} MB it is some other file"
        )
    return _unreadable(name, "is a folder, not a file")


def _unreadable(name: str, message: str) -> Problem:
    return Problem(Location(name), message)


def init(folder: Path, templates: Iterable[str] = (), texts: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Write the starter workspace into *folder*, or only those built-in *templates*, to change them.

    *texts* are what its files are to say instead. Raises DeliveryError, nothing written, when a file is in the way,
    ValueError when there is no such template.
    """
    source = starter()
    if wanted := [f"{TEMPLATES}/{_known_template(name, source)}" for name in templates]:
        return _copied(source, folder, wanted, {})
    return _copied(source, folder, _starter_files(), texts or {})


def room_in(folder: Path) -> None:
    """Raise DeliveryError where a file in *folder* is in the way of a starter workspace."""
    _refuse(folder, [name for name in _starter_files() if (folder / name).exists()])


def _starter_files() -> list[str]:
    # No templates: a copy would stay as it is when the next version brings better ones.
    schemas = (path.name for path in sorted((starter() / SCHEMAS).iterdir()) if path.is_file())
    return [CONFIG, FRAMEWORK, *(f"{SCHEMAS}/{name}" for name in schemas)]


def _known_template(name: str, source: Path) -> str:
    known = [path.name for path in _templates_in(source / TEMPLATES)]
    if name not in known:
        raise ValueError(f"there is no template '{name}'{did_you_mean(name, known)}")
    return name


def _copied(source: Path, folder: Path, wanted: Sequence[str], texts: Mapping[str, str]) -> tuple[Path, ...]:
    _refuse(folder, [name for name in wanted if (folder / name).exists()])
    for name in wanted:
        files.replace(folder / name, texts[name].encode() if name in texts else (source / name).read_bytes())
    return tuple(folder / name for name in wanted)


def _refuse(folder: Path, in_the_way: Sequence[str]) -> None:
    if in_the_way:
        raise DeliveryError(f"nothing written: {folder} already has {', '.join(in_the_way)}; choose another folder")
