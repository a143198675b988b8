"""Check: what an action says that it did is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.claims import item_in
from specforge.contract.probing.kept import brief
from specforge.contract.probing.states import differences, settled
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, about, make, operation_for, patiently, read, shown, state_in
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import GONE, TAKEN, Claim, Source, Value
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.resources.bodies import success_schema
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.names import bare

# What can be done to a thing once.
_FINAL = re.compile(
    r"cancel|close|complete|finish|approve|reject|publish|archive|activate|deactivate|accept|decline|pay|refund|"
    r"confirm|ship|capture|void|revoke|expire|submit|finali[sz]e|terminate|redeem|checkout|return|enable|disable|"
    r"send|start|stop|sign|issue|release|suspend|resume|claim|lock"
)
_MOVING = ("updated", "modified", "version", "revision", "etag", "seen", "count", "url", "token", "age")


@sends("action-not-kept", stage=Stage.WRITE, order=75, needs=("memory", "meaning"))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An action on a resource does not do what it says."""
    resource = _resource(operation, tester)
    reader = operation_for(tester, resource, Role.READ) if resource is not None else None
    thing = make(tester, resource) if resource is not None and reader is not None else None
    if resource is None or reader is None or thing is None:
        return
    draft = about(tester, operation, resource, thing.key)
    first = tester.ask(draft) if draft is not None else None
    if draft is None or first is None or first.answer is None or not first.is_accepted:
        return
    after = patiently(lambda: read(tester, thing), lambda answer: not answer.is_accepted) or read(tester, thing)
    if after is not None and first.answer.status != 202:
        yield from _differences(thing, operation, reader, (first, after), tester)
    again = tester.ask(draft)
    yield from _repeated(thing, operation, first, again)
    yield from _denied(thing, operation, (first, again), tester)


def _resource(operation: Operation, tester: Tester) -> Resource | None:
    """The resource that the operation does something to: ``POST /orders/{order_id}/cancel``."""
    if operation.method.lower() not in ("post", "put") or tester.pool.action(operation) is not None:
        return None
    owner = tester.pool.recognised.owners.get(operation.label)
    is_below = owner is not None and operation.path.count("{") == len(owner.template.parameters)
    return owner if is_below and not operation.path.endswith("}") else None


def _differences(
    thing: Thing, operation: Operation, reader: Operation, answers: tuple[Exchange, Exchange], tester: Tester
) -> Iterator[Hit]:
    """The answer shows the thing as it is from now on; what nobody asked to change has not changed."""
    first, after = answers
    schema, steps = success_schema(operation), (thing.made, first)
    state = state_in(tester, thing.resource, reader, after)
    if state is None:
        status = after.status
        if status in (404, 410) and schema is not None and _is_thing(schema, thing):
            message = f"{status_line(status)} for a resource that {operation.label} has answered with"
            yield _hit("resource-unavailable", message, reader, after, steps, GONE)
        return
    if schema is None or not _is_thing(schema, thing):
        return
    told = state_in(tester, thing.resource, operation, first)
    if told is None:
        return
    names = [name for name in shown(tester, thing.resource, reader) if name in told and not _moves(name)]
    for name in differences(told, state, names):
        message = f"{name} is {brief(told[name])} in the answer, and {brief(state.get(name))} afterwards"
        yield _hit("action-not-kept", message, operation, after, steps, _shown(name, thing, reader, operation, tester))
    made = state_in(tester, thing.resource, thing.draft.operation, thing.made) or {}
    identity = [name for name in settled(tester, thing.resource) if name == thing.resource.id_name and name in made]
    for name in differences(made, told, identity):
        message = f"the answer is about another resource: {name} is {brief(told.get(name))}"
        yield _hit("action-not-kept", message, operation, first, (thing.made,))


def _is_thing(schema: Any, thing: Thing) -> bool:
    return thing.resource.element is not None and schema.node == thing.resource.element.node


def _moves(name: str) -> bool:
    return any(word in bare(name) for word in _MOVING)


def _repeated(thing: Thing, operation: Operation, first: Exchange, again: Exchange) -> Iterator[Hit]:
    """What is done once is refused the second time, where the document has a refusal for it."""
    word = operation.path.rpartition("/")[2]
    if "409" not in operation.responses or operation.request_body is not None or not _FINAL.search(bare(word)):
        return
    if again.is_accepted and again.answer is not None:
        message = f"{status_line(again.answer.status)} the second time, though 409 is documented"
        yield _hit("action-not-kept", message, operation, again, (thing.made, first), TAKEN)


def _denied(thing: Thing, operation: Operation, answers: tuple[Exchange, Exchange], tester: Tester) -> Iterator[Hit]:
    """What is there is not denied, where the document has a status for what its state forbids."""
    first, again = answers
    status = again.status
    after = read(tester, thing) if status in (404, 410) and "409" in operation.responses else None
    if after is not None and after.is_accepted:
        message = f"{status_line(status)} the second time, for a resource that is there, though 409 is documented"
        yield _hit("action-not-kept", message, operation, again, (thing.made, first, after), GONE)


def _shown(name: str, thing: Thing, reader: Operation, operation: Operation, tester: Tester) -> Claim | None:
    """What the action answered is what is there afterwards."""
    shown_at, told_at = item_in(tester, thing.resource, reader), item_in(tester, thing.resource, operation)
    if shown_at is None or told_at is None:
        return None
    return Value((*shown_at, name), Source(1, (*told_at, name), is_sent=False))


def _hit(
    rule: str,
    message: str,
    operation: Operation,
    exchange: Exchange,
    steps: tuple[Exchange, ...],
    claim: Claim | None = None,
) -> Hit:
    problem = Problem(rule, message, operation.node.key_place, Severity.WARNING)
    return Hit(problem, exchange, steps, operation, claim)
