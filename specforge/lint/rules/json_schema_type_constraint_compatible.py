"""json-schema-type-constraint-compatible: keywords that the type has no use for."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.schema_sanity import APPLIES_TO, inapplicable
from specforge.lint.rule import Context, Problem, rule


@rule(
    "json-schema-type-constraint-compatible",
    on=("Schema", "Parameter", "Header"),
    when=tuple(APPLIES_TO),
    severity=Severity.WARNING,
    origin="vacuum",
    ruleset_severity=Severity.ERROR,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A keyword says nothing of values of the declared type."""
    yield from inapplicable(view)
