"""Counts: how often something was asked for, where answers depend on it (rate limits, sequences, drawn faults)."""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

# Some are counted by path: a client that keeps asking for new ones must not fill the memory.
_MOST = 10_000


class Count(NamedTuple):
    """The number of this one in its window, from 1, and when that ends."""

    number: int
    ends: float


class Counts(Protocol):
    """Counts by name. A window begins with the first that is counted; without ``per`` it never ends."""

    def count(self, name: str, now: float = 0.0, per: float = math.inf) -> Count: ...

    def clear(self) -> None: ...


class OwnCounts:
    """Those of one process."""

    def __init__(self) -> None:
        self._known: dict[str, Count] = {}

    def count(self, name: str, now: float = 0.0, per: float = math.inf) -> Count:
        if name not in self._known and len(self._known) >= _MOST:
            self._known.clear()
        found = self._known[name] = next_count(self._known.get(name), now, per)
        return found

    def clear(self) -> None:
        self._known.clear()


def next_count(last: Count | None, now: float, per: float) -> Count:
    """The count after ``last``, in its window or as the first of a new one."""
    return Count(1, now + per) if last is None or now >= last.ends else Count(last.number + 1, last.ends)
