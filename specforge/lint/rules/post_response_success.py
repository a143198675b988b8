"""post-response-success: a POST that never succeeds."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "post-response-success",
    on="Operation",
    when="responses",
    severity=Severity.WARNING,
    origin="vacuum",
    recommended=False,
    versions=OPENAPI_3,
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """A POST operation has no response for success."""
    if operation.method == "post" and not any(status.startswith(("2", "3")) for status in operation.responses):
        message = "this POST has no response for success (2XX or 3XX)"
        yield Problem(message, operation.place.child("responses", key=True))
