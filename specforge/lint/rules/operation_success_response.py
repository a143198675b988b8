"""operation-success-response: an operation that never succeeds."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_RANGES = ("2XX", "3XX")


@rule("operation-success-response", on="Operation", severity=Severity.WARNING, origin="spectral:oas")
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no response of success."""
    responses = operation.node.get("responses")
    if responses is None or not responses.follow().is_mapping:
        return
    # Ranges such as 2XX came with OpenAPI 3.0.
    has_ranges = not context.document.version.is_swagger
    for status in responses.follow().value:
        if (has_ranges and status in _RANGES) or (status.isdecimal() and 200 <= int(status) < 400):
            return
    is_empty = all(status.startswith("x-") for status in responses.follow().value)
    echoes = ("oas2-schema", "oas3-schema") if is_empty else ()  # which wants a response at all
    yield Problem("no response with a status of 2xx or 3xx", responses.place, echoes=echoes)
