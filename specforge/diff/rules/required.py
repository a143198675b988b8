"""required: whether a property must be there changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.change import Direction
from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


def _became_required(pair: SchemaPair) -> Iterator[Note]:
    message = f"{pair.subject} became required"
    if pair.direction is Direction.RESPONSE:
        yield pair.inside_note(pair.ids("became-required"), message, "required")
    elif isinstance(pair.owner, ParameterPair):
        if pair.owner.location == "header":
            yield pair.inside_note(("request-header-property-became-required",), message, "required")
    elif not pair.flagged("readOnly"):
        has_default = pair.revision is not None and "default" in pair.revision.words
        suffix = "became-required-with-default" if has_default else "became-required"
        yield pair.inside_note((f"request-property-{suffix}",), message, "required")


def _became_optional(pair: SchemaPair) -> Note:
    """What only clients sent was never promised to them."""
    message = f"{pair.subject} became optional"
    is_sent = any(side is not None and side.flag("writeOnly") for side in (pair.base, pair.revision))
    if pair.direction is Direction.RESPONSE and is_sent:
        return pair.inside_note(("response-write-only-property-became-optional",), message, "required")
    return pair.inside_note(pair.ids("became-optional"), message, "required")


@rule(
    "Schema",
    errors=(
        "request-header-property-became-required",
        "request-property-became-required",
        "request-property-became-required-with-default",
        "response-property-became-optional",
    ),
    infos=(
        "request-property-became-optional",
        "response-property-became-required",
        "response-write-only-property-became-optional",
        "response-write-only-property-became-required",
    ),
    client=("response-*-became-required",),
    server=("request-*-became-optional",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """Whether a property must be there changed."""

    if pair.both is None:
        return
    old, new = pair.both
    olds, news = old.named("properties"), new.named("properties")
    for name in sorted(old.required ^ new.required):
        # A property that came or went is the business of other rules.
        if name not in olds or name not in news:
            continue
        child = pair.property(name)
        if name in new.required:
            yield from _became_required(child)
        else:
            yield _became_optional(child)
