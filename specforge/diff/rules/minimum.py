"""minimum: the smallest number that is allowed moved."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import lower
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-min-increased",
        "request-parameter-min-increased",
        "request-property-min-increased",
        "response-body-min-decreased",
        "response-property-min-decreased",
    ),
    warnings=(
        "request-body-min-set",
        "request-parameter-min-set",
        "request-property-min-set",
    ),
    infos=(
        "request-body-min-decreased",
        "request-parameter-min-decreased",
        "request-property-min-decreased",
        "request-read-only-property-min-increased",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The smallest number that is allowed moved."""
    yield from lower(pair, "minimum", "min")
