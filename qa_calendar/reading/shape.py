"""Fitting a file's values to its shape, and each misfit as a problem with a place and a cure.

pydantic finds the misfits; none of its own words reach a person.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from qa_calendar.problems import InvalidInputError, Location, Problem, did_you_mean
from qa_calendar.reading.source import Document, Path

_LONGEST = 300


class _Nothing:
    """What stands behind a key with nothing behind it; unlike None, no optional field takes it."""


_NOTHING = _Nothing()


class Shape(BaseModel):
    """The shape of one mapping in a file: unknown keys are errors, and so is a key with nothing behind it.

    Only a list or a section that may be left out may also be empty: its lines are often commented out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)

    @model_validator(mode="before")
    @classmethod
    def _refuse_nothing(cls, value: Any) -> Any:
        if not isinstance(value, dict) or None not in value.values():
            return value
        empty = cls.may_be_empty()
        return {
            key: _NOTHING if given is None else given
            for key, given in value.items()
            if given is not None or key not in empty
        }

    @classmethod
    def may_be_empty(cls) -> frozenset[str]:
        """The keys that may have nothing behind them: lists and sections that are empty by default."""
        return frozenset(
            info.alias or name
            for name, info in cls.model_fields.items()
            if info.default in ([], {}) or isinstance(info.default, Shape)
        )


AnyShape = TypeVar("AnyShape", bound=Shape)


def wrong(message: str, key: str | None = None) -> PydanticCustomError:
    """An error whose text is *message* as it stands; it stands at *key* of the mapping it is found in."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "key": key})


def expected(what: str, given: Any, cure: str = "") -> PydanticCustomError:
    """An error that says *what* was expected, for which key, and what was found instead."""
    return PydanticCustomError("expected", "{what}", {"what": what, "found": _found(given), "cure": cure})


def fit(document: Document, shape: type[AnyShape], context: Mapping[str, Any]) -> AnyShape:
    """The values of *document* as *shape*; raises InvalidInputError with every problem in it, each at its place."""
    try:
        fitted = shape.model_validate(document.value, context=dict(context))
    except ValidationError as error:
        found = [_problem(document, shape, detail) for detail in error.errors(include_url=False)]
        raise InvalidInputError([*document.problems, *found]) from None
    if document.problems:
        raise InvalidInputError(document.problems)
    return fitted


_EXPECTED = {
    "list_type": "a list",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
}


def _problem(document: Document, shape: type[Shape], detail: Any) -> Problem:
    path, is_key = _split(detail["loc"])
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    place = document.key_at(path) if is_key else document.at(path)
    if kind == "missing":
        return Problem(document.key_at(path[:-1]), f"'{path[-1]}' is missing{_behind(' in', path[:-1])}")
    if kind == "extra_forbidden":
        return Problem(document.key_at(path), _unknown_key(document, shape, path, given))
    if kind == "wrong":
        return Problem(document.at((*path, context["key"])) if context["key"] else place, _short(context["message"]))
    if kind == "expected":
        return _unexpected(place, path, context["what"], context["found"], context["cure"])
    if kind == "too_short":
        return _unexpected(place, path, "at least one entry", "none")
    assert kind in _EXPECTED, kind
    cure = f" (write [{given}])" if kind == "list_type" and isinstance(given, str) else ""
    return _unexpected(place, path, _EXPECTED[kind], _found(given), cure)
