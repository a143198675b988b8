"""oas2-parameter-description: a parameter that is not explained."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.described_parameter import problems
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-parameter-description",
    on=("Parameter", "Stray"),
    severity=Severity.WARNING,
    origin="spectral:oas",
    recommended=False,
    versions=("2.0",),
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A parameter has no description."""
    yield from problems(view)
