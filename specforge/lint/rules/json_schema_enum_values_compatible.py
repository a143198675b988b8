"""json-schema-enum-values-compatible: a constant that its own schema forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.about.json_types import declared_types, is_any_of
from specforge.lint.rule import Context, Problem, rule


@rule(
    "json-schema-enum-values-compatible",
    on="Schema",
    when="const",
    severity=Severity.WARNING,
    origin="vacuum",
    ruleset_severity=Severity.ERROR,
    versions=("3.1", "3.2"),
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A `const` is not of the type beside it, or not in the enum."""
    value, values = schema.get("const"), schema.enum
    types = declared_types(schema.get("type"))
    shown = json.dumps(value, ensure_ascii=False, default=str)
    if types and not is_any_of(value, types):
        yield Problem(f"the constant `{shown}` is not of type {' or '.join(types)}", schema.place.child("const"))
    elif values is not None and value not in values:
        yield Problem(f"the constant `{shown}` is not in the `enum`", schema.place.child("const"))
