"""operation-summary: an operation without the line that lists show."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "operation-summary",
    on="AnyOperation",
    severity=Severity.WARNING,
    origin="redocly",
    ruleset_severity=Severity.ERROR,
    default=False,
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no summary."""
    if "summary" not in operation.raw:
        yield Problem("the operation has no `summary`", operation.node.key_place)
    elif not operation.get("summary"):
        yield Problem("the `summary` is empty", operation.place.child("summary"))
