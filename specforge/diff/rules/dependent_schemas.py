"""dependent-schemas: a schema that a property brings along came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.presence import named_appeared
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-dependent-schema-added",
        "request-property-dependent-schema-added",
        "response-body-dependent-schema-removed",
        "response-property-dependent-schema-removed",
    ),
    infos=(
        "request-body-dependent-schema-removed",
        "request-property-dependent-schema-removed",
        "response-body-dependent-schema-added",
        "response-property-dependent-schema-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A schema that a property brings along came or went."""
    yield from named_appeared(pair, "dependentSchemas", "dependent-schema", "the schema that goes with `{name}`")
