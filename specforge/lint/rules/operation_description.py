"""operation-description: an operation that is not explained."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule("operation-description", on="Operation", severity=Severity.WARNING, origin="spectral:oas")
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no description."""
    if not operation.get("description"):
        place = operation.place.child("description") if "description" in operation.raw else operation.node.key_place
        yield Problem("the operation has no `description`", place)
