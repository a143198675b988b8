"""owasp:api8:2023-define-error-validation: operations that do not say how they refuse bad requests."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.owasp import has_any, responses
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api8:2023-define-error-validation",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:owasp",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An operation does not describe its answer to a bad request."""
    for declared in responses(context):
        if not has_any(declared, "400", "422", "4XX"):
            yield Problem("no `400`, `422` or `4XX` response is declared", declared.place)
