"""info-description: an API that is not introduced."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.presence import missing
from specforge.lint.rule import Context, Problem, rule


@rule(
    "info-description",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The API is not introduced."""
    yield from missing(document.node, "info", "description", message="`info` has no `description`")
