"""openapi-tags: a document that declares no tags."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.lists import wrong_list
from specforge.lint.rule import Context, Problem, rule


@rule("openapi-tags", on="Document", severity=Severity.WARNING, origin="spectral:oas", recommended=False)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The document declares no tags."""
    yield from wrong_list(document.node, "tags", holder="the document")
