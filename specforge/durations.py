"""Durations as people write them: ``500ms``, ``60s``, ``2m``, ``1h``."""

from __future__ import annotations

import re

PATTERN = r"^\d+(\.\d+)?\s*(ms|s|m|h)?$"
"""What a text must look like, for JSON Schemas."""

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|)", re.ASCII)
_SECONDS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0}


def read_duration(text: str) -> float:
    """Seconds of ``"60s"``, ``"2m"``, ``"500ms"``, ``"1h"`` or plain ``"60"``. Raises ValueError."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a duration such as 60s or 2m")
    return float(match[1]) * _SECONDS[match[2]]
