"""The JSON Schemas of the two files, for editors that complete and check while a person types.

A schema is about what a plain YAML reader makes of a file (numbers, booleans), and a red line must mean something: it
is no stricter than load(), but for the case of fixed words. Draft 7, because editors know no later one in full.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonRef
from pydantic_core import core_schema

from qa_calendar.reading.shape import Shape

_DRAFT = "http://json-schema.org/draft-07/schema#"


def schema_of(shape: type[Shape], file: str) -> str:
    """The JSON Schema of *file*, whose shape is *shape*."""
    made = shape.model_json_schema(schema_generator=_Plain, ref_template="#/definitions/{model}")
    definitions = made.pop("$defs")
    months = made["properties"].get("months")
    if months:
        definitions["month"] = next(iter(months["properties"].values()))
        months["properties"] = {name: {"$ref": "#/definitions/month"} for name in months["properties"]}
    text = json.dumps({"$schema": _DRAFT, "title": file, **made, "definitions": definitions}, indent=2)
    return re.sub(r"\b(\w+)Shape\b", lambda name: _snake(name[1]), text) + "\n"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


class _Plain(GenerateJsonSchema):
    """Leaves out what only pydantic cares for: titles made from names, optional values as null, computed defaults."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> dict[str, Any]:
        shape = schema["cls"]
        assert issubclass(shape, Shape)
        made = super().model_schema(schema)
        made.pop("title")
        for key in shape.may_be_empty():
            self._allow_nothing(made["properties"][key])
        return made

    def _allow_nothing(self, schema: dict[str, Any]) -> None:
        while "$ref" in schema:
            schema = self.get_schema_from_definitions(JsonRef(schema["$ref"])) or {}
        if "anyOf" in schema:
            schema["anyOf"].append({"type": "null"})
        elif isinstance(schema["type"], str):
            schema["type"] = [schema["type"], "null"]

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> dict[str, Any]:
        """One of several; which it is shows, and nothing in a file says so."""
        return {"anyOf": [self.generate_inner(choice) for choice in schema["choices"].values()]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        default = schema.get("default")
        if default in (None, (), {}) or isinstance(default, BaseModel):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def dict_schema(self, schema: core_schema.DictSchema) -> dict[str, Any]:
        made = super().dict_schema(schema)
        names = self.generate_inner(schema["keys_schema"]).get("enum")
        if names:
            made |= {"properties": dict.fromkeys(names, made["additionalProperties"]), "additionalProperties": False}
        return made
