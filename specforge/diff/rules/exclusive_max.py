"""exclusive-max: the number that values must stay below moved."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import upper
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-exclusive-max-decreased",
        "request-parameter-exclusive-max-decreased",
        "request-property-exclusive-max-decreased",
        "response-body-exclusive-max-increased",
        "response-property-exclusive-max-increased",
    ),
    warnings=(
        "request-body-exclusive-max-set",
        "request-parameter-exclusive-max-set",
        "request-property-exclusive-max-set",
    ),
    infos=(
        "request-body-exclusive-max-increased",
        "request-parameter-exclusive-max-increased",
        "request-property-exclusive-max-increased",
        "request-read-only-property-exclusive-max-decreased",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The number that values must stay below moved."""
    yield from upper(pair, "exclusiveMaximum", "exclusive-max")
