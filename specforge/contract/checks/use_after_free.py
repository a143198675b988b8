"""Check: what was deleted is gone, from its own path, from the list, and for everything that works on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.conformance.gone import says_deleted
from specforge.contract.mocked import lacks
from specforge.contract.probing.claims import listed_as
from specforge.contract.probing.lists import listed
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import (
    Thing,
    about,
    destroy,
    make,
    operation_for,
    pair,
    patiently,
    read,
    severity,
    state_in,
)
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import GONE, TAKEN, Claim
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Related, Severity
from specforge.findings.show import status_line
from specforge.values.resources.model import Role


@sends("use-after-free", stage=Stage.DESTROY, order=10, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A resource that was deleted can still be used."""
    action = tester.pool.action(operation)
    if action is None or action.role is not Role.DELETE or action.resource.is_single:
        return
    things = pair(tester, action.resource)
    thing, other = things or (make(tester, action.resource), None)
    before = [read(tester, each) for each in (thing, other) if each is not None]
    if thing is None or any(answer is not None and not answer.is_accepted for answer in before):
        return
    deleted = destroy(tester, thing)
    if deleted is None or deleted.answer is None or not deleted.is_accepted or deleted.answer.status == 202:
        return
    after = _After(tester, thing, operation, (thing.made, deleted), _state(tester, thing, before[0]))
    yield from after.hits()
    yield from after.gone_too(other) if other is not None else ()


def _state(tester: Tester, thing: Thing, answer: Exchange | None) -> dict[str, Any]:
    """The thing as it is read, else as the answer to its creation shows it."""
    reader, creator = operation_for(tester, thing.resource, Role.READ), thing.draft.operation
    shown = state_in(tester, thing.resource, reader, answer) if reader is not None and answer is not None else None
    return shown or state_in(tester, thing.resource, creator, thing.made) or {}


@dataclass(frozen=True, slots=True)
class _After:
    """What is looked at when a thing was deleted by ``deleter``, which was in the state ``before``."""

    tester: Tester
    thing: Thing
    deleter: Operation
    steps: tuple[Exchange, ...]
    before: dict[str, Any]

    def hits(self) -> Iterator[Hit]:
        reader = operation_for(self.tester, self.thing.resource, Role.READ)
        exchange = patiently(lambda: read(self.tester, self.thing), lambda exchange: exchange.is_accepted)
        if reader is not None and exchange is not None:
            if not says_deleted(state_in(self.tester, self.thing.resource, reader, exchange) or {}, self.before):
                yield self._hit(reader, exchange, level=severity(self.thing.resource))
            return
        destroy(self.tester, self.thing)
        yield from self._used()
        yield from self._listed()

    def gone_too(self, other: Thing) -> Iterator[Hit]:
        """Nothing else was deleted."""
        reader = operation_for(self.tester, other.resource, Role.READ)
        exchange = patiently(lambda: read(self.tester, other), _is_gone)
        if reader is not None and exchange is not None:
            message = "deleting one resource deleted another one, too"
            related = (Related(f"deleted by {self.deleter.label}", self.deleter.node.key_place),)
            place = reader.node.key_place
            problem = Problem("resource-unavailable", message, place, Severity.WARNING, related=related)
            yield Hit(problem, exchange, (other.made, *self.steps), reader, GONE)

    def _used(self) -> Iterator[Hit]:
        """What changes a thing, or works on it. A PUT may create it anew."""
        for operation in self.tester.operations.values():
            draft = about(self.tester, operation, self.thing.resource, self.thing.key)
            if draft is None or not self._works_on_it(operation):
                continue
            exchange = self.tester.ask(draft)
            # A mock does not know what an action is about.
            if exchange.is_accepted and not lacks(exchange, {"meaning"}):
                yield self._hit(operation, exchange)

    def _works_on_it(self, operation: Operation) -> bool:
        action, known = self.tester.pool.action(operation), self.tester.pool.recognised
        if action is not None:
            return action.resource is self.thing.resource and action.role is Role.UPDATE
        is_below = known.owners.get(operation.label) is self.thing.resource
        return is_below and operation.path.count("{") == len(self.thing.key)

    def _listed(self) -> Iterator[Hit]:
        operation = operation_for(self.tester, self.thing.resource, Role.LIST)
        exchange = patiently(self._in_list, lambda exchange: exchange.is_accepted)
        if operation is not None and exchange is not None:
            message = "the list still has a resource that was deleted before"
            claim = listed_as(self.tester, self.thing, operation, is_wanted=False)
            yield self._hit(operation, exchange, message, claim=claim)

    def _in_list(self) -> Exchange | None:
        entry = listed(self.tester, self.thing.resource, self.thing.key)
        return entry.exchange if entry is not None and not says_deleted(entry.state, self.before) else None

    def _hit(
        self,
        operation: Operation,
        exchange: Exchange,
        message: str = "",
        level: Severity = Severity.WARNING,
        claim: Claim | None = TAKEN,
    ) -> Hit:
        status = exchange.status
        message = message or f"{status_line(status)} for a resource that was deleted before"
        related = (Related(f"deleted by {self.deleter.label}", self.deleter.node.key_place),)
        problem = Problem("use-after-free", message, operation.node.key_place, level, related=related)
        return Hit(problem, exchange, self.steps, operation, claim)


def _is_gone(exchange: Exchange) -> bool:
    return exchange.answer is not None and exchange.answer.status in (404, 410)
