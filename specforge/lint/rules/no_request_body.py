"""no-request-body: a body where nobody expects one."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "no-request-body",
    on="Operation",
    severity=Severity.WARNING,
    origin="vacuum",
    default=False,
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """A GET or DELETE operation has a request body."""
    body = operation.request_body if operation.method in ("get", "delete") else None
    if body is not None:
        own = "requestBody" in operation.raw
        place = operation.place.child("requestBody", key=True) if own else body.place
        yield Problem(f"a {operation.method.upper()} request should have no body", place)
