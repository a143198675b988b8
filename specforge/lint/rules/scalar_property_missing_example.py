"""scalar-property-missing-example: a string, number or boolean without an example."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.about.json_types import declared_types
from specforge.lint.rule import Context, Problem, rule

_SCALARS = frozenset(("string", "integer", "number", "boolean", "null"))
_COMPOSED = frozenset(("allOf", "anyOf", "oneOf"))


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
        parts = _with_target(Schema.of(node))
        if _is_scalar(parts) and not any(key in part.raw for part in parts for key in ("example", "examples")):
            yield Problem(f"property `{name}` has no example", node.key_place)


def _with_target(schema: Schema) -> list[Schema]:
    """The schema, and since OpenAPI 3.1 what a `$ref` beside other keywords leads to."""
    return [schema, *(schema.all_of[:1] if schema.node.reference is not None else ())]


def _is_scalar(parts: list[Schema]) -> bool:
    if not all(part.node.is_mapping and _COMPOSED.isdisjoint(part.raw) for part in parts):
        return False
    types = declared_types(list(parts[0].types))
    return bool(types) and _SCALARS.issuperset(types) and all(part.format != "binary" for part in parts)
