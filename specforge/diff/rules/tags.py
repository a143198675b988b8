"""tags: the tags of an operation changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, OperationPair
from specforge.diff.rule import Context, rule


@rule(
    "Operation",
    infos=(
        "api-tag-added",
        "api-tag-removed",
    ),
    client=("*",),
)
def check(pair: OperationPair, context: Context) -> Iterator[Note]:
    """The tags of an operation changed."""

    if pair.base is None or pair.revision is None:
        return
    for tag in dict.fromkeys(pair.base.tags):
        if tag not in pair.revision.tags:
            yield pair.note("api-tag-removed", f"the tag `{tag}` was removed", "tags", detail=tag)
    for tag in dict.fromkeys(pair.revision.tags):
        if tag not in pair.base.tags:
            yield pair.note("api-tag-added", f"the tag `{tag}` was added", "tags", detail=tag)
