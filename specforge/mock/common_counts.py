"""Counts that forked workers share: a table in memory that they have in common.

It is made before they are forked. Names are known by their hashes: that two of ten thousand have the same one of 64
bits, and are counted together, nobody will live to see.
"""

from __future__ import annotations

import contextlib
import math
import mmap
import multiprocessing
import struct
from collections.abc import Iterator
from hashlib import blake2b

from specforge.mock.counts import Count, Counts, OwnCounts, next_count

_SLOTS = 16_384
_MOST = 10_000
# The hash of the name (0: the slot is free), the number, and the end of the window.
_SLOT = struct.Struct("=Qqd")
# How many slots are taken.
_HEAD = struct.Struct("=q")
# Counting takes microseconds: a worker that holds the table for longer has ended while it did.
_PATIENCE = 1.0


class CommonCounts:
    """Those of all workers. Never raises, whatever becomes of the others."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _HEAD.size + _SLOTS * _SLOT.size)
        self._lock = multiprocessing.get_context("fork").Lock()

    def count(self, name: str, now: float = 0.0, per: float = math.inf) -> Count:
        key = int.from_bytes(blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()) or 1
        with self._held():
            at, last = self._find(key)
            if last is None and self._taken() >= _MOST:
                self._clear()
                at, last = self._find(key)
            found = next_count(last, now, per)
            if last is None:
                _HEAD.pack_into(self._memory, 0, self._taken() + 1)
            _SLOT.pack_into(self._memory, at, key, *found)
        return found

    def clear(self) -> None:
        with self._held():
            self._clear()

    def _clear(self) -> None:
        self._memory[:] = bytes(len(self._memory))

    def _taken(self) -> int:
        taken: int = _HEAD.unpack_from(self._memory, 0)[0]
        return taken

    def _find(self, key: int) -> tuple[int, Count | None]:
        """Where the slot of a key is, or will be, and what stands there."""
        slot = key % _SLOTS
        while True:
            at = _HEAD.size + slot * _SLOT.size
            found, number, ends = _SLOT.unpack_from(self._memory, at)
            if found == key:
                return at, Count(number, ends)
            if found == 0:
                return at, None
            slot = (slot + 1) % _SLOTS

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        is_held = self._lock.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if is_held:
                self._lock.release()


def counts_of_workers() -> Counts:
    """Those of all workers; where nothing can be forked there will be none."""
    return CommonCounts() if "fork" in multiprocessing.get_all_start_methods() else OwnCounts()
