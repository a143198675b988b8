"""oas3-unused-component: a component that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.unused import problems
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_SECTIONS = (
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
)


@rule(
    "oas3-unused-component",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    versions=OPENAPI_3,
    fixable=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Nothing refers to a component."""
    yield from problems(context, [("components", section) for section in _SECTIONS])
