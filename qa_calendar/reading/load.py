"""All the files together: every problem in any is found before one is raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from qa_calendar.garbage import left_alone
from qa_calendar.model import Config, Framework
from qa_calendar.names import Names
from qa_calendar.problems import InvalidInputError, Problem
from qa_calendar.reading.clashes import (
    config_clashes,
    framework_clashes,
    framework_files,
    names_in,
    overlapping_years,
    rules_twice,
    titles_in,
)
from qa_calendar.reading.config import ConfigShape, config_of
from qa_calendar.reading.framework import FrameworkShape, framework_of
from qa_calendar.reading.shape import AnyShape, Shape, fit
from qa_calendar.reading.source import Document, decode, read_yaml

_Found = TypeVar("_Found")
CONFIG, FRAMEWORK = "config.yaml", "framework.yaml"


@dataclass(frozen=True, slots=True)
class Settings:
    """config.yaml as YAML, whatever it means: the *frameworks* it names, as files, and what is wrong so far.

    There is no *document* of a file that is no YAML, or that could not be read.
    """

    document: Document | None
    frameworks: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def settings_of(config: str | bytes | None) -> Settings:
    """The first look at config.yaml's content, None where it could not be read: it says which files come next."""
    problems: list[Problem] = []
    document = _collect(lambda: _document(config, CONFIG), problems)
    return Settings(document, (document and framework_files(document)) or (FRAMEWORK,), tuple(problems))


@left_alone()
def load(
    config: str | bytes | Settings | None,
    frameworks: Mapping[str, str | bytes | None],
    unreadable: Iterable[Problem] = (),
) -> tuple[Config, tuple[Framework, ...]]:
    """Read every file's content, frameworks by file name; raises InvalidInputError with everything wrong in them.

    A file that could not even be read is None, and the reason is among *unreadable*.

    text ─▶ plain values with places ─▶ shapes (words, names, rules) and clashes ─▶ Config and Frameworks
    """
    looked_at = config if isinstance(config, Settings) else settings_of(config)
    problems = [*unreadable, *looked_at.problems]
    settings = looked_at.document
    programmes = [_collect(partial(_document, content, file), problems) for file, content in frameworks.items()]
    staff, titles = settings and names_in(settings), [found and titles_in(found) for found in programmes]
    known = (
        None
        if None in titles
        else Names({title: name for own in titles if own for title, name in own.spellings.items()})
    )
    config_shape = _fitted(settings, ConfigShape, {"staff": staff, "activities": known}, config_clashes, problems)
    problems += rules_twice(settings, known) if settings and known else ()
    years = []
    for document, own in zip(programmes, titles, strict=True):
        context = {"staff": staff, "activities": own}
        shape = _fitted(document, FrameworkShape, context, framework_clashes, problems)
        if document and shape:
            years.append(framework_of(shape, document))
    problems += overlapping_years(years)
    if problems or not (settings and config_shape):
        raise InvalidInputError(problems)
    return config_of(config_shape, settings), tuple(years)


def _collect(read: Callable[[], _Found], problems: list[Problem]) -> _Found | None:
    """What *read* gives, or None with its problems added to *problems*."""
    try:
        return read()
    except InvalidInputError as error:
        problems += error.problems
        return None


def _document(content: str | bytes | None, file: str) -> Document | None:
    if content is None:
        return None
    return read_yaml(decode(content, file) if isinstance(content, bytes) else content, file)


def _fitted(
    document: Document | None,
    shape: type[AnyShape],
    context: Mapping[str, object],
    clashes: Callable[[Document], Iterable[Problem]],
    problems: list[Problem],
) -> AnyShape | None:
    if document is None:
        return None
    problems += clashes(document)
    return _collect(lambda: fit(document, shape, context), problems)


def schemas() -> dict[str, str]:
    """The JSON Schema of each file, by file name, as editors read them (draft 7)."""
    from qa_calendar.reading.schema import schema_of  # only `qa-calendar schema` needs it

    shapes: dict[str, type[Shape]] = {"config": ConfigShape, "framework": FrameworkShape}
    return {f"{name}.schema.json": schema_of(shape, f"{name}.yaml") for name, shape in shapes.items()}
