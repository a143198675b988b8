"""Wording: values of documents as messages show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

_LONGEST = 60
_MANY = 10


def listed(names: Sequence[str]) -> str:
    """Names line by line, as many as somebody reads."""
    more = len(names) - _MANY
    return "\n".join(names) if more <= 1 else "\n".join((*names[:_MANY], f"and {more} more"))


def literal(value: Any) -> str:
    """A value as JSON, in backticks, cut where it is long."""
    return f"`{text if len(text := canonical(value)) <= _LONGEST else text[: _LONGEST - 1] + '…'}`"


def canonical(value: Any) -> str:
    """The same text for equal values."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        return repr(type(value).__name__)
