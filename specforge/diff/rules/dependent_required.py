"""dependent-required: what a property requires of others changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.document.view import strings


def _requirements(value: Any) -> dict[str, frozenset[str]]:
    return {name: frozenset(strings(names)) for name, names in value.items()} if isinstance(value, dict) else {}


@rule(
    "Schema",
    errors=(
        "request-body-dependent-required-added",
        "request-body-dependent-required-changed",
        "request-property-dependent-required-added",
        "request-property-dependent-required-changed",
        "response-body-dependent-required-changed",
        "response-body-dependent-required-removed",
        "response-property-dependent-required-changed",
        "response-property-dependent-required-removed",
    ),
    infos=(
        "request-body-dependent-required-removed",
        "request-property-dependent-required-removed",
        "response-body-dependent-required-added",
        "response-property-dependent-required-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """What a property requires of others changed."""

    if pair.both is None:
        return
    olds, news = (_requirements(side.get("dependentRequired")) for side in pair.both)
    for name in {**news, **olds}:
        old, new = olds.get(name), news.get(name)
        if old == new:
            continue
        kind = "added" if old is None else "removed" if new is None else "changed"
        message = f"what `{name}` requires of other properties of {pair.subject} was {kind}"
        yield pair.note(f"dependent-required-{kind}", message, "dependentRequired", name, detail=name)
