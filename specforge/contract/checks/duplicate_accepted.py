"""Check: what may exist once only is refused the second time, wherever it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.kept import brief
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, about, created_by, make, operation_for, read
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import TAKEN, Status
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.requests import Draft
from specforge.values.resources.model import Role
from specforge.values.resources.names import bare

# Names of what is there once only, wherever a 409 is documented.
_UNIQUE = ("email", "emailaddress", "username", "login", "slug", "sku", "isbn", "handle")


@sends("duplicate-accepted", stage=Stage.WRITE, order=60, needs=("memory", "meaning"))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A value that may exist once only is accepted twice."""
    resource = created_by(operation, tester)
    thing = make(tester, resource) if resource is not None else None
    body = thing.draft.body if thing is not None else None
    answer = read(tester, thing) if thing is not None else None
    if thing is None or not isinstance(body, dict) or (answer is not None and not answer.is_accepted):
        return
    unique = tester.unique(operation)
    if not unique and "409" in operation.responses:
        yield from _created_twice(thing, body, tester)
    for role in (Role.REPLACE, Role.UPDATE) if len(unique) == 1 else ():
        changer = operation_for(tester, thing.resource, role)
        if changer is not None:
            yield from _changed_into(thing, unique[0], body.get(unique[0]), changer, tester)


def _created_twice(thing: Thing, body: dict[str, Any], tester: Tester) -> Iterator[Hit]:
    name = next((name for name in body if bare(name) in _UNIQUE), None)
    exchange = tester.ask(thing.draft) if name is not None else None
    if name is not None and exchange is not None and exchange.is_accepted:
        status = status_line(exchange.answer.status) if exchange.answer is not None else ""
        message = f"{status} for a second resource with the {name} {brief(body[name])}, though 409 is documented"
        yield _hit(message, thing.draft.operation, exchange, (thing.made,))


def _changed_into(thing: Thing, name: str, value: Any, changer: Operation, tester: Tester) -> Iterator[Hit]:
    """Another thing must not be given the value of the first one; the first one may keep it."""
    other = make(tester, thing.resource)
    draft = _with(name, value, about(tester, changer, thing.resource, other.key), tester) if other is not None else None
    own = about(tester, changer, thing.resource, thing.key)
    if other is None or draft is None or own is None:
        return
    exchange = tester.ask(draft)
    if exchange.is_accepted:
        message = f"{name} becomes {brief(value)}, which another resource has; creating a second one is refused"
        yield _hit(message, changer, exchange, (thing.made, other.made))
        return
    same = _with(name, value, own, tester)
    exchange = tester.ask(same) if same is not None else exchange
    if same is not None and exchange.answer is not None and exchange.answer.status == 409:
        message = f"409 Conflict for a change that leaves {name} as it is"
        problem = Problem("positive-data-rejected", message, changer.node.key_place, Severity.WARNING)
        yield Hit(problem, exchange, (thing.made,), changer, Status((409,)))


def _with(name: str, value: Any, draft: Draft | None, tester: Tester) -> Draft | None:
    schema = draft.media.schema if draft is not None and draft.media is not None else None
    if draft is None or schema is None or not isinstance(draft.body, dict):
        return None
    if name not in tester.pool.shapes.properties(schema):
        return None
    changed = replace(draft, body={**draft.body, name: value})
    return changed if tester.checker.compile(schema, "request").is_valid(changed.body) else None


def _hit(message: str, operation: Operation, exchange: Exchange, steps: tuple[Exchange, ...]) -> Hit:
    problem = Problem("duplicate-accepted", message, operation.node.key_place, Severity.WARNING)
    return Hit(problem, exchange, steps, operation, TAKEN)
