"""oas2-unused-definition: a definition that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.unused import problems
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-unused-definition",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    versions=("2.0",),
    fixable=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Nothing refers to a definition."""
    yield from problems(context, [("definitions",)])
