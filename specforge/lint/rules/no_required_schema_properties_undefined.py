"""no-required-schema-properties-undefined: a property that must be there and that nobody describes."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.defined import around, defined_names
from specforge.lint.rule import Context, Problem, rule
from specforge.registry import did_you_mean

# Where so many are missing nobody misspelt them.
_MANY = 20


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
    entries = [entry for entry in required.elements() if isinstance(entry.value, str)] if required else []
    own = schema.get("properties")
    missing = [entry for entry in entries if not isinstance(own, dict) or entry.value not in own]
    outer = around(schema, context) if missing else None
    if outer is None:
        return
    known = [defined_names(one, context) for one in (schema, *outer)]
    for entry in missing:
        if not any(entry.value in names for names in known):
            yield Problem(
                f"the property `{entry.value}` is required, but not defined",
                entry.place,
                help=did_you_mean(entry.value, known[0].names) if len(missing) < _MANY else None,
            )
