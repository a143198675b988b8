"""discriminator: what tells the alternatives apart changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair

_EXTENSION = re.compile(r"\.(?:ya?ml|json)$")


def _name(target: str) -> str:
    """What the schema is called to which a value leads, whether in a file of its own or not."""
    return _EXTENSION.sub("", target.rpartition("/")[2])


def _mappings(pair: SchemaPair, olds: dict[str, str], news: dict[str, str]) -> Iterator[Note]:
    for key in {**news, **olds}:
        old, new = olds.get(key), news.get(key)
        kind = "added" if old is None else "deleted" if new is None else "changed"
        if old is None or new is None or _name(old) != _name(new):
            message = f"what the discriminator value `{key}` of {pair.subject} stands for was {kind}"
            yield pair.note(f"discriminator-mapping-{kind}", message, "discriminator", "mapping", key, detail=key)


@rule(
    "Schema",
    infos=(
        "request-body-discriminator-added",
        "request-body-discriminator-mapping-added",
        "request-body-discriminator-mapping-changed",
        "request-body-discriminator-mapping-deleted",
        "request-body-discriminator-property-name-changed",
        "request-body-discriminator-removed",
        "request-property-discriminator-added",
        "request-property-discriminator-mapping-added",
        "request-property-discriminator-mapping-changed",
        "request-property-discriminator-mapping-deleted",
        "request-property-discriminator-property-name-changed",
        "request-property-discriminator-removed",
        "response-body-discriminator-added",
        "response-body-discriminator-mapping-added",
        "response-body-discriminator-mapping-changed",
        "response-body-discriminator-mapping-deleted",
        "response-body-discriminator-property-name-changed",
        "response-body-discriminator-removed",
        "response-property-discriminator-added",
        "response-property-discriminator-mapping-added",
        "response-property-discriminator-mapping-changed",
        "response-property-discriminator-mapping-deleted",
        "response-property-discriminator-property-name-changed",
        "response-property-discriminator-removed",
    ),
    client=("*",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """What tells the alternatives apart changed."""

    if pair.both is None:
        return
    old, new = pair.both[0].discriminator, pair.both[1].discriminator
    if old is None and new is not None:
        message = f"{pair.subject} got the discriminator `{new.property_name}`"
        yield pair.note("discriminator-added", message, "discriminator")
    elif old is not None and new is None:
        message = f"{pair.subject} lost the discriminator `{old.property_name}`"
        yield pair.note("discriminator-removed", message, "discriminator")
    elif old is not None and new is not None:
        if old.property_name != new.property_name:
            message = f"the discriminator of {pair.subject} is `{new.property_name}` instead of `{old.property_name}`"
            yield pair.note("discriminator-property-name-changed", message, "discriminator", "propertyName")
        yield from _mappings(pair, old.mapping_values, new.mapping_values)
