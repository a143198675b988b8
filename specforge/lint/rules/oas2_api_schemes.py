"""oas2-api-schemes: a document that does not say how the API is spoken to."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.lists import wrong_list
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-api-schemes",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
    versions=("2.0",),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The document does not say how the API is spoken to."""
    yield from wrong_list(document.node, "schemes", of=str, holder="the document", entry="a text such as `https`")
