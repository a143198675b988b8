"""contains: what some items must be like is said, or no longer said."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.presence import appeared
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-contains-added",
        "request-property-contains-added",
        "response-body-contains-removed",
        "response-property-contains-removed",
    ),
    infos=(
        "request-body-contains-removed",
        "request-property-contains-removed",
        "response-body-contains-added",
        "response-property-contains-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """What some items must be like is said, or no longer said."""
    yield from appeared(pair, "contains", "contains")
