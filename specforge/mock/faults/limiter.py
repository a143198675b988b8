"""Rate limits: so many requests in a window of time, counted for all operations of a rule together."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from specforge.mock.counts import Counts
from specforge.mock.faults.plan import Limit
from specforge.mock.message import RawHeader, Reply

Clock = Callable[[], float]

# Headers by which APIs say the same; a described one is made true.
_OTHER_NAMES = {"limit": b"x-ratelimit-limit", "remaining": b"x-ratelimit-remaining"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands after a request: what is left, and the seconds until the window ends."""

    limit: int
    remaining: int
    reset: int
    is_over: bool

    def told(self, reply: Reply) -> Reply:
        """The reply with headers that say so."""
        values = {"limit": self.limit, "remaining": self.remaining, "reset": self.reset}
        headers: list[RawHeader] = [(f"ratelimit-{name}".encode(), b"%d" % value) for name, value in values.items()]
        there = {name for name, _ in reply.headers}
        headers += [(other, b"%d" % values[name]) for name, other in _OTHER_NAMES.items() if other in there]
        if self.is_over:
            headers.append((b"retry-after", b"%d" % self.reset))
        return reply.with_headers(*headers)


class Limiter:
    """One rule's window, counted under a name. Its time begins with the first request."""

    def __init__(self, limit: Limit, clock: Clock, counts: Counts, name: str) -> None:
        self._limit = limit
        self._clock = clock
        self._counts = counts
        self._name = name

    def count(self) -> Standing:
        now = self._clock()
        number, ends = self._counts.count(self._name, now, self._limit.per)
        left = self._limit.requests - number
        return Standing(self._limit.requests, max(left, 0), max(math.ceil(ends - now), 1), left < 0)
