"""Formats and patterns of JSON Schema as rulesets use them, told to our validator."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from specforge.values.patterns import usable

_INTEGERS = {"int32": 32, "int64": 64}


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(text)


FORMATS: dict[str, Any] = {"byte": _is_base64}


class _IntegerFormat:
    """``format: int32`` of a number, which the validator asks only of texts."""

    def __init__(self, parent_schema: Any, value: str, schema_path: Any) -> None:
        self._bits = _INTEGERS[value]
        self._name = value

    def validate(self, instance: Any) -> None:
        """Raises ValueError for a number that the format has no room for."""
        if isinstance(instance, bool) or not isinstance(instance, int | float):
            return
        limit = 1 << (self._bits - 1)
        if not float(instance).is_integer() or not -limit <= instance < limit:
            raise ValueError(f'must match format "{self._name}"')


KEYWORDS: dict[str, Any] = {"x-integer-format": _IntegerFormat}


def fitted(schema: Any) -> Any:
    """A copy in which expressions are spelled for our validator and formats of numbers are keywords."""
    if isinstance(schema, list):
        return [fitted(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: value if key in ("enum", "const", "default") else fitted(value) for key, value in schema.items()}
    pattern, by_pattern = made.get("pattern"), made.get("patternProperties")
    if isinstance(pattern, str):
        made["pattern"] = usable(pattern) or pattern
    if isinstance(by_pattern, dict):
        made["patternProperties"] = {usable(key) or key: value for key, value in by_pattern.items()}
    if made.get("additionalProperties") is False:
        # Without this the validator does not tell which property it is that nobody expects.
        made.setdefault("properties", {})
    format = made.get("format")
    if isinstance(format, str) and format in _INTEGERS:
        made["x-integer-format"] = format
    return made
