"""no-required-schema-properties-undefined: a property that must be there and that nobody describes."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.about.defined import undefined
from specforge.lint.rule import Context, Problem, rule


@rule(
    "no-required-schema-properties-undefined",
    on="Schema",
    when="required",
    severity=Severity.WARNING,
    origin="redocly",
    default=False,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A property is required, but not defined."""
    required = schema.node.get("required")
    yield from undefined(schema, list(required.elements()) if required else [], context)
