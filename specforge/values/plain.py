"""Python values as JSON values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeGuard

_DEEPEST = 200


def plain(value: Any, depth: int = 0) -> Any:
    """The nearest JSON value: bytes read as Latin-1 text, dates in ISO format, keys as strings, infinities as null,
    and integers beyond 64 bits, which encoders refuse, as floating-point numbers.

    What lies deeper than 200 levels becomes null, so that no value can exhaust the stack.
    """
    match value:
        case None | bool():
            return value
        case int():
            return value if -(2**63) <= value < 2**64 else plain(Decimal(value))
        case str() | bytes() | bytearray():
            return _text(value)
        case float() | Decimal():
            number = float(value)
            return number if math.isfinite(number) else None
        case date() | time():
            return value.isoformat()
    if depth > _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {_text(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item, depth + 1) for item in value]
    return _text(value)


def is_number(value: Any) -> TypeGuard[int | float]:
    """A finite JSON number: YAML's ``.inf`` and ``true`` are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _text(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode("latin-1")
    # A lone surrogate is no character and would stop every encoder.
    return str(value).encode("utf-8", "replace").decode("utf-8")


def whole(value: Any) -> Any:
    """``5`` for ``5.0``: many generators write bounds of integers like that, and few servers take it for an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= 2**63 else value
