"""oas-missing-type: a schema that does not say what its values are."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

# What says by itself what the values are, or leaves it to other schemas.
_TELLING = frozenset(
    (
        *("type", "$ref", "$dynamicRef", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if"),
        *("properties", "additionalProperties", "patternProperties", "items", "prefixItems"),
    )
)
_COMPOSING = frozenset(("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "propertyNames", "dependentSchemas"))


@rule(
    "oas-missing-type",
    on="Schema",
    severity=Severity.INFO,
    origin="vacuum",
    recommended=False,
    versions=OPENAPI_3,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A schema has no type."""
    if isinstance(schema.raw, dict) and _TELLING.isdisjoint(schema.raw) and not _is_part(schema):
        yield Problem("the schema does not say of which type its values are", schema.node.key_place)


def _is_part(schema: Schema) -> bool:
    """The schema around a part says the type."""
    tokens = schema.node.tokens
    return tokens[-1:] != () and (tokens[-1] in _COMPOSING or (tokens[-2:-1] != () and tokens[-2] in _COMPOSING))
