"""Both files together: every problem in either is found before any is raised."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from qa_calendar.model import Config, Framework
from qa_calendar.problems import InvalidInputError, Problem
from qa_calendar.reading.config import ConfigShape, config_of, names_in
from qa_calendar.reading.framework import FrameworkShape, framework_of, titles_in
from qa_calendar.reading.source import Document, Shape, decode, fit, read_yaml

AnyShape = TypeVar("AnyShape", bound=Shape)
CONFIG, FRAMEWORK = "config.yaml", "framework.yaml"


def load(
    config: str | bytes | None, framework: str | bytes | None, unreadable: Iterable[Problem] = ()
) -> tuple[Config, Framework]:
    """Read both files' content; raises InvalidInputError with everything wrong in them.

    A file that could not even be read is None, and the reason is among *unreadable*.
    """
    problems = list(unreadable)
    documents = {
        CONFIG: _document(config, CONFIG, problems),
        FRAMEWORK: _document(framework, FRAMEWORK, problems),
    }
    context = {"staff": _found(documents[CONFIG], names_in), "activities": _found(documents[FRAMEWORK], titles_in)}
    shapes = (
        _fitted(documents[CONFIG], ConfigShape, context, problems),
        _fitted(documents[FRAMEWORK], FrameworkShape, context, problems),
    )
    read_config = _made(config_of, shapes[0], documents[CONFIG], problems)
    read_framework = _made(framework_of, shapes[1], documents[FRAMEWORK], problems)
    if problems or read_config is None or read_framework is None:
        raise InvalidInputError(problems)
    return read_config, read_framework


def _document(content: str | bytes | None, file: str, problems: list[Problem]) -> Document | None:
    if content is None:
        return None
    try:
        return read_yaml(decode(content, file) if isinstance(content, bytes) else content, file)
    except InvalidInputError as error:
        problems += error.problems
        return None


def _found(document: Document | None, names: Any) -> Mapping[str, str] | None:
    return None if document is None else names(document)


def _fitted(
    document: Document | None, shape: type[AnyShape], context: Mapping[str, Any], problems: list[Problem]
) -> AnyShape | None:
    if document is None:
        return None
    try:
        return fit(document, shape, context)
    except InvalidInputError as error:
        problems += error.problems
        return None


def _made(make: Any, shape: Shape | None, document: Document | None, problems: list[Problem]) -> Any:
    if shape is None:
        return None
    try:
        return make(shape, document)
    except InvalidInputError as error:
        problems += error.problems
        return None


def schemas() -> dict[str, str]:
    """The JSON Schema of each file, by file name, as editors read them (draft 2020-12)."""
    shapes: dict[str, type[Shape]] = {"config": ConfigShape, "framework": FrameworkShape}
    found = {}
    for name, shape in shapes.items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape.model_json_schema(by_alias=True)}
        found[f"{name}.schema.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return found
