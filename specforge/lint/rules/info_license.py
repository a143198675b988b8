"""info-license: an API without a licence."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.presence import missing
from specforge.lint.rule import Context, Problem, rule


@rule(
    "info-license",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    recommended=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Nothing says what may be done with the API."""
    yield from missing(document.node, "info", "license", message="`info` has no `license`")
