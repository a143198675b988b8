"""owasp:api8:2023-no-scheme-http: Swagger without TLS."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api8:2023-no-scheme-http",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=("2.0",),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A scheme is not encrypted."""
    schemes = document.node.get("schemes")
    for scheme in schemes.elements() if schemes else ():
        if scheme.value not in ("https", "wss"):
            yield Problem(f"the scheme `{scheme.value}` is not encrypted: use `https` or `wss`", scheme.place)
