"""oas2-schema: the document against the metaschema of Swagger 2.0."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.metaschema.breaches import problems
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-schema",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:oas",
    structural=True,
    versions=("2.0",),
    fixable=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The document is not built as Swagger 2.0 says."""
    yield from problems(context)
