"""JSON text of plain values."""

from __future__ import annotations

import json
from typing import Any

import orjson


def to_json(value: Any, *, indent: bool = True) -> str:
    """The value as JSON text. Half a surrogate pair, which generated requests may hold, becomes an escape."""
    option = orjson.OPT_NON_STR_KEYS | (orjson.OPT_INDENT_2 if indent else 0)
    try:
        return orjson.dumps(value, default=str, option=option).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value, default=str, indent=2 if indent else None)
