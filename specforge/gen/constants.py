"""Enums and constants: lists of values as the model generator reads them."""

from __future__ import annotations

from typing import Any

from specforge.document.model import Schema
from specforge.gen.dialect import LITERAL, RULE, Lowered
from specforge.gen.keywords import MAX_ENUM, plain
from specforge.gen.nulls import NULL


def choices(schema: Schema) -> list[Any]:
    """The values of a union that only lists constants, which is how authors describe each value of an enum."""
    values: list[Any] = []
    for key in ("oneOf", "anyOf"):
        child = schema.node.get(key)
        for branch in child.elements() if child else ():
            raw = branch.value if isinstance(branch.value, dict) else {}
            listed = [raw["const"]] if "const" in raw else raw.get("enum")
            if raw.get("type") == "null":
                listed = [None]
            if not isinstance(listed, list) or not listed or "$ref" in raw:
                return []
            values += listed
    return values if any(value is not None for value in values) else []


def constant(value: Any) -> Lowered:
    value = plain(value)
    if value is None:
        return dict(NULL)
    if isinstance(value, str | int):
        return {"const": value}
    return {**_kind_of([value]), RULE: {"const": value}}


def enumeration(raw_values: list[Any], kinds: list[str], nullable: bool) -> Lowered:
    """The values of an enum as far as they are of the schema's types; empty ``kinds`` are all."""
    values = [value for value in map(plain, raw_values) if not kinds or value is None or _is_any(value, kinds)]
    has_null = None in values and (nullable or not kinds)
    kept = _distinct([value for value in values if value is not None])
    lowered = _of_values(kept)
    return _or_null(lowered) if has_null and kept else lowered


def _distinct(values: list[Any]) -> list[Any]:
    if all(isinstance(value, str) for value in values):
        return list(dict.fromkeys(values))
    kept: list[Any] = []
    for value in values:
        if not any(_same(value, other) for other in kept):
            kept.append(value)
    return kept


def _or_null(lowered: Lowered) -> Lowered:
    if lowered.get(LITERAL):
        return {"enum": [*lowered["enum"], None], LITERAL: True}
    if isinstance(lowered.get("const"), int):
        return {"enum": [lowered["const"], None], LITERAL: True}
    rule = lowered.get(RULE)
    bare = {key: value for key, value in lowered.items() if key != RULE}
    with_null = {"anyOf": [bare, dict(NULL)]} if bare else {}
    return {**with_null, RULE: {"anyOf": [rule, dict(NULL)]}} if rule else with_null


def _of_values(values: list[Any]) -> Lowered:
    if not values:
        return dict(NULL)
    if all(isinstance(value, bool) for value in values) and len(values) == 2:
        return {"type": "boolean"}
    if len(values) == 1:
        return constant(values[0])
    is_literal = all(isinstance(value, str | int) for value in values)
    if len(values) > MAX_ENUM or not is_literal:
        return {**_kind_of(values), RULE: {"enum": values}}
    if all(isinstance(value, str) for value in values):
        return {"type": "string", "enum": values}
    return {**_kind_of(values), "enum": values, LITERAL: True}


def _same(first: Any, second: Any) -> bool:
    """True for what JSON calls equal: 1 and 1.0 are, 1 and true are not."""
    return bool(first == second) and isinstance(first, bool) == isinstance(second, bool)


def _kind_of(values: list[Any]) -> Lowered:
    """The types of the values; arrays and objects are not typed further."""
    kinds = list(dict.fromkeys(_type_of(value) for value in values))
    if "number" in kinds and "integer" in kinds:
        kinds.remove("integer")
    if not set(kinds) & {"array", "object"}:
        return {"type": kinds[0] if len(kinds) == 1 else kinds}
    return {"type": kinds[0]} | _INSIDES[kinds[0]] if len(kinds) == 1 else {}


_INSIDES: dict[str, Lowered] = {"array": {"items": {}}, "object": {"additionalProperties": True}}


def _type_of(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def _is_any(value: Any, kinds: list[str]) -> bool:
    kind = _type_of(value)
    is_whole = kind == "number" and value == int(value)
    return kind in kinds or (kind == "integer" and "number" in kinds) or (is_whole and "integer" in kinds)
