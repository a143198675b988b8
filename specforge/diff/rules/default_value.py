"""default-value: the value that stands for a missing one changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.wording import literal


@rule(
    "Schema",
    errors=(
        "request-parameter-default-value-added",
        "request-parameter-default-value-changed",
        "request-parameter-default-value-removed",
    ),
    infos=(
        "request-body-default-value-added",
        "request-body-default-value-changed",
        "request-body-default-value-removed",
        "request-property-default-value-added",
        "request-property-default-value-changed",
        "request-property-default-value-removed",
        "response-body-default-value-added",
        "response-body-default-value-changed",
        "response-body-default-value-removed",
        "response-property-default-value-added",
        "response-property-default-value-changed",
        "response-property-default-value-removed",
    ),
    server=("*",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The value that stands for a missing one changed."""

    if pair.both is None:
        return
    old, new = pair.both
    had, has = "default" in old.words, "default" in new.words
    before, after = literal(old.get("default")), literal(new.get("default"))
    if had and has and before != after:
        yield pair.note(
            "default-value-changed", f"the default of {pair.subject} is {after} instead of {before}", "default"
        )
    elif has and not had:
        yield pair.note("default-value-added", f"{pair.subject} got the default {after}", "default")
    elif had and not has:
        yield pair.note("default-value-removed", f"{pair.subject} lost the default {before}", "default")
