"""The types of JSON Schema: does a value have one of them?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": _is_number,
    # 1.0 is an integer for JSON Schema.
    "integer": lambda value: _is_number(value) and value == int(value),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


def declared_types(declared: Any) -> list[str]:
    """The types that exist among those of a ``type`` field, which is a name or a list of names."""
    names = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
    return [name for name in names if isinstance(name, str) and name in _TYPES]


def is_any_of(value: Any, types: list[str]) -> bool:
    """True when the value has one of the types."""
    return any(_TYPES[name](value) for name in types)
