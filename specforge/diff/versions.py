"""Versions: what the number of a document promises (https://semver.org)."""

from __future__ import annotations

import re
from typing import NamedTuple

_SEMANTIC = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\Z")


class Semantic(NamedTuple):
    """A semantic version without what follows its three numbers."""

    major: int
    minor: int
    patch: int


def parse_version(text: str) -> Semantic | None:
    """None for what is no semantic version: a date, ``1.0``, ``v1``."""
    match = _SEMANTIC.match(text.strip())
    return Semantic(int(match[1]), int(match[2]), int(match[3])) if match else None
