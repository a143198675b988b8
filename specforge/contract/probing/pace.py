"""No more requests in a time than the user allows."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Keeps to a rate limit: ``100/s`` is one request in ten milliseconds."""

    def __init__(self, rate: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        count, _, unit = (rate or "").partition("/")
        self._gap = {"s": 1.0, "m": 60.0, "h": 3600.0}[unit] / int(count) if rate else 0.0
        self._clock = clock
        self._next = 0.0

    def wait(self) -> None:
        """Returns when the next request may go out."""
        if not self._gap:
            return
        now = self._clock()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._gap
