"""operation-operationId: an operation without a name."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule("operation-operationId", on="Operation", severity=Severity.WARNING, origin="spectral:oas")
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no operationId."""
    if not operation.get("operationId"):
        yield Problem("the operation has no `operationId`", operation.node.key_place)
