"""Can one value fit two schemas? Answered for plain schemas only; of all others nothing is said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from specforge.document.model import Schema

# Keywords that say nothing of values, or whose meaning for two schemas is looked at below.
_UNDERSTOOD = frozenset(
    (
        *("type", "format", "enum", "const", "nullable", "properties", "required", "additionalProperties"),
        *("discriminator", "title", "description", "default", "example", "examples", "deprecated", "readOnly"),
        *("writeOnly", "externalDocs", "xml", "$comment", "$id", "$anchor", "$schema"),
    )
)


def overlap(one: Schema, other: Schema, discriminator: str | None) -> str | None:
    """Why a value can fit both, as a sentence, or None when it cannot or when that is not known.

    ``discriminator``: the property that tells the two apart.
    """
    if not _is_plain(one) or not _is_plain(other) or _disjoint(one, other):
        return None
    if _accepts_null(one) and _accepts_null(other):
        return "both accept `null`"
    values, more = _values(one), _values(other)
    if values is not None and more is not None:
        shared = [value for value in values if _key(value) in {_key(known) for known in more}]
        return f"both accept `{_key(shared[0])}`"
    if discriminator is not None:
        is_required = discriminator in one.required and discriminator in other.required
        return None if is_required else f"`{discriminator}`, which tells them apart, is not required in both"
    if one.get("properties") or other.get("properties"):
        return _objects(one, other)
    common = sorted(_common_types(one, other))
    is_same_format = one.format == other.format or not one.format or not other.format
    return f"both accept any `{common[0]}`" if common and is_same_format else None


def _objects(one: Schema, other: Schema) -> str | None:
    mine, theirs = one.properties, other.properties
    required = {*one.required, *other.required}
    shared = [name for name in mine if name in theirs]
    if not shared or _each_requires_something_of_its_own(one, other):
        return None
    if _forbids(one, required) or _forbids(other, required):
        return None
    telling = [name for name in shared if _disjoint(mine[name], theirs[name])]
    if telling:
        return None if required.intersection(telling) else f"`{telling[0]}`, which tells them apart, is not required"
    plain = [name for name in shared if _is_plain(mine[name]) and _is_plain(theirs[name])]
    return f"nothing tells them apart: both have `{plain[0]}`" if plain else None


def _each_requires_something_of_its_own(one: Schema, other: Schema) -> bool:
    """A convention: a book has an ISBN, a film has a director, and nobody sends what has both."""
    own = set(one.required).difference(_names(other), other.required)
    others = set(other.required).difference(_names(one), one.required)
    return bool(own and others)


def _forbids(schema: Schema, names: set[str]) -> bool:
    return schema.get("additionalProperties") is False and not names.issubset(_names(schema))


def _names(schema: Schema) -> Iterable[str]:
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else ()


def _is_plain(schema: Schema) -> bool:
    keywords = schema.raw if isinstance(schema.raw, dict) else {"boolean schema"}
    return all(keyword in _UNDERSTOOD or keyword.startswith("x-") for keyword in keywords)


def _disjoint(one: Schema, other: Schema) -> bool:
    values, more = _values(one), _values(other)
    if values is not None and more is not None:
        return {_key(value) for value in values}.isdisjoint(_key(value) for value in more)
    return bool(one.types) and bool(other.types) and not _common_types(one, other)


def _accepts_null(schema: Schema) -> bool:
    values = _values(schema)
    return "null" in schema.types and (values is None or None in values)


def _common_types(one: Schema, other: Schema) -> set[str]:
    common = set(one.types) & set(other.types)
    for narrow, wide in ((one, other), (other, one)):
        if "integer" in narrow.types and "number" in wide.types:
            common.add("integer")
    return common


def _values(schema: Schema) -> list[Any] | None:
    if schema.enum is not None:
        return schema.enum
    return [schema.get("const")] if isinstance(schema.raw, dict) and "const" in schema.raw else None


def _key(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
