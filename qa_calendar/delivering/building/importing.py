"""Documents read and a workspace written from them: the verb import.

files ─▶ documents ─▶ a draft, with the answers kept in import.yaml ─▶ every text of the workspace, read and planned
            ─▶ if a person says so: config.yaml, framework.yaml, and import.yaml last
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from qa_calendar.delivering import files
from qa_calendar.delivering.workspace import CONFIG, FRAMEWORK, Workspace, missing_schemas, starter_text
from qa_calendar.model.draft import LEAVE_OUT, Answers, Draft, Kind, Remark
from qa_calendar.planning.cadence import in_full
from qa_calendar.problems import DeliveryError, InvalidInputError, Location, Problem
from qa_calendar.reading.documents.files.answers import FILE as ANSWERS
from qa_calendar.reading.documents.files.answers import answers_of, answers_text
from qa_calendar.reading.documents.files.fitting import fitted
from qa_calendar.reading.documents.files.settings import (
    Said,
    config_text,
    of_whom,
    roles_in,
    said_in,
    started_config,
    started_framework,
    starter_remarks,
    with_missing,
)
from qa_calendar.reading.documents.files.writing import framework_text, says_the_same
from qa_calendar.reading.load import settings_of
from qa_calendar.reading.source import decode

if TYPE_CHECKING:
    from qa_calendar.reading.documents.grid import Document

MAX_BYTES = 50_000_000
"""More than any framework's document has, pictures included."""

_INTO = "importing into that (`--into`) is to come, and nothing was written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for beside the files; None where the documents and the answers decide. *said* is of them."""

    year: int | None = None
    first_month: int | None = None
    table: int | None = None
    sheet: str | None = None
    said: Said = field(default_factory=Said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A folder to import into as it was found: what its files held, None for one that is not there.

    *framework* is the file that an import writes, *wrong* says of another file that it has work.
    """

    root: Path
    found: Mapping[str, bytes | None]
    framework: str = FRAMEWORK
    answers: Answers = field(default_factory=Answers)
    problem: Problem | None = None

    def text(self, name: str) -> str | None:
        """What a file says, its lines ending in line feeds; None where it is not there."""
        content = self.found[name]
        return None if content is None else decode(content, name).replace("\r\n", "\n")

    def is_as_written(self, name: str) -> bool:
        """Whether a file is just as the last import left it."""
        content = self.found[name]
        return content is not None and _mark(content) in self.answers.wrote.get(name, "").split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """All that an import writes into *target*: *files* by name, in the order in which they are written."""

    target: Target
    files: Mapping[str, bytes]


def chosen(written: Sequence[str]) -> tuple[Path, ...]:
    """The files that are *written*, patterns such as `*.docx` taken for what they match where nobody else did so."""
    found: list[Path] = []
    for name in written:
        path = Path(name)
        matching = sorted(glob(name)) if has_magic(name) and not path.exists() else []  # noqa: PTH207
        found += map(Path, matching) if matching else [path]
    return tuple(dict.fromkeys(found))


def documents_of(paths: Sequence[Path]) -> tuple[Document, ...]:
    """The documents at *paths*; raises InvalidInputError with all that cannot be read, DeliveryError for the disk."""
    from qa_calendar.reading.documents.opening.reading import read_document

    documents, problems = [], list[Problem]()
    for path in paths:
        try:
            documents.append(read_document(path.name, _content(path)))
        except InvalidInputError as error:
            problems += error.problems
    if problems:
        raise InvalidInputError(problems)
    return tuple(documents)


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_file() and size <= MAX_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise DeliveryError(f"cannot read {path}: {error.strerror or error}") from error
    if path.is_dir():
        raise DeliveryError(f"cannot read {path}: that is a folder; name the files in it, such as {path / '*.docx'}")
    if not path.is_file():
        raise DeliveryError(f"cannot read {path}: that is no file")
    message = (
        f"the file has {size / 1e6:.0f} MB, and {MAX_BYTES / 1e6:.0f} MB are the most; save it without its pictures"
    )
    raise InvalidInputError([Problem(Location(path.name), message)])


def target_in(root: Path) -> Target:
    """The folder *root*, there or not, as it is; raises InvalidInputError for files that are wrong."""
    found = {name: files.content_of(root / name) for name in (CONFIG, ANSWERS)}
    config, said = found[CONFIG], found[ANSWERS]
    frameworks = settings_of(config).frameworks if config is not None else (FRAMEWORK,)
    found |= {name: files.content_of(root / name) for name in frameworks}
    answers = Answers() if said is None else answers_of(decode(said, ANSWERS))
    target = Target(root=root, found=found, framework=frameworks[0], answers=answers)
    return replace(target, problem=_work_in(target, frameworks))


def _work_in(target: Target, frameworks: Sequence[str]) -> Problem | None:
    """What is said of a framework that somebody has worked on; None where there is nothing to lose."""
    for name in frameworks:
        text = target.text(name)
        if text is not None and not target.is_as_written(name) and not _is_started(text):
            return Problem(Location(name), f"there is work in it already; {_INTO}")
    return None


def _is_started(text: str) -> bool:
    """Whether a framework is the starter's, whatever service and year `init` was told."""
    from qa_calendar.reading.editing import values_of

    values = values_of(text, FRAMEWORK) or {}
    service, year = values.get("service"), str(values.get("year"))
    starter = starter_text(FRAMEWORK)
    return text in (
        starter,
        started_framework(starter, service, int(year) if year.isascii() and year.isdigit() else None),
    )


def understood(documents: Sequence[Document], answers: Answers, said: Said, target: Target, today: date) -> Draft:
    """What *documents* say, *answers* given: a draft that fits into the files, with a remark on what they lack."""
    from qa_calendar.reading.documents.drafting.draft import draft

    found = draft(documents, answers, today, staff=_staff(target))
    return completed(
        replace(found, remarks=tuple(_without_effect(one, answers) for one in found.remarks)), said, target
    )


def _without_effect(remark: Remark, answers: Answers) -> Remark:
    """*remark*, and that an answer changed nothing where it asks in spite of one."""
    question = remark.question
    answer = answers.to(question.topic, question.words) if question is not None else None
    if answer is None:
        return remark
    if answer == (LEAVE_OUT,) and remark.kind is Kind.SKIPPED:
        return replace(remark, question=None)
    return replace(remark, text=f"{remark.text}; the answer '{'; '.join(answer)}' changed nothing")


def _staff(target: Target) -> dict[str, str]:
    """Everybody whom somebody has put into config.yaml, each with their role; nobody of the starter."""
    text = target.text(CONFIG)
    return roles_in(text) if text is not None and _is_own(target) else {}


def completed(draft: Draft, wanted: Said, target: Target) -> Draft:
    """*draft* as the files of *target* can hold it, with a remark on what nobody said of the service."""
    said = _said(wanted, target)
    draft = fitted(replace(draft, service=said.service) if said.service else _with_service(draft))
    if _is_own(target):
        more = _kept_remarks(wanted)
    else:
        more = tuple(starter_remarks(draft, said, said_in(starter_text(CONFIG))))
    return replace(draft, remarks=(*draft.remarks, *more))


def _with_service(draft: Draft) -> Draft:
    """*draft* with the service that its title names, as framework.yaml has them apart."""
    found = None if draft.service else of_whom(draft.title)
    if found is None:
        return draft
    title, service = found
    text = f"the title is '{title}', of '{service}'; framework.yaml has them apart"
    return replace(draft, title=title, service=service, remarks=(*draft.remarks, Remark(kind=Kind.DECIDED, text=text)))


def with_options(answers: Answers, wanted: Wanted) -> Answers:
    """*answers* with what was asked for: what somebody said once need not be said again."""
    return replace(
        answers,
        year=answers.year if wanted.year is None else wanted.year,
        first_month=answers.first_month if wanted.first_month is None else wanted.first_month,
        table=answers.table if wanted.table is None else wanted.table,
        sheet=answers.sheet if wanted.sheet is None else wanted.sheet,
    )


def refuse_work(target: Target) -> None:
    """Raise InvalidInputError where somebody has worked on what an import would write over."""
    if target.problem is not None:
        raise InvalidInputError([target.problem])


def prepared(target: Target, draft: Draft, answers: Answers, wanted: Said) -> Imported:
    """Every text that *draft*, completed, makes of *target*: read and planned as a build would, and nothing written.

    Raises InvalidInputError where there is work already, where nothing could be imported, and for what would be wrong.
    """
    refuse_work(target)
    if not draft.entries and not draft.as_required:
        place = Location(draft.files[0] if draft.files else ANSWERS)
        raise InvalidInputError([Problem(place, "nothing in it could be imported, so nothing was written")])
    made = {CONFIG: _config(target, draft, wanted), target.framework: framework_text(draft)}
    content = {name: _as_it_was(target.found[name], text) for name, text in made.items()}
    _verify(target, draft, content)
    marks = {name: _marks(target, name, content[name]) for name in made if name != CONFIG or not _is_own(target)}
    text = answers_text(replace(answers, wrote=marks), draft, target.text(ANSWERS))
    return Imported(target=target, files={ANSWERS: text.encode(), **content})


def _marks(target: Target, name: str, content: bytes) -> str:
    """What a file is known by once it is written, and until then: a cut between the two loses nothing."""
    before = target.found[name]
    known = [_mark(before)] if before is not None and target.is_as_written(name) else []
    return " ".join(dict.fromkeys([_mark(content), *known]))


def _as_it_was(before: bytes | None, text: str) -> bytes:
    """*text* with the line ends and the mark at the beginning that a file had *before*; itself where nothing is new."""
    if before is None:
        return text.encode()
    mark = BOM_UTF8 if before.startswith(BOM_UTF8) else b""
    return mark + (text.replace("\n", "\r\n") if b"\r\n" in before else text).encode()


def _config(target: Target, draft: Draft, wanted: Said) -> str:
    text = target.text(CONFIG)
    if text is not None and _is_own(target):
        return with_missing(text, draft)
    return config_text(starter_text(CONFIG), draft, _said(wanted, target))


def _is_own(target: Target) -> bool:
    """Whether somebody has edited config.yaml, so that only what it lacks may be added."""
    text = target.text(CONFIG)
    if text is None or target.is_as_written(CONFIG):
        return False
    return text != started_config(starter_text(CONFIG), said_in(text))


def _said(wanted: Said, target: Target) -> Said:
    """What is said of the service now, or was when its config.yaml was written."""
    text = target.text(CONFIG)
    if text is None:
        return wanted
    example, before = said_in(starter_text(CONFIG)), said_in(text)
    return Said(
        calendar_id=wanted.calendar_id or _other(before.calendar_id, example.calendar_id),
        nation=wanted.nation or _other(before.nation, example.nation),
        service=wanted.service or (None if target.is_as_written(CONFIG) else _other(before.service, example.service)),
    )


def _other(said: str | None, example: str | None) -> str | None:
    return None if said == example else said


def _kept_remarks(wanted: Said) -> tuple[Remark, ...]:
    options = {"--nation": wanted.nation, "--calendar-id": wanted.calendar_id}
    return tuple(
        Remark(
            kind=Kind.SKIPPED, text=f"config.yaml is your own, so that {option} changes nothing: put '{value}' into it"
        )
        for option, value in options.items()
        if value is not None
    )


def _verify(target: Target, draft: Draft, content: Mapping[str, bytes]) -> None:
    workspace = Workspace(target.root)
    snapshot = workspace.read(replace(workspace.contents(), files=content))
    _ = snapshot.plan
    spelt = snapshot.config.spellings
    written = dict(zip(snapshot.names, snapshot.frameworks, strict=True))[target.framework]
    if not says_the_same(in_full(written)[0], draft, {name: person.name for name, person in spelt.items()}):
        raise RuntimeError(f"{target.framework} would not say what was understood; nothing was written")


def write(imported: Imported) -> tuple[Path, ...]:
    """Put every file in its place, import.yaml first, and return those that are new or changed.

    Raises DeliveryError, nothing written, where somebody edited one meanwhile or made it read-only.
    """
    target, root = imported.target, imported.target.root
    for name in imported.files:
        path = root / name
        if files.content_of(path) != target.found.get(name):
            raise DeliveryError(f"{name} was edited meanwhile, so nothing was written; look at it, and run this again")
        if path.exists() and files.is_read_only(path):
            raise DeliveryError(f"{name} is read-only, so nothing was written; whoever made it so can say why")
    for name, content in missing_schemas(root).items():
        files.replace(root / name, content)
    written = [root / name for name, content in imported.files.items() if files.replace(root / name, content)]
    return tuple(sorted(written))


def _mark(content: bytes) -> str:
    """What a file is known by, however its lines end."""
    return files.digest(content.replace(b"\r\n", b"\n"))
