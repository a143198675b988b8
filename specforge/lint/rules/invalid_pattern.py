"""invalid-pattern: a ``pattern`` that is no regular expression."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about import broken_patterns
from specforge.lint.rule import Context, Problem, rule


@rule(
    "invalid-pattern",
    on=broken_patterns.KINDS,
    when=broken_patterns.FIELDS,
    severity=Severity.ERROR,
    structural=True,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A `pattern` is no regular expression."""
    yield from broken_patterns.problems(view)
