"""const: the one value that is allowed changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.wording import literal


@rule(
    "Schema",
    errors=(
        "request-body-const-added",
        "request-body-const-changed",
        "request-property-const-added",
        "request-property-const-changed",
        "response-body-const-changed",
        "response-body-const-removed",
        "response-property-const-changed",
        "response-property-const-removed",
    ),
    infos=(
        "request-body-const-removed",
        "request-property-const-removed",
        "response-body-const-added",
        "response-property-const-added",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The one value that is allowed changed."""

    if pair.both is None:
        return
    old, new = pair.both
    had, has = "const" in old.words, "const" in new.words
    if had and has:
        before, after = literal(old.get("const")), literal(new.get("const"))
        if before != after:
            yield pair.note("const-changed", f"{pair.subject} must be {after} instead of {before}", "const")
    elif has:
        yield pair.note("const-added", f"{pair.subject} must be {literal(new.get('const'))} now", "const")
    elif had:
        yield pair.note("const-removed", f"{pair.subject} need not be {literal(old.get('const'))} any more", "const")
