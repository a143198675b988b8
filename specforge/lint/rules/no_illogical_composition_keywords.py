"""no-illogical-composition-keywords: ``allOf``, ``anyOf`` or ``oneOf`` that cannot mean what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.findings.model import Related, Severity
from specforge.lint.about.overlap import overlap
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

# Each alternative is compared with all others: more are not looked at.
_MOST = 60


@rule(
    "no-illogical-composition-keywords",
    on="Schema",
    when=("allOf", "anyOf", "oneOf"),
    severity=Severity.WARNING,
    origin="redocly",
    default=False,
    versions=OPENAPI_3,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """An `allOf`, `anyOf` or `oneOf` has too few parts, the same one twice, or alternatives that fit together."""
    for keyword in ("allOf", "anyOf", "oneOf"):
        holder = schema.node.get(keyword)
        if holder is None or not isinstance(holder.value, list):
            continue
        parts = list(holder.elements())
        yield from _few(schema, keyword, holder, parts)
        yield from _empty(keyword, parts)
        yield from _twice(keyword, parts)
        if keyword != "allOf" and schema.discriminator is not None:
            yield from _inline(keyword, parts)
    yield from _together(schema)


def _few(schema: Schema, keyword: str, holder: Node, parts: list[Node]) -> Iterator[Problem]:
    if not parts:
        yield Problem(f"`{keyword}` is empty", holder.key_place)
    elif len(parts) == 1 and not _is_useful(schema, keyword, parts[0]):
        yield Problem(f"`{keyword}` has one part only: write the schema itself", holder.key_place)


def _is_useful(schema: Schema, keyword: str, only: Node) -> bool:
    """One part is enough beside other keywords of the schema, and for inheritance."""
    if keyword == "allOf":
        return len(schema.raw) > 1 or Schema.of(only).discriminator is not None
    return schema.discriminator is not None


def _empty(keyword: str, parts: list[Node]) -> Iterator[Problem]:
    for part in parts:
        if part.value == {}:
            yield Problem(f"an empty schema in `{keyword}` accepts every value", part.place)


def _twice(keyword: str, parts: list[Node]) -> Iterator[Problem]:
    first: dict[str, Node] = {}
    for part in parts:
        known = first.setdefault(json.dumps(part.value, sort_keys=True), part)
        if known is not part:
            related = (Related("the first one", known.place),)
            yield Problem(f"this part of `{keyword}` is there already", part.place, related=related)


def _inline(keyword: str, parts: list[Node]) -> Iterator[Problem]:
    for part in parts:
        if part.is_mapping and part.reference is None and "$id" not in part.value:
            yield Problem(f"a schema without a name in `{keyword}` is out of reach for the discriminator", part.place)


def _together(schema: Schema) -> Iterator[Problem]:
    """Alternatives of ``oneOf`` that one value can fit: it is then valid for none of them."""
    holder = schema.node.get("oneOf")
    parts = [part for part in holder.elements() if part.is_mapping][:_MOST] if holder else []
    views = [Schema.of(part) for part in parts]
    property_name = schema.discriminator.property_name if schema.discriminator else None
    if property_name is not None and schema.node.resolver.version.family == "3.2":
        return  # there `defaultMapping` decides: see spec-discriminator-defaultMapping
    for index, part in enumerate(parts):
        for earlier, known in enumerate(parts[:index]):
            reason = overlap(views[earlier], views[index], property_name)
            if reason is not None and known.value != part.value:
                message = f"a value can fit this part of `oneOf` and another: {reason}"
                yield Problem(message, part.place, related=(Related("the other one", known.place),))
                break
