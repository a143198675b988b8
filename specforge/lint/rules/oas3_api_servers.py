"""oas3-api-servers: a document that does not say where the API is."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.lists import wrong_list
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "oas3-api-servers",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The document does not say where the API is."""
    yield from wrong_list(document.node, "servers", of=dict, holder="the document", entry="a Server Object")
