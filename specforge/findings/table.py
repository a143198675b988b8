"""A table that a report shows beside its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` are the titles; what stands below those in ``numbers`` is written to the right. ``note`` is a
    sentence that belongs to it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    note: str = ""
