"""pattern-properties: a schema for properties with names of a kind came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.presence import named_appeared
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-pattern-property-added",
        "request-property-pattern-property-added",
        "response-body-pattern-property-removed",
        "response-property-pattern-property-removed",
    ),
    infos=(
        "request-body-pattern-property-removed",
        "request-property-pattern-property-removed",
        "response-body-pattern-property-added",
        "response-property-pattern-property-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A schema for properties with names of a kind came or went."""
    yield from named_appeared(pair, "patternProperties", "pattern-property", "the schema of properties like `{name}`")
