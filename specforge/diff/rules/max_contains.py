"""max-contains: how many items may match `contains` changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import upper
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-max-contains-decreased",
        "request-property-max-contains-decreased",
        "response-body-max-contains-increased",
        "response-property-max-contains-increased",
    ),
    infos=(
        "request-body-max-contains-increased",
        "request-property-max-contains-increased",
        "response-body-max-contains-decreased",
        "response-property-max-contains-decreased",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """How many items may match `contains` changed."""
    yield from upper(pair, "maxContains", "max-contains")
