"""any-of: one of several schemas that may match came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.choices import branches_moved
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-any-of-removed",
        "request-property-any-of-removed",
    ),
    infos=(
        "request-body-any-of-added",
        "request-property-any-of-added",
        "response-body-any-of-added",
        "response-body-any-of-removed",
        "response-property-any-of-added",
        "response-property-any-of-removed",
    ),
    client=("response-*-removed",),
    server=("request-*-added",),
    wire=("response-*-added",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """One of several schemas that may match came or went."""
    yield from branches_moved(pair, "anyOf", "any-of")
