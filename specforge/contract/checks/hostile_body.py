"""Check: no text and no number in a body makes the service fail."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.hostile import hostile_values
from specforge.contract.probing.tester import Tester
from specforge.document.model import Operation


@sends("hostile-body", stage=Stage.WRITE, order=60)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A text or a number in a body that is allowed makes the service fail."""
    anchor = tester.anchor(operation) if operation.request_body is not None else None
    if anchor is None or anchor.draft.media is None or not isinstance(anchor.draft.body, dict):
        return
    schema = anchor.draft.media.schema
    properties = tester.pool.shapes.properties(schema) if schema is not None else {}
    for name, child in properties.items():
        for value, purpose in hostile_values(child, tester) if not tester.pool.shapes.is_read_only(child) else ():
            draft = tester.renewed(anchor)
            body = {**draft.body, name: value}
            if schema is not None and tester.checker.compile(schema, "request").is_valid(body):
                tester.ask(draft.with_body(body), purpose)
    yield from ()
