"""Check: what was created is there."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.bodies import different
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import (
    Thing,
    created_by,
    is_begun,
    make,
    operation_for,
    patiently,
    read,
    severity,
)
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import GONE
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Related
from specforge.findings.show import status_line
from specforge.values.resources.model import Role

# How many are made in a row: services that keep the latest one only are found by two.
_MANY = 3


@sends("resource-unavailable", stage=Stage.WRITE, order=10, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A resource that was created cannot be read."""
    resource = created_by(operation, tester)
    reader = operation_for(tester, resource, Role.READ) if resource is not None else None
    if resource is None or reader is None:
        return
    things: list[Thing] = []
    for _ in range(_MANY):
        thing = make(tester, resource)
        if thing is None or is_begun(thing):
            return
        twin = next((each for each in things if each.key == thing.key), None)
        if twin is not None:
            yield from _same(twin, _another(thing, tester) or thing, operation)
            return
        things.append(thing)
        yield from _missing(thing, reader, tester)
    if len(things) > 1:
        yield from _missing(things[0], reader, tester)


def _another(thing: Thing, tester: Tester) -> Thing | None:
    """One with other values, where the same request was sent twice."""
    draft = different(tester, tester.varied(thing.draft, thing.draft.operation))
    return make(tester, thing.resource, tester.referring(draft)) if draft is not None else None


def _same(twin: Thing, thing: Thing, operation: Operation) -> Iterator[Hit]:
    """Two things have one id. The same request twice may be answered with what is there already."""
    is_new = thing.made.answer is not None and thing.made.answer.status == 201
    if twin.key != thing.key or twin.draft.body == thing.draft.body or not is_new:
        return
    message = f"two resources were created with the same id, {'/'.join(thing.key)}"
    problem = Problem("resource-unavailable", message, operation.node.key_place, severity(thing.resource))
    yield Hit(problem, thing.made, (twin.made,))


def _missing(thing: Thing, reader: Operation, tester: Tester) -> Iterator[Hit]:
    exchange = patiently(lambda: read(tester, thing), _is_missing)
    if exchange is None or exchange.answer is None:
        return
    message = f"{status_line(exchange.answer.status)} for a resource that was created before"
    creator = thing.draft.operation
    related = (Related(f"created by {creator.label}", creator.node.key_place),)
    level = severity(thing.resource)
    problem = Problem("resource-unavailable", message, reader.node.key_place, level, related=related)
    yield Hit(problem, exchange, (thing.made,), reader, GONE)


def _is_missing(exchange: Exchange) -> bool:
    """A refusal of another kind has another reason: rights, or a state."""
    return not exchange.is_accepted and exchange.answer is not None and exchange.answer.status in (404, 410)
