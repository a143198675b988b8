"""owasp:api4:2023-rate-limit-retry-after: a refusal that does not say until when."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Response, View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import header
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "owasp:api4:2023-rate-limit-retry-after",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A 429 response has headers, but no Retry-After."""
    for node in context.index.of("Responses"):
        response = View(node).one("429", Response)
        headers = response.node.get("headers") if response is not None else None
        if response is not None and headers is not None and header(response, "Retry-After") is None:
            yield Problem("the `429` response has no header `Retry-After`", headers.follow().place)
