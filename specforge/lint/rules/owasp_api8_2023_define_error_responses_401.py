"""owasp:api8:2023-define-error-responses-401: operations that do not say how they refuse strangers."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.owasp import without_response
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api8:2023-define-error-responses-401",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:owasp",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An operation does not describe its 401 response."""
    yield from without_response("401", context)
