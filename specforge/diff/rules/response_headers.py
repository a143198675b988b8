"""response-headers: a header of a response came, went or need not come."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import HeaderPair, Note
from specforge.diff.rule import Context, rule


@rule(
    "Header",
    errors=(
        "required-response-header-removed",
        "response-header-became-optional",
    ),
    warnings=("optional-response-header-removed",),
    infos=("response-header-added",),
    client=(
        "optional-response-header-removed",
        "response-header-added",
    ),
)
def check(pair: HeaderPair, context: Context) -> Iterator[Note]:
    """A header of a response came, went or need not come."""

    without = f"{pair.operation.label} is answered with {pair.response.status} without the header `{pair.name}`"
    if pair.base is None:
        yield pair.note("response-header-added", f"{pair.subject} was added")
    elif pair.revision is None:
        kind = "required" if pair.base.required else "optional"
        yield pair.note(f"{kind}-response-header-removed", f"{pair.subject} was removed").shown_by(without)
    elif pair.base.required and not pair.revision.required:
        yield pair.note("response-header-became-optional", f"{pair.subject} became optional", "required").shown_by(
            without
        )
