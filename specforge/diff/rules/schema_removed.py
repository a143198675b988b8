"""schema-removed: a named schema was removed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import ComponentPair, Note
from specforge.diff.rule import Context, rule


@rule(
    "Component",
    infos=("api-schema-removed",),
    client=("*",),
)
def check(pair: ComponentPair, context: Context) -> Iterator[Note]:
    """A named schema was removed."""

    yield pair.note("api-schema-removed", f"the schema `{pair.name}` was removed")
