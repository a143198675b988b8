"""Values that arrive as text: which types a schema allows for them, and the text read as one of these types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import orjson

from specforge.document.model import Schema
from specforge.values.lowering.dialect import JSON_TYPES

_INTEGER = re.compile(r"-?[0-9]+\Z")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
_ALL = frozenset(JSON_TYPES)
_DEEPEST = 8


class TextShape:
    """What a schema says about a value that is written as text: its types, and the shapes of its parts."""

    def __init__(self, schema: Schema | None) -> None:
        self.schema = schema

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that are possible; all of them where the schema does not say."""
        return _types(self.schema)

    @property
    def is_open(self) -> bool:
        """True when nothing is said about the type."""
        return self.types == _ALL

    @property
    def is_array(self) -> bool:
        return "array" in self.types and not self.is_open

    @property
    def is_object(self) -> bool:
        return "object" in self.types and not self.is_open

    @property
    def is_scalar(self) -> bool:
        """True when something other than an array or object is possible too."""
        return not self.types <= {"array", "object", "null"}

    @cached_property
    def items(self) -> TextShape:
        return TextShape(next((part.items for part in _parts(self.schema) if part.items is not None), None))

    @cached_property
    def properties(self) -> dict[str, TextShape]:
        found = (pair for part in _parts(self.schema) for pair in part.properties.items())
        return {name: TextShape(schema) for name, schema in found}

    @cached_property
    def additional(self) -> TextShape | None:
        """The shape of properties without a name in the schema, None where it does not describe any."""
        for part in _parts(self.schema):
            if isinstance(part.additional_properties, Schema):
                return TextShape(part.additional_properties)
        is_map = self.is_object and not self.properties
        return TextShape(None) if is_map or any(p.additional_properties is True for p in _parts(self.schema)) else None

    def member(self, name: str) -> TextShape:
        """The shape of one property."""
        return self.properties.get(name) or self.additional or TextShape(None)

    def read(self, text: str) -> Any:
        """The text as a value of one of the types; the text itself where it is none, so that validation says why."""
        if self.is_open:
            return text
        if "integer" in self.types and _INTEGER.match(text):
            return int(text) if len(text) < 4000 else text
        if self.types & {"integer", "number"} and _NUMBER.match(text):
            return _number(text)
        if "boolean" in self.types and text in ("true", "false"):
            return text == "true"
        if "null" in self.types and "string" not in self.types and text in ("", "null"):
            return None
        return text


def write(value: Any) -> str:
    """A primitive as text, anything else as JSON. Null is the empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return str(value)
        case bytes():
            return value.decode("latin-1")
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _number(text: str) -> Any:
    number = float(text)
    return number if number not in (float("inf"), float("-inf")) else text


def _parts(schema: Schema | None, depth: int = 0) -> Iterator[Schema]:
    """The schema and everything that composition may add to it."""
    if schema is None or depth > _DEEPEST:
        return
    yield schema
    for part in (*schema.all_of, *schema.any_of, *schema.one_of):
        yield from _parts(part, depth + 1)


def _types(schema: Schema | None, depth: int = 0) -> frozenset[str]:
    if schema is None or depth > _DEEPEST:
        return _ALL
    types = frozenset(schema.types) or _types_of_values(schema) or _ALL
    types |= {"integer"} if "number" in types else frozenset()
    for part in schema.all_of:
        types &= _types(part, depth + 1)
    for parts in (schema.any_of, schema.one_of):
        if parts:
            types &= frozenset[str]().union(*(_types(part, depth + 1) for part in parts))
    return types


def _types_of_values(schema: Schema) -> frozenset[str]:
    """The types of ``enum`` and ``const``, and those that ``properties`` and ``items`` give away."""
    constant = schema.get("const")
    values = schema.enum or ([constant] if constant is not None else [])
    if not values:
        return frozenset({"object"} if schema.properties else {"array"} if schema.items else ())
    return frozenset(_type(value) for value in values)


def _type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"
