"""json-schema-dependent-required-defined: properties that others require and nobody describes."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.defined import around, defined_names
from specforge.lint.rule import Context, Problem, rule
from specforge.registry import did_you_mean


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
    outer = around(schema, context)
    dependent = schema.node.get("dependentRequired")
    if outer is None or dependent is None:
        return
    known = [defined_names(one, context) for one in (schema, *outer)]
    for _, names in dependent.items():
        for entry in names.elements():
            if isinstance(entry.value, str) and not any(entry.value in some for some in known):
                yield Problem(
                    f"the property `{entry.value}` is required, but not defined",
                    entry.place,
                    help=did_you_mean(entry.value, known[0].names),
                )
