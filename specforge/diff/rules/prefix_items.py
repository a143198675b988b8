"""prefix-items: an item with a schema of its own came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-prefix-items-removed",
        "request-property-prefix-items-removed",
        "response-body-prefix-items-added",
        "response-property-prefix-items-added",
    ),
    infos=(
        "request-body-prefix-items-added",
        "request-property-prefix-items-added",
        "response-body-prefix-items-removed",
        "response-property-prefix-items-removed",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """An item with a schema of its own came or went."""

    if pair.both is None:
        return
    old, new = (len(side.listed("prefixItems")) for side in pair.both)
    for index in range(min(old, new), max(old, new)):
        kind = "added" if new > old else "removed"
        message = f"the schema of item {index} of {pair.subject} was {kind}"
        yield pair.note(f"prefix-items-{kind}", message, "prefixItems", str(index), detail=str(index))
