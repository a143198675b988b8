"""property-names: what the names of properties must be like is said, or no longer said."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.presence import appeared
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-property-names-added",
        "request-property-property-names-added",
        "response-body-property-names-removed",
        "response-property-property-names-removed",
    ),
    infos=(
        "request-body-property-names-removed",
        "request-property-property-names-removed",
        "response-body-property-names-added",
        "response-property-property-names-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """What the names of properties must be like is said, or no longer said."""
    yield from appeared(pair, "propertyNames", "property-names")
