"""Check: no text and no number that a query or a path can hold makes the service fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.hostile import hostile_values
from specforge.contract.probing.tester import Purpose, Tester
from specforge.document.model import Operation
from specforge.values.requests import schema_of


@sends("hostile-text", stage=Stage.READ, order=40)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A text or a number that is allowed makes the service fail."""
    is_safe = operation.method.lower() == "get"
    anchor = tester.anchor(operation) if is_safe else None
    if anchor is None:
        return
    for parameter in operation.parameters:
        schema = schema_of(parameter)
        if parameter.location not in ("query", "path") or schema is None or not parameter.name:
            continue
        for value, purpose in hostile_values(schema, tester):
            if parameter.location == "query":
                tester.ask(anchor.draft.with_parameter(parameter, value), purpose)
            elif _fits_in_path(value):
                # There is nothing of this name, and not every document says what is answered then.
                tester.ask(anchor.draft.with_parameter(parameter, value), Purpose.PROBE)
    yield from ()


def _fits_in_path(value: Any) -> bool:
    """What would make another path of it is left out."""
    return value not in ("", ".", "..") and "/" not in str(value)
