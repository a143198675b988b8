"""Check: a property of a resource that a request may not have is not taken from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.faults import keyword
from specforge.contract.probing.bodies import other_values
from specforge.contract.probing.kept import brief
from specforge.contract.probing.tester import Purpose, Tester, is_accepted
from specforge.contract.probing.things import operation_for, shown
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Schema
from specforge.findings.exchange import Exchange
from specforge.findings.show import status_line
from specforge.values.requests import Draft
from specforge.values.resources.model import Resource, Role

_WRITERS = (Role.CREATE, Role.REPLACE, Role.UPDATE)
_STRANGE = {"specforgeUnknownProperty": "x"}
_MOST = 8


@sends("undeclared-taken", stage=Stage.WRITE, order=91, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A property that the document does not have in a request is taken from it."""
    action = tester.pool.action(operation)
    anchor = tester.anchor(operation) if action is not None and action.role in _WRITERS else None
    schema = anchor.draft.media.schema if anchor is not None and anchor.draft.media is not None else None
    if action is None or anchor is None or schema is None or not isinstance(anchor.draft.body, dict):
        return
    values = _values(action.resource, schema, tester) if not tester.pool.shapes.is_open(schema) else {}
    # Where all that is unknown is overlooked, that is told already.
    if not values or not _is_refused(_ask(anchor.draft, _STRANGE, tester)):
        return
    for name, value in values.items():
        exchange = _ask(anchor.draft, {name: value}, tester)
        if is_accepted(exchange) and exchange.answer is not None:
            status = status_line(exchange.answer.status)
            message = f"{status} for a request with {name} {brief(value)}, which the document does not have there"
            place = keyword(schema, "additionalProperties")
            yield Hit(Problem("undeclared-taken", message, place, cause=name), exchange)


def _values(resource: Resource, schema: Schema, tester: Tester) -> dict[str, Any]:
    """Values for what the resource has, and the request has not."""
    reader = operation_for(tester, resource, Role.READ) or operation_for(tester, resource, Role.CREATE)
    own = tester.pool.shapes.properties(schema)
    visible = shown(tester, resource, reader) if reader is not None else {}
    found = {
        name: next(other_values(tester, child, None, name), None) for name, child in visible.items() if name not in own
    }
    return {name: value for name, value in list(found.items())[:_MOST] if value is not None}


def _ask(draft: Draft, more: dict[str, Any], tester: Tester) -> Exchange:
    draft = tester.varied(draft, draft.operation)
    exchange = tester.ask(replace(draft, body={**draft.body, **more}), Purpose.INVALID)
    tester.pool.learn(draft.operation, exchange)
    return exchange


def _is_refused(exchange: Exchange) -> bool:
    return exchange.answer is not None and exchange.answer.status in (400, 422)
