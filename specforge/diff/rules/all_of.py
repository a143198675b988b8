"""all-of: one of several schemas that must all match came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.choices import branches_moved
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-all-of-added",
        "request-property-all-of-added",
    ),
    warnings=(
        "request-body-all-of-removed",
        "request-property-all-of-removed",
    ),
    infos=(
        "request-body-all-of-added-annotation-only",
        "request-body-all-of-removed-annotation-only",
        "request-property-all-of-added-annotation-only",
        "request-property-all-of-removed-annotation-only",
        "response-body-all-of-added",
        "response-body-all-of-added-annotation-only",
        "response-body-all-of-removed",
        "response-body-all-of-removed-annotation-only",
        "response-property-all-of-added",
        "response-property-all-of-added-annotation-only",
        "response-property-all-of-removed",
        "response-property-all-of-removed-annotation-only",
    ),
    docs=("*-annotation-only",),
    wire=("response-*-all-of-removed",),
    client=("response-*-all-of-added",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """One of several schemas that must all match came or went."""
    yield from branches_moved(pair, "allOf", "all-of")
