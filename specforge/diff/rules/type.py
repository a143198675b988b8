"""type: the type or format changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.plain_types import is_list_change
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.types import described, judge


@rule(
    "Schema",
    errors=(
        "request-body-type-changed",
        "request-parameter-property-type-specialized",
        "request-parameter-type-changed",
        "request-property-type-changed",
        "response-body-type-changed",
        "response-body-type-generalized",
        "response-header-type-changed",
        "response-header-type-generalized",
        "response-property-type-changed",
        "response-property-type-generalized",
    ),
    warnings=("request-parameter-property-type-changed",),
    infos=(
        "request-body-type-compatible",
        "request-body-type-generalized",
        "request-parameter-property-type-generalized",
        "request-parameter-type-generalized",
        "request-property-type-compatible",
        "request-property-type-generalized",
        "response-body-type-compatible",
        "response-body-type-specialized",
        "response-header-type-compatible",
        "response-header-type-specialized",
        "response-property-type-compatible",
        "response-property-type-specialized",
    ),
    client=(
        "response-*-specialized",
        "response-*-compatible",
    ),
    server=(
        "request-*-generalized",
        "request-*-compatible",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The type or format changed."""

    if pair.is_wrapped and pair.scope != "body":
        yield pair.note("type-changed", f"{pair.subject} must match one of several schemas now", "oneOf")
    if pair.both is None or not pair.travels or is_list_change(*pair.both):
        return
    verdict = judge(pair)
    if verdict is not None:
        old, new = (described(side) for side in pair.both)
        message = f"{pair.subject} is {new} instead of {old}"
        yield pair.note(
            f"type-{verdict[0]}",
            message,
            "type" if "type" in pair.both[1].words else "format",
            also=f"type-{verdict[1]}",
        )
