"""operation-2xx-response: an operation that does not say what success looks like."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.statuses import has_status, operations, responses_of
from specforge.lint.rule import Context, Problem, rule


@rule(
    "operation-2xx-response",
    on="Document",
    severity=Severity.WARNING,
    origin="redocly",
    default=False,
    options={"validateWebhooks": False, "disallowDefault": False},
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An operation has no response of success, and no default one."""
    options = context.options("operation-2xx-response")
    for operation in operations(document, webhooks=options["validateWebhooks"]):
        responses = responses_of(operation)
        if responses is None or has_status(responses, "2"):
            continue
        if options["disallowDefault"]:
            yield Problem("no response with a status of 2xx", responses.key_place)
        elif "default" not in responses.follow().value:
            yield Problem("no response with a status of 2xx, and no `default`", responses.key_place)
