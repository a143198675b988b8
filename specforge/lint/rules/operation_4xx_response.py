"""operation-4xx-response: an operation that does not say how it refuses."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.statuses import has_status, operations, responses_of
from specforge.lint.rule import Context, Problem, rule


@rule(
    "operation-4xx-response",
    on="Document",
    severity=Severity.WARNING,
    origin="redocly",
    default=False,
    options={"validateWebhooks": False, "excludedMethods": []},
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An operation has no response for a mistaken request."""
    options = context.options("operation-4xx-response")
    excluded = {method.lower() for method in options["excludedMethods"] if isinstance(method, str)}
    for operation in operations(document, webhooks=options["validateWebhooks"]):
        responses = responses_of(operation)
        if responses is None or operation.method.lower() in excluded or has_status(responses, "4"):
            continue
        yield Problem("no response with a status of 4xx", responses.key_place)
