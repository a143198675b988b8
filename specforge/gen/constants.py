"""Enums and constants: lists of values as the model generator reads them."""

from __future__ import annotations

from typing import Any

from specforge.document.model import Schema
from specforge.gen.catalog import Lowered
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
    if isinstance(value, float):
        return {"type": "number"}
    return {"const": value} if isinstance(value, str | int) else {}


def enumeration(raw_values: list[Any], nullable: bool) -> Lowered:
    values = [plain(value) for value in raw_values]
    has_null = None in values and (nullable or None in raw_values)
    kept = [value for n, value in enumerate(values) if value is not None and value not in values[:n]]
    if not kept or len(kept) > MAX_ENUM:
        return {"type": "string"} if kept else dict(NULL)
    if all(isinstance(value, bool) for value in kept) and len(kept) == 2:
        lowered: Lowered = {"type": "boolean"}
    elif len(kept) == 1:
        lowered = constant(kept[0])
    elif any(isinstance(value, dict | list) for value in kept):
        return {}
    else:
        lowered = {"enum": kept} | _enum_type(kept)
    return {"anyOf": [lowered, NULL]} if has_null and lowered else lowered


def _enum_type(values: list[Any]) -> Lowered:
    for kind, python in (("string", str), ("integer", int), ("number", int | float)):
        if all(isinstance(value, python) and not isinstance(value, bool) for value in values):
            return {"type": kind}
    return {}
