"""property-removed: a property was removed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.change import Direction
from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=("response-required-property-removed",),
    warnings=(
        "request-property-removed",
        "response-optional-property-removed",
    ),
    infos=(
        "response-optional-write-only-property-removed",
        "response-required-write-only-property-removed",
    ),
    client=(
        "request-property-removed",
        "response-optional-*",
    ),
    docs=("*-write-only-*",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A property was removed."""

    if pair.revision is not None or pair.base is None or pair.parent is None:
        return
    message = f"{pair.subject} was removed"
    if pair.direction is Direction.RESPONSE:
        kind = "required" if pair.is_required(pair.parent.base) else "optional"
        own = "-write-only" if pair.flagged("writeOnly") else ""
        yield pair.named_note((f"response-{kind}{own}-property-removed",), message)
    elif not isinstance(pair.owner, ParameterPair) and not pair.flagged("readOnly"):
        yield pair.named_note(("request-property-removed",), message)
