"""extensible-enum: a value that an extensible enum named is gone."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.wording import literal

_KEYWORD = "x-extensible-enum"


@rule(
    "Schema",
    errors=(
        "request-parameter-x-extensible-enum-value-removed",
        "request-property-x-extensible-enum-value-removed",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A value that an extensible enum named is gone."""

    if pair.both is None:
        return
    old, new = (side.get(_KEYWORD) if isinstance(side.get(_KEYWORD), list) else None for side in pair.both)
    if not old or new is None:
        return
    kept = {literal(value) for value in new}
    for text in dict.fromkeys(literal(value) for value in old):
        if text not in kept:
            message = f"{pair.subject} no longer names the value {text} in `{_KEYWORD}`"
            yield pair.note(f"{_KEYWORD}-value-removed", message, _KEYWORD, detail=text)
