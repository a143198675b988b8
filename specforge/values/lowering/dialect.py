"""What the keywords of each version's schemas mean in JSON Schema 2020-12, one schema object at a time.

Swagger 2.0 and OpenAPI 3.0 schemas are an older JSON Schema with additions (OpenAPI 3.0.4 section 4.7.24); since
OpenAPI 3.1 they are JSON Schema 2020-12 (section 4.8.24). A keyword with a value of the wrong shape is left out:
a validator would refuse the whole schema for it, and the structural lint reports it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from specforge.document.versions import Version
from specforge.document.view import strings
from specforge.values.lowering.lowered import Lowered
from specforge.values.patterns import usable

JSON_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")

_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


class Dialect(NamedTuple):
    """Which keywords hold schemas, and which are assertions. ``has_siblings``: keywords beside ``$ref`` apply."""

    singles: frozenset[str]
    lists: frozenset[str]
    maps: frozenset[str]
    assertions: frozenset[str]
    has_siblings: bool


def dialect_of(version: Version) -> Dialect:
    """The dialect of a document's schemas. A document of unknown version is read like the newest."""
    return _SWAGGER_TO_30 if version.family in ("2.0", "3.0") else _JSON_SCHEMA


def write_assertions(value: Mapping[str, Any], dialect: Dialect, out: Lowered) -> None:
    """Puts the assertions of ``value`` (those that hold no schemas) into ``out``, in the words of 2020-12."""
    for keyword, content in value.items():
        check = _SHAPES.get(keyword)
        if check is not None and keyword in dialect.assertions and check(content):
            out[keyword] = content
    _normalise(out)
    if not dialect.has_siblings:
        _write_exclusive_bounds(value, out)
    _write_number_format(out)
    if value.get("allowEmptyValue") is False and not dialect.has_siblings and not out.get("minLength"):
        # A parameter of Swagger 2.0 is a schema itself.
        out["minLength"] = 1
        out.moved = {**out.moved, "minLength": "allowEmptyValue"}


def is_nullable(value: Mapping[str, Any]) -> bool:
    """True for ``nullable`` (3.0) and its widespread Swagger 2.0 spelling ``x-nullable``."""
    return value.get("nullable") is True or value.get("x-nullable") is True


def allow_null(out: Lowered, *, by_the_letter: bool = False) -> Lowered:
    """``out`` or null. OpenAPI 3.0.3 wants null listed in an ``enum`` too; authors forget, and mean it nevertheless.
    ``by_the_letter`` it stays out of such an enum.

    With composition inside, null is let through before the rest is looked at. ``if`` and not ``anyOf``, so that what is
    wrong with a value is said by the keyword that it breaks.
    """
    is_forgotten = None not in out.get("enum", (None,))
    if not out.keys() & {"allOf", "anyOf", "oneOf", "not", "$ref"} or (by_the_letter and is_forgotten):
        if "type" in out:
            out["type"] = _types_with_null(out["type"])
        if is_forgotten and not by_the_letter:
            out["enum"] = [*out["enum"], None]
        return out
    outer, null = Lowered(out.node), Lowered(out.node)
    null["type"] = "null"
    outer.update({"if": null, "else": out})
    outer.examples = out.examples
    return outer


def _types_with_null(types: str | list[str]) -> list[str]:
    names = [types] if isinstance(types, str) else types
    return names if "null" in names else [*names, "null"]


def _normalise(out: Lowered) -> None:
    if "type" in out and isinstance(out["type"], list):
        out["type"] = list(dict.fromkeys(out["type"]))
    if "required" in out:
        out["required"] = list(dict.fromkeys(out["required"]))
    if "dependentRequired" in out:
        out["dependentRequired"] = {key: list(dict.fromkeys(names)) for key, names in out["dependentRequired"].items()}
    if "pattern" in out:
        pattern = usable(out.pop("pattern"))
        if pattern is not None:
            out["pattern"] = pattern


def _write_exclusive_bounds(value: Mapping[str, Any], out: Lowered) -> None:
    """``exclusiveMinimum: true`` turns ``minimum`` into the exclusive bound."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if value.get(exclusive) is True and bound in out:
            out[exclusive] = out.pop(bound)


def _write_number_format(out: Lowered) -> None:
    """``int32`` and ``int64`` as bounds, since ``format`` of a validator looks at strings only."""
    bounds = _RANGES.get(out.get("format", ""))
    if bounds is None:
        return
    moved = {}
    low, high = bounds
    if out.get("minimum", low) <= low and "exclusiveMinimum" not in out:
        out["minimum"], moved["minimum"] = low, "format"
    if out.get("maximum", high) >= high and "exclusiveMaximum" not in out:
        out["maximum"], moved["maximum"] = high, "format"
    out.moved = moved


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value == int(value)


def _is_type(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(name, str) and name in JSON_TYPES for name in value)
    return isinstance(value, str) and value in JSON_TYPES


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and len(strings(value)) == len(value)


def _is_dependencies(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_names(names) for names in value.values())


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_anything(value: Any) -> bool:
    return True


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "type": _is_type,
    "enum": lambda value: isinstance(value, list),
    "const": _is_anything,
    "format": _is_string,
    "pattern": _is_string,
    "required": _is_names,
    "dependentRequired": _is_dependencies,
    "multipleOf": lambda value: _is_number(value) and value > 0,
    "uniqueItems": lambda value: isinstance(value, bool),
    "contentEncoding": _is_string,
    "contentMediaType": _is_string,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _is_number),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _is_count),
    **dict.fromkeys(("minProperties", "maxProperties", "minContains", "maxContains"), _is_count),
}

_NEWER = {"const", "dependentRequired", "contentEncoding", "contentMediaType", "minContains", "maxContains"}

_SWAGGER_TO_30 = Dialect(
    singles=frozenset({"items", "additionalProperties", "not"}),
    lists=frozenset({"allOf", "anyOf", "oneOf"}),
    maps=frozenset({"properties"}),
    assertions=frozenset(_SHAPES.keys() - _NEWER),
    has_siblings=False,
)

_JSON_SCHEMA = Dialect(
    singles=frozenset(
        {"items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties"}
        | {"not", "if", "then", "else"}
    ),
    lists=frozenset({"allOf", "anyOf", "oneOf", "prefixItems"}),
    maps=frozenset({"properties", "patternProperties", "dependentSchemas"}),
    assertions=frozenset(_SHAPES),
    has_siblings=True,
)
