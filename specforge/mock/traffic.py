"""What a mock was asked lately and what it answered, and how often: the newest exchanges, and counters of all of them.

Everything here happens once for each request, so it only keeps and counts. Whoever looks pays for how it is shown.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic, time
from typing import NamedTuple

from specforge.mock.message import Reply, Request

# Of a body so much is kept: enough to see what was meant.
KEPT_BODY = 8 * 1024
KEPT = 300
# What is kept has to be looked through by Python's garbage collector again and again. Of more exchanges a second than
# anybody can watch, only some are kept, and always the last.
KEPT_A_SECOND = 500
# The path under which the mock is steered: looking at the traffic is no traffic.
OWN = "/__specforge"

BOUNDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper bounds of the latency histogram, in seconds."""

# Who waits for news gets what comes within this time in one go.
_GATHER = 0.1
# And looks up so often, whether the server is about to stop.
_LOOK_UP = 0.5
_MOST_WAITING = 64

_Codes = tuple[str | int | None, ...]
ViolationKey = tuple[str, str, str]


class Entry(NamedTuple):
    """One exchange: its number (from 1), when it came (seconds since 1970), and how many seconds the answer took.

    Bodies are cut at KEPT_BODY; ``sizes`` are those of the whole ones.
    """

    number: int
    at: float
    request: Request
    reply: Reply
    seconds: float
    sizes: tuple[int, int]


_Row = tuple[int, float, Request, Reply, float, tuple[int, int]]


class Tally:
    """What was counted for one operation. ``buckets`` are those of BOUNDS and one for all that took longer."""

    __slots__ = ("buckets", "seconds", "statuses")

    def __init__(self) -> None:
        self.statuses: dict[int, int] = {}
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def add(self, other: Tally) -> None:
        for status, number in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + number
        self.buckets = [one + two for one, two in zip(self.buckets, other.buckets, strict=True)]
        self.seconds += other.seconds


@dataclass(slots=True)
class Counts:
    """Everything that is counted since ``began`` (seconds since 1970).

    ``tallies`` are by the label of the operation, the empty one for requests that fit none; ``violations`` are by
    operation, message (``request``, ``response``) and code; ``connections`` are those that are open now, where that is
    known.
    """

    began: float
    tallies: dict[str, Tally] = field(default_factory=dict)
    violations: dict[ViolationKey, int] = field(default_factory=dict)
    connections: int | None = None

    def add(self, other: Counts) -> None:
        """Counts together what was counted apart."""
        self.began = min(self.began, other.began)
        for operation, tally in other.tallies.items():
            self.tallies.setdefault(operation, Tally()).add(tally)
        for key, number in other.violations.items():
            self.violations[key] = self.violations.get(key, 0) + number
        if other.connections is not None:
            self.connections = (self.connections or 0) + other.connections


class Traffic:
    """An observer of a mock's exchanges. ``open_connections`` tells how many there are, where a server knows;
    ``is_stopping`` says that whoever waits is to be sent home."""

    def __init__(self) -> None:
        self.began = time()
        self.last = 0
        self.tallies: dict[str, Tally] = {}
        self._wrong: dict[tuple[str, _Codes, _Codes], int] = {}
        self.open_connections: Callable[[], int] | None = None
        self.is_stopping: Callable[[], bool] = lambda: False
        self._until, self._left = 0.0, 0
        self._entries: deque[_Row] = deque(maxlen=KEPT)
        self._waiting: list[asyncio.Future[None]] = []

    def observe(self, request: Request, reply: Reply, seconds: float) -> None:
        """Keeps and counts one exchange."""
        operation = reply.operation
        if not operation and request.path.startswith(OWN):
            return
        tally = self.tallies.get(operation)
        if tally is None:
            tally = self.tallies.setdefault(operation, Tally())
        statuses, status = tally.statuses, reply.status
        statuses[status] = statuses.get(status, 0) + 1
        tally.buckets[bisect_left(BOUNDS, seconds)] += 1
        tally.seconds += seconds
        found = reply.violations
        if found is not None:
            # What is wrong with one request is counted in one go, and taken apart for whoever asks.
            wrong = (operation, tuple([one.code for one in found[0]]), tuple([one.code for one in found[1]]))
            self._wrong[wrong] = self._wrong.get(wrong, 0) + 1
        self.last += 1
        sizes = (len(request.body), len(reply.body))
        if sizes[0] > KEPT_BODY or sizes[1] > KEPT_BODY:
            request = replace(request, body=request.body[:KEPT_BODY])
            reply = replace(reply, body=reply.body[:KEPT_BODY])
        now = time()
        if now >= self._until:
            self._until, self._left = now + 1.0, KEPT_A_SECOND
        row = (self.last, now, request, reply, seconds, sizes)
        if self._left > 0:
            self._left -= 1
            self._entries.append(row)
        else:
            self._entries[-1] = row
        if self._waiting:
            self._wake()

    def counts(self) -> Counts:
        """What was counted until now, as a copy."""
        found = Counts(self.began, connections=self.open_connections() if self.open_connections is not None else None)
        found.add(Counts(self.began, dict(self.tallies)))
        for (operation, *codes), number in list(self._wrong.items()):
            for message, some in zip(("request", "response"), codes, strict=True):
                for code in some:
                    key = (operation, message, "" if code is None else str(code))
                    found.violations[key] = found.violations.get(key, 0) + number
        return found

    def entries(self, after: int = 0) -> list[Entry]:
        """Those of the newest exchanges whose number is greater than ``after``, oldest first."""
        return [entry for entry in self._copy() if entry.number > after]

    def entry(self, number: int) -> Entry | None:
        return next((entry for entry in self._copy() if entry.number == number), None)

    def latest(self, operation: str) -> Entry | None:
        """The last exchange of an operation, where it is not too long ago."""
        return next((entry for entry in reversed(self._copy()) if entry.reply.operation == operation), None)

    def _copy(self) -> list[Entry]:
        """Other threads may add meanwhile, where the mock is used inside a process."""
        while True:
            try:
                return [Entry(*row) for row in self._entries]
            except RuntimeError:  # it changed while we looked
                continue

    async def news(self, after: int, patience: float) -> None:
        """Returns when there is something newer, or after so many seconds, or when the server stops."""
        until = monotonic() + patience
        while self.last <= after and monotonic() < until and not self.is_stopping():
            if len(self._waiting) >= _MOST_WAITING:
                return
            await self._wait(min(_LOOK_UP, until - monotonic()))

    async def _wait(self, patience: float) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            await asyncio.wait_for(waiting, patience)
            await asyncio.sleep(_GATHER)
        except TimeoutError:
            return
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    def _wake(self) -> None:
        woken, self._waiting = self._waiting, []
        for waiting in woken:
            waiting.get_loop().call_soon_threadsafe(_finish, waiting)


def _finish(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
