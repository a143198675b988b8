"""owasp:api8:2023-define-error-responses-500: operations that do not say what their failure looks like."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.owasp import without_response
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api8:2023-define-error-responses-500",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:owasp",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An operation does not describe its 500 response."""
    yield from without_response("500", context)
