"""unevaluated: what nothing else speaks of is constrained, or no longer."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.presence import appeared
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-unevaluated-items-added",
        "request-body-unevaluated-properties-added",
        "request-property-unevaluated-items-added",
        "request-property-unevaluated-properties-added",
        "response-body-unevaluated-items-removed",
        "response-body-unevaluated-properties-removed",
        "response-property-unevaluated-items-removed",
        "response-property-unevaluated-properties-removed",
    ),
    infos=(
        "request-body-unevaluated-items-removed",
        "request-body-unevaluated-properties-removed",
        "request-property-unevaluated-items-removed",
        "request-property-unevaluated-properties-removed",
        "response-body-unevaluated-items-added",
        "response-body-unevaluated-properties-added",
        "response-property-unevaluated-items-added",
        "response-property-unevaluated-properties-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """What nothing else speaks of is constrained, or no longer."""
    yield from appeared(pair, "unevaluatedItems", "unevaluated-items")
    yield from appeared(pair, "unevaluatedProperties", "unevaluated-properties")
