"""exclusive-min: the number that values must exceed moved."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import lower
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-exclusive-min-increased",
        "request-parameter-exclusive-min-increased",
        "request-property-exclusive-min-increased",
        "response-body-exclusive-min-decreased",
        "response-property-exclusive-min-decreased",
    ),
    warnings=(
        "request-body-exclusive-min-set",
        "request-parameter-exclusive-min-set",
        "request-property-exclusive-min-set",
    ),
    infos=(
        "request-body-exclusive-min-decreased",
        "request-parameter-exclusive-min-decreased",
        "request-property-exclusive-min-decreased",
        "request-read-only-property-exclusive-min-increased",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The number that values must exceed moved."""
    yield from lower(pair, "exclusiveMinimum", "exclusive-min")
