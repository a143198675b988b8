"""enum: the values that are allowed one by one changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.diff.change import Direction
from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.wording import literal

_BODY = {"enum-value-removed": "response-mediatype-enum-value-removed"}


def _appeared(pair: SchemaPair, old: list[Any] | None, new: list[Any] | None) -> Iterator[Note]:
    """An enum on one side only: to get one narrows, to lose it widens."""
    if new is not None:
        values = ", ".join(literal(value) for value in new)
        ids = pair.ids("became-enum")
        if isinstance(pair.owner, ParameterPair) and pair.owner.location == "header" and pair.path:
            ids = ("request-header-property-became-enum",)
        yield pair.named_note(ids, f"{pair.subject} allows only {values} now", "enum")
    elif old is not None and pair.direction is Direction.RESPONSE:
        yield pair.note("enum-value-added", f"{pair.subject} may have any value now, not only those of an enum", "enum")


def _value(pair: SchemaPair, suffix: str, message: str, text: str) -> Note:
    ids = pair.ids(suffix)
    if pair.prefix == "response-body" and suffix in _BODY:
        ids = (_BODY[suffix],)
    return pair.named_note(ids, message, "enum", detail=text)


@rule(
    "Schema",
    errors=(
        "request-body-became-enum",
        "request-body-enum-value-removed",
        "request-header-property-became-enum",
        "request-parameter-became-enum",
        "request-parameter-enum-value-removed",
        "request-parameter-property-enum-value-removed",
        "request-property-became-enum",
        "request-property-enum-value-removed",
    ),
    warnings=("response-property-enum-value-added",),
    infos=(
        "request-parameter-enum-value-added",
        "request-parameter-property-enum-value-added",
        "request-property-enum-value-added",
        "request-read-only-property-enum-value-removed",
        "response-mediatype-enum-value-removed",
        "response-property-enum-value-removed",
        "response-write-only-property-enum-value-added",
    ),
    client=(
        "response-property-enum-value-removed",
        "response-mediatype-enum-value-removed",
    ),
    server=("request-*-enum-value-added",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The values that are allowed one by one changed."""

    if pair.both is None:
        return
    old, new = (side.get("enum") if isinstance(side.get("enum"), list) else None for side in pair.both)
    if old is None or new is None:
        yield from _appeared(pair, old, new)
        return
    known, now = ({literal(value): value for value in values if value is not None} for values in (old, new))
    for text in [text for text in known if text not in now]:
        yield _value(pair, "enum-value-removed", f"{pair.subject} no longer allows the value {text}", text)
    for text in [text for text in now if text not in known]:
        yield _value(pair, "enum-value-added", f"{pair.subject} allows the new value {text}", text)
