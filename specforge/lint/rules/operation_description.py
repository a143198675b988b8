"""operation-description: an operation that is not explained."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.about.presence import missing
from specforge.lint.rule import Context, Problem, rule


@rule("operation-description", on="Operation", severity=Severity.WARNING, origin="spectral:oas")
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no description."""
    yield from missing(operation.node, "description", message="the operation has no `description`")
