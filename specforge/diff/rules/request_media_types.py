"""request-media-types: a media type that requests may have came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.change import Direction
from specforge.diff.pairs import MediaTypePair, Note
from specforge.diff.rule import Context, rule


@rule(
    "MediaType",
    errors=("request-body-media-type-removed",),
    infos=("request-body-media-type-added",),
    server=("request-body-media-type-added",),
)
def check(pair: MediaTypePair, context: Context) -> Iterator[Note]:
    """A media type that requests may have came or went."""

    if pair.direction is Direction.RESPONSE or pair.status is not None:
        return
    if pair.base is None:
        yield pair.note("request-body-media-type-added", f"the request body may be `{pair.name}` now")
    elif pair.revision is None:
        yield pair.note(
            "request-body-media-type-removed", f"the request body must not be `{pair.name}` any more"
        ).shown_by(f"{pair.operation.label} with `Content-Type: {pair.name}`")
