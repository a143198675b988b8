"""Defaults: which of them can be written as the default of a field, so that its type stays right."""

from __future__ import annotations

from typing import Any

from specforge.document.model import Schema
from specforge.gen.catalog import PREFIX, Catalog, Lowered
from specforge.gen.keywords import FORMATS
from specforge.values.plain import is_number


def is_default_of(value: Any, lowered: Lowered, catalog: Catalog) -> bool:
    """True when ``value`` can be written as the default of a field of this type, so that types stay right."""
    kinds = lowered.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds or []
    if "$ref" in lowered:
        return _is_enum_member(value, lowered["$ref"], catalog)
    if value is None:
        return "null" in kinds
    if lowered.get("format") in FORMATS or not kinds:
        return "const" in lowered and value == lowered["const"]
    if isinstance(value, bool):
        return "boolean" in kinds
    if isinstance(value, str):
        return "string" in kinds
    if is_number(value):
        return "number" in kinds or ("integer" in kinds and value == int(value) and isinstance(value, int))
    return value == [] and "array" in kinds


def _is_enum_member(value: Any, ref: str, catalog: Catalog) -> bool:
    definition = catalog.definitions.get(ref.removeprefix(PREFIX))
    raw = Schema.of(definition.node).raw if definition and not definition.nullable else None
    values = raw.get("enum") if isinstance(raw, dict) and "const" not in raw else None
    if not isinstance(values, list) or len(values) < 2 or value not in values:
        return False
    # What is no text becomes a literal, which integers can be.
    is_text = all(isinstance(one, str) for one in values)
    return isinstance(value, str) if is_text else type(value) is int and all(type(one) is int for one in values)
