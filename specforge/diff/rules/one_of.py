"""one-of: one of several schemas of which one must match came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.choices import branches_moved
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-one-of-removed",
        "request-property-one-of-removed",
        "response-body-one-of-added",
        "response-property-one-of-added",
    ),
    infos=(
        "request-body-one-of-added",
        "request-property-one-of-added",
        "response-body-one-of-removed",
        "response-property-one-of-removed",
    ),
    client=("response-*-removed",),
    server=("request-*-added",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """One of several schemas of which one must match came or went."""
    yield from branches_moved(pair, "oneOf", "one-of")
