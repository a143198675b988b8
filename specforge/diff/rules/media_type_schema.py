"""media-type-schema: a media type got a schema, or lost it."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import MediaTypePair, Note
from specforge.diff.rule import Context, rule


@rule(
    "MediaType",
    errors=("request-body-media-type-schema-added",),
    warnings=("response-body-media-type-schema-removed",),
    infos=(
        "request-body-media-type-schema-removed",
        "response-body-media-type-schema-added",
    ),
    client=("response-body-media-type-schema-added",),
    server=("request-body-media-type-schema-removed",),
)
def check(pair: MediaTypePair, context: Context) -> Iterator[Note]:
    """A media type got a schema, or lost it."""

    if pair.base is None or pair.revision is None:
        return
    had, has = pair.base.schema is not None, pair.revision.schema is not None
    if had != has:
        kind = "added" if has else "removed"
        message = f"the schema of `{pair.name}` in {pair.subject} was {kind}"
        yield pair.note(f"{pair.direction.value}-body-media-type-schema-{kind}", message, "schema")
