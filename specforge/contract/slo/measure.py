"""A short warm run: valid requests that were accepted are sent again and again, one operation after the other."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from specforge.contract.probing.anchors import Anchor
from specforge.contract.probing.clients import client_of
from specforge.contract.probing.tester import Over, Tester, Unfit
from specforge.contract.selection.select import select
from specforge.contract.settings import Settings
from specforge.contract.target import Target, UrlTarget, require_server
from specforge.document.model import Document, Operation
from specforge.findings.exchange import Exchange
from specforge.values.check import SchemaChecker

SAFE = ("get", "head", "query")
DEFAULT_TIME = 20.0
MOST = 5000
"""So many answers of one operation say enough."""

# What a cache, a connection and a compiler need.
_WARM_UP = 5
# Where the first answers of an operation take too long, the others have to go without.
_SHARE_OF_WARM_UP = 0.3


@dataclass(slots=True)
class Times:
    """Of one operation, in milliseconds and sorted at the end. ``others`` counts the answers that were no success: they
    say nothing of how long it takes. ``reason`` says why nothing was measured."""

    operation: Operation
    times: list[float] = field(default_factory=list)
    others: Counter[int] = field(default_factory=Counter)
    reason: str = ""


@dataclass(slots=True)
class Measured:
    """``stopped`` is ``completed``, ``interrupted``, ``down`` or ``hung``."""

    operations: list[Times]
    seconds: float
    stopped: str = "completed"
    is_left_behind: bool = False


OnTurn = Callable[[int, float], None]
"""Is told how many answers there are, and what part of the time is over."""


def measure(
    document: Document, target: Target, settings: Settings, seconds: float, on_turn: OnTurn, *, writes: bool = False
) -> Measured:
    """Measures the operations that are selected: those that only read, unless ``writes``. Raises what ``select`` does,
    and ServerError where nobody answers."""
    operations = select(document, settings)
    if isinstance(target, UrlTarget):
        require_server(target)
    client, base_url = client_of(target, document, settings)
    started = time.monotonic()
    wanted = [one for one in operations if writes or one.method in SAFE]
    tester = Tester(document, client, base_url, settings, wanted, SchemaChecker(document), started + seconds)
    run = _Run(tester, [Times(one) for one in operations], seconds, on_turn)
    try:
        run.all(wanted)
    finally:
        client.close()
    return Measured(run.operations, time.monotonic() - started, run.stopped, client.is_stuck)


class _Run:
    def __init__(self, tester: Tester, operations: list[Times], seconds: float, on_turn: OnTurn) -> None:
        self.operations = operations
        self.stopped = "completed"
        self._tester = tester
        self._started = time.monotonic()
        self._seconds = seconds
        self._on_turn = on_turn

    def all(self, wanted: list[Operation]) -> None:
        labels = {operation.label for operation in wanted}
        for times in self.operations:
            times.reason = "" if times.operation.label in labels else "it writes"
        try:
            self._measure([times for times in self.operations if not times.reason])
        except Over as over:
            self.stopped = "completed" if over.reason == "budget" else over.reason
        except KeyboardInterrupt:
            self.stopped = "interrupted"
        for times in self.operations:
            times.times.sort()
            times.reason = times.reason or ("" if times.times else "there was no time for it")

    def _measure(self, all_times: list[Times]) -> None:
        anchors = {times.operation.label: self._anchor(times) for times in all_times}
        left = [times for times in all_times if anchors[times.operation.label] is not None]
        # In another order each time: what comes first must not always pay for what comes before it.
        order = random.Random(self._tester.settings.seed)
        for turn in count():
            order.shuffle(left)
            for times in list(left):
                anchor = anchors[times.operation.label]
                assert anchor is not None
                self._turn(times, anchor, is_warm=self._is_warm(turn))
                if times.reason or len(times.times) >= MOST:
                    left.remove(times)
            if not left:
                return
            self._on_turn(sum(len(times.times) for times in all_times), self._share)

    @property
    def _share(self) -> float:
        return min(1.0, (time.monotonic() - self._started) / self._seconds)

    def _is_warm(self, turn: int) -> bool:
        return turn >= _WARM_UP or self._share > _SHARE_OF_WARM_UP

    def _anchor(self, times: Times) -> Anchor | None:
        """A request that is accepted, or the reason why there is none."""
        anchor = None
        with suppress(Unfit):
            anchor = self._tester.anchor(times.operation)
        if anchor is None:
            statuses = [case.exchange.answer.status for case in self._tester.told().cases if case.exchange.answer]
            last = f": {statuses[-1]}" if statuses else ""
            times.reason = f"no request of it was accepted{last}"
        return anchor

    def _turn(self, times: Times, anchor: Anchor, *, is_warm: bool) -> None:
        exchange = None
        with suppress(Unfit):
            exchange = self._asked(times.operation, anchor)
        self._tester.told()
        answer = exchange.answer if exchange is not None else None
        if exchange is None or answer is None:
            times.reason = "it does not answer any more"
        elif not exchange.is_accepted:
            times.others[answer.status] += 1
            if times.others.total() >= _WARM_UP and not times.times:
                times.reason = f"it is accepted once only: {answer.status} afterwards"
        elif is_warm:
            times.times.append(answer.elapsed * 1000)

    def _asked(self, operation: Operation, anchor: Anchor) -> Exchange | None:
        if operation.method == "delete":
            fresh = self._tester.fresh(operation)
            return fresh.exchange if fresh is not None else self._tester.ask(anchor.draft)
        return self._tester.ask(self._tester.renewed(anchor))
