"""endpoint-added: an operation was added."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, OperationPair
from specforge.diff.rule import Context, rule


@rule(
    "Operation",
    infos=("endpoint-added",),
    server=("*",),
)
def check(pair: OperationPair, context: Context) -> Iterator[Note]:
    """An operation was added."""

    if pair.base is None:
        yield pair.note("endpoint-added", f"{pair.label} was added")
