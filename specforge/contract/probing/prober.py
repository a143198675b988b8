"""The phase of our own: every check has its turn with every operation, and what happens is told as events."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import suppress

from specforge.contract.check import Check, Hit, sending
from specforge.contract.events import Ended, Event, Found, PhaseBegan, PhaseEnded, ScenarioBegan, ScenarioEnded
from specforge.contract.mocked import is_marked, lacks
from specforge.contract.probing.client import Client
from specforge.contract.probing.tester import PHASE, Over, Tester, Unfit
from specforge.contract.problem import Problem
from specforge.contract.settings import Settings
from specforge.document.model import Document, Operation
from specforge.findings.model import Severity
from specforge.values.check import SchemaChecker
from specforge.values.resources.model import Role


class Prober:
    """Runs the checks that send. ``operations`` are those that may be asked; nothing else is ever sent."""

    def __init__(
        self,
        document: Document,
        client: Client,
        base_url: str,
        settings: Settings,
        operations: list[Operation],
        checker: SchemaChecker,
        deadline: float,
    ) -> None:
        self._client = client
        self._checks = [check for check in sending() if check.id not in settings.ignored_checks]
        self._operations = sorted(operations, key=_usefulness)
        self._tester = Tester(document, client, base_url, settings, operations, checker, deadline)
        self._deadline = deadline
        self.late: set[str] = set()
        """Operations whose answers take longer than the document allows: the engine would wait for each of hundreds."""

    @property
    def unique(self) -> dict[str, tuple[str, ...]]:
        """By the label of an operation: the properties of its body that have to be new each time, as far as known."""
        return self._tester.known_unique

    @property
    def is_left_behind(self) -> bool:
        """True where something that was sent is still under way."""
        return self._client.is_stuck

    def events(self) -> Generator[Event, None, None]:
        """What happens, as it happens; the last event is Ended."""
        yield PhaseBegan(PHASE, len(self._checks) * len(self._operations))
        reason = "completed"
        try:
            for check in self._checks:
                for operation in self._operations:
                    yield from self._turn(check, operation)
            self._tester.clean()
            yield from self._told("")
            yield from self._slow()
        except Over as over:
            reason = over.reason
            yield from self._told("")
        finally:
            self._client.close()
        yield PhaseEnded(PHASE, None if reason == "completed" else reason)
        yield Ended("completed" if reason == "budget" else reason)

    def drags(self, operation: Operation) -> bool:
        """True where answers take so long that others should come first."""
        return self._tester.drags(operation)

    def rest(self) -> Iterator[Event]:
        """After an interruption: what was sent and not told yet."""
        yield from self._told("")

    def _slow(self) -> Iterator[Event]:
        """What was asked less than it could have been."""
        for label in sorted({*self._tester.slow, *self.late}):
            operation = self._tester.operations.get(label)
            if operation is not None:
                message = "not all that there is to ask was asked: each answer takes too long"
                place = operation.node.key_place
                problem = Problem("not-tested", message, place, Severity.INFO, cause="slow", is_general=True)
                yield Found(problem, label)

    def _turn(self, check: Check, operation: Operation) -> Iterator[Event]:
        if time.monotonic() >= self._deadline:
            raise Over("budget")
        yield ScenarioBegan(PHASE, operation.label)
        is_in_vain = "meaning" in check.needs and self._tester.is_mocked(operation)
        assert check.send is not None
        with suppress(Unfit):
            for hit in check.send(operation, self._tester) if not is_in_vain else ():
                if not self._is_beyond(check, hit, operation):
                    if hit.problem.rule == "slow-answer":
                        self.late.add(operation.label)
                    asked = (check.id, operation.label)
                    label = (hit.operation or operation).label
                    yield Found(hit.problem, label, hit.exchange, hit.steps, hit.claim, asked)
        yield from self._told(operation.label)

    def _told(self, label: str) -> Iterator[Event]:
        told = self._tester.told()
        yield from told.troubles
        yield ScenarioEnded(PHASE, label, tuple(told.cases), tuple(told.failures))

    def _is_beyond(self, check: Check, hit: Hit, operation: Operation) -> bool:
        """True for what only an implementation could do, where a mock was asked."""
        if hit.exchange is None or not check.needs:
            return False
        action = self._tester.pool.action(operation)
        is_list = action is not None and action.role is Role.LIST
        # Its refusals do not say that they are mocked: what led to them does.
        shown = next((one for one in (hit.exchange, *reversed(hit.steps)) if is_marked(one)), hit.exchange)
        return lacks(shown, check.needs, is_list=is_list)


def _usefulness(operation: Operation) -> tuple[int, int]:
    """Collections before their items, and what reads before what writes."""
    order = ("get", "head", "post", "put", "patch", "delete")
    method = operation.method.lower()
    return operation.path.count("/"), order.index(method) if method in order else len(order)
