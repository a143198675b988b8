"""if-then-else: a condition, or what follows from it, came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.presence import appeared
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-else-added",
        "request-body-if-added",
        "request-body-then-added",
        "request-property-else-added",
        "request-property-if-added",
        "request-property-then-added",
        "response-body-else-removed",
        "response-body-if-removed",
        "response-body-then-removed",
        "response-property-else-removed",
        "response-property-if-removed",
        "response-property-then-removed",
    ),
    infos=(
        "request-body-else-removed",
        "request-body-if-removed",
        "request-body-then-removed",
        "request-property-else-removed",
        "request-property-if-removed",
        "request-property-then-removed",
        "response-body-else-added",
        "response-body-if-added",
        "response-body-then-added",
        "response-property-else-added",
        "response-property-if-added",
        "response-property-then-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A condition, or what follows from it, came or went."""
    for keyword in ("if", "then", "else"):
        yield from appeared(pair, keyword, keyword)
