"""operation-parameters-unique: a parameter that is listed twice."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.parameter_lists import listed, twice
from specforge.lint.rule import Context, Problem, rule


@rule(
    "operation-parameters-unique",
    on=("AnyOperation", "PathItem"),
    severity=Severity.ERROR,
    origin="redocly",
    default=False,
    fixable=True,
)
def check(holder: View, context: Context) -> Iterator[Problem]:
    """A parameter is listed twice."""
    yield from twice(listed(holder.node))
