"""Stand-ins: the plain value that Prism shows where a document has no example (``"string"``, ``0``, ``true``).

The same schema always gives the same stand-in, with every property in the author's order. It follows Prism's
json-schema-sampler: a default, constant, first enum member or example is taken as it is, of alternatives the first one,
and a schema that contains itself is unrolled once. Unlike there, a discriminator says which one it is. A stand-in
is a guess: the caller checks that it is valid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.mock.formats import FORMATS, uuid
from specforge.values.discriminate import values_for

_DEEPEST = 15
_MOST_VISITS = 2500
_MOST_NESTED = 100

# A schema without a type has the type that its keywords speak of; the first of these decides.
_IMPLIED = {
    "multipleOf": "number", "maximum": "number", "exclusiveMaximum": "number", "minimum": "number",
    "exclusiveMinimum": "number", "maxLength": "string", "minLength": "string", "pattern": "string",
    "items": "array", "maxItems": "array", "minItems": "array", "uniqueItems": "array", "contains": "array",
    "maxProperties": "object", "minProperties": "object", "required": "object", "additionalProperties": "object",
    "properties": "object", "patternProperties": "object",
}  # fmt: skip

_DEMANDING = ("pattern", "multipleOf", "not")


class Absent:
    """What a schema gives that contains itself: no value at all."""


ABSENT = Absent()

Improve = Callable[[Schema, Any], Any]
"""Turns the stand-in for a schema that asks for more than its type into a valid value: itself, where it is one."""


class TooComplex(Exception):
    """The schema has more parts than anybody wants to see in an answer."""


def stand_in(schema: Schema, improve: Improve) -> Any:
    """The stand-in for a schema, or ABSENT. Raises TooComplex."""
    return _Traversal(improve).visit(schema, 1)


class _Traversal:
    def __init__(self, improve: Improve) -> None:
        self._improve = improve
        self._inside: Counter[Node] = Counter()
        self._visits = 0

    def visit(self, schema: Schema, depth: int, name: str = "id", inherited: str | None = None) -> Any:
        self._visits += 1
        if self._visits > _MOST_VISITS:
            raise TooComplex
        kind = type_of(schema) or inherited
        if self._inside[schema.node] > 1 or depth > _DEEPEST or self._inside.total() > _MOST_NESTED:
            return _shallow(schema, kind)
        self._inside[schema.node] += 1
        try:
            value = self._combined(schema, kind, depth, name)
        finally:
            self._inside[schema.node] -= 1
        return _discriminated(value, schema) if isinstance(value, dict) else value

    def _combined(self, schema: Schema, kind: str | None, depth: int, name: str) -> Any:
        parts = schema.all_of
        if not parts:
            return self._alternative(schema, kind, depth, name)
        own = self._alternative(schema, kind, depth, name)
        kind = kind or next((found for part in parts if (found := type_of(part))), None)
        samples = [self.visit(part, depth + 1, name, kind) for part in parts]
        if any(isinstance(sample, dict) for sample in (own, *samples)):
            return _merged([sample for sample in (own, *samples) if isinstance(sample, dict)])
        given = [sample for sample in (*samples[::-1], own) if sample is not ABSENT and sample is not None]
        return given[0] if given else own

    def _alternative(self, schema: Schema, kind: str | None, depth: int, name: str) -> Any:
        for alternatives in (schema.one_of, schema.any_of):
            if alternatives:
                return self.visit(alternatives[0], depth, name, kind)
        return self._plain(schema, kind, depth, name)

    def _plain(self, schema: Schema, kind: str | None, depth: int, name: str) -> Any:
        given = _given(schema)
        if given is not ABSENT:
            return given
        match kind:
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, depth)
        value = _scalar(schema, kind, name)
        is_demanding = any(schema.get(keyword) is not None for keyword in _DEMANDING)
        return self._improve(schema, value) if is_demanding else value

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name, child in schema.properties.items():
            if not child.write_only:
                result[name] = self.visit(child, depth + 1, name)
        more = schema.additional_properties
        if isinstance(more, Schema):
            result |= {name: self.visit(more, depth + 1) for name in ("property1", "property2")}
        return {name: value for name, value in result.items() if value is not ABSENT}

    def _array(self, schema: Schema, depth: int) -> list[Any]:
        items = schema.items or _contains(schema)
        if items is None:
            return []
        wanted, most = schema.get("minItems"), schema.get("maxItems")
        length = wanted if isinstance(wanted, int) and wanted > 0 else 1
        length = min(length, most) if isinstance(most, int) else length
        values = [self.visit(items, depth + 1) for _ in range(min(length, _MOST_VISITS))]
        return [value for value in values if value is not ABSENT]


def _discriminated(value: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """Where a discriminator chose the schema, its property says which one it is: of alternatives the first one, of a
    base schema the one that extends it."""
    branch = next(iter(schema.one_of or schema.any_of), None)
    if branch is not None:
        return _named(value, schema, branch.node)
    for part in (schema, *schema.all_of):
        if not part.one_of and not part.any_of:
            value = _named(value, part, schema.node)
    return value


def _named(value: dict[str, Any], holder: Schema, chosen: Node) -> dict[str, Any]:
    discriminator = holder.discriminator
    if discriminator is None or discriminator.property_name not in value:
        return value
    names = values_for(discriminator, chosen)
    return (
        value
        if not names or value[discriminator.property_name] in names
        else value | {discriminator.property_name: names[0]}
    )


def _shallow(schema: Schema, kind: str | None) -> Any:
    """Where unrolling ends: something empty, or nothing where that would be invalid."""
    if kind == "array" and not schema.get("minItems"):
        return []
    is_open = not any(part.required for part in (schema, *schema.all_of))
    return {} if kind == "object" and is_open else ABSENT


def type_of(schema: Schema) -> str | None:
    """The type that a stand-in has: the first one allowed, else the one that the keywords speak of."""
    types = schema.types
    if types:
        return types[0]
    value = schema.value
    if not isinstance(value, dict):
        return None
    if value.get("type") == "file":
        return "string"
    return next((kind for keyword, kind in _IMPLIED.items() if keyword in value), None)


def _given(schema: Schema) -> Any:
    """A value that the author wrote himself."""
    value = schema.value
    if not isinstance(value, dict):
        return None
    for keyword in ("default", "const"):
        if keyword in value:
            return value[keyword]
    if schema.enum:
        return schema.enum[0]
    for keyword in ("example", "x-example"):
        if keyword in value:
            return value[keyword]
    examples = value.get("examples")
    return examples[0] if isinstance(examples, list) and examples else ABSENT


def _contains(schema: Schema) -> Schema | None:
    child = schema.node.get("contains")
    return Schema.of(child) if child is not None and child.is_mapping else None


def _merged(objects: list[dict[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for each in objects:
        for key, value in each.items():
            old = result.get(key)
            result[key] = _merged([old, value]) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


def _scalar(schema: Schema, kind: str | None, name: str) -> Any:
    match kind:
        case "boolean":
            return True
        case "integer" | "number":
            return _number(schema)
        case "string":
            return _string(schema, name)
    return None


def _number(schema: Schema) -> int | float:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    # Until OpenAPI 3.0 the exclusive keywords are booleans about the others.
    if above is True:
        low, above = None, low
    if below is True:
        high, below = None, high
    if _is_number(low):
        return low  # type: ignore[no-any-return]
    if _is_number(above):
        middle = (above + below) / 2 if _is_number(below) else above + 1
        return above + 1 if not _is_number(below) or above + 1 < below else middle  # type: ignore[no-any-return]
    if _is_number(below):
        return min(below - 1, 0)  # type: ignore[no-any-return]
    return min(high, 0) if _is_number(high) else 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _string(schema: Schema, name: str) -> str:
    shortest, longest = schema.get("minLength"), schema.get("maxLength")
    low = shortest if isinstance(shortest, int) else 0
    if schema.format == "uuid":
        return uuid(name)
    fixed = FORMATS.get(schema.format or "")
    if fixed is not None:
        return fixed
    text = ("string" * (low // 6 + 1))[:low] if low > 6 else "string"
    return text[:longest] if isinstance(longest, int) and longest else text
