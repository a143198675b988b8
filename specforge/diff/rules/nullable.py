"""nullable: whether null is allowed changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.change import Direction
from specforge.diff.pairs import Note
from specforge.diff.plain_types import null_allowed
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-became-not-nullable",
        "request-parameter-became-not-nullable",
        "request-parameter-property-became-not-nullable",
        "request-property-became-not-nullable",
        "response-body-became-nullable",
        "response-header-became-nullable",
        "response-property-became-nullable",
    ),
    infos=(
        "request-body-became-nullable",
        "request-parameter-became-nullable",
        "request-parameter-property-became-nullable",
        "request-property-became-nullable",
        "response-body-became-not-nullable",
        "response-header-became-not-nullable",
        "response-property-became-not-nullable",
    ),
    client=("response-*-became-not-nullable",),
    server=("request-*-became-nullable",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """Whether null is allowed changed."""

    if pair.both is None:
        return
    before, now = (null_allowed(side) for side in pair.both)
    if before is None or now is None or before == now:
        return
    if now and not (pair.is_rewrapped and pair.direction is Direction.REQUEST):
        yield pair.note("became-nullable", f"{pair.subject} may be null now", "type")
    elif not now:
        yield pair.note("became-not-nullable", f"{pair.subject} must not be null any more", "type")
