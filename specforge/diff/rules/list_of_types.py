"""list-of-types: a choice of plain types has more or fewer of them."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.plain_types import is_list_change
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.types import accepted_types, covers


@rule(
    "Schema",
    errors=(
        "request-body-list-of-types-narrowed",
        "request-parameter-list-of-types-narrowed",
        "request-parameter-property-list-of-types-narrowed",
        "request-property-list-of-types-narrowed",
        "response-body-list-of-types-widened",
        "response-property-list-of-types-widened",
    ),
    infos=(
        "request-body-list-of-types-widened",
        "request-parameter-list-of-types-widened",
        "request-parameter-property-list-of-types-widened",
        "request-property-list-of-types-widened",
        "response-body-list-of-types-narrowed",
        "response-property-list-of-types-narrowed",
    ),
    client=("response-*-narrowed",),
    server=("request-*-widened",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A choice of plain types has more or fewer of them."""

    if pair.both is None or not is_list_change(*pair.both):
        return
    old, new = (accepted_types(side) for side in pair.both)
    if added := [name for name in new if not covers(old, name)]:
        message = f"{pair.subject} may also be {', '.join(added)} now"
        yield pair.note("list-of-types-widened", message, pair.keyword_of("oneOf", "anyOf", "type"))
    if removed := [name for name in old if not covers(new, name)]:
        message = f"{pair.subject} must not be {', '.join(removed)} any more"
        yield pair.note("list-of-types-narrowed", message, pair.keyword_of("oneOf", "anyOf", "type"))
