"""Wording: values of documents as messages show them."""

from __future__ import annotations

import json
from typing import Any

_LONGEST = 60


def literal(value: Any) -> str:
    """A value as JSON, in backticks, cut where it is long."""
    return f"`{text if len(text := canonical(value)) <= _LONGEST else text[: _LONGEST - 1] + '…'}`"


def canonical(value: Any) -> str:
    """The same text for equal values."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        return repr(type(value).__name__)
