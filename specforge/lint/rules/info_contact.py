"""info-contact: nobody to ask about the API."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.presence import missing
from specforge.lint.rule import Context, Problem, rule


@rule(
    "info-contact",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Nobody is named to ask about the API."""
    yield from missing(document.node, "info", "contact", message="`info` has no `contact`")
