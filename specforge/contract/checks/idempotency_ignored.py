"""Check: a request that comes twice with one idempotency key creates one thing."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.claims import item_in
from specforge.contract.probing.idempotency import keyed, with_new_key
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, created_by, is_begun, make
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import Source, Value
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.resources.model import Resource


@sends("idempotency-ignored", stage=Stage.WRITE, order=61, needs=("memory", "meaning"))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A request that is repeated with its idempotency key creates a second thing."""
    resource = created_by(operation, tester)
    key = next((each for each in operation.parameters if keyed(each)), None)
    anchor = tester.anchor(operation) if resource is not None and key is not None else None
    draft = with_new_key(tester.renewed(anchor), tester.checker, is_added=True) if anchor is not None else None
    thing = make(tester, resource, draft) if resource is not None and draft is not None else None
    if thing is None or key is None or thing.draft.value_of(key) is None or is_begun(thing):
        return
    exchange = tester.ask(thing.draft)
    keys = tester.pool.keys_in(operation, exchange) if exchange.is_accepted else []
    if keys and keys[0] != thing.key:
        yield _hit(tester, thing, key, exchange)


def _hit(tester: Tester, thing: Thing, key: Parameter, exchange: Exchange) -> Hit:
    message = f"the same request with the same {key.name} creates a second thing"
    problem = Problem("idempotency-ignored", message, key.place, Severity.WARNING)
    return Hit(problem, exchange, (thing.made,), claim=_claim(tester, thing.resource, thing.draft.operation))


def _claim(tester: Tester, resource: Resource, operation: Operation) -> Value | None:
    path = item_in(tester, resource, operation)
    if path is None or resource.id_name is None:
        return None
    place = (*path, resource.id_name)
    return Value(place, Source(0, place, is_sent=False))
