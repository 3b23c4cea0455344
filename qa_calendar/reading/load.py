"""Both files together: every problem in either is found before any is raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from qa_calendar.model import Config, Framework
from qa_calendar.problems import InvalidInputError, Problem
from qa_calendar.reading.clashes import config_clashes, framework_clashes, names_in, titles_in
from qa_calendar.reading.config import ConfigShape, config_of
from qa_calendar.reading.framework import FrameworkShape, framework_of
from qa_calendar.reading.shape import AnyShape, Shape, fit
from qa_calendar.reading.source import Document, decode, read_yaml

_Found = TypeVar("_Found")
CONFIG, FRAMEWORK = "config.yaml", "framework.yaml"


def load(
    config: str | bytes | None, framework: str | bytes | None, unreadable: Iterable[Problem] = ()
) -> tuple[Config, Framework]:
    """Read both files' content; raises InvalidInputError with everything wrong in them.

    A file that could not even be read is None, and the reason is among *unreadable*.

    text ─▶ plain values with places ─▶ shapes (words, names, rules) and clashes ─▶ Config and Framework
    """
    problems = list(unreadable)
    settings = _collect(lambda: _document(config, CONFIG), problems)
    programme = _collect(lambda: _document(framework, FRAMEWORK), problems)
    context = {"staff": settings and names_in(settings), "activities": programme and titles_in(programme)}
    config_shape = _fitted(settings, ConfigShape, context, config_clashes, problems)
    framework_shape = _fitted(programme, FrameworkShape, context, framework_clashes, problems)
    if problems or not (settings and programme and config_shape and framework_shape):
        raise InvalidInputError(problems)
    return config_of(config_shape, settings), framework_of(framework_shape, programme)


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
