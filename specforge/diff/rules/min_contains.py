"""min-contains: how many items must match `contains` changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import lower
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-min-contains-increased",
        "request-property-min-contains-increased",
        "response-body-min-contains-decreased",
        "response-property-min-contains-decreased",
    ),
    infos=(
        "request-body-min-contains-decreased",
        "request-property-min-contains-decreased",
        "response-body-min-contains-increased",
        "response-property-min-contains-increased",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """How many items must match `contains` changed."""
    yield from lower(pair, "minContains", "min-contains")
