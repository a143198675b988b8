"""json-schema-dependent-required-defined: properties that others require and nobody describes."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.about.defined import undefined
from specforge.lint.rule import Context, Problem, rule


@rule(
    "json-schema-dependent-required-defined",
    on="Schema",
    when="dependentRequired",
    severity=Severity.WARNING,
    origin="vacuum",
    ruleset_severity=Severity.ERROR,
    default=False,
    versions=("3.1", "3.2"),
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A property is required by another one, but not defined."""
    dependent = schema.node.get("dependentRequired")
    entries = [entry for _, names in dependent.items() for entry in names.elements()] if dependent else []
    yield from undefined(schema, entries, context)
