"""max-length: the longest text that is allowed changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.bounds import upper
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-max-length-decreased",
        "request-parameter-max-length-decreased",
        "request-property-max-length-decreased",
        "response-body-max-length-increased",
        "response-body-max-length-unset",
        "response-property-max-length-increased",
        "response-property-max-length-unset",
    ),
    warnings=(
        "request-body-max-length-set",
        "request-parameter-max-length-set",
        "request-property-max-length-set",
    ),
    infos=(
        "request-body-max-length-increased",
        "request-parameter-max-length-increased",
        "request-property-max-length-increased",
        "request-read-only-property-max-length-decreased",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The longest text that is allowed changed."""
    yield from upper(pair, "maxLength", "max-length")
