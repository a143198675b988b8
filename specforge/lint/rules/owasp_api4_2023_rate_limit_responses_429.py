"""owasp:api4:2023-rate-limit-responses-429: operations that never say when it is too much."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.owasp import without_response
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api4:2023-rate-limit-responses-429",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:owasp",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An operation does not describe its 429 response."""
    yield from without_response("429", context)
