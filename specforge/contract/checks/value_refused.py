"""Check: every value that a parameter may have by the document is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import plain_draft
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.requests import Draft, schema_of
from specforge.values.texts import write

_MOST = 8
_HELP = "tighten the schema until it says what the server wants, or accept the request"


@sends("value-refused", stage=Stage.READ, order=20)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A value that a parameter may have by the document is refused."""
    draft = plain_draft(operation, tester) if operation.method.lower() == "get" else None
    if draft is not None:
        for parameter in operation.parameters:
            if parameter.location in ("query", "header", "cookie") and parameter.name:
                yield from confirmed(_look, parameter, draft, tester)


def _choices(parameter: Parameter, tester: Tester) -> list[Any]:
    """All values of what has only few."""
    schema, shapes = schema_of(parameter), tester.pool.shapes
    if schema is None:
        return []
    inner = shapes.element(schema)
    parts = shapes.parts(inner or schema)
    found = [choice for part in parts for choice in part.enum or () if choice is not None]
    found += [True, False] if not found and shapes.kind(inner or schema) == "boolean" else []
    values = [[each] for each in found] if inner is not None else found
    compiled = tester.checker.compile(schema, "request")
    return [value for value in values if compiled.is_valid(value)][:_MOST]


def _look(parameter: Parameter, draft: Draft, tester: Tester) -> Iterator[Hit]:
    for value in _choices(parameter, tester):
        exchange = tester.ask(draft.with_parameter(parameter, value))
        status = exchange.answer.status if exchange.answer is not None else 0
        if status in (400, 415, 422):
            text = ",".join(map(write, value)) if isinstance(value, list) else write(value)
            message = f"{parameter.name}={text} is allowed by the document and refused with {status_line(status)}"
            place, level = parameter.place, Severity.WARNING
            yield Hit(Problem("positive-data-rejected", message, place, level, help=_HELP), exchange)
            return
