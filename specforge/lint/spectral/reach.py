"""How deep into a value a JSON Schema looks: what lies deeper need not be unfolded for it."""

from __future__ import annotations

from typing import Any

_SAME = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
_INTO = ("additionalProperties", "items", "prefixItems", "contains", "additionalItems", "unevaluatedProperties")
_INTO_NAMED = ("properties", "patternProperties")
_SAME_NAMED = ("dependentSchemas", "dependencies")
_UNKNOWN = ("$ref", "$dynamicRef", "$recursiveRef", "uniqueItems", "unevaluatedItems")


def reach(schema: Any) -> int | None:
    """The number of levels, or None for all of them."""
    if not isinstance(schema, dict):
        return 0
    if any(keyword in schema for keyword in _UNKNOWN) or _compares_containers(schema):
        return None
    here = [reach(part) for keyword in _SAME for part in _parts(schema.get(keyword))]
    here += [reach(part) for keyword in _SAME_NAMED for part in _values(schema.get(keyword))]
    deeper = [reach(part) for keyword in _INTO for part in _parts(schema.get(keyword))]
    deeper += [reach(part) for keyword in _INTO_NAMED for part in _values(schema.get(keyword))]
    if None in here or None in deeper:
        return None
    return max((0, *(depth for depth in here if depth), *(depth + 1 for depth in deeper if depth is not None)))


def _compares_containers(schema: dict[str, Any]) -> bool:
    values = [schema.get("const"), *(schema["enum"] if isinstance(schema.get("enum"), list) else ())]
    return any(isinstance(value, dict | list) for value in values)


def _parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []
