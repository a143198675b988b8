"""Check: a property of a resource that a request may not have is not taken from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.conformance.faults import keyword
from specforge.contract.probing.bodies import other_values
from specforge.contract.probing.kept import brief
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import operation_for, shown
from specforge.contract.probing.writing import writing
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Schema
from specforge.findings.show import status_line
from specforge.values.resources.model import Resource, Role

_MOST = 8


@sends("undeclared-taken", stage=Stage.WRITE, order=91, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A property that the document does not have in a request is taken from it."""
    found = writing(operation, tester)
    if found is None or tester.pool.shapes.is_open(found.schema):
        return
    values = _values(found.resource, found.schema, tester)
    # Where all that is unknown is overlooked, that is told already.
    if not values or not found.refuses_strangers():
        return
    for name, value in values.items():
        exchange = found.with_more({name: value})
        if exchange.is_accepted and exchange.answer is not None:
            status = status_line(exchange.answer.status)
            message = f"{status} for a request with {name} {brief(value)}, which the document does not have there"
            place = keyword(found.schema, "additionalProperties")
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
