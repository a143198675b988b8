"""Whether a value can meet two lowered schemas: where none can, nobody has to count how many it meets."""

from __future__ import annotations

from typing import Any

from specforge.gen.compose import Schemas, flat_object
from specforge.gen.dialect import PREFIX, Lowered

_ALL = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_DEEPEST = 20
_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def are_disjoint(first: Lowered, second: Lowered, schemas: Schemas) -> bool:
    """True when it is certain that no value meets both."""
    kinds = _kinds(first, schemas) & _kinds(second, schemas)
    if not kinds:
        return True
    if kinds == {"object"}:
        return _objects_are_disjoint(first, second, schemas)
    values, others = _values(first, schemas), _values(second, schemas)
    return values is not None and others is not None and not any(_is_in(value, others) for value in values)


def _objects_are_disjoint(first: Lowered, second: Lowered, schemas: Schemas) -> bool:
    one, other = flat_object(first, schemas), flat_object(second, schemas)
    if one is None or other is None:
        return False
    if _lacks(one, other) or _lacks(other, one):
        return True
    shared = [name for name in one["required"] if name in other["required"]]
    return any(_properties_are_disjoint(one, other, name, schemas) for name in shared)


def _properties_are_disjoint(one: Lowered, other: Lowered, name: str, schemas: Schemas) -> bool:
    first, second = one["properties"].get(name), other["properties"].get(name)
    if first is None or second is None:
        return False
    values, others = _values(first, schemas), _values(second, schemas)
    if values is None or others is None:
        return not _kinds(first, schemas) & _kinds(second, schemas)
    return not any(_is_in(value, others) for value in values)


def _lacks(closed: Lowered, needing: Lowered) -> bool:
    """True when an object that allows no other members has none of those that the other one needs."""
    is_closed = closed.get("additionalProperties") is False
    return is_closed and any(name not in closed["properties"] for name in needing["required"])


def _is_in(value: Any, values: list[Any]) -> bool:
    return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in values)


def _resolved(schema: Lowered, schemas: Schemas) -> Lowered:
    for _ in range(_DEEPEST):
        if "$ref" not in schema:
            return schema
        schema = schemas.get(schema["$ref"].removeprefix(PREFIX), {})
    return {}


def _values(schema: Lowered, schemas: Schemas) -> list[Any] | None:
    """The values that a schema lists; None when it does not."""
    schema = _resolved(schema, schemas)
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if isinstance(values, list) else None


def _kinds(schema: Lowered, schemas: Schemas, depth: int = 0) -> frozenset[str]:
    """The JSON types that a schema allows; integers are numbers too."""
    schema = _resolved(schema, schemas)
    if depth > _DEEPEST:
        return _ALL
    if "allOf" in schema:
        return _ALL.intersection(*(_kinds(part, schemas, depth + 1) for part in schema["allOf"]))
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        return frozenset[str]().union(*(_kinds(branch, schemas, depth + 1) for branch in branches))
    values = _values(schema, schemas)
    if values is not None:
        return frozenset(_NAMES.get(type(value), "null") for value in values)
    kinds = schema.get("type")
    named = frozenset([kinds] if isinstance(kinds, str) else kinds or _ALL)
    return named | {"integer"} if "number" in named else named
