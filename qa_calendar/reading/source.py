"""YAML with the line and column of every key and value, and nothing guessed.

Scalars stay text: `No` is a person, `10:30` is a time, `on` is a word. What a value means is for the shapes of
config.py and framework.py to say, whose errors this module turns into `file:line:column: message`.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from qa_calendar.problems import InvalidInputError, Location, Problem, did_you_mean

Path = tuple[str | int, ...]
Value = dict[str, Any] | list[Any] | str | None

MAX_DEPTH = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Shape(BaseModel):
    """The shape of one mapping in a file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


AnyShape = TypeVar("AnyShape", bound=Shape)


@dataclass(slots=True)
class Document:
    """A file as plain values, with the place of every value and key."""

    file: str
    value: Value = None
    problems: list[Problem] = field(default_factory=list)
    _values: dict[Path, Location] = field(default_factory=dict)
    _keys: dict[Path, Location] = field(default_factory=dict)

    def at(self, path: Iterable[str | int]) -> Location:
        """Where the value at *path* stands, or the nearest thing around it that does."""
        return self._nearest(self._values, tuple(path))

    def key_at(self, path: Iterable[str | int]) -> Location:
        """Where the key at the end of *path* stands; for a list item, the item."""
        path = tuple(path)
        return self._keys.get(path) or self.at(path)

    def _nearest(self, places: Mapping[Path, Location], path: Path) -> Location:
        while path and path not in places:
            path = path[:-1]
        return places.get(path, Location(self.file))


def decode(raw: bytes, file: str) -> str:
    """The text of *raw*, which must be UTF-8, with or without a byte order mark; raises InvalidInputError."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "the file is saved as UTF-16 ('Unicode'); save it again as UTF-8"
        raise InvalidInputError([Problem(Location(file), message)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        message = f"the file is not UTF-8 (byte 0x{raw[error.start]:02x}); save it again as UTF-8"
        raise InvalidInputError([Problem(Location(file, line, column), message)]) from None


def read_yaml(text: str, file: str) -> Document:
    """Read *text*; raises InvalidInputError unless it is one plain YAML mapping. Repeated keys are kept as problems."""
    document = Document(file)
    try:
        document.value = _Builder(document).build(yaml.parse(text, Loader=_Loader))
    except yaml.YAMLError as error:
        raise InvalidInputError([_syntax_problem(error, text, file), *document.problems]) from None
    if not isinstance(document.value, dict):
        what = "the file is empty" if document.value is None else "expected `key: value` lines"
        raise InvalidInputError([Problem(Location(file), what), *document.problems])
    return document


class _Refused(yaml.MarkedYAMLError):
    """Something YAML allows and these files do not."""

    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(problem=message, problem_mark=mark)


class _Builder:
    """Builds values from parser events, so that no alias is ever followed and no tag resolved."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def build(self, events: Iterator[Any]) -> Value:
        value: Value = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused("a second document starts here; keep one per file", event.start_mark)
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, events, ())
        return value

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> Value:
        self._refuse(event, path)
        self._document._values[path] = self._place(event.start_mark)
        match event:
            case yaml.ScalarEvent():
                return self._scalar(event)
            case yaml.SequenceStartEvent():
                return self._sequence(events, path)
            case _:
                return self._mapping(events, path)

    def _refuse(self, event: Any, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _Refused(
                "'&' and '*' references are not used in these files; write the value out, or put "
                "quotes around text that starts with one",
                event.start_mark,
            )
        if event.tag:
            raise _Refused(f"the tag '{event.tag}' is not used in these files", event.start_mark)
        if len(path) > MAX_DEPTH:
            raise _Refused("nested too deeply", event.start_mark)

    def _scalar(self, event: Any) -> str | None:
        plain = event.implicit[0]
        return None if plain and event.value in ("", "~", "null") else str(event.value)

    def _sequence(self, events: Iterator[Any], path: Path) -> Value:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path) -> Value:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._refuse(event, path)
            place = self._place(event.start_mark)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused("a key must be plain text", event.start_mark)
            key = str(event.value)
            if key in found:
                first = self._document._keys[*path, key].line
                self._document.problems.append(Problem(place, f"'{key}' is here twice (first in line {first})"))
            else:
                self._document._keys[*path, key] = place
            value = self._node(next(events), events, (*path, key))
            found.setdefault(key, value)
        return found

    def _place(self, mark: Any) -> Location:
        return Location(self._document.file, mark.line + 1, mark.column + 1)


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        place = Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return Problem(place, f"a control character (0x{ord(text[error.position]):02x}) that no text file should hold")
    assert isinstance(error, yaml.MarkedYAMLError)
    mark = error.problem_mark or error.context_mark
    place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
    if isinstance(error, _Refused):
        return Problem(place, str(error.problem))
    return Problem(place, _syntax_message(error, text, place))


def _syntax_message(error: yaml.MarkedYAMLError, text: str, place: Location) -> str:
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if line[place.column - 1 : place.column] == "\t" or re.match(r" *\t", line):
        return "a tab; indent with spaces"
    cures = {
        "mapping values are not allowed": "a second ': ' in one line; put quotes around text that holds a colon",
        "did not find expected key": "the line does not fit the ones above; check its indentation, quotes and commas",
        "could not find expected ':'": "a key without a ':' behind it",
        "did not find expected ',' or ']'": "a list that is not closed; look for a missing ',' or ']'",
        "did not find expected ',' or '}'": "braces that are not closed; look for a missing ',' or '}'",
        "found unexpected end of stream": "quotes that are not closed",
        "did not find expected '-' indicator": "the line does not fit the list above; check its indentation",
        "cannot start any token": "text cannot start with this character; put quotes around it",
    }
    problem = str(error.problem)
    return next((cure for known, cure in cures.items() if known in problem), f"not readable as YAML: {problem}")


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
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
    "model_attributes_type": "`key: value` lines",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


def _problem(document: Document, shape: type[Shape], detail: Any) -> Problem:
    path: Path = tuple(part for part in detail["loc"] if part != "[key]")
    kind, given = detail["type"], detail["input"]
    if kind == "missing":
        return Problem(document.key_at(path[:-1]), f"'{path[-1]}' is missing{_in(path[:-1])}")
    if kind == "extra_forbidden":
        return Problem(document.key_at(path), _unknown_key(str(path[-1]), given, _keys_of(shape, path[:-1])))
    place = document.key_at(path) if "[key]" in detail["loc"] else document.at(path)
    if kind in _EXPECTED:
        return Problem(place, f"expected {_EXPECTED[kind]}{_for(path)}, found {_found(given)}")
    return Problem(place, str(detail["msg"]).removeprefix("Value error, "))


def _in(path: Path) -> str:
    return f" in '{path[-1]}'" if path and isinstance(path[-1], str) else ""


def _for(path: Path) -> str:
    return f" for '{path[-1]}'" if path and isinstance(path[-1], str) else ""


def _unknown_key(key: str, value: Any, known: Iterable[str]) -> str:
    if value is None and " " in key:
        return f"unknown key '{key}'; inside braces a comma starts a new key, so put quotes around text that holds one"
    return f"unknown key '{key}'{did_you_mean(key, known)}"


def _found(given: Any) -> str:
    match given:
        case None:
            return "nothing"
        case dict():
            return "`key: value` lines"
        case list():
            return "a list"
        case _:
            return f"'{given}'"


def _keys_of(annotation: Any, path: Path) -> tuple[str, ...]:
    """The keys the shape allows at *path*, for did-you-mean."""
    for arm in _arms(annotation):
        if isinstance(arm, type) and issubclass(arm, Shape):
            fields = {info.alias or name: info.annotation for name, info in arm.model_fields.items()}
            if not path:
                return tuple(fields)
            if path[0] in fields and (found := _keys_of(fields[str(path[0])], path[1:])):
                return found
        elif path and typing.get_origin(arm) in (dict, list, tuple):
            return _keys_of(typing.get_args(arm)[-1], path[1:])
    return ()


def _arms(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) is typing.Annotated:
        return _arms(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return tuple(arm for part in typing.get_args(annotation) for arm in _arms(part))
    return (annotation,)
