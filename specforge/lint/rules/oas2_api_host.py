"""oas2-api-host: a document that does not say where the API is."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.presence import missing
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-api-host",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
    versions=("2.0",),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The document does not say where the API is."""
    yield from missing(document.node, "host", message="the document has no `host`")
