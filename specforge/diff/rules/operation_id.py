"""operation-id: the name of an operation changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, OperationPair
from specforge.diff.rule import Context, rule


@rule(
    "Operation",
    infos=(
        "api-operation-id-added",
        "api-operation-id-removed",
    ),
    client=("*",),
)
def check(pair: OperationPair, context: Context) -> Iterator[Note]:
    """The name of an operation changed."""

    if pair.base is None or pair.revision is None:
        return
    old, new = pair.base.operation_id, pair.revision.operation_id
    if old is not None and old != new:
        instead = f" and replaced by `{new}`" if new else ""
        yield pair.note("api-operation-id-removed", f"the operationId `{old}` was removed{instead}", "operationId")
    elif new is not None and old is None:
        yield pair.note("api-operation-id-added", f"the operationId `{new}` was added", "operationId")
