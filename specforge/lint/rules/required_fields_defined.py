"""required-fields-defined: a property that must be there and that nobody describes."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.about.defined import undefined
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "required-fields-defined",
    on="Schema",
    when="required",
    severity=Severity.WARNING,
    origin="vacuum",
    recommended=False,
    versions=OPENAPI_3,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A property is required, but not defined."""
    required = schema.node.get("required")
    yield from undefined(schema, list(required.elements()) if required else [], context)
