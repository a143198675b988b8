"""min-items: the smallest number of items that is allowed changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import lower
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-min-items-increased",
        "request-parameter-min-items-increased",
        "request-property-min-items-increased",
        "response-body-min-items-decreased",
        "response-body-min-items-unset",
        "response-property-min-items-decreased",
        "response-property-min-items-unset",
    ),
    warnings=(
        "request-body-min-items-set",
        "request-parameter-min-items-set",
        "request-property-min-items-set",
    ),
    infos=("request-parameter-min-items-decreased",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The smallest number of items that is allowed changed."""
    yield from lower(pair, "minItems", "min-items", is_count=True)
