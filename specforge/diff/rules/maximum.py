"""maximum: the largest number that is allowed moved."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import upper
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-max-decreased",
        "request-parameter-max-decreased",
        "request-property-max-decreased",
        "response-body-max-increased",
        "response-property-max-increased",
    ),
    warnings=(
        "request-body-max-set",
        "request-parameter-max-set",
        "request-property-max-set",
    ),
    infos=(
        "request-body-max-increased",
        "request-parameter-max-increased",
        "request-property-max-increased",
        "request-read-only-property-max-decreased",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The largest number that is allowed moved."""
    yield from upper(pair, "maximum", "max")
