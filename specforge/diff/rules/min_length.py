"""min-length: the shortest text that is allowed changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import lower
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-min-length-increased",
        "request-parameter-min-length-increased",
        "request-property-min-length-increased",
        "response-body-min-length-decreased",
        "response-property-min-length-decreased",
    ),
    infos=(
        "request-body-min-length-decreased",
        "request-parameter-min-length-decreased",
        "request-property-min-length-decreased",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The shortest text that is allowed changed."""
    yield from lower(pair, "minLength", "min-length", absent=0)
