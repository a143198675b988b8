"""Inline schemas that say so little that their content is their name: wherever they stand, they are one definition.

``{type: string, maxLength: 5000}`` as an item of forty lists is ``StringMax5000``, not forty types that differ by
nothing but the names of the operations.
"""

from __future__ import annotations

from typing import Any

from specforge.document.model import Schema

_EMPTY = {"type": "object", "additionalProperties": False}
_LENGTHS = {"minLength": "Min", "maxLength": "Max"}


def name_by_content(schema: Schema) -> str | None:
    """The name of a schema that nothing but its content could be known by; None for one that says more."""
    raw = schema.raw
    if not isinstance(raw, dict) or schema.nullable:
        return None
    if {key: value for key, value in raw.items() if (key, value) != ("properties", {})} == _EMPTY:
        return "EmptyObject"
    if raw.get("type") != "string" or not raw.keys() <= {"type", *_LENGTHS}:
        return None
    sizes = {word: raw[key] for key, word in _LENGTHS.items() if key in raw}
    if not sizes or not all(_is_size(size) for size in sizes.values()):
        return None
    return "String" + "".join(f"{word}{size}" for word, size in sizes.items())


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
