"""scalar-property-missing-example: a string, number or boolean without an example."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.json_types import declared_types
from specforge.lint.rule import Context, Problem, rule

_SCALARS = frozenset(("string", "integer", "number", "boolean", "null"))


@rule(
    "scalar-property-missing-example",
    on="Schema",
    when="properties",
    severity=Severity.INFO,
    origin="redocly",
    ruleset_severity=Severity.WARNING,
    recommended=False,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A property with a plain value has no example."""
    properties = schema.node.get("properties")
    for name, node in properties.items() if properties else ():
        described = Schema.of(node)
        if _is_scalar(described) and not {"example", "examples"}.intersection(described.raw):
            yield Problem(f"property `{name}` has no example", node.key_place)


def _is_scalar(schema: Schema) -> bool:
    if not schema.node.is_mapping or any(keyword in schema.raw for keyword in ("allOf", "anyOf", "oneOf")):
        return False
    types = declared_types(schema.get("type"))
    return bool(types) and _SCALARS.issuperset(types) and schema.format != "binary"
