"""owasp:api9:2023-inventory-access: servers of which nobody says for whom they are."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "owasp:api9:2023-inventory-access",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A server does not say whether it is internal."""
    for server in document.servers:
        if "x-internal" not in server.raw:
            yield Problem("the server does not say by `x-internal` for whom it is", server.place)
