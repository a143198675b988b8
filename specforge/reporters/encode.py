"""JSON text of plain values."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

_HALF = re.compile("[\ud800-\udfff]")


def to_json(value: Any, *, indent: bool = True) -> str:
    """The value as JSON text. Half a surrogate pair, which generated requests and names of files may hold, is no
    character: a replacement stands for it, or strict readers would refuse all of the text."""
    option = orjson.OPT_NON_STR_KEYS | (orjson.OPT_INDENT_2 if indent else 0)
    try:
        return orjson.dumps(value, default=str, option=option).decode()
    except orjson.JSONEncodeError:
        return _HALF.sub("\ufffd", json.dumps(value, default=str, indent=2 if indent else None, ensure_ascii=False))
