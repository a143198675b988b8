"""oas3-schema: the document against the metaschema of its OpenAPI version."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.metaschema.breaches import problems
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "oas3-schema",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:oas",
    structural=True,
    versions=OPENAPI_3,
    fixable=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The document is not built as its OpenAPI version says."""
    yield from problems(context)
