"""response-media-types: a media type that responses may have came, went or is called otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.change import Direction
from specforge.diff.media import renamed
from specforge.diff.pairs import MediaTypePair, Note
from specforge.diff.rule import Context, rule


@rule(
    "MediaType",
    errors=(
        "response-media-type-name-generalized",
        "response-media-type-removed",
    ),
    infos=(
        "response-media-type-added",
        "response-media-type-name-changed",
        "response-media-type-name-specialized",
    ),
    client=(
        "response-media-type-added",
        "response-media-type-name-changed",
        "response-media-type-name-specialized",
    ),
)
def check(pair: MediaTypePair, context: Context) -> Iterator[Note]:
    """A media type that responses may have came, went or is called otherwise."""

    if pair.direction is Direction.REQUEST:
        return
    if pair.base is None:
        yield pair.note("response-media-type-added", f"{pair.subject} may be `{pair.name}` now")
    elif pair.revision is None:
        yield pair.note("response-media-type-removed", f"{pair.subject} is no longer `{pair.name}`").shown_by(
            f"{pair.operation.label} with `Accept: {pair.name}`"
        )
    elif pair.base.name != pair.revision.name and (kind := renamed(pair.base.name, pair.revision.name)):
        message = f"{pair.subject} is `{pair.revision.name}` instead of `{pair.base.name}`"
        yield pair.note(f"response-media-type-name-{kind}", message)
