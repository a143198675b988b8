"""max-items: the largest number of items that is allowed changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import upper
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=("request-parameter-max-items-decreased",),
    infos=("request-parameter-max-items-increased",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The largest number of items that is allowed changed."""
    yield from upper(pair, "maxItems", "max-items")
