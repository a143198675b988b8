"""content: what a text contains is described in another way."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.presence import appeared
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.wording import literal


@rule(
    "Schema",
    errors=(
        "request-body-content-encoding-changed",
        "request-body-content-media-type-changed",
        "request-body-content-schema-added",
        "request-property-content-encoding-changed",
        "request-property-content-media-type-changed",
        "request-property-content-schema-added",
        "response-body-content-encoding-changed",
        "response-body-content-media-type-changed",
        "response-body-content-schema-removed",
        "response-property-content-encoding-changed",
        "response-property-content-media-type-changed",
        "response-property-content-schema-removed",
    ),
    infos=(
        "request-body-content-schema-removed",
        "request-property-content-schema-removed",
        "response-body-content-schema-added",
        "response-property-content-schema-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """What a text contains is described in another way."""

    yield from appeared(pair, "contentSchema", "content-schema")
    for keyword, name in (("contentEncoding", "content-encoding"), ("contentMediaType", "content-media-type")):
        if pair.both is not None and pair.both[0].get(keyword) != pair.both[1].get(keyword):
            old, new = (literal(side.get(keyword)) for side in pair.both)
            yield pair.note(f"{name}-changed", f"`{keyword}` of {pair.subject} changed from {old} to {new}", keyword)
