"""operation-operationId-unique: two operations with one name."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Operation
from specforge.findings.model import Related, Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "operation-operationId-unique",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:oas",
    structural=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Two operations have the same operationId."""
    first: dict[str, Operation] = {}
    for operation in _operations(document):
        name = operation.operation_id
        if name is None:
            continue
        known = first.setdefault(name, operation)
        if known is not operation:
            yield Problem(
                f"operationId `{name}` is already that of {known.label}",
                operation.place.child("operationId"),
                help="give every operation a name of its own: generated code is named after it",
                related=(Related("used here first", known.place.child("operationId")),),
                # One path item under two paths: two operations by the letter, but one thing for its author.
                mild=known.node == operation.node,
            )


def _operations(document: Document) -> Iterator[Operation]:
    """Those of paths, once for each path that leads to them, then those of webhooks, callbacks and so on."""
    yield from document.operations
    seen = {operation.node for operation in document.operations}
    yield from (operation for operation in document.all_operations if operation.node not in seen)
