"""impossible-limits: limits that leave no value."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.schema_sanity import contradictions
from specforge.lint.rule import Context, Problem, rule


@rule(
    "impossible-limits",
    on=("Schema", "Parameter", "Header"),
    when=("minLength", "minItems", "minProperties", "minContains", "minimum", "exclusiveMinimum"),
    severity=Severity.WARNING,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A minimum is above the maximum."""
    yield from contradictions(view)
